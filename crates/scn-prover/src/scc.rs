//! Strongly connected components of a graph: the states that a run can return to.

use crate::edges::{Edges, Successors};
use crate::table::{NONE, StateIx};

/// Returns, for each state in `inside` that can be reached from one of `starts` through states in
/// `inside`, its component: the number of the state of the component that the search visited first.
/// All other states get `NONE`, as does a state that forms a component of its own.
///
/// Uses Tarjan's algorithm for strongly connected components (R. Tarjan, 'Depth-first search and
/// linear graph algorithms', 1972) with an explicit stack.
pub(crate) fn find_components(
    edges: &Edges,
    inside: &[bool],
    starts: impl IntoIterator<Item = StateIx>,
) -> Vec<StateIx> {
    let unset_list = || vec![NONE; inside.len()];
    let mut search = SccSearch {
        edges,
        inside,
        met: unset_list(),
        low: unset_list(),
        clock: 0,
        open: Vec::new(),
        components: unset_list(),
    };
    for start in starts {
        if search.is_inside(start) && get_or_none(&search.met, start) == NONE {
            search.search_from(start);
        }
    }
    search.components
}

struct SccSearch<'e> {
    edges: &'e Edges,
    inside: &'e [bool],
    /// When each state was visited; `NONE` before that.
    met: Vec<u32>,
    /// The visiting time of the earliest state of an open component that this state is known to
    /// reach; `NONE` once its component is complete.
    low: Vec<u32>,
    clock: u32,
    /// States whose component is not complete.
    open: Vec<StateIx>,
    components: Vec<StateIx>,
}

fn get_or_none(list: &[u32], at: StateIx) -> u32 {
    list.get(at as usize).copied().unwrap_or(NONE)
}

fn set_entry(list: &mut [u32], at: StateIx, value: u32) {
    if let Some(place) = list.get_mut(at as usize) {
        *place = value;
    }
}

impl<'e> SccSearch<'e> {
    fn is_inside(&self, at: StateIx) -> bool {
        self.inside.get(at as usize).copied().unwrap_or_default()
    }

    fn visit(&mut self, at: StateIx) -> (StateIx, Successors<'e>) {
        set_entry(&mut self.met, at, self.clock);
        set_entry(&mut self.low, at, self.clock);
        self.clock += 1;
        self.open.push(at);
        (at, self.edges.successors_of(at))
    }

    fn search_from(&mut self, start: StateIx) {
        let mut path = vec![self.visit(start)];
        while let Some((at, targets)) = path.last_mut() {
            let state = *at;
            match targets.next() {
                Some(target) if !self.is_inside(target) => {}
                Some(target) if get_or_none(&self.met, target) == NONE => path.push(self.visit(target)),
                // For a state of a complete component this is `NONE`, the maximum value.
                Some(target) => self.lower_to(state, get_or_none(&self.low, target)),
                None => {
                    path.pop();
                    let low = get_or_none(&self.low, state);
                    if low == get_or_none(&self.met, state) {
                        self.complete_component(state);
                    } else if let Some((above, _)) = path.last() {
                        self.lower_to(*above, low);
                    }
                }
            }
        }
    }

    fn lower_to(&mut self, at: StateIx, low: u32) {
        let low = low.min(get_or_none(&self.low, at));
        set_entry(&mut self.low, at, low);
    }

    fn complete_component(&mut self, root: StateIx) {
        let first_member = self.open.iter().rposition(|at| *at == root).unwrap_or_default();
        let members = self.open.split_off(first_member);
        let several = 1 < members.len();
        for at in members {
            set_entry(&mut self.low, at, NONE);
            if several {
                set_entry(&mut self.components, at, root);
            }
        }
    }
}
