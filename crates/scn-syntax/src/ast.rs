//! The typed view of a file, which the compiler reads. It borrows from the text of the file, and
//! every part knows its position.
//!
//! A view is built for any text. Whatever the parser had to omit or could not understand is
//! `Broken` here and has a matching finding. A misspelt keyword is read as the keyword it
//! resembles.

mod body;
mod condition;
mod passage;
mod quiz;

use scn_source::Span;

pub use body::{Alignment, Block, BlockCondition, BlockKind, Callout, Item, ItemNumber, Media, Text, TextIf, TextPart};
pub use condition::{Comparison, Condition, Expr, MAX_NESTING, Operand};
pub use passage::{Passage, Show};
pub use quiz::{Accept, Answer, Question, Quiz, ShowAnswers};

/// A word or phrase of the source with its position: an id, a cast name, the value of a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name<'a> {
    /// As written.
    pub text: &'a str,
    /// Its position.
    pub span: Span,
}

impl Name<'_> {
    /// Returns the text on one line: each line break becomes one space, and comments in between are
    /// dropped.
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

/// An integer with its position. Numbers beyond 64 bits are clamped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// Its value.
    pub value: i64,
    /// Its position.
    pub span: Span,
}

/// A file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct File<'a> {
    /// The line by which the file continues a scenario of another file. What it adds to that
    /// scenario is the first of its own `scenarios`, which has no title.
    pub continues: Option<Continues<'a>>,
    /// Its principles.
    pub principles: Vec<Principle<'a>>,
    /// Its lessons.
    pub lessons: Vec<Lesson<'a>>,
    /// Its quizzes.
    pub quizzes: Vec<Quiz<'a>>,
    /// Cast declared before the first scenario, shared by all scenarios of the file.
    pub cast: Vec<Cast<'a>>,
    /// Variables declared before the first scenario, shared by all scenarios of the file.
    pub variables: Vec<Variable<'a>>,
    /// Passages that all scenarios of the file can show.
    pub passages: Vec<Passage<'a>>,
    /// Its scenarios.
    pub scenarios: Vec<Scenario<'a>>,
}

/// `Continues: scenario`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Continues<'a> {
    /// The line.
    pub line: Span,
    /// The id of the scenario; empty if there is none.
    pub scenario: Name<'a>,
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
    /// Its text as CommonMark. The indentation of the first line is removed from all lines, comment
    /// lines are dropped, and `Image file: alt text` becomes `![alt text](<file>)`.
    pub markdown: String,
    /// Maps pieces of `markdown` to the file: the start offset of each piece in `markdown` and in
    /// the file.
    pub origins: Vec<(usize, u32)>,
}

impl Lesson<'_> {
    /// Returns where a range of [`markdown`](Self::markdown) is in the file. Text that has no
    /// position of its own maps to the start of its piece.
    #[must_use]
    pub fn origin(&self, range: std::ops::Range<usize>) -> Span {
        let to_source = |offset: usize| {
            let next_piece = self.origins.partition_point(|(start, _)| *start <= offset);
            let piece = next_piece.checked_sub(1).and_then(|index| self.origins.get(index));
            piece.map_or(self.header.start as usize, |(start, origin)| *origin as usize + (offset - start))
        };
        let start = to_source(range.start);
        Span::new(
            start,
            to_source(range.end.max(range.start + 1) - 1).max(start) + usize::from(range.start < range.end),
        )
    }
}

/// `Scenario id: title` and its contents.
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
    /// The brief, shown before the first situation.
    pub body: Vec<Block<'a>>,
    /// The `Show:` lines of the brief.
    pub shows: Vec<Show<'a>>,
    /// Its passages.
    pub passages: Vec<Passage<'a>>,
    /// Its own cast, without that shared by the file.
    pub cast: Vec<Cast<'a>>,
    /// Its own variables, without those shared by the file.
    pub variables: Vec<Variable<'a>>,
    /// Its situations.
    pub situations: Vec<Situation<'a>>,
    /// Its endings.
    pub endings: Vec<Ending<'a>>,
    /// Its tests.
    pub tests: Vec<Test<'a>>,
    /// Its promises.
    pub promises: Vec<Promise<'a>>,
    /// The lines by which further files continue it.
    pub continued: Vec<Continues<'a>>,
    /// Whether the parser reported a problem inside that may change the runs of the scenario, such
    /// as a header, condition, change or target that it could not understand. If so, nothing is
    /// reported about its runs.
    pub broken: bool,
}

impl<'a> Scenario<'a> {
    /// Creates a scenario without properties and declarations.
    #[must_use]
    pub fn empty(header: Span, id: Name<'a>, title: Name<'a>) -> Self {
        Self {
            header,
            id,
            title,
            covers: Vec::new(),
            start: None,
            minutes: None,
            audience: None,
            author: None,
            tags: Vec::new(),
            body: Vec::new(),
            shows: Vec::new(),
            passages: Vec::new(),
            cast: Vec::new(),
            variables: Vec::new(),
            situations: Vec::new(),
            endings: Vec::new(),
            tests: Vec::new(),
            promises: Vec::new(),
            continued: Vec::new(),
            broken: false,
        }
    }
}

/// `Cast Name: who`.
#[derive(Clone, Debug, PartialEq)]
pub struct Cast<'a> {
    /// The header line.
    pub header: Span,
    /// The name.
    pub name: Name<'a>,
    /// A description of the person.
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
    /// `Shown:`, which may be any word here.
    pub shown: Option<Name<'a>>,
    /// Its kind and properties.
    pub kind: VariableKind<'a>,
}

