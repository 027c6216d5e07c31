//! The questions that a proof answers, one by one.

use std::collections::{BTreeMap, BTreeSet};

use scn_story::{
    ChoiceIx, CondView, Effect, EffectGroup, Machine, Moment, NodeIx, OutcomeIx, PrincipleIx, SiteId, TextView, View,
};

use crate::{Level, Proof, StrayReturn, Witness};

/// A question about all runs of a scenario: whether some run does this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question {
    /// Enters this node.
    Enters(NodeIx),
    /// Has this choice on offer.
    Offers(ChoiceIx),
    /// Shows this choice locked.
    Locks(ChoiceIx),
    /// Takes this outcome.
    Takes(OutcomeIx),
    /// Evaluates the condition at this site, and it is true.
    Holds(SiteId),
    /// Evaluates the condition at this site, and it is false.
    Fails(SiteId),
    /// Has no choice on offer in this situation.
    DeadEnd(NodeIx),
    /// Makes this choice while no outcome's condition holds.
    NoOutcome(ChoiceIx),
    /// Reaches this `return` with no detour open.
    StrayReturn(StrayReturn),
    /// Cuts off this change while a later condition can still read the result.
    Saturates(SiteId),
    /// Enters moments that it can never leave and in which it can never stop.
    Trap,
    /// Has choices on offer that can, taken together, both uphold and break this principle.
    Tests(PrincipleIx),
    /// Ends without having faced this principle, although some run tests it.
    Avoids(PrincipleIx),
}

impl Proof {
    /// Returns whether some run is known to do what a question asks.
    ///
    /// `Avoids` is never shown by a proof itself: a complete proof says the contrary by the level
    /// [`Guaranteed`](Level::Guaranteed).
    #[must_use]
    pub fn shows(&self, question: Question) -> bool {
        let is_set = |list: &[bool], at: usize| list.get(at).copied().unwrap_or_default();
        match question {
            Question::Enters(node) => self.nodes.has(node),
            Question::Offers(choice) => is_set(&self.offered, choice.index()),
            Question::Locks(choice) => is_set(&self.locked, choice.index()),
            Question::Takes(outcome) => is_set(&self.taken, outcome.index()),
            Question::Holds(site) => is_set(&self.observed_true, site.0 as usize),
            Question::Fails(site) => is_set(&self.observed_false, site.0 as usize),
            Question::DeadEnd(node) => self.dead_ends.iter().any(|(at, _)| *at == node),
            Question::NoOutcome(choice) => self.no_outcomes.iter().any(|(at, _)| *at == choice),
            Question::StrayReturn(stray) => self.stray_returns.iter().any(|(at, _)| *at == stray),
            Question::Saturates(site) => self.saturated.iter().any(|(at, _)| *at == site),
            Question::Trap => !self.traps.is_empty(),
            Question::Tests(principle) => self.level_of(principle) >= Level::Tested,
            Question::Avoids(_) => false,
        }
    }

    /// Returns whether it is known that no run does what a question asks.
    #[must_use]
    pub fn excludes(&self, question: Question) -> bool {
        !self.open.contains(&question) && !self.shows(question)
    }

