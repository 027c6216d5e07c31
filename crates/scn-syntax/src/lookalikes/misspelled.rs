//! Lines whose first word is a keyword except for letter case or a slip of the keyboard, and which
//! have no colon or another sign in its place: `Hnit Think first.`, `Uphold care - You asked.`
//!
//! Such a line is examined as if its keyword were spelled correctly. What is found of that line is
//! then reported of the line as written, together with the spelling. A word that is no word of
//! its own is taken for the keyword whenever the corrected line would be reported. An ordinary
//! word (`Text`, `Night`, `Principal`) is taken for it only if the line also contains something
//! that prose does not: a known name, or a value such as `trust -2`.

use scn_source::{Name, find_slip};

use super::context::Block;
use super::header::{begins_sentence, is_instruction, is_small_word};
use super::value::first_word;
use super::{Change, Diagnosis, Line, Scan};
use crate::findings::quote;
use crate::ordinary_words::is_ordinary_word;
use crate::words::{
    CONTINUES, HeaderForm, KEYWORDS, Keyword, find_keyword, has_id_form, is_blank, is_keyword, letters,
};

/// Words that sound like a keyword, each with the keyword.
const HOMOPHONES: &[(&str, &str)] = &[
    ("brake", "Breaks"),
    ("brakes", "Breaks"),
    ("chose", "Choose"),
    ("lessen", "Lesson"),
    ("metre", "Meter"),
    ("principal", "Principle"),
    ("principals", "Principle"),
];

/// What a word that is read as a keyword is by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spelling {
    /// No word: `Hnit`, `Feedbak`. Or a keyword in capitals: `HINT`.
    Slip,
    /// Another form of the keyword or a word that sounds like it: `Hints`, `Uphold`, `Principal`.
    Form,
    /// The keyword as it is written within a sentence: `hint`.
    LowerCase,
    /// Another word: `Hunt`.
    Ordinary,
}

/// Determines what a word is that differs from a keyword only a little.
fn classify_spelling(written: &str, keyword: &Keyword) -> Spelling {
    let (low, right) = (written.to_ascii_lowercase(), keyword.word.to_ascii_lowercase());
    if low == right {
        let is_capital = written.starts_with(|c: char| c.is_ascii_uppercase());
        return if is_capital { Spelling::Slip } else { Spelling::LowerCase };
    }
    let is_inflection = |one: &str, other: &str| {
        ["s", "d", "ed", "er", "ing"].iter().any(|end| {
            one.strip_suffix(end)
                .filter(|stem| !stem.ends_with('s') || *end != "s")
                .is_some_and(|stem| stem == other || other.strip_suffix('e') == Some(stem))
        })
    };
    let sounds_alike = HOMOPHONES.iter().any(|(word, to)| *word == low && *to == keyword.word);
    if is_inflection(&low, &right) || is_inflection(&right, &low) || sounds_alike {
        Spelling::Form
    } else if is_ordinary_word(&low) {
        Spelling::Ordinary
    } else {
        Spelling::Slip
    }
}

/// Returns whether a word is a keyword except for letter case, one slip or, in a long word, two.
///
/// A slip is a letter that is missing, added or replaced, or two letters that have changed places.
fn resembles(written: &str, right: &str) -> bool {
    if written.eq_ignore_ascii_case(right) {
        return true;
    }
    // In lower case, it would rather be a word of a sentence.
    if !written.starts_with(|c: char| c.is_ascii_uppercase()) || 2 < written.len().abs_diff(right.len()) {
        return false;
    }
    if find_slip(written, right, |a, b| a.eq_ignore_ascii_case(&b)).is_some() {
        return true;
    }
    let common_start = written.bytes().zip(right.bytes()).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
    if 0 == common_start {
        return false;
    }
    let is_homophone = || HOMOPHONES.iter().any(|(word, to)| *to == right && word.eq_ignore_ascii_case(written));
    let is_close = || strsim::osa_distance(&written.to_ascii_lowercase(), &right.to_ascii_lowercase()) <= 2;
    8 <= right.len() && 2 <= common_start && is_close() || is_homophone()
}

/// The keywords that a word resembles. It is looked up once for each different word of a text.
#[derive(Clone, Debug, Default)]
pub(super) struct Resembled {
    /// Whether it resembles the first word of `Show answers`, or is it.
    pub(super) is_show: bool,
    /// Whether it resembles the first word of `Partly upholds`, or is it.
    pub(super) is_partly: bool,
    /// The keywords of one word.
    pub(super) keywords: Vec<&'static Keyword>,
}

