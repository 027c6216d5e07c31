//! Full-screen tests.

mod any;
mod course;
mod course_record;
mod frames;
mod pages;
mod runs;

use std::time::Duration;

use scn_run::{
    Attempt, Event, Events, Part, Playable, RecordError, RecordOwner, Recorder, Recording, Session, Stories,
};
use scn_terminal::screen::{Key, Look, Screen, ScreenOptions, ScreenUi, Size};

use super::neighbour;

const PLAIN: Look = Look { colour: false, ascii: false };

fn setting() -> ScreenOptions {
    ScreenOptions { look: PLAIN, limits_off: false, notices: Vec::new(), keeps: None }
}

fn size(columns: usize, rows: usize) -> Size {
    Size { columns, rows }
}

/// Records events in memory, and fails as often as it is set to.
#[derive(Debug)]
struct Memory {
    owner: RecordOwner,
    recorded: Vec<Event>,
    /// What a guest did so far.
    guests: Vec<Event>,
    fails: u32,
}

impl Memory {
    fn of(owner: RecordOwner) -> Self {
        Self { owner, recorded: Vec::new(), guests: Vec::new(), fails: 0 }
    }

    fn settle(&mut self) -> Result<(), RecordError> {
        match self.fails.checked_sub(1) {
            Some(left) => {
                self.fails = left;
                Err(RecordError("the disk is full".to_owned()))
            }
            None => Ok(()),
        }
    }
}

impl Recorder for Memory {
    fn owner(&self) -> &RecordOwner {
        &self.owner
    }

    fn begin(&mut self, part: &Part) -> String {
        part.id().to_owned()
    }

    fn record(&mut self, _: &str, from: usize, events: Events<'_>) -> Result<(), RecordError> {
        let Events::Scenario(events) = events else { unreachable!("{events:?} of a run") };
        self.settle()?;
        let log = if self.owner.is_guest() { &mut self.guests } else { &mut self.recorded };
        assert_eq!(from, log.len(), "nothing is left out or given twice");
        log.extend_from_slice(events);
        Ok(())
    }

    fn save_as(&mut self, name: &str) -> Result<(), RecordError> {
        self.settle()?;
        self.owner = RecordOwner::Learner(name.to_owned());
        self.recorded = std::mem::take(&mut self.guests);
        Ok(())
    }

    fn can_save_as(&self) -> bool {
        true
    }

    fn resume_command(&self) -> Option<String> {
        self.owner.learner_name().map(|name| format!("scn play --learner {name}"))
    }

    fn attempts(&self) -> &[Attempt] {
        &[]
    }

    fn stories(&self) -> &Stories {
        static NONE: Stories = Stories::new();
        &NONE
    }

    fn seed(&mut self) -> u64 {
        7
    }
}

/// Presses keys. A character stands for itself, except: `^` up, `v` down, `>` page down, `<` page
/// up, `.` Enter, `$` end, `!` Escape, `~` Backspace.
fn press(screen: &mut dyn ScreenUi, keys: &str) {
    for sign in keys.chars() {
        screen.handle_key(match sign {
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

/// Starts the story on a screen, with a recorder, and gives it to `with`.
fn on_screen<T>(
    memory: &mut Memory,
    setting: ScreenOptions,
    size: Size,
    with: impl FnOnce(&mut Screen<'_, '_>) -> T,
) -> T {
    let story = neighbour();
    let playable = Playable::new(&story, None).expect("the scenario is whole");
    let session = Session::start(&playable, 7, None);
    let recording = Recording::begin_run(memory, &session);
    let mut screen = Screen::new(session, recording, setting, size);
    with(&mut screen)
}

/// Returns the whole page at the given width.
fn all(screen: &mut Screen<'_, '_>, columns: usize) -> String {
    screen.handle_resize(size(columns, 400));
    screen.current_frame().plain_text()
}

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}
