//! Wraps blocks into rows of a given width.

use std::ops::Range;

use anstyle::Style;
use scn_story::Callout;
use unicode_normalization::UnicodeNormalization;

use super::frame::Row;
use super::part::{Line, Part};
use crate::lines::blocks;
use scn_run::{ShownBlock, Text, callout_word, media_word};
use scn_text::styled::{self, Role, Styled};
use scn_text::wrap::{lines, measure, pieces};

/// The minimum width for a separate column of speakers.
const WIDE: usize = 60;
/// The maximum width of the column of speakers.
const SPEAKER: usize = 24;

/// A function that breaks a text into lines: the first of one width, the others of another.
type Broken = fn(&str, usize, usize) -> Vec<Range<usize>>;

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
    pub(super) fn sign(self, sign: &'static str, ascii: &'static str) -> &'static str {
        if self.ascii { ascii } else { sign }
    }

    pub(super) fn styled(self) -> Styled {
        Styled::new(self.of_words())
    }

    fn of_words(self) -> styled::Look {
        styled::Look { colour: self.colour, plain: self.ascii }
    }

    /// Returns the style of a role.
    pub(super) fn style(self, role: Role) -> Style {
        if self.colour { role.style() } else { Style::new() }
    }

    /// Returns words as they can be shown: sanitised, and converted to ASCII if required.
    pub(super) fn shown(self, words: &str) -> String {
        let words = scn_text::shown(words);
        if self.ascii { ascii(&words) } else { words.into_owned() }
    }
}

/// Converts words to ASCII: letters lose their accents, quotes and dashes become their typewriter
/// forms, and everything else becomes `?`.
fn ascii(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '“' | '”' | '„' | '«' | '»' => out.push('"'),
            '‘' | '’' | '‚' => out.push('\''),
            '–' | '—' | '‐' | '‑' | '−' => out.push('-'),
            '•' | '·' => out.push('*'),
            c if c.is_ascii() => out.push(c),
            c => {
                let before = out.len();
                out.extend(c.nfkd().filter(char::is_ascii));
                // Marks that only join or modify the character before them are dropped.
                if out.len() == before && 0 < measure(c.encode_utf8(&mut [0; 4])) {
                    out.push('?');
                }
            }
        }
    }
    out
}

/// Rows of a fixed width, filled from top to bottom.
#[derive(Debug)]
pub(super) struct Paper {
    pub(super) rows: Vec<Row>,
    pub(super) look: Look,
    width: usize,
    /// The width of the column of speakers.
    speaker: usize,
    /// The last block, if it was the last item written.
    before: Option<ShownBlock>,
}

impl Paper {
    pub(super) fn new(width: usize, look: Look) -> Self {
        Self { rows: Vec::new(), look, width, speaker: 0, before: None }
    }

    /// Adds a blank row, except at the very start.
    pub(super) fn gap(&mut self) {
        if !self.rows.is_empty() {
            self.rows.push(Row::default());
        }
    }

