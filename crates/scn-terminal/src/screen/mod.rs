//! The full-screen front end as plain values, without a terminal or a clock. Input is keys, sizes
//! and durations; output is a [`Frame`], the content of the whole screen. The owner of the terminal
//! draws it.
//!
//! # Pages in general
//!
//! Everything that is shown is a [`Sheet`]: a title, a position, [`Part`]s to read, options to
//! choose from or a field to type into, and commands. [`Ask`] shows one until there is an
//! [`Answer`]:
//!
//! ```
//! use scn_run::Words;
//! use scn_terminal::screen::{Answer, Ask, Choice, Command, Face, Key};
//! use scn_terminal::screen::{Line, Look, Role, Sheet, Size};
//! let label = |text: &str| vec![Words { text: text.to_owned(), ..Words::default() }];
//! let sheet = Sheet {
//!     title: "Lesson 1".to_owned(),
//!     place: "page 1 of 3".to_owned(),
//!     parts: vec![Line::say(Role::Text, "Two of these are right.").into()],
//!     options: ["One", "Two", "Three"]
//!         .map(|it| Choice { label: label(it), ..Choice::default() })
//!         .into(),
//!     several: true,
//!     commands: vec![Command::new('q', "leave")],
//!     ..Sheet::default()
//! };
//! let size = Size { columns: 40, rows: 10 };
//! let mut ask = Ask::new(sheet, size, Look { colour: false, ascii: false });
//! for key in [Key::Char('1'), Key::Char('3'), Key::Enter] {
//!     ask.press(key);
//! }
//! assert_eq!(ask.answer(), Some(&Answer::Choices(vec![0, 2])));
//! ```
//!
//! - A page is wrapped again for every size, from [`Size::LEAST`] up. The part that does not fit
//!   scrolls, and a mark says so.
//! - The focus is always on a visible option, which has the mark `>`. Colour is never the only
//!   carrier of information.
//! - Options that are judged have no focus at first, so that none is favoured; the options of a
//!   [`Sheet::menu`] have it.
//! - Each option has a letter beside its number. Letters of commands are skipped.
//!
//! [`Screen`] plays a scenario with such pages. [`Face`] is the interface of both to a terminal.

mod ask;
mod frame;
mod key;
mod layout;
mod paper;
mod part;
mod play;
mod sheet;
mod view;
mod which;

use std::time::Duration;

pub use ask::Ask;
pub use frame::{Frame, Row, Size};
pub use key::Key;
pub use paper::Look;
pub use part::{Line, Part};
pub use play::{Screen, Setting};
pub use sheet::{Answer, Choice, Command, Countdown, Sheet};
pub use which::which_scenario;

pub use scn_text::styled::Role;

/// Something that is shown on a screen and handles keys.
pub trait Face {
    /// Handles a key press.
    fn press(&mut self, key: Key);
    /// Handles a change of the screen size.
    fn resize(&mut self, size: Size);
    /// Returns the current content of the screen.
    fn frame(&self) -> Frame;
    /// Returns whether there is nothing more to show.
    fn is_over(&self) -> bool;
    /// Returns whether a timer runs, so that `tick` must be called.
    fn is_timed(&self) -> bool {
        false
    }
    /// Advances the timer by the elapsed time.
    fn tick(&mut self, _: Duration) {}
    /// Handles a request to stop at once, or the loss of the terminal.
    fn interrupt(&mut self) {}
}
