//! Summarizes what many learners did with a pack, as counts without names.

mod parts;
mod run;
mod slots;
mod withhold;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use scn_run::{Attempt, Log, Part, QuizEvent, QuizResult, Stamped, Stories, Versions};
use scn_story::{Choice, Scenario, Span, Story};
use serde::Serialize;

use parts::{CountedPart, sort_by_part};
use run::Run;
pub(crate) use run::{IdTranslation, first_debrief, is_other_principle};
use slots::RunSlots;
pub use withhold::ENOUGH;
use withhold::{Cell, decide_publication};

/// A count; `None`, in JSON null, if it is withheld.
pub type Count = Option<u32>;

/// What learners did with a pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PackRecords {
    /// The pack's name.
    pub pack: String,
    /// Its title.
    pub title: String,
    /// The number of learners who have begun a part of it.
    pub learners: Count,
    /// The location of the pack, if it has no name of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The digest of the story by whose words it is summarized.
    pub digest: String,
    /// Its scenarios, in the pack's order, then those with records that the pack no longer
    /// contains.
    pub scenarios: Vec<ScenarioRecords>,
    /// Its quizzes, in the pack's order, then those with records that the pack no longer contains.
    pub quizzes: Vec<QuizRecords>,
}

/// What learners did with a scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ScenarioRecords {
    /// Its id.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// Whether the pack no longer contains it: it was removed, or replaced by another one.
    #[serde(skip_serializing_if = "is_false")]
    pub earlier: bool,
    /// The number of learners who have begun it.
    pub learners: Count,
    /// The number of learners who have begun it more than once.
    pub again: Count,
    /// The number of times it was begun.
    pub attempts: Count,
    /// The first attempt of each learner.
    pub first: Runs,
    /// The latest attempt of each learner.
    pub latest: Runs,
}

/// The results of one run of each learner.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Runs {
    /// Where the runs ended.
    pub endings: Vec<Place>,
    /// Where the runs were left, or currently are.
    pub left: Vec<Place>,
    /// The choices, in the order of the scenario.
    pub choices: Vec<ChoiceRecords>,
    /// The principles, in the pack's order.
    pub principles: Vec<Bands>,
}

/// A situation or an ending, and the number of learners there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Place {
    /// Its id.
    pub at: String,
    /// Its title.
    pub title: String,
    /// Whether the version of the scenario that is used for counting does not contain it, or not
    /// under this title. The id and the title are then those that it had.
    #[serde(skip_serializing_if = "is_false")]
    pub earlier: bool,
    /// The number of learners.
    pub learners: Count,
}

/// The number of times a choice was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ChoiceRecords {
    /// The id of its situation.
    pub at: String,
    /// Its id.
    pub choice: String,
    /// Its label.
    pub label: String,
    /// Whether the version of the scenario that is used for counting does not contain the choice,
    /// words it differently, asks something else there, or it cannot be decided which choice it is.
    /// The ids and the label are then those that it had.
    #[serde(skip_serializing_if = "is_false")]
    pub earlier: bool,
    /// The number of times a learner made it and did not undo it.
    pub taken: Count,
    /// The number of times it was made and undone.
    pub undone: Count,
    /// The number of times that time ran out, so that the clock made it and not the learner, and it
    /// was not undone; absent if there are none. These do not count as taken.
    #[serde(skip_serializing_if = "is_none_counted")]
    pub timed: Count,
}

/// The number of learners whose runs are in each band of a principle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Bands {
    /// The principle's id.
    pub principle: String,
    /// Its title, in the version that was played.
    pub title: String,
    /// Whether the version of the pack that is used for counting does not contain it under this
    /// title.
    #[serde(skip_serializing_if = "is_false")]
    pub earlier: bool,
    /// Consistent.
    pub consistent: Count,
    /// Mixed.
    pub mixed: Count,
    /// Needs attention.
    pub needs_attention: Count,
    /// Not enough to say.
    pub not_enough: Count,
}

