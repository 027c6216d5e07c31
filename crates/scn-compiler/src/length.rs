//! The length of a text, independent of its script.

use unicode_normalization::char::is_combining_mark;

/// Languages without spaces between words, by the first part of their tags.
pub(crate) const UNSPACED: [&str; 7] = ["zh", "ja", "th", "lo", "km", "my", "bo"];

/// Scripts without spaces between words whose characters represent syllables or more: Chinese
/// characters, kana, bopomofo.
const SYLLABIC: [(char, char); 11] = [
    ('\u{3005}', '\u{3007}'),
    ('\u{3041}', '\u{30ff}'),
    ('\u{3105}', '\u{312f}'),
    ('\u{31a0}', '\u{31bf}'),
    ('\u{31f0}', '\u{31ff}'),
    ('\u{3400}', '\u{4dbf}'),
    ('\u{4e00}', '\u{9fff}'),
    ('\u{f900}', '\u{faff}'),
    ('\u{ff66}', '\u{ff9f}'),
    ('\u{1b000}', '\u{1b16f}'),
    ('\u{20000}', '\u{3ffff}'),
];

/// Scripts without spaces between words whose characters represent sounds: Thai, Lao, Tibetan,
/// Burmese, Khmer, Tai Le, New Tai Lue, Tai Tham.
const ALPHABETIC: [(char, char); 10] = [
    ('\u{e00}', '\u{e7f}'),
    ('\u{e80}', '\u{eff}'),
    ('\u{f00}', '\u{fff}'),
    ('\u{1000}', '\u{109f}'),
    ('\u{1780}', '\u{17ff}'),
    ('\u{1950}', '\u{197f}'),
    ('\u{1980}', '\u{19df}'),
    ('\u{1a20}', '\u{1aaf}'),
    ('\u{a9e0}', '\u{a9ff}'),
    ('\u{aa60}', '\u{aa7f}'),
];

/// Weights for comparing lengths, in tenths of a word. Two characters of Chinese or Japanese make
/// about a word: 255 and 357 characters are read in the time of 158 and 193 words (S.
/// Trauzettel-Klosinski and K. Dietz, 'Standardized Assessment of Reading Performance',
/// Investigative Ophthalmology & Visual Science 53, 2012, table 2). Five letters are assumed to
/// make a word.
const WORD: u64 = 10;
const SYLLABLE: u64 = 5;
const LETTER: u64 = 2;

/// The length of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Length {
    /// Number of words that are separated by spaces.
    pub(crate) words: usize,
    /// Number of characters in scripts without spaces between words: syllables, then letters.
    /// Combining marks are not counted separately.
    syllables: usize,
    letters: usize,
}

impl Length {
    /// Returns the length of a text with words separated by white space. A word contains a letter
    /// or digit.
    pub(crate) fn of_text(text: &str) -> Self {
        if text.is_ascii() {
            return Self { words: count_ascii_words(text), ..Self::default() };
        }
        Self::of_any_text(text)
    }

    fn of_any_text(text: &str) -> Self {
        text.split_whitespace().fold(Self::default(), Self::and_word)
    }

    /// Adds the text between two spaces.
    fn and_word(mut self, word: &str) -> Self {
        let mut is_word = false;
        for c in word.chars().filter(|c| c.is_alphanumeric()) {
            if c < '\u{e00}' {
                is_word = true;
            } else if is_among(&ALPHABETIC, c) {
                self.letters += usize::from(!is_combining_mark(c));
            } else if is_among(&SYLLABIC, c) {
                self.syllables += usize::from(!is_combining_mark(c));
            } else {
                is_word = true;
            }
        }
        self.words += usize::from(is_word);
        self
    }

    /// Adds a number of words.
    pub(crate) fn and_words(self, more: usize) -> Self {
        Self { words: self.words + more, ..self }
    }

    /// Number of words and characters, each counted as one.
    pub(crate) fn units(self) -> usize {
        self.words + self.characters()
    }

    /// Number of characters in scripts without spaces between words.
    pub(crate) fn characters(self) -> usize {
        self.syllables + self.letters
    }

    /// The length for comparison with other texts, in tenths of a word.
    pub(crate) fn weight(self) -> u64 {
        self.words as u64 * WORD + self.syllables as u64 * SYLLABLE + self.letters as u64 * LETTER
    }

    /// Formats the length for people: `3 words`, `12 characters`, `3 words and 12 characters`.
    pub(crate) fn in_words(self) -> String {
        let format_count = |count: usize, what: &str| match count {
            1 => format!("1 {what}"),
            count => format!("{count} {what}s"),
        };
        match (self.words, self.characters()) {
            (words, 0) => format_count(words, "word"),
            (0, characters) => format_count(characters, "character"),
            (words, characters) => {
                format!("{} and {}", format_count(words, "word"), format_count(characters, "character"))
            }
        }
    }
}

/// Returns the number of words in an ASCII text, which are separated by white space.
fn count_ascii_words(text: &str) -> usize {
    let (mut count, mut is_in_word) = (0, false);
    for byte in text.bytes() {
        if is_ascii_blank(byte) {
            is_in_word = false;
        } else if !is_in_word && byte.is_ascii_alphanumeric() {
            is_in_word = true;
            count += 1;
        }
    }
    count
}

/// Returns whether a byte is ASCII white space, as `char::is_whitespace` defines it.
pub(crate) fn is_ascii_blank(byte: u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | b' ')
}

fn is_among(scripts: &[(char, char)], c: char) -> bool {
    scripts.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Length;

    proptest! {
        #[test]
        fn an_ascii_text_has_the_length_of_any_text(text in "[ a-c.,\\-0-9\\t\\n\\x0b\\x1c]{0,30}") {
            prop_assert_eq!(Length::of_text(&text), Length::of_any_text(&text));
        }
    }

    #[test]
    fn words_are_counted_where_blanks_stand_between_them_and_characters_where_none_do() {
        let described = |text: &str| Length::of_text(text).in_words();
        assert_eq!(described("Wait — what's *that*? 41 calls, e-mail & all."), "7 words");
        assert_eq!(described("… ！"), "0 words");
        assert_eq!(described("客户打电话来询问账户余额，她说。"), "14 characters");
        assert_eq!(described("お客様がメールを送りました。"), "13 characters");
        // Vowels and tones above and below belong to their consonants.
        assert_eq!(described("ลูกค้าโทรมา"), "9 characters");
        assert_eq!(described("ລູກຄ້າ"), "4 characters");
        assert_eq!(described("អតិថិជន"), "5 characters");
        assert_eq!(described("ဖောက်သည်"), "4 characters");
        assert_eq!(described("전화를 받습니다"), "2 words");
        assert_eq!(described("把 e-mail 发给Ana和我"), "2 words and 5 characters");
        assert_eq!(Length::of_text("把 e-mail 发给Ana和我").units(), 7);
    }

    #[test]
    fn lengths_in_different_scripts_are_compared_by_about_how_much_they_say() {
        let weight = |text: &str| Length::of_text(text).weight();
        assert_eq!(weight("Ask her for the number"), 50);
        assert_eq!(weight("请她告诉你号码"), 35);
        assert!(weight("请她告诉你号码") < weight("Please ask her to tell you the number"));
    }
}
