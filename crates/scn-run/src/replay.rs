//! Rebuilds a run from its events: the basis of everything that is folded from them.

use thiserror::Error;

use crate::carry::UNDECIDED_OUTCOME;
use crate::event::Votes;
use crate::journey::Change;
use crate::session::{ChoiceView, ChooseError, HintView, Session};
use crate::standing::{last_change, standing, standing_and_written};
use crate::text::plain_text;
use crate::{Earlier, Ended, Event, Fate, Playable};

/// Why events cannot be replayed: they are not those of a run, or the story has changed since.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReplayError {
    /// They do not begin with `started`.
    #[error("these events do not begin with `started`")]
    NotStarted,
    /// An event is in an impossible position; holds its number, counted from 1.
    #[error("event {0} cannot follow those before it")]
    Order(usize),
    /// They belong to another scenario.
    #[error("these events are of the scenario `{0}`")]
    Scenario(String),
    /// A choice can no longer be made, or no longer with this outcome.
    #[error("the run cannot be repeated in this story: {0}")]
    Choice(#[from] ChooseError),
    /// The run now leads somewhere else.
    #[error("the run cannot be repeated in this story: it reached `{was}`, and now {}", now(.is))]
    Elsewhere {
        /// Where it led then.
        was: String,
        /// Where it leads now.
        is: Option<String>,
    },
    /// The run is over, so it cannot continue.
    #[error("the run is over")]
    Over,
    /// A choice is no longer in this story, or it cannot be decided which choice it is; holds its
    /// old label.
    #[error("the run cannot be repeated in this story: `{0}` no longer exists, or it is unclear which choice it is")]
    Undecided(String),
    /// An outcome is no longer in this story, or it cannot be decided which outcome it is; holds the
    /// id of its choice.
    #[error(
        "the run cannot be repeated in this story: the outcome that `{0}` had no longer exists, or it is unclear which outcome it is"
    )]
    UndecidedOutcome(String),
    /// A hint no longer exists; holds the id of its situation.
    #[error("the run cannot be repeated in this story: a hint at `{0}` no longer exists")]
    Hint(String),
}

fn now(is: &Option<String>) -> String {
    is.as_ref().map_or_else(|| "it stops before that".to_owned(), |is| format!("it reaches `{is}`"))
}

