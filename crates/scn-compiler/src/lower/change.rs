//! Lowers changes (`Set:` lines) and checks their types.

use scn_source::Span;
use scn_story::Change;
use scn_syntax::ast;

use super::{Lowering, SiteKind};
use crate::findings::{out_of_range, type_mismatch};

impl<'a> Lowering<'_, 'a> {
    pub(super) fn lower_changes(&mut self, changes: &[ast::Change<'a>]) -> Vec<Change> {
        changes
            .iter()
            .filter_map(|change| {
                let lowered = self.lower_change(change);
                self.is_sound &= lowered.is_some();
                lowered
            })
            .collect()
    }

    fn lower_change(&mut self, change: &ast::Change<'a>) -> Option<Change> {
        match change {
            ast::Change::Broken(_) => {
                self.has_unknown_reads = true;
                None
            }
            ast::Change::If { condition, changes, .. } => {
                let when = self.lower_condition(condition);
                Some(Change::When { when, set: self.lower_changes(changes) })
            }
            ast::Change::Add { variable, amount: by, span } => {
                let declaration = self.resolve_settable(variable)?;
                if !matches!(declaration.kind, ast::VariableKind::Meter { .. }) {
                    self.findings.push(type_mismatch::not_a_number(self.scope.file(), *span, declaration));
                    return None;
                }
                let site = self.add_site(*span, SiteKind::Change);
                Some(Change::Add { variable: declaration.id.text.to_owned(), by: by.value, site })
            }
            ast::Change::Flag { variable, is_raised: to, span } => {
                let declaration = self.resolve_settable(variable)?;
                match &declaration.kind {
                    ast::VariableKind::Flag { .. } => {
                        Some(Change::Flag { variable: declaration.id.text.to_owned(), to: *to })
                    }
                    ast::VariableKind::Meter { .. } | ast::VariableKind::State { .. } => {
                        self.findings.push(type_mismatch::set_bare(self.scope.file(), *span, declaration));
                        None
                    }
                }
            }
            ast::Change::Assign { variable, value, span } => {
                let declaration = self.resolve_settable(variable)?;
                self.lower_assignment(declaration, value, *span)
            }
        }
    }

    /// Lowers `Set: variable = value`.
    fn lower_assignment(
        &mut self,
        declaration: &'a ast::Variable<'a>,
        value: &ast::Operand<'a>,
        span: Span,
    ) -> Option<Change> {
        let (id, file) = (declaration.id.text.to_owned(), self.scope.file());
        match (&declaration.kind, value) {
            (ast::VariableKind::Meter { range, .. }, ast::Operand::Number(number)) => {
                if let Some((low, high)) = range.filter(|(low, high)| low.value <= high.value)
                    && !(low.value..=high.value).contains(&number.value)
                {
                    let bounds = (low, high);
                    self.findings.push(out_of_range::number_outside(file, number, declaration, bounds, "is set to"));
                    return None;
                }
                Some(Change::Number { variable: id, to: number.value })
            }
            (ast::VariableKind::State { values, .. }, ast::Operand::Name(word)) => {
                if values.iter().any(|value| value.text == word.text) {
                    return Some(Change::State { variable: id, to: word.text.to_owned() });
                }
                self.findings.extend(out_of_range::unknown_word(file, word, declaration, values));
                None
            }
            (ast::VariableKind::Flag { .. }, ast::Operand::Name(word)) => {
                self.findings.push(type_mismatch::set_flag(file, span, declaration, word.text));
                None
            }
            (ast::VariableKind::Meter { .. }, ast::Operand::Name(_))
            | (ast::VariableKind::State { .. } | ast::VariableKind::Flag { .. }, ast::Operand::Number(_)) => {
                self.findings.push(type_mismatch::wrong_assignment(file, span, declaration));
                None
            }
        }
    }

    fn resolve_settable(&mut self, name: &ast::Name<'a>) -> Option<&'a ast::Variable<'a>> {
        let declaration = self.resolve_variable_in(name, true)?;
        self.set.insert(declaration.header.start);
        Some(declaration)
    }
}
