//! Lowers changes (`Set:` lines) and checks their types.

use scn_story::Change;
use scn_syntax::ast;

use super::{Lower, SiteKind};
use crate::findings::{out_of_range, type_mismatch};

impl<'a> Lower<'_, 'a> {
    pub(super) fn changes(&mut self, changes: &[ast::Change<'a>]) -> Vec<Change> {
        changes
            .iter()
            .filter_map(|change| {
                let lowered = self.change(change);
                self.whole &= lowered.is_some();
                lowered
            })
            .collect()
    }

    fn change(&mut self, change: &ast::Change<'a>) -> Option<Change> {
        match change {
            ast::Change::Broken(_) => {
                self.unclear = true;
                None
            }
            ast::Change::Add { variable, by, span } => {
                let known = self.settable(variable)?;
                if !matches!(known.kind, ast::VariableKind::Meter { .. }) {
                    self.findings.push(type_mismatch::add(self.scope.file(), *span, known));
                    return None;
                }
                let site = self.site(*span, SiteKind::Change);
                Some(Change::Add { variable: known.id.text.to_owned(), by: by.value, site })
            }
            ast::Change::Flag { variable, to, span } => {
                let known = self.settable(variable)?;
                match &known.kind {
                    ast::VariableKind::Flag { .. } => {
                        Some(Change::Flag { variable: known.id.text.to_owned(), to: *to })
                    }
                    ast::VariableKind::Meter { .. } | ast::VariableKind::State { .. } => {
                        self.findings.push(type_mismatch::set_bare(self.scope.file(), *span, known));
                        None
                    }
                }
            }
            ast::Change::Assign { variable, value, span } => {
                let known = self.settable(variable)?;
                let id = known.id.text.to_owned();
                match (&known.kind, value) {
                    (ast::VariableKind::Meter { range, .. }, ast::Operand::Number(number)) => {
                        if let Some((low, high)) = range.filter(|(low, high)| low.value <= high.value)
                            && !(low.value..=high.value).contains(&number.value)
                        {
                            let finding =
                                out_of_range::number(self.scope.file(), number, known, (low, high), "is set to");
                            self.findings.push(finding);
                            return None;
                        }
                        Some(Change::Number { variable: id, to: number.value })
                    }
                    (ast::VariableKind::State { values, .. }, ast::Operand::Name(word)) => {
                        if values.iter().any(|value| value.text == word.text) {
                            return Some(Change::State { variable: id, to: word.text.to_owned() });
                        }
                        self.findings.push(out_of_range::word(self.scope.file(), word, known, values));
                        None
                    }
                    (ast::VariableKind::Flag { .. }, ast::Operand::Name(word)) => {
                        self.findings.push(type_mismatch::set_flag(self.scope.file(), *span, known, word.text));
                        None
                    }
                    (ast::VariableKind::Meter { .. }, ast::Operand::Name(_))
                    | (ast::VariableKind::State { .. } | ast::VariableKind::Flag { .. }, ast::Operand::Number(_)) => {
                        self.findings.push(type_mismatch::assign(self.scope.file(), *span, known));
                        None
                    }
                }
            }
        }
    }

    fn settable(&mut self, name: &ast::Name<'a>) -> Option<&'a ast::Variable<'a>> {
        let known = self.variable_in(name, true)?;
        self.set.insert(known.header.start);
        Some(known)
    }
}
