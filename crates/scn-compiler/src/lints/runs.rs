//! Lints of the writing that depend on the runs of a scenario. They report nothing unless all runs
//! have been followed.

use scn_prover::{Early, Least, Limits, NaiveRun, Player, Proof, Texts, early, naive_runs};
use scn_source::{FileId, Finding, Place};
use scn_story::{Machine, NodeIx, PrincipleIx, RunResult};
use scn_syntax::ast;

use super::context::LintContext;
use super::labels::Label;
use super::quick::Quick;
use super::tail::sum_at_least;
use crate::findings;
use crate::run_text::steps;
use crate::scope::PackNames;

/// Maximum number of states to follow step by step; a proof stores its states in far less memory.
/// `scn stats` has a higher limit.
const STATES: u64 = 100_000;

/// A player who never reads is reported from this share of the available points on: four fifths.
const SHARE: (i64, i64) = (4, 5);

/// Five players are tested, so each gets a fifth of the significance level of one scenario in
/// twenty (C. Bonferroni, 1936).
const LEVEL: f64 = 0.05 / Player::ALL.len() as f64;

/// Minimum number of decisions about a principle for a statement in the debrief.
pub(crate) const ENOUGH: u32 = 3;

/// A scenario with a proof.
#[derive(Clone, Copy)]
pub(crate) struct Proved<'p, 'a> {
    pub(crate) names: &'p PackNames<'a>,
    pub(crate) file: FileId,
    pub(crate) scenario: &'p ast::Scenario<'p>,
    pub(crate) machine: &'p Machine,
    pub(crate) proof: &'p Proof,
    pub(crate) labels: &'p [Vec<Label>],
}

/// Runs the lints that depend on runs, if all runs have been followed.
pub(crate) fn lint(context: &LintContext<'_>, proved: &Proved<'_, '_>, quick: &Quick<'_>, findings: &mut Vec<Finding>) {
    if !proved.proof.complete {
        return;
    }
    blind(context, proved, findings);
    let closing = closing(proved, quick);
    let thin = thin(proved, quick);
    if (closing || !thin.is_empty()) && proved.proof.states <= STATES {
        let principles: Vec<PrincipleIx> = thin.iter().map(|(principle, _)| *principle).collect();
        if let Some(early) = early(proved.machine, &principles, &Limits::of_states(STATES)) {
            if closing {
                no_way_back(proved, &early, findings);
            }
            thin_principles(proved, &thin, &early, findings);
        }
    }
}

/// Reports players who never read, if one of them gets nearly all available points.
fn blind(context: &LintContext<'_>, proved: &Proved<'_, '_>, findings: &mut Vec<Finding>) {
    let length = |label: &Label| u32::try_from(label.characters).unwrap_or(u32::MAX);
    let labels = proved.labels.iter().flatten().map(|label| scn_prover::Label { words: 0, length: length(label) });
    let texts = Texts { labels: labels.collect(), ..Texts::default() };
    let principles = proved.machine.principles();
    let worth = |principle: PrincipleIx| {
        let id = principles.get(principle.index()).map(String::as_str).unwrap_or_default();
        context.weights.get(id).copied().unwrap_or(1)
    };
    let plays = |player: &Player| match player {
        // If choices are shuffled, positions mean nothing.
        Player::First | Player::Last | Player::Middle => !context.shuffle,
        Player::Longest | Player::Shortest => true,
    };
    let mut best: Option<(i64, i64, Player, NaiveRun)> = None;
    let mut others = Vec::new();
    for player in Player::ALL.into_iter().filter(plays) {
        let Some((had, of, run)) = naive_runs(proved.machine, player, &texts, &worth).and_then(least_telling) else {
            continue;
        };
        others.push(player);
        if best.as_ref().is_none_or(|(best_had, best_of, _, _)| best_had * of < had * best_of) {
            best = Some((had, of, player, run));
        }
    }
    if let Some((had, of, player, run)) = best {
        others.retain(|other| *other != player);
        let run = steps(proved.machine, &run.run);
        let scenario = proved.scenario;
        findings.push(findings::content_blind::finding(proved.file, scenario, player, (had, of), &others, run));
    }
}

