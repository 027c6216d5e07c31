//! What a learner reads in a page is in the catalogue of phrases, and nowhere else.
#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use std::collections::BTreeSet;

use scn_run::phrases::page::page_phrases;
use scn_web::{Home, PlayerFile};

/// The files of the preview's own page that take phrases from the catalogue.
const PREVIEW: [&str; 4] = [
    include_str!("../../scn-preview/assets/main.js"),
    include_str!("../../scn-preview/assets/author.js"),
    include_str!("../../scn-preview/assets/changes.js"),
    include_str!("../../scn-preview/assets/index.html"),
];

/// Files without phrases for learners: generated ones, and the interpreter, whose errors are those
/// of the wire protocol.
const NOT_SHOWN: [&str; 7] =
    ["phrases.js", "bits.js", "machine.js", "session.js", "debrief-data.js", "versions.js", "carry.js"];

/// Texts between quotes that are not read, though they look so: values of attributes and names.
const NOT_READ: [&str; 10] = [
    "noopener noreferrer",
    "speech voice-${voiceNumber(speaker, cast)}",
    "time small",
    "textarea, select, input[type='text']",
    "QuotaExceededError",
    "NS_ERROR_DOM_QUOTA_REACHED",
    "Guest",
    "NFKD",
    ".scnrecord,.json,application/json",
    "${kind} ${id}",
];

/// Returns the files that show what a learner reads.
fn shown_files() -> Vec<PlayerFile> {
    Home::Device.files().into_iter().filter(|file| !NOT_SHOWN.contains(&file.name)).collect()
}

/// Returns the texts between quotes or backquotes in a file of the page, without comments.
fn texts(code: &str) -> Vec<String> {
    let is_comment = |line: &&str| ["//", "/*", "*"].iter().any(|start| line.trim_start().starts_with(start));
    let mut texts = Vec::new();
    for line in code.lines().filter(|line| !is_comment(line) && !line.starts_with("import ")) {
        for quote in ['"', '`'] {
            texts.extend(line.split(quote).skip(1).step_by(2).map(str::to_owned));
        }
    }
    texts
}

/// Returns whether a text has words for people: a capital letter at the start, or letters with a
/// blank between. Values of templates are not looked at.
fn is_read(text: &str) -> bool {
    let fixed = text
        .split("${")
        .enumerate()
        .map(|(at, part)| if at == 0 { part } else { part.split_once('}').map_or("", |it| it.1) });
    let fixed: String = fixed.collect::<Vec<_>>().join("");
    let words: Vec<&str> = fixed.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).collect();
    !NOT_READ.contains(&text) && (1 < words.len() || text.starts_with(char::is_uppercase))
}

#[test]
fn the_player_has_no_phrase_of_its_own() {
    for file in shown_files() {
        let found: Vec<String> = texts(file.text).into_iter().filter(|text| is_read(text)).collect();
        assert!(found.is_empty(), "{} has {found:?}, which belong into crates/scn-run/src/phrases", file.name);
    }
}

#[test]
fn a_phrase_among_code_is_seen() {
    let code =
        "// \"Not this\"\nconst a = element(\"p\", { class: `callout ${kind}` }, \"Over\", `you chose ${it}`);\n";
    let seen: Vec<String> = texts(code).into_iter().filter(|text| is_read(text)).collect();
    assert_eq!(seen, ["Over", "you chose ${it}"]);
}

/// Returns the names that follow a mark in a code.
fn names_after<'c>(code: &'c str, mark: &str) -> impl Iterator<Item = &'c str> {
    code.split(mark).skip(1).map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap())
}

#[test]
fn every_phrase_that_the_player_uses_is_there() {
    let files = Home::Device.files();
    let codes = files.iter().map(|file| file.text).chain(PREVIEW);
    let used: BTreeSet<&str> =
        codes.flat_map(|code| names_after(code, "PHRASES.").chain(names_after(code, "data-phrase=\""))).collect();
    let phrases = page_phrases();
    let known: BTreeSet<&str> = phrases.as_object().unwrap().keys().map(String::as_str).collect();
    let missing: Vec<_> = used.difference(&known).collect();
    assert!(missing.is_empty(), "{missing:?} are not in `page_phrases`");
    // A run gets its phrases from whoever opens it.
    let of_runs = ["stopped", "given", "closing", "reworded_label", "guest"];
    let unused: Vec<_> = known.difference(&used).filter(|name| !of_runs.contains(*name)).collect();
    assert!(unused.is_empty(), "nothing uses {unused:?}");
}
