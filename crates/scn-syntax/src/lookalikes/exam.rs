//! Questions and answers of a quiz as other tools write them: `a) …`, `[x] …`, the `=` and `~` of
//! GIFT, the `ANSWER: B` of Aiken, `Q:` and `A:`.
//!
//! The grammar reads such lines as text of the question or the quiz. GIFT and Aiken are formats of
//! Moodle: docs.moodle.org, "GIFT format" and "Aiken format".

use scn_source::{Name, Span};

use super::context::Block;
use super::{Change, Diagnosis, Line, Scan};
use crate::findings::lookalike as report;
use crate::findings::quote;
use crate::words::{is_blank, keyword_at_start, suggest_id};

/// How many lines below a question are looked at.
const LINES: usize = 40;

/// A line that reads as an answer.
#[derive(Debug)]
struct AnswerLine {
    /// Where the line begins, and how long it is.
    at: usize,
    length: usize,
    /// Where its own words begin and end, from the start of the line.
    from: usize,
    to: usize,
    /// Whether it is marked as right or as wrong.
    right: Option<bool>,
    letter: Option<char>,
    /// Whether a word such as `Answer:` says that it is one.
    named: bool,
}

/// What a line starts with in place of `Right:` or `Wrong:`: how long that is, whether it says that
/// the answer is right, and its letter.
fn parse_answer_mark(words: &str) -> Option<(usize, Option<bool>, Option<char>)> {
    let bare = words.strip_prefix("- ").or_else(|| words.strip_prefix("* ")).unwrap_or(words);
    for (written, right) in [("[x]", true), ("[X]", true), ("[✓]", true), ("[*]", true), ("[ ]", false), ("[]", false)]
    {
        if let Some(rest) = bare.strip_prefix(written).filter(|rest| rest.starts_with(is_blank)) {
            return Some((words.len() - rest.len(), Some(right), None));
        }
    }
    let mut chars = words.chars();
    match (chars.next()?, chars.next()?) {
        ('=', next) if next != '=' && next != '>' => return Some((1, Some(true), None)),
        ('~', next) if next != '~' => return Some((1, (next != '%').then_some(false), None)),
        _ => {}
    }
    for (word, ends) in [("Answer", ':'), ("ANSWER", ':'), ("Ans", ':'), ("A", ':')] {
        let Some(rest) = words.strip_prefix(word) else { continue };
        let after_word = rest.trim_start_matches(|c: char| is_blank(c) || c.is_ascii_digit());
        let (right, rest) = match after_word.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((inner, rest)) => (is_right(inner), rest),
            None => (None, after_word),
        };
        if let Some(rest) = rest.strip_prefix(ends) {
            return Some((words.len() - rest.len(), right, None));
        }
    }
    if let Some(rest) = ["- ", "* ", "+ "].iter().find_map(|bullet| words.strip_prefix(bullet)) {
        return Some((words.len() - rest.len(), None, None));
    }
    let (starred, rest) = match words.strip_prefix('*') {
        Some(rest) => (Some(true), rest),
        None => (None, words),
    };
    let opened = rest.strip_prefix('(');
    let letter = opened.unwrap_or(rest).chars().next().filter(char::is_ascii_alphanumeric)?;
    let after_letter = opened.unwrap_or(rest).get(1..)?;
    let answer_text =
        after_letter.strip_prefix(')').or_else(|| after_letter.strip_prefix('.').filter(|_| opened.is_none()))?;
    answer_text.starts_with(is_blank).then_some((
        words.len() - answer_text.len(),
        starred,
        Some(letter.to_ascii_uppercase()),
    ))
}

/// Whether the words of a mark say right or wrong.
fn is_right(words: &str) -> Option<bool> {
    match words.trim().to_ascii_lowercase().as_str() {
        "correct" | "correct answer" | "right" | "true" | "x" => Some(true),
        "incorrect" | "wrong" | "false" | "not correct" => Some(false),
        _ => None,
    }
}

