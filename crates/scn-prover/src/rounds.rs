//! Strongly connected components of a graph: the states that a run can return to.

use crate::edges::{Edges, Successors};
use crate::table::{NONE, StateIx};

/// Returns, for each state in `inside` that can be reached from one of `starts` through states in
/// `inside`, its component: the number of the state of the component that the search visited first.
/// All other states get `NONE`, as does a state that forms a component of its own.
///
/// Uses Tarjan's algorithm for strongly connected components (R. Tarjan, 'Depth-first search and
/// linear graph algorithms', 1972) with an explicit stack.
pub(crate) fn components(edges: &Edges, inside: &[bool], starts: impl IntoIterator<Item = StateIx>) -> Vec<StateIx> {
    let none = || vec![NONE; inside.len()];
    let mut search = Search { edges, inside, met: none(), low: none(), clock: 0, open: Vec::new(), components: none() };
    for start in starts {
        if search.is_inside(start) && get(&search.met, start) == NONE {
            search.from(start);
        }
    }
    search.components
}

struct Search<'e> {
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

fn get(list: &[u32], at: StateIx) -> u32 {
    list.get(at as usize).copied().unwrap_or(NONE)
}

fn put(list: &mut [u32], at: StateIx, value: u32) {
    if let Some(place) = list.get_mut(at as usize) {
        *place = value;
    }
}

impl<'e> Search<'e> {
    fn is_inside(&self, at: StateIx) -> bool {
        self.inside.get(at as usize).copied().unwrap_or_default()
    }

    fn meet(&mut self, at: StateIx) -> (StateIx, Successors<'e>) {
        put(&mut self.met, at, self.clock);
        put(&mut self.low, at, self.clock);
        self.clock += 1;
        self.open.push(at);
        (at, self.edges.of(at))
    }

    fn from(&mut self, start: StateIx) {
        let mut path = vec![self.meet(start)];
        while let Some((at, targets)) = path.last_mut() {
            let at = *at;
            match targets.next() {
                Some(target) if !self.is_inside(target) => {}
                Some(target) if get(&self.met, target) == NONE => path.push(self.meet(target)),
                // For a state of a complete component this is `NONE`, the maximum value.
                Some(target) => self.lower(at, get(&self.low, target)),
                None => {
                    path.pop();
                    let low = get(&self.low, at);
                    if low == get(&self.met, at) {
                        self.complete(at);
                    } else if let Some((above, _)) = path.last() {
                        self.lower(*above, low);
                    }
                }
            }
        }
    }

    fn lower(&mut self, at: StateIx, low: u32) {
        let low = low.min(get(&self.low, at));
        put(&mut self.low, at, low);
    }

    fn complete(&mut self, root: StateIx) {
        let from = self.open.iter().rposition(|at| *at == root).unwrap_or_default();
        let members = self.open.split_off(from);
        let several = 1 < members.len();
        for at in members {
            put(&mut self.low, at, NONE);
            if several {
                put(&mut self.components, at, root);
            }
        }
    }
}
