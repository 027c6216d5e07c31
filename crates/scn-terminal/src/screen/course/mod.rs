//! A course on a screen: the list of its parts, and the parts.
//!
//! The pages follow each other as in line mode, and attempts are opened and recorded by the same
//! functions of `scn-run`. Whoever owns the terminal is a [`ScreenHost`]: it shows one interface
//! after the other.

mod pages;
mod parts;
mod quiz;
mod summary;

use scn_story::Story;

use super::ScreenUi;
use super::ask::PagePrompt;
use super::frame::{Frame, Size};
use super::paper::Look;
use super::play::ScreenOptions;
use super::sheet::{Answer, Page};
use pages::{HelpKeys, LeaveItem};
use scn_run::phrases::{course as phrase, recording, screen};
use scn_run::{CourseState, Finish, Part, RecordError, Recorder, Versions};

/// Shows interfaces on a terminal, one after the other.
pub trait ScreenHost {
    /// Why the terminal cannot be used.
    type Error;

    /// Returns the size of the screen.
    ///
    /// # Errors
    ///
    /// When the terminal cannot be used.
    fn size(&mut self) -> Result<Size, Self::Error>;

    /// Shows an interface until it is over. What ends the command ends the interface, by
    /// [`ScreenUi::handle_interrupt`].
    ///
    /// # Errors
    ///
    /// When the terminal cannot be used.
    fn show(&mut self, ui: &mut dyn ScreenUi) -> Result<(), Self::Error>;
}

/// How a course was left.
#[derive(Clone, Debug)]
pub struct CourseOutcome {
    /// Why it was left: [`Finish::Quit`] or [`Finish::Interrupted`].
    pub finish: Finish,
    /// The summary to print after the full screen is closed, so that important information does not
    /// vanish with it.
    pub summary: Frame,
}

/// Takes a learner through a course on a screen: shows the parts with their status, opens those
/// that they choose, and gives every event to the recorder as it happens.
///
/// The notices of the options are shown with the list of parts.
///
/// # Examples
///
/// ```
/// use scn_run::{Finish, NullRecorder};
/// use scn_story::Story;
/// use scn_terminal::screen::{Key, Look, ScreenHost, ScreenOptions, ScreenUi, Size, take_course};
///
/// /// Presses the same key everywhere, and draws nothing.
/// struct Presses(Key);
///
/// impl ScreenHost for Presses {
///     type Error = std::convert::Infallible;
///
///     fn size(&mut self) -> Result<Size, Self::Error> {
///         Ok(Size { columns: 80, rows: 24 })
///     }
///
///     fn show(&mut self, ui: &mut dyn ScreenUi) -> Result<(), Self::Error> {
///         while !ui.is_over() {
///             assert!(ui.current_frame().plain_text().starts_with("  At the till"));
///             ui.handle_key(self.0);
///         }
///         Ok(())
///     }
/// }
///
/// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
/// let look = Look { colour: false, ascii: false };
/// let options = ScreenOptions { look, limits_off: false, notices: Vec::new(), keeps: None };
/// let outcome = take_course(&story, &options, &mut NullRecorder, &mut Presses(Key::Char('q')))?;
/// assert_eq!(outcome.finish, Finish::Quit);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// When the host cannot show something. What happened until then is recorded.
pub fn take_course<H: ScreenHost>(
    story: &Story,
    options: &ScreenOptions,
    recorder: &mut dyn Recorder,
    host: &mut H,
) -> Result<CourseOutcome, H::Error> {
    let asker = Asker { size: host.size()?, host, look: options.look };
    let mut course = CourseUi { story, options, recorder, asker, note: None, failure: None };
    let finish = course.run()?;
    // The terminal may be gone.
    let size = course.asker.host.size().unwrap_or(course.asker.size);
    let summary = summary::summary_frame(&course, &finish, size.columns);
    Ok(CourseOutcome { finish, summary })
}

/// Shows pages until they are answered.
struct Asker<'h, H> {
    host: &'h mut H,
    /// The latest size of the screen.
    size: Size,
    look: Look,
}

impl<H: ScreenHost> Asker<'_, H> {
    fn new_prompt(&mut self, page: Page) -> Result<PagePrompt, H::Error> {
        self.size = self.host.size()?;
        Ok(PagePrompt::new(page, self.size, self.look))
    }

    /// Shows a page until it is answered. The help is shown in between, and the page again where it
    /// was. Returns `None` if it was interrupted.
    fn ask(&mut self, prompt: &mut PagePrompt, help: HelpKeys) -> Result<Option<Answer>, H::Error> {
        loop {
            self.host.show(prompt)?;
            let answer = prompt.take_answer();
            if answer != Some(Answer::Command('?')) {
                return Ok(answer);
            }
            let mut help_prompt = self.new_prompt(pages::help_page(help, self.look))?;
            self.host.show(&mut help_prompt)?;
            if help_prompt.take_answer().is_none() {
                return Ok(None);
            }
        }
    }
}

