//! Definition, references, highlight.

use serde_json::json;

use super::story_at;
use crate::features::references::{find_definition, find_highlights, find_references};
use crate::harness::{Editor, editor_of, editor_with};
use gen_lsp_types::{Definition, DefinitionResponse, Location};

fn go(editor: &mut Editor) -> Vec<String> {
    let params = serde_json::from_value(editor.cursor_params(json!({}))).unwrap();
    let found = find_definition(&mut editor.state, params).unwrap();
    let places = match found {
        Some(DefinitionResponse::Definition(Definition::LocationList(places))) => places,
        _ => Vec::new(),
    };
    described(editor, &places)
}

/// Returns each place as the file, the line counted from 1, and its text.
fn described(editor: &Editor, places: &[Location]) -> Vec<String> {
    let name = |it: &Location| it.uri.path().trim_start_matches("/p/").to_owned();
    places
        .iter()
        .map(|it| format!("{}:{} {}", name(it), it.range.start.line + 1, editor.text_in_range(&it.uri, it.range)))
        .collect()
}

fn all(editor: &mut Editor, declaration: bool) -> Vec<String> {
    let params = editor.cursor_params(json!({"context": {"includeDeclaration": declaration}}));
    let found = find_references(&mut editor.state, serde_json::from_value(params).unwrap()).unwrap();
    described(editor, &found.unwrap_or_default())
}

#[test]
fn every_name_leads_to_its_declaration() {
    for (what, offset, to) in [
        ("Next: wait", 6, "a.scn:31 wait"),
        ("Next: good", 10, "a.scn:36 good"),
        ("Breaks careful", 7, "a.scn:1 careful"),
        ("Covers: careful", 9, "a.scn:1 careful"),
        ("Set: trust", 6, "a.scn:10 trust"),
        ("{trust}", 2, "a.scn:10 trust"),
        ("mood = angry:", 8, "a.scn:15 angry"),
        ("mood = angry\n", 9, "a.scn:15 angry"),
        ("if mood", 3, "a.scn:14 mood"),
        ("Thabo: You", 0, "a.scn:8 Thabo"),
        ("chose tell", 7, "a.scn:20 tell"),
        ("chose ask-who", 7, "a.scn:26 Ask who she is"),
        ("Choose: tell", 9, "a.scn:20 tell"),
        ("at wait", 4, "a.scn:31 wait"),
    ] {
        assert_eq!(go(&mut editor_with(&story_at(what, offset))), [to], "{what}");
    }
    for what in ["She thanks", "Result: passed", "Scenario"] {
        assert!(go(&mut editor_with(&story_at(what, 2))).is_empty() || what == "Scenario", "{what}");
    }
}

#[test]
fn all_places_of_a_name_are_found() {
    let at = |what, offset| all(&mut editor_with(&story_at(what, offset)), true);
    assert_eq!(at("Choice tell", 8), ["a.scn:20 tell", "a.scn:32 tell", "a.scn:41 tell"]);
    assert_eq!(at("Choose: again-ask", 9), ["a.scn:32 again-ask", "a.scn:43 again-ask"]);
    assert_eq!(at("chose ask-who", 8), ["a.scn:26 Ask who she is", "a.scn:38 ask-who-she-is"]);
    assert_eq!(at("Cast Thabo", 6), ["a.scn:8 Thabo", "a.scn:18 Thabo"]);
    assert_eq!(
        all(&mut editor_with(&story_at("Meter trust", 7)), false),
        ["a.scn:18 trust", "a.scn:23 trust", "a.scn:42 trust"]
    );
}

#[test]
fn a_principle_is_found_over_all_files_of_its_pack_and_in_those_it_depends_on() {
    let files = [
        ("a.scn", "Scenario one: One\n  Covers: sha$0red, far"),
        ("b.scn", "Principle shared: Shared\n\nLesson l: L\n  Teaches: shared"),
        ("other/c.scn", "Principle far: Far\nPrinciple shared: Not this one"),
        ("scn.toml", "[course]\norder = [\"l\", 'one']\nprinciples = { shared = \"mixed\" }"),
    ];
    let mut editor = editor_of(&files);
    assert_eq!(go(&mut editor), ["b.scn:1 shared"]);
    assert_eq!(all(&mut editor, false), ["a.scn:2 shared", "b.scn:4 shared", "scn.toml:3 shared"]);
    editor.position.character = 20;
    assert_eq!(go(&mut editor), ["other/c.scn:1 far"]);
    let mut files = files;
    files[0].1 = "Scenario one: One\n  Covers: shared, far";
    files[3].1 = "[course]\norder = [\"l\", 'o$0ne']";
    let mut editor = editor_of(&files);
    assert_eq!(go(&mut editor), ["a.scn:1 one"]);
    files[3].1 = "[course]\nrequire = ['o$0ne']";
    assert_eq!(go(&mut editor_of(&files)), ["a.scn:1 one"]);
    // A pack does not see files outside it.
    files[3] = ("d.scn", "Principle shared: Alone, without a manifest");
    files[0].1 = "Scenario one: One\n  Covers: sha$0red";
    assert!(go(&mut editor_of(&files)).is_empty());
}

#[test]
fn a_quiz_is_found_from_the_course_and_a_principle_from_what_checks_it() {
    let quiz = "Principle careful: Be careful\n\nQuiz rules: The rules\n\nQuestion one: What?\n  Checks: care$0ful\n";
    let mut editor = editor_of(&[("a.scn", quiz), ("scn.toml", "[course]\norder = ['rules']")]);
    assert_eq!(go(&mut editor), ["a.scn:1 careful"]);
    assert_eq!(all(&mut editor, false), ["a.scn:6 careful"]);
    let quiz = quiz.replace("$0", "");
    let mut editor = editor_of(&[("a.scn", quiz.as_str()), ("scn.toml", "[course]\norder = ['ru$0les']")]);
    assert_eq!(go(&mut editor), ["a.scn:3 rules"]);
}

#[test]
fn highlights_say_what_changes() {
    let mut editor = editor_with(&story_at("Set: trust", 6));
    let params = serde_json::from_value(editor.cursor_params(json!({}))).unwrap();
    let found = find_highlights(&mut editor.state, params).unwrap().unwrap();
    let kinds: Vec<u32> = found.iter().filter_map(|it| it.kind.map(u32::from)).collect();
    assert_eq!(kinds, [3, 2, 3, 2]);
}
