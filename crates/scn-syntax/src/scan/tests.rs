//! The invariant of the scanner: its tree is that of the grammar.

use std::path::Path;

use proptest::prelude::*;

use super::{parse_by_grammar, scan};

/// Checks a text, and returns whether the scanner read it.
fn check(text: &str) -> bool {
    let scanned = scan(text);
    if let Some(scanned) = &scanned {
        let read = parse_by_grammar(text).expect("the grammar accepts any text");
        assert!(*scanned == read, "{}: {text:?}", scanned.first_difference(&read));
    }
    scanned.is_some()
}

/// Collects the texts below a folder: scenarios, and documents with examples of them.
fn collect_texts(folder: &Path, texts: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !matches!(name.as_str(), "target" | "node_modules") && !name.starts_with('.') {
            collect_texts(&path, texts);
        }
        let is_text = name.ends_with(".scn") || name.ends_with(".md");
        texts.extend(is_text.then(|| std::fs::read_to_string(&path).ok()).flatten());
    }
}

fn texts_below(folder: &str) -> Vec<String> {
    let mut texts = Vec::new();
    collect_texts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder), &mut texts);
    texts
}

#[test]
fn every_document_has_the_tree_of_the_grammar() {
    let texts = texts_below(".");
    assert!(200 < texts.len());
    for text in &texts {
        check(text);
        check(&text.replace('\n', "\r\n"));
    }
    // The scenarios of the examples are mostly plain.
    let examples: Vec<String> = texts_below("examples").into_iter().filter(|it| it.contains("Scenario ")).collect();
    let plain = examples.iter().filter(|text| check(text)).count();
    assert!(examples.len() * 3 / 4 <= plain, "{plain} of {}", examples.len());
}

#[test]
fn every_prefix_of_the_examples_has_the_tree_of_the_grammar() {
    // The end of the text can only matter to the block that it cuts off.
    for text in texts_below("examples").iter().filter(|text| text.contains("Situation ")) {
        let is_start = |line: &str| ["Scenario ", "Situation ", "Ending "].iter().any(|word| line.starts_with(word));
        let starts: Vec<usize> =
            text.lines().filter(|line| is_start(line)).map(|line| line.as_ptr() as usize).collect();
        let first = text.as_ptr() as usize;
        let starts: Vec<usize> = starts.into_iter().map(|start| start - first).chain([text.len()]).collect();
        for ends in starts.windows(3).step_by(7) {
            for end in (ends[0]..ends[2]).filter(|end| text.is_char_boundary(*end)) {
                check(&text[ends[0]..end]);
                let header = text[..ends[0]].rfind("Scenario ").unwrap_or(ends[0]);
                let header = text[header..].lines().next().unwrap_or_default();
                check(&format!("{header}\n\n{}", &text[ends[0]..end]));
            }
        }
    }
}

