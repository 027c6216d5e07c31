//! Pages other than the scene: help, the prompts for a name and for leaving, and the menu after the
//! debrief.

use super::super::paper::Look;
use super::super::part::{Line, Part};
use super::super::sheet::{Choice, Command, Sheet};
use super::{After, Setting};
use scn_run::{RecordOwner, Recording, Session, Words};
use scn_text::counted;
use scn_text::styled::Role;

/// Says who plays, and whether the run is recorded.
pub(super) fn who(recording: &Recording<'_>, setting: &Setting) -> String {
    match (recording.owner(), &setting.keeps) {
        (RecordOwner::Learner(name), _) => format!("You are playing as {name}."),
        (RecordOwner::Guest, None) => "You are playing as a guest: nothing of this run is kept.".to_owned(),
        (RecordOwner::Guest, Some(kept)) => {
            format!("You are playing as a guest: nothing of this run is kept but {kept}.")
        }
    }
}

/// Returns the blocks before the first scene.
pub(super) fn opening(session: &Session<'_>, recording: &Recording<'_>, setting: &Setting) -> Vec<Part> {
    let mut lines = Vec::new();
    if let Some(minutes) = session.playable().scenario().minutes {
        lines.push(format!("About {}.", counted(minutes, "minute")));
    }
    lines.push(who(recording, setting));
    if setting.limits_off {
        lines.push("Time limits are off.".to_owned());
    }
    let told = setting.told.iter().map(|words| Line::say(Role::Warning, words).into());
    told.chain([Line::say(Role::Aside, &lines.join(" ")).into()]).collect()
}

fn back() -> Vec<Command> {
    vec![Command::new('b', "back")]
}

pub(super) fn help(session: &Session<'_>, recording: &Recording<'_>, setting: &Setting, look: Look) -> Sheet {
    let arrows = look.sign("↑ ↓", "arrows");
    let hints = match session.hints_left() {
        0 if session.hinted().is_empty() => "a hint (there is none here)".to_owned(),
        0 => "a hint (there is none left here)".to_owned(),
        left => format!("a hint, about the choice marked if one is ({left} left here)"),
    };
    let save = match (recording.owner(), recording.can_save_as()) {
        (RecordOwner::Guest, true) => "keep the run under a name, and leave it",
        (RecordOwner::Guest, false) => "save and leave (nothing can be kept here)",
        (RecordOwner::Learner(_), _) => "save the run and leave it",
    };
    let keys = [
        ("1 2 3", "make the choice of this number"),
        ("a c d", "make the choice of this letter, as it stands beside the number"),
        (arrows, "go through the text and the choices"),
        ("enter", "make the choice marked >"),
        ("space", "show more of the text"),
        ("h", &hints),
        ("b", "back: undo the last choice, as far as the start. It stays in the record and counts for nothing"),
        ("m", "the map: what you have met so far"),
        ("s", save),
        ("q", "leave the run"),
        ("?", "this help"),
    ];
    let mut parts: Vec<Part> = keys
        .into_iter()
        .map(|(key, meaning)| Line::say(Role::Text, meaning).behind(&format!("{key:>6}  ")).tight().into())
        .collect();
    parts.push(Line::say(Role::Text, &who(recording, setting)).into());
    let clock = if setting.limits_off {
        "Time limits are off."
    } else {
        "Where a choice is taken by itself after some time, the time left is shown. It stands still while this help, the \
         map or a question is shown. `--no-time` switches time limits off."
    };
    parts.push(Line::say(Role::Text, clock).into());
    Sheet { title: "Help".to_owned(), parts, next: Some("go on".to_owned()), commands: back(), ..Sheet::default() }
}

pub(super) fn map(parts: Vec<Part>) -> Sheet {
    Sheet {
        title: "Map of this run".to_owned(),
        parts,
        next: Some("go on".to_owned()),
        commands: back(),
        ..Sheet::default()
    }
}

pub(super) fn name(after: After) -> Sheet {
    let words = match after {
        After::Leave => "The run is kept under this name, and you can go on with it another time.",
        After::GoOn => "The run is kept under this name.",
    };
    let parts = vec![
        Line::say(Role::Text, words).into(),
        Line::say(Role::Text, "Nobody checks who you are on this machine: use the same name each time.").into(),
    ];
    Sheet { title: "Keep this run".to_owned(), parts, field: Some("Your name".to_owned()), ..Sheet::default() }
}

/// The items of a menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Item {
    GoOn,
    Keep(After),
    Map,
    Again,
    Leave,
}

impl Item {
    fn words(self, recording: &Recording<'_>) -> &'static str {
        match self {
            Self::GoOn => "Go on",
            Self::Keep(After::Leave) => "Keep this run under a name, and leave",
            Self::Keep(After::GoOn) => "Keep this run under a name",
            Self::Map => "Look at the map of this run",
            Self::Again => "Play again",
            Self::Leave => match recording.owner() {
                RecordOwner::Guest if recording.can_save_as() => "Leave: nothing of this run is kept",
                RecordOwner::Guest | RecordOwner::Learner(_) => "Leave",
            },
        }
    }
}

/// Returns the possible actions at the end; the first one changes nothing.
pub(super) fn at_the_end(recording: &Recording<'_>) -> Vec<Item> {
    let keep = (*recording.owner() == RecordOwner::Guest && recording.can_save_as()).then_some(Item::Keep(After::GoOn));
    keep.into_iter().chain([Item::Map, Item::Again, Item::Leave]).collect()
}

/// Returns the possible actions when leaving.
pub(super) fn instead(recording: &Recording<'_>) -> Vec<Item> {
    let keep = recording.can_save_as().then_some(Item::Keep(After::Leave));
    [Item::GoOn].into_iter().chain(keep).chain([Item::Leave]).collect()
}

/// Returns a page with a menu.
pub(super) fn menu(title: &str, parts: Vec<Part>, items: &[Item], recording: &Recording<'_>) -> Sheet {
    let label = |item: &Item| vec![Words { text: item.words(recording).to_owned(), ..Words::default() }];
    let options = items.iter().map(|item| Choice { label: label(item), ..Choice::default() }).collect();
    Sheet { title: title.to_owned(), parts, options, menu: true, ..Sheet::default() }
}
