//! Compares the prover's proof with the facts of the brute force.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use scn_prover::{Level, NearestMoment, Promises, Proof, Refutation, RunStep, StrayReturn, Verdict, Witness};
use scn_story::{ChoiceIx, Expr, Machine, NodeIx, OutcomeIx, Scenario, SiteId};

use super::claims::{PromiseVerdict, claim_holds, goes_round};
use super::explore::{Moment, Moments, in_words};
use super::facts::{Facts, Pick, Run, StrayReturnOwner};
use super::names::{ChoiceName, OutcomeName};
use super::traps::{Rooms, TrapEntry};

/// A difference between the two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The kind of fact, and its subject.
    pub fact: String,
    /// The result of the brute force; empty if there is none.
    pub brute: String,
    /// The result of the prover; empty if there is none.
    pub prover: String,
}

/// Returns the differences between a complete proof and the facts.
#[must_use]
pub fn find_differences(
    facts: &Facts<'_>,
    traps: &BTreeMap<Rooms<'_>, TrapEntry<'_>>,
    moments: &Moments<'_>,
    proof: &Proof,
    machine: &Machine,
) -> Vec<Difference> {
    let mut differences = Differences::default();
    let proved = in_names(proof, machine);
    differences.compare_runs("run to", &facts.nodes, &proved.nodes, Completeness::All);
    differences.compare_runs("dead end", &facts.dead_ends, &proved.dead_ends, Completeness::All);
    differences.compare_runs("no outcome", &facts.no_outcomes, &proved.no_outcomes, Completeness::All);
    differences.compare_runs("stray return", &facts.stray_returns, &proved.stray_returns, Completeness::All);
    differences.compare_runs("cut off", &facts.saturated, &proved.saturated, Completeness::All);
    for site in &facts.read_later {
        let proved = proved.saturated.contains_key(site);
        differences.add_unless(
            proved,
            format!("cut off and read later in that run {site:?}"),
            "yes".to_owned(),
            String::new(),
        );
    }
    differences.compare_sets("offered", &facts.offered, &proved.offered, Completeness::All);
    differences.compare_sets("locked", &facts.locked, &proved.locked, Completeness::All);
    differences.compare_sets("taken", &facts.taken, &proved.taken, Completeness::All);
    differences.compare_sets("held", &facts.held, &proved.held, Completeness::All);
    differences.compare_sets("failed", &facts.failed, &proved.failed, Completeness::All);
    for name in facts.coverage.keys().chain(proved.coverage.keys()).collect::<BTreeSet<_>>() {
        let level_of = |levels: &BTreeMap<&str, Level>| levels.get(name).copied().unwrap_or_default();
        differences.add_unless(
            level_of(&facts.coverage) == level_of(&proved.coverage),
            format!("coverage of {name}"),
            format!("{:?}", level_of(&facts.coverage)),
            format!("{:?}", level_of(&proved.coverage)),
        );
    }
    differences.compare_traps(traps, proof, machine);
    differences.check_order(proof);
    let count = moments.all.len();
    differences.add_unless(
        proof.complete && proof.states <= count as u64,
        "states".to_owned(),
        format!("{count}, all apart"),
        format!("{}, complete: {}", proof.states, proof.complete),
    );
    differences.list
}

/// Returns the claims of an incomplete proof that are not true.
#[must_use]
pub fn find_false_claims(facts: &Facts<'_>, proof: &Proof, machine: &Machine) -> Vec<Difference> {
    let mut differences = Differences::default();
    let proved = in_names(proof, machine);
    differences.compare_runs("run to", &facts.nodes, &proved.nodes, Completeness::Some);
    differences.compare_runs("dead end", &facts.dead_ends, &proved.dead_ends, Completeness::Some);
    differences.compare_runs("no outcome", &facts.no_outcomes, &proved.no_outcomes, Completeness::Some);
    differences.compare_runs("stray return", &facts.stray_returns, &proved.stray_returns, Completeness::Some);
    differences.compare_runs("cut off", &facts.saturated, &proved.saturated, Completeness::Some);
    differences.compare_sets("offered", &facts.offered, &proved.offered, Completeness::Some);
    differences.compare_sets("locked", &facts.locked, &proved.locked, Completeness::Some);
    differences.compare_sets("taken", &facts.taken, &proved.taken, Completeness::Some);
    differences.compare_sets("held", &facts.held, &proved.held, Completeness::Some);
    differences.compare_sets("failed", &facts.failed, &proved.failed, Completeness::Some);
    for (name, claimed) in &proved.coverage {
        let level = facts.coverage.get(name).copied().unwrap_or_default();
        differences.add_unless(
            *claimed <= level && *claimed < Level::Guaranteed,
            format!("coverage of {name}"),
            format!("{level:?}"),
            format!("{claimed:?} from an incomplete proof"),
        );
    }
    let traps = proof.traps.len();
    differences.add_unless(traps == 0, "traps".to_owned(), String::new(), format!("{traps} from an incomplete proof"));
    differences.check_order(proof);
    differences.list
}

