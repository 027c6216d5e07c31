//! Pages other than the scene: help, the prompts for a name and for leaving, and the menu after the
//! debrief.

use super::super::paper::Look;
use super::super::part::{Line, Part};
use super::super::sheet::{Choice, Command, Sheet};
use super::{After, Setting};
use scn_run::phrases::{run, screen};
use scn_run::{RecordOwner, Recording, Session, Words};
use scn_text::styled::Role;

/// Returns the blocks before the first scene.
pub(super) fn opening(session: &Session<'_>, recording: &Recording<'_>, setting: &Setting) -> Vec<Part> {
    let mut lines = Vec::new();
    if let Some(minutes) = session.playable().scenario().minutes {
        lines.push(run::about_minutes(minutes));
    }
    lines.push(run::who_plays(recording.owner(), setting.keeps.as_deref()));
    if setting.limits_off {
        lines.push(screen::LIMITS_OFF.to_owned());
    }
    let told = setting.told.iter().map(|words| Line::say(Role::Warning, words).into());
    told.chain([Line::say(Role::Aside, &lines.join(" ")).into()]).collect()
}

fn back() -> Vec<Command> {
    vec![Command::new('b', screen::BACK)]
}

pub(super) fn help(session: &Session<'_>, recording: &Recording<'_>, setting: &Setting, look: Look) -> Sheet {
    let arrows = look.sign("↑ ↓", screen::KEYS.arrows);
    let hints = screen::hints_left(session.hints_left(), !session.hinted().is_empty());
    let save = screen::help_save(recording.owner(), recording.can_save_as());
    let keys = screen::help(arrows, &hints, save);
    let mut parts: Vec<Part> = keys
        .into_iter()
        .map(|(key, meaning)| Line::say(Role::Text, meaning).behind(&format!("{key:>6}  ")).tight().into())
        .collect();
    parts.push(Line::say(Role::Text, &run::who_plays(recording.owner(), setting.keeps.as_deref())).into());
    let clock = if setting.limits_off { screen::LIMITS_OFF } else { screen::HELP_LIMITS };
    parts.push(Line::say(Role::Text, clock).into());
    Sheet {
        title: screen::HELP.to_owned(),
        parts,
        next: Some(screen::GO_ON.to_owned()),
        commands: back(),
        ..Sheet::default()
    }
}

pub(super) fn map(parts: Vec<Part>) -> Sheet {
    Sheet {
        title: screen::MAP.to_owned(),
        parts,
        next: Some(screen::GO_ON.to_owned()),
        commands: back(),
        ..Sheet::default()
    }
}

pub(super) fn name(after: After) -> Sheet {
    let words = match after {
        After::Leave => screen::NAME_AND_LEAVE,
        After::GoOn => screen::NAME_AND_GO_ON,
    };
    let parts = vec![Line::say(Role::Text, words).into(), Line::say(Role::Text, screen::NAMES_ARE_NOT_CHECKED).into()];
    Sheet {
        title: screen::KEEP_THIS_RUN.to_owned(),
        parts,
        field: Some(screen::YOUR_NAME.to_owned()),
        ..Sheet::default()
    }
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
            Self::GoOn => screen::ITEM_GO_ON,
            Self::Keep(After::Leave) => screen::ITEM_KEEP_AND_LEAVE,
            Self::Keep(After::GoOn) => screen::ITEM_KEEP,
            Self::Map => screen::ITEM_MAP,
            Self::Again => screen::ITEM_AGAIN,
            Self::Leave => match recording.owner() {
                RecordOwner::Guest if recording.can_save_as() => screen::ITEM_LEAVE_AND_LOSE,
                RecordOwner::Guest | RecordOwner::Learner(_) => screen::ITEM_LEAVE,
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
