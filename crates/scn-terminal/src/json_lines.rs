//! Connects the wire protocol to an input and an output: a run for another front end, as lines of
//! JSON in both directions.

use std::io::{self, BufRead, ErrorKind, Write};

use scn_run::wire::{LONGEST, Protocol};
use scn_run::{Finish, PlayError, Played, Recording, Session};

use crate::Options;
use crate::lines::{Line, read_bytes};

/// Plays a run from its current state, newly started or resumed, with a front end at the other end
/// of `input` and `output`. Each line is sent as soon as it exists, after its event has been passed
/// to the recorder. Of the options, it uses `choices`, `keeps` and `interrupt`.
///
/// # Errors
///
/// When a scripted choice is not on offer, or input or output fails. A closed output is not an
/// error.
pub fn speak<R: BufRead, W: Write>(
    session: Session<'_>,
    options: &Options<'_>,
    recording: Recording<'_>,
    input: &mut R,
    output: &mut W,
) -> Result<Played, PlayError> {
    let mut protocol = Protocol::new(session, recording, options.keeps.clone(), options.choices.len());
    let finish = match converse(&mut protocol, options, input, output) {
        Err(PlayError::Write(error)) if error.kind() == ErrorKind::BrokenPipe => {
            protocol.abandon();
            Finish::Closed
        }
        Err(error) => {
            protocol.abandon();
            return Err(error);
        }
        Ok(finish) => finish,
    };
    Ok(Played { finish, events: protocol.events().to_vec() })
}

fn converse<R: BufRead, W: Write>(
    protocol: &mut Protocol<'_, '_>,
    options: &Options<'_>,
    input: &mut R,
    output: &mut W,
) -> Result<Finish, PlayError> {
    send(output, &protocol.open())?;
    for (at, written) in options.choices.iter().enumerate() {
        let text = protocol.make(at + 1, written)?;
        send(output, &text)?;
    }
    let mut interrupted = false;
    while protocol.awaits() {
        match read_bytes(input, options.interrupt, LONGEST).map_err(PlayError::Read)? {
            Line::Read((line, whole)) => send(output, &protocol.answer(&line, whole))?,
            Line::End => break,
            Line::Interrupted => {
                interrupted = true;
                break;
            }
        }
    }
    let (text, finish) = protocol.close(interrupted);
    send(output, &text)?;
    Ok(finish)
}

fn send(output: &mut impl Write, text: &str) -> Result<(), PlayError> {
    let sent: io::Result<()> = output.write_all(text.as_bytes()).and_then(|()| output.flush());
    sent.map_err(PlayError::Write)
}
