//! Lines of other tools in choices and outcomes that have no corresponding keyword but a different
//! equivalent: `Correct:` is a rating, `Score:` a meter, `Timer:` a bracket of a choice.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use scn_source::{FileId, Span};

use super::habits::{Habit, MAX_LINES, parse_time_limit};
use crate::findings::habit;
use crate::source::Correction;
use crate::words::{has_id_form, keyword_at_start};

/// The declarations of a whole text, collected once and only when needed.
#[derive(Debug, Default)]
pub(super) struct Declarations {
    lines: OnceCell<Vec<(usize, &'static str, String)>>,
    shown: OnceCell<BTreeSet<String>>,
}

impl Declarations {
    /// Returns the relevant declarations: their start, keyword and id.
    fn declaration_lines(&self, text: &str) -> &[(usize, &'static str, String)] {
        self.lines.get_or_init(|| {
            let mut lines = Vec::new();
            let mut line_start = 0;
            for whole in text.split_inclusive('\n') {
                let words = whole.trim_start();
                if let Some(keyword) = keyword_at_start(words)
                    && matches!(keyword.word, "Principle" | "Scenario" | "Situation" | "Meter")
                    && let Some((head, _)) = words.split_once(':')
                {
                    let id = head.get(keyword.word.len()..).unwrap_or_default().trim().to_owned();
                    lines.push((line_start, keyword.word, id));
                }
                line_start += whole.len();
            }
            lines
        })
    }

    /// Returns whether a line shows the passage with an id.
    pub(super) fn is_shown(&self, text: &str, id: &str) -> bool {
        let shown = self.shown.get_or_init(|| {
            let lines = text.lines().map(str::trim_start);
            let values = lines.filter_map(|line| line.strip_prefix("Show")?.trim_start().strip_prefix(':'));
            values.map(|value| value.trim().to_owned()).collect()
        });
        shown.contains(id)
    }

    fn principles(&self, text: &str) -> Vec<&str> {
        let declared =
            self.declaration_lines(text).iter().filter(|(_, word, id)| *word == "Principle" && has_id_form(id));
        declared.map(|(.., id)| id.as_str()).collect()
    }

    /// Returns whether the text has a meter with the given id.
    fn has_meter(&self, text: &str, id: &str) -> bool {
        self.declaration_lines(text).iter().any(|(_, word, known)| *word == "Meter" && known == id)
    }

    /// Returns where the first situation of the scenario around a position begins.
    fn first_situation(&self, text: &str, offset: usize) -> Option<usize> {
        let lines = self.declaration_lines(text);
        let preceding = lines.partition_point(|(start, ..)| *start <= offset);
        let scenario = lines.get(..preceding)?.iter().rposition(|(_, word, _)| *word == "Scenario")?;
        lines.get(scenario..)?.iter().find(|(_, word, _)| *word == "Situation").map(|(start, ..)| *start)
    }
}

/// The part of an element that a line is in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LineContext {
    /// In a choice before its outcomes; holds where its header begins.
    Choice(usize),
    Outcome,
    Other,
}

/// Returns whether a word begins one of the words for which [`find_score`] looks.
pub(super) fn begins_score(word: &str) -> bool {
    const STARTS: [&str; 8] = ["correct", "incorrect", "score", "points", "timer", "time", "countdown", "timeout"];
    STARTS.iter().any(|start| start.eq_ignore_ascii_case(word))
}

/// Finds such a line. Its text begins at `start`.
pub(super) fn find_score(file: FileId, text: &str, start: usize, line: &str, declared: &Declarations) -> Option<Habit> {
    let (word, value) = line.split_at_checked(memchr::memchr(b':', line.as_bytes())?)?;
    let (word, value) = (word.trim_end(), value.get(1..)?.trim());
    if "time limit".len() < word.len() {
        return None;
    }
    let low = word.to_ascii_lowercase();
    let span = Span::new(start, start + line.len());
    let word_span = Span::new(start, start + word.len());
    let to_habit = |finding, mends| Some(Habit { finding, corrections: mends, start: word_span.start });
    match low.as_str() {
        "correct" | "incorrect" if !value.is_empty() && enclosing_part(text, start) == LineContext::Outcome => {
            let rating = if low == "correct" { "Upholds" } else { "Breaks" };
            let principles = declared.principles(text);
            let ratings: Vec<String> = principles.iter().take(4).map(|id| format!("{rating} {id}")).collect();
            // Read it as a rating of no principle. It is not yet known what it rates, so nothing is
            // reported about coverage.
            let mends = vec![Correction { span: word_span, text: rating.to_owned() }];
            to_habit(habit::foreign_rating(file, word_span, word, rating, &ratings), mends)
        }
        "score" | "points" if enclosing_part(text, start) == LineContext::Outcome => {
            let number = value.trim_end_matches(|c: char| c.is_alphabetic() || c.is_whitespace());
            let (sign, number) = match number.strip_prefix('-') {
                Some(number) => ('-', number),
                None => ('+', number.trim_start_matches('+')),
            };
            let number = number.trim();
            if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            let change = format!("Set: {low} {sign}{number}");
            let meter = (!declared.has_meter(text, &low)).then(|| declared.first_situation(text, start)).flatten();
            to_habit(
                habit::foreign_score(file, span, word_span, &low, &change, meter),
                vec![Correction { span, text: String::new() }],
            )
        }
        "timer" | "time limit" | "countdown" | "timeout" => {
            let seconds = parse_time_limit(&value.to_lowercase())?;
            let header = match enclosing_part(text, start) {
                LineContext::Choice(header) => header_colon(text, header),
                LineContext::Outcome | LineContext::Other => None,
            };
            let end = start + line.len();
            let whole = text.get(..start)?.rfind('\n').map_or(0, |end| end + 1);
            let next = text.get(end..)?.find('\n').map_or(text.len(), |at| end + at + 1);
            let finding = habit::foreign_timer(file, word_span, seconds, header, Span::new(whole, next));
            to_habit(finding, vec![Correction { span, text: String::new() }])
        }
        _ => None,
    }
}

/// Returns the position of the colon of a header.
fn header_colon(text: &str, start: usize) -> Option<usize> {
    let line = text.get(start..)?.split('\n').next()?;
    Some(start + line.find(':')?)
}

/// Determines from the lines above which part a line is in.
fn enclosing_part(text: &str, start: usize) -> LineContext {
    let Some(before) = text.get(..start) else { return LineContext::Other };
    let mut end = before.rfind('\n').unwrap_or_default();
    for _ in 0..MAX_LINES {
        let line_start = before.get(..end).and_then(|above| above.rfind('\n')).map_or(0, |at| at + 1);
        let line = before.get(line_start..end).unwrap_or_default();
        let words = line.trim_start();
        match keyword_at_start(words).filter(|_| words.contains(':') || words.starts_with("Outcome")) {
            Some(keyword) if keyword.word == "Outcome" => return LineContext::Outcome,
            Some(keyword) if keyword.word == "Choice" => {
                return LineContext::Choice(line_start + (line.len() - words.len()));
            }
            Some(keyword) if keyword.is_declaration() => return LineContext::Other,
            Some(_) | None => {}
        }
        match line_start.checked_sub(1) {
            Some(above) => end = above,
            None => break,
        }
    }
    LineContext::Other
}
