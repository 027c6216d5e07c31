//! The first line of a file that continues a scenario of another file: `Continues: busy-line`.
//!
//! Which files belong together must be known before any of them is parsed, so the line is found in
//! the text itself. It is the first line of the file that is neither blank nor a comment. A file
//! that began with any other text would be wrong, so words that were probably meant as `Continues`
//! are read so there, and nowhere else.

use scn_source::{Finding, Span};

use crate::ast::Name;
use crate::findings::continues;
use crate::source::{Correction, Source};
use crate::words::{CONTINUES, has_id_form, is_blank};

/// Words that authors use in place of the keyword, in lower case. Of two that fit, the longer one
/// counts.
const OTHER_WORDS: &[&str] = &[
    "continues",
    "continues from",
    "continues scenario",
    "continue",
    "continue from",
    "continue scenario",
    "continued",
    "continued from",
    "continuing",
    "continuation",
    "continuation of",
    "continuation from",
    "part of",
    "part of scenario",
    "belongs to",
    "extends",
    "fortsetzung",
    "fortsetzung von",
    "setzt fort",
    "gehört zu",
    "teil von",
    "suite",
    "suite de",
    "continúa",
    "continua",
    "continuación de",
    "vervolg",
    "vervolg van",
    "fortsättning på",
    "fortsættelse af",
];

/// The first line of a file that continues a scenario. Ranges are offsets in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FirstLine {
    /// Where the line begins, without its indentation.
    pub(crate) start: usize,
    /// The end of the words in place of the keyword.
    pub(crate) word_end: usize,
    /// The end of the words that lead to the value: the colon and the blanks after it.
    pub(crate) value_start: usize,
    /// The end of the line.
    pub(crate) end: usize,
    /// Whether a colon follows the words.
    pub(crate) has_colon: bool,
}

/// Returns the scenario that a file continues, as its first line names it; `None` for any other
/// file. A first line that was only probably meant so counts too: parsing the file reports it.
///
/// # Examples
///
/// ```
/// use scn_syntax::continued_scenario;
///
/// let text = "// Chapter 2\nContinues: busy-line\n\nSituation desk: The desk\n";
/// assert_eq!(continued_scenario(text).map(|name| name.text), Some("busy-line"));
/// assert!(continued_scenario("Scenario busy-line: A busy line\n").is_none());
/// ```
#[must_use]
pub fn continued_scenario(text: &str) -> Option<Name<'_>> {
    let line = find_first_line(text, 0)?;
    let span = Span::new(line.value_start, line.end);
    Some(Name { text: text.get(span.range())?, span })
}

/// Finds the line at the start of a file whose text begins at an offset.
pub(crate) fn find_first_line(text: &str, from: usize) -> Option<FirstLine> {
    let mut offset = from;
    for line in text.get(from..)?.split_inclusive(['\n', '\r']) {
        let words = line.trim_start_matches(|c: char| is_blank(c) || c == '\u{feff}');
        let start = offset + (line.len() - words.len());
        offset += line.len();
        let words = words.trim_end();
        if !words.is_empty() && !words.starts_with("//") {
            return classify(words, start);
        }
    }
    None
}

/// Returns the parts of a line, if it was meant to say what the file continues.
fn classify(line: &str, start: usize) -> Option<FirstLine> {
    // The keyword itself needs no list.
    let length = match line.strip_prefix(CONTINUES) {
        Some(rest) if rest.trim_start_matches(is_blank).starts_with([':', '：']) => CONTINUES.len(),
        _ => {
            let lengths = OTHER_WORDS.iter().filter_map(|words| length_of_words(line, words));
            lengths.max()?
        }
    };
    let after_word = line.get(length..)?;
    let rest = after_word.trim_start_matches(is_blank);
    let sign = rest.chars().next().filter(|c| matches!(c, ':' | '：' | '-' | '–' | '—' | '=' | '.'));
    let value = rest.get(sign.map_or(0, char::len_utf8)..)?.trim_start_matches(is_blank);
    let has_colon = matches!(sign, Some(':' | '：'));
    // Without a colon, only a name cannot be English.
    if !has_colon && !has_id_form(value) {
        return None;
    }
    let end = start + line.len();
    Some(FirstLine { start, word_end: start + length, value_start: end - value.len(), end, has_colon })
}

