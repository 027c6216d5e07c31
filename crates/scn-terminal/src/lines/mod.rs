//! The line-mode front end: it writes text and reads lines. It does not depend on a terminal; it
//! writes to any output and reads from any input.

mod asking;
pub(crate) mod blocks;
mod debrief;
mod group;
mod input;
mod learn;
pub(crate) mod lesson;
mod page;
mod quiz;
mod recording;
mod scenarios;
mod scene;
mod split;

use std::io::{self, BufRead, ErrorKind, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::content::{ask_lines, who_plays};
use asking::PromptResult;
pub(crate) use input::{InputLine, read_bytes};
pub use learn::{print_progress, take_course};
pub use lesson::print_lesson;
use page::PageWriter;
pub use scenarios::{ScenarioChoice, ask_scenario};
use scn_run::{
    Debrief, Ended, Finish, PlayError, PlayOutcome, Playable, Recording, ScriptedChoice, Session, choices_so_far,
    phrases, resolve_scripted, result_of,
};
use scn_text::styled::{Look, Role};

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
    pub choices: Vec<ScriptedChoice>,
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
    fn text_look(&self) -> Look {
        Look { colour: self.colour && !self.plain, plain: self.plain }
    }

    /// Returns why there is no more input.
    fn stop_reason(&self) -> Finish {
        let interrupted = self.interrupt.is_some_and(|flag| flag.load(Ordering::SeqCst));
        if interrupted { Finish::Interrupted } else { Finish::EndOfInput }
    }
}

/// Plays a run from where it is, begun or picked up: writes what happens to `output`, reads choices
/// from `input`, a line each, records every event before what follows it is shown, and
/// ends with the debrief.
///
/// # Errors
///
/// When a scripted choice is not on offer, or input or output fails. A closed output is not an
/// error, and problems with recording are reported to the player.
pub fn play<R: BufRead, W: Write>(
    session: Session<'_>,
    options: &Options<'_>,
    recording: Recording<'_>,
    input: &mut R,
    output: &mut W,
) -> Result<PlayOutcome, PlayError> {
    play_lines(session, options, recording, input, output, false)
}

/// Plays like [`play`], for a group: the display is large and sparse, and the input is the number
/// of votes for each choice, or the trainer's decision. The votes are recorded and shown in the
/// debrief.
///
/// # Errors
///
/// As for [`play`].
pub fn play_group<R: BufRead, W: Write>(
    session: Session<'_>,
    options: &Options<'_>,
    recording: Recording<'_>,
    input: &mut R,
    output: &mut W,
) -> Result<PlayOutcome, PlayError> {
    play_lines(session, options, recording, input, output, true)
}

fn play_lines<R: BufRead, W: Write>(
    session: Session<'_>,
    options: &Options<'_>,
    recording: Recording<'_>,
    input: &mut R,
    output: &mut W,
    group: bool,
) -> Result<PlayOutcome, PlayError> {
    let page = PageWriter::new(output, options.width, options.text_look());
    let page = if group { page.into_large() } else { page };
    let mut face = LineUi {
        playable: session.playable(),
        options,
        page,
        input,
        session,
        recording,
        saved: false,
        group,
        is_begun: false,
    };
    let finish = match face.run() {
        Ok(finish) => finish,
        Err(PlayError::Write(error)) if error.kind() == ErrorKind::BrokenPipe => {
            face.session.leave();
            Finish::Closed
        }
        Err(error) => {
            // Events are recorded even if playing fails.
            let _ = face.recording.record(face.session.events());
            return Err(error);
        }
    };
    // Nobody is left to whom a failure could be reported.
    let _ = face.recording.record(face.session.events());
    Ok(PlayOutcome { finish, events: face.session.events().to_vec() })
}

struct LineUi<'f, 'p, 'r, R, W> {
    playable: &'p Playable<'p>,
    options: &'f Options<'f>,
    page: PageWriter<'f, W>,
    input: &'f mut R,
    session: Session<'p>,
    recording: Recording<'r>,
    /// Whether the run is left because it was saved.
    saved: bool,
    /// Whether a group votes.
    group: bool,
    /// Whether a scene has been printed.
    is_begun: bool,
}

