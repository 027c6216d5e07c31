//! What a learner reads in the page is in the catalogue of phrases, and nowhere else.
#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use std::collections::BTreeSet;

use scn_run::phrases::page::page_phrases;

/// The files of the page that show what a learner reads.
const LEARNER: [(&str, &str); 6] = [
    ("text.js", include_str!("../assets/text.js")),
    ("scene.js", include_str!("../assets/scene.js")),
    ("debrief.js", include_str!("../assets/debrief.js")),
    ("lesson.js", include_str!("../assets/lesson.js")),
    ("quiz.js", include_str!("../assets/quiz.js")),
    ("course.js", include_str!("../assets/course.js")),
];

/// The other files that take phrases from the catalogue.
const AROUND: [&str; 2] = [include_str!("../assets/main.js"), include_str!("../assets/index.html")];

/// Texts between quotes that are not read, though they look so: values of attributes.
const NOT_READ: [&str; 2] = ["noopener noreferrer", "speech voice-${voice(speaker, cast)}"];

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
fn the_player_of_the_page_has_no_phrase_of_its_own() {
    for (name, code) in LEARNER {
        let found: Vec<String> = texts(code).into_iter().filter(|text| is_read(text)).collect();
        assert!(found.is_empty(), "{name} has {found:?}, which belong into crates/scn-run/src/phrases");
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
fn the_page_uses_every_phrase_that_it_gets_and_no_other() {
    let codes = LEARNER.map(|(_, code)| code).into_iter().chain(AROUND);
    let used: BTreeSet<&str> =
        codes.flat_map(|code| names_after(code, "PHRASES.").chain(names_after(code, "data-phrase=\""))).collect();
    let phrases = page_phrases();
    let known: BTreeSet<&str> = phrases.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(used, known);
}

#[test]
fn nothing_in_the_page_is_parsed_as_html() {
    let all = LEARNER.map(|(_, code)| code).into_iter().chain(AROUND).chain([
        include_str!("../assets/dom.js"),
        include_str!("../assets/findings.js"),
        include_str!("../assets/graph.js"),
        include_str!("../assets/service.js"),
        include_str!("../assets/values.js"),
        include_str!("../assets/panel.js"),
        include_str!("../assets/places.js"),
    ]);
    for code in all {
        for way in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "setHTML",
            "createContextualFragment",
            "text/html",
        ] {
            assert!(!code.contains(way), "{way}");
        }
    }
}
