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

use super::ScreenUi;
use super::frame::{Frame, Size};
use super::key::Key;
use super::paper::Look;
use super::sheet::{Answer, Page};
use super::view::{KeyEffect, PageView, RevealTarget};
use crate::line::Line;
use clock::{ChoiceTimer, TimerUpdate};
use pages::MenuItem;
use scene::{LastChoice, SceneContext};
use scn_run::phrases::screen;
use scn_run::{
    Debrief, Ended, Finish, MOST_WORDS, Passage, PlayOutcome, RecordError, RecordOwner, Recorded, Recording, Session,
    phrases, plain_text,
};
use scn_text::styled::Role;

/// How a scenario is played on a screen.
#[derive(Clone, Debug)]
pub struct ScreenOptions {
    /// The appearance.
    pub look: Look,
    /// Whether time limits are switched off.
    pub limits_off: bool,
    /// Notices before the first scene; for a resumed run, the changes in the story.
    pub notices: Vec<String>,
    /// What the caller keeps of a guest's run, in words: ``the transcript `run.md` ``.
    pub keeps: Option<String>,
}

/// The page that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PageKind {
    Scene,
    Help,
    Map,
    Name(AfterNaming),
    Words,
    Leaving,
    Debrief,
}

/// What happens after a run has been given a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AfterNaming {
    GoOn,
    Leave,
}

/// A run on a screen, from its first scene to its debrief.
pub struct Screen<'p, 'k> {
    session: Session<'p>,
    recording: Recording<'k>,
    setting: ScreenOptions,
    size: Size,
    page: PageKind,
    sheet: Page,
    view: PageView,
    /// The pages below this one, with their views.
    page_stack: Vec<(PageKind, PageView)>,
    /// The choices made on this screen that still count.
    chosen: Vec<LastChoice>,
    note: Option<String>,
    clock: Option<ChoiceTimer>,
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
    pub fn new(session: Session<'p>, recording: Recording<'k>, setting: ScreenOptions, size: Size) -> Self {
        let mut screen = Self {
            session,
            recording,
            setting,
            size,
            page: PageKind::Scene,
            sheet: Page::default(),
            view: PageView::default(),
            page_stack: Vec::new(),
            chosen: Vec::new(),
            note: None,
            clock: None,
            finish: None,
            again: false,
        };
        screen.record_new_events();
        screen.show_new_scene();
        screen
    }

    /// Returns why playing stopped, and the events. If the run is not over, it counts as
    /// interrupted.
    #[must_use]
    pub fn play_result(&self) -> PlayOutcome {
        PlayOutcome {
            finish: self.finish.clone().unwrap_or(Finish::Interrupted),
            events: self.session.events().to_vec(),
        }
    }

    /// Returns whether the scenario is to be played again.
    #[must_use]
    pub fn wants_replay(&self) -> bool {
        self.again
    }

    /// Returns why the last events could not be recorded; `None` if all are confirmed.
    #[must_use]
    pub fn record_failure(&self) -> Option<&RecordError> {
        self.recording.failure()
    }

    /// Returns the latest size of the screen.
    #[must_use]
    pub fn size(&self) -> Size {
        self.size
    }

    /// Returns the summary to print after the full screen is closed, so that important information
    /// does not vanish with it. Lines are at most `columns` wide, in the appearance of this screen.
    #[must_use]
    pub fn summary(&self, columns: usize) -> Frame {
        account::summary_frame(self, columns)
    }

    /// Records what is not confirmed yet.
    fn record_new_events(&mut self) {
        // What failed is shown on every sheet until it is made good.
        if self.recording.record(self.session.events()) == Recorded::Separate {
            let words = phrases::recording::RUN_SEPARATE.text();
            self.note = Some(self.note.take().map_or_else(|| words.to_owned(), |note| format!("{note} {words}")));
        }
    }

