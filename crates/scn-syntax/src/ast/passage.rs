//! The typed view of passages.

use scn_source::Span;

use super::{Block, Change, Name};

/// `Passage id: title`: text and changes that [`Show`] lines put where they stand.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage<'a> {
    /// The header line.
    pub header: Span,
    /// Its id.
    pub id: Name<'a>,
    /// Its title.
    pub title: Name<'a>,
    /// The changes of all `Set:` lines, in order.
    pub set: Vec<Change<'a>>,
    /// Its body.
    pub body: Vec<Block<'a>>,
}

/// `Show: passage`. The blocks and changes of a known passage are already where the line is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Show<'a> {
    /// The line.
    pub line: Span,
    /// The id of the passage.
    pub passage: Name<'a>,
    /// How many blocks were before it in its body.
    pub(crate) block: usize,
    /// How many changes were before it.
    pub(crate) change: usize,
}
