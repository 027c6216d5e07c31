//! The full-screen face, as values: no terminal, no clock. Keys, sizes and spans of time go in; a
//! [`Frame`] comes out, which is the whole screen. Whoever owns a terminal draws it.
//!
//! # Pages in general
//!
//! Everything that is shown is a [`Sheet`]: a title, a place, [`Part`]s to read, options to choose
//! from or a field to type into, commands. [`Ask`] shows one until there is an [`Answer`]:
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
//! - A sheet is filled into lines anew for every size, from [`Size::LEAST`] up. What does not fit
//!   scrolls, and a mark says so.
//! - The focus is always on something that is seen, and the mark `>` tells it; nothing is told by
//!   colour alone.
//! - Options that are judged have no focus at first, so that none is favoured; those of a
//!   [`Sheet::menu`] have.
//! - A letter stands for each option, beside its number: those of commands are left out.
//!
//! [`Screen`] plays a scenario with such sheets; a [`Face`] is what a terminal needs of either.

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

/// What is shown on a screen and answers keys.
pub trait Face {
    /// A key was pressed.
    fn press(&mut self, key: Key);
    /// The screen has another size.
    fn resize(&mut self, size: Size);
    /// What the screen shows now.
    fn frame(&self) -> Frame;
    /// Whether there is nothing more to show.
    fn is_over(&self) -> bool;
    /// Whether a time runs, so that `tick` is wanted.
    fn is_timed(&self) -> bool {
        false
    }
    /// So much time has passed.
    fn tick(&mut self, _: Duration) {}
    /// Somebody wants to stop at once, or the terminal is gone.
    fn interrupt(&mut self) {}
}
