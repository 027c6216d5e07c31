//! Full-screen tests.

mod any;
mod frames;
mod pages;
mod runs;

use std::time::Duration;

use scn_run::{Event, Holder, KeepError, Keeper, Playable, Session};
use scn_terminal::screen::{Face, Key, Look, Screen, Setting, Size};

use super::neighbour;

const PLAIN: Look = Look { colour: false, ascii: false };

fn setting() -> Setting {
    Setting { look: PLAIN, limits_off: false, told: Vec::new(), keeps: None }
}

fn size(columns: usize, rows: usize) -> Size {
    Size { columns, rows }
}

/// Records events in memory; can be made to fail.
#[derive(Debug)]
struct Memory {
    holder: Holder,
    kept: Vec<Event>,
    fails: u32,
}

impl Memory {
    fn of(holder: Holder) -> Self {
        Self { holder, kept: Vec::new(), fails: 0 }
    }

    fn settle(&mut self) -> Result<(), KeepError> {
        match self.fails.checked_sub(1) {
            Some(left) => {
                self.fails = left;
                Err(KeepError("the disk is full".to_owned()))
            }
            None => Ok(()),
        }
    }
}

impl Keeper for Memory {
    fn holder(&self) -> &Holder {
        &self.holder
    }

    fn keep(&mut self, events: &[Event]) -> Result<(), KeepError> {
        self.settle()?;
        if self.holder != Holder::Guest {
            self.kept.extend_from_slice(events);
        }
        Ok(())
    }

    fn adopt(&mut self, name: &str, events: &[Event]) -> Result<(), KeepError> {
        self.settle()?;
        self.holder = Holder::Learner(name.to_owned());
        self.kept = events.to_vec();
        Ok(())
    }

    fn way_back(&self) -> Option<String> {
        self.holder.learner().map(|name| format!("scn play --learner {name}"))
    }

    fn can_adopt(&self) -> bool {
        true
    }
}

/// Presses keys. A character stands for itself, except: `^` up, `v` down, `>` page down, `<` page
/// up, `.` Enter, `$` end, `!` Escape, `~` Backspace.
fn press(screen: &mut dyn Face, keys: &str) {
    for sign in keys.chars() {
        screen.press(match sign {
            '^' => Key::Up,
            'v' => Key::Down,
            '>' => Key::PageDown,
            '<' => Key::PageUp,
            '.' => Key::Enter,
            '!' => Key::Escape,
            '~' => Key::Backspace,
            '$' => Key::End,
            sign => Key::Char(sign),
        });
    }
}

/// Starts the story on a screen with a recorder, and passes the screen to `with`.
fn on_screen<T>(keeper: &mut Memory, setting: Setting, size: Size, with: impl FnOnce(&mut Screen<'_, '_>) -> T) -> T {
    let story = neighbour();
    let playable = Playable::new(&story, None).expect("the scenario is whole");
    let session = Session::start(&playable, 7, None);
    let mut screen = Screen::new(session, keeper, setting, size);
    with(&mut screen)
}

/// Returns the whole page at the given width.
fn all(screen: &mut Screen<'_, '_>, columns: usize) -> String {
    screen.resize(size(columns, 400));
    screen.frame().plain()
}

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}
