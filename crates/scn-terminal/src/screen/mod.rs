//! The full-screen front end as plain values, without a terminal or a clock. Input is keys, sizes
//! and durations; output is a [`Frame`], the content of the whole screen. The owner of the terminal
//! draws it.
//!
//! # Pages in general
//!
//! Everything that is shown is a [`Page`]: a title, a position, [`PageBlock`]s to read, options to
//! choose from or a field to type into, and commands. [`PagePrompt`] shows one until there is an
//! [`Answer`]:
//!
//! ```
//! use scn_run::Words;
//! use scn_terminal::screen::{Answer, PagePrompt, PageOption, Command, ScreenUi, Key};
//! use scn_terminal::screen::{Line, Look, Role, Page, Size};
//! let label = |text: &str| vec![Words { text: text.to_owned(), ..Words::default() }];
//! let sheet = Page {
//!     title: "Lesson 1".to_owned(),
//!     position: "page 1 of 3".to_owned(),
//!     blocks: vec![Line::from_words(Role::Text, "Two of these are right.").into()],
//!     options: ["One", "Two", "Three"]
//!         .map(|it| PageOption { label: label(it), ..PageOption::default() })
//!         .into(),
//!     several: true,
//!     commands: vec![Command::new('q', "leave")],
//!     ..Page::default()
//! };
//! let size = Size { columns: 40, rows: 10 };
//! let mut ask = PagePrompt::new(sheet, size, Look { colour: false, ascii: false });
//! for key in [Key::Char('1'), Key::Char('3'), Key::Enter] {
//!     ask.handle_key(key);
//! }
//! assert_eq!(ask.answer(), Some(&Answer::Choices(vec![0, 2])));
//! ```
//!
//! - A page is wrapped again for every size, from [`Size::LEAST`] up. The part that does not fit
//!   scrolls, and a mark says so.
//! - The focus is always on a visible option, which has the mark `>`. Colour is never the only
//!   carrier of information.
//! - Options that are judged have no focus at first, so that none is favoured; the options of a
//!   [`Page::menu`] have it.
//! - A choice that cannot be taken back has [`Page::confirm`]: only Enter answers.
//! - Each option has a letter beside its number. Letters of commands are skipped.
//!
//! [`Screen`] plays a scenario with such pages. [`ScreenUi`] is the interface of both to a
//! terminal. [`take_course`] goes through a course, and has its pages and scenarios shown by a
//! [`ScreenHost`], one after the other.

mod ask;
mod course;
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

pub use crate::line::Line;
pub use ask::PagePrompt;
pub use course::{CourseOutcome, ScreenHost, take_course};
pub use frame::{Frame, Row, Size};
pub use key::Key;
pub use paper::Look;
pub use part::PageBlock;
pub use play::{Screen, ScreenOptions};
pub use sheet::{Answer, Command, Countdown, Page, PageOption};
pub use which::which_scenario;

pub use scn_text::styled::Role;

/// Something that is shown on a screen and handles keys.
pub trait ScreenUi {
    /// Handles a key press.
    fn handle_key(&mut self, key: Key);
    /// Handles text that was pasted. By default it is ignored: it would count as keys that nobody
    /// pressed.
    fn handle_paste(&mut self, _: &str) {}
    /// Handles a change of the screen size.
    fn handle_resize(&mut self, size: Size);
    /// Returns the current content of the screen.
    fn current_frame(&self) -> Frame;
    /// Returns whether there is nothing more to show.
    fn is_over(&self) -> bool;
    /// Returns whether a timer runs, so that `tick` must be called.
    fn is_timed(&self) -> bool {
        false
    }
    /// Advances the timer by the elapsed time.
    fn advance_timer(&mut self, _: Duration) {}
    /// Handles a request to stop at once, or the loss of the terminal.
    fn handle_interrupt(&mut self) {}
}
