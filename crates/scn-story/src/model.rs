//! The story as data: what `scn build --to json` writes. Names here are the names in the JSON.

mod quiz;
mod text;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use quiz::{Answer, Question, Quiz};
pub use text::{Alignment, Block, Callout, ListItem, MediaKind, Span, TableCell, When};

/// Where a condition or a change stands in the source: an index that the compiler can turn into a
/// place. Not part of the JSON. Two uses of one written condition (an `[if]` and its `[otherwise]`)
/// share the site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Site(pub u32);

/// A compiled pack. What each part means in a run is told in `schema/README.md` of this crate.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Story {
    /// Version of this format; see `FORMAT_VERSION`.
    pub scn: u32,
    /// The pack it was built from.
    pub pack: Pack,
    /// The way through the pack, where its manifest gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub course: Option<Course>,
    /// What certificates of the course say, where its manifest asks for more than who completed
    /// what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Certificate>,
    /// The principles: the pack's own, then those of dependencies that its scenarios link or cover,
    /// or its lessons teach.
    pub principles: Vec<Principle>,
    /// The lessons: the pack's own, then those of dependencies that its course names.
    pub lessons: Vec<Lesson>,
    /// The quizzes: the pack's own, then those of dependencies that its course names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quizzes: Vec<Quiz>,
    /// The scenarios, files by path, then source order.
    pub scenarios: Vec<Scenario>,
}

/// What is known of the pack as a whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Pack {
    /// Its name: an id.
    pub name: String,
    /// Its title for people.
    pub title: String,
    /// Its version, as the manifest gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Its language as a BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// `sha256:` and 64 hexadecimal digits over the story's JSON with this field empty.
    pub digest: String,
    /// Whether choices are shown in an order drawn once a run.
    #[serde(default, skip_serializing_if = "is_default")]
    pub shuffle: bool,
    /// Whether the pack gives itself no name: `name` is then taken from its folder or file.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unnamed: bool,
}

/// What a learner goes through. It is finished when its lessons are read, its quizzes passed, and
/// as many of its scenarios as `pass` says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Course {
    /// Ids of lessons, quizzes and scenarios, in order. Empty: all of them, lessons first, then
    /// quizzes, as they stand in the story.
    pub order: Vec<String>,
    /// How many of its scenarios must come to an ending that is passed; absent: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pass: Option<u32>,
}

/// What certificates say besides who completed what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Certificate {
    /// Whether they show how each principle was handled.
    #[serde(default, skip_serializing_if = "is_default")]
    pub profile: bool,
}

/// What the training teaches.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Principle {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its text.
    pub text: Vec<Block>,
    /// The law or policy it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// How much it weighs, 1 to 5.
    #[schemars(range(min = 1, max = 5))]
    pub weight: u8,
    /// The pack it comes from, where that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

/// Reading material.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Lesson {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Ids of the principles it teaches.
    pub teaches: Vec<String>,
    /// The pack it comes from, where that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Its text as CommonMark.
    pub markdown: String,
}

/// One scenario: a finite story.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Scenario {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The brief, shown before the first situation.
    pub brief: Vec<Block>,
    /// Ids of the principles it covers.
    pub covers: Vec<String>,
    /// About how long it takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// Whom it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Who speaks.
    pub cast: Vec<Cast>,
    /// Its variables.
    pub variables: Vec<Variable>,
    /// The situation (or ending) a run starts with.
    pub start: String,
    /// Its situations, in source order.
    pub situations: Vec<Situation>,
    /// Its endings, in source order.
    pub endings: Vec<Ending>,
    /// Its scripted runs; not part of the JSON.
    #[serde(skip)]
    pub tests: Vec<Test>,
    /// Its claims about all runs; not part of the JSON.
    #[serde(skip)]
    pub promises: Vec<Promise>,
}

/// Somebody who speaks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cast {
    /// The name, as it stands before speech.
    pub name: String,
    /// Who that is.
    pub who: String,
}

/// A variable with its finite range.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Variable {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it can be.
    #[serde(flatten)]
    pub kind: VariableKind,
}

