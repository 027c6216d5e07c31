//! How far a scenario covers each principle.

use scn_story::{Bits, ChoiceIx, Machine, Moment, NodeIx, OutcomeIx, PrincipleIx, Silent};

use crate::explore::Explored;
use crate::{Coverage, Level};

/// Principles that one moment can both uphold and break, gathered moment by moment.
#[derive(Debug)]
pub(crate) struct Tested {
    /// How many words a set of principles has.
    words: usize,
    /// For each outcome, whether it links anything.
    links: Vec<bool>,
    /// For each outcome, the principles that it upholds, then those that it breaks.
    sides: Vec<u64>,
    /// The same of all that can happen at the moment at hand.
    now: Vec<u64>,
    found: Vec<u64>,
}

impl Tested {
    pub(crate) fn new(machine: &Machine) -> Self {
        let words = machine.principles().len().div_ceil(64);
        let count = machine.outcome_count();
        let mut this = Self {
            words,
            links: vec![false; count],
            sides: vec![0; count * words * 2],
            now: vec![0; words * 2],
            found: vec![0; words],
        };
        for at in 0..count {
            for (principle, rating) in machine.links(OutcomeIx::at(at)) {
                let side = if *rating < 0 { words } else { 0 };
                put(this.sides.get_mut(at * words * 2 + side..).unwrap_or_default(), *principle);
                if let Some(links) = this.links.get_mut(at) {
                    *links = true;
                }
            }
        }
        this
    }

    /// A moment begins.
    pub(crate) fn begin(&mut self) {
        self.now.fill(0);
    }

    /// At this moment a choice on offer can have this outcome.
    pub(crate) fn can_happen(&mut self, outcome: OutcomeIx) {
        if self.links.get(outcome.index()) != Some(&true) {
            return;
        }
        let from = outcome.index() * self.words * 2;
        for (now, side) in self.now.iter_mut().zip(self.sides.get(from..).unwrap_or_default()) {
            *now |= side;
        }
    }

    /// The moment is over.
    pub(crate) fn end(&mut self) {
        let (upheld, broken) = self.now.split_at(self.words.min(self.now.len()));
        for (found, (upheld, broken)) in self.found.iter_mut().zip(upheld.iter().zip(broken)) {
            *found |= upheld & broken;
        }
    }

    fn has(&self, principle: PrincipleIx) -> bool {
        get(&self.found, principle)
    }
}

fn put(words: &mut [u64], principle: PrincipleIx) {
    if let Some(word) = words.get_mut(principle.index() / 64) {
        *word |= 1 << (principle.index() % 64);
    }
}

fn get(words: &[u64], principle: PrincipleIx) -> bool {
    words.get(principle.index() / 64).is_some_and(|word| word >> (principle.index() % 64) & 1 == 1)
}

/// The level of each principle.
pub(crate) fn coverage<B: Bits>(explored: &Explored<'_, B>) -> Vec<Coverage> {
    let machine = explored.machine;
    let mut levels = vec![Level::None; machine.principles().len()];
    let mut raise = |principle: PrincipleIx, to: Level| {
        if let Some(level) = levels.get_mut(principle.index()) {
            *level = to.max(*level);
        }
    };
    for at in 0..machine.outcome_count() {
        let outcome = OutcomeIx::at(at);
        let level = if explored.taken.get(at) == Some(&true) { Level::Reachable } else { Level::Linked };
        machine.links(outcome).iter().for_each(|(principle, _)| raise(*principle, level));
    }
    let tested: Vec<PrincipleIx> = (0..machine.principles().len())
        .map(PrincipleIx::at)
        .filter(|principle| explored.tested.has(*principle))
        .collect();
    tested.iter().for_each(|principle| raise(*principle, Level::Tested));
    if explored.complete && some_run_ends(explored) {
        for group in tested.chunks(64) {
            let escaped = escaped(explored, group);
            for (at, principle) in group.iter().enumerate() {
                if escaped >> at & 1 == 0 {
                    raise(*principle, Level::Guaranteed);
                }
            }
        }
    }
    levels.into_iter().map(|level| Coverage { level }).collect()
}

fn some_run_ends<B: Bits>(explored: &Explored<'_, B>) -> bool {
    (0..).zip(&explored.first_at).any(|(at, first)| first.is_some() && explored.machine.result(NodeIx(at)).is_some())
}

/// Of up to 64 principles, those that some run ends without having faced.
fn escaped<B: Bits>(explored: &Explored<'_, B>, group: &[PrincipleIx]) -> u64 {
    let machine = explored.machine;
    let faced_by: Vec<u64> = (0..machine.choice_count())
        .map(|at| {
            let linked = machine.linked(ChoiceIx::at(at));
            (0..)
                .zip(group)
                .filter(|(_, principle)| linked.contains(principle))
                .fold(0, |set, (bit, _)| set | 1_u64 << bit)
        })
        .collect();
    let all = u64::MAX >> (64 - group.len().clamp(1, 64));
    // For each state, the principles that some run comes there without having faced.
    let mut unfaced = vec![0_u64; explored.table.len()];
    let mut escaped = 0;
    let mut to_do = vec![0];
    let mut open = Vec::new();
    if let Some(first) = unfaced.first_mut() {
        *first = all;
    }
    while let Some(at) = to_do.pop() {
        let Some(state) = explored.table.state(at) else { continue };
        let mut set = unfaced.get(at as usize).copied().unwrap_or_default() & !escaped;
        match machine.moment(state.node) {
            Moment::Ending(_) => escaped |= set,
            Moment::GoesOn => {}
            Moment::Choices => {
                machine.offers(&state, &mut open, &mut Silent);
                for choice in &open {
                    set &= !faced_by.get(choice.index()).copied().unwrap_or_default();
                }
            }
        }
        if escaped == all {
            break;
        }
        if set == 0 {
            continue;
        }
        for target in explored.edges.of(at) {
            if let Some(there) = unfaced.get_mut(target as usize).filter(|there| set & !**there != 0) {
                *there |= set;
                to_do.push(target);
            }
        }
    }
    escaped
}
