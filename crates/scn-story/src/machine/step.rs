//! What happens, exactly. The numbers in comments refer to 'What happens' in the language
//! reference.

use super::bits::{Bits, State};
use super::flat::Op;
use super::stacks::Stacks;
use super::{Case, ChoiceIx, Goal, IndexRange, Machine, NodeIx, OutcomeIx, SlotIx, slice_of};
use crate::{RunResult, SiteId};

/// A body that is about to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// The scenario's brief.
    Brief,
    /// The body of a situation or ending.
    Node(NodeIx),
    /// The body of an outcome.
    Outcome(OutcomeIx),
}

/// Receives what happens inside a step, in order.
pub trait Observer<B: Bits> {
    /// A body is about to be shown. `state` is the state that its text sees.
    fn body_shown(&mut self, _body: Body, _state: &State<B>) {}
    /// A condition was evaluated.
    fn condition_evaluated(&mut self, _site: SiteId, _held: bool) {}
    /// A change was cut off at the end of its meter's range.
    fn change_saturated(&mut self, _site: SiteId) {}
}

/// An observer that ignores everything.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl<B: Bits> Observer<B> for Silent {}

/// The kind of moment at a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// The run stops here.
    Ending(RunResult),
    /// It continues by itself; see [`Machine::go_on`].
    GoesOn,
    /// There are choices; see [`Machine::offers`].
    Choices,
}

/// Whether a choice can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// Its `[if]` does not hold.
    Hidden,
    /// It is `[once]` and has been chosen.
    Used,
    /// It is shown, but its `[needs]` does not hold.
    Locked,
    /// It is on offer.
    Open,
}

/// Where a step leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step<B> {
    /// To the next moment.
    To(State<B>),
    /// The run stops without an ending.
    Stopped(Stop),
}

/// Why a run stops without an ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// No `Next:` says where to continue.
    Nowhere,
    /// It reached a `return` with no detour open: of this outcome, or of the situation itself.
    StrayReturn(Option<OutcomeIx>),
}

impl Machine {
    /// Returns the first moment of a run.
    pub fn start<B: Bits>(&self, observer: &mut impl Observer<B>) -> State<B> {
        let mut state = State { node: self.start, stack: 0, bits: B::zero(self.words) };
        for at in 0..self.slots.len() {
            let slot = SlotIx(u32::try_from(at).unwrap_or(u32::MAX));
            let start = self.slot_at(slot).start;
            self.set_raw(state.bits.as_mut(), slot, start);
        }
        observer.body_shown(Body::Brief, &state);
        self.evaluate_text(&self.brief, &state, observer);
        let start = self.start;
        self.enter_node(state, start, observer)
    }

    /// (1) Enters a node: applies its changes, shows its body, then sets its mark. Returns the
    /// resulting moment.
    fn enter_node<B: Bits>(&self, mut state: State<B>, node: NodeIx, observer: &mut impl Observer<B>) -> State<B> {
        state.node = node;
        let Some(entered) = self.nodes.get(node.index()) else { return state };
        self.apply_changes(&entered.set, &mut state, observer);
        observer.body_shown(Body::Node(node), &state);
        self.evaluate_text(&entered.texts, &state, observer);
        entered.mark.set(state.bits.as_mut());
        state
    }

    /// Returns the kind of moment at a node. A situation with neither choices nor `Next:` counts as
    /// one with choices, none of which is on offer.
    #[must_use]
    pub fn moment(&self, node: NodeIx) -> Moment {
        match self.nodes.get(node.index()) {
            Some(node) => match node.result {
                Some(result) => Moment::Ending(result),
                None if node.choices.is_empty() && !node.cases.is_empty() => Moment::GoesOn,
                None => Moment::Choices,
            },
            None => Moment::Choices,
        }
    }

    /// (1) Continues from a situation without choices to the first case that holds.
    pub fn go_on<B: Bits>(&self, state: &State<B>, observer: &mut impl Observer<B>, stacks: &Stacks) -> Step<B> {
        let cases = self.nodes.get(state.node.index()).and_then(|node| slice_of(&self.cases, &node.cases));
        let goal = self.first_case(cases.unwrap_or_default(), state, observer);
        self.follow_goal(state.clone(), goal, None, stacks, observer)
    }

