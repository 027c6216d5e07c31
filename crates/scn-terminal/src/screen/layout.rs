//! Lays out a page for a screen size: the scrolling part, and the header and footer around it.

use std::ops::Range;

use anstyle::Style;

use super::frame::{Frame, Row, Size};
use super::paper::{Canvas, Look, WIDEST};
use super::sheet::{Page, PageOption};
use super::view::PageView;
use crate::content::locked_line;
use crate::line::{Line, PhraseValue};
use scn_run::phrases::screen as phrase;
use scn_text::styled::Role;
use scn_text::wrap::display_width;

/// The minimum number of columns for margins beside the text.
const ROOMY: usize = 60;
/// The minimum number of rows for lines around the scrolling part.
const RULED: usize = 8;
/// The minimum number of rows for title and position to take a row each.
const TALL: usize = 12;

/// A page laid out in rows.
#[derive(Debug)]
pub(super) struct Layout {
    /// The rows of the scrolling part.
    pub(super) rows: Vec<Row>,
    /// The rows of each block, then those of each option.
    pub(super) items: Vec<Range<usize>>,
    /// The rows of what stays in place when the width changes: each block, each element of a
    /// lesson, each option.
    pub(super) anchors: Vec<Range<usize>>,
    /// The options that can be chosen, with the rows of their labels.
    pub(super) open: Vec<(usize, Range<usize>)>,
    /// How many rows of the scrolling part are visible at once; at least one.
    pub(super) height: usize,
    /// Whether a visible option gets the focus automatically.
    pub(super) menu: bool,
    header: Vec<Row>,
    footer: Vec<Row>,
    margin: usize,
    width: usize,
    ruled: bool,
}

impl Layout {
    pub(super) fn new(sheet: &Page, view: &PageView, size: Size, look: Look) -> Self {
        let size = size.at_least();
        let room = if size.columns < ROOMY { size.columns } else { size.columns - 4 };
        let width = room.min(WIDEST);
        let ruled = RULED <= size.rows;
        let mut paper = Canvas::new(width, look);
        let mut items = Vec::new();
        let beneath = sheet.options.iter().flat_map(|option| &option.details);
        paper.fit_speakers(sheet.blocks.iter().chain(beneath));
        for part in &sheet.blocks {
            let first_row = paper.rows.len();
            paper.add_block(part);
            items.push(first_row..paper.rows.len());
        }
        let mut anchors = std::mem::take(&mut paper.anchors);
        let open = add_options(sheet, view, &mut paper, &mut items);
        anchors.extend(items.iter().skip(sheet.blocks.len()).cloned());
        add_field(sheet, view, &mut paper, width);
        let mut header = header_rows(sheet, width, size.rows, look);
        // Reserves one row for the scrolling part (two, if there is room) and one for the keys.
        let most = size.rows.saturating_sub(header.len() + 2 * usize::from(ruled) + 3);
        let mut footer: Vec<Row> = countdown_row(sheet, width, look).into_iter().take(most).collect();
        let mut keys = None;
        if let Some(note) = &sheet.note {
            let mut rows = Canvas::new(width, look);
            rows.add_text("", "", &look.new_styled().with_words(Role::Warning, note));
            let rows_left = most.saturating_sub(footer.len()).min(1.max(size.rows / 3));
            let cut = rows_left < rows.rows.len();
            rows.rows.truncate(rows_left.max(1));
            if cut && let Some(last) = rows.rows.pop() {
                rows.rows.push(with_ellipsis(last, width, look));
            }
            if rows_left == 0 {
                keys = rows.rows.pop();
            } else {
                footer.append(&mut rows.rows);
            }
        }
        header.truncate(size.rows);
        let around = header.len() + 2 * usize::from(ruled) + footer.len() + 1;
        let height = size.rows.saturating_sub(around).max(1);
        let margin = (size.columns - width) / 2;
        let (rows, menu) = (paper.rows, sheet.menu);
        let mut layout = Self { rows, items, anchors, open, height, menu, header, footer, margin, width, ruled };
        let keys = keys.unwrap_or_else(|| layout.key_hints(sheet, view, look));
        layout.footer.push(keys);
        layout
    }

    /// Returns the maximum scroll position.
    pub(super) fn max_scroll(&self) -> usize {
        self.rows.len().saturating_sub(self.height)
    }

    /// Returns whether these rows are visible, or as many of them as fit.
    pub(super) fn is_visible(&self, scroll: usize, rows: &Range<usize>) -> bool {
        scroll <= rows.start && (rows.end <= scroll + self.height || rows.start == scroll)
    }

