//! How far a scenario covers each principle.

use scn_story::{Bits, ChoiceIx, Machine, NodeIx, OutcomeIx, PrincipleIx};

use crate::explore::Explored;
use crate::limits::BETWEEN;
use crate::successors::SuccessorFinder;
use crate::{Coverage, Level};

/// Collects, moment by moment, the principles that a single moment can both uphold and break.
#[derive(Debug)]
pub(crate) struct TestedPrinciples {
    /// Number of words in a set of principles.
    words: usize,
    /// For each outcome, whether it links any principle.
    links: Vec<bool>,
    /// For each outcome, the principles it upholds, followed by those it breaks.
    sides: Vec<u64>,
    /// The same for everything that can happen at the current moment.
    now: Vec<u64>,
    found: Vec<u64>,
    /// For each node, the principles that could be found there.
    nodes: Vec<u64>,
}

impl TestedPrinciples {
    pub(crate) fn new(machine: &Machine) -> Self {
        let words = machine.principles().len().div_ceil(64);
        let count = machine.outcome_count();
        let mut tested = Self {
            words,
            links: vec![false; count],
            sides: vec![0; count * words * 2],
            now: vec![0; words * 2],
            found: vec![0; words],
            nodes: vec![0; machine.node_count() * words],
        };
        for at in 0..count {
            for (principle, rating) in machine.outcome_links(OutcomeIx::at(at)) {
                let side = if *rating < 0 { words } else { 0 };
                insert_principle(tested.sides.get_mut(at * words * 2 + side..).unwrap_or_default(), *principle);
                if let Some(links) = tested.links.get_mut(at) {
                    *links = true;
                }
            }
        }
        for node in 0..machine.node_count() {
            tested.now.fill(0);
            for outcome in machine.choices_of(NodeIx::at(node)).flat_map(|choice| machine.outcomes_of(choice)) {
                tested.can_happen(outcome);
            }
            let (upheld, broken) = tested.now.split_at(words);
            let node = tested.nodes.iter_mut().skip(node * words);
            node.zip(upheld.iter().zip(broken)).for_each(|(node, (upheld, broken))| *node = upheld & broken);
        }
        tested
    }

    /// Starts a moment at a node. Returns whether it can add anything new.
    #[inline]
    pub(crate) fn begin_moment(&mut self, node: NodeIx) -> bool {
        let first = node.index() * self.words;
        let nodes = self.nodes.get(first..first + self.words).unwrap_or_default();
        if nodes.iter().zip(&self.found).all(|(node, found)| node & !found == 0) {
            return false;
        }
        self.now.fill(0);
        true
    }

    /// Records that a choice on offer at this moment can have this outcome.
    pub(crate) fn can_happen(&mut self, outcome: OutcomeIx) {
        if self.links.get(outcome.index()) != Some(&true) {
            return;
        }
        let start = outcome.index() * self.words * 2;
        for (now, side) in self.now.iter_mut().zip(self.sides.get(start..).unwrap_or_default()) {
            *now |= side;
        }
    }

    /// Finishes the moment.
    pub(crate) fn end_moment(&mut self) {
        let (upheld, broken) = self.now.split_at(self.words.min(self.now.len()));
        for (found, (upheld, broken)) in self.found.iter_mut().zip(upheld.iter().zip(broken)) {
            *found |= upheld & broken;
        }
    }

    /// Returns whether some moment so far tests a principle.
    pub(crate) fn is_tested(&self, principle: PrincipleIx) -> bool {
        has_principle(&self.found, principle)
    }
}

fn insert_principle(words: &mut [u64], principle: PrincipleIx) {
    if let Some(word) = words.get_mut(principle.index() / 64) {
        *word |= 1 << (principle.index() % 64);
    }
}

fn has_principle(words: &[u64], principle: PrincipleIx) -> bool {
    words.get(principle.index() / 64).is_some_and(|word| word >> (principle.index() % 64) & 1 == 1)
}