/// What learners did with a quiz.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct QuizRecords {
    /// Its id.
    pub quiz: String,
    /// Its title.
    pub title: String,
    /// Whether the pack no longer contains it: it was removed, or replaced by another one.
    #[serde(skip_serializing_if = "is_false")]
    pub earlier: bool,
    /// The number of learners who have begun it.
    pub learners: Count,
    /// The number of learners who have passed it at the first attempt.
    pub passed_first: Count,
    /// The number of learners who have passed it at any attempt.
    pub passed: Count,
}

/// Cells, each with a slot for its count, which is filled once it is known whether the count may be
/// published.
#[derive(Default)]
struct Table {
    cells: Vec<Cell>,
    hidden: Vec<Cell>,
}

/// The number of a cell in its table.
type Slot = usize;

impl Table {
    fn add_cell(&mut self, cell: Cell) -> Slot {
        self.cells.push(cell);
        self.cells.len() - 1
    }

    /// Adds mutually exclusive counts. The sum of any two small counts, or of all of them, must
    /// stay secret too if it is small.
    fn add_exclusive(&mut self, slots: &[Slot]) {
        let is_small_count = |cell: &&Cell| (1..ENOUGH).contains(&cell.iter().filter(|count| 0 < **count).count());
        let small: Vec<&Cell> = slots.iter().filter_map(|slot| self.cells.get(*slot)).filter(is_small_count).collect();
        let sum_cells = |cells: &[&Cell]| -> Cell {
            let mut sum = Cell::new();
            for cell in cells {
                sum.resize(cell.len(), 0);
                sum.iter_mut().zip(*cell).for_each(|(sum, count)| *sum = sum.saturating_add(*count));
            }
            sum
        };
        let mut sums = vec![sum_cells(&small)];
        for (at, one) in small.iter().enumerate() {
            sums.extend(small.iter().skip(at + 1).map(|other| sum_cells(&[one, other])));
        }
        // A sum of small counts may be large enough to be published.
        self.hidden.extend(sums.into_iter().filter(|sum| is_small_count(&sum)));
    }

    /// Returns the counts, by slot. Among cells of equal rank, those that most learners contribute
    /// to are published first; the first `totals` cells come before all others.
    fn published_counts(&self, totals: usize, few: bool) -> Vec<Count> {
        let cell_total = |cell: &Cell| cell.iter().copied().fold(0_u32, u32::saturating_add);
        let mut order: Vec<Slot> = (0..self.cells.len()).collect();
        order.sort_by_key(|slot| {
            let size = self.cells.get(*slot).map_or(0, |cell| cell.iter().filter(|it| 0 < **it).count());
            (totals <= *slot, if totals <= *slot { usize::MAX - size } else { *slot }, *slot)
        });
        let ordered: Vec<Cell> = order.iter().filter_map(|slot| self.cells.get(*slot).cloned()).collect();
        let is_published = decide_publication(&ordered, &self.hidden);
        let mut counts = vec![None; self.cells.len()];
        for ((slot, cell), published) in order.into_iter().zip(&ordered).zip(is_published) {
            if let (Some(count), true) = (counts.get_mut(slot), published || few) {
                *count = Some(cell_total(cell));
            }
        }
        counts
    }
}