/// A line of a text as an answer in the form of another tool.
fn parse_answer_line(at: usize, words: &str) -> Option<AnswerLine> {
    let (length, mut right, letter) = parse_answer_mark(words)?;
    let answer_text = words.get(length..)?;
    let text_start = words.len() - answer_text.trim_start_matches(is_blank).len();
    let mut text_end = words.len();
    let bracket = words.strip_suffix([')', ']']).and_then(|rest| rest.rfind(['(', '[']));
    let judged = bracket.and_then(|open| Some((open, is_right(words.get(open + 1..words.len() - 1)?)?)));
    if let Some((open, is_right)) = judged.filter(|(open, _)| text_start < *open) {
        right = Some(is_right);
        text_end = words.get(..open).unwrap_or_default().trim_end_matches(is_blank).len();
    } else if let Some(rest) = [" ✓", " ✔", " *"].iter().find_map(|end| words.strip_suffix(end)) {
        right = Some(true);
        text_end = rest.trim_end_matches(is_blank).len();
    }
    let named = words.starts_with('A') && words.get(..length)?.ends_with(':');
    (text_start < text_end).then_some(AnswerLine {
        at,
        length: words.len(),
        from: text_start,
        to: text_end,
        right,
        letter,
        named,
    })
}

/// `ANSWER: B`, or `Correct answers: A, C`: the letters. `Correct: B` has become `Right: B` where
/// this is read.
fn parse_answer_key(words: &str) -> Option<Vec<char>> {
    const KEYS: &[&str] =
        &["answer", "answers", "correct answer", "correct answers", "right answer", "key", "solution", "right"];
    let (word, letters) = words.split_once(':')?;
    let word = word.trim().to_ascii_lowercase();
    if !KEYS.contains(&word.as_str()) {
        return None;
    }
    let parts = letters.trim().trim_end_matches('.').split([',', ' ', '&']).filter(|part| !part.is_empty());
    let mut found = Vec::new();
    for part in parts.filter(|part| *part != "and") {
        let mut chars = part.chars();
        let letter = chars.next().filter(char::is_ascii_alphanumeric)?;
        if chars.next().is_some() {
            return None;
        }
        found.push(letter.to_ascii_uppercase());
    }
    (!found.is_empty()).then_some(found)
}

/// What is below a question.
#[derive(Debug, Default)]
struct Below {
    answers: Vec<AnswerLine>,
    /// The line that says which answers are right: where it begins, its length, and the letters.
    key: Option<(usize, usize, Vec<char>)>,
    /// Whether the language has other marks for something in the answers, or an answer goes on on a
    /// further line, so that nothing can be replaced line by line.
    has_more: bool,
}

/// Finds the answers below a question. Nothing where the question has answers of its own.
fn find_answer_lines(text: &str, start: usize) -> Below {
    let mut below = Below::default();
    let mut offset = start;
    let mut is_over = false;
    let mut own_keys = 0;
    for line in text.get(start..).unwrap_or_default().split_inclusive('\n').take(LINES) {
        let words = line.trim_start_matches(is_blank);
        let begins = offset + (line.len() - words.len());
        offset += line.len();
        let words = words.trim_end();
        if words.is_empty() || words.starts_with("//") {
            continue;
        }
        let key = parse_answer_key(words);
        match keyword_at_start(words) {
            Some(keyword) if matches!(keyword.word, "Right" | "Wrong") => {
                own_keys += 1;
                // `Right: B` alone is the key of answers above it.
                if key.is_none() || 1 < own_keys || below.answers.is_empty() {
                    return Below::default();
                }
            }
            Some(keyword) if keyword.is_declaration() && words.contains(':') => break,
            Some(_) | None => {}
        }
        if let Some(letters) = key {
            below.has_more |= 0 < own_keys || below.key.is_some();
            below.key = Some((begins, words.len(), letters));
        } else if is_over {
        } else if let Some(one) = parse_answer_line(begins, words) {
            let own = words.get(one.from..).unwrap_or_default();
            below.has_more |= own.contains(['#', '{', '}', '%']) || own.contains("->") || below.key.is_some();
            below.answers.push(one);
        } else if !below.answers.is_empty() {
            is_over = true;
            below.has_more = true;
        }
    }
    below
}