/// Lines with and without structure.
const LINES: &[&str] = &[
    "Scenario s: A title",
    "Scenario s: A title and",
    "Covers: a, b",
    "Covers: a,",
    "Minutes: 5",
    "Start: front",
    "Principle p: Ask",
    "Source: The rules",
    "Weight: 2",
    "Situation s: A title",
    "Situation s:",
    "Situation: A title",
    "Situation s A title",
    "Set: trust +1, not noted",
    "Set [if noted]: mood = calm",
    "Set: trust +1,",
    "Set: nothing or",
    "Hint: Think.",
    "Hint:",
    "Choice: Ask.",
    "Choice ask [once] [needs noted]: Ask.",
    "Choice ask [after 5 seconds]:",
    "Choice ask [if a: b]: Ask.",
    "Choice",
    "Choice of words",
    "Outcome: It is so.",
    "Outcome [if trust > 5 and not noted]: It is so.",
    "Outcome [otherwise]:",
    "Outcome x: It is so.",
    "Outcome",
    "Upholds p: You asked.",
    "Partly  breaks p, q: You asked.",
    "Partly cloudy: rain.",
    "Upholds p, q",
    "Breaks p",
    "Feedback: Good.",
    "Detour: calm-down",
    "Next: end",
    "Next [if noted]: end",
    "Next: two words",
    "Next: é",
    "Next morning: rain.",
    "Ending end: A title",
    "Result: passed",
    "Result: well passed",
    "Note: Mind the step.",
    "Warning:",
    "Ann: Hello.",
    "Ann (sad): Hello.",
    "A line of text,",
    "and another one.",
    "the Next: one",
    "Text | with a bar",
    "|---|---|",
    "[if noted] You have it.",
    "[if noted]",
    "[if noted](x)",
    "[if a: b] c",
    "[if noted] Note: x",
    "[if noted] - x",
    "[otherwise] You have not.",
    "[otherwise if trust > 3] You may.",
    "[otherwhise] x",
    "[end]",
    "[Laughs] Well.",
    "// A comment",
    "//",
    "\\Next: end",
    "> A quotation",
    "- An item",
    "1. First",
    "2) Second",
    "# A heading",
    "---",
    "***",
    "– said she",
    "“Well,” she said.",
    "• A bullet",
    "«Ja», sagte er.",
    "```",
    "-> end",
    "== knot",
    "<<set x>>",
    "+ a choice",
    "VAR x = 1",
    "Image desk.png: A desk",
    "Image of a desk",
    "Show: passage",
    "Show answers: never",
    "Passage p: A title",
    "Meter trust: Trust",
    "Range: 0 to 10",
    "Flag noted: Noted",
    "State mood: Mood",
    "Values: calm, tense",
    "Cast Ann: A woman",
    "Cast Ann of the long name there: A woman",
    "Lesson l: A title",
    "Teaches: p",
    "Quiz q: A title",
    "Question: Why?",
    "Right: So.",
    "Because: It is.",
    "Test: It works",
    "Choose: ask",
    "Expect: at end",
    "Promise: never noted",
    "Continues: s",
    "Ask: Who?",
    "Locked: Not yet.",
    "",
    "  ",
    "\u{a0}Next: end",
    "\t",
    "\u{feff}",
    "\r",
];

fn lines() -> impl Strategy<Value = String> {
    let line = prop_oneof![8 => prop::sample::select(LINES).prop_map(str::to_owned), 1 => "\\PC{0,12}"];
    let end = prop_oneof![12 => Just("\n"), 1 => Just("\r\n"), 1 => Just(" \n"), 1 => Just("\n  ")];
    prop::collection::vec((line, end), 0..40)
        .prop_map(|lines| lines.into_iter().map(|(line, end)| line + end).collect::<String>())
}

/// A scenario of plain lines with at most a few others among them.
fn nearly_plain() -> impl Strategy<Value = String> {
    let plain = "Scenario s: A title\n  It begins.\n\nSituation front: A title\n  Text.\n  // Why\n  More text.\n\n  \
                 Choice ask [once]: Ask.\n    Outcome: Well,\n      and so.\n    Upholds p: You asked.\n    Set: trust +1\n    \
                 Next [if noted]: end\n    Next [otherwise]: front\n\n  Choice go: Go.\n    Next: end\n\nEnding end: The \
                 end\n  Result: passed\n\n  [if noted] It is over.\n";
    let lines: Vec<&str> = plain.lines().collect();
    let count = lines.len();
    prop::collection::vec((0..count, prop::sample::select(LINES), any::<bool>()), 0..4).prop_map(move |changes| {
        let mut lines: Vec<String> = plain.lines().map(str::to_owned).collect();
        for (at, line, inserts) in changes {
            if inserts {
                lines.insert(at, line.to_owned());
            } else {
                lines[at] = line.to_owned();
            }
        }
        lines.join("\n")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn random_lines_have_the_tree_of_the_grammar(text in lines()) {
        check(&text);
    }

    #[test]
    fn a_scenario_with_odd_lines_has_the_tree_of_the_grammar(text in nearly_plain()) {
        check(&text);
    }
}
