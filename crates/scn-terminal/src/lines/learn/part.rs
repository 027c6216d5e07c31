//! Opens the parts of a course.

use std::io::{BufRead, Write};

use scn_story::{Lesson, Quiz};

use super::CourseUi;
use super::paging::split_pages;
use crate::lines::input::{InputLine, read_line};
use crate::lines::{Finish, PlayError, play, print_lesson, quiz};
use scn_run::{
    Attempt, CourseState, LessonEvent, Log, Part, Playable, QuizSession, Recorded, Recording, Session, Stamped,
    Versions, last_digest, migrate_run, phrases, resume_run, title_or_id,
};
use scn_text::styled::Role;

impl<R: BufRead, W: Write> CourseUi<'_, '_, R, W> {
    /// Opens a part, resuming an attempt that was left. Returns `None` when the part has ended.
    pub(super) fn open_part(&mut self, state: &CourseState, part: &Part) -> Result<Option<Finish>, PlayError> {
        let open_id = state.part_state(part).and_then(|it| it.open.as_ref());
        let open_attempt =
            open_id.and_then(|id| self.recorder.attempts().iter().find(|attempt| attempt.id == *id)).cloned();
        match part {
            Part::Lesson(id) => match self.story.lessons.iter().find(|it| it.id == *id) {
                Some(found) => self.open_lesson(found, open_attempt),
                None => Ok(None),
            },
            Part::Quiz(id) => match self.story.quizzes.iter().find(|it| it.id == *id) {
                Some(found) => self.open_quiz(found, open_attempt),
                None => Ok(None),
            },
            Part::Scenario(id) => self.open_scenario(id, open_attempt),
        }
    }

    fn print_paragraph(&mut self, role: Role, words: &str) -> Result<(), PlayError> {
        self.continued_page().write_paragraph(role, words).map_err(PlayError::Write)
    }

    /// Writes the blank line before a part.
    fn print_gap(&mut self) -> Result<(), PlayError> {
        self.continued_page().write_gap().map_err(PlayError::Write)
    }

    /// Records what happened in a lesson, and says so where it cannot be recorded.
    fn record_lesson(&mut self, attempt: &str, confirmed: usize, log: &[LessonEvent]) -> Result<usize, PlayError> {
        let mut recording = Recording::resume(&mut *self.recorder, attempt.to_owned(), confirmed);
        match recording.record(log) {
            Recorded::Failed { error, .. } => {
                self.print_paragraph(Role::Warning, &phrases::recording::lesson_not_recorded(&error))?;
                Ok(confirmed)
            }
            Recorded::Unchanged | Recorded::Confirmed | Recorded::Restored => Ok(log.len()),
        }
    }

    fn open_lesson(&mut self, of: &Lesson, left: Option<Attempt>) -> Result<Option<Finish>, PlayError> {
        let pack = &self.story.pack;
        // The text read is the current one, so an attempt begun in an earlier version records the
        // new version.
        let is_new = left.as_ref().is_none_or(|attempt| last_digest(&attempt.log) != Some(&pack.digest));
        let mut log = match left.as_ref().map(|attempt| &attempt.log) {
            Some(Log::Lesson(log)) => Stamped::events(log),
            Some(Log::Quiz(_) | Log::Scenario(_)) | None => Vec::new(),
        };
        let mut confirmed = log.len();
        let id = left.map_or_else(|| self.recorder.begin(&Part::Lesson(of.id.clone())), |attempt| attempt.id);
        if is_new {
            let (name, digest) = (pack.name.clone(), pack.digest.clone());
            log.push(LessonEvent::Opened { pack: name, digest, lesson: of.id.clone() });
            confirmed = self.record_lesson(&id, confirmed, &log)?;
        }
        self.print_gap()?;
        let mut text = Vec::new();
        print_lesson(of, self.options, &mut text).map_err(PlayError::Write)?;
        if let Some(finish) = self.show_text(&String::from_utf8_lossy(&text))? {
            return Ok(Some(finish));
        }
        log.push(LessonEvent::Read);
        self.record_lesson(&id, confirmed, &log)?;
        Ok(None)
    }

