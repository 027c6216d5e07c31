//! Answers from both sides must be true: they are compared with those of complete proofs for
//! thousands of random stories, and for stories whose meters change by uneven amounts.

use scn_story::{NodeIx, Observer, Silent, SiteId, Stacks, State, Step, Stop};

use super::random::{Lot, random};
use super::*;
use crate::bounds::always::{can_always_end, nodes_that_can_end};
use crate::question::all_questions;
use crate::{Question, bounds};

/// The largest number of states of a story that is compared.
const STATES: u64 = 20_000;

/// What was compared.
#[derive(Default)]
struct Compared {
    stories: usize,
    questions: usize,
    open: usize,
    runs: usize,
    /// Nodes from which a run can end whatever the values, and those at which one is trapped.
    endable: usize,
    trapped: usize,
    /// Stories of which all states were found.
    complete: usize,
}

/// Collects changes that are cut off.
#[derive(Default)]
struct Cuts(Vec<SiteId>);

impl Observer<Vec<u64>> for Cuts {
    fn change_saturated(&mut self, site: SiteId) {
        self.0.push(site);
    }
}

/// Where a run ends.
struct Replayed {
    /// The nodes entered since the last choice.
    entered: Vec<NodeIx>,
    cuts: Vec<SiteId>,
    state: State<Vec<u64>>,
    stopped: Option<(NodeIx, Stop)>,
    has_outcome: bool,
}

impl Replayed {
    /// Follows situations without choices.
    fn settle(&mut self, machine: &Machine, stacks: &Stacks) {
        self.entered.push(self.state.node);
        let mut cuts = Cuts::default();
        for _ in 0..machine.node_count() {
            if machine.moment(self.state.node) != scn_story::Moment::GoesOn {
                break;
            }
            match machine.go_on(&self.state, &mut cuts, stacks) {
                Step::To(next) => self.state = next,
                Step::Stopped(stop) => {
                    self.stopped = Some((self.state.node, stop));
                    break;
                }
            }
            self.entered.push(self.state.node);
        }
        self.cuts.append(&mut cuts.0);
    }
}

fn replay(machine: &Machine, run: &Witness) -> Replayed {
    let mut stacks = Stacks::new();
    let state = machine.start(&mut Silent);
    let mut at = Replayed { entered: Vec::new(), cuts: Vec::new(), state, stopped: None, has_outcome: true };
    at.settle(machine, &stacks);
    let steps = run.steps();
    let mut steps = steps.iter().peekable();
    let (mut open, mut outcomes) = (Vec::new(), Vec::new());
    while let Some(step) = steps.next() {
        let choice = match step {
            RunStep::Choose(choice) => *choice,
            RunStep::Draw(_) => unreachable!("a draw without a choice: {run:?}"),
        };
        assert!(at.stopped.is_none() && at.has_outcome, "the run goes on after its end: {run:?}");
        at.entered.clear();
        at.cuts.clear();
        machine.offers(&at.state, &mut open, &mut Silent);
        assert!(open.contains(&choice), "on offer: {run:?}");
        let chosen = machine.choose(&at.state, &open, choice, &mut outcomes, &mut Silent);
        let drawn = match steps.next_if(|step| matches!(step, RunStep::Draw(_))) {
            Some(RunStep::Draw(number)) => machine.outcomes_of(choice).nth(*number as usize - 1),
            Some(RunStep::Choose(_)) | None => outcomes.first().copied(),
        };
        let Some(outcome) = drawn.filter(|outcome| outcomes.contains(outcome)) else {
            at.has_outcome = false;
            continue;
        };
        let mut cuts = Cuts::default();
        match machine.take_outcome(&chosen, outcome, &mut stacks, &mut cuts) {
            Step::To(next) => at.state = next,
            Step::Stopped(stop) => at.stopped = Some((at.state.node, stop)),
        }
        at.cuts = cuts.0;
        if at.stopped.is_none() {
            at.settle(machine, &stacks);
        }
    }
    at
}

