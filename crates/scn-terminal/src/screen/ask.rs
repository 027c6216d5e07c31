//! A page that is shown until it is answered.

use super::Face;
use super::frame::{Frame, Size};
use super::key::Key;
use super::paper::Look;
use super::sheet::{Answer, Sheet};
use super::view::{Pressed, View};
use scn_run::phrases::screen::UNFOCUSED;

/// A page that is shown until it is answered.
#[derive(Clone, Debug)]
pub struct Ask {
    sheet: Sheet,
    view: View,
    look: Look,
    size: Size,
    answer: Option<Answer>,
}

impl Ask {
    /// Shows a page on a screen of the given size.
    #[must_use]
    pub fn new(sheet: Sheet, size: Size, look: Look) -> Self {
        let view = View::of(&sheet, size, look);
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

impl Face for Ask {
    fn press(&mut self, key: Key) {
        self.sheet.note = None;
        match self.view.press(&self.sheet, self.size, self.look, key) {
            Pressed::Answer(answer) => self.answer = Some(answer),
            Pressed::Moved | Pressed::Unknown => {}
            Pressed::Unfocused => self.sheet.note = Some(UNFOCUSED.to_owned()),
        }
    }

    fn resize(&mut self, size: Size) {
        self.view.resize(&self.sheet, self.size, size, self.look);
        self.size = size;
    }

    fn frame(&self) -> Frame {
        self.view.frame(&self.sheet, self.size, self.look)
    }

    fn is_over(&self) -> bool {
        self.answer.is_some()
    }
}