impl PackRecords {
    /// Summarizes the attempts at a pack in the words of `story`. The attempts must be those of
    /// this pack and no others. Attempts at a part that was removed, or whose id now belongs to
    /// another part, are counted apart.
    ///
    /// A choice made in an earlier version counts for the matching choice of `story`. It is listed
    /// separately, with the label that was read, if there is no match, if the match has another
    /// label or answers another question, or if the match cannot be decided.
    ///
    /// How a run handled principles, and whether a quiz was passed, is judged by the version in which
    /// that happened. Counts of fewer than [`ENOUGH`] learners are withheld, and those from
    /// which such a count could be computed, unless `few` requests all.
    ///
    /// # Examples
    ///
    /// ```
    /// use scn_records::PackRecords;
    /// use scn_run::{At, Attempt, Log, Part, Playable, Session, Stamped, Stories};
    /// use scn_story::Story;
    ///
    /// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
    /// let playable = Playable::new(&story, None)?;
    /// let mut session = Session::start(&playable, 7, None);
    /// session.choose("guess", None)?;
    /// let stamp = |event| Stamped { at: At(1_700_000_000_000), event };
    /// let attempt = Attempt {
    ///     id: "0b6d6c3e-6f5c-4c0e-9f5e-3d1f1a1c2b7a".to_owned(),
    ///     learner: "Thandi".to_owned(),
    ///     pack: story.pack.name.clone(),
    ///     places: Vec::new(),
    ///     digest: story.pack.digest.clone(),
    ///     part: Part::Scenario("till".to_owned()),
    ///     log: Log::Scenario(session.events().iter().cloned().map(stamp).collect()),
    /// };
    ///
    /// let attempts = [attempt];
    /// let all = PackRecords::summarize(&story, &Stories::new(), &attempts, true);
    /// assert_eq!(all.scenarios[0].first.endings[0].at, "done");
    /// assert_eq!(all.scenarios[0].first.endings[0].learners, Some(1));
    ///
    /// // One learner could be recognised, so the count is withheld.
    /// let published = PackRecords::summarize(&story, &Stories::new(), &attempts, false);
    /// assert_eq!(published.scenarios[0].learners, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn summarize(story: &Story, stories: &Stories, attempts: &[Attempt], few: bool) -> Self {
        let counted = sort_by_part(story, stories, attempts);
        let recorded = || attempts.iter().filter(|it| !it.log.is_empty());
        let learners: Vec<&str> =
            recorded().map(|it| it.learner.as_str()).collect::<BTreeSet<_>>().into_iter().collect();
        let mut scenarios = Vec::new();
        let mut quizzes = Vec::new();
        for part in &counted {
            let tries = part.tries(&learners);
            match part.part {
                Part::Scenario(_) => scenarios.push(summarize_scenario(part, stories, &tries, few)),
                Part::Quiz(_) => quizzes.push(summarize_quiz(part, stories, &tries, few)),
                Part::Lesson(_) => {}
            }
        }
        let learner_table = Table { cells: vec![vec![1; learners.len()]], hidden: Vec::new() };
        Self {
            pack: story.pack.name.clone(),
            title: story.pack.title.clone(),
            place: None,
            digest: story.pack.digest.clone(),
            learners: learner_table.published_counts(1, few).into_iter().next().flatten(),
            scenarios,
            quizzes,
        }
    }
}

/// Returns a table whose first cell counts all learners of the pack and whose second cell counts
/// those who have begun a part. The number of those who have not is kept secret.
fn begun_table(tries: &[Vec<&Attempt>]) -> Table {
    let mut table = Table::default();
    table.add_cell(vec![1; tries.len()]);
    table.add_cell(tries.iter().map(|it| u32::from(!it.is_empty())).collect());
    table.hidden.push(tries.iter().map(|it| u32::from(it.is_empty())).collect());
    table
}

fn summarize_quiz(part: &CountedPart<'_>, stories: &Stories, tries: &[Vec<&Attempt>], few: bool) -> QuizRecords {
    let is_passed = |attempt: &&Attempt| {
        let Log::Quiz(log) = &attempt.log else { return false };
        let result = judge_as_played(attempt, (part.story, &part.part), stories, &Stamped::events(log));
        result.is_some_and(|it| it.passed)
    };
    let mut table = begun_table(tries);
    table.add_cell(tries.iter().map(|it| u32::from(it.first().is_some_and(is_passed))).collect());
    table.add_cell(tries.iter().map(|it| u32::from(it.iter().any(is_passed))).collect());
    let count_failed = |it: &Vec<&Attempt>| u32::from(!it.is_empty() && !it.iter().any(is_passed));
    table.hidden.push(tries.iter().map(count_failed).collect());
    table.hidden.push(tries.iter().map(|it| u32::from(it.first().is_some_and(|it| !is_passed(it)))).collect());
    let count = table.published_counts(2, few);
    let count_at = |slot: usize| count.get(slot).copied().flatten();
    QuizRecords {
        quiz: part.part.id().to_owned(),
        title: part.title(),
        earlier: part.earlier,
        learners: count_at(1),
        passed_first: count_at(2),
        passed: count_at(3),
    }
}

