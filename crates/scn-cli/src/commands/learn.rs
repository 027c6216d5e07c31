//! `scn learn`.

use std::io::{self, IsTerminal};

use scn_run::{Finish, PlayError};
use scn_terminal::screen::{Look, ScreenOptions};
use scn_terminal::{Options, take_course};

use super::play::{INTERRUPTED, STATUS_INTERRUPTED, load_story, run_stdio};
use crate::args::{Color, LearnArgs};
use crate::failure::{Failure, plain_reason};
use crate::fullscreen;
use crate::recording::{LearnerRecords, course_arguments};
use crate::screen::{Screen, terminal_rows};

/// Takes a learner through a course: in full-screen mode on a terminal, else line by line. Returns
/// 1 if errors in its pack prevent it.
pub(crate) fn run(args: &LearnArgs, color: Color) -> Result<u8, Failure> {
    let Some(found) = load_story(args.path.as_deref(), args.language.as_deref(), color)? else { return Ok(1) };
    let _speaking = scn_run::phrases::speak_language_of(&found.story);
    let (mut records, who) = LearnerRecords::open(
        found.identity(),
        &args.whose,
        course_arguments(args.path.as_deref(), &args.whose.records),
    )?;
    let screen = Screen::stdout(color);
    // If the handler cannot be set, Ctrl-C still ends the program, only without the closing text.
    let _ = ctrlc::set_handler(|| INTERRUPTED.store(true, std::sync::atomic::Ordering::SeqCst));
    if !args.plain && fullscreen::is_possible(screen) {
        let setting = ScreenOptions {
            look: Look { colour: screen.colour, ascii: !screen.unicode },
            limits_off: args.no_time,
            // Text printed before full-screen mode would only be seen after it, when it no longer
            // applies.
            notices: who.map(|who| who.new_words()).unwrap_or_default(),
            keeps: None,
        };
        return Ok(exit_status(&fullscreen::take_course(&found.story, &setting, &mut records, &INTERRUPTED)?));
    }
    if let Some(who) = who {
        who.say_new();
    }
    let options = Options {
        width: screen.width,
        colour: screen.colour,
        plain: args.plain || screen.dumb || !screen.terminal || !screen.unicode,
        interactive: io::stdin().is_terminal(),
        interrupt: Some(&INTERRUPTED),
        ..Options::default()
    };
    let rows = terminal_rows().filter(|_| screen.terminal);
    let (mut input, mut output) = run_stdio();
    let learned = take_course(&found.story, &options, rows, &mut records, &mut input, &mut output);
    let finished = output.finish().map_err(PlayError::Write);
    match learned.and_then(|learned| finished.map(|()| learned)) {
        Ok(finish) => Ok(exit_status(&finish)),
        Err(PlayError::Read(error)) => {
            Err(Failure::new(format!("standard input cannot be read: {}", plain_reason(&error))))
        }
        Err(PlayError::Write(error)) => {
            Err(Failure::new(format!("standard output cannot be written: {}", plain_reason(&error))))
        }
        Err(error @ (PlayError::Script { .. } | PlayError::Ambiguous { .. })) => Err(Failure::new(error.to_string())),
    }
}

fn exit_status(finish: &Finish) -> u8 {
    match finish {
        Finish::Interrupted => STATUS_INTERRUPTED,
        Finish::Ended(_) | Finish::Stopped(_) | Finish::Quit | Finish::EndOfInput | Finish::Closed => 0,
    }
}