    /// Builds the current page again.
    fn rebuild_page(&mut self) {
        let recording = &self.recording;
        let (session, setting) = (&self.session, &self.setting);
        let mut sheet = match self.page {
            PageKind::Scene => {
                let begins = self.chosen.is_empty();
                let opening = if begins { pages::opening_blocks(session, recording, setting) } else { Vec::new() };
                let save = *recording.owner() != RecordOwner::Guest || recording.can_save_as();
                let context = SceneContext { limits: !setting.limits_off, save };
                scene::scene_page(session, opening, self.chosen.last(), context, setting.look)
            }
            PageKind::Help => pages::help(session, recording, setting, setting.look),
            PageKind::Map => pages::map_page(map::map_blocks(session, setting.look)),
            PageKind::Name(after) => pages::name_page(after),
            PageKind::Words => pages::words_page(session),
            PageKind::Leaving => {
                let words = screen::LEAVING_LOSES.text();
                let parts = vec![Line::from_words(Role::Text, words).into()];
                pages::menu_page(screen::LEAVE_THE_RUN.text(), parts, &pages::leave_menu_items(recording), recording)
            }
            PageKind::Debrief => {
                // Replaying a run in the story in which it was played cannot fail; if it did, there
                // would be nothing to show.
                let debrief =
                    Debrief::from_events(session.playable(), session.events(), recording.owner().learner_name());
                let parts = debrief.map(|debrief| debrief::debrief_blocks(&debrief, setting.look)).unwrap_or_default();
                pages::menu_page(phrases::debrief::DEBRIEF.text(), parts, &pages::end_menu_items(recording), recording)
            }
        };
        if self.page == PageKind::Scene && self.clock.is_some() {
            sheet.countdown = self.clock.as_ref().map(ChoiceTimer::countdown);
        }
        let trouble = recording.failure().map(phrases::recording::not_recorded_yet);
        sheet.note = match (&self.note, trouble) {
            (Some(note), Some(trouble)) => Some(format!("{note} {trouble}")),
            (note, trouble) => note.clone().or(trouble),
        };
        self.sheet = sheet;
    }

    fn show_new_scene(&mut self) {
        let timed = !self.setting.limits_off && self.session.scene().ended.is_none();
        self.clock = if timed { ChoiceTimer::for_scene(self.session.scene()) } else { None };
        self.page_stack.clear();
        self.show_page(PageKind::Scene);
    }

    /// Shows a page from its start.
    fn show_page(&mut self, page: PageKind) {
        self.page = page;
        self.rebuild_page();
        self.view = PageView::for_page(&self.sheet, self.size, self.setting.look);
    }

    /// Shows a page on top of the current one.
    fn push_page(&mut self, page: PageKind) {
        self.page_stack.push((self.page, std::mem::take(&mut self.view)));
        self.show_page(page);
    }

    /// Returns to the page below this one.
    fn pop_page(&mut self) {
        if let Some((page, view)) = self.page_stack.pop() {
            self.page = page;
            self.view = view;
            self.rebuild_page();
        }
    }

    fn handle_answer(&mut self, answer: Answer) {
        match self.page {
            PageKind::Scene => self.handle_scene_answer(&answer),
            PageKind::Help | PageKind::Map => self.pop_page(),
            PageKind::Name(after) => match answer {
                Answer::Typed(name) => self.save_as(&name, after),
                Answer::Choice(_) | Answer::Choices(_) | Answer::Command(_) | Answer::Next | Answer::Back => {
                    self.pop_page();
                }
            },
            PageKind::Words => match answer {
                Answer::Typed(words) => self.write_words(&words),
                Answer::Choice(_) | Answer::Choices(_) | Answer::Command(_) | Answer::Next | Answer::Back => {
                    self.pop_page();
                }
            },
            PageKind::Leaving => self.handle_menu_answer(&pages::leave_menu_items(&self.recording), &answer),
            PageKind::Debrief => self.handle_menu_answer(&pages::end_menu_items(&self.recording), &answer),
        }
    }

    fn handle_scene_answer(&mut self, answer: &Answer) {
        match answer {
            Answer::Choice(option) => self.make_choice(*option),
            Answer::Next => self.show_page(PageKind::Debrief),
            Answer::Command('h') => self.show_hint(),
            Answer::Command('w') => self.show_words_page(),
            Answer::Command('b') => self.undo_choice(),
            Answer::Command('m') => self.push_page(PageKind::Map),
            Answer::Command('s') => self.save_run(),
            Answer::Command('q') => self.leave_run(),
            Answer::Command('?') => self.push_page(PageKind::Help),
            Answer::Command(_) | Answer::Choices(_) | Answer::Typed(_) | Answer::Back => {}
        }
    }

    fn handle_menu_answer(&mut self, items: &[MenuItem], answer: &Answer) {
        let item = match answer {
            Answer::Choice(option) => items.get(*option),
            Answer::Back => None,
            Answer::Choices(_) | Answer::Command(_) | Answer::Typed(_) | Answer::Next => return,
        };
        match item {
            None | Some(MenuItem::GoOn) => self.pop_page(),
            Some(MenuItem::Keep(after)) => self.push_page(PageKind::Name(*after)),
            Some(MenuItem::Map) => self.push_page(PageKind::Map),
            Some(MenuItem::Again) => {
                self.again = true;
                self.end_run();
            }
            Some(MenuItem::Leave) => self.end_run(),
        }
    }