    /// Returns the frame of the whole screen.
    pub(super) fn build_frame(&self, scroll: usize, size: Size, look: Look) -> Frame {
        let draw_rule = |more: bool, sign: &str| {
            let line = look.pick_symbol("─", "-");
            let style = look.role_style(Role::Aside);
            if !more {
                return Row::from_words(style, line.repeat(self.width));
            }
            let words = format!(" {sign} {} ", phrase::MORE.text());
            let line_width = self.width.saturating_sub(display_width(&words) + 3);
            let mut row = Row::from_words(style, line.repeat(line_width));
            row.push(look.role_style(Role::Label), words);
            row.push(style, line.repeat(3));
            row
        };
        let mut rows = self.header.clone();
        if self.ruled {
            rows.push(draw_rule(0 < scroll, look.pick_symbol("↑", "^")));
        }
        rows.extend(self.rows.iter().skip(scroll).take(self.height).cloned());
        let body = self.header.len() + usize::from(self.ruled) + self.height;
        rows.resize(body.max(rows.len()), Row::default());
        if self.ruled {
            rows.push(draw_rule(scroll < self.max_scroll(), look.pick_symbol("↓", "v")));
        }
        rows.extend(self.footer.iter().cloned());
        rows.truncate(size.rows);
        let mut rows: Vec<Row> =
            rows.into_iter().map(|row| row.indented_by(self.margin).cut_to(size.columns)).collect();
        rows.resize(size.rows, Row::default());
        Frame { rows }
    }

    /// Returns the row of key hints, as many as fit. The key for help is never left out.
    fn key_hints(&self, sheet: &Page, view: &PageView, look: Look) -> Row {
        let mut words: Vec<(String, String)> = Vec::new();
        let mut add_hint = |key: &str, word: &str| words.push((key.to_owned(), word.to_owned()));
        let open = sheet.open_options().count();
        let is_more_below = view.scroll.min(self.max_scroll()) < self.max_scroll();
        if !self.ruled {
            let scroll = view.scroll.min(self.max_scroll());
            let (up, down) = (0 < scroll, scroll < self.max_scroll());
            match (up, down) {
                (true, true) => add_hint(look.pick_symbol("↑↓", "^v"), phrase::MORE.text()),
                (true, false) => add_hint(look.pick_symbol("↑", "^"), phrase::MORE.text()),
                (false, true) => add_hint(look.pick_symbol("↓", "v"), phrase::MORE.text()),
                (false, false) => {}
            }
        }
        if sheet.field.is_some() {
            add_hint(phrase::keys().enter, phrase::DONE.text());
            add_hint(phrase::keys().escape, phrase::BACK.text());
        } else if 0 < open {
            let range = if open == 1 { "1".to_owned() } else { format!("1-{open}") };
            add_hint(&range, if sheet.several { phrase::MARK.text() } else { phrase::CHOOSE.text() });
            if sheet.several || sheet.confirm {
                let can_answer = !sheet.several || !is_more_below;
                let answer = sheet.next.as_deref().unwrap_or(phrase::DONE.text());
                add_hint(phrase::keys().enter, if can_answer { answer } else { phrase::MORE.text() });
            }
        } else if let Some(next) = &sheet.next {
            add_hint(phrase::keys().enter, if is_more_below { phrase::MORE.text() } else { next });
        }
        let enter_pages = is_more_below && (sheet.several || open == 0 && sheet.next.is_some());
        if self.ruled && is_more_below && !enter_pages {
            add_hint(phrase::keys().space, phrase::MORE.text());
        }
        for command in sheet.commands.iter().filter(|command| !command.word.is_empty()) {
            add_hint(&command.key.to_string(), &command.word);
        }
        let help = words.iter().position(|(key, _)| key == "?").map(|at| words.remove(at));
        let hint_width = |(key, word): &(String, String)| display_width(key) + 1 + display_width(word);
        let mut width_left = self.width.saturating_sub(help.as_ref().map_or(0, hint_width));
        let mut row = Row::default();
        let push_hint = |row: &mut Row, (key, word): &(String, String)| {
            row.push(look.role_style(Role::Label), look.displayable(key));
            row.push(look.role_style(Role::Aside), format!(" {}  ", look.displayable(word)));
        };
        for pair in &words {
            let width = hint_width(pair) + 2;
            if width_left < width {
                break;
            }
            width_left -= width;
            push_hint(&mut row, pair);
        }
        if let Some(help) = &help {
            push_hint(&mut row, help);
        }
        row.cut_to(self.width)
    }
}

fn with_ellipsis(row: Row, width: usize, look: Look) -> Row {
    let dots = look.pick_symbol("…", "...");
    let mut row = row.cut_to(width.saturating_sub(display_width(dots)));
    let style = row.runs.last().map_or_else(Style::new, |(style, _)| *style);
    row.push(style, dots);
    row
}

/// Returns title and position, side by side if there is room.
fn header_rows(sheet: &Page, width: usize, rows: usize, look: Look) -> Vec<Row> {
    let title = Row::from_words(look.role_style(Role::Heading), look.displayable(&sheet.title));
    let place = Row::from_words(look.role_style(Role::Aside), look.displayable(&sheet.position));
    let fit_row = |row: Row, room: usize| if row.width() <= room { row } else { with_ellipsis(row, room, look) };
    let needed_width = title.width() + 2 + place.width();
    if sheet.position.is_empty() {
        return vec![fit_row(title, width)];
    }
    if width < needed_width && TALL <= rows {
        return vec![fit_row(title, width), fit_row(place, width)];
    }
    // The title is shortened first.
    let place = fit_row(place, width.saturating_sub(8));
    let mut row = fit_row(title, width.saturating_sub(place.width() + 2));
    row.push(Style::new(), " ".repeat(width.saturating_sub(row.width() + place.width())));
    row.runs.extend(place.runs);
    vec![row]
}

