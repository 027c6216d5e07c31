//! Lays out and prints a lesson: CommonMark and tables.
//!
//! The Markdown is parsed as a stream of events, and open elements are kept on explicit stacks:
//! nesting cannot exhaust the call stack. The cost of an event does not grow with the nesting
//! depth, because the prefix of a line is never wider than half of it.

mod inline;
mod table;

use std::io::{self, Write};
use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, LinkType, Options as Extensions, Parser, Tag, TagEnd};
use scn_story::Lesson;

use super::Options;
use super::blocks::{PrefixedText, heading_signs, without_tabs};
use super::page::PageWriter;
use inline::Inline;
use scn_run::title_or_id;
use scn_text::styled::{Look, Role, StyledText};
use scn_text::wrap::display_width;
pub(super) use table::Table;

/// Writes a lesson: its title, then its text. Uses the width, the colour and `plain` of the
/// options.
///
/// No text is lost: links are followed by their address, images are shown as their alternative
/// text, raw HTML is shown as written, and a line of code that does not fit continues on the next
/// line after `…`. No line exceeds the width, if that is at least 20 columns.
///
/// # Errors
///
/// When output fails.
pub fn print_lesson<W: Write>(lesson: &Lesson, options: &Options<'_>, output: &mut W) -> io::Result<()> {
    let mut page = PageWriter::new(output, options.width, options.text_look());
    page.write_heading(&title_or_id(&lesson.title, &lesson.id), '━')?;
    for element in lay_out_lesson(&lesson.markdown, page.look, page.width()) {
        page.write_laid_out(&element)?;
    }
    page.flush()
}

/// Lays out Markdown in lines of at most `width` columns. Returns the lines of each element at the
/// top level, each element with the blank line above it. There are as many elements at any width.
pub(crate) fn lay_out_lesson(markdown: &str, look: Look, width: usize) -> Vec<Vec<PrefixedText>> {
    LessonLayout::new(markdown, look, width).lay_out(markdown)
}

fn parse_events(markdown: &str) -> Parser<'_> {
    Parser::new_ext(markdown, Extensions::ENABLE_TABLES)
}

/// An open list.
struct OpenList {
    /// The number of its next item; absent if items have bullets.
    next: Option<u64>,
    /// The number of digits of its last number.
    digits: usize,
}

/// Lays out Markdown.
struct LessonLayout {
    look: Look,
    width: usize,
    /// The lines so far, by element at the top level.
    elements: Vec<Vec<PrefixedText>>,
    /// How many elements are open.
    depth: usize,
    /// The last numbers of all numbered lists, in reverse order of where the lists begin.
    last_numbers: Vec<u64>,
    /// The prefix of every line here: the marks of quotes, and spaces under the marks of items.
    rest: String,
    /// The length of `rest` before each open element.
    opened: Vec<usize>,
    /// The prefix of the next line, if it differs: the marks of items that have no line yet.
    first: Option<String>,
    /// Marks without enough room; they are written as words.
    marks: String,
    /// The minimum length of `rest` since the last line.
    lowest: usize,
    lists: Vec<OpenList>,
    /// Whether a blank line must follow what was written last. An item of a tight list does not
    /// need one.
    spaced: bool,
    /// The words that are being collected.
    inline: Inline,
    table: Option<Table>,
    /// The text of a block of code or raw HTML.
    verbatim: Option<String>,
}

impl LessonLayout {
    fn new(markdown: &str, look: Look, width: usize) -> Self {
        Self {
            look,
            width,
            elements: Vec::new(),
            depth: 0,
            last_numbers: last_numbers(markdown),
            rest: String::new(),
            opened: Vec::new(),
            first: None,
            marks: String::new(),
            lowest: 0,
            lists: Vec::new(),
            spaced: true,
            inline: Inline::new(look),
            table: None,
            verbatim: None,
        }
    }