    /// Shows a text, screen by screen if it has more lines than the screen.
    fn show_text(&mut self, text: &str) -> Result<Option<Finish>, PlayError> {
        let lines: Vec<&str> = text.lines().collect();
        // Two lines are reserved for a blank line and the prompt.
        let pages = split_pages(&lines, self.rows.map_or(usize::MAX, |rows| rows.saturating_sub(2)));
        let count = pages.len();
        for (at, page) in pages.into_iter().enumerate() {
            let mut page_text = lines.get(page).unwrap_or_default().join("\n");
            page_text.push('\n');
            self.output.write_all(page_text.as_bytes()).map_err(PlayError::Write)?;
            if at + 1 == count {
                break;
            }
            let prompt = phrases::course::screen_prompt(at + 1, count);
            self.continued_page().write_prompt(&prompt).map_err(PlayError::Write)?;
            match read_line(self.input, self.options.interrupt).map_err(PlayError::Read)? {
                InputLine::Read(line) if matches!(line.to_lowercase().as_str(), "q" | "quit" | "exit") => {
                    return Ok(Some(Finish::Quit));
                }
                InputLine::Read(_) => self.output.write_all(b"\n").map_err(PlayError::Write)?,
                InputLine::End | InputLine::Interrupted => {
                    self.continued_page().end_prompt().map_err(PlayError::Write)?;
                    return Ok(Some(self.options.stop_reason()));
                }
            }
        }
        Ok(None)
    }

    fn open_quiz(&mut self, of: &Quiz, left: Option<Attempt>) -> Result<Option<Finish>, PlayError> {
        let learner = self.recorder.owner().learner_name().map(str::to_owned);
        let events = left.as_ref().and_then(|attempt| match &attempt.log {
            Log::Quiz(log) => Some((attempt.id.clone(), Stamped::events(log))),
            Log::Lesson(_) | Log::Scenario(_) => None,
        });
        let versions = Versions::new(self.story, self.recorder.stories());
        let resumed = events.map(|(id, events)| {
            let event_count = events.len();
            (id, event_count, QuizSession::resume(&versions, of, events, learner.as_deref()))
        });
        let (id, kept, mut session) = match resumed {
            Some((id, kept, Ok(picked_up))) => {
                for words in phrases::resumed::quiz(&picked_up) {
                    self.print_paragraph(Role::Aside, &words)?;
                }
                (id, kept, picked_up.session)
            }
            again => {
                if let Some((_, _, Err(error))) = again {
                    let words = phrases::resumed::quiz_begins_anew(&error);
                    self.print_paragraph(Role::Aside, &words)?;
                }
                let id = self.recorder.begin(&Part::Quiz(of.id.clone()));
                let seed = self.recorder.seed();
                (id, 0, QuizSession::start(self.story, of, seed, learner.as_deref()))
            }
        };
        self.print_gap()?;
        let story = self.story;
        let principle_title = |id: &str| {
            story
                .principles
                .iter()
                .find(|it| it.id == id)
                .map_or_else(|| id.to_owned(), |it| title_or_id(&it.title, id))
        };
        let recording = Recording::resume(&mut *self.recorder, id, kept);
        let mut page = super::PageWriter::new(self.output, self.options.width, self.options.text_look());
        quiz::run_quiz(&mut session, recording, self.options, &principle_title, self.input, &mut page)
    }

    fn open_scenario(&mut self, scenario: &str, left: Option<Attempt>) -> Result<Option<Finish>, PlayError> {
        let playable = match Playable::new(self.story, Some(scenario)) {
            Ok(playable) => playable,
            Err(error) => {
                self.print_paragraph(Role::Warning, &phrases::course::cannot_be_played(&error.to_string()))?;
                return Ok(None);
            }
        };
        let learner = self.recorder.owner().learner_name().map(str::to_owned);
        let events = left.as_ref().and_then(|attempt| match &attempt.log {
            Log::Scenario(log) => Some((attempt.id.clone(), Stamped::events(log))),
            Log::Lesson(_) | Log::Quiz(_) => None,
        });
        let resumed = events.map(|(id, events)| {
            let carried = migrate_run(&events, self.story, self.recorder.stories());
            (id, resume_run(&playable, &carried, learner.as_deref()))
        });
        let (id, session) = match resumed {
            Some((id, Ok(picked_up))) => {
                for words in phrases::resumed::run_in_course(&picked_up) {
                    self.print_paragraph(Role::Aside, &words)?;
                }
                (id, picked_up.session)
            }
            Some((_, Err(_))) => {
                self.print_paragraph(Role::Aside, phrases::resumed::RUN_BEGINS_ANEW)?;
                self.start_run(&playable, learner.as_deref())
            }
            None => self.start_run(&playable, learner.as_deref()),
        };
        self.print_gap()?;
        let recording = Recording::resume_run(&mut *self.recorder, id, &session).in_course();
        let played = play(session, self.options, recording, self.input, self.output)?;
        Ok(match played.finish {
            Finish::Ended(_) | Finish::Stopped(_) => None,
            finish @ (Finish::Quit | Finish::EndOfInput | Finish::Interrupted | Finish::Closed) => Some(finish),
        })
    }

    fn start_run<'p>(&mut self, playable: &'p Playable<'p>, learner: Option<&str>) -> (String, Session<'p>) {
        let id = self.recorder.begin(&Part::Scenario(playable.scenario().id.clone()));
        let seed = self.recorder.seed();
        (id, Session::start(playable, seed, learner))
    }
}