/// Receives the events of a run as it is replayed.
pub trait Fold {
    /// A scene is shown.
    fn on_scene(&mut self, session: &Session<'_>);
    /// Called before a choice is made; the next scene shows its outcome. `earlier` is the label
    /// that it had when it was made, if that has changed.
    fn on_chosen(&mut self, session: &Session<'_>, choice: &ChoiceView, earlier: Option<&Earlier>);
    /// A hint was shown.
    fn on_hint(&mut self, session: &Session<'_>, hint: &HintView);
    /// The learner wrote something.
    fn on_written(&mut self, _: &Session<'_>, _: &Written<'_>) {}
    /// A group voted on the choices on offer.
    fn on_vote(&mut self, session: &Session<'_>, votes: &[Votes]);
    /// The last choice that counted was undone.
    fn on_undo(&mut self, session: &Session<'_>);
    /// The run continues in another version of the story, or without some of its choices. The
    /// current situation is shown again.
    fn on_resume(&mut self, _: &Session<'_>) {}
}

/// What the learner wrote in answer to a question, or took back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written<'e> {
    /// The id of the situation; empty if it cannot be decided which one it is now.
    pub at: &'e str,
    /// The question as it was written, if the current story does not ask it there; empty if it is
    /// not known.
    pub question: Option<&'e str>,
    /// The words; empty if earlier words are taken back.
    pub words: &'e str,
}

impl<'e> Written<'e> {
    pub(crate) fn from_event(event: &'e Event) -> Option<Self> {
        let Event::Wrote { at, words, question, .. } = event else { return None };
        Some(Self { at, question: question.as_deref(), words })
    }
}

struct NoFold;

impl Fold for NoFold {
    fn on_scene(&mut self, _: &Session<'_>) {}
    fn on_chosen(&mut self, _: &Session<'_>, _: &ChoiceView, _: Option<&Earlier>) {}
    fn on_hint(&mut self, _: &Session<'_>, _: &HintView) {}
    fn on_vote(&mut self, _: &Session<'_>, _: &[Votes]) {}
    fn on_undo(&mut self, _: &Session<'_>) {}
}

/// Rebuilds the run that some events record, for display; a run that was left is over. Random
/// outcomes are as recorded.
///
/// # Errors
///
/// When the events are not those of a run of this scenario, or the story has changed so that they
/// cannot happen.
pub fn replay_run<'p>(
    playable: &'p Playable<'p>,
    events: &[Event],
    learner: Option<&str>,
) -> Result<Session<'p>, ReplayError> {
    replay_events(playable, events, learner, &mut NoFold)
}

fn start_session<'p>(
    playable: &'p Playable<'p>,
    events: &[Event],
    learner: Option<&str>,
) -> Result<Session<'p>, ReplayError> {
    let Some(Event::Started { seed, .. }) = events.first() else { return Err(ReplayError::NotStarted) };
    let scenario = events.iter().rev().find_map(Event::scenario_id).unwrap_or_default();
    if scenario != playable.scenario().id {
        return Err(ReplayError::Scenario(scenario.to_owned()));
    }
    Ok(Session::start(playable, *seed, learner))
}

/// Replays events and calls `fold` for each step.
///
/// # Errors
///
/// When the events are not those of a run of this scenario, or the story has changed so that they
/// cannot happen.
pub fn replay_events<'p>(
    playable: &'p Playable<'p>,
    events: &[Event],
    learner: Option<&str>,
    fold: &mut impl Fold,
) -> Result<Session<'p>, ReplayError> {
    let mut session = start_session(playable, events, learner)?;
    fold.on_scene(&session);
    let change = last_change(events);
    let shown_count = match change {
        Some(change) => replay_until_change(&mut session, events, change, fold)?,
        None => 0,
    };
    let mut replay = Replay { session, events, shown_count, chosen: None };
    for index in change.unwrap_or(0) + 1..events.len() {
        replay.replay_event(index, fold)?;
    }
    replay.make_choice(None, fold)?;
    Ok(replay.session)
}

/// Replays what still counts of the events before a run was last resumed in another version.
/// Returns how many scenes were shown before that.
fn replay_until_change(
    session: &mut Session<'_>,
    events: &[Event],
    change: usize,
    fold: &mut impl Fold,
) -> Result<usize, ReplayError> {
    let earlier_events = events.get(..=change).unwrap_or_default();
    let (steps, written) = standing_and_written(earlier_events);
    for step in steps {
        let current_id = session.playable().machine().node_id(session.current_node());
        if current_id != step.at {
            return Err(ReplayError::Elsewhere { was: step.at.to_owned(), is: Some(current_id.to_owned()) });
        }
        for event in &step.written {
            replay_written(session, event, fold);
        }
        if !step.votes.is_empty() {
            fold.on_vote(session, step.votes);
        }
        replay_choice(session, step.choice, step.earlier, step.outcome, fold)?;
    }
    session.continue_record(earlier_events.get(..change).unwrap_or_default().to_vec());
    fold.on_resume(session);
    written.iter().filter_map(|event| Written::from_event(event)).for_each(|it| fold.on_written(session, &it));
    Ok(earlier_events.iter().filter(|event| matches!(event, Event::Shown { .. })).count())
}

/// A replay of events in one version of a story.
struct Replay<'e, 'p> {
    session: Session<'p>,
    events: &'e [Event],
    /// How many scenes were shown.
    shown_count: usize,
    /// The choice whose outcome is not yet known.
    chosen: Option<(&'e str, Option<&'e Earlier>)>,
}

impl Replay<'_, '_> {
    /// Makes the choice whose outcome was not known, if there is one. `outcome` is the recorded
    /// one; without it, the story determines the outcome.
    fn make_choice(&mut self, outcome: Option<u32>, fold: &mut impl Fold) -> Result<(), ReplayError> {
        let Some((choice, earlier)) = self.chosen.take() else { return Ok(()) };
        replay_choice(&mut self.session, choice, earlier, outcome, fold)
    }

    fn replay_event(&mut self, index: usize, fold: &mut impl Fold) -> Result<(), ReplayError> {
        let Some(event) = self.events.get(index) else { return Ok(()) };
        if let (Some(_), Event::Resolved { outcome, .. }) = (self.chosen, event) {
            return self.make_choice(Some(*outcome), fold);
        }
        self.make_choice(None, fold)?;
        let session = &mut self.session;
        match event {
            Event::Started { .. } | Event::Resolved { .. } => return Err(ReplayError::Order(index + 1)),
            Event::Shown { at, .. } => {
                let current_id = session.shown_node(self.shown_count);
                if current_id != Some(at) {
                    return Err(ReplayError::Elsewhere { was: at.clone(), is: current_id.map(str::to_owned) });
                }
                self.shown_count += 1;
            }
            Event::Chosen { choice, timed, earlier, .. } => {
                self.chosen = Some((choice, earlier.as_ref()));
                session.set_timed(*timed);
            }
            Event::Hinted { at, choice, .. } => {
                let hint = session.next_hint(choice.as_deref()).ok_or_else(|| ReplayError::Hint(at.clone()))?;
                fold.on_hint(session, &hint);
            }
            // Kept as it was, whatever the current story asks.
            Event::Wrote { .. } => replay_written(session, event, fold),
            Event::Voted { votes, .. } => {
                session.record_vote(votes.clone());
                fold.on_vote(session, votes);
            }
            Event::Undone { .. } => {
                if session.undo().is_none() {
                    return Err(ReplayError::Order(index + 1));
                }
                fold.on_undo(session);
            }
            Event::Saved => session.record_save(),
            Event::Resumed { .. } => {
                let record = session.take_record();
                session.continue_record(record);
            }
            Event::Ended(Ended::Left { at }) => {
                let mut later_events = self.events.iter().skip(index + 1);
                if later_events.any(|event| matches!(event, Event::Resumed { .. })) {
                    session.add_event(Event::Ended(Ended::Left { at: at.clone() }));
                } else {
                    session.leave();
                    fold.on_scene(session);
                }
            }
            Event::Ended(_) => {}
        }
        Ok(())
    }
}

/// A choice that can no longer be made when a run is resumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DroppedChoice {
    /// Its id; empty if it cannot be decided which choice of the current story it is.
    pub choice: String,
    /// The label that it had, if the current story has another label under this id.
    pub earlier: Option<Earlier>,
}

impl ResumedRun<'_> {
    /// Returns what has changed about the outcome of the first dropped choice, if that is why the
    /// choice was dropped.
    #[must_use]
    pub fn outcome_change(&self) -> Option<OutcomeChange> {
        match self.reason {
            Some(Change::UndecidedOutcome { .. } | Change::Chance) => Some(OutcomeChange::Undecided),
            Some(Change::Choice(ChooseError::Outcome { .. })) => Some(OutcomeChange::Other),
            Some(
                Change::Choice(ChooseError::NotOnOffer { .. } | ChooseError::Over)
                | Change::Undecided { .. }
                | Change::Path { .. }
                | Change::Ending { .. },
            )
            | None => None,
        }
    }
}

/// How the outcome of a choice has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutcomeChange {
    /// The choice can no longer have this outcome.
    Other,
    /// The outcome was removed, or it cannot be decided which one it is.
    Undecided,
}

impl DroppedChoice {
    /// Returns whether it cannot be decided which choice of the current story it is.
    #[must_use]
    pub fn is_undecided(&self) -> bool {
        self.earlier.as_ref().is_some_and(|it| it.fate == Fate::Undecided)
    }

