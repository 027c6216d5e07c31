//! Misspelt keywords. They are found before parsing, so that the grammar reads the intended
//! keyword.
//!
//! Words and marks of other tools that correspond to a keyword, such as `Scene` and `- Choice`, are
//! found here too (see [`habits`]).
//!
//! The first word of a line, if followed by a colon or a valid header, is taken for a keyword if it
//! differs from one only in letter case or is one slip away from exactly one keyword, unless a cast
//! member has that name.

mod habits;
mod scores;

use rustc_hash::{FxHashMap, FxHashSet};
use scn_source::{Finding, Place, SlipKind, Span, find_slip, is_one_slip};

use crate::findings::slip;
use crate::marks::Marks;
use crate::ordinary_words::is_ordinary_word;
use crate::source::{Correction, Source};
use crate::text_lines::{TextLine, TextLines};
use crate::words::{CONTINUES, HeaderForm, KEYWORDS, Keyword, find_keyword, is_blank, is_keyword};

/// The misspelt keywords of a text.
#[derive(Debug, Default)]
pub(crate) struct Slips {
    /// Replacements to apply before parsing, in order.
    pub(crate) corrections: Vec<Correction>,
    pub(crate) findings: Vec<Finding>,
    /// The start of each misspelt word, not including words that only have the wrong case.
    pub(crate) misspelt_starts: FxHashSet<u32>,
}

/// A word that is probably a keyword.
struct Slip {
    span: Span,
    keyword: &'static Keyword,
    /// Whether only the letter case is wrong.
    is_case_only: bool,
}

/// Finds the misspelt keywords of a text in linear time. All positions refer to the original text.
///
/// `text_lines` are the lines of the corrected text.
pub(crate) fn find_slips(src: &Source<'_>, text_lines: &TextLines) -> Slips {
    find_slips_in(src, text_lines, true)
}

/// Finds the misspelt keywords. Lines that cannot have any are not searched if `skips_plain`; the
/// result is the same.
fn find_slips_in(src: &Source<'_>, text_lines: &TextLines, skips_plain: bool) -> Slips {
    let text = src.corrected();
    let (found_slips, habits) = search_lines(src, text_lines, skips_plain);
    if found_slips.is_empty() && habits.is_empty() {
        return Slips::default();
    }
    let cast = CastIndex::new(text, &found_slips);
    let mut slips = Slips::default();
    for slip in found_slips {
        let word = text.get(slip.span.range()).unwrap_or_default();
        let line = text.get(slip.span.start as usize..).unwrap_or_default();
        let line = line.split('\n').next().unwrap_or_default();
        if cast.is_speech(line, slip.span.start) || slip.is_case_only && continues_sentence(text, &slip) {
            continue;
        }
        let place = src.place(src.to_original_span(slip.span));
        if slip.is_case_only {
            slips.findings.push(slip::wrong_case(place, word, slip.keyword));
        } else {
            slips.findings.push(slip::misspelt_keyword(place, word, slip.keyword));
            slips.misspelt_starts.insert(place.span.start);
        }
        slips.corrections.push(Correction { span: place.span, text: slip.keyword.word.to_owned() });
    }
    for habit in habits {
        let line = text.get(habit.start as usize..).and_then(|rest| rest.split('\n').next()).unwrap_or_default();
        if !cast.is_speech(line, habit.start) {
            slips.findings.push(to_original(src, habit.finding));
            let mends =
                habit.corrections.into_iter().map(|mend| Correction { span: src.to_original_span(mend.span), ..mend });
            let first = slips.corrections.len();
            slips.corrections.extend(mends);
            let starts = slips.corrections.iter().skip(first).map(|mend| mend.span.start);
            slips.misspelt_starts.extend(starts.chain([src.to_original_span(Span::empty(habit.start as usize)).start]));
        }
    }
    slips.corrections.sort_by_key(|mend| mend.span.start);
    slips
}