    fn lay_out(mut self, markdown: &str) -> Vec<Vec<PrefixedText>> {
        for (event, range) in parse_events(markdown).into_offset_iter() {
            self.count_depth(&event);
            match event {
                Event::Start(tag) => self.start_tag(tag),
                Event::End(end) => self.end_tag(end, markdown, range),
                Event::Text(text) | Event::Html(text) if self.verbatim.is_some() => {
                    self.verbatim.get_or_insert_default().push_str(&text);
                }
                // The extensions for footnotes, formulas and tasks are disabled; if such an event
                // came, its text would be shown as text.
                Event::Text(text)
                | Event::Html(text)
                | Event::InlineHtml(text)
                | Event::InlineMath(text)
                | Event::DisplayMath(text)
                | Event::FootnoteReference(text) => self.inline.add_text(&text),
                Event::Code(text) => self.inline.add_code(&text),
                Event::SoftBreak => self.inline.add_text(" "),
                Event::HardBreak => self.inline.new_line(),
                Event::Rule => {
                    self.end_implicit_paragraph();
                    self.add_rule();
                }
                Event::TaskListMarker(_) => {}
            }
        }
        // The numbers of items without room and without words.
        if !self.marks.is_empty() {
            self.add_paragraph(false);
        }
        self.elements
    }

    /// Counts the open elements. One at the top level begins a new group of lines.
    fn count_depth(&mut self, event: &Event<'_>) {
        let (begins, ends) = (matches!(event, Event::Start(_)), matches!(event, Event::End(_)));
        if self.depth == 0 && !ends {
            self.elements.push(Vec::new());
        }
        self.depth = (self.depth + usize::from(begins)).saturating_sub(usize::from(ends));
    }

    fn new_styled(&self) -> StyledText {
        StyledText::new(self.look)
    }

    fn add_line(&mut self, line: PrefixedText) {
        if self.elements.is_empty() {
            self.elements.push(Vec::new());
        }
        if let Some(element) = self.elements.last_mut() {
            element.push(line);
        }
    }

    fn add_wrapped(&mut self, first: &str, rest: &str, styled: StyledText) {
        self.add_line(PrefixedText::with_prefixes(first.to_owned(), rest, styled));
    }

    fn add_verbatim(&mut self, first: &str, rest: &str, styled: StyledText) {
        let line = PrefixedText::with_prefixes(first.to_owned(), rest, styled);
        self.add_line(PrefixedText { whole: true, ..line });
    }

