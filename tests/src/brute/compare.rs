//! Compares the prover's proof with the facts of the brute force.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use scn_prover::{Level, Nearest, Promises, Proof, Refutation, RunStep, StrayReturn, Verdict, Witness};
use scn_story::{ChoiceIx, Expr, Machine, NodeIx, OutcomeIx, Scenario, Site};

use super::claims::{Kept, claim_holds, goes_round};
use super::explore::{Moment, Moments, in_words};
use super::facts::{Facts, Pick, Run, Stray};
use super::names::{ChoiceName, OutcomeName};
use super::traps::{Entered, Rooms};

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
pub fn differences(
    facts: &Facts<'_>,
    traps: &BTreeMap<Rooms<'_>, Entered<'_>>,
    moments: &Moments<'_>,
    proof: &Proof,
    machine: &Machine,
) -> Vec<Difference> {
    let mut found = Differences::default();
    let proved = in_names(proof, machine);
    found.runs("run to", &facts.nodes, &proved.nodes, Claim::All);
    found.runs("dead end", &facts.dead_ends, &proved.dead_ends, Claim::All);
    found.runs("no outcome", &facts.no_outcomes, &proved.no_outcomes, Claim::All);
    found.runs("stray return", &facts.stray_returns, &proved.stray_returns, Claim::All);
    found.runs("cut off", &facts.saturated, &proved.saturated, Claim::All);
    for site in &facts.read_later {
        let proved = proved.saturated.contains_key(site);
        found.unless(proved, format!("cut off and read later in that run {site:?}"), "yes".to_owned(), String::new());
    }
    found.sets("offered", &facts.offered, &proved.offered, Claim::All);
    found.sets("locked", &facts.locked, &proved.locked, Claim::All);
    found.sets("taken", &facts.taken, &proved.taken, Claim::All);
    found.sets("held", &facts.held, &proved.held, Claim::All);
    found.sets("failed", &facts.failed, &proved.failed, Claim::All);
    for name in facts.coverage.keys().chain(proved.coverage.keys()).collect::<BTreeSet<_>>() {
        let level = |levels: &BTreeMap<&str, Level>| levels.get(name).copied().unwrap_or_default();
        found.unless(
            level(&facts.coverage) == level(&proved.coverage),
            format!("coverage of {name}"),
            format!("{:?}", level(&facts.coverage)),
            format!("{:?}", level(&proved.coverage)),
        );
    }
    found.traps(traps, proof, machine);
    found.order(proof);
    let count = moments.all.len();
    found.unless(
        proof.complete && proof.states <= count as u64,
        "states".to_owned(),
        format!("{count}, all apart"),
        format!("{}, complete: {}", proof.states, proof.complete),
    );
    found.list
}

/// Returns the claims of an incomplete proof that are not true.
#[must_use]
pub fn claims(facts: &Facts<'_>, proof: &Proof, machine: &Machine) -> Vec<Difference> {
    let mut found = Differences::default();
    let proved = in_names(proof, machine);
    found.runs("run to", &facts.nodes, &proved.nodes, Claim::Some);
    found.runs("dead end", &facts.dead_ends, &proved.dead_ends, Claim::Some);
    found.runs("no outcome", &facts.no_outcomes, &proved.no_outcomes, Claim::Some);
    found.runs("stray return", &facts.stray_returns, &proved.stray_returns, Claim::Some);
    found.runs("cut off", &facts.saturated, &proved.saturated, Claim::Some);
    found.sets("offered", &facts.offered, &proved.offered, Claim::Some);
    found.sets("locked", &facts.locked, &proved.locked, Claim::Some);
    found.sets("taken", &facts.taken, &proved.taken, Claim::Some);
    found.sets("held", &facts.held, &proved.held, Claim::Some);
    found.sets("failed", &facts.failed, &proved.failed, Claim::Some);
    for (name, claimed) in &proved.coverage {
        let level = facts.coverage.get(name).copied().unwrap_or_default();
        found.unless(
            *claimed <= level && *claimed < Level::Guaranteed,
            format!("coverage of {name}"),
            format!("{level:?}"),
            format!("{claimed:?} from an incomplete proof"),
        );
    }
    let traps = proof.traps.len();
    found.unless(traps == 0, "traps".to_owned(), String::new(), format!("{traps} from an incomplete proof"));
    found.order(proof);
    found.list
}

