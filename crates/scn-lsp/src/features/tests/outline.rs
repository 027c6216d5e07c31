//! Symbols, folding, colours, links.

use serde_json::json;

use super::STORY;
use crate::features::{folding, links, symbols, tokens};
use crate::harness::{editor_of, editor_with};
use gen_lsp_types::{DocumentSymbol, DocumentSymbolResponse, WorkspaceSymbolResponse};

fn tree(all: &[DocumentSymbol], depth: usize, out: &mut String) {
    for it in all {
        let lines = it.range.end.line - it.range.start.line + 1;
        out.push_str(&format!("{}{} ({lines})\n", "  ".repeat(depth), it.name));
        tree(it.children.as_deref().unwrap_or_default(), depth + 1, out);
    }
}

#[test]
fn the_outline_is_that_of_the_story() {
    let mut editor = editor_with(STORY);
    let params = serde_json::from_value(json!({"textDocument": {"uri": editor.uri}})).unwrap();
    let Some(DocumentSymbolResponse::DocumentSymbolList(all)) =
        symbols::document_symbols(&mut editor.state, params).unwrap()
    else {
        panic!("it is nested")
    };
    let mut out = String::new();
    tree(&all, 0, &mut out);
    insta::assert_snapshot!(out);
}

#[test]
fn a_quiz_has_its_questions_and_answers_in_the_outline() {
    let quiz = "Quiz rules: The rules\n\nQuestion one: What is right?\n  Right: This.\n    Because: It is.\n\n  Wrong that: That.\n\nLesson l: L\n  Read.\n";
    let mut editor = editor_with(quiz);
    let params = serde_json::from_value(json!({"textDocument": {"uri": editor.uri}})).unwrap();
    let Some(DocumentSymbolResponse::DocumentSymbolList(all)) =
        symbols::document_symbols(&mut editor.state, params).unwrap()
    else {
        panic!("it is nested")
    };
    let mut out = String::new();
    tree(&all, 0, &mut out);
    assert_eq!(out, "rules (7)\n  one (5)\n    This. (2)\n    that (1)\nl (2)\n");
}

#[test]
fn symbols_of_all_packs_are_found_by_some_of_their_letters() {
    let mut editor = editor_of(&[("a.scn", STORY), ("b.scn", "Principle other: Waiting"), ("scn.toml", "")]);
    editor.state.folders.push("/p".into());
    let mut search = |query: &str| {
        let params = serde_json::from_value(json!({"query": query})).unwrap();
        match symbols::workspace_symbols(&mut editor.state, params).unwrap() {
            Some(WorkspaceSymbolResponse::WorkspaceSymbolList(all)) => {
                all.into_iter().map(|it| it.base_symbol_information.name).collect::<Vec<_>>().join(" ")
            }
            _ => String::new(),
        }
    };
    assert_eq!(search("WTING"), "other");
    assert_eq!(search("wait"), "wait Telling leads to a wait other");
    assert_eq!(search("qqq"), "");
}

#[test]
fn what_belongs_to_a_header_folds_and_so_do_comments() {
    let mut editor = editor_with(
        "// one\n// two\n\n// alone\nScenario s: S\n\nSituation a: A\n  Choice: B\n    Outcome: C\n    Next: a\n\n\nSituation b: B\n",
    );
    let params = serde_json::from_value(json!({"textDocument": {"uri": editor.uri}})).unwrap();
    let found = folding::folding_ranges(&mut editor.state, params).unwrap().unwrap();
    let lines: Vec<_> = found.iter().map(|it| (it.start_line, it.end_line)).collect();
    assert_eq!(lines, [(0, 1), (4, 12), (6, 9), (7, 9), (8, 9)]);
}

#[test]
fn every_name_and_keyword_has_its_colour() {
    let text = "// a\u{1F600}\r\nScenario s: S\r\n\r\nCast \u{c9}va: X\r\n\r\nMeter m: M\r\n  Range: 0 to 9\r\n\r\nSituation a: A\r\n  \u{c9}va: {m} \u{1F600} [if m > 1: y].\r\n";
    let mut editor = editor_with(text);
    let params = serde_json::from_value(json!({"textDocument": {"uri": editor.uri}})).unwrap();
    let found = tokens::full_tokens(&mut editor.state, params).unwrap().unwrap();
    let legend = tokens::token_legend();
    let (mut line, mut column) = (0, 0);
    let mut described = Vec::new();
    for it in &found.data {
        if it.delta_line > 0 {
            column = 0;
        }
        (line, column) = (line + it.delta_line, column + it.delta_start);
        let at = |character| gen_lsp_types::Position { line, character };
        let range = gen_lsp_types::Range { start: at(column), end: at(column + it.length) };
        described.push(format!(
            "{} {}",
            legend.token_types[it.token_type as usize],
            editor.text_in_range(&editor.uri, range)
        ));
    }
    insta::assert_snapshot!(described.join("\n"));

    // A range of lines has the same tokens as in the whole file.
    let range = json!({"start": {"line": 5, "character": 0}, "end": {"line": 7, "character": 0}});
    let params = serde_json::from_value(json!({"textDocument": {"uri": editor.uri}, "range": range})).unwrap();
    let part = tokens::range_tokens(&mut editor.state, params).unwrap().unwrap();
    let lengths = |data: &[gen_lsp_types::SemanticToken]| data.iter().map(|it| it.length).collect::<Vec<_>>();
    let whole = lengths(&found.data);
    assert!(!part.data.is_empty() && whole.windows(part.data.len()).any(|it| it == lengths(&part.data)));
}

#[test]
fn media_that_are_there_can_be_opened() {
    let text = "Scenario s: S\n\nSituation a: A\n  Image desk.png: A desk\n  Image none.png: None\n";
    let mut editor = editor_of(&[("a.scn", text), ("desk.png", "")]);
    let params = serde_json::from_value(json!({"textDocument": {"uri": editor.uri}})).unwrap();
    let found = links::document_links(&mut editor.state, params).unwrap().unwrap();
    let described: Vec<_> = found
        .iter()
        .map(|it| (editor.text_in_range(&editor.uri, it.range), it.target.as_ref().map(|it| it.path().to_owned())))
        .collect();
    assert_eq!(described, [("desk.png".to_owned(), Some("/p/desk.png".to_owned()))]);
}