    /// Returns whether its situation asks something else now, or may do so.
    #[must_use]
    pub fn is_replaced(&self) -> bool {
        self.earlier.as_ref().is_some_and(|it| it.fate == Fate::Replaced)
    }
}

/// A resumed run.
#[derive(Debug)]
pub struct ResumedRun<'p> {
    /// The run. Its events are those of the record, the resume event, and the current scene.
    pub session: Session<'p>,
    /// Whether the story has changed since the run was left.
    pub edited: bool,
    /// The choices that can no longer be made, in order. The run continues before the first of
    /// them.
    pub dropped: Vec<DroppedChoice>,
    /// The choices that still match and whose labels have changed: the old and the new label.
    pub reworded: Vec<(String, String)>,
    /// The labels of the choices that still match and whose outcomes have been reworded.
    pub reworded_outcomes: Vec<String>,
    /// The ids of the situations whose choices still match and whose title or text has changed.
    pub changed: Vec<String>,
    /// Why the first of the dropped choices cannot be made.
    pub reason: Option<Change>,
    /// Where the run was left and where it continues, by id, if all choices could be made and the
    /// two differ.
    pub moved: Option<(String, String)>,
}

/// Resumes a run at the latest point that this story still has. The choices that counted are made
/// again, each in its situation and with the recorded outcome, until one can no longer be made or
/// has another outcome. Events of an earlier version of the story must first be migrated by
/// [`migrate_run`](crate::migrate_run).
///
/// # Errors
///
/// When the events are not those of a run of this scenario, or the run reached its end.
///
/// # Examples
///
/// ```
/// use scn_run::{Playable, Session, resume_run};
/// use scn_story::Story;
///
/// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
/// let playable = Playable::new(&story, None)?;
/// let mut session = Session::start(&playable, 7, None);
/// session.choose("look", Some(2))?;
/// session.leave();
///
/// let resumed = resume_run(&playable, session.events(), None)?;
/// assert!(!resumed.edited && resumed.dropped.is_empty());
/// assert_eq!(resumed.session.choices_made(), 1);
/// assert_eq!(resumed.session.scene().ended, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn resume_run<'p>(
    playable: &'p Playable<'p>,
    events: &[Event],
    learner: Option<&str>,
) -> Result<ResumedRun<'p>, ReplayError> {
    let mut session = start_session(playable, events, learner)?;
    if matches!(events.last(), Some(Event::Ended(ended)) if !matches!(ended, Ended::Left { .. })) {
        return Err(ReplayError::Over);
    }
    let machine = playable.machine();
    let steps = standing(events);
    let mut reason = None;
    let mut kept_count = 0;
    let mut reworded = Vec::new();
    let mut reworded_outcomes = Vec::new();
    let mut changed: Vec<String> = Vec::new();
    for step in &steps {
        if let Some(earlier) = step.earlier.filter(|it| matches!(it.fate, Fate::Undecided | Fate::Replaced)) {
            reason = Some(Change::Undecided { was: earlier.label.clone(), is: None });
            break;
        }
        let current_id = machine.node_id(session.current_node());
        if current_id != step.at {
            reason = Some(Change::Path { was: vec![step.at.to_owned()], is: vec![current_id.to_owned()] });
            break;
        }
        let label = session.scene().on_offer().find(|view| view.id == step.choice).map(|view| plain_text(&view.label));
        if label.is_some() && step.outcome == Some(UNDECIDED_OUTCOME) {
            reason = Some(Change::UndecidedOutcome { was: None });
            break;
        }
        if let Err(error) = session.choose(step.choice, step.outcome) {
            reason = Some(Change::Choice(error));
            break;
        }
        let earlier_label = step.earlier.filter(|it| it.fate == Fate::Reworded).map(|it| it.label.clone());
        if step.outcome_reworded {
            reworded_outcomes.extend(label.clone());
        }
        reworded.extend(earlier_label.zip(label));
        if step.earlier.is_some_and(|it| it.situation_changed) && !changed.iter().any(|it| it == step.at) {
            changed.push(step.at.to_owned());
        }
        kept_count += 1;
    }
    let dropped = steps.iter().skip(kept_count);
    let dropped: Vec<DroppedChoice> =
        dropped.map(|step| DroppedChoice { choice: step.choice.to_owned(), earlier: step.earlier.cloned() }).collect();
    let left_at = events.iter().rev().find_map(Event::shown_node);
    let current_id = machine.node_id(session.current_node());
    let moved = left_at
        .filter(|was| dropped.is_empty() && *was != current_id)
        .map(|was| (was.to_owned(), current_id.to_owned()));
    let digest = events.iter().rev().find_map(Event::story_digest);
    let edited = digest != Some(playable.story().pack.digest.as_str());
    session.continue_record(events.to_vec());
    Ok(ResumedRun { session, edited, dropped, reworded, reworded_outcomes, changed, reason, moved })
}

fn replay_choice(
    session: &mut Session<'_>,
    choice: &str,
    earlier: Option<&Earlier>,
    fixed: Option<u32>,
    fold: &mut impl Fold,
) -> Result<(), ReplayError> {
    if let Some(earlier) = earlier.filter(|it| !matches!(it.fate, Fate::Holds | Fate::Reworded)) {
        return Err(ReplayError::Undecided(earlier.label.clone()));
    }
    if fixed == Some(UNDECIDED_OUTCOME) {
        return Err(ReplayError::UndecidedOutcome(choice.to_owned()));
    }
    if let Some(view) = session.scene().on_offer().find(|view| view.id == choice) {
        fold.on_chosen(session, view, earlier);
    }
    session.choose(choice, fixed)?;
    fold.on_scene(session);
    Ok(())
}

fn replay_written(session: &mut Session<'_>, event: &Event, fold: &mut impl Fold) {
    session.add_event(event.clone());
    Written::from_event(event).iter().for_each(|it| fold.on_written(session, it));
}
