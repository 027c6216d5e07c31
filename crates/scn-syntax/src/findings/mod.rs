//! The messages of this crate's findings: the author's words, what is wrong, and what to do.

pub(crate) mod condition;
pub(crate) mod continues;
pub(crate) mod control;
pub(crate) mod file_name;
pub(crate) mod foreign;
pub(crate) mod habit;
pub(crate) mod hidden;
pub(crate) mod lookalike;
pub(crate) mod malformed;
pub(crate) mod misplaced;
pub(crate) mod missing;
pub(crate) mod slip;
pub(crate) mod speaker;

use scn_source::{Edit, Fix, Span};

use crate::source::Source;

/// Formats words of the author for a message: one line, shortened if long, in backquotes.
pub(crate) fn quote(words: &str) -> String {
    const LONGEST: usize = 40;
    let line = words.split(['\n', '\r']).next().unwrap_or_default().trim();
    let clean: String = scn_text::escape_line(line).chars().take(LONGEST + 1).collect();
    if clean.chars().count() > LONGEST || line.len() < words.trim().len() {
        let cut: String = clean.chars().take(LONGEST - 1).collect();
        let cut = cut.trim_end();
        format!("`{cut}…`")
    } else {
        format!("`{clean}`")
    }
}

/// Prefixes a word with `a` or `an`.
pub(crate) fn with_article(word: &str) -> String {
    let vowel = word.trim_start_matches('`').starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']);
    format!("{} {word}", if vowel { "an" } else { "a" })
}

/// Returns the escape that makes a line plain text.
pub(crate) fn backslash_fix(src: &Source<'_>, line: Span) -> Fix {
    escape_fix(src, "put a backslash in front, so that the line is text", line.start, "\\")
}

/// Returns the escape that makes a line a quotation.
pub(crate) fn quotation_fix(src: &Source<'_>, line: Span) -> Fix {
    escape_fix(src, "put `> ` in front, so that the line is quoted text", line.start, "> ")
}

/// Returns a fix that marks something as text by an insertion.
pub(crate) fn escape_fix(src: &Source<'_>, title: &str, offset: u32, text: &str) -> Fix {
    Fix { escape: true, ..insertion_fix(src, title, offset, text) }
}

/// Returns a fix that inserts text.
pub(crate) fn insertion_fix(src: &Source<'_>, title: impl Into<String>, offset: u32, text: &str) -> Fix {
    replacement_fix(src, false, title, Span { start: offset, end: offset }, text)
}

/// Returns a fix that consists of one edit.
pub(crate) fn replacement_fix(src: &Source<'_>, safe: bool, title: impl Into<String>, span: Span, text: &str) -> Fix {
    Fix {
        title: title.into(),
        edits: vec![Edit { place: src.place(span), text: text.to_owned() }],
        safe,
        escape: false,
    }
}
