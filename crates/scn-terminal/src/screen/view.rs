//! The view of a page: scroll position, focus, marked options, and typed text.

use std::collections::BTreeSet;
use std::ops::Range;

use super::frame::{Frame, Size};
use super::key::Key;
use super::layout::Layout;
use super::paper::Look;
use super::sheet::{Answer, Page};

/// The maximum number of characters that can be typed. This is more than any name or words that can
/// be recorded, so that the recorder can report that they are too long.
const LONGEST: usize = scn_run::MOST_WORDS + 1;

/// The view of a page. It belongs to one page, whose content may change and even grow while it is
/// viewed.
#[derive(Clone, Debug, Default)]
pub(super) struct PageView {
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
pub(super) enum KeyEffect {
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
pub(super) enum RevealTarget {
    /// A block, counted from 0.
    Part(usize),
    /// An option and the blocks below it, counted from 0.
    Option(usize),
}

impl PageView {
    /// Creates the initial view of a page.
    pub(super) fn for_page(sheet: &Page, size: Size, look: Look) -> Self {
        let mut view = Self::default();
        view.clamp_view(&Layout::new(sheet, &view, size, look));
        view
    }

    pub(super) fn build_frame(&self, sheet: &Page, size: Size, look: Look) -> Frame {
        let layout = Layout::new(sheet, self, size, look);
        layout.build_frame(self.scroll.min(layout.max_scroll()), size, look)
    }

    pub(super) fn press_key(&mut self, sheet: &Page, size: Size, look: Look, key: Key) -> KeyEffect {
        let layout = Layout::new(sheet, self, size, look);
        self.clamp_view(&layout);
        let digits = std::mem::take(&mut self.digits);
        let page = layout.height.saturating_sub(1).max(1);
        let pressed = match key {
            Key::Up => self.move_up(&layout),
            Key::Down => self.move_down(&layout),
            Key::PageUp => self.scroll_to(self.scroll.saturating_sub(page)),
            Key::PageDown => self.scroll_to(self.scroll + page),
            Key::Home => self.scroll_to(0),
            Key::End => self.scroll_to(layout.max_scroll()),
            Key::Tab => self.focus_on(&layout, self.neighbour_option(&layout, true)),
            Key::BackTab => self.focus_on(&layout, self.neighbour_option(&layout, false)),
            Key::Escape => KeyEffect::Answer(Answer::Back),
            Key::Enter if sheet.field.is_some() => KeyEffect::Answer(Answer::Typed(self.typed.trim().to_owned())),
            Key::Backspace if sheet.field.is_some() => {
                self.typed.pop();
                self.scroll_to(layout.max_scroll())
            }
            Key::Char(sign) if sheet.field.is_some() => {
                if !sign.is_control() && self.typed.chars().count() < LONGEST {
                    self.typed.push(sign);
                }
                self.scroll_to(layout.max_scroll())
            }
            Key::Backspace if sheet.commands.iter().any(|command| command.key == 'b') => {
                KeyEffect::Answer(Answer::Command('b'))
            }
            Key::Backspace => KeyEffect::Unknown,
            Key::Enter => self.press_enter(sheet, &layout, page),
            Key::Char(' ') => match self.focus.filter(|_| sheet.several) {
                Some(option) => self.toggle_mark(option),
                None => self.scroll_to(self.scroll + page),
            },
            Key::Char(sign) => self.press_char(sheet, &layout, sign, digits),
        };
        self.clamp_view(&layout);
        pressed
    }

    /// Types text that was pasted, with its line ends if it may have several lines.
    pub(super) fn paste_text(&mut self, text: &str, several_lines: bool) {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let room = LONGEST.saturating_sub(self.typed.chars().count());
        let is_typed = |sign: &char| !sign.is_control() || several_lines && *sign == '\n';
        self.typed.extend(text.chars().filter(is_typed).take(room));
    }

