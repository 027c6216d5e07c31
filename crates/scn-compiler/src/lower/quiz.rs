//! Lowers quizzes: names, numbers and texts. Whether a quiz has what it needs is checked in
//! [`crate::quiz`].

use rustc_hash::FxHashMap;
use scn_source::{FileId, Finding, Span};
use scn_story as story;
use scn_syntax::ast;

use super::Lowering;
use crate::context::Context;
use crate::findings::{duplicate_name, out_of_range, unstable_id};
use crate::ids;
use crate::scope::Scope;

/// Lowers a quiz. Its problems are added to `findings`.
pub(crate) fn quiz(
    context: &Context<'_>,
    file: FileId,
    quiz: &ast::Quiz<'_>,
    findings: &mut Vec<Finding>,
) -> story::Quiz {
    let (nothing, none) = (ast::File::default(), ast::Scenario::empty(quiz.header, quiz.id, quiz.title));
    let mut scope = Scope::new(file, &nothing, &none, findings);
    scope.outside = true;
    let mut lower = Lowering::new(context, &scope, false);
    let out = story::Quiz {
        id: quiz.id.text.to_owned(),
        title: quiz.title.on_one_line(),
        text: lower.lower_timeless(&quiz.body),
        draw: lower.how_many(quiz.draw, "Draw"),
        pass: lower.how_many(quiz.pass, "Pass"),
        tries: lower.how_many(quiz.tries, "Tries"),
        show_answers: match quiz.show_answers {
            Some(ast::ShowAnswers::Never) => story::ShowAnswers::Never,
            Some(ast::ShowAnswers::AfterPassing) => story::ShowAnswers::AfterPassing,
            Some(ast::ShowAnswers::Always) | None => story::ShowAnswers::Always,
        },
        any_order: quiz.any_order.is_some(),
        from: None,
        questions: quiz.questions.iter().map(|question| lower.lower_question(question)).collect(),
    };
    let questions = quiz.questions.iter().map(|question| (question.id, question.header));
    lower.report_duplicates(questions, "question");
    findings.append(&mut lower.findings);
    out
}

impl<'a> Lowering<'_, 'a> {
    fn how_many(&mut self, number: Option<ast::Number>, keyword: &str) -> Option<u32> {
        let number = number?;
        if number.value < 1 {
            self.findings.push(out_of_range::question_count(self.file(), &number, keyword));
            return None;
        }
        Some(u32::try_from(number.value).unwrap_or(u32::MAX))
    }

    /// Reports every repetition of a name.
    fn report_duplicates<'n>(&mut self, all: impl Iterator<Item = (ast::Name<'n>, Span)>, what: &str) {
        let mut headers: FxHashMap<&str, Span> = FxHashMap::default();
        for (id, header) in all {
            if let Some(first) = headers.get(id.text) {
                let first = self.place(*first);
                self.findings.push(duplicate_name::finding(self.file(), header, what, id.text, first));
            } else {
                headers.insert(id.text, header);
            }
        }
    }

    fn lower_question(&mut self, question: &ast::Question<'a>) -> story::Question {
        let file = self.file();
        let mut checks: Vec<String> = Vec::new();
        for name in &question.checks {
            if let Some(id) = self.context.names.find_principle(file, name, &mut self.findings)
                && !checks.iter().any(|known| known == id)
            {
                checks.push(id.to_owned());
            }
        }
        let written = question.answers.iter().filter_map(|answer| Some((answer.id?, answer.header)));
        self.report_duplicates(written, "answer");
        let ids = ids::of_answers(question);
        let because = question.accept.as_ref().and_then(|accept| accept.because.as_ref());
        self.findings.extend(unstable_id::unstable_answers(file, question, &ids));
        story::Question {
            id: question.id.text.to_owned(),
            stem: self.lower_unconditional(&question.stem),
            checks,
            any_order: question.any_order.is_some(),
            any_one: question.any_one.is_some(),
            body: self.lower_timeless(&question.body),
            hints: question.hints.iter().map(|hint| self.lower_unconditional(hint)).collect(),
            accept: question.accept.iter().flat_map(|it| &it.answers).map(ast::Name::on_one_line).collect(),
            because: because.map(|text| self.lower_unconditional(text)).unwrap_or_default(),
            answers: question.answers.iter().zip(ids).map(|(answer, id)| self.lower_answer(answer, id.text)).collect(),
        }
    }

    /// Lowers a text of a question. If it contains a condition, which the parser has reported, the
    /// result is empty, since there is no run.
    fn lower_unconditional(&mut self, text: &ast::Text<'a>) -> Vec<story::Span> {
        let depends = text.parts.iter().any(|part| matches!(part, ast::TextPart::If(_)));
        if depends { Vec::new() } else { self.lower_text(text) }
    }

    fn lower_answer(&mut self, answer: &ast::Answer<'a>, id: String) -> story::Answer {
        story::Answer {
            id,
            right: answer.right,
            text: self.lower_unconditional(&answer.text),
            because: answer.because.as_ref().map(|text| self.lower_unconditional(text)).unwrap_or_default(),
        }
    }
}
