//! A run for another face: lines of JSON both ways. `schema/events.md` tells them one by one,
//! `schema/events.schema.json` is their form.
//!
//! [`Protocol`] takes and gives text; whoever owns an input and an output carries it.

mod act;
mod debrief;
mod message;
mod scene;

use schemars::JsonSchema;

use crate::event::Votes;
use crate::finish::{result_of, scripted};
use crate::recorder::RecordOwner;
use crate::recording::Recording;
use crate::session::{ChooseError, Session};
use crate::{Debrief, Ended, Event, Finish, PlayError, Scripted, choices_so_far, phrases};
use act::{Act, ActName};
use message::{Done, Finished, Hello, HintText, HolderView, Message, Refused, Said, Why};
use scene::SceneView;

/// The version of the form.
const VERSION: u32 = 1;

/// How many bytes a line in may have.
pub const LONGEST: usize = 1 << 16;

/// A line of `scn play --events`, in or out.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "the schema is made of it, and no value")]
#[schemars(untagged, title = "scn play --events")]
enum Spoken {
    /// From scn to the face.
    Out(Said),
    /// From the face to scn.
    In(Act),
}

/// The JSON Schema (draft 2020-12) of every line, as the project publishes it, with a line end at
/// its end. Lines out are `#/$defs/Said`, lines in `#/$defs/Act`.
#[must_use]
pub fn events_schema() -> String {
    let schema = scn_story::schema_settings().into_generator().into_root_schema_for::<Spoken>();
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

/// The page that describes every line, in Markdown.
#[must_use]
pub fn events_page() -> &'static str {
    include_str!("../../schema/events.md")
}

/// A run that is told and steered in lines of JSON. Every text that it gives is whole lines, with
/// their ends.
#[expect(missing_debug_implementations, reason = "a recorder has none")]
pub struct Protocol<'k, 'p> {
    session: Session<'p>,
    recording: Recording<'k>,
    keeps: Option<String>,
    /// How many events have been told.
    told: usize,
    /// How many choices are still made without asking.
    scripted: usize,
    /// Whether the face has left.
    left: bool,
}

impl<'k, 'p> Protocol<'k, 'p> {
    /// A run from where it is, begun or picked up. `scripted`: how many choices will be made by
    /// [`make`](Self::make) first.
    pub fn new(session: Session<'p>, recording: Recording<'k>, keeps: Option<String>, scripted: usize) -> Self {
        Self { session, recording, keeps, told: 0, scripted, left: false }
    }

    /// What comes first: the version and what is played, what has happened, and what is to be
    /// shown.
    pub fn open(&mut self) -> String {
        let mut out = String::new();
        let hello = Hello::new(self.session.playable(), self.recording.owner(), self.keeps.as_deref());
        say(&mut out, &Said::Message(Box::new(Message::Hello(hello))));
        self.tell(&mut out);
        self.scene(&mut out);
        out
    }

    /// Makes a choice of the script, counted from 1, and tells what comes of it. Nothing once the
    /// run is over.
    ///
    /// # Errors
    /// When it is not on offer, or cannot come out so.
    pub fn make(&mut self, number: usize, written: &Scripted) -> Result<String, PlayError> {
        let mut out = String::new();
        self.scripted = self.scripted.saturating_sub(1);
        if self.session.scene().ended.is_none() {
            let choice = scripted(&self.session, number, written)?;
            let made = self.session.choose(&choice, written.outcome);
            made.map_err(|error| PlayError::Script { number, error })?;
            self.tell(&mut out);
            self.scene(&mut out);
        }
        Ok(out)
    }

    /// Whether a line from the face is awaited.
    #[must_use]
    pub fn awaits(&self) -> bool {
        !self.left && !self.acts().is_empty()
    }

    /// Answers a line, of any bytes, given without its end; `whole` says whether that is all of it.
    /// A blank one has no answer.
    pub fn answer(&mut self, line: &[u8], whole: bool) -> String {
        let mut out = String::new();
        if whole && line.trim_ascii().is_empty() {
            return out;
        }
        let act = if whole {
            Act::read(line).map_err(Refused::from)
        } else {
            Err(Refused::from(format!("this line is longer than {LONGEST} bytes, and was not read")))
        };
        match act.and_then(|act| Ok((self.act(&act)?, act))) {
            Err(refused) => say(&mut out, &Said::Refused(refused)),
            Ok((mut done, act)) => {
                let mut after = String::new();
                self.tell(&mut after);
                if matches!(act, Act::Save {} | Act::Keep { .. }) {
                    done.kept = Some(self.recording.failure().is_none());
                }
                say(&mut out, &Said::Message(Box::new(Message::Done(done))));
                out.push_str(&after);
                match act {
                    Act::Choose { .. } | Act::Undo {} | Act::Show {} => self.scene(&mut out),
                    Act::Hint { .. } | Act::Vote { .. } | Act::Save {} | Act::Keep { .. } | Act::Leave {} => {}
                }
            }
        }
        out
    }

