//! The result of playing a run, in any front end.

use std::io;

use scn_story::RunResult;
use thiserror::Error;

use crate::session::{ChoiceMatch, ChooseError, Session};
use crate::{Ended, Event, Playable, ScriptedChoice};

/// The result of playing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayOutcome {
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
    #[error("choice {number}: several choices start with `{words}`: {}", scn_text::named_ids(.several))]
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

/// Returns the result of a run that stopped; `None` if it reached no ending.
#[must_use]
pub fn result_of(playable: &Playable<'_>, ended: &Ended) -> Option<RunResult> {
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

/// Resolves a scripted choice to the id of a choice on offer. `number` is the position in the
/// script, counted from 1, for errors.
///
/// # Errors
///
/// When no choice on offer matches, or several do.
pub fn resolve_scripted(session: &Session<'_>, number: usize, scripted: &ScriptedChoice) -> Result<String, PlayError> {
    let locked = match session.match_choice(&scripted.choice) {
        ChoiceMatch::One(id) => return Ok(id),
        ChoiceMatch::Several(several) => {
            return Err(PlayError::Ambiguous { number, words: scripted.choice.clone(), several });
        }
        ChoiceMatch::Locked { .. } => true,
        ChoiceMatch::Used | ChoiceMatch::Nothing => false,
    };
    let scene = session.scene();
    let node_id = scene.passages.last().and_then(crate::Passage::node_id).unwrap_or_default().to_owned();
    let on_offer = scene.on_offer().map(|view| view.id.clone()).collect();
    let error = ChooseError::NotOnOffer { at: node_id, choice: scripted.choice.clone(), locked, on_offer };
    Err(PlayError::Script { number, error })
}
