//! Liveness: what later conditions can still read.
//!
//! A backward data-flow analysis over the arrows of the story, ignoring conditions. A bit is live
//! at a moment if some path along `Next:` and `Detour:` lines leads to a condition that reads the
//! bit before it is overwritten. Two states at the same node and with the same open detours that
//! agree on all live bits have the same future, so exploring one of them covers both. A `return` is
//! assumed to lead to the continuation of every outcome that opens a detour. This makes more bits
//! live than necessary, which may cost states but never correctness.

use super::{
    Case, Change, ChangeGroup, CondNode, EvaluatedCond, Goal, IndexRange, Machine, Node, NodeIx, Outcome, SlotIx,
    TextBlock, slice_of,
};

/// A set of bits of a state.
type BitSet = Vec<u64>;

fn union_into(into: &mut BitSet, other: &BitSet) {
    for (into, other) in into.iter_mut().zip(other) {
        *into |= other;
    }
}

impl Machine {
    /// Computes `live` and `live_changes` as a fixed point. The sets only grow, so this terminates.
    pub(super) fn find_live(&mut self) {
        let empty: BitSet = vec![0; self.words];
        let mut moments = vec![empty.clone(); self.nodes.len()];
        let mut after_return = empty.clone();
        loop {
            let mut grown = after_return.clone();
            for outcome in self.outcomes.iter().filter(|outcome| outcome.detour.is_some()) {
                union_into(
                    &mut grown,
                    &self.before_goal(outcome.next, self.own_node(outcome), &moments, &after_return),
                );
            }
            let mut changed = grown != after_return;
            after_return = grown;
            for index in (0..self.nodes.len()).rev() {
                let updated = self.at_moment(NodeIx::at(index), &moments, &after_return);
                if let Some(moment) = moments.get_mut(index).filter(|moment| **moment != updated) {
                    *moment = updated;
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        self.live_changes = self.find_live_changes(&moments, &after_return);
        self.live = moments.concat();
    }

    fn own_node(&self, outcome: &Outcome) -> NodeIx {
        self.node_of(outcome.choice).unwrap_or_default()
    }

    /// Returns the bits live at the moment of a node.
    fn at_moment(&self, index: NodeIx, moments: &[BitSet], after_return: &BitSet) -> BitSet {
        let mut live: BitSet = vec![0; self.words];
        let Some(node) = self.nodes.get(index.index()) else { return live };
        self.promised.iter().for_each(|root| self.read_node(&mut live, *root));
        let cases = slice_of(&self.cases, &node.cases).unwrap_or_default();
        union_into(&mut live, &self.before_cases(cases, index, moments, after_return));
        for choice in slice_of(&self.choices, &node.choices).unwrap_or_default() {
            let mut chosen: BitSet = vec![0; self.words];
            for outcome in slice_of(&self.outcomes, &choice.outcomes).unwrap_or_default() {
                self.mark_read(&mut chosen, outcome.when);
                union_into(&mut chosen, &self.before_outcome(outcome, moments, after_return));
            }
            if let Some(slot) = choice.chosen {
                self.mark_dead(&mut chosen, slot);
            }
            // A choice that is made was on offer, so making it marks at least its own principles as
            // faced.
            for principle in slice_of(&self.linked, &choice.linked).unwrap_or_default() {
                if let Some(slot) = self.faced.get(principle.index()).copied().flatten() {
                    self.mark_dead(&mut chosen, slot);
                }
            }
            union_into(&mut live, &chosen);
            self.mark_read(&mut live, choice.when);
            self.mark_read(&mut live, choice.needs);
            if let Some(slot) = choice.chosen.filter(|_| choice.once) {
                self.mark_live(&mut live, slot);
            }
        }
        live
    }

    /// Returns the bits live before the effects of an outcome.
    fn before_outcome(&self, outcome: &Outcome, moments: &[BitSet], after_return: &BitSet) -> BitSet {
        let mut live = self.after_outcome(outcome, moments, after_return);
        self.read_text(&mut live, &outcome.texts);
        self.before_changes(&mut live, &outcome.set, &mut |_, _| {});
        for (principle, rating) in slice_of(&self.links, &outcome.links).unwrap_or_default() {
            let marks = if *rating < 0 { &self.broke } else { &self.upheld };
            if let Some(slot) = marks.get(principle.index()).copied().flatten() {
                self.mark_dead(&mut live, slot);
            }
        }
        live
    }

    /// Returns the bits live after the text of an outcome was shown.
    fn after_outcome(&self, outcome: &Outcome, moments: &[BitSet], after_return: &BitSet) -> BitSet {
        match outcome.detour {
            Some(detour) => self.before_enter(detour, moments),
            None => self.before_goal(outcome.next, self.own_node(outcome), moments, after_return),
        }
    }

    fn before_goal(&self, goal: Goal, own: NodeIx, moments: &[BitSet], after_return: &BitSet) -> BitSet {
        match goal {
            Goal::Node(node) => self.before_enter(node, moments),
            Goal::Again => self.before_enter(own, moments),
            Goal::Return => after_return.clone(),
            Goal::Nowhere => vec![0; self.words],
            Goal::Cases { first, end } => {
                let cases = slice_of(&self.cases, &(first..end)).unwrap_or_default();
                self.before_cases(cases, own, moments, after_return)
            }
        }
    }

    fn before_cases(&self, cases: &[Case], own: NodeIx, moments: &[BitSet], after_return: &BitSet) -> BitSet {
        let mut live: BitSet = vec![0; self.words];
        for case in cases {
            self.mark_read(&mut live, case.when);
            union_into(&mut live, &self.before_goal(case.to, own, moments, after_return));
        }
        live
    }

    /// Returns the bits live before a node is entered.
    fn before_enter(&self, index: NodeIx, moments: &[BitSet]) -> BitSet {
        let mut live = moments.get(index.index()).cloned().unwrap_or_else(|| vec![0; self.words]);
        if let Some(node) = self.nodes.get(index.index()) {
            self.before_moment(&mut live, node);
            self.before_changes(&mut live, &node.set, &mut |_, _| {});
        }
        live
    }

    fn before_moment(&self, live: &mut BitSet, node: &Node) {
        if let Some(slot) = node.visited {
            self.mark_dead(live, slot);
        }
        self.read_text(live, &node.texts);
    }

    /// Turns the bits live after groups of changes into those live before them. Calls `each` for
    /// every `Add` with whether its slot is live after it.
    fn before_changes(&self, live: &mut BitSet, groups: &IndexRange, each: &mut impl FnMut(usize, bool)) {
        for ChangeGroup { when, changes } in slice_of(&self.groups, groups).unwrap_or_default().iter().rev() {
            let unchanged = when.map(|_| live.clone());
            let list = slice_of(&self.changes, changes).unwrap_or_default();
            for (offset, change) in list.iter().enumerate().rev() {
                match *change {
                    Change::Put { slot, .. } => self.mark_dead(live, slot),
                    Change::Add { slot, .. } => each(changes.start as usize + offset, self.is_live(live, slot)),
                }
            }
            unchanged.iter().for_each(|unchanged| union_into(live, unchanged));
            self.mark_read(live, *when);
        }
    }

    fn find_live_changes(&self, moments: &[BitSet], after_return: &BitSet) -> Vec<bool> {
        let mut live_changes = vec![false; self.changes.len()];
        let mut record = |at: usize, live: bool| {
            if let Some(found) = live_changes.get_mut(at) {
                *found = live;
            }
        };
        for (index, node) in self.nodes.iter().enumerate() {
            let mut live = moments.get(index).cloned().unwrap_or_default();
            self.before_moment(&mut live, node);
            self.before_changes(&mut live, &node.set, &mut record);
        }
        for outcome in &self.outcomes {
            let mut live = self.after_outcome(outcome, moments, after_return);
            self.read_text(&mut live, &outcome.texts);
            self.before_changes(&mut live, &outcome.set, &mut record);
        }
        live_changes
    }

    fn read_text(&self, live: &mut BitSet, texts: &IndexRange) {
        for TextBlock { when, inline } in slice_of(&self.texts, texts).unwrap_or_default() {
            for judged in when.iter().map(|(judged, _)| judged).chain(inline) {
                self.mark_read(live, Some(*judged));
            }
        }
    }

    fn mark_read(&self, live: &mut BitSet, judged: Option<EvaluatedCond>) {
        if let Some(judged) = judged {
            self.read_node(live, judged.root);
        }
    }

    fn read_node(&self, live: &mut BitSet, root: u32) {
        match self.conds.get(root as usize) {
            None | Some(CondNode::Constant(_) | CondNode::At(_) | CondNode::Ended | CondNode::Result(_)) => {}
            Some(CondNode::And { first, count } | CondNode::Or { first, count }) => {
                (*first..first + count).for_each(|at| self.read_node(live, at));
            }
            Some(CondNode::Not(inner)) => self.read_node(live, *inner),
            Some(CondNode::Between { slot, .. }) => self.mark_live(live, *slot),
            Some(CondNode::Slots { left, right, .. }) => {
                self.mark_live(live, *left);
                self.mark_live(live, *right);
            }
        }
    }

    fn mark_live(&self, live: &mut BitSet, slot: SlotIx) {
        let slot = self.slot_at(slot);
        if let Some(word) = live.get_mut(slot.word as usize) {
            *word |= slot.mask << slot.shift;
        }
    }

    fn mark_dead(&self, live: &mut BitSet, slot: SlotIx) {
        let slot = self.slot_at(slot);
        if let Some(word) = live.get_mut(slot.word as usize) {
            *word &= !(slot.mask << slot.shift);
        }
    }

    fn is_live(&self, live: &BitSet, slot: SlotIx) -> bool {
        let slot = self.slot_at(slot);
        live.get(slot.word as usize).is_some_and(|word| word & slot.mask << slot.shift != 0)
    }
}
