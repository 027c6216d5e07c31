//! `promise-refuted`.

use scn_prover::{Nearest, Refutation, Stop};
use scn_source::{Finding, Name, Place, RunStep, Span};
use scn_story::{Machine, NodeIx};
use scn_syntax::ast;

use super::list;
use super::test_failed::{header, quotable};
use crate::context::Context;
use crate::lowered::Lowered;
use crate::run_text::steps;

/// Creates the findings for refuted promises of a scenario.
pub(crate) struct Refuted<'r, 'a> {
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

impl Refuted<'_, '_> {
    /// Returns the finding for the promise with the given index, or `None` if there is no such
    /// promise.
    pub(crate) fn finding(&self, number: usize, by: &Refutation) -> Option<Finding> {
        let promise = self.scenario.promises.get(number)?;
        let words = quotable(self.words(promise.condition.span));
        let told = |message: String| Finding::at(Name::PromiseRefuted, self.lowered.file, promise.line, message);
        Some(match by {
            Refutation::Met { run, at } => {
                let finding = told(format!(
                    "`{words}` is promised never to be, and a run comes to a moment at `{}` where it is so",
                    self.machine.node_id(*at)
                ))
                .help("find the step of that run that should not be possible and give it a condition, or take the promise back")
                .run(steps(self.machine, run));
                self.with_header(finding, *at, "here it is so")
            }
            Refutation::Unmet(nearest) => self.unmet(promise, &words, nearest),
            Refutation::Stuck { run, at, within } => {
                let here = self.machine.node_id(*at);
                let ended = self.machine.result(*at).is_some();
                let (message, help) = if ended {
                    (
                        format!("`{words}` is promised to be always possible, and a run has ended at `{here}` without it"),
                        "a run that has ended comes to nothing more: let what is promised hold there too, or lead elsewhere".to_owned(),
                    )
                } else {
                    (
                        format!(
                            "`{words}` is promised to be always possible, and after a run to `{here}` it never can be again"
                        ),
                        match within.as_slice() {
                            [_] => {
                                format!("from there the run never leaves `{here}`; give it a way on to where it can be")
                            }
                            several => format!(
                                "from there a run can only come to {}; give one of these a way on to where it can be",
                                list(several.iter().map(|node| self.machine.node_id(*node)))
                            ),
                        },
                    )
                };
                let finding = told(message).help(help).run(steps(self.machine, run));
                self.with_header(finding, *at, "from here on it cannot be reached")
            }
            Refutation::Stops { run, at, how } => {
                let here = self.machine.node_id(*at);
                let stops = match how {
                    Stop::Ending => format!("ends at `{here}`"),
                    Stop::DeadEnd => format!("finds nothing on offer at `{here}`"),
                    Stop::NoOutcome(choice) => {
                        format!("stops at `{here}`, where `{}` has no outcome,", self.machine.choice_id(*choice))
                    }
                    Stop::Nowhere => format!("stops at `{here}`, from where nothing leads on,"),
                };
                let finding = told(format!(
                    "`{words}` is promised to be inevitable, and a run {stops} without having come to it"
                ))
                .help("lead every way through a moment where it holds, or promise less: `possible`")
                .run(steps(self.machine, run));
                self.with_header(finding, *at, "here the run stops")
            }
            Refutation::Round { run, round, at } => {
                let here = self.machine.node_id(*at);
                let mut way = steps(self.machine, run);
                let round = steps(self.machine, round);
                let loop_words = if round.is_empty() {
                    format!("from `{here}` it goes round by itself, without a choice")
                } else {
                    format!(
                        "the last part of it, `{}`, comes back to `{here}`, and nothing that the rest of the run depends on has changed, so it can be repeated without end",
                        RunStep::join(&round, ",")
                    )
                };
                way.extend(round);
                let finding = told(format!(
                    "`{words}` is promised to be inevitable, and a run can go on for ever without coming to it"
                ))
                .help(format!("{loop_words}; bound it, with `[once]` or a meter, or promise less: `always possible`"))
                .run(way);
                self.with_header(finding, *at, "the loop begins and ends here")
            }
        })
    }

    fn unmet(&self, promise: &ast::Promise<'_>, words: &str, nearest: &Nearest) -> Finding {
        let finding = Finding::at(
            Name::PromiseRefuted,
            self.lowered.file,
            promise.line,
            format!("`{words}` is promised to be possible, and no run comes to a moment where it is so"),
        );
        let parts = self.parts(&promise.condition);
        if parts.len() < 2 || parts.len() != nearest.parts.len() {
            return finding.help("lead some run to a moment where it holds, or take the promise back");
        }
        let missing = |met: &[bool]| {
            let missing = parts.iter().zip(met).filter(|(_, met)| !**met).map(|(words, _)| words.as_str());
            list(missing)
        };
        if nearest.parts.iter().any(|met| !met) {
            let missing = missing(&nearest.parts);
            return finding.help(format!("look first at why no moment of any run has {missing}; then at the rest"));
        }
        let finding = self.with_header(finding, nearest.at, "the run shown comes to here");
        finding
            .help(format!(
                "each part of it is so at some moment, but never all at once; the run shown comes nearest, to `{}`, where not {}",
                self.machine.node_id(nearest.at),
                missing(&nearest.met)
            ))
            .run(steps(self.machine, &nearest.run))
    }

    /// The source text of the operands, if the condition is a conjunction; otherwise empty.
    fn parts(&self, condition: &ast::Condition<'_>) -> Vec<String> {
        let ast::Expr::And(parts) = &condition.expr else { return Vec::new() };
        parts.iter().map(|part| quotable(&self.say(part))).collect()
    }

    /// The source form of a part of a condition, with normalized spaces and without redundant
    /// parentheses.
    fn say(&self, expr: &ast::Expr<'_>) -> String {
        let inside = |expr: &ast::Expr<'_>| match expr {
            ast::Expr::And(_) | ast::Expr::Or(_) => format!("({})", self.say(expr)),
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
            | ast::Expr::Broken(_) => self.say(expr),
        };
        let joined = |parts: &[ast::Expr<'_>], word: &str| parts.iter().map(inside).collect::<Vec<_>>().join(word);
        match expr {
            ast::Expr::And(parts) => joined(parts, " and "),
            ast::Expr::Or(parts) => joined(parts, " or "),
            ast::Expr::Not(inner) => format!("not {}", inside(inner)),
            ast::Expr::Compare { span, .. } | ast::Expr::Ended(span) | ast::Expr::Broken(span) => {
                self.words(*span).to_owned()
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
        match header(self.scenario, node.index()) {
            Some(span) => finding.related(Place { file: self.lowered.file, span }, words),
            None => finding,
        }
    }

    fn words(&self, span: Span) -> &str {
        self.context.sources.slice(Place { file: self.lowered.file, span })
    }
}
