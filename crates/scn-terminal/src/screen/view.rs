//! The view of a page: scroll position, focus, marked options, and typed text.

use std::collections::BTreeSet;
use std::ops::Range;

use super::frame::{Frame, Size};
use super::key::Key;
use super::layout::Layout;
use super::paper::Look;
use super::sheet::{Answer, Sheet};

/// The maximum number of characters that can be typed. This is far more than any name that can be
/// recorded, so that the recorder can report that a name is too long.
const LONGEST: usize = 300;

/// The view of a page. It belongs to one page, whose content may change and even grow while it is
/// viewed.
#[derive(Clone, Debug, Default)]
pub(super) struct View {
    /// The first visible row of the scrolling part.
    pub(super) scroll: usize,
    /// The option that has the focus; it is visible.
    pub(super) focus: Option<usize>,
    /// The marked options, if several can be chosen.
    pub(super) picked: BTreeSet<usize>,
    /// The text typed into the field.
    pub(super) typed: String,
    /// The number being typed, if numbers of options have several digits.
    digits: usize,
}

/// The effect of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pressed {
    /// An answer.
    Answer(Answer),
    /// The view has changed, or could have.
    Moved,
    /// Enter was pressed, and no option has the focus.
    Unfocused,
    /// The key has no meaning here.
    Unknown,
}

/// Something to scroll to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reveal {
    /// A block, counted from 0.
    Part(usize),
    /// An option and the blocks below it, counted from 0.
    Option(usize),
}

impl View {
    /// Creates the initial view of a page.
    pub(super) fn of(sheet: &Sheet, size: Size, look: Look) -> Self {
        let mut this = Self::default();
        this.settle(&Layout::new(sheet, &this, size, look));
        this
    }

    pub(super) fn frame(&self, sheet: &Sheet, size: Size, look: Look) -> Frame {
        let layout = Layout::new(sheet, self, size, look);
        layout.frame(self.scroll.min(layout.most()), size, look)
    }

    pub(super) fn press(&mut self, sheet: &Sheet, size: Size, look: Look, key: Key) -> Pressed {
        let layout = Layout::new(sheet, self, size, look);
        self.settle(&layout);
        let digits = std::mem::take(&mut self.digits);
        let page = layout.height.saturating_sub(1).max(1);
        let pressed = match key {
            Key::Up => self.up(&layout),
            Key::Down => self.down(&layout),
            Key::PageUp => self.scroll_to(self.scroll.saturating_sub(page)),
            Key::PageDown => self.scroll_to(self.scroll + page),
            Key::Home => self.scroll_to(0),
            Key::End => self.scroll_to(layout.most()),
            Key::Tab => self.focus_on(&layout, self.neighbour(&layout, true)),
            Key::BackTab => self.focus_on(&layout, self.neighbour(&layout, false)),
            Key::Escape => Pressed::Answer(Answer::Back),
            Key::Enter if sheet.field.is_some() => Pressed::Answer(Answer::Typed(self.typed.trim().to_owned())),
            Key::Backspace if sheet.field.is_some() => {
                self.typed.pop();
                self.scroll_to(layout.most())
            }
            Key::Char(sign) if sheet.field.is_some() => {
                if !sign.is_control() && self.typed.chars().count() < LONGEST {
                    self.typed.push(sign);
                }
                self.scroll_to(layout.most())
            }
            Key::Backspace if sheet.commands.iter().any(|command| command.key == 'b') => {
                Pressed::Answer(Answer::Command('b'))
            }
            Key::Backspace => Pressed::Unknown,
            Key::Enter => self.enter(sheet, &layout, page),
            Key::Char(' ') => match self.focus.filter(|_| sheet.several) {
                Some(option) => self.mark(option),
                None => self.scroll_to(self.scroll + page),
            },
            Key::Char(sign) => self.sign(sheet, &layout, sign, digits),
        };
        self.settle(&layout);
        pressed
    }

