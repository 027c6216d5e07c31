//! The invariant of the scanner: its tree is that of the grammar.

use proptest::prelude::*;

use super::{parse_by_grammar, scan};
use crate::test_texts::{lines, nearly_plain, texts_below};
use crate::text_lines::TextLines;

/// Checks a text, and returns whether the scanner read it.
fn check(text: &str) -> bool {
    let scanned = scan(text, &TextLines::new(text));
    if let Some(scanned) = &scanned {
        let read = parse_by_grammar(text).expect("the grammar accepts any text");
        assert!(*scanned == read, "{}: {text:?}", scanned.first_difference(&read));
    }
    scanned.is_some()
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
    // The end of the text can only matter to the block that it cuts off, so each is cut by itself.
    for text in texts_below("examples").iter().filter(|text| text.contains("Situation ")) {
        let is_start = |line: &str| ["Scenario ", "Situation ", "Ending "].iter().any(|word| line.starts_with(word));
        let starts: Vec<usize> =
            text.lines().filter(|line| is_start(line)).map(|line| line.as_ptr() as usize).collect();
        let first = text.as_ptr() as usize;
        let starts: Vec<usize> = starts.into_iter().map(|start| start - first).chain([text.len()]).collect();
        for ends in starts.windows(2) {
            for end in (ends[0]..=ends[1]).filter(|end| text.is_char_boundary(*end)) {
                check(&text[ends[0]..end]);
                let header = text[..ends[0]].rfind("Scenario ").unwrap_or(ends[0]);
                let header = text[header..].lines().next().unwrap_or_default();
                check(&format!("{header}\n\n{}", &text[ends[0]..end]));
            }
        }
    }
}

/// Changes and conditions, mostly well formed.
fn of_words() -> impl Strategy<Value = String> {
    let words = [
        "trust",
        "a-b",
        "_x",
        "5",
        "-5",
        "+1",
        "-1",
        "+",
        "=",
        "==",
        ">=",
        "<",
        "!=",
        ",",
        "not",
        "and",
        "or",
        "visited",
        "at",
        "otherwise",
        "x1",
        "1x",
        "é",
        "xé",
        "(",
        "]",
        "[",
        ":",
        "trust +1",
        "mood = calm",
    ];
    let blank = prop::sample::select(&["", " ", " ", " ", "\t", "\u{a0}"][..]);
    let word = prop::sample::select(words.to_vec());
    prop::collection::vec((word, blank), 1..6)
        .prop_map(|parts| parts.into_iter().flat_map(|(word, blank)| [word, blank]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn changes_and_conditions_have_the_tree_of_the_grammar(
        (changes, condition) in (of_words(), of_words()),
        clause in prop::sample::select(&["if ", "needs ", "if", " if  ", ""][..]),
        end in prop::sample::select(&["\n", "\r\n", "\n\n", "\n    and x\n", ""][..]),
    ) {
        let head = "Scenario s: A title\n\nSituation front: A title\n";
        check(&format!("{head}  Set: {changes}{end}"));
        check(&format!("{head}  Choice ask [{clause}{condition}]: Ask.\n    Outcome [{clause}{condition}]: Well.\n    Set: {changes}{end}    Next: front\n"));
    }

    #[test]
    fn random_lines_have_the_tree_of_the_grammar(text in lines()) {
        check(&text);
    }

    #[test]
    fn a_scenario_with_odd_lines_has_the_tree_of_the_grammar(text in nearly_plain()) {
        check(&text);
    }
}
