//! Plays a scenario on a screen.

mod account;
mod clock;
mod debrief;
mod map;
mod pages;
mod scene;

use std::fmt;
use std::time::Duration;

use scn_story::RunResult;

use super::Face;
use super::frame::{Frame, Size};
use super::key::Key;
use super::paper::Look;
use super::part::Line;
use super::sheet::{Answer, Sheet};
use super::view::{Pressed, Reveal, View};
use clock::{Clock, Passed};
use pages::Item;
use scene::{Chosen, With};
use scn_run::phrases::screen;
use scn_run::{Debrief, Ended, Finish, Passage, Played, RecordOwner, Recording, Session, phrases, plain};
use scn_text::styled::Role;

/// How a scenario is played on a screen.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The appearance.
    pub look: Look,
    /// Whether time limits are switched off.
    pub limits_off: bool,
    /// Notices before the first scene; for a resumed run, the changes in the story.
    pub told: Vec<String>,
    /// What the caller keeps of a guest's run, in words: ``the transcript `run.md` ``.
    pub keeps: Option<String>,
}

/// The page that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Page {
    Scene,
    Help,
    Map,
    Name(After),
    Leaving,
    Debrief,
}

/// What happens after a run has been given a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum After {
    GoOn,
    Leave,
}

/// A run on a screen, from its first scene to its debrief.
pub struct Screen<'p, 'k> {
    session: Session<'p>,
    recording: Recording<'k>,
    setting: Setting,
    size: Size,
    page: Page,
    sheet: Sheet,
    view: View,
    /// The pages below this one, with their views.
    under: Vec<(Page, View)>,
    /// The choices made on this screen that still count.
    chosen: Vec<Chosen>,
    note: Option<String>,
    clock: Option<Clock>,
    finish: Option<Finish>,
    again: bool,
}

impl fmt::Debug for Screen<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Screen").field("page", &self.page).field("session", &self.session).finish_non_exhaustive()
    }
}

impl<'p, 'k> Screen<'p, 'k> {
    /// Shows a run, which may have begun earlier: events before its last `resumed` are already
    /// recorded.
    #[must_use]
    pub fn new(session: Session<'p>, recording: Recording<'k>, setting: Setting, size: Size) -> Self {
        let mut this = Self {
            session,
            recording,
            setting,
            size,
            page: Page::Scene,
            sheet: Sheet::default(),
            view: View::default(),
            under: Vec::new(),
            chosen: Vec::new(),
            note: None,
            clock: None,
            finish: None,
            again: false,
        };
        this.keep();
        this.fresh_scene();
        this
    }

    /// Returns why playing stopped, and the events. If the run is not over, it counts as
    /// interrupted.
    #[must_use]
    pub fn played(&self) -> Played {
        Played { finish: self.finish.clone().unwrap_or(Finish::Interrupted), events: self.session.events().to_vec() }
    }

    /// Returns whether the scenario is to be played again.
    #[must_use]
    pub fn again(&self) -> bool {
        self.again
    }

    /// Returns the latest size of the screen.
    #[must_use]
    pub fn size(&self) -> Size {
        self.size
    }

    /// Returns the summary to print after the full screen is closed, so that important information
    /// does not vanish with it. Lines are at most `columns` wide, in the appearance of this screen.
    #[must_use]
    pub fn account(&self, columns: usize) -> Frame {
        account::of(self, columns)
    }

    /// Records what is not confirmed yet.
    fn keep(&mut self) {
        // What failed is shown on every sheet until it is made good.
        let _ = self.recording.record(self.session.events());
    }

    /// Builds the current page again.
    fn renew(&mut self) {
        let recording = &self.recording;
        let (session, setting) = (&self.session, &self.setting);
        let mut sheet = match self.page {
            Page::Scene => {
                let begins = self.chosen.is_empty();
                let opening = if begins { pages::opening(session, recording, setting) } else { Vec::new() };
                let save = *recording.owner() != RecordOwner::Guest || recording.can_save_as();
                let with = With { limits: !setting.limits_off, save };
                scene::sheet(session, opening, self.chosen.last(), with)
            }
            Page::Help => pages::help(session, recording, setting, setting.look),
            Page::Map => pages::map(map::parts(session, setting.look)),
            Page::Name(after) => pages::name(after),
            Page::Leaving => {
                let words = screen::LEAVING_LOSES;
                let parts = vec![Line::say(Role::Text, words).into()];
                pages::menu(screen::LEAVE_THE_RUN, parts, &pages::instead(recording), recording)
            }
            Page::Debrief => {
                // Replaying a run in the story in which it was played cannot fail; if it did, there
                // would be nothing to show.
                let debrief = Debrief::of(session.playable(), session.events(), recording.owner().learner());
                let parts = debrief.map(|debrief| debrief::parts(&debrief, setting.look)).unwrap_or_default();
                pages::menu(phrases::debrief::DEBRIEF, parts, &pages::at_the_end(recording), recording)
            }
        };
        if self.page == Page::Scene && self.clock.is_some() {
            sheet.countdown = self.clock.as_ref().map(Clock::countdown);
        }
        let trouble = recording.failure().map(phrases::recording::not_recorded_yet);
        sheet.note = match (&self.note, trouble) {
            (Some(note), Some(trouble)) => Some(format!("{note} {trouble}")),
            (note, trouble) => note.clone().or(trouble),
        };
        self.sheet = sheet;
    }

