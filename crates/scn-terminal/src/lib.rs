//! Runs, courses and lessons in a terminal: line mode, full screen, group mode, and lines of JSON
//! for another program.
//!
//! Takes: a session of `scn-run`, an input, an output and options; for the full screen, keys, sizes
//! and durations. Gives: text on the output; for the full screen, frames. Must not know: source
//! text, the compiler, the disk, the environment, the clock, and the terminal itself, which the
//! caller owns.
//!
//! # How a command plays
//!
//! ```
//! use scn_run::{Finish, Playable, Recording, Session, Stories};
//! use scn_run::{markdown_transcript, parse_choices};
//! use scn_story::{RunResult, Story};
//! use scn_terminal::{Options, play};
//!
//! let json = std::fs::read_to_string("../scn-story/schema/till.json")?;
//! let story = Story::from_json(&json)?;
//! let playable = Playable::new(&story, None)?;
//!
//! // The first choice is scripted, as with `--choices`. The second is read from the input.
//! let choices = parse_choices("look,outcome 2")?;
//! let options = Options { width: 60, choices, ..Options::default() };
//! let session = Session::start(&playable, 7, None);
//! let (mut input, mut output) = (&b"guess\n"[..], Vec::new());
//! let played = play(session, &options, Recording::none(), &mut input, &mut output)?;
//!
//! assert_eq!(played.finish, Finish::Ended(RunResult::Mixed));
//! assert!(String::from_utf8(output)?.contains("She believes you."));
//! let transcript = markdown_transcript(&playable, &played.events, &Stories::new(), None)?;
//! assert!(transcript.contains("She believes you."));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - The caller decides `interactive` (is input a terminal?), `colour` (is output a terminal, and
//!   `NO_COLOR` unset?), `width`, and the seed.
//! - Ctrl-C: [`Options::interrupt`] is checked before and after every read, and when a read fails
//!   with [`ErrorKind::Interrupted`](std::io::ErrorKind::Interrupted). A signal does not end a read
//!   from a terminal, so the caller wraps standard input in a `BufRead` that returns this error
//!   once the flag is set (for example, lines read by a thread and received with a timeout).
//! - [`PlayOutcome::finish`](scn_run::PlayOutcome::finish) says how playing ended. A
//!   [`PlayError`](scn_run::PlayError) is a scripted choice that is not on offer, or an input or
//!   output error. If the reader of the output closes it, that is not an error but
//!   [`Finish::Closed`](scn_run::Finish::Closed).

mod content;
mod debrief;
mod json_lines;
mod line;
mod lines;
pub mod screen;

pub use json_lines::play_json;
pub use lines::{Options, ScenarioChoice, ask_scenario, play, play_group, print_lesson, print_progress, take_course};
