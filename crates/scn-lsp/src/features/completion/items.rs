//! The list of completion items being built.

use gen_lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemTextEdit, Documentation, InsertTextFormat, MarkupContent,
    MarkupKind, Range, TextEdit,
};
use scn_source::Span;

use super::context::{Context, Place};
use crate::features::hover;
use crate::index::{Kind, Space};
use crate::pack::Sym;
use crate::workspace::Here;

/// The list of completion items being built. Items appear in the order in which they are added.
pub(super) struct Items<'h, 's> {
    pub(super) here: &'h Here<'s>,
    /// The range that an item replaces: the word before the cursor.
    range: Range,
    scenario: Option<usize>,
    list: Vec<CompletionItem>,
}

impl<'h, 's> Items<'h, 's> {
    pub(super) fn new(here: &'h Here<'s>, offset: u32, context: &Context<'_>) -> Self {
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
        let range = here.range(Span { start, end: offset });
        Self { here, range, scenario: context.scenario, list: Vec::new() }
    }

    pub(super) fn done(mut self) -> Vec<CompletionItem> {
        for (at, item) in self.list.iter_mut().enumerate() {
            item.sort_text = Some(format!("{at:04}"));
        }
        self.list
    }

    /// Adds the media files of the pack, in the form in which they are written.
    pub(super) fn files(&mut self, has_colon: bool) {
        for file in self.here.state.disk.media_files(self.here.path) {
            let name = scn_compiler::written_name(&file);
            let text = if has_colon { name } else { format!("{name}: ") };
            self.push(&file, CompletionItemKind::File, None, &text, false);
        }
    }

    fn push(&mut self, label: &str, kind: CompletionItemKind, detail: Option<String>, text: &str, snippet: bool) {
        if self.list.iter().any(|it| it.filter_text.as_deref() == Some(label)) {
            return;
        }
        self.list.push(CompletionItem {
            label: scn_text::named(label).into_owned(),
            kind: Some(kind),
            detail: detail.map(|it| scn_text::named(&it).into_owned()),
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
    pub(super) fn word(&mut self, word: &str, detail: &str) {
        self.push(word, CompletionItemKind::Keyword, Some(detail.to_owned()).filter(|it| !it.is_empty()), word, false);
    }

    /// Adds a word with the text to insert, which has placeholders if the client supports them.
    pub(super) fn snippet(
        &mut self,
        label: &str,
        detail: &str,
        plain: &str,
        snippet: &str,
        documentation: Option<String>,
    ) {
        let can = self.here.state.client.snippets;
        let text = if can { snippet } else { plain };
        let kind = CompletionItemKind::Keyword;
        self.push(label, kind, Some(detail.to_owned()), text, can && text.contains('$'));
        if let Some(last) = self.list.last_mut().filter(|it| it.filter_text.as_deref() == Some(label)) {
            let markup = |value: String| {
                Documentation::MarkupContent(MarkupContent {
                    kind: MarkupKind::Markdown,
                    value: scn_text::named_lines(&value).into_owned(),
                })
            };
            last.documentation = documentation.map(markup);
        }
    }

    /// Adds a symbol by its name.
    pub(super) fn symbol(&mut self, sym: &Sym<'_>) {
        self.symbol_as(sym, &sym.it.id, "");
    }

    /// Adds a symbol by another name, followed by some text.
    pub(super) fn symbol_as(&mut self, sym: &Sym<'_>, name: &str, behind: &str) {
        if !name.is_empty() {
            self.push(name, item_kind(sym.it.kind), Some(hover::brief(sym)), &format!("{name}{behind}"), false);
        }
    }

    /// Returns the symbols of a namespace that are visible in the scenario.
    pub(super) fn known(&self, space: Space) -> Vec<Sym<'s>> {
        let here = self.here;
        let known = here.view.index.known(space, self.scenario);
        known.filter_map(|(ix, _)| here.symbol(ix)).collect()
    }

    pub(super) fn all(&mut self, space: Space) {
        for sym in self.known(space) {
            self.symbol(&sym);
        }
    }

    pub(super) fn principles(&mut self) {
        let pack = self.here.pack;
        for sym in pack.symbols().filter(|sym| sym.it.kind == Kind::Principle) {
            self.symbol(&sym);
        }
    }
}

fn item_kind(kind: Kind) -> CompletionItemKind {
    match kind {
        Kind::Principle => CompletionItemKind::Class,
        Kind::Lesson | Kind::Quiz => CompletionItemKind::File,
        Kind::Question => CompletionItemKind::Field,
        Kind::Answer => CompletionItemKind::Property,
        Kind::Scenario => CompletionItemKind::Module,
        Kind::Cast => CompletionItemKind::Constant,
        Kind::Meter | Kind::Flag | Kind::State => CompletionItemKind::Variable,
        Kind::Value => CompletionItemKind::EnumMember,
        Kind::Situation => CompletionItemKind::Function,
        Kind::Ending => CompletionItemKind::Event,
        Kind::Choice => CompletionItemKind::Method,
        Kind::Test | Kind::Promise => CompletionItemKind::Text,
    }
}
