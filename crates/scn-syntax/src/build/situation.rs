//! Situations.

use scn_source::Span;

use super::body::Body;
use super::declaration::header_parts;
use super::stray::{PropertyContext, StrayContext};
use super::text::Segment;
use super::{Builder, Pair};
use crate::ast::{Ask, Situation, Target};
use crate::few::push_few;
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
            shows: Vec::new(),
            hints: Vec::new(),
            ask: None,
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
                Rule::choice => push_few(&mut out.choices, self.build_choice(line)),
                Rule::hint => {
                    self.interrupt(&line, &mut body);
                    let (text, rest) = self.build_text_line(&line, "Hint");
                    out.hints.push(text);
                    self.push_speeches(rest, &mut body);
                }
                Rule::ask => {
                    self.interrupt(&line, &mut body);
                    let (ask, rest) = self.build_ask(&line);
                    self.set_once(&mut out.ask, Some(ask), &line, "Ask");
                    self.push_speeches(rest, &mut body);
                }
                Rule::show => self.build_show(&line, &mut body, out.set.len()),
                Rule::next => {
                    self.interrupt(&line, &mut body);
                    push_few(&mut out.next, self.build_next_line(&line));
                }
                _ => self.build_body_line(line, &mut body, StrayContext::Situation),
            }
            under_header = false;
        }
        out.body = body.blocks;
        out.shows = body.shows;
        let mut limits = out.choices.iter().filter_map(|choice| choice.after.as_ref());
        let first = limits.next();
        let later: Vec<Span> = limits.map(|limit| limit.span).collect();
        if let Some(first) = first.map(|limit| limit.span) {
            for span in later {
                self.report_broken(malformed::second_limit(self.src, span, first));
            }
        }
        self.check_next_of_situation(&mut out);
        if let Some(ask) = out.ask.as_ref().filter(|_| out.choices.is_empty() && !out.next.is_empty()) {
            self.report(misplaced::ask_without_choices(self.src, ask.line));
        }
        out
    }

    fn build_ask(&mut self, line: &Pair<'_>) -> (Ask<'a>, Vec<Segment<'a>>) {
        let head = self.build_header_with_order(line, "Ask", "question");
        for span in head.any_order.into_iter().chain(head.any_one) {
            self.report_broken(malformed::misplaced_bracket(self.src, span, "Ask", false));
        }
        let (text, rest) = self.build_text_line(line, "Ask");
        let words = self.trimmed_name(text.span);
        self.report_missing_id(&head, "Ask", "question", words);
        (Ask { line: head.line, id: head.id.unwrap_or(words), text }, rest)
    }

    /// Checks the `Next:` lines of a situation.
    fn check_next_of_situation(&mut self, situation: &mut Situation<'a>) {
        if !situation.choices.is_empty() {
            for next in std::mem::take(&mut situation.next) {
                if !self.corrected_lines.contains(&next.line.start) {
                    self.report(misplaced::next_with_choices(self.src, next.line));
                }
            }
            return;
        }
        for next in &situation.next {
            if let Target::Again(span) = next.target {
                self.report_broken(malformed::again_without_choice(self.src, span));
            }
        }
        situation.next = self.check_next_lines(std::mem::take(&mut situation.next), "situation");
    }
}
