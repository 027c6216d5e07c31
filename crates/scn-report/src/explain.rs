//! Renders the Markdown page of a finding as text for a terminal.

use crate::Options;
use crate::clean::Glyphs;
use crate::fancy::style_if;
use anstyle::{AnsiColor, Style};
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};
use scn_text::wrap::prose;

/// Indentation of everything but headings.
const BODY: usize = 2;
/// Indentation of code relative to the text around it.
const CODE: usize = 2;

/// Renders a page as terminal text.
///
/// Headings, paragraphs and lists are wrapped to the width; code is kept as it is, without the info
/// string of its fence. With colours, names and keywords are coloured; without, they keep their
/// backquotes. A link to another page is replaced by the name to pass to `scn explain`.
///
/// # Examples
///
/// ```
/// use scn_report::{Options, explain};
///
/// let options = Options { width: 40, ..Options::default() };
/// let markdown = "# dead-end\n\nA run stops where `ring` offers nothing to choose.\n";
/// let page = explain(markdown, &options);
/// assert_eq!(page, "dead-end\n\n  A run stops where `ring` offers\n  nothing to choose.\n");
/// ```
#[must_use]
pub fn explain(page: &str, options: &Options) -> String {
    let mut writer = PageWriter {
        options,
        glyphs: Glyphs::new(options.unicode),
        out: String::new(),
        inline: String::new(),
        styles: Vec::new(),
        indent: BODY,
        bullet: None,
        lists: Vec::new(),
        code: None,
        link: None,
        tight: false,
    };
    for event in Parser::new(page) {
        writer.write_event(event);
    }
    writer.out
}

struct PageWriter<'a> {
    options: &'a Options,
    glyphs: Glyphs,
    out: String,
    /// The paragraph being read.
    inline: String,
    /// The styles in effect, innermost last.
    styles: Vec<Style>,
    indent: usize,
    /// Prefix of the first line of the next paragraph, written into the indentation.
    bullet: Option<String>,
    /// The open lists: the next number, or `None` for a bulleted list.
    lists: Vec<Option<u64>>,
    /// The code block being read.
    code: Option<String>,
    /// The target of the open link, and the offset in `inline` where its text begins.
    link: Option<(String, usize)>,
    /// Whether the next block follows without an empty line.
    tight: bool,
}

