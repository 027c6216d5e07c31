//! Defines when choices, situations, endings and scenarios are the same.

use scn_story::{Choice, Ending, Scenario, Situation, Span};
use serde::Serialize;

use super::counterpart::{RecordedItem, to_nfc};

/// Returns the words of a text as they were written, on one line: values are in braces, and
/// conditional text includes all alternatives.
#[must_use]
pub fn text_as_written(spans: &[Span]) -> String {
    let mut words = String::new();
    append_words(spans, &mut words);
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn append_words(spans: &[Span], words: &mut String) {
    for span in spans {
        match span {
            Span::Text { text, .. } => words.push_str(text),
            Span::Value { value, .. } => {
                words.push('{');
                words.push_str(value);
                words.push('}');
            }
            Span::If { then, otherwise, .. } => {
                append_words(then, words);
                words.push_str(" | ");
                append_words(otherwise, words);
            }
        }
    }
}

/// Returns whether two values are equal in the JSON of a story, which leaves out source positions
/// of conditions.
fn is_same_json<T: Serialize>(one: &T, other: &T) -> bool {
    let normalized_json = |it: Result<String, _>| it.ok().map(|json: String| to_nfc(&json));
    normalized_json(serde_json::to_string(one)) == normalized_json(serde_json::to_string(other))
}

impl RecordedItem for Choice {
    fn id(&self) -> &str {
        &self.id
    }

    fn is_written(&self) -> bool {
        self.written
    }

    fn written_words(&self) -> String {
        text_as_written(&self.label)
    }

    fn is_alike(&self, other: &Self) -> bool {
        is_same_json(&(&self.when, &self.needs, &self.outcomes), &(&other.when, &other.needs, &other.outcomes))
    }
}

impl RecordedItem for Situation {
    fn id(&self) -> &str {
        &self.id
    }

    fn is_written(&self) -> bool {
        true
    }

    fn written_words(&self) -> String {
        self.title.clone()
    }

    fn is_alike(&self, other: &Self) -> bool {
        let choice_labels =
            |situation: &Self| situation.choices.iter().map(RecordedItem::written_words).collect::<Vec<_>>();
        is_same_json(&self.body, &other.body) && choice_labels(self) == choice_labels(other)
    }
}

impl RecordedItem for Ending {
    fn id(&self) -> &str {
        &self.id
    }

    fn is_written(&self) -> bool {
        true
    }

    fn written_words(&self) -> String {
        self.title.clone()
    }

    fn is_alike(&self, other: &Self) -> bool {
        is_same_json(&self.body, &other.body) && self.result == other.result
    }
}

impl RecordedItem for Scenario {
    fn id(&self) -> &str {
        &self.id
    }

    fn is_written(&self) -> bool {
        true
    }

    fn written_words(&self) -> String {
        self.title.clone()
    }

    fn is_alike(&self, other: &Self) -> bool {
        let situation_titles =
            |scenario: &Self| scenario.situations.iter().map(RecordedItem::written_words).collect::<Vec<_>>();
        is_same_json(&self.brief, &other.brief) && situation_titles(self) == situation_titles(other)
    }
}
