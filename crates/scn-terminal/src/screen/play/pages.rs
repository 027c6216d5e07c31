//! Pages other than the scene: help, the prompts for a name and for leaving, and the menu after the
//! debrief.

use super::super::paper::Look;
use super::super::part::PageBlock;
use super::super::sheet::{Command, Page, PageOption};
use super::{AfterNaming, ScreenOptions};
use crate::content::{ask_lines, who_plays};
use crate::line::{Line, explain_keys};
use scn_run::phrases::{run, screen};
use scn_run::{RecordOwner, Recording, Session, Words};
use scn_text::styled::Role;

/// Returns the blocks before the first scene.
pub(super) fn opening_blocks(
    session: &Session<'_>,
    recording: &Recording<'_>,
    setting: &ScreenOptions,
) -> Vec<PageBlock> {
    let mut lines = Vec::new();
    if let Some(minutes) = session.playable().scenario().minutes {
        lines.push(run::ABOUT_MINUTES.about(minutes));
    }
    lines.push(who_plays(recording, setting.keeps.as_deref()));
    if setting.limits_off {
        lines.push(screen::LIMITS_OFF.text().to_owned());
    }
    let notices = setting.notices.iter().map(|words| Line::from_words(Role::Warning, words).into());
    notices.chain([Line::from_words(Role::Aside, &lines.join(" ")).into()]).collect()
}

fn back_commands() -> Vec<Command> {
    vec![Command::new('b', screen::BACK.text())]
}

pub(super) fn help(session: &Session<'_>, recording: &Recording<'_>, setting: &ScreenOptions, look: Look) -> Page {
    let arrows = look.pick_symbol("↑ ↓", screen::keys().arrows);
    let hints = screen::hints_left(session.hints_left(), !session.shown_hints().is_empty());
    let save = screen::help_save(recording);
    let keys = screen::help(arrows, &hints, save);
    let mut parts: Vec<PageBlock> = explain_keys(&keys).into_iter().map(Into::into).collect();
    parts.push(Line::from_words(Role::Text, &who_plays(recording, setting.keeps.as_deref())).into());
    let clock = if setting.limits_off { screen::LIMITS_OFF.text() } else { screen::HELP_LIMITS.text() };
    parts.push(Line::from_words(Role::Text, clock).into());
    Page {
        title: screen::HELP.text().to_owned(),
        blocks: parts,
        next: Some(screen::GO_ON.text().to_owned()),
        commands: back_commands(),
        ..Page::default()
    }
}

pub(super) fn map_page(parts: Vec<PageBlock>) -> Page {
    Page {
        title: screen::MAP.text().to_owned(),
        blocks: parts,
        next: Some(screen::GO_ON.text().to_owned()),
        commands: back_commands(),
        ..Page::default()
    }
}

pub(super) fn name_page(after: AfterNaming) -> Page {
    let words = match after {
        AfterNaming::Leave => screen::NAME_AND_LEAVE.text(),
        AfterNaming::GoOn => screen::NAME_AND_GO_ON.text(),
    };
    let parts = vec![
        Line::from_words(Role::Text, words).into(),
        Line::from_words(Role::Text, screen::NAMES_ARE_NOT_CHECKED.text()).into(),
    ];
    Page {
        title: screen::KEEP_THIS_RUN.text().to_owned(),
        blocks: parts,
        field: Some(screen::YOUR_NAME.text().to_owned()),
        ..Page::default()
    }
}

/// Returns the page on which the learner answers the question of the situation in their own words.
pub(super) fn words_page(session: &Session<'_>) -> Page {
    let mut parts: Vec<PageBlock> = session.current_ask().iter().flat_map(ask_lines).map(PageBlock::from).collect();
    parts.push(Line::from_words(Role::Aside, screen::HOW_TO_WRITE.text()).into());
    Page {
        title: screen::IN_YOUR_OWN_WORDS.text().to_owned(),
        blocks: parts,
        field: Some(screen::YOUR_WORDS.text().to_owned()),
        ..Page::default()
    }
}

/// The items of a menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MenuItem {
    GoOn,
    Keep(AfterNaming),
    Map,
    Again,
    Leave,
}

impl MenuItem {
    fn menu_label(self, recording: &Recording<'_>) -> &'static str {
        match self {
            Self::GoOn => screen::ITEM_GO_ON.text(),
            Self::Keep(AfterNaming::Leave) => screen::ITEM_KEEP_AND_LEAVE.text(),
            Self::Keep(AfterNaming::GoOn) => screen::ITEM_KEEP.text(),
            Self::Map => screen::ITEM_MAP.text(),
            Self::Again => screen::ITEM_AGAIN.text(),
            Self::Leave if recording.is_in_course() => screen::ITEM_TO_THE_COURSE.text(),
            Self::Leave => match recording.owner() {
                RecordOwner::Guest if recording.can_save_as() => screen::ITEM_LEAVE_AND_LOSE.text(),
                RecordOwner::Guest | RecordOwner::Learner(_) => screen::ITEM_LEAVE.text(),
            },
        }
    }
}

/// Returns the possible actions at the end; the first one changes nothing.
pub(super) fn end_menu_items(recording: &Recording<'_>) -> Vec<MenuItem> {
    let keep = (*recording.owner() == RecordOwner::Guest && recording.can_save_as())
        .then_some(MenuItem::Keep(AfterNaming::GoOn));
    keep.into_iter().chain([MenuItem::Map, MenuItem::Again, MenuItem::Leave]).collect()
}

/// Returns the possible actions when leaving.
pub(super) fn leave_menu_items(recording: &Recording<'_>) -> Vec<MenuItem> {
    let keep = recording.can_save_as().then_some(MenuItem::Keep(AfterNaming::Leave));
    [MenuItem::GoOn].into_iter().chain(keep).chain([MenuItem::Leave]).collect()
}

/// Returns a page with a menu.
pub(super) fn menu_page(title: &str, parts: Vec<PageBlock>, items: &[MenuItem], recording: &Recording<'_>) -> Page {
    let item_label = |item: &MenuItem| vec![Words::plain(item.menu_label(recording))];
    let options = items.iter().map(|item| PageOption { label: item_label(item), ..PageOption::default() }).collect();
    Page { title: title.to_owned(), blocks: parts, options, menu: true, ..Page::default() }
}
