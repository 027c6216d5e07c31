//! The protocol for other front ends: lines of JSON in both directions. `schema/events.md`
//! describes each line, `schema/events.schema.json` is the schema.
//!
//! [`Protocol`] takes and returns text; the caller connects it to an input and an output.

mod act;
mod debrief;
mod message;
mod scene;

use schemars::JsonSchema;
use scn_text::json::{pretty_json, schema_settings};

use crate::event::Votes;
use crate::finish::{resolve_scripted, result_of};
use crate::recorder::RecordOwner;
use crate::recording::Recording;
use crate::session::{ChooseError, Session};
use crate::{Debrief, Ended, Event, Finish, PlayError, ScriptedChoice, choices_so_far, phrases};
use act::{Act, ActName};
use message::{Done, Finished, Hello, HintText, HolderView, Message, Refused, Said, Why};
use scene::SceneView;

/// The format version.
const VERSION: u32 = 1;

/// The maximum length of a line in, in bytes.
pub const LONGEST: usize = 1 << 16;

/// A line of `scn play --events`, in or out.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "the schema is made of it, and no value")]
#[schemars(untagged, title = "scn play --events")]
enum Spoken {
    /// From scn to the front end.
    Out(Said),
    /// From the front end to scn.
    In(Act),
}

/// Returns the JSON Schema (draft 2020-12) of every line as the project publishes it, ending in a
/// line feed. Lines out are `#/$defs/Said`, lines in are `#/$defs/Act`.
#[must_use]
pub fn events_schema() -> String {
    pretty_json(&schema_settings().into_generator().into_root_schema_for::<Spoken>())
}

/// Returns the page that describes every line, in Markdown.
#[must_use]
pub fn events_page() -> &'static str {
    include_str!("../../schema/events.md")
}

/// A run that is shown and controlled by lines of JSON. Every text that it returns consists of
/// whole lines, with their ends.
///
/// # Examples
///
/// ```
/// use scn_run::{Finish, Playable, Protocol, Recording, Session};
/// use scn_story::{RunResult, Story};
///
/// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
/// let playable = Playable::new(&story, None)?;
/// let session = Session::start(&playable, 7, None);
/// let mut protocol = Protocol::new(session, Recording::none(), None, 0);
/// assert!(protocol.opening_lines().starts_with(r#"{"message":"hello","version":1,"#));
///
/// let answer = protocol.answer_line(br#"{"do": "choose", "choice": "guess"}"#, true);
/// assert!(answer.contains(r#"{"event":"ended","how":"ending","at":"done"}"#));
/// assert!(!protocol.awaits_line());
/// let (last, finish) = protocol.closing_lines(false);
/// assert!(last.starts_with(r#"{"message":"finished","#));
/// assert_eq!(finish, Finish::Ended(RunResult::Mixed));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[expect(missing_debug_implementations, reason = "a recorder has none")]
pub struct Protocol<'k, 'p> {
    session: Session<'p>,
    recording: Recording<'k>,
    keeps: Option<String>,
    /// How many events have been sent.
    sent_events: usize,
    /// How many scripted choices are still to be made.
    scripted: usize,
    /// Whether the front end has left.
    left: bool,
}

impl<'k, 'p> Protocol<'k, 'p> {
    /// Wraps a run in its current state, newly started or resumed. `scripted` is the number of
    /// choices that will first be made by [`make_scripted_choice`](Self::make_scripted_choice).
    pub fn new(session: Session<'p>, recording: Recording<'k>, keeps: Option<String>, scripted: usize) -> Self {
        Self { session, recording, keeps, sent_events: 0, scripted, left: false }
    }

    /// Returns the first lines: the version and what is played, the events so far, and the scene.
    pub fn opening_lines(&mut self) -> String {
        let mut out = String::new();
        let hello = Hello::new(self.session.playable(), self.recording.owner(), self.keeps.as_deref());
        write_line(&mut out, &Said::Message(Box::new(Message::Hello(hello))));
        self.send_new_events(&mut out);
        self.send_scene(&mut out);
        out
    }

