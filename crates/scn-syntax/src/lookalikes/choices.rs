//! Choices, headers in capitals, and ranges of meters as authors write them elsewhere: `A) Ask.`
//! above an outcome, `CHOICE ASK: …`, `Min: 0` above `Max: 10`.

use scn_source::Name;

use super::context::Block;
use super::{Change, Diagnosis, Line, Scan, exam};
use crate::findings::quote;
use crate::words::{HeaderForm, KEYWORDS, find_keyword, is_blank, keyword_at_start, suggest_id};

/// Words for the lowest value of a meter.
const LOWEST: &[&str] = &["Min", "Minimum", "Lowest", "Low", "From"];

/// Words for the highest value of a meter.
const HIGHEST: &[&str] = &["Max", "Maximum", "Highest", "High", "To"];

/// Returns the length of a mark in front of a choice: `A)`, `1.`, `- `, `[ ]`, `Option 2:`.
fn choice_mark(words: &str) -> Option<usize> {
    if let Some(length) = exam::answer_mark_length(words) {
        return Some(length);
    }
    let digits = words.trim_start_matches(|c: char| c.is_ascii_digit());
    let bullet = words.strip_prefix(['•', '–', '—', '·', '◦', '▪', '‣', '●', '○', '→', '>', '*', '+', '-']);
    let rest = match digits.strip_prefix(['.', ')']) {
        Some(rest) if digits.len() < words.len() => Some(rest),
        Some(_) | None => bullet,
    }?;
    rest.starts_with(is_blank).then_some(words.len() - rest.len())
}

/// Returns the number after one of the given words and its colon.
fn bound<'l>(line: &'l str, words: &[&str]) -> Option<&'l str> {
    let (word, number) = line.split_once([':', '='])?;
    let word = word.trim();
    let number = number.trim();
    let digits = number.strip_prefix(['-', '\u{2212}']).unwrap_or(number);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && words.iter().any(|known| known.eq_ignore_ascii_case(word))).then_some(number)
}

