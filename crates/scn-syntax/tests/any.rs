//! Any text can be parsed, and no byte of it is lost.
#![expect(clippy::disallowed_methods, reason = "the examples are files")]

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use scn_source::{FileId, Span};
use scn_syntax::{Node, parse, parse_tree};

/// Checks the properties that hold for every text.
fn holds(text: &str) {
    let parse = parse(FileId(0), text);
    assert_eq!(parse, scn_syntax::parse(FileId(0), text), "the same text gives the same answer");
    for finding in &parse.findings {
        let places = finding.related.iter().map(|related| related.place);
        let edits = finding.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.place);
        for place in places.chain(edits).chain([finding.place]) {
            assert!(text.get(place.span.range()).is_some(), "{place:?} is no place in {text:?}");
        }
    }
    let tree = parse_tree(FileId(0), text);
    let mut done = 0;
    for token in tree.tokens() {
        assert_eq!(token.span().start, done, "tokens lie end to end in {text:?}");
        done = token.span().end;
    }
    assert_eq!(done as usize, text.len(), "the tokens are all of {text:?}");
    let read: String = tree.tokens().map(|token| token.text()).collect();
    assert_eq!(read, text, "the tree gives back the file");
    inside(tree.root());
}

/// Checks that children are inside their parents, in order.
fn inside(node: Node<'_>) {
    let mut done = node.span().start;
    for child in node.children() {
        let Span { start, end } = child.span();
        assert!(done <= start && end <= node.span().end, "{:?} lies in {:?}", child.kind(), node.kind());
        done = end;
        inside(child);
    }
}

/// Returns the texts of all examples and of all documents that contain `scn` blocks. Read as scn,
/// the documents are as unusual as any text.
fn texts() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, out: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, out);
            } else if path.extension().is_some_and(|extension| extension == "scn" || extension == "md") {
                out.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut paths = Vec::new();
    for folder in ["examples", "grammar", "tests/language", "tests/findings"] {
        walk(&root.join(folder), &mut paths);
    }
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).expect("a text"))).collect()
}

#[test]
fn every_prefix_of_every_example() {
    let examples = texts().into_iter().filter(|(path, _)| path.extension().is_some_and(|extension| extension == "scn"));
    for (path, text) in examples {
        // Cut at every position in the first lines, and after that at the start and in the middle
        // of every line, so that all kinds of lines are cut.
        let places = (0..text.len()).filter(|at| text.is_char_boundary(*at));
        let kept = places.filter(|at| {
            let line = text[..*at].rfind('\n').map_or(0, |end| end + 1);
            *at < 400 || *at == line || *at == line + 9
        });
        let kept: Vec<usize> = kept.collect();
        assert!(kept.len() > 50, "{} has places to cut", path.display());
        for at in kept {
            holds(&text[..at]);
        }
    }
}

#[test]
fn documents_read_as_if_they_were_scn() {
    for (_, text) in texts() {
        holds(&text);
        holds(&text.replace('\n', "\r\n"));
    }
}

/// Lines and fragments of lines, both as authors write them and malformed.
fn piece() -> impl Strategy<Value = String> {
    let words = proptest::sample::select(vec![
        "Scenario s: A scenario",
        "Situation a: A situation",
        "Situation",
        "Ending e: An ending",
        "Principle p: A principle",
        "Lesson l: A lesson",
        "Quiz q: A quiz",
        "Question w [any order]: What?",
        "Right: This.",
        "Wrong",
        "Because: It is.",
        "Checks: care,",
        "Draw: 2",
        "Cast Ann: Somebody",
        "Meter trust: Trust",
        "Range: 0 to 9",
        "Start: 3",
        "Flag f: A flag",
        "State m: A state",
        "Values: a, b,",
        "Choice c: Go.",
        "Choice [if trust >= 3] [once]: Go.",
        "Choice",
        "Outcome: It went.",
        "Outcome [1 in 2]: It went.",
        "Outcome",
        "Upholds p: Because.",
        "Partly breaks p, q:",
        "Breaks",
        "Set: trust -2, f, not f, m = a",
        "Set: trust-2",
        "Next: e",
        "Next: again",
        "Next [otherwise]: a",
        "Detour: a",
        "Hint: Look.",
        "Locked: No.",
        "Feedback: Well.",
        "Note: Look.",
        "Image a.png: A cat.",
        "Test: It works",
        "Choose: c, outcome 2",
        "Expect: at e and (trust > 3 or",
        "Promise: never f",
        "Result: passed",
        "Covers: p",
        "Chioce: Go.",
        "choice: go",
        "Ann: Hello.",
        "Ann (sad): Hello.",
        "Bob: Hello.",
        "[if trust > 3] Words.",
        "[otherwise] Words.",
        "[if",
        "[if f: a | b]",
        "{trust}",
        "{",
        "> quoted",
        "- item",
        "1. item",
        "* item",
        "*choice",
        "-> there",
        "=== knot ===",
        "[[a|b]]",
        "<<if x>>",
        "~ x = 1",
        "VAR x = 1",
        "```",
        "~~~",
        "// comment",
        "\\Choice: x",
        "and",
        "or",
        "not",
        "(",
        ")",
        "]",
        ":",
        ",",
        "\\",
        "`",
        "é",
        "漢字",
        "\u{a0}",
        "\u{feff}",
        "\r",
        "\0",
        "“quoted”",
    ]);
    let between = proptest::sample::select(vec!["\n", "\n\n", "\n  ", "\r\n", " ", "", "\t", "\n    "]);
    (words, between).prop_map(|(words, between)| format!("{words}{between}"))
}

/// Returns how many cases to try: `usual`, or proportionally more if `PROPTEST_CASES` exceeds its
/// default of 256.
fn cases(usual: u32) -> u32 {
    usual.saturating_mul(ProptestConfig::default().cases).div_ceil(256)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(512), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        holds(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_characters(text in "(?s).{0,300}") {
        holds(&text);
    }

    #[test]
    fn any_lines(pieces in proptest::collection::vec(piece(), 0..60)) {
        holds(&pieces.concat());
    }
}
