//! Selects the interface in which a run is played.

use std::io::{BufRead, Write};

use scn_run::{PlayError, PlayOutcome, Recording, Session};
use scn_terminal::{Options, play, play_group, play_json};

use crate::args::PlayArgs;

/// Plays a run in the requested interface: lines of JSON, the group mode, or lines of text.
pub(super) fn with_face<R: BufRead, W: Write>(
    args: &PlayArgs,
    session: Session<'_>,
    options: &Options<'_>,
    recording: Recording<'_>,
    input: &mut R,
    output: &mut W,
) -> Result<PlayOutcome, PlayError> {
    if args.events {
        play_json(session, options, recording, input, output)
    } else if args.group {
        play_group(session, options, recording, input, output)
    } else {
        play(session, options, recording, input, output)
    }
}
