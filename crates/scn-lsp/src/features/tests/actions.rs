//! Published findings and their fixes.

use serde_json::{Value, json};

use super::STORY;
use crate::features::actions::actions;
use crate::harness::{Editor, editor_of, editor_with};

/// The findings of the proofs in the story.
const PROVED: [&str; 2] = ["unreachable-text: careful", "always-true: chose tell"];
use gen_lsp_types::{CodeAction, CodeActionResponse};

/// Returns the findings published for the story, without lints about the writing.
fn published(editor: &Editor) -> Vec<String> {
    let is_lint =
        |it: &String| ["absolute-words", "single-choice", "same-result"].iter().any(|name| it.starts_with(name));
    editor.published_diagnostics("a.scn").into_iter().filter(|it| !is_lint(it)).collect()
}

fn offered(editor: &mut Editor, only: Value) -> Vec<CodeAction> {
    let range = json!({"start": editor.position, "end": editor.position});
    let mut context = json!({"diagnostics": []});
    if !only.is_null() {
        context["only"] = only;
    }
    let params = json!({"textDocument": {"uri": editor.uri}, "range": range, "context": context});
    let found = actions(&mut editor.state, serde_json::from_value(params).unwrap()).unwrap().unwrap();
    let action = |it| match it {
        CodeActionResponse::CodeAction(it) => Some(it),
        CodeActionResponse::Command(_) => None,
    };
    found.into_iter().filter_map(action).collect()
}

#[test]
fn fixes_are_offered_where_the_finding_is_and_safe_ones_are_preferred() {
    let text = STORY.replacen("Next: wait", "nex$0t: wait", 1).replacen("Outcome: She hangs", "outcome: She hangs", 1);
    let mut editor = editor_with(&text);
    editor.check();
    let found = offered(&mut editor, Value::Null);
    let published: Vec<_> = found.iter().map(|it| (it.title.as_str(), it.is_preferred)).collect();
    assert_eq!(published, [("change `next` to `Next`", Some(true)), ("apply all safe fixes", None)]);
    let one = editor.texts_after_edit(found[0].edit.as_ref().unwrap());
    assert_eq!(one["a.scn"], STORY.replacen("Outcome: She hangs", "outcome: She hangs", 1));
    let all = offered(&mut editor, json!(["source.fixAll"]));
    assert_eq!(editor.texts_after_edit(all[0].edit.as_ref().unwrap())["a.scn"], STORY);
    assert_eq!(offered(&mut editor, json!(["source"])).len(), 1);
    assert!(offered(&mut editor, json!(["refactor"])).is_empty());
    editor.position = gen_lsp_types::Position::default();
    assert!(offered(&mut editor, Value::Null).is_empty());
}

#[test]
fn malformed_lines_are_reported_at_once_and_the_rest_when_it_is_known() {
    let mut editor = editor_with(STORY);
    editor.check();
    assert_eq!(published(&editor), PROVED);
    editor.type_over("a.scn", "Next: wait", "next: wait");
    assert_eq!(published(&editor), [PROVED[0], "keyword-case: next", PROVED[1]]);
    editor.type_over("a.scn", "next: wait", "Next: good");
    assert_eq!(published(&editor), PROVED);
    editor.check();
    let unreachable =
        [PROVED[0], "unreachable-situation: Situation wait: A wait", "test-failed: at wait and trust <= 30"];
    assert_eq!(published(&editor), unreachable);
    // A finding stays at its place while something else is written.
    editor.type_over("a.scn", "She thanks you.", "She\n      thanks you \u{1F600}.");
    assert_eq!(published(&editor), unreachable);
    editor.type_over("a.scn", "A wait", "A long wait");
    assert_eq!(published(&editor), [unreachable[0], unreachable[2]]);
}

#[test]
fn a_manifest_counts_as_it_is_written_and_so_do_files_that_are_not_saved() {
    let mut editor = editor_of(&[
        ("a.scn", &STORY.replacen("Next: wait", "next: wait", 1)),
        ("scn.toml", "[pack]\nname = \"p\"\n[lints]\nkeyword-case = \"allow\""),
    ]);
    editor.check();
    assert_eq!(published(&editor), PROVED);
    editor.type_over("scn.toml", "allow", "deny");
    assert_eq!(published(&editor), ["keyword-case: next"]);
    editor.type_over("scn.toml", "\"deny\"", "\"often\"");
    editor.check();
    assert_eq!(editor.published_diagnostics("scn.toml").len(), 1);
}

#[test]
fn a_check_that_is_out_of_date_tells_nothing() {
    let mut editor = editor_with(&STORY.replacen("Next: wait", "Next: wiat", 1));
    let uri = editor.uri.clone();
    let _ = editor.state.request_file(&uri);
    let jobs = editor.state.begin_checks();
    editor.type_over("a.scn", "Next: wiat", "Next: wait");
    let _ = editor.state.begin_checks();
    for job in jobs {
        job.run(&|report| panic!("{report:?}"));
    }
}