    /// Sets the width of the column of speakers to what these blocks need.
    pub(super) fn speakers<'a>(&mut self, parts: impl Iterator<Item = &'a Part>) {
        let speakers = parts.filter_map(|part| match part {
            Part::Block(ShownBlock::Speech { speaker, direction, .. }) => {
                Some(measure(&self.look.shown(&label(speaker, direction.as_deref()))))
            }
            Part::Block(
                ShownBlock::Paragraph(_)
                | ShownBlock::Callout { .. }
                | ShownBlock::Media { .. }
                | ShownBlock::List { .. }
                | ShownBlock::Quote(_)
                | ShownBlock::Code { .. }
                | ShownBlock::Table { .. }
                | ShownBlock::Heading { .. }
                | ShownBlock::Rule,
            )
            | Part::Heading(_)
            | Part::Line(_) => None,
        });
        self.speaker = speakers.filter(|width| *width <= SPEAKER).max().unwrap_or(SPEAKER / 2);
    }

    pub(super) fn part(&mut self, part: &Part) {
        self.set(part);
        self.before = match part {
            Part::Block(block) => Some(block.clone()),
            Part::Heading(_) | Part::Line(_) => None,
        };
    }

    fn set(&mut self, part: &Part) {
        match part {
            Part::Heading(words) => {
                self.gap();
                let styled = self.look.styled().say(Role::Heading, words);
                self.put("", "", &styled);
                let under = self.rows.last().map_or(1, Row::width).clamp(1, self.width);
                self.rows.push(Row::of(self.look.style(Role::Aside), self.look.sign("─", "-").repeat(under)));
            }
            Part::Block(block) => {
                if self.before.as_ref().is_none_or(|before| block.is_apart_from(before)) {
                    self.gap();
                }
                self.block(block);
            }
            Part::Line(line) => {
                if !line.tight {
                    self.gap();
                }
                self.line(line);
            }
        }
    }

    pub(super) fn line(&mut self, line: &Line) {
        let rest = " ".repeat(measure(&line.mark));
        let styled = line.words.iter().fold(self.look.styled(), |styled, (role, text)| styled.text(*role, text));
        self.put(&line.mark, &rest, &styled);
    }

    /// Writes a text over as many rows as it needs. `first` is the prefix of the first row, `rest`
    /// that of the others.
    pub(super) fn put(&mut self, first: &str, rest: &str, styled: &Styled) {
        self.fill(vec![(Style::new(), first.to_owned())], rest, styled, lines);
    }

    fn fill(&mut self, first: Vec<(Style, String)>, rest: &str, styled: &Styled, broken: Broken) {
        let ascii = self.look.ascii.then(|| styled.map(ascii));
        let styled = ascii.as_ref().unwrap_or(styled);
        let taken: usize = first.iter().map(|(_, words)| measure(words)).sum();
        let room = |taken: usize| self.width.saturating_sub(taken).max(2);
        let mut next = Some(Row { runs: first });
        for line in broken(&styled.text, room(taken), room(measure(rest))) {
            let mut row = next.take().unwrap_or_else(|| Row::of(Style::new(), rest));
            let mut from = line.start;
            for (end, style) in &styled.runs {
                let to = (*end).min(line.end);
                if from < to {
                    row.push(*style, styled.text.get(from..to).unwrap_or_default());
                    from = to;
                }
            }
            self.rows.push(row);
        }
        self.rows.extend(next);
    }

    fn block(&mut self, block: &ShownBlock) {
        match block {
            ShownBlock::Paragraph(text) => {
                let styled = self.look.styled().text(Role::Text, text);
                self.put("", "", &styled);
            }
            ShownBlock::Speech { speaker, direction, text } => self.speech(speaker, direction.as_deref(), text),
            ShownBlock::Callout { callout, text } => {
                let role = match callout {
                    Callout::Warning => Role::Warning,
                    Callout::Note | Callout::Tip | Callout::Remember => Role::Label,
                };
                let styled = self.look.styled().say(role, &format!("{}:", callout_word(*callout)));
                let styled = styled.say(Role::Text, " ").text(Role::Text, text);
                self.put("", "  ", &styled);
            }
            ShownBlock::Media { media, file, alternative } => {
                let styled = self.look.styled().say(Role::Label, media_word(*media));
                let styled = styled.say(Role::Aside, &format!(" ({file}): ")).text(Role::Text, alternative);
                self.put("", "  ", &styled);
            }
            ShownBlock::List { .. }
            | ShownBlock::Quote(_)
            | ShownBlock::Code { .. }
            | ShownBlock::Table { .. }
            | ShownBlock::Heading { .. }
            | ShownBlock::Rule => {
                for laid in blocks::laid(block, self.look.of_words(), self.width).unwrap_or_default() {
                    let broken = if laid.whole { pieces } else { lines };
                    self.fill(vec![(Style::new(), laid.first)], &laid.rest, &laid.styled, broken);
                }
            }
        }
    }

    /// Writes speech: the speaker in a column, or on a separate line if there is no room for a
    /// column.
    fn speech(&mut self, speaker: &str, direction: Option<&str>, text: &Text) {
        let label = self.look.shown(&label(speaker, direction));
        let style = self.look.style(Role::Speaker);
        let styled = self.look.styled().text(Role::Text, text);
        if self.width < WIDE {
            let name = self.look.styled().say(Role::Speaker, &label);
            self.put("", "  ", &name);
            self.put("  ", "  ", &styled);
            return;
        }
        let column = self.speaker;
        let rest = " ".repeat(column + 3);
        let bar = (self.look.style(Role::Aside), self.look.sign(" │ ", " | ").to_owned());
        let behind = |words: &str| " ".repeat(column.saturating_sub(measure(words)));
        let mut first = vec![(Style::new(), behind("")), bar.clone()];
        if measure(&label) <= column {
            first = vec![(Style::new(), behind(&label)), (style, label), bar.clone()];
        } else {
            let name = self.look.styled().say(Role::Speaker, &label);
            self.put("", "  ", &name);
        }
        let from = self.rows.len();
        self.fill(first, &rest, &styled, lines);
        for row in self.rows.iter_mut().skip(from + 1) {
            if let Some(indent) = row.runs.first_mut() {
                *indent = (Style::new(), behind(""));
                row.runs.insert(1, bar.clone());
            }
        }
    }
}

fn label(speaker: &str, direction: Option<&str>) -> String {
    direction.map_or_else(|| speaker.to_owned(), |direction| format!("{speaker} ({direction})"))
}
