//! Wraps blocks into rows of a given width.

use std::ops::Range;

use anstyle::Style;
use unicode_normalization::UnicodeNormalization;

use super::frame::Row;
use super::part::PageBlock;
use crate::line::Line;
use crate::lines::blocks::{self, PrefixedText};
use crate::lines::lesson::lay_out_lesson;
use scn_run::{ShownBlock, Text};
use scn_text::styled::{self, Role, StyledText};
use scn_text::wrap::{display_width, wrap_lines, wrap_verbatim};

/// The minimum width of lines on a normal screen.
const LEAST: usize = 20;
/// The maximum width: longer lines are hard to read.
pub(super) const WIDEST: usize = 100;
/// The minimum width for a separate column of speakers.
const WIDE: usize = 60;
/// The maximum width of the column of speakers.
const SPEAKER: usize = 24;

/// A function that breaks a text into lines: the first of one width, the others of another.
type LineBreaker = fn(&str, usize, usize) -> Vec<Range<usize>>;

/// The appearance of a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Whether styles are used. They are never the only carrier of information.
    pub colour: bool,
    /// Whether the terminal can show only ASCII characters.
    pub ascii: bool,
}

impl Look {
    /// Returns a symbol, or its ASCII replacement.
    pub(super) fn pick_symbol(self, sign: &'static str, ascii: &'static str) -> &'static str {
        if self.ascii { ascii } else { sign }
    }

    pub(super) fn new_styled(self) -> StyledText {
        StyledText::new(self.text_look())
    }

    fn text_look(self) -> styled::Look {
        styled::Look { colour: self.colour, plain: self.ascii }
    }

    /// Returns the style of a role.
    pub(super) fn role_style(self, role: Role) -> Style {
        if self.colour { role.style() } else { Style::new() }
    }

    /// Returns words as they can be shown: sanitised, and converted to ASCII if required.
    pub(super) fn displayable(self, words: &str) -> String {
        let words = scn_text::sanitize_line(words);
        if self.ascii { to_ascii(&words) } else { words.into_owned() }
    }
}

/// Converts words to ASCII: letters lose their accents, quotes and dashes become their typewriter
/// forms, and everything else becomes `?`.
fn to_ascii(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '“' | '”' | '„' | '«' | '»' => out.push('"'),
            '‘' | '’' | '‚' => out.push('\''),
            '–' | '—' | '‐' | '‑' | '−' => out.push('-'),
            '•' | '·' => out.push('*'),
            c if c.is_ascii() => out.push(c),
            c => {
                let length_before = out.len();
                out.extend(c.nfkd().filter(char::is_ascii));
                // Marks that only join or modify the character before them are dropped.
                if out.len() == length_before && 0 < display_width(c.encode_utf8(&mut [0; 4])) {
                    out.push('?');
                }
            }
        }
    }
    out
}

/// Rows of a fixed width, filled from top to bottom.
#[derive(Debug)]
pub(super) struct Canvas {
    pub(super) rows: Vec<Row>,
    pub(super) look: Look,
    width: usize,
    /// The rows of each block, and of each element of a lesson.
    pub(super) anchors: Vec<Range<usize>>,
    /// The width of the column of speakers.
    speaker: usize,
    /// The last block, if it was the last item written.
    before: Option<ShownBlock>,
}

impl Canvas {
    pub(super) fn new(width: usize, look: Look) -> Self {
        Self { rows: Vec::new(), look, width, anchors: Vec::new(), speaker: 0, before: None }
    }

    /// Creates rows to print as lines on a normal screen.
    pub(super) fn for_lines(columns: usize, look: Look) -> Self {
        Self::new(columns.clamp(LEAST, WIDEST), look)
    }

    /// Adds a blank row, except at the very start.
    pub(super) fn add_gap(&mut self) {
        if !self.rows.is_empty() {
            self.rows.push(Row::default());
        }
    }

