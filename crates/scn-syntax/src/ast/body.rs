//! Bodies and running text.

use scn_source::Span;

use super::{Condition, Name};

/// A piece of a body.
#[derive(Clone, Debug, PartialEq)]
pub struct Block<'a> {
    /// When it is shown.
    pub when: When<'a>,
    /// What it is.
    pub kind: BlockKind<'a>,
    /// All of it, from the first character to the last, line end not included.
    pub span: Span,
}

/// When a block is shown.
#[derive(Clone, Debug, PartialEq)]
pub enum When<'a> {
    /// Always.
    Always,
    /// When the condition holds.
    If(Condition<'a>),
    /// When that of the block before does not hold: the block directly before this one is always an
    /// `If`. The span is that of `[otherwise]`.
    Otherwise(Span),
}

/// Kinds of block.
#[derive(Clone, Debug, PartialEq)]
pub enum BlockKind<'a> {
    /// A paragraph.
    Paragraph(Text<'a>),
    /// `Name (direction): text`, by a member of the cast.
    Speech {
        /// The name.
        speaker: Name<'a>,
        /// The direction.
        direction: Option<Name<'a>>,
        /// What is said.
        text: Text<'a>,
    },
    /// `Note: text` and its siblings.
    Callout {
        /// Which.
        callout: Callout,
        /// Its text.
        text: Text<'a>,
    },
    /// `Image file: alt text` and its siblings.
    Media {
        /// Which.
        media: Media,
        /// The file.
        file: Name<'a>,
        /// Alt text or transcript; without parts where it is missing, which the compiler reports.
        text: Text<'a>,
    },
    /// `- item`, `1. item`: neighbours make a list.
    Item(Item<'a>),
    /// `> line`, neighbours together, without the mark and one space behind it.
    Quote(Vec<Name<'a>>),
    /// A code fence.
    Code {
        /// What stands after the opening fence; empty where nothing does.
        info: Name<'a>,
        /// The lines, as far in as they stand relative to the opening fence.
        lines: Vec<Name<'a>>,
    },
    /// A table.
    Table {
        /// How the cells of each column are aligned.
        columns: Vec<Alignment>,
        /// The headings of the columns.
        head: Vec<Text<'a>>,
        /// The rows.
        rows: Vec<Vec<Text<'a>>>,
    },
    /// `# heading`.
    Heading {
        /// How many `#` it has.
        level: u8,
        /// Its text.
        text: Text<'a>,
    },
    /// `---`, `***` or `___`.
    Rule,
}

impl<'a> BlockKind<'a> {
    /// The one running text that it consists of.
    pub(crate) fn running(&mut self) -> Option<&mut Text<'a>> {
        match self {
            Self::Paragraph(text)
            | Self::Speech { text, .. }
            | Self::Callout { text, .. }
            | Self::Media { text, .. }
            | Self::Heading { text, .. } => Some(text),
            Self::Item(item) => Some(&mut item.text),
            Self::Quote(_) | Self::Code { .. } | Self::Table { .. } | Self::Rule => None,
        }
    }

    /// The running texts in it, in order. Quoted lines and code are not among them.
    pub fn texts(&self) -> impl Iterator<Item = &Text<'a>> {
        let (one, cells, rows) = match self {
            Self::Paragraph(text)
            | Self::Speech { text, .. }
            | Self::Callout { text, .. }
            | Self::Media { text, .. }
            | Self::Heading { text, .. } => (Some(text), None, None),
            Self::Item(item) => (Some(&item.text), None, None),
            Self::Table { head, rows, .. } => (None, Some(head), Some(rows)),
            Self::Quote(_) | Self::Code { .. } | Self::Rule => (None, None, None),
        };
        one.into_iter().chain(cells.into_iter().flatten()).chain(rows.into_iter().flatten().flatten())
    }
}

/// How the cells of a column are aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alignment {
    /// As the text runs.
    None,
    /// To the left.
    Left,
    /// In the middle.
    Center,
    /// To the right.
    Right,
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Item<'a> {
    /// Its number, where it has one.
    pub number: Option<Numbered>,
    /// How many lists it is nested in.
    pub level: u8,
    /// Its text.
    pub text: Text<'a>,
}

/// The number of an item, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbered {
    /// The number.
    pub value: u32,
    /// What follows it: `.` or `)`.
    pub sign: char,
}

/// Kinds of call-out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Callout {
    /// `Note`.
    Note,
    /// `Tip`.
    Tip,
    /// `Remember`.
    Remember,
    /// `Warning`.
    Warning,
}

/// Kinds of media.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `Image`.
    Image,
    /// `Audio`.
    Audio,
    /// `Video`.
    Video,
}

/// Running text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Text<'a> {
    /// Its parts, in order.
    pub parts: Vec<TextPart<'a>>,
    /// From its first to its last character.
    pub span: Span,
}

/// A part of running text.
#[derive(Clone, Debug, PartialEq)]
pub enum TextPart<'a> {
    /// Words, as written: with Markdown and all backslashes that are left, and with line ends and
    /// indentation where the text runs over lines (together they mean one space).
    Words(Name<'a>),
    /// Characters that a backslash made plain text: they are what they are, and no Markdown.
    Literal(Name<'a>),
    /// The end of a line whose next line is not directly behind it (a comment, or a leading
    /// backslash, lies between). One space.
    Space,
    /// `{name}`.
    Value(Name<'a>),
    /// `[if cond: these | others]`.
    If(Box<TextIf<'a>>),
}

/// Words within a paragraph that depend on a condition.
#[derive(Clone, Debug, PartialEq)]
pub struct TextIf<'a> {
    /// The condition.
    pub condition: Condition<'a>,
    /// Shown when it holds.
    pub then: Text<'a>,
    /// Shown when it does not; `None` without a `|`.
    pub otherwise: Option<Text<'a>>,
    /// From bracket to bracket.
    pub span: Span,
}