    fn enter(&mut self, sheet: &Sheet, layout: &Layout, page: usize) -> Pressed {
        let more = self.scroll < layout.most();
        match self.focus {
            Some(option) if !sheet.several => Pressed::Answer(Answer::Choice(option)),
            Some(_) | None if more => self.scroll_to(self.scroll + page),
            Some(_) | None if sheet.several => Pressed::Answer(Answer::Choices(self.picked.iter().copied().collect())),
            Some(_) | None if sheet.open().next().is_some() => Pressed::Unfocused,
            Some(_) | None if sheet.next.is_some() => Pressed::Answer(Answer::Next),
            Some(_) | None => Pressed::Unknown,
        }
    }

    /// Handles a character: first as a command, then as a number, then as a letter.
    fn sign(&mut self, sheet: &Sheet, layout: &Layout, sign: char, digits: usize) -> Pressed {
        let lower = sign.to_ascii_lowercase();
        if sheet.commands.iter().any(|command| command.key == lower) {
            return Pressed::Answer(Answer::Command(lower));
        }
        let numbered = |number: usize| sheet.open().nth(number.checked_sub(1)?);
        let Some(digit) = sign.to_digit(10).and_then(|digit| usize::try_from(digit).ok()) else {
            return match sheet.lettered(sign).filter(|_| !sheet.menu) {
                Some(option) if sheet.several => {
                    self.focus_on(layout, Some(option));
                    self.mark(option)
                }
                Some(option) => Pressed::Answer(Answer::Choice(option)),
                None => Pressed::Unknown,
            };
        };
        if layout.open.len() <= 9 {
            return match numbered(digit) {
                Some(option) if sheet.several => {
                    self.focus_on(layout, Some(option));
                    self.mark(option)
                }
                Some(option) => Pressed::Answer(Answer::Choice(option)),
                None => Pressed::Unknown,
            };
        }
        // More digits may follow, so a digit only moves the focus, and Enter confirms.
        let longer = digits.saturating_mul(10).saturating_add(digit);
        let number = if numbered(longer).is_some() { longer } else { digit };
        match numbered(number) {
            Some(option) => {
                self.digits = number;
                self.focus_on(layout, Some(option))
            }
            None => Pressed::Unknown,
        }
    }

    fn mark(&mut self, option: usize) -> Pressed {
        if !self.picked.remove(&option) {
            self.picked.insert(option);
        }
        Pressed::Moved
    }

    /// Returns the next or the previous option, wrapping around.
    fn neighbour(&self, layout: &Layout, forward: bool) -> Option<usize> {
        let count = layout.open.len();
        let at = self.focus.and_then(|focus| layout.open.iter().position(|(option, _)| *option == focus));
        let next = match (at, forward) {
            (Some(at), true) => (at + 1) % count.max(1),
            (Some(at), false) => (at + count.max(1) - 1) % count.max(1),
            (None, true) => 0,
            (None, false) => count.saturating_sub(1),
        };
        layout.open.get(next).map(|(option, _)| *option)
    }

    fn down(&mut self, layout: &Layout) -> Pressed {
        let (focus, scroll) = (self.focus, self.scroll);
        let after = |(option, rows): &&(usize, Range<usize>)| match focus {
            Some(focus) => focus < *option,
            None => scroll <= rows.start,
        };
        match layout.open.iter().find(after) {
            Some((option, rows)) if layout.sees(self.scroll, rows) => self.focus = Some(*option),
            Some((_, rows)) if self.focus.is_some() => {
                // Scrolls no further than its first row, because the first row of an option taller
                // than the screen must stay visible.
                let missing = rows.end.saturating_sub(self.scroll + layout.height);
                let missing = missing.min(rows.start.saturating_sub(self.scroll));
                self.scroll += missing.clamp(1, (layout.height / 2).max(1));
                // An option that becomes visible gets the focus at once.
                if let Some((option, _)) = layout.open.iter().find(after).filter(|(_, it)| layout.sees(self.scroll, it))
                {
                    self.focus = Some(*option);
                }
            }
            Some(_) | None => self.scroll += 1,
        }
        Pressed::Moved
    }

