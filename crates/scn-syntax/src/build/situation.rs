//! Situations.

use super::body::Body;
use super::declaration::split;
use super::stray::Where;
use super::{Builder, Pair};
use crate::ast::{NextWhen, Situation, SituationNext, Target};
use crate::findings::{malformed, misplaced};
use crate::parser::Rule;

impl<'a> Builder<'a, '_> {
    pub(super) fn situation(&mut self, pair: Pair<'_>) -> Situation<'a> {
        let mut inner = pair.into_inner();
        let head = inner.next().map(|head| self.head(&head, "Situation", "situation"));
        let (header, id, title) = split(head);
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
                    self.set(&line, &mut out.set);
                    continue;
                }
                Rule::stray_property if under_header => {
                    self.stray_property(&line, &["Set"], true);
                    continue;
                }
                Rule::choice => out.choices.push(self.choice(line)),
                Rule::hint => {
                    body.interrupt();
                    let (text, rest) = self.text_line(&line, "Hint");
                    out.hints.push(text);
                    self.spoken(rest, &mut body);
                }
                Rule::next => {
                    body.interrupt();
                    out.next.push(self.situation_next(&line));
                }
                _ => self.body_line(line, &mut body, Where::Situation),
            }
            under_header = false;
        }
        out.body = body.blocks;
        self.check_next(&mut out);
        out
    }

    /// What `Next:` lines of a situation may stand together.
    fn check_next(&mut self, situation: &mut Situation<'a>) {
        if !situation.choices.is_empty() {
            for next in std::mem::take(&mut situation.next) {
                if !self.mended.contains(&next.line.start) {
                    self.report(misplaced::next_with_choices(self.src, next.line));
                }
            }
            return;
        }
        let mut kept: Vec<SituationNext<'a>> = Vec::with_capacity(situation.next.len());
        for next in std::mem::take(&mut situation.next) {
            let closed = kept.last().is_some_and(|last| !matches!(last.when, NextWhen::If(_)));
            match (&next.when, kept.is_empty(), closed) {
                (_, _, true) => {
                    self.report_broken(misplaced::second_next(self.src, next.line, "situation"));
                    continue;
                }
                (NextWhen::Otherwise(span), true, false) => self.report_broken(misplaced::otherwise(self.src, *span)),
                (NextWhen::Always, false, false) => self.report_broken(malformed::last_next(self.src, next.line, true)),
                (NextWhen::If(_) | NextWhen::Always | NextWhen::Otherwise(_), _, false) => {}
            }
            if let Target::Again(span) = next.target {
                self.report_broken(malformed::again_without_choice(self.src, span));
            }
            kept.push(next);
        }
        if let Some(SituationNext { when: NextWhen::If(_), line, .. }) = kept.last() {
            let line = *line;
            self.report_broken(malformed::last_next(self.src, line, false));
        }
        situation.next = kept;
    }
}
