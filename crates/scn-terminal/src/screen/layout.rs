//! Lays out a page for a screen size: the scrolling part, and the header and footer around it.

use std::ops::Range;

use anstyle::Style;

use super::frame::{Frame, Row, Size};
use super::paper::{Look, Paper};
use super::sheet::Sheet;
use super::view::View;
use scn_run::phrases::{run, screen as phrase};
use scn_text::styled::Role;
use scn_text::wrap::measure;

/// The maximum width: longer lines are hard to read.
const WIDEST: usize = 100;
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
    pub(super) fn new(sheet: &Sheet, view: &View, size: Size, look: Look) -> Self {
        let size = size.at_least();
        let room = if size.columns < ROOMY { size.columns } else { size.columns - 4 };
        let width = room.min(WIDEST);
        let ruled = RULED <= size.rows;
        let mut paper = Paper::new(width, look);
        let mut items = Vec::new();
        let beneath = sheet.options.iter().flat_map(|option| &option.beneath);
        paper.speakers(sheet.parts.iter().chain(beneath));
        for part in &sheet.parts {
            let from = paper.rows.len();
            paper.part(part);
            items.push(from..paper.rows.len());
        }
        let open = options(sheet, view, &mut paper, &mut items);
        field(sheet, view, &mut paper, width);
        let mut header = header(sheet, width, size.rows, look);
        // Reserves one row for the scrolling part (two, if there is room) and one for the keys.
        let most = size.rows.saturating_sub(header.len() + 2 * usize::from(ruled) + 3);
        let mut footer: Vec<Row> = countdown(sheet, width, look).into_iter().take(most).collect();
        let mut keys = None;
        if let Some(note) = &sheet.note {
            let mut rows = Paper::new(width, look);
            rows.put("", "", &look.styled().say(Role::Warning, note));
            let left = most.saturating_sub(footer.len()).min(1.max(size.rows / 3));
            let cut = left < rows.rows.len();
            rows.rows.truncate(left.max(1));
            if cut && let Some(last) = rows.rows.pop() {
                rows.rows.push(ellipsis(last, width, look));
            }
            if left == 0 {
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
        let mut this = Self { rows, items, open, height, menu, header, footer, margin, width, ruled };
        let keys = keys.unwrap_or_else(|| this.keys(sheet, view, look));
        this.footer.push(keys);
        this
    }

    /// Returns the maximum scroll position.
    pub(super) fn most(&self) -> usize {
        self.rows.len().saturating_sub(self.height)
    }

    /// Returns whether these rows are visible, or as many of them as fit.
    pub(super) fn sees(&self, scroll: usize, rows: &Range<usize>) -> bool {
        scroll <= rows.start && (rows.end <= scroll + self.height || rows.start == scroll)
    }

    /// Returns the frame of the whole screen.
    pub(super) fn frame(&self, scroll: usize, size: Size, look: Look) -> Frame {
        let rule = |more: bool, sign: &str| {
            let line = look.sign("─", "-");
            let style = look.style(Role::Aside);
            if !more {
                return Row::of(style, line.repeat(self.width));
            }
            let words = format!(" {sign} {} ", phrase::MORE);
            let left = self.width.saturating_sub(measure(&words) + 3);
            let mut row = Row::of(style, line.repeat(left));
            row.push(look.style(Role::Label), words);
            row.push(style, line.repeat(3));
            row
        };
        let mut rows = self.header.clone();
        if self.ruled {
            rows.push(rule(0 < scroll, look.sign("↑", "^")));
        }
        rows.extend(self.rows.iter().skip(scroll).take(self.height).cloned());
        let body = self.header.len() + usize::from(self.ruled) + self.height;
        rows.resize(body.max(rows.len()), Row::default());
        if self.ruled {
            rows.push(rule(scroll < self.most(), look.sign("↓", "v")));
        }
        rows.extend(self.footer.iter().cloned());
        rows.truncate(size.rows);
        let mut rows: Vec<Row> = rows.into_iter().map(|row| row.behind(self.margin).cut(size.columns)).collect();
        rows.resize(size.rows, Row::default());
        Frame { rows }
    }

    /// Returns the row of key hints, as many as fit. The key for help is never left out.
    fn keys(&self, sheet: &Sheet, view: &View, look: Look) -> Row {
        let mut words: Vec<(String, String)> = Vec::new();
        let mut add = |key: &str, word: &str| words.push((key.to_owned(), word.to_owned()));
        let open = sheet.open().count();
        let is_more_below = view.scroll.min(self.most()) < self.most();
        if !self.ruled {
            let scroll = view.scroll.min(self.most());
            let (up, down) = (0 < scroll, scroll < self.most());
            match (up, down) {
                (true, true) => add(look.sign("↑↓", "^v"), phrase::MORE),
                (true, false) => add(look.sign("↑", "^"), phrase::MORE),
                (false, true) => add(look.sign("↓", "v"), phrase::MORE),
                (false, false) => {}
            }
        }
        if sheet.field.is_some() {
            add(phrase::KEYS.enter, phrase::DONE);
            add(phrase::KEYS.escape, phrase::BACK);
        } else if 0 < open {
            let range = if open == 1 { "1".to_owned() } else { format!("1-{open}") };
            if sheet.several {
                add(&range, phrase::MARK);
                add(phrase::KEYS.enter, phrase::DONE);
            } else {
                add(&range, phrase::CHOOSE);
            }
        } else if let Some(next) = &sheet.next {
            add(phrase::KEYS.enter, if is_more_below { phrase::MORE } else { next });
        }
        let enter_pages = is_more_below && open == 0 && sheet.next.is_some();
        if self.ruled && is_more_below && !enter_pages {
            add(phrase::KEYS.space, phrase::MORE);
        }
        for command in sheet.commands.iter().filter(|command| !command.word.is_empty()) {
            add(&command.key.to_string(), &command.word);
        }
        let help = words.iter().position(|(key, _)| key == "?").map(|at| words.remove(at));
        let width_of = |(key, word): &(String, String)| measure(key) + 1 + measure(word);
        let mut left = self.width.saturating_sub(help.as_ref().map_or(0, width_of));
        let mut row = Row::default();
        let put = |row: &mut Row, (key, word): &(String, String)| {
            row.push(look.style(Role::Label), look.shown(key));
            row.push(look.style(Role::Aside), format!(" {}  ", look.shown(word)));
        };
        for pair in &words {
            let width = width_of(pair) + 2;
            if left < width {
                break;
            }
            left -= width;
            put(&mut row, pair);
        }
        if let Some(help) = &help {
            put(&mut row, help);
        }
        row.cut(self.width)
    }
}

fn ellipsis(row: Row, width: usize, look: Look) -> Row {
    let dots = look.sign("…", "...");
    let mut row = row.cut(width.saturating_sub(measure(dots)));
    let style = row.runs.last().map_or_else(Style::new, |(style, _)| *style);
    row.push(style, dots);
    row
}

/// Returns title and position, side by side if there is room.
fn header(sheet: &Sheet, width: usize, rows: usize, look: Look) -> Vec<Row> {
    let title = Row::of(look.style(Role::Heading), look.shown(&sheet.title));
    let place = Row::of(look.style(Role::Aside), look.shown(&sheet.place));
    let fitted = |row: Row, room: usize| if row.width() <= room { row } else { ellipsis(row, room, look) };
    let taken = title.width() + 2 + place.width();
    if sheet.place.is_empty() {
        return vec![fitted(title, width)];
    }
    if width < taken && TALL <= rows {
        return vec![fitted(title, width), fitted(place, width)];
    }
    // The title is shortened first.
    let place = fitted(place, width.saturating_sub(8));
    let mut row = fitted(title, width.saturating_sub(place.width() + 2));
    row.push(Style::new(), " ".repeat(width.saturating_sub(row.width() + place.width())));
    row.runs.extend(place.runs);
    vec![row]
}

/// Writes the options, with number and letter, and a mark at the focused one. Returns the rows of
/// the labels of those that can be chosen.
fn options(sheet: &Sheet, view: &View, paper: &mut Paper, items: &mut Vec<Range<usize>>) -> Vec<(usize, Range<usize>)> {
    let look = paper.look;
    let mut open = Vec::new();
    let digits = sheet.open().count().to_string().len();
    let letters = !sheet.menu;
    for (at, option) in sheet.options.iter().enumerate() {
        let top = paper.rows.len();
        if at == 0 || sheet.options.get(at - 1).is_some_and(|before| !before.beneath.is_empty()) {
            paper.gap();
        }
        let from = paper.rows.len();
        let focused = view.focus == Some(at);
        let mut mark = if focused { "> " } else { "  " }.to_owned();
        let mut styled = look.styled();
        if let Some(why) = &option.locked {
            mark.push_str(&format!("{:>digits$}  ", "-"));
            if letters {
                mark.push_str("  ");
            }
            styled = styled.text(Role::Aside, &option.label);
            styled = match why {
                Some(why) => styled.say(Role::Aside, run::LOCKED_SINCE).text(Role::Aside, why).say(Role::Aside, ")"),
                None => styled.say(Role::Aside, run::LOCKED),
            };
        } else {
            let number = open.len();
            mark.push_str(&format!("{:>digits$}  ", number + 1));
            if letters {
                mark.pop();
                mark.push_str(&format!("{}  ", sheet.letter(number).unwrap_or(' ')));
            }
            if sheet.several {
                mark.push_str(if view.picked.contains(&at) { "[x] " } else { "[ ] " });
            }
            let role = if focused { Role::Label } else { Role::Text };
            styled = styled.text(role, &option.label);
        }
        paper.put(&mark, &" ".repeat(mark.len()), &styled);
        if option.locked.is_none() {
            open.push((at, from..paper.rows.len()));
        }
        for part in &option.beneath {
            paper.part(part);
        }
        items.push(top..paper.rows.len());
    }
    open
}

/// Writes the input field: its label and the text typed so far, or the end of it if it is longer
/// than the row.
fn field(sheet: &Sheet, view: &View, paper: &mut Paper, width: usize) {
    let Some(label) = &sheet.field else { return };
    let look = paper.look;
    paper.gap();
    let styled = look.styled().say(Role::Label, label).say(Role::Label, ":");
    paper.put("", "", &styled);
    let typed = look.shown(&view.typed);
    let mut start = 0;
    for (at, _) in typed.char_indices() {
        start = at;
        if measure(typed.get(at..).unwrap_or_default()) + 3 <= width {
            break;
        }
    }
    let mut row = Row::of(look.style(Role::Label), "> ");
    row.push(Style::new(), typed.get(start..).unwrap_or_default());
    row.push(Style::new(), "_");
    paper.rows.push(row);
}

/// Returns the row of the timer: the time left in words and as a bar, and what happens at its end,
/// as far as there is room.
fn countdown(sheet: &Sheet, width: usize, look: Look) -> Option<Row> {
    let clock = sheet.countdown.as_ref()?;
    let words = phrase::countdown(clock.left);
    let mut cells = width.saturating_sub(measure(&words));
    let fits = |then: &String, least: usize| measure(then) + least <= cells;
    let then = Some(format!(" {}", clock.then)).filter(|then| fits(then, 10));
    let then = then.or_else(|| Some(format!(" {}", clock.then_short)).filter(|then| fits(then, 4)));
    if let Some(then) = &then {
        cells = (cells - measure(then)).min(20);
    }
    let of = u64::try_from(cells).unwrap_or(u64::MAX);
    let full = usize::try_from(clock.left.saturating_mul(of).div_ceil(clock.of.max(1))).unwrap_or(cells).min(cells);
    let bar = look.sign("█", "#").repeat(full) + &look.sign("░", ".").repeat(cells - full);
    let mut row = Row::of(look.style(Role::Warning), words);
    row.push(look.style(Role::Middling), bar);
    if let Some(then) = then {
        row.push(look.style(Role::Aside), then);
    }
    Some(row.cut(width))
}