/// Searches the lines of a text for words that are probably keywords, and for the syntax of other
/// tools.
fn search_lines(src: &Source<'_>, text_lines: &TextLines, skips_plain: bool) -> (Vec<Slip>, Vec<habits::Habit>) {
    let text = src.corrected();
    let mut found_slips = Vec::new();
    let mut habits = Vec::new();
    let declared = scores::Declarations::default();
    let mut fence = FenceTracker::default();
    let mut near = NearKeywords::default();
    for line in text_lines.as_slice() {
        let start = line.start;
        let words = text.get(start..line.next_start(text.len())).unwrap_or_default();
        let Some(first) = words.as_bytes().first() else { continue };
        // Only these marks open a fence.
        let may_be_fence = fence.is_open() || matches!(first, b'`' | b'~' | b'[');
        if may_be_fence && fence.contains_line(words) || skips_plain && is_plain(text, line) {
            continue;
        }
        if let Some(habit) = habits::find_habit(src.file, text, start, words.trim_end(), &declared) {
            habits.push(habit);
        } else if first.is_ascii_alphabetic() {
            found_slips.extend(slip_at(words, start, false, &mut near));
        } else if *first == b'[' {
            let after_bracket = words.split_once(']').map_or("", |(_, behind)| behind).trim_start_matches(is_blank);
            if starts_with_condition(words) && after_bracket.starts_with(|c: char| c.is_ascii_alphabetic()) {
                let start = start + (words.len() - after_bracket.len());
                found_slips.extend(slip_at(after_bracket, start, true, &mut near));
            }
        }
    }
    (found_slips, habits)
}

/// Returns whether nothing can be found at the start of a line, because it is empty or begins with
/// an ordinary word or a keyword.
///
/// Each condition rules out one of the searches: an invisible character follows the letters, all
/// others begin with a known word, and a misspelt keyword has a colon after it. The phrase `Partly
/// upholds` is a keyword if no letter beyond ASCII follows.
fn is_plain(text: &str, line: &TextLine) -> bool {
    let bytes = text.as_bytes();
    if line.letters == 0 {
        return line.start == line.end;
    }
    let end = line.start + line.letters;
    let begins_plain = bytes.get(end).is_none_or(u8::is_ascii)
        && text.get(line.start..end).is_some_and(|word| !habits::begins_foreign_word(word));
    let may_be_slip = || {
        let is_exact = line.keyword.is_some() && !line.marks.has_any(Marks::BEYOND_ASCII);
        !is_exact || text.get(line.start..end).is_some_and(scores::begins_score)
    };
    begins_plain && (line.colon.is_none() || !may_be_slip())
}

/// Returns whether a keyword in lower case continues the sentence of the line above it: `and says,
/// please` before `note: the door closes at five.`
fn continues_sentence(text: &str, slip: &Slip) -> bool {
    let is_lower = text.get(slip.span.range()).is_some_and(|word| word.starts_with(|c: char| c.is_ascii_lowercase()));
    let Some(above) = text.get(..slip.span.start as usize).and_then(|above| above.rsplit('\n').nth(1)) else {
        return false;
    };
    let above = above.trim();
    let starts = above.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let is_instruction =
        above.contains(':') && KEYWORDS.iter().any(|keyword| keyword.word.eq_ignore_ascii_case(starts));
    let ends_sentence = above.ends_with(['.', '?', '!', ':', '"', '”', '…', ']', ')']);
    let is_block =
        above.starts_with(['#', '-', '/', '[', '|', '>']) || above.starts_with("```") || above.starts_with("~~~");
    is_lower && !above.is_empty() && !is_instruction && !ends_sentence && !is_block
}

/// Converts the positions in a finding from the corrected text to the original text.
fn to_original(src: &Source<'_>, mut finding: Finding) -> Finding {
    let to_original_span = |place: &mut Place| place.span = src.to_original_span(place.span);
    to_original_span(&mut finding.place);
    finding.related.iter_mut().for_each(|related| to_original_span(&mut related.place));
    finding.fixes.iter_mut().flat_map(|fix| &mut fix.edits).for_each(|edit| to_original_span(&mut edit.place));
    finding
}

