//! Lines that would become part of the label of a choice although they were meant as instructions:
//! `Needs: calm > 3`, `once`, `Unavailable: He is shouting.`
//!
//! A label goes on over several lines, but a line of it never starts with a word and a colon.

use scn_source::Name;

use super::context::Block;
use super::{Change, Diagnosis, Line, Scan};
use crate::findings::quote;
use crate::words::{find_keyword, is_blank, keyword_at_start};

/// Words before a condition that a choice depends on.
const CONDITION_WORDS: &[&str] = &[
    "available if",
    "available when",
    "condition",
    "enabled if",
    "if",
    "need",
    "needs",
    "only if",
    "require",
    "requirement",
    "requires",
    "show if",
    "show when",
    "unlocked if",
    "visible if",
    "when",
];

/// Words for what a choice says while it cannot be chosen.
const LOCKED_WORDS: &[&str] = &[
    "blocked",
    "disabled",
    "gesperrt",
    "if locked",
    "lock",
    "locked text",
    "not available",
    "unavailable",
    "when locked",
];

/// Lines that say how good a choice is, in other tools.
const JUDGEMENTS: &[&str] = &["best answer", "correct", "correct answer", "right answer", "wrong answer", "incorrect"];

impl<'s> Scan<'s, '_> {
    /// Handles a line that continues the label of a choice and, by itself, would be something else.
    pub(super) fn label_continuation(&self, line: Line<'s>) -> Option<Diagnosis> {
        if self.context.block != Block::Choice || !self.context.running || 120 < line.words.len() {
            return None;
        }
        let words = line.words;
        if let Some(bracket) = self.clause_of_choice(line) {
            let message = format!(
                "{} is read as part of the label above; write {} before the colon of the choice",
                quote(words),
                quote(&bracket)
            );
            return Some(Diagnosis::part(Name::BadBracket, 0, words.len(), message, Vec::new()));
        }
        let (head, value) = words.split_once(':').unwrap_or_default();
        let name = head.trim_matches(['"', '*', '_', '[', '(', ' ', '-']);
        let low = name.to_lowercase();
        let is_headed = !name.is_empty()
            && name.split(is_blank).count() <= 3
            && name.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
            && (value.starts_with(is_blank) || head.ends_with('"'))
            && (begins_line(head) && (self.may_begin(line) || LOCKED_WORDS.contains(&low.as_str()))
                || head.starts_with('"'));
        let bare = words.trim_matches(['(', ')', '[', ']', '.', ' ']).to_lowercase();
        let is_score = words.rsplit_once(is_blank).is_some_and(|(word, number)| {
            let digits = number.strip_prefix(['+', '-', '\u{2212}']).unwrap_or_default();
            word.chars().all(char::is_alphabetic) && !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit())
        });
        if keyword_at_start(words).is_some() || !(is_headed || is_score || JUDGEMENTS.contains(&bare.as_str())) {
            return None;
        }
        let locked = find_keyword("Locked").filter(|_| is_headed && LOCKED_WORDS.contains(&low.as_str()));
        let message = format!("{} is read as part of the label above, and not as an instruction", quote(words));
        let edits: Vec<Change> = locked
            .map(|keyword| Change { from: 0, to: head.len(), text: keyword.word.to_owned() })
            .into_iter()
            .collect();
        Some(Diagnosis::part(Name::LikelyInstruction, 0, words.len(), message, edits))
    }

    /// Returns the bracket of a choice that a line spells out: `Needs: calm > 3`, `once`, `Timeout:
    /// 20`.
    fn clause_of_choice(&self, line: Line<'s>) -> Option<String> {
        let words = line.words.trim_end_matches(['.', ' ']);
        let choice = find_keyword("Choice")?;
        if let Some(bracket) = self.bracket_of(words, choice) {
            // `once` may be the last word of the label.
            let is_condition = bracket.contains("if ") || bracket.contains("needs ");
            let is_line = self.may_begin(line) && !line.words.ends_with('.');
            return (is_condition || is_line).then_some(bracket);
        }
        let low = words.to_ascii_lowercase();
        let (head, value) = low.split_once(':').unwrap_or_default();
        let (head, value) = (head.trim_matches(is_blank), value.trim_matches(is_blank));
        let seconds = value.trim_end_matches(|c: char| c.is_ascii_alphabetic()).trim_end_matches(is_blank);
        let is_time = !seconds.is_empty() && seconds.len() < 5 && seconds.bytes().all(|byte| byte.is_ascii_digit());
        if head == "once" && matches!(value, "yes" | "true" | "on") {
            return Some("[once]".to_owned());
        }
        if matches!(head, "timeout" | "time limit" | "time" | "after") && is_time {
            return Some(format!("[after {seconds} seconds]"));
        }
        let spelled = CONDITION_WORDS.iter().find_map(|word| {
            let rest = low.strip_prefix(word)?;
            let condition = rest.trim_start_matches([' ', '\t', ':']);
            (condition.len() < rest.len()).then_some(condition)
        })?;
        let condition = words.get(words.len() - spelled.len()..)?;
        self.is_condition_here(condition).then(|| format!("[needs {condition}]"))
    }
}

/// Returns whether a text begins like a line of its own.
fn begins_line(text: &str) -> bool {
    text.trim_start_matches(['*', '_', '[', '(']).starts_with(char::is_uppercase)
}
