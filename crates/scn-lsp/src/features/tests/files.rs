//! A scenario in several files.

use serde_json::json;

use super::completion::labels;
use super::navigation::{all, go};
use super::rename::renamed;
use crate::features::{calls, folding, lenses, links, symbols, tokens};
use crate::harness::{Editor, editor_of};
use gen_lsp_types::{DocumentSymbolResponse, Uri};

const FIRST: &str = "Scenario call: A call
  You are at work.

Cast Thabo: Your team leader

Meter trust: Trust
  Range: 0 to 9
  Start: 1

Situation ring: It rings
  Thabo: You have {trust}.

  Choice go-on: Go on
    Outcome: You go.
    Set: trust +1
    Next: desk

  Choice wait: Wait
    Outcome: You wait.
    Next: desk
";

const SECOND: &str = "// The second chapter.
Continues: call

Situation desk: The desk
  Thabo: You still have {trust}.

  Image desk.png: A desk

  Choice back [if trust < 9]: Go back
    Next: ring

  Choice end: Say goodbye
    Next: good

Ending good: Good
  Result: passed

  [if chose go-on] Well done.
";

/// Creates an editor with both files and a cursor at an offset into a text of one of them.
fn editor_at(file: usize, what: &str, offset: usize) -> Editor {
    let mut texts = [FIRST.to_owned(), SECOND.to_owned()];
    let at = texts[file].find(what).unwrap() + offset;
    texts[file].insert_str(at, "$0");
    // The second file is before the first one in the pack.
    editor_of(&[
        ("m.scn", &texts[0]),
        ("a/2.scn", &texts[1]),
        ("scn.toml", "[pack]\nname = \"p\"\n"),
        ("a/desk.png", ""),
    ])
}

fn uri(editor: &Editor, name: &str) -> Uri {
    let uris = editor.state.docs.values().map(|doc| doc.uri.clone());
    uris.into_iter().find(|uri| uri.path().ends_with(name)).unwrap()
}

#[test]
fn names_lead_from_each_file_to_the_others() {
    for (file, what, offset, to) in [
        (0, "Next: desk", 6, "a/2.scn:4 desk"),
        (1, "Next: ring", 6, "m.scn:10 ring"),
        (1, "{trust}", 2, "m.scn:6 trust"),
        (1, "Thabo:", 2, "m.scn:4 Thabo"),
        (1, "trust < 9", 1, "m.scn:6 trust"),
        (1, "chose go-on", 7, "m.scn:13 go-on"),
        (1, "Continues: call", 12, "m.scn:1 call"),
        (1, "Next: good", 7, "a/2.scn:15 good"),
    ] {
        assert_eq!(go(&mut editor_at(file, what, offset)), [to], "{what}");
    }
    let mut editor = editor_at(0, "Situation ring", 11);
    assert_eq!(all(&mut editor, true), ["m.scn:10 ring", "a/2.scn:10 ring"]);
    let mut editor = editor_at(1, "Thabo:", 1);
    assert_eq!(all(&mut editor, true), ["m.scn:4 Thabo", "m.scn:11 Thabo", "a/2.scn:5 Thabo"]);
}

#[test]
fn a_rename_changes_all_files() {
    assert_eq!(
        renamed(&mut editor_at(1, "Situation desk", 11), "front"),
        ["a/2.scn: Situation front: The desk", "m.scn: Next: front", "m.scn: Next: front"]
    );
    assert_eq!(
        renamed(&mut editor_at(1, "Continues: call", 12), "visit"),
        ["a/2.scn: Continues: visit", "m.scn: Scenario visit: A call"]
    );
    assert_eq!(
        renamed(&mut editor_at(1, "Thabo:", 1), "Mrs Naidoo"),
        [
            "a/2.scn: Mrs Naidoo: You still have {trust}.",
            "m.scn: Cast Mrs Naidoo: Your team leader",
            "m.scn: Mrs Naidoo: You have {trust}."
        ]
    );
    let taken = "`ring` cannot be called `desk`: other lines would then refer to something else, or to nothing";
    assert_eq!(renamed(&mut editor_at(0, "Situation ring", 11), "desk"), [taken]);
}

#[test]
fn completion_knows_the_names_of_all_files() {
    assert_eq!(labels(&mut editor_at(1, "Next: ring", 6)), "ring | desk | good | again | return");
    assert_eq!(labels(&mut editor_at(0, "{trust}", 1)), "trust | learner");
    assert_eq!(labels(&mut editor_at(1, "Continues: call", 11)), "call");
    let keywords = labels(&mut editor_at(1, "Situation desk", 0));
    assert!(keywords.contains("Ending") && !keywords.contains("Scenario"), "{keywords}");
    assert!(!keywords.contains("Minutes"), "{keywords}");
    let mut empty = editor_of(&[("m.scn", FIRST), ("n.scn", "// Three\n$0"), ("scn.toml", "")]);
    assert!(labels(&mut empty).contains("Continues"));
}

