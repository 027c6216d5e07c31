//! Completion.

use serde_json::json;

use super::STORY;
use crate::features::completion::completion;
use crate::harness::{Editor, editor_of, editor_with};
use gen_lsp_types::{CompletionItem, CompletionItemTextEdit, CompletionResponse};

fn items(editor: &mut Editor) -> Vec<CompletionItem> {
    let params = serde_json::from_value(editor.cursor_params(json!({}))).unwrap();
    match completion(&mut editor.state, params).unwrap() {
        Some(CompletionResponse::CompletionItemList(items)) => items,
        Some(CompletionResponse::CompletionList(_)) | None => Vec::new(),
    }
}

fn labels(editor: &mut Editor) -> String {
    items(editor).into_iter().map(|it| it.label).collect::<Vec<_>>().join(" | ")
}

/// Returns the labels offered when a line of the story is replaced by another one, up to `$0`.
fn at(line: &str, anew: &str) -> String {
    assert!(STORY.contains(line), "{line}");
    labels(&mut editor_with(&STORY.replacen(line, anew, 1)))
}

#[test]
fn targets_and_names_are_offered_where_they_can_stand() {
    assert_eq!(at("Next: wait", "Next: $0"), "ring | wait | good | again | return");
    assert_eq!(at("Next: wait", "Next: wa$0"), "ring | wait | good | again | return");
    assert_eq!(at("Next: wait", "Detour: $0"), "ring | wait");
    assert_eq!(at("Covers: careful", "Covers: $0"), "careful");
    assert_eq!(at("Covers: careful", "Start: $0"), "ring | wait");
    assert_eq!(at("Breaks careful: It is not hers.", "Breaks $0"), "careful");
    assert_eq!(at("Result: passed", "Result: $0"), "passed | failed | mixed");
    assert_eq!(at("Start: 50", "Start: $0"), "");
    assert_eq!(at("Values: calm, angry", "Values: calm, angry\n  Start: $0"), "calm | angry");
}

#[test]
fn media_offer_the_files_of_the_pack_as_they_are_written() {
    let files = |line: &str| {
        let text = format!("Scenario s: S\n\nSituation a: A\n  {line}\n");
        let mut editor = editor_of(&[("a.scn", &text), ("b c.png", ""), ("desk.png", ""), ("sub/d.png", "")]);
        let texts = items(&mut editor).into_iter().map(|it| match it.text_edit {
            Some(CompletionItemTextEdit::TextEdit(edit)) => edit.new_text,
            Some(CompletionItemTextEdit::InsertReplaceEdit(_)) | None => String::new(),
        });
        texts.collect::<Vec<_>>().join(" | ")
    };
    assert_eq!(files("Image $0"), "\"b c.png\":  | desk.png:  | sub/d.png: ");
    assert_eq!(files("Image de$0: A desk."), "\"b c.png\" | desk.png | sub/d.png");
    assert_eq!(files("Image desk.png: $0"), "");
}

#[test]
fn changes_offer_variables_and_the_words_of_states() {
    assert_eq!(at("Set: trust -20, mood = angry", "Set: $0"), "trust | mood | not");
    assert_eq!(at("Set: trust -20, mood = angry", "Set: trust -20, $0"), "trust | mood | not");
    assert_eq!(at("Set: trust -20, mood = angry", "Set: trust -20,\n      mood = $0"), "calm | angry");
    assert_eq!(at("{trust}", "{$0"), "trust | mood | learner");
}

#[test]
fn conditions_offer_what_can_come_next() {
    let facts = "visited | chose | upheld | broke | faced | not";
    let line = "[if chose tell]";
    assert_eq!(at(line, "[$0"), "if | needs | once | after");
    assert_eq!(at(line, "[if $0"), format!("trust | mood | {facts}"));
    assert_eq!(at(line, "[if trust > 1 and $0"), format!("trust | mood | {facts}"));
    assert_eq!(at(line, "[if trust > 1 $0"), "and | or");
    assert_eq!(at(line, "[if not $0"), format!("trust | mood | {facts}"));
    assert_eq!(at(line, "[if trust > $0"), "trust");
    assert_eq!(at(line, "[if mood = $0"), "calm | angry | trust | mood");
    assert_eq!(at(line, "[if visited $0"), "ring | wait | good");
    assert_eq!(at(line, "[if chose $0"), "tell | ask-who-she-is | again-ask");
    assert_eq!(at(line, "[if chose ring/$0"), "tell | ask-who-she-is");
    assert_eq!(at(line, "[needs broke $0"), "careful");
    assert_eq!(at("[if mood = angry: careful | go on]", "[if $0"), format!("trust | mood | {facts}"));
    assert_eq!(at("Outcome: She thanks", "Outcome [$0: She thanks"), "if | otherwise | 1 in 2");
    assert_eq!(at("[if chose ask-who-she-is]", "[$0"), "if | otherwise | otherwise if | end");
    assert_eq!(at("Set: trust -20, mood = angry", "Set [$0"), "if");
    assert_eq!(at("Set: trust -20, mood = angry", "Set [if mood = $0"), "calm | angry | trust | mood");
    assert_eq!(at("Set: trust -20, mood = angry", "Set [if trust > 1]: mood = $0"), "calm | angry");
    assert_eq!(at("Next: wait", "Next [$0"), "if | otherwise");
    assert_eq!(at("Next: wait", "Next [if trust > 1]: wa$0"), "ring | wait | good | again | return");
}

