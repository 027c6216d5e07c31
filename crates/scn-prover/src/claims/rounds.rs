//! States that a run can come back to: those in a component of more than one state.

use super::is;
use crate::edges::{Edges, Successors};
use crate::table::{NONE, StateIx};

/// For each state among `inside`, whether a way of more than one step leads from it back to it through states of `inside`.
///
/// Tarjan's search for strongly connected components (R. Tarjan, 'Depth-first search and linear graph algorithms', 1972), with its own stack.
pub(super) fn rounds(edges: &Edges, inside: &[bool], start: StateIx) -> Vec<bool> {
    let none = || vec![NONE; inside.len()];
    let mut search = Search {
        edges,
        inside,
        met: none(),
        low: none(),
        clock: 0,
        open: Vec::new(),
        round: vec![false; inside.len()],
    };
    if is(inside, start) {
        search.from(start);
    }
    search.round
}

struct Search<'e> {
    edges: &'e Edges,
    inside: &'e [bool],
    /// When each state was met; `NONE` before.
    met: Vec<u32>,
    /// The earliest state of an open component that it is known to lead to, by when that was met; `NONE` once its component is complete.
    low: Vec<u32>,
    clock: u32,
    /// States whose component is not complete.
    open: Vec<StateIx>,
    round: Vec<bool>,
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
                Some(target) if !is(self.inside, target) => {}
                Some(target) if get(&self.met, target) == NONE => path.push(self.meet(target)),
                // Of a complete component the value is `NONE`, the highest there is.
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
            if let Some(round) = self.round.get_mut(at as usize) {
                *round = several;
            }
        }
    }
}
