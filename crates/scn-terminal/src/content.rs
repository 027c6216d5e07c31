//! The content of pages that line mode and full screen show alike, as lines.

use scn_run::phrases::{course, quiz, run};
use scn_run::{
    AnswerFeedback, AskView, CourseState, Part, PartState, QuizResult, QuizSession, Recording, Status, Text,
    TypedFeedback, Verdict, Words, plain_text, title_or_id,
};
use scn_story::{Scenario, ShowAnswers, Story};
use scn_text::styled::Role;

use crate::line::{Line, PhraseValue};

/// Returns who plays a run, and what is kept of it. `kept` names what is kept of a guest's run.
pub(crate) fn who_plays(recording: &Recording<'_>, kept: Option<&str>) -> String {
    if recording.is_saved_with_course() && recording.owner().is_guest() {
        run::GUEST_IN_COURSE.text().to_owned()
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
    let mut lines =
        vec![Line::from_words(Role::Text, &course::progress(state, next, course::YOU_HAVE_COMPLETED.text()))];
    let is_done = |part: &PartState| part.optional || part.status == Status::Done;
    let is_gone_through = state.next.is_none() || state.parts.iter().all(is_done);
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
    let is_explained = !plain_text(&feedback.because).trim().is_empty();
    let accepted: Vec<String> = feedback.accepted.iter().map(|answer| format!("“{answer}”")).collect();
    let values = [
        PhraseValue::from_words("answer", Role::Text, &feedback.typed),
        PhraseValue::from_words("accepted", Role::Text, accepted.join(", ")),
        PhraseValue::from_text("because", Role::Text, &feedback.because),
    ];
    let mut phrases = vec![quiz::typed_feedback(right, is_explained)];
    if !right {
        phrases.push(quiz::accepted(accepted.len() > 1, is_explained));
    }
    let lines =
        phrases.into_iter().map(|phrase| Line::from_phrase(phrase, Role::Text, role, &values).with_mark("  - "));
    lines.collect()
}

/// Returns the hints of a question that have been shown.
pub(crate) fn hint_line(hint: &Text) -> Line {
    Line::from_words(Role::Hint, run::HINT.text()).add_words(Role::Text, " ").add_text(Role::Text, hint)
}

/// Returns a question that the learner can answer in words, and what they have written.
pub(crate) fn ask_lines(ask: &AskView) -> Vec<Line> {
    written_lines(&ask.text, &ask.words)
}

/// Returns a question that was asked, unless it is empty, and what the learner wrote, line by line.
pub(crate) fn written_lines(question: &Text, words: &str) -> Vec<Line> {
    let labelled = |label| Line::from_words(Role::Label, label).add_words(Role::Text, " ");
    let question = (!question.is_empty()).then(|| labelled(run::ASKED.text()).add_text(Role::Text, question));
    let mut lines = words.lines();
    let first = lines.next().map(|line| labelled(run::YOU_WROTE.text()).add_words(Role::Text, line));
    let others = lines.filter(|line| !line.trim().is_empty()).map(|line| Line::from_words(Role::Text, line));
    question.into_iter().chain(first).chain(others).collect()
}

fn feedback_line(feedback: &AnswerFeedback) -> Line {
    let role = if feedback.picked && feedback.right { Role::Good } else { Role::Poor };
    let is_explained = !plain_text(&feedback.because).trim().is_empty();
    let phrase = quiz::answer_feedback(feedback.picked, feedback.right, is_explained);
    let values = [
        PhraseValue::from_text("answer", Role::Text, &feedback.text),
        PhraseValue::from_text("because", Role::Text, &feedback.because),
    ];
    Line::from_phrase(phrase, Role::Text, role, &values).with_mark("  - ")
}

/// Returns what follows the result of a quiz that shows its answers only after it was passed.
pub(crate) fn review_lines(session: &QuizSession<'_>) -> Vec<Line> {
    let review = session.review();
    if review.is_empty() {
        let is_hidden = session.quiz().show_answers == ShowAnswers::AfterPassing;
        return is_hidden
            .then(|| Line::from_words(Role::Aside, quiz::SHOWN_AFTER_PASSING.text()))
            .into_iter()
            .collect();
    }
    let mut lines = vec![Line::from_words(Role::Heading, quiz::ANSWERS.text())];
    for (stem, verdict) in &review {
        lines.push(Line::default().add_text(Role::Text, stem));
        lines.extend(verdict_lines(verdict));
    }
    lines
}

/// Returns whether a quiz was passed, and how the questions about each principle were answered.
pub(crate) fn result_lines(result: &QuizResult, titles: &dyn Fn(&str) -> String) -> Vec<Line> {
    let role = if result.passed { Role::Good } else { Role::Poor };
    let phrase = quiz::result(result.passed, result.needed == result.asked);
    let values = [
        PhraseValue::from_words("right", Role::Text, result.right),
        PhraseValue::from_words("asked", Role::Text, result.asked),
        PhraseValue::from_words("needed", Role::Text, result.needed),
    ];
    let mut lines = vec![Line::from_phrase(phrase, Role::Text, role, &values)];
    lines.extend(result.principles.iter().map(|checked| {
        let values = [
            PhraseValue::from_words("principle", Role::Label, titles(&checked.principle)),
            PhraseValue::from_words("right", Role::Text, checked.right),
            PhraseValue::from_words("answered", Role::Text, checked.answered),
        ];
        Line::from_phrase(quiz::PRINCIPLE_RESULT.text(), Role::Text, Role::Text, &values).with_mark("  - ")
    }));
    without_inner_gaps(lines)
}

/// Returns a locked choice in a list, with the reason if the author gives one.
pub(crate) fn locked_line(label: &[Words], why: Option<&Text>) -> Line {
    let mut values = vec![PhraseValue::from_text("label", Role::Aside, label)];
    values.extend(why.map(|why| PhraseValue::from_text("why", Role::Aside, why)));
    let phrase = if why.is_some() { run::LOCKED_SINCE.text() } else { run::LOCKED.text() };
    Line::from_phrase(phrase, Role::Aside, Role::Aside, &values)
}

/// Returns the scenarios of a pack: first those of its course, in its order.
pub(crate) fn scenarios_in_order(story: &Story) -> Vec<&Scenario> {
    let order = story.course.as_ref().map_or([].as_slice(), |course| course.order.as_slice());
    let mut scenarios: Vec<&Scenario> = story.scenarios.iter().collect();
    // The sort is stable, so scenarios that the course does not name keep their order, after the
    // rest.
    scenarios.sort_by_key(|scenario| order.iter().position(|id| *id == scenario.id).unwrap_or(order.len()));
    scenarios
}

/// Returns a scenario in a list, with how long it takes.
pub(crate) fn scenario_line(scenario: &Scenario) -> Line {
    let title = title_or_id(&scenario.title, &scenario.id);
    let Some(minutes) = scenario.minutes else { return Line::from_words(Role::Text, &title) };
    let values =
        [PhraseValue::from_words("title", Role::Text, title), PhraseValue::from_words("count", Role::Aside, minutes)];
    Line::from_phrase(run::SCENARIO_WITH_MINUTES.form(minutes), Role::Aside, Role::Aside, &values)
}

/// Drops the blank lines between the items of a list after its first line.
fn without_inner_gaps(lines: Vec<Line>) -> Vec<Line> {
    lines.into_iter().enumerate().map(|(at, line)| if at < 2 { line } else { line.without_gap() }).collect()
}