struct CourseUi<'c, 'k, H> {
    story: &'c Story,
    options: &'c ScreenOptions,
    recorder: &'c mut (dyn Recorder + 'k),
    asker: Asker<'c, H>,
    /// What the list of parts says about the last action.
    note: Option<String>,
    /// Why something was not recorded when its part was left.
    failure: Option<RecordError>,
}

/// What comes of asking for a name, or whether to leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Decision {
    Done,
    GoOn,
    Interrupted,
}

impl<H: ScreenHost> CourseUi<'_, '_, H> {
    fn course_state(&self) -> CourseState {
        CourseState::from_attempts(&Versions::new(self.story, self.recorder.stories()), self.recorder.attempts())
    }

    /// Returns whether a guest can give a name.
    fn can_name(&self) -> bool {
        self.recorder.owner().is_guest() && self.recorder.can_save_as()
    }

    fn run(&mut self) -> Result<Finish, H::Error> {
        let mut notices = self.options.notices.as_slice();
        loop {
            let state = self.course_state();
            let answer = self.ask_part(&state, notices)?;
            notices = &[];
            let decision = match answer {
                None => Decision::Interrupted,
                Some(Answer::Choice(at)) => match state.parts.get(at).map(|it| it.part.clone()) {
                    Some(part) => self.open_part(&state, &part)?,
                    None => Decision::GoOn,
                },
                Some(Answer::Command('n')) if self.can_name() => match self.ask_name()? {
                    Decision::Done | Decision::GoOn => Decision::GoOn,
                    Decision::Interrupted => Decision::Interrupted,
                },
                Some(Answer::Command('q')) => self.ask_leaving()?,
                Some(Answer::Command(_) | Answer::Choices(_) | Answer::Typed(_) | Answer::Next | Answer::Back) => {
                    Decision::GoOn
                }
            };
            match decision {
                Decision::GoOn => {}
                Decision::Done => return Ok(Finish::Quit),
                Decision::Interrupted => return Ok(Finish::Interrupted),
            }
        }
    }

    /// Shows the parts with the focus on the next one, and asks for one.
    fn ask_part(&mut self, state: &CourseState, notices: &[String]) -> Result<Option<Answer>, H::Error> {
        let certificate = if state.complete { self.recorder.certificate_command() } else { None };
        let mut page = pages::overview_page(state, self.recorder.owner(), self.can_name(), notices, certificate);
        page.note = self.note.take();
        let next = state.next.as_ref().and_then(|next| state.parts.iter().position(|it| it.part == *next));
        let warning = self.failure.as_ref().map(recording::not_saved);
        let mut prompt = self.asker.new_prompt(page)?.with_warning(warning);
        if let Some(next) = next {
            prompt = prompt.with_focus(next);
        }
        self.asker.ask(&mut prompt, HelpKeys::Course { can_name: self.can_name() })
    }

    /// Asks for a name until the attempts are recorded under one.
    fn ask_name(&mut self) -> Result<Decision, H::Error> {
        let mut prompt = self.asker.new_prompt(pages::name_page())?;
        loop {
            self.asker.host.show(&mut prompt)?;
            match prompt.take_answer() {
                None => return Ok(Decision::Interrupted),
                Some(Answer::Typed(name)) if name.is_empty() => {
                    prompt.set_note(Some(screen::TYPE_A_NAME.text().to_owned()));
                }
                Some(Answer::Typed(name)) => match self.recorder.save_as(&name) {
                    Ok(()) => {
                        self.note = Some(phrase::SAVED.text().to_owned());
                        self.failure = None;
                        return Ok(Decision::Done);
                    }
                    Err(error) => prompt.set_note(Some(recording::not_saved(&error))),
                },
                Some(Answer::Choice(_) | Answer::Choices(_) | Answer::Command(_) | Answer::Next | Answer::Back) => {
                    return Ok(Decision::GoOn);
                }
            }
        }
    }

    /// Asks a guest whether to leave, where something would be lost.
    fn ask_leaving(&mut self) -> Result<Decision, H::Error> {
        if !self.recorder.owner().is_guest() || self.recorder.attempts().is_empty() {
            return Ok(Decision::Done);
        }
        let items = LeaveItem::all(self.can_name());
        loop {
            let mut prompt = self.asker.new_prompt(pages::leaving_page(&items))?;
            self.asker.host.show(&mut prompt)?;
            let item = match prompt.take_answer() {
                None => return Ok(Decision::Interrupted),
                Some(Answer::Choice(at)) => items.get(at).copied(),
                Some(Answer::Choices(_) | Answer::Command(_) | Answer::Typed(_) | Answer::Next | Answer::Back) => None,
            };
            match item {
                None | Some(LeaveItem::GoOn) => return Ok(Decision::GoOn),
                Some(LeaveItem::Leave) => return Ok(Decision::Done),
                Some(LeaveItem::Keep) => match self.ask_name()? {
                    Decision::GoOn => {}
                    decision @ (Decision::Done | Decision::Interrupted) => return Ok(decision),
                },
            }
        }
    }

    fn part_position(state: &CourseState, part: &Part) -> String {
        let number = crate::content::numbered_part(state, part).map_or(0, |(number, _)| number);
        screen::part_position(part, number, state.parts.len())
    }
}
