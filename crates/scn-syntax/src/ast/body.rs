//! Bodies and running text.

use scn_source::Span;

use super::{Condition, Name};

/// A block of a body.
#[derive(Clone, Debug, PartialEq)]
pub struct Block<'a> {
    /// The conditions of the branches that contain it, and of the branches above them, each with
    /// the result that it must have. They are evaluated in order, before its own.
    pub within: Vec<(Condition<'a>, bool)>,
    /// When it is shown.
    pub when: BlockCondition<'a>,
    /// Its kind and content.
    pub kind: BlockKind<'a>,
    /// The whole block, from the first character to the last, without the line ending.
    pub span: Span,
}

/// When a block is shown.
#[derive(Clone, Debug, PartialEq)]
pub enum BlockCondition<'a> {
    /// Always.
    Always,
    /// When the condition holds.
    If(Condition<'a>),
    /// When the condition of the preceding block does not hold; that block is always an `If`. The
    /// span is that of `[otherwise]`.
    Otherwise(Span),
}

/// The kinds of block.
#[derive(Clone, Debug, PartialEq)]
pub enum BlockKind<'a> {
    /// A paragraph.
    Paragraph(Text<'a>),
    /// `Name (direction): text`, spoken by a member of the cast.
    Speech {
        /// The name.
        speaker: Name<'a>,
        /// The direction.
        direction: Option<Name<'a>>,
        /// The spoken text.
        text: Text<'a>,
    },
    /// `Note: text`, `Tip: text` and so on.
    Callout {
        /// The kind of call-out.
        callout: Callout,
        /// Its text.
        text: Text<'a>,
    },
    /// `Image file: alt text`, `Audio …` and `Video …`.
    Media {
        /// The kind of media.
        media: Media,
        /// The file.
        file: Name<'a>,
        /// The alt text or transcript. It has no parts if it is missing, which the compiler
        /// reports.
        text: Text<'a>,
    },
    /// `- item` or `1. item`; adjacent items form a list.
    Item(Item<'a>),
    /// `> line`; adjacent lines form one quotation. The mark and the space after it are not
    /// included.
    Quote(Vec<Name<'a>>),
    /// A code fence.
    Code {
        /// The text after the opening fence, or empty.
        info: Name<'a>,
        /// The lines, with the indentation of the opening fence removed.
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
        /// The number of `#`.
        level: u8,
        /// Its text.
        text: Text<'a>,
    },
    /// `---`, `***` or `___`.
    Rule,
}

impl<'a> BlockKind<'a> {
    /// Returns the running text of a block that consists of a single one.
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

    /// Iterates over the running texts of the block, in order. Quoted lines and code are not
    /// included.
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
    /// In the direction of the text.
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
    /// Its number, if it has one.
    pub number: Option<ItemNumber>,
    /// The nesting depth: the number of enclosing lists.
    pub level: u8,
    /// Its text.
    pub text: Text<'a>,
}

/// The number of an item, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ItemNumber {
    /// The number.
    pub value: u32,
    /// The delimiter after it: `.` or `)`.
    pub sign: char,
}

/// The kinds of call-out.
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

/// The kinds of media.
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
    /// Words as written, including Markdown and any remaining backslashes. If the text continues
    /// over several lines, the line endings and indentation are included (together they mean one
    /// space).
    Words(Name<'a>),
    /// Characters escaped by a backslash: plain text, never Markdown.
    Literal(Name<'a>),
    /// A line break where the next line does not follow directly in the source, because a comment
    /// or a leading backslash lies in between. Means one space.
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
    /// Shown when it does not hold; `None` if there is no `|`.
    pub otherwise: Option<Text<'a>>,
    /// The span from bracket to bracket.
    pub span: Span,
}
