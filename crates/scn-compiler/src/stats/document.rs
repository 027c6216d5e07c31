//! What is known of a pack's runs, as plain data: what `scn stats --format json` writes.

use schemars::JsonSchema;
use serde::Serialize;

/// The version of the form. It rises when something that was there changes or goes.
pub const VERSION: u32 = 1;

/// What `scn stats --format json` writes. Keys may be added without a new version.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "scn stats")]
pub struct Document {
    /// The version of this form.
    #[schemars(extend("const" = VERSION))]
    pub version: u32,
    /// The packs, in the order asked for.
    pub packs: Vec<PackStats>,
}

/// A pack.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PackStats {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Whether choices stand in an order drawn for each run. Players who go by the place of a
    /// choice are told of as if the order were that of the source.
    pub shuffled: bool,
    /// The rate by which times of reading are worked out.
    pub reading_rate: ReadingRate,
    /// Its principles, with those of other packs that its scenarios link or cover.
    pub principles: Vec<PrincipleStats>,
    /// Its scenarios, in the order of files and places.
    pub scenarios: Vec<ScenarioStats>,
    /// Its quizzes, in the order of files and places; absent where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub quizzes: Vec<QuizStats>,
    /// The scenarios of which nothing can be said before their errors are mended.
    pub broken: Vec<String>,
}

/// How fast people read.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ReadingRate {
    /// Words a minute.
    pub words_per_minute: u32,
    /// Characters a minute, where no blanks stand between words; null where nobody measured it.
    pub characters_per_minute: Option<u32>,
    /// In what the length of texts is counted.
    pub counts: Unit,
    /// Where that is from.
    pub source: String,
    /// Whether the pack is in the language that the rate was measured for, or does not say its
    /// language.
    pub fits_language: bool,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// What stands between white space.
    Words,
    /// Each character.
    Characters,
}

/// A principle over the whole pack.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PrincipleStats {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The pack that it comes from, where that is another one.
    pub from: Option<String>,
    /// How far the pack covers it: that of its best scenario.
    pub level: CoverageLevel,
    /// The first scenario that has this level; null where none links it.
    pub best: Option<String>,
    /// The questions that check it, as `quiz/question`; absent where there are none. They count for
    /// no level.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checked_by: Vec<String>,
}

/// A quiz.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct QuizStats {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How many questions it has.
    pub questions: u64,
    /// How many of them a try asks.
    pub asked: u64,
    /// How many of those must be right.
    pub pass: u64,
}

/// How far a principle is covered; each level includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CoverageLevel {
    /// No outcome links it.
    NotLinked,
    /// Some outcome links it.
    Linked,
    /// Some run comes to an outcome that links it.
    Reachable,
    /// Some run comes to a moment where choices on offer together can both uphold and break it.
    Tested,
    /// Every run that ends has faced it.
    Guaranteed,
}

impl CoverageLevel {
    /// The level in words.
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

/// What is known of one scenario.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ScenarioStats {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The file, relative to the path given, with forward slashes.
    pub file: String,
    /// The line of its header, from 1.
    pub line: u32,
    /// How many minutes its author says that it takes.
    pub minutes: Option<u32>,
    /// How many states of its runs were looked at.
    pub states: u64,
    /// Whether those are all. Where not, the bound was reached: a least may be less in truth, a
    /// most and a count more, a range wider.
    pub complete: bool,
    /// What is written.
    pub size: Size,
    /// All words that are written.
    pub words: Words,
    /// The words of everybody in the cast.
    pub speakers: Vec<Speaker>,
    /// The runs that come to an ending.
    pub runs: Runs,
    /// Every ending, then every other way in which a run can end, with its chance.
    pub ends: Vec<EndStats>,
    /// The best result that some run comes to, and what puts it out of reach. Null where no run
    /// ends, or the bound hides it.
    pub best: Option<BestStats>,
    /// Players who never read.
    pub blind: Vec<BlindStats>,
    /// How far the scenario covers each principle that it links, and each that it says it covers.
    pub coverage: Vec<Covered>,
    /// What each principle that it links can come to.
    pub profiles: Vec<ProfileStats>,
}

/// How much there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Size {
    /// Situations.
    pub situations: u64,
    /// Endings.
    pub endings: u64,
    /// Choices.
    pub choices: u64,
    /// Outcomes.
    pub outcomes: u64,
}