#[test]
fn tests_and_promises_offer_choices_and_claims() {
    assert_eq!(at("Choose: tell", "Choose: $0"), "tell | again-ask | Ask who she is");
    assert_eq!(at("Choose: tell", "Choose: tell, $0"), "outcome");
    let of_runs =
        "trust | mood | visited | chose | upheld | broke | faced | not | at | ended | passed | failed | mixed";
    assert_eq!(at("Expect: at wait", "Expect: $0"), of_runs);
    assert_eq!(at("Expect: at wait", "Expect: at $0"), "ring | wait | good");
    assert_eq!(at("Test: Telling", "Promise: $0\n\nTest: Telling"), "never | possible | always possible | inevitable");
    assert_eq!(at("Test: Telling", "Promise: never $0\n\nTest: Telling"), of_runs);
}

#[test]
fn a_line_begins_with_what_can_stand_there() {
    let first = |found: String, count: usize| found.split(" | ").take(count).collect::<Vec<_>>().join(" | ");
    let headers = "Principle | Lesson | Quiz | Scenario | Cast | Meter | Flag | State | Passage";
    assert_eq!(labels(&mut editor_with("$0")), headers);
    assert_eq!(first(at("Covers: careful", "Co$0"), 6), "Covers | Start | Minutes | Audience | Author | Tags");
    assert_eq!(
        first(at("Breaks careful: It is not hers.", "$0"), 8),
        "Detour | Next | Upholds | Partly upholds | Partly breaks | Breaks | Feedback | Set"
    );
    assert_eq!(first(at("Upholds careful: You asked.", "Next: good\n    $0"), 2), "Choice | Outcome");
    let next = "Next [if trust > 1]: good\n    $0";
    assert_eq!(first(at("Upholds careful: You asked.", next), 3), "Next | Choice | Outcome");
    assert_eq!(first(at("    Outcome: Nothing.\n    Next: good", "    $0"), 4), "Outcome | Next | Hint | Locked");
    assert_eq!(first(at("    Outcome: Nothing.\n    Next: good", "    Set: trust +1\n    $0"), 2), "Outcome | Next");
    assert_eq!(first(at("    Outcome: Nothing.\n    Next: good", "    Next: good\n    $0"), 1), "Choice");
    assert_eq!(first(at("Result: passed", "$0"), 2), "Result | Show");
    assert_eq!(first(at("Choose: tell", "$0"), 2), "Choose | Expect");
    assert!(at("She hangs up.", "x\n  $0").contains("Thabo"), "who speaks is offered too");
    assert!(!at("Do not share", "$0").contains("Situation"), "outside of a scenario");
    for prose in ["She says that it is so, and $0", "// $0", "> $0", "\\Next: $0"] {
        assert_eq!(at("She thanks you.", &format!("\n    {prose}")), "", "{prose}");
    }
}

const QUIZ: &str = "Principle careful: Be careful

Quiz rules: The rules

Question one: What is right?
  Right: This.
";

#[test]
fn a_quiz_is_completed_by_its_own_words() {
    let at = |what: &str, with: &str| labels(&mut editor_with(&QUIZ.replacen(what, with, 1)));
    let first = |found: String, count: usize| found.split(" | ").take(count).collect::<Vec<_>>().join(" | ");
    let of_quizzes = "Draw | Pass | Tries | Show answers | Question";
    assert_eq!(first(at("The rules\n", "The rules\n  $0\n"), 5), of_quizzes);
    assert_eq!(first(at("right?\n", "right?\n  $0\n"), 4), "Checks | Right | Wrong | Accept");
    assert_eq!(first(at("This.\n", "This.\n  $0\n"), 4), "Because | Right | Wrong | Question");
    assert_eq!(at("right?\n", "right?\n  Checks: $0\n"), "careful");
    assert_eq!(at("Quiz rules:", "Quiz rules [$0]:"), "any order");
    assert_eq!(at("Question one:", "Question one [$0]:"), "any order | any one");
    assert_eq!(at("Right:", "Right [$0]:"), "");
}

#[test]
fn an_item_takes_the_place_of_what_is_written_and_tells_what_it_is() {
    let story = STORY.replacen("Next: wait", "Next: wa$0", 1);
    let mut editor = editor_with(&story);
    let found = items(&mut editor).into_iter().find(|it| it.label == "wait").unwrap();
    assert_eq!(found.detail.as_deref(), Some("situation: A wait"));
    let Some(CompletionItemTextEdit::TextEdit(edit)) = found.text_edit else { panic!("it has an edit") };
    let uri = editor.uri.clone();
    assert_eq!(editor.text_after_edits(&uri, &[edit]), STORY);
}

#[test]
fn snippets_are_for_those_who_can() {
    let keyword = |snippets: bool| {
        let mut editor = editor_with("Scenario s: S\n\nSit$0");
        editor.state.client.snippets = snippets;
        let found = items(&mut editor).into_iter().find(|it| it.label == "Situation").unwrap();
        match found.text_edit {
            Some(CompletionItemTextEdit::TextEdit(edit)) => edit.new_text,
            _ => String::new(),
        }
    };
    assert_eq!(keyword(true), "Situation ${1:id}: ${2:title}");
    assert_eq!(keyword(false), "Situation ");
}

#[test]
fn principles_of_the_whole_pack_are_offered() {
    let mut editor = editor_of(&[
        ("a.scn", "Scenario one: One\n  Covers: $0"),
        ("b.scn", "Principle own: Own"),
        ("other/c.scn", "Principle far: Far"),
        ("scn.toml", ""),
    ]);
    assert_eq!(labels(&mut editor), "own | far");
}
