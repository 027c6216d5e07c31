//! What the moments at each node are like: how many there are, how soon a run comes there, and what
//! values meters have had by then.
//!
//! A proof leaves out of its states what no condition ahead reads; here the values themselves are
//! asked for, so whole states are walked, plainly and breadth first. That is for an author who
//! looks at one place, and stops early: nothing is claimed from it.

use std::collections::VecDeque;

use rustc_hash::FxHashSet;
use scn_story::{ChoiceIx, Machine, Moment, NodeIx, OutcomeIx, Silent, Stacks, State, Step, ValueNow};

use crate::Limits;

/// So many states are walked between two looks at the watch.
const BETWEEN: usize = 1 << 10;

/// What the moments of a scenario are like, as far as the limits allow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moments {
    /// Whether that is all of them. Where not, there may be more of each, and values beyond these.
    pub complete: bool,
    /// For each node of the machine, those there; `None` where no run was seen to come.
    pub nodes: Vec<Option<NodeMoments>>,
    /// For each meter asked for, the least and the greatest value that it has at a moment.
    pub meters: Vec<Option<(i64, i64)>>,
}

/// The moments at a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeMoments {
    /// How many there are that differ in a value, a mark or the detours that are open.
    pub states: u64,
    /// How many choices the shortest run there makes.
    pub choices: u32,
}

/// Walks the moments of a machine, which is best built with [`Keep::All`](scn_story::Keep::All),
/// and notes the values of the meters of these ids.
#[must_use]
pub fn moments(machine: &Machine, meters: &[&str], limits: &Limits<'_>) -> Moments {
    let mut walk = Walk {
        machine,
        meters,
        limits,
        known: FxHashSet::default(),
        ahead: VecDeque::new(),
        full: false,
        found: Moments { complete: false, nodes: vec![None; machine.node_count()], meters: vec![None; meters.len()] },
    };
    let ended = walk.run();
    walk.found.complete = !walk.full && !ended;
    walk.found
}

struct Walk<'w> {
    machine: &'w Machine,
    meters: &'w [&'w str],
    limits: &'w Limits<'w>,
    known: FxHashSet<State<Vec<u64>>>,
    /// States whose turn has not come, with how many choices led there: in the order of that
    /// number.
    ahead: VecDeque<(State<Vec<u64>>, u32)>,
    full: bool,
    found: Moments,
}

impl Walk<'_> {
    /// Whether whoever watches has ended it.
    fn run(&mut self) -> bool {
        let mut stacks = Stacks::new();
        self.meet(self.machine.start(&mut Silent), 0, false);
        let (mut open, mut outcomes): (Vec<ChoiceIx>, Vec<OutcomeIx>) = Default::default();
        let mut walked = 0;
        while let Some((state, choices)) = self.ahead.pop_front() {
            if walked % BETWEEN == 0 && !self.limits.go_on(BETWEEN) {
                return true;
            }
            walked += 1;
            match self.machine.moment(state.node) {
                Moment::Ending(_) => {}
                Moment::GoesOn => {
                    if let Step::To(next) = self.machine.go_on(&state, &mut Silent, &stacks) {
                        self.meet(next, choices, true);
                    }
                }
                Moment::Choices => {
                    self.machine.offers(&state, &mut open, &mut Silent);
                    for choice in &open {
                        let chosen = self.machine.choose(&state, &open, *choice, &mut outcomes, &mut Silent);
                        for outcome in &outcomes {
                            if let Step::To(next) = self.machine.take(&chosen, *outcome, &mut stacks, &mut Silent) {
                                self.meet(next, choices.saturating_add(1), false);
                            }
                        }
                    }
                }
            }
        }
        false
    }

    /// Notes a state that is new. What takes no choice to come to goes before what takes one.
    fn meet(&mut self, state: State<Vec<u64>>, choices: u32, at_once: bool) {
        if self.known.contains(&state) {
            return;
        }
        if self.limits.states <= self.known.len() as u64 {
            self.full = true;
            return;
        }
        self.note(state.node, choices);
        for (id, range) in self.meters.iter().zip(&mut self.found.meters) {
            if let Some(ValueNow::Number(value)) = self.machine.value(&state, id) {
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

    fn note(&mut self, node: NodeIx, choices: u32) {
        if let Some(at) = self.found.nodes.get_mut(node.index()) {
            let before = at.unwrap_or(NodeMoments { states: 0, choices });
            *at = Some(NodeMoments { states: before.states + 1, choices: before.choices.min(choices) });
        }
    }
}