/// Returns the length of some words at the start of a line, in any case and with any blanks.
fn length_of_words(line: &str, words: &str) -> Option<usize> {
    let mut rest = line;
    for word in words.split(' ') {
        rest = rest.trim_start_matches(is_blank);
        // Letters beyond the length of the word are not read: a line can be very long.
        let most = word.chars().count();
        let letters = || rest.chars().take(most + 1).take_while(|c| c.is_alphabetic());
        if most < letters().count() {
            return None;
        }
        let end = letters().map(char::len_utf8).sum();
        let (written, after) = rest.split_at_checked(end)?;
        if written.to_lowercase() != word {
            return None;
        }
        rest = after;
    }
    Some(line.len() - rest.len())
}

/// What the first lines of files are read as.
#[derive(Debug, Default)]
pub(crate) struct FirstLines {
    /// Where each of them begins.
    pub(crate) starts: Vec<u32>,
    /// Those of them that were corrected.
    pub(crate) corrected: Vec<u32>,
    pub(crate) corrections: Vec<Correction>,
    pub(crate) findings: Vec<Finding>,
}

/// Finds the first lines of the files in a text, each of which begins at one of the offsets.
pub(crate) fn find_first_lines(src: &Source<'_>, files: &[u32]) -> FirstLines {
    let text = src.original();
    let mut out = FirstLines::default();
    for line in files.iter().filter_map(|from| find_first_line(text, *from as usize)) {
        let start = Span::empty(line.start).start;
        out.starts.push(start);
        let word = text.get(line.start..line.word_end).unwrap_or_default();
        if word == CONTINUES && line.has_colon {
            continue;
        }
        let whole = Span::new(line.start, line.end);
        let (word_span, value) = (Span::new(line.start, line.word_end), Span::new(line.value_start, line.end));
        out.findings.push(continues::likely_line(src, whole, word_span, value, line.has_colon));
        let span = Span::new(line.start, line.value_start);
        out.corrections.push(Correction { span, text: format!("{CONTINUES}: ") });
        out.corrected.push(start);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{OTHER_WORDS, continued_scenario};

    #[test]
    fn the_first_line_names_the_scenario() {
        for (text, expected) in [
            ("Continues: call\nEnding a: A\n", Some("call")),
            ("\u{feff}  \r\n// Two\r\n  Continues:call\r\n", Some("call")),
            ("// One\rContinues: call\rEnding a: A\r", Some("call")),
            ("Continues:", Some("")),
            ("Continues: The busy line", Some("The busy line")),
            ("Continues：call", Some("call")),
            ("continues: call", Some("call")),
            ("Continues call", Some("call")),
            ("Continue - call", Some("call")),
            ("CONTINUED: call", Some("call")),
            ("Continuation  of call", Some("call")),
            ("Fortsetzung: call", Some("call")),
            ("Continúa: call", Some("call")),
            ("Continues the call.", None),
            ("Continue with care", None),
            ("Continued", None),
            ("Scenario a: A\nContinues: call", None),
            ("Continuum: call", None),
            ("Partly: call", None),
            ("", None),
        ] {
            assert_eq!(continued_scenario(text).map(|name| name.text), expected, "{text}");
        }
    }

    #[test]
    fn every_other_word_is_read_as_the_keyword() {
        for words in OTHER_WORDS {
            assert_eq!(continued_scenario(&format!("{words}: call")).map(|name| name.text), Some("call"), "{words}");
            assert_eq!(continued_scenario(&format!("{words} call")).map(|name| name.text), Some("call"), "{words}");
        }
    }
}