/// Checks that each run of a proof shows what it is said to show. Returns the number of runs.
fn check_runs(machine: &Machine, proof: &Proof) -> usize {
    let mut runs = 0;
    for node in (0..machine.node_count()).map(NodeIx::at) {
        if let Some(run) = proof.nodes.run_to(node) {
            assert!(replay(machine, &run).entered.contains(&node), "{run:?} enters {node:?}");
            runs += 1;
        }
    }
    for (node, run) in &proof.dead_ends {
        let (at, mut open) = (replay(machine, run), Vec::new());
        machine.offers(&at.state, &mut open, &mut Silent);
        assert!(at.state.node == *node && open.is_empty(), "{run:?} has no choice at {node:?}");
    }
    for (choice, run) in &proof.no_outcomes {
        assert_eq!(run.steps().last(), Some(&RunStep::Choose(*choice)));
        assert!(!replay(machine, run).has_outcome, "{run:?} has no outcome");
    }
    for (stray, run) in &proof.stray_returns {
        let found = match replay(machine, run).stopped {
            Some((_, Stop::StrayReturn(Some(outcome)))) => Some(StrayReturn::Outcome(outcome)),
            Some((node, Stop::StrayReturn(None))) => Some(StrayReturn::Node(node)),
            Some((_, Stop::Nowhere)) | None => None,
        };
        assert_eq!(found, Some(*stray), "{run:?}");
    }
    for (site, run) in &proof.saturated {
        // Before the first choice, changes are made before the run begins.
        assert!(run.steps().is_empty() || replay(machine, run).cuts.contains(site), "{run:?} cuts off {site:?}");
    }
    runs + proof.dead_ends.len() + proof.no_outcomes.len() + proof.stray_returns.len() + proof.saturated.len()
}

fn compare(scenario: Scenario, seed: u64, compared: &mut Compared) {
    let machine = Machine::new(&scenario.numbered(), Keep::Read).expect("the scenario is whole");
    let truth = prove_by_walking(&machine, &Limits::of_states(STATES));
    if !truth.complete {
        return;
    }
    let can_end = nodes_that_can_end(&machine);
    for node in truth.traps.iter().flat_map(|trap| &trap.nodes) {
        assert!(!can_end[node.index()], "{seed}: a run is trapped at {node:?}");
        compared.trapped += 1;
    }
    compared.endable += can_end[..machine.node_count()].iter().filter(|can_end| **can_end).count();
    compared.stories += 1;
    for may_find_all in [false, true] {
        let mut claimed = prove_by_walking(&machine, &Limits::of_states(1));
        if claimed.complete {
            return;
        }
        bounds::settle_by(&machine, &Limits::of_states(STATES), &mut claimed, may_find_all);
        compared.runs += check_runs(&machine, &claimed);
        compare_answers(&machine, (&claimed, &truth), seed, compared);
        if claimed.complete {
            assert!(may_find_all);
            compared.complete += 1;
            compare_complete(&machine, (&claimed, &truth), seed);
        }
    }
}

fn compare_answers(machine: &Machine, (claimed, truth): (&Proof, &Proof), seed: u64, compared: &mut Compared) {
    for question in all_questions(machine, &machine.view()) {
        compared.questions += 1;
        compared.open += usize::from(claimed.open.contains(&question));
        if matches!(question, Question::Avoids(_)) {
            continue;
        }
        assert!(truth.shows(question) || !claimed.shows(question), "{seed}: {question:?} is said to happen");
        assert!(!truth.shows(question) || !claimed.excludes(question), "{seed}: {question:?} is said to be impossible");
    }
    for (claimed, truth) in claimed.coverage.iter().zip(&truth.coverage) {
        let agrees = if claimed.may_be_higher { claimed.level <= truth.level } else { claimed.level == truth.level };
        assert!(agrees, "{seed}: {claimed:?}, in truth {truth:?}");
    }
}

/// Compares two complete proofs: everything is equal, but runs of the same length may differ.
fn compare_complete(machine: &Machine, (claimed, truth): (&Proof, &Proof), seed: u64) {
    fn lengths<K: Copy>(runs: &[(K, Witness)]) -> Vec<(K, usize)> {
        runs.iter().map(|(key, run)| (*key, choices(run))).collect()
    }
    fn choices(run: &Witness) -> usize {
        run.steps().iter().filter(|step| matches!(step, RunStep::Choose(_))).count()
    }
    assert_eq!(claimed.states, truth.states, "{seed}");
    assert!(claimed.open.is_empty() && claimed.traps == truth.traps, "{seed}");
    for node in (0..machine.node_count()).map(NodeIx::at) {
        let [one, other] = [claimed, truth].map(|proof| proof.nodes.run_to(node).as_ref().map(choices));
        assert_eq!(one, other, "{seed}: the run to {node:?}");
    }
    assert_eq!(lengths(&claimed.dead_ends), lengths(&truth.dead_ends), "{seed}");
    assert_eq!(lengths(&claimed.no_outcomes), lengths(&truth.no_outcomes), "{seed}");
    assert_eq!(lengths(&claimed.stray_returns), lengths(&truth.stray_returns), "{seed}");
    assert_eq!(lengths(&claimed.saturated), lengths(&truth.saturated), "{seed}");
    let lists = |proof: &Proof| {
        let Proof { offered, locked, taken, observed_true, observed_false, .. } = proof.clone();
        [offered, locked, taken, observed_true, observed_false]
    };
    assert_eq!(lists(claimed), lists(truth), "{seed}");
    assert_eq!(claimed.coverage, truth.coverage, "{seed}");
}

