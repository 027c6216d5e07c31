//! The effects of a step so far on each value of a state, and the questions that can be asked about
//! it.

use scn_story::{CondView, Effect, EffectGroup, NodeIx, RunResult, SiteId, TextView, View, ViewTest};

use super::budget::{Budgeted, Exhausted};
use super::diagram::{ALL, Diagrams, EMPTY, Map, MapIx, NodeRef};
use super::space::ValueSpace;

/// Maximum number of parts into which conditions split the states of one step.
pub(super) const MOST_PARTS: usize = 1 << 12;

/// An observation that needs no run to demonstrate it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Observation {
    /// A condition is true.
    Held(SiteId),
    /// A condition is false.
    Failed(SiteId),
    /// A choice is on offer, by its index.
    Offered(usize),
    /// A choice is shown locked.
    Locked(usize),
    /// An outcome is taken.
    Taken(usize),
}

/// Observations, each with the states in which it is made. These are the states at the beginning of
/// the step.
#[derive(Clone, Debug, Default)]
pub(crate) struct Observations {
    /// The observations.
    pub(crate) seen: Vec<(Observation, NodeRef)>,
    /// Changes that are cut off and whose result some later condition can still read.
    pub(crate) cut: Vec<(SiteId, NodeRef)>,
}

impl Observations {
    pub(crate) fn observe(&mut self, seen: Observation, states: NodeRef) {
        if states != EMPTY {
            self.seen.push((seen, states));
        }
    }
}

/// The data that all computations here use.
#[derive(Debug)]
pub(crate) struct SymbolicContext<'w> {
    pub(crate) view: View,
    pub(crate) space: ValueSpace,
    pub(crate) diagrams: Diagrams<'w>,
}

/// A step in progress. It began in the states of `guard`; `levels` holds what each of their values
/// has become so far.
#[derive(Clone, Debug)]
pub(crate) struct StepEffects {
    pub(crate) guard: NodeRef,
    /// By level; `None` if the value is unchanged.
    levels: Vec<Option<Vec<u32>>>,
}

/// Where a condition is evaluated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EvalPoint {
    pub(crate) node: NodeIx,
    pub(crate) result: Option<RunResult>,
}

impl StepEffects {
    pub(crate) fn new(guard: NodeRef, context: &SymbolicContext<'_>) -> Self {
        Self { guard, levels: vec![None; context.space.slots_by_level().len()] }
    }

    fn rewrite_level(&mut self, context: &SymbolicContext<'_>, level: u32, to: impl Fn(u32) -> u32) {
        let count = u32::try_from(context.space.raw_values(level).len()).unwrap_or(u32::MAX);
        if let Some(place) = self.levels.get_mut(level as usize) {
            let table = place.get_or_insert_with(|| (0..count).collect());
            table.iter_mut().for_each(|value| *value = to(*value));
        }
    }

    /// Sets a slot to a raw value.
    pub(crate) fn set_raw(&mut self, context: &SymbolicContext<'_>, slot: usize, raw: u64) {
        let level = context.space.level_of(slot);
        let number = context.space.number_of(level, raw);
        self.rewrite_level(context, level, |_| number);
    }

    /// Maps the values of a level with a table.
    pub(crate) fn map_level(&mut self, context: &SymbolicContext<'_>, level: u32, table: &[u32]) {
        self.rewrite_level(context, level, |value| table.get(value as usize).copied().unwrap_or(value));
    }

    /// Applies groups of changes in order. Each of their conditions must have the same result in all
    /// states of the guard, which is what `split_by_groups` provides.
    pub(crate) fn apply_groups(
        &mut self,
        context: &mut SymbolicContext<'_>,
        groups: &[EffectGroup],
        point: EvalPoint,
        observations: &mut Observations,
    ) -> Budgeted<()> {
        for EffectGroup { when, effects } in groups {
            let applies = match when {
                None => true,
                Some(cond) => self.evaluate(context, cond, point, observations)? != EMPTY,
            };
            if applies {
                self.apply_effects(context, effects, observations)?;
            }
        }
        Ok(())
    }

    /// Splits the guard into parts in each of which the conditions of some groups of changes have
    /// the same result, and returns these parts.
    pub(crate) fn split_by_groups(
        &self,
        context: &mut SymbolicContext<'_>,
        groups: &[EffectGroup],
        point: EvalPoint,
    ) -> Budgeted<Vec<NodeRef>> {
        // Changes without a condition after the last condition cannot matter.
        let Some(last) = groups.iter().rposition(|group| group.when.is_some()) else { return Ok(vec![self.guard]) };
        let mut parts = vec![self.clone()];
        let mut ignored = Observations::default();
        for EffectGroup { when, effects } in groups.get(..=last).unwrap_or_default() {
            let mut split = Vec::new();
            for mut part in parts {
                if let Some(cond) = when {
                    let holding = part.states_where_now(context, cond, point)?;
                    let failing = context.diagrams.exclude(part.guard, holding)?;
                    if failing != EMPTY {
                        split.push(part.restricted_to(failing));
                    }
                    part.guard = holding;
                }
                if part.guard != EMPTY {
                    part.apply_effects(context, effects, &mut ignored)?;
                    split.push(part);
                }
            }
            if MOST_PARTS < split.len() {
                return Err(Exhausted::Bound);
            }
            parts = split;
        }
        Ok(parts.into_iter().map(|part| part.guard).collect())
    }

