//! Rename.

use serde_json::json;

use super::story_at;
use crate::features::rename::{prepare_rename, rename_symbol};
use crate::harness::{Editor, editor_of, editor_with};
use gen_lsp_types::PrepareRenameResult;

/// Returns the changed lines of all files, or the reason why there are none.
fn renamed(editor: &mut Editor, to: &str) -> Vec<String> {
    let params = serde_json::from_value(editor.cursor_params(json!({"newName": to}))).unwrap();
    let edit = match rename_symbol(&mut editor.state, params) {
        Ok(edit) => edit.unwrap(),
        Err(refusal) => return vec![refusal.message],
    };
    let mut lines = Vec::new();
    for (name, after) in editor.texts_after_edit(&edit) {
        let before = &editor.state.docs[&std::path::Path::new("/p").join(&name)].source;
        let changed = before.text().lines().zip(after.lines()).filter(|(before, after)| before != after);
        lines.extend(changed.map(|(_, after)| format!("{name}: {}", after.trim())));
    }
    lines
}

fn story(what: &str, offset: usize, to: &str) -> Vec<String> {
    renamed(&mut editor_with(&story_at(what, offset)), to)
}

#[test]
fn a_name_changes_everywhere() {
    assert_eq!(
        story("Situation wait", 11, "pause"),
        ["a.scn: Next: pause", "a.scn: Situation pause: A wait", "a.scn: Expect: at pause and trust <= 30"]
    );
    assert_eq!(
        story("{trust}", 3, "faith"),
        [
            "a.scn: Meter faith: Customer trust",
            "a.scn: Thabo: You have {faith} left, [if mood = angry: careful | go on].",
            "a.scn: Set: faith -20, mood = angry",
            "a.scn: Expect: at wait and faith <= 30",
        ]
    );
    assert_eq!(
        story("Thabo: You", 2, "Mrs Dlamini"),
        [
            "a.scn: Cast Mrs Dlamini: Your team leader",
            "a.scn: Mrs Dlamini: You have {trust} left, [if mood = angry: careful | go on].",
        ]
    );
    assert_eq!(
        story("chose tell", 7, "say"),
        ["a.scn: Choice say: Tell her all", "a.scn: Choice again-ask [if chose say]: Ask again", "a.scn: Choose: say"]
    );
    assert_eq!(story("Values: calm, angry", 16, "cross").len(), 3);
}

#[test]
fn a_derived_id_is_written_down() {
    let expected = ["a.scn: Choice who: Ask who she is", "a.scn: [if chose who] Well asked."];
    assert_eq!(story("chose ask-who", 8, "who"), expected);
    assert_eq!(story("Choice: Ask who", 9, "who"), expected);
}

#[test]
fn a_principle_changes_in_all_files() {
    let mut editor = editor_of(&[
        ("a.scn", "Scenario one: One\n  Covers: sha$0red"),
        ("b.scn", "Principle shared: Shared\nPrinciple other: Other\n\nLesson shared: L\n  Teaches: other, shared"),
        ("scn.toml", "[course]\norder = [\"shared\"]"),
    ]);
    let expected = ["a.scn: Covers: kept", "b.scn: Principle kept: Shared", "b.scn: Teaches: other, kept"];
    assert_eq!(renamed(&mut editor, "kept"), expected);
    assert_eq!(renamed(&mut editor, "other"), ["`shared` cannot be called `other`: the pack already has that name"]);
}

#[test]
fn a_part_changes_in_the_manifest_too() {
    let mut editor = editor_of(&[("a.scn", "Lesson o$0ne: One"), ("scn.toml", "[course]\norder = ['one']")]);
    assert_eq!(renamed(&mut editor, "two"), ["a.scn: Lesson two: One", "scn.toml: order = ['two']"]);
    let course = "[course]\nrequire = [\"one\"]\nprinciples = { kind = \"mixed\" }";
    let mut editor = editor_of(&[("a.scn", "Lesson o$0ne: One"), ("scn.toml", course)]);
    assert_eq!(renamed(&mut editor, "two"), ["a.scn: Lesson two: One", "scn.toml: require = [\"two\"]"]);
    let mut editor = editor_of(&[("a.scn", "Principle ki$0nd: Kind"), ("scn.toml", course)]);
    assert_eq!(
        renamed(&mut editor, "calm"),
        ["a.scn: Principle calm: Kind", "scn.toml: principles = { calm = \"mixed\" }"]
    );
}

