//! Opens the parts of a course on a screen.

use scn_story::{Lesson, Quiz};

use super::super::ScreenUi;
use super::super::play::{Screen, ScreenOptions};
use super::pages::{self, HelpKeys};
use super::quiz::QuizUi;
use super::{CourseUi, Decision, ScreenHost};
use crate::content::principle_title;
use scn_run::{Attempt, CourseState, Finish, OpenLesson, OpenQuiz, OpenRun, Part, Playable, Recording, phrases};

impl<H: ScreenHost> CourseUi<'_, '_, H> {
    /// Opens a part, resuming an attempt that was left.
    pub(super) fn open_part(&mut self, state: &CourseState, part: &Part) -> Result<Decision, H::Error> {
        let left = state.open_attempt(part, self.recorder.attempts());
        if let Some(words) = state.refusal(part) {
            self.note = Some(words);
            return Ok(Decision::GoOn);
        }
        match part {
            Part::Lesson(id) => match self.story.lessons.iter().find(|it| it.id == *id) {
                Some(lesson) => self.open_lesson(lesson, left, Self::part_position(state, part)),
                None => Ok(Decision::GoOn),
            },
            Part::Quiz(id) => match self.story.quizzes.iter().find(|it| it.id == *id) {
                Some(quiz) => self.open_quiz(quiz, left),
                None => Ok(Decision::GoOn),
            },
            Part::Scenario(id) => self.open_scenario(id, left),
        }
    }

    /// Shows a lesson. It is read once its end was visible, however it is left then.
    fn open_lesson(&mut self, lesson: &Lesson, left: Option<Attempt>, position: String) -> Result<Decision, H::Error> {
        let mut opened = OpenLesson::open(self.story, lesson, left, &mut *self.recorder);
        let warning = match opened.record(&mut *self.recorder) {
            Ok(words) => words.map(str::to_owned),
            Err(error) => Some(phrases::recording::lesson_not_recorded(&error)),
        };
        let mut prompt = self.asker.new_prompt(pages::lesson_page(lesson, position))?.with_warning(warning);
        let answer = self.asker.ask(&mut prompt, HelpKeys::Lesson);
        if prompt.was_shown_to_end() {
            opened.mark_read();
        }
        match opened.record(&mut *self.recorder) {
            Ok(Some(words)) => self.note = Some(words.to_owned()),
            Ok(None) => {}
            Err(error) => self.failure = Some(error),
        }
        Ok(if answer?.is_some() { Decision::GoOn } else { Decision::Interrupted })
    }

    fn open_quiz(&mut self, quiz: &Quiz, left: Option<Attempt>) -> Result<Decision, H::Error> {
        let OpenQuiz { attempt, confirmed, session, notices } =
            OpenQuiz::open(self.story, quiz, left, &mut *self.recorder);
        let titles = |id: &str| principle_title(self.story, id);
        let recording = Recording::resume(&mut *self.recorder, attempt, confirmed);
        let mut quiz_ui = QuizUi { asker: &mut self.asker, session, recording, notice: None, titles: &titles };
        let decision = quiz_ui.run(&notices);
        // It was recorded when the quiz was left, so no page of the quiz could show it.
        let notice = quiz_ui.notice.take();
        let failure = quiz_ui.recording.failure().cloned();
        self.failure = failure.or_else(|| self.failure.take());
        self.note = notice.or_else(|| self.note.take());
        decision
    }

    /// Plays a scenario, as often as the learner wants.
    fn open_scenario(&mut self, id: &str, mut left: Option<Attempt>) -> Result<Decision, H::Error> {
        let playable = match Playable::new(self.story, Some(id)) {
            Ok(playable) => playable,
            Err(error) => {
                self.note = Some(phrases::course::cannot_be_played(&error.to_string()));
                return Ok(Decision::GoOn);
            }
        };
        loop {
            let OpenRun { attempt, session, notices } = OpenRun::open(&playable, left.take(), &mut *self.recorder);
            let recording = Recording::resume_run(&mut *self.recorder, attempt, &session).in_course();
            let options = ScreenOptions { notices, keeps: None, ..self.options.clone() };
            let mut screen = Screen::new(session, recording, options, self.asker.host.size()?);
            let shown = self.asker.host.show(&mut screen);
            if shown.is_err() {
                // Records the run so far, whatever happened to the terminal.
                screen.handle_interrupt();
            }
            let (finish, again) = (screen.play_result().finish, screen.wants_replay());
            let failure = screen.record_failure().cloned();
            drop(screen);
            self.failure = failure.or_else(|| self.failure.take());
            shown?;
            match finish {
                Finish::Interrupted => return Ok(Decision::Interrupted),
                Finish::Ended(_) | Finish::Stopped(_) | Finish::Quit | Finish::EndOfInput | Finish::Closed if again => {
                }
                Finish::Ended(_) | Finish::Stopped(_) | Finish::Quit | Finish::EndOfInput | Finish::Closed => {
                    return Ok(Decision::GoOn);
                }
            }
        }
    }
}
