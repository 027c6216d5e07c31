//! Connects the wire protocol to an input and an output: a run for another front end, as lines of
//! JSON in both directions.

use std::io::{self, BufRead, ErrorKind, Write};

use scn_run::wire::{LONGEST, Protocol};
use scn_run::{Finish, PlayError, PlayOutcome, Recording, Session};

use crate::Options;
use crate::lines::{InputLine, read_bytes};

/// Plays a run from its current state, newly started or resumed, with a front end at the other end
/// of `input` and `output`. Each line is sent as soon as it exists, after its event has been passed
/// to the recorder. Of the options, it uses `choices`, `keeps` and `interrupt`.
///
/// # Errors
///
/// When a scripted choice is not on offer, or input or output fails. A closed output is not an
/// error.
pub fn play_json<R: BufRead, W: Write>(
    session: Session<'_>,
    options: &Options<'_>,
    recording: Recording<'_>,
    input: &mut R,
    output: &mut W,
) -> Result<PlayOutcome, PlayError> {
    let mut protocol = Protocol::new(session, recording, options.keeps.clone(), options.choices.len());
    let finish = match run_protocol(&mut protocol, options, input, output) {
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
    Ok(PlayOutcome { finish, events: protocol.events().to_vec() })
}

fn run_protocol<R: BufRead, W: Write>(
    protocol: &mut Protocol<'_, '_>,
    options: &Options<'_>,
    input: &mut R,
    output: &mut W,
) -> Result<Finish, PlayError> {
    send_text(output, &protocol.opening_lines())?;
    for (at, written) in options.choices.iter().enumerate() {
        let text = protocol.make_scripted_choice(at + 1, written)?;
        send_text(output, &text)?;
    }
    let mut interrupted = false;
    while protocol.awaits_line() {
        match read_bytes(input, options.interrupt, LONGEST).map_err(PlayError::Read)? {
            InputLine::Read((line, whole)) => send_text(output, &protocol.answer_line(&line, whole))?,
            InputLine::End => break,
            InputLine::Interrupted => {
                interrupted = true;
                break;
            }
        }
    }
    let (text, finish) = protocol.closing_lines(interrupted);
    send_text(output, &text)?;
    Ok(finish)
}

fn send_text(output: &mut impl Write, text: &str) -> Result<(), PlayError> {
    let sent: io::Result<()> = output.write_all(text.as_bytes()).and_then(|()| output.flush());
    sent.map_err(PlayError::Write)
}