/// Situations one after another, whose choices change two meters each by different amounts.
fn sums(seed: u64) -> Scenario {
    const METERS: [&str; 3] = ["m1", "m2", "m3"];
    let mut lot = Lot::new(seed);
    let count = 3 + lot.below(4);
    let ids: Vec<String> = (0..=count).map(|at| format!("s{at}")).collect();
    let situations = (0..count).map(|at| {
        let choices = (0..2 + lot.below(2)).map(|number| {
            let next = ids[at + 1 + lot.below(2).min(count - at - 1)].as_str();
            let changes = (0..2).map(|_| add(lot.of(&METERS), lot.below(9) as i64 - 4));
            let changes: Vec<_> = changes.collect();
            let made = changes.into_iter().fold(outcome(next), OutcomeWith::set);
            let made = choice(&format!("c{number}"), [made.link("p", if number == 0 { 1 } else { -1 })]);
            match lot.below(3) {
                0 => made.when(at_least(lot.of(&METERS), lot.below(9) as i64)),
                1 => made.needs(not(at_least(lot.of(&METERS), lot.below(9) as i64))),
                _ => made,
            }
        });
        let choices: Vec<_> = choices.collect();
        situation(&ids[at], choices)
    });
    let mut situations: Vec<_> = situations.collect();
    let both = |lot: &mut Lot| {
        let part = |lot: &mut Lot| at_least(lot.of(&METERS), lot.below(9) as i64);
        story::Expr::And(vec![part(lot), not(part(lot))])
    };
    let cases = [(both(&mut lot), "good"), (both(&mut lot), "bad")];
    situations.push(passage(&ids[count], cases, "worse"));
    let start = |lot: &mut Lot| lot.below(9) as i64;
    let story = scenario(situations, &["good", "bad", "worse"]);
    METERS.iter().fold(story, |story, id| story.meter(id, 0, 8, start(&mut lot)))
}

#[test]
fn answers_about_random_stories_are_true() {
    let mut compared = Compared::default();
    (0..4000).for_each(|seed| compare(random(seed), seed, &mut compared));
    let Compared { stories, questions, open, runs, endable, trapped, complete } = compared;
    assert!(3000 < stories && 10_000 < runs, "{stories} stories, {runs} runs");
    assert!(4000 < endable && 100 < trapped, "{endable} nodes can end, runs are trapped at {trapped}");
    assert!(50 < complete, "all states of {complete} stories were found");
    // Most stories are decided completely from both sides.
    assert!(open * 50 < questions, "{open} of {questions} are open");
}

#[test]
fn answers_about_sums_are_true() {
    let mut compared = Compared::default();
    (0..2000).for_each(|seed| compare(sums(seed), seed, &mut compared));
    let Compared { stories, questions, open, runs, complete, .. } = compared;
    assert!(1900 < stories && 10_000 < runs, "{stories} stories, {runs} runs");
    assert!(1000 < complete, "all states of {complete} stories were found");
    assert!(open * 500 < questions, "{open} of {questions} are open");
}

/// A situation from which each of some visits is possible once, and an ending.
fn hub(visits: usize, last: fn(story::Choice) -> story::Choice) -> Scenario {
    let ids: Vec<String> = (0..visits).map(|at| format!("v{at}")).collect();
    let mut choices: Vec<_> = ids.iter().map(|id| choice(&format!("to-{id}"), [outcome(id)]).once()).collect();
    choices.push(last(choice("leave", [outcome("end")])));
    let visited = ids.iter().map(|id| passage(id, [], "hub"));
    let situations: Vec<_> = std::iter::once(situation("hub", choices)).chain(visited).collect();
    scenario(situations, &["end"])
}

#[test]
fn no_run_is_trapped_in_a_hub_of_any_size() {
    let can_end = |last: fn(story::Choice) -> story::Choice| {
        can_always_end(&Machine::new(&hub(1_500, last).numbered(), Keep::Read).expect("the scenario is whole"))
    };
    assert!(can_end(|choice| choice));
    assert!(!can_end(|choice| choice.when(chose("hub", "to-v0"))), "it may not be on offer");
    assert!(!can_end(ChoiceWith::once), "it may have been used");
}
