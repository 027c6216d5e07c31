//! Texts of authors, as a page may show them.

use scn_run::{Text, title_or_id};
use scn_story::Story;
use serde::Serialize;
use serde_json::Value;

/// Returns a title that may be shown, or the id of what has no title.
pub(crate) fn shown_title(title: &str, id: &str) -> String {
    scn_text::sanitize_line(&title_or_id(title, id)).into_owned()
}

/// Returns the title of a principle.
pub(crate) fn principle_title(story: &Story, id: &str) -> String {
    let found = story.principles.iter().find(|principle| principle.id == id);
    shown_title(found.map_or("", |principle| principle.title.as_str()), id)
}

/// Returns data as JSON in which the characters that may not be shown are replaced.
pub(crate) fn shown_json(data: &impl Serialize) -> Value {
    // Serializing plain data cannot fail.
    let mut value = serde_json::to_value(data).unwrap_or_default();
    sanitize_value(&mut value);
    value
}

/// Replaces the characters that may not be shown in all texts of a value.
fn sanitize_value(value: &mut Value) {
    match value {
        Value::String(text) => *text = scn_text::sanitize_lines(text).into_owned(),
        Value::Array(items) => items.iter_mut().for_each(sanitize_value),
        Value::Object(fields) => fields.values_mut().for_each(sanitize_value),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

pub(crate) fn sanitize_text(mut text: Text) -> Text {
    for words in &mut text {
        words.text = scn_text::sanitize_lines(&words.text).into_owned();
        words.link = words.link.as_ref().map(|link| scn_text::sanitize_lines(link).into_owned());
    }
    text
}
