//! What a page shows of quizzes and courses, written from the catalogue of phrases.

use scn_run::phrases::{self, PhrasePart, course, debrief, phrase_parts, quiz};
use scn_run::{
    AnswerForm, CourseState, PartState, QuestionView, QuizResult, QuizSession, Status, Text, Verdict, Words,
    plain_text, title_or_id,
};
use scn_story::{ShowAnswers, Story};
use serde_json::{Value, json};

fn words(text: impl Into<String>) -> Text {
    vec![Words::plain(text)]
}

fn strong(text: impl Into<String>) -> Text {
    vec![Words { strong: true, ..Words::plain(text) }]
}

fn filled(phrase: &str, values: &[(&str, Text)]) -> Text {
    let text_of = |part| match part {
        PhrasePart::Words(text) => words(text),
        PhrasePart::Marked(text) => strong(text),
        PhrasePart::Value(name) => {
            values.iter().find(|(it, _)| *it == name).map_or_else(Vec::new, |(_, text)| text.clone())
        }
    };
    phrase_parts(phrase).flat_map(text_of).collect()
}

fn question(asked: &QuestionView) -> Value {
    let form = match asked.form {
        AnswerForm::One => "one",
        AnswerForm::AnyOne => "any-one",
        AnswerForm::Several => "several",
        AnswerForm::Typed => "typed",
    };
    let answers: Vec<Value> = asked.answers.iter().map(|(id, text)| json!({"id": id, "text": text})).collect();
    json!({
        "id": asked.question,
        "heading": quiz::question(asked.number, asked.total),
        "stem": asked.stem,
        "body": asked.body,
        "how": quiz::how_to_answer(asked.form),
        "form": form,
        "answers": answers,
        "hints": asked.hints,
        "hints_left": asked.hints_left,
    })
}

fn lines(verdict: &Verdict) -> Vec<Text> {
    let mut lines = vec![strong(quiz::verdict(verdict.right))];
    for it in &verdict.answers {
        let is_explained = !plain_text(&it.because).trim().is_empty();
        let values = [("answer", it.text.clone()), ("because", it.because.clone())];
        lines.push(filled(quiz::answer_feedback(it.picked, it.right, is_explained), &values));
    }
    if let Some(typed) = &verdict.typed {
        let is_explained = !plain_text(&typed.because).trim().is_empty();
        let accepted: Vec<String> = typed.accepted.iter().map(|it| format!("“{it}”")).collect();
        let values = [
            ("answer", words(&typed.typed)),
            ("accepted", words(accepted.join(", "))),
            ("because", typed.because.clone()),
        ];
        lines.push(filled(quiz::typed_feedback(verdict.right, is_explained), &values));
        if !verdict.right {
            lines.push(filled(quiz::accepted(1 < accepted.len(), is_explained), &values));
        }
    }
    lines
}

fn result(story: &Story, session: &QuizSession<'_>) -> Value {
    let result: QuizResult = session.result();
    let number = |value: u32| words(value.to_string());
    let values = [("right", number(result.right)), ("asked", number(result.asked)), ("needed", number(result.needed))];
    let mut sentences = vec![filled(quiz::result(result.passed, result.needed == result.asked), &values)];
    for it in &result.principles {
        let known = story.principles.iter().find(|principle| principle.id == it.principle);
        let title = title_or_id(known.map_or("", |it| it.title.as_str()), &it.principle);
        let values = [("principle", strong(title)), ("right", number(it.right)), ("answered", number(it.answered))];
        sentences.push(filled(quiz::PRINCIPLE_RESULT.text(), &values));
    }
    let review = session.review();
    let is_hidden = review.is_empty() && session.quiz().show_answers == ShowAnswers::AfterPassing;
    let review: Vec<Value> =
        review.iter().map(|(stem, verdict)| json!({"stem": stem, "lines": lines(verdict)})).collect();
    json!({
        "passed": result.passed,
        "lines": sentences,
        "note": is_hidden.then(|| quiz::SHOWN_AFTER_PASSING.text()),
        "review": review,
    })
}

/// Returns a quiz as it is shown: after `given`, the question that was answered and the feedback on
/// it.
pub(crate) fn quiz_view(
    story: &Story,
    session: &QuizSession<'_>,
    before: &QuizResult,
    given: Option<&(QuestionView, Verdict)>,
) -> Value {
    let waits = session.current_question();
    let asked = given.map(|(asked, _)| asked).or(waits.as_ref());
    let is_first = given.is_none() && session.result().answered == 0;
    json!({
        "id": session.quiz().id,
        "title": title_or_id(&session.quiz().title, &session.quiz().id),
        "text": if is_first { session.intro_text() } else { Vec::new() },
        "rules": quiz::questions(before),
        "refusal": null,
        "question": asked.map(question),
        "feedback": given.map(|(_, verdict)| json!({"right": verdict.right, "lines": lines(verdict)})),
        "last": waits.is_none(),
        "result": if asked.is_none() { result(story, session) } else { Value::Null },
    })
}

/// Returns a course as it is shown.
pub(crate) fn course_view(state: &CourseState) -> Value {
    let next = state.parts.iter().enumerate().find(|(_, it)| Some(&it.part) == state.next.as_ref());
    let next = next.map(|(at, it)| (at + 1, it));
    let mut standing = vec![course::progress(state, next, course::YOU_HAVE_COMPLETED.text())];
    if !state.complete {
        standing.push(course::to_complete(&state.missing));
    }
    let part = |it: &PartState| {
        let title = title_or_id(&it.title, it.part.id());
        json!({
            "part": it.part,
            "label": phrases::fill(course::part_in_list(&it.part), &[("title", &title)]),
            "status": course::how_far(it),
            "state": match (it.status, it.passed) {
                (Status::Done, true) => "passed",
                (Status::Done, false) | (Status::Begun, _) => "begun",
                (Status::NotBegun, _) => "not-begun",
            },
            "next": state.next.as_ref() == Some(&it.part),
        })
    };
    let profile = state.profile.iter().map(|it| {
        let values = [
            ("principle", strong(title_or_id(&it.title, &it.principle))),
            ("band", words(it.band)),
            ("count", words(it.decisions.to_string())),
        ];
        filled(debrief::PRINCIPLE_HANDLED.form(it.decisions), &values)
    });
    json!({
        "title": title_or_id(&state.title, &state.pack),
        "standing": standing,
        "parts": state.parts.iter().map(part).collect::<Vec<_>>(),
        "profile": profile.collect::<Vec<_>>(),
    })
}
