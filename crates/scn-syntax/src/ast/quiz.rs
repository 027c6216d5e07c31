//! The typed view of quizzes.

use scn_source::Span;

use super::{Block, Name, Number, Text};

/// `Quiz id [any order]: title` and its questions.
#[derive(Clone, Debug, PartialEq)]
pub struct Quiz<'a> {
    /// The header line.
    pub header: Span,
    /// Its id.
    pub id: Name<'a>,
    /// `[any order]`.
    pub any_order: Option<Span>,
    /// Its title.
    pub title: Name<'a>,
    /// `Draw:`.
    pub draw: Option<Number>,
    /// `Pass:`.
    pub pass: Option<Number>,
    /// Its text.
    pub body: Vec<Block<'a>>,
    /// Its questions.
    pub questions: Vec<Question<'a>>,
    /// Whether the parser reported something inside after which a question or an answer may be
    /// missing here, or be another one.
    pub broken: bool,
}

/// `Question id [any order]: stem` and its answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Question<'a> {
    /// The header line.
    pub header: Span,
    /// Its id.
    pub id: Name<'a>,
    /// `[any order]`.
    pub any_order: Option<Span>,
    /// What is asked.
    pub stem: Text<'a>,
    /// `Checks:`.
    pub checks: Vec<Name<'a>>,
    /// Its answers.
    pub answers: Vec<Answer<'a>>,
}

/// `Right id: text` or `Wrong id: text`.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer<'a> {
    /// The header line.
    pub header: Span,
    /// Whether it is `Right`.
    pub right: bool,
    /// Its id, where one is written.
    pub id: Option<Name<'a>>,
    /// Where the id is, or would have to be inserted with a space before it: behind the keyword.
    pub id_place: Span,
    /// What it says.
    pub text: Text<'a>,
    /// `Because:`.
    pub because: Option<Text<'a>>,
}
