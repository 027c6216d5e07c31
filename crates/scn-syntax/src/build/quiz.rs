//! Quizzes, their questions and answers.

use scn_source::Span;

use super::body::Body;
use super::choice::has_colon;
use super::stray::{PropertyContext, StrayContext};
use super::text::Segment;
use super::{Builder, Pair};
use crate::ast::{Accept, Answer, BlockCondition, Name, Number, Question, Quiz, ShowAnswers, Text};
use crate::findings::{malformed, misplaced, missing};
use crate::parser::Rule;

/// A header with an id and optionally `[any order]`.
pub(super) struct QuizHeader<'a> {
    pub(super) line: Span,
    /// The id. If it is missing, the text after the colon is used instead, so that headers without
    /// an id are not reported as duplicates of each other.
    pub(super) id: Option<Name<'a>>,
    /// The span of the id, or the position after the keyword.
    pub(super) id_place: Span,
    pub(super) any_order: Option<Span>,
    pub(super) any_one: Option<Span>,
    /// Whether the whole header was understood.
    pub(super) sound: bool,
}

impl<'a> Builder<'a, '_> {
    pub(super) fn build_quiz(&mut self, pair: Pair<'_>) -> Quiz<'a> {
        let broken = std::mem::take(&mut self.broken);
        let nothing = Name { text: "", span: Span::default() };
        let mut out = Quiz {
            header: Span::default(),
            id: nothing,
            any_order: None,
            title: nothing,
            draw: None,
            pass: None,
            tries: None,
            show_answers: None,
            body: Vec::new(),
            questions: Vec::new(),
            broken: false,
        };
        let mut draw: Option<Option<Number>> = None;
        let mut pass: Option<Option<Number>> = None;
        let mut tries: Option<Option<Number>> = None;
        let mut show_answers: Option<Option<ShowAnswers>> = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::quiz_head => self.build_quiz_head(&part, &mut out),
                Rule::draw => {
                    let value = self.number_value(&part, "Draw");
                    self.set_once(&mut draw, Some(value), &part, "Draw");
                }
                Rule::pass => {
                    let value = self.number_value(&part, "Pass");
                    self.set_once(&mut pass, Some(value), &part, "Pass");
                }
                Rule::tries => {
                    let value = self.number_value(&part, "Tries");
                    self.set_once(&mut tries, Some(value), &part, "Tries");
                }
                Rule::show_answers => {
                    let value = self.show_rule(&part);
                    self.set_once(&mut show_answers, Some(value), &part, "Show answers");
                }
                Rule::stray_property => {
                    let known = &["Draw", "Pass", "Tries", "Show answers"];
                    self.report_stray_property(&part, known, PropertyContext::Header);
                }
                Rule::body => {
                    let mut body = Body::default();
                    for line in part.into_inner() {
                        // The question of this answer is missing or was not recognized, or the line is
                        // reported as a question.
                        self.broken |= line.as_rule() == Rule::stray_answer
                            || self.corrected_lines.contains(&self.pair_line(&line).start);
                        self.build_body_line(line, &mut body, StrayContext::Quiz);
                    }
                    self.report_first_condition(&body.blocks, "quiz");
                    out.body = body.blocks;
                }
                Rule::question => out.questions.push(self.build_question(part)),
                _ => {}
            }
        }
        out.draw = draw.flatten();
        out.pass = pass.flatten();
        out.tries = tries.flatten();
        out.show_answers = show_answers.flatten();
        out.broken = self.broken;
        // A quiz is not part of a scenario, wherever it is written.
        self.broken = broken;
        out
    }

    fn show_rule(&mut self, line: &Pair<'_>) -> Option<ShowAnswers> {
        let Some(rule) = Self::find_child(line, Rule::show_rule) else {
            self.report_broken(malformed::show_answers(self.src, self.value_span(line)));
            return None;
        };
        Some(match rule.as_str() {
            "always" => ShowAnswers::Always,
            "never" => ShowAnswers::Never,
            _ => ShowAnswers::AfterPassing,
        })
    }

    fn build_quiz_head(&mut self, pair: &Pair<'_>, out: &mut Quiz<'a>) {
        let head = self.build_header_with_order(pair, "Quiz", "quiz");
        let title = Self::find_child(pair, Rule::title).map(|title| self.pair_name(&title));
        out.header = head.line;
        out.any_order = head.any_order;
        if let Some(span) = head.any_one {
            self.report_broken(malformed::misplaced_bracket(self.src, span, "Quiz", false));
        }
        out.title = title.unwrap_or(Name { text: "", span: Span::empty(head.line.end as usize) });
        self.report_missing_id(&head, "Quiz", "quiz", out.title);
        out.id = head.id.unwrap_or(out.title);
        if title.is_none() && head.sound {
            self.report(missing::title(self.src, head.line, "Quiz"));
        }
    }

    pub(super) fn build_question(&mut self, pair: Pair<'_>) -> Question<'a> {
        let nothing = Name { text: "", span: Span::default() };
        let mut out = Question {
            header: Span::default(),
            id: nothing,
            any_order: None,
            any_one: None,
            stem: Text::default(),
            checks: Vec::new(),
            body: Vec::new(),
            hints: Vec::new(),
            accept: None,
            answers: Vec::new(),
            has_foreign_answers: false,
        };
        let mut checks: Option<Vec<Name<'a>>> = None;
        let mut body = Body::default();
        // Text that is not part of the question: after `Accept:`.
        let mut unread = Body::default();
        let mut under_header = true;
        for line in pair.into_inner() {
            match line.as_rule() {
                Rule::comment => continue,
                Rule::question_head => {
                    self.build_question_head(&line, &mut out, &mut body);
                    continue;
                }
                Rule::hint if out.accept.is_none() => {
                    self.interrupt(&line, &mut body);
                    let (text, rest) = self.build_text_line(&line, "Hint");
                    out.hints.push(text);
                    self.push_speeches(rest, &mut body);
                }
                Rule::accept => {
                    self.interrupt(&line, &mut body);
                    let accept = self.build_accept(&line);
                    self.set_once(&mut out.accept, Some(accept), &line, "Accept");
                }
                Rule::because if out.accept.is_some() => self.build_accept_reason(&line, &mut out, &mut unread),
                Rule::checks => {
                    let value = self.list_value(&line, "Checks").unwrap_or_default();
                    self.set_once(&mut checks, Some(value), &line, "Checks");
                    continue;
                }
                Rule::stray_property if under_header => {
                    self.report_stray_property(&line, &["Checks"], PropertyContext::BareHeader);
                    continue;
                }
                Rule::answer => {
                    let answer = self.build_answer(line);
                    if out.accept.is_some() {
                        self.report_broken(misplaced::answer_beside_accept(self.src, answer.header, answer.right));
                    }
                    out.answers.push(answer);
                }
                _ if out.accept.is_some() => self.build_body_line(line, &mut unread, StrayContext::Question),
                _ => self.build_body_line(line, &mut body, StrayContext::Question),
            }
            under_header = false;
        }
        self.report_unread_text(&unread, StrayContext::Question);
        self.report_first_condition(&body.blocks, "question");
        out.body = body.blocks;
        self.check_any_one(&out);
        out.checks = checks.unwrap_or_default();
        out.has_foreign_answers = self.foreign_questions.contains(&out.header.start);
        out
    }

    fn build_question_head(&mut self, pair: &Pair<'_>, out: &mut Question<'a>, body: &mut Body<'a>) {
        let head = self.build_header_with_order(pair, "Question", "question");
        out.header = head.line;
        out.any_order = head.any_order;
        out.any_one = head.any_one;
        out.stem = self.build_question_text(pair, &head, "Question", "a question", body);
        let words = self.trimmed_name(out.stem.span);
        self.report_missing_id(&head, "Question", "question", words);
        out.id = head.id.unwrap_or(words);
    }

    fn build_accept(&mut self, line: &Pair<'_>) -> Accept<'a> {
        let mut out = Accept { line: self.pair_line(line), answers: Vec::new(), because: None };
        let value = self.value_span(line);
        for part in line.into_inner() {
            match part.as_rule() {
                Rule::value_words => out.answers.push(self.value_words(&part)),
                Rule::tag => {
                    let span = self.pair_span(&part);
                    out.answers.push(self.trimmed_name(span));
                }
                _ => {}
            }
        }
        let is_empty = |answer: &Name<'_>| scn_text::fold_answer(answer.text).is_empty();
        if out.answers.is_empty() || out.answers.iter().any(is_empty) {
            self.report_broken(malformed::accepted(self.src, value));
        }
        out
    }

    /// Builds the reason of a short answer.
    fn build_accept_reason(&mut self, line: &Pair<'_>, out: &mut Question<'a>, unread: &mut Body<'a>) {
        let (text, rest) = self.build_text_line(line, "Because");
        self.push_speeches(rest, unread);
        let Some(accept) = &mut out.accept else { return };
        if accept.because.is_some() {
            let line = self.pair_line(line);
            self.report(misplaced::duplicate(self.src, line, "Because"));
        } else {
            accept.because = Some(text);
        }
    }

    /// Reports `[any one]` on a question without several right answers.
    fn check_any_one(&mut self, question: &Question<'a>) {
        let Some(span) = question.any_one else { return };
        let right = question.answers.iter().filter(|answer| answer.right).count();
        if question.accept.is_some() || right == 1 {
            self.report(malformed::idle_any_one(self.src, span, question.accept.is_some()));
        }
    }

    fn build_answer(&mut self, pair: Pair<'_>) -> Answer<'a> {
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
                    let head = self.build_header_with_order(&line, keyword, "answer");
                    out.header = head.line;
                    out.id = head.id;
                    out.id_place = head.id_place;
                    for span in head.any_order.into_iter().chain(head.any_one) {
                        self.report_broken(malformed::misplaced_bracket(self.src, span, keyword, false));
                    }
                    out.text = self.build_question_text(&line, &head, keyword, "an answer", &mut body);
                }
                Rule::because => {
                    let (text, rest) = self.build_text_line(&line, "Because");
                    if out.because.is_some() {
                        let line = self.pair_line(&line);
                        self.report(misplaced::duplicate(self.src, line, "Because"));
                    } else {
                        out.because = Some(text);
                    }
                    self.push_speeches(rest, &mut body);
                }
                _ => self.build_body_line(line, &mut body, StrayContext::Answer),
            }
        }
        self.report_unread_text(&body, StrayContext::Answer);
        out
    }

    /// Builds the part between the keyword of a quiz, question or answer and its colon.
    pub(super) fn build_header_with_order(
        &mut self,
        head: &Pair<'_>,
        keyword: &'static str,
        kind: &'static str,
    ) -> QuizHeader<'a> {
        let line = self.pair_line(head);
        let after_keyword = Span::empty(self.src.original_offset(head.as_span().start() + keyword.len()));
        let mut out =
            QuizHeader { line, id: None, id_place: after_keyword, any_order: None, any_one: None, sound: true };
        for part in head.into_inner() {
            let span = self.pair_span(&part);
            match part.as_rule() {
                Rule::id => {
                    let id = self.pair_name(&part);
                    out.sound &= self.check_id(&id, kind);
                    out.id_place = id.span;
                    out.id = Some(id);
                }
                Rule::any_order if out.any_order.is_some() => {
                    self.report_broken(malformed::second_bracket(self.src, span, keyword));
                }
                Rule::any_order => out.any_order = Some(span),
                Rule::any_one if out.any_one.is_some() => {
                    self.report_broken(malformed::second_bracket(self.src, span, keyword));
                }
                Rule::any_one => out.any_one = Some(span),
                Rule::if_clause
                | Rule::needs_clause
                | Rule::once
                | Rule::after
                | Rule::chance
                | Rule::otherwise
                | Rule::broken_bracket => {
                    let broken = part.as_rule() == Rule::broken_bracket;
                    self.report_broken(malformed::misplaced_bracket(self.src, span, keyword, broken));
                }
                Rule::broken_head => {
                    out.sound = false;
                    self.report_broken(malformed::header(self.src, line, keyword, kind, span, has_colon(head)));
                    out.id = matches!(keyword, "Quiz" | "Question" | "Ask").then(|| self.trimmed_name(span));
                }
                _ => {}
            }
        }
        out
    }

    /// Reports a header whose mandatory id is missing.
    pub(super) fn report_missing_id(
        &mut self,
        head: &QuizHeader<'a>,
        keyword: &str,
        kind: &'static str,
        words: Name<'a>,
    ) {
        if head.id.is_none() && head.sound {
            let id_offset = head.id_place.start as usize;
            self.report_broken(malformed::no_id(self.src, head.line, keyword, kind, id_offset, words.text));
        }
    }

    /// Builds the stem of a question or the text of an answer, after the colon of its header.
    fn build_question_text(
        &mut self,
        pair: &Pair<'_>,
        head: &QuizHeader<'a>,
        keyword: &str,
        text_kind: &str,
        body: &mut Body<'a>,
    ) -> Text<'a> {
        let (mut text, rest): (Text<'a>, Vec<Segment<'a>>) = self.build_text_of(pair);
        self.push_speeches(rest, body);
        self.report_conditions(&text, text_kind);
        if text.parts.is_empty() {
            text.span = Span::empty(head.line.end as usize);
            if head.sound {
                self.report(missing::text(self.src, head.line, keyword));
            }
        }
        text
    }

    /// Reports text in a question or an answer that does not belong to any part of it.
    fn report_unread_text(&mut self, body: &Body<'a>, place: StrayContext) {
        let Some((first, other_blocks)) = body.blocks.split_first() else { return };
        let conditional = !matches!(first.when, BlockCondition::Always);
        let start = if conditional { first.span.start.saturating_sub(1) } else { first.span.start };
        let line = self.src.line_span_from(start as usize);
        let mut finding = misplaced::text(self.src, line, first.span, place);
        for block in other_blocks {
            misplaced::more_text(self.src, &mut finding, block.span);
        }
        self.report(finding);
    }
}