/// Returns whether a line begins with a misspelt keyword.
pub(crate) fn is_slip_at_start(line: &str) -> bool {
    slip_at(line, 0, false, &mut NearKeywords::default()).is_some()
}

/// The keywords that a word may be a misspelling of, looked up once for each different word.
type NearKeywords<'t> = FxHashMap<&'t str, NearWord>;

/// The keywords that a word may be a misspelling of.
#[derive(Debug)]
struct NearWord {
    /// Whether it may be the first word of `Partly upholds`.
    is_partly: bool,
    /// The keyword that it is except for letter case.
    same: Option<&'static Keyword>,
    /// The keywords that are one slip away.
    near: Vec<&'static Keyword>,
}

impl NearWord {
    /// Looks up a word, or a phrase of two words.
    ///
    /// `Continues` is misspelt only in the first line of a file, where it is found before.
    fn new(word: &str) -> Self {
        let keywords = || KEYWORDS.iter().filter(|keyword| keyword.word != CONTINUES);
        let same = keywords().find(|keyword| keyword.word.eq_ignore_ascii_case(word));
        Self {
            is_partly: is_one_slip(word, "Partly") || is_swap(word, "Partly") || word.eq_ignore_ascii_case("Partly"),
            same,
            near: if same.is_some() { Vec::new() } else { keywords().filter(|it| is_slip(word, it)).collect() },
        }
    }
}

/// Returns the misspelt keyword at the start of a line's text.
fn slip_at<'t>(words: &'t str, start: usize, in_bracket: bool, known: &mut NearKeywords<'t>) -> Option<Slip> {
    let ends = memchr::memchr2_iter(b'\n', b':', words.as_bytes());
    ends.take(1).find(|at| words.as_bytes().get(*at) == Some(&b':'))?;
    let line = words.split('\n').next().unwrap_or_default();
    let end = line.find(|c: char| !c.is_alphabetic()).unwrap_or(line.len());
    let (word, rest) = line.split_at_checked(end)?;
    if is_keyword(word) {
        return None;
    }
    let to_slip = |keyword: &'static Keyword, length: usize, case: bool| {
        let after_word = line.get(length..).unwrap_or_default();
        let fits = (keyword.is_shown() || !in_bracket)
            && is_valid_head(keyword.head, after_word)
            && (case || !is_heading(keyword, word, after_word));
        fits.then(|| Slip { span: Span::new(start, start + length), keyword, is_case_only: case })
    };
    let near = known.entry(word).or_insert_with(|| NearWord::new(word));
    if near.is_partly {
        let second = rest.trim_start_matches(is_blank);
        let end = second.find(|c: char| !c.is_alphabetic()).unwrap_or(second.len());
        let length = line.len() - second.len() + end;
        let phrase = format!("{word} {}", second.get(..end).unwrap_or_default());
        return if find_keyword(&phrase).is_some() {
            None
        } else {
            only_slip(&NearWord::new(&phrase), |keyword, case| to_slip(keyword, length, case))
        };
    }
    only_slip(near, |keyword, case| to_slip(keyword, end, case))
}

/// Returns whether a plural heads a list or a notice: `States: quiet, busy`, `Results: two of
/// three were negative.`
fn is_heading(keyword: &Keyword, word: &str, after_word: &str) -> bool {
    let is_plural = word.strip_suffix('s') == Some(keyword.word);
    let Some(value) = after_word.trim_start_matches(is_blank).strip_prefix(':') else { return false };
    let value = value.trim_matches(|c: char| is_blank(c) || matches!(c, '.' | '\r'));
    let is_result = ["passed", "failed", "mixed", "pass", "fail"].iter().any(|it| it.eq_ignore_ascii_case(value));
    is_plural && (keyword.head == HeaderForm::Id && keyword.is_declaration() || keyword.word == "Result" && !is_result)
}

