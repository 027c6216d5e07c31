//! Whether a situation still asks what it asked.

use scn_story::{Block, Choice, Situation};
use serde_json::Value;

use super::counterpart::composed;
use super::words_as_written;
use crate::versions::{is_corrected, unspaced, words_of};

/// Labels with fewer words than this say nothing without their situation: "Yes", "Not now".
const ENOUGH_WORDS: usize = 4;

/// How what a situation says has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// It says the same.
    Same,
    /// No more than a correction has been made to it.
    Corrected,
    /// Its title or its text is another; the other one is the same, or has been corrected.
    Changed,
    /// Both its title and its text are other ones: it is another situation.
    Replaced,
}

impl Asked {
    /// Compares two versions of a situation: 9 of 10 pairs of neighbouring words in common are a
    /// correction.
    pub(super) fn of(was: &Situation, is: &Situation) -> Self {
        if was.title == is.title && was.body == is.body {
            return Self::Same;
        }
        let (title, text) = ([was, is].map(|it| composed(&it.title)), [was, is].map(|it| text(&it.body)));
        if title[0] == title[1] && text[0] == text[1] {
            return Self::Same;
        }
        let is_other = |both: &[String; 2]| !is_corrected(&words_of(&both[0]), &words_of(&both[1]));
        let is_silent = |both: &[String; 2]| both.iter().all(|it| it.trim().is_empty());
        match (is_other(&title), is_other(&text)) {
            (true, true) => Self::Replaced,
            // Where there is no title, or no text, the other one is all that is asked.
            (true, false) if is_silent(&text) => Self::Replaced,
            (false, true) if is_silent(&title) => Self::Replaced,
            (true, false) | (false, true) => Self::Changed,
            (false, false) => Self::Corrected,
        }
    }

    /// Whether a choice means what it meant, in a situation that has changed so.
    pub(super) fn keeps(self, label: &str) -> bool {
        match self {
            Self::Same => true,
            Self::Corrected | Self::Changed => says_enough(label),
            Self::Replaced => false,
        }
    }
}

/// Whether a label says what is done without the situation that it answers. Where words have no
/// blanks between them, two characters count as a word.
fn says_enough(label: &str) -> bool {
    let words = words_of(label);
    let alone = words.iter().filter(|word| word.chars().all(unspaced)).count();
    ENOUGH_WORDS <= words.len() - alone + alone / 2
}

/// All that a body says, in order, on one line.
fn text(body: &[Block]) -> String {
    let mut words = String::new();
    for block in body {
        // A story that was read from JSON, or is to be written as such, has no block that cannot
        // be.
        add(&serde_json::to_value(block).unwrap_or_default(), &mut words);
        words.push(' ');
    }
    composed(&words.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn add(value: &Value, words: &mut String) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| add(item, words)),
        Value::Object(fields) => {
            for (key, value) in fields {
                match (key.as_str(), value) {
                    ("text" | "speaker" | "file", Value::String(text)) => words.push_str(text),
                    ("value", Value::String(name)) => words.push_str(&format!("{{{name}}}")),
                    ("lines", Value::Array(lines)) => {
                        lines.iter().filter_map(Value::as_str).for_each(|line| words.push_str(&format!(" {line}")));
                        add(value, words);
                    }
                    // Conditions and the looks of a block say nothing.
                    ("when" | "if", _) => {}
                    _ => add(value, words),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Whether a choice of a situation means in another version what it meant.
pub(super) fn still_means(asked: Asked, was: &Situation, choice: &str) -> bool {
    let label = |choice: &Choice| asked.keeps(&words_as_written(&choice.label));
    was.choices.iter().find(|it| it.id == choice).is_none_or(label)
}
