//! Formatting.

use serde_json::json;

use super::STORY;
use crate::features::format::{format_document, format_range};
use crate::harness::editor_with;

#[test]
fn a_file_and_some_of_its_lines_are_brought_into_the_style() {
    let untidy = STORY.replace("    Outcome: She", "  Outcome:   She").replace("\n  Thabo: You", "\n      Thabo: You");
    let options = json!({"tabSize": 2, "insertSpaces": true});
    let mut editor = editor_with(&untidy);
    let uri = editor.uri.clone();
    let params = json!({"textDocument": {"uri": uri}, "options": options});
    let edits = format_document(&mut editor.state, serde_json::from_value(params).unwrap()).unwrap().unwrap();
    let tidy = scn_syntax::format::format(&untidy);
    assert_ne!(tidy, untidy);
    assert_eq!(editor.text_after_edits(&uri, &edits), tidy);

    let line = untidy.lines().position(|line| line.contains("She hangs up")).unwrap();
    let lines = json!({"start": {"line": line, "character": 0}, "end": {"line": line + 1, "character": 0}});
    let params = json!({"textDocument": {"uri": uri}, "range": lines, "options": options});
    let edits = format_range(&mut editor.state, serde_json::from_value(params).unwrap()).unwrap().unwrap();
    let expected = untidy.replace("  Outcome:   She hangs", "    Outcome: She hangs");
    assert_eq!(editor.text_after_edits(&uri, &edits), expected);
}
