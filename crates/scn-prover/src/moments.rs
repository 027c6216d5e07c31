//! Statistics on the moments at each node: how many there are, how early a run can reach them, and
//! which values meters can have there.
//!
//! A proof leaves values out of its states that no later condition reads. Here the values
//! themselves matter, so complete states are explored, breadth first and without any reduction.
//! This serves an author looking at one place. It has a low limit, and nothing is proved from it.

use std::collections::VecDeque;

use rustc_hash::FxHashSet;
use scn_story::{ChoiceIx, CurrentValue, Machine, Moment, NodeIx, OutcomeIx, Silent, Stacks, State, Step};

use crate::Limits;

/// Number of states explored between two calls of the watch.
const BETWEEN: usize = 1 << 10;

/// The moments of a scenario, as far as the limits allow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MomentStats {
    /// Whether these are all moments. If not, there may be more of them, and values outside the
    /// ranges given.
    pub complete: bool,
    /// For each node of the machine, its moments; `None` if no run was found that reaches it.
    pub nodes: Vec<Option<NodeStats>>,
    /// For each requested meter, the least and the greatest value it has at any moment.
    pub meters: Vec<Option<(i64, i64)>>,
}

/// The moments at a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeStats {
    /// Number of moments that differ in a value, a mark or the open detours.
    pub states: u64,
    /// Number of choices in the shortest run that reaches the node.
    pub choices: u32,
}

/// Explores the moments of a machine and records the values of the meters with these ids. The
/// machine should be built with [`Keep::All`](scn_story::Keep::All).
#[must_use]
pub fn moment_stats(machine: &Machine, meters: &[&str], limits: &Limits<'_>) -> MomentStats {
    let mut walk = MomentWalk {
        machine,
        meters,
        limits,
        known: FxHashSet::default(),
        ahead: VecDeque::new(),
        full: false,
        found: MomentStats {
            complete: false,
            nodes: vec![None; machine.node_count()],
            meters: vec![None; meters.len()],
        },
    };
    let ended = walk.walk_all();
    walk.found.complete = !walk.full && !ended;
    walk.found
}

struct MomentWalk<'w> {
    machine: &'w Machine,
    meters: &'w [&'w str],
    limits: &'w Limits<'w>,
    known: FxHashSet<State<Vec<u64>>>,
    /// States to be expanded, with the number of choices that led there, ordered by that number.
    ahead: VecDeque<(State<Vec<u64>>, u32)>,
    full: bool,
    found: MomentStats,
}

impl MomentWalk<'_> {
    /// Returns whether the watch interrupted the exploration.
    fn walk_all(&mut self) -> bool {
        let mut stacks = Stacks::new();
        self.visit(self.machine.start(&mut Silent), 0, false);
        let (mut open, mut outcomes): (Vec<ChoiceIx>, Vec<OutcomeIx>) = Default::default();
        let mut walked = 0;
        while let Some((state, choices)) = self.ahead.pop_front() {
            if walked % BETWEEN == 0 && !self.limits.report(BETWEEN) {
                return true;
            }
            walked += 1;
            match self.machine.moment(state.node) {
                Moment::Ending(_) => {}
                Moment::GoesOn => {
                    if let Step::To(next) = self.machine.go_on(&state, &mut Silent, &stacks) {
                        self.visit(next, choices, true);
                    }
                }
                Moment::Choices => {
                    self.machine.offers(&state, &mut open, &mut Silent);
                    for choice in &open {
                        let chosen = self.machine.choose(&state, &open, *choice, &mut outcomes, &mut Silent);
                        for outcome in &outcomes {
                            if let Step::To(next) =
                                self.machine.take_outcome(&chosen, *outcome, &mut stacks, &mut Silent)
                            {
                                self.visit(next, choices.saturating_add(1), false);
                            }
                        }
                    }
                }
            }
        }
        false
    }

    /// Records a state if it is new. States reached without a choice (`at_once`) are expanded
    /// before those reached with one.
    fn visit(&mut self, state: State<Vec<u64>>, choices: u32, at_once: bool) {
        if self.known.contains(&state) {
            return;
        }
        if self.limits.states <= self.known.len() as u64 {
            self.full = true;
            return;
        }
        self.note_node(state.node, choices);
        for (id, range) in self.meters.iter().zip(&mut self.found.meters) {
            if let Some(CurrentValue::Number(value)) = self.machine.value_of(&state, id) {
                let (low, high) = range.unwrap_or((value, value));
                *range = Some((low.min(value), high.max(value)));
            }
        }
        self.known.insert(state.clone());
        if at_once {
            self.ahead.push_front((state, choices));
        } else {
            self.ahead.push_back((state, choices));
        }
    }

    fn note_node(&mut self, node: NodeIx, choices: u32) {
        if let Some(at) = self.found.nodes.get_mut(node.index()) {
            let previous = at.unwrap_or(NodeStats { states: 0, choices });
            *at = Some(NodeStats { states: previous.states + 1, choices: previous.choices.min(choices) });
        }
    }
}
