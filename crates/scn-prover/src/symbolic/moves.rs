//! The effects of a step so far on each value of a state, and the questions that can be asked about
//! it.

use scn_story::{CondView, Effect, NodeIx, RunResult, Site, TextView, View, ViewTest};

use super::diagram::{ALL, Diagrams, EMPTY, Fun, Map, MapIx};
use super::purse::Done;
use super::space::Space;

/// An observation that needs no run to demonstrate it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Seen {
    /// A condition is true.
    Held(Site),
    /// A condition is false.
    Failed(Site),
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
pub(crate) struct Sights {
    /// The observations.
    pub(crate) seen: Vec<(Seen, Fun)>,
    /// Changes that are cut off and whose result some later condition can still read.
    pub(crate) cut: Vec<(Site, Fun)>,
}

impl Sights {
    pub(crate) fn see(&mut self, seen: Seen, states: Fun) {
        if states != EMPTY {
            self.seen.push((seen, states));
        }
    }
}

/// The data that all computations here use.
#[derive(Debug)]
pub(crate) struct Frame<'w> {
    pub(crate) view: View,
    pub(crate) space: Space,
    pub(crate) diagrams: Diagrams<'w>,
}

/// A step in progress. It began in the states of `guard`; `levels` holds what each of their values
/// has become so far.
#[derive(Clone, Debug)]
pub(crate) struct Moves {
    pub(crate) guard: Fun,
    /// By level; `None` if the value is unchanged.
    levels: Vec<Option<Vec<u32>>>,
}

/// Where a condition is evaluated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot {
    pub(crate) node: NodeIx,
    pub(crate) result: Option<RunResult>,
}

impl Moves {
    pub(crate) fn new(guard: Fun, frame: &Frame<'_>) -> Self {
        Self { guard, levels: vec![None; frame.space.slots().len()] }
    }

    fn rewrite(&mut self, frame: &Frame<'_>, level: u32, to: impl Fn(u32) -> u32) {
        let count = u32::try_from(frame.space.values(level).len()).unwrap_or(u32::MAX);
        if let Some(place) = self.levels.get_mut(level as usize) {
            let table = place.get_or_insert_with(|| (0..count).collect());
            table.iter_mut().for_each(|value| *value = to(*value));
        }
    }

    /// Sets a slot to a raw value.
    pub(crate) fn put(&mut self, frame: &Frame<'_>, slot: usize, raw: u64) {
        let level = frame.space.level(slot);
        let number = frame.space.number(level, raw);
        self.rewrite(frame, level, |_| number);
    }

    /// Maps the values of a level with a table.
    pub(crate) fn exchange(&mut self, frame: &Frame<'_>, level: u32, table: &[u32]) {
        self.rewrite(frame, level, |value| table.get(value as usize).copied().unwrap_or(value));
    }

    /// Applies changes in order.
    pub(crate) fn apply(&mut self, frame: &mut Frame<'_>, effects: &[Effect], sights: &mut Sights) -> Done<()> {
        for effect in effects {
            match *effect {
                Effect::Put { slot, raw } => self.put(frame, slot, raw),
                Effect::Add { slot, by, site, live } => {
                    let Some(known) = frame.view.slots.get(slot) else { continue };
                    let level = frame.space.level(slot);
                    let changed = frame.space.changed(known, level, by);
                    let is_cut = |value: u32| changed.get(value as usize).is_some_and(|(_, cut)| *cut);
                    if live {
                        let now = self.levels.get(level as usize).and_then(Option::as_ref);
                        let now = |value: u32| now.map_or(Some(value), |table| table.get(value as usize).copied());
                        let cut = frame.diagrams.values(level, |value| now(value).is_some_and(is_cut))?;
                        let cut = frame.diagrams.and(self.guard, cut)?;
                        if cut != EMPTY {
                            sights.cut.push((site, cut));
                        }
                    }
                    self.rewrite(frame, level, |value| changed.get(value as usize).map_or(value, |(to, _)| *to));
                }
            }
        }
        Ok(())
    }

