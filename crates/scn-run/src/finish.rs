//! The result of playing a run, in any front end.

use std::io;

use scn_story::RunResult;
use thiserror::Error;

use crate::session::{ChooseError, Pick, Session};
use crate::{Ended, Event, Playable, Scripted};

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
    #[error("choice {number}: `{words}` is the start of several choices: {}", scn_text::named_ids(.several))]
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
pub fn scripted(session: &Session<'_>, number: usize, scripted: &Scripted) -> Result<String, PlayError> {
    let locked = match session.pick(&scripted.choice) {
        Pick::One(id) => return Ok(id),
        Pick::Several(several) => {
            return Err(PlayError::Ambiguous { number, words: scripted.choice.clone(), several });
        }
        Pick::Locked { .. } => true,
        Pick::Used | Pick::Nothing => false,
    };
    let scene = session.scene();
    let at = scene.passages.last().and_then(crate::Passage::node).unwrap_or_default().to_owned();
    let on_offer = scene.on_offer().map(|view| view.id.clone()).collect();
    let error = ChooseError::NotOnOffer { at, choice: scripted.choice.clone(), locked, on_offer };
    Err(PlayError::Script { number, error })
}
