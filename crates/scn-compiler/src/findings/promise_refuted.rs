//! `promise-refuted`.

use scn_prover::{NearestMoment, Refutation, Stop, Witness};
use scn_source::{Finding, Name, Place, Span};
use scn_story::{Expr, Machine, NodeIx};
use scn_syntax::ast;

use super::join_and;
use super::test_failed::{node_header, quotable_text};
use crate::context::Context;
use crate::lowered::Lowered;
use crate::run_text::{named_run, run_steps};

/// Creates the findings for refuted promises of a scenario.
pub(crate) struct RefutedPromises<'r, 'a> {
    pub(crate) context: &'r Context<'r>,
    pub(crate) scenario: &'r ast::Scenario<'a>,
    pub(crate) lowered: &'r Lowered,
    pub(crate) machine: &'r Machine,
}

/// The kind of a promise, as it is written.
pub(crate) fn kind_words(kind: ast::PromiseKind) -> &'static str {
    match kind {
        ast::PromiseKind::Never => "never",
        ast::PromiseKind::Possible => "possible",
        ast::PromiseKind::AlwaysPossible => "always possible",
        ast::PromiseKind::Inevitable => "inevitable",
    }
}

impl RefutedPromises<'_, '_> {
    /// Returns the finding for the promise with the given index, or `None` if there is no such
    /// promise.
    pub(crate) fn finding(&self, number: usize, by: &Refutation) -> Option<Finding> {
        let promise = self.scenario.promises.get(number)?;
        let words = quotable_text(self.source_text(promise.condition.span));
        let report = |message: String| self.report(promise, message);
        Some(match by {
            Refutation::Met { run, at } => {
                let finding = report(format!(
                    "the promise says that `{words}` is never true, but it is true in a run that reaches `{}`",
                    self.machine.node_id(*at)
                ))
                .with_help("find the step of that run that should not be possible and give it a condition, or remove the promise")
                .with_run(named_run(self.machine, run));
                self.with_header(finding, *at, "it is true here")
            }
            Refutation::Unmet(nearest) => self.unmet_finding(number, promise, &words, nearest),
            Refutation::Stuck { run, at, within } => self.stuck_finding(promise, &words, (run, *at), within),
            Refutation::Stops { run, at, how } => {
                let node = self.machine.node_id(*at);
                let stops = match how {
                    Stop::Ending => format!("ends at `{node}`"),
                    Stop::DeadEnd => format!("has no choice left at `{node}`"),
                    Stop::NoOutcome(choice) => {
                        format!("stops at `{node}`, where no outcome of `{}` applies,", self.machine.choice_id(*choice))
                    }
                    Stop::Nowhere => format!("stops at `{node}`, where nothing leads on,"),
                };
                let finding = report(format!(
                    "the promise says that `{words}` is inevitable, but a run {stops} before it is true"
                ))
                .with_help("lead every way through a moment where it is true, or promise less: `possible`")
                .with_run(named_run(self.machine, run));
                self.with_header(finding, *at, "the run stops here")
            }
            Refutation::Cycle { run, cycle, at } => self.cycle_finding(promise, &words, (run, cycle), *at),
        })
    }

    fn report(&self, promise: &ast::Promise<'_>, message: String) -> Finding {
        Finding::at(Name::PromiseRefuted, self.lowered.file, promise.line, message)
    }

    /// Reports a promise `always possible` that can become impossible: after a run to a node, from
    /// which a run only reaches the nodes of `within`.
    fn stuck_finding(
        &self,
        promise: &ast::Promise<'_>,
        words: &str,
        (run, at): (&Witness, NodeIx),
        within: &[NodeIx],
    ) -> Finding {
        let node = self.machine.node_id(at);
        let ended = self.machine.result(at).is_some();
        let (message, help) = if ended {
            (
                format!("the promise says that `{words}` is always possible, but a run ends at `{node}` without it"),
                "nothing more can happen in a run that has ended: make the promise true there too, or lead elsewhere"
                    .to_owned(),
            )
        } else {
            (
                format!(
                    "the promise says that `{words}` is always possible, but after a run to `{node}` it no longer is"
                ),
                match within {
                    [_] => {
                        format!("from there the run never leaves `{node}`; add a way to where it is true")
                    }
                    several => format!(
                        "from there a run can only reach {}; add a way from one of these to where it is true",
                        join_and(several.iter().map(|node| self.machine.node_id(*node)))
                    ),
                },
            )
        };
        let finding = self.report(promise, message).with_help(help).with_run(named_run(self.machine, run));
        self.with_header(finding, at, "from here on it cannot become true")
    }

