//! Lessons for a page that can nest blocks: their Markdown as data, page by page.

use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};
use scn_story::{Alignment, Lesson, MediaKind};
use serde::Serialize;

use crate::phrases::{course, fill};
use crate::text::{Text, Words, plain_text};

/// How deep lists and quotes are nested at most. Deeper ones are shown at this depth, so that no
/// text exhausts the stack of a program that shows it.
const DEEPEST: usize = 24;

/// A page of a lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LessonPage {
    /// The text of the heading that the page begins with; empty if it begins without one.
    pub heading: String,
    /// Its blocks.
    pub blocks: Vec<LessonBlock>,
}

/// A block of a lesson. Kinds that bodies have too have the same form as there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum LessonBlock {
    /// A paragraph. Its lines are separated by line feeds.
    Paragraph {
        /// Its text.
        text: Text,
    },
    /// A heading.
    Heading {
        /// From 1, the highest, to 6.
        level: u8,
        /// Its text.
        text: Text,
    },
    /// A picture.
    Media {
        /// Always a picture.
        media: MediaKind,
        /// The file, relative to the pack, with forward slashes.
        file: String,
        /// Its alternative text.
        alternative: Text,
    },
    /// A list.
    List {
        /// Whether its items are numbered.
        ordered: bool,
        /// The number of its first item.
        start: u64,
        /// The blocks of each item.
        items: Vec<Vec<Self>>,
    },
    /// A quotation.
    Quote {
        /// Its blocks.
        blocks: Vec<Self>,
    },
    /// Code, or HTML as it is written, by line.
    Code {
        /// The lines.
        lines: Vec<String>,
    },
    /// A table.
    Table {
        /// How the cells of each column are aligned.
        columns: Vec<Alignment>,
        /// The headings of the columns.
        head: Vec<Text>,
        /// The rows.
        rows: Vec<Vec<Text>>,
    },
    /// A horizontal rule.
    Rule,
}

/// Returns the pages of a lesson, at least one. A page begins at each heading of the highest levels
/// that divide the lesson: those of the highest level if there are several, or else also those of
/// the next one, and so on.
///
/// # Examples
///
/// ```
/// use scn_run::lesson_pages;
/// use scn_story::Lesson;
///
/// let markdown = "Before all.\n\n## Why\n\nBecause.\n\n### More\n\n## How\n\nSo.\n".to_owned();
/// let pages = lesson_pages(&Lesson { markdown, ..Lesson::default() });
/// let headings: Vec<&str> = pages.iter().map(|page| page.heading.as_str()).collect();
/// assert_eq!(headings, ["", "Why", "How"]);
/// assert_eq!(pages[1].blocks.len(), 3);
/// ```
#[must_use]
pub fn lesson_pages(lesson: &Lesson) -> Vec<LessonPage> {
    let blocks = parse_blocks(&lesson.markdown);
    let count_down_to = |lowest: u8| {
        let is_high = |block: &&LessonBlock| matches!(block, LessonBlock::Heading { level, .. } if *level <= lowest);
        blocks.iter().filter(is_high).count()
    };
    let dividing = (1..=6).find(|lowest| 1 < count_down_to(*lowest)).unwrap_or(0);
    let mut pages = vec![LessonPage::default()];
    for block in blocks {
        let is_break = matches!(&block, LessonBlock::Heading { level, .. } if *level <= dividing);
        // A heading directly below another one stays with it.
        let is_begun = pages.last().is_some_and(|page| page.blocks.iter().any(|it| !is_heading(it)));
        if is_break && is_begun {
            pages.push(LessonPage::default());
        }
        if let Some(page) = pages.last_mut() {
            if let (true, LessonBlock::Heading { text, .. }) = (page.blocks.is_empty(), &block) {
                page.heading = plain_text(text);
            }
            page.blocks.push(block);
        }
    }
    pages
}

fn is_heading(block: &LessonBlock) -> bool {
    matches!(block, LessonBlock::Heading { .. })
}

/// Returns the picture files that a lesson shows as blocks.
#[must_use]
pub fn lesson_pictures(lesson: &Lesson) -> Vec<String> {
    let mut files = Vec::new();
    let mut to_do = parse_blocks(&lesson.markdown);
    while let Some(block) = to_do.pop() {
        match block {
            LessonBlock::Media { file, .. } => files.push(file),
            LessonBlock::List { items, .. } => to_do.extend(items.into_iter().flatten()),
            LessonBlock::Quote { blocks } => to_do.extend(blocks),
            LessonBlock::Paragraph { .. }
            | LessonBlock::Heading { .. }
            | LessonBlock::Code { .. }
            | LessonBlock::Table { .. }
            | LessonBlock::Rule => {}
        }
    }
    files
}

