//! The course: what it asks for, and what was done while the preview has been open.

use scn_run::phrases::{course, debrief};
use scn_run::{CourseState, Part, PartState, Status, Text, Words, title_or_id};
use serde::Serialize;

use crate::shown::{part_label, phrase_text, shown_json, shown_title};

/// The course, as a learner sees it.
#[derive(Debug, Serialize)]
pub(crate) struct CourseView {
    title: String,
    /// How far it is, what is next and what is missing, as sentences.
    standing: Vec<String>,
    parts: Vec<CoursePart>,
    /// How each principle was handled.
    profile: serde_json::Value,
}

/// A part of a course.
#[derive(Debug, Serialize)]
struct CoursePart {
    part: Part,
    label: String,
    /// How far it is, in words.
    status: String,
    /// The same for the look of the page.
    state: &'static str,
    /// Whether a learner would continue with it.
    next: bool,
}

impl CourseView {
    pub(crate) fn new(state: &CourseState) -> Self {
        let numbered = state.parts.iter().enumerate();
        let next = state.next.as_ref().and_then(|next| numbered.clone().find(|(_, it)| it.part == *next));
        let next = next.map(|(at, it)| (at + 1, it));
        let mut standing = vec![course::progress(state, next, course::YOU_HAVE_COMPLETED)];
        if !state.complete {
            standing.push(course::to_complete(&state.missing));
        }
        let profile: Vec<Text> = state.profile.iter().map(handled_text).collect();
        Self {
            title: shown_title(&state.title, &state.pack),
            standing: standing.iter().map(|words| scn_text::sanitize_lines(words).into_owned()).collect(),
            parts: state.parts.iter().map(|it| CoursePart::new(it, state.next.as_ref())).collect(),
            profile: shown_json(&profile),
        }
    }
}

impl CoursePart {
    fn new(state: &PartState, next: Option<&Part>) -> Self {
        Self {
            part: state.part.clone(),
            label: part_label(&state.part, &state.title),
            status: scn_text::sanitize_lines(&course::how_far(state)).into_owned(),
            state: match (state.status, state.passed) {
                (Status::Done, true) => "passed",
                (Status::Done, false) | (Status::Begun, _) => "begun",
                (Status::NotBegun, _) => "not-begun",
            },
            next: next == Some(&state.part),
        }
    }
}

fn handled_text(entry: &scn_run::Handled) -> Text {
    let count = entry.decisions.to_string();
    let title = Words { strong: true, ..Words::plain(title_or_id(&entry.title, &entry.principle)) };
    let values =
        [("principle", vec![title]), ("band", vec![Words::plain(entry.band)]), ("count", vec![Words::plain(count)])];
    phrase_text(debrief::PRINCIPLE_HANDLED.form(entry.decisions), &values)
}
