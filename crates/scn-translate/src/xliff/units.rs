//! A unit that is being read, and what it says.

use crate::returned_message::{Refused, RefusedProblem, Returned};

/// A unit of XLIFF.
#[derive(Debug, Default)]
pub(super) struct Unit {
    pub(super) line: usize,
    pub(super) id: Option<String>,
    pub(super) context: Option<String>,
    /// Whether it says itself that its translation is not approved.
    pub(super) is_unapproved: bool,
    pub(super) parts: Vec<Part>,
    /// What is wrong with it first, and its line.
    pub(super) problem: Option<(usize, RefusedProblem)>,
}

/// Its words, or a sentence of them.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub(super) source: Option<String>,
    pub(super) target: Option<String>,
    pub(super) state: Option<String>,
    /// The place of the translation among those of the other parts, from 1.
    pub(super) order: Option<usize>,
    /// Whether it is between sentences: blanks, most of the time.
    pub(super) is_ignorable: bool,
}

impl Unit {
    /// Notes a problem, unless there is one already.
    pub(super) fn refuse(&mut self, line: usize, problem: RefusedProblem) {
        self.problem.get_or_insert((line, problem));
    }

    /// Returns what it says.
    pub(super) fn finish(mut self) -> Result<Returned, Refused> {
        if self.parts.is_empty() || self.parts.iter().any(|part| part.source.is_none()) {
            self.refuse(self.line, RefusedProblem::NoSource);
        }
        let is_given = |part: &Part| part.target.as_ref().is_some_and(|it| !it.is_empty() && !part.is_copy());
        let is_translated = self.parts.iter().any(|part| !part.is_ignorable && is_given(part));
        let lacks_words = |part: &Part| {
            let source = part.source.as_deref().unwrap_or_default();
            !part.is_ignorable && !is_given(part) && !source.trim().is_empty()
        };
        if is_translated && self.parts.iter().any(lacks_words) {
            self.refuse(self.line, RefusedProblem::Incomplete);
        }
        if let Some((line, problem)) = self.problem {
            let name = self.context.or(self.id).unwrap_or_default();
            return Err(Refused { line, name, problem });
        }
        let source = self.parts.iter().filter_map(|part| part.source.as_deref()).collect();
        let doubtful = is_translated && self.parts.iter().any(|part| part.is_doubtful(self.is_unapproved));
        let target = if is_translated { join_targets(&self.parts) } else { String::new() };
        Ok(Returned { context: self.context, source, target, doubtful, line: self.line, id: self.id })
    }
}

/// Returns the translations of all parts in their order. What is between sentences is often left as
/// it is in the source.
fn join_targets(parts: &[Part]) -> String {
    let place = |(index, part): &(usize, &Part)| part.order.unwrap_or(index + 1);
    let mut ordered: Vec<(usize, &Part)> = parts.iter().enumerate().collect();
    ordered.sort_by_key(place);
    ordered.iter().filter_map(|(_, part)| part.target.as_deref().or(part.source.as_deref())).collect()
}

impl Part {
    /// Returns whether a tool has only copied the source: some show no unit without a target.
    fn is_copy(&self) -> bool {
        self.state.as_deref() == Some("new") && self.target == self.source
    }

    /// Returns whether a tool doubts the translation. Simple tools fill in words and leave the
    /// state `new` of XLIFF 1.2, so that this alone is no doubt.
    fn is_doubtful(&self, is_unapproved: bool) -> bool {
        match self.state.as_deref() {
            None => is_unapproved,
            Some("translated" | "reviewed" | "final" | "signed-off") => false,
            Some(state) => is_unapproved || state == "initial" || state.starts_with("needs-"),
        }
    }
}