    /// Returns all effects as a map.
    pub(crate) fn map(&self, frame: &mut Frame<'_>) -> MapIx {
        let mut map = Map::default();
        for (level, table) in (0_u32..).zip(&self.levels) {
            let table = table.as_ref().filter(|table| (0_u32..).zip(*table).any(|(from, to)| from != *to));
            map.levels.extend(table.map(|table| (level, table.clone())));
        }
        frame.diagrams.map(map)
    }

    /// Returns the states of the guard, at the beginning of the step, for which a condition holds
    /// now.
    pub(crate) fn holds(&self, frame: &mut Frame<'_>, cond: &CondView, spot: Spot) -> Done<Fun> {
        let now = frame.holds(&cond.test, spot)?;
        let map = self.map(frame);
        let then = frame.diagrams.before(map, now)?;
        frame.diagrams.and(self.guard, then)
    }

    /// Evaluates a condition. Returns the states where it holds.
    pub(crate) fn judge(&self, frame: &mut Frame<'_>, cond: &CondView, spot: Spot, sights: &mut Sights) -> Done<Fun> {
        let held = self.holds(frame, cond, spot)?;
        sights.see(Seen::Held(cond.site), held);
        let failed = frame.diagrams.without(self.guard, held)?;
        sights.see(Seen::Failed(cond.site), failed);
        Ok(held)
    }

    /// Restricts the step to these states.
    pub(crate) fn within(&self, guard: Fun) -> Self {
        Self { guard, levels: self.levels.clone() }
    }

    /// Evaluates the conditions of a text. Corresponds to the interpreter's `judge_text`.
    pub(crate) fn texts(&self, frame: &mut Frame<'_>, texts: &[TextView], spot: Spot, sights: &mut Sights) -> Done<()> {
        for block in texts {
            let shown = match &block.when {
                None => self.guard,
                Some((cond, wanted)) => {
                    let held = self.judge(frame, cond, spot, sights)?;
                    if *wanted { held } else { frame.diagrams.without(self.guard, held)? }
                }
            };
            let inside = self.within(shown);
            for cond in &block.inline {
                inside.judge(frame, cond, spot, sights)?;
            }
        }
        Ok(())
    }
}

impl Frame<'_> {
    /// Returns the states where a condition holds. Corresponds to the interpreter's `holds`.
    pub(super) fn holds(&mut self, test: &ViewTest, spot: Spot) -> Done<Fun> {
        let all_if = |known: bool| if known { ALL } else { EMPTY };
        Ok(match test {
            ViewTest::Constant(known) => all_if(*known),
            ViewTest::At(node) => all_if(*node == spot.node),
            ViewTest::Ended => all_if(spot.result.is_some()),
            ViewTest::Result(result) => all_if(spot.result == Some(*result)),
            ViewTest::All(parts) => {
                let mut all = ALL;
                for part in parts {
                    let part = self.holds(part, spot)?;
                    all = self.diagrams.and(all, part)?;
                }
                all
            }
            ViewTest::Any(parts) => {
                let mut any = EMPTY;
                for part in parts {
                    let part = self.holds(part, spot)?;
                    any = self.diagrams.min(any, part)?;
                }
                any
            }
            ViewTest::Not(inner) => {
                let inner = self.holds(inner, spot)?;
                self.diagrams.without(ALL, inner)?
            }
            ViewTest::Between { slot, low, high, inside } => {
                let level = self.space.level(*slot);
                let values = self.space.values(level);
                let has = |value: u32| values.get(value as usize).is_some_and(|raw| low <= raw && raw <= high);
                self.diagrams.values(level, |value| has(value) == *inside)?
            }
            ViewTest::Slots { left, is, right } => {
                let value = |slot: usize, number: u32| {
                    let low = self.view.slots.get(slot).map_or(0, |slot| slot.low);
                    let raw = self.space.values(self.space.level(slot)).get(number as usize).copied();
                    low.saturating_add_unsigned(raw.unwrap_or_default())
                };
                let (one, other) = (self.space.level(*left), self.space.level(*right));
                self.diagrams.pairs(one, other, |a, b| is.compare(value(*left, a), value(*right, b)))?
            }
        })
    }
}
