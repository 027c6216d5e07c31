//! The text of storyboards.

use std::collections::BTreeMap;

use scn_export::storyboard::{Storyboard, StoryboardSource};
use scn_story::Story;
use scn_tests::document::{Changes, docx_text, html_text};
use serde_json::Value;

/// Returns the text of the storyboard of a story in both formats. `m` is 5, as elsewhere: its value
/// is put into the story, because `{m}` in a storyboard can also be what the author wrote.
pub(crate) fn texts_of(story: &Story) -> [(&'static str, String); 2] {
    let mut json = serde_json::to_value(story).expect("a story is JSON");
    insert_value(&mut json);
    let story = &serde_json::from_value(json).expect("it is still a story");
    let source =
        StoryboardSource { story, graphs: Vec::new(), coverage: Vec::new(), pictures: BTreeMap::new(), since: None };
    let storyboard = Storyboard::new(source);
    let html = html_text(&storyboard.to_html(), Changes::Accepted);
    let docx = docx_text(&storyboard.to_docx(), Changes::Accepted).expect("it is a document");
    [("storyboard as HTML", html), ("storyboard for Word", docx)]
}

/// Replaces each value of `m` in texts by its words.
fn insert_value(json: &mut Value) {
    match json {
        Value::Object(fields) if fields.get("value").is_some_and(|value| value == "m") => {
            fields.remove("value");
            fields.insert("text".to_owned(), Value::from("5"));
        }
        Value::Object(fields) => fields.values_mut().for_each(insert_value),
        Value::Array(items) => items.iter_mut().for_each(insert_value),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