impl<'s> Scan<'s, '_> {
    /// Reports the answers below a question that are written as in another tool. Where they say
    /// which is right, they are read so.
    pub(super) fn answers_of_other_tools(&mut self, question: Line<'s>) {
        // GIFT has its answers in braces, in the question: `{=The guard ~The owner}`.
        if let Some(at) = question.words.find("{=").or_else(|| question.words.find("{~")) {
            let place = self.src.original_span(question.start + at, question.start + question.words.len());
            let written = question.words.get(at..).unwrap_or_default();
            self.out.findings.push(report::other_answers(self.src, place, written, &[]));
            return;
        }
        let Below { mut answers, key, has_more } = find_answer_lines(self.text, question.next_start);
        let (Some(first), Some(last)) = (answers.first(), answers.last()) else { return };
        if answers.len() < 2 {
            return;
        }
        let (start, end) = (first.at, last.at + last.length);
        if let Some((_, _, letters)) = &key {
            for one in &mut answers {
                one.right = one.letter.map(|letter| letters.contains(&letter));
            }
        }
        let has_right_answer = answers.iter().any(|one| one.right == Some(true));
        // A list may be part of the question; one in bullets is reported where the question is read.
        let is_list =
            |one: &AnswerLine| one.right.is_none() && one.letter.is_none_or(|c| c.is_ascii_digit()) && !one.named;
        if !has_right_answer && answers.iter().all(is_list) {
            return;
        }
        let is_clear = has_right_answer && !has_more && !question.words.ends_with('{');
        let mut edits = Vec::new();
        for one in answers.iter().filter(|_| is_clear) {
            let word = if one.right == Some(true) { "Right: " } else { "Wrong: " };
            edits.push((one.at, one.at + one.from, word));
            if one.to < one.length {
                edits.push((one.at + one.to, one.at + one.length, ""));
            }
        }
        if let Some((at, length, _)) = key.as_ref().filter(|(at, ..)| is_clear && end <= *at) {
            edits.push((*at, at + length, ""));
        }
        let edits: Vec<(Span, String)> =
            edits.into_iter().map(|(from, to, text)| (self.src.original_span(from, to), text.to_owned())).collect();
        let first_line = self.text.get(start..end).unwrap_or_default().split('\n').next().unwrap_or_default();
        // All the lines are one mistake, and the formatter leaves them as they are.
        let place = self.src.original_span(start, key.map_or(end, |(at, length, _)| end.max(at + length)));
        self.out.findings.push(report::other_answers(self.src, place, first_line.trim_end(), &edits));
        for one in &answers {
            self.out.lines.insert(self.src.line_span_from(self.src.original_offset(one.at)).start);
        }
    }

    /// A line of a quiz that reads as a question of another tool: `Q: …`, or a numbered line with
    /// answers below it.
    pub(super) fn question_of_other_tools(&self, line: Line<'s>) -> Option<Diagnosis> {
        if !matches!(self.context.block, Block::Quiz | Block::Question | Block::Answer) {
            return None;
        }
        let words = line.words;
        let after_prefix = words.strip_prefix('Q').or_else(|| words.strip_prefix("Frage "));
        let measure_unnumbered = |text: &str| text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (from, sure) = match after_prefix {
            Some(rest) => {
                let after_number = rest.trim_start_matches(|c: char| is_blank(c) || c.is_ascii_digit());
                let question_text = after_number.strip_prefix([':', '.', ')'])?;
                (words.len() - question_text.len(), true)
            }
            None => {
                let after_number = words.get(words.len() - measure_unnumbered(words)..)?;
                let question_text =
                    after_number.strip_prefix([')', '.']).filter(|_| after_number.len() < words.len())?;
                (words.len() - question_text.len(), false)
            }
        };
        let question = words.get(from..)?.trim_start_matches(is_blank);
        let below = find_answer_lines(self.text, line.next_start);
        let has_answers =
            below.answers.iter().any(|one| one.letter.is_none_or(|c| c.is_ascii_alphabetic())) || below.key.is_some();
        let prefix_length = words.len() - question.len();
        if question.is_empty() || prefix_length == 0 || !(sure || has_answers && question.ends_with(['?', ':', '.'])) {
            return None;
        }
        let text = format!("Question {}: ", suggest_id(question, 3, "question"));
        let message =
            format!("{} looks like a question of another tool, but is not yet a question of this quiz", quote(words));
        let edit = Change { from: 0, to: prefix_length, text };
        Some(Diagnosis::part(Name::ForeignSyntax, 0, words.len(), message, vec![edit]))
    }
}
