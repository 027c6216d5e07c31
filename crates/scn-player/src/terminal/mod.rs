//! The line-mode front end: it writes text and reads lines. It does not depend on a terminal; it
//! writes to any output and reads from any input.

mod asking;
pub(crate) mod blocks;
mod debrief;
mod group;
mod input;
mod keeping;
mod learn;
mod lesson;
mod page;
mod quiz;
pub(crate) mod scenarios;
mod scene;
mod split;
pub(crate) mod styled;
mod words;
pub(crate) mod wrap;

use std::io::{self, BufRead, ErrorKind, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use scn_story::RunResult;
use thiserror::Error;

use crate::keeper::{Holder, Keeper};
use crate::session::{ChooseError, Session};
use crate::{Debrief, Ended, Event, Playable, Scripted, choices_so_far};
use asking::Answer;
pub(crate) use asking::scripted;
pub(crate) use group::is_majority;
pub(crate) use input::{Line, read_bytes};
pub(crate) use keeping::Keeping;
pub use learn::{learn, progress};
pub use lesson::lesson;
use page::Page;
pub use scenarios::{ScenarioPick, ask_scenario};
use styled::{Look, Role};
pub(crate) use words::{BY_THE_TRAINER, closed};
pub use words::{TRADE, ended_words, result_word};

/// Options for playing.
#[derive(Clone, Debug)]
pub struct Options<'o> {
    /// The width of a line in columns. At least 20 are used, and at most 100.
    pub width: usize,
    /// Whether styles are shown by escape sequences. Colour is never the only carrier of
    /// information.
    pub colour: bool,
    /// Whether to print text only, for screen readers and pipes: no colour, lines or bars.
    pub plain: bool,
    /// Whether a person answers at a terminal, and therefore gets prompts.
    pub interactive: bool,
    /// Choices made without asking, before any input is read. If they end before the run does, the
    /// run continues with the input.
    pub choices: Vec<Scripted>,
    /// What the caller keeps of a guest's run, in words: ``the transcript `run.md` ``.
    pub keeps: Option<String>,
    /// Set to true to end the run.
    pub interrupt: Option<&'o AtomicBool>,
}

impl Default for Options<'_> {
    /// 80 columns, no colour, not interactive.
    fn default() -> Self {
        Self {
            width: 80,
            colour: false,
            plain: false,
            interactive: false,
            choices: Vec::new(),
            keeps: None,
            interrupt: None,
        }
    }
}

impl Options<'_> {
    fn look(&self) -> Look {
        Look { colour: self.colour && !self.plain, plain: self.plain }
    }

    /// Returns why there is no more input.
    fn stopped(&self) -> Finish {
        let interrupted = self.interrupt.is_some_and(|flag| flag.load(Ordering::SeqCst));
        if interrupted { Finish::Interrupted } else { Finish::EndOfInput }
    }
}

/// The result of playing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Played {
    /// Why playing stopped.
    pub finish: Finish,
    /// The events of the run.
    pub events: Vec<Event>,
}

/// Why playing stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finish {
    /// The run reached an ending with this result, and the debrief was shown.
    Ended(RunResult),
    /// The run stopped because of a mistake in the story; the debrief was shown.
    Stopped(Ended),
    /// The person left.
    Quit,
    /// The input ended before the run did.
    EndOfInput,
    /// The interrupt flag was set.
    Interrupted,
    /// The reader closed the output.
    Closed,
}