/// The kinds of variable, with the properties as written. A missing mandatory property has already
/// been reported.
#[derive(Clone, Debug, PartialEq)]
pub enum VariableKind<'a> {
    /// An integer.
    Meter {
        /// `Range: a to b`.
        range: Option<(Number, Number)>,
        /// `Start: n`.
        start: Option<Number>,
    },
    /// Yes or no.
    Flag {
        /// `Start:`, which may be any word here.
        start: Option<Name<'a>>,
    },
    /// One word out of a list.
    State {
        /// `Values:`.
        values: Vec<Name<'a>>,
        /// The words that the learner reads in place of each value, without their quotation marks.
        words: Vec<Option<Name<'a>>>,
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
    /// Its title; empty if it has none.
    pub title: Name<'a>,
    /// The changes of all `Set:` lines, in order.
    pub set: Vec<Change<'a>>,
    /// Its body.
    pub body: Vec<Block<'a>>,
    /// Its `Show:` lines.
    pub shows: Vec<Show<'a>>,
    /// `Hint:`.
    pub hints: Vec<Text<'a>>,
    /// `Ask:`.
    pub ask: Option<Ask<'a>>,
    /// Its choices.
    pub choices: Vec<Choice<'a>>,
    /// `Next:` lines of a situation without choices.
    pub next: Vec<NextLine<'a>>,
}

/// A `Next:` line of an outcome, or of a situation without choices.
#[derive(Clone, Debug, PartialEq)]
pub struct NextLine<'a> {
    /// The line.
    pub line: Span,
    /// When it is taken.
    pub when: NextCondition<'a>,
    /// Its target.
    pub target: Target<'a>,
}

/// When a `Next:` line is taken.
#[derive(Clone, Debug, PartialEq)]
pub enum NextCondition<'a> {
    /// Always.
    Always,
    /// If the condition holds and no earlier one did.
    If(Condition<'a>),
    /// If no earlier condition held.
    Otherwise(Span),
}

/// Where a run continues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// A situation or ending.
    Node(Name<'a>),
    /// `again`.
    Again(Span),
    /// `return`.
    Return(Span),
    /// Not understood; already reported.
    Broken(Span),
}

/// `Ask id: question`, which the learner answers in words of their own.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask<'a> {
    /// The line.
    pub line: Span,
    /// Its id.
    pub id: Name<'a>,
    /// The question.
    pub text: Text<'a>,
}

/// `Choice id [conditions]: label`.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice<'a> {
    /// The header line.
    pub header: Span,
    /// Its id, if written.
    pub id: Option<Name<'a>>,
    /// The span of the id or, if there is none, the position after the keyword where one would have
    /// to be inserted with a space before it.
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

/// `Outcome [condition]: text`, or the lines of a choice that leads on without words.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome<'a> {
    /// The header line; without an `Outcome:`, the first line.
    pub header: Span,
    /// Whether there is an `Outcome:`.
    pub has_header: bool,
    /// When it is taken.
    pub when: OutcomeCondition<'a>,
    /// Its text, starting with the paragraph after the colon, if any.
    pub body: Vec<Block<'a>>,
    /// Its `Show:` lines.
    pub shows: Vec<Show<'a>>,
    /// `Upholds:` and related lines, in order.
    pub links: Vec<Link<'a>>,
    /// `Feedback:`.
    pub feedback: Vec<Text<'a>>,
    /// The changes of all `Set:` lines, in order.
    pub set: Vec<Change<'a>>,
    /// `Detour:`.
    pub detour: Option<Target<'a>>,
    /// `Next:` lines.
    pub next: Vec<NextLine<'a>>,
}

/// When an outcome is taken.
#[derive(Clone, Debug, PartialEq)]
pub enum OutcomeCondition<'a> {
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
    /// Not understood; already reported.
    Broken(Span),
}

/// `Upholds p, q: because`, or one of the other three ratings.
#[derive(Clone, Debug, PartialEq)]
pub struct Link<'a> {
    /// The line of the keyword.
    pub line: Span,
    /// One of +2, +1, -1 and -2.
    pub rating: i8,
    /// The principles.
    pub principles: Vec<Name<'a>>,
    /// The reason; without parts if there is none.
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
        amount: Number,
        /// The whole change.
        span: Span,
    },
    /// `mood = angry`, `trust = 30`.
    Assign {
        /// `mood`.
        variable: Name<'a>,
        /// `angry`.
        value: Operand<'a>,
        /// The whole change.
        span: Span,
    },
    /// `verified`, `not locked`.
    Flag {
        /// `verified`.
        variable: Name<'a>,
        /// False after `not`.
        is_raised: bool,
        /// The whole change.
        span: Span,
    },
    /// `Set [if …]: changes`.
    If {
        /// The condition.
        condition: Condition<'a>,
        /// The changes of the line; none of them is an `If`.
        changes: Vec<Self>,
        /// The whole line.
        span: Span,
    },
    /// Not understood; already reported.
    Broken(Span),
}

impl Change<'_> {
    /// Returns the span of the whole change.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Add { span, .. }
            | Self::Assign { span, .. }
            | Self::Flag { span, .. }
            | Self::If { span, .. }
            | Self::Broken(span) => *span,
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
    /// `Result:`, which may be any word here. If it is `None`, that has already been reported.
    pub result: Option<Name<'a>>,
    /// Its body.
    pub body: Vec<Block<'a>>,
    /// Its `Show:` lines.
    pub shows: Vec<Show<'a>>,
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
        /// The choice id, or the start of its label.
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
    /// The kind of promise made about the condition.
    pub kind: PromiseKind,
    /// The condition.
    pub condition: Condition<'a>,
}

/// The kinds of promise.
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
