//! Writing lines to an output.

use std::io::{self, Write};

use anstyle::Style;

use crate::clean::clean;

use super::styled::{Look, Role, Styled};
use super::wrap::{lines, measure};

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

    /// A blank line, except at the very start.
    pub(super) fn gap(&mut self) -> io::Result<()> {
        if self.begun { self.out.write_all(b"\n") } else { Ok(()) }
    }

    /// Writes a text over as many lines as it needs, the first behind `first`, the others behind `rest`.
    pub(super) fn put(&mut self, first: &str, rest: &str, styled: &Styled) -> io::Result<()> {
        self.begun = true;
        let room = |indent: &str| self.width.saturating_sub(measure(indent)).max(4);
        let lines = lines(&styled.text, room(first), room(rest));
        if lines.is_empty() {
            return writeln!(self.out, "{}", first.trim_end());
        }
        for (at, line) in lines.into_iter().enumerate() {
            self.out.write_all(if at == 0 { first } else { rest }.as_bytes())?;
            let mut from = line.start;
            for (end, style) in &styled.runs {
                let to = (*end).min(line.end);
                if from < to {
                    self.run(*style, styled.text.get(from..to).unwrap_or_default())?;
                    from = to;
                }
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
