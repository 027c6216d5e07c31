//! Transitions to and from situations, and lenses.

use serde_json::json;

use super::{STORY, story_at};
use crate::features::calls::{incoming_calls, outgoing_calls, prepare_calls};
use crate::features::lenses::code_lenses;
use crate::harness::editor_with;

#[test]
fn ways_in_and_out_are_listed_with_their_targets() {
    for what in ["Situation wait", "Next: wait", "Ask again"] {
        let mut editor = editor_with(&story_at(what, what.len() - 1));
        let params = serde_json::from_value(editor.cursor_params(json!({}))).unwrap();
        let item = prepare_calls(&mut editor.state, params).unwrap().unwrap().remove(0);
        assert_eq!(item.name, "wait", "{what}");
        let params = serde_json::from_value(json!({"item": item})).unwrap();
        let from = incoming_calls(&mut editor.state, params).unwrap().unwrap();
        let described: Vec<_> = from
            .iter()
            .map(|it| (it.from.name.clone(), editor.text_in_range(&editor.uri, it.from_ranges[0])))
            .collect();
        assert_eq!(described, [("ring".to_owned(), "wait".to_owned())]);
        let params = serde_json::from_value(json!({"item": item})).unwrap();
        let to = outgoing_calls(&mut editor.state, params).unwrap().unwrap();
        assert_eq!(to.iter().map(|it| it.to.name.as_str()).collect::<Vec<_>>(), ["good"]);
    }
    let mut editor = editor_with(&story_at("Meter trust", 7));
    let params = serde_json::from_value(editor.cursor_params(json!({}))).unwrap();
    assert_eq!(prepare_calls(&mut editor.state, params).unwrap(), None);
}

#[test]
fn lenses_tell_ways_in_and_play_from_there() {
    let mut editor = editor_with(STORY);
    let params = serde_json::from_value(json!({"textDocument": {"uri": editor.uri}})).unwrap();
    let found = code_lenses(&mut editor.state, params).unwrap().unwrap();
    let described: Vec<String> = found
        .into_iter()
        .filter_map(|it| Some((it.range.start.line + 1, it.command?)))
        .map(|(line, it)| {
            format!(
                "{line} {}: {}{}",
                it.title,
                it.command,
                it.arguments.map(|it| format!(" {}", it[0])).unwrap_or_default()
            )
        })
        .collect();
    assert_eq!(
        described,
        [
            r#"5 play: scn.play {"file":"/p/a.scn","scenario":"call"}"#,
            "17 the start: ",
            r#"17 play from here: scn.play {"file":"/p/a.scn","scenario":"call","from":"ring"}"#,
            "31 1 way in: ",
            r#"31 play from here: scn.play {"file":"/p/a.scn","scenario":"call","from":"wait"}"#,
            "36 2 ways in: ",
        ]
    );
}
