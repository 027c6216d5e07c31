//! A run as it is played: the current scene, and the effect of choosing. No input or output.

mod chain;
mod event_log;
mod inspect;
mod paused;
mod pick;
mod view;
mod words;

use schemars::JsonSchema;
use scn_story::{ChoiceIx, CurrentValue, Machine, NodeIx, OutcomeIx, Silent, Stacks, State, Variable, VariableKind};
use serde::Serialize;
use thiserror::Error;

use crate::event::Votes;
use crate::phrases::catalogue::guest;
use crate::text::Resolver;
use crate::{Ended, Event, Playable, Progress, random};
use event_log::EventLog;
pub use inspect::{ChoiceState, InspectedChoice, InspectedCondition, InspectedMark, InspectedValue, Inspection};
pub(crate) use paused::PausedSession;
pub use pick::{ChoiceMatch, fold_case};
pub use view::{ChoiceView, HintView, LinkView, Lock, MeterValue, Passage, Scene, StatusValue, title_or_id};
pub use words::{AskView, MOST_WORDS, WordsView, WriteError};

/// A run of a scenario.
///
/// # Examples
///
/// ```
/// use scn_run::{Ended, Playable, Session, plain_text};
/// use scn_story::Story;
///
/// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
/// let playable = Playable::new(&story, None)?;
/// let mut session = Session::start(&playable, 7, None);
/// let labels = session.scene().on_offer().map(|choice| plain_text(&choice.label));
/// assert_eq!(labels.collect::<Vec<_>>(), ["Look it up.", "Make a guess."]);
///
/// let scene = session.choose("guess", None)?;
/// assert_eq!(scene.ended, Some(Ended::Ending { at: "done".to_owned() }));
/// assert_eq!(scene.passages[1].node_id(), Some("done"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Session<'p> {
    playable: &'p Playable<'p>,
    seed: u64,
    learner: String,
    state: State<Vec<u64>>,
    /// The state before the last choice, or before the last undo; absent at the start.
    earlier_state: Option<State<Vec<u64>>>,
    stacks: Stacks,
    /// The choices on offer, in the order written.
    open: Vec<ChoiceIx>,
    scene: Scene,
    /// The hints shown so far at the current situation: `None` for the situation, or a choice id,
    /// with the number of the hint.
    hinted: Vec<(Option<String>, u32)>,
    events: EventLog,
    draws: u64,
    /// The choices made that still count.
    steps: Vec<MadeChoice>,
    /// Whether the next choice is made by the timer.
    timed: bool,
}

/// A choice that was made.
#[derive(Clone, Debug)]
struct MadeChoice {
    choice: String,
    /// The outcome, counted from 1.
    outcome: Option<u32>,
    /// The hints that had been shown by then.
    hinted: Vec<(Option<String>, u32)>,
}

/// Why a choice could not be made. The run is unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ChooseError {
    /// The run is over.
    #[error("the run is over, so nothing is on offer")]
    Over,
    /// The choice is not on offer now.
    #[error("`{choice}` is {} at `{at}`; on offer: {}", if *.locked { "locked" } else { "not on offer" }, scn_text::named_ids(.on_offer))]
    NotOnOffer {
        /// The situation's id.
        at: String,
        /// The requested choice.
        choice: String,
        /// Whether it is shown, but locked.
        locked: bool,
        /// The ids of the choices on offer, in the order shown.
        on_offer: Vec<String>,
    },
    /// The choice cannot have this outcome now.
    #[error("`{choice}` cannot have outcome {outcome} here; it can have {}", numbers(.possible))]
    Outcome {
        /// The choice.
        choice: String,
        /// The requested outcome, counted from 1.
        outcome: u32,
        /// The possible outcomes, counted from 1.
        possible: Vec<u32>,
    },
}

fn numbers(possible: &[u32]) -> String {
    match possible {
        [] => "none".to_owned(),
        some => some.iter().map(|number| format!("outcome {number}")).collect::<Vec<_>>().join(", "),
    }
}

/// The lowest and highest rating on a principle among all outcomes that the choices on offer could
/// have.
///
/// An outcome that does not name the principle counts as 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(
    rename = "SpreadView",
    description = "The lowest and highest rating on a principle among all outcomes that the choices on offer could\nhave."
)]
pub struct Spread {
    /// The principle's id.
    pub principle: String,
    /// The lowest rating.
    pub low: i8,
    /// The highest rating.
    pub high: i8,
}