/// Among the runs that chance allows for a player, returns the one with the fewest points: the
/// points had, the points available, and the run. `None` if that is not remarkable, or no better
/// than choosing at random.
fn least_telling(runs: Vec<NaiveRun>) -> Option<(i64, i64, NaiveRun)> {
    let mut least: Option<(i64, i64, NaiveRun)> = None;
    for run in runs {
        let (mut had, mut of, mut sum) = (0, 0, 0);
        for decision in &run.decisions {
            let worths = || decision.options.iter().map(|(worth, _)| *worth);
            let (low, high) = (worths().min()?, worths().max()?);
            had += decision.had - low;
            of += high - low;
            sum += decision.had;
        }
        if of == 0 || had * SHARE.1 < of * SHARE.0 {
            return None;
        }
        let draws: Vec<_> = run.decisions.iter().map(|decision| decision.options.clone()).collect();
        if LEVEL <= sum_at_least(&draws, sum) {
            return None;
        }
        if least.as_ref().is_none_or(|(least_had, least_of, _)| had * least_of < least_had * of) {
            least = Some((had, of, run));
        }
    }
    least
}

/// Whether some choice may make the best result unreachable. It cannot if all endings have the same
/// result, or if a path to the best one is always open.
fn closing(proved: &Proved<'_, '_>, quick: &Quick<'_>) -> bool {
    let reached = |node: &NodeIx| proved.proof.nodes.has(*node);
    let nodes = (0..proved.machine.node_count()).map(NodeIx::at).filter(reached);
    let results: Vec<RunResult> = nodes.filter_map(|node| proved.machine.result(node)).collect();
    let best = [RunResult::Passed, RunResult::Mixed, RunResult::Failed].into_iter().find(|it| results.contains(it));
    best.is_some_and(|best| results.iter().any(|it| *it != best) && !quick.stays_open(best))
}

/// Returns the principles that the scenario claims to cover and that some run may test too rarely,
/// each with its name in `Covers:`.
fn thin<'s>(proved: &Proved<'s, '_>, quick: &Quick<'_>) -> Vec<(PrincipleIx, &'s ast::Name<'s>)> {
    let named = |name: &'s ast::Name<'s>| {
        let id = proved.names.meant_principle(name.text)?;
        let at = proved.machine.principles().iter().position(|known| known == id)?;
        Some((PrincipleIx::at(at), name))
    };
    let mut thin: Vec<(PrincipleIx, &ast::Name<'_>)> = Vec::new();
    for (principle, name) in proved.scenario.covers.iter().filter_map(named) {
        if !thin.iter().any(|(known, _)| *known == principle) && !quick.tests_often(principle, ENOUGH) {
            thin.push((principle, name));
        }
    }
    thin
}

fn no_way_back(proved: &Proved<'_, '_>, early: &Early, findings: &mut Vec<Finding>) {
    let Some(best) = &early.best else { return };
    let written: Vec<&ast::Choice<'_>> = proved.scenario.situations.iter().flat_map(|it| &it.choices).collect();
    for lost in &best.lost {
        let Some(choice) = written.get(lost.choice.index()) else { continue };
        let outcome = lost.outcome.filter(|_| 1 < choice.outcomes.len());
        let outcome = outcome.and_then(|at| proved.machine.choice_of(at)).and_then(|(_, at)| choice.outcomes.get(at));
        let run = steps(proved.machine, &lost.run);
        findings.push(findings::no_way_back::finding(proved.file, choice, outcome, best.result, run));
    }
}

fn thin_principles(
    proved: &Proved<'_, '_>,
    thin: &[(PrincipleIx, &ast::Name<'_>)],
    early: &Early,
    findings: &mut Vec<Finding>,
) {
    // If a run makes fewer decisions overall, the scenario is a short one, and no debrief of that
    // run can say more.
    match early.decisions {
        Least::Sum(decisions) if u64::from(ENOUGH) <= decisions => {}
        Least::Sum(_) | Least::NoRun | Least::Unknown => return,
    }
    for ((principle, name), least) in thin.iter().zip(&early.least) {
        let Some((decisions, run)) = least.as_ref().filter(|(least, _)| *least < u64::from(ENOUGH)) else { continue };
        let id = proved.machine.principles().get(principle.index()).map(String::as_str).unwrap_or_default();
        let place = Place { file: proved.file, span: name.span };
        let run = steps(proved.machine, run);
        findings.push(findings::thin_principle::finding(
            place,
            id,
            *decisions,
            ENOUGH,
            proved.names.principle_place(id),
            run,
        ));
    }
}