    fn make_choice(&mut self, option: usize) {
        let Some(view) = self.session.scene().choices.get(option) else { return };
        let (id, label) = (view.id.clone(), view.label.clone());
        // Options on the page are on offer, so this succeeds.
        if self.session.choose(&id, None).is_ok() {
            self.chosen.push((label, false));
            self.record_new_events();
            self.show_new_scene();
        }
    }

    fn show_hint(&mut self) {
        let hints_before = self.session.hints_left();
        let focus = self.view.focus.and_then(|option| self.session.scene().choices.get(option));
        let about = focus.map(|view| view.id.clone());
        let hint = match about.and_then(|id| self.session.next_hint(Some(&id))) {
            Some(hint) => Some(hint),
            None => self.session.next_hint(None),
        };
        let Some(hint) = hint else {
            let words = if hints_before == 0 {
                phrases::run::NO_FURTHER_HINT.text()
            } else {
                screen::NO_HINT_ABOUT_THIS.text()
            };
            self.note = Some(words.to_owned());
            return;
        };
        self.record_new_events();
        self.rebuild_page();
        let choices = &self.session.scene().choices;
        let reveal = match &hint.choice {
            Some(id) => choices.iter().position(|view| view.id == *id).map(RevealTarget::Option),
            None => scene::last_hint_block(&self.session, &self.sheet).map(RevealTarget::Part),
        };
        if let Some(reveal) = reveal {
            self.view.reveal_target(&self.sheet, self.size, self.setting.look, reveal);
        }
    }

    /// Shows the page for words of the learner's own, with those that are written already.
    fn show_words_page(&mut self) {
        match self.session.current_ask() {
            Some(ask) => {
                self.push_page(PageKind::Words);
                self.view.typed = ask.words;
            }
            None => self.note = Some(phrases::run::NOTHING_TO_WRITE.text().to_owned()),
        }
    }

    /// Records what is in the field in answer to the question of the situation, unless it is
    /// unchanged. An empty field takes back what was written before.
    fn write_words(&mut self, typed: &str) {
        let earlier = self.session.current_ask().map(|ask| ask.words);
        if earlier.as_deref() == Some(typed) {
            self.pop_page();
            return;
        }
        match self.session.write_words(typed) {
            Ok(()) => {
                let words =
                    if typed.is_empty() { phrases::run::WORDS_TAKEN_BACK.text() } else { screen::WORDS_NOTED.text() };
                self.note = Some(words.to_owned());
                self.record_new_events();
                self.pop_page();
            }
            Err(_) => self.note = Some(phrases::run::too_many_words(MOST_WORDS)),
        }
    }

    fn undo_choice(&mut self) {
        if self.session.scene().ended.is_some() {
            self.note = Some(screen::OVER.text().to_owned());
            return;
        }
        let Some(id) = self.session.undo() else {
            self.note = Some(screen::AT_THE_START.text().to_owned());
            return;
        };
        self.chosen.pop();
        let label = self.session.scene().choices.iter().find(|view| view.id == id).map(|view| plain_text(&view.label));
        self.note = Some(screen::undone(&label.unwrap_or(id)));
        self.record_new_events();
        self.show_new_scene();
    }

    fn save_run(&mut self) {
        if self.session.scene().ended.is_some() {
            return;
        }
        match (self.recording.owner(), self.recording.can_save_as()) {
            (RecordOwner::Guest, true) => self.push_page(PageKind::Name(AfterNaming::Leave)),
            (RecordOwner::Guest, false) if self.recording.is_saved_with_course() => {
                self.note = Some(phrases::run::GUEST_IN_COURSE.text().to_owned());
            }
            (RecordOwner::Guest, false) => {
                self.note = Some(phrases::recording::NOWHERE_TO_KEEP.text().to_owned());
            }
            (RecordOwner::Learner(_), _) => self.save_and_end(),
        }
    }

    fn save_and_end(&mut self) {
        self.session.record_save();
        self.record_new_events();
        if self.recording.failure().is_none() {
            self.end_run();
        }
    }