    fn fresh_scene(&mut self) {
        let timed = !self.setting.limits_off && self.session.scene().ended.is_none();
        self.clock = if timed { Clock::of(self.session.scene()) } else { None };
        self.under.clear();
        self.show(Page::Scene);
    }

    /// Shows a page from its start.
    fn show(&mut self, page: Page) {
        self.page = page;
        self.renew();
        self.view = View::of(&self.sheet, self.size, self.setting.look);
    }

    /// Shows a page on top of the current one.
    fn over(&mut self, page: Page) {
        self.under.push((self.page, std::mem::take(&mut self.view)));
        self.show(page);
    }

    /// Returns to the page below this one.
    fn back(&mut self) {
        if let Some((page, view)) = self.under.pop() {
            self.page = page;
            self.view = view;
            self.renew();
        }
    }

    fn answer(&mut self, answer: Answer) {
        match self.page {
            Page::Scene => self.in_scene(&answer),
            Page::Help | Page::Map => self.back(),
            Page::Name(after) => match answer {
                Answer::Typed(name) => self.save_as(&name, after),
                Answer::Choice(_) | Answer::Choices(_) | Answer::Command(_) | Answer::Next | Answer::Back => {
                    self.back();
                }
            },
            Page::Leaving => self.of_menu(&pages::instead(&self.recording), &answer),
            Page::Debrief => self.of_menu(&pages::at_the_end(&self.recording), &answer),
        }
    }

    fn in_scene(&mut self, answer: &Answer) {
        match answer {
            Answer::Choice(option) => self.choose(*option),
            Answer::Next => self.show(Page::Debrief),
            Answer::Command('h') => self.hint(),
            Answer::Command('b') => self.undo(),
            Answer::Command('m') => self.over(Page::Map),
            Answer::Command('s') => self.save(),
            Answer::Command('q') => self.leave(),
            Answer::Command('?') => self.over(Page::Help),
            Answer::Command(_) | Answer::Choices(_) | Answer::Typed(_) | Answer::Back => {}
        }
    }

    fn of_menu(&mut self, items: &[Item], answer: &Answer) {
        let item = match answer {
            Answer::Choice(option) => items.get(*option),
            Answer::Back => None,
            Answer::Choices(_) | Answer::Command(_) | Answer::Typed(_) | Answer::Next => return,
        };
        match item {
            None | Some(Item::GoOn) => self.back(),
            Some(Item::Keep(after)) => self.over(Page::Name(*after)),
            Some(Item::Map) => self.over(Page::Map),
            Some(Item::Again) => {
                self.again = true;
                self.end();
            }
            Some(Item::Leave) => self.end(),
        }
    }

    fn choose(&mut self, option: usize) {
        let Some(view) = self.session.scene().choices.get(option) else { return };
        let (id, label) = (view.id.clone(), view.label.clone());
        // Options on the page are on offer, so this succeeds.
        if self.session.choose(&id, None).is_ok() {
            self.chosen.push((label, false));
            self.keep();
            self.fresh_scene();
        }
    }

    fn hint(&mut self) {
        let before = self.session.hints_left();
        let focus = self.view.focus.and_then(|option| self.session.scene().choices.get(option));
        let about = focus.map(|view| view.id.clone());
        let hint = match about.and_then(|id| self.session.hint(Some(&id))) {
            Some(hint) => Some(hint),
            None => self.session.hint(None),
        };
        let Some(hint) = hint else {
            let words = if before == 0 { phrases::run::NO_FURTHER_HINT } else { screen::NO_HINT_ABOUT_THIS };
            self.note = Some(words.to_owned());
            return;
        };
        self.keep();
        self.renew();
        let choices = &self.session.scene().choices;
        let reveal = match &hint.choice {
            Some(id) => choices.iter().position(|view| view.id == *id).map(Reveal::Option),
            // The hints of the situation are the last blocks.
            None => self.sheet.parts.len().checked_sub(1).map(Reveal::Part),
        };
        if let Some(reveal) = reveal {
            self.view.reveal(&self.sheet, self.size, self.setting.look, reveal);
        }
    }

    fn undo(&mut self) {
        if self.session.scene().ended.is_some() {
            self.note = Some(screen::OVER.to_owned());
            return;
        }
        let Some(id) = self.session.undo() else {
            self.note = Some(screen::AT_THE_START.to_owned());
            return;
        };
        self.chosen.pop();
        let label = self.session.scene().choices.iter().find(|view| view.id == id).map(|view| plain(&view.label));
        self.note = Some(screen::undone(&label.unwrap_or(id)));
        self.keep();
        self.fresh_scene();
    }