    /// Returns whether nothing is left open: what is not shown happens in no run. This is the case
    /// for every complete proof, and for one whose questions were all answered otherwise.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.complete || self.open.is_empty() && !self.interrupted
    }

    fn level_of(&self, principle: PrincipleIx) -> Level {
        self.coverage.get(principle.index()).map(|it| it.level).unwrap_or_default()
    }

    /// Records that some run does what a question asks. Returns whether that can be recorded without
    /// the run.
    pub(crate) fn show_without_run(&mut self, question: Question, machine: &Machine) -> bool {
        let (list, at) = match question {
            Question::Offers(choice) => (&mut self.offered, choice.index()),
            Question::Locks(choice) => (&mut self.locked, choice.index()),
            Question::Takes(outcome) => (&mut self.taken, outcome.index()),
            Question::Holds(site) => (&mut self.observed_true, site.0 as usize),
            Question::Fails(site) => (&mut self.observed_false, site.0 as usize),
            Question::Enters(_)
            | Question::DeadEnd(_)
            | Question::NoOutcome(_)
            | Question::StrayReturn(_)
            | Question::Saturates(_)
            | Question::Trap
            | Question::Tests(_)
            | Question::Avoids(_) => return false,
        };
        if let Some(place) = list.get_mut(at) {
            *place = true;
        }
        if let Question::Takes(outcome) = question {
            for (principle, _) in machine.outcome_links(outcome) {
                if let Some(coverage) = self.coverage.get_mut(principle.index()) {
                    coverage.level = coverage.level.max(Level::Reachable);
                }
            }
        }
        true
    }

    /// Leaves open every question of the machine that the proof does not answer with a run, unless
    /// it is complete.
    pub(crate) fn open_unanswered(&mut self, machine: &Machine) {
        self.open.clear();
        if self.complete {
            return;
        }
        let asked = all_questions(machine, &machine.view());
        self.open = asked.into_iter().filter(|question| !self.shows(*question)).collect();
        self.update_levels(machine);
    }

    /// Removes questions that have an answer by now from the open ones.
    pub(crate) fn close_answered(&mut self, machine: &Machine) {
        let open = std::mem::take(&mut self.open);
        self.open = open.into_iter().filter(|question| !self.shows(*question)).collect();
        self.update_levels(machine);
    }

    /// Adds what another proof of the same machine shows. What that one answers is no longer open.
    pub(crate) fn add_proof(&mut self, machine: &Machine, other: &Self) {
        fn merge_runs<K: Ord + Copy>(known: &mut Vec<(K, Witness)>, more: &[(K, Witness)]) {
            let mut sorted: BTreeMap<K, Witness> = std::mem::take(known).into_iter().collect();
            for (key, run) in more {
                sorted.entry(*key).or_insert_with(|| run.clone());
            }
            known.extend(sorted);
        }
        for (known, more) in [
            (&mut self.observed_true, &other.observed_true),
            (&mut self.observed_false, &other.observed_false),
            (&mut self.offered, &other.offered),
            (&mut self.locked, &other.locked),
            (&mut self.taken, &other.taken),
        ] {
            known.iter_mut().zip(more).for_each(|(known, more)| *known |= more);
        }
        for node in (0..machine.node_count()).map(NodeIx::at).filter(|node| !self.nodes.has(*node)).collect::<Vec<_>>()
        {
            if let Some(run) = other.nodes.run_to(node) {
                self.nodes.enter(node, run);
            }
        }
        merge_runs(&mut self.dead_ends, &other.dead_ends);
        merge_runs(&mut self.no_outcomes, &other.no_outcomes);
        merge_runs(&mut self.stray_returns, &other.stray_returns);
        merge_runs(&mut self.saturated, &other.saturated);
        for (coverage, other) in self.coverage.iter_mut().zip(&other.coverage) {
            coverage.level = coverage.level.max(other.level);
        }
        self.open_unanswered(machine);
        self.open.retain(|question| other.open.contains(question));
        self.update_levels(machine);
    }

    /// Determines which principles may be covered better than the proof shows.
    fn update_levels(&mut self, machine: &Machine) {
        let mut may_be_higher = vec![false; self.coverage.len()];
        for question in &self.open {
            match question {
                Question::Tests(principle) | Question::Avoids(principle) => {
                    if let Some(place) = may_be_higher.get_mut(principle.index()) {
                        *place = true;
                    }
                }
                Question::Takes(outcome) => {
                    for (principle, _) in machine.outcome_links(*outcome) {
                        let is_linked = self.level_of(*principle) == Level::Linked;
                        if let Some(place) = may_be_higher.get_mut(principle.index()).filter(|_| is_linked) {
                            *place = true;
                        }
                    }
                }
                Question::Enters(_)
                | Question::Offers(_)
                | Question::Locks(_)
                | Question::Holds(_)
                | Question::Fails(_)
                | Question::DeadEnd(_)
                | Question::NoOutcome(_)
                | Question::StrayReturn(_)
                | Question::Saturates(_)
                | Question::Trap => {}
            }
        }
        for (coverage, may_be_higher) in self.coverage.iter_mut().zip(may_be_higher) {
            coverage.may_be_higher = may_be_higher && coverage.level != Level::Guaranteed;
        }
    }
}

