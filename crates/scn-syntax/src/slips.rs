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

use rustc_hash::FxHashSet;
use scn_source::{Finding, Place, Span, one_slip};

use crate::findings::slip;
use crate::source::{Mend, Source};
use crate::words::{Head, KEYWORDS, Keyword, is_blank, is_keyword, keyword_of};

/// The misspelt keywords of a text.
#[derive(Debug, Default)]
pub(crate) struct Slips {
    /// Replacements to apply before parsing, in order.
    pub(crate) mends: Vec<Mend>,
    pub(crate) findings: Vec<Finding>,
    /// The start of each misspelt word, not including words that only have the wrong case.
    pub(crate) lines: FxHashSet<u32>,
}

/// A word that is probably a keyword.
struct Slip {
    span: Span,
    keyword: &'static Keyword,
    /// Whether only the letter case is wrong.
    case: bool,
}

/// Finds the misspelt keywords of a text in linear time. All positions refer to the original text.
pub(crate) fn find(src: &Source<'_>) -> Slips {
    let text = src.read();
    let mut found = Vec::new();
    let mut habits = Vec::new();
    let declared = scores::Declared::default();
    let mut fence = Fence::default();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let words = line.trim_start_matches(|c: char| is_blank(c) || c == '\u{feff}');
        let start = at + (line.len() - words.len());
        at += line.len();
        if fence.holds(words) {
            continue;
        }
        let Some(first) = words.as_bytes().first() else { continue };
        if let Some(habit) = habits::find(src.file, text, start, &declared) {
            habits.push(habit);
        } else if first.is_ascii_alphabetic() {
            found.extend(slip_at(words, start, false));
        } else if *first == b'[' {
            let behind = words.split_once(']').map_or("", |(_, behind)| behind).trim_start_matches(is_blank);
            if is_when(words) && behind.starts_with(|c: char| c.is_ascii_alphabetic()) {
                found.extend(slip_at(behind, start + (words.len() - behind.len()), true));
            }
        }
    }
    if found.is_empty() && habits.is_empty() {
        return Slips::default();
    }
    let cast = Cast::new(text, &found);
    let mut slips = Slips::default();
    for slip in found {
        let word = text.get(slip.span.range()).unwrap_or_default();
        let line = text.get(slip.span.start as usize..).unwrap_or_default();
        let line = line.split('\n').next().unwrap_or_default();
        if cast.speaks(line, slip.span.start) {
            continue;
        }
        let place = src.place(src.span_of(slip.span));
        if slip.case {
            slips.findings.push(slip::case(place, word, slip.keyword));
        } else {
            slips.findings.push(slip::misspelt(place, word, slip.keyword));
            slips.lines.insert(place.span.start);
        }
        slips.mends.push(Mend { span: place.span, text: slip.keyword.word.to_owned() });
    }
    for habit in habits {
        let line = text.get(habit.start as usize..).and_then(|rest| rest.split('\n').next()).unwrap_or_default();
        if !cast.speaks(line, habit.start) {
            slips.findings.push(as_written(src, habit.finding));
            let mends = habit.mends.into_iter().map(|mend| Mend { span: src.span_of(mend.span), ..mend });
            let first = slips.mends.len();
            slips.mends.extend(mends);
            let starts = slips.mends.iter().skip(first).map(|mend| mend.span.start);
            slips.lines.extend(starts.chain([src.span_of(Span::empty(habit.start as usize)).start]));
        }
    }
    slips.mends.sort_by_key(|mend| mend.span.start);
    slips
}

/// Converts the positions in a finding from the corrected text to the original text.
fn as_written(src: &Source<'_>, mut finding: Finding) -> Finding {
    let written = |place: &mut Place| place.span = src.span_of(place.span);
    written(&mut finding.place);
    finding.related.iter_mut().for_each(|related| written(&mut related.place));
    finding.fixes.iter_mut().flat_map(|fix| &mut fix.edits).for_each(|edit| written(&mut edit.place));
    finding
}

/// Returns whether a line begins with a misspelt keyword.
pub(crate) fn is_slip_at_start(line: &str) -> bool {
    slip_at(line, 0, false).is_some()
}