    fn up(&mut self, layout: &Layout) -> Pressed {
        let focus = self.focus.or_else(|| (layout.most() == 0).then_some(usize::MAX));
        let before = layout.open.iter().rev().find(|(option, _)| focus.is_some_and(|focus| *option < focus));
        match before {
            Some((option, rows)) if layout.sees(self.scroll, rows) => self.focus = Some(*option),
            Some((option, rows)) => {
                let missing = self.scroll.saturating_sub(rows.start);
                self.scroll -= missing.clamp(1, (layout.height / 2).max(1)).min(self.scroll);
                if layout.sees(self.scroll, rows) {
                    self.focus = Some(*option);
                }
            }
            None if 0 < self.scroll => self.scroll -= 1,
            None => self.focus = None,
        }
        Pressed::Moved
    }

    fn scroll_to(&mut self, row: usize) -> Pressed {
        self.scroll = row;
        Pressed::Moved
    }

    fn focus_on(&mut self, layout: &Layout, option: Option<usize>) -> Pressed {
        if let Some((option, rows)) = layout.open.iter().find(|(it, _)| Some(*it) == option) {
            self.focus = Some(*option);
            self.show(layout, rows);
        }
        Pressed::Moved
    }

    /// Scrolls as little as necessary to show these rows, or the first of them if they do not fit.
    fn show(&mut self, layout: &Layout, rows: &Range<usize>) {
        self.scroll = self.scroll.max(rows.end.saturating_sub(layout.height)).min(rows.start);
    }

    /// Limits the scroll position to the content, and drops the focus from an option that is not
    /// visible.
    fn settle(&mut self, layout: &Layout) {
        self.scroll = self.scroll.min(layout.most());
        let seen =
            |focus: usize| layout.open.iter().any(|(option, rows)| *option == focus && layout.sees(self.scroll, rows));
        self.focus = self.focus.filter(|focus| seen(*focus));
        if layout.menu && self.focus.is_none() {
            let first = layout.open.iter().find(|(_, rows)| layout.sees(self.scroll, rows));
            self.focus = first.map(|(option, _)| *option);
        }
    }

    /// Scrolls so that the target is visible.
    pub(super) fn reveal(&mut self, sheet: &Sheet, size: Size, look: Look, what: Reveal) {
        let layout = Layout::new(sheet, self, size, look);
        let item = match what {
            Reveal::Part(part) => part,
            Reveal::Option(option) => sheet.parts.len() + option,
        };
        if let Some(rows) = layout.items.get(item) {
            self.show(&layout, rows);
        }
        self.settle(&layout);
    }

    /// Updates the view after the options of the page have changed.
    pub(super) fn refresh(&mut self, sheet: &Sheet, size: Size, look: Look) {
        self.focus = None;
        self.settle(&Layout::new(sheet, self, size, look));
    }

    /// Handles a change of the screen size: the block at the top stays at the top, and the focused
    /// option stays visible.
    pub(super) fn resize(&mut self, sheet: &Sheet, from: Size, to: Size, look: Look) {
        let old = Layout::new(sheet, self, from, look);
        self.settle(&old);
        let top = old.items.iter().rposition(|rows| rows.start <= self.scroll).unwrap_or(0);
        let new = Layout::new(sheet, self, to, look);
        if let (Some(was), Some(is)) = (old.items.get(top), new.items.get(top)) {
            let into = (self.scroll - was.start.min(self.scroll)) * is.len() / was.len().max(1);
            self.scroll = (is.start + into).min(new.most());
        }
        let focus = self.focus;
        self.focus_on(&new, focus);
        self.settle(&new);
    }
}