    fn save_as(&mut self, name: &str, after: AfterNaming) {
        if name.is_empty() {
            self.note = Some(screen::TYPE_A_NAME.text().to_owned());
            return;
        }
        match self.recording.save_as(name, self.session.events()) {
            Ok(()) => {
                self.note = Some(phrases::recording::saved_as(name));
                self.pop_page();
                match after {
                    AfterNaming::GoOn => {}
                    AfterNaming::Leave if self.session.scene().ended.is_some() => self.end_run(),
                    AfterNaming::Leave => self.save_and_end(),
                }
                // The texts and possible actions have changed.
                self.rebuild_page();
                self.view.refresh_options(&self.sheet, self.size, self.setting.look);
            }
            Err(error) => self.note = Some(phrases::recording::not_saved(&error)),
        }
    }

    /// Leaves the run, after confirmation if something would be lost.
    fn leave_run(&mut self) {
        // A run in a course is left for the course, which has it until the course is left.
        let guest = self.recording.owner().is_guest() && !self.recording.is_in_course();
        let is_over = self.session.scene().ended.is_some();
        let lost = 0 < self.session.choices_made()
            && (self.recording.failure().is_some() || guest && (!is_over || self.recording.can_save_as()));
        if lost { self.push_page(PageKind::Leaving) } else { self.end_run() }
    }

    /// Leaves the run at once.
    fn end_run(&mut self) {
        self.finish = Some(match self.session.scene().ended.clone() {
            Some(ended) => self.run_result().map_or(Finish::Stopped(ended), Finish::Ended),
            None => Finish::Quit,
        });
        self.session.leave();
        self.record_new_events();
    }

    /// Returns the result of the run, if it reached an ending.
    fn run_result(&self) -> Option<RunResult> {
        let Some(Ended::Ending { at }) = &self.session.scene().ended else { return None };
        self.session.scene().passages.iter().find_map(|passage| match passage {
            Passage::Ending { id, result, .. } if id == at => Some(*result),
            Passage::Ending { .. } | Passage::Brief(_) | Passage::Outcome { .. } | Passage::Situation { .. } => None,
        })
    }

    fn time_out(&mut self) {
        self.clock = None;
        let timed = self.session.scene().on_offer().find(|view| view.after.is_some());
        let Some(label) = timed.map(|view| view.label.clone()) else { return };
        if self.session.run_out_of_time().is_some() {
            self.note = Some(screen::time_is_up(&plain_text(&label)));
            self.chosen.push((label, true));
            self.record_new_events();
            self.show_new_scene();
        }
    }
}

impl ScreenUi for Screen<'_, '_> {
    fn handle_key(&mut self, key: Key) {
        if self.is_over() {
            return;
        }
        self.note = None;
        match self.view.press_key(&self.sheet, self.size, self.setting.look, key) {
            KeyEffect::Answer(answer) => self.handle_answer(answer),
            KeyEffect::Moved => {}
            KeyEffect::Unfocused => self.note = Some(screen::UNFOCUSED.text().to_owned()),
            KeyEffect::Unknown => {
                if let (Key::Char(sign), PageKind::Scene) = (key, self.page) {
                    self.note = Some(screen::no_effect(sign));
                }
            }
        }
        self.rebuild_page();
    }

    fn handle_paste(&mut self, text: &str) {
        if !self.is_over() && self.sheet.field.is_some() {
            self.note = None;
            self.view.paste_text(text, self.page == PageKind::Words);
            self.rebuild_page();
        }
    }

    fn handle_resize(&mut self, size: Size) {
        self.view.resize_view(&self.sheet, self.size, size, self.setting.look);
        self.size = size;
    }

    fn current_frame(&self) -> Frame {
        self.view.build_frame(&self.sheet, self.size, self.setting.look)
    }

    fn is_over(&self) -> bool {
        self.finish.is_some()
    }

    /// The timer is paused on every page except the scene.
    fn is_timed(&self) -> bool {
        !self.is_over() && self.page == PageKind::Scene && self.clock.is_some()
    }

    fn advance_timer(&mut self, elapsed: Duration) {
        if !self.is_timed() {
            return;
        }
        match self.clock.as_mut().map(|clock| clock.advance_by(elapsed)) {
            Some(TimerUpdate::Up) => self.time_out(),
            Some(TimerUpdate::Say(words)) => self.note = Some(words),
            Some(TimerUpdate::On) | None => {}
        }
        self.rebuild_page();
    }

    fn handle_interrupt(&mut self) {
        if self.is_over() {
            return;
        }
        // Words that were typed, and not yet entered, are not lost.
        if self.page == PageKind::Words && !self.view.typed.trim().is_empty() {
            let typed = self.view.typed.trim().to_owned();
            self.write_words(&typed);
        }
        self.end_run();
        if self.finish == Some(Finish::Quit) {
            self.finish = Some(Finish::Interrupted);
        }
    }
}
