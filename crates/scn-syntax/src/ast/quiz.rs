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
    /// `Tries:`.
    pub tries: Option<Number>,
    /// `Show answers:`.
    pub show_answers: Option<ShowAnswers>,
    /// Its text.
    pub body: Vec<Block<'a>>,
    /// Its questions.
    pub questions: Vec<Question<'a>>,
    /// Whether the parser reported a problem inside that may have removed or changed a question or
    /// an answer.
    pub broken: bool,
}

/// When the learner sees which answers are right, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShowAnswers {
    /// After each question.
    Always,
    /// Once the quiz is passed.
    AfterPassing,
    /// Never.
    Never,
}

/// `Question id [any order] [any one]: stem`, what belongs to it, and its answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Question<'a> {
    /// The header line.
    pub header: Span,
    /// Its id.
    pub id: Name<'a>,
    /// `[any order]`.
    pub any_order: Option<Span>,
    /// `[any one]`.
    pub any_one: Option<Span>,
    /// The question text.
    pub stem: Text<'a>,
    /// `Checks:`.
    pub checks: Vec<Name<'a>>,
    /// The blocks between the question text and the answers.
    pub body: Vec<Block<'a>>,
    /// `Hint:`.
    pub hints: Vec<Text<'a>>,
    /// `Accept:`, for a short answer.
    pub accept: Option<Accept<'a>>,
    /// Its answers.
    pub answers: Vec<Answer<'a>>,
    /// Whether there are answers in the form of another tool, which are reported and not read.
    pub has_foreign_answers: bool,
}

/// `Accept: words, words`: the short answers that are right.
#[derive(Clone, Debug, PartialEq)]
pub struct Accept<'a> {
    /// The line.
    pub line: Span,
    /// The answers, without quotation marks.
    pub answers: Vec<Name<'a>>,
    /// `Because:`.
    pub because: Option<Text<'a>>,
}

/// `Right id: text` or `Wrong id: text`.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer<'a> {
    /// The header line.
    pub header: Span,
    /// Whether it is `Right`.
    pub right: bool,
    /// Its id, if written.
    pub id: Option<Name<'a>>,
    /// The span of the id or, if there is none, the position after the keyword where one would have
    /// to be inserted with a space before it.
    pub id_place: Span,
    /// The text of the answer.
    pub text: Text<'a>,
    /// `Because:`.
    pub because: Option<Text<'a>>,
}