/// Judges an attempt at a quiz by the version in which it was made, or else by another version of
/// the quiz.
pub(crate) fn judge_as_played(
    attempt: &Attempt,
    otherwise: (&Story, &Part),
    stories: &Stories,
    events: &[QuizEvent],
) -> Option<QuizResult> {
    let played = stories.get(&attempt.digest).map(|story| (story, &attempt.part));
    played.into_iter().chain([otherwise]).find_map(|(story, part)| {
        let quiz = story.quizzes.iter().find(|it| it.id == part.id())?;
        Some(QuizResult::from_events(&Versions::new(story, stories), quiz, events))
    })
}

fn summarize_scenario(
    part: &CountedPart<'_>,
    stories: &Stories,
    tries: &[Vec<&Attempt>],
    few: bool,
) -> ScenarioRecords {
    let (story, id) = (part.story, part.part.id());
    let shown_scenario = story.scenarios.iter().find(|it| it.id == id);
    let mut table = begun_table(tries);
    let to_number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let repeated = table.add_cell(tries.iter().map(|it| u32::from(1 < it.len())).collect());
    let attempts = table.add_cell(tries.iter().map(|it| to_number(it.len())).collect());
    table.hidden.push(tries.iter().map(|it| to_number(it.len().saturating_sub(1))).collect());
    let totals = table.cells.len();
    let evaluate_run = |attempt: Option<&&Attempt>| Run::evaluate(attempt?, (story, id), stories);
    let first: Vec<Option<Run>> = tries.iter().map(|it| evaluate_run(it.first())).collect();
    let latest: Vec<Option<Run>> = tries.iter().map(|it| evaluate_run(it.last())).collect();
    let first = RunSlots::allocate(&mut table, &first, shown_scenario);
    let latest = RunSlots::allocate(&mut table, &latest, shown_scenario);
    let counts = table.published_counts(totals, few);
    let count_at = |slot: Slot| counts.get(slot).copied().flatten();
    ScenarioRecords {
        scenario: id.to_owned(),
        title: part.title(),
        earlier: part.earlier,
        learners: count_at(1),
        again: count_at(repeated),
        attempts: count_at(attempts),
        first: first.to_runs(story, shown_scenario, &count_at),
        latest: latest.to_runs(story, shown_scenario, &count_at),
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_false(it: &bool) -> bool {
    !it
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_none_counted(it: &Count) -> bool {
    *it == Some(0)
}

fn extend_unique<T: PartialEq>(all: &mut Vec<T>, more: impl IntoIterator<Item = T>) {
    for one in more {
        if !all.contains(&one) {
            all.push(one);
        }
    }
}

pub(crate) fn principle_title(story: &Story, id: &str) -> String {
    story.principles.iter().find(|it| it.id == id).map_or_else(|| id.to_owned(), |it| it.title.clone())
}

/// The words of a choice that do not depend on anything.
pub(crate) fn find_label(scenario: &Scenario, at: &str, id: &str) -> Option<String> {
    let situation = scenario.situations.iter().find(|it| it.id == at)?;
    let choice: &Choice = situation.choices.iter().find(|it| it.id == id)?;
    Some(Span::fixed_words(&choice.label)).filter(|label| !label.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::{Cell, Count, Slot, Table};

    /// Returns the published counts of 16 learners, of whom the given numbers reached different
    /// endings.
    fn published(sizes: &[usize]) -> Vec<Count> {
        let mut table = Table::default();
        table.add_cell(vec![1; 16]);
        let mut before = 0;
        let slots: Vec<Slot> = sizes
            .iter()
            .map(|size| {
                let cell: Cell = (0..16).map(|it| u32::from((before..before + size).contains(&it))).collect();
                before += size;
                table.add_cell(cell)
            })
            .collect();
        table.add_exclusive(&slots);
        table.published_counts(1, false)
    }

    #[test]
    fn two_small_counts_do_not_hide_behind_their_sum() {
        assert_eq!(published(&[12, 3, 1]), [Some(16), None, None, None], "16 - 12 tells of 4");
        assert_eq!(published(&[9, 4, 3]), [Some(16), Some(9), None, None], "16 - 9 tells of 7");
        assert_eq!(published(&[8, 8]), [Some(16), Some(8), Some(8)]);
        assert_eq!(published(&[6, 6, 2, 2]), [Some(16), Some(6), None, None, None]);
    }
}
