//! Choices and outcomes.

use scn_source::Span;

use super::body::Body;
use super::stray::Where;
use super::{Builder, Pair};
use crate::ast::{Choice, Condition, Number, Outcome, OutcomeWhen, Target};
use crate::findings::{malformed, misplaced, missing};
use crate::parser::Rule;

/// The kind of condition of an outcome, used to check that it fits its siblings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Always,
    If,
    Chance,
    Otherwise,
    Broken,
}

impl<'a> Builder<'a, '_> {
    pub(super) fn choice(&mut self, pair: Pair<'_>) -> Choice<'a> {
        let mut inner = pair.into_inner();
        let mut body = Body::default();
        let (mut out, sound) = self.choice_head(inner.next(), &mut body);
        let known = self.findings.len();
        // The first line that belongs in an outcome, if there is no outcome yet.
        let mut early = None;
        for line in inner {
            match line.as_rule() {
                Rule::hint => {
                    let (text, rest) = self.text_line(&line, "Hint");
                    out.hints.push(text);
                    self.spoken(rest, &mut body);
                }
                Rule::locked => {
                    let (text, rest) = self.text_line(&line, "Locked");
                    let mut value = Some(text);
                    if out.locked.is_some() {
                        self.once(&mut out.locked, value.take(), &line, "Locked");
                    } else {
                        out.locked = value;
                    }
                    self.spoken(rest, &mut body);
                }
                Rule::outcome => {
                    let outcome = self.outcome(line);
                    out.outcomes.push(outcome);
                }
                rule => {
                    if matches!(rule, Rule::link | Rule::set | Rule::feedback | Rule::detour | Rule::next) {
                        early.get_or_insert(self.line(&line));
                    }
                    self.body_line(line, &mut body, Where::Choice);
                }
            }
        }
        if out.outcomes.is_empty() && sound {
            // Text below the label is parsed as a continuation of it.
            let label = self.src.slice(out.label.span);
            let run_on = label.find('\n').map(|end| {
                let rest = label.get(end..).unwrap_or_default();
                out.label.span.start as usize + end + (rest.len() - rest.trim_start().len())
            });
            let first = run_on.or_else(|| body.blocks.first().map(|block| block.span.start as usize));
            let first = first.map(|start| self.src.line_from(start));
            if let Some(finding) = malformed::outcome_left_out(self.src, out.header, first, early) {
                // Lines are misplaced only because there is no outcome, so do not report them too.
                let kept = self.findings.split_off(known);
                let misplaced = scn_source::Name::MisplacedInstruction;
                self.findings.extend(kept.into_iter().filter(|it| it.name != misplaced));
                self.report_broken(finding);
                return out;
            }
        }
        if let Some((first, rest)) = body.blocks.split_first() {
            let line = self.src.line_from(first.span.start as usize);
            let mut finding = misplaced::text(self.src, line, first.span, Where::Choice);
            for block in rest {
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

    fn choice_head(&mut self, head: Option<Pair<'_>>, body: &mut Body<'a>) -> (Choice<'a>, bool) {
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
        out.header = self.line(&head);
        let behind = self.src.offset(head.as_span().start() + "Choice".len());
        out.id_place = Span::empty(behind);
        let mut sound = true;
        for part in head.clone().into_inner() {
            let span = self.span(&part);
            match part.as_rule() {
                Rule::id => {
                    let id = self.name(&part);
                    self.check_id(&id, "choice");
                    out.id_place = id.span;
                    out.id = Some(id);
                }
                Rule::if_clause => {
                    let condition = self.clause(&part);
                    self.bracket(&mut out.when, condition, span);
                }
                Rule::needs_clause => {
                    let condition = self.clause(&part);
                    self.bracket(&mut out.needs, condition, span);
                }
                Rule::once => self.bracket(&mut out.once, span, span),
                Rule::after => {
                    if let Some(seconds) = Self::find(&part, Rule::number).map(|number| self.number(&number)) {
                        self.seconds(&mut out.after, seconds, span);
                    }
                }
                Rule::chance | Rule::otherwise | Rule::any_order | Rule::broken_bracket => {
                    let finding =
                        malformed::bracket_of(self.src, span, "Choice", part.as_rule() == Rule::broken_bracket);
                    self.report_broken(finding);
                }
                Rule::broken_head => {
                    sound = false;
                    self.report_broken(malformed::header(
                        self.src,
                        out.header,
                        "Choice",
                        "choice",
                        span,
                        has_colon(&head),
                    ));
                }
                Rule::headless => {
                    sound = false;
                    let keyword = crate::words::keyword_of("Choice");
                    self.broken = true;
                    if let Some(keyword) = keyword {
                        self.report(malformed::no_colon(self.src, out.header, keyword));
                    }
                    out.label = self.plain(self.trimmed(span));
                }
                _ => {}
            }
        }
        if let Some(text) = Self::find(&head, Rule::text) {
            let read = self.read_text(text, super::text::Start::Behind);
            if read.first.speaker.is_some() {
                self.segment(read.first, crate::ast::When::Always, body);
            } else {
                out.label = read.first.text;
            }
            self.spoken(read.rest, body);
        }
        self.fixed(&out.label, "a label");
        if out.label.parts.is_empty() {
            out.label.span = Span::empty(out.header.end as usize);
            if sound {
                self.report(missing::text(self.src, out.header, "Choice"));
            }
        }
        (out, sound)
    }

    /// Stores the value of a bracket; reports a second bracket of the same kind.
    fn bracket<T>(&mut self, slot: &mut Option<T>, value: T, span: Span) {
        if slot.is_some() {
            self.report_broken(malformed::second_bracket(self.src, span, "Choice"));
        } else {
            *slot = Some(value);
        }
    }

    fn seconds(&mut self, slot: &mut Option<Number>, seconds: Number, span: Span) {
        if seconds.value < 1 {
            self.report_broken(malformed::no_time(self.src, span));
        }
        self.bracket(slot, seconds, span);
    }

    pub(super) fn outcome(&mut self, pair: Pair<'_>) -> Outcome<'a> {
        let mut body = Body::default();
        let mut out = Outcome {
            header: self.line(&pair),
            when: OutcomeWhen::Always,
            body: Vec::new(),
            links: Vec::new(),
            feedback: Vec::new(),
            set: Vec::new(),
            detour: None,
            next: None,
        };
        // A target that was written but not understood does not count as missing.
        let mut broken_next = None;
        let mut sound = true;
        let mut closed = None;
        let mut late = false;
        for line in pair.into_inner() {
            if line.as_rule() == Rule::comment {
                continue;
            }
            if let Some(next) = closed {
                self.late(line, next, &mut late);
                continue;
            }
            match line.as_rule() {
                Rule::outcome_head => sound = self.outcome_head(&line, &mut out, &mut body),
                Rule::next => {
                    for bracket in line.clone().into_inner() {
                        let is_bracket = matches!(
                            bracket.as_rule(),
                            Rule::if_clause
                                | Rule::needs_clause
                                | Rule::once
                                | Rule::after
                                | Rule::chance
                                | Rule::otherwise
                                | Rule::any_order
                                | Rule::broken_bracket
                        );
                        if is_bracket {
                            let span = self.span(&bracket);
                            self.report_broken(malformed::next_bracket(self.src, span));
                        }
                    }
                    out.next = Some(self.target(&line, "Next"));
                    closed = Some(self.line(&line));
                }
                Rule::link => {
                    body.interrupt();
                    let (link, rest) = self.link(&line);
                    out.links.push(link);
                    self.spoken(rest, &mut body);
                }
                Rule::set => {
                    body.interrupt();
                    self.set(&line, &mut out.set);
                }
                Rule::feedback => {
                    body.interrupt();
                    let (text, rest) = self.text_line(&line, "Feedback");
                    out.feedback.push(text);
                    self.spoken(rest, &mut body);
                }
                Rule::detour => {
                    body.interrupt();
                    let target = self.target(&line, "Detour");
                    self.broken |= out.detour.is_some();
                    self.once(&mut out.detour, Some(target), &line, "Detour");
                }
                rule => {
                    let span = self.line(&line);
                    let text = self.src.slice(span);
                    let is_next = rule == Rule::foreign
                        || (rule == Rule::paragraph && text.starts_with("[[") && text.ends_with("]]"))
                        || (rule == Rule::broken_line
                            && crate::words::keyword_at_start(text).is_some_and(|word| word.word == "Next"));
                    if is_next {
                        broken_next.get_or_insert(span);
                    }
                    self.body_line(line, &mut body, Where::Outcome);
                }
            }
        }
        if body.blocks.is_empty() && sound {
            self.report(missing::outcome(self.src, out.header));
        }
        out.body = body.blocks;
        out.next = out.next.or(broken_next.map(Target::Broken));
        out
    }

    fn outcome_head(&mut self, head: &Pair<'_>, out: &mut Outcome<'a>, body: &mut Body<'a>) -> bool {
        let mut sound = true;
        let mut when: Option<OutcomeWhen<'a>> = None;
        for part in head.clone().into_inner() {
            let span = self.span(&part);
            let found = match part.as_rule() {
                Rule::if_clause => OutcomeWhen::If(self.clause(&part)),
                Rule::otherwise => OutcomeWhen::Otherwise(span),
                Rule::chance => self.chance(&part, span),
                Rule::needs_clause | Rule::once | Rule::after | Rule::any_order | Rule::broken_bracket => {
                    let finding =
                        malformed::bracket_of(self.src, span, "Outcome", part.as_rule() == Rule::broken_bracket);
                    self.report_broken(finding);
                    OutcomeWhen::Broken(span)
                }
                Rule::broken_head => {
                    sound = false;
                    self.report_broken(malformed::header(
                        self.src,
                        out.header,
                        "Outcome",
                        "outcome",
                        span,
                        has_colon(head),
                    ));
                    OutcomeWhen::Broken(span)
                }
                Rule::headless => {
                    sound = false;
                    self.broken = true;
                    if let Some(keyword) = crate::words::keyword_of("Outcome") {
                        self.report(malformed::no_colon(self.src, out.header, keyword));
                    }
                    let words = self.trimmed(span);
                    let text = self.plain(words);
                    let segment = super::text::Segment { speaker: None, text, span: words.span };
                    self.segment(segment, crate::ast::When::Always, body);
                    OutcomeWhen::Broken(span)
                }
                _ => continue,
            };
            if when.is_some() {
                self.report_broken(malformed::second_bracket(self.src, span, "Outcome"));
            } else {
                when = Some(found);
            }
        }
        out.when = when.unwrap_or(OutcomeWhen::Always);
        if let Some(text) = Self::find(head, Rule::text) {
            let read = self.read_text(text, super::text::Start::Behind);
            self.segment(read.first, crate::ast::When::Always, body);
            self.spoken(read.rest, body);
        }
        sound
    }

    fn chance(&mut self, bracket: &Pair<'_>, span: Span) -> OutcomeWhen<'a> {
        let mut numbers =
            bracket.clone().into_inner().filter(|part| part.as_rule() == Rule::number).map(|part| self.number(&part));
        match (numbers.next(), numbers.next()) {
            (Some(numerator), Some(denominator)) => OutcomeWhen::Chance { numerator, denominator, span },
            _ => OutcomeWhen::Broken(span),
        }
    }

    /// Handles a line after the `Next:` of an outcome.
    fn late(&mut self, line: Pair<'_>, next: Span, told: &mut bool) {
        let span = self.line(&line);
        match line.as_rule() {
            Rule::paragraph
            | Rule::conditional
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
                if *told => {}
            Rule::paragraph
            | Rule::conditional
            | Rule::quote
            | Rule::item
            | Rule::dashed_item
            | Rule::fence
            | Rule::table
            | Rule::heading
            | Rule::line_across
            | Rule::callout
            | Rule::media => {
                *told = true;
                let whole = self.trimmed(self.span(&line)).span;
                self.report(misplaced::late(self.src, span, whole, next));
            }
            Rule::next => {
                *told = false;
                if !self.mended.contains(&span.start) {
                    self.report(misplaced::second_next(self.src, span, "outcome"));
                }
            }
            Rule::set | Rule::link | Rule::feedback | Rule::detour => {
                *told = false;
                self.broken |= line.as_rule() != Rule::feedback;
                let whole = self.trimmed(self.span(&line)).span;
                if !self.mended.contains(&span.start) {
                    self.report(misplaced::late(self.src, span, whole, next));
                }
            }
            _ => {
                *told = false;
                self.stray_line(line, Where::Late);
            }
        }
    }

    /// Checks that the outcomes of a choice are either a single one without a condition, or all
    /// `[if …]`, or all chances. The last may be `[otherwise]`.
    fn check_kinds(&mut self, choice: &Choice<'a>) {
        let kinds: Vec<(Kind, Span)> =
            choice.outcomes.iter().map(|outcome| (kind(&outcome.when), outcome.header)).collect();
        if kinds.iter().any(|(kind, _)| *kind == Kind::Broken) {
            return;
        }
        let Some((first, place)) = kinds.first().copied() else { return };
        let last = kinds.len() - 1;
        for (at, (kind, header)) in kinds.iter().enumerate() {
            let finding = match kind {
                Kind::Otherwise if at == 0 => malformed::lone_otherwise(self.src, *header),
                Kind::Otherwise if at < last => malformed::early_otherwise(self.src, *header),
                Kind::Always if at == last && at > 0 && first != Kind::Always => {
                    malformed::last_outcome(self.src, *header, place)
                }
                Kind::Always if at > 0 || last > 0 => malformed::mixed_outcomes(self.src, *header, place, at > 0),
                Kind::If | Kind::Chance if *kind != first && first != Kind::Otherwise => {
                    malformed::mixed_outcomes(self.src, *header, place, true)
                }
                Kind::If | Kind::Chance | Kind::Always | Kind::Otherwise | Kind::Broken => continue,
            };
            self.report_broken(finding);
            return;
        }
    }
}

/// Returns whether a malformed header has a colon on its line.
pub(super) fn has_colon(head: &Pair<'_>) -> bool {
    head.as_str().split('\n').next().is_some_and(|line| line.contains(':'))
}

fn kind(when: &OutcomeWhen<'_>) -> Kind {
    match when {
        OutcomeWhen::Always => Kind::Always,
        OutcomeWhen::If(Condition { .. }) => Kind::If,
        OutcomeWhen::Chance { .. } => Kind::Chance,
        OutcomeWhen::Otherwise(_) => Kind::Otherwise,
        OutcomeWhen::Broken(_) => Kind::Broken,
    }
}