/// Returns every question about a machine whose answer is not known from its text alone.
pub(crate) fn all_questions(machine: &Machine, view: &View) -> BTreeSet<Question> {
    let mut asked = Asked { machine, questions: BTreeSet::from([Question::Trap]) };
    for (node, known) in (0..).map(NodeIx).zip(&view.nodes) {
        asked.ask(Question::Enters(node));
        let is_always_on_offer = |choice: ChoiceIx| {
            view.choices
                .get(choice.index())
                .is_some_and(|choice| choice.when.is_none() && choice.needs.is_none() && !choice.once)
        };
        if machine.moment(node) == Moment::Choices && !machine.choices_of(node).any(is_always_on_offer) {
            asked.ask(Question::DeadEnd(node));
        }
        asked.groups(&known.set);
        asked.texts(&known.texts);
        known.cases.iter().for_each(|case| asked.cond(case.when.as_ref()));
        if known.cases.iter().any(|case| case.to == scn_story::GoalView::Return) {
            asked.ask(Question::StrayReturn(StrayReturn::Node(node)));
        }
    }
    for (choice, known) in (0..).map(ChoiceIx).zip(&view.choices) {
        asked.ask(Question::Offers(choice));
        let always_happens =
            |outcome: OutcomeIx| view.outcomes.get(outcome.index()).is_some_and(|outcome| outcome.when.is_none());
        if !machine.outcomes_of(choice).any(always_happens) {
            asked.ask(Question::NoOutcome(choice));
        }
        if known.needs.is_some() {
            asked.ask(Question::Locks(choice));
        }
        asked.cond(known.when.as_ref());
        asked.cond(known.needs.as_ref());
    }
    for (outcome, known) in (0..).map(OutcomeIx).zip(&view.outcomes) {
        asked.ask(Question::Takes(outcome));
        asked.cond(known.when.as_ref());
        asked.groups(&known.set);
        asked.texts(&known.texts);
        known.next.iter().for_each(|case| asked.cond(case.when.as_ref()));
        if known.next.iter().any(|case| case.to == scn_story::GoalView::Return) {
            asked.ask(Question::StrayReturn(StrayReturn::Outcome(outcome)));
        }
        for (principle, _) in machine.outcome_links(outcome) {
            asked.ask(Question::Tests(*principle));
            asked.ask(Question::Avoids(*principle));
        }
    }
    asked.questions
}

/// The questions collected so far.
struct Asked<'m> {
    machine: &'m Machine,
    questions: BTreeSet<Question>,
}

impl Asked<'_> {
    fn ask(&mut self, question: Question) {
        self.questions.insert(question);
    }

    fn cond(&mut self, cond: Option<&CondView>) {
        if let Some(cond) = cond {
            self.questions.extend([Question::Holds(cond.site), Question::Fails(cond.site)]);
        }
    }

    fn groups(&mut self, groups: &[EffectGroup]) {
        for group in groups {
            self.cond(group.when.as_ref());
            for effect in &group.effects {
                if let Effect::Add { site, .. } = effect
                    && self.machine.is_read_after(*site)
                {
                    self.ask(Question::Saturates(*site));
                }
            }
        }
    }

    fn texts(&mut self, texts: &[TextView]) {
        for text in texts {
            text.when.iter().for_each(|(cond, _)| self.cond(Some(cond)));
            text.inline.iter().for_each(|cond| self.cond(Some(cond)));
        }
    }
}