/// What a variable can be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum VariableKind {
    /// A whole number; changes saturate at the range.
    Meter {
        /// The lowest value.
        low: i64,
        /// The highest value.
        high: i64,
        /// The value at the start.
        start: i64,
    },
    /// Yes or no.
    Flag {
        /// The value at the start.
        start: bool,
    },
    /// One of a list of words.
    State {
        /// The words.
        values: Vec<String>,
        /// The word at the start.
        start: String,
    },
}

/// A condition together with where it was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Cond {
    /// Where it was written.
    #[serde(skip)]
    #[schemars(skip)]
    pub site: Site,
    /// What it says.
    pub expr: Expr,
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Expr {
    /// All hold.
    And(Vec<Self>),
    /// At least one holds.
    Or(Vec<Self>),
    /// It does not hold.
    Not(Box<Self>),
    /// The flag of this id is yes.
    Flag(String),
    /// Two values compare so.
    Compare {
        /// The left value.
        left: Operand,
        /// How they must compare.
        is: Comparison,
        /// The right value.
        right: Operand,
    },
    /// The situation or ending of this id is marked: it has been entered, and its body shown,
    /// before.
    Visited(String),
    /// The choice has been chosen.
    Chose {
        /// The id of its situation.
        situation: String,
        /// Its id.
        choice: String,
    },
    /// An outcome that breaks or partly breaks the principle has happened.
    Broke(String),
    /// An outcome that upholds or partly upholds the principle has happened.
    Upheld(String),
    /// A choice was made while an outcome of a choice on offer linked the principle.
    Faced(String),
    /// The moment is at the situation or ending of this id (tests and promises only).
    At(String),
    /// The moment is an ending (tests and promises only).
    Ended,
    /// The moment is an ending with this result (tests and promises only).
    Result(RunResult),
}

/// A side of a comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Operand {
    /// The value of the meter or state of this id.
    Variable(String),
    /// A whole number.
    Number(i64),
    /// A word of a state.
    Word(String),
}

/// How two values compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Comparison {
    /// Equal.
    #[serde(rename = "=")]
    Equal,
    /// Not equal.
    #[serde(rename = "!=")]
    NotEqual,
    /// Less.
    #[serde(rename = "<")]
    Less,
    /// Less or equal.
    #[serde(rename = "<=")]
    LessOrEqual,
    /// Greater.
    #[serde(rename = ">")]
    Greater,
    /// Greater or equal.
    #[serde(rename = ">=")]
    GreaterOrEqual,
}

/// A change of one variable, together with where it was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// Adds to a meter, saturating at its range.
    Add {
        /// The meter's id.
        variable: String,
        /// What is added; may be negative.
        by: i64,
        /// Where it was written.
        #[serde(skip)]
        #[schemars(skip)]
        site: Site,
    },
    /// Gives a meter a value.
    Number {
        /// The meter's id.
        variable: String,
        /// The value.
        to: i64,
    },
    /// Gives a flag a value.
    Flag {
        /// The flag's id.
        variable: String,
        /// The value.
        to: bool,
    },
    /// Gives a state a value.
    State {
        /// The state's id.
        variable: String,
        /// The word.
        to: String,
    },
}

/// A moment of decision, or of going on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Situation {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Changes on entering, before its body is shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<Change>,
    /// What is shown.
    pub body: Vec<Block>,
    /// Hints on request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<Vec<Span>>,
    /// Its choices, in the order written. Empty: the first of `next` that holds is taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// Where it leads by itself when it has no choices: the first case that holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub next: Vec<NextCase>,
}

/// One case of where a situation without choices leads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NextCase {
    /// When; absent: always (the only or the last case).
    #[serde(default, rename = "if", skip_serializing_if = "Option::is_none")]
    pub when: Option<Cond>,
    /// Where to; never `again`.
    pub to: Target,
}

/// Where a run goes: a situation or ending by id, or one of two reserved words. Written as one
/// string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The situation or ending of this id.
    Node(String),
    /// `again`: the situation of this choice, entered anew.
    Again,
    /// `return`: back to the `next` of the outcome that opened the detour.
    Return,
}

