//! The statistics of a pack's runs, as plain data: the output of `scn stats --format json`.

use schemars::JsonSchema;
use serde::Serialize;

/// Version of the format. It is raised when an existing key changes or is removed.
pub const VERSION: u32 = 1;

/// The output of `scn stats --format json`. Keys may be added without a new version.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "scn stats")]
pub struct Document {
    /// Version of this format.
    #[schemars(extend("const" = VERSION))]
    pub version: u32,
    /// The packs, in the order of the command line.
    pub packs: Vec<PackStats>,
}

/// A pack.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PackStats {
    /// Name of the pack.
    pub name: String,
    /// Title of the pack.
    pub title: String,
    /// Whether choices are shown in an order drawn for each run. Players who choose by position are
    /// evaluated as if the order were that of the source.
    pub shuffled: bool,
    /// The rate used to compute reading times.
    pub reading_rate: ReadingRate,
    /// The principles of the pack, and those of other packs that its scenarios link or cover.
    pub principles: Vec<PrincipleStats>,
    /// The scenarios of the pack, in the order of files and positions.
    pub scenarios: Vec<ScenarioStats>,
    /// The quizzes of the pack, in the order of files and positions; absent if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub quizzes: Vec<QuizStats>,
    /// Ids of the scenarios that have no statistics because they contain errors.
    pub broken: Vec<String>,
}

/// How fast people read.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ReadingRate {
    /// Words per minute.
    pub words_per_minute: u32,
    /// Characters per minute, for languages without spaces between words; null if it has not been
    /// measured.
    pub characters_per_minute: Option<u32>,
    /// The unit in which the length of texts is counted.
    pub counts: Unit,
    /// Source of the rate.
    pub source: String,
    /// Whether the rate was measured for the pack's language, or the pack does not specify its
    /// language.
    pub fits_language: bool,
}

/// A unit of text length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Text separated by white space.
    Words,
    /// Characters.
    Characters,
}

/// A principle in the whole pack.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PrincipleStats {
    /// Id of the principle.
    pub id: String,
    /// Title of the principle.
    pub title: String,
    /// The pack that declares it, if that is another one.
    pub from: Option<String>,
    /// The level at which the pack covers it: that of its best scenario.
    pub level: CoverageLevel,
    /// Id of the first scenario with this level; null if no scenario links the principle.
    pub best: Option<String>,
    /// The questions that check it, as `quiz/question`; absent if there are none. They do not
    /// affect the level.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checked_by: Vec<String>,
}

/// A quiz.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct QuizStats {
    /// Id of the quiz.
    pub id: String,
    /// Title of the quiz.
    pub title: String,
    /// Number of questions it contains.
    pub questions: u64,
    /// Number of questions asked per attempt.
    pub asked: u64,
    /// Number of questions that must be answered correctly.
    pub pass: u64,
    /// How many times it can be tried; absent if there is no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tries: Option<u32>,
}

/// A level of coverage. Each level includes the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CoverageLevel {
    /// No outcome links the principle.
    NotLinked,
    /// Some outcome links it.
    Linked,
    /// Some run reaches an outcome that links it.
    Reachable,
    /// Some run reaches a moment where the choices on offer together can both uphold and break it.
    Tested,
    /// Every run that ends has faced it.
    Guaranteed,
}

impl CoverageLevel {
    /// The name of the level.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NotLinked => "not linked",
            Self::Linked => "linked",
            Self::Reachable => "reachable",
            Self::Tested => "tested",
            Self::Guaranteed => "guaranteed",
        }
    }
}

/// The statistics of one scenario.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ScenarioStats {
    /// Id of the scenario.
    pub id: String,
    /// Title of the scenario.
    pub title: String,
    /// File that contains it, relative to the given path, with forward slashes.
    pub file: String,
    /// Line of its header, from 1.
    pub line: u32,
    /// Number of minutes it takes according to its author.
    pub minutes: Option<u32>,
    /// Number of states of its runs that were examined.
    pub states: u64,
    /// Whether all states were examined. If false, the proof reached its limit: minimums may be
    /// lower, maximums and counts higher, and ranges wider than reported.
    pub complete: bool,
    /// How much it contains.
    pub size: Size,
    /// Number of words written.
    pub words: Words,
    /// Number of words of each member of the cast.
    pub speakers: Vec<Speaker>,
    /// The runs that reach an ending.
    pub runs: Runs,
    /// Every ending, followed by every other way for a run to end, with their probabilities.
    pub ends: Vec<EndStats>,
    /// The best result that some run reaches, and which choices make it unreachable. Null if no run
    /// ends, or if the bound hides it.
    pub best: Option<BestStats>,
    /// Players who never read.
    pub blind: Vec<BlindStats>,
    /// The level at which the scenario covers each principle that it links or lists in `Covers:`.
    pub coverage: Vec<Covered>,
    /// The possible scores of each principle that it links.
    pub profiles: Vec<ProfileStats>,
}