impl<'p> Session<'p> {
    /// Starts a run. `learner` is the value of `{learner}`; `None` for a guest.
    #[must_use]
    pub fn start(playable: &'p Playable<'p>, seed: u64, learner: Option<&str>) -> Self {
        let learner = learner.unwrap_or_else(|| guest()).to_owned();
        let pack = &playable.story().pack;
        let started = Event::Started {
            pack: pack.name.clone(),
            digest: pack.digest.clone(),
            scenario: playable.scenario().id.clone(),
            seed,
        };
        let mut listener = view::PassageCollector::new(playable, &learner);
        let state = playable.machine().start(&mut listener);
        let passages = listener.passages;
        let mut session = Self {
            playable,
            seed,
            learner,
            state,
            earlier_state: None,
            stacks: Stacks::new(),
            open: Vec::new(),
            scene: Scene::default(),
            hinted: Vec::new(),
            events: vec![started].into(),
            draws: 0,
            steps: Vec::new(),
            timed: false,
        };
        session.advance_to_choice(passages);
        session
    }

    /// Returns the current scene: everything since the last choice, and the choices on offer.
    #[must_use]
    pub fn scene(&self) -> &Scene {
        &self.scene
    }

    /// Returns the events so far.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Returns the situation or ending that the run reached at position `number`, counted from 0.
    pub(crate) fn shown_node(&self, number: usize) -> Option<&str> {
        self.events.shown_node(number)
    }

    /// Returns the situation or ending that the run is at.
    pub(crate) fn current_node(&self) -> NodeIx {
        self.state.node
    }

    /// Returns every variable with its current value, in the order declared.
    pub fn values(&self) -> impl Iterator<Item = (&str, CurrentValue<'_>)> {
        let machine = self.playable.machine();
        let variables = &self.playable.scenario().variables;
        variables.iter().filter_map(|it| Some((it.id.as_str(), machine.value_of(&self.state, &it.id)?)))
    }

    /// Returns the scenario that is played.
    #[must_use]
    pub fn playable(&self) -> &'p Playable<'p> {
        self.playable
    }