/// Returns the only keyword that a word resembles and that fits the text after the word.
fn only_slip(word: &NearWord, to_slip: impl Fn(&'static Keyword, bool) -> Option<Slip>) -> Option<Slip> {
    if let Some(keyword) = word.same {
        return to_slip(keyword, true);
    }
    let mut near = word.near.iter().filter_map(|keyword| to_slip(keyword, false));
    let first = near.next()?;
    near.next().is_none().then_some(first)
}

/// Returns whether a word is one slip away from a keyword.
///
/// If the letter case differs too, only swapped letters count: `chioce:` is not a word, but prose
/// may continue with `choices:` at the start of a line. For the same reason, a lower-case first
/// letter does not count directly before a colon: `course:` and `eight:` are prose. Ordinary words
/// and words with another first letter do not count either: `Expert:`, `Peter:`, `Night:`.
pub(crate) fn is_slip(word: &str, keyword: &Keyword) -> bool {
    let right = keyword.word;
    if is_one_slip(word, right) {
        // The first letter is hardly ever wrong, and a name is hardly ever a keyword: `Peter:`.
        let is_same_start = word.bytes().next().map(|byte| byte.to_ascii_lowercase())
            == right.bytes().next().map(|byte| byte.to_ascii_lowercase());
        let is_swapped_start = is_swap(word, right);
        if is_ordinary_word(word) || !is_same_start && !is_swapped_start {
            return false;
        }
        return word.starts_with(char::is_uppercase) || !keyword.is_plain() || keyword.word == "Next";
    }
    // `cats:` is not `Cast:`.
    is_swap(word, right) && !is_ordinary_word(word)
}

/// Returns whether two words differ by two swapped neighbours, ignoring letter case.
fn is_swap(one: &str, other: &str) -> bool {
    find_slip(one, other, |a, b| a.eq_ignore_ascii_case(&b)) == Some(SlipKind::Swap)
}

/// Returns whether the text between a keyword and its colon is valid.
fn is_valid_head(head: HeaderForm, rest: &str) -> bool {
    let suffix = rest.trim_start_matches(is_blank);
    if suffix.starts_with(':') {
        return true;
    }
    let id_length = |text: &str| {
        text.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')).unwrap_or(text.len())
    };
    let parted = suffix.len() < rest.len();
    match head {
        HeaderForm::Nothing => false,
        HeaderForm::Id => {
            let end = id_length(suffix);
            parted
                && end > 0
                && suffix.get(end..).is_some_and(|rest| rest.trim_start_matches(is_blank).starts_with(':'))
        }
        HeaderForm::Cast => {
            let Some((head, _)) = suffix.split_once(':') else { return false };
            let words = head.split(is_blank).filter(|word| !word.is_empty()).count();
            parted
                && (1..=4).contains(&words)
                && head.starts_with(char::is_uppercase)
                && !head.contains(['[', '(', ']'])
        }
        HeaderForm::Choice => {
            let end = if parted { id_length(suffix) } else { 0 };
            is_bracketed(suffix.get(end..).unwrap_or_default())
        }
        HeaderForm::Brackets => is_bracketed(suffix),
        HeaderForm::Principles => {
            let Some((names, _)) = suffix.split_once(':') else { return false };
            let is_name = |part: &str| {
                let part = part.trim();
                !part.is_empty()
                    && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
            };
            parted && names.split(',').all(is_name)
        }
        HeaderForm::File => {
            let Some((file, _)) = suffix.split_once(':') else { return false };
            let file = file.trim_end_matches(is_blank);
            parted && file.contains('.') && !file.contains(is_blank)
        }
    }
}

/// Returns whether brackets like those of choices and outcomes follow, and then a colon.
fn is_bracketed(text: &str) -> bool {
    let mut remaining = text.trim_start_matches(is_blank);
    while let Some(inner) = remaining.strip_prefix('[') {
        let word = inner.trim_start_matches(is_blank);
        let is_known = ["if", "needs", "once", "after", "otherwise", "any"].iter().any(|known| word.starts_with(known));
        let Some((_, after_bracket)) = inner.split_once(']') else { return false };
        if !is_known && !word.starts_with(|c: char| c.is_ascii_digit()) {
            return false;
        }
        remaining = after_bracket.trim_start_matches(is_blank);
    }
    remaining.starts_with(':')
}

/// Returns whether a line begins with the bracket of a body line.
fn starts_with_condition(line: &str) -> bool {
    let inner = line.strip_prefix('[').unwrap_or_default().trim_start_matches(is_blank);
    inner.starts_with("if") || inner.starts_with("otherwise")
}

/// The open code fence, if any. Nothing inside it is an instruction.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct FenceTracker {
    /// The character that opened it, and how many of them.
    open: Option<(u8, usize)>,
}