    fn save(&mut self) {
        if self.session.scene().ended.is_some() {
            return;
        }
        match (self.recording.owner(), self.recording.can_save_as()) {
            (RecordOwner::Guest, true) => self.over(Page::Name(After::Leave)),
            (RecordOwner::Guest, false) => {
                self.note = Some(phrases::recording::NOWHERE_TO_KEEP.to_owned());
            }
            (RecordOwner::Learner(_), _) => self.save_and_end(),
        }
    }

    fn save_and_end(&mut self) {
        self.session.save();
        self.keep();
        if self.recording.failure().is_none() {
            self.end();
        }
    }

    fn save_as(&mut self, name: &str, after: After) {
        if name.is_empty() {
            self.note = Some(screen::TYPE_A_NAME.to_owned());
            return;
        }
        match self.recording.save_as(name, self.session.events()) {
            Ok(()) => {
                self.note = Some(phrases::recording::saved_as(name));
                self.back();
                match after {
                    After::GoOn => {}
                    After::Leave if self.session.scene().ended.is_some() => self.end(),
                    After::Leave => self.save_and_end(),
                }
                // The texts and possible actions have changed.
                self.renew();
                self.view.refresh(&self.sheet, self.size, self.setting.look);
            }
            Err(error) => self.note = Some(phrases::recording::not_saved(&error)),
        }
    }

    /// Leaves the run, after confirmation if something would be lost.
    fn leave(&mut self) {
        let guest = *self.recording.owner() == RecordOwner::Guest;
        let over = self.session.scene().ended.is_some();
        let lost = 0 < self.session.made()
            && (self.recording.failure().is_some() || guest && (!over || self.recording.can_save_as()));
        if lost { self.over(Page::Leaving) } else { self.end() }
    }

    /// Leaves the run at once.
    fn end(&mut self) {
        self.finish = Some(match self.session.scene().ended.clone() {
            Some(ended) => self.result().map_or(Finish::Stopped(ended), Finish::Ended),
            None => Finish::Quit,
        });
        self.session.leave();
        self.keep();
    }

    /// Returns the result of the run, if it reached an ending.
    fn result(&self) -> Option<RunResult> {
        let Some(Ended::Ending { at }) = &self.session.scene().ended else { return None };
        self.session.scene().passages.iter().find_map(|passage| match passage {
            Passage::Ending { id, result, .. } if id == at => Some(*result),
            Passage::Ending { .. } | Passage::Brief(_) | Passage::Outcome { .. } | Passage::Situation { .. } => None,
        })
    }

    fn run_out(&mut self) {
        self.clock = None;
        let timed = self.session.scene().on_offer().find(|view| view.after.is_some());
        let Some(label) = timed.map(|view| view.label.clone()) else { return };
        if self.session.run_out().is_some() {
            self.note = Some(screen::time_is_up(&plain(&label)));
            self.chosen.push((label, true));
            self.keep();
            self.fresh_scene();
        }
    }
}

impl Face for Screen<'_, '_> {
    fn press(&mut self, key: Key) {
        if self.is_over() {
            return;
        }
        self.note = None;
        match self.view.press(&self.sheet, self.size, self.setting.look, key) {
            Pressed::Answer(answer) => self.answer(answer),
            Pressed::Moved => {}
            Pressed::Unfocused => self.note = Some(screen::UNFOCUSED.to_owned()),
            Pressed::Unknown => {
                if let (Key::Char(sign), Page::Scene) = (key, self.page) {
                    self.note = Some(screen::no_effect(sign));
                }
            }
        }
        self.renew();
    }

    fn resize(&mut self, size: Size) {
        self.view.resize(&self.sheet, self.size, size, self.setting.look);
        self.size = size;
    }

    fn frame(&self) -> Frame {
        self.view.frame(&self.sheet, self.size, self.setting.look)
    }

    fn is_over(&self) -> bool {
        self.finish.is_some()
    }

    /// The timer is paused on every page except the scene.
    fn is_timed(&self) -> bool {
        !self.is_over() && self.page == Page::Scene && self.clock.is_some()
    }

    fn tick(&mut self, elapsed: Duration) {
        if !self.is_timed() {
            return;
        }
        match self.clock.as_mut().map(|clock| clock.pass(elapsed)) {
            Some(Passed::Up) => self.run_out(),
            Some(Passed::Say(words)) => self.note = Some(words),
            Some(Passed::On) | None => {}
        }
        self.renew();
    }

    fn interrupt(&mut self) {
        if self.is_over() {
            return;
        }
        self.end();
        if self.finish == Some(Finish::Quit) {
            self.finish = Some(Finish::Interrupted);
        }
    }
}
