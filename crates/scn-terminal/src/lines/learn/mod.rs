//! A course in line mode: shows the learner's progress and the next part, and opens parts.

mod paging;
mod part;
mod progress;

use std::io::{self, BufRead, ErrorKind, Write};

use scn_story::Story;

use super::input::{Line, read_line};
use super::page::Page;
use super::{Finish, Options, PlayError};
pub use progress::progress;
use scn_run::phrases::{course as phrase, recording, run};
use scn_run::{CourseState, Part, PartState, RecordError, RecordOwner, Recorder, Status, Versions, folded, titled};
use scn_text::styled::Role;

/// A learner's answer to the question what to do next.
enum Wish {
    Part(Part),
    List,
    Name,
    Help,
    Stop(Finish),
    Other(String),
}

/// Takes a learner through a course: shows where they are, opens the parts that they go on to, and
/// gives every event to the recorder as it happens. `rows` is how many lines a screen has, where
/// lessons are to be shown screen by screen.
///
/// # Errors
///
/// When input or output fails. A closed output is not an error, and problems with recording are
/// reported to the learner.
pub fn learn<R: BufRead, W: Write>(
    story: &Story,
    options: &Options<'_>,
    rows: Option<usize>,
    recorder: &mut dyn Recorder,
    input: &mut R,
    output: &mut W,
) -> Result<Finish, PlayError> {
    let mut course = Course { story, options, rows: rows.filter(|_| options.interactive), recorder, input, output };
    match course.run() {
        Err(PlayError::Write(error)) if error.kind() == ErrorKind::BrokenPipe => Ok(Finish::Closed),
        finish => finish,
    }
}

struct Course<'c, 'k, R, W> {
    story: &'c Story,
    options: &'c Options<'c>,
    rows: Option<usize>,
    recorder: &'c mut (dyn Recorder + 'k),
    input: &'c mut R,
    output: &'c mut W,
}