    fn press_enter(&mut self, sheet: &Page, layout: &Layout, page: usize) -> KeyEffect {
        let has_more = self.scroll < layout.max_scroll();
        match self.focus {
            Some(option) if !sheet.several => KeyEffect::Answer(Answer::Choice(option)),
            Some(_) | None if has_more => self.scroll_to(self.scroll + page),
            Some(_) | None if sheet.several => {
                KeyEffect::Answer(Answer::Choices(self.picked.iter().copied().collect()))
            }
            Some(_) | None if sheet.open_options().next().is_some() => KeyEffect::Unfocused,
            Some(_) | None if sheet.next.is_some() => KeyEffect::Answer(Answer::Next),
            Some(_) | None => KeyEffect::Unknown,
        }
    }

    /// Handles a character: first as a command, then as a number, then as a letter.
    fn press_char(&mut self, sheet: &Page, layout: &Layout, sign: char, digits: usize) -> KeyEffect {
        let lower = sign.to_ascii_lowercase();
        if sheet.commands.iter().any(|command| command.key == lower) {
            return KeyEffect::Answer(Answer::Command(lower));
        }
        let option_numbered = |number: usize| sheet.open_options().nth(number.checked_sub(1)?);
        let Some(digit) = sign.to_digit(10).and_then(|digit| usize::try_from(digit).ok()) else {
            return self.pick_option(sheet, layout, sheet.option_by_letter(sign).filter(|_| !sheet.menu));
        };
        if layout.open.len() <= 9 {
            return self.pick_option(sheet, layout, option_numbered(digit));
        }
        // More digits may follow, so a digit only moves the focus, and Enter confirms.
        let longer = digits.saturating_mul(10).saturating_add(digit);
        let number = if option_numbered(longer).is_some() { longer } else { digit };
        match option_numbered(number) {
            Some(option) => {
                self.digits = number;
                self.focus_on(layout, Some(option))
            }
            None => KeyEffect::Unknown,
        }
    }

    /// Handles the number or letter of an option: marks it, moves the focus to it, or answers.
    fn pick_option(&mut self, sheet: &Page, layout: &Layout, option: Option<usize>) -> KeyEffect {
        match option {
            Some(option) if sheet.several => {
                self.focus_on(layout, Some(option));
                self.toggle_mark(option)
            }
            Some(option) if sheet.confirm => self.focus_on(layout, Some(option)),
            Some(option) => KeyEffect::Answer(Answer::Choice(option)),
            None => KeyEffect::Unknown,
        }
    }

    fn toggle_mark(&mut self, option: usize) -> KeyEffect {
        if !self.picked.remove(&option) {
            self.picked.insert(option);
        }
        KeyEffect::Moved
    }

    /// Returns the next or the previous option, wrapping around.
    fn neighbour_option(&self, layout: &Layout, forward: bool) -> Option<usize> {
        let count = layout.open.len();
        let position = self.focus.and_then(|focus| layout.open.iter().position(|(option, _)| *option == focus));
        let next = match (position, forward) {
            (Some(at), true) => (at + 1) % count.max(1),
            (Some(at), false) => (at + count.max(1) - 1) % count.max(1),
            (None, true) => 0,
            (None, false) => count.saturating_sub(1),
        };
        layout.open.get(next).map(|(option, _)| *option)
    }

    fn move_down(&mut self, layout: &Layout) -> KeyEffect {
        let (focus, scroll) = (self.focus, self.scroll);
        let is_after = |(option, rows): &&(usize, Range<usize>)| match focus {
            Some(focus) => focus < *option,
            None => scroll <= rows.start,
        };
        match layout.open.iter().find(is_after) {
            Some((option, rows)) if layout.is_visible(self.scroll, rows) => self.focus = Some(*option),
            Some((_, rows)) if self.focus.is_some() => {
                // Scrolls no further than its first row, because the first row of an option taller
                // than the screen must stay visible.
                let missing = rows.end.saturating_sub(self.scroll + layout.height);
                let missing = missing.min(rows.start.saturating_sub(self.scroll));
                self.scroll += missing.clamp(1, (layout.height / 2).max(1));
                // An option that becomes visible gets the focus at once.
                if let Some((option, _)) =
                    layout.open.iter().find(is_after).filter(|(_, it)| layout.is_visible(self.scroll, it))
                {
                    self.focus = Some(*option);
                }
            }
            Some(_) | None => self.scroll += 1,
        }
        KeyEffect::Moved
    }