impl<R: BufRead, W: Write> LineUi<'_, '_, '_, R, W> {
    fn run(&mut self) -> Result<Finish, PlayError> {
        self.print_opening().map_err(PlayError::Write)?;
        self.record_progress().map_err(PlayError::Write)?;
        let mut script = self.options.choices.iter().enumerate();
        loop {
            self.print_scene().map_err(PlayError::Write)?;
            if let Some(ended) = self.session.scene().ended.clone() {
                self.print_ending(&ended).map_err(PlayError::Write)?;
                return Ok(match result_of(self.playable, &ended) {
                    Some(result) => Finish::Ended(result),
                    None => Finish::Stopped(ended),
                });
            }
            let (choice, fixed) = match script.next() {
                Some((at, written)) => (resolve_scripted(&self.session, at + 1, written)?, written.outcome),
                None => match if self.group { self.ask_group() } else { self.ask_choice() }? {
                    PromptResult::Choice(choice) => (choice, None),
                    PromptResult::Stop(finish) => {
                        self.print_farewell(&finish).map_err(PlayError::Write)?;
                        return Ok(finish);
                    }
                },
            };
            let label = self.session.scene().on_offer().find(|view| view.id == choice).map(|view| view.label.clone());
            let number = self.options.choices.len() - script.len();
            self.session.choose(&choice, fixed).map_err(|error| PlayError::Script { number, error })?;
            self.record_progress().map_err(PlayError::Write)?;
            self.print_chosen(&label.unwrap_or_default()).map_err(PlayError::Write)?;
        }
    }

    fn print_opening(&mut self) -> io::Result<()> {
        let scenario = self.playable.scenario();
        self.page.write_heading(&scenario.title, '━')?;
        if let Some(minutes) = scenario.minutes {
            self.page.write_paragraph(Role::Aside, &phrases::run::ABOUT_MINUTES.about(minutes))?;
        }
        let who = who_plays(&self.recording, self.options.keeps.as_deref());
        let help = self.options.interactive.then(|| phrases::run::TYPE_FOR_HELP.text().to_owned());
        let sentences: Vec<String> = [who].into_iter().chain(help).collect();
        self.page.write_paragraph(Role::Aside, &sentences.join(" "))
    }

    fn print_scene(&mut self) -> io::Result<()> {
        let scene = self.session.scene();
        self.page.print_passages(scene)?;
        self.page.print_status(scene, self.is_begun)?;
        self.is_begun = true;
        if let Some(ask) = self.session.current_ask() {
            self.page.write_in_roles(&ask_lines(&ask))?;
            self.page.write_paragraph(Role::Aside, phrases::run::HOW_TO_WRITE.text())?;
        }
        if !scene.choices.is_empty() {
            self.page.print_choices(scene)?;
        }
        self.page.flush()
    }

    fn print_chosen(&mut self, label: &[scn_run::Words]) -> io::Result<()> {
        self.page.write_gap()?;
        let chosen_label = if self.group { phrases::run::CHOSEN.text() } else { phrases::run::YOU_CHOSE.text() };
        let styled = self
            .page
            .new_styled()
            .with_words(Role::Label, chosen_label)
            .with_words(Role::Text, " ")
            .with_text(Role::Text, label);
        self.page.write_wrapped("", "  ", &styled)
    }

    fn print_ending(&mut self, ended: &Ended) -> io::Result<()> {
        if let Some(words) = phrases::ended_reason(self.playable, ended) {
            self.page.write_paragraph(Role::Warning, &words)?;
        }
        // Replaying a run in the story in which it was played cannot fail; if it did, there would
        // be nothing to show.
        if let Ok(debrief) =
            Debrief::from_events(self.playable, self.session.events(), self.recording.owner().learner_name())
        {
            self.page.print_debrief(&debrief)?;
        }
        self.offer_to_keep()?;
        self.page.flush()
    }

    /// Prints that the run is unfinished, and how to resume it.
    fn print_farewell(&mut self, finish: &Finish) -> io::Result<()> {
        self.session.leave();
        self.record_progress()?;
        let reason = match finish {
            Finish::Quit if self.saved => phrases::run::SAVED.text(),
            Finish::EndOfInput => phrases::run::INPUT_ENDED.text(),
            Finish::Interrupted => phrases::run::INTERRUPTED.text(),
            Finish::Quit | Finish::Closed | Finish::Ended(_) | Finish::Stopped(_) => phrases::run::LEFT.text(),
        };
        self.page.write_paragraph(Role::Text, reason)?;
        let choices = choices_so_far(self.playable, self.session.events());
        match self.recording.resume_command().filter(|_| self.recording.failure().is_none()) {
            Some(command) => {
                self.page.write_paragraph(Role::Text, phrases::run::TO_RESUME.text())?;
                self.page.write_unbroken(&format!("  {command}"))?;
            }
            None if choices.is_empty() => {}
            None => {
                self.page.write_paragraph(Role::Text, phrases::run::TO_COME_BACK.text())?;
                let seed = self.session.seed();
                let seed = if self.playable.uses_seed() { format!("--seed {seed} ") } else { String::new() };
                self.page.write_unbroken(&format!("  {seed}--choices \"{choices}\""))?;
            }
        }
        match finish {
            Finish::Quit => self.offer_to_keep()?,
            Finish::EndOfInput | Finish::Interrupted | Finish::Closed | Finish::Ended(_) | Finish::Stopped(_) => {
                self.print_not_recorded()?;
            }
        }
        self.page.flush()
    }
}