/// How much a scenario contains.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Size {
    /// Number of situations.
    pub situations: u64,
    /// Number of endings.
    pub endings: u64,
    /// Number of choices.
    pub choices: u64,
    /// Number of outcomes.
    pub outcomes: u64,
}

/// Number of words by category. Alternatives and transcripts of media are not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Words {
    /// Total of the following.
    pub total: u64,
    /// Titles of the scenario, its situations and its endings.
    pub titles: u64,
    /// Paragraphs, lists, quoted text, and questions that the learner answers in words.
    pub narration: u64,
    /// Speech of the cast.
    pub speech: u64,
    /// Notes, tips, warnings and texts to remember.
    pub callouts: u64,
    /// Labels of choices, and reasons why they are locked.
    pub choices: u64,
    /// Feedback.
    pub feedback: u64,
    /// Reasons that the debrief gives.
    pub reasons: u64,
    /// Hints.
    pub hints: u64,
}

/// A member of the cast.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Speaker {
    /// Name of the member.
    pub name: String,
    /// Total number of words they say.
    pub words: u64,
}

/// The runs of a scenario that reach an ending.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Runs {
    /// Number of runs. Two runs differ if different choices are made or chance draws differently.
    pub count: CountStats,
    /// Number of runs that stop without an ending.
    pub stopped: CountStats,
    /// A loop that can be repeated any number of times before an ending.
    pub round: Option<LoopStats>,
    /// Whether a run can continue forever.
    pub endless: bool,
    /// Number of decisions made.
    pub decisions: Spread,
    /// Number of words shown: everything shown during the run, including the labels of all choices
    /// shown, but not hints and the debrief.
    pub words: Spread,
    /// Minutes needed to read those words; null if the rate does not apply to the language.
    pub reading_minutes: Option<Minutes>,
    /// The shortest run: choice ids, each followed by `outcome N` where chance decides its outcome.
    pub shortest: Option<Vec<String>>,
}

/// A number of runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CountStats {
    /// Whether the number is exact, a lower bound, or unbounded.
    pub kind: CountKind,
    /// The number as decimal digits, since it may exceed the integers of the reading program; null
    /// if it is unbounded.
    pub digits: Option<String>,
}

/// The kind of a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CountKind {
    /// The exact number.
    Exactly,
    /// A lower bound: the number found before the bound on states was reached.
    AtLeast,
    /// Unbounded: a loop can be repeated any number of times.
    Unbounded,
}

/// A loop in the runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LoopStats {
    /// The shortest run that leads into it.
    pub run: Vec<String>,
    /// One iteration of the loop.
    pub round: Vec<String>,
}

/// A range from a minimum to a maximum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Spread {
    /// The minimum; null if no run ends, or if it took too long to compute.
    pub least: Option<u64>,
    /// The maximum; null if it is unbounded, if no run ends, or if it took too long to compute.
    pub most: Option<u64>,
    /// Whether there is no maximum because a loop adds to it with each iteration.
    pub unbounded: bool,
}

/// A range of minutes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Minutes {
    /// The minimum.
    pub least: Option<f64>,
    /// The maximum; null if there is none.
    pub most: Option<f64>,
}

/// A way for a run to end.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct EndStats {
    /// The kind of end.
    pub kind: EndKind,
    /// Id of the ending or situation; null if it has no place.
    pub at: Option<String>,
    /// Title of the ending or situation.
    pub title: Option<String>,
    /// For an ending, its result.
    pub result: Option<Outcome>,
    /// Id of the choice without an outcome, if the kind is `no-outcome`.
    pub choice: Option<String>,
    /// Probability of this end for a player who picks every choice on offer with equal probability,
    /// while chance keeps its own odds.
    pub chance: ChanceStats,
    /// The shortest run to an ending; null if no run reaches it.
    pub run: Option<Vec<String>>,
}

/// Kinds of ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EndKind {
    /// An ending.
    Ending,
    /// A situation without a choice on offer.
    DeadEnd,
    /// A choice none of whose outcomes applies.
    NoOutcome,
    /// A missing `Next:`, or a `return` while no detour is open.
    Nowhere,
    /// A loop without end.
    NeverEnds,
    /// The run continues beyond the bound on states.
    BeyondTheBound,
}

/// The result of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Passed.
    Passed,
    /// Mixed.
    Mixed,
    /// Failed.
    Failed,
}

/// A probability.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ChanceStats {
    /// Value from 0 to 1.
    pub value: f64,
    /// Maximum error of the value.
    pub error: f64,
    /// The exact fraction, such as `17/64`; null if it was not computed or is longer than 100
    /// characters.
    pub exact: Option<String>,
}

/// The best result of all runs.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct BestStats {
    /// The result: passed is better than mixed, and mixed is better than failed.
    pub result: Outcome,
    /// The choices after which it can no longer be reached, made while it could still be reached.
    pub lost: Vec<LostStats>,
}