    /// Reports a promise `inevitable` that a run can avoid by repeating a cycle.
    fn cycle_finding(
        &self,
        promise: &ast::Promise<'_>,
        words: &str,
        (run, cycle): (&Witness, &Witness),
        at: NodeIx,
    ) -> Finding {
        let node = self.machine.node_id(at);
        let mut loop_run = run_steps(self.machine, &run.steps());
        let round = run_steps(self.machine, &cycle.steps());
        let loop_words = if round.is_empty() {
            format!("from `{node}` it loops by itself, without a choice")
        } else {
            format!(
                "its last part, `{}`, returns to `{node}` with nothing changed that matters for the rest of the run, so it can be repeated forever",
                named_run(self.machine, cycle).join(",")
            )
        };
        loop_run.extend(round);
        let message =
            format!("the promise says that `{words}` is inevitable, but a run can continue forever before it is true");
        let finding = self
            .report(promise, message)
            .with_help(format!("{loop_words}; limit it, with `[once]` or a meter, or promise less: `always possible`"))
            .with_run(loop_run);
        self.with_header(finding, at, "the loop starts and ends here")
    }

    fn unmet_finding(
        &self,
        number: usize,
        promise: &ast::Promise<'_>,
        words: &str,
        nearest: &NearestMoment,
    ) -> Finding {
        let message = format!("the promise says that `{words}` is possible, but it is not true in any run");
        let finding = self.report(promise, message);
        let parts = self.conjunct_texts(number, self.source_text(promise.condition.span));
        if parts.len() < 2 || parts.len() != nearest.parts.len() {
            return finding.with_help("lead some run to a moment where it is true, or remove the promise");
        }
        let join_missing = |met: &[bool]| {
            let missing = parts.iter().zip(met).filter(|(_, met)| !**met).map(|(words, _)| words.as_str());
            join_and(missing)
        };
        if nearest.parts.iter().any(|met| !met) {
            let missing = join_missing(&nearest.parts);
            return finding
                .with_help(format!("first find out why no moment of any run has {missing}; then look at the rest"));
        }
        let finding = self.with_header(finding, nearest.at, "the run shown reaches this point");
        finding
            .with_help(format!(
                "each part is true at some moment, but never all at once; the run shown comes closest, at `{}`, but without {}",
                self.machine.node_id(nearest.at),
                join_missing(&nearest.met)
            ))
            .with_run(named_run(self.machine, &nearest.run))
    }

    /// Returns the operands of a promise's condition as text, if it is a conjunction; otherwise
    /// nothing. A choice is written with its situation if the author wrote it so.
    fn conjunct_texts(&self, number: usize, written: &str) -> Vec<String> {
        let Some(Expr::And(parts)) = self.lowered.scenario.promises.get(number).map(|promise| &promise.cond.expr)
        else {
            return Vec::new();
        };
        let choice_name = |situation: &str, choice: &str| {
            let long = format!("{situation}/{choice}");
            if written.contains(&long) { long } else { choice.to_owned() }
        };
        parts.iter().map(|part| quotable_text(&part.to_source(&choice_name))).collect()
    }

    fn with_header(&self, finding: Finding, node: NodeIx, words: &str) -> Finding {
        match node_header(self.scenario, node.index()) {
            Some(span) => finding.with_related(Place { file: self.lowered.file, span }, words),
            None => finding,
        }
    }

    fn source_text(&self, span: Span) -> &str {
        self.context.sources.slice(Place { file: self.lowered.file, span })
    }
}
