//! The modules of the player that are made from the rest of the project.
#![expect(clippy::unwrap_used, reason = "a test fails by it")]
#![expect(clippy::disallowed_methods, reason = "a test compares files, and writes them with `SCN_WRITE=1`")]

use std::fs;
use std::path::Path;

use scn_run::phrases::page::page_phrases;
use scn_text::{restricted_chars, sanitize_lines};

/// Compares a module with what it should be; with `SCN_WRITE=1`, writes it.
fn compare(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("player").join(name);
    if std::env::var_os("SCN_WRITE").is_some() {
        fs::write(path, text).unwrap();
    } else {
        assert_eq!(fs::read_to_string(path).unwrap(), text, "{name}: `.ci/bless` writes it");
    }
}

#[test]
fn the_player_has_the_sentences_that_learners_read() {
    let phrases = serde_json::to_string_pretty(&page_phrases()).unwrap();
    compare(
        "phrases.js",
        &format!(
            "// The sentences that a learner reads. `.ci/bless` writes this file.\n\nexport const PHRASES = {phrases};\n"
        ),
    );
}

/// Texts around a character, in one of which each character that has a use is shown.
const AROUND: [(&str, &str); 10] = [
    ("a", "b"),
    ("א", "א"),
    ("ش", "ش"),
    ("❤", "👩"),
    ("\u{1F3F4}", "\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}"),
    ("กก", "กก"),
    ("ក", "ក"),
    ("\u{1100}", "\u{1161}"),
    ("é", "\u{301}"),
    ("\u{1820}", "\u{1BC00}"),
];

#[test]
fn the_player_replaces_the_characters_that_are_shown_in_no_text() {
    let is_never_shown = |c: &char| {
        let is_replaced = |(before, after): &(&str, &str)| {
            let text = format!("{before}{c}{after}");
            !sanitize_lines(&text).contains(*c)
        };
        !matches!(c, '\u{9}'..='\u{D}' | '\u{85}' | '\u{E0000}'..='\u{E007F}') && AROUND.iter().all(is_replaced)
    };
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for code in restricted_chars().filter(is_never_shown).map(u32::from) {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == code => *last = code,
            _ => ranges.push((code, code)),
        }
    }
    let ranges: Vec<String> = ranges
        .iter()
        .map(|(first, last)| if first == last { format!("{first:x}") } else { format!("{first:x}-{last:x}") })
        .collect();
    let class: String = ranges.iter().map(|range| format!("\\u{{{}}}", range.replace('-', "}-\\u{"))).collect();
    compare(
        "hidden.js",
        &format!(
            "// The characters that are shown in no text: they reorder or hide others, or control a terminal.\n\
             // `.ci/bless` writes this file.\n\n\
             const HIDDEN = new RegExp(\n{}  \"gu\",\n);\n\n\
             /** Returns a text as it may be shown. */\n\
             export function visible(text) {{\n  return text.replace(HIDDEN, \"\\ufffd\");\n}}\n",
            chunked(&class)
        ),
    );
}

/// Returns a class of characters as texts of a readable width that are joined.
fn chunked(class: &str) -> String {
    let escapes = class.replace("}\\u", "} \\u");
    let mut lines = vec![String::from("[")];
    for escape in escapes.split(' ') {
        if lines.last().is_some_and(|line| 60 < line.len()) {
            lines.push(String::new());
        }
        lines.last_mut().unwrap().push_str(escape);
    }
    lines.last_mut().unwrap().push(']');
    let last = lines.len() - 1;
    let quoted = |(index, line): (usize, &String)| {
        let end = if index == last { "," } else { " +" };
        format!("{}\"{}\"{end}\n", if index == 0 { "  " } else { "    " }, line.replace('\\', "\\\\"))
    };
    lines.iter().enumerate().map(quoted).collect()
}
