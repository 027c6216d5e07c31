//! A course in line mode: shows the learner's progress and the next part, and opens parts.

mod paging;
mod part;
mod progress;

use std::io::{self, BufRead, ErrorKind, Write};

use scn_story::Story;

use super::input::{InputLine, read_line};
use super::page::PageWriter;
use super::{Finish, Options, PlayError};
use crate::content::{numbered_part, standing_lines, status_role};
use crate::line::{Line, PhraseValue};
pub use progress::print_progress;
use scn_run::phrases::{course as phrase, recording, run};
use scn_run::{CourseState, Part, RecordError, RecordOwner, Recorder, Versions, fold_case, title_or_id};
use scn_text::styled::Role;

/// A learner's answer to the question what to do next.
enum CourseCommand {
    Part(Part),
    List,
    Name,
    Help,
    Stop(Finish),
    Other(String),
}

/// Takes a learner through a course: shows where they are, opens the parts that they choose, and
/// gives every event to the recorder as it happens. `rows` is how many lines a screen has, where
/// lessons are to be shown screen by screen.
///
/// # Errors
///
/// When input or output fails. A closed output is not an error, and problems with recording are
/// reported to the learner.
pub fn take_course<R: BufRead, W: Write>(
    story: &Story,
    options: &Options<'_>,
    rows: Option<usize>,
    recorder: &mut dyn Recorder,
    input: &mut R,
    output: &mut W,
) -> Result<Finish, PlayError> {
    let mut course = CourseUi { story, options, rows: rows.filter(|_| options.interactive), recorder, input, output };
    match course.run() {
        Err(PlayError::Write(error)) if error.kind() == ErrorKind::BrokenPipe => Ok(Finish::Closed),
        finish => finish,
    }
}

struct CourseUi<'c, 'k, R, W> {
    story: &'c Story,
    options: &'c Options<'c>,
    rows: Option<usize>,
    recorder: &'c mut (dyn Recorder + 'k),
    input: &'c mut R,
    output: &'c mut W,
}

