//! Quizzes, their questions and answers.

use scn_source::Span;

use super::body::Body;
use super::choice::has_colon;
use super::stray::{Under, Where};
use super::text::Segment;
use super::{Builder, Pair};
use crate::ast::{Answer, Name, Number, Question, Quiz, Text, When};
use crate::findings::{malformed, misplaced, missing};
use crate::parser::Rule;

/// A header with an id and optionally `[any order]`.
struct Head<'a> {
    line: Span,
    /// The id. If it is missing, the text after the colon is used instead, so that headers without
    /// an id are not reported as duplicates of each other.
    id: Option<Name<'a>>,
    /// The span of the id, or the position after the keyword.
    id_place: Span,
    any_order: Option<Span>,
    /// Whether the whole header was understood.
    sound: bool,
}

impl<'a> Builder<'a, '_> {
    pub(super) fn quiz(&mut self, pair: Pair<'_>) -> Quiz<'a> {
        let broken = std::mem::take(&mut self.broken);
        let nothing = Name { text: "", span: Span::default() };
        let mut out = Quiz {
            header: Span::default(),
            id: nothing,
            any_order: None,
            title: nothing,
            draw: None,
            pass: None,
            body: Vec::new(),
            questions: Vec::new(),
            broken: false,
        };
        let mut draw: Option<Option<Number>> = None;
        let mut pass: Option<Option<Number>> = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::quiz_head => self.quiz_head(&part, &mut out),
                Rule::draw => {
                    let value = self.one_number(&part, "Draw");
                    self.once(&mut draw, Some(value), &part, "Draw");
                }
                Rule::pass => {
                    let value = self.one_number(&part, "Pass");
                    self.once(&mut pass, Some(value), &part, "Pass");
                }
                Rule::stray_property => self.stray_property(&part, &["Draw", "Pass"], Under::Header),
                Rule::body => {
                    let mut body = Body::default();
                    for line in part.into_inner() {
                        // The question of this answer is missing or was not recognized.
                        self.broken |= line.as_rule() == Rule::stray_answer;
                        self.body_line(line, &mut body, Where::Quiz);
                    }
                    self.timeless(&body.blocks, "quiz");
                    out.body = body.blocks;
                }
                Rule::question => out.questions.push(self.question(part)),
                _ => {}
            }
        }
        out.draw = draw.flatten();
        out.pass = pass.flatten();
        out.broken = self.broken;
        // A quiz is not part of a scenario, wherever it is written.
        self.broken = broken;
        out
    }

    fn quiz_head(&mut self, pair: &Pair<'_>, out: &mut Quiz<'a>) {
        let head = self.answered_head(pair, "Quiz", "quiz");
        let title = Self::find(pair, Rule::title).map(|title| self.name(&title));
        out.header = head.line;
        out.any_order = head.any_order;
        out.title = title.unwrap_or(Name { text: "", span: Span::empty(head.line.end as usize) });
        self.named(&head, "Quiz", "quiz", out.title);
        out.id = head.id.unwrap_or(out.title);
        if title.is_none() && head.sound {
            self.report(missing::title(self.src, head.line, "Quiz"));
        }
    }

    pub(super) fn question(&mut self, pair: Pair<'_>) -> Question<'a> {
        let nothing = Name { text: "", span: Span::default() };
        let mut out = Question {
            header: Span::default(),
            id: nothing,
            any_order: None,
            stem: Text::default(),
            checks: Vec::new(),
            answers: Vec::new(),
        };
        let mut checks: Option<Vec<Name<'a>>> = None;
        let mut body = Body::default();
        let mut under_header = true;
        for line in pair.into_inner() {
            match line.as_rule() {
                Rule::comment => continue,
                Rule::question_head => {
                    self.question_head(&line, &mut out, &mut body);
                    continue;
                }
                Rule::checks => {
                    let value = self.references(&line, "Checks").unwrap_or_default();
                    self.once(&mut checks, Some(value), &line, "Checks");
                    continue;
                }
                Rule::stray_property if under_header => {
                    self.stray_property(&line, &["Checks"], Under::BareHeader);
                    continue;
                }
                Rule::answer => out.answers.push(self.answer(line)),
                _ => self.body_line(line, &mut body, Where::Question),
            }
            under_header = false;
        }
        self.nobody_reads(&body, Where::Question);
        out.checks = checks.unwrap_or_default();
        out
    }

    fn question_head(&mut self, pair: &Pair<'_>, out: &mut Question<'a>, body: &mut Body<'a>) {
        let head = self.answered_head(pair, "Question", "question");
        out.header = head.line;
        out.any_order = head.any_order;
        out.stem = self.asked(pair, &head, "Question", "a question", body);
        let words = self.trimmed(out.stem.span);
        self.named(&head, "Question", "question", words);
        out.id = head.id.unwrap_or(words);
    }

    fn answer(&mut self, pair: Pair<'_>) -> Answer<'a> {
        let mut out = Answer {
            header: Span::default(),
            right: pair.as_str().starts_with("Right"),
            id: None,
            id_place: Span::default(),
            text: Text::default(),
            because: None,
        };
        let keyword = if out.right { "Right" } else { "Wrong" };
        let mut body = Body::default();
        for line in pair.into_inner() {
            match line.as_rule() {
                Rule::answer_head => {
                    let head = self.answered_head(&line, keyword, "answer");
                    out.header = head.line;
                    out.id = head.id;
                    out.id_place = head.id_place;
                    if let Some(span) = head.any_order {
                        self.report_broken(malformed::bracket_of(self.src, span, keyword, false));
                    }
                    out.text = self.asked(&line, &head, keyword, "an answer", &mut body);
                }
                Rule::because => {
                    let (text, rest) = self.text_line(&line, "Because");
                    if out.because.is_some() {
                        let line = self.line(&line);
                        self.report(misplaced::twice(self.src, line, "Because"));
                    } else {
                        out.because = Some(text);
                    }
                    self.spoken(rest, &mut body);
                }
                _ => self.body_line(line, &mut body, Where::Answer),
            }
        }
        self.nobody_reads(&body, Where::Answer);
        out
    }

    /// Builds the part between the keyword of a quiz, question or answer and its colon.
    fn answered_head(&mut self, head: &Pair<'_>, keyword: &'static str, kind: &'static str) -> Head<'a> {
        let line = self.line(head);
        let behind = Span::empty(self.src.offset(head.as_span().start() + keyword.len()));
        let mut out = Head { line, id: None, id_place: behind, any_order: None, sound: true };
        for part in head.clone().into_inner() {
            let span = self.span(&part);
            match part.as_rule() {
                Rule::id => {
                    let id = self.name(&part);
                    out.sound &= self.check_id(&id, kind);
                    out.id_place = id.span;
                    out.id = Some(id);
                }
                Rule::any_order if out.any_order.is_some() => {
                    self.report_broken(malformed::second_bracket(self.src, span, keyword));
                }
                Rule::any_order => out.any_order = Some(span),
                Rule::if_clause
                | Rule::needs_clause
                | Rule::once
                | Rule::after
                | Rule::chance
                | Rule::otherwise
                | Rule::broken_bracket => {
                    let broken = part.as_rule() == Rule::broken_bracket;
                    self.report_broken(malformed::bracket_of(self.src, span, keyword, broken));
                }
                Rule::broken_head => {
                    out.sound = false;
                    self.report_broken(malformed::header(self.src, line, keyword, kind, span, has_colon(head)));
                    out.id = (keyword == "Quiz" || keyword == "Question").then(|| self.trimmed(span));
                }
                _ => {}
            }
        }
        out
    }

    /// Reports a header whose mandatory id is missing.
    fn named(&mut self, head: &Head<'a>, keyword: &str, kind: &'static str, words: Name<'a>) {
        if head.id.is_none() && head.sound {
            let behind = head.id_place.start as usize;
            self.report_broken(malformed::no_id(self.src, head.line, keyword, kind, behind, words.text));
        }
    }

    /// Builds the stem of a question or the text of an answer, after the colon of its header.
    fn asked(&mut self, pair: &Pair<'_>, head: &Head<'a>, keyword: &str, what: &str, body: &mut Body<'a>) -> Text<'a> {
        let (mut text, rest): (Text<'a>, Vec<Segment<'a>>) = self.text_of(pair);
        self.spoken(rest, body);
        self.fixed(&text, what);
        if text.parts.is_empty() {
            text.span = Span::empty(head.line.end as usize);
            if head.sound {
                self.report(missing::text(self.src, head.line, keyword));
            }
        }
        text
    }

    /// Reports text in a question or an answer that does not belong to any part of it.
    fn nobody_reads(&mut self, body: &Body<'a>, place: Where) {
        let Some((first, rest)) = body.blocks.split_first() else { return };
        let conditional = !matches!(first.when, When::Always);
        let at = if conditional { first.span.start.saturating_sub(1) } else { first.span.start };
        let line = self.src.line_from(at as usize);
        let mut finding = misplaced::text(self.src, line, first.span, place);
        for block in rest {
            misplaced::more_text(self.src, &mut finding, block.span);
        }
        self.report(finding);
    }
}