    /// Applies changes in order.
    fn apply_effects(
        &mut self,
        context: &mut SymbolicContext<'_>,
        effects: &[Effect],
        observations: &mut Observations,
    ) -> Budgeted<()> {
        for effect in effects {
            match *effect {
                Effect::Put { slot, raw } => self.set_raw(context, slot, raw),
                Effect::Add { slot, by, site, live } => {
                    let Some(known) = context.view.slots.get(slot) else { continue };
                    let level = context.space.level_of(slot);
                    let changed = context.space.changed_values(known, level, by);
                    let is_cut = |value: u32| changed.get(value as usize).is_some_and(|(_, cut)| *cut);
                    if live {
                        let level_table = self.levels.get(level as usize).and_then(Option::as_ref);
                        let value_now =
                            |value: u32| level_table.map_or(Some(value), |table| table.get(value as usize).copied());
                        let cut = context.diagrams.values_where(level, |value| value_now(value).is_some_and(is_cut))?;
                        let cut = context.diagrams.restrict(self.guard, cut)?;
                        if cut != EMPTY {
                            observations.cut.push((site, cut));
                        }
                    }
                    self.rewrite_level(context, level, |value| {
                        changed.get(value as usize).map_or(value, |(to, _)| *to)
                    });
                }
            }
        }
        Ok(())
    }

    /// Returns all effects as a map.
    pub(crate) fn to_map(&self, context: &mut SymbolicContext<'_>) -> MapIx {
        let mut map = Map::default();
        for (level, table) in (0_u32..).zip(&self.levels) {
            let table = table.as_ref().filter(|table| (0_u32..).zip(*table).any(|(from, to)| from != *to));
            map.levels.extend(table.map(|table| (level, table.clone())));
        }
        context.diagrams.map_number(map)
    }

    /// Returns the states of the guard, at the beginning of the step, for which a condition holds
    /// now.
    pub(crate) fn states_where_now(
        &self,
        context: &mut SymbolicContext<'_>,
        cond: &CondView,
        point: EvalPoint,
    ) -> Budgeted<NodeRef> {
        let holding = context.states_where(&cond.test, point)?;
        let map = self.to_map(context);
        let holding_before = context.diagrams.preimage(map, holding)?;
        context.diagrams.restrict(self.guard, holding_before)
    }

    /// Evaluates a condition. Returns the states where it holds.
    pub(crate) fn evaluate(
        &self,
        context: &mut SymbolicContext<'_>,
        cond: &CondView,
        point: EvalPoint,
        observations: &mut Observations,
    ) -> Budgeted<NodeRef> {
        let holding = self.states_where_now(context, cond, point)?;
        observations.observe(Observation::Held(cond.site), holding);
        let failed = context.diagrams.exclude(self.guard, holding)?;
        observations.observe(Observation::Failed(cond.site), failed);
        Ok(holding)
    }

    /// Restricts the step to these states.
    pub(crate) fn restricted_to(&self, guard: NodeRef) -> Self {
        Self { guard, levels: self.levels.clone() }
    }

    /// Evaluates the conditions of a text. Corresponds to the interpreter's `evaluate_text`.
    pub(crate) fn evaluate_texts(
        &self,
        context: &mut SymbolicContext<'_>,
        texts: &[TextView],
        point: EvalPoint,
        observations: &mut Observations,
    ) -> Budgeted<()> {
        for block in texts {
            let mut inside = self.restricted_to(self.guard);
            for (cond, wanted) in &block.when {
                let holding = inside.evaluate(context, cond, point, observations)?;
                inside.guard = if *wanted { holding } else { context.diagrams.exclude(inside.guard, holding)? };
            }
            for cond in &block.inline {
                inside.evaluate(context, cond, point, observations)?;
            }
        }
        Ok(())
    }
}

impl SymbolicContext<'_> {
    /// Returns the states where a condition holds. Corresponds to the interpreter's `holds`.
    pub(super) fn states_where(&mut self, test: &ViewTest, point: EvalPoint) -> Budgeted<NodeRef> {
        let all_or_empty = |known: bool| if known { ALL } else { EMPTY };
        Ok(match test {
            ViewTest::Constant(known) => all_or_empty(*known),
            ViewTest::At(node) => all_or_empty(*node == point.node),
            ViewTest::Ended => all_or_empty(point.result.is_some()),
            ViewTest::Result(result) => all_or_empty(point.result == Some(*result)),
            ViewTest::All(parts) => {
                let mut intersection = ALL;
                for part in parts {
                    let part = self.states_where(part, point)?;
                    intersection = self.diagrams.restrict(intersection, part)?;
                }
                intersection
            }
            ViewTest::Any(parts) => {
                let mut any = EMPTY;
                for part in parts {
                    let part = self.states_where(part, point)?;
                    any = self.diagrams.min(any, part)?;
                }
                any
            }
            ViewTest::Not(inner) => {
                let inner = self.states_where(inner, point)?;
                self.diagrams.exclude(ALL, inner)?
            }
            ViewTest::Between { slot, low, high, inside } => {
                let level = self.space.level_of(*slot);
                let values = self.space.raw_values(level);
                let is_within = |value: u32| values.get(value as usize).is_some_and(|raw| low <= raw && raw <= high);
                self.diagrams.values_where(level, |value| is_within(value) == *inside)?
            }
            ViewTest::Slots { left, is, right } => {
                let value_of = |slot: usize, number: u32| {
                    let low = self.view.slots.get(slot).map_or(0, |slot| slot.low);
                    let raw = self.space.raw_values(self.space.level_of(slot)).get(number as usize).copied();
                    low.saturating_add_unsigned(raw.unwrap_or_default())
                };
                let (one, other) = (self.space.level_of(*left), self.space.level_of(*right));
                self.diagrams.pairs_where(one, other, |a, b| is.compare(value_of(*left, a), value_of(*right, b)))?
            }
        })
    }
}