/// Returns the misspelt keyword at the start of a line's text.
fn slip_at(words: &str, start: usize, in_bracket: bool) -> Option<Slip> {
    let line = words.split('\n').next().unwrap_or_default();
    let end = line.find(|c: char| !c.is_alphabetic()).unwrap_or(line.len());
    let (word, rest) = line.split_at_checked(end)?;
    if is_keyword(word) || !rest.contains(':') {
        return None;
    }
    let made = |keyword: &'static Keyword, length: usize, case: bool| {
        let rest = line.get(length..).unwrap_or_default();
        let fits = (keyword.is_shown() || !in_bracket) && is_legal(keyword.head, rest);
        fits.then(|| Slip { span: Span::new(start, start + length), keyword, case })
    };
    if (looks_like(word, "Partly") && one_slip(word, "Partly"))
        || is_swap(word.as_bytes(), b"Partly")
        || word.eq_ignore_ascii_case("Partly")
    {
        let second = rest.trim_start_matches(is_blank);
        let end = second.find(|c: char| !c.is_alphabetic()).unwrap_or(second.len());
        let length = line.len() - second.len() + end;
        let phrase = format!("{word} {}", second.get(..end).unwrap_or_default());
        return if keyword_of(&phrase).is_some() {
            None
        } else {
            resembles(&phrase, |keyword, case| made(keyword, length, case))
        };
    }
    resembles(word, |keyword, case| made(keyword, end, case))
}

/// Returns the only keyword that a word resembles and that fits the text after the word.
fn resembles(word: &str, made: impl Fn(&'static Keyword, bool) -> Option<Slip>) -> Option<Slip> {
    if let Some(keyword) = KEYWORDS.iter().find(|keyword| keyword.word.eq_ignore_ascii_case(word)) {
        return made(keyword, true);
    }
    let near = KEYWORDS.iter().filter(|keyword| is_slip(word, keyword));
    let mut near = near.filter_map(|keyword| made(keyword, false));
    let first = near.next()?;
    near.next().is_none().then_some(first)
}

/// Returns whether a word is one slip away from a keyword.
///
/// If the letter case differs too, only swapped letters count: `chioce:` is not a word, but prose
/// may continue with `choices:` at the start of a line. For the same reason, a lower-case first
/// letter does not count directly before a colon: `course:` and `eight:` are prose. `Right` and
/// `Wrong` are too similar to other words to allow a different first letter: `Night:`, `Eight:`,
/// `Light:`.
pub(crate) fn is_slip(word: &str, keyword: &Keyword) -> bool {
    let right = keyword.word;
    if looks_like(word, right) && one_slip(word, right) {
        if matches!(right, "Right" | "Wrong") {
            return word.bytes().next() == right.bytes().next();
        }
        return word.starts_with(char::is_uppercase) || keyword.head != Head::Nothing;
    }
    is_swap(word.as_bytes(), right.as_bytes())
}

/// Returns whether two words differ by two swapped neighbours, ignoring letter case.
fn is_swap(one: &[u8], other: &[u8]) -> bool {
    let same = |(a, b): (&u8, &u8)| a.eq_ignore_ascii_case(b);
    let Some(at) = one.iter().zip(other).position(|pair| !same(pair)) else { return false };
    let (Some([a, b, front @ ..]), Some([c, d, behind @ ..])) = (one.get(at..), other.get(at..)) else { return false };
    same((a, d)) && same((b, c)) && front.eq_ignore_ascii_case(behind)
}

/// Quickly checks whether two words can be one slip apart: at most two characters in the middle
/// differ.
fn looks_like(word: &str, keyword: &str) -> bool {
    let (one, other) = (word.as_bytes(), keyword.as_bytes());
    if one.len().abs_diff(other.len()) > 3 {
        return false;
    }
    let front = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let back = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    front + back + 2 >= other.len()
}

/// Returns whether the text between a keyword and its colon is valid.
fn is_legal(head: Head, rest: &str) -> bool {
    let behind = rest.trim_start_matches(is_blank);
    if behind.starts_with(':') {
        return true;
    }
    let name = |text: &str| {
        text.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')).unwrap_or(text.len())
    };
    let parted = behind.len() < rest.len();
    match head {
        Head::Nothing => false,
        Head::Id => {
            let end = name(behind);
            parted
                && end > 0
                && behind.get(end..).is_some_and(|rest| rest.trim_start_matches(is_blank).starts_with(':'))
        }
        Head::Cast => {
            let Some((head, _)) = behind.split_once(':') else { return false };
            let words = head.split(is_blank).filter(|word| !word.is_empty()).count();
            parted
                && (1..=4).contains(&words)
                && head.starts_with(char::is_uppercase)
                && !head.contains(['[', '(', ']'])
        }
        Head::Choice => {
            let end = if parted { name(behind) } else { 0 };
            is_bracketed(behind.get(end..).unwrap_or_default())
        }
        Head::Brackets => is_bracketed(behind),
        Head::Principles => {
            let Some((names, _)) = behind.split_once(':') else { return false };
            let is_name = |part: &str| {
                let part = part.trim();
                !part.is_empty()
                    && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
            };
            parted && names.split(',').all(is_name)
        }
        Head::File => {
            let Some((file, _)) = behind.split_once(':') else { return false };
            let file = file.trim_end_matches(is_blank);
            parted && file.contains('.') && !file.contains(is_blank)
        }
    }
}

/// Returns whether brackets like those of choices and outcomes follow, and then a colon.
fn is_bracketed(text: &str) -> bool {
    let mut rest = text.trim_start_matches(is_blank);
    while let Some(inner) = rest.strip_prefix('[') {
        let word = inner.trim_start_matches(is_blank);
        let known = ["if", "needs", "once", "after", "otherwise", "any"].iter().any(|known| word.starts_with(known));
        let Some((_, behind)) = inner.split_once(']') else { return false };
        if !known && !word.starts_with(|c: char| c.is_ascii_digit()) {
            return false;
        }
        rest = behind.trim_start_matches(is_blank);
    }
    rest.starts_with(':')
}

/// Returns whether a line begins with the bracket of a body line.
fn is_when(line: &str) -> bool {
    let inner = line.strip_prefix('[').unwrap_or_default().trim_start_matches(is_blank);
    inner.starts_with("if") || inner.starts_with("otherwise")
}

/// The open code fence, if any. Nothing inside it is an instruction.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Fence {
    /// The character that opened it, and how many of them.
    open: Option<(u8, usize)>,
}

