//! Lints of the writing that depend on the runs of a scenario. They report nothing unless all runs
//! have been followed.

use scn_prover::{Limits, LintStats, Minimum, NaivePlayer, NaiveRun, Proof, TextLengths, early, naive_runs};
use scn_source::{FileId, Finding, Place, Run};
use scn_story::{Machine, NodeIx, PrincipleIx, RunResult};
use scn_syntax::ast;

use super::context::LintContext;
use super::labels::Label;
use super::quick::MachineFacts;
use super::results;
use super::tail::sum_reaches;
use crate::findings;
use crate::pack_names::PackNames;
use crate::run_text::{named_run, run_steps};

/// Maximum number of states to follow step by step; a proof stores its states in far less memory.
/// `scn stats` has a higher limit.
pub(super) const STATES: u64 = 100_000;

/// A player who never reads is reported from this share of the available points on: four fifths.
const SHARE: (i64, i64) = (4, 5);

/// Five players are tested, so each gets a fifth of the significance level of one scenario in
/// twenty (C. Bonferroni, 1936).
const LEVEL: f64 = 0.05 / NaivePlayer::ALL.len() as f64;

/// Minimum number of decisions about a principle for a statement in the debrief.
pub(crate) const ENOUGH: u32 = 3;

/// A scenario with a proof.
#[derive(Clone, Copy)]
pub(crate) struct ProvedScenario<'p, 'a> {
    pub(crate) names: &'p PackNames<'a>,
    pub(crate) file: FileId,
    pub(crate) scenario: &'p ast::Scenario<'p>,
    pub(crate) machine: &'p Machine,
    pub(crate) proof: &'p Proof,
    pub(crate) labels: &'p [Vec<Label>],
}