    /// Makes a scripted choice, counted from 1, and returns the lines about it. Returns nothing
    /// once the run is over.
    ///
    /// # Errors
    ///
    /// When the choice is not on offer, or cannot have this outcome.
    pub fn make_scripted_choice(&mut self, number: usize, written: &ScriptedChoice) -> Result<String, PlayError> {
        let mut out = String::new();
        self.scripted = self.scripted.saturating_sub(1);
        if self.session.scene().ended.is_none() {
            let choice = resolve_scripted(&self.session, number, written)?;
            let choice_result = self.session.choose(&choice, written.outcome);
            choice_result.map_err(|error| PlayError::Script { number, error })?;
            self.send_new_events(&mut out);
            self.send_scene(&mut out);
        }
        Ok(out)
    }

    /// Returns whether a line from the front end is expected.
    #[must_use]
    pub fn awaits_line(&self) -> bool {
        !self.left && !self.possible_acts().is_empty()
    }

    /// Answers a line of arbitrary bytes, without its line end. `whole` says whether it is
    /// complete. A blank line has no answer.
    pub fn answer_line(&mut self, line: &[u8], whole: bool) -> String {
        let mut out = String::new();
        if whole && line.trim_ascii().is_empty() {
            return out;
        }
        let act = if whole {
            Act::parse_line(line).map_err(Refused::from)
        } else {
            Err(Refused::from(format!("this line is longer than {LONGEST} bytes, and was not read")))
        };
        match act.and_then(|act| Ok((self.perform_act(&act)?, act))) {
            Err(refused) => write_line(&mut out, &Said::Refused(refused)),
            Ok((mut done, act)) => {
                let mut later_lines = String::new();
                self.send_new_events(&mut later_lines);
                if matches!(act, Act::Save {} | Act::Keep { .. }) {
                    done.kept = Some(self.recording.failure().is_none());
                }
                write_line(&mut out, &Said::Message(Box::new(Message::Done(done))));
                out.push_str(&later_lines);
                match act {
                    Act::Choose { .. } | Act::Undo {} | Act::Show {} => self.send_scene(&mut out),
                    Act::Hint { .. }
                    | Act::Write { .. }
                    | Act::Vote { .. }
                    | Act::Save {}
                    | Act::Keep { .. }
                    | Act::Leave {} => {}
                }
            }
        }
        out
    }

    /// Returns the last lines, and why no more follow. The run is left if it is not over.
    pub fn closing_lines(&mut self, interrupted: bool) -> (String, Finish) {
        let mut out = String::new();
        self.session.leave();
        self.send_new_events(&mut out);
        let playable = self.session.playable();
        let ended = self.session.scene().ended.clone();
        let result = ended.as_ref().and_then(|ended| result_of(playable, ended));
        let (why, finish) = match (&ended, result) {
            (_, Some(result)) => (Why::Ending, Finish::Ended(result)),
            (Some(stopped), None) if !matches!(stopped, Ended::Left { .. }) => {
                (Why::Stopped, Finish::Stopped(stopped.clone()))
            }
            (Some(_) | None, None) if interrupted => (Why::Interrupted, Finish::Interrupted),
            (Some(_) | None, None) if self.left => (Why::Left, Finish::Quit),
            (Some(_) | None, None) => (Why::EndOfInput, Finish::EndOfInput),
        };
        let can_go_on = matches!(ended, Some(Ended::Left { .. })) && self.recording.failure().is_none();
        let finished = Finished {
            why,
            result,
            ended,
            choices: choices_so_far(playable, self.session.events()),
            seed: self.session.seed().to_string(),
            way_back: self.recording.resume_command().filter(|_| can_go_on),
        };
        write_line(&mut out, &Said::Message(Box::new(Message::Finished(finished))));
        (out, finish)
    }

    /// Leaves the run without sending anything, because nobody is there any more. Events are still
    /// passed to the recorder.
    pub fn abandon(&mut self) {
        self.session.leave();
        // Nobody is there to whom a failure could be reported.
        let _ = self.recording.record(self.session.events());
    }

