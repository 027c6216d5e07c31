//! Compares expanding a whole moment with doing the same step by step, and flat conditions with the
//! trees they are made from, on random scenarios.

use std::collections::BTreeSet;

use super::random::random;
use super::*;
use crate::{Expander, Offer, Silent};

/// Records what can happen at a moment. Conditions are recorded as a set, since those of a text may
/// be evaluated before or after others.
#[derive(Default, Debug, PartialEq)]
struct Happens {
    judged: BTreeSet<(SiteId, bool)>,
    lines: Vec<String>,
    /// The last line: what the current outcome cut off.
    cut: String,
    skips_text: bool,
}

impl Happens {
    fn line(&mut self, line: String) {
        let cut = std::mem::take(&mut self.cut);
        self.lines.push(format!("{line}{cut}"));
    }
}

impl Observer<Vec<u64>> for Happens {
    fn condition_evaluated(&mut self, site: SiteId, held: bool) {
        self.judged.insert((site, held));
    }

    fn change_saturated(&mut self, site: SiteId) {
        self.cut += &format!(" cuts {}", site.0);
    }
}

impl Expander<Vec<u64>> for Happens {
    fn choice_offered(&mut self, choice: ChoiceIx, offer: Offer) {
        self.line(format!("{} {offer:?}", choice.0));
    }

    fn without_outcome(&mut self, choice: ChoiceIx) {
        self.line(format!("{} has no outcome", choice.0));
    }

    fn outcome_leads(&mut self, outcome: OutcomeIx, node: NodeIx, stack: u32, bits: Vec<u64>) {
        self.line(format!("{} leads to {} {stack} {bits:?}", outcome.0, node.0));
    }

    fn outcome_stops(&mut self, outcome: OutcomeIx, stop: Stop) {
        self.line(format!("{} stops: {stop:?}", outcome.0));
    }

    fn wants_text(&self, _: OutcomeIx) -> bool {
        !self.skips_text
    }
}

/// Reports everything that can happen at a moment to `happens`, step by step, and returns where it
/// leads.
fn step_by_step(
    machine: &Machine,
    state: &State<Vec<u64>>,
    stacks: &mut Stacks,
    happens: &mut Happens,
) -> Vec<State<Vec<u64>>> {
    let mut next = Vec::new();
    let mut open = Vec::new();
    for choice in machine.choices_of(state.node) {
        let offer = machine.offer(state, choice, happens);
        happens.choice_offered(choice, offer);
        if offer == Offer::Open {
            open.push(choice);
        }
    }
    for choice in &open {
        let mut outcomes = Vec::new();
        let chosen = machine.choose(state, &open, *choice, &mut outcomes, happens);
        if outcomes.is_empty() {
            happens.without_outcome(*choice);
        }
        for outcome in outcomes {
            match machine.take_outcome(&chosen, outcome, stacks, happens) {
                Step::Stopped(stop) => happens.outcome_stops(outcome, stop),
                Step::To(mut to) => {
                    machine.reduce(&mut to);
                    happens.outcome_leads(outcome, to.node, to.stack, to.bits.clone());
                    next.push(to);
                }
            }
        }
    }
    next
}

/// Visits the states of a scenario, up to a bound, as exploration reaches them, and calls `look`
/// with each.
fn each_state(machine: &Machine, look: &mut impl FnMut(&State<Vec<u64>>, &mut Stacks)) {
    let mut stacks = Stacks::new();
    let mut start: State<Vec<u64>> = machine.start(&mut Silent);
    machine.reduce(&mut start);
    let (mut known, mut to_do) = (BTreeSet::new(), vec![start]);
    while let Some(state) = to_do.pop() {
        if !known.insert((state.node, state.stack, state.bits.clone())) || 400 < known.len() {
            continue;
        }
        look(&state, &mut stacks);
        if machine.moment(state.node) == Moment::GoesOn
            && let Step::To(mut to) = machine.go_on(&state, &mut Silent, &stacks)
        {
            machine.reduce(&mut to);
            to_do.push(to);
        }
        to_do.extend(step_by_step(machine, &state, &mut stacks, &mut Happens::default()));
    }
}

fn sorted(mut happens: Happens) -> Happens {
    // Step by step, all choices are offered before the first is made.
    happens.lines.sort();
    happens
}

#[test]
fn a_moment_at_once_is_the_same_step_by_step() {
    let (mut moments, mut leads) = (0, 0);
    for seed in 0..1200 {
        for keep in [Keep::All, Keep::Read] {
            let machine = Machine::new(&random(seed).numbered(), keep).expect("the scenario is whole");
            each_state(&machine, &mut |state, stacks| {
                let mut slowly = Happens::default();
                step_by_step(&machine, state, stacks, &mut slowly);
                let mut at_once = Happens::default();
                machine.expand(state, &mut Vec::new(), stacks, &mut at_once);
                let mut without_text = Happens { skips_text: true, ..Happens::default() };
                machine.expand(state, &mut Vec::new(), stacks, &mut without_text);
                let (slowly, at_once, without_text) = (sorted(slowly), sorted(at_once), sorted(without_text));
                assert_eq!(slowly, at_once, "seed {seed}");
                assert_eq!(slowly.lines, without_text.lines, "seed {seed}");
                assert!(without_text.judged.is_subset(&slowly.judged), "seed {seed}");
                moments += 1;
                leads += slowly.lines.iter().filter(|line| line.contains("leads")).count();
            });
        }
    }
    assert!(10_000 < moments && 10_000 < leads, "{moments} {leads}");
}

#[test]
fn flat_conditions_hold_where_their_trees_do() {
    let (mut held, mut failed) = (0, 0);
    for seed in 0..1200 {
        let machine = Machine::new(&random(seed).numbered(), Keep::All).expect("the scenario is whole");
        let cases = machine.cases.iter().filter_map(|case| case.when);
        let choices = machine.choices.iter().flat_map(|choice| [choice.when, choice.needs]).flatten();
        let outcomes = machine.outcomes.iter().filter_map(|outcome| outcome.when);
        let texts = machine
            .texts
            .iter()
            .flat_map(|text| text.when.iter().map(|(judged, _)| judged).chain(&text.inline).copied());
        let changes = machine.groups.iter().filter_map(|group| group.when);
        let all: Vec<_> = cases.chain(choices).chain(outcomes).chain(texts).chain(changes).collect();
        each_state(&machine, &mut |state, _| {
            for judged in &all {
                let holds = machine.holds(judged.root, state.node, &state.bits);
                assert_eq!(machine.evaluate_tests(judged.entry, state.node, &state.bits), holds, "seed {seed}");
                if holds { held += 1 } else { failed += 1 }
            }
        });
    }
    assert!(5_000 < held && 5_000 < failed, "{held} {failed}");
}