/// Computes the level of each principle. If the watch interrupts it, the exploration is marked as
/// incomplete.
pub(crate) fn compute_coverage<B: Bits>(explored: &mut Explored<'_, B>) -> Vec<Coverage> {
    let machine = explored.machine;
    let mut levels = vec![Level::None; machine.principles().len()];
    let mut raise_level = |principle: PrincipleIx, to: Level| {
        if let Some(level) = levels.get_mut(principle.index()) {
            *level = to.max(*level);
        }
    };
    for at in 0..machine.outcome_count() {
        let outcome = OutcomeIx::at(at);
        let level = if explored.notes.taken.get(at) == Some(&true) { Level::Reachable } else { Level::Linked };
        machine.outcome_links(outcome).iter().for_each(|(principle, _)| raise_level(*principle, level));
    }
    let tested: Vec<PrincipleIx> = (0..machine.principles().len())
        .map(PrincipleIx::at)
        .filter(|principle| explored.notes.tested.is_tested(*principle))
        .collect();
    tested.iter().for_each(|principle| raise_level(*principle, Level::Tested));
    if explored.complete && some_run_ends(explored) {
        for group in tested.chunks(64) {
            let Some(escaped) = find_unfaced(explored, group) else {
                (explored.complete, explored.interrupted) = (false, true);
                break;
            };
            for (at, principle) in group.iter().enumerate() {
                if escaped >> at & 1 == 0 {
                    raise_level(*principle, Level::Guaranteed);
                }
            }
        }
    }
    levels.into_iter().map(|level| Coverage { level, ..Coverage::default() }).collect()
}

fn some_run_ends<B: Bits>(explored: &Explored<'_, B>) -> bool {
    (0..).zip(&explored.first_at).any(|(at, first)| first.is_some() && explored.machine.result(NodeIx(at)).is_some())
}

/// Returns, of up to 64 principles, those that some run has not faced when it ends, or `None` if
/// the watch interrupted the search.
fn find_unfaced<B: Bits>(explored: &Explored<'_, B>, group: &[PrincipleIx]) -> Option<u64> {
    let machine = explored.machine;
    let faced_by: Vec<u64> = (0..machine.choice_count())
        .map(|at| {
            let linked = machine.linked_principles(ChoiceIx::at(at));
            (0..)
                .zip(group)
                .filter(|(_, principle)| linked.contains(principle))
                .fold(0, |set, (bit, _)| set | 1_u64 << bit)
        })
        .collect();
    let all_principles = u64::MAX >> (64 - group.len().clamp(1, 64));
    // For each state, the principles that some run reaching it has not faced.
    let mut unfaced = vec![0_u64; explored.table.len()];
    let mut escaped = 0;
    let mut to_do = vec![0];
    let mut finder = SuccessorFinder::new(explored);
    let mut targets = Vec::new();
    if let Some(first) = unfaced.first_mut() {
        *first = all_principles;
    }
    let mut looks = 0_usize;
    while let Some(at) = to_do.pop() {
        if looks.is_multiple_of(BETWEEN) && !explored.limits.report(0) {
            return None;
        }
        looks += 1;
        let mut set = unfaced.get(at as usize).copied().unwrap_or_default() & !escaped;
        if set == 0 {
            continue;
        }
        if machine.result(explored.table.node(at)).is_some() {
            escaped |= set;
            if escaped == all_principles {
                break;
            }
            continue;
        }
        for choice in finder.successors_of(at, &mut targets) {
            set &= !faced_by.get(choice.index()).copied().unwrap_or_default();
        }
        if set == 0 {
            continue;
        }
        for target in &targets {
            if let Some(there) = unfaced.get_mut(*target as usize).filter(|there| set & !**there != 0) {
                *there |= set;
                to_do.push(*target);
            }
        }
    }
    Some(escaped)
}