#[test]
fn diagnostics_are_in_the_file_that_they_are_about() {
    let mut editor = editor_at(0, "Scenario", 0);
    editor.check();
    assert_eq!(editor.published_diagnostics("a/2.scn"), Vec::<String>::new());
    // An edit of the second file checks the scenario: before the check, only the form of its lines.
    editor.type_over("a/2.scn", "Next: ring", "Nxet: rnig");
    assert_eq!(editor.published_diagnostics("a/2.scn"), ["unknown-instruction: Nxet"]);
    editor.check();
    assert_eq!(editor.published_diagnostics("a/2.scn"), ["unknown-instruction: Nxet", "unknown-target: rnig"]);
    assert_eq!(editor.published_diagnostics("m.scn"), Vec::<String>::new());
    // And an edit of the first one moves nothing in the second.
    editor.type_over("m.scn", "You are at work.", "You are\n  at work today.");
    editor.type_over("m.scn", "Set: trust +1", "Set: trsut +1");
    assert_eq!(editor.published_diagnostics("a/2.scn"), ["unknown-instruction: Nxet", "unknown-target: rnig"]);
    editor.check();
    assert_eq!(editor.published_diagnostics("m.scn"), ["unknown-variable: trsut"]);
    editor.type_over("a/2.scn", "Continues: call", "Continues: clal");
    editor.check();
    let unknown = editor.published_diagnostics("a/2.scn");
    assert!(unknown.contains(&"unknown-target: clal".to_owned()), "{unknown:?}");
}

#[test]
fn lists_of_a_file_have_what_is_in_that_file() {
    let mut editor = editor_at(1, "Situation desk", 11);
    let params = |editor: &Editor, name: &str| json!({"textDocument": {"uri": uri(editor, name)}});
    for (name, expected) in [("m.scn", "call"), ("a/2.scn", "desk good")] {
        let params = serde_json::from_value(params(&editor, name)).unwrap();
        let found = symbols::document_symbols(&mut editor.state, params).unwrap();
        let Some(DocumentSymbolResponse::DocumentSymbolList(all)) = found else { panic!("it is nested") };
        let names: Vec<&str> = all.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names.join(" "), expected);
    }
    for (name, expected) in [("m.scn", vec![0, 9, 9]), ("a/2.scn", vec![3, 3, 14])] {
        let params = serde_json::from_value(params(&editor, name)).unwrap();
        let lines = lenses::code_lenses(&mut editor.state, params).unwrap().unwrap();
        let lines: Vec<u32> = lines.iter().map(|it| it.range.start.line).collect();
        assert_eq!(lines, expected, "{name}");
    }
    let links_of = serde_json::from_value(params(&editor, "a/2.scn")).unwrap();
    let found = links::document_links(&mut editor.state, links_of).unwrap().unwrap();
    let found: Vec<String> =
        found.iter().map(|it| format!("{} {}", it.range.start.line, it.target.as_ref().unwrap().path())).collect();
    assert_eq!(found, ["6 /p/a/desk.png"]);
    let links_of = serde_json::from_value(params(&editor, "m.scn")).unwrap();
    assert_eq!(links::document_links(&mut editor.state, links_of).unwrap().unwrap().len(), 0);
    let folds = serde_json::from_value(params(&editor, "a/2.scn")).unwrap();
    let folds = folding::folding_ranges(&mut editor.state, folds).unwrap().unwrap();
    let last = folds.iter().map(|it| it.end_line).max().unwrap();
    assert!(last <= 17 && folds.iter().any(|it| it.start_line == 3), "{folds:?}");
    let coloured = serde_json::from_value(params(&editor, "a/2.scn")).unwrap();
    let coloured = tokens::full_tokens(&mut editor.state, coloured).unwrap().unwrap();
    assert!(coloured.data.len() > 20);
}

#[test]
fn ways_lead_from_file_to_file() {
    let mut editor = editor_at(1, "Situation desk", 11);
    let params = serde_json::from_value(editor.cursor_params(json!({}))).unwrap();
    let [item] = <[_; 1]>::try_from(calls::prepare_calls(&mut editor.state, params).unwrap().unwrap()).unwrap();
    assert_eq!((item.name.as_str(), item.uri.path()), ("desk", "/p/a/2.scn"));
    let incoming = serde_json::from_value(json!({"item": item})).unwrap();
    let incoming = calls::incoming_calls(&mut editor.state, incoming).unwrap().unwrap();
    let incoming: Vec<String> = incoming
        .iter()
        .map(|it| format!("{} {} {}", it.from.name, it.from.uri.path(), it.from_ranges[0].start.line))
        .collect();
    assert_eq!(incoming, ["ring /p/m.scn 15"]);
    let outgoing = serde_json::from_value(json!({"item": item})).unwrap();
    let outgoing = calls::outgoing_calls(&mut editor.state, outgoing).unwrap().unwrap();
    let outgoing: Vec<String> = outgoing
        .iter()
        .map(|it| format!("{} {} {}", it.to.name, it.to.uri.path(), it.from_ranges[0].start.line))
        .collect();
    assert_eq!(outgoing, ["ring /p/m.scn 9", "good /p/a/2.scn 12"]);
}
