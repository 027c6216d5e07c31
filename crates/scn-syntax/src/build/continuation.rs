//! Files that continue a scenario of another file.

use scn_source::{Finding, Name as FindingName, Span};

use super::{Builder, Pair, SharedLists};
use crate::ast::{Continues, Name, Scenario};
use crate::findings::continues;
use crate::parser::Rule;

impl<'a> Builder<'a, '_> {
    /// Builds what a file adds to a scenario of another file, as a scenario with the id of that one
    /// and without a title. Returns `None` if it does not begin with the first line of the file.
    pub(super) fn build_continuation(
        &mut self,
        pair: Pair<'_>,
        shared: &mut SharedLists<'_, 'a>,
    ) -> Option<(Continues<'a>, Scenario<'a>)> {
        let head = pair.into_inner().next()?;
        let found = self.continues_line(&head);
        let Continues { line, scenario: name } = found;
        let is_first = self.first_lines.contains(&line.start);
        let first_finding = self.findings.len();
        self.enter_scenario(&pair);
        let mut out = Scenario::empty(line, name, Name { text: "", span: Span::empty(line.end as usize) });
        self.build_scenario_parts(pair.into_inner(), &mut out, shared);
        self.leave_scenario(&mut out);
        let inside = self.findings.split_off(first_finding);
        // Its cast is in the other file. What follows a misplaced line is read nowhere.
        let is_certain = |finding: &Finding| match is_first {
            true => finding.name != FindingName::UnknownSpeaker,
            false => finding.place.span == line,
        };
        self.findings.extend(inside.into_iter().filter(is_certain));
        is_first.then_some((found, out))
    }

    fn continues_line(&self, pair: &Pair<'_>) -> Continues<'a> {
        let line = self.pair_line(pair);
        let name = Self::find_child(pair, Rule::reference).or_else(|| Self::find_child(pair, Rule::title));
        let name = name.map(|name| self.pair_name(&name));
        Continues { line, scenario: name.unwrap_or(Name { text: "", span: Span::empty(line.end as usize) }) }
    }

    /// Handles a `Continues:` line in a scenario: the first line of a further file of it, or one
    /// that is misplaced.
    pub(super) fn enter_continuation(&mut self, pair: &Pair<'_>, out: &mut Scenario<'a>) {
        let found = self.continues_line(pair);
        let line = found.line;
        if !self.first_lines.contains(&line.start) {
            self.report(continues::misplaced_line(self.src, line, self.in_continuation));
            return;
        }
        self.in_continuation = true;
        if found.scenario.text.is_empty() {
            self.report(continues::nothing(self.src, line));
        }
        out.continued.push(found);
    }

    /// Reports a declaration that belongs to no scenario, in a file that continues one.
    pub(super) fn check_in_continuation(&mut self, pair: &Pair<'_>, keyword: &str) {
        if self.in_continuation {
            let line = self.pair_line(pair);
            self.report(continues::declaration(self.src, line, keyword));
        }
    }
}
