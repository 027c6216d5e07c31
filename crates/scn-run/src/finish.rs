//! How playing came out, whichever front end the run was played in.

use std::io;

use scn_story::RunResult;
use thiserror::Error;

use crate::session::{ChooseError, Pick, Session};
use crate::{Ended, Event, Playable, Scripted};

/// How playing came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Played {
    /// Why it stopped.
    pub finish: Finish,
    /// What happened.
    pub events: Vec<Event>,
}

/// Why playing stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finish {
    /// The run came to an ending with this result, and the debrief was shown.
    Ended(RunResult),
    /// The run stopped by a mistake in the story; the debrief was shown.
    Stopped(Ended),
    /// The person left.
    Quit,
    /// The input ended before the run.
    EndOfInput,
    /// The interrupt flag was set.
    Interrupted,
    /// Nobody reads the output any more.
    Closed,
}

/// Why playing failed.
#[derive(Debug, Error)]
pub enum PlayError {
    /// A choice of the script could not be made.
    #[error("choice {number}: {error}")]
    Script {
        /// Which choice of the script, from 1.
        number: usize,
        /// Why.
        #[source]
        error: ChooseError,
    },
    /// A choice of the script is the start of several labels.
    #[error("choice {number}: `{words}` is the start of several choices: {}", scn_text::named_ids(.several))]
    Ambiguous {
        /// Which choice of the script, from 1.
        number: usize,
        /// What it says.
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

/// How a run came out that stopped so; `None` where it came to no ending.
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

/// The choice on offer that a script means; the script's choices are counted from 1.
///
/// # Errors
/// When none is meant, or several are.
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
