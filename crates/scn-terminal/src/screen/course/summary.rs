//! The summary of a course that stays in the terminal after the full screen is closed.

use super::super::frame::{Frame, Row};
use super::super::paper::Canvas;
use super::super::part::PageBlock;
use super::{CourseUi, ScreenHost};
use crate::content::standing_lines;
use crate::line::Line;
use scn_run::phrases::{course, recording, screen};
use scn_run::{Finish, RecordOwner, title_or_id};
use scn_text::styled::Role;

/// Summarises how far the learner is, what is saved, and how to continue.
pub(super) fn summary_frame<H: ScreenHost>(course_ui: &CourseUi<'_, '_, H>, finish: &Finish, columns: usize) -> Frame {
    let look = course_ui.options.look;
    let (recorder, pack) = (&*course_ui.recorder, &course_ui.story.pack);
    let state = course_ui.course_state();
    let mut paper = Canvas::for_lines(columns, look);
    let mut add_line = |line: Line| paper.add_block(&PageBlock::Line(line));
    add_line(Line::from_words(Role::Heading, &title_or_id(&pack.title, &pack.name)));
    if *finish == Finish::Interrupted {
        add_line(Line::from_words(Role::Text, course::INTERRUPTED.text()).without_gap());
    }
    for line in standing_lines(&state) {
        add_line(line.without_gap());
    }
    match recorder.owner() {
        RecordOwner::Learner(_) => {
            add_line(Line::from_words(Role::Aside, &recording::was_kept(recorder.owner(), None)));
        }
        RecordOwner::Guest if recorder.attempts().is_empty() => {}
        RecordOwner::Guest => add_line(Line::from_words(Role::Aside, course::NOTHING_KEPT.text())),
    }
    if let Some(error) = &course_ui.failure {
        add_line(Line::from_words(Role::Warning, &recording::not_saved(error)).without_gap());
    }
    // A guest's attempts are gone, so there is nothing to go on with or to certify.
    let is_learner = !recorder.owner().is_guest();
    let command = match state.complete {
        true => recorder.certificate_command().map(|command| (course::FOR_A_CERTIFICATE.text(), command)),
        false => recorder.resume_command().map(|command| (screen::TO_RESUME.text(), command)),
    };
    if let Some((words, command)) = command.filter(|_| is_learner) {
        paper.add_block(&Line::from_words(Role::Text, words).into());
        // On one line, however long, to be copied.
        let command = format!("  {}", look.displayable(&command));
        paper.rows.push(Row::from_words(look.role_style(Role::Text), command));
    }
    Frame { rows: paper.rows }
}
