//! Writing lines to an output.

use std::io::{self, Write};
use std::ops::Range;

use anstyle::Style;

use crate::clean::clean;

use super::styled::{Look, Role, Styled};
use super::wrap::{lines, measure, pieces};

/// No narrower: even the deepest indent leaves room for words.
const NARROWEST: usize = 20;
/// No wider: lines longer than this are hard to read.
const WIDEST: usize = 100;

/// An output that wraps what is written to it.
#[derive(Debug)]
pub(super) struct Page<'w, W> {
    out: &'w mut W,
    width: usize,
    pub(super) look: Look,
    begun: bool,
}

impl<'w, W: Write> Page<'w, W> {
    pub(super) fn new(out: &'w mut W, width: usize, look: Look) -> Self {
        Self { out, width: width.clamp(NARROWEST, WIDEST), look, begun: false }
    }

    pub(super) fn styled(&self) -> Styled {
        Styled::new(self.look)
    }

    /// Takes it that something has been written before.
    pub(super) fn go_on(&mut self) {
        self.begun = true;
    }

    /// A blank line, except at the very start.
    pub(super) fn gap(&mut self) -> io::Result<()> {
        if self.begun { self.out.write_all(b"\n") } else { Ok(()) }
    }

    /// How many columns a line may take.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// A line of nothing but what stands before every line here.
    pub(super) fn blank(&mut self, prefix: &str) -> io::Result<()> {
        self.begun = true;
        writeln!(self.out, "{}", prefix.trim_end())
    }

    /// Writes a text over as many lines as it needs, the first behind `first`, the others behind `rest`.
    pub(super) fn put(&mut self, first: &str, rest: &str, styled: &Styled) -> io::Result<()> {
        let lines = lines(&styled.text, self.room(first), self.room(rest));
        self.lines(first, rest, styled, lines)
    }

    /// Writes a text as it is, blanks and all; broken anywhere where it is too long.
    pub(super) fn verbatim(&mut self, first: &str, rest: &str, styled: &Styled) -> io::Result<()> {
        let lines = pieces(&styled.text, self.room(first), self.room(rest));
        self.lines(first, rest, styled, lines)
    }

    fn room(&self, indent: &str) -> usize {
        self.width.saturating_sub(measure(indent)).max(4)
    }

    fn lines(&mut self, first: &str, rest: &str, styled: &Styled, lines: Vec<Range<usize>>) -> io::Result<()> {
        if lines.is_empty() {
            return self.blank(first);
        }
        self.begun = true;
        for (at, line) in lines.into_iter().enumerate() {
            self.out.write_all(if at == 0 { first } else { rest }.as_bytes())?;
            for (range, style) in styled.within(line) {
                self.run(style, styled.text.get(range).unwrap_or_default())?;
            }
            self.out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn run(&mut self, style: Style, words: &str) -> io::Result<()> {
        if style.is_plain() {
            self.out.write_all(words.as_bytes())
        } else {
            write!(self.out, "{style}{words}{style:#}")
        }
    }

    /// A line of words in one role, after a blank line.
    pub(super) fn paragraph(&mut self, role: Role, words: &str) -> io::Result<()> {
        self.gap()?;
        let styled = self.styled().say(role, words);
        self.put("", "", &styled)
    }

    /// A heading after a blank line, underlined where lines may be drawn.
    pub(super) fn heading(&mut self, words: &str, line: char) -> io::Result<()> {
        self.paragraph(Role::Heading, words)?;
        if self.look.plain {
            return Ok(());
        }
        let under: String = std::iter::repeat_n(line, measure(words).clamp(1, self.width)).collect();
        let styled = self.styled().say(Role::Aside, &under);
        self.put("", "", &styled)
    }

    /// Writes words to be copied: on one line, however long.
    pub(super) fn unbroken(&mut self, words: &str) -> io::Result<()> {
        self.begun = true;
        writeln!(self.out, "{}", clean(words))
    }

    /// Asks for something on a line that the answer goes on.
    pub(super) fn prompt(&mut self, words: &str) -> io::Result<()> {
        self.gap()?;
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
