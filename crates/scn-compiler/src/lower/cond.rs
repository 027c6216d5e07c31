//! Lowers conditions: resolves names and checks types.

use scn_source::Span;
use scn_story::{Comparison, Cond, Expr, Operand, RunResult, SiteId};
use scn_syntax::ast;

use super::{Lowering, SiteKind};
use crate::findings::{out_of_range, type_mismatch};

impl<'a> Lowering<'_, 'a> {
    /// Lowers a whole condition. One with an error becomes a condition that always holds, and the
    /// scenario is marked as not sound.
    pub(super) fn lower_condition(&mut self, condition: &ast::Condition<'a>) -> Cond {
        let kind = if self.in_property { SiteKind::Property } else { SiteKind::Condition };
        let site = self.add_site(condition.span, kind);
        self.cond_at(condition, site)
    }

    /// Lowers a condition of a block that has several. If it is the same as that of the block above
    /// which is evaluated in its place, it has the site of that one.
    pub(super) fn lower_condition_like(&mut self, condition: &ast::Condition<'a>, above: Option<&Cond>) -> Cond {
        let expr = self.lower_expr(&condition.expr).unwrap_or_else(|| {
            self.is_sound = false;
            Expr::And(Vec::new())
        });
        if let Some(above) = above.filter(|above| above.expr == expr) {
            return above.clone();
        }
        let kind = if self.in_property { SiteKind::Property } else { SiteKind::Condition };
        Cond { site: self.add_site(condition.span, kind), expr }
    }

    fn cond_at(&mut self, condition: &ast::Condition<'a>, site: SiteId) -> Cond {
        let expr = self.lower_expr(&condition.expr).unwrap_or_else(|| {
            self.is_sound = false;
            Expr::And(Vec::new())
        });
        Cond { site, expr }
    }

    fn lower_expr(&mut self, expr: &ast::Expr<'a>) -> Option<Expr> {
        Some(match expr {
            ast::Expr::And(parts) => Expr::And(self.lower_exprs(parts)?),
            ast::Expr::Or(parts) => Expr::Or(self.lower_exprs(parts)?),
            ast::Expr::Not(inner) => Expr::Not(Box::new(self.lower_expr(inner)?)),
            ast::Expr::Name(name) => self.lower_bare_name(name)?,
            ast::Expr::Compare { left, operator: is, right, span } => self.lower_comparison(left, *is, right, *span)?,
            ast::Expr::Visited(name) => Expr::Visited(self.resolve_node(name)?),
            ast::Expr::Chose { situation, choice } => {
                let resolved = self.scope.find_choice(situation.as_ref(), choice, self.situation, &mut self.findings);
                let (situation, choice) = resolved?;
                Expr::Chose { situation: situation.to_owned(), choice: choice.to_owned() }
            }
            ast::Expr::Broke(name) => Expr::Broke(self.resolve_principle(name)?),
            ast::Expr::Upheld(name) => Expr::Upheld(self.resolve_principle(name)?),
            ast::Expr::Faced(name) => Expr::Faced(self.resolve_principle(name)?),
            ast::Expr::At(name) if self.in_property => Expr::At(self.resolve_node(name)?),
            ast::Expr::At(name) => {
                let finding =
                    type_mismatch::claim_only(self.file(), name.span, &format!("at {}", name.text), Some(name.text));
                self.findings.push(finding);
                return None;
            }
            ast::Expr::Ended(_) if self.in_property => Expr::Ended,
            ast::Expr::Ended(span) => {
                self.findings.push(type_mismatch::claim_only(self.scope.file(), *span, "ended", None));
                return None;
            }
            ast::Expr::Result(word) if self.in_property => Expr::Result(match word.text {
                "passed" => RunResult::Passed,
                "failed" => RunResult::Failed,
                _ => RunResult::Mixed,
            }),
            ast::Expr::Result(word) => {
                self.findings.push(type_mismatch::claim_only(self.scope.file(), word.span, word.text, None));
                return None;
            }
            ast::Expr::Broken(_) => {
                self.has_unknown_reads = true;
                return None;
            }
        })
    }

    /// Lowers all parts before it fails, so that every error in a condition is reported.
    fn lower_exprs(&mut self, parts: &[ast::Expr<'a>]) -> Option<Vec<Expr>> {
        let parts: Vec<Option<Expr>> = parts.iter().map(|part| self.lower_expr(part)).collect();
        parts.into_iter().collect()
    }

    fn lower_bare_name(&mut self, name: &ast::Name<'a>) -> Option<Expr> {
        let variable = self.resolve_variable(name)?;
        self.read.insert(variable.header.start);
        match &variable.kind {
            ast::VariableKind::Flag { .. } => Some(Expr::Flag(variable.id.text.to_owned())),
            ast::VariableKind::Meter { range, .. } => {
                let middle = range.map_or(50, |(low, high)| low.value.midpoint(high.value));
                self.findings.push(type_mismatch::bare_meter(self.scope.file(), name, variable, middle));
                None
            }
            ast::VariableKind::State { values, .. } => {
                self.findings.push(type_mismatch::bare_state(self.scope.file(), name, variable, values));
                None
            }
        }
    }

    fn lower_comparison(
        &mut self,
        left: &ast::Operand<'a>,
        is: ast::Comparison,
        right: &ast::Operand<'a>,
        span: Span,
    ) -> Option<Expr> {
        use ast::Operand::{Name, Number};
        let sign = story_comparison(is);
        let (left, right) = match (left, right) {
            (Number(left), Number(right)) => (Operand::Number(left.value), Operand::Number(right.value)),
            (Name(name), Number(number)) => {
                let variable = self.number_side(name, number, span, is)?;
                (variable, Operand::Number(number.value))
            }
            (Number(number), Name(name)) => {
                let variable = self.number_side(name, number, span, is)?;
                (Operand::Number(number.value), variable)
            }
            (Name(left), Name(right)) => {
                // Of two names, the one that is a variable determines what the other may be.
                let swapped =
                    self.scope.variable_by_id(left.text).is_none() && self.scope.variable_by_id(right.text).is_some();
                let (first, second) = if swapped { (right, left) } else { (left, right) };
                let (first, second) = self.compare_names(first, second, is, span)?;
                if swapped { (second, first) } else { (first, second) }
            }
        };
        Some(Expr::Compare { left, is: sign, right })
    }

    /// A name that is compared with a number must be a meter, and the number must be in its range.
    fn number_side(
        &mut self,
        name: &ast::Name<'a>,
        number: &ast::Number,
        span: Span,
        is: ast::Comparison,
    ) -> Option<Operand> {
        let variable = self.resolve_variable(name)?;
        self.read.insert(variable.header.start);
        let ast::VariableKind::Meter { range, .. } = &variable.kind else {
            let words = sign_word(is);
            self.findings.push(type_mismatch::compared_with_number(
                self.scope.file(),
                span,
                variable,
                number.value,
                words,
            ));
            return None;
        };
        if let Some((low, high)) = range.filter(|(low, high)| low.value <= high.value)
            && !(low.value..=high.value).contains(&number.value)
        {
            let finding =
                out_of_range::number_outside(self.scope.file(), number, variable, (low, high), "is compared with");
            self.findings.push(finding);
            return None;
        }
        Some(Operand::Variable(variable.id.text.to_owned()))
    }

    fn compare_names(
        &mut self,
        first: &ast::Name<'a>,
        second: &ast::Name<'a>,
        is: ast::Comparison,
        span: Span,
    ) -> Option<(Operand, Operand)> {
        let variable = self.resolve_variable(first)?;
        self.read.insert(variable.header.start);
        let operand = Operand::Variable(variable.id.text.to_owned());
        match &variable.kind {
            ast::VariableKind::Flag { .. } => {
                self.findings.push(type_mismatch::compared_flag(
                    self.scope.file(),
                    span,
                    variable,
                    second.text,
                    is == ast::Comparison::NotEqual,
                ));
                None
            }
            ast::VariableKind::Meter { .. } => {
                let other_variable = self.resolve_variable(second)?;
                self.read.insert(other_variable.header.start);
                if matches!(other_variable.kind, ast::VariableKind::Meter { .. }) {
                    return Some((operand, Operand::Variable(other_variable.id.text.to_owned())));
                }
                self.findings.push(type_mismatch::different_kinds(self.scope.file(), span, variable, other_variable));
                None
            }
            ast::VariableKind::State { values, .. } => {
                if !matches!(is, ast::Comparison::Equal | ast::Comparison::NotEqual) {
                    self.findings.push(type_mismatch::unordered_words(
                        self.scope.file(),
                        span,
                        variable,
                        sign_word(is),
                    ));
                    return None;
                }
                if values.iter().any(|value| value.text == second.text) {
                    return Some((operand, Operand::Word(second.text.to_owned())));
                }
                if let Some(other) = self.scope.variable_by_id(second.text).map(|known| known.item) {
                    self.read.insert(other.header.start);
                    let texts_of = |values: &[ast::Name<'a>]| values.iter().map(|value| value.text).collect::<Vec<_>>();
                    return match &other.kind {
                        ast::VariableKind::State { values: theirs, .. } if texts_of(values) == texts_of(theirs) => {
                            Some((operand, Operand::Variable(other.id.text.to_owned())))
                        }
                        ast::VariableKind::State { .. }
                        | ast::VariableKind::Meter { .. }
                        | ast::VariableKind::Flag { .. } => {
                            self.findings.push(type_mismatch::different_kinds(
                                self.scope.file(),
                                span,
                                variable,
                                other,
                            ));
                            None
                        }
                    };
                }
                self.findings.extend(out_of_range::unknown_word(self.scope.file(), second, variable, values));
                None
            }
        }
    }
}

fn story_comparison(is: ast::Comparison) -> Comparison {
    match is {
        ast::Comparison::Equal => Comparison::Equal,
        ast::Comparison::NotEqual => Comparison::NotEqual,
        ast::Comparison::Less => Comparison::Less,
        ast::Comparison::LessOrEqual => Comparison::LessOrEqual,
        ast::Comparison::Greater => Comparison::Greater,
        ast::Comparison::GreaterOrEqual => Comparison::GreaterOrEqual,
    }
}

fn sign_word(is: ast::Comparison) -> &'static str {
    match is {
        ast::Comparison::Equal => "=",
        ast::Comparison::NotEqual => "!=",
        ast::Comparison::Less => "<",
        ast::Comparison::LessOrEqual => "<=",
        ast::Comparison::Greater => ">",
        ast::Comparison::GreaterOrEqual => ">=",
    }
}