impl<R: BufRead, W: Write> Course<'_, '_, R, W> {
    /// Returns a new page.
    fn page(&mut self) -> Page<'_, W> {
        Page::new(self.output, self.options.width, self.options.look())
    }

    /// Returns a page that continues earlier output.
    fn more(&mut self) -> Page<'_, W> {
        let mut page = self.page();
        page.go_on();
        page
    }

    fn state(&self) -> CourseState {
        CourseState::of(&Versions::new(self.story, self.recorder.stories()), self.recorder.attempts())
    }

    fn run(&mut self) -> Result<Finish, PlayError> {
        self.opening().map_err(PlayError::Write)?;
        let mut state = self.state();
        self.list(&state).map_err(PlayError::Write)?;
        let mut next = state.next.clone();
        loop {
            self.standing(&state, next.as_ref()).map_err(PlayError::Write)?;
            match self.ask(&state, next.as_ref())? {
                Wish::Part(part) => match self.open(&state, &part)? {
                    None | Some(Finish::Quit) => {
                        state = self.state();
                        next = state.next.clone();
                    }
                    Some(finish) => return self.farewell(finish),
                },
                Wish::List => self.list(&state).map_err(PlayError::Write)?,
                Wish::Help => self.help(next.is_some()).map_err(PlayError::Write)?,
                Wish::Name => {
                    if self.keep_under_a_name().map_err(PlayError::Write)? {
                        state = self.state();
                        next = state.next.clone();
                        self.list(&state).map_err(PlayError::Write)?;
                    }
                }
                Wish::Other(line) => {
                    let shown = scn_text::shortened(&line);
                    let words = phrase::no_such_part(&shown);
                    self.more().paragraph(Role::Text, &words).map_err(PlayError::Write)?;
                    self.help(next.is_some()).map_err(PlayError::Write)?;
                }
                Wish::Stop(finish) => return self.farewell(finish),
            }
        }
    }

    fn opening(&mut self) -> io::Result<()> {
        let title = titled(&self.story.pack.title, &self.story.pack.name);
        let can_save = self.recorder.can_save_as();
        let who = phrase::who_learns(self.recorder.owner(), can_save, self.options.interactive);
        let mut page = self.page();
        page.heading(&title, '━')?;
        page.paragraph(Role::Aside, &who)
    }

    /// Lists the parts with their status.
    fn list(&mut self, state: &CourseState) -> io::Result<()> {
        let mut page = self.more();
        page.gap()?;
        let digits = state.parts.len().to_string().len();
        for (at, part) in state.parts.iter().enumerate() {
            let role = match (part.status, part.passed) {
                (Status::Done, true) => Role::Good,
                (Status::Done, false) | (Status::Begun, _) => Role::Middling,
                (Status::NotBegun, _) => Role::Aside,
            };
            let styled = page.styled().say(Role::Text, &format!("{}: ", phrase::kind(&part.part)));
            let styled = styled.say(Role::Label, &part.title).say(Role::Text, ", ");
            let styled = styled.say(role, &phrase::how_far(part));
            page.put(&format!("  {:>digits$}. ", at + 1), &" ".repeat(digits + 4), &styled)?;
        }
        page.flush()
    }

    /// Shows the progress in the course, and the next part or the missing requirements.
    fn standing(&mut self, state: &CourseState, next: Option<&Part>) -> io::Result<()> {
        let words = phrase::progress(state, next.and_then(|part| numbered(state, part)), phrase::YOU_HAVE);
        let is_gone_through = state.parts.iter().all(|part| part.status == Status::Done);
        let missing = (is_gone_through && !state.complete).then(|| phrase::to_complete(&state.missing));
        let certificate = if state.complete { self.recorder.certificate_command() } else { None };
        let mut page = self.more();
        page.paragraph(Role::Text, &words)?;
        if let Some(missing) = missing {
            page.paragraph(Role::Text, &missing)?;
        }
        if let Some(command) = certificate {
            page.paragraph(Role::Text, phrase::FOR_A_CERTIFICATE)?;
            page.unbroken(&format!("  {command}"))?;
        }
        page.flush()
    }

    fn ask(&mut self, state: &CourseState, next: Option<&Part>) -> Result<Wish, PlayError> {
        if self.options.interactive {
            let number = next.and_then(|part| numbered(state, part)).map(|(number, _)| number);
            let prompt = phrase::part_prompt(number);
            self.more().prompt(&prompt).map_err(PlayError::Write)?;
        }
        let line = match read_line(self.input, self.options.interrupt).map_err(PlayError::Read)? {
            Line::Read(line) => line,
            Line::End | Line::Interrupted => {
                if self.options.interactive {
                    self.more().end_prompt().map_err(PlayError::Write)?;
                }
                return Ok(Wish::Stop(self.options.stopped()));
            }
        };
        let guest = *self.recorder.owner() == RecordOwner::Guest && self.recorder.can_save_as();
        Ok(match (line.to_lowercase().as_str(), meant(state, &line)) {
            ("", _) => next.map_or(Wish::Help, |part| Wish::Part(part.clone())),
            (_, Some(part)) => Wish::Part(part.clone()),
            ("q" | "quit" | "exit", None) => Wish::Stop(Finish::Quit),
            ("l" | "list", None) => Wish::List,
            ("n" | "name", None) if guest => Wish::Name,
            ("?" | "h" | "help", None) => Wish::Help,
            (_, None) => Wish::Other(line),
        })
    }

    fn help(&mut self, next: bool) -> io::Result<()> {
        let guest = *self.recorder.owner() == RecordOwner::Guest && self.recorder.can_save_as();
        let mut page = self.more();
        page.paragraph(Role::Text, phrase::HELP)?;
        page.gap()?;
        let keys = [
            (phrase::HELP_ENTER.0, phrase::HELP_ENTER.1, next),
            ("1", phrase::HELP_NUMBER, true),
            ("l", phrase::HELP_LIST, true),
            ("n", phrase::HELP_NAME, guest),
            ("q", phrase::HELP_QUIT, true),
        ];
        for (key, meaning, _) in keys.iter().filter(|(_, _, shown)| *shown) {
            let styled = page.styled().say(Role::Text, meaning);
            page.put(&format!("  {key:<5}  "), "         ", &styled)?;
        }
        Ok(())
    }

    /// Prompts for a name until the attempts are recorded under one. Returns `false` if none is
    /// given.
    fn keep_under_a_name(&mut self) -> io::Result<bool> {
        self.more().paragraph(Role::Text, phrase::TYPE_THE_NAME)?;
        loop {
            self.more().prompt(recording::NAME_PROMPT)?;
            let line = match read_line(self.input, self.options.interrupt) {
                Ok(Line::Read(line)) if line.is_empty() => return Ok(false),
                Ok(Line::Read(line)) => line,
                Ok(Line::End | Line::Interrupted) | Err(_) => {
                    self.more().end_prompt()?;
                    return Ok(false);
                }
            };
            match self.recorder.save_as(&line) {
                Ok(()) => {
                    self.more().paragraph(Role::Text, phrase::SAVED)?;
                    return Ok(true);
                }
                Err(error) => self.not_adopted(&error)?,
            }
        }
    }

    fn not_adopted(&mut self, error: &RecordError) -> io::Result<()> {
        self.more().paragraph(Role::Warning, &recording::course_not_saved(error))
    }

    fn farewell(&mut self, finish: Finish) -> Result<Finish, PlayError> {
        let done = self.say_farewell(&finish);
        done.map(|()| finish).map_err(PlayError::Write)
    }

    fn say_farewell(&mut self, finish: &Finish) -> io::Result<()> {
        let why = match finish {
            Finish::EndOfInput => Some(phrase::INPUT_ENDED),
            Finish::Interrupted => Some(phrase::INTERRUPTED),
            Finish::Quit | Finish::Closed | Finish::Ended(_) | Finish::Stopped(_) => None,
        };
        if let Some(why) = why {
            self.more().paragraph(Role::Text, why)?;
        }
        let did = !self.recorder.attempts().is_empty();
        if did && *self.recorder.owner() == RecordOwner::Guest {
            let asks = self.options.interactive && self.recorder.can_save_as() && *finish == Finish::Quit;
            if asks {
                self.more().paragraph(Role::Text, phrase::NOTHING_KEPT_YET)?;
            }
            if !(asks && self.keep_under_a_name()?) {
                self.more().paragraph(Role::Aside, phrase::NOTHING_KEPT)?;
            }
        }
        if !self.state().complete
            && let (RecordOwner::Learner(_), Some(command)) = (self.recorder.owner(), self.recorder.resume_command())
        {
            let mut page = self.more();
            page.paragraph(Role::Text, run::TO_RESUME)?;
            page.unbroken(&format!("  {command}"))?;
        }
        self.more().flush()
    }
}

fn numbered<'s>(state: &'s CourseState, part: &Part) -> Option<(usize, &'s PartState)> {
    state.parts.iter().enumerate().find(|(_, it)| it.part == *part).map(|(at, it)| (at + 1, it))
}

/// Interprets words as a part: a number, an id, or the start of one title.
fn meant<'s>(state: &'s CourseState, words: &str) -> Option<&'s Part> {
    let words = folded(words);
    let number = words.parse::<usize>().ok().and_then(|number| state.parts.get(number.checked_sub(1)?));
    let named = || state.parts.iter().find(|it| it.part.id() == words);
    let titled = || {
        let mut starting = state.parts.iter().filter(|it| 1 < words.len() && folded(&it.title).starts_with(&words));
        starting.next().filter(|_| starting.next().is_none())
    };
    number.or_else(named).or_else(titled).map(|it| &it.part)
}