/// Writes the options, with number and letter, and a mark at the focused one. Returns the rows of
/// the labels of those that can be chosen.
fn add_options(
    sheet: &Page,
    view: &PageView,
    paper: &mut Canvas,
    items: &mut Vec<Range<usize>>,
) -> Vec<(usize, Range<usize>)> {
    let mut open = Vec::new();
    let digits = sheet.open_options().count().to_string().len();
    let letters = !sheet.menu;
    for (at, option) in sheet.options.iter().enumerate() {
        let top = paper.rows.len();
        if at == 0 || sheet.options.get(at - 1).is_some_and(|before| !before.details.is_empty()) {
            paper.add_gap();
        }
        let first_row = paper.rows.len();
        let focused = view.focus == Some(at);
        let mut mark = if focused { "> " } else { "  " }.to_owned();
        if option.locked.is_some() {
            mark.push_str(&format!("{:>digits$}  ", "-"));
            if letters {
                mark.push_str("  ");
            }
        } else {
            let number = open.len();
            mark.push_str(&format!("{:>digits$}  ", number + 1));
            if letters {
                mark.pop();
                mark.push_str(&format!("{}  ", sheet.option_letter(number).unwrap_or(' ')));
            }
            if sheet.several {
                mark.push_str(if view.picked.contains(&at) { "[x] " } else { "[ ] " });
            }
        }
        paper.add_line(&option_line(option, focused).with_mark(&mark));
        if option.locked.is_none() {
            open.push((at, first_row..paper.rows.len()));
        }
        for part in &option.details {
            paper.add_block(part);
        }
        items.push(top..paper.rows.len());
    }
    open
}

/// Returns the label of an option, with the reason why it is locked, or with its status.
fn option_line(option: &PageOption, focused: bool) -> Line {
    let role = if focused { Role::Label } else { Role::Text };
    match (&option.locked, &option.status) {
        (Some(why), _) => locked_line(&option.label, why.as_ref()),
        (None, None) => Line::default().add_text(role, &option.label),
        (None, Some((status_role, status))) => {
            let values = [
                PhraseValue::from_text("label", role, &option.label),
                PhraseValue::from_words("status", *status_role, status),
            ];
            Line::from_phrase(phrase::OPTION_WITH_STATUS.text(), Role::Text, Role::Text, &values)
        }
    }
}

/// Writes the input field: its label and the text typed so far, or the end of it if it is longer
/// than the row.
fn add_field(sheet: &Page, view: &PageView, paper: &mut Canvas, width: usize) {
    let Some(label) = &sheet.field else { return };
    let look = paper.look;
    paper.add_gap();
    let styled = look.new_styled().with_words(Role::Label, label).with_words(Role::Label, ":");
    paper.add_text("", "", &styled);
    let typed = look.displayable(&view.typed);
    // Only the end can be in the row, however long the text is.
    let from = typed.char_indices().rev().take(2 * width.max(1)).last().map_or(0, |(at, _)| at);
    let mut start = from;
    for (at, _) in typed.char_indices().skip_while(|(at, _)| *at < from) {
        start = at;
        if display_width(typed.get(at..).unwrap_or_default()) + 3 <= width {
            break;
        }
    }
    let mut row = Row::from_words(look.role_style(Role::Label), "> ");
    row.push(Style::new(), typed.get(start..).unwrap_or_default());
    row.push(Style::new(), "_");
    paper.rows.push(row);
}

/// Returns the row of the timer: the time left in words and as a bar, and what happens at its end,
/// as far as there is room.
fn countdown_row(sheet: &Page, width: usize, look: Look) -> Option<Row> {
    let clock = sheet.countdown.as_ref()?;
    let words = phrase::countdown(clock.left);
    let mut cells = width.saturating_sub(display_width(&words));
    let fits = |then: &String, least: usize| display_width(then) + least <= cells;
    let long_effect = Some(format!(" {}", clock.then)).filter(|then| fits(then, 10));
    let effect = long_effect.or_else(|| Some(format!(" {}", clock.then_short)).filter(|then| fits(then, 4)));
    if let Some(then) = &effect {
        cells = (cells - display_width(then)).min(20);
    }
    let cell_count = u64::try_from(cells).unwrap_or(u64::MAX);
    let full =
        usize::try_from(clock.left.saturating_mul(cell_count).div_ceil(clock.total.max(1))).unwrap_or(cells).min(cells);
    let bar = look.pick_symbol("█", "#").repeat(full) + &look.pick_symbol("░", ".").repeat(cells - full);
    let mut row = Row::from_words(look.role_style(Role::Warning), words);
    row.push(look.role_style(Role::Middling), bar);
    if let Some(then) = effect {
        row.push(look.role_style(Role::Aside), then);
    }
    Some(row.cut_to(width))
}
