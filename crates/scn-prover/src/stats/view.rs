//! A graph, or the part of it that one way of playing uses; its loops; and reachability.

use super::graph::{Graph, GraphStep, NONE, StepTarget};

/// The steps of a graph that are enabled.
#[derive(Debug)]
pub(super) struct GraphView<'g, 'm> {
    pub(super) graph: &'g Graph<'m>,
    /// Whether each step is enabled; without a list, all steps are.
    keep: Option<Vec<bool>>,
    /// The strongly connected components of the reachable states; each comes after all components
    /// it leads to.
    pub(super) components: Vec<Component>,
    /// The component of each state; `NONE` for unreachable states.
    pub(super) component_of: Vec<u32>,
}

/// A strongly connected component.
#[derive(Debug)]
pub(super) struct Component {
    /// In the order of their numbers.
    pub(super) states: Vec<u32>,
    /// Whether a run can cycle within it.
    pub(super) loops: bool,
}

impl<'g, 'm> GraphView<'g, 'm> {
    pub(super) fn new(graph: &'g Graph<'m>, keep: Option<Vec<bool>>) -> Self {
        let mut view = Self { graph, keep, components: Vec::new(), component_of: vec![NONE; graph.len()] };
        view.find_components();
        view
    }

    /// Iterates over the steps from a state, with their numbers.
    pub(super) fn steps_from(&self, state: u32) -> impl Iterator<Item = (u32, &'g GraphStep)> + '_ {
        let keep = self.keep.as_deref();
        self.graph
            .step_range(state)
            .filter(move |at| keep.is_none_or(|keep| keep[*at as usize]))
            .map(|at| (at, &self.graph.moves[at as usize]))
    }

    /// The state that a step leads to, if the step is enabled and leads to a state.
    fn target_of(&self, at: u32) -> Option<u32> {
        let is_enabled = self.keep.as_ref().is_none_or(|keep| keep[at as usize]);
        match self.graph.moves[at as usize].to {
            StepTarget::State(to) if is_enabled => Some(to),
            StepTarget::State(_) | StepTarget::NoOutcome | StepTarget::Nowhere | StepTarget::Beyond => None,
        }
    }

    /// Iterates over the successors of a state.
    fn successors(&self, state: u32) -> impl Iterator<Item = u32> + '_ {
        self.graph.step_range(state).filter_map(|at| self.target_of(at))
    }

    /// Returns whether a run stops at a state that is not an ending, because no choice is on offer.
    pub(super) fn is_dead_end(&self, state: u32) -> bool {
        self.graph.result_of(state).is_none() && self.steps_from(state).next().is_none()
    }

    /// Iterates over the odds of each step from a state if every choice on offer is equally
    /// likely and chance keeps its own odds, as `(step, numerator, denominator)`.
    pub(super) fn step_odds(&self, state: u32) -> impl Iterator<Item = (u32, u64, u128)> + '_ {
        let mut choices = 0_u128;
        let mut last = None;
        for (_, step) in self.steps_from(state) {
            if last != Some(step.choice) {
                choices += 1;
                last = Some(step.choice);
            }
        }
        self.steps_from(state).map(move |(at, step)| {
            let weight = self.graph.machine.outcome_weight(scn_story::OutcomeIx(step.outcome));
            (at, weight.numerator, u128::from(weight.denominator) * choices.max(1))
        })
    }

    /// Returns, for each state, whether a state that satisfies `goal` is reachable from it. `goal`
    /// is evaluated only for reachable states.
    pub(super) fn can_reach(&self, goal: &dyn Fn(u32) -> bool) -> Vec<bool> {
        let mut leads = vec![false; self.graph.len()];
        // A component comes after all that it leads to, and all its states reach the same states.
        for set in &self.components {
            let reaches_goal = set
                .states
                .iter()
                .any(|state| goal(*state) || self.successors(*state).any(|target| leads[target as usize]));
            if reaches_goal {
                set.states.iter().for_each(|state| leads[*state as usize] = true);
            }
        }
        leads
    }

    /// Uses Tarjan's algorithm for strongly connected components (R. Tarjan, 'Depth-first search
    /// and linear graph algorithms', 1972) with an explicit stack.
    fn find_components(&mut self) {
        struct Visit {
            state: u32,
            /// The steps that are not followed yet; from the last on.
            steps: std::ops::Range<u32>,
        }
        let count = self.graph.len();
        if count == 0 {
            return;
        }
        let mut index = vec![NONE; count];
        let mut low = vec![NONE; count];
        let mut on_stack = vec![false; count];
        let mut stack = Vec::new();
        let mut clock = 0;
        let mark_visited = |state: u32, index: &mut [u32], low: &mut [u32], clock: &mut u32| {
            index[state as usize] = *clock;
            low[state as usize] = *clock;
            *clock += 1;
        };
        mark_visited(0, &mut index, &mut low, &mut clock);
        stack.push(0);
        on_stack[0] = true;
        let mut path = vec![Visit { state: 0, steps: self.graph.step_range(0) }];
        while let Some(visit) = path.last_mut() {
            let state = visit.state as usize;
            match visit.steps.by_ref().rev().find_map(|at| self.target_of(at)) {
                Some(target) if index[target as usize] == NONE => {
                    mark_visited(target, &mut index, &mut low, &mut clock);
                    stack.push(target);
                    on_stack[target as usize] = true;
                    path.push(Visit { state: target, steps: self.graph.step_range(target) });
                }
                Some(target) if on_stack[target as usize] => low[state] = low[state].min(index[target as usize]),
                Some(_) => {}
                None => {
                    path.pop();
                    if let Some(above) = path.last() {
                        low[above.state as usize] = low[above.state as usize].min(low[state]);
                    }
                    if low[state] == index[state] {
                        let first_member = stack.iter().rposition(|other| *other as usize == state).unwrap_or(0);
                        let mut states = stack.split_off(first_member);
                        states.sort_unstable();
                        let number = self.components.len() as u32;
                        for state in &states {
                            on_stack[*state as usize] = false;
                            self.component_of[*state as usize] = number;
                        }
                        let loops = 1 < states.len() || self.successors(state as u32).any(|it| it as usize == state);
                        self.components.push(Component { states, loops });
                    }
                }
            }
        }
    }
}
