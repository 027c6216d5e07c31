//! The length of texts: words, sentences and approximate syllables, counted in one pass over the
//! source text.

use scn_source::Span;
use scn_syntax::ast;

use super::words::WordLists;

mod plain;

/// A sentence that is too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LongSentence {
    /// Number of words.
    pub(crate) words: u32,
    /// From the first to the last character.
    pub(crate) span: Span,
}

/// Counts words, sentences and vowel groups in a series of texts.
#[derive(Debug)]
pub(crate) struct TextReader<'w> {
    words: Option<&'w WordLists>,
    /// Sentences with more words than this are recorded.
    longest: u32,
    /// Number of words so far.
    pub(crate) count: u32,
    /// Number of sentences so far.
    pub(crate) sentences: u32,
    /// Number of vowel groups so far, which is close to the number of syllables.
    pub(crate) groups: u32,
    /// The sentences that are too long.
    pub(crate) long: Vec<LongSentence>,
    /// Number of words in the current sentence.
    sentence_words: u32,
    sentence_start: Option<u32>,
    sentence_end: u32,
    /// Whether the last token ended with a character that may end a sentence.
    closed: bool,
    /// Whether the last piece did not end with a space, so that the next one continues the same
    /// word.
    glued: bool,
}

/// Classes of bytes; a space has none.
const SIGN: u8 = 1;
const LETTER: u8 = 2;
const VOWEL: u8 = 4;
const BEYOND_ASCII: u8 = 8;

const KINDS: [u8; 256] = {
    let mut kinds = [SIGN; 256];
    let mut index = 0;
    while index < 256 {
        let byte = index as u8;
        if byte == b' ' || byte == b'\n' || byte == b'\r' || byte == b'\t' {
            kinds[index] = 0;
        } else if 0x80 <= byte {
            kinds[index] = LETTER | BEYOND_ASCII;
        } else if byte.is_ascii_alphanumeric() {
            kinds[index] = LETTER;
        }
        index += 1;
    }
    let vowels = b"aeiouyAEIOUY";
    let mut index = 0;
    while index < vowels.len() {
        kinds[vowels[index] as usize] = LETTER | VOWEL;
        index += 1;
    }
    kinds
};

impl<'w> TextReader<'w> {
    /// Creates a reader that knows the abbreviations of a language, and records sentences of more
    /// than `longest` words.
    pub(crate) fn new(words: Option<&'w WordLists>, longest: u32) -> Self {
        Self {
            words,
            longest,
            count: 0,
            sentences: 0,
            groups: 0,
            long: Vec::new(),
            sentence_words: 0,
            sentence_start: None,
            sentence_end: 0,
            closed: false,
            glued: false,
        }
    }

    /// Resets the counts; the recorded sentences are kept.
    pub(crate) fn restart(&mut self) {
        (self.count, self.sentences, self.groups) = (0, 0, 0);
    }

    /// Reads a text only for its long sentences. A text that surely has none is skipped.
    pub(crate) fn skim_text(&mut self, text: &ast::Text<'_>) {
        if let [ast::TextPart::Words(words)] = text.parts.as_slice()
            && self.is_surely_short(words.text.as_bytes())
        {
            return;
        }
        self.read_parts::<false>(text);
        self.end_sentence();
    }

    /// Returns whether no sentence of a text can be too long, as there are too few blanks between
    /// any two places where a sentence surely ends. Each word but the first of a sentence follows
    /// a blank, and sentences that end elsewhere too are only shorter.
    fn is_surely_short(&self, text: &[u8]) -> bool {
        let (mut start, mut from) = (0, 0);
        let is_short = |part: Option<&[u8]>| part.is_some_and(|part| count_blanks(part) < self.longest as usize);
        if is_short(Some(text)) {
            return true;
        }
        while let Some(at) = text.get(from..).and_then(|rest| memchr::memchr3(b'.', b'!', b'?', rest)) {
            let mark = from + at;
            from = mark + 1;
            if self.surely_ends_sentence(text, mark) {
                if !is_short(text.get(start..from)) {
                    return false;
                }
                start = from;
            }
        }
        is_short(text.get(start..))
    }

    /// Returns whether a sentence ends with the mark at an offset: it is the last character of a
    /// word, and a capital letter begins the next one.
    fn surely_ends_sentence(&self, text: &[u8], mark: usize) -> bool {
        let (head, rest) = text.split_at_checked(mark + 1).unwrap_or_default();
        let is_last = rest.first().is_some_and(|byte| KINDS[*byte as usize] == 0);
        let next = rest.iter().find(|byte| KINDS[**byte as usize] != 0);
        let word_length = head.iter().rev().take_while(|byte| KINDS[**byte as usize] != 0).count();
        let token = head.get(head.len() - word_length..).unwrap_or_default();
        is_last
            && next.is_some_and(u8::is_ascii_uppercase)
            && token.first().is_some_and(u8::is_ascii_alphanumeric)
            && self.ends_sentence(token)
    }

