//! The story as data: the output of `scn build --to json`. Names here are the names in the JSON.

mod course;
mod next;
mod quiz;
mod situation;
mod text;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use course::{Certificate, Course, RequiredBand};
pub use quiz::{Answer, Question, Quiz, ShowAnswers};
pub use situation::{Ask, NextCase, Situation};
pub use text::{Alignment, Block, Callout, ListItem, MediaKind, Span, TableCell, When};

/// The position of a condition or a change in the source, as an index that the compiler can map to
/// a source location. Not part of the JSON. Two uses of one written condition (an `[if]` and its
/// `[otherwise]`) share the site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SiteId(pub u32);

/// A compiled pack. `schema/README.md` of this crate describes what each part means in a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Story {
    /// Version of this format; see `FORMAT_VERSION`.
    pub scn: u32,
    /// The pack it was built from.
    pub pack: Pack,
    /// The course through the pack, if its manifest defines one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub course: Option<Course>,
    /// What certificates of the course show, if its manifest asks for more than who completed what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Certificate>,
    /// The principles: the pack's own, then those of dependencies that its scenarios link or cover,
    /// or that its lessons teach.
    pub principles: Vec<Principle>,
    /// The lessons: the pack's own, then those of dependencies that its course names.
    pub lessons: Vec<Lesson>,
    /// The quizzes: the pack's own, then those of dependencies that its course names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quizzes: Vec<Quiz>,
    /// The scenarios, ordered by file path, then by position in the source.
    pub scenarios: Vec<Scenario>,
}

/// Properties of the pack as a whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Pack {
    /// Its name: an id.
    pub name: String,
    /// Its title for people.
    pub title: String,
    /// Its version, as given in the manifest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Its language as a BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// `sha256:` and 64 hexadecimal digits over the story's JSON with this field empty.
    pub digest: String,
    /// Whether choices are shown in an order drawn once per run.
    #[serde(default, skip_serializing_if = "is_default")]
    pub shuffle: bool,
    /// Whether the pack does not name itself; `name` is then derived from its folder or file.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unnamed: bool,
}

/// A principle that the training teaches.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Principle {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its text.
    pub text: Vec<Block>,
    /// The law or policy it is based on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Its weight, from 1 to 5.
    #[schemars(range(min = 1, max = 5))]
    pub weight: u8,
    /// The pack it comes from, if that is another pack.
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
    /// The pack it comes from, if that is another pack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Its text as CommonMark.
    pub markdown: String,
}

/// A scenario: a finite story.
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
    /// Its approximate duration in minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// Its intended audience.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    /// Its author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The people who speak.
    pub cast: Vec<Cast>,
    /// Its variables.
    pub variables: Vec<Variable>,
    /// The situation (or ending) where a run starts.
    pub start: String,
    /// Its situations, in source order.
    pub situations: Vec<Situation>,
    /// Its endings, in source order.
    pub endings: Vec<Ending>,
    /// Its scripted runs; not part of the JSON.
    #[serde(skip)]
    pub tests: Vec<Test>,
    /// Its promises about all runs; not part of the JSON.
    #[serde(skip)]
    pub promises: Vec<Promise>,
}

/// Somebody who speaks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cast {
    /// The name, as it appears before speech.
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
    /// Whether the learner sees its value all the time.
    #[serde(default, skip_serializing_if = "is_default")]
    pub shown: bool,
    /// Its kind and possible values.
    #[serde(flatten)]
    pub kind: VariableKind,
}

/// The kind and possible values of a variable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum VariableKind {
    /// A whole number; changes saturate at the ends of the range.
    Meter {
        /// The lowest value.
        low: i64,
        /// The highest value.
        high: i64,
        /// The initial value.
        start: i64,
    },
    /// Yes or no.
    Flag {
        /// The initial value.
        start: bool,
    },
    /// One of a list of words.
    State {
        /// The words: its possible values.
        values: Vec<String>,
        /// What the learner reads in place of values, by value. A value that is not among them is
        /// shown as it is.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        words: BTreeMap<String, String>,
        /// The initial word.
        start: String,
    },
}

/// A condition together with its site in the source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Cond {
    /// Its site in the source.
    #[serde(skip)]
    #[schemars(skip)]
    pub site: SiteId,
    /// The condition itself.
    pub expr: Expr,
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Expr {
    /// All of these hold.
    And(Vec<Self>),
    /// At least one of these holds.
    Or(Vec<Self>),
    /// This does not hold.
    Not(Box<Self>),
    /// The flag with this id is set.
    Flag(String),
    /// Two values satisfy a comparison.
    Compare {
        /// The left value.
        left: Operand,
        /// The comparison.
        is: Comparison,
        /// The right value.
        right: Operand,
    },
    /// The situation or ending with this id is marked as visited: it has been entered, and its body
    /// shown, before.
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
    /// The moment is at the situation or ending with this id (tests and promises only).
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
    /// The value of the meter or state with this id.
    Variable(String),
    /// A whole number.
    Number(i64),
    /// A word of a state.
    Word(String),
}

