//! Conditions: from the grammar's flat token list to an expression.

use scn_source::Span;

use super::{Builder, Pair};
use crate::ast::{Comparison, Condition, Expr, MAX_NESTING, Name, Operand};
use crate::findings::condition as report;
use crate::parser::{self, Rule};
use crate::words;

/// An operator that joins the terms of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Joiner {
    And,
    Or,
}

/// The terms within one pair of parentheses, or at the top level.
#[derive(Default)]
struct Group<'a> {
    /// The number of `not` before it.
    negations: usize,
    /// The span of its opening parenthesis.
    open: Span,
    terms: Vec<(Expr<'a>, Span)>,
    joiners: Vec<Joiner>,
    /// Where the `not`s before the current term begin.
    not_start: Option<u32>,
}

impl<'a> Builder<'a, '_> {
    /// Builds the condition of an `if_clause` or `needs_clause`.
    pub(super) fn build_clause(&mut self, clause: &Pair<'_>) -> Condition<'a> {
        match Self::find_child(clause, Rule::condition) {
            Some(condition) => self.build_condition(&condition),
            None => {
                let span = self.pair_span(clause);
                Condition { span, expr: Expr::Broken(span) }
            }
        }
    }

    /// Builds a condition.
    pub(super) fn build_condition(&mut self, pair: &Pair<'_>) -> Condition<'a> {
        let span = self.trimmed_name(self.pair_span(pair)).span;
        self.build_condition_within(pair, None, span)
    }

    /// Builds a condition from text that was parsed on its own and starts at `from` in the file.
    pub(super) fn build_condition_at(&mut self, pair: &Pair<'_>, from: usize) -> Condition<'a> {
        let pair_span = pair.as_span();
        let span = self.trimmed_name(Span::new(from + pair_span.start(), from + pair_span.end())).span;
        self.build_condition_within(pair, Some(from), span)
    }

    /// Reports a condition that the grammar could not read.
    pub(super) fn report_broken_condition(&mut self, span: Span) -> Condition<'a> {
        let span = self.trimmed_name(span).span;
        self.report_broken(report::unreadable(self.src, span));
        Condition { span, expr: Expr::Broken(span) }
    }

    /// Builds a condition from the text of the file or, if `from` is given, from text that was
    /// parsed on its own and starts there.
    fn build_condition_within(&mut self, pair: &Pair<'_>, from: Option<usize>, span: Span) -> Condition<'a> {
        match self.build_terms(pair, from, span) {
            Some(expr) => Condition { span, expr },
            None => {
                self.broken = true;
                Condition { span, expr: Expr::Broken(span) }
            }
        }
    }

    fn build_terms(&mut self, pair: &Pair<'_>, from: Option<usize>, whole: Span) -> Option<Expr<'a>> {
        let src = self.src;
        let to_span = |pair: &Pair<'_>| {
            let span = pair.as_span();
            match from {
                Some(from) => Span::new(from + span.start(), from + span.end()),
                // The corrected text may differ in length from the text as written.
                None => src.original_span(span.start(), span.end()),
            }
        };
        let mut outer: Vec<Group<'a>> = Vec::new();
        let mut level = Group::default();
        let mut nots = 0;
        let mut depth = 0;
        for token in pair.into_inner() {
            let span = to_span(&token);
            match token.as_rule() {
                Rule::not => {
                    nots += 1;
                    level.not_start.get_or_insert(span.start);
                    if MAX_NESTING < depth + nots {
                        self.report(report::too_deep(self.src, whole));
                        return None;
                    }
                }
                Rule::open => {
                    depth += nots + 1;
                    if MAX_NESTING < depth {
                        self.report(report::too_deep(self.src, whole));
                        return None;
                    }
                    level.not_start.get_or_insert(span.start);
                    outer.push(std::mem::take(&mut level));
                    level.negations = std::mem::take(&mut nots);
                    level.open = span;
                }
                Rule::close => {
                    let Some(parent) = outer.pop() else {
                        self.report(report::unopened_parenthesis(self.src, span));
                        return None;
                    };
                    depth -= level.negations + 1;
                    let inner = std::mem::replace(&mut level, parent);
                    let negations = inner.negations;
                    let expr = self.join_terms(inner)?;
                    let start = level.not_start.take().unwrap_or(span.start);
                    level.terms.push((negate(expr, negations), Span { start, end: span.end }));
                }
                Rule::joiner => level.joiners.push(if token.as_str() == "and" { Joiner::And } else { Joiner::Or }),
                Rule::fact | Rule::comparison => {
                    let expr = if token.as_rule() == Rule::fact {
                        self.build_fact(&token, &to_span)
                    } else {
                        self.build_comparison(&token, &to_span)
                    }?;
                    let start = level.not_start.take().unwrap_or(span.start);
                    level.terms.push((negate(expr, std::mem::take(&mut nots)), Span { start, end: span.end }));
                }
                _ => {}
            }
        }
        if outer.is_empty() {
            return self.join_terms(level);
        }
        self.report(report::unclosed_parenthesis(self.src, level.open, whole));
        None
    }

    fn join_terms(&mut self, level: Group<'a>) -> Option<Expr<'a>> {
        let Group { terms, joiners, .. } = level;
        match joiners.first() {
            None => terms.into_iter().next().map(|(expr, _)| expr),
            Some(first) if joiners.iter().all(|joiner| joiner == first) => {
                let terms = terms.into_iter().map(|(expr, _)| expr).collect();
                Some(if *first == Joiner::And { Expr::And(terms) } else { Expr::Or(terms) })
            }
            Some(_) => {
                let spans: Vec<Span> = terms.iter().map(|(_, span)| *span).collect();
                self.report(report::mixed_joiners(self.src, &spans, &joiners));
                None
            }
        }
    }

    fn build_fact(&mut self, pair: &Pair<'_>, to_span: &impl Fn(&Pair<'_>) -> Span) -> Option<Expr<'a>> {
        let mut parts = pair.into_inner();
        let kind = parts.next()?;
        let mut names = parts.filter(|part| part.as_rule() == Rule::reference).map(|part| self.name_at(to_span(&part)));
        let first = names.next()?;
        Some(match kind.as_rule() {
            Rule::visited => Expr::Visited(first),
            Rule::chose => match names.next() {
                Some(choice) => Expr::Chose { situation: Some(first), choice },
                None => Expr::Chose { situation: None, choice: first },
            },
            Rule::broke => Expr::Broke(first),
            Rule::upheld => Expr::Upheld(first),
            Rule::faced => Expr::Faced(first),
            _ => Expr::At(first),
        })
    }

    fn build_comparison(&mut self, pair: &Pair<'_>, to_span: &impl Fn(&Pair<'_>) -> Span) -> Option<Expr<'a>> {
        let span = to_span(pair);
        let mut operands = Vec::with_capacity(2);
        let mut operator = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::number => operands.push(Operand::Number(self.parse_number(part.as_str(), to_span(&part)))),
                Rule::reference => operands.push(Operand::Name(self.name_at(to_span(&part)))),
                Rule::comparator => {
                    operator = Some(match part.as_str() {
                        "!=" => Comparison::NotEqual,
                        "<" => Comparison::Less,
                        "<=" => Comparison::LessOrEqual,
                        ">" => Comparison::Greater,
                        ">=" => Comparison::GreaterOrEqual,
                        _ => Comparison::Equal,
                    });
                }
                _ => {}
            }
        }
        match (operands.as_slice(), operator) {
            ([left, right], Some(operator)) => Some(Expr::Compare { left: *left, operator, right: *right, span }),
            ([Operand::Name(name)], None) => match name.text {
                "ended" => Some(Expr::Ended(name.span)),
                "passed" | "failed" | "mixed" => Some(Expr::Result(*name)),
                word if words::is_reserved(word) => {
                    self.report(report::reserved_word(self.src, name));
                    None
                }
                _ => Some(Expr::Name(*name)),
            },
            _ => {
                self.report(report::bare_number(self.src, span));
                None
            }
        }
    }

    fn name_at(&self, span: Span) -> Name<'a> {
        Name { text: self.src.slice(span), span }
    }
}

fn negate(expr: Expr<'_>, times: usize) -> Expr<'_> {
    (0..times).fold(expr, |expr, _| Expr::Not(Box::new(expr)))
}

/// Returns the length in bytes of the prefix of a text that can be read as a condition.
pub(crate) fn readable_part(text: &str) -> usize {
    let nodes = parser::parse(Rule::condition, text);
    nodes.as_ref().and_then(parser::Nodes::root).map_or(0, |condition| condition.as_span().end())
}