    /// Reads a text. Its end is the end of a sentence. Of text that depends on a condition, only
    /// the variant for a true condition is read.
    pub(crate) fn read_text(&mut self, text: &ast::Text<'_>) {
        self.read_parts::<true>(text);
        self.end_sentence();
    }

    fn read_parts<const GRADED: bool>(&mut self, text: &ast::Text<'_>) {
        for part in &text.parts {
            match part {
                ast::TextPart::Words(words) | ast::TextPart::Literal(words) => {
                    if !self.read_plain_piece(words.text.as_bytes(), words.span.start) {
                        self.read_piece::<GRADED>(words.text, words.span.start);
                    }
                }
                ast::TextPart::Space => self.glued = false,
                ast::TextPart::Value(name) => {
                    self.add_word(name.span.start, name.span.end, 1);
                    self.glued = true;
                }
                ast::TextPart::If(it) => self.read_parts::<GRADED>(&it.then),
            }
        }
    }

    fn end_sentence(&mut self) {
        if 0 < self.sentence_words {
            self.sentences += 1;
            if self.longest < self.sentence_words
                && let Some(start) = self.sentence_start
            {
                self.long
                    .push(LongSentence { words: self.sentence_words, span: Span { start, end: self.sentence_end } });
            }
        }
        (self.sentence_words, self.sentence_start, self.closed, self.glued) = (0, None, false, false);
    }

    /// Reads text that starts at `offset` in the file as [`Self::read_piece`] does, eight bytes at
    /// a time, if it is plain: ASCII that begins a word of its own, and in which every word begins
    /// with a letter or digit. Returns whether it is plain.
    ///
    /// All words then count, so only the marks that may end a sentence are looked at one by one.
    fn read_plain_piece(&mut self, text: &[u8], offset: u32) -> bool {
        let Some(groups) = plain::count_groups(text).filter(|_| !self.glued) else { return false };
        let begins = |rest: &[u8]| rest.iter().find(|byte| KINDS[**byte as usize] != 0).copied();
        let Some(first) = begins(text) else { return true };
        if self.closed && !first.is_ascii_lowercase() {
            self.end_sentence();
        }
        self.groups += groups;
        let (mut start, mut from, mut is_closed) = (0, 0, false);
        while let Some(at) = text.get(from..).and_then(|rest| memchr::memchr3(b'.', b'!', b'?', rest)) {
            from += at + 1;
            let is_sign = |byte: &&u8| KINDS[**byte as usize] == SIGN;
            let end = from + text.get(from..).map_or(0, |rest| rest.iter().take_while(is_sign).count());
            let following = text.get(end..).unwrap_or_default();
            if following.first().is_some_and(|byte| KINDS[*byte as usize] != 0) {
                continue;
            }
            from = end;
            let head = text.get(..end).unwrap_or_default();
            let length = head.iter().rev().take_while(|byte| KINDS[**byte as usize] != 0).count();
            if !self.ends_sentence(head.get(end - length..).unwrap_or_default()) {
                continue;
            }
            match begins(following) {
                // A word of only digits and signs begins with no small letter.
                Some(next) if !next.is_ascii_lowercase() => {
                    self.add_plain_words(text, start, end, offset);
                    self.end_sentence();
                    start = end;
                }
                Some(_) => {}
                None => is_closed = true,
            }
        }
        self.add_plain_words(text, start, text.len(), offset);
        self.closed = is_closed;
        self.glued = text.last().is_some_and(|byte| KINDS[*byte as usize] != 0);
        true
    }

    /// Adds the words of a part of a plain text, which begins and ends between words.
    fn add_plain_words(&mut self, text: &[u8], start: usize, end: usize, offset: u32) {
        let part = text.get(start..end).unwrap_or_default();
        let is_word = |byte: &u8| KINDS[*byte as usize] != 0;
        let (Some(first), Some(last)) = (part.iter().position(is_word), part.iter().rposition(is_word)) else { return };
        let to_offset = |at: usize| offset + u32::try_from(start + at).unwrap_or_default();
        self.sentence_start.get_or_insert(to_offset(first));
        self.sentence_end = to_offset(last + 1);
        let words = plain::count_words(part);
        self.count += words;
        self.sentence_words += words;
    }