/// Words by what they are. What stands for media is not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Words {
    /// All of the following.
    pub total: u64,
    /// Titles of the scenario, of situations and endings.
    pub titles: u64,
    /// Paragraphs, lists and quoted matter.
    pub narration: u64,
    /// What the cast says.
    pub speech: u64,
    /// Notes, tips, warnings and what is to be remembered.
    pub callouts: u64,
    /// Labels of choices, and why they are locked.
    pub choices: u64,
    /// Feedback.
    pub feedback: u64,
    /// Reasons that the debrief gives.
    pub reasons: u64,
    /// Hints.
    pub hints: u64,
}

/// Somebody of the cast.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Speaker {
    /// The name.
    pub name: String,
    /// How many words they say, all taken together.
    pub words: u64,
}

/// The runs of a scenario that come to an ending.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Runs {
    /// How many there are. Two runs differ when something else is chosen, or chance draws something
    /// else.
    pub count: CountStats,
    /// How many runs stop without an ending.
    pub stopped: CountStats,
    /// A loop that can be gone round any number of times before an ending.
    pub round: Option<LoopStats>,
    /// Whether a run can go on for ever.
    pub endless: bool,
    /// How many decisions are made.
    pub decisions: Spread,
    /// How many words are shown: all that is shown along the run, with the labels of all choices
    /// shown; without hints and the debrief.
    pub words: Spread,
    /// How many minutes it takes to read those; null where the rate does not fit the language at
    /// all.
    pub reading_minutes: Option<Minutes>,
    /// The shortest run: choice ids, and `outcome N` behind a choice where chance decides.
    pub shortest: Option<Vec<String>>,
}

/// A number of runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CountStats {
    /// Whether the number is exact, at least so large, or has no bound.
    pub kind: CountKind,
    /// The number in digits, as it may be larger than a program's numbers are; null where there is
    /// no bound.
    pub digits: Option<String>,
}

/// What kind of number it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CountKind {
    /// Exactly so many.
    Exactly,
    /// So many were found before the bound on states was reached.
    AtLeast,
    /// No bound: a loop can be gone round any number of times.
    Unbounded,
}

/// A loop in the runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LoopStats {
    /// The shortest run into it.
    pub run: Vec<String>,
    /// Once round.
    pub round: Vec<String>,
}

/// From the least to the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Spread {
    /// The least; null where no run ends or it took too long to find out.
    pub least: Option<u64>,
    /// The most; null where there is none, or no run ends, or it took too long to find out.
    pub most: Option<u64>,
    /// Whether there is no most, because a loop adds to it as often as it is gone round.
    pub unbounded: bool,
}

/// Minutes from the least to the most.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Minutes {
    /// The least.
    pub least: Option<f64>,
    /// The most; null where there is none.
    pub most: Option<f64>,
}

/// A way for a run to end.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct EndStats {
    /// What kind of end.
    pub kind: EndKind,
    /// The ending or situation, by its id; null where it is no place.
    pub at: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Of an ending, how it comes out.
    pub result: Option<Outcome>,
    /// The choice that has no outcome, where the kind is `no-outcome`.
    pub choice: Option<String>,
    /// How likely a player comes here who takes every choice on offer as likely as every other,
    /// while chance keeps its own odds.
    pub chance: ChanceStats,
    /// The shortest run to an ending; null where no run comes to it.
    pub run: Option<Vec<String>>,
}

/// Kinds of ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EndKind {
    /// An ending.
    Ending,
    /// A situation with nothing on offer.
    DeadEnd,
    /// A choice none of whose outcomes holds.
    NoOutcome,
    /// There is no `Next:`, or a `return` with no detour open.
    Nowhere,
    /// Going round for ever.
    NeverEnds,
    /// The run goes on beyond the bound on states.
    BeyondTheBound,
}

/// How a run came out.
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

/// How likely something is.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ChanceStats {
    /// From 0 to 1.
    pub value: f64,
    /// By how much the value may be off.
    pub error: f64,
    /// The exact fraction, as `17/64`; null where it was not worked out, or is longer than 100
    /// characters.
    pub exact: Option<String>,
}

/// The best result of all runs.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct BestStats {
    /// Passed before mixed before failed.
    pub result: Outcome,
    /// The choices after which it is out of reach, made where it still was in reach.
    pub lost: Vec<LostStats>,
}

