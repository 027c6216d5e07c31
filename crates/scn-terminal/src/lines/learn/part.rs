//! Opens the parts of a course.

use std::io::{BufRead, Write};

use scn_story::{Lesson, Quiz};

use super::Course;
use super::paging::pages;
use crate::lines::input::{Line, read_line};
use crate::lines::{Finish, PlayError, lesson, play, quiz};
use scn_run::{
    Attempt, CourseState, LessonEvent, Log, Part, Playable, QuizSession, Recorded, Recording, Session, Stamped,
    Versions, carried_run, last_digest, phrases, pick_up, titled,
};
use scn_text::styled::Role;

impl<R: BufRead, W: Write> Course<'_, '_, R, W> {
    /// Opens a part, resuming an attempt that was left. Returns `None` when the part has ended.
    pub(super) fn open(&mut self, state: &CourseState, part: &Part) -> Result<Option<Finish>, PlayError> {
        let left = state.part(part).and_then(|it| it.open.as_ref());
        let left = left.and_then(|id| self.recorder.attempts().iter().find(|attempt| attempt.id == *id)).cloned();
        match part {
            Part::Lesson(id) => match self.story.lessons.iter().find(|it| it.id == *id) {
                Some(found) => self.lesson(found, left),
                None => Ok(None),
            },
            Part::Quiz(id) => match self.story.quizzes.iter().find(|it| it.id == *id) {
                Some(found) => self.quiz(found, left),
                None => Ok(None),
            },
            Part::Scenario(id) => self.scenario(id, left),
        }
    }

    fn say(&mut self, role: Role, words: &str) -> Result<(), PlayError> {
        self.more().paragraph(role, words).map_err(PlayError::Write)
    }

    /// Writes the blank line before a part.
    fn gap(&mut self) -> Result<(), PlayError> {
        self.more().gap().map_err(PlayError::Write)
    }

    /// Records what happened in a lesson, and says so where it cannot be recorded.
    fn record_lesson(&mut self, attempt: &str, confirmed: usize, log: &[LessonEvent]) -> Result<usize, PlayError> {
        let mut recording = Recording::resume(&mut *self.recorder, attempt.to_owned(), confirmed);
        match recording.record(log) {
            Recorded::Failed { error, .. } => {
                self.say(Role::Warning, &phrases::recording::lesson_not_recorded(&error))?;
                Ok(confirmed)
            }
            Recorded::Unchanged | Recorded::Confirmed | Recorded::Restored => Ok(log.len()),
        }
    }

    fn lesson(&mut self, of: &Lesson, left: Option<Attempt>) -> Result<Option<Finish>, PlayError> {
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
        self.gap()?;
        let mut text = Vec::new();
        lesson(of, self.options, &mut text).map_err(PlayError::Write)?;
        if let Some(finish) = self.show(&String::from_utf8_lossy(&text))? {
            return Ok(Some(finish));
        }
        log.push(LessonEvent::Read);
        self.record_lesson(&id, confirmed, &log)?;
        Ok(None)
    }

    /// Shows a text, screen by screen if it has more lines than the screen.
    fn show(&mut self, text: &str) -> Result<Option<Finish>, PlayError> {
        let lines: Vec<&str> = text.lines().collect();
        // Two lines are reserved for a blank line and the prompt.
        let pages = pages(&lines, self.rows.map_or(usize::MAX, |rows| rows.saturating_sub(2)));
        let count = pages.len();
        for (at, page) in pages.into_iter().enumerate() {
            let mut shown = lines.get(page).unwrap_or_default().join("\n");
            shown.push('\n');
            self.output.write_all(shown.as_bytes()).map_err(PlayError::Write)?;
            if at + 1 == count {
                break;
            }
            let prompt = phrases::course::screen_prompt(at + 1, count);
            self.more().prompt(&prompt).map_err(PlayError::Write)?;
            match read_line(self.input, self.options.interrupt).map_err(PlayError::Read)? {
                Line::Read(line) if matches!(line.to_lowercase().as_str(), "q" | "quit" | "exit") => {
                    return Ok(Some(Finish::Quit));
                }
                Line::Read(_) => self.output.write_all(b"\n").map_err(PlayError::Write)?,
                Line::End | Line::Interrupted => {
                    self.more().end_prompt().map_err(PlayError::Write)?;
                    return Ok(Some(self.options.stopped()));
                }
            }
        }
        Ok(None)
    }