fn parse_blocks(markdown: &str) -> Vec<LessonBlock> {
    let mut builder = Builder::default();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        builder.add_event(event);
    }
    builder.end_paragraph();
    while !builder.open.is_empty() {
        builder.close();
    }
    builder.blocks
}

/// An open list, item or quote.
enum Container {
    List { ordered: bool, start: u64, items: Vec<Vec<LessonBlock>> },
    Item(Vec<LessonBlock>),
    Quote(Vec<LessonBlock>),
}

/// A picture or a link that is open, with its address and title.
struct OpenAddress {
    address: String,
    title: String,
    /// The text before it, if it is a picture that becomes a block.
    before: Option<Text>,
}

/// Builds blocks from the events of the parser. Open elements are kept on explicit stacks.
#[derive(Default)]
struct Builder {
    blocks: Vec<LessonBlock>,
    open: Vec<Container>,
    /// For each element that the parser has opened, whether it is one of `open`.
    opened: Vec<bool>,
    /// The number of the next item of each list that is open in the Markdown; absent if its items
    /// are not numbered.
    numbers: Vec<Option<u64>>,
    text: Text,
    emphasis: u32,
    strong: u32,
    links: Vec<OpenAddress>,
    pictures: Vec<OpenAddress>,
    table: Option<(Vec<Alignment>, Vec<Vec<Text>>)>,
    /// The text of a block of code or HTML.
    verbatim: Option<String>,
    heading: bool,
}

