//! Detects whether a situation still asks the same thing.

use scn_story::{Block, Choice, Situation};
use serde_json::Value;

use super::counterpart::to_nfc;
use super::words_as_written;
use crate::versions::{is_corrected, is_unspaced, split_words};

/// Labels with fewer words than this mean nothing without their situation: "Yes", "Not now".
const ENOUGH_WORDS: usize = 4;

/// How the text of a situation has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SituationChange {
    /// It is unchanged.
    Same,
    /// It has been corrected at most.
    Corrected,
    /// Either its title or its text was replaced; the other is unchanged or corrected.
    Changed,
    /// Both its title and its text were replaced: it is another situation.
    Replaced,
}

impl SituationChange {
    /// Compares two versions of a situation. If at least 9 of 10 pairs of adjacent words are in
    /// common, the change is a correction.
    pub(super) fn from_versions(was: &Situation, is: &Situation) -> Self {
        if was.title == is.title && was.body == is.body {
            return Self::Same;
        }
        let (title, text) = ([was, is].map(|it| to_nfc(&it.title)), [was, is].map(|it| body_text(&it.body)));
        if title[0] == title[1] && text[0] == text[1] {
            return Self::Same;
        }
        let is_replaced = |both: &[String; 2]| !is_corrected(&split_words(&both[0]), &split_words(&both[1]));
        let is_silent = |both: &[String; 2]| both.iter().all(|it| it.trim().is_empty());
        match (is_replaced(&title), is_replaced(&text)) {
            (true, true) => Self::Replaced,
            // If there is no title, or no text, the other one is all that the situation says.
            (true, false) if is_silent(&text) => Self::Replaced,
            (false, true) if is_silent(&title) => Self::Replaced,
            (true, false) | (false, true) => Self::Changed,
            (false, false) => Self::Corrected,
        }
    }

    /// Returns whether a choice keeps its meaning after this change of its situation.
    pub(super) fn preserves_meaning(self, label: &str) -> bool {
        match self {
            Self::Same => true,
            Self::Corrected | Self::Changed => is_self_explanatory(label),
            Self::Replaced => false,
        }
    }
}

/// Returns whether a label is meaningful without its situation. In scripts without spaces between
/// words, two characters count as a word.
fn is_self_explanatory(label: &str) -> bool {
    let words = split_words(label);
    let alone = words.iter().filter(|word| word.chars().all(is_unspaced)).count();
    ENOUGH_WORDS <= words.len() - alone + alone / 2
}

/// Returns all text of a body, in order, on one line.
pub(super) fn body_text(body: &[Block]) -> String {
    let mut words = String::new();
    for block in body {
        // A story that was read from JSON, or is written as JSON, has no block that cannot be
        // serialized.
        append_text(&serde_json::to_value(block).unwrap_or_default(), &mut words);
        words.push(' ');
    }
    to_nfc(&words.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn append_text(value: &Value, words: &mut String) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| append_text(item, words)),
        Value::Object(fields) => {
            for (key, value) in fields {
                match (key.as_str(), value) {
                    ("text" | "speaker" | "file", Value::String(text)) => words.push_str(text),
                    ("value", Value::String(name)) => words.push_str(&format!("{{{name}}}")),
                    ("lines", Value::Array(lines)) => {
                        lines.iter().filter_map(Value::as_str).for_each(|line| words.push_str(&format!(" {line}")));
                        append_text(value, words);
                    }
                    // Conditions and the appearance of a block are not text.
                    ("when" | "if", _) => {}
                    _ => append_text(value, words),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Returns whether a choice of a situation has the same meaning in another version.
pub(super) fn keeps_meaning(asked: SituationChange, was: &Situation, choice: &str) -> bool {
    let has_clear_label = |choice: &Choice| asked.preserves_meaning(&words_as_written(&choice.label));
    was.choices.iter().find(|it| it.id == choice).is_none_or(has_clear_label)
}