impl Resembled {
    /// Returns the keywords that a word resembles: none if it is one.
    fn new(written: &str) -> Self {
        if is_keyword(written) {
            return Self { is_show: written == "Show", ..Self::default() };
        }
        // `Continues` is misspelt only in the first line of a file, where it is found before.
        let single_words = KEYWORDS.iter().filter(|keyword| !keyword.word.contains(' ') && keyword.word != CONTINUES);
        Self {
            is_show: resembles(written, "Show"),
            is_partly: resembles(written, "Partly"),
            keywords: single_words.filter(|keyword| resembles(written, keyword.word)).collect(),
        }
    }
}

/// Iterates over the keywords that the start of a line resembles, each with the length as written.
/// `resembled` returns those that its first word resembles.
fn resembled_keywords<'t>(
    words: &'t str,
    resembled: impl FnOnce(&'t str) -> Resembled,
) -> Vec<(&'static Keyword, usize)> {
    let end = letters(words);
    let (written, after_word) = words.split_at_checked(end).unwrap_or_default();
    if !(2..=12).contains(&end) || after_word.is_empty() {
        return Vec::new();
    }
    let Resembled { is_show, is_partly, keywords } = resembled(written);
    // `Partly uphold`, `Partley breaks`.
    let second_start = end + (after_word.len() - after_word.trim_start_matches(is_blank).len());
    let second = words.get(second_start..).unwrap_or_default();
    // `Show answers` with a typing error in either word.
    if end < second_start && is_show {
        let length = letters(second);
        let low = second.get(..length).unwrap_or_default().to_ascii_lowercase();
        let is_like = low == "answers" || low == "answer" || find_slip(&low, "answers", |a, b| a == b).is_some();
        if let Some(keyword) = find_keyword("Show answers").filter(|_| is_like) {
            return vec![(keyword, second_start + length)];
        }
    }
    if end < second_start && is_partly {
        let length = letters(second);
        let second = second.get(..length).unwrap_or_default();
        let pairs = [("upholds", "Partly upholds"), ("breaks", "Partly breaks")];
        let low = second.to_ascii_lowercase();
        let is_like = |right: &str| {
            low == right || find_slip(&low, right, |a, b| a == b).is_some() || right == "breaks" && low == "brakes"
        };
        let found = pairs.iter().filter(|(right, _)| is_like(right));
        return found.filter_map(|(_, phrase)| Some((find_keyword(phrase)?, second_start + length))).collect();
    }
    keywords.into_iter().map(|keyword| (keyword, end)).collect()
}

/// Returns whether a line is a step of a test, also where its keyword is misspelled.
pub(super) fn starts_test_step(line: &str) -> bool {
    let word = line.get(..letters(line)).unwrap_or_default();
    ["Choose", "Expect"].iter().any(|right| resembles(word, right))
}

