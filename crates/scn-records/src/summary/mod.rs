//! Summarizes what many learners did with a pack, as counts without names.

mod run;
mod withhold;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use scn_run::{Attempt, Band, Part, QuizEvent, QuizResult, Stories, Versions};
use scn_story::{Choice, Scenario, Span, Story};
use serde::Serialize;

use crate::learner::part_title;
pub(crate) use run::{Meaning, debrief};
use run::{Reached, Run, Taken};
pub use withhold::ENOUGH;
use withhold::{Cell, may_be_told};

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
    /// The number of times it was made and not undone.
    pub taken: Count,
    /// The number of times it was made and undone.
    pub undone: Count,
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
    fn add(&mut self, cell: Cell) -> Slot {
        self.cells.push(cell);
        self.cells.len() - 1
    }

    /// Adds mutually exclusive counts. The sum of any two small counts, or of all of them, must
    /// stay secret too if it is small.
    fn belong_together(&mut self, slots: &[Slot]) {
        let is_small = |cell: &&Cell| (1..ENOUGH).contains(&cell.iter().filter(|count| 0 < **count).count());
        let small: Vec<&Cell> = slots.iter().filter_map(|slot| self.cells.get(*slot)).filter(is_small).collect();
        let sum = |cells: &[&Cell]| -> Cell {
            let mut sum = Cell::new();
            for cell in cells {
                sum.resize(cell.len(), 0);
                sum.iter_mut().zip(*cell).for_each(|(sum, count)| *sum = sum.saturating_add(*count));
            }
            sum
        };
        let mut sums = vec![sum(&small)];
        for (at, one) in small.iter().enumerate() {
            sums.extend(small.iter().skip(at + 1).map(|other| sum(&[one, other])));
        }
        // A sum of small counts may be large enough to be published.
        self.hidden.extend(sums.into_iter().filter(|sum| is_small(&sum)));
    }

    /// Returns the counts, by slot. Among cells of equal rank, those that most learners contribute
    /// to are published first; the first `totals` cells come before all others.
    fn counts(&self, totals: usize, few: bool) -> Vec<Count> {
        let sum = |cell: &Cell| cell.iter().copied().fold(0_u32, u32::saturating_add);
        let mut order: Vec<Slot> = (0..self.cells.len()).collect();
        order.sort_by_key(|slot| {
            let size = self.cells.get(*slot).map_or(0, |cell| cell.iter().filter(|it| 0 < **it).count());
            (totals <= *slot, if totals <= *slot { usize::MAX - size } else { *slot }, *slot)
        });
        let ordered: Vec<Cell> = order.iter().filter_map(|slot| self.cells.get(*slot).cloned()).collect();
        let told = may_be_told(&ordered, &self.hidden);
        let mut counts = vec![None; self.cells.len()];
        for ((slot, cell), told) in order.into_iter().zip(&ordered).zip(told) {
            if let (Some(count), true) = (counts.get_mut(slot), told || few) {
                *count = Some(sum(cell));
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
    #[must_use]
    pub fn of(story: &Story, stories: &Stories, attempts: &[Attempt], few: bool) -> Self {
        let versions = Versions::new(story, stories);
        let has = |part: &Part| part_title(story, part).is_some();
        let part_now = |it: &Attempt| match versions.part_now(it) {
            Some((part, _)) => Some(part),
            // A part that the pack no longer contains is listed under its former id.
            None => Some(it.part.clone()).filter(|part| !has(part)),
        };
        let attempts: Vec<(Part, &Attempt)> =
            attempts.iter().filter(|it| !it.log.is_empty()).filter_map(|it| Some((part_now(it)?, it))).collect();
        let learners: Vec<&str> =
            attempts.iter().map(|(_, it)| it.learner.as_str()).collect::<BTreeSet<_>>().into_iter().collect();
        let of_part = |part: &Part, learner: &str| -> Vec<&Attempt> {
            attempts.iter().filter(|(its, it)| its == part && it.learner == learner).map(|(_, it)| *it).collect()
        };
        let known: BTreeSet<&Part> = attempts.iter().map(|(part, _)| part).collect();
        let mut ids: Vec<&str> = story.scenarios.iter().map(|it| it.id.as_str()).collect();
        for part in &known {
            if let Part::Scenario(id) = part
                && !ids.contains(&id.as_str())
            {
                ids.push(id);
            }
        }
        let scenarios = ids.into_iter().map(|id| {
            let part = Part::Scenario(id.to_owned());
            let tries: Vec<Vec<&Attempt>> = learners.iter().map(|learner| of_part(&part, learner)).collect();
            scenario(story, stories, id, &tries, few)
        });
        let quizzes = story.quizzes.iter().map(|quiz| {
            let part = Part::Quiz(quiz.id.clone());
            let passed = |attempt: &&Attempt| match &attempt.log {
                scn_run::Log::Quiz(log) => {
                    let events: Vec<QuizEvent> = log.iter().map(|it| it.event.clone()).collect();
                    QuizResult::of(&versions, quiz, &events).passed
                }
                scn_run::Log::Lesson(_) | scn_run::Log::Scenario(_) => false,
            };
            let tries: Vec<Vec<&Attempt>> = learners.iter().map(|learner| of_part(&part, learner)).collect();
            let mut table = begun(&tries);
            table.add(tries.iter().map(|it| u32::from(it.first().is_some_and(passed))).collect());
            table.add(tries.iter().map(|it| u32::from(it.iter().any(passed))).collect());
            let failed = |it: &Vec<&Attempt>| u32::from(!it.is_empty() && !it.iter().any(passed));
            table.hidden.push(tries.iter().map(failed).collect());
            table.hidden.push(tries.iter().map(|it| u32::from(it.first().is_some_and(|it| !passed(it)))).collect());
            let count = table.counts(2, few);
            let count = |slot: usize| count.get(slot).copied().flatten();
            QuizRecords {
                quiz: quiz.id.clone(),
                title: quiz.title.clone(),
                learners: count(1),
                passed_first: count(2),
                passed: count(3),
            }
        });
        let all = Table { cells: vec![vec![1; learners.len()]], hidden: Vec::new() };
        Self {
            pack: story.pack.name.clone(),
            title: story.pack.title.clone(),
            learners: all.counts(1, few).into_iter().next().flatten(),
            scenarios: scenarios.collect(),
            quizzes: quizzes.collect(),
        }
    }
}

/// Returns a table whose first cell counts all learners of the pack and whose second cell counts
/// those who have begun a part. The number of those who have not is kept secret.
fn begun(tries: &[Vec<&Attempt>]) -> Table {
    let mut table = Table::default();
    table.add(vec![1; tries.len()]);
    table.add(tries.iter().map(|it| u32::from(!it.is_empty())).collect());
    table.hidden.push(tries.iter().map(|it| u32::from(it.is_empty())).collect());
    table
}

fn scenario(story: &Story, stories: &Stories, id: &str, tries: &[Vec<&Attempt>], few: bool) -> ScenarioRecords {
    let now = story.scenarios.iter().find(|it| it.id == id);
    let own = || tries.iter().flatten().filter_map(|it| stories.get(&it.digest));
    let kept = || own().find(|story| story.scenarios.iter().any(|it| it.id == id));
    // A scenario that the pack no longer contains is counted by a version that contained it.
    let counted_by = if now.is_some() { story } else { kept().unwrap_or(story) };
    let told = counted_by.scenarios.iter().find(|it| it.id == id);
    let mut table = begun(tries);
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let again = table.add(tries.iter().map(|it| u32::from(1 < it.len())).collect());
    let attempts = table.add(tries.iter().map(|it| number(it.len())).collect());
    table.hidden.push(tries.iter().map(|it| number(it.len().saturating_sub(1))).collect());
    let totals = table.cells.len();
    let run = |attempt: Option<&&Attempt>| {
        let attempt = attempt?;
        Run::of(attempt, counted_by, stories, [story].into_iter().chain(stories.get(&attempt.digest)))
    };
    let first: Vec<Option<Run>> = tries.iter().map(|it| run(it.first())).collect();
    let latest: Vec<Option<Run>> = tries.iter().map(|it| run(it.last())).collect();
    let first = Slots::of(&mut table, &first, told);
    let latest = Slots::of(&mut table, &latest, told);
    let counts = table.counts(totals, few);
    let count = |slot: Slot| counts.get(slot).copied().flatten();
    ScenarioRecords {
        scenario: id.to_owned(),
        title: told.map(|it| it.title.clone()).filter(|it| !it.is_empty()).unwrap_or_else(|| id.to_owned()),
        learners: count(1),
        again: count(again),
        attempts: count(attempts),
        first: first.runs(story, told, &count),
        latest: latest.runs(story, told, &count),
    }
}

/// The slots in a table for the counts of one run of each learner.
struct Slots {
    endings: Vec<(Reached, Slot)>,
    left: Vec<(Reached, Slot)>,
    choices: Vec<(Taken, [Slot; 2])>,
    bands: Vec<(String, [Slot; 4])>,
}

const BANDS: [Band; 4] = [Band::Consistent, Band::Mixed, Band::NeedsAttention, Band::NotEnough];

impl Slots {
    fn of(table: &mut Table, runs: &[Option<Run>], told: Option<&Scenario>) -> Self {
        let mut cell = |count: &dyn Fn(&Run) -> usize| {
            let number =
                |run: &Option<Run>| run.as_ref().map_or(0, |run| u32::try_from(count(run)).unwrap_or(u32::MAX));
            table.add(runs.iter().map(number).collect())
        };
        let met = || runs.iter().flatten();
        let today = |id: &String| Reached { at: id.clone(), earlier: None };
        let mut endings: Vec<Reached> = told.iter().flat_map(|it| &it.endings).map(|it| today(&it.id)).collect();
        extend(&mut endings, met().filter_map(|run| run.ending.clone()));
        let mut left: Vec<Reached> = Vec::new();
        let order = told.iter().flat_map(|it| &it.situations).map(|it| today(&it.id));
        let is_left = |id: &Reached| met().any(|run| run.left.as_ref() == Some(id));
        extend(&mut left, order.filter(is_left));
        extend(&mut left, met().filter_map(|run| run.left.clone()));
        let mut choices: Vec<Taken> = Vec::new();
        for situation in told.iter().flat_map(|it| &it.situations) {
            let (at, earlier) = (&situation.id, None);
            let today = |id: &String| Taken { at: at.clone(), choice: id.clone(), earlier: earlier.clone() };
            extend(&mut choices, situation.choices.iter().map(|choice| today(&choice.id)));
        }
        extend(&mut choices, met().flat_map(|run| run.taken.iter().chain(&run.undone)).cloned());
        // Choices made in the same situation are listed together.
        let mut order: Vec<String> = Vec::new();
        extend(&mut order, choices.iter().map(|choice| choice.at.clone()));
        choices.sort_by_key(|choice| order.iter().position(|at| *at == choice.at));
        let mut principles: Vec<String> = Vec::new();
        extend(&mut principles, met().flat_map(|run| &run.bands).map(|(principle, _)| principle.clone()));
        let slots = Self {
            endings: endings
                .into_iter()
                .map(|id| {
                    let slot = cell(&|run| usize::from(run.ending.as_ref() == Some(&id)));
                    (id, slot)
                })
                .collect(),
            left: left
                .into_iter()
                .map(|id| {
                    let slot = cell(&|run| usize::from(run.left.as_ref() == Some(&id)));
                    (id, slot)
                })
                .collect(),
            choices: choices
                .into_iter()
                .map(|choice| {
                    let taken = cell(&|run| run.taken.iter().filter(|it| **it == choice).count());
                    let undone = cell(&|run| run.undone.iter().filter(|it| **it == choice).count());
                    (choice, [taken, undone])
                })
                .collect(),
            bands: principles
                .into_iter()
                .map(|id| {
                    let slots =
                        BANDS.map(|band| cell(&|run| run.bands.iter().filter(|it| it.0 == id && it.1 == band).count()));
                    (id, slots)
                })
                .collect(),
        };
        let places: Vec<Slot> = slots.endings.iter().chain(&slots.left).map(|(_, slot)| *slot).collect();
        table.belong_together(&places);
        let mut situations: Vec<&String> = Vec::new();
        extend(&mut situations, slots.choices.iter().map(|(choice, _)| &choice.at));
        for at in situations {
            let own = slots.choices.iter().filter(|(choice, _)| choice.at == *at);
            table.belong_together(&own.map(|(_, [taken, _])| *taken).collect::<Vec<Slot>>());
        }
        for (_, bands) in &slots.bands {
            table.belong_together(bands);
        }
        slots
    }

    fn runs(&self, story: &Story, told: Option<&Scenario>, count: &impl Fn(Slot) -> Count) -> Runs {
        let place = |(Reached { at, earlier }, slot): &(Reached, Slot)| {
            let today = || told.and_then(|it| it.title_of(at)).map(ToOwned::to_owned);
            Place {
                at: at.clone(),
                title: earlier.clone().or_else(today).unwrap_or_else(|| at.clone()),
                earlier: earlier.is_some(),
                learners: count(*slot),
            }
        };
        let choice = |(Taken { at, choice, earlier }, [taken, undone]): &(Taken, [Slot; 2])| {
            let today = || told.and_then(|it| label(it, at, choice));
            ChoiceRecords {
                at: at.clone(),
                choice: choice.clone(),
                label: earlier.clone().or_else(today).unwrap_or_else(|| choice.clone()),
                earlier: earlier.is_some(),
                taken: count(*taken),
                undone: count(*undone),
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
        let place_of = |id: &str| story.principles.iter().position(|it| it.id == id).unwrap_or(usize::MAX);
        principles.sort_by_key(|it| place_of(&it.principle));
        Runs {
            endings: self.endings.iter().map(place).collect(),
            left: self.left.iter().map(place).collect(),
            choices: self.choices.iter().map(choice).collect(),
            principles,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_false(it: &bool) -> bool {
    !it
}

fn extend<T: PartialEq>(all: &mut Vec<T>, more: impl IntoIterator<Item = T>) {
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
pub(crate) fn label(scenario: &Scenario, at: &str, id: &str) -> Option<String> {
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
        table.add(vec![1; 16]);
        let mut before = 0;
        let slots: Vec<Slot> = sizes
            .iter()
            .map(|size| {
                let cell: Cell = (0..16).map(|it| u32::from((before..before + size).contains(&it))).collect();
                before += size;
                table.add(cell)
            })
            .collect();
        table.belong_together(&slots);
        table.counts(1, false)
    }

    #[test]
    fn two_small_counts_do_not_hide_behind_their_sum() {
        assert_eq!(told(&[12, 3, 1]), [Some(16), None, None, None], "16 - 12 tells of 4");
        assert_eq!(told(&[9, 4, 3]), [Some(16), Some(9), None, None], "16 - 9 tells of 7");
        assert_eq!(told(&[8, 8]), [Some(16), Some(8), Some(8)]);
        assert_eq!(told(&[6, 6, 2, 2]), [Some(16), Some(6), None, None, None]);
    }
}