impl Builder {
    fn add_event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(end) => self.end(end),
            Event::Text(text) | Event::Html(text) if self.verbatim.is_some() => {
                self.verbatim.get_or_insert_default().push_str(&text);
            }
            // The extensions for footnotes and formulas are disabled; if such an event came, its
            // text would be shown as text.
            Event::Text(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => self.add_words(&text, false),
            Event::Code(text) => self.add_words(&text, true),
            Event::SoftBreak => self.add_words(" ", false),
            Event::HardBreak => self.add_words("\n", false),
            Event::Rule => {
                self.end_paragraph();
                self.push(LessonBlock::Rule);
            }
            Event::TaskListMarker(_) => {}
        }
    }

    fn add_words(&mut self, words: &str, code: bool) {
        let link = self.links.last().map(|it| it.address.clone()).filter(|it| !it.is_empty());
        let (emphasis, strong) = (0 < self.emphasis, 0 < self.strong);
        self.text.push(Words { text: words.to_owned(), emphasis, strong, code, link });
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Emphasis => self.emphasis += 1,
            Tag::Strong => self.strong += 1,
            Tag::Link { link_type, dest_url, title, .. } => {
                let scheme = if link_type == LinkType::Email { "mailto:" } else { "" };
                let address = format!("{scheme}{dest_url}");
                self.links.push(OpenAddress { address, title: title.into_string(), before: None });
            }
            Tag::Image { dest_url, title, .. } => {
                // Inside of a heading, a cell or another picture it is shown in words.
                let is_block = self.table.is_none() && !self.heading && self.pictures.is_empty();
                let before = is_block.then(|| std::mem::take(&mut self.text));
                if !is_block {
                    self.add_words(course::IMAGE.text().split("{description}").next().unwrap_or_default(), false);
                }
                self.pictures.push(OpenAddress { address: dest_url.into_string(), title: title.into_string(), before });
            }
            Tag::Table(columns) => {
                self.end_paragraph();
                self.table = Some((columns.into_iter().map(alignment).collect(), Vec::new()));
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some((_, rows)) = &mut self.table {
                    rows.push(Vec::new());
                }
            }
            Tag::CodeBlock(_) | Tag::HtmlBlock => {
                self.end_paragraph();
                self.verbatim = Some(String::new());
            }
            Tag::Heading { .. } => {
                self.end_paragraph();
                self.heading = true;
            }
            Tag::BlockQuote(_) => {
                self.end_paragraph();
                self.open_container(1, Container::Quote(Vec::new()));
            }
            Tag::List(start) => {
                self.end_paragraph();
                self.numbers.push(start);
                let (ordered, start) = (start.is_some(), start.unwrap_or(1));
                // There must be room for its items too.
                self.open_container(2, Container::List { ordered, start, items: Vec::new() });
            }
            Tag::Item => self.start_item(),
            Tag::TableCell => {}
            Tag::Paragraph
            | Tag::FootnoteDefinition(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_) => self.end_paragraph(),
        }
    }

    fn start_item(&mut self) {
        self.end_paragraph();
        let number = self.numbers.last_mut().and_then(|next| {
            let number = *next;
            *next = number.map(|it| it.saturating_add(1));
            number
        });
        if matches!(self.open.last(), Some(Container::List { .. })) {
            self.opened.push(true);
            self.open.push(Container::Item(Vec::new()));
        } else {
            self.opened.push(false);
            if let Some(number) = number {
                self.add_words(&format!("{number}. "), false);
            }
        }
    }

    fn open_container(&mut self, room: usize, container: Container) {
        let is_opened = self.open.len() + room <= DEEPEST;
        self.opened.push(is_opened);
        if is_opened {
            self.open.push(container);
        }
    }

    fn end(&mut self, end: TagEnd) {
        match end {
            TagEnd::Emphasis => self.emphasis = self.emphasis.saturating_sub(1),
            TagEnd::Strong => self.strong = self.strong.saturating_sub(1),
            TagEnd::Link => {
                if let Some(link) = self.links.pop() {
                    self.add_title(&link.title);
                }
            }
            TagEnd::Image => self.end_picture(),
            TagEnd::Table => {
                if let Some((columns, mut rows)) = self.table.take() {
                    let head = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
                    self.push(LessonBlock::Table { columns, head, rows });
                }
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.text);
                if let Some(row) = self.table.as_mut().and_then(|(_, rows)| rows.last_mut()) {
                    row.push(cell);
                }
            }
            TagEnd::TableHead | TagEnd::TableRow => {}
            TagEnd::Heading(level) => {
                self.heading = false;
                let text = std::mem::take(&mut self.text);
                self.push(LessonBlock::Heading { level: level_number(level), text });
            }
            TagEnd::CodeBlock | TagEnd::HtmlBlock => {
                let text = self.verbatim.take().unwrap_or_default();
                self.push(LessonBlock::Code { lines: text.lines().map(str::to_owned).collect() });
            }
            TagEnd::BlockQuote(_) | TagEnd::Item => self.end_container(),
            TagEnd::List(_) => {
                self.numbers.pop();
                self.end_container();
            }
            TagEnd::Paragraph
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::MetadataBlock(_) => self.end_paragraph(),
        }
    }

    fn end_picture(&mut self) {
        let Some(OpenAddress { address, title, before }) = self.pictures.pop() else { return };
        match before {
            Some(before) => {
                self.add_title(&title);
                let alternative = std::mem::replace(&mut self.text, before);
                self.end_paragraph();
                self.push(LessonBlock::Media { media: MediaKind::Image, file: address, alternative });
            }
            None => {
                self.add_words(course::IMAGE.text().split("{description}").nth(1).unwrap_or_default(), false);
                self.add_title(&title);
            }
        }
    }

    /// Adds the title of a link or picture after its words.
    fn add_title(&mut self, title: &str) {
        if !title.is_empty() {
            self.add_words(&format!(" {}", fill(course::LINK_TITLE.text(), &[("title", title)])), false);
        }
    }

    fn end_container(&mut self) {
        self.end_paragraph();
        if self.opened.pop() == Some(true) {
            self.close();
        }
    }

    /// Closes the innermost container.
    fn close(&mut self) {
        match self.open.pop() {
            Some(Container::List { ordered, start, items }) => {
                self.push(LessonBlock::List { ordered, start, items });
            }
            Some(Container::Quote(blocks)) => self.push(LessonBlock::Quote { blocks }),
            Some(Container::Item(blocks)) => match self.open.last_mut() {
                Some(Container::List { items, .. }) => items.push(blocks),
                Some(Container::Item(_) | Container::Quote(_)) | None => {
                    blocks.into_iter().for_each(|it| self.push(it));
                }
            },
            None => {}
        }
    }

    /// Ends a paragraph. The words of an item need not be a paragraph of their own; they end where
    /// a block begins or the item ends.
    fn end_paragraph(&mut self) {
        let text = std::mem::take(&mut self.text);
        if !plain_text(&text).trim().is_empty() {
            self.push(LessonBlock::Paragraph { text });
        }
    }

    fn push(&mut self, block: LessonBlock) {
        match self.open.last_mut() {
            Some(Container::Item(blocks) | Container::Quote(blocks)) => blocks.push(block),
            Some(Container::List { items, .. }) => items.push(vec![block]),
            None => self.blocks.push(block),
        }
    }
}

fn alignment(column: pulldown_cmark::Alignment) -> Alignment {
    match column {
        pulldown_cmark::Alignment::None => Alignment::None,
        pulldown_cmark::Alignment::Left => Alignment::Left,
        pulldown_cmark::Alignment::Center => Alignment::Center,
        pulldown_cmark::Alignment::Right => Alignment::Right,
    }
}

fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
#[expect(clippy::panic, reason = "a test fails by it")]
mod tests;