    fn start_tag(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Emphasis => self.inline.set_emphasis(true),
            Tag::Strong => self.inline.set_strong(true),
            Tag::Link { link_type: LinkType::Email, dest_url, title, .. } => {
                self.inline.open_link(&format!("mailto:{dest_url}"), &title);
            }
            Tag::Link { dest_url, title, .. } => self.inline.open_link(&dest_url, &title),
            Tag::Image { dest_url, title, .. } => self.inline.open_image(&dest_url, &title),
            Tag::Table(alignments) => {
                self.end_implicit_paragraph();
                self.table = Some(Table::new(alignments));
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.new_row();
                }
            }
            Tag::TableCell => {}
            Tag::Heading { .. } => {
                self.end_implicit_paragraph();
                self.inline.set_role(Role::Heading);
            }
            Tag::CodeBlock(_) | Tag::HtmlBlock => {
                self.end_implicit_paragraph();
                self.verbatim = Some(String::new());
            }
            Tag::BlockQuote(_) => {
                self.end_implicit_paragraph();
                let mark = if self.look.plain { "> " } else { "│ " };
                self.open_element(mark, mark);
            }
            Tag::List(start) => {
                self.end_implicit_paragraph();
                // A list that is not nested is always separated from what precedes it.
                self.spaced |= self.lists.is_empty();
                let last = if start.is_some() { self.last_numbers.pop() } else { None };
                self.lists.push(OpenList { next: start, digits: last.unwrap_or(0).to_string().len() });
            }
            Tag::Item => self.start_item(),
            Tag::Paragraph
            | Tag::FootnoteDefinition(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_) => self.end_implicit_paragraph(),
        }
    }

    fn end_tag(&mut self, end: TagEnd, markdown: &str, range: Range<usize>) {
        match end {
            TagEnd::Emphasis => self.inline.set_emphasis(false),
            TagEnd::Strong => self.inline.set_strong(false),
            TagEnd::Link => self.inline.close_link(),
            TagEnd::Image => self.inline.close_image(),
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.add_table(&table);
                }
            }
            TagEnd::TableHead => {}
            TagEnd::TableRow => {
                let words = self.new_styled();
                if let Some(table) = &mut self.table {
                    table.end_row(markdown.get(table.read..range.end).unwrap_or_default(), words);
                }
            }
            TagEnd::TableCell => {
                let cell = self.inline.take_joined();
                if let Some(table) = &mut self.table {
                    table.add_cell(cell, range.end);
                }
            }
            TagEnd::Heading(level) => self.add_heading(level),
            TagEnd::CodeBlock | TagEnd::HtmlBlock => self.add_raw_block(end == TagEnd::CodeBlock),
            TagEnd::BlockQuote(_) => {
                self.end_implicit_paragraph();
                self.close_element();
            }
            TagEnd::Item => {
                self.end_implicit_paragraph();
                if let Some(first) = self.first.take() {
                    // An item without words is shown by its mark.
                    let words = self.text_after_marks();
                    self.add_gap(false);
                    let rest = self.rest.clone();
                    self.add_wrapped(&first, &rest, words);
                    self.mark_added(false);
                }
                self.close_element();
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.spaced |= self.lists.is_empty();
            }
            TagEnd::Paragraph => self.add_paragraph(true),
            TagEnd::FootnoteDefinition
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::MetadataBlock(_) => self.end_implicit_paragraph(),
        }
    }

    /// Opens an element whose lines have a mark as prefix, if there is room for it.
    fn open_element(&mut self, mark: &str, rest: &str) {
        self.opened.push(self.rest.len());
        if self.width < 2 * (display_width(&self.rest) + display_width(mark)) {
            // Deeper elements are shown at the deepest level that has room; a number or bullet is
            // still printed.
            if mark != rest {
                self.marks.push_str(mark.trim_start());
            }
            return;
        }
        if mark != rest || self.first.is_some() {
            self.first.get_or_insert_with(|| self.rest.clone()).push_str(mark);
        }
        self.rest.push_str(rest);
    }

    fn close_element(&mut self) {
        if let Some(length) = self.opened.pop() {
            self.rest.truncate(length);
            self.lowest = self.lowest.min(length);
        }
    }

    fn start_item(&mut self) {
        let indent = if self.lists.len() == 1 { "  " } else { "" };
        let bullet = if self.look.plain { "-" } else { "•" };
        let mark = match self.lists.last_mut() {
            Some(OpenList { next: Some(next), digits }) => {
                let digits = *digits;
                let mark = format!("{indent}{next:>digits$}. ");
                *next = next.saturating_add(1);
                mark
            }
            Some(OpenList { next: None, .. }) | None => format!("{indent}{bullet} "),
        };
        self.open_element(&mark, &" ".repeat(display_width(&mark)));
    }

    /// Returns a text that begins with the marks that had no room.
    fn text_after_marks(&mut self) -> StyledText {
        let marks = std::mem::take(&mut self.marks);
        self.new_styled().with_words(Role::Text, &marks)
    }

    /// Adds the blank line before the next element, if needed.
    fn add_gap(&mut self, spaced: bool) {
        if spaced || self.spaced {
            let prefix = self.rest.get(..self.lowest).unwrap_or_default().to_owned();
            let blank = self.new_styled();
            self.add_verbatim(&prefix, &prefix, blank);
        }
    }

    /// Adds a table, separated from its surroundings by blank lines.
    fn add_table(&mut self, table: &Table) {
        self.add_gap(true);
        let room = self.width.saturating_sub(display_width(&self.rest));
        let (mut first, rest) = self.take_prefixes();
        for laid in table.lay_out(self.look, room) {
            let words = self.text_after_marks().with_part(&laid.styled, 0..laid.styled.text.len());
            let (before, after) = (format!("{first}{}", laid.first), format!("{rest}{}", laid.rest));
            if laid.whole {
                self.add_verbatim(&before, &after, words);
            } else {
                self.add_wrapped(&before, &after, words);
            }
            first.clone_from(&rest);
        }
        self.mark_added(true);
    }

    fn mark_added(&mut self, spaced: bool) {
        self.spaced = spaced;
        self.lowest = self.rest.len();
    }

    /// Takes the prefixes of the next line and of those after it.
    fn take_prefixes(&mut self) -> (String, String) {
        (self.first.take().unwrap_or_else(|| self.rest.clone()), self.rest.clone())
    }

    /// Adds the words of an item that are not a paragraph of their own; they end where a block
    /// begins or the item ends.
    fn end_implicit_paragraph(&mut self) {
        if !self.inline.is_empty() {
            self.add_paragraph(false);
        }
    }

    fn add_paragraph(&mut self, spaced: bool) {
        let lines = self.inline.take_lines();
        self.add_gap(spaced);
        let (mut first, rest) = self.take_prefixes();
        for line in lines {
            let words = self.text_after_marks().with_part(&line, 0..line.text.len());
            self.add_wrapped(&first, &rest, words);
            first.clone_from(&rest);
        }
        self.mark_added(spaced);
    }

    /// Adds a heading. The character of the underline shows its level; in plain mode, the number
    /// of `#` does.
    fn add_heading(&mut self, level: HeadingLevel) {
        let (marks, line) = heading_signs(level as u8);
        let words = self.inline.take_joined();
        self.add_gap(true);
        let (first, rest) = self.take_prefixes();
        let marks = if self.look.plain { marks } else { "" };
        let styled = self.text_after_marks().with_words(Role::Heading, marks).with_part(&words, 0..words.text.len());
        self.add_wrapped(&first, &rest, styled);
        if !self.look.plain {
            let room = self.width.saturating_sub(display_width(&rest)).max(4);
            let underline: String = std::iter::repeat_n(line, display_width(&words.text).clamp(1, room)).collect();
            let styled_underline = self.new_styled().with_words(Role::Aside, &underline);
            self.add_wrapped(&rest, &rest, styled_underline);
        }
        self.mark_added(true);
    }

    fn add_rule(&mut self) {
        self.add_gap(true);
        let (first, rest) = self.take_prefixes();
        let room = self.width.saturating_sub(display_width(&rest)).max(4);
        let line = if self.look.plain { "* * *".to_owned() } else { "─".repeat(room) };
        let styled = self.text_after_marks().with_words(Role::Aside, &line);
        self.add_wrapped(&first, &rest, styled);
        self.mark_added(true);
    }

    /// Adds a block of code with an indent, in which the continuation of a long line starts with
    /// `…`; or a block of raw HTML, which is shown as text.
    fn add_raw_block(&mut self, code: bool) {
        let text = self.verbatim.take().unwrap_or_default();
        // The comment that separates two lists in CommonMark.
        if !code && text.trim() == "<!-- -->" {
            return;
        }
        self.add_gap(true);
        let (mut first, rest) = self.take_prefixes();
        let indented = format!("{rest}    ");
        let longer = format!("{indented}… ");
        if code {
            first.push_str("    ");
        }
        for line in text.lines() {
            let line = without_tabs(line);
            if code {
                let styled = self.text_after_marks().with_words(Role::Hint, &line);
                self.add_verbatim(&first, &longer, styled);
                first.clone_from(&indented);
            } else {
                let styled = self.text_after_marks().with_words(Role::Text, line.trim_end());
                self.add_wrapped(&first, &rest, styled);
                first.clone_from(&rest);
            }
        }
        if text.is_empty() {
            let styled = self.text_after_marks();
            self.add_wrapped(&first, &rest, styled);
        }
        self.mark_added(true);
    }
}

/// Returns the last numbers of all numbered lists, in reverse order of where the lists begin.
fn last_numbers(markdown: &str) -> Vec<u64> {
    let mut lasts: Vec<u64> = Vec::new();
    // The position in `lasts` of each open list.
    let mut open: Vec<Option<usize>> = Vec::new();
    for event in parse_events(markdown) {
        if let Event::Start(Tag::List(start)) = &event {
            open.push(start.map(|_| lasts.len()));
            // The first item adds one.
            lasts.extend(start.map(|start| start.saturating_sub(1)));
        } else if event == Event::Start(Tag::Item) {
            let last = open.last().copied().flatten().and_then(|at| lasts.get_mut(at));
            if let Some(last) = last {
                *last = last.saturating_add(1);
            }
        } else if let Event::End(TagEnd::List(_)) = event {
            open.pop();
        }
    }
    lasts.reverse();
    lasts
}

#[cfg(test)]
mod tests;
