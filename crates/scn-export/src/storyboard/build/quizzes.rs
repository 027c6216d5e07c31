//! Lessons and quizzes.

use scn_run::lesson_pages;
use scn_story::{Answer, Lesson, Question, Quiz, ShowAnswers, Span, Story};
use scn_text::counted;

use super::chapter;
use super::front::labelled;
use crate::storyboard::model::{Kind, Line, Part, Run, Runs, Shape};
use crate::storyboard::text::{block_lines, lesson_lines, plain, span_runs};
use crate::storyboard::wording::Names;

fn note(text: impl Into<String>) -> Line {
    Line::note(vec![Run::label(text)])
}

/// Returns the titles of principles with their ids.
pub(super) fn principle_list(ids: &[String], names: &Names<'_>) -> Runs {
    let mut runs = Vec::new();
    for (place, id) in ids.iter().enumerate() {
        if 0 < place {
            runs.push(Run::label(", "));
        }
        runs.extend(principle_link(id, names));
    }
    runs
}

/// Returns the title of a principle as a link to it, with its id.
pub(super) fn principle_link(id: &str, names: &Names<'_>) -> Runs {
    let title = names.principle(id);
    let link = Run::author(title).linking_to(format!("chapter-principles.principle-{id}"));
    if title == id { vec![link] } else { vec![link, Run::label(format!(" ({id})"))] }
}

/// Returns the lessons, if there are any.
pub(super) fn lessons(story: &Story, names: &Names<'_>) -> Option<Part> {
    let parts: Vec<Part> = story.lessons.iter().map(|lesson| lesson_part(lesson, names)).collect();
    (!parts.is_empty()).then(|| Part { parts, ..chapter("lessons", "Lessons") })
}

fn lesson_part(lesson: &Lesson, names: &Names<'_>) -> Part {
    let mut lines = Vec::new();
    if !lesson.teaches.is_empty() {
        lines.push(labelled("Teaches:", principle_list(&lesson.teaches, names)));
    }
    lines.extend(lesson.from.as_deref().map(|from| labelled("From the pack:", plain(from))));
    let pages = (1..).zip(lesson_pages(lesson)).map(|(number, page)| {
        let number = number.to_string();
        let margin = format!("{} page {number}", lesson.id);
        Part { margin, lines: lesson_lines(&page.blocks), ..Part::new(Kind::Page, number) }
    });
    Part {
        margin: lesson.id.clone(),
        name: plain(&lesson.title),
        lines,
        parts: pages.filter(|page| !page.lines.is_empty()).collect(),
        ..Part::new(Kind::Lesson, lesson.id.clone())
    }
}

/// Returns the quizzes, if there are any.
pub(super) fn quizzes(story: &Story, names: &Names<'_>) -> Option<Part> {
    let parts: Vec<Part> = story.quizzes.iter().map(|quiz| quiz_part(quiz, names)).collect();
    (!parts.is_empty()).then(|| Part { parts, ..chapter("quizzes", "Quizzes") })
}

fn quiz_part(quiz: &Quiz, names: &Names<'_>) -> Part {
    let mut lines = block_lines(&quiz.text, names);
    let total = quiz.questions.len();
    let asked = quiz.draw.and_then(|draw| usize::try_from(draw).ok()).unwrap_or(total);
    if asked < total {
        lines.push(note(format!("Each attempt asks {asked} of the {total} questions.")));
    }
    if quiz.any_order {
        lines.push(note("The questions come in a drawn order."));
    }
    if let Some(pass) = quiz.pass {
        lines.push(note(format!("Passed with {pass} of {asked} answered correctly.")));
    }
    if let Some(tries) = quiz.tries {
        lines.push(note(format!("There are {} at most.", counted(tries, "attempt"))));
    }
    match quiz.show_answers {
        ShowAnswers::Always => {}
        ShowAnswers::AfterPassing => lines.push(note("Learners see the right answers once the quiz is passed.")),
        ShowAnswers::Never => lines.push(note("Learners never see the right answers.")),
    }
    lines.extend(quiz.from.as_deref().map(|from| labelled("From the pack:", plain(from))));
    Part {
        margin: quiz.id.clone(),
        name: plain(&quiz.title),
        lines,
        parts: quiz.questions.iter().map(|question| question_part(question, names)).collect(),
        ..Part::new(Kind::Quiz, quiz.id.clone())
    }
}

fn question_part(question: &Question, names: &Names<'_>) -> Part {
    let spans = |spans: &[Span]| span_runs(spans, names);
    let mut lines = block_lines(&question.body, names);
    lines.extend(question.hints.iter().map(|hint| labelled("Hint:", spans(hint))));
    if !question.checks.is_empty() {
        lines.push(labelled("Checks:", principle_list(&question.checks, names)));
    }
    let right = question.answers.iter().filter(|answer| answer.right).count();
    if !question.accept.is_empty() {
        lines.push(note("The learner types an answer. These are right:"));
        let accepted = question.accept.iter();
        lines.extend(accepted.map(|words| Line::new(Shape::Item { level: 0, number: None }, plain(words))));
    } else if question.any_one {
        lines.push(note("One right answer is enough."));
    } else if 1 < right {
        lines.push(note("All right answers must be selected, and no others."));
    }
    if question.any_order {
        lines.push(note("The answers come in a drawn order."));
    }
    if !question.because.is_empty() {
        lines.push(labelled("Reason:", spans(&question.because)));
    }
    Part {
        margin: question.id.clone(),
        name: spans(&question.stem),
        lines,
        parts: question.answers.iter().map(|answer| answer_part(answer, names)).collect(),
        ..Part::new(Kind::Question, question.id.clone())
    }
}

fn answer_part(answer: &Answer, names: &Names<'_>) -> Part {
    let verdict = if answer.right { "Right." } else { "Wrong." };
    let mut verdict = vec![Run::label(verdict).strong()];
    if !answer.because.is_empty() {
        verdict.push(Run::label(" "));
        verdict.extend(span_runs(&answer.because, names));
    }
    Part {
        margin: answer.id.clone(),
        name: span_runs(&answer.text, names),
        lines: vec![Line::note(verdict)],
        ..Part::new(Kind::Answer, answer.id.clone())
    }
}