/// Returns the differences between the proofs of a scenario's promises and the brute force. If the
/// bound was reached, only claims count.
#[must_use]
pub fn compare_promises(
    scenario: &Scenario,
    moments: &Moments<'_>,
    all_kept: &[PromiseVerdict<'_>],
    proved: &Promises,
    machine: &Machine,
) -> Vec<Difference> {
    let mut differences = Differences::default();
    let verdict_pairs = scenario.promises.iter().zip(all_kept).zip(&proved.verdicts);
    for (number, ((promise, kept), verdict)) in verdict_pairs.enumerate() {
        let run_of = |witness: &Witness| run(witness, machine);
        let is_at_node = |by: &Run<'_>, at: NodeIx| is_run_at(moments, by, machine.node_id(at));
        let agreed = match (verdict, kept) {
            (Verdict::Open, _) => !proved.complete,
            (Verdict::Kept, PromiseVerdict::Yes) => true,
            (Verdict::Refuted(Refutation::Met { run, at }), PromiseVerdict::Met(first)) => {
                run_of(run) == *first && is_at_node(first, *at)
            }
            (Verdict::Refuted(Refutation::Unmet(nearest)), PromiseVerdict::Unmet) => {
                is_nearest(scenario, moments, &promise.cond.expr, nearest, &run_of(&nearest.run))
            }
            (Verdict::Refuted(Refutation::Stuck { run, at, .. }), PromiseVerdict::Stuck(first)) => {
                run_of(run) == *first && is_at_node(first, *at)
            }
            (Verdict::Refuted(Refutation::Stops { run, .. }), PromiseVerdict::Stops(first)) => run_of(run) == *first,
            (
                Verdict::Refuted(Refutation::Cycle { run, cycle: round, .. }),
                PromiseVerdict::Round(earliest, latest),
            ) => {
                let (way, again) = (run_of(run), run_of(round));
                let goes = goes_round(scenario, &promise.cond.expr, &way.picks, &again.picks);
                differences.add_unless(
                    goes.is_ok(),
                    format!("round of promise {number}"),
                    goes.err().unwrap_or_default(),
                    format!("{verdict:?}"),
                );
                *earliest <= way && way <= *latest
            }
            (Verdict::Kept | Verdict::Refuted(_), _) => false,
        };
        differences.add_unless(agreed, format!("promise {number}"), format!("{kept:?}"), format!("{verdict:?}"));
    }
    let counts = (scenario.promises.len(), proved.verdicts.len());
    differences.add_unless(counts.0 == counts.1, "promises".to_owned(), counts.0.to_string(), counts.1.to_string());
    differences.list
}

/// Returns whether that run leads to a moment at a node.
fn is_run_at(moments: &Moments<'_>, run: &Run<'_>, node: &str) -> bool {
    moments.all.iter().any(|moment| moment.run == *run && moment.state.node == node)
}

/// Returns whether the statement about a condition that holds at no moment is true: which of its
/// parts hold at some moment, and which run comes nearest.
fn is_nearest(scenario: &Scenario, moments: &Moments<'_>, expr: &Expr, nearest: &NearestMoment, by: &Run<'_>) -> bool {
    let parts: Vec<&Expr> = match expr {
        Expr::And(parts) => parts.iter().collect(),
        Expr::Or(_)
        | Expr::Not(_)
        | Expr::Flag(_)
        | Expr::Compare { .. }
        | Expr::Visited(_)
        | Expr::Chose { .. }
        | Expr::Broke(_)
        | Expr::Upheld(_)
        | Expr::Faced(_)
        | Expr::At(_)
        | Expr::Ended
        | Expr::Result(_) => vec![expr],
    };
    let parts_held =
        |moment: &Moment<'_>| parts.iter().map(|part| claim_holds(scenario, part, &moment.state)).collect::<Vec<_>>();
    let count_true = |met: &[bool]| met.iter().filter(|met| **met).count();
    let held_by_moment: Vec<Vec<bool>> = moments.all.iter().map(parts_held).collect();
    let some: Vec<bool> = (0..parts.len()).map(|part| held_by_moment.iter().any(|met| met[part])).collect();
    let most = held_by_moment.iter().map(|met| count_true(met)).max().unwrap_or_default();
    let first = held_by_moment.iter().position(|met| count_true(met) == most);
    let Some(first) = first else { return false };
    nearest.parts == some && count_true(&nearest.met) == most && moments.all[first].run == *by
}

/// Whether a proof states all facts, or only some.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Completeness {
    All,
    Some,
}

