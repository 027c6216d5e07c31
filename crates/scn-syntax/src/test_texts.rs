//! Texts for tests that compare two ways to read one.

#![expect(clippy::disallowed_methods, reason = "tests read the documents of the repository")]

use std::path::Path;

use proptest::prelude::*;

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

/// Returns the texts below a folder of the repository.
pub(crate) fn texts_below(folder: &str) -> Vec<String> {
    let mut texts = Vec::new();
    collect_texts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder), &mut texts);
    texts
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

/// Texts of random lines, some of them with structure.
pub(crate) fn lines() -> impl Strategy<Value = String> {
    let line = prop_oneof![8 => prop::sample::select(LINES).prop_map(str::to_owned), 1 => "\\PC{0,12}"];
    let end = prop_oneof![12 => Just("\n"), 1 => Just("\r\n"), 1 => Just(" \n"), 1 => Just("\n  ")];
    prop::collection::vec((line, end), 0..40)
        .prop_map(|lines| lines.into_iter().map(|(line, end)| line + end).collect::<String>())
}

/// A scenario of plain lines with at most a few others among them.
pub(crate) fn nearly_plain() -> impl Strategy<Value = String> {
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