impl<'s> Scan<'s, '_> {
    /// Returns the keywords that a word resembles.
    pub(super) fn resembled(&self, word: &'s str) -> Resembled {
        self.resembled.borrow_mut().entry(word).or_insert_with(|| Resembled::new(word)).clone()
    }

    /// Handles a line whose first word is a keyword except for letter case or a slip.
    pub(super) fn diagnose_misspelling(&self, line: Line<'s>) -> Option<Diagnosis> {
        let found =
            resembled_keywords(line.words, |word| self.resembled(word)).into_iter().filter_map(|(keyword, length)| {
                let is_anchored = self.is_anchored(keyword, line.words.get(length..)?);
                Some((is_anchored, self.diagnose_as(line, keyword, length)?))
            });
        // Of several keywords, that which the rest of the line fits best: `Statr ward`.
        let (_, diagnosis) = found.reduce(|best, other| if other.0 && !best.0 { other } else { best })?;
        Some(diagnosis)
    }

    /// Handles `Show answer: no` and typing errors of `Show answers:` under a quiz.
    pub(super) fn misspelled_show_answers(&self, line: Line<'s>, keyword: &Keyword) -> Option<Diagnosis> {
        if keyword.word != "Show" || self.context.block != Block::Quiz {
            return None;
        }
        self.diagnose_misspelling(line).or_else(|| self.property_in_other_words(line))
    }

    /// Diagnoses a line as if the word at its start, of the given length, were a keyword.
    fn diagnose_as(&self, line: Line<'s>, keyword: &'static Keyword, length: usize) -> Option<Diagnosis> {
        let written = line.words.get(..length)?;
        let spelling = classify_spelling(written, keyword);
        let rest = line.words.get(length..)?;
        let corrected = format!("{}{rest}", keyword.word);
        let right_length = keyword.word.len();
        let read = line.with_words(line.start, &corrected, line.next_start);
        let is_valid = is_instruction(&corrected, right_length);
        let (mut diagnosis, is_signed) = if is_valid {
            (self.diagnose_short_word(read, keyword)?, false)
        } else if let Some(diagnosis) = self.wrong_sign(read, keyword, right_length) {
            (diagnosis, true)
        } else {
            (self.diagnose_missing_colon(read, keyword, right_length)?, false)
        };
        let is_certain = diagnosis.name != Name::LikelyInstruction && !diagnosis.silent;
        let is_anchored = is_certain && self.is_anchored(keyword, rest);
        let fits = match spelling {
            Spelling::Slip => !is_valid || is_anchored,
            Spelling::Form => {
                is_anchored || is_certain && self.may_begin(line) && self.fits_form(keyword, rest, is_signed)
            }
            Spelling::LowerCase => {
                is_anchored || is_certain && !self.context.running && self.fits_lower_case(keyword, rest, is_signed)
            }
            // The first letter is hardly ever wrong: `Text ward` is not `Next ward`.
            Spelling::Ordinary => is_anchored && written.as_bytes().first() == keyword.word.as_bytes().first(),
        };
        if !fits || self.context.block == Block::Lesson && !is_anchored {
            return None;
        }
        let to_written = |offset: usize| if offset < right_length { 0 } else { offset - right_length + length };
        for edit in diagnosis.edits.iter_mut().chain(&mut diagnosis.mends) {
            (edit.from, edit.to) = (to_written(edit.from), to_written(edit.to));
        }
        for (from, to, _) in &mut diagnosis.aliases {
            (*from, *to) = (to_written(*from), to_written(*to));
        }
        let right = Change { from: 0, to: length, text: keyword.word.to_owned() };
        diagnosis.edits.insert(0, right.clone());
        if is_certain {
            diagnosis.mends.insert(0, right);
        }
        (diagnosis.from, diagnosis.to) = (0, line.words.len());
        let what = match (is_valid, is_signed) {
            (true, _) => "",
            (false, true) => ", and has another sign in place of its colon",
            (false, false) => ", and has no colon",
        };
        let effect = if is_certain { "" } else { ", so it is shown as text" };
        diagnosis.message =
            format!("{} starts with `{written}`, which should be `{}`{what}{effect}", quote(line.words), keyword.word);
        Some(diagnosis)
    }

    /// Handles a line that is an instruction in every other respect. Most of these are read before
    /// (see [`crate::slips`]); short words need a value that leaves no doubt.
    fn diagnose_short_word(&self, line: Line<'_>, keyword: &'static Keyword) -> Option<Diagnosis> {
        let whole = Diagnosis::read_so(line.words, String::new(), Vec::new(), keyword);
        (self.context.block != Block::Lesson).then_some(Diagnosis { name: Name::UnknownInstruction, ..whole })
    }

    /// Returns whether the text after a keyword contains something that prose does not: the name of
    /// something that is declared, or a value in the form of the language.
    fn is_anchored(&self, keyword: &Keyword, rest: &str) -> bool {
        let head = rest.trim_start_matches(is_blank);
        let (first, after_first) = first_word(head);
        let first = first.trim_end_matches([':', ',', ';', '=']);
        let value = match super::colon::colon_in(rest) {
            Some(colon) => rest.get(colon + 1..).unwrap_or_default(),
            None => head.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '"' | '+')),
        };
        let value = value.trim_matches(is_blank);
        if keyword.word == "Ask" {
            let is_named = has_id_form(first) && !super::header::is_asked_person(first);
            return self.context.block == Block::Situation
                && is_named
                && begins_sentence(value)
                && value.ends_with('?');
        }
        match keyword.head {
            HeaderForm::Nothing | HeaderForm::Brackets if keyword.is_plain() => {
                let names = match keyword.word {
                    "Choose" => self.names().is_choice(value) || self.context.block == Block::Test,
                    "Detour" | "Next" => self.is_likely_target(value),
                    "Show" => self.names().is_passage(value, self.context.scenario),
                    "Accept" => false,
                    "Covers" | "Teaches" | "Checks" => {
                        value.split(',').any(|part| self.names().is_principle(part.trim()))
                    }
                    "Expect" => self.is_likely_target(value) || self.context.block == Block::Test,
                    "Values" => self.context.block == Block::Variable,
                    "Minutes" | "Weight" | "Draw" | "Pass" | "Tries" | "Show answers" | "Range" | "Result"
                    | "Start" | "Shown" => self.context.accepts_property(keyword),
                    _ => true,
                };
                names && self.is_value(keyword, value)
            }
            HeaderForm::Principles => {
                self.names().is_principle(first)
                    && (after_first.is_empty() || !is_small_word(first_word(after_first).0))
                    || self.names().principle_at(head).is_some()
            }
            HeaderForm::Choice | HeaderForm::Id => {
                has_id_form(first)
                    && !is_small_word(first)
                    && begins_sentence(after_first.trim_start_matches(|c: char| !c.is_alphanumeric()))
                    && (self.is_likely_target(first) || self.names().is_principle(first) || self.is_variable(first))
            }
            HeaderForm::File => head.split([' ', '"']).any(super::colon::is_file),
            // Somebody of that name speaks elsewhere.
            HeaderForm::Cast => {
                let name = rest.split(':').next().unwrap_or_default().trim_matches(is_blank);
                let speech = format!("{name}: ");
                let begins_line = |at: usize| {
                    let above = self.text.get(..at).unwrap_or_default();
                    above.trim_end_matches(is_blank).ends_with('\n')
                };
                begins_sentence(name) && self.text.match_indices(&speech).any(|(at, _)| begins_line(at))
            }
            HeaderForm::Nothing | HeaderForm::Brackets => false,
        }
    }

    /// Returns whether an instruction is likely to begin at a line: after a blank line or, within a
    /// choice or a question, after the end of a sentence.
    pub(super) fn may_begin(&self, line: Line<'_>) -> bool {
        let block = self.context.block;
        let is_inner = matches!(block, Block::Choice | Block::Outcome | Block::Late | Block::Question | Block::Answer);
        let ends_sentence = |above: &str| above.trim_end().ends_with(['.', '?', '!', '"', '”', '…']);
        !self.context.running || is_inner && self.text.get(..line.start).is_some_and(ends_sentence)
    }

    /// Returns whether a keyword in lower case is likely to be one here. The corrected line is
    /// certainly an instruction.
    fn fits_lower_case(&self, keyword: &Keyword, rest: &str, is_signed: bool) -> bool {
        if is_signed {
            return keyword.is_declaration() || keyword.is_plain() && keyword.word != "Next";
        }
        let (first, after_first) = first_word(rest.trim_start_matches(is_blank));
        let place = match keyword.word {
            "Choice" => true,
            "Meter" | "Flag" | "State" | "Passage" => matches!(self.context.block, Block::Scenario | Block::Variable),
            _ => false,
        };
        place && has_id_form(first) && !is_small_word(first) && begins_sentence(after_first)
    }

    /// Returns whether another form of a keyword, such as its plural, is likely to be the keyword
    /// here. The corrected line is certainly an instruction.
    fn fits_form(&self, keyword: &Keyword, rest: &str, is_signed: bool) -> bool {
        let block = self.context.block;
        let (first, after_first) = first_word(rest.trim_start_matches(is_blank));
        // `Choices are hard.`
        let is_named = has_id_form(first) && !is_small_word(first) && begins_sentence(after_first);
        match keyword.head {
            HeaderForm::Cast => matches!(block, Block::File | Block::Scenario | Block::Variable),
            HeaderForm::Choice | HeaderForm::Id if !is_signed && !is_named => false,
            HeaderForm::Choice => matches!(
                block,
                Block::Situation
                    | Block::Choice
                    | Block::Outcome
                    | Block::Late
                    | Block::Quiz
                    | Block::Question
                    | Block::Answer
            ),
            HeaderForm::Nothing | HeaderForm::Brackets => is_signed,
            HeaderForm::Id | HeaderForm::File | HeaderForm::Principles => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{HOMOPHONES, Spelling, classify_spelling, resembled_keywords};
    use crate::words::find_keyword;

    #[test]
    fn the_homophones_are_of_keywords() {
        assert!(HOMOPHONES.is_sorted());
        assert!(HOMOPHONES.iter().all(|(_, to)| find_keyword(to).is_some()));
    }

    #[test]
    fn a_line_resembles_the_keywords_that_its_first_word_may_be() {
        for (line, expected) in [
            ("Hnit Think.", &["Hint"][..]),
            ("Uphold care - Good.", &["Upholds"]),
            ("Partly uphold care - Good.", &["Partly upholds"]),
            ("Partley brakes care - Bad.", &["Partly breaks"]),
            ("Situtaoin room - The room", &["Situation"]),
            ("Principal care - Treat them well.", &["Principle"]),
            ("Tet ask", &["Set", "Test"]),
            ("Hint: Think.", &[]),
            ("Partly cloudy", &[]),
            ("hnit Think.", &[]),
        ] {
            let found: Vec<&str> =
                resembled_keywords(line, super::Resembled::new).iter().map(|(keyword, _)| keyword.word).collect();
            assert_eq!(found, expected, "{line}");
        }
    }

    #[test]
    fn ordinary_words_are_not_slips() {
        for (written, keyword, expected) in [
            ("Hnit", "Hint", Spelling::Slip),
            ("HINT", "Hint", Spelling::Slip),
            ("hint", "Hint", Spelling::LowerCase),
            ("Hunt", "Hint", Spelling::Ordinary),
            ("Hints", "Hint", Spelling::Form),
            ("Uphold", "Upholds", Spelling::Form),
            ("Principal", "Principle", Spelling::Form),
        ] {
            let keyword = find_keyword(keyword).expect("a keyword");
            assert_eq!(classify_spelling(written, keyword), expected, "{written}");
        }
    }
}
