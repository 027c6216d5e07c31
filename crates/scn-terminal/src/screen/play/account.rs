//! The summary of a run that stays in the terminal after the full screen is closed.

use super::super::frame::Frame;
use super::super::paper::Paper;
use super::super::part::{Line, Part};
use super::{Screen, debrief};
use scn_run::{Debrief, Ended, Event, Passage, choices_so_far, phrases, titled};
use scn_text::styled::Role;

/// The minimum line width.
const LEAST: usize = 20;
/// The maximum width: longer lines are hard to read.
const WIDEST: usize = 100;

/// Summarises what was played, its result, how principles were handled, and where the run is
/// recorded.
pub(super) fn of(screen: &Screen<'_, '_>, columns: usize) -> Frame {
    let session = &screen.session;
    let playable = session.playable();
    let scenario = playable.scenario();
    let look = screen.setting.look;
    let mut paper = Paper::new(columns.clamp(LEAST, WIDEST), look);
    let mut say = |part: Line| paper.part(&Part::Line(part));
    say(Line::say(Role::Heading, &titled(&scenario.title, &scenario.id)));
    let left = matches!(session.scene().ended, Some(Ended::Left { .. }) | None);
    let ending = session.scene().passages.iter().find_map(|passage| match passage {
        Passage::Ending { title, result, .. } => Some((title, result)),
        Passage::Brief(_) | Passage::Outcome { .. } | Passage::Situation { .. } => None,
    });
    match (ending, &session.scene().ended) {
        (Some((title, result)), _) => {
            let line = Line::say(Role::Text, &phrases::screen::ended_with(title));
            say(line.and(Role::Text, &phrases::screen::with_result(*result)).tight());
        }
        (None, Some(ended)) if !left => {
            say(Line::say(Role::Warning, &phrases::ended_words(playable, ended).unwrap_or_default()).tight());
        }
        (None, _) => {
            say(Line::say(Role::Text, &phrases::screen::left_after(session.made())).tight());
        }
    }
    if !left && let Ok(debrief) = Debrief::of(playable, session.events(), screen.recording.owner().learner()) {
        for (at, entry) in debrief.profile.iter().enumerate() {
            let line = Line::say(Role::Label, &format!("{}: ", entry.title));
            let band = debrief::band(entry.score, look);
            let line = band.words.iter().fold(line, |line, (role, text)| line.text(*role, text));
            say(if at == 0 { line } else { line.tight() });
        }
    }
    let kept = phrases::recording::was_kept(screen.recording.owner(), screen.setting.keeps.as_deref());
    say(Line::say(Role::Aside, &kept));
    if let Some(error) = screen.recording.failure() {
        say(Line::say(Role::Warning, &phrases::recording::not_recorded_yet(error)).tight());
    }
    if left {
        way_back(screen, &mut paper);
    }
    Frame { rows: paper.rows }
}

/// Writes the command that resumes the run, or the choices that replay it. They are on one line,
/// however long, to be copied.
fn way_back(screen: &Screen<'_, '_>, paper: &mut Paper) {
    let look = paper.look;
    let (words, command) = match screen.recording.resume_command() {
        Some(command) => (phrases::screen::TO_RESUME, command),
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
            (phrases::run::TO_COME_BACK, format!("{seed}--choices \"{choices}\""))
        }
    };
    paper.part(&Line::say(Role::Text, words).tight().into());
    let shown = look.shown(&command);
    paper.rows.push(super::super::frame::Row::of(look.style(Role::Text), format!("  {shown}")));
}
