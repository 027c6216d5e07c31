//! Plain lines: those in which no look-alike can be.
//!
//! Nearly all lines of a text are plain. What makes a line plain is a conjunction of conditions,
//! each of which rules out some of the searches of this module; a line that is not plain is
//! examined by all of them. So a condition may be too strict, but never too loose: each search has
//! to find nothing in a plain line. Tests compare the results with those of all searches in all
//! lines.

use std::cell::RefCell;

use rustc_hash::{FxHashMap, FxHashSet};

use super::context::Block;
use super::header::is_named_header;
use super::misspelled::Resembled;
use super::{Line, Scan, keyword_length};
use crate::marks::Marks;
use crate::words::{HeaderForm, Keyword, has_id_form, is_blank, is_keyword, letters};

/// Marks that occur in the text of a plain line: those at which nothing begins.
const HARMLESS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0.,?!'";

/// All other marks.
const MARKED: Marks = Marks::all_but(HARMLESS);

/// The letters of the words that are notes to an author.
const NOTES: &[Marks] = &[
    Marks::each(b"TODO"),
    Marks::each(b"FIXME"),
    Marks::each(b"TBC"),
    Marks::each(b"TBD"),
    Marks::each(b"TK"),
    Marks::each(b"X"),
];

/// Words at the start of a line that some search begins with, besides the names of the text and
/// what resembles a keyword.
const STARTS: &[&str] = &["Page", "Lorem", "if", "If", "IF", "otherwise", "else", "Feed", "o"];

/// What is known of the first words of lines.
#[derive(Debug, Default)]
pub(super) struct FirstWords<'s> {
    /// Whether a search begins with the word, by word.
    known: RefCell<FxHashMap<&'s str, bool>>,
    /// Whether a line that begins with the name may be plain speech, by name.
    speakers: RefCell<FxHashMap<&'s str, bool>>,
}

