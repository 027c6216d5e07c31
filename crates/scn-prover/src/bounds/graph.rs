//! What follows from where each place can lead: whether a run can be trapped, and which principles
//! it can avoid or must face.

use std::collections::BTreeSet;

use scn_story::{ChoiceIx, NodeIx, OutcomeIx, PrincipleIx};

use super::above::Above;
use crate::Question;

/// Rounds after which the search for traps ends without an answer.
const MOST_ROUNDS: usize = 64;

/// A place between two steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Vertex {
    /// The moment at a node.
    Node(NodeIx),
    /// The end of the detour that an outcome opens.
    After(OutcomeIx),
}

impl Vertex {
    /// Returns the moment at a node.
    pub(super) fn node(node: NodeIx) -> Self {
        Self::Node(node)
    }

    /// Returns the index of the vertex among those of a machine with this many nodes.
    pub(super) fn index(self, nodes: usize) -> usize {
        match self {
            Self::Node(node) => node.index(),
            Self::After(outcome) => nodes + outcome.index(),
        }
    }
}

/// Where a vertex can lead.
#[derive(Debug, Default)]
pub(super) struct VertexArcs {
    /// Whether a run may stop there, other than by an outcome.
    pub(super) stops: bool,
    /// Where it may lead without a choice, with `None` for a stop.
    pub(super) all: BTreeSet<Option<Vertex>>,
    /// The choices that may be on offer.
    pub(super) choices: Vec<ChoiceArcs>,
}

/// Where a choice can lead.
#[derive(Debug)]
pub(super) struct ChoiceArcs {
    pub(super) choice: ChoiceIx,
    /// Whether it is on offer in every state.
    pub(super) is_sure: bool,
    /// Whether it may have no outcome.
    pub(super) stops: bool,
    pub(super) outcomes: Vec<OutcomeArcs>,
}

/// Where an outcome can lead.
#[derive(Debug)]
pub(super) struct OutcomeArcs {
    pub(super) outcome: OutcomeIx,
    /// Whether chance can draw it whenever the choice is made.
    pub(super) is_sure: bool,
    /// Where it may lead, with `None` for a stop.
    pub(super) all: BTreeSet<Option<Vertex>>,
}