/// A choice after which the best result can no longer be reached.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LostStats {
    /// Id of its situation.
    pub situation: String,
    /// Id of the choice.
    pub choice: String,
    /// Number of the outcome, from 1, if the choice has several.
    pub outcome: Option<u32>,
    /// Whether this is so in every run that makes the choice, and not only in some.
    pub always: bool,
    /// Whether the run ends with it.
    pub ends: bool,
    /// The file, if it is not that in which the scenario begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Line of the choice, from 1.
    pub line: u32,
    /// The shortest run that contains it.
    pub run: Vec<String>,
}

/// A player who never reads.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct BlindStats {
    /// Which of the choices on offer the player always takes.
    pub takes: Takes,
    /// The run, if it does not depend on chance.
    pub run: Option<Vec<String>>,
    /// The ends that the player reaches.
    pub ends: Vec<EndStats>,
    /// The resulting score of each principle.
    pub profiles: Vec<ProfileStats>,
}

/// A position among the choices on offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Takes {
    /// The first, in source order.
    First,
    /// The last choice.
    Last,
    /// The middle one; of an even number, the earlier of the two.
    Middle,
    /// The one with the longest label; the first of several.
    Longest,
    /// The one with the shortest label; the first of several.
    Shortest,
}

impl Takes {
    /// The name of the position.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Last => "last",
            Self::Middle => "middle",
            Self::Longest => "longest",
            Self::Shortest => "shortest",
        }
    }
}

/// The possible scores of a principle in the runs that end.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ProfileStats {
    /// Id of the principle.
    pub principle: String,
    /// The lowest score; null if no run makes a decision that counts, or if it took too long to
    /// compute.
    pub lowest: Option<ScoreStats>,
    /// The highest score.
    pub highest: Option<ScoreStats>,
    /// Number of decisions that count towards it. With fewer than 3, the debrief says that there is
    /// not enough to say.
    pub decisions: Spread,
}

/// A score: the points achieved divided by the points available.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ScoreStats {
    /// Value from 0 to 1.
    pub value: f64,
    /// The fraction in lowest terms.
    pub exact: String,
    /// Whether some run reaches it; otherwise a loop brings runs arbitrarily close to it.
    pub reached: bool,
}

/// How a scenario covers a principle.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Covered {
    /// Id of the principle.
    pub principle: String,
    /// Whether the scenario lists it in `Covers:`.
    pub covers: bool,
    /// The level of coverage.
    pub level: CoverageLevel,
    /// Whether the level is only a lower bound, because the bound on states was reached.
    pub at_least: bool,
    /// Outcomes that uphold it, fully or partly.
    pub upheld_at: Vec<LinkStats>,
    /// Outcomes that break it, fully or partly.
    pub broken_at: Vec<LinkStats>,
    /// Situations with a moment where the choices on offer together can both uphold and break it.
    pub tested_at: Vec<SituationStats>,
    /// What keeps it from the next level; null at the highest level, and if the bound hides it.
    pub missing: Option<Missing>,
}

/// An outcome that links a principle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LinkStats {
    /// Id of the situation.
    pub situation: String,
    /// Id of the choice.
    pub choice: String,
    /// Number of the outcome, from 1, if the choice has several.
    pub outcome: Option<u32>,
    /// From 2 (upholds) to -2 (breaks).
    pub rating: i8,
    /// Whether some run reaches it.
    pub reached: bool,
    /// The file, if it is not that in which the scenario begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Line, from 1.
    pub line: u32,
}

/// A situation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SituationStats {
    /// Id of the situation.
    pub id: String,
    /// Title of the situation.
    pub title: String,
    /// The file, if it is not that in which the scenario begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Line, from 1.
    pub line: u32,
}

/// What keeps a principle from the next level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Missing {
    /// The next level.
    pub level: CoverageLevel,
    /// The reason why it does not reach that level.
    pub why: MissingWhy,
    /// The reason as text.
    pub text: String,
    /// The shortest run that avoids the principle, if a run can avoid it.
    pub run: Option<Vec<String>>,
}

/// Why a principle does not reach a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MissingWhy {
    /// No outcome links it.
    NotLinked,
    /// No run reaches an outcome that links it.
    Unreached,
    /// No reachable outcome upholds it.
    NothingUpholds,
    /// No reachable outcome breaks it.
    NothingBreaks,
    /// It can be upheld and broken, but never at the same moment.
    NeverTogether,
    /// A run can end without having faced it.
    Avoidable,
    /// No run ends.
    NoRunEnds,
}

/// Returns the JSON Schema (draft 2020-12) of the document, as the project publishes it, ending
/// with a line feed.
#[must_use]
pub fn stats_schema() -> String {
    let generator = scn_story::schema_settings().for_serialize().into_generator();
    let schema = generator.into_root_schema_for::<Document>();
    format!("{:#}\n", schema.to_value())
}
