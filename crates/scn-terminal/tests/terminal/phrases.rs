//! The catalogue of phrases: what learners read in a terminal is nowhere else.

use std::path::Path;

/// Words in the code that are not phrases: what is typed, options of the command, schemes of
/// addresses, and names for debugging.
const NOT_READ: &[&str] = &[
    "help",
    "hint",
    "write",
    "back",
    "undo",
    "save",
    "quit",
    "exit",
    "done",
    "list",
    "name",
    "and",
    "--seed",
    "--choices \"\"",
    "mailto:",
    "Screen",
    "page",
    "session",
];

/// What is before the name of a value in a phrase.
const BEFORE_NAMES: [&str; 3] = ["PhraseValue::from_words(", "PhraseValue::from_text(", "&[("];

/// Returns the texts between quotes in a file of code, without comments, reasons of lints, names of
/// values, and tests.
fn texts(code: &str) -> Vec<String> {
    let code = code.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//") && !line.contains("reason = \""));
    let mut texts = Vec::new();
    let mut before = String::new();
    for line in lines {
        let mut text: Option<String> = None;
        let mut signs = line.chars();
        while let Some(sign) = signs.next() {
            match (sign, &mut text) {
                ('\'', None) if signs.as_str().starts_with("\"'") => {
                    signs.next();
                }
                ('"', None) => text = Some(String::new()),
                ('"', Some(_)) => {
                    let text = text.take().filter(|_| !BEFORE_NAMES.iter().any(|it| before.ends_with(it)));
                    texts.extend(text);
                    before.clear();
                }
                ('\\', Some(text)) => text.extend(signs.next()),
                (sign, Some(text)) => text.push(sign),
                (sign, None) if sign.is_whitespace() => {}
                (sign, None) => before.push(sign),
            }
        }
    }
    texts
}

/// Returns a text without the names of its values in braces.
fn without_values(text: &str) -> String {
    let mut depth = 0_u32;
    let mut out = String::new();
    for sign in text.chars() {
        match sign {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            sign if depth == 0 => out.push(sign),
            _ => {}
        }
    }
    out
}

fn has_a_word(text: &str) -> bool {
    text.split(|sign: char| !sign.is_alphabetic()).any(|word| 3 <= word.chars().count())
}

#[expect(clippy::disallowed_methods, reason = "the code is read")]
fn phrases_in(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            phrases_in(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") && !path.ends_with("tests.rs") {
            let code = std::fs::read_to_string(&path).expect("code is text");
            let texts = texts(&code).into_iter().map(|text| without_values(&text));
            let is_read = |text: &String| has_a_word(text) && !NOT_READ.iter().any(|it| text.trim() == it.trim());
            found.extend(texts.filter(is_read).map(|text| format!("{}: {text}", path.display())));
        }
    }
}

#[test]
fn no_front_end_in_a_terminal_has_a_phrase_of_its_own() {
    let mut found = Vec::new();
    phrases_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert!(found.is_empty(), "these belong into crates/scn-run/src/phrases:\n{}", found.join("\n"));
}

#[test]
fn a_phrase_among_code_is_seen() {
    let code = "fn a() {\n  // \"not this\"\n  put('\"', \"You chose: {label}\", \"h 1\");\n  fill(IT, &[(\"label\", x)]);\n}\n";
    let seen: Vec<String> =
        texts(code).into_iter().map(|text| without_values(&text)).filter(|it| has_a_word(it)).collect();
    assert_eq!(seen, ["You chose: "]);
}
