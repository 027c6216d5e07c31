//! A page that is shown until it is answered.

use super::ScreenUi;
use super::frame::{Frame, Size};
use super::key::Key;
use super::paper::Look;
use super::sheet::{Answer, Page};
use super::view::{KeyEffect, PageView};
use scn_run::phrases::screen::{UNFOCUSED, no_effect};

/// A page that is shown until it is answered.
#[derive(Clone, Debug)]
pub struct PagePrompt {
    sheet: Page,
    view: PageView,
    look: Look,
    size: Size,
    /// A note that stays on the page, whatever is pressed.
    warning: Option<String>,
    answer: Option<Answer>,
    interrupted: bool,
    shown_to_end: bool,
}

impl PagePrompt {
    /// Shows a page on a screen of the given size.
    #[must_use]
    pub fn new(sheet: Page, size: Size, look: Look) -> Self {
        let view = PageView::for_page(&sheet, size, look);
        Self { sheet, view, look, size, warning: None, answer: None, interrupted: false, shown_to_end: false }
    }

    /// Moves the focus to an option, counted from 0.
    #[must_use]
    pub fn with_focus(mut self, option: usize) -> Self {
        self.view.focus_option(&self.sheet, self.size, self.look, option);
        self
    }

    /// Sets a note that stays on the page, whatever is pressed.
    #[must_use]
    pub fn with_warning(mut self, warning: Option<String>) -> Self {
        self.warning = warning;
        let note = self.sheet.note.take();
        self.set_note(note);
        self
    }

    /// Sets the note about the last action.
    pub fn set_note(&mut self, note: Option<String>) {
        self.sheet.note = match (note, &self.warning) {
            (Some(note), Some(warning)) => Some(format!("{note} {warning}")),
            (note, warning) => note.or_else(|| warning.clone()),
        };
    }

    /// Returns the answer, once there is one.
    #[must_use]
    pub fn answer(&self) -> Option<&Answer> {
        self.answer.as_ref()
    }

    /// Takes the answer, so that the page can be shown again where it was. Returns `None` if it was
    /// interrupted.
    pub fn take_answer(&mut self) -> Option<Answer> {
        self.answer.take()
    }

    /// Returns whether the end of the page was visible before or after a key, a change of the size,
    /// or an interruption.
    #[must_use]
    pub fn was_shown_to_end(&self) -> bool {
        self.shown_to_end
    }

    /// Returns the latest size of the screen.
    #[must_use]
    pub fn size(&self) -> Size {
        self.size
    }

    fn update_end(&mut self) {
        self.shown_to_end |= self.view.is_at_end(&self.sheet, self.size, self.look);
    }
}

impl ScreenUi for PagePrompt {
    fn handle_key(&mut self, key: Key) {
        self.update_end();
        self.set_note(None);
        match self.view.press_key(&self.sheet, self.size, self.look, key) {
            KeyEffect::Answer(answer) => self.answer = Some(answer),
            KeyEffect::Moved => {}
            KeyEffect::Unfocused => self.set_note(Some(UNFOCUSED.text().to_owned())),
            KeyEffect::Unknown => {
                let has_help = self.sheet.commands.iter().any(|command| command.key == '?');
                if let (Key::Char(sign), true) = (key, has_help) {
                    self.set_note(Some(no_effect(sign)));
                }
            }
        }
        self.update_end();
    }

    fn handle_resize(&mut self, size: Size) {
        self.view.resize_view(&self.sheet, self.size, size, self.look);
        self.size = size;
        self.update_end();
    }

    fn current_frame(&self) -> Frame {
        self.view.build_frame(&self.sheet, self.size, self.look)
    }

    fn is_over(&self) -> bool {
        self.answer.is_some() || self.interrupted
    }

    fn handle_interrupt(&mut self) {
        self.update_end();
        self.interrupted = true;
    }
}
