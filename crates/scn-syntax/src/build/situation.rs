//! Situations.

use scn_source::Span;

use super::body::Body;
use super::declaration::header_parts;
use super::stray::{PropertyContext, StrayContext};
use super::{Builder, Pair};
use crate::ast::{NextCondition, Situation, SituationNext, Target};
use crate::findings::{malformed, misplaced};
use crate::parser::Rule;

impl<'a> Builder<'a, '_> {
    pub(super) fn build_situation(&mut self, pair: Pair<'_>) -> Situation<'a> {
        let mut inner = pair.into_inner();
        let head = inner.next().map(|head| self.build_header(&head, "Situation", "situation"));
        let (header, id, title) = header_parts(head);
        let mut out = Situation {
            header,
            id,
            title,
            set: Vec::new(),
            body: Vec::new(),
            hints: Vec::new(),
            choices: Vec::new(),
            next: Vec::new(),
        };
        let mut body = Body::default();
        let mut under_header = true;
        for line in inner {
            match line.as_rule() {
                Rule::comment => continue,
                Rule::set if under_header => {
                    self.build_changes(&line, &mut out.set);
                    continue;
                }
                Rule::stray_property if under_header => {
                    self.report_stray_property(&line, &["Set"], PropertyContext::Header);
                    continue;
                }
                Rule::choice => out.choices.push(self.build_choice(line)),
                Rule::hint => {
                    body.interrupt();
                    let (text, rest) = self.build_text_line(&line, "Hint");
                    out.hints.push(text);
                    self.push_speeches(rest, &mut body);
                }
                Rule::next => {
                    body.interrupt();
                    out.next.push(self.build_situation_next(&line));
                }
                _ => self.build_body_line(line, &mut body, StrayContext::Situation),
            }
            under_header = false;
        }
        out.body = body.blocks;
        let mut limits = out.choices.iter().filter_map(|choice| choice.after.as_ref());
        let first = limits.next();
        let later: Vec<Span> = limits.map(|limit| limit.span).collect();
        if let Some(first) = first.map(|limit| limit.span) {
            for span in later {
                self.report_broken(malformed::second_limit(self.src, span, first));
            }
        }
        self.check_next_lines(&mut out);
        out
    }

    /// Checks which `Next:` lines of a situation may be combined.
    fn check_next_lines(&mut self, situation: &mut Situation<'a>) {
        if !situation.choices.is_empty() {
            for next in std::mem::take(&mut situation.next) {
                if !self.corrected_lines.contains(&next.line.start) {
                    self.report(misplaced::next_with_choices(self.src, next.line));
                }
            }
            return;
        }
        let lines = std::mem::take(&mut situation.next);
        let last = lines.len().saturating_sub(1);
        let early = lines.iter().position(|next| matches!(next.when, NextCondition::Otherwise(_)));
        let early = early.filter(|at| *at < last || last == 0);
        if let Some(next) = early.and_then(|at| lines.get(at)) {
            let finding = malformed::early_otherwise_next(self.src, next.line, last == 0);
            self.report_broken(finding);
        }
        for next in lines {
            let closed = situation.next.last().is_some_and(|last| !matches!(last.when, NextCondition::If(_)));
            if closed && early.is_none() {
                self.report_broken(misplaced::second_next(self.src, next.line, "situation"));
            }
            if closed {
                continue;
            }
            if matches!(next.when, NextCondition::Always) && !situation.next.is_empty() {
                self.report_broken(malformed::last_next(self.src, next.line, true));
            }
            if let Target::Again(span) = next.target {
                self.report_broken(malformed::again_without_choice(self.src, span));
            }
            situation.next.push(next);
        }
        if let Some(SituationNext { when: NextCondition::If(_), line, .. }) = situation.next.last() {
            let line = *line;
            self.report_broken(malformed::last_next(self.src, line, false));
        }
    }
}
