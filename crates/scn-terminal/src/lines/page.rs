//! Writes wrapped lines to an output.

use std::io::{self, Write};
use std::ops::Range;

use anstyle::Style;

use super::blocks::PrefixedText;
use crate::line::Line;
use scn_text::styled::{Look, Role, StyledText};
use scn_text::wrap::{display_width, wrap_lines, wrap_verbatim};

/// The minimum width: even the deepest indent leaves room for words.
const NARROWEST: usize = 20;
/// The maximum width: longer lines are hard to read.
const WIDEST: usize = 100;

/// An output that wraps the text written to it.
#[derive(Debug)]
pub(super) struct PageWriter<'w, W> {
    out: &'w mut W,
    width: usize,
    pub(super) look: Look,
    begun: bool,
    /// Whether the page is readable from the back of a room: wide margins, boxed headings, big
    /// numbers. Never in plain mode.
    large: bool,
    /// The number of columns that stay free on each side.
    margin: usize,
}

impl<'w, W: Write> PageWriter<'w, W> {
    pub(super) fn new(out: &'w mut W, width: usize, look: Look) -> Self {
        Self { out, width: width.clamp(NARROWEST, WIDEST), look, begun: false, large: false, margin: 0 }
    }

    /// Makes the page readable from the back of a room.
    pub(super) fn into_large(mut self) -> Self {
        self.large = !self.look.plain;
        self.margin = match self.width {
            _ if self.look.plain => 0,
            0..50 => 1,
            50..70 => 3,
            70.. => 6,
        };
        self
    }

    /// Returns whether numbers are drawn big.
    pub(super) fn is_large(&self) -> bool {
        self.large
    }

    /// Returns whether lines are too short for decoration.
    pub(super) fn is_narrow(&self) -> bool {
        self.available_columns(0) < 50
    }

    /// Returns how many columns are available after an indent.
    fn available_columns(&self, indent: usize) -> usize {
        self.width.saturating_sub(2 * self.margin + indent).max(4)
    }

    fn write_margin(&mut self) -> io::Result<()> {
        write!(self.out, "{:1$}", "", self.margin)
    }

    pub(super) fn new_styled(&self) -> StyledText {
        StyledText::new(self.look)
    }

    /// Marks the page as continuing earlier output.
    pub(super) fn mark_continued(&mut self) {
        self.begun = true;
    }

    /// Writes a blank line, except at the very start.
    pub(super) fn write_gap(&mut self) -> io::Result<()> {
        if self.begun { self.out.write_all(b"\n") } else { Ok(()) }
    }

    /// Returns the line width in columns.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// Writes a line that contains only the prefix.
    pub(super) fn write_blank(&mut self, prefix: &str) -> io::Result<()> {
        self.begun = true;
        self.write_margin()?;
        writeln!(self.out, "{}", prefix.trim_end())
    }

    /// Writes a text over as many lines as it needs. `first` is the prefix of the first line,
    /// `rest` that of the others.
    pub(super) fn write_wrapped(&mut self, first: &str, rest: &str, styled: &StyledText) -> io::Result<()> {
        let lines = wrap_lines(&styled.text, self.room_after(first), self.room_after(rest));
        self.write_lines(first, rest, styled, lines)
    }

    /// Writes a text with its spaces preserved; lines that are too long may be broken anywhere.
    pub(super) fn write_verbatim(&mut self, first: &str, rest: &str, styled: &StyledText) -> io::Result<()> {
        let lines = wrap_verbatim(&styled.text, self.room_after(first), self.room_after(rest));
        self.write_lines(first, rest, styled, lines)
    }

    /// Writes lines that were laid out for the width of this page.
    pub(super) fn write_laid_out(&mut self, lines: &[PrefixedText]) -> io::Result<()> {
        for line in lines {
            if line.whole {
                self.write_verbatim(&line.first, &line.rest, &line.styled)?;
            } else {
                self.write_wrapped(&line.first, &line.rest, &line.styled)?;
            }
        }
        Ok(())
    }

    /// Writes lines of words in roles, each after its mark.
    pub(super) fn write_in_roles(&mut self, lines: &[Line]) -> io::Result<()> {
        for line in lines {
            if !line.tight {
                self.write_gap()?;
            }
            let styled = line.to_styled(self.look);
            self.write_wrapped(&line.mark, &" ".repeat(display_width(&line.mark)), &styled)?;
        }
        Ok(())
    }

    pub(super) fn room_after(&self, indent: &str) -> usize {
        self.available_columns(display_width(indent))
    }

