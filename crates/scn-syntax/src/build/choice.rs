//! Choices and outcomes.

use scn_source::Span;

use super::body::Body;
use super::stray::StrayContext;
use super::{Builder, Pair};
use crate::ast::{Choice, Condition, NextCondition, NextLine, Number, Outcome, OutcomeCondition, Target};
use crate::few::push_few;
use crate::findings::{malformed, misplaced, missing};
use crate::parser::Rule;

/// The kind of condition of an outcome, used to check that it fits its siblings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OutcomeKind {
    Always,
    If,
    Chance,
    Otherwise,
    Broken,
}

impl<'a> Builder<'a, '_> {
    pub(super) fn build_choice(&mut self, pair: Pair<'_>) -> Choice<'a> {
        let mut inner = pair.into_inner();
        let mut body = Body::default();
        let (mut out, sound) = self.build_choice_head(inner.next(), &mut body);
        let finding_count = self.findings.len();
        // The lines of an outcome that has no `Outcome:`.
        let mut wordless = None;
        for line in inner {
            match line.as_rule() {
                Rule::hint => {
                    let (text, rest) = self.build_text_line(&line, "Hint");
                    out.hints.push(text);
                    self.push_speeches(rest, &mut body);
                }
                Rule::locked => {
                    let (text, rest) = self.build_text_line(&line, "Locked");
                    let mut value = Some(text);
                    if out.locked.is_some() {
                        self.set_once(&mut out.locked, value.take(), &line, "Locked");
                    } else {
                        out.locked = value;
                    }
                    self.push_speeches(rest, &mut body);
                }
                Rule::outcome => {
                    let outcome = self.build_outcome(line);
                    push_few(&mut out.outcomes, outcome);
                }
                Rule::wordless => wordless = Some(line),
                _ => self.build_body_line(line, &mut body, StrayContext::Choice),
            }
        }
        let first_effect = wordless.and_then(|lines| self.build_wordless(lines, &mut out, &mut body));
        if out.outcomes.is_empty() && sound && self.report_left_out(&out, &body, first_effect, finding_count) {
            return out;
        }
        if let Some((first, other_blocks)) = body.blocks.split_first() {
            let line = self.src.line_span_from(first.span.start as usize);
            let mut finding = misplaced::text(self.src, line, first.span, StrayContext::Choice);
            for block in other_blocks {
                misplaced::more_text(self.src, &mut finding, block.span);
            }
            self.report(finding);
        }
        if out.outcomes.is_empty() {
            if sound {
                self.report_broken(malformed::no_outcome(self.src, out.header));
            }
        } else {
            self.check_kinds(&out);
        }
        out
    }

    /// Builds the lines of an outcome that has no `Outcome:`. If the choice has no other outcome,
    /// returns the first of them; otherwise, they are stray lines.
    fn build_wordless(&mut self, lines: Pair<'_>, out: &mut Choice<'a>, body: &mut Body<'a>) -> Option<Span> {
        if !out.outcomes.is_empty() {
            for line in lines.into_inner() {
                self.build_body_line(line, body, StrayContext::Choice);
            }
            return None;
        }
        let first_effect = Some(self.pair_line(&lines));
        let mut outcome = self.build_outcome(lines);
        if !outcome.body.is_empty() || !body.blocks.is_empty() {
            body.blocks.append(&mut outcome.body);
        } else if !outcome.next.is_empty() {
            push_few(&mut out.outcomes, outcome);
        } else if let Some(finding) = malformed::outcome_left_out(self.src, out.header, None, first_effect) {
            // The lines count, and only where they lead is unknown.
            self.report_broken(finding);
            outcome.next = vec![unread_next(outcome.header)];
            push_few(&mut out.outcomes, outcome);
        }
        first_effect
    }

    /// Reports a choice without an outcome, if its text or the line `first_effect` shows that only
    /// `Outcome:` was left out. `finding_count` is the number of findings before its lines.
    fn report_left_out(
        &mut self,
        out: &Choice<'a>,
        body: &Body<'a>,
        first_effect: Option<Span>,
        finding_count: usize,
    ) -> bool {
        // Text below the label is parsed as a continuation of it.
        let label = self.src.slice(out.label.span);
        let run_on = label.find('\n').map(|end| {
            let continuation = label.get(end..).unwrap_or_default();
            out.label.span.start as usize + end + (continuation.len() - continuation.trim_start().len())
        });
        let first = run_on.or_else(|| body.blocks.first().map(|block| block.span.start as usize));
        let first = first.map(|start| self.src.line_span_from(start));
        let Some(finding) = malformed::outcome_left_out(self.src, out.header, first, first_effect) else {
            return false;
        };
        // Lines are misplaced only because there is no outcome, so do not report them too.
        let new_findings = self.findings.split_off(finding_count);
        let misplaced = scn_source::Name::MisplacedInstruction;
        self.findings.extend(new_findings.into_iter().filter(|it| it.name != misplaced));
        self.report_broken(finding);
        true
    }

    fn build_choice_head(&mut self, head: Option<Pair<'_>>, body: &mut Body<'a>) -> (Choice<'a>, bool) {
        let mut out = Choice {
            header: Span::default(),
            id: None,
            id_place: Span::default(),
            when: None,
            needs: None,
            once: None,
            after: None,
            label: crate::ast::Text::default(),
            hints: Vec::new(),
            locked: None,
            outcomes: Vec::new(),
        };
        let Some(head) = head else { return (out, false) };
        out.header = self.pair_line(&head);
        let after_keyword = self.src.original_offset(head.as_span().start() + "Choice".len());
        out.id_place = Span::empty(after_keyword);
        let mut sound = true;
        for part in head.into_inner() {
            sound &= self.build_choice_part(&part, &head, &mut out);
        }
        if let Some(text) = Self::find_child(&head, Rule::text) {
            let read = self.read_text(text, super::text::TextStart::AfterColon);
            if read.first.speaker.is_some() {
                self.push_segment(read.first, crate::ast::BlockCondition::Always, body);
            } else {
                out.label = read.first.text;
            }
            self.push_speeches(read.rest, body);
        }
        self.report_conditions(&out.label, "a label");
        if out.label.parts.is_empty() {
            out.label.span = Span::empty(out.header.end as usize);
            if sound {
                self.report(missing::text(self.src, out.header, "Choice"));
            }
        }
        (out, sound)
    }

    /// Builds a part of the head of a choice. Returns `false` if the head is malformed.
    fn build_choice_part(&mut self, part: &Pair<'_>, head: &Pair<'_>, out: &mut Choice<'a>) -> bool {
        let mut sound = true;
        let span = self.pair_span(part);
        match part.as_rule() {
            Rule::id => {
                let id = self.pair_name(part);
                self.check_id(&id, "choice");
                out.id_place = id.span;
                out.id = Some(id);
            }
            Rule::if_clause => {
                let condition = self.build_clause(part);
                self.set_bracket(&mut out.when, condition, span);
            }
            Rule::needs_clause => {
                let condition = self.build_clause(part);
                self.set_bracket(&mut out.needs, condition, span);
            }
            Rule::once => self.set_bracket(&mut out.once, span, span),
            Rule::after => {
                if let Some(seconds) = Self::find_child(part, Rule::number).map(|number| self.build_number(&number)) {
                    self.set_time_limit(&mut out.after, seconds, span);
                }
            }
            Rule::chance | Rule::otherwise | Rule::any_order | Rule::any_one | Rule::broken_bracket => {
                let finding =
                    malformed::misplaced_bracket(self.src, span, "Choice", part.as_rule() == Rule::broken_bracket);
                self.report_broken(finding);
            }
            Rule::broken_head => {
                sound = false;
                self.report_broken(malformed::header(self.src, out.header, "Choice", "choice", span, has_colon(head)));
            }
            Rule::headless => {
                sound = false;
                let keyword = crate::words::find_keyword("Choice");
                self.broken = true;
                if let Some(keyword) = keyword {
                    self.report(malformed::no_colon(self.src, out.header, keyword));
                }
                out.label = self.plain_text(self.trimmed_name(span));
            }
            _ => {}
        }
        sound
    }

    /// Stores the value of a bracket; reports a second bracket of the same kind.
    fn set_bracket<T>(&mut self, slot: &mut Option<T>, value: T, span: Span) {
        if slot.is_some() {
            self.report_broken(malformed::second_bracket(self.src, span, "Choice"));
        } else {
            *slot = Some(value);
        }
    }

    fn set_time_limit(&mut self, slot: &mut Option<Number>, seconds: Number, span: Span) {
        if seconds.value < 1 {
            self.report_broken(malformed::empty_time_limit(self.src, span));
        }
        self.set_bracket(slot, seconds, span);
    }

    pub(super) fn build_outcome(&mut self, pair: Pair<'_>) -> Outcome<'a> {
        let mut body = Body::default();
        let mut out = Outcome {
            header: self.pair_line(&pair),
            has_header: pair.as_rule() == Rule::outcome,
            when: OutcomeCondition::Always,
            body: Vec::new(),
            shows: Vec::new(),
            links: Vec::new(),
            feedback: Vec::new(),
            set: Vec::new(),
            detour: None,
            next: Vec::new(),
        };
        // A target that was written but not understood does not count as missing.
        let mut broken_next = None;
        let mut closed = None;
        let mut is_text_reported = false;
        for line in pair.into_inner() {
            if line.as_rule() == Rule::comment {
                continue;
            }
            if let Some(next) = closed.filter(|_| line.as_rule() != Rule::next) {
                self.report_line_after_next(line, next, &mut is_text_reported);
                continue;
            }
            match line.as_rule() {
                Rule::outcome_head => self.build_outcome_head(&line, &mut out, &mut body),
                Rule::next => {
                    push_few(&mut out.next, self.build_next_line(&line));
                    closed = Some(self.pair_line(&line));
                }
                Rule::link => {
                    self.interrupt(&line, &mut body);
                    let (link, rest) = self.build_link(&line);
                    push_few(&mut out.links, link);
                    self.push_speeches(rest, &mut body);
                }
                Rule::set => {
                    self.interrupt(&line, &mut body);
                    self.build_changes(&line, &mut out.set);
                }
                Rule::show => self.build_show(&line, &mut body, out.set.len()),
                Rule::feedback => {
                    self.interrupt(&line, &mut body);
                    let (text, rest) = self.build_text_line(&line, "Feedback");
                    out.feedback.push(text);
                    self.push_speeches(rest, &mut body);
                }
                Rule::detour => {
                    self.interrupt(&line, &mut body);
                    let target = self.build_target(&line, "Detour");
                    self.broken |= out.detour.is_some();
                    self.set_once(&mut out.detour, Some(target), &line, "Detour");
                }
                rule => {
                    let span = self.pair_line(&line);
                    if is_unread_next(rule, self.src.slice(span)) {
                        broken_next.get_or_insert(span);
                    }
                    self.build_body_line(line, &mut body, StrayContext::Outcome);
                }
            }
        }
        out.body = body.blocks;
        out.shows = body.shows;
        out.next = self.check_next_lines(std::mem::take(&mut out.next), "outcome");
        if out.next.is_empty() {
            out.next.extend(broken_next.map(unread_next));
        }
        out
    }

    fn build_outcome_head(&mut self, head: &Pair<'_>, out: &mut Outcome<'a>, body: &mut Body<'a>) {
        let mut when: Option<OutcomeCondition<'a>> = None;
        for part in head.into_inner() {
            let span = self.pair_span(&part);
            let parsed = match part.as_rule() {
                Rule::if_clause => OutcomeCondition::If(self.build_clause(&part)),
                Rule::otherwise => OutcomeCondition::Otherwise(span),
                Rule::chance => self.build_chance(&part, span),
                Rule::needs_clause
                | Rule::once
                | Rule::after
                | Rule::any_order
                | Rule::any_one
                | Rule::broken_bracket => {
                    let finding =
                        malformed::misplaced_bracket(self.src, span, "Outcome", part.as_rule() == Rule::broken_bracket);
                    self.report_broken(finding);
                    OutcomeCondition::Broken(span)
                }
                Rule::broken_head => {
                    self.report_broken(malformed::header(
                        self.src,
                        out.header,
                        "Outcome",
                        "outcome",
                        span,
                        has_colon(head),
                    ));
                    OutcomeCondition::Broken(span)
                }
                Rule::headless => {
                    self.broken = true;
                    if let Some(keyword) = crate::words::find_keyword("Outcome") {
                        self.report(malformed::no_colon(self.src, out.header, keyword));
                    }
                    let words = self.trimmed_name(span);
                    let text = self.plain_text(words);
                    let segment = super::text::Segment { speaker: None, text, span: words.span };
                    self.push_segment(segment, crate::ast::BlockCondition::Always, body);
                    OutcomeCondition::Broken(span)
                }
                _ => continue,
            };
            if when.is_some() {
                self.report_broken(malformed::second_bracket(self.src, span, "Outcome"));
            } else {
                when = Some(parsed);
            }
        }
        out.when = when.unwrap_or(OutcomeCondition::Always);
        if let Some(text) = Self::find_child(head, Rule::text) {
            let read = self.read_text(text, super::text::TextStart::AfterColon);
            self.push_segment(read.first, crate::ast::BlockCondition::Always, body);
            self.push_speeches(read.rest, body);
        }
    }

    fn build_chance(&mut self, bracket: &Pair<'_>, span: Span) -> OutcomeCondition<'a> {
        let mut numbers =
            bracket.into_inner().filter(|part| part.as_rule() == Rule::number).map(|part| self.build_number(&part));
        match (numbers.next(), numbers.next()) {
            (Some(numerator), Some(denominator)) => OutcomeCondition::Chance { numerator, denominator, span },
            _ => OutcomeCondition::Broken(span),
        }
    }

    /// Handles a line after the `Next:` of an outcome.
    fn report_line_after_next(&mut self, line: Pair<'_>, next: Span, is_reported: &mut bool) {
        let span = self.pair_line(&line);
        match line.as_rule() {
            Rule::paragraph
            | Rule::conditional
            | Rule::block_end
            | Rule::quote
            | Rule::item
            | Rule::dashed_item
            | Rule::fence
            | Rule::table
            | Rule::heading
            | Rule::line_across
            | Rule::callout
            | Rule::media
            | Rule::broken_line
                if *is_reported => {}
            Rule::paragraph
            | Rule::conditional
            | Rule::block_end
            | Rule::quote
            | Rule::item
            | Rule::dashed_item
            | Rule::fence
            | Rule::table
            | Rule::heading
            | Rule::line_across
            | Rule::callout
            | Rule::media => {
                *is_reported = true;
                let whole = self.trimmed_name(self.pair_span(&line)).span;
                self.report(misplaced::after_next(self.src, span, whole, next));
            }
            Rule::set | Rule::link | Rule::feedback | Rule::detour => {
                *is_reported = false;
                self.broken |= line.as_rule() != Rule::feedback;
                let whole = self.trimmed_name(self.pair_span(&line)).span;
                if !self.corrected_lines.contains(&span.start) {
                    self.report(misplaced::after_next(self.src, span, whole, next));
                }
            }
            _ => {
                *is_reported = false;
                self.report_stray_line(line, StrayContext::AfterNext);
            }
        }
    }

    /// Checks that the outcomes of a choice are either a single one without a condition, or all
    /// `[if …]`, or all chances. The last may be `[otherwise]`.
    fn check_kinds(&mut self, choice: &Choice<'a>) {
        let kinds: Vec<(OutcomeKind, Span)> =
            choice.outcomes.iter().map(|outcome| (outcome_kind(&outcome.when), outcome.header)).collect();
        if kinds.iter().any(|(kind, _)| *kind == OutcomeKind::Broken) {
            return;
        }
        let Some((first, place)) = kinds.first().copied() else { return };
        let last = kinds.len() - 1;
        for (at, (kind, header)) in kinds.iter().enumerate() {
            let finding = match kind {
                OutcomeKind::Otherwise if at == 0 => malformed::lone_otherwise(self.src, *header),
                OutcomeKind::Otherwise if at < last => malformed::early_otherwise(self.src, *header),
                OutcomeKind::Always if at == last && at > 0 && first != OutcomeKind::Always => {
                    malformed::last_outcome(self.src, *header, place)
                }
                OutcomeKind::Always if at > 0 || last > 0 => {
                    malformed::mixed_outcomes(self.src, *header, place, at > 0)
                }
                OutcomeKind::If | OutcomeKind::Chance if *kind != first && first != OutcomeKind::Otherwise => {
                    malformed::mixed_outcomes(self.src, *header, place, true)
                }
                OutcomeKind::If
                | OutcomeKind::Chance
                | OutcomeKind::Always
                | OutcomeKind::Otherwise
                | OutcomeKind::Broken => continue,
            };
            self.report_broken(finding);
            return;
        }
    }
}

/// Returns whether a line of an outcome was meant to lead on, although it was not understood.
fn is_unread_next(rule: Rule, line: &str) -> bool {
    rule == Rule::foreign
        || (rule == Rule::paragraph && line.starts_with("[[") && line.ends_with("]]"))
        || (rule == Rule::broken_line && crate::words::keyword_at_start(line).is_some_and(|word| word.word == "Next"))
}

/// Returns a `Next:` whose target is not known.
fn unread_next<'a>(line: Span) -> NextLine<'a> {
    NextLine { line, when: NextCondition::Always, target: Target::Broken(line) }
}

/// Returns whether a malformed header has a colon on its line.
pub(super) fn has_colon(head: &Pair<'_>) -> bool {
    head.as_str().split('\n').next().is_some_and(|line| line.contains(':'))
}

fn outcome_kind(when: &OutcomeCondition<'_>) -> OutcomeKind {
    match when {
        OutcomeCondition::Always => OutcomeKind::Always,
        OutcomeCondition::If(Condition { .. }) => OutcomeKind::If,
        OutcomeCondition::Chance { .. } => OutcomeKind::Chance,
        OutcomeCondition::Otherwise(_) => OutcomeKind::Otherwise,
        OutcomeCondition::Broken(_) => OutcomeKind::Broken,
    }
}
