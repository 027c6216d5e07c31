//! The typed view of a file: what the compiler reads. Everything borrows from the file's text and
//! knows its place in it.
//!
//! A view is made for any text. What the parser had to leave out or could not understand is
//! `Broken` here and a finding beside it; a misspelt keyword is read as the keyword it resembles.

mod body;
mod quiz;

use scn_source::Span;

pub use body::{Alignment, Block, BlockKind, Callout, Item, Media, Numbered, Text, TextIf, TextPart, When};
pub use quiz::{Answer, Question, Quiz};

/// A word or phrase of the source with its place: an id, a cast name, the value of a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name<'a> {
    /// As written.
    pub text: &'a str,
    /// Where.
    pub span: Span,
}

impl Name<'_> {
    /// The text on one line: where it goes on on the next line one blank, without the comments in
    /// between.
    #[must_use]
    pub fn on_one_line(&self) -> String {
        let mut lines = self.text.split('\n').map(str::trim);
        let mut out = lines.next().unwrap_or_default().to_owned();
        for line in lines.filter(|line| !line.starts_with("//")) {
            out.push(' ');
            out.push_str(line);
        }
        out
    }
}

/// A whole number with its place. Numbers beyond 64 bits are cut to the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// Its value.
    pub value: i64,
    /// Where.
    pub span: Span,
}

/// A file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct File<'a> {
    /// Its principles.
    pub principles: Vec<Principle<'a>>,
    /// Its lessons.
    pub lessons: Vec<Lesson<'a>>,
    /// Its quizzes.
    pub quizzes: Vec<Quiz<'a>>,
    /// Cast before the first scenario: shared by the file's scenarios.
    pub cast: Vec<Cast<'a>>,
    /// Variables before the first scenario: shared by the file's scenarios.
    pub variables: Vec<Variable<'a>>,
    /// Its scenarios.
    pub scenarios: Vec<Scenario<'a>>,
}

/// `Principle id: title`.
#[derive(Clone, Debug, PartialEq)]
pub struct Principle<'a> {
    /// The header line, without indentation and line end.
    pub header: Span,
    /// Its id.
    pub id: Name<'a>,
    /// Its title.
    pub title: Name<'a>,
    /// `Source:`.
    pub source: Option<Name<'a>>,
    /// `Weight:`.
    pub weight: Option<Number>,
    /// Its text.
    pub body: Vec<Block<'a>>,
}

/// `Lesson id: title`.
#[derive(Clone, Debug, PartialEq)]
pub struct Lesson<'a> {
    /// The header line.
    pub header: Span,
    /// Its id.
    pub id: Name<'a>,
    /// Its title.
    pub title: Name<'a>,
    /// `Teaches:`.
    pub teaches: Vec<Name<'a>>,
    /// Its text as CommonMark: the lines with the indentation of the first line taken off, comment
    /// lines left out, and `Image file: alt text` as `![alt text](<file>)`.
    pub markdown: String,
    /// Where pieces of `markdown` stand in the file: the offset in it of each piece's start, and
    /// the one in the file.
    pub origins: Vec<(usize, u32)>,
}

impl Lesson<'_> {
    /// Where a range of [`markdown`](Self::markdown) stands in the file. What stands nowhere by
    /// itself is at the start of its piece.
    #[must_use]
    pub fn origin(&self, range: std::ops::Range<usize>) -> Span {
        let place = |offset: usize| {
            let after = self.origins.partition_point(|(start, _)| *start <= offset);
            let piece = after.checked_sub(1).and_then(|index| self.origins.get(index));
            piece.map_or(self.header.start as usize, |(start, origin)| *origin as usize + (offset - start))
        };
        let start = place(range.start);
        Span::new(start, place(range.end.max(range.start + 1) - 1).max(start) + usize::from(range.start < range.end))
    }
}

/// `Scenario id: title` and all that belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario<'a> {
    /// The header line.
    pub header: Span,
    /// Its id.
    pub id: Name<'a>,
    /// Its title.
    pub title: Name<'a>,
    /// `Covers:`.
    pub covers: Vec<Name<'a>>,
    /// `Start:`.
    pub start: Option<Name<'a>>,
    /// `Minutes:`.
    pub minutes: Option<Number>,
    /// `Audience:`.
    pub audience: Option<Name<'a>>,
    /// `Author:`.
    pub author: Option<Name<'a>>,
    /// `Tags:`.
    pub tags: Vec<Name<'a>>,
    /// The brief.
    pub body: Vec<Block<'a>>,
    /// Its own cast, the file's shared ones not included.
    pub cast: Vec<Cast<'a>>,
    /// Its own variables, the file's shared ones not included.
    pub variables: Vec<Variable<'a>>,
    /// Its situations.
    pub situations: Vec<Situation<'a>>,
    /// Its endings.
    pub endings: Vec<Ending<'a>>,
    /// Its tests.
    pub tests: Vec<Test<'a>>,
    /// Its promises.
    pub promises: Vec<Promise<'a>>,
    /// Whether the parser reported something inside that may change what its runs are (a header,
    /// condition, change or target that it could not understand): then nothing is said about its
    /// runs.
    pub broken: bool,
}