    /// Returns the goal of the first case that holds, or `Nowhere` if none does.
    fn first_case<B: Bits>(&self, cases: &[Case], state: &State<B>, observer: &mut impl Observer<B>) -> Goal {
        let holds = |case: &&Case| {
            case.when.is_none_or(|judged| {
                let is_true = self.evaluate_tests(judged.entry, state.node, state.bits.as_ref());
                observer.condition_evaluated(judged.site, is_true);
                is_true
            })
        };
        cases.iter().find(holds).map_or(Goal::Nowhere, |case| case.to)
    }

    /// (2) Returns whether a choice of the state's situation can be made.
    pub fn offer<B: Bits>(&self, state: &State<B>, choice: ChoiceIx, observer: &mut impl Observer<B>) -> Offer {
        let Some(choice) = self.choices.get(choice.index()) else { return Offer::Hidden };
        let bits = state.bits.as_ref();
        if choice.used.is_set(bits) {
            return Offer::Used;
        }
        for (judged, otherwise) in [(choice.when, Offer::Hidden), (choice.needs, Offer::Locked)] {
            if let Some(judged) = judged {
                let is_true = self.evaluate_tests(judged.entry, state.node, bits);
                observer.condition_evaluated(judged.site, is_true);
                if !is_true {
                    return otherwise;
                }
            }
        }
        Offer::Open
    }

    /// (2) Replaces the contents of `open` with the choices on offer, in source order.
    pub fn offers<B: Bits>(&self, state: &State<B>, open: &mut Vec<ChoiceIx>, observer: &mut impl Observer<B>) {
        open.clear();
        let choices = self.nodes.get(state.node.index()).map(|node| node.choices.clone()).unwrap_or_default();
        open.extend(choices.map(ChoiceIx).filter(|choice| self.offer(state, *choice, observer) == Offer::Open));
    }

    /// (3, 4) Makes a choice while the choices in `open` are on offer. Sets the marks and writes
    /// the possible outcomes to `outcomes`: one outcome, none if no condition holds, or all that
    /// chance may draw.
    pub fn choose<B: Bits>(
        &self,
        state: &State<B>,
        open: &[ChoiceIx],
        choice: ChoiceIx,
        outcomes: &mut Vec<OutcomeIx>,
        observer: &mut impl Observer<B>,
    ) -> State<B> {
        outcomes.clear();
        let mut state = state.clone();
        let Some(chosen) = self.choices.get(choice.index()) else { return state };
        chosen.mark.set(state.bits.as_mut());
        if self.reads_faced {
            for open in open.iter().filter_map(|choice| self.choices.get(choice.index())) {
                self.set_marks(&open.faces, &mut state);
            }
        }
        for outcome in chosen.outcomes.clone().map(OutcomeIx) {
            let when = self.outcomes.get(outcome.index()).and_then(|outcome| outcome.when);
            let holds = when.is_none_or(|judged| {
                let is_true = self.evaluate_tests(judged.entry, state.node, state.bits.as_ref());
                observer.condition_evaluated(judged.site, is_true);
                is_true
            });
            if holds {
                outcomes.push(outcome);
                if !chosen.chance {
                    break;
                }
            }
        }
        state
    }

    /// (5, 6) Lets an outcome happen in the state returned by [`choose`](Self::choose): effects,
    /// text, detour, next.
    pub fn take_outcome<B: Bits>(
        &self,
        state: &State<B>,
        outcome: OutcomeIx,
        stacks: &mut Stacks,
        observer: &mut impl Observer<B>,
    ) -> Step<B> {
        let mut state = state.clone();
        let Some(taken) = self.outcomes.get(outcome.index()) else { return Step::Stopped(Stop::Nowhere) };
        self.set_marks(&taken.marks, &mut state);
        self.apply_changes(&taken.set, &mut state, observer);
        observer.body_shown(Body::Outcome(outcome), &state);
        self.evaluate_text(&taken.texts, &state, observer);
        match taken.detour {
            Some(detour) => {
                state.stack = self.open_detour(state.stack, outcome, stacks);
                Step::To(self.enter_node(state, detour, observer))
            }
            None => self.follow_goal(state, taken.next, Some(outcome), stacks, observer),
        }
    }

