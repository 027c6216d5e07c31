//! Defines when choices, situations, endings and scenarios are the same.

use scn_story::{Choice, Ending, Scenario, Situation, Span};
use serde::Serialize;

use super::counterpart::{Item, composed};

/// Returns the words of a text as they were written, on one line: values are in braces, and
/// conditional text includes all alternatives.
#[must_use]
pub fn written(spans: &[Span]) -> String {
    let mut words = String::new();
    add(spans, &mut words);
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn add(spans: &[Span], words: &mut String) {
    for span in spans {
        match span {
            Span::Text { text, .. } => words.push_str(text),
            Span::Value { value, .. } => {
                words.push('{');
                words.push_str(value);
                words.push('}');
            }
            Span::If { then, otherwise, .. } => {
                add(then, words);
                words.push_str(" | ");
                add(otherwise, words);
            }
        }
    }
}

/// Returns whether two values are equal in the JSON of a story, which leaves out source positions
/// of conditions.
fn same<T: Serialize>(one: &T, other: &T) -> bool {
    let json = |it: Result<String, _>| it.ok().map(|json: String| composed(&json));
    json(serde_json::to_string(one)) == json(serde_json::to_string(other))
}

impl Item for Choice {
    fn id(&self) -> &str {
        &self.id
    }

    fn is_written(&self) -> bool {
        self.written
    }

    fn words(&self) -> String {
        written(&self.label)
    }

    fn is_alike(&self, other: &Self) -> bool {
        same(&(&self.when, &self.needs, &self.outcomes), &(&other.when, &other.needs, &other.outcomes))
    }
}

impl Item for Situation {
    fn id(&self) -> &str {
        &self.id
    }

    fn is_written(&self) -> bool {
        true
    }

    fn words(&self) -> String {
        self.title.clone()
    }

    fn is_alike(&self, other: &Self) -> bool {
        let labels = |situation: &Self| situation.choices.iter().map(Item::words).collect::<Vec<_>>();
        same(&self.body, &other.body) && labels(self) == labels(other)
    }
}

impl Item for Ending {
    fn id(&self) -> &str {
        &self.id
    }

    fn is_written(&self) -> bool {
        true
    }

    fn words(&self) -> String {
        self.title.clone()
    }

    fn is_alike(&self, other: &Self) -> bool {
        same(&self.body, &other.body) && self.result == other.result
    }
}

impl Item for Scenario {
    fn id(&self) -> &str {
        &self.id
    }

    fn is_written(&self) -> bool {
        true
    }

    fn words(&self) -> String {
        self.title.clone()
    }

    fn is_alike(&self, other: &Self) -> bool {
        let titles = |scenario: &Self| scenario.situations.iter().map(Item::words).collect::<Vec<_>>();
        same(&self.brief, &other.brief) && titles(self) == titles(other)
    }
}
