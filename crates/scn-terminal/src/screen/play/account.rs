//! The summary of a run that stays in the terminal after the full screen is closed.

use super::super::frame::Frame;
use super::super::paper::Canvas;
use super::super::part::PageBlock;
use super::{Screen, debrief};
use crate::line::Line;
use scn_run::{Debrief, Ended, Event, Passage, choices_so_far, phrases, title_or_id};
use scn_text::styled::Role;

/// Summarises what was played, its result, how principles were handled, and where the run is
/// recorded.
pub(super) fn summary_frame(screen: &Screen<'_, '_>, columns: usize) -> Frame {
    let session = &screen.session;
    let playable = session.playable();
    let scenario = playable.scenario();
    let look = screen.setting.look;
    let mut paper = Canvas::for_lines(columns, look);
    let mut add_line = |part: Line| paper.add_block(&PageBlock::Line(part));
    add_line(Line::from_words(Role::Heading, &title_or_id(&scenario.title, &scenario.id)));
    let was_left = matches!(session.scene().ended, Some(Ended::Left { .. }) | None);
    let ending = session.scene().passages.iter().find_map(|passage| match passage {
        Passage::Ending { title, result, .. } => Some((title, result)),
        Passage::Brief(_) | Passage::Outcome { .. } | Passage::Situation { .. } => None,
    });
    match (ending, &session.scene().ended) {
        (Some((title, result)), _) => {
            let words = phrases::screen::ended_with(title, *result);
            add_line(Line::from_words(Role::Text, &words).without_gap());
        }
        (None, Some(ended)) if !was_left => {
            add_line(
                Line::from_words(Role::Warning, &phrases::ended_reason(playable, ended).unwrap_or_default())
                    .without_gap(),
            );
        }
        (None, _) => {
            add_line(
                Line::from_words(Role::Text, &phrases::screen::LEFT_AFTER.about(session.choices_made())).without_gap(),
            );
        }
    }
    if !was_left
        && let Ok(debrief) = Debrief::from_events(playable, session.events(), screen.recording.owner().learner_name())
    {
        for (at, entry) in debrief.profile.iter().enumerate() {
            let line = Line::from_words(Role::Label, &format!("{}: ", entry.title));
            let line = line.add_line(debrief::band(entry.score, look));
            add_line(if at == 0 { line } else { line.without_gap() });
        }
    }
    let kept = phrases::recording::was_kept(screen.recording.owner(), screen.setting.keeps.as_deref());
    add_line(Line::from_words(Role::Aside, &kept));
    if screen.recording.is_separate() {
        add_line(Line::from_words(Role::Warning, phrases::recording::RUN_SEPARATE.text()).without_gap());
    }
    if let Some(error) = screen.recording.failure() {
        add_line(Line::from_words(Role::Warning, &phrases::recording::not_recorded_yet(error)).without_gap());
    }
    if was_left {
        add_resume_command(screen, &mut paper);
    }
    Frame { rows: paper.rows }
}

/// Writes the command that resumes the run, or the choices that replay it. They are on one line,
/// however long, to be copied.
fn add_resume_command(screen: &Screen<'_, '_>, paper: &mut Canvas) {
    let look = paper.look;
    let (words, command) = match screen.recording.resume_command() {
        Some(command) => (phrases::screen::TO_RESUME.text(), command),
        None => {
            let events = screen.session.events();
            let choices = choices_so_far(screen.session.playable(), events);
            if choices.is_empty() {
                return;
            }
            let seed = match events.first() {
                Some(Event::Started { seed, .. }) if screen.session.playable().uses_seed() => format!("--seed {seed} "),
                Some(_) | None => String::new(),
            };
            (phrases::run::TO_COME_BACK.text(), format!("{seed}--choices \"{choices}\""))
        }
    };
    paper.add_block(&Line::from_words(Role::Text, words).without_gap().into());
    let shown_command = look.displayable(&command);
    paper.rows.push(super::super::frame::Row::from_words(look.role_style(Role::Text), format!("  {shown_command}")));
}
