//! Text to be read: blocks and running text.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Cond, is_default};

/// When a block is shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum When {
    /// Always.
    #[default]
    Always,
    /// When the condition holds.
    If(Cond),
    /// When the condition, which is that of an earlier block, does not hold.
    Otherwise(Cond),
    /// When all of these apply, each an `if` or an `otherwise`. They are evaluated in order, up to
    /// the first that does not.
    All(Vec<Self>),
}

impl When {
    fn is_always(&self) -> bool {
        matches!(self, Self::Always)
    }

    /// Returns whether a list of conditions contains anything but conditions.
    pub(crate) fn is_nested(&self) -> bool {
        let Self::All(parts) = self else { return false };
        parts.iter().any(|part| matches!(part, Self::Always | Self::All(_)))
    }

    /// Iterates over the conditions in the order in which they are evaluated, each with the result
    /// that it must have. The block is shown if all have it; after the first that does not, none is
    /// evaluated.
    pub fn guards(&self) -> impl Iterator<Item = (&Cond, bool)> {
        let list = if let Self::All(parts) = self { parts.as_slice() } else { std::slice::from_ref(self) };
        list.iter().filter_map(|part| match part {
            Self::If(cond) => Some((cond, true)),
            Self::Otherwise(cond) => Some((cond, false)),
            Self::Always | Self::All(_) => None,
        })
    }
}

/// A piece of a body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Block {
    /// A paragraph.
    Paragraph {
        /// When it is shown.
        #[serde(default, skip_serializing_if = "When::is_always")]
        when: When,
        /// Its text.
        text: Vec<Span>,
    },
    /// Somebody speaks.
    Speech {
        /// When it is shown.
        #[serde(default, skip_serializing_if = "When::is_always")]
        when: When,
        /// The name of a cast member.
        speaker: String,
        /// How it is said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        direction: Option<String>,
        /// The words spoken.
        text: Vec<Span>,
    },
    /// A call-out.
    Callout {
        /// When it is shown.
        #[serde(default, skip_serializing_if = "When::is_always")]
        when: When,
        /// The kind of call-out.
        callout: Callout,
        /// Its text.
        text: Vec<Span>,
    },
    /// A picture, sound or film.
    Media {
        /// When it is shown.
        #[serde(default, skip_serializing_if = "When::is_always")]
        when: When,
        /// The kind of media.
        media: MediaKind,
        /// The file, relative to the pack, with forward slashes.
        file: String,
        /// Alt text or transcript.
        alternative: Vec<Span>,
    },
    /// Items of a list. Lists that directly follow each other are parts of one list, at different
    /// depths.
    List {
        /// When it is shown.
        #[serde(default, skip_serializing_if = "When::is_always")]
        when: When,
        /// Whether the items are numbered.
        ordered: bool,
        /// The number of the first item, if the items are numbered; absent: 1.
        #[serde(default = "one", skip_serializing_if = "is_one")]
        start: u32,
        /// How many lists the items are nested in; absent: 0.
        #[serde(default, skip_serializing_if = "is_default")]
        level: u8,
        /// The items.
        items: Vec<ListItem>,
    },
    /// Quoted material, line by line.
    Quote {
        /// When it is shown.
        #[serde(default, skip_serializing_if = "When::is_always")]
        when: When,
        /// The lines.
        lines: Vec<String>,
    },
    /// Code, line by line, with all blanks.
    Code {
        /// When it is shown.
        #[serde(default, skip_serializing_if = "When::is_always")]
        when: When,
        /// The text after the opening fence, usually the language.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        info: Option<String>,
        /// The lines.
        lines: Vec<String>,
    },
    /// A table.
    Table {
        /// When it is shown.
        #[serde(default, skip_serializing_if = "When::is_always")]
        when: When,
        /// How the cells of each column are aligned.
        columns: Vec<Alignment>,
        /// The headings of the columns.
        head: Vec<TableCell>,
        /// The rows. A row can have fewer cells than there are columns, or more.
        rows: Vec<Vec<TableCell>>,
    },
    /// A heading.
    Heading {
        /// When it is shown.
        #[serde(default, skip_serializing_if = "When::is_always")]
        when: When,
        /// From 1, the highest, to 6.
        #[schemars(range(min = 1, max = 6))]
        level: u8,
        /// Its text.
        text: Vec<Span>,
    },
    /// A dividing line between two parts of the text.
    Rule {
        /// When it is shown.
        #[serde(default, skip_serializing_if = "When::is_always")]
        when: When,
    },
}

/// How the cells of a column are aligned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Alignment {
    /// By the direction of the text.
    #[default]
    None,
    /// To the left.
    Left,
    /// In the middle.
    Center,
    /// To the right.
    Right,
}

/// A cell of a table.
pub type TableCell = Vec<Span>;

/// An item of a list.
pub type ListItem = Vec<Span>;

/// Kinds of call-out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MediaKind {
    /// A picture; its alternative is an alt text.
    Image,
    /// Sound; its alternative is a transcript.
    Audio,
    /// A film; its alternative is a transcript.
    Video,
}

/// A piece of text inside a paragraph.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Span {
    /// Words with their style.
    Text {
        /// The words.
        text: String,
        /// Whether they are emphasised.
        #[serde(default, skip_serializing_if = "is_default")]
        emphasis: bool,
        /// Whether they are strong.
        #[serde(default, skip_serializing_if = "is_default")]
        strong: bool,
        /// Whether they are code.
        #[serde(default, skip_serializing_if = "is_default")]
        code: bool,
        /// The target of their link.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        link: Option<String>,
    },
    /// The value of a variable, or `learner` for the learner's name.
    Value {
        /// The id.
        value: String,
    },
    /// Words that depend on a condition.
    If {
        /// The condition.
        #[serde(rename = "if")]
        when: Cond,
        /// Shown if it holds.
        then: Vec<Self>,
        /// Shown if it does not.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        otherwise: Vec<Self>,
    },
}

fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_one(value: &u32) -> bool {
    *value == 1
}