impl Above<'_> {
    fn vertices(&self) -> impl DoubleEndedIterator<Item = Vertex> + use<> {
        let nodes = (0..self.view.nodes.len()).map(|at| Vertex::Node(NodeIx::at(at)));
        nodes.chain((0..self.view.outcomes.len()).map(|at| Vertex::After(OutcomeIx::at(at))))
    }

    fn arcs_of(&self, vertex: Vertex) -> Option<&VertexArcs> {
        self.arcs.get(vertex.index(self.view.nodes.len()))
    }

    /// Returns, for each vertex, its rank in an order in which every arc leads up. Returns `None` if
    /// there is no such order, because a run may come back to a place.
    pub(super) fn ranks(&self, start: NodeIx) -> Option<Vec<u32>> {
        let targets_of = |vertex: Vertex| {
            let targets: BTreeSet<Vertex> =
                self.arcs_of(vertex).into_iter().flat_map(VertexArcs::targets).flatten().collect();
            targets.into_iter()
        };
        let at = |vertex: Vertex| vertex.index(self.view.nodes.len());
        let (mut ranks, mut is_open) = (vec![None; self.arcs.len()], vec![false; self.arcs.len()]);
        let mut next = u32::MAX;
        let first = Vertex::Node(start);
        let mut path = vec![(first, targets_of(first))];
        while let Some((vertex, targets)) = path.last_mut() {
            let index = at(*vertex);
            if let Some(place) = is_open.get_mut(index) {
                *place = true;
            }
            match targets.next() {
                Some(target) if is_open.get(at(target)) == Some(&true) => return None,
                Some(target) if ranks.get(at(target)).copied().flatten().is_some() => {}
                Some(target) => path.push((target, targets_of(target))),
                None => {
                    next -= 1;
                    if let (Some(rank), Some(open)) = (ranks.get_mut(index), is_open.get_mut(index)) {
                        (*rank, *open) = (Some(next), false);
                    }
                    path.pop();
                }
            }
        }
        Some(ranks.into_iter().map(Option::unwrap_or_default).collect())
    }

    /// Returns whether a run may enter moments in which it can never stop again.
    ///
    /// A vertex can be left for good if a run in any of its states can reach a stop: if all its arcs
    /// lead to stops or to such vertices, or if all arcs of something do that can always be done
    /// there.
    pub(super) fn may_trap(&self) -> bool {
        let mut ends = vec![false; self.arcs.len()];
        for _ in 0..MOST_ROUNDS {
            let (mut changed, mut missing) = (false, false);
            for vertex in self.vertices().rev() {
                let at = vertex.index(self.view.nodes.len());
                let Some(arcs) = self.arcs_of(vertex).filter(|_| ends.get(at) == Some(&false)) else { continue };
                if !arcs.is_reached() {
                    continue;
                }
                let is_ending = |target: &Option<Vertex>| {
                    target.is_none_or(|vertex| ends.get(vertex.index(self.view.nodes.len())) == Some(&true))
                };
                if arcs.can_always_end(&is_ending) {
                    changed = true;
                    if let Some(place) = ends.get_mut(at) {
                        *place = true;
                    }
                } else {
                    missing = true;
                }
            }
            if !missing {
                return false;
            }
            if !changed {
                return true;
            }
        }
        true
    }

    /// Returns whether a run may do what a question asks for, as far as this view from above knows.
    /// `may_trap` is whether one may be trapped.
    pub(super) fn is_possible(&self, question: Question, start: NodeIx, may_trap: bool) -> bool {
        match question {
            Question::Trap => may_trap,
            Question::Tests(principle) => self.may_test(principle),
            Question::Avoids(principle) => self.may_avoid(principle, start),
            Question::Enters(_)
            | Question::Offers(_)
            | Question::Locks(_)
            | Question::Takes(_)
            | Question::Holds(_)
            | Question::Fails(_)
            | Question::DeadEnd(_)
            | Question::NoOutcome(_)
            | Question::StrayReturn(_)
            | Question::Saturates(_) => self.possible.contains(&question),
        }
    }

    /// Returns whether a run may reach an ending without facing a principle.
    pub(super) fn may_avoid(&self, principle: PrincipleIx, start: NodeIx) -> bool {
        let mut met = vec![false; self.arcs.len()];
        let mut waiting = vec![Vertex::Node(start)];
        while let Some(vertex) = waiting.pop() {
            let Some(place) = met.get_mut(vertex.index(self.view.nodes.len())).filter(|met| !**met) else { continue };
            *place = true;
            if let Vertex::Node(node) = vertex
                && self.machine.result(node).is_some()
            {
                return true;
            }
            let Some(arcs) = self.arcs_of(vertex) else { continue };
            let is_faced = |choice: &ChoiceArcs| {
                choice.is_sure && self.machine.linked_principles(choice.choice).contains(&principle)
            };
            if !arcs.choices.iter().any(is_faced) {
                waiting.extend(arcs.targets().flatten());
            }
        }
        false
    }

    /// Returns whether choices on offer at one moment may both uphold and break a principle.
    pub(super) fn may_test(&self, principle: PrincipleIx) -> bool {
        self.arcs.iter().any(|arcs| {
            let outcomes = || arcs.choices.iter().flat_map(|choice| &choice.outcomes);
            let some_outcome = |breaks: bool| {
                let links = outcomes().flat_map(|it| self.machine.outcome_links(it.outcome));
                let mut links = links.filter(|(linked, _)| *linked == principle);
                links.any(|(_, rating)| (*rating < 0) == breaks)
            };
            some_outcome(true) && some_outcome(false)
        })
    }
}

impl VertexArcs {
    /// Whether a run may be here at all: it leads somewhere or stops.
    fn is_reached(&self) -> bool {
        self.stops || !self.all.is_empty() || !self.choices.is_empty()
    }

    fn targets(&self) -> impl Iterator<Item = Option<Vertex>> {
        let of_choices = self.choices.iter().flat_map(|choice| &choice.outcomes).flat_map(|outcome| &outcome.all);
        self.all.iter().chain(of_choices).copied()
    }

    fn can_always_end(&self, is_ending: &impl Fn(&Option<Vertex>) -> bool) -> bool {
        let all_end = |outcome: &OutcomeArcs| outcome.all.iter().all(is_ending);
        let is_way_out = |choice: &ChoiceArcs| {
            choice.is_sure
                && (choice.outcomes.iter().all(all_end)
                    || choice.outcomes.iter().any(|outcome| outcome.is_sure && all_end(outcome)))
        };
        self.choices.iter().any(is_way_out) || self.targets().all(|target| is_ending(&target))
    }
}