    /// Returns the events so far.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        self.session.events()
    }

    /// Returns the run.
    #[must_use]
    pub fn session(&self) -> &Session<'p> {
        &self.session
    }

    /// Returns the requests that are possible now.
    fn possible_acts(&self) -> Vec<ActName> {
        let is_over = self.session.scene().ended.is_some();
        let guest = *self.recording.owner() == RecordOwner::Guest;
        let keep = guest && self.recording.can_save_as();
        let possible = [
            (ActName::Choose, !is_over),
            (ActName::Hint, !is_over && 0 < self.session.hints_left()),
            (ActName::Write, self.session.current_ask().is_some()),
            (ActName::Undo, !is_over && 0 < self.session.choices_made()),
            (ActName::Vote, !is_over),
            (ActName::Save, !is_over && !guest),
            (ActName::Keep, keep),
            (ActName::Show, !is_over || keep),
            (ActName::Leave, !is_over || keep),
        ];
        if 0 < self.scripted && !is_over {
            return Vec::new();
        }
        possible.into_iter().filter_map(|(name, can)| can.then_some(name)).collect()
    }

    fn perform_act(&mut self, act: &Act) -> Result<Done, Refused> {
        let done = Done::for_act(act.name());
        match act {
            Act::Choose { choice, outcome, timed } => self.perform_choice(choice, *outcome, *timed),
            Act::Hint { choice } => self.perform_hint(choice.as_deref()),
            Act::Write { words } => {
                self.ensure_running("nothing can be written")?;
                self.session.write_words(words).map_err(|error| Refused::from(error.to_string()))?;
                Ok(done)
            }
            Act::Undo {} => {
                self.ensure_running("nothing can be undone")?;
                let undone = self.session.undo();
                let no_choice_error =
                    || Refused::from("the run is at its start: there is no choice to undo".to_owned());
                Ok(Done { choice: Some(undone.ok_or_else(no_choice_error)?), ..done })
            }
            Act::Vote { votes } => {
                self.ensure_running("nobody can vote")?;
                let offered_ids = self.session.scene().on_offer().map(|view| view.id.clone()).collect::<Vec<_>>();
                if let Some(strange) = votes.keys().find(|id| !offered_ids.contains(id)) {
                    return Err(self.not_on_offer(strange));
                }
                let count_votes = |id: String| Votes { count: votes.get(&id).copied().unwrap_or(0), choice: id };
                let votes: Vec<Votes> =
                    offered_ids.into_iter().map(count_votes).filter(|votes| 0 < votes.count).collect();
                if votes.is_empty() {
                    return Err(Refused::from("there are no votes: every count is 0".to_owned()));
                }
                self.session.record_vote(votes);
                Ok(done)
            }
            Act::Save {} => {
                self.ensure_running("it cannot be saved")?;
                if *self.recording.owner() == RecordOwner::Guest {
                    let keep_advice = if self.recording.can_save_as() { "; `keep` it under a name first" } else { "" };
                    return Err(Refused::from(format!(
                        "a guest's run is not kept, so it cannot be saved{keep_advice}"
                    )));
                }
                self.session.record_save();
                Ok(done)
            }
            Act::Keep { name } => {
                if *self.recording.owner() != RecordOwner::Guest {
                    return Err(Refused::from("this run is already kept".to_owned()));
                }
                if !self.recording.can_save_as() {
                    return Err(Refused::from("this run cannot be kept".to_owned()));
                }
                let name = name.trim();
                if name.is_empty() {
                    return Err(Refused::from("the name is empty".to_owned()));
                }
                let save_result = self.recording.save_as(name, self.session.events());
                save_result.map_err(|error| Refused::from(format!("this run could not be kept: {error}")))?;
                Ok(Done { holder: Some(HolderView::from(self.recording.owner())), ..done })
            }
            Act::Show {} => Ok(done),
            Act::Leave {} => {
                self.left = true;
                Ok(done)
            }
        }
    }

    fn perform_choice(&mut self, choice: &str, outcome: Option<u32>, timed: bool) -> Result<Done, Refused> {
        let view = self.session.scene().on_offer().find(|view| view.id == choice);
        if timed && view.is_some_and(|view| view.after.is_none()) {
            return Err(Refused::from(format!("`{choice}` has no time limit, so it cannot be chosen by a clock")));
        }
        self.session.set_timed(timed);
        let event_count = self.session.events().len();
        match self.session.choose(choice, outcome) {
            Ok(_) => {}
            Err(ChooseError::NotOnOffer { .. }) => return Err(self.not_on_offer(choice)),
            Err(error @ (ChooseError::Over | ChooseError::Outcome { .. })) => {
                return Err(Refused::from(error.to_string()));
            }
        }
        let new = self.session.events().get(event_count..).unwrap_or_default();
        let outcome = new.iter().find_map(|event| match event {
            Event::Resolved { outcome, .. } => Some(*outcome),
            Event::Started { .. }
            | Event::Shown { .. }
            | Event::Chosen { .. }
            | Event::Hinted { .. }
            | Event::Wrote { .. }
            | Event::Voted { .. }
            | Event::Undone { .. }
            | Event::Saved
            | Event::Resumed { .. }
            | Event::Ended(_) => None,
        });
        Ok(Done { choice: Some(choice.to_owned()), outcome, ..Done::for_act(ActName::Choose) })
    }

    fn perform_hint(&mut self, choice: Option<&str>) -> Result<Done, Refused> {
        self.ensure_running("there is no hint")?;
        if let Some(id) = choice.filter(|id| !self.session.scene().choices.iter().any(|view| view.id == **id)) {
            return Err(self.not_on_offer(id));
        }
        let Some(hint) = self.session.next_hint(choice) else {
            let about = choice.map(|id| format!(" about `{id}`")).unwrap_or_default();
            return Err(Refused::from(format!("there are no more hints{about} here")));
        };
        let hints_left = self.session.hints_left();
        let hint = HintText { choice: hint.choice, number: hint.number, text: hint.text, left: hints_left };
        Ok(Done { hint: Some(hint), ..Done::for_act(ActName::Hint) })
    }

    fn ensure_running(&self, so: &str) -> Result<(), Refused> {
        match self.session.scene().ended {
            None => Ok(()),
            Some(_) => Err(Refused::from(format!("the run is over, so {so}"))),
        }
    }

    fn not_on_offer(&self, choice: &str) -> Refused {
        let scene = self.session.scene();
        let shown_choice: String = choice.chars().take(40).collect();
        let on_offer: Vec<String> = scene.on_offer().map(|view| view.id.clone()).collect();
        let locked = scene.choices.iter().any(|view| view.id == choice && !view.is_open());
        let reason = if locked { "locked" } else { "not on offer" };
        let names = scn_text::named_ids(&on_offer);
        Refused { error: format!("`{shown_choice}` is {reason} here; on offer: {names}"), on_offer: Some(on_offer) }
    }

    /// Passes new events to the recorder, and then sends them.
    fn send_new_events(&mut self, out: &mut String) {
        let recorded = self.recording.record(self.session.events());
        let text = recorded.words(
            phrases::recording::run_not_recorded,
            phrases::recording::RUN_RECORDED_AGAIN.text(),
            phrases::recording::RUN_SEPARATE.text(),
        );
        if let Some(text) = text {
            write_line(out, &Said::Message(Box::new(Message::Trouble { text })));
        }
        let events = self.session.events();
        for event in events.get(self.sent_events..).unwrap_or_default() {
            write_line(out, &Said::Event(event.clone()));
        }
        self.sent_events = events.len();
    }

    /// Sends the scene, and the debrief if the run is over.
    fn send_scene(&self, out: &mut String) {
        let scene = SceneView::new(&self.session, self.possible_acts());
        write_line(out, &Said::Message(Box::new(Message::Scene(scene))));
        if self.session.scene().ended.is_none() {
            return;
        }
        let learner = self.recording.owner().learner_name();
        // Replaying a run in the story in which it was played cannot fail; if it did, there would
        // be nothing to send.
        if let Ok(debrief) = Debrief::from_events(self.session.playable(), self.session.events(), learner) {
            write_line(out, &Said::Message(Box::new(Message::Debrief((&debrief).into()))));
        }
    }
}

fn write_line(out: &mut String, said: &Said) {
    // Serializing plain data cannot fail.
    out.push_str(&scn_text::escape_json(&serde_json::to_string(said).unwrap_or_default()));
    out.push('\n');
}
