//! The counts of one run of each learner, as cells of a table.

use scn_run::Band;
use scn_story::{Scenario, Story};

use super::run::{BandReached, ChoiceMade, NodeReached, Run};
use super::{Bands, ChoiceRecords, Count, Place, Runs, Slot, Table, extend_unique, find_label, principle_title};

/// The id of a principle, and its former title if that has changed.
type PrincipleKey = (String, Option<String>);

/// The slots in a table for the counts of one run of each learner.
pub(super) struct RunSlots {
    endings: Vec<(NodeReached, Slot)>,
    left: Vec<(NodeReached, Slot)>,
    choices: Vec<(ChoiceMade, [Slot; 3])>,
    bands: Vec<(PrincipleKey, [Slot; 4])>,
}

const BANDS: [Band; 4] = [Band::Consistent, Band::Mixed, Band::NeedsAttention, Band::NotEnough];

fn principle_of(reached: &BandReached) -> PrincipleKey {
    (reached.principle.clone(), reached.earlier.clone())
}

/// What is counted: everything that runs reached, and the endings and choices of the current story.
struct SlotKeys {
    endings: Vec<NodeReached>,
    left: Vec<NodeReached>,
    choices: Vec<ChoiceMade>,
    principles: Vec<PrincipleKey>,
}

impl SlotKeys {
    fn list(runs: &[Option<Run>], current: Option<&Scenario>) -> Self {
        let evaluated_runs = || runs.iter().flatten();
        let unchanged_node = |id: &String| NodeReached { at: id.clone(), earlier: None };
        let mut endings: Vec<NodeReached> =
            current.iter().flat_map(|it| &it.endings).map(|it| unchanged_node(&it.id)).collect();
        extend_unique(&mut endings, evaluated_runs().filter_map(|run| run.ending.clone()));
        let mut left: Vec<NodeReached> = Vec::new();
        let order = current.iter().flat_map(|it| &it.situations).map(|it| unchanged_node(&it.id));
        let is_left = |id: &NodeReached| evaluated_runs().any(|run| run.left.as_ref() == Some(id));
        extend_unique(&mut left, order.filter(is_left));
        extend_unique(&mut left, evaluated_runs().filter_map(|run| run.left.clone()));
        let mut choices: Vec<ChoiceMade> = Vec::new();
        for situation in current.iter().flat_map(|it| &it.situations) {
            let unchanged_choice =
                |id: &String| ChoiceMade { at: situation.id.clone(), choice: id.clone(), earlier: None };
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
        let mut principles: Vec<PrincipleKey> = Vec::new();
        extend_unique(&mut principles, evaluated_runs().flat_map(|run| &run.bands).map(principle_of));
        Self { endings, left, choices, principles }
    }
}

impl RunSlots {
    pub(super) fn allocate(table: &mut Table, runs: &[Option<Run>], current: Option<&Scenario>) -> Self {
        let mut add_run_cell = |count: &dyn Fn(&Run) -> usize| {
            let number =
                |run: &Option<Run>| run.as_ref().map_or(0, |run| u32::try_from(count(run)).unwrap_or(u32::MAX));
            table.add_cell(runs.iter().map(number).collect())
        };
        let keys = SlotKeys::list(runs, current);
        let endings = keys.endings.into_iter().map(|id| {
            let slot = add_run_cell(&|run| usize::from(run.ending.as_ref() == Some(&id)));
            (id, slot)
        });
        let endings = endings.collect();
        let left = keys.left.into_iter().map(|id| {
            let slot = add_run_cell(&|run| usize::from(run.left.as_ref() == Some(&id)));
            (id, slot)
        });
        let left = left.collect();
        let choices = keys.choices.into_iter().map(|choice| {
            let taken_slot = add_run_cell(&|run| run.taken.iter().filter(|it| **it == choice).count());
            let undone = add_run_cell(&|run| run.undone.iter().filter(|it| **it == choice).count());
            let timed = add_run_cell(&|run| run.timed.iter().filter(|it| **it == choice).count());
            (choice, [taken_slot, undone, timed])
        });
        let choices = choices.collect();
        let bands = keys.principles.into_iter().map(|principle| {
            let slots = BANDS.map(|band| {
                let is_this = |it: &&BandReached| principle_of(it) == principle && it.band == band;
                add_run_cell(&|run| run.bands.iter().filter(is_this).count())
            });
            (principle, slots)
        });
        let bands = bands.collect();
        let slots = Self { endings, left, choices, bands };
        slots.exclude(table);
        slots
    }

    /// Declares which cells of a run exclude each other: places where it ended, choices of one
    /// situation, and bands of one principle.
    fn exclude(&self, table: &mut Table) {
        let places: Vec<Slot> = self.endings.iter().chain(&self.left).map(|(_, slot)| *slot).collect();
        table.add_exclusive(&places);
        let mut situations: Vec<&String> = Vec::new();
        extend_unique(&mut situations, self.choices.iter().map(|(choice, _)| &choice.at));
        for at in situations {
            let slots_here = self.choices.iter().filter(|(choice, _)| choice.at == *at);
            let taken_or_timed = slots_here.flat_map(|(_, [taken, _, timed])| [*taken, *timed]);
            table.add_exclusive(&taken_or_timed.collect::<Vec<Slot>>());
        }
        for (_, bands) in &self.bands {
            table.add_exclusive(bands);
        }
    }

    pub(super) fn to_runs(&self, story: &Story, current: Option<&Scenario>, count: &impl Fn(Slot) -> Count) -> Runs {
        let to_place = |(NodeReached { at, earlier }, slot): &(NodeReached, Slot)| {
            let current_title = || current.and_then(|it| it.title_of(at)).map(ToOwned::to_owned);
            Place {
                at: at.clone(),
                title: earlier.clone().or_else(current_title).unwrap_or_else(|| at.clone()),
                earlier: earlier.is_some(),
                learners: count(*slot),
            }
        };
        let to_choice = |(ChoiceMade { at, choice, earlier }, [taken, undone, timed]): &(ChoiceMade, [Slot; 3])| {
            let current_label = || current.and_then(|it| find_label(it, at, choice));
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
            .map(|((id, earlier), [consistent, mixed, needs_attention, not_enough])| Bands {
                principle: id.clone(),
                title: earlier.clone().unwrap_or_else(|| principle_title(story, id)),
                earlier: earlier.is_some(),
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