impl<'s> Scan<'s, '_> {
    /// Handles `A) Ask for his name.`, `Option 2: Ask.`, `- Ask.` and `[ ] Ask.` directly above an
    /// `Outcome:`. The line is read as a choice, so that its outcome is not reported.
    pub(super) fn choice_of_other_tools(&self, line: Line<'s>) -> Option<Diagnosis> {
        if !matches!(self.context.block, Block::Situation | Block::Outcome | Block::Late) {
            return None;
        }
        let words = line.words;
        let below = self.below(line).find(|line| !line.starts_with("Hint:") && !line.starts_with("Locked:"))?;
        let brackets = below.strip_prefix("Outcome")?.trim_start_matches(is_blank);
        // After an outcome with `[if …]` may come another one of the same choice.
        let is_outcome =
            brackets.starts_with(':') || self.context.block == Block::Situation && brackets.starts_with('[');
        let length = choice_mark(words).filter(|_| is_outcome)?;
        let label = words.get(length..)?.trim_matches(is_blank);
        if label.is_empty() || keyword_at_start(label).is_some() {
            return None;
        }
        let choice = find_keyword("Choice")?;
        let head = format!("Choice {}: ", suggest_id(label, 3, "choice"));
        let message = format!("{} has an outcome below it, but is not written as a choice", quote(words));
        let edit = Change { from: 0, to: words.len() - label.len(), text: head };
        let mends = vec![Change { text: "Choice: ".to_owned(), ..edit.clone() }];
        let diagnosis = Diagnosis::read_so(words, message, vec![edit], choice);
        Some(Diagnosis { name: Name::ForeignSyntax, mends, ..diagnosis })
    }

    /// Handles `CHOICE ASK: Ask for his name.`: a header in capitals.
    pub(super) fn capital_header(&self, line: Line<'s>) -> Option<Diagnosis> {
        let words = line.words;
        let colon = words.find(':')?;
        let head = words.get(..colon)?.trim_end_matches(is_blank);
        let is_capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, ' ' | '-' | '_');
        let (word, name) = head.split_once(' ').filter(|_| head.chars().all(is_capital))?;
        let keyword = KEYWORDS.iter().find(|keyword| keyword.word.eq_ignore_ascii_case(word))?;
        let place = match keyword.word {
            "Situation" | "Ending" => !matches!(self.context.block, Block::File | Block::Lesson),
            "Choice" => {
                matches!(self.context.block, Block::Situation | Block::Choice | Block::Outcome | Block::Late)
            }
            _ => false,
        };
        if !place || self.context.running || name.split_whitespace().count() > 4 {
            return None;
        }
        let id = suggest_id(name, 4, &keyword.word.to_lowercase());
        let message = format!("{} is in capitals, so it would be shown as text", quote(words.get(..=colon)?));
        let name_start = word.len() + 1;
        let reference = self.names().reference_without_target(&id, self.context.scenario);
        let aliases = reference.map(|place| (name_start, head.len(), place)).into_iter().collect();
        let edits = vec![
            Change { from: 0, to: word.len(), text: keyword.word.to_owned() },
            Change { from: name_start, to: head.len(), text: id },
        ];
        let diagnosis = Diagnosis::read_so(words, message, edits, keyword);
        Some(Diagnosis { name: Name::UnknownInstruction, aliases, ..diagnosis })
    }

    /// Handles `Min: 0` above `Max: 10` under a meter, in either order: its range in two lines.
    pub(super) fn range_in_two_lines(&self, line: Line<'s>) -> Option<Diagnosis> {
        if self.context.block != Block::Variable || !self.context.properties {
            return None;
        }
        let range = find_keyword("Range")?;
        let rest = self.text.get(line.next_start..)?;
        let other = rest.split('\n').next()?.trim_matches(is_blank);
        let (low, high) = match (bound(line.words, LOWEST), bound(other, HIGHEST)) {
            (Some(low), Some(high)) => (low, high),
            _ => (bound(other, LOWEST)?, bound(line.words, HIGHEST)?),
        };
        let to = line.next_start - line.start + rest.find(other)? + other.len();
        let message = format!("{} and {} are written as one line, `Range:`", quote(line.words), quote(other));
        let edit = Change { from: 0, to, text: format!("Range: {low} to {high}") };
        let diagnosis = Diagnosis::read_so(line.words, message, vec![edit], range);
        Some(Diagnosis { name: Name::UnknownInstruction, ..diagnosis })
    }

    /// Handles `Meter calm: 0 to 10, start 5`: the range in place of the title.
    pub(super) fn range_in_title(&self, line: Line<'s>) -> Option<Diagnosis> {
        let words = line.words;
        let colon = words.find(':')?;
        let has_range = self.below(line).next().is_some_and(|line| line.starts_with("Range"));
        let title = words.get(colon + 1..)?.trim_matches(is_blank);
        let id = words.get(..colon)?.split_once(is_blank)?.1.trim_matches(is_blank);
        let numbers: Vec<&str> = title.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
        let (range, start) = title.split_once(',').map_or((title, ""), |(range, start)| (range, start.trim()));
        let start_word = start.trim_end_matches(|c: char| c.is_ascii_digit());
        let is_start = ["start", "starts at", "start at", "starting at", "from", "start:"]
            .contains(&start_word.trim_end().to_ascii_lowercase().as_str());
        let (low, high) = match numbers.as_slice() {
            [low, high] if start.is_empty() => (low, high),
            [low, high, _] if is_start => (low, high),
            _ => return None,
        };
        if has_range || !super::value::is_range(range.trim_end()) || title.starts_with(['-', '\u{2212}']) {
            return None;
        }
        let meter = keyword_at_start(words).filter(|keyword| keyword.head == HeaderForm::Id)?;
        let start = numbers.get(2).map(|start| format!("\n  Start: {start}")).unwrap_or_default();
        let message = format!("{} has its range in place of a title", quote(words));
        let edit = Change {
            from: colon + 1,
            to: words.len(),
            text: format!(" {}\n  Range: {low} to {high}{start}", id.replace('-', " ")),
        };
        Some(Diagnosis { name: Name::MissingLine, ..Diagnosis::read_so(words, message, vec![edit], meter) })
    }
}
