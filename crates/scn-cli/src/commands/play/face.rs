//! Selects the interface in which a run is played.

use std::io::{BufRead, Write};

use scn_run::{PlayError, Played, Recording, Session};
use scn_terminal::{Options, lead, play, speak};

use crate::args::PlayArgs;

/// Plays a run in the requested interface: lines of JSON, the group mode, or lines of text.
pub(super) fn with_face<R: BufRead, W: Write>(
    args: &PlayArgs,
    session: Session<'_>,
    options: &Options<'_>,
    recording: Recording<'_>,
    input: &mut R,
    output: &mut W,
) -> Result<Played, PlayError> {
    if args.events {
        speak(session, options, recording, input, output)
    } else if args.group {
        lead(session, options, recording, input, output)
    } else {
        play(session, options, recording, input, output)
    }
}