/// Runs the lints that depend on runs, if all runs have been followed.
pub(crate) fn lint(
    context: &LintContext<'_>,
    proved: &ProvedScenario<'_, '_>,
    quick: &MachineFacts<'_>,
    findings: &mut Vec<Finding>,
) {
    if !proved.proof.is_settled() {
        return;
    }
    report_blind(context, proved, findings);
    results::lint(proved, quick, findings);
    let closing = may_lose_best(proved, quick);
    let thin = thin_candidates(proved, quick);
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
fn report_blind(context: &LintContext<'_>, proved: &ProvedScenario<'_, '_>, findings: &mut Vec<Finding>) {
    let length_of = |label: &Label| u32::try_from(label.characters).unwrap_or(u32::MAX);
    let labels =
        proved.labels.iter().flatten().map(|label| scn_prover::LabelLength { words: 0, length: length_of(label) });
    let texts = TextLengths { labels: labels.collect(), ..TextLengths::default() };
    let principles = proved.machine.principles();
    let weight_of = |principle: PrincipleIx| {
        let id = principles.get(principle.index()).map(String::as_str).unwrap_or_default();
        context.weights.get(id).copied().unwrap_or(1)
    };
    let plays = |player: &NaivePlayer| match player {
        // If choices are shuffled, positions mean nothing.
        NaivePlayer::First | NaivePlayer::Last | NaivePlayer::Middle => !context.shuffle,
        NaivePlayer::Longest | NaivePlayer::Shortest => true,
    };
    let mut best: Option<(i64, i64, NaivePlayer, NaiveRun)> = None;
    let mut other_players = Vec::new();
    for player in NaivePlayer::ALL.into_iter().filter(plays) {
        let Some((had, of, run)) = naive_runs(proved.machine, player, &texts, &weight_of).and_then(least_telling)
        else {
            continue;
        };
        other_players.push(player);
        if best.as_ref().is_none_or(|(best_had, best_of, _, _)| best_had * of < had * best_of) {
            best = Some((had, of, player, run));
        }
    }
    if let Some((had, of, player, run)) = best {
        other_players.retain(|other| *other != player);
        let run = Run::from(run_steps(proved.machine, &run.run));
        let scenario = proved.scenario;
        findings.push(findings::content_blind::finding(proved.file, scenario, player, (had, of), &other_players, run));
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
            let option_worths = || decision.options.iter().map(|(worth, _)| *worth);
            let (low, high) = (option_worths().min()?, option_worths().max()?);
            had += decision.earned - low;
            of += high - low;
            sum += decision.earned;
        }
        if of == 0 || had * SHARE.1 < of * SHARE.0 {
            return None;
        }
        let draws: Vec<_> = run.decisions.iter().map(|decision| decision.options.clone()).collect();
        if sum_reaches(&draws, sum, LEVEL) {
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
fn may_lose_best(proved: &ProvedScenario<'_, '_>, quick: &MachineFacts<'_>) -> bool {
    let is_reached = |node: &NodeIx| proved.proof.nodes.has(*node);
    let nodes = (0..proved.machine.node_count()).map(NodeIx::at).filter(is_reached);
    let results: Vec<RunResult> = nodes.filter_map(|node| proved.machine.result(node)).collect();
    let best = [RunResult::Passed, RunResult::Mixed, RunResult::Failed].into_iter().find(|it| results.contains(it));
    best.is_some_and(|best| results.iter().any(|it| *it != best) && !quick.stays_open(best))
}

/// Returns the principles that the scenario claims to cover and that some run may test too rarely,
/// each with its name in `Covers:`.
fn thin_candidates<'s>(
    proved: &ProvedScenario<'s, '_>,
    quick: &MachineFacts<'_>,
) -> Vec<(PrincipleIx, &'s ast::Name<'s>)> {
    let resolve_name = |name: &'s ast::Name<'s>| {
        let id = proved.names.meant_principle(name.text)?;
        let index = proved.machine.principles().iter().position(|known| known == id)?;
        Some((PrincipleIx::at(index), name))
    };
    let mut thin: Vec<(PrincipleIx, &ast::Name<'_>)> = Vec::new();
    for (principle, name) in proved.scenario.covers.iter().filter_map(resolve_name) {
        if !thin.iter().any(|(known, _)| *known == principle) && !quick.tests_often(principle, ENOUGH) {
            thin.push((principle, name));
        }
    }
    thin
}

fn no_way_back(proved: &ProvedScenario<'_, '_>, early: &LintStats, findings: &mut Vec<Finding>) {
    let Some(best) = &early.best else { return };
    let written: Vec<&ast::Choice<'_>> = proved.scenario.situations.iter().flat_map(|it| &it.choices).collect();
    for lost in &best.lost {
        let Some(choice) = written.get(lost.choice.index()) else { continue };
        let outcome = lost.outcome.filter(|_| 1 < choice.outcomes.len());
        let outcome = outcome.and_then(|at| proved.machine.choice_of(at)).and_then(|(_, at)| choice.outcomes.get(at));
        let run = named_run(proved.machine, &lost.run);
        findings.push(findings::no_way_back::finding(proved.file, choice, outcome, best.result, run));
    }
}

fn thin_principles(
    proved: &ProvedScenario<'_, '_>,
    thin: &[(PrincipleIx, &ast::Name<'_>)],
    early: &LintStats,
    findings: &mut Vec<Finding>,
) {
    // If a run makes fewer decisions overall, the scenario is a short one, and no debrief of that
    // run can say more.
    match early.decisions {
        Minimum::Sum(decisions) if u64::from(ENOUGH) <= decisions => {}
        Minimum::Sum(_) | Minimum::NoRun | Minimum::Unknown => return,
    }
    for ((principle, name), least) in thin.iter().zip(&early.least) {
        let Some((decisions, run)) = least.as_ref().filter(|(least, _)| *least < u64::from(ENOUGH)) else { continue };
        let id = proved.machine.principles().get(principle.index()).map(String::as_str).unwrap_or_default();
        let place = Place { file: proved.file, span: name.span };
        let run = named_run(proved.machine, run);
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