/// A choice after which the best result is out of reach.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LostStats {
    /// Its situation.
    pub situation: String,
    /// Its id.
    pub choice: String,
    /// The outcome, from 1, where the choice has several.
    pub outcome: Option<u32>,
    /// Whether it is so in every run that makes it, and not only in some.
    pub always: bool,
    /// Whether the run is over with it.
    pub ends: bool,
    /// The line of the choice, from 1.
    pub line: u32,
    /// The shortest run with it.
    pub run: Vec<String>,
}

/// A player who never reads.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct BlindStats {
    /// Which of the choices on offer the player always takes.
    pub takes: Takes,
    /// The run, where chance has no say in it.
    pub run: Option<Vec<String>>,
    /// Where the player comes to.
    pub ends: Vec<EndStats>,
    /// What each principle then comes to.
    pub profiles: Vec<ProfileStats>,
}

/// Which of the choices on offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Takes {
    /// The first, in the order written.
    First,
    /// The last.
    Last,
    /// The one in the middle; of an even number, the earlier.
    Middle,
    /// The one with the longest label; of several, the first.
    Longest,
    /// The one with the shortest label; of several, the first.
    Shortest,
}

impl Takes {
    /// In a word.
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

/// What a principle can come to over the runs that end.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ProfileStats {
    /// The principle's id.
    pub principle: String,
    /// The lowest score; null where no run makes a decision that counts, or it took too long to
    /// find out.
    pub lowest: Option<ScoreStats>,
    /// The highest score.
    pub highest: Option<ScoreStats>,
    /// How many decisions count towards it. With fewer than 3 the debrief says that there is not
    /// enough to say.
    pub decisions: Spread,
}

/// A score: points had over points that could be had.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ScoreStats {
    /// From 0 to 1.
    pub value: f64,
    /// The fraction, in lowest terms.
    pub exact: String,
    /// Whether some run has it; otherwise a loop brings runs as near to it as one likes.
    pub reached: bool,
}

/// How a scenario covers a principle.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Covered {
    /// The principle's id.
    pub principle: String,
    /// Whether the scenario says that it covers it.
    pub covers: bool,
    /// How far it does.
    pub level: CoverageLevel,
    /// Whether that is all: where the bound was reached, it may be covered further.
    pub at_least: bool,
    /// Outcomes that uphold it, fully or partly.
    pub upheld_at: Vec<LinkStats>,
    /// Outcomes that break it, fully or partly.
    pub broken_at: Vec<LinkStats>,
    /// Situations with a moment where choices on offer together can both uphold and break it.
    pub tested_at: Vec<SituationStats>,
    /// What keeps it from the next level; null at the highest, and where the bound hides it.
    pub missing: Option<Missing>,
}

/// An outcome that links a principle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LinkStats {
    /// The situation's id.
    pub situation: String,
    /// The choice's id.
    pub choice: String,
    /// The outcome, from 1, where the choice has several.
    pub outcome: Option<u32>,
    /// From 2, upholds, to -2, breaks.
    pub rating: i8,
    /// Whether some run comes to it.
    pub reached: bool,
    /// The line, from 1.
    pub line: u32,
}

/// A situation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SituationStats {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The line, from 1.
    pub line: u32,
}

/// What keeps a principle from the next level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Missing {
    /// The next level.
    pub level: CoverageLevel,
    /// Why it does not have that level.
    pub why: MissingWhy,
    /// The same in words.
    pub text: String,
    /// Where a run can avoid it, the shortest that does.
    pub run: Option<Vec<String>>,
}

/// Why a principle does not have a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MissingWhy {
    /// No outcome links it.
    NotLinked,
    /// No run comes to an outcome that links it.
    Unreached,
    /// Nothing that a run can come to upholds it.
    NothingUpholds,
    /// Nothing that a run can come to breaks it.
    NothingBreaks,
    /// It can be upheld and broken, but never at one moment.
    NeverTogether,
    /// A run can end without having faced it.
    Avoidable,
    /// No run ends at all.
    NoRunEnds,
}

/// The JSON Schema (draft 2020-12) of the document, as the project publishes it, with a line end at
/// its end.
#[must_use]
pub fn stats_schema() -> String {
    let generator = scn_story::schema_settings().for_serialize().into_generator();
    let schema = generator.into_root_schema_for::<Document>();
    format!("{:#}\n", schema.to_value())
}