    /// Makes a choice by its id. `fixed` selects the outcome of a random draw, counted from 1; if
    /// `None`, the outcome is drawn with the seed.
    ///
    /// # Errors
    ///
    /// When the choice is not on offer or cannot have the fixed outcome. The run is then unchanged.
    ///
    /// # Examples
    ///
    /// ```
    /// use scn_run::{ChooseError, Playable, Session};
    /// use scn_story::Story;
    ///
    /// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
    /// let playable = Playable::new(&story, None)?;
    /// let mut session = Session::start(&playable, 7, None);
    /// session.choose("look", Some(2))?;
    /// assert_eq!(session.choices_made(), 1);
    ///
    /// // The second outcome has lowered the trust that this choice asks for.
    /// let refused = session.choose("look", None).expect_err("it is not on offer any more");
    /// assert!(matches!(refused, ChooseError::NotOnOffer { .. }));
    /// assert_eq!(session.undo().as_deref(), Some("look"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn choose(&mut self, choice: &str, fixed: Option<u32>) -> Result<&Scene, ChooseError> {
        let timed = std::mem::take(&mut self.timed);
        self.make_choice(choice, fixed, timed)
    }

    /// Makes the choice that is taken automatically when time runs out, if one is on offer.
    pub fn run_out_of_time(&mut self) -> Option<&Scene> {
        let choice = self.scene.on_offer().find(|view| view.after.is_some())?.id.clone();
        self.make_choice(&choice, None, true).ok()
    }

    fn make_choice(&mut self, choice: &str, fixed: Option<u32>, timed: bool) -> Result<&Scene, ChooseError> {
        if self.scene.ended.is_some() {
            return Err(ChooseError::Over);
        }
        let playable = self.playable;
        let machine = playable.machine();
        let offered_ids = || self.scene.on_offer().map(|view| view.id.clone()).collect();
        let Some(at) = self.open.iter().copied().find(|it| machine.choice_id(*it) == choice) else {
            let situation_id = machine.node_id(self.state.node).to_owned();
            let locked = self.scene.choices.iter().any(|view| view.id == choice && !view.is_open());
            return Err(ChooseError::NotOnOffer {
                at: situation_id,
                choice: choice.to_owned(),
                locked,
                on_offer: offered_ids(),
            });
        };
        let mut outcomes = Vec::new();
        let marked = machine.choose(&self.state, &self.open, at, &mut outcomes, &mut Silent);
        let outcome_number = |outcome: OutcomeIx| playable.outcome(outcome).map_or(0, |(_, number)| number);
        let taken_outcome = match fixed {
            Some(fixed) => match outcomes.iter().copied().find(|outcome| outcome_number(*outcome) == fixed) {
                Some(outcome) => Some(outcome),
                None => {
                    let possible = outcomes.iter().copied().map(outcome_number).collect();
                    return Err(ChooseError::Outcome { choice: choice.to_owned(), outcome: fixed, possible });
                }
            },
            None => {
                let fallen =
                    random::draw_outcome(self.seed, self.draws, outcomes.iter().map(|it| machine.outcome_weight(*it)));
                outcomes.get(fallen).copied()
            }
        };
        // A fixed draw counts as a draw, so that later random outcomes stay the same.
        self.draws += u64::from(machine.is_chance(at));
        let outcome = taken_outcome.map(outcome_number);
        self.steps.push(MadeChoice { choice: choice.to_owned(), outcome, hinted: std::mem::take(&mut self.hinted) });
        let situation_id = machine.node_id(self.state.node).to_owned();
        self.events.push(Event::Chosen { at: situation_id.clone(), choice: choice.to_owned(), timed, earlier: None });
        self.earlier_state = Some(self.state.clone());
        match taken_outcome {
            Some(outcome) => self.take_outcome(&marked, outcome),
            None => self.end_run(Vec::new(), Ended::NoOutcome { at: situation_id, choice: choice.to_owned() }),
        }
        Ok(&self.scene)
    }

    /// Shows the next hint: of the given choice; or, without an id, of the situation and then of
    /// its choices in the order shown. Returns `None` when no hint is left.
    pub fn next_hint(&mut self, choice: Option<&str>) -> Option<HintView> {
        if self.scene.ended.is_some() {
            return None;
        }
        let mut sources: Vec<(Option<String>, &[crate::Text])> = Vec::new();
        if choice.is_none() {
            sources.push((None, &self.scene.hints));
        }
        for view in self.scene.choices.iter().filter(|view| choice.is_none_or(|id| id == view.id)) {
            sources.push((Some(view.id.clone()), &view.hints));
        }
        let count_given = |about: &Option<String>| self.hinted.iter().filter(|(of, _)| of == about).count();
        let next = sources.into_iter().find_map(|(about, hints)| {
            let next_index = count_given(&about);
            Some((about, u32::try_from(next_index).ok()?.checked_add(1)?, hints.get(next_index)?.clone()))
        });
        let (choice, number, text) = next?;
        self.hinted.push((choice.clone(), number));
        let node_id = self.playable.machine().node_id(self.state.node).to_owned();
        self.events.push(Event::Hinted { at: node_id, choice: choice.clone(), hint: number });
        Some(HintView { choice, number, text })
    }

    /// Returns the hints shown so far at the current situation, in the order shown.
    #[must_use]
    pub fn shown_hints(&self) -> Vec<HintView> {
        let hint_view = |(choice, number): &(Option<String>, u32)| {
            let hints_of_choice =
                |id: &str| self.scene.choices.iter().find(|view| view.id == id).map(|view| &view.hints);
            let hints = choice.as_deref().map_or(Some(&self.scene.hints), hints_of_choice)?;
            let text = hints.get(usize::try_from(*number).ok()?.checked_sub(1)?)?.clone();
            Some(HintView { choice: choice.clone(), number: *number, text })
        };
        self.hinted.iter().filter_map(hint_view).collect()
    }

    /// Returns how many choices have been made and still count. That many can be undone.
    #[must_use]
    pub fn choices_made(&self) -> u32 {
        u32::try_from(self.steps.len()).unwrap_or(u32::MAX)
    }

    /// Undoes the last choice. The run returns to its state before the choice, including hints and
    /// future random outcomes, and the undo is recorded. Returns the id of the choice; returns
    /// `None` and does nothing if no choice was made or the run is over.
    pub fn undo(&mut self) -> Option<String> {
        if self.scene.ended.is_some() {
            return None;
        }
        let (last, first) = self.steps.split_last()?;
        let mut earlier_session = Self::start(self.playable, self.seed, Some(&self.learner));
        for step in first {
            earlier_session.choose(&step.choice, step.outcome).ok()?;
        }
        let undone = last.choice.clone();
        earlier_session.hinted.clone_from(&last.hinted);
        earlier_session.steps = first.to_vec();
        earlier_session.events = std::mem::take(&mut self.events);
        let shown_before = std::mem::take(&mut self.scene.status);
        earlier_session.earlier_state = Some(self.state.clone());
        *self = earlier_session;
        self.scene.status = self.current_status(&shown_before);
        let node_id = self.playable.machine().node_id(self.state.node).to_owned();
        self.events.push(Event::Undone { at: node_id });
        self.record_offer();
        Some(undone)
    }

    /// Records how a group voted on the choices on offer.
    pub fn record_vote(&mut self, votes: Vec<Votes>) {
        let node_id = self.playable.machine().node_id(self.state.node).to_owned();
        self.events.push(Event::Voted { at: node_id, votes });
    }

    /// Records that the run is saved.
    pub fn record_save(&mut self) {
        self.events.push(Event::Saved);
    }

    /// Returns the seed from which outcomes and the order of choices are drawn.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Returns how many events were recorded by an earlier session: those before the last
    /// `resumed`.
    #[must_use]
    pub fn recorded_before(&self) -> usize {
        self.events.iter().rposition(|event| matches!(event, Event::Resumed { .. })).unwrap_or(0)
    }

    /// Sets whether the next choice is made by the timer.
    pub fn set_timed(&mut self, timed: bool) {
        self.timed = timed;
    }

    /// Adds an event to the record without changing the state.
    pub(crate) fn add_event(&mut self, event: Event) {
        self.events.push(event);
    }

    pub(crate) fn take_record(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events).into_events()
    }

    /// Continues under an earlier session's record, and records that the run is resumed here. Hints
    /// that were shown before can be shown again, also after undoing a choice. In an edited story, the
    /// choices made may already lead to the end of the run; then the end is recorded as well.
    pub(crate) fn continue_record(&mut self, record: Vec<Event>) {
        self.hinted.clear();
        self.steps.iter_mut().for_each(|step| step.hinted.clear());
        let digest = self.playable.story().pack.digest.clone();
        let is_edited = record.iter().rev().find_map(Event::story_digest) != Some(&digest);
        let scenario = is_edited.then(|| self.playable.scenario().id.clone());
        self.events = record.into();
        self.events.push(Event::Resumed { digest, kept: self.choices_made(), scenario });
        self.record_offer();
        if let Some(ended) = self.scene.ended.clone() {
            self.events.push(Event::Ended(ended));
        }
    }

    /// Returns how many hints have not been shown yet.
    #[must_use]
    pub fn hints_left(&self) -> usize {
        let hint_count = self.scene.hints.len() + self.scene.choices.iter().map(|view| view.hints.len()).sum::<usize>();
        hint_count.saturating_sub(self.hinted.len())
    }

    /// Leaves the run unfinished. The choices that were on offer stay in the scene, for display.
    /// Does nothing if the run is over.
    pub fn leave(&mut self) {
        if self.scene.ended.is_none() {
            let node_id = self.playable.machine().node_id(self.state.node).to_owned();
            self.scene.passages.clear();
            self.open.clear();
            self.record_end(Ended::Left { at: node_id });
            self.scene.progress = self.current_progress();
        }
    }

    /// Returns, for each principle that a currently possible outcome names, the spread of ratings
    /// among the choices on offer, in the machine's order of principles.
    #[must_use]
    pub fn rating_spreads(&self) -> Vec<Spread> {
        let machine: &Machine = self.playable.machine();
        let mut possible: Vec<OutcomeIx> = Vec::new();
        let mut outcomes = Vec::new();
        for choice in &self.open {
            machine.choose(&self.state, &self.open, *choice, &mut outcomes, &mut Silent);
            possible.extend(&outcomes);
        }
        let mut spreads = Vec::new();
        for (at, principle) in machine.principles().iter().enumerate() {
            let rate_outcome = |outcome: &OutcomeIx| {
                machine.outcome_links(*outcome).iter().find(|(of, _)| of.index() == at).map(|(_, rating)| *rating)
            };
            if possible.iter().any(|outcome| rate_outcome(outcome).is_some()) {
                let all_ratings = || possible.iter().map(|outcome| rate_outcome(outcome).unwrap_or(0));
                let (low, high) = (all_ratings().min().unwrap_or(0), all_ratings().max().unwrap_or(0));
                spreads.push(Spread { principle: principle.clone(), low, high });
            }
        }
        spreads
    }

    /// Returns the values that the learner sees all the time. `before` are those of the scene before.
    fn current_status(&self, before: &[StatusValue]) -> Vec<StatusValue> {
        let machine = self.playable.machine();
        let shown = self.playable.scenario().variables.iter().filter(|it| it.shown);
        let status_value = |variable: &Variable| {
            let value = machine.shown_value(&self.state, &variable.id)?.into_owned();
            let meter = match (&variable.kind, machine.value_of(&self.state, &variable.id)) {
                (VariableKind::Meter { low, high, .. }, Some(CurrentValue::Number(number))) => {
                    Some(MeterValue { number, low: *low, high: *high })
                }
                _ => None,
            };
            let known = before.iter().find(|it| it.id == variable.id);
            let before = known.filter(|it| it.value != value).map(|it| it.value.clone());
            let title = title_or_id(&variable.title, &variable.id);
            Some(StatusValue { id: variable.id.clone(), title, value, meter, before })
        };
        shown.filter_map(status_value).collect()
    }

    fn text_resolver(&self) -> Resolver<'_> {
        Resolver { run_state: Some((self.playable.machine(), &self.state)), learner: &self.learner }
    }

    fn current_progress(&self) -> Progress {
        let is_over = self.scene.ended.is_some();
        let ahead = self.playable.distances().to_ending(self.state.node.index(), &self.stacks, self.state.stack);
        Progress {
            decision: self.choices_made().saturating_add(u32::from(!is_over)),
            at_least: ahead.map(|ahead| self.choices_made().saturating_add(ahead)),
        }
    }
}