    /// What comes last, the run being left if it is not over, and why no more comes.
    pub fn close(&mut self, interrupted: bool) -> (String, Finish) {
        let mut out = String::new();
        self.session.leave();
        self.tell(&mut out);
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
        say(&mut out, &Said::Message(Box::new(Message::Finished(finished))));
        (out, finish)
    }

    /// Leaves the run without telling anybody: nobody is there any more. What happened is still
    /// given to the keeper.
    pub fn abandon(&mut self) {
        self.session.leave();
        // There is nobody to tell that it could not be kept.
        let _ = self.recording.record(self.session.events());
    }

    /// What has happened so far.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        self.session.events()
    }

    /// What can be done now.
    fn acts(&self) -> Vec<ActName> {
        let over = self.session.scene().ended.is_some();
        let guest = *self.recording.owner() == RecordOwner::Guest;
        let keep = guest && self.recording.can_save_as();
        let possible = [
            (ActName::Choose, !over),
            (ActName::Hint, !over && 0 < self.session.hints_left()),
            (ActName::Undo, !over && 0 < self.session.made()),
            (ActName::Vote, !over),
            (ActName::Save, !over && !guest),
            (ActName::Keep, keep),
            (ActName::Show, !over || keep),
            (ActName::Leave, !over || keep),
        ];
        if 0 < self.scripted && !over {
            return Vec::new();
        }
        possible.into_iter().filter_map(|(name, can)| can.then_some(name)).collect()
    }

    fn act(&mut self, act: &Act) -> Result<Done, Refused> {
        let done = Done::of(act.name());
        match act {
            Act::Choose { choice, outcome, timed } => self.choose(choice, *outcome, *timed),
            Act::Hint { choice } => self.hint(choice.as_deref()),
            Act::Undo {} => {
                self.goes_on("nothing can be undone")?;
                let undone = self.session.undo();
                let none = || Refused::from("the run is at its start: there is no choice to undo".to_owned());
                Ok(Done { choice: Some(undone.ok_or_else(none)?), ..done })
            }
            Act::Vote { votes } => {
                self.goes_on("nobody can vote")?;
                let asked = self.session.scene().on_offer().map(|view| view.id.clone()).collect::<Vec<_>>();
                if let Some(strange) = votes.keys().find(|id| !asked.contains(id)) {
                    return Err(self.not_on_offer(strange));
                }
                let count = |id: String| Votes { count: votes.get(&id).copied().unwrap_or(0), choice: id };
                let votes: Vec<Votes> = asked.into_iter().map(count).filter(|votes| 0 < votes.count).collect();
                if votes.is_empty() {
                    return Err(Refused::from("these are no votes: nobody was for anything".to_owned()));
                }
                self.session.vote(votes);
                Ok(done)
            }
            Act::Save {} => {
                self.goes_on("it cannot be saved")?;
                if *self.recording.owner() == RecordOwner::Guest {
                    let can = if self.recording.can_save_as() { "; `keep` it under a name first" } else { "" };
                    return Err(Refused::from(format!("a guest's run is not kept, so it cannot be saved{can}")));
                }
                self.session.save();
                Ok(done)
            }
            Act::Keep { name } => {
                if *self.recording.owner() != RecordOwner::Guest {
                    return Err(Refused::from("this run is kept already".to_owned()));
                }
                if !self.recording.can_save_as() {
                    return Err(Refused::from("there is nowhere to keep this run".to_owned()));
                }
                let name = name.trim();
                if name.is_empty() {
                    return Err(Refused::from("the name to keep this run under is empty".to_owned()));
                }
                let kept = self.recording.save_as(name, self.session.events());
                kept.map_err(|error| Refused::from(format!("this run could not be kept: {error}")))?;
                Ok(Done { holder: Some(HolderView::from(self.recording.owner())), ..done })
            }
            Act::Show {} => Ok(done),
            Act::Leave {} => {
                self.left = true;
                Ok(done)
            }
        }
    }

    fn choose(&mut self, choice: &str, outcome: Option<u32>, timed: bool) -> Result<Done, Refused> {
        let view = self.session.scene().on_offer().find(|view| view.id == choice);
        if timed && view.is_some_and(|view| view.after.is_none()) {
            return Err(Refused::from(format!("`{choice}` has no time limit, so no clock can take it")));
        }
        self.session.by_clock(timed);
        let before = self.session.events().len();
        match self.session.choose(choice, outcome) {
            Ok(_) => {}
            Err(ChooseError::NotOnOffer { .. }) => return Err(self.not_on_offer(choice)),
            Err(error @ (ChooseError::Over | ChooseError::Outcome { .. })) => {
                return Err(Refused::from(error.to_string()));
            }
        }
        let new = self.session.events().get(before..).unwrap_or_default();
        let outcome = new.iter().find_map(|event| match event {
            Event::Resolved { outcome } => Some(*outcome),
            Event::Started { .. }
            | Event::Shown { .. }
            | Event::Chosen { .. }
            | Event::Hinted { .. }
            | Event::Voted { .. }
            | Event::Undone { .. }
            | Event::Saved
            | Event::Resumed { .. }
            | Event::Ended(_) => None,
        });
        Ok(Done { choice: Some(choice.to_owned()), outcome, ..Done::of(ActName::Choose) })
    }

    fn hint(&mut self, choice: Option<&str>) -> Result<Done, Refused> {
        self.goes_on("there is no hint")?;
        if let Some(id) = choice.filter(|id| !self.session.scene().choices.iter().any(|view| view.id == **id)) {
            return Err(self.not_on_offer(id));
        }
        let Some(hint) = self.session.hint(choice) else {
            let about = choice.map(|id| format!(" about `{id}`")).unwrap_or_default();
            return Err(Refused::from(format!("there is no further hint{about} here")));
        };
        let left = self.session.hints_left();
        let hint = HintText { choice: hint.choice, number: hint.number, text: hint.text, left };
        Ok(Done { hint: Some(hint), ..Done::of(ActName::Hint) })
    }

    fn goes_on(&self, so: &str) -> Result<(), Refused> {
        match self.session.scene().ended {
            None => Ok(()),
            Some(_) => Err(Refused::from(format!("the run is over, so {so}"))),
        }
    }

    fn not_on_offer(&self, choice: &str) -> Refused {
        let scene = self.session.scene();
        let shown: String = choice.chars().take(40).collect();
        let on_offer: Vec<String> = scene.on_offer().map(|view| view.id.clone()).collect();
        let locked = scene.choices.iter().any(|view| view.id == choice && !view.is_open());
        let how = if locked { "locked" } else { "not on offer" };
        let names = scn_text::named_ids(&on_offer);
        Refused { error: format!("`{shown}` is {how} here; on offer: {names}"), on_offer: Some(on_offer) }
    }

    /// Gives the keeper what is new, and then tells it.
    fn tell(&mut self, out: &mut String) {
        let recorded = self.recording.record(self.session.events());
        if let Some(text) = recorded.words(phrases::run_not_recorded, phrases::RUN_RECORDED_AGAIN) {
            say(out, &Said::Message(Box::new(Message::Trouble { text })));
        }
        let events = self.session.events();
        for event in events.get(self.told..).unwrap_or_default() {
            say(out, &Said::Event(event.clone()));
        }
        self.told = events.len();
    }

    /// What is to be shown, and the debrief where the run came to its end.
    fn scene(&self, out: &mut String) {
        let scene = SceneView::new(&self.session, self.acts());
        say(out, &Said::Message(Box::new(Message::Scene(scene))));
        if self.session.scene().ended.is_none() {
            return;
        }
        let learner = self.recording.owner().learner();
        // A run repeats in the story that it was played in; were it not so, there would be nothing
        // to say.
        if let Ok(debrief) = Debrief::of(self.session.playable(), self.session.events(), learner) {
            say(out, &Said::Message(Box::new(Message::Debrief((&debrief).into()))));
        }
    }
}

fn say(out: &mut String, said: &Said) {
    // Plain data always has a text.
    out.push_str(&scn_text::escaped_json(&serde_json::to_string(said).unwrap_or_default()));
    out.push('\n');
}