    fn move_up(&mut self, layout: &Layout) -> KeyEffect {
        let focus = self.focus.or_else(|| (layout.max_scroll() == 0).then_some(usize::MAX));
        let previous_option = layout.open.iter().rev().find(|(option, _)| focus.is_some_and(|focus| *option < focus));
        match previous_option {
            Some((option, rows)) if layout.is_visible(self.scroll, rows) => self.focus = Some(*option),
            Some((option, rows)) => {
                let missing = self.scroll.saturating_sub(rows.start);
                self.scroll -= missing.clamp(1, (layout.height / 2).max(1)).min(self.scroll);
                if layout.is_visible(self.scroll, rows) {
                    self.focus = Some(*option);
                }
            }
            None if 0 < self.scroll => self.scroll -= 1,
            None => self.focus = None,
        }
        KeyEffect::Moved
    }

    fn scroll_to(&mut self, row: usize) -> KeyEffect {
        self.scroll = row;
        KeyEffect::Moved
    }

    fn focus_on(&mut self, layout: &Layout, option: Option<usize>) -> KeyEffect {
        if let Some((option, rows)) = layout.open.iter().find(|(it, _)| Some(*it) == option) {
            self.focus = Some(*option);
            self.scroll_to_rows(layout, rows);
        }
        KeyEffect::Moved
    }

    /// Scrolls as little as necessary to show these rows, or the first of them if they do not fit.
    fn scroll_to_rows(&mut self, layout: &Layout, rows: &Range<usize>) {
        self.scroll = self.scroll.max(rows.end.saturating_sub(layout.height)).min(rows.start);
    }

    /// Limits the scroll position to the content, and drops the focus from an option that is not
    /// visible.
    fn clamp_view(&mut self, layout: &Layout) {
        self.scroll = self.scroll.min(layout.max_scroll());
        let is_seen = |focus: usize| {
            layout.open.iter().any(|(option, rows)| *option == focus && layout.is_visible(self.scroll, rows))
        };
        self.focus = self.focus.filter(|focus| is_seen(*focus));
        if layout.menu && self.focus.is_none() {
            let first = layout.open.iter().find(|(_, rows)| layout.is_visible(self.scroll, rows));
            self.focus = first.map(|(option, _)| *option);
        }
    }

    /// Scrolls so that the target is visible.
    pub(super) fn reveal_target(&mut self, sheet: &Page, size: Size, look: Look, what: RevealTarget) {
        let layout = Layout::new(sheet, self, size, look);
        let item = match what {
            RevealTarget::Part(part) => part,
            RevealTarget::Option(option) => sheet.blocks.len() + option,
        };
        if let Some(rows) = layout.items.get(item) {
            self.scroll_to_rows(&layout, rows);
        }
        self.clamp_view(&layout);
    }

    /// Moves the focus to an option.
    pub(super) fn focus_option(&mut self, sheet: &Page, size: Size, look: Look, option: usize) {
        let layout = Layout::new(sheet, self, size, look);
        self.focus_on(&layout, Some(option));
        self.clamp_view(&layout);
    }

    /// Returns whether the end of the scrolling part is visible.
    pub(super) fn is_at_end(&self, sheet: &Page, size: Size, look: Look) -> bool {
        Layout::new(sheet, self, size, look).max_scroll() <= self.scroll
    }

    /// Updates the view after the options of the page have changed.
    pub(super) fn refresh_options(&mut self, sheet: &Page, size: Size, look: Look) {
        self.focus = None;
        self.clamp_view(&Layout::new(sheet, self, size, look));
    }

    /// Handles a change of the screen size: the block at the top stays at the top, and the focused
    /// option stays visible.
    pub(super) fn resize_view(&mut self, sheet: &Page, from: Size, to: Size, look: Look) {
        let old = Layout::new(sheet, self, from, look);
        self.clamp_view(&old);
        let top = old.anchors.iter().rposition(|rows| rows.start <= self.scroll).unwrap_or(0);
        let new = Layout::new(sheet, self, to, look);
        if let (Some(was), Some(is)) = (old.anchors.get(top), new.anchors.get(top)) {
            let into = (self.scroll - was.start.min(self.scroll)) * is.len() / was.len().max(1);
            self.scroll = (is.start + into).min(new.max_scroll());
        }
        let focus = self.focus;
        self.focus_on(&new, focus);
        self.clamp_view(&new);
    }
}
