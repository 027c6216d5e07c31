//! Lines of other tools in choices and outcomes that have no corresponding keyword but a different
//! equivalent: `Correct:` is a rating, `Score:` a meter, `Timer:` a bracket of a choice.

use std::cell::OnceCell;

use scn_source::{FileId, Span};

use super::habits::{FAR, Habit, seconds};
use crate::findings::habit;
use crate::source::Mend;
use crate::words::{has_id_form, keyword_at_start};

/// The declarations of a whole text, collected once and only when needed.
#[derive(Debug, Default)]
pub(super) struct Declared {
    lines: OnceCell<Vec<(usize, &'static str, String)>>,
}

impl Declared {
    /// Returns the relevant declarations: their start, keyword and id.
    fn lines(&self, text: &str) -> &[(usize, &'static str, String)] {
        self.lines.get_or_init(|| {
            let mut lines = Vec::new();
            let mut at = 0;
            for whole in text.split_inclusive('\n') {
                let words = whole.trim_start();
                if let Some(keyword) = keyword_at_start(words)
                    && matches!(keyword.word, "Principle" | "Scenario" | "Situation" | "Meter")
                    && let Some((head, _)) = words.split_once(':')
                {
                    let id = head.get(keyword.word.len()..).unwrap_or_default().trim().to_owned();
                    lines.push((at, keyword.word, id));
                }
                at += whole.len();
            }
            lines
        })
    }

    fn principles(&self, text: &str) -> Vec<&str> {
        let all = self.lines(text).iter().filter(|(_, word, id)| *word == "Principle" && has_id_form(id));
        all.map(|(.., id)| id.as_str()).collect()
    }

    /// Returns whether the text has a meter with the given id.
    fn has_meter(&self, text: &str, id: &str) -> bool {
        self.lines(text).iter().any(|(_, word, known)| *word == "Meter" && known == id)
    }

    /// Returns where the first situation of the scenario around a position begins.
    fn first_situation(&self, text: &str, at: usize) -> Option<usize> {
        let lines = self.lines(text);
        let before = lines.partition_point(|(start, ..)| *start <= at);
        let scenario = lines.get(..before)?.iter().rposition(|(_, word, _)| *word == "Scenario")?;
        lines.get(scenario..)?.iter().find(|(_, word, _)| *word == "Situation").map(|(start, ..)| *start)
    }
}

/// The part of an element that a line is in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// In a choice before its outcomes; holds where its header begins.
    Choice(usize),
    Outcome,
    Other,
}

/// Finds such a line. Its text begins at `start`.
pub(super) fn find(file: FileId, text: &str, start: usize, line: &str, declared: &Declared) -> Option<Habit> {
    let (word, value) = line.split_once(':')?;
    let (word, value) = (word.trim_end(), value.trim());
    let low = word.to_lowercase();
    let span = Span::new(start, start + line.len());
    let at = Span::new(start, start + word.len());
    let made = |finding, mends| Some(Habit { finding, mends, start: at.start });
    match low.as_str() {
        "correct" | "incorrect" if !value.is_empty() && part(text, start) == Part::Outcome => {
            let rating = if low == "correct" { "Upholds" } else { "Breaks" };
            let principles = declared.principles(text);
            let ratings: Vec<String> = principles.iter().take(4).map(|id| format!("{rating} {id}")).collect();
            // Read it as a rating of no principle. It is not yet known what it rates, so nothing is
            // reported about coverage.
            let mends = vec![Mend { span: at, text: rating.to_owned() }];
            made(habit::rating(file, at, word, rating, &ratings), mends)
        }
        "score" | "points" if part(text, start) == Part::Outcome => {
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
            made(habit::score(file, span, at, &low, &change, meter), vec![Mend { span, text: String::new() }])
        }
        "timer" | "time limit" | "countdown" | "timeout" => {
            let seconds = seconds(&value.to_lowercase())?;
            let header = match part(text, start) {
                Part::Choice(header) => header_colon(text, header),
                Part::Outcome | Part::Other => None,
            };
            let end = start + line.len();
            let whole = text.get(..start)?.rfind('\n').map_or(0, |end| end + 1);
            let next = text.get(end..)?.find('\n').map_or(text.len(), |at| end + at + 1);
            let finding = habit::timer(file, at, seconds, header, Span::new(whole, next));
            made(finding, vec![Mend { span, text: String::new() }])
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
fn part(text: &str, start: usize) -> Part {
    let Some(before) = text.get(..start) else { return Part::Other };
    let mut end = before.rfind('\n').unwrap_or_default();
    for _ in 0..FAR {
        let from = before.get(..end).and_then(|above| above.rfind('\n')).map_or(0, |at| at + 1);
        let line = before.get(from..end).unwrap_or_default();
        let words = line.trim_start();
        match keyword_at_start(words).filter(|_| words.contains(':') || words.starts_with("Outcome")) {
            Some(keyword) if keyword.word == "Outcome" => return Part::Outcome,
            Some(keyword) if keyword.word == "Choice" => return Part::Choice(from + (line.len() - words.len())),
            Some(keyword) if keyword.declares() => return Part::Other,
            Some(_) | None => {}
        }
        match from.checked_sub(1) {
            Some(above) => end = above,
            None => break,
        }
    }
    Part::Other
}
