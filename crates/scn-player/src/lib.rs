//! A run of a story: sessions, events, the debrief, the transcript, and the line-mode front end.
//!
//! Takes: a [`Story`](scn_story::Story) and, for the front end, input, output and options. Gives:
//! [`Session`] (the current scene and the effect of choosing), the [`Event`]s of a run, and their
//! folds: [`Debrief`], [`transcript()`]. Must not know: source text, the compiler, the disk, the
//! environment, the clock. Random outcomes are drawn from a seed that the caller gives.
//!
//! # How a command plays
//!
//! ```no_run
//! use scn_player::{Finish, Options, Playable, Session, Stories, Unkept};
//! use scn_player::{parse_choices, play, transcript};
//! # fn run(story: &scn_story::Story) -> Result<(), Box<dyn std::error::Error>> {
//! let playable = Playable::new(story, None)?; // or Some("neighbour")
//! let choices = parse_choices("ask,2,wait")?;
//! let options = Options { width: 80, choices, ..Options::default() };
//! let session = Session::start(&playable, 7, None);
//! let mut input = std::io::stdin().lock();
//! let mut output = std::io::stdout().lock();
//! let played = play(session, &options, &mut Unkept, &mut input, &mut output)?;
//! let markdown = transcript(&playable, &played.events, &Stories::new(), None)?;
//! # let _ = (markdown, played.finish == Finish::Quit);
//! # Ok(())
//! # }
//! ```
//!
//! - The caller decides `interactive` (is input a terminal?), `colour` (is output a terminal, and
//!   `NO_COLOR` unset?), `width`, and the seed.
//! - Ctrl-C: [`Options::interrupt`] is checked before and after every read, and when a read fails
//!   with [`ErrorKind::Interrupted`](std::io::ErrorKind::Interrupted). A signal does not end a read
//!   from a terminal, so the caller wraps standard input in a `BufRead` that returns this error
//!   once the flag is set (for example, lines read by a thread and received with a timeout).
//! - [`Played::finish`] says how playing ended. A [`PlayError`] is a scripted choice that is not on
//!   offer, or an input or output error. If the reader of the output closes it, that is not an
//!   error but [`Finish::Closed`].

mod attempt;
mod carry;
mod course;
mod debrief;
mod event;
mod journey;
mod keeper;
mod markdown;
mod playable;
mod progress;
mod protocol;
mod quiz;
mod random;
mod replay;
pub mod screen;
mod script;
mod session;
mod terminal;
mod text;
mod transcript;
mod versions;

pub use attempt::{At, Attempt, LessonEvent, Log, Part, QuizEvent, Stamped};
pub use carry::{Counterpart, Earlier, Fate, Nodes, carried_run, words_as_written};
pub use course::{CourseKeeper, CourseState, Further, Handled, PartState, Status, completed};
pub use debrief::{
    Band, CLOSING, COURSE_CLOSING, Debrief, Decision, Given, Judgement, Profile, SITUATION_CHANGED, Score, Vote,
};
pub use event::{Ended, Event, Votes};
pub use journey::{Change, Departure, Journey, JourneyEnding, JourneyError, JourneyStep, Reworded};
pub use keeper::{Holder, KeepError, Keeper, Unkept};
pub use markdown::{callout_word, media_word};
pub use playable::{Playable, StartError};
pub use progress::Progress;
pub use protocol::{Protocol, events_page, events_schema, speak};
pub use quiz::{AnswerError, Asked, Checked, QuizPickUpError, QuizPickedUp, QuizResult, QuizSession, Told, Verdict};
pub use replay::{Dropped, PickedUp, ReplayError, pick_up, replayed};
pub use script::{ScriptError, Scripted, choices_so_far, parse_choices};
pub use session::{ChoiceView, ChooseError, HintView, LinkView, Lock, Passage, Pick, Scene, Session, Spread};
pub use terminal::{
    Finish, Options, PlayError, Played, ScenarioPick, TRADE, ask_scenario, ended_words, lead, learn, lesson, play,
    progress, result_word,
};
pub use text::{GUEST, ShownBlock, Text, Words, plain};
pub use transcript::transcript;
pub use versions::{Relation, Stories, Versions};