/// Why playing failed.
#[derive(Debug, Error)]
pub enum PlayError {
    /// A scripted choice could not be made.
    #[error("choice {number}: {error}")]
    Script {
        /// The position in the script, counted from 1.
        number: usize,
        /// The reason.
        #[source]
        error: ChooseError,
    },
    /// A scripted choice is the start of several labels.
    #[error("choice {number}: `{words}` is the start of several choices: {}", crate::script::names(.several))]
    Ambiguous {
        /// The position in the script, counted from 1.
        number: usize,
        /// The scripted words.
        words: String,
        /// The ids of the choices that it may mean.
        several: Vec<String>,
    },
    /// Input cannot be read.
    #[error("the input cannot be read: {0}")]
    Read(#[source] io::Error),
    /// Output cannot be written.
    #[error("the output cannot be written: {0}")]
    Write(#[source] io::Error),
}

/// Plays a run from its current state, newly started or resumed. Writes to `output`, reads choices
/// from `input`, one on each line, and ends with the debrief. Each event is passed to the recorder
/// before anything that follows it is shown.
///
/// # Errors
///
/// When a scripted choice is not on offer, or input or output fails. A closed output is not an
/// error, and problems with recording are reported to the player.
pub fn play<R: BufRead, W: Write>(
    session: Session<'_>,
    options: &Options<'_>,
    keeper: &mut dyn Keeper,
    input: &mut R,
    output: &mut W,
) -> Result<Played, PlayError> {
    face(session, options, keeper, input, output, false)
}

/// Plays like [`play`], for a group: the display is large and sparse, and the input is the number
/// of votes for each choice, or the trainer's decision. The votes are recorded and shown in the
/// debrief.
///
/// # Errors
///
/// As for [`play`].
pub fn lead<R: BufRead, W: Write>(
    session: Session<'_>,
    options: &Options<'_>,
    keeper: &mut dyn Keeper,
    input: &mut R,
    output: &mut W,
) -> Result<Played, PlayError> {
    face(session, options, keeper, input, output, true)
}

fn face<R: BufRead, W: Write>(
    session: Session<'_>,
    options: &Options<'_>,
    keeper: &mut dyn Keeper,
    input: &mut R,
    output: &mut W,
    group: bool,
) -> Result<Played, PlayError> {
    let page = Page::new(output, options.width, options.look());
    let page = if group { page.enlarged() } else { page };
    let keeping = Keeping::new(keeper, &session);
    let mut face = Face { playable: session.playable(), options, page, input, session, keeping, saved: false, group };
    let finish = match face.run() {
        Ok(finish) => finish,
        Err(PlayError::Write(error)) if error.kind() == ErrorKind::BrokenPipe => {
            face.session.leave();
            Finish::Closed
        }
        Err(error) => {
            // Events are recorded even if playing fails.
            let _ = face.keeping.keep(&face.session);
            return Err(error);
        }
    };
    // Nobody is left to whom a failure could be reported.
    let _ = face.keeping.keep(&face.session);
    Ok(Played { finish, events: face.session.events().to_vec() })
}

/// Returns the result of a run that stopped; `None` if it reached no ending.
pub(crate) fn result_of(playable: &Playable<'_>, ended: &Ended) -> Option<RunResult> {
    match ended {
        Ended::Ending { at } => {
            let machine = playable.machine();
            machine.node_by_id(at).and_then(|node| machine.result(node))
        }
        Ended::DeadEnd { .. }
        | Ended::NoOutcome { .. }
        | Ended::Loop { .. }
        | Ended::Nowhere { .. }
        | Ended::Left { .. } => None,
    }
}

struct Face<'f, 'p, R, W> {
    playable: &'p Playable<'p>,
    options: &'f Options<'f>,
    page: Page<'f, W>,
    input: &'f mut R,
    session: Session<'p>,
    keeping: Keeping<'f>,
    /// Whether the run is left because it was saved.
    saved: bool,
    /// Whether a group votes.
    group: bool,
}

impl<R: BufRead, W: Write> Face<'_, '_, R, W> {
    fn run(&mut self) -> Result<Finish, PlayError> {
        self.opening().map_err(PlayError::Write)?;
        self.keep().map_err(PlayError::Write)?;
        let mut script = self.options.choices.iter().enumerate();
        loop {
            self.scene().map_err(PlayError::Write)?;
            if let Some(ended) = self.session.scene().ended.clone() {
                self.ending(&ended).map_err(PlayError::Write)?;
                return Ok(match result_of(self.playable, &ended) {
                    Some(result) => Finish::Ended(result),
                    None => Finish::Stopped(ended),
                });
            }
            let (choice, fixed) = match script.next() {
                Some((at, written)) => (scripted(&self.session, at + 1, written)?, written.outcome),
                None => match if self.group { self.ask_group() } else { self.ask() }? {
                    Answer::Choice(choice) => (choice, None),
                    Answer::Stop(finish) => {
                        self.farewell(&finish).map_err(PlayError::Write)?;
                        return Ok(finish);
                    }
                },
            };
            let label = self.session.scene().on_offer().find(|view| view.id == choice).map(|view| view.label.clone());
            let number = self.options.choices.len() - script.len();
            self.session.choose(&choice, fixed).map_err(|error| PlayError::Script { number, error })?;
            self.keep().map_err(PlayError::Write)?;
            self.chosen(&label.unwrap_or_default()).map_err(PlayError::Write)?;
        }
    }

    fn opening(&mut self) -> io::Result<()> {
        let scenario = self.playable.scenario();
        self.page.heading(&scenario.title, '━')?;
        if let Some(minutes) = scenario.minutes {
            let unit = if minutes == 1 { "minute" } else { "minutes" };
            self.page.paragraph(Role::Aside, &format!("About {minutes} {unit}."))?;
        }
        let who = match (self.keeping.holder(), &self.options.keeps) {
            (Holder::Learner(learner), _) => format!("You are playing as {learner}."),
            (Holder::Guest, _) if self.keeping.is_kept_later() => {
                "You are playing as a guest: this run is kept with the course once you give a name.".to_owned()
            }
            (Holder::Guest, None) => "You are playing as a guest: nothing of this run is kept.".to_owned(),
            (Holder::Guest, Some(kept)) => {
                format!("You are playing as a guest: nothing of this run is kept but {kept}.")
            }
        };
        let help = if self.options.interactive { " Type ? for help." } else { "" };
        self.page.paragraph(Role::Aside, &format!("{who}{help}"))
    }

    fn scene(&mut self) -> io::Result<()> {
        let scene = self.session.scene();
        self.page.passages(scene)?;
        if !scene.choices.is_empty() {
            self.page.choices(scene)?;
        }
        self.page.flush()
    }

    fn chosen(&mut self, label: &[crate::Words]) -> io::Result<()> {
        self.page.gap()?;
        let who = if self.group { "Chosen:" } else { "You chose:" };
        let styled = self.page.styled().say(Role::Label, who).say(Role::Text, " ").text(Role::Text, label);
        self.page.put("", "  ", &styled)
    }

    fn ending(&mut self, ended: &Ended) -> io::Result<()> {
        if let Some(words) = ended_words(self.playable, ended) {
            self.page.paragraph(Role::Warning, &words)?;
        }
        // Replaying a run in the story in which it was played cannot fail; if it did, there would
        // be nothing to show.
        if let Ok(debrief) = Debrief::of(self.playable, self.session.events(), self.keeping.holder().learner()) {
            self.page.debrief(&debrief)?;
        }
        self.offer_to_keep()?;
        self.page.flush()
    }

    /// Prints that the run is unfinished, and how to resume it.
    fn farewell(&mut self, finish: &Finish) -> io::Result<()> {
        self.session.leave();
        self.keep()?;
        let why = match finish {
            Finish::Quit if self.saved => "The run is saved.",
            Finish::EndOfInput => "The input has ended, and the run is left unfinished.",
            Finish::Interrupted => "Interrupted: the run is left unfinished.",
            Finish::Quit | Finish::Closed | Finish::Ended(_) | Finish::Stopped(_) => "The run is left unfinished.",
        };
        self.page.paragraph(Role::Text, why)?;
        let choices = choices_so_far(self.playable, self.session.events());
        match self.keeping.way_back().filter(|_| self.keeping.is_whole()) {
            Some(command) => {
                self.page.paragraph(Role::Text, "To go on from here:")?;
                self.page.unbroken(&format!("  {command}"))?;
            }
            None if choices.is_empty() => {}
            None => {
                self.page.paragraph(Role::Text, "To come back to this point, play it again with:")?;
                let seed = self.session.seed();
                let seed = if self.playable.uses_seed() { format!("--seed {seed} ") } else { String::new() };
                self.page.unbroken(&format!("  {seed}--choices \"{choices}\""))?;
            }
        }
        match finish {
            Finish::Quit => self.offer_to_keep()?,
            Finish::EndOfInput | Finish::Interrupted | Finish::Closed | Finish::Ended(_) | Finish::Stopped(_) => {
                self.kept()?;
            }
        }
        self.page.flush()
    }
}