/// Returns the differences between the proofs of a scenario's promises and the brute force. If the
/// bound was reached, only claims count.
#[must_use]
pub fn promises(
    scenario: &Scenario,
    moments: &Moments<'_>,
    all_kept: &[Kept<'_>],
    proved: &Promises,
    machine: &Machine,
) -> Vec<Difference> {
    let mut found = Differences::default();
    let each = scenario.promises.iter().zip(all_kept).zip(&proved.verdicts);
    for (number, ((promise, kept), verdict)) in each.enumerate() {
        let by = |witness: &Witness| run(witness, machine);
        let here = |by: &Run<'_>, at: NodeIx| stands(moments, by, machine.node_id(at));
        let agreed = match (verdict, kept) {
            (Verdict::Open, _) => !proved.complete,
            (Verdict::Kept, Kept::Yes) => true,
            (Verdict::Refuted(Refutation::Met { run, at }), Kept::Met(first)) => by(run) == *first && here(first, *at),
            (Verdict::Refuted(Refutation::Unmet(nearest)), Kept::Unmet) => {
                is_nearest(scenario, moments, &promise.cond.expr, nearest, &by(&nearest.run))
            }
            (Verdict::Refuted(Refutation::Stuck { run, at, .. }), Kept::Stuck(first)) => {
                by(run) == *first && here(first, *at)
            }
            (Verdict::Refuted(Refutation::Stops { run, .. }), Kept::Stops(first)) => by(run) == *first,
            (Verdict::Refuted(Refutation::Round { run, round, .. }), Kept::Round(earliest, latest)) => {
                let (way, again) = (by(run), by(round));
                let goes = goes_round(scenario, &promise.cond.expr, &way.picks, &again.picks);
                found.unless(
                    goes.is_ok(),
                    format!("round of promise {number}"),
                    goes.err().unwrap_or_default(),
                    format!("{verdict:?}"),
                );
                *earliest <= way && way <= *latest
            }
            (Verdict::Kept | Verdict::Refuted(_), _) => false,
        };
        found.unless(agreed, format!("promise {number}"), format!("{kept:?}"), format!("{verdict:?}"));
    }
    let asked = (scenario.promises.len(), proved.verdicts.len());
    found.unless(asked.0 == asked.1, "promises".to_owned(), asked.0.to_string(), asked.1.to_string());
    found.list
}

/// Returns whether that run leads to a moment at a node.
fn stands(moments: &Moments<'_>, run: &Run<'_>, node: &str) -> bool {
    moments.all.iter().any(|moment| moment.run == *run && moment.state.node == node)
}

/// Returns whether the statement about a condition that holds at no moment is true: which of its
/// parts hold at some moment, and which run comes nearest.
fn is_nearest(scenario: &Scenario, moments: &Moments<'_>, expr: &Expr, nearest: &Nearest, by: &Run<'_>) -> bool {
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
    let met =
        |moment: &Moment<'_>| parts.iter().map(|part| claim_holds(scenario, part, &moment.state)).collect::<Vec<_>>();
    let count = |met: &[bool]| met.iter().filter(|met| **met).count();
    let all: Vec<Vec<bool>> = moments.all.iter().map(met).collect();
    let some: Vec<bool> = (0..parts.len()).map(|part| all.iter().any(|met| met[part])).collect();
    let most = all.iter().map(|met| count(met)).max().unwrap_or_default();
    let first = all.iter().position(|met| count(met) == most);
    let Some(first) = first else { return false };
    nearest.parts == some && count(&nearest.met) == most && moments.all[first].run == *by
}

/// Whether a proof states all facts, or only some.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Claim {
    All,
    Some,
}

#[derive(Default)]
struct Differences {
    list: Vec<Difference>,
}

impl Differences {
    fn unless(&mut self, agreed: bool, fact: String, brute: String, prover: String) {
        if !agreed {
            self.list.push(Difference { fact, brute, prover });
        }
    }

    fn runs<K: Ord + Debug>(
        &mut self,
        what: &str,
        brute: &BTreeMap<K, Run<'_>>,
        prover: &BTreeMap<K, Run<'_>>,
        claim: Claim,
    ) {
        for fact in brute.keys().chain(prover.keys()).collect::<BTreeSet<_>>() {
            let (found, proved) = (brute.get(fact), prover.get(fact));
            let words = |run: Option<&Run<'_>>| run.map(|run| format!("[{}]", in_words(run))).unwrap_or_default();
            let agreed = found == proved || (claim == Claim::Some && proved.is_none());
            self.unless(agreed, format!("{what} {fact:?}"), words(found), words(proved));
        }
    }

    fn sets<K: Ord + Debug>(&mut self, what: &str, brute: &BTreeSet<K>, prover: &BTreeSet<K>, claim: Claim) {
        for fact in brute.symmetric_difference(prover) {
            let yes_or_no = |set: &BTreeSet<K>| if set.contains(fact) { "yes" } else { "no" }.to_owned();
            let agreed = claim == Claim::Some && !prover.contains(fact);
            self.unless(agreed, format!("{what} {fact:?}"), yes_or_no(brute), yes_or_no(prover));
        }
    }