#[derive(Default)]
struct Differences {
    list: Vec<Difference>,
}

impl Differences {
    fn add_unless(&mut self, agreed: bool, fact: String, brute: String, prover: String) {
        if !agreed {
            self.list.push(Difference { fact, brute, prover });
        }
    }

    fn compare_runs<K: Ord + Debug>(
        &mut self,
        what: &str,
        brute: &BTreeMap<K, Run<'_>>,
        prover: &BTreeMap<K, Run<'_>>,
        claim: Completeness,
    ) {
        for fact in brute.keys().chain(prover.keys()).collect::<BTreeSet<_>>() {
            let (found, proved) = (brute.get(fact), prover.get(fact));
            let run_text = |run: Option<&Run<'_>>| run.map(|run| format!("[{}]", in_words(run))).unwrap_or_default();
            let agreed = found == proved || (claim == Completeness::Some && proved.is_none());
            self.add_unless(agreed, format!("{what} {fact:?}"), run_text(found), run_text(proved));
        }
    }

    fn compare_sets<K: Ord + Debug>(
        &mut self,
        what: &str,
        brute: &BTreeSet<K>,
        prover: &BTreeSet<K>,
        claim: Completeness,
    ) {
        for fact in brute.symmetric_difference(prover) {
            let yes_or_no = |set: &BTreeSet<K>| if set.contains(fact) { "yes" } else { "no" }.to_owned();
            let agreed = claim == Completeness::Some && !prover.contains(fact);
            self.add_unless(agreed, format!("{what} {fact:?}"), yes_or_no(brute), yes_or_no(prover));
        }
    }