    fn write_lines(
        &mut self,
        first: &str,
        rest: &str,
        styled: &StyledText,
        lines: Vec<Range<usize>>,
    ) -> io::Result<()> {
        if lines.is_empty() {
            return self.write_blank(first);
        }
        self.begun = true;
        for (at, line) in lines.into_iter().enumerate() {
            self.write_margin()?;
            let indent = if at == 0 { first } else { rest };
            // A line can be empty where a break was requested.
            let empty = line.is_empty();
            self.out.write_all(if empty { indent.trim_end() } else { indent }.as_bytes())?;
            self.write_words(styled, line)?;
            self.out.write_all(b"\n")?;
        }
        Ok(())
    }

    /// Writes a text next to a mark that is several lines high: vertically centred if it is one
    /// line, else aligned to the top.
    pub(super) fn write_beside(&mut self, mark: &[String], styled: &StyledText) -> io::Result<()> {
        self.begun = true;
        let indent = mark.iter().map(|line| display_width(line)).max().unwrap_or(0) + 5;
        let lines = wrap_lines(&styled.text, self.available_columns(indent), self.available_columns(indent));
        let above = usize::from(lines.len() < 2);
        for row in 0..mark.len().max(lines.len() + above) {
            let drawn = format!("  {}", mark.get(row).map_or("", String::as_str));
            self.write_margin()?;
            match row.checked_sub(above).and_then(|at| lines.get(at)) {
                Some(line) => {
                    let blanks = indent.saturating_sub(display_width(&drawn));
                    write!(self.out, "{drawn}{:blanks$}", "")?;
                    self.write_words(styled, line.clone())?;
                }
                None => self.out.write_all(drawn.trim_end().as_bytes())?,
            }
            self.out.write_all(b"\n")?;
        }
        Ok(())
    }

    /// Writes a part of a text.
    fn write_words(&mut self, styled: &StyledText, line: Range<usize>) -> io::Result<()> {
        for (range, style) in styled.runs_within(line) {
            self.write_run(style, styled.text.get(range).unwrap_or_default())?;
        }
        Ok(())
    }

    fn write_run(&mut self, style: Style, words: &str) -> io::Result<()> {
        if style.is_plain() {
            self.out.write_all(words.as_bytes())
        } else {
            write!(self.out, "{style}{words}{style:#}")
        }
    }

    /// Writes a blank line and then a text in one role.
    pub(super) fn write_paragraph(&mut self, role: Role, words: &str) -> io::Result<()> {
        self.write_gap()?;
        let styled = self.new_styled().with_words(role, words);
        self.write_wrapped("", "", &styled)
    }

    /// Writes a blank line and then a heading, underlined unless in plain mode.
    pub(super) fn write_heading(&mut self, words: &str, line: char) -> io::Result<()> {
        if self.large {
            return self.write_boxed(words);
        }
        self.write_paragraph(Role::Heading, words)?;
        if self.look.plain {
            return Ok(());
        }
        let underline: String = std::iter::repeat_n(line, display_width(words).clamp(1, self.width)).collect();
        let styled = self.new_styled().with_words(Role::Aside, &underline);
        self.write_wrapped("", "", &styled)
    }

    /// Writes a blank line and then a heading in a box.
    fn write_boxed(&mut self, words: &str) -> io::Result<()> {
        self.write_gap()?;
        self.begun = true;
        let styled = self.new_styled().with_words(Role::Heading, words);
        let room = self.available_columns(6);
        let lines = wrap_lines(&styled.text, room, room);
        let line_width = |line: &Range<usize>| display_width(styled.text.get(line.clone()).unwrap_or_default());
        let wide = lines.iter().map(line_width).max().unwrap_or(0);
        let rule = "━".repeat(wide + 4);
        self.write_margin()?;
        writeln!(self.out, "┏{rule}┓")?;
        for line in &lines {
            let blanks = wide.saturating_sub(line_width(line)) + 2;
            self.write_margin()?;
            self.out.write_all("┃  ".as_bytes())?;
            self.write_words(&styled, line.clone())?;
            writeln!(self.out, "{:blanks$}┃", "")?;
        }
        self.write_margin()?;
        writeln!(self.out, "┗{rule}┛")
    }

    /// Writes text to be copied: on one line, however long.
    pub(super) fn write_unbroken(&mut self, words: &str) -> io::Result<()> {
        self.begun = true;
        writeln!(self.out, "{}", scn_text::sanitize_line(words))
    }

    /// Writes a prompt; the answer is typed on the same line.
    pub(super) fn write_prompt(&mut self, words: &str) -> io::Result<()> {
        self.write_gap()?;
        self.write_margin()?;
        self.out.write_all(words.as_bytes())?;
        self.out.flush()
    }

    /// Ends the line of a prompt that got no answer.
    pub(super) fn end_prompt(&mut self) -> io::Result<()> {
        self.out.write_all(b"\n")
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