impl PageWriter<'_> {
    fn write_event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start_tag(tag),
            Event::End(tag) => self.end_tag(tag),
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push_str(&text),
                None => self.inline.push_str(&self.glyphs.clean_line(&text)),
            },
            Event::Code(code) => self.code_words(&code),
            Event::SoftBreak => self.inline.push(' '),
            Event::HardBreak => self.inline.push('\n'),
            Event::Rule => {
                self.separate_block();
                self.out.push_str(&" ".repeat(self.indent));
                self.out.push_str("---\n");
            }
            // Pages hold no HTML; if one does, it is treated as text.
            Event::Html(text) | Event::InlineHtml(text) => self.inline.push_str(&self.glyphs.clean_line(&text)),
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                self.inline.push_str(&self.glyphs.clean_line(&text));
            }
            Event::TaskListMarker(done) => self.inline.push_str(if done { "[x] " } else { "[ ] " }),
        }
    }

    fn start_tag(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.write_paragraph();
                let style = Style::new().bold();
                self.open_style(if level == HeadingLevel::H1 {
                    style.fg_color(Some(AnsiColor::Cyan.into()))
                } else {
                    style
                });
            }
            Tag::List(first) => {
                self.write_paragraph();
                self.lists.push(first);
            }
            Tag::Item => {
                self.write_paragraph();
                let bullet = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        let bullet = format!("{number}. ");
                        *number += 1;
                        bullet
                    }
                    Some(None) | None => "- ".to_owned(),
                };
                self.indent += bullet.len();
                self.bullet = Some(bullet);
            }
            Tag::CodeBlock(_) => {
                self.write_paragraph();
                self.code = Some(String::new());
            }
            Tag::BlockQuote(_) => {
                self.write_paragraph();
                self.indent += 2;
            }
            Tag::Emphasis => self.open_style(Style::new().italic()),
            Tag::Strong => self.open_style(Style::new().bold()),
            Tag::Strikethrough => self.open_style(Style::new().strikethrough()),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.link = Some((dest_url.to_string(), self.inline.len()));
            }
            Tag::Paragraph
            | Tag::HtmlBlock
            | Tag::FootnoteDefinition(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Table(_)
            | Tag::TableHead
            | Tag::TableRow
            | Tag::TableCell
            | Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_) => {}
        }
    }

    fn end_tag(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                self.close_style();
                let indent = std::mem::take(&mut self.indent);
                self.tight = false;
                self.write_paragraph();
                self.indent = indent;
            }
            TagEnd::List(_) => {
                self.write_paragraph();
                self.lists.pop();
                self.tight = !self.lists.is_empty();
            }
            TagEnd::Item => {
                self.write_paragraph();
                let bullet = match self.lists.last() {
                    Some(Some(number)) => format!("{}. ", number.saturating_sub(1)).len(),
                    Some(None) | None => 2,
                };
                self.indent = self.indent.saturating_sub(bullet);
                self.bullet = None;
                self.tight = true;
            }
            TagEnd::CodeBlock => self.code_block(),
            TagEnd::BlockQuote(_) => {
                self.write_paragraph();
                self.indent = self.indent.saturating_sub(2);
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => self.close_style(),
            TagEnd::Link | TagEnd::Image => self.close_link(),
            TagEnd::Paragraph
            | TagEnd::HtmlBlock
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::Table
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::TableCell
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::MetadataBlock(_) => self.write_paragraph(),
        }
    }

    fn code_words(&mut self, code: &str) {
        let code = self.glyphs.clean_line(code).into_owned();
        if self.options.colour {
            self.open_style(Style::new().fg_color(Some(AnsiColor::Cyan.into())));
            self.inline.push_str(&code);
            self.close_style();
        } else {
            self.inline.push_str(&format!("`{code}`"));
        }
    }

    fn open_style(&mut self, new: Style) {
        let new = style_if(self.options.colour, new);
        self.inline.push_str(&new.to_string());
        self.styles.push(new);
    }

    /// Ends the innermost style and restores the ones around it.
    fn close_style(&mut self) {
        if let Some(last) = self.styles.pop() {
            self.inline.push_str(&format!("{last:#}"));
            for style in &self.styles {
                self.inline.push_str(&style.to_string());
            }
        }
    }

    /// Ends a link. Appends the name of the target page unless the link's text contains it.
    fn close_link(&mut self) {
        let Some((target, from)) = self.link.take() else { return };
        let words = self.inline.get(from..).unwrap_or_default();
        match target.strip_suffix(".md") {
            Some(name) if words.contains(name) => {}
            Some(name) => {
                self.inline.push_str(" (");
                self.code_words(name);
                self.inline.push(')');
            }
            None if words == target => {}
            None => self.inline.push_str(&format!(" ({})", self.glyphs.clean_line(&target))),
        }
    }

    /// Writes the paragraph that was read, if there is one.
    fn write_paragraph(&mut self) {
        let text = std::mem::take(&mut self.inline);
        if text.trim().is_empty() {
            return;
        }
        self.separate_block();
        let indentation = " ".repeat(self.indent);
        let bullet = self.bullet.take().unwrap_or_default();
        let first = " ".repeat(self.indent.saturating_sub(bullet.len())) + &bullet;
        self.out.push_str(&prose(text.trim(), self.options.columns(), &first, &indentation).join("\n"));
        self.out.push('\n');
    }

    fn code_block(&mut self) {
        let Some(code) = self.code.take() else { return };
        self.separate_block();
        let indent = " ".repeat(self.indent + CODE);
        for line in code.lines() {
            if !line.trim().is_empty() {
                self.out.push_str(&indent);
                let mut column = 0;
                for (_, c, fate) in scn_text::classify_chars(line) {
                    column += self.glyphs.push_char((c, fate), column, &mut self.out);
                }
            }
            self.out.push('\n');
        }
    }

    /// Writes an empty line between blocks, but not between the items of a list.
    fn separate_block(&mut self) {
        if !self.out.is_empty() && !std::mem::take(&mut self.tight) {
            self.out.push('\n');
        }
    }
}
