//! `promise-refuted`.

use scn_prover::{NearestMoment, Refutation, Stop};
use scn_source::{Finding, Name, Place, RunStep, Span};
use scn_story::{Machine, NodeIx};
use scn_syntax::ast;

use super::join_and;
use super::test_failed::{node_header, quotable_text};
use crate::context::Context;
use crate::lowered::Lowered;
use crate::run_text::run_steps;

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
        let report = |message: String| Finding::at(Name::PromiseRefuted, self.lowered.file, promise.line, message);
        Some(match by {
            Refutation::Met { run, at } => {
                let finding = report(format!(
                    "the promise says that `{words}` is never true, but it is true in a run that reaches `{}`",
                    self.machine.node_id(*at)
                ))
                .with_help("find the step of that run that should not be possible and give it a condition, or remove the promise")
                .with_run(run_steps(self.machine, run));
                self.with_header(finding, *at, "it is true here")
            }
            Refutation::Unmet(nearest) => self.unmet_finding(promise, &words, nearest),
            Refutation::Stuck { run, at, within } => {
                let node = self.machine.node_id(*at);
                let ended = self.machine.result(*at).is_some();
                let (message, help) = if ended {
                    (
                        format!("the promise says that `{words}` is always possible, but a run ends at `{node}` without it"),
                        "nothing more can happen in a run that has ended: make the promise true there too, or lead elsewhere".to_owned(),
                    )
                } else {
                    (
                        format!(
                            "the promise says that `{words}` is always possible, but after a run to `{node}` it no longer is"
                        ),
                        match within.as_slice() {
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
                let finding = report(message).with_help(help).with_run(run_steps(self.machine, run));
                self.with_header(finding, *at, "from here on it cannot become true")
            }
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
                .with_run(run_steps(self.machine, run));
                self.with_header(finding, *at, "the run stops here")
            }
            Refutation::Cycle { run, cycle: round, at } => {
                let node = self.machine.node_id(*at);
                let mut loop_run = run_steps(self.machine, run);
                let round = run_steps(self.machine, round);
                let loop_words = if round.is_empty() {
                    format!("from `{node}` it loops by itself, without a choice")
                } else {
                    format!(
                        "its last part, `{}`, returns to `{node}` with nothing changed that matters for the rest of the run, so it can be repeated forever",
                        RunStep::join(&round, ",")
                    )
                };
                loop_run.extend(round);
                let finding = report(format!(
                    "the promise says that `{words}` is inevitable, but a run can continue forever before it is true"
                ))
                .with_help(format!(
                    "{loop_words}; limit it, with `[once]` or a meter, or promise less: `always possible`"
                ))
                .with_run(loop_run);
                self.with_header(finding, *at, "the loop starts and ends here")
            }
        })
    }

    fn unmet_finding(&self, promise: &ast::Promise<'_>, words: &str, nearest: &NearestMoment) -> Finding {
        let finding = Finding::at(
            Name::PromiseRefuted,
            self.lowered.file,
            promise.line,
            format!("the promise says that `{words}` is possible, but it is not true in any run"),
        );
        let parts = self.conjunct_texts(&promise.condition);
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
            .with_run(run_steps(self.machine, &nearest.run))
    }

    /// The source text of the operands, if the condition is a conjunction; otherwise empty.
    fn conjunct_texts(&self, condition: &ast::Condition<'_>) -> Vec<String> {
        let ast::Expr::And(parts) = &condition.expr else { return Vec::new() };
        parts.iter().map(|part| quotable_text(&self.expr_text(part))).collect()
    }

    /// The source form of a part of a condition, with normalized spaces and without redundant
    /// parentheses.
    fn expr_text(&self, expr: &ast::Expr<'_>) -> String {
        let parenthesized_text = |expr: &ast::Expr<'_>| match expr {
            ast::Expr::And(_) | ast::Expr::Or(_) => format!("({})", self.expr_text(expr)),
            ast::Expr::Not(_)
            | ast::Expr::Name(_)
            | ast::Expr::Compare { .. }
            | ast::Expr::Visited(_)
            | ast::Expr::Chose { .. }
            | ast::Expr::Broke(_)
            | ast::Expr::Upheld(_)
            | ast::Expr::Faced(_)
            | ast::Expr::At(_)
            | ast::Expr::Ended(_)
            | ast::Expr::Result(_)
            | ast::Expr::Broken(_) => self.expr_text(expr),
        };
        let join_parts =
            |parts: &[ast::Expr<'_>], word: &str| parts.iter().map(parenthesized_text).collect::<Vec<_>>().join(word);
        match expr {
            ast::Expr::And(parts) => join_parts(parts, " and "),
            ast::Expr::Or(parts) => join_parts(parts, " or "),
            ast::Expr::Not(inner) => format!("not {}", parenthesized_text(inner)),
            ast::Expr::Compare { span, .. } | ast::Expr::Ended(span) | ast::Expr::Broken(span) => {
                self.source_text(*span).to_owned()
            }
            ast::Expr::Chose { situation: Some(situation), choice } => {
                format!("chose {}/{}", situation.text, choice.text)
            }
            ast::Expr::Chose { situation: None, choice } => format!("chose {}", choice.text),
            ast::Expr::Name(name) | ast::Expr::Result(name) => name.text.to_owned(),
            ast::Expr::Visited(name) => format!("visited {}", name.text),
            ast::Expr::Broke(name) => format!("broke {}", name.text),
            ast::Expr::Upheld(name) => format!("upheld {}", name.text),
            ast::Expr::Faced(name) => format!("faced {}", name.text),
            ast::Expr::At(name) => format!("at {}", name.text),
        }
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
