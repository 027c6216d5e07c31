//! A page that is shown until it is answered.

use super::ScreenUi;
use super::frame::{Frame, Size};
use super::key::Key;
use super::paper::Look;
use super::sheet::{Answer, Page};
use super::view::{KeyEffect, PageView};
use scn_run::phrases::screen::UNFOCUSED;

/// A page that is shown until it is answered.
#[derive(Clone, Debug)]
pub struct PagePrompt {
    sheet: Page,
    view: PageView,
    look: Look,
    size: Size,
    answer: Option<Answer>,
}

impl PagePrompt {
    /// Shows a page on a screen of the given size.
    #[must_use]
    pub fn new(sheet: Page, size: Size, look: Look) -> Self {
        let view = PageView::for_page(&sheet, size, look);
        Self { sheet, view, look, size, answer: None }
    }

    /// Returns the answer, once there is one.
    #[must_use]
    pub fn answer(&self) -> Option<&Answer> {
        self.answer.as_ref()
    }

    /// Returns the latest size of the screen.
    #[must_use]
    pub fn size(&self) -> Size {
        self.size
    }
}

impl ScreenUi for PagePrompt {
    fn handle_key(&mut self, key: Key) {
        self.sheet.note = None;
        match self.view.press_key(&self.sheet, self.size, self.look, key) {
            KeyEffect::Answer(answer) => self.answer = Some(answer),
            KeyEffect::Moved | KeyEffect::Unknown => {}
            KeyEffect::Unfocused => self.sheet.note = Some(UNFOCUSED.to_owned()),
        }
    }

    fn handle_resize(&mut self, size: Size) {
        self.view.resize_view(&self.sheet, self.size, size, self.look);
        self.size = size;
    }

    fn current_frame(&self) -> Frame {
        self.view.build_frame(&self.sheet, self.size, self.look)
    }

    fn is_over(&self) -> bool {
        self.answer.is_some()
    }
}