    /// Reads text that starts at `offset` in the file.
    fn read_piece<const GRADED: bool>(&mut self, text: &str, offset: u32) {
        let bytes = text.as_bytes();
        let mut index = 0;
        while let Some(rest) = bytes.get(index..).filter(|rest| !rest.is_empty()) {
            let (mut kinds, mut groups, mut before, mut length) = (0, 0, 0, 0);
            for byte in rest {
                let kind = KINDS[*byte as usize];
                if kind == 0 {
                    break;
                }
                kinds |= kind;
                length += 1;
                if GRADED {
                    groups += u32::from(kind & !before & VOWEL != 0);
                    before = kind & VOWEL;
                }
            }
            if length == 0 {
                self.glued = false;
                index += 1;
                continue;
            }
            let token = rest.get(..length).unwrap_or_default();
            let mut has_word = kinds & LETTER != 0;
            if kinds & BEYOND_ASCII != 0 {
                (has_word, groups) = beyond_ascii(token);
            }
            let to_offset = |at: usize| offset + u32::try_from(at).unwrap_or_default();
            let (from, to) = (to_offset(index), to_offset(index + length));
            if has_word {
                if self.closed && !self.glued && !starts_small(token) {
                    self.end_sentence();
                }
                self.add_word(from, to, groups);
            } else if self.sentence_start.is_some() {
                self.sentence_end = to;
            }
            let ends_plainly = token.last().is_some_and(u8::is_ascii_alphanumeric);
            self.closed = !ends_plainly && self.ends_sentence(token);
            self.glued = true;
            index += length;
        }
    }

    fn add_word(&mut self, from: u32, to: u32, groups: u32) {
        self.sentence_start.get_or_insert(from);
        self.sentence_end = to;
        self.groups += groups;
        if !self.glued {
            self.count += 1;
            self.sentence_words += 1;
        }
        self.closed = false;
    }

    /// Whether a token ends with a character that ends a sentence.
    fn ends_sentence(&self, token: &[u8]) -> bool {
        let mut remaining = token;
        loop {
            remaining = match remaining {
                [before @ .., b'"' | b'\'' | b'*' | b'_' | b')' | b']'] => before,
                [before @ .., 0xE2, 0x80, 0x98..=0x9F] => before,
                _ => break,
            };
        }
        match remaining {
            [.., b'!' | b'?'] | [.., 0xE2, 0x80, 0xA6] => true,
            [before @ .., b'.'] => {
                let word = std::str::from_utf8(before).unwrap_or_default();
                let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
                // `J. Botha`, `e.g.`
                let initial = word.len() == 1 && word.chars().all(char::is_uppercase);
                let is_abbreviation =
                    |words: &WordLists| words.abbreviations.contains(word.to_ascii_lowercase().as_str());
                !(initial || (word.len() <= 6 && self.words.is_some_and(is_abbreviation)))
            }
            _ => false,
        }
    }
}

/// Returns the number of spaces, tabs and line ends in a text, or more. Counts eight bytes at a
/// time.
fn count_blanks(text: &[u8]) -> usize {
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    let (words, rest) = text.as_chunks::<8>();
    // A byte up to the space does not reach the high bit, and no byte beyond ASCII is a blank.
    let count = |word: u64| {
        let beyond_space = ((word & !HIGH) + u64::from_ne_bytes([0x80 - (b' ' + 1); 8])) | word;
        (!beyond_space & HIGH).count_ones() as usize
    };
    let blanks: usize = words.iter().map(|word| count(u64::from_ne_bytes(*word))).sum();
    blanks + rest.iter().filter(|byte| **byte <= b' ').count()
}

/// For a token with non-ASCII characters, returns whether it contains a letter or digit, and its
/// number of vowel groups. Typographic signs are not letters: quotation marks, dashes and ellipses
/// from U+2000 to U+203F, guillemets and others from U+0080 to U+00BF.
fn beyond_ascii(token: &[u8]) -> (bool, u32) {
    let (mut has_word, mut groups, mut before, mut at) = (false, 0, 0, 0);
    while let Some(byte) = token.get(at) {
        let signs = match byte {
            0xE2 if token.get(at + 1) == Some(&0x80) => 3,
            0xC2 => 2,
            _ => 0,
        };
        if 0 < signs {
            (at, before) = (at + signs, 0);
            continue;
        }
        let kind = KINDS[*byte as usize];
        has_word |= kind & LETTER != 0;
        groups += u32::from(kind & !before & VOWEL != 0);
        before = kind & VOWEL;
        at += 1;
    }
    (has_word, groups)
}