/// A choice.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Choice {
    /// Its id, written or derived; unique in its situation.
    pub id: String,
    /// Whether the author wrote the id. A derived one follows from the label. Not part of the JSON,
    /// so that to write derived ids down changes no story; see
    /// [`Story::to_kept_json`](crate::Story::to_kept_json).
    #[serde(skip)]
    pub written: bool,
    /// Its label.
    pub label: Vec<Span>,
    /// Hidden unless this holds.
    #[serde(default, rename = "if", skip_serializing_if = "Option::is_none")]
    pub when: Option<Cond>,
    /// Shown, but locked, unless this holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs: Option<Cond>,
    /// Why it is locked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locked: Option<Vec<Span>>,
    /// Gone once chosen.
    #[serde(default, skip_serializing_if = "is_default")]
    pub once: bool,
    /// Taken by itself after so many seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<u32>,
    /// Hints on request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<Vec<Span>>,
    /// Its outcomes: the first whose condition holds is taken, or the one drawn.
    pub outcomes: Vec<Outcome>,
}

/// What comes of a choice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Outcome {
    /// When it is taken.
    #[serde(default, skip_serializing_if = "OutcomeWhen::is_always")]
    pub when: OutcomeWhen,
    /// What is shown.
    pub body: Vec<Block>,
    /// The principles it upholds or breaks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// Said right after, linked to no principle.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub feedback: Vec<Vec<Span>>,
    /// Changes, applied in order as the outcome begins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<Change>,
    /// A situation to play first, until its `return`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detour: Option<String>,
    /// Where it leads. Absent only in a story with errors, which is checked but not built.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Target>,
}

/// When an outcome is taken.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OutcomeWhen {
    /// Whenever the choice is made.
    #[default]
    Always,
    /// When the condition holds and none before it did.
    If(Cond),
    /// By chance: so many in so many.
    Chance {
        /// So many …
        #[serde(rename = "count")]
        numerator: u32,
        /// … in so many.
        #[serde(rename = "in")]
        denominator: u32,
    },
    /// When nothing before it did: no condition held, or with the chance that is left.
    Otherwise,
}

impl OutcomeWhen {
    fn is_always(&self) -> bool {
        matches!(self, Self::Always)
    }
}

/// A principle that an outcome upholds or breaks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Link {
    /// The principle's id.
    pub principle: String,
    /// +2 upholds, +1 partly upholds, -1 partly breaks, -2 breaks; never 0.
    #[schemars(range(min = -2, max = 2))]
    pub rating: i8,
    /// Why; empty where the author gave no reason.
    pub because: Vec<Span>,
}

/// Where a run stops.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ending {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How it came out.
    pub result: RunResult,
    /// What is shown.
    pub body: Vec<Block>,
}

/// How a run came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RunResult {
    /// `passed`.
    Passed,
    /// `failed`.
    Failed,
    /// `mixed`.
    Mixed,
}

/// A scripted run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Test {
    /// What it is to show.
    pub title: String,
    /// Its steps.
    pub steps: Vec<TestStep>,
}

/// A step of a scripted run.
#[derive(Clone, Debug, PartialEq)]
pub enum TestStep {
    /// Takes the choice with this id or with a label that starts so; fixes a draw to an outcome
    /// (from 1) where given.
    Choose {
        /// The id or the start of the label.
        choice: String,
        /// The outcome, from 1.
        outcome: Option<u32>,
    },
    /// The moment must satisfy this.
    Expect(Cond),
}

/// A claim about all runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Promise {
    /// What is claimed of the condition.
    pub kind: PromiseKind,
    /// The condition.
    pub cond: Cond,
}

/// Kinds of promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromiseKind {
    /// No reachable moment satisfies it.
    Never,
    /// Some reachable moment satisfies it.
    Possible,
    /// From every reachable moment one that satisfies it can still be reached.
    AlwaysPossible,
    /// Every run comes to a moment that satisfies it.
    Inevitable,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