    /// Follows a `Next:`, which belongs to `from` or to the state's own situation, and that of
    /// every outcome that a `return` goes back to.
    fn follow_goal<B: Bits>(
        &self,
        mut state: State<B>,
        mut goal: Goal,
        mut from: Option<OutcomeIx>,
        stacks: &Stacks,
        observer: &mut impl Observer<B>,
    ) -> Step<B> {
        loop {
            match goal {
                Goal::Nowhere => return Step::Stopped(Stop::Nowhere),
                Goal::Cases { first, end } => {
                    goal = self.first_case(slice_of(&self.cases, &(first..end)).unwrap_or_default(), &state, observer);
                }
                Goal::Node(node) => return Step::To(self.enter_node(state, node, observer)),
                Goal::Again => {
                    let own_node =
                        from.and_then(|outcome| self.choice_of(outcome)).and_then(|(choice, _)| self.node_of(choice));
                    let node = own_node.unwrap_or(state.node);
                    return Step::To(self.enter_node(state, node, observer));
                }
                Goal::Return => match stacks.pop(state.stack) {
                    None => return Step::Stopped(Stop::StrayReturn(from)),
                    Some((below, outcome)) => {
                        state.stack = below;
                        goal = self.outcomes.get(outcome.index()).map_or(Goal::Nowhere, |outcome| outcome.next);
                        from = Some(outcome);
                    }
                },
            }
        }
    }

    /// Sets everything that no later condition can read to zero, so that states that differ in
    /// nothing else become equal. At an ending nothing is ahead, not even a `return`.
    pub fn reduce<B: Bits>(&self, state: &mut State<B>) {
        if self.result(state.node).is_some() {
            state.stack = 0;
        }
        let first = state.node.index() * self.words;
        if let Some(live) = self.live.get(first..first + self.words) {
            for (word, mask) in state.bits.as_mut().iter_mut().zip(live) {
                *word &= mask;
            }
        }
    }

    fn set_marks<B: Bits>(&self, marks: &IndexRange, state: &mut State<B>) {
        for mark in slice_of(&self.marks, marks).unwrap_or_default() {
            mark.set(state.bits.as_mut());
        }
    }

    fn apply_changes<B: Bits>(&self, groups: &IndexRange, state: &mut State<B>, observer: &mut impl Observer<B>) {
        for group in slice_of(&self.groups, groups).unwrap_or_default() {
            let applies = group.when.is_none_or(|judged| {
                let is_true = self.evaluate_tests(judged.entry, state.node, state.bits.as_ref());
                observer.condition_evaluated(judged.site, is_true);
                is_true
            });
            if applies {
                apply_ops(slice_of(&self.ops, &group.changes).unwrap_or_default(), state.bits.as_mut(), observer);
            }
        }
    }
}

/// Applies changes.
#[inline(always)]
pub(super) fn apply_ops<B: Bits>(ops: &[Op], bits: &mut [u64], observer: &mut impl Observer<B>) {
    for op in ops {
        match *op {
            Op::Put { word, field, raw } => {
                if let Some(word) = bits.get_mut(word as usize) {
                    *word = *word & !field | raw;
                }
            }
            Op::Add { word, shift, mask, top, by, site } => {
                let Some(word) = bits.get_mut(word as usize) else { continue };
                // Raw values are at most `top`, so the sum is far from the limits of 64 bits.
                let wanted = (*word >> shift & mask) as i64 + by;
                let cut = wanted.clamp(0, top);
                *word = *word & !(mask << shift) | (cut as u64) << shift;
                if wanted != cut {
                    observer.change_saturated(site);
                }
            }
        }
    }
}