/// Whether the first letter of a token is in lower case, so that no sentence starts with it.
fn starts_small(token: &[u8]) -> bool {
    // The article of Afrikaans is small at the start of a sentence, too.
    if matches!(token, b"'n" | b"\xe2\x80\x99n") {
        return false;
    }
    let text = std::str::from_utf8(token).unwrap_or_default();
    text.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use scn_source::Span;
    use scn_syntax::ast::{Name, Text, TextPart};

    use super::TextReader;
    use crate::lints::words::WordLists;

    fn read(text: &str, longest: u32) -> (u32, u32, Vec<(u32, String)>) {
        let mut reader = TextReader::new(WordLists::for_language("en"), longest);
        let span = Span::new(0, text.len());
        reader.read_text(&Text { parts: vec![TextPart::Words(Name { text, span })], span });
        let long = reader.long.iter().map(|it| (it.words, text[it.span.range()].to_owned())).collect();
        (reader.count, reader.sentences, long)
    }

    #[test]
    fn words_and_sentences_are_counted() {
        assert_eq!(read("", 9).0, 0);
        assert_eq!(read("One two. Three!", 9), (3, 2, Vec::new()));
        assert_eq!(read("She waits \u{2014} and waits.", 9), (4, 1, Vec::new()));
        assert_eq!(read("\u{201C}No.\u{201D} He left\u{2026} Then nothing", 9), (5, 3, Vec::new()));
        assert_eq!(read("R500 is due on the 3rd", 9), (6, 1, Vec::new()));
    }

    #[test]
    fn what_ends_no_sentence() {
        assert_eq!(read("Mr. Botha rang at 9 a.m. on Monday.", 9).1, 1);
        assert_eq!(read("\"Why?\" she asks.", 9).1, 1);
        assert_eq!(read("J. Botha of example.org and v1.2 rang.", 9).1, 1);
        assert_eq!(read("It says *stop.* and goes on.", 9).1, 1);
    }

    #[test]
    fn long_sentences_are_kept_with_their_places() {
        let (_, _, long) = read("Short one. This one\n  has too many words. End.", 4);
        assert_eq!(long, [(6, "This one\n  has too many words.".to_owned())]);
    }

    /// Texts of words and marks, with sentences of about the length that is allowed.
    fn sentences() -> impl Strategy<Value = String> {
        let words = [
            "a",
            "Then",
            "given",
            "Mr.",
            "e.g.",
            "J.",
            "so.",
            "Stop!",
            "why?",
            "-",
            "\u{2014}",
            "\"No.\"",
            "(yes.)",
            "\u{e9}t\u{e9}.",
            "\u{201c}So.\u{201d}",
            "3.",
            "v1.2",
            ".",
            "...",
            "*stop.*",
            "\u{2026}",
            "And",
        ];
        let blank = prop::sample::select(&[" ", " ", " ", "  ", "\n  ", "\r\n", "\t", ""][..]);
        prop::collection::vec((prop::sample::select(words.to_vec()), blank), 0..40)
            .prop_map(|parts| parts.into_iter().flat_map(|(word, blank)| [word, blank]).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]

        #[test]
        fn a_text_that_is_skipped_has_no_long_sentence(text in sentences(), longest in 1_u32..12) {
            let span = Span::new(0, text.len());
            let whole = Text { parts: vec![TextPart::Words(Name { text: &text, span })], span };
            let (mut quick, mut thorough) = (
                TextReader::new(WordLists::for_language("en"), longest),
                TextReader::new(WordLists::for_language("en"), longest),
            );
            quick.skim_text(&whole);
            thorough.read_text(&whole);
            prop_assert_eq!(quick.long, thorough.long);
        }

        #[test]
        fn a_plain_text_is_read_as_any_text(pieces in prop::collection::vec(sentences(), 1..3), longest in 1_u32..12) {
            let new_reader = || TextReader::new(WordLists::for_language("en"), longest);
            let (mut quick, mut thorough) = (new_reader(), new_reader());
            let mut offset = 7;
            for text in &pieces {
                if !quick.read_plain_piece(text.as_bytes(), offset) {
                    quick.read_piece::<true>(text, offset);
                }
                thorough.read_piece::<true>(text, offset);
                let state = |reader: &TextReader<'_>| {
                    (reader.count, reader.sentences, reader.groups, reader.sentence_words, reader.closed, reader.glued)
                };
                prop_assert_eq!(state(&quick), state(&thorough), "{:?}", text);
                prop_assert_eq!((quick.sentence_start, quick.sentence_end), (thorough.sentence_start, thorough.sentence_end));
                offset += u32::try_from(text.len()).unwrap_or_default();
            }
            quick.end_sentence();
            thorough.end_sentence();
            prop_assert_eq!(quick.long, thorough.long);
        }

        #[test]
        fn blanks_are_counted(text in sentences()) {
            let blanks = text.bytes().filter(u8::is_ascii_whitespace).count();
            prop_assert_eq!(super::count_blanks(text.as_bytes()), blanks);
        }
    }

    #[test]
    fn a_value_belongs_to_the_word_around_it() {
        let part = |text: &'static str| TextPart::Words(Name { text, span: Span::new(0, text.len()) });
        let value = TextPart::Value(Name { text: "hours", span: Span::new(0, 5) });
        let mut reader = TextReader::new(None, 9);
        reader.read_text(&Text { parts: vec![part("After "), value, part("-odd hours.")], span: Span::new(0, 20) });
        assert_eq!((reader.count, reader.sentences), (3, 1));
    }
}