/// `Cast Name: who`.
#[derive(Clone, Debug, PartialEq)]
pub struct Cast<'a> {
    /// The header line.
    pub header: Span,
    /// The name.
    pub name: Name<'a>,
    /// Who that is.
    pub who: Name<'a>,
}

/// `Meter`, `Flag` or `State`.
#[derive(Clone, Debug, PartialEq)]
pub struct Variable<'a> {
    /// The header line.
    pub header: Span,
    /// Its id.
    pub id: Name<'a>,
    /// Its title.
    pub title: Name<'a>,
    /// Which, and its properties.
    pub kind: VariableKind<'a>,
}

/// Kinds of variable with the properties as written. A property that is missing where it must be
/// there has been reported.
#[derive(Clone, Debug, PartialEq)]
pub enum VariableKind<'a> {
    /// A whole number.
    Meter {
        /// `Range: a to b`.
        range: Option<(Number, Number)>,
        /// `Start: n`.
        start: Option<Number>,
    },
    /// Yes or no.
    Flag {
        /// `Start:`, any word.
        start: Option<Name<'a>>,
    },
    /// One of some words.
    State {
        /// `Values:`.
        values: Vec<Name<'a>>,
        /// `Start:`.
        start: Option<Name<'a>>,
    },
}

/// `Situation id: title`.
#[derive(Clone, Debug, PartialEq)]
pub struct Situation<'a> {
    /// The header line.
    pub header: Span,
    /// Its id.
    pub id: Name<'a>,
    /// Its title.
    pub title: Name<'a>,
    /// `Set:`, in order, all lines together.
    pub set: Vec<Change<'a>>,
    /// Its body.
    pub body: Vec<Block<'a>>,
    /// `Hint:`.
    pub hints: Vec<Text<'a>>,
    /// Its choices.
    pub choices: Vec<Choice<'a>>,
    /// `Next:` lines of a situation without choices.
    pub next: Vec<SituationNext<'a>>,
}

/// A `Next:` line of a situation without choices.
#[derive(Clone, Debug, PartialEq)]
pub struct SituationNext<'a> {
    /// The line.
    pub line: Span,
    /// When it is taken.
    pub when: NextWhen<'a>,
    /// Where to.
    pub target: Target<'a>,
}

/// When a `Next:` line of a situation is taken.
#[derive(Clone, Debug, PartialEq)]
pub enum NextWhen<'a> {
    /// Always.
    Always,
    /// When the condition holds and none before did.
    If(Condition<'a>),
    /// When none before did.
    Otherwise(Span),
}

/// Where a run goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// A situation or ending.
    Node(Name<'a>),
    /// `again`.
    Again(Span),
    /// `return`.
    Return(Span),
    /// Not understood; reported.
    Broken(Span),
}

/// `Choice id [conditions]: label`.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice<'a> {
    /// The header line.
    pub header: Span,
    /// Its id, where one is written.
    pub id: Option<Name<'a>>,
    /// Where the id is, or would have to be inserted with a space before it: behind the keyword.
    pub id_place: Span,
    /// `[if …]`.
    pub when: Option<Condition<'a>>,
    /// `[needs …]`.
    pub needs: Option<Condition<'a>>,
    /// `[once]`.
    pub once: Option<Span>,
    /// `[after n seconds]`.
    pub after: Option<Number>,
    /// Its label.
    pub label: Text<'a>,
    /// `Hint:`.
    pub hints: Vec<Text<'a>>,
    /// `Locked:`.
    pub locked: Option<Text<'a>>,
    /// Its outcomes.
    pub outcomes: Vec<Outcome<'a>>,
}

/// `Outcome [condition]: text`.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome<'a> {
    /// The header line.
    pub header: Span,
    /// When it is taken.
    pub when: OutcomeWhen<'a>,
    /// Its text, first the paragraph behind the colon if there is one.
    pub body: Vec<Block<'a>>,
    /// `Upholds:` and so on, line by line.
    pub links: Vec<Link<'a>>,
    /// `Feedback:`.
    pub feedback: Vec<Text<'a>>,
    /// `Set:`, in order, all lines together.
    pub set: Vec<Change<'a>>,
    /// `Detour:`.
    pub detour: Option<Target<'a>>,
    /// `Next:`.
    pub next: Option<Target<'a>>,
}

/// When an outcome is taken.
#[derive(Clone, Debug, PartialEq)]
pub enum OutcomeWhen<'a> {
    /// Always.
    Always,
    /// `[if …]`.
    If(Condition<'a>),
    /// `[n in m]`.
    Chance {
        /// n.
        numerator: Number,
        /// m.
        denominator: Number,
        /// The bracket.
        span: Span,
    },
    /// `[otherwise]`.
    Otherwise(Span),
    /// Not understood; reported.
    Broken(Span),
}