impl FenceTracker {
    /// Returns whether the next line is inside of a fence.
    pub(crate) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Returns whether a line is part of a code fence, and tracks where fences open and close.
    pub(crate) fn contains_line(&mut self, words: &str) -> bool {
        let words = match self.open {
            // A body line may begin with its condition.
            None if words.starts_with('[') && starts_with_condition(words) => {
                words.split_once(']').map_or("", |(_, after)| after).trim_start_matches(is_blank)
            }
            _ => words,
        };
        let Some(mark @ (b'`' | b'~')) = words.bytes().next() else { return self.open.is_some() };
        let length = words.bytes().take_while(|byte| *byte == mark).count();
        let after_mark = words.get(length..).unwrap_or_default();
        match self.open {
            Some((open, least)) => {
                if open == mark && least <= length && after_mark.trim().is_empty() {
                    self.open = None;
                }
                true
            }
            None => {
                let opens = length >= 3 && !(mark == b'`' && after_mark.contains('`'));
                if opens {
                    self.open = Some((mark, length));
                }
                opens
            }
        }
    }
}

/// The names of the cast, by scenario.
struct CastIndex<'a> {
    /// Where each scenario begins.
    scenarios: Vec<u32>,
    /// Names with the number of their scenario; 0 is before the first scenario.
    names: FxHashSet<(usize, &'a str)>,
}

impl<'a> CastIndex<'a> {
    fn new(text: &'a str, slips: &[Slip]) -> Self {
        let mut index = Self { scenarios: Vec::new(), names: FxHashSet::default() };
        let mut slips = slips.iter().peekable();
        let mut line_start = 0;
        for line in text.split_inclusive('\n') {
            let words = line.trim_start_matches(|c: char| is_blank(c) || c == '\u{feff}');
            let start = Span::empty(line_start + (line.len() - words.len())).start;
            line_start += line.len();
            let slip = slips.next_if(|slip| (slip.span.start as usize) < line_start);
            let (word, length) = match slip {
                Some(slip) => (slip.keyword.word, slip.span.len()),
                None if words.starts_with("Cast") => ("Cast", 4),
                None if words.starts_with("Scenario") => ("Scenario", 8),
                None => continue,
            };
            let Some((head, _)) = words.get(length..).unwrap_or_default().split_once(':') else { continue };
            if word == "Scenario" {
                index.scenarios.push(start);
            } else if word == "Cast" {
                index.names.insert((index.scenarios.len(), head.trim()));
            }
        }
        index
    }

    /// Returns whether a line is speech by a cast member.
    fn is_speech(&self, line: &str, offset: u32) -> bool {
        let Some((head, _)) = line.split_once(':') else { return false };
        let head = head.trim();
        let name = head.strip_suffix(')').and_then(|inner| inner.split_once('(')).map_or(head, |(name, _)| name.trim());
        let scenario = self.scenarios.partition_point(|start| *start <= offset);
        self.names.contains(&(0, name)) || self.names.contains(&(scenario, name))
    }
}

#[cfg(test)]
mod tests;