    /// Compares the traps: each must be entered by the same run and at the same situation.
    fn traps(&mut self, brute: &BTreeMap<Rooms<'_>, Entered<'_>>, proof: &Proof, machine: &Machine) {
        let words = |(run, at): (&Run<'_>, &str)| format!("[{}] at {at}", in_words(run));
        let mut proved: BTreeMap<Rooms<'_>, String> = BTreeMap::new();
        for trap in &proof.traps {
            let rooms: Rooms<'_> = trap.nodes.iter().map(|node| machine.node_id(*node)).collect();
            let entered = words((&run(&trap.run, machine), machine.node_id(trap.entry)));
            let twice = proved.insert(rooms, entered).is_some();
            self.unless(!twice, "trap".to_owned(), String::new(), "two of the same".to_owned());
        }
        for rooms in brute.keys().chain(proved.keys()).collect::<BTreeSet<_>>() {
            let found = brute.get(rooms).map(|found| words((&found.run, found.at))).unwrap_or_default();
            let proved = proved.get(rooms).cloned().unwrap_or_default();
            self.unless(found == proved, format!("trap {rooms:?}"), found, proved);
        }
    }

    /// Checks that lists are in source order and contain nothing twice.
    fn order(&mut self, proof: &Proof) {
        fn ascends<T: Ord>(list: impl IntoIterator<Item = T>) -> bool {
            let list: Vec<T> = list.into_iter().collect();
            list.iter().zip(list.iter().skip(1)).all(|(one, next)| one < next)
        }
        let ordered = [
            ("dead ends", ascends(proof.dead_ends.iter().map(|(node, _)| *node))),
            ("choices without an outcome", ascends(proof.no_outcomes.iter().map(|(choice, _)| *choice))),
            ("stray returns", ascends(proof.stray_returns.iter().map(|(stray, _)| *stray))),
            ("changes cut off", ascends(proof.saturated.iter().map(|(site, _)| *site))),
            ("traps", ascends(proof.traps.iter().map(|trap| (trap.entry, &trap.nodes)))),
            ("situations of a trap", proof.traps.iter().all(|trap| ascends(&trap.nodes))),
        ];
        for (what, ordered) in ordered {
            self.unless(ordered, format!("order of {what}"), "source order".to_owned(), "another".to_owned());
        }
    }
}

/// Returns the content of a proof in terms of names. Indices of the machine are in source order.
/// Traps are compared separately.
#[must_use]
pub fn in_names<'a>(proof: &Proof, machine: &'a Machine) -> Facts<'a> {
    let node = |at: usize| machine.node_id(NodeIx::at(at));
    let choice = |at: usize| choice_name(ChoiceIx::at(at), machine);
    let outcome = |at: usize| outcome_name(OutcomeIx::at(at), machine);
    let stray = |stray: &StrayReturn| match stray {
        StrayReturn::Outcome(outcome) => Stray::Outcome(outcome_name(*outcome, machine)),
        StrayReturn::Node(node) => Stray::Situation(machine.node_id(*node)),
    };
    let site = |at: usize| Site(u32::try_from(at).unwrap_or(u32::MAX));
    let entered = (0..proof.nodes.len()).filter_map(|at| Some((node(at), proof.nodes.run_to(NodeIx::at(at))?)));
    let levels = machine.principles().iter().zip(&proof.coverage).filter(|(_, coverage)| coverage.level > Level::None);
    Facts {
        nodes: entered.map(|(id, witness)| (id, run(&witness, machine))).collect(),
        offered: trues(&proof.offered).map(choice).collect(),
        locked: trues(&proof.locked).map(choice).collect(),
        taken: trues(&proof.taken).map(outcome).collect(),
        held: trues(&proof.held).map(site).collect(),
        failed: trues(&proof.failed).map(site).collect(),
        dead_ends: proof.dead_ends.iter().map(|(at, witness)| (machine.node_id(*at), run(witness, machine))).collect(),
        no_outcomes: proof.no_outcomes.iter().map(|(at, by)| (choice_name(*at, machine), run(by, machine))).collect(),
        stray_returns: proof.stray_returns.iter().map(|(at, by)| (stray(at), run(by, machine))).collect(),
        saturated: proof.saturated.iter().map(|(site, by)| (*site, run(by, machine))).collect(),
        read_later: BTreeSet::new(),
        coverage: levels.map(|(name, coverage)| (name.as_str(), coverage.level)).collect(),
    }
}

fn trues(list: &[bool]) -> impl Iterator<Item = usize> {
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
    for step in &witness.steps {
        run.picks.push(match step {
            RunStep::Choose(choice) => {
                run.choices += 1;
                let name = choice_name(*choice, machine);
                let before = machine.node_of(*choice).map(|node| machine.choices_of(node).take_while(|at| at < choice));
                Pick::Choose { at: before.map_or(0, Iterator::count), name }
            }
            RunStep::Draw(number) => Pick::Draw(*number as usize),
        });
    }
    run
}