    /// Compares the traps: each must be entered by the same run and at the same situation.
    fn compare_traps(&mut self, brute: &BTreeMap<Rooms<'_>, TrapEntry<'_>>, proof: &Proof, machine: &Machine) {
        let entry_text = |(run, at): (&Run<'_>, &str)| format!("[{}] at {at}", in_words(run));
        let mut proved: BTreeMap<Rooms<'_>, String> = BTreeMap::new();
        for trap in &proof.traps {
            let rooms: Rooms<'_> = trap.nodes.iter().map(|node| machine.node_id(*node)).collect();
            let entered = entry_text((&run(&trap.run, machine), machine.node_id(trap.entry)));
            let twice = proved.insert(rooms, entered).is_some();
            self.add_unless(!twice, "trap".to_owned(), String::new(), "two of the same".to_owned());
        }
        for rooms in brute.keys().chain(proved.keys()).collect::<BTreeSet<_>>() {
            let entry_found = brute.get(rooms).map(|found| entry_text((&found.run, found.at))).unwrap_or_default();
            let proved = proved.get(rooms).cloned().unwrap_or_default();
            self.add_unless(entry_found == proved, format!("trap {rooms:?}"), entry_found, proved);
        }
    }

    /// Checks that lists are in source order and contain nothing twice.
    fn check_order(&mut self, proof: &Proof) {
        fn is_ascending<T: Ord>(list: impl IntoIterator<Item = T>) -> bool {
            let list: Vec<T> = list.into_iter().collect();
            list.iter().zip(list.iter().skip(1)).all(|(one, next)| one < next)
        }
        let ordered = [
            ("dead ends", is_ascending(proof.dead_ends.iter().map(|(node, _)| *node))),
            ("choices without an outcome", is_ascending(proof.no_outcomes.iter().map(|(choice, _)| *choice))),
            ("stray returns", is_ascending(proof.stray_returns.iter().map(|(stray, _)| *stray))),
            ("changes cut off", is_ascending(proof.saturated.iter().map(|(site, _)| *site))),
            ("traps", is_ascending(proof.traps.iter().map(|trap| (trap.entry, &trap.nodes)))),
            ("situations of a trap", proof.traps.iter().all(|trap| is_ascending(&trap.nodes))),
        ];
        for (what, ordered) in ordered {
            self.add_unless(ordered, format!("order of {what}"), "source order".to_owned(), "another".to_owned());
        }
    }
}

/// Returns the content of a proof in terms of names. Indices of the machine are in source order.
/// Traps are compared separately.
#[must_use]
pub fn in_names<'a>(proof: &Proof, machine: &'a Machine) -> Facts<'a> {
    let node_id = |at: usize| machine.node_id(NodeIx::at(at));
    let name_choice = |at: usize| choice_name(ChoiceIx::at(at), machine);
    let name_outcome = |at: usize| outcome_name(OutcomeIx::at(at), machine);
    let name_stray = |stray: &StrayReturn| match stray {
        StrayReturn::Outcome(outcome) => StrayReturnOwner::Outcome(outcome_name(*outcome, machine)),
        StrayReturn::Node(node) => StrayReturnOwner::Situation(machine.node_id(*node)),
    };
    let to_site = |at: usize| SiteId(u32::try_from(at).unwrap_or(u32::MAX));
    let entered = (0..proof.nodes.len()).filter_map(|at| Some((node_id(at), proof.nodes.run_to(NodeIx::at(at))?)));
    let levels = machine.principles().iter().zip(&proof.coverage).filter(|(_, coverage)| coverage.level > Level::None);
    Facts {
        nodes: entered.map(|(id, witness)| (id, run(&witness, machine))).collect(),
        offered: true_indices(&proof.offered).map(name_choice).collect(),
        locked: true_indices(&proof.locked).map(name_choice).collect(),
        taken: true_indices(&proof.taken).map(name_outcome).collect(),
        held: true_indices(&proof.observed_true).map(to_site).collect(),
        failed: true_indices(&proof.observed_false).map(to_site).collect(),
        dead_ends: proof.dead_ends.iter().map(|(at, witness)| (machine.node_id(*at), run(witness, machine))).collect(),
        no_outcomes: proof.no_outcomes.iter().map(|(at, by)| (choice_name(*at, machine), run(by, machine))).collect(),
        stray_returns: proof.stray_returns.iter().map(|(at, by)| (name_stray(at), run(by, machine))).collect(),
        saturated: proof.saturated.iter().map(|(site, by)| (*site, run(by, machine))).collect(),
        read_later: BTreeSet::new(),
        coverage: levels.map(|(name, coverage)| (name.as_str(), coverage.level)).collect(),
    }
}

fn true_indices(list: &[bool]) -> impl Iterator<Item = usize> {
    list.iter().enumerate().filter(|(_, yes)| **yes).map(|(at, _)| at)
}

fn choice_name(choice: ChoiceIx, machine: &Machine) -> ChoiceName<'_> {
    let situation = machine.node_of(choice).map(|node| machine.node_id(node)).unwrap_or_default();
    ChoiceName { situation, choice: machine.choice_id(choice) }
}

fn outcome_name(outcome: OutcomeIx, machine: &Machine) -> OutcomeName<'_> {
    let (choice, at) = machine.choice_of(outcome).expect("a proof speaks of outcomes that there are");
    OutcomeName { of: choice_name(choice, machine), number: at + 1 }
}

/// Returns a proof's run, step by step.
fn run<'a>(witness: &Witness, machine: &'a Machine) -> Run<'a> {
    let mut run = Run::default();
    for step in &witness.steps() {
        run.picks.push(match step {
            RunStep::Choose(choice) => {
                run.choices += 1;
                let name = choice_name(*choice, machine);
                let earlier_choices =
                    machine.node_of(*choice).map(|node| machine.choices_of(node).take_while(|at| at < choice));
                Pick::Choose { at: earlier_choices.map_or(0, Iterator::count), name }
            }
            RunStep::Draw(number) => Pick::Draw(*number as usize),
        });
    }
    run
}
