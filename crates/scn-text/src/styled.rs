//! Styled text, and the meaning of each style.

use std::ops::Range;

use anstyle::{AnsiColor, Style};

use crate::words::Words;

/// The appearance of the output.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Whether styles are shown by escape sequences; else by marks.
    pub colour: bool,
    /// Whether to print text only: no lines, bars or bullets drawn with special characters.
    pub plain: bool,
}

/// The role of a piece of text, which decides its style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Body text.
    Text,
    /// A title.
    Heading,
    /// The speaker of a line.
    Speaker,
    /// A label before a text.
    Label,
    /// A warning.
    Warning,
    /// Text of minor importance.
    Aside,
    /// A hint.
    Hint,
    /// Done well.
    Good,
    /// Done neither well nor badly.
    Middling,
    /// Not done well.
    Poor,
}

impl Role {
    /// Returns the style of the role when colour is used.
    #[must_use]
    pub fn style(self) -> Style {
        let coloured = |colour: AnsiColor| Style::new().fg_color(Some(colour.into()));
        match self {
            Self::Text => Style::new(),
            Self::Heading | Self::Speaker | Self::Label => Style::new().bold(),
            Self::Warning => coloured(AnsiColor::Yellow).bold(),
            Self::Aside => Style::new().dimmed(),
            Self::Hint => coloured(AnsiColor::Cyan),
            Self::Good => coloured(AnsiColor::Green),
            Self::Middling => coloured(AnsiColor::Yellow),
            Self::Poor => coloured(AnsiColor::Red),
        }
    }
}

/// Returns whether a link's address equals its text.
pub fn is_its_words(link: &str, words: &str) -> bool {
    link == words || link.strip_prefix("mailto:") == Some(words)
}

/// A text made of runs of one style.
#[derive(Clone, Debug)]
pub struct StyledText {
    look: Look,
    /// The whole text, sanitised for a terminal, on one line.
    pub text: String,
    /// The runs: the end offset of each, and its style.
    pub runs: Vec<(usize, Style)>,
}

impl StyledText {
    /// Creates an empty text.
    #[must_use]
    pub fn new(look: Look) -> Self {
        Self { look, text: String::new(), runs: Vec::new() }
    }

    /// Returns the same text with each run's words changed.
    pub fn map_words(&self, change: impl Fn(&str) -> String) -> Self {
        let mut out = Self::new(self.look);
        let mut start = 0;
        for (end, style) in &self.runs {
            out.text.push_str(&change(self.text.get(start..*end).unwrap_or_default()));
            out.runs.push((out.text.len(), *style));
            start = *end;
        }
        out
    }

    /// Adds words in a role.
    pub fn with_words(mut self, role: Role, words: &str) -> Self {
        self.push(words, role.style());
        self
    }

    /// Adds a text with its own styles. Without colour, emphasis, strong words and code get marks.
    /// The address of a link follows its words.
    pub fn with_text(mut self, role: Role, text: &[Words]) -> Self {
        for words in text {
            self.push_words(role.style(), words);
        }
        self
    }

    fn push_words(&mut self, base: Style, words: &Words) {
        let inner = words.text.trim();
        if inner.is_empty() {
            self.push(&words.text, base);
            return;
        }
        let leading_spaces = words.text.len() - words.text.trim_start().len();
        self.push(words.text.get(..leading_spaces).unwrap_or_default(), base);
        let mark_if = |on: bool, mark| if on && !self.look.colour { mark } else { "" };
        let (strong, emphasis, code) =
            (mark_if(words.strong, "*"), mark_if(words.emphasis, "_"), mark_if(words.code, "`"));
        let mut style = base;
        if words.emphasis {
            style = style.italic();
        }
        if words.strong {
            style = style.bold();
        }
        if words.code {
            style = style.fg_color(Some(AnsiColor::Cyan.into()));
        }
        if words.link.is_some() {
            style = style.underline();
        }
        self.push(&format!("{strong}{emphasis}{code}{inner}{code}{emphasis}{strong}"), style);
        if let Some(link) = words.link.as_deref().filter(|link| !is_its_words(link, inner)) {
            self.push(&format!(" ({link})"), base);
        }
        self.push(words.text.get(leading_spaces + inner.len()..).unwrap_or_default(), base);
    }

    /// Returns the styled runs within a range of the text.
    pub fn runs_within(&self, range: Range<usize>) -> impl Iterator<Item = (Range<usize>, Style)> {
        let first_run = self.runs.partition_point(|(end, _)| *end <= range.start);
        let mut start = range.start;
        self.runs.iter().skip(first_run).map_while(move |(end, style)| {
            let run_end = (*end).min(range.end);
            let run = (start < run_end).then_some((start..run_end, *style));
            start = run_end;
            run
        })
    }

    /// Adds a part of another text.
    pub fn with_part(mut self, of: &Self, range: Range<usize>) -> Self {
        for (range, style) in of.runs_within(range) {
            self.append_clean(of.text.get(range).unwrap_or_default(), style);
        }
        self
    }

    /// Adds words in a style.
    pub fn push(&mut self, words: &str, style: Style) {
        let words = crate::sanitize_after(&self.text, words);
        self.append_clean(&words, style);
    }

    /// Adds words that are already sanitised.
    fn append_clean(&mut self, words: &str, style: Style) {
        self.text.push_str(words);
        let style = if self.look.colour { style } else { Style::new() };
        match self.runs.last_mut() {
            Some((end, last)) if *last == style => *end = self.text.len(),
            Some(_) | None => self.runs.push((self.text.len(), style)),
        }
    }
}