#[test]
fn what_would_mean_something_else_is_refused() {
    let meant = "other lines would then refer to something else, or to nothing";
    assert_eq!(story("Situation wait", 11, "good"), [format!("`wait` cannot be called `good`: {meant}")]);
    assert_eq!(story("Meter trust", 7, "mood"), [format!("`trust` cannot be called `mood`: {meant}")]);
    assert_eq!(
        story("Meter trust", 7, "Trust"),
        [
            "`Trust` cannot be a name: names have at most 64 lowercase letters, digits and hyphens, and start with a letter"
        ]
    );
    assert_eq!(story("Meter trust", 7, "again"), ["`again` is a word of the language, so it cannot be a name"]);
    assert!(story("Cast Thabo", 6, "Choice")[0].starts_with("`Thabo` cannot be called `Choice`"));
    assert_eq!(story("She thanks", 2, "x"), ["there is no name here"]);

    // Without its long form, `chose` refers to the choice of its own situation.
    let two = "Scenario s: S\n\nSituation a: A\n  Choice o$0ne: One\n    Outcome: X.\n    Next: b\n\nSituation b: B\n  \
               Choice two [if chose one]: Two\n    Outcome: X.\n    Next: a\n";
    assert_eq!(renamed(&mut editor_with(two), "two"), [format!("`one` cannot be called `two`: {meant}")]);

    // The other choice's derived id would lose its number.
    let derived = "Scenario s: S\n\nSituation a: A\n  Choice: $0Go on\n    Outcome: X.\n    Next: a\n  Choice: Go on\n    Outcome: X.\n    \
                   Next: a\n  Choice [if chose go-on-2]: Stop\n    Outcome: X.\n    Next: a\n";
    assert_eq!(renamed(&mut editor_with(derived), "first"), [format!("`go-on` cannot be called `first`: {meant}")]);
}

#[test]
fn a_step_of_a_test_means_the_choice_that_can_be_on_offer_there() {
    let text = |cursor: &str, second: &str| {
        format!(
            "Scenario s: S\n\nSituation a: A\n  Choice {cursor}go: Go\n    Outcome: X.\n    Next: b\n  Choice stay: Stay\n    Outcome: X.\n    \
             Next: {second}\n\nSituation b: B\n  Choice go: Go\n    Outcome: X.\n    Next: c\n\nEnding c: C\n  Result: passed\n\nTest: T\n  \
             Choose: stay\n  Choose: go\n\nTest: U\n  Choose: go\n  Choose: go\n"
        )
    };
    assert_eq!(
        renamed(&mut editor_with(&text("$0", "again")), "walk"),
        ["a.scn: Choice walk: Go", "a.scn: Choose: walk", "a.scn: Choose: walk"],
        "in T and first in U"
    );
    let several = text("$0", "b").replace(
        "Choice stay: Stay\n    Outcome: X.",
        "Choice stay: Stay\n    Outcome [if chose go]: X.\n    Next: a\n    Outcome [otherwise]: X.",
    );
    assert_eq!(
        renamed(&mut editor_with(&several), "walk"),
        ["`go` in line 23 of `a.scn` can mean several choices; write the start of the label there, and then rename"]
    );
}

#[test]
fn what_can_be_renamed_is_said_beforehand() {
    let at = |what, offset| {
        let mut editor = editor_with(&story_at(what, offset));
        let params = serde_json::from_value(editor.cursor_params(json!({}))).unwrap();
        match prepare_rename(&mut editor.state, params).unwrap() {
            Some(PrepareRenameResult::PrepareRenamePlaceholder(it)) => {
                Some((editor.text_in_range(&editor.uri, it.range), it.placeholder))
            }
            _ => None,
        }
    };
    let some = |text: &str, id: &str| Some((text.to_owned(), id.to_owned()));
    assert_eq!(at("Next: wait", 7), some("wait", "wait"));
    assert_eq!(at("Choice: Ask who", 10), some("Ask who she is", "ask-who-she-is"));
    assert_eq!(at("She thanks", 0), None);
    assert_eq!(at("Test: Telling", 1), None);
}