    /// Sets the width of the column of speakers to what these blocks need.
    pub(super) fn fit_speakers<'a>(&mut self, parts: impl Iterator<Item = &'a PageBlock>) {
        let speakers = parts.filter_map(|part| match part {
            PageBlock::Block(ShownBlock::Speech { speaker, direction, .. }) => {
                Some(display_width(&self.look.displayable(&speaker_label(speaker, direction.as_deref()))))
            }
            PageBlock::Block(
                ShownBlock::Paragraph { .. }
                | ShownBlock::Callout { .. }
                | ShownBlock::Media { .. }
                | ShownBlock::List { .. }
                | ShownBlock::Quote { .. }
                | ShownBlock::Code { .. }
                | ShownBlock::Table { .. }
                | ShownBlock::Heading { .. }
                | ShownBlock::Rule,
            )
            | PageBlock::Heading(_)
            | PageBlock::Lesson(_)
            | PageBlock::Line(_) => None,
        });
        self.speaker = speakers.filter(|width| *width <= SPEAKER).max().unwrap_or(SPEAKER / 2);
    }

    pub(super) fn add_block(&mut self, part: &PageBlock) {
        let first_row = self.rows.len();
        self.place_block(part);
        self.before = match part {
            PageBlock::Block(block) => Some(block.clone()),
            PageBlock::Heading(_) | PageBlock::Lesson(_) | PageBlock::Line(_) => None,
        };
        match part {
            PageBlock::Lesson(_) => {}
            PageBlock::Heading(_) | PageBlock::Block(_) | PageBlock::Line(_) => {
                self.anchors.push(first_row..self.rows.len());
            }
        }
    }

    fn place_block(&mut self, part: &PageBlock) {
        match part {
            PageBlock::Heading(words) => {
                self.add_gap();
                let styled = self.look.new_styled().with_words(Role::Heading, words);
                self.add_text("", "", &styled);
                let underline_width = self.rows.last().map_or(1, Row::width).clamp(1, self.width);
                self.rows.push(Row::from_words(
                    self.look.role_style(Role::Aside),
                    self.look.pick_symbol("─", "-").repeat(underline_width),
                ));
            }
            PageBlock::Block(block) => {
                if self.before.as_ref().is_none_or(|before| block.is_apart_from(before)) {
                    self.add_gap();
                }
                self.add_shown_block(block);
            }
            PageBlock::Lesson(markdown) => self.add_lesson(markdown),
            PageBlock::Line(line) => {
                if !line.tight {
                    self.add_gap();
                }
                self.add_line(line);
            }
        }
    }

    pub(super) fn add_line(&mut self, line: &Line) {
        let indent = " ".repeat(display_width(&line.mark));
        self.add_text(&line.mark, &indent, &line.to_styled(self.look.text_look()));
    }

    /// Writes the text of a lesson, as line mode lays it out.
    fn add_lesson(&mut self, markdown: &str) {
        for element in lay_out_lesson(markdown, self.look.text_look(), self.width) {
            let first_row = self.rows.len();
            for line in element {
                // The blank line above the first element.
                let is_blank = line.first.is_empty() && line.styled.text.is_empty();
                if !(is_blank && self.rows.is_empty()) {
                    self.add_laid_out(&line);
                }
            }
            self.anchors.push(first_row..self.rows.len());
        }
    }

    fn add_laid_out(&mut self, line: &PrefixedText) {
        let prefix = |words: &str| if self.look.ascii { to_ascii(words) } else { words.to_owned() };
        let (first, rest) = (prefix(&line.first), prefix(&line.rest));
        let broken = if line.whole { wrap_verbatim } else { wrap_lines };
        self.fill_rows(vec![(Style::new(), first)], &rest, &line.styled, broken);
    }

    /// Writes a text over as many rows as it needs. `first` is the prefix of the first row, `rest`
    /// that of the others.
    pub(super) fn add_text(&mut self, first: &str, rest: &str, styled: &StyledText) {
        self.fill_rows(vec![(Style::new(), first.to_owned())], rest, styled, wrap_lines);
    }

    fn fill_rows(&mut self, first: Vec<(Style, String)>, rest: &str, styled: &StyledText, broken: LineBreaker) {
        let ascii = self.look.ascii.then(|| styled.map_words(to_ascii));
        let styled = ascii.as_ref().unwrap_or(styled);
        let prefix_width: usize = first.iter().map(|(_, words)| display_width(words)).sum();
        let room_after = |taken: usize| self.width.saturating_sub(taken).max(2);
        let mut next = Some(Row { runs: first });
        for line in broken(&styled.text, room_after(prefix_width), room_after(display_width(rest))) {
            let mut row = next.take().unwrap_or_else(|| Row::from_words(Style::new(), rest));
            for (range, style) in styled.runs_within(line) {
                row.push(style, styled.text.get(range).unwrap_or_default());
            }
            self.rows.push(row);
        }
        self.rows.extend(next);
    }

    fn add_shown_block(&mut self, block: &ShownBlock) {
        if let ShownBlock::Speech { speaker, direction, text } = block {
            self.add_speech(speaker, direction.as_deref(), text);
        }
        for line in blocks::lay_out_block(block, self.look.text_look(), self.width).unwrap_or_default() {
            self.add_laid_out(&line);
        }
    }

    /// Writes speech: the speaker in a column, or on a separate line if there is no room for a
    /// column.
    fn add_speech(&mut self, speaker: &str, direction: Option<&str>, text: &Text) {
        let label = self.look.displayable(&speaker_label(speaker, direction));
        let style = self.look.role_style(Role::Speaker);
        let styled = self.look.new_styled().with_text(Role::Text, text);
        if self.width < WIDE {
            let name = self.look.new_styled().with_words(Role::Speaker, &label);
            self.add_text("", "  ", &name);
            self.add_text("  ", "  ", &styled);
            return;
        }
        let column = self.speaker;
        let rest_indent = " ".repeat(column + 3);
        let bar = (self.look.role_style(Role::Aside), self.look.pick_symbol(" │ ", " | ").to_owned());
        let pad_for = |words: &str| " ".repeat(column.saturating_sub(display_width(words)));
        let mut first = vec![(Style::new(), pad_for("")), bar.clone()];
        if display_width(&label) <= column {
            first = vec![(Style::new(), pad_for(&label)), (style, label), bar.clone()];
        } else {
            let name = self.look.new_styled().with_words(Role::Speaker, &label);
            self.add_text("", "  ", &name);
        }
        let first_row = self.rows.len();
        self.fill_rows(first, &rest_indent, &styled, wrap_lines);
        for row in self.rows.iter_mut().skip(first_row + 1) {
            if let Some(indent) = row.runs.first_mut() {
                *indent = (Style::new(), pad_for(""));
                row.runs.insert(1, bar.clone());
            }
        }
    }
}

fn speaker_label(speaker: &str, direction: Option<&str>) -> String {
    direction.map_or_else(|| speaker.to_owned(), |direction| format!("{speaker} ({direction})"))
}
