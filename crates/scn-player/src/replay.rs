//! A run from its events: the base of everything that is folded over them.

use thiserror::Error;

use crate::session::{ChoiceView, ChooseError, HintView, Session};
use crate::{Event, Playable};

/// Why events cannot be replayed: they are not those of a run, or the story has changed since.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReplayError {
    /// They do not begin with `started`.
    #[error("these events do not begin with `started`")]
    NotStarted,
    /// An event stands where it cannot, by its number, from 1.
    #[error("event {0} cannot follow those before it")]
    Order(usize),
    /// They are of another scenario.
    #[error("these events are of the scenario `{0}`")]
    Scenario(String),
    /// A choice can no longer be made so.
    #[error("the run cannot be repeated in this story: {0}")]
    Choice(#[from] ChooseError),
    /// The run now leads elsewhere.
    #[error("the run cannot be repeated in this story: it came to `{was}`, and now {}", now(.is))]
    Elsewhere {
        /// Where it came to.
        was: String,
        /// Where it comes to now.
        is: Option<String>,
    },
    /// A hint is no longer there, by the id of the situation.
    #[error("the run cannot be repeated in this story: a hint at `{0}` is no longer there")]
    Hint(String),
}

fn now(is: &Option<String>) -> String {
    is.as_ref().map_or_else(|| "it stops before".to_owned(), |is| format!("comes to `{is}`"))
}

/// Is told what happens in a run that is replayed.
pub(crate) trait Fold {
    /// A scene is shown.
    fn scene(&mut self, session: &Session<'_>);
    /// A choice is about to be made; what comes of it is the next scene.
    fn chosen(&mut self, session: &Session<'_>, choice: &ChoiceView);
    /// A hint was shown.
    fn hinted(&mut self, session: &Session<'_>, hint: &HintView);
}

struct Nothing;

impl Fold for Nothing {
    fn scene(&mut self, _: &Session<'_>) {}
    fn chosen(&mut self, _: &Session<'_>, _: &ChoiceView) {}
    fn hinted(&mut self, _: &Session<'_>, _: &HintView) {}
}

/// The run that some events record, to be looked at or gone on with; one that was left is over, unless that last event is left out.
/// Draws are as recorded, so the seed matters only to what follows.
///
/// # Errors
/// When the events are not those of a run of this scenario, or the story has changed so that they cannot happen.
pub fn resume<'p>(
    playable: &'p Playable<'p>,
    events: &[Event],
    learner: Option<&str>,
) -> Result<Session<'p>, ReplayError> {
    replay(playable, events, learner, &mut Nothing)
}

/// Replays events and tells `fold` what happens.
pub(crate) fn replay<'p>(
    playable: &'p Playable<'p>,
    events: &[Event],
    learner: Option<&str>,
    fold: &mut impl Fold,
) -> Result<Session<'p>, ReplayError> {
    let Some(Event::Started { scenario, seed, .. }) = events.first() else { return Err(ReplayError::NotStarted) };
    if *scenario != playable.scenario().id {
        return Err(ReplayError::Scenario(scenario.clone()));
    }
    let mut session = Session::start(playable, *seed, learner);
    fold.scene(&session);
    let mut chosen: Option<&str> = None;
    let mut shown = 0;
    for (index, event) in events.iter().enumerate().skip(1) {
        if let (Some(choice), Event::Resolved { outcome }) = (chosen, event) {
            choose(&mut session, choice, Some(*outcome), fold)?;
            chosen = None;
            continue;
        }
        if let Some(choice) = chosen.take() {
            choose(&mut session, choice, None, fold)?;
        }
        match event {
            Event::Started { .. } | Event::Resolved { .. } => return Err(ReplayError::Order(index + 1)),
            Event::Shown { at, .. } => {
                let now = shown_at(&session, shown);
                if now != Some(at) {
                    return Err(ReplayError::Elsewhere { was: at.clone(), is: now.map(str::to_owned) });
                }
                shown += 1;
            }
            Event::Chosen { choice, .. } => chosen = Some(choice),
            Event::Hinted { at, choice, .. } => {
                let hint = session.hint(choice.as_deref()).ok_or_else(|| ReplayError::Hint(at.clone()))?;
                fold.hinted(&session, &hint);
            }
            Event::Ended(ended) => {
                if let crate::Ended::Left { .. } = ended {
                    session.leave();
                    fold.scene(&session);
                }
            }
        }
    }
    if let Some(choice) = chosen {
        choose(&mut session, choice, None, fold)?;
    }
    Ok(session)
}

fn choose(
    session: &mut Session<'_>,
    choice: &str,
    fixed: Option<u32>,
    fold: &mut impl Fold,
) -> Result<(), ReplayError> {
    if let Some(view) = session.scene().on_offer().find(|view| view.id == choice) {
        fold.chosen(session, view);
    }
    session.choose(choice, fixed)?;
    fold.scene(session);
    Ok(())
}

/// Where the run came to, counting its situations and endings from 0.
fn shown_at<'s>(session: &'s Session<'_>, number: usize) -> Option<&'s str> {
    let shown = session.events().iter().filter_map(|event| match event {
        Event::Shown { at, .. } => Some(at.as_str()),
        Event::Started { .. }
        | Event::Chosen { .. }
        | Event::Resolved { .. }
        | Event::Hinted { .. }
        | Event::Ended(_) => None,
    });
    shown.into_iter().nth(number)
}