/// A comparison of two values.
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

/// A change of one variable, together with its site in the source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// Adds to a meter, saturating at the ends of its range.
    Add {
        /// The meter's id.
        variable: String,
        /// The amount to add; may be negative.
        by: i64,
        /// Its site in the source.
        #[serde(skip)]
        #[schemars(skip)]
        site: SiteId,
    },
    /// Sets a meter to a value.
    Number {
        /// The meter's id.
        variable: String,
        /// The value.
        to: i64,
    },
    /// Sets a flag.
    Flag {
        /// The flag's id.
        variable: String,
        /// The value.
        to: bool,
    },
    /// Sets a state to a word.
    State {
        /// The state's id.
        variable: String,
        /// The word.
        to: String,
    },
    /// Makes changes if a condition holds.
    When {
        /// The condition, which is evaluated once, before the first of the changes.
        #[serde(rename = "if")]
        when: Cond,
        /// The changes; none of them is a `when`.
        set: Vec<Self>,
    },
}

/// Where a run goes: a situation or ending, given by its id, or one of two reserved words. Written
/// as a single string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The situation or ending with this id.
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
    /// Whether the author wrote the id; otherwise it is derived from the label. Not part of the
    /// JSON, so that writing derived ids down does not change a story; see
    /// [`Story::to_record_json`](crate::Story::to_record_json).
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
    /// Whether it can be chosen only once.
    #[serde(default, skip_serializing_if = "is_default")]
    pub once: bool,
    /// Number of seconds after which it is taken automatically.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<u32>,
    /// Hints on request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<Vec<Span>>,
    /// Its outcomes: the first whose condition holds is taken, or the one that is drawn.
    pub outcomes: Vec<Outcome>,
}

/// The result of a choice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Outcome {
    /// When it is taken.
    #[serde(default, skip_serializing_if = "OutcomeWhen::is_always")]
    pub when: OutcomeWhen,
    /// The text shown; empty if the choice leads on without words.
    pub body: Vec<Block>,
    /// The principles it upholds or breaks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// Shown right after; linked to no principle.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub feedback: Vec<Vec<Span>>,
    /// Changes, applied in order at the beginning of the outcome.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<Change>,
    /// A situation to play first, until its `return`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detour: Option<String>,
    /// Where it leads: the first case that holds. Evaluated after the detour, if there is one.
    /// Written as a single target if there is only one case, without a condition. Absent only in a
    /// story with errors, which is checked but not built.
    #[serde(default, with = "next", skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "next::OutcomeNext")]
    pub next: Vec<NextCase>,
}

impl Outcome {
    /// Returns where the outcome leads by any of its cases.
    pub fn targets(&self) -> impl Iterator<Item = &Target> {
        self.next.iter().map(|case| &case.to)
    }
}

impl Change {
    /// Returns the change itself, or the changes that it makes under its condition.
    #[must_use]
    pub fn parts(&self) -> &[Self] {
        match self {
            Self::When { set, .. } => set,
            Self::Add { .. } | Self::Number { .. } | Self::Flag { .. } | Self::State { .. } => {
                std::slice::from_ref(self)
            }
        }
    }
}

/// When an outcome is taken.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OutcomeWhen {
    /// Whenever the choice is made.
    #[default]
    Always,
    /// When the condition holds and no earlier one did.
    If(Cond),
    /// By chance, with these odds.
    Chance {
        /// The numerator of the odds.
        #[serde(rename = "count")]
        numerator: u32,
        /// The denominator of the odds.
        #[serde(rename = "in")]
        denominator: u32,
    },
    /// When nothing before it applied: no condition held, or with the remaining probability.
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
    /// Why; empty if the author gave no reason.
    pub because: Vec<Span>,
}

/// Where a run stops.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ending {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The result of the run.
    pub result: RunResult,
    /// The text shown.
    pub body: Vec<Block>,
}

/// The result of a run.
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
    /// Its purpose.
    pub title: String,
    /// Its steps.
    pub steps: Vec<TestStep>,
}

/// A step of a scripted run.
#[derive(Clone, Debug, PartialEq)]
pub enum TestStep {
    /// Takes the choice with this id or with a label that starts with this text. Fixes a draw to an
    /// outcome, if one is given.
    Choose {
        /// The id or the start of the label.
        choice: String,
        /// The outcome, counted from 1.
        outcome: Option<u32>,
    },
    /// The moment must satisfy this condition.
    Expect(Cond),
}

/// A claim about all runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Promise {
    /// The kind of claim about the condition.
    pub kind: PromiseKind,
    /// The condition.
    pub cond: Cond,
}

/// The kinds of promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromiseKind {
    /// No reachable moment satisfies it.
    Never,
    /// Some reachable moment satisfies it.
    Possible,
    /// From every reachable moment, some moment that satisfies it can still be reached.
    AlwaysPossible,
    /// Every run reaches a moment that satisfies it.
    Inevitable,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
