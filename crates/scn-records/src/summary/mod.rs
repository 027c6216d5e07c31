//! Summarizes what many learners did with a pack, as counts without names.

mod run;
mod withhold;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use scn_run::{Attempt, Band, Part, QuizEvent, QuizResult, Stories, Versions};
use scn_story::{Choice, Scenario, Span, Story};
use serde::Serialize;

use crate::learner::part_title;
use run::{ChoiceMade, NodeReached, Run};
pub(crate) use run::{IdTranslation, first_debrief};
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
    /// Its scenarios, in the pack's order, then those with records that the pack no longer
    /// contains.
    pub scenarios: Vec<ScenarioRecords>,
    /// Its quizzes, in the pack's order.
    pub quizzes: Vec<QuizRecords>,
}

/// What learners did with a scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ScenarioRecords {
    /// Its id.
    pub scenario: String,
    /// Its title.
    pub title: String,
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
    /// Its title.
    pub title: String,
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
        for ((slot, cell), told) in order.into_iter().zip(&ordered).zip(is_published) {
            if let (Some(count), true) = (counts.get_mut(slot), told || few) {
                *count = Some(cell_total(cell));
            }
        }
        counts
    }
}

impl PackRecords {
    /// Summarizes the attempts at a pack in the words of `story`. The attempts must be those of
    /// this pack and no others. An attempt at a part whose id now belongs to another part is not
    /// counted.
    ///
    /// A choice made in an earlier version counts for the matching choice of `story`. It is listed
    /// separately, with the label that was read, if there is no match, if the match has another
    /// label or answers another question, or if the match cannot be decided.
    ///
    /// A run is evaluated against `story` if it can be replayed in it, else against the story in
    /// which it was made. Counts of fewer than [`ENOUGH`] learners are withheld, and those from
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
        let versions = Versions::new(story, stories);
        let has_part = |part: &Part| part_title(story, part).is_some();
        let current_part = |it: &Attempt| match versions.current_part(it) {
            Some((part, _)) => Some(part),
            // A part that the pack no longer contains is listed under its former id.
            None => Some(it.part.clone()).filter(|part| !has_part(part)),
        };
        let attempts: Vec<(Part, &Attempt)> =
            attempts.iter().filter(|it| !it.log.is_empty()).filter_map(|it| Some((current_part(it)?, it))).collect();
        let learners: Vec<&str> =
            attempts.iter().map(|(_, it)| it.learner.as_str()).collect::<BTreeSet<_>>().into_iter().collect();
        let attempts_at = |part: &Part, learner: &str| -> Vec<&Attempt> {
            attempts.iter().filter(|(its, it)| its == part && it.learner == learner).map(|(_, it)| *it).collect()
        };
        let parts_with_records: BTreeSet<&Part> = attempts.iter().map(|(part, _)| part).collect();
        let mut ids: Vec<&str> = story.scenarios.iter().map(|it| it.id.as_str()).collect();
        for part in &parts_with_records {
            if let Part::Scenario(id) = part
                && !ids.contains(&id.as_str())
            {
                ids.push(id);
            }
        }
        let scenarios = ids.into_iter().map(|id| {
            let part = Part::Scenario(id.to_owned());
            let tries: Vec<Vec<&Attempt>> = learners.iter().map(|learner| attempts_at(&part, learner)).collect();
            summarize_scenario(story, stories, id, &tries, few)
        });
        let quizzes = story.quizzes.iter().map(|quiz| {
            let part = Part::Quiz(quiz.id.clone());
            let is_passed = |attempt: &&Attempt| match &attempt.log {
                scn_run::Log::Quiz(log) => {
                    let events: Vec<QuizEvent> = log.iter().map(|it| it.event.clone()).collect();
                    QuizResult::from_events(&versions, quiz, &events).passed
                }
                scn_run::Log::Lesson(_) | scn_run::Log::Scenario(_) => false,
            };
            let tries: Vec<Vec<&Attempt>> = learners.iter().map(|learner| attempts_at(&part, learner)).collect();
            let mut table = begun_table(&tries);
            table.add_cell(tries.iter().map(|it| u32::from(it.first().is_some_and(is_passed))).collect());
            table.add_cell(tries.iter().map(|it| u32::from(it.iter().any(is_passed))).collect());
            let count_failed = |it: &Vec<&Attempt>| u32::from(!it.is_empty() && !it.iter().any(is_passed));
            table.hidden.push(tries.iter().map(count_failed).collect());
            table.hidden.push(tries.iter().map(|it| u32::from(it.first().is_some_and(|it| !is_passed(it)))).collect());
            let count = table.published_counts(2, few);
            let count_at = |slot: usize| count.get(slot).copied().flatten();
            QuizRecords {
                quiz: quiz.id.clone(),
                title: quiz.title.clone(),
                learners: count_at(1),
                passed_first: count_at(2),
                passed: count_at(3),
            }
        });
        let learner_table = Table { cells: vec![vec![1; learners.len()]], hidden: Vec::new() };
        Self {
            pack: story.pack.name.clone(),
            title: story.pack.title.clone(),
            learners: learner_table.published_counts(1, few).into_iter().next().flatten(),
            scenarios: scenarios.collect(),
            quizzes: quizzes.collect(),
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

fn summarize_scenario(
    story: &Story,
    stories: &Stories,
    id: &str,
    tries: &[Vec<&Attempt>],
    few: bool,
) -> ScenarioRecords {
    let current_scenario = story.scenarios.iter().find(|it| it.id == id);
    let own_stories = || tries.iter().flatten().filter_map(|it| stories.get(&it.digest));
    let find_stored = || own_stories().find(|story| story.scenarios.iter().any(|it| it.id == id));
    // A scenario that the pack no longer contains is counted by a version that contained it.
    let counted_by = if current_scenario.is_some() { story } else { find_stored().unwrap_or(story) };
    let shown_scenario = counted_by.scenarios.iter().find(|it| it.id == id);
    let mut table = begun_table(tries);
    let to_number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let repeated = table.add_cell(tries.iter().map(|it| u32::from(1 < it.len())).collect());
    let attempts = table.add_cell(tries.iter().map(|it| to_number(it.len())).collect());
    table.hidden.push(tries.iter().map(|it| to_number(it.len().saturating_sub(1))).collect());
    let totals = table.cells.len();
    let evaluate_run = |attempt: Option<&&Attempt>| {
        let attempt = attempt?;
        Run::evaluate(attempt, counted_by, stories, [story].into_iter().chain(stories.get(&attempt.digest)))
    };
    let first: Vec<Option<Run>> = tries.iter().map(|it| evaluate_run(it.first())).collect();
    let latest: Vec<Option<Run>> = tries.iter().map(|it| evaluate_run(it.last())).collect();
    let first = RunSlots::allocate(&mut table, &first, shown_scenario);
    let latest = RunSlots::allocate(&mut table, &latest, shown_scenario);
    let counts = table.published_counts(totals, few);
    let count_at = |slot: Slot| counts.get(slot).copied().flatten();
    ScenarioRecords {
        scenario: id.to_owned(),
        title: shown_scenario.map(|it| it.title.clone()).filter(|it| !it.is_empty()).unwrap_or_else(|| id.to_owned()),
        learners: count_at(1),
        again: count_at(repeated),
        attempts: count_at(attempts),
        first: first.to_runs(story, shown_scenario, &count_at),
        latest: latest.to_runs(story, shown_scenario, &count_at),
    }
}

/// The slots in a table for the counts of one run of each learner.
struct RunSlots {
    endings: Vec<(NodeReached, Slot)>,
    left: Vec<(NodeReached, Slot)>,
    choices: Vec<(ChoiceMade, [Slot; 3])>,
    bands: Vec<(String, [Slot; 4])>,
}

const BANDS: [Band; 4] = [Band::Consistent, Band::Mixed, Band::NeedsAttention, Band::NotEnough];

impl RunSlots {
    fn allocate(table: &mut Table, runs: &[Option<Run>], told: Option<&Scenario>) -> Self {
        let mut add_run_cell = |count: &dyn Fn(&Run) -> usize| {
            let number =
                |run: &Option<Run>| run.as_ref().map_or(0, |run| u32::try_from(count(run)).unwrap_or(u32::MAX));
            table.add_cell(runs.iter().map(number).collect())
        };
        let evaluated_runs = || runs.iter().flatten();
        let unchanged_node = |id: &String| NodeReached { at: id.clone(), earlier: None };
        let mut endings: Vec<NodeReached> =
            told.iter().flat_map(|it| &it.endings).map(|it| unchanged_node(&it.id)).collect();
        extend_unique(&mut endings, evaluated_runs().filter_map(|run| run.ending.clone()));
        let mut left_at: Vec<NodeReached> = Vec::new();
        let order = told.iter().flat_map(|it| &it.situations).map(|it| unchanged_node(&it.id));
        let is_left = |id: &NodeReached| evaluated_runs().any(|run| run.left.as_ref() == Some(id));
        extend_unique(&mut left_at, order.filter(is_left));
        extend_unique(&mut left_at, evaluated_runs().filter_map(|run| run.left.clone()));
        let mut choices: Vec<ChoiceMade> = Vec::new();
        for situation in told.iter().flat_map(|it| &it.situations) {
            let (at, earlier) = (&situation.id, None);
            let unchanged_choice =
                |id: &String| ChoiceMade { at: at.clone(), choice: id.clone(), earlier: earlier.clone() };
            extend_unique(&mut choices, situation.choices.iter().map(|choice| unchanged_choice(&choice.id)));
        }
        extend_unique(
            &mut choices,
            evaluated_runs().flat_map(|run| run.taken.iter().chain(&run.timed).chain(&run.undone)).cloned(),
        );
        // Choices made in the same situation are listed together.
        let mut order: Vec<String> = Vec::new();
        extend_unique(&mut order, choices.iter().map(|choice| choice.at.clone()));
        choices.sort_by_key(|choice| order.iter().position(|at| *at == choice.at));
        let mut principles: Vec<String> = Vec::new();
        extend_unique(
            &mut principles,
            evaluated_runs().flat_map(|run| &run.bands).map(|(principle, _)| principle.clone()),
        );
        let slots = Self {
            endings: endings
                .into_iter()
                .map(|id| {
                    let slot = add_run_cell(&|run| usize::from(run.ending.as_ref() == Some(&id)));
                    (id, slot)
                })
                .collect(),
            left: left_at
                .into_iter()
                .map(|id| {
                    let slot = add_run_cell(&|run| usize::from(run.left.as_ref() == Some(&id)));
                    (id, slot)
                })
                .collect(),
            choices: choices
                .into_iter()
                .map(|choice| {
                    let taken_slot = add_run_cell(&|run| run.taken.iter().filter(|it| **it == choice).count());
                    let undone = add_run_cell(&|run| run.undone.iter().filter(|it| **it == choice).count());
                    let timed = add_run_cell(&|run| run.timed.iter().filter(|it| **it == choice).count());
                    (choice, [taken_slot, undone, timed])
                })
                .collect(),
            bands: principles
                .into_iter()
                .map(|id| {
                    let slots = BANDS.map(|band| {
                        add_run_cell(&|run| run.bands.iter().filter(|it| it.0 == id && it.1 == band).count())
                    });
                    (id, slots)
                })
                .collect(),
        };
        let places: Vec<Slot> = slots.endings.iter().chain(&slots.left).map(|(_, slot)| *slot).collect();
        table.add_exclusive(&places);
        let mut situations: Vec<&String> = Vec::new();
        extend_unique(&mut situations, slots.choices.iter().map(|(choice, _)| &choice.at));
        for at in situations {
            let slots_here = slots.choices.iter().filter(|(choice, _)| choice.at == *at);
            let taken_or_timed = slots_here.flat_map(|(_, [taken, _, timed])| [*taken, *timed]);
            table.add_exclusive(&taken_or_timed.collect::<Vec<Slot>>());
        }
        for (_, bands) in &slots.bands {
            table.add_exclusive(bands);
        }
        slots
    }

    fn to_runs(&self, story: &Story, told: Option<&Scenario>, count: &impl Fn(Slot) -> Count) -> Runs {
        let to_place = |(NodeReached { at, earlier }, slot): &(NodeReached, Slot)| {
            let current_title = || told.and_then(|it| it.title_of(at)).map(ToOwned::to_owned);
            Place {
                at: at.clone(),
                title: earlier.clone().or_else(current_title).unwrap_or_else(|| at.clone()),
                earlier: earlier.is_some(),
                learners: count(*slot),
            }
        };
        let to_choice = |(ChoiceMade { at, choice, earlier }, [taken, undone, timed]): &(ChoiceMade, [Slot; 3])| {
            let current_label = || told.and_then(|it| find_label(it, at, choice));
            ChoiceRecords {
                at: at.clone(),
                choice: choice.clone(),
                label: earlier.clone().or_else(current_label).unwrap_or_else(|| choice.clone()),
                earlier: earlier.is_some(),
                taken: count(*taken),
                undone: count(*undone),
                timed: count(*timed),
            }
        };
        let mut principles: Vec<Bands> = self
            .bands
            .iter()
            .map(|(id, [consistent, mixed, needs_attention, not_enough])| Bands {
                principle: id.clone(),
                title: principle_title(story, id),
                consistent: count(*consistent),
                mixed: count(*mixed),
                needs_attention: count(*needs_attention),
                not_enough: count(*not_enough),
            })
            .collect();
        let principle_position = |id: &str| story.principles.iter().position(|it| it.id == id).unwrap_or(usize::MAX);
        principles.sort_by_key(|it| principle_position(&it.principle));
        Runs {
            endings: self.endings.iter().map(to_place).collect(),
            left: self.left.iter().map(to_place).collect(),
            choices: self.choices.iter().map(to_choice).collect(),
            principles,
        }
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
    fn told(sizes: &[usize]) -> Vec<Count> {
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
        assert_eq!(told(&[12, 3, 1]), [Some(16), None, None, None], "16 - 12 tells of 4");
        assert_eq!(told(&[9, 4, 3]), [Some(16), Some(9), None, None], "16 - 9 tells of 7");
        assert_eq!(told(&[8, 8]), [Some(16), Some(8), Some(8)]);
        assert_eq!(told(&[6, 6, 2, 2]), [Some(16), Some(6), None, None, None]);
    }
}
