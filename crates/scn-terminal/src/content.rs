//! The content of pages that line mode and full screen show alike, as lines.

use scn_run::phrases::{course, quiz, run};
use scn_run::{
    AnswerFeedback, CourseState, Part, PartState, QuizResult, QuizSession, Recording, Status, Text, TypedFeedback,
    Verdict, plain_text, title_or_id,
};
use scn_story::{ShowAnswers, Story};
use scn_text::styled::Role;

use crate::line::Line;

/// Returns who plays a run, and what is kept of it. `kept` names what is kept of a guest's run.
pub(crate) fn who_plays(recording: &Recording<'_>, kept: Option<&str>) -> String {
    if recording.is_saved_with_course() && recording.owner().is_guest() {
        run::GUEST_IN_COURSE.to_owned()
    } else {
        run::who_plays(recording.owner(), kept)
    }
}

/// Returns the number of a part in its course, counted from 1, and its state.
pub(crate) fn numbered_part<'s>(state: &'s CourseState, part: &Part) -> Option<(usize, &'s PartState)> {
    state.parts.iter().enumerate().find(|(_, it)| it.part == *part).map(|(at, it)| (at + 1, it))
}

/// Returns the role of the status of a part.
pub(crate) fn status_role(part: &PartState) -> Role {
    match (part.status, part.passed) {
        (Status::Done, true) => Role::Good,
        (Status::Done, false) | (Status::Begun, _) => Role::Middling,
        (Status::NotBegun, _) => Role::Aside,
    }
}

/// Returns the progress in a course with the next part, and what is missing if nothing is next.
pub(crate) fn standing_lines(state: &CourseState) -> Vec<Line> {
    let next = state.next.as_ref().and_then(|part| numbered_part(state, part));
    let mut lines = vec![Line::from_words(Role::Text, &course::progress(state, next, course::YOU_HAVE))];
    let is_gone_through = state.next.is_none() || state.parts.iter().all(|part| part.status == Status::Done);
    if is_gone_through && !state.complete {
        lines.push(Line::from_words(Role::Text, &course::to_complete(&state.missing)));
    }
    lines
}

/// Returns the title of a principle.
pub(crate) fn principle_title(story: &Story, id: &str) -> String {
    let found = story.principles.iter().find(|principle| principle.id == id);
    title_or_id(found.map_or("", |principle| principle.title.as_str()), id)
}

/// Returns whether an answer was right, and the feedback on each answer.
pub(crate) fn verdict_lines(verdict: &Verdict) -> Vec<Line> {
    let role = if verdict.right { Role::Good } else { Role::Poor };
    let mut lines = vec![Line::from_words(role, quiz::verdict(verdict.right))];
    lines.extend(verdict.answers.iter().map(feedback_line));
    lines.extend(verdict.typed.iter().flat_map(|typed| typed_lines(typed, verdict.right)));
    without_inner_gaps(lines)
}

/// Returns the feedback on a short answer.
fn typed_lines(feedback: &TypedFeedback, right: bool) -> Vec<Line> {
    let role = if right { Role::Good } else { Role::Poor };
    let given = Line::from_words(Role::Text, quiz::YOU_ANSWERED)
        .add_words(Role::Text, &feedback.typed)
        .add_words(Role::Text, quiz::WHICH_IS)
        .add_words(role, quiz::right_or_wrong(right))
        .with_mark("  - ");
    let accepted = Line::from_words(Role::Text, &quiz::accepted(&feedback.accepted)).with_mark("  - ");
    let (mut last, first) = if right { (given, None) } else { (accepted, Some(given.add_words(Role::Text, "."))) };
    last = if plain_text(&feedback.because).trim().is_empty() {
        last.add_words(Role::Text, ".")
    } else {
        last.add_words(Role::Text, ": ").add_text(Role::Text, &feedback.because)
    };
    first.into_iter().chain([last]).collect()
}

/// Returns the hints of a question that have been shown.
pub(crate) fn hint_line(hint: &Text) -> Line {
    Line::from_words(Role::Hint, run::HINT).add_words(Role::Text, " ").add_text(Role::Text, hint)
}

fn feedback_line(feedback: &AnswerFeedback) -> Line {
    let role = if feedback.picked && feedback.right { Role::Good } else { Role::Poor };
    let line = Line::from_words(Role::Text, quiz::answer_was(feedback.picked))
        .add_text(Role::Text, &feedback.text)
        .add_words(Role::Text, quiz::WHICH_IS)
        .add_words(role, quiz::right_or_wrong(feedback.right))
        .with_mark("  - ");
    if plain_text(&feedback.because).trim().is_empty() {
        line.add_words(Role::Text, ".")
    } else {
        line.add_words(Role::Text, ": ").add_text(Role::Text, &feedback.because)
    }
}

/// Returns what follows the result of a quiz that shows its answers only after it was passed.
pub(crate) fn review_lines(session: &QuizSession<'_>) -> Vec<Line> {
    let review = session.review();
    if review.is_empty() {
        let is_hidden = session.quiz().show_answers == ShowAnswers::AfterPassing;
        return is_hidden.then(|| Line::from_words(Role::Aside, quiz::SHOWN_AFTER_PASSING)).into_iter().collect();
    }
    let mut lines = vec![Line::from_words(Role::Heading, quiz::ANSWERS)];
    for (stem, verdict) in &review {
        lines.push(Line::default().add_text(Role::Text, stem));
        lines.extend(verdict_lines(verdict));
    }
    lines
}

/// Returns whether a quiz was passed, and how the questions about each principle were answered.
pub(crate) fn result_lines(result: &QuizResult, titles: &dyn Fn(&str) -> String) -> Vec<Line> {
    let role = if result.passed { Role::Good } else { Role::Poor };
    let passed = Line::from_words(role, quiz::passed(result.passed));
    let mut lines = vec![passed.add_words(Role::Text, &quiz::right_of_asked(result))];
    lines.extend(result.principles.iter().map(|checked| {
        Line::from_words(Role::Label, &titles(&checked.principle))
            .add_words(Role::Text, &quiz::right_of_answered(checked.right, checked.answered))
            .with_mark("  - ")
    }));
    without_inner_gaps(lines)
}

/// Drops the blank lines between the items of a list after its first line.
fn without_inner_gaps(lines: Vec<Line>) -> Vec<Line> {
    lines.into_iter().enumerate().map(|(at, line)| if at < 2 { line } else { line.without_gap() }).collect()
}