impl<'s> Scan<'s, '_> {
    /// Handles a line that begins with a letter, if it is plain. Returns whether it is.
    pub(super) fn plain_line(&mut self, line: Line<'s>) -> bool {
        if let Some(keyword) = line.keyword {
            let length = keyword_length(line.words, keyword);
            let Some(text) = self.plain_instruction(line, keyword, length) else { return false };
            self.context.record_instruction(keyword);
            if super::value::is_text(keyword) {
                self.plain_words(line, text);
            }
            return true;
        }
        if self.is_plain_text(line) {
            self.plain_words(line, 0);
        } else if !self.is_plain_speech(line) {
            return false;
        }
        self.context.text();
        true
    }

    /// Returns whether a line of text that begins with a letter is plain.
    fn is_plain_text(&self, line: Line<'s>) -> bool {
        let words = line.words;
        let block = self.context.block;
        let is_body = matches!(
            block,
            Block::Situation | Block::Outcome | Block::Late | Block::Ending | Block::Scenario | Block::Principle
        );
        let length = line.letters;
        let is_word = words.as_bytes().get(length) == Some(&b' ') && length < words.len();
        if !is_body || !is_word || !is_plain(words, line.marks) || !self.is_plain_start(words, length) {
            return false;
        }
        // Phrases that lead to a target are short.
        if words.len() <= 80 && !has_five_words(words) {
            return false;
        }
        let below = self.next_below(line);
        let is_alone = if matches!(block, Block::Situation | Block::Outcome) {
            below.is_none_or(|below| !below.starts_with("Outcome"))
        } else {
            below.is_none()
        };
        if !is_alone || self.may_be_below(line, b'[') {
            return false;
        }
        let may_be_rating = matches!(block, Block::Outcome | Block::Late) && super::sign::may_have_sign(line);
        !may_be_rating || self.diagnose_rating(line).is_none()
    }

    /// Returns whether a line is plain speech: the name of a member of the cast, perhaps a
    /// direction, a colon, and plain text.
    fn is_plain_speech(&self, line: Line<'s>) -> bool {
        let words = line.words;
        let is_body = matches!(self.context.block, Block::Situation | Block::Outcome | Block::Late | Block::Ending);
        let Some(colon) = line.colon.filter(|_| is_body) else { return false };
        let (head, said) = words.split_at_checked(colon).unwrap_or_default();
        let (name, direction) = match head.split_once(" (").map(|(name, rest)| (name, rest.strip_suffix(')'))) {
            Some((name, Some(direction))) => (name, direction),
            Some((_, None)) => return false,
            None => (head, ""),
        };
        let is_word = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b' ');
        // A direction may be a condition or a macro.
        let is_direction = direction.is_empty() || direction.len() < 40 && !super::inline::begins_clause(direction);
        let text = said.get(1..).unwrap_or_default();
        let marks = line.value_marks;
        let has_end = memchr::memchr3(b'.', b'!', b'?', text.trim_end_matches(['.', ' ']).as_bytes()).is_some();
        is_word(direction)
            && is_direction
            && self.is_plain_speaker(name)
            && !NOTES.iter().any(|note| line.marks.has_all(*note))
            && is_plain(text, marks)
            && !has_end
            && !self.context.properties
            && self.next_below(line).is_none_or(|below| !below.starts_with("Outcome"))
            && (matches!(self.context.block, Block::Situation | Block::Outcome) || self.next_below(line).is_none())
            && !self.may_be_below(line, b'[')
    }

    /// Returns whether a name is that of a member of the cast, and no search begins with a word of it.
    fn is_plain_speaker(&self, name: &'s str) -> bool {
        let is_free = |word: &str| {
            !is_keyword(word)
                && !STARTS.contains(&word)
                && !super::changes::is_lead(word)
                && !super::callouts::is_media_word(word)
                && !self.names().is_variable_or_principle(word)
        };
        *self.first_words.speakers.borrow_mut().entry(name).or_insert_with(|| {
            name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b' ')
                && name.contains(|c: char| c.is_ascii_lowercase())
                && self.names().is_cast(name)
                && name.split(' ').all(is_free)
        })
    }

    /// Returns where the text of a plain instruction begins: behind its colon.
    fn plain_instruction(&self, line: Line<'s>, keyword: &Keyword, length: usize) -> Option<usize> {
        let after_keyword = line.words.get(length..)?;
        let is_bare = after_keyword.starts_with(':');
        let is_named = !is_bare && is_named_header(after_keyword);
        let block = self.context.block;
        let is_body = matches!(
            block,
            Block::Situation | Block::Choice | Block::Outcome | Block::Late | Block::Ending | Block::Scenario
        );
        if !is_body || !(is_bare || is_named) || self.may_be_below(line, b'[') {
            return None;
        }
        // A keyword has no colon.
        let colon = line.colon?;
        let marks = line.value_marks;
        let value = line.words.get(colon + 1..)?;
        let is_effect = !matches!(keyword.word, "Choice" | "Outcome" | "Hint" | "Locked");
        if block == Block::Choice && is_effect {
            return None;
        }
        let fits = match keyword.word {
            "Choice" => {
                let id = after_keyword.get(..colon - length)?.trim_matches(is_blank);
                !matches!(id, "if" | "when" | "needs" | "once") && is_plain(value, marks)
            }
            "Outcome" | "Feedback" | "Hint" | "Locked" | "Note" | "Tip" | "Remember" | "Warning" => {
                is_bare && is_plain(value, marks)
            }
            "Situation" => is_named && is_plain(value, marks) && is_plain_title(value, marks),
            "Next" => is_bare && has_id_form(value.trim_matches(is_blank)),
            "Set" => {
                let has_condition = || value.as_bytes().windows(4).any(|part| part == b" if ");
                is_bare && !marks.has_any(const { Marks::each(b"[{(:") }) && !has_condition()
            }
            _ if keyword.head == HeaderForm::Principles => is_named && is_plain(value, marks),
            _ => false,
        };
        fits.then_some(colon + 1)
    }

    /// Handles the text of a plain line from an offset on. Only where a sentence ends within it can
    /// there be something after it.
    fn plain_words(&mut self, line: Line<'s>, from: usize) {
        let text = line.words.get(from..).unwrap_or_default().trim_end_matches(['.', ' ']);
        if memchr::memchr3(b'.', b'!', b'?', text.as_bytes()).is_some() {
            self.scan_prose(line, from);
        }
    }

    /// Returns whether no search begins with the first word of a line, which has the given length.
    fn is_plain_start(&self, words: &'s str, length: usize) -> bool {
        let Some(word) = words.get(..length) else { return false };
        let mut known = self.first_words.known.borrow_mut();
        !*known.entry(word).or_insert_with(|| {
            let Resembled { is_show, is_partly, keywords } = self.resembled(word);
            is_keyword(word)
                || is_show
                || is_partly
                || word == "Partly"
                || !keywords.is_empty()
                || STARTS.contains(&word)
                || super::changes::is_lead(word)
                || super::callouts::is_media_word(word)
                || self.names().begins_name(word)
        })
    }
}

