//! Opens the parts of a course.

use std::io::{BufRead, Write};

use scn_story::{Lesson, Quiz};

use super::CourseUi;
use super::paging::split_pages;
use crate::content::principle_title;
use crate::lines::input::{InputLine, read_line};
use crate::lines::quiz::run_quiz;
use crate::lines::{Finish, PlayError, play, print_lesson};
use scn_run::{Attempt, CourseState, OpenLesson, OpenQuiz, OpenRun, Part, Playable, Recording, phrases};
use scn_text::styled::Role;

impl<R: BufRead, W: Write> CourseUi<'_, '_, R, W> {
    /// Opens a part, resuming an attempt that was left. Returns `None` when the part has ended.
    pub(super) fn open_part(&mut self, state: &CourseState, part: &Part) -> Result<Option<Finish>, PlayError> {
        let left = state.open_attempt(part, self.recorder.attempts());
        if let Some(words) = state.refusal(part) {
            self.print_paragraph(Role::Text, &words)?;
            return Ok(None);
        }
        match part {
            Part::Lesson(id) => match self.story.lessons.iter().find(|it| it.id == *id) {
                Some(found) => self.open_lesson(found, left),
                None => Ok(None),
            },
            Part::Quiz(id) => match self.story.quizzes.iter().find(|it| it.id == *id) {
                Some(found) => self.open_quiz(found, left),
                None => Ok(None),
            },
            Part::Scenario(id) => self.open_scenario(id, left),
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
    fn record_lesson(&mut self, opened: &mut OpenLesson) -> Result<(), PlayError> {
        match opened.record(&mut *self.recorder) {
            Ok(None) => Ok(()),
            Ok(Some(words)) => self.print_paragraph(Role::Warning, words),
            Err(error) => self.print_paragraph(Role::Warning, &phrases::recording::lesson_not_recorded(&error)),
        }
    }

    fn open_lesson(&mut self, lesson: &Lesson, left: Option<Attempt>) -> Result<Option<Finish>, PlayError> {
        let mut opened = OpenLesson::open(self.story, lesson, left, &mut *self.recorder);
        self.record_lesson(&mut opened)?;
        self.print_gap()?;
        let mut text = Vec::new();
        print_lesson(lesson, self.options, &mut text).map_err(PlayError::Write)?;
        if let Some(finish) = self.show_text(&String::from_utf8_lossy(&text))? {
            return Ok(Some(finish));
        }
        opened.mark_read();
        self.record_lesson(&mut opened)?;
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

    /// Writes the notices before a part, and the blank line after them.
    fn print_notices(&mut self, notices: &[String]) -> Result<(), PlayError> {
        for words in notices {
            self.print_paragraph(Role::Aside, words)?;
        }
        self.print_gap()
    }

    fn open_quiz(&mut self, quiz: &Quiz, left: Option<Attempt>) -> Result<Option<Finish>, PlayError> {
        let OpenQuiz { attempt, confirmed, mut session, notices } =
            OpenQuiz::open(self.story, quiz, left, &mut *self.recorder);
        self.print_notices(&notices)?;
        let titles = |id: &str| principle_title(self.story, id);
        let recording = Recording::resume(&mut *self.recorder, attempt, confirmed);
        let mut page = super::PageWriter::new(self.output, self.options.width, self.options.text_look());
        run_quiz(&mut session, recording, self.options, &titles, self.input, &mut page)
    }

    fn open_scenario(&mut self, scenario: &str, left: Option<Attempt>) -> Result<Option<Finish>, PlayError> {
        let playable = match Playable::new(self.story, Some(scenario)) {
            Ok(playable) => playable,
            Err(error) => {
                self.print_paragraph(Role::Warning, &phrases::course::cannot_be_played(&error.to_string()))?;
                return Ok(None);
            }
        };
        let OpenRun { attempt, session, notices } = OpenRun::open(&playable, left, &mut *self.recorder);
        self.print_notices(&notices)?;
        let recording = Recording::resume_run(&mut *self.recorder, attempt, &session).in_course();
        let played = play(session, self.options, recording, self.input, self.output)?;
        Ok(match played.finish {
            Finish::Ended(_) | Finish::Stopped(_) => None,
            finish @ (Finish::Quit | Finish::EndOfInput | Finish::Interrupted | Finish::Closed) => Some(finish),
        })
    }
}