/// `Upholds p, q: because` and its three siblings.
#[derive(Clone, Debug, PartialEq)]
pub struct Link<'a> {
    /// The line of the keyword.
    pub line: Span,
    /// +2, +1, -1, -2.
    pub rating: i8,
    /// The principles.
    pub principles: Vec<Name<'a>>,
    /// The reason; without parts where there is none.
    pub because: Text<'a>,
}

/// One change of a `Set:` line.
#[derive(Clone, Debug, PartialEq)]
pub enum Change<'a> {
    /// `trust -20`.
    Add {
        /// `trust`.
        variable: Name<'a>,
        /// `-20`.
        by: Number,
        /// All of it.
        span: Span,
    },
    /// `mood = angry`, `trust = 30`.
    Assign {
        /// `mood`.
        variable: Name<'a>,
        /// `angry`.
        value: Operand<'a>,
        /// All of it.
        span: Span,
    },
    /// `verified`, `not locked`.
    Flag {
        /// `verified`.
        variable: Name<'a>,
        /// False behind `not`.
        to: bool,
        /// All of it.
        span: Span,
    },
    /// Not understood; reported.
    Broken(Span),
}

impl Change<'_> {
    /// All of it.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Add { span, .. } | Self::Assign { span, .. } | Self::Flag { span, .. } | Self::Broken(span) => *span,
        }
    }
}

/// `Ending id: title`.
#[derive(Clone, Debug, PartialEq)]
pub struct Ending<'a> {
    /// The header line.
    pub header: Span,
    /// Its id.
    pub id: Name<'a>,
    /// Its title.
    pub title: Name<'a>,
    /// `Result:`, any word; `None` has been reported.
    pub result: Option<Name<'a>>,
    /// Its body.
    pub body: Vec<Block<'a>>,
}

/// A whole condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition<'a> {
    /// The condition, without brackets and the word before it.
    pub span: Span,
    /// What it says.
    pub expr: Expr<'a>,
}

/// What a condition says. Nested no deeper than [`MAX_NESTING`].
#[derive(Clone, Debug, PartialEq)]
pub enum Expr<'a> {
    /// All hold.
    And(Vec<Self>),
    /// One holds.
    Or(Vec<Self>),
    /// It does not hold.
    Not(Box<Self>),
    /// A bare name: a flag, if all is well.
    Name(Name<'a>),
    /// A comparison.
    Compare {
        /// The left side.
        left: Operand<'a>,
        /// The sign.
        is: Comparison,
        /// The right side.
        right: Operand<'a>,
        /// All of it.
        span: Span,
    },
    /// `visited node`.
    Visited(Name<'a>),
    /// `chose choice`, `chose situation/choice`.
    Chose {
        /// The situation, where written.
        situation: Option<Name<'a>>,
        /// The choice.
        choice: Name<'a>,
    },
    /// `broke principle`.
    Broke(Name<'a>),
    /// `upheld principle`.
    Upheld(Name<'a>),
    /// `faced principle`.
    Faced(Name<'a>),
    /// `at node`.
    At(Name<'a>),
    /// `ended`.
    Ended(Span),
    /// `passed`, `failed` or `mixed`.
    Result(Name<'a>),
    /// Not understood; reported.
    Broken(Span),
}

/// How deep parentheses and `not` may nest in a condition. Deeper is a `malformed-line`.
pub const MAX_NESTING: usize = 64;

/// A side of a comparison, or the value of an assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand<'a> {
    /// A variable, or a word of a state.
    Name(Name<'a>),
    /// A whole number.
    Number(Number),
}

impl Operand<'_> {
    /// Where.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Name(name) => name.span,
            Self::Number(number) => number.span,
        }
    }
}

/// The sign of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// `Test: title`.
#[derive(Clone, Debug, PartialEq)]
pub struct Test<'a> {
    /// The header line.
    pub header: Span,
    /// Its title.
    pub title: Name<'a>,
    /// Its steps.
    pub steps: Vec<TestStep<'a>>,
}

/// A step of a test.
#[derive(Clone, Debug, PartialEq)]
pub enum TestStep<'a> {
    /// `Choose: choice, outcome n`.
    Choose {
        /// The id or the start of the label.
        choice: Name<'a>,
        /// The outcome, from 1.
        outcome: Option<Number>,
    },
    /// `Expect: condition`.
    Expect(Condition<'a>),
}

/// `Promise: kind condition`.
#[derive(Clone, Debug, PartialEq)]
pub struct Promise<'a> {
    /// The line.
    pub line: Span,
    /// What is promised of the condition.
    pub kind: PromiseKind,
    /// The condition.
    pub condition: Condition<'a>,
}

/// Kinds of promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromiseKind {
    /// `never`.
    Never,
    /// `possible`.
    Possible,
    /// `always possible`.
    AlwaysPossible,
    /// `inevitable`.
    Inevitable,
}