/// Returns whether an ASCII text has at least five words.
fn has_five_words(text: &str) -> bool {
    let is_blank = |byte: u8| matches!(byte, b' ' | b'\t');
    let starts =
        text.as_bytes().windows(2).filter(|pair| matches!(pair, [last, next] if is_blank(*last) && !is_blank(*next)));
    // The first word begins with the text.
    starts.take(4).count() == 4
}

/// Returns whether a text with the given marks has none at which something begins.
fn is_plain(text: &str, marks: Marks) -> bool {
    let has_note = || NOTES.iter().any(|note| marks.has_all(*note));
    let has_quotes = || marks.has_any(const { Marks::each(b"'") }) && text.contains("\'\'\'");
    // Names in capitals may be those of speakers.
    let has_small_letter = || text.bytes().take(12).any(|byte| byte.is_ascii_lowercase());
    !marks.has_any(MARKED) && !has_note() && has_small_letter() && !has_quotes()
}

/// Returns whether no markup and no divert is in a plain title. Besides the marks that a plain text
/// does not have, they begin with one of two letters, or follow a sentence.
fn is_plain_title(title: &str, marks: Marks) -> bool {
    !marks.has_any(const { Marks::each(b".!?") }) && !title.trim_start_matches(is_blank).starts_with(['h', 'P'])
}

/// Returns the letters at the start of each of some names.
pub(super) fn first_letters<'t>(names: impl Iterator<Item = &'t str>) -> FxHashSet<&'t str> {
    names.filter_map(|name| name.get(..letters(name))).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use scn_source::FileId;

    use super::super::{find, find_in};
    use crate::source::Source;
    use crate::test_texts::{lines, nearly_plain, texts_below};
    use crate::text_lines::TextLines;

    /// Checks that all searches find nothing in the plain lines of a text.
    fn check(text: &str) {
        let source = Source::new(FileId::default(), text, &[]);
        let lines = TextLines::new(text);
        let (quick, thorough) = (find(&source, &lines), find_in(&source, &lines, false));
        assert_eq!(format!("{quick:?}"), format!("{thorough:?}"), "{text}");
    }

    #[test]
    fn no_search_finds_anything_in_a_plain_line_of_a_document() {
        for text in texts_below(".") {
            check(&text);
            check(&format!("Scenario s: A title\n\nSituation one: One\n{text}"));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn no_search_finds_anything_in_a_plain_line_among_others(text in lines()) {
            check(&text);
        }

        #[test]
        fn no_search_finds_anything_in_a_plain_line_of_a_scenario(text in nearly_plain()) {
            check(&text);
        }
    }
}
