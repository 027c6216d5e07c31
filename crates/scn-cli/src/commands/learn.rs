//! `scn learn`.

use std::io::{self, IsTerminal};

use scn_run::{Finish, PlayError};
use scn_terminal::{Options, learn};

use super::play::{INTERRUPTED, Lines, STATUS_INTERRUPTED, story};
use crate::args::{Color, LearnArgs};
use crate::failure::{Failure, reason};
use crate::recording::{LearnerRecords, course_arguments};
use crate::screen::{Screen, rows};

/// Takes a learner through a course. Returns 1 if errors in its pack prevent it.
pub(crate) fn run(args: &LearnArgs, color: Color) -> Result<u8, Failure> {
    let Some(found) = story(args.path.as_deref(), color)? else { return Ok(1) };
    let mut records = LearnerRecords::open(
        found.identity(),
        &args.whose,
        course_arguments(args.path.as_deref(), &args.whose.records),
    )?;
    let screen = Screen::stdout(color);
    // If the handler cannot be set, Ctrl-C still ends the program, only without the closing text.
    let _ = ctrlc::set_handler(|| INTERRUPTED.store(true, std::sync::atomic::Ordering::SeqCst));
    let options = Options {
        width: screen.width,
        colour: screen.colour,
        plain: args.plain || screen.dumb || !screen.terminal || !screen.unicode,
        interactive: io::stdin().is_terminal(),
        interrupt: Some(&INTERRUPTED),
        ..Options::default()
    };
    let rows = rows().filter(|_| screen.terminal);
    let learned = learn(&found.story, &options, rows, &mut records, &mut Lines::new(), &mut io::stdout().lock());
    match learned {
        Ok(Finish::Interrupted) => Ok(STATUS_INTERRUPTED),
        Ok(Finish::Ended(_) | Finish::Stopped(_) | Finish::Quit | Finish::EndOfInput | Finish::Closed) => Ok(0),
        Err(PlayError::Read(error)) => Err(Failure::new(format!("standard input cannot be read: {}", reason(&error)))),
        Err(PlayError::Write(error)) => {
            Err(Failure::new(format!("standard output cannot be written: {}", reason(&error))))
        }
        Err(error @ (PlayError::Script { .. } | PlayError::Ambiguous { .. })) => Err(Failure::new(error.to_string())),
    }
}
