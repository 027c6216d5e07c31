//! The list of completion items being built.

use gen_lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemTextEdit, Documentation, InsertTextFormat, MarkupContent,
    MarkupKind, Range, TextEdit,
};
use scn_source::Span;

use super::context::{Context, Place};
use crate::features::hover;
use crate::index::{Kind, Space};
use crate::pack::SymbolRef;
use crate::workspace::RequestFile;

/// The list of completion items being built. Items appear in the order in which they are added.
pub(super) struct Items<'h, 's> {
    pub(super) here: &'h RequestFile<'s>,
    /// The range that an item replaces: the word before the cursor.
    range: Range,
    scenario: Option<usize>,
    list: Vec<CompletionItem>,
}

impl<'h, 's> Items<'h, 's> {
    pub(super) fn new(here: &'h RequestFile<'s>, offset: u32, context: &Context<'_>) -> Self {
        let word = match context.place {
            Place::LineStart => context.line.len(),
            Place::File { text } => text.len(),
            Place::Value { text } if context.keyword.is_some_and(|it| it.word == "Choose") => {
                // The start of a label may contain spaces.
                text.rsplit(',').next().unwrap_or(text).trim_start().len()
            }
            Place::Header | Place::Bracket { .. } | Place::Value { .. } | Place::Brace | Place::Condition { .. } => {
                let letters = context.line.chars().rev().take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
                letters.map(char::len_utf8).sum()
            }
        };
        let start = offset - Span::empty(word).start.min(offset);
        let range = here.range_of(Span { start, end: offset });
        Self { here, range, scenario: context.scenario, list: Vec::new() }
    }

    pub(super) fn into_list(mut self) -> Vec<CompletionItem> {
        for (at, item) in self.list.iter_mut().enumerate() {
            item.sort_text = Some(format!("{at:04}"));
        }
        self.list
    }

    /// Adds the media files of the pack, in the form in which they are written.
    pub(super) fn add_media_files(&mut self, has_colon: bool) {
        for file in self.here.state.disk.media_files(self.here.own_path) {
            let name = scn_compiler::written_name(&file);
            let text = if has_colon { name } else { format!("{name}: ") };
            self.push_item(&file, CompletionItemKind::File, None, &text, false);
        }
    }

    fn push_item(&mut self, label: &str, kind: CompletionItemKind, detail: Option<String>, text: &str, snippet: bool) {
        if self.list.iter().any(|it| it.filter_text.as_deref() == Some(label)) {
            return;
        }
        self.list.push(CompletionItem {
            label: scn_text::escape_line(label).into_owned(),
            kind: Some(kind),
            detail: detail.map(|it| scn_text::escape_line(&it).into_owned()),
            filter_text: Some(label.to_owned()),
            insert_text_format: snippet.then_some(InsertTextFormat::Snippet),
            text_edit: Some(CompletionItemTextEdit::TextEdit(TextEdit {
                range: self.range,
                new_text: text.to_owned(),
            })),
            ..CompletionItem::default()
        });
    }

    /// Adds a fixed word with its meaning.
    pub(super) fn add_word(&mut self, word: &str, detail: &str) {
        self.push_item(
            word,
            CompletionItemKind::Keyword,
            Some(detail.to_owned()).filter(|it| !it.is_empty()),
            word,
            false,
        );
    }

    /// Adds a word with the text to insert, which has placeholders if the client supports them.
    pub(super) fn add_snippet(
        &mut self,
        label: &str,
        detail: &str,
        plain: &str,
        snippet: &str,
        documentation: Option<String>,
    ) {
        let use_snippet = self.here.state.client.snippets;
        let text = if use_snippet { snippet } else { plain };
        let kind = CompletionItemKind::Keyword;
        self.push_item(label, kind, Some(detail.to_owned()), text, use_snippet && text.contains('$'));
        if let Some(last) = self.list.last_mut().filter(|it| it.filter_text.as_deref() == Some(label)) {
            let to_documentation = |value: String| {
                Documentation::MarkupContent(MarkupContent {
                    kind: MarkupKind::Markdown,
                    value: scn_text::escape_lines(&value).into_owned(),
                })
            };
            last.documentation = documentation.map(to_documentation);
        }
    }

    /// Adds a symbol by its name.
    pub(super) fn add_symbol(&mut self, sym: &SymbolRef<'_>) {
        self.add_symbol_as(sym, &sym.symbol.id, "");
    }

    /// Adds a symbol by another name, followed by some text.
    pub(super) fn add_symbol_as(&mut self, sym: &SymbolRef<'_>, name: &str, behind: &str) {
        if !name.is_empty() {
            self.push_item(
                name,
                item_kind(sym.symbol.kind),
                Some(hover::completion_detail(sym)),
                &format!("{name}{behind}"),
                false,
            );
        }
    }

    /// Returns the symbols of a namespace that are visible in the scenario.
    pub(super) fn visible_symbols(&self, space: Space) -> Vec<SymbolRef<'s>> {
        let file = self.here;
        let visible = file.view.index.visible_symbols(space, self.scenario);
        visible.filter_map(|(ix, _)| file.symbol_at(ix)).collect()
    }

    pub(super) fn add_all(&mut self, space: Space) {
        for sym in self.visible_symbols(space) {
            self.add_symbol(&sym);
        }
    }

    /// Adds the scenarios of the pack.
    pub(super) fn add_scenarios(&mut self) {
        let pack = self.here.pack;
        let is_own = |sym: &SymbolRef<'_>| sym.symbol.kind == Kind::Scenario && pack.owns_file(sym.path);
        for sym in pack.all_symbols().filter(is_own).filter(|sym| sym.path != self.here.own_path) {
            self.add_symbol(&sym);
        }
    }

    pub(super) fn add_principles(&mut self) {
        let pack = self.here.pack;
        for sym in pack.all_symbols().filter(|sym| sym.symbol.kind == Kind::Principle) {
            self.add_symbol(&sym);
        }
    }
}

fn item_kind(kind: Kind) -> CompletionItemKind {
    match kind {
        Kind::Principle => CompletionItemKind::Class,
        Kind::Lesson | Kind::Quiz => CompletionItemKind::File,
        Kind::Question | Kind::Ask => CompletionItemKind::Field,
        Kind::Answer => CompletionItemKind::Property,
        Kind::Scenario => CompletionItemKind::Module,
        Kind::Cast => CompletionItemKind::Constant,
        Kind::Meter | Kind::Flag | Kind::State => CompletionItemKind::Variable,
        Kind::Value => CompletionItemKind::EnumMember,
        Kind::Passage => CompletionItemKind::Snippet,
        Kind::Situation => CompletionItemKind::Function,
        Kind::Ending => CompletionItemKind::Event,
        Kind::Choice => CompletionItemKind::Method,
        Kind::Test | Kind::Promise => CompletionItemKind::Text,
    }
}