impl<R: BufRead, W: Write> CourseUi<'_, '_, R, W> {
    /// Returns a new page.
    fn new_page(&mut self) -> PageWriter<'_, W> {
        PageWriter::new(self.output, self.options.width, self.options.text_look())
    }

    /// Returns a page that continues earlier output.
    fn continued_page(&mut self) -> PageWriter<'_, W> {
        let mut page = self.new_page();
        page.mark_continued();
        page
    }

    fn course_state(&self) -> CourseState {
        CourseState::from_attempts(&Versions::new(self.story, self.recorder.stories()), self.recorder.attempts())
    }

    fn run(&mut self) -> Result<Finish, PlayError> {
        self.print_opening().map_err(PlayError::Write)?;
        let mut state = self.course_state();
        self.print_parts(&state).map_err(PlayError::Write)?;
        let mut next = state.next.clone();
        loop {
            self.print_standing(&state).map_err(PlayError::Write)?;
            match self.ask_command(&state, next.as_ref())? {
                CourseCommand::Part(part) => match self.open_part(&state, &part)? {
                    None | Some(Finish::Quit) => {
                        state = self.course_state();
                        next = state.next.clone();
                    }
                    Some(finish) => return self.finish_course(finish),
                },
                CourseCommand::List => self.print_parts(&state).map_err(PlayError::Write)?,
                CourseCommand::Help => self.print_help(next.is_some()).map_err(PlayError::Write)?,
                CourseCommand::Name => {
                    if self.keep_under_a_name().map_err(PlayError::Write)? {
                        state = self.course_state();
                        next = state.next.clone();
                        self.print_parts(&state).map_err(PlayError::Write)?;
                    }
                }
                CourseCommand::Other(line) => {
                    let shown_line = scn_text::shortened(&line);
                    let words = phrase::no_such_part(&shown_line);
                    self.continued_page().write_paragraph(Role::Text, &words).map_err(PlayError::Write)?;
                    self.print_help(next.is_some()).map_err(PlayError::Write)?;
                }
                CourseCommand::Stop(finish) => return self.finish_course(finish),
            }
        }
    }

    fn print_opening(&mut self) -> io::Result<()> {
        let title = title_or_id(&self.story.pack.title, &self.story.pack.name);
        let can_save = self.recorder.can_save_as();
        let who = phrase::who_learns(self.recorder.owner(), can_save, self.options.interactive);
        let mut page = self.new_page();
        page.write_heading(&title, '━')?;
        page.write_paragraph(Role::Aside, &who)
    }

    /// Lists the parts with their status.
    fn print_parts(&mut self, state: &CourseState) -> io::Result<()> {
        let mut page = self.continued_page();
        page.write_gap()?;
        let digits = state.parts.len().to_string().len();
        for (at, part) in state.parts.iter().enumerate() {
            let values = [
                PhraseValue::from_words("title", Role::Label, &part.title),
                PhraseValue::from_words("status", status_role(part), phrase::how_far(part)),
            ];
            let line = Line::from_phrase(phrase::part_with_status(&part.part), Role::Text, Role::Text, &values);
            let number = format!("  {:>digits$}. ", at + 1);
            page.write_wrapped(&number, &" ".repeat(digits + 4), &line.to_styled(page.look))?;
        }
        page.flush()
    }

    /// Shows the progress in the course, and the next part or the missing requirements.
    fn print_standing(&mut self, state: &CourseState) -> io::Result<()> {
        let certificate = if state.complete { self.recorder.certificate_command() } else { None };
        let mut page = self.continued_page();
        page.write_in_roles(&standing_lines(state))?;
        if let Some(command) = certificate {
            page.write_paragraph(Role::Text, phrase::FOR_A_CERTIFICATE.text())?;
            page.write_unbroken(&format!("  {command}"))?;
        }
        page.flush()
    }

    fn ask_command(&mut self, state: &CourseState, next: Option<&Part>) -> Result<CourseCommand, PlayError> {
        if self.options.interactive {
            let number = next.and_then(|part| numbered_part(state, part)).map(|(number, _)| number);
            let prompt = phrase::part_prompt(number);
            self.continued_page().write_prompt(&prompt).map_err(PlayError::Write)?;
        }
        let line = match read_line(self.input, self.options.interrupt).map_err(PlayError::Read)? {
            InputLine::Read(line) => line,
            InputLine::End | InputLine::Interrupted => {
                if self.options.interactive {
                    self.continued_page().end_prompt().map_err(PlayError::Write)?;
                }
                return Ok(CourseCommand::Stop(self.options.stop_reason()));
            }
        };
        let guest = *self.recorder.owner() == RecordOwner::Guest && self.recorder.can_save_as();
        Ok(match (line.to_lowercase().as_str(), match_part(state, &line)) {
            ("", _) => next.map_or(CourseCommand::Help, |part| CourseCommand::Part(part.clone())),
            (_, Some(part)) => CourseCommand::Part(part.clone()),
            ("q" | "quit" | "exit", None) => CourseCommand::Stop(Finish::Quit),
            ("l" | "list", None) => CourseCommand::List,
            ("n" | "name", None) if guest => CourseCommand::Name,
            ("?" | "h" | "help", None) => CourseCommand::Help,
            (_, None) => CourseCommand::Other(line),
        })
    }

    fn print_help(&mut self, next: bool) -> io::Result<()> {
        let guest = *self.recorder.owner() == RecordOwner::Guest && self.recorder.can_save_as();
        let mut page = self.continued_page();
        page.write_paragraph(Role::Text, phrase::HELP.text())?;
        page.write_gap()?;
        let keys = [
            (phrase::help_enter().0, phrase::help_enter().1, next),
            ("1", phrase::HELP_NUMBER.text(), true),
            ("l", phrase::HELP_LIST.text(), true),
            ("n", phrase::HELP_NAME.text(), guest),
            ("q", phrase::HELP_QUIT.text(), true),
        ];
        for (key, meaning, _) in keys.iter().filter(|(_, _, shown)| *shown) {
            let styled = page.new_styled().with_words(Role::Text, meaning);
            page.write_wrapped(&format!("  {key:<5}  "), "         ", &styled)?;
        }
        Ok(())
    }

    /// Prompts for a name until the attempts are recorded under one. Returns `false` if none is
    /// given.
    fn keep_under_a_name(&mut self) -> io::Result<bool> {
        self.continued_page().write_paragraph(Role::Text, phrase::TYPE_THE_NAME.text())?;
        loop {
            self.continued_page().write_prompt(recording::NAME_PROMPT.text())?;
            let line = match read_line(self.input, self.options.interrupt) {
                Ok(InputLine::Read(line)) if line.is_empty() => return Ok(false),
                Ok(InputLine::Read(line)) => line,
                Ok(InputLine::End | InputLine::Interrupted) | Err(_) => {
                    self.continued_page().end_prompt()?;
                    return Ok(false);
                }
            };
            match self.recorder.save_as(&line) {
                Ok(()) => {
                    self.continued_page().write_paragraph(Role::Text, phrase::SAVED.text())?;
                    return Ok(true);
                }
                Err(error) => self.not_adopted(&error)?,
            }
        }
    }

    fn not_adopted(&mut self, error: &RecordError) -> io::Result<()> {
        self.continued_page().write_paragraph(Role::Warning, &recording::course_not_saved(error))
    }

    fn finish_course(&mut self, finish: Finish) -> Result<Finish, PlayError> {
        let done = self.say_farewell(&finish);
        done.map(|()| finish).map_err(PlayError::Write)
    }

    fn say_farewell(&mut self, finish: &Finish) -> io::Result<()> {
        let reason = match finish {
            Finish::EndOfInput => Some(phrase::INPUT_ENDED.text()),
            Finish::Interrupted => Some(phrase::INTERRUPTED.text()),
            Finish::Quit | Finish::Closed | Finish::Ended(_) | Finish::Stopped(_) => None,
        };
        if let Some(why) = reason {
            self.continued_page().write_paragraph(Role::Text, why)?;
        }
        let did = !self.recorder.attempts().is_empty();
        if did && *self.recorder.owner() == RecordOwner::Guest {
            let asks = self.options.interactive && self.recorder.can_save_as() && *finish == Finish::Quit;
            if asks {
                self.continued_page().write_paragraph(Role::Text, phrase::NOTHING_KEPT_YET.text())?;
            }
            if !(asks && self.keep_under_a_name()?) {
                self.continued_page().write_paragraph(Role::Aside, phrase::NOTHING_KEPT.text())?;
            }
        }
        if !self.course_state().complete
            && let (RecordOwner::Learner(_), Some(command)) = (self.recorder.owner(), self.recorder.resume_command())
        {
            let mut page = self.continued_page();
            page.write_paragraph(Role::Text, run::TO_RESUME.text())?;
            page.write_unbroken(&format!("  {command}"))?;
        }
        self.continued_page().flush()
    }
}

/// Interprets words as a part: a number, an id, or the start of one title.
fn match_part<'s>(state: &'s CourseState, words: &str) -> Option<&'s Part> {
    let words = fold_case(words);
    let number = words.parse::<usize>().ok().and_then(|number| state.parts.get(number.checked_sub(1)?));
    let find_by_id = || state.parts.iter().find(|it| it.part.id() == words);
    let find_by_title = || {
        let mut starting = state.parts.iter().filter(|it| 1 < words.len() && fold_case(&it.title).starts_with(&words));
        starting.next().filter(|_| starting.next().is_none())
    };
    number.or_else(find_by_id).or_else(find_by_title).map(|it| &it.part)
}