    fn quiz(&mut self, of: &Quiz, left: Option<Attempt>) -> Result<Option<Finish>, PlayError> {
        let learner = self.recorder.owner().learner().map(str::to_owned);
        let events = left.as_ref().and_then(|attempt| match &attempt.log {
            Log::Quiz(log) => Some((attempt.id.clone(), Stamped::events(log))),
            Log::Lesson(_) | Log::Scenario(_) => None,
        });
        let versions = Versions::new(self.story, self.recorder.stories());
        let again = events.map(|(id, events)| {
            let kept = events.len();
            (id, kept, QuizSession::pick_up(&versions, of, events, learner.as_deref()))
        });
        let (id, kept, mut session) = match again {
            Some((id, kept, Ok(picked_up))) => {
                for words in phrases::resumed::quiz(&picked_up) {
                    self.say(Role::Aside, &words)?;
                }
                (id, kept, picked_up.session)
            }
            again => {
                if let Some((_, _, Err(error))) = again {
                    let words = phrases::resumed::quiz_begins_anew(&error);
                    self.say(Role::Aside, &words)?;
                }
                let id = self.recorder.begin(&Part::Quiz(of.id.clone()));
                let seed = self.recorder.seed();
                (id, 0, QuizSession::start(self.story, of, seed, learner.as_deref()))
            }
        };
        self.gap()?;
        let story = self.story;
        let titles = |id: &str| {
            story.principles.iter().find(|it| it.id == id).map_or_else(|| id.to_owned(), |it| titled(&it.title, id))
        };
        let recording = Recording::resume(&mut *self.recorder, id, kept);
        let mut page = super::Page::new(self.output, self.options.width, self.options.look());
        quiz::take(&mut session, recording, self.options, &titles, self.input, &mut page)
    }

    fn scenario(&mut self, scenario: &str, left: Option<Attempt>) -> Result<Option<Finish>, PlayError> {
        let playable = match Playable::new(self.story, Some(scenario)) {
            Ok(playable) => playable,
            Err(error) => {
                self.say(Role::Warning, &phrases::course::cannot_be_played(&error.to_string()))?;
                return Ok(None);
            }
        };
        let learner = self.recorder.owner().learner().map(str::to_owned);
        let events = left.as_ref().and_then(|attempt| match &attempt.log {
            Log::Scenario(log) => Some((attempt.id.clone(), Stamped::events(log))),
            Log::Lesson(_) | Log::Quiz(_) => None,
        });
        let again = events.map(|(id, events)| {
            let carried = carried_run(&events, self.story, self.recorder.stories());
            (id, pick_up(&playable, &carried, learner.as_deref()))
        });
        let (id, session) = match again {
            Some((id, Ok(picked_up))) => {
                for words in phrases::resumed::run_in_course(&picked_up) {
                    self.say(Role::Aside, &words)?;
                }
                (id, picked_up.session)
            }
            Some((_, Err(_))) => {
                self.say(Role::Aside, phrases::resumed::RUN_BEGINS_ANEW)?;
                self.anew(&playable, learner.as_deref())
            }
            None => self.anew(&playable, learner.as_deref()),
        };
        self.gap()?;
        let recording = Recording::resume_run(&mut *self.recorder, id, &session).in_course();
        let played = play(session, self.options, recording, self.input, self.output)?;
        Ok(match played.finish {
            Finish::Ended(_) | Finish::Stopped(_) => None,
            finish @ (Finish::Quit | Finish::EndOfInput | Finish::Interrupted | Finish::Closed) => Some(finish),
        })
    }

    fn anew<'p>(&mut self, playable: &'p Playable<'p>, learner: Option<&str>) -> (String, Session<'p>) {
        let id = self.recorder.begin(&Part::Scenario(playable.scenario().id.clone()));
        let seed = self.recorder.seed();
        (id, Session::start(playable, seed, learner))
    }
}