impl Fence {
    /// Returns whether a line is part of a code fence, and tracks where fences open and close.
    pub(crate) fn holds(&mut self, words: &str) -> bool {
        let words = match self.open {
            // A body line may begin with its condition.
            None if words.starts_with('[') && is_when(words) => {
                words.split_once(']').map_or("", |(_, after)| after).trim_start_matches(is_blank)
            }
            _ => words,
        };
        let Some(mark @ (b'`' | b'~')) = words.bytes().next() else { return self.open.is_some() };
        let length = words.bytes().take_while(|byte| *byte == mark).count();
        let rest = words.get(length..).unwrap_or_default();
        match self.open {
            Some((open, least)) => {
                if open == mark && least <= length && rest.trim().is_empty() {
                    self.open = None;
                }
                true
            }
            None => {
                let opens = length >= 3 && !(mark == b'`' && rest.contains('`'));
                if opens {
                    self.open = Some((mark, length));
                }
                opens
            }
        }
    }
}

/// The names of the cast, by scenario.
struct Cast<'a> {
    /// Where each scenario begins.
    scenarios: Vec<u32>,
    /// Names with the number of their scenario; 0 is before the first scenario.
    names: FxHashSet<(usize, &'a str)>,
}

impl<'a> Cast<'a> {
    fn new(text: &'a str, slips: &[Slip]) -> Self {
        let mut this = Self { scenarios: Vec::new(), names: FxHashSet::default() };
        let mut slips = slips.iter().peekable();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let words = line.trim_start_matches(|c: char| is_blank(c) || c == '\u{feff}');
            let start = Span::empty(at + (line.len() - words.len())).start;
            at += line.len();
            let slip = slips.next_if(|slip| (slip.span.start as usize) < at);
            let (word, length) = match slip {
                Some(slip) => (slip.keyword.word, slip.span.len()),
                None if words.starts_with("Cast") => ("Cast", 4),
                None if words.starts_with("Scenario") => ("Scenario", 8),
                None => continue,
            };
            let Some((head, _)) = words.get(length..).unwrap_or_default().split_once(':') else { continue };
            if word == "Scenario" {
                this.scenarios.push(start);
            } else if word == "Cast" {
                this.names.insert((this.scenarios.len(), head.trim()));
            }
        }
        this
    }

    /// Returns whether a line is speech by a cast member.
    fn speaks(&self, line: &str, at: u32) -> bool {
        let Some((head, _)) = line.split_once(':') else { return false };
        let head = head.trim();
        let name = head.strip_suffix(')').and_then(|inner| inner.split_once('(')).map_or(head, |(name, _)| name.trim());
        let scenario = self.scenarios.partition_point(|start| *start <= at);
        self.names.contains(&(0, name)) || self.names.contains(&(scenario, name))
    }
}
