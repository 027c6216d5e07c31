//! The lines that are not searched have nothing that a search finds.

use proptest::prelude::*;
use scn_source::FileId;

use super::find_slips_in;
use crate::source::Source;
use crate::test_texts::{lines, nearly_plain, texts_below};
use crate::text_lines::TextLines;

/// Checks that the result does not depend on which lines are searched.
fn check(text: &str) {
    let source = Source::new(FileId::default(), text, &[]);
    let text_lines = TextLines::new(text);
    let (quick, thorough) = (find_slips_in(&source, &text_lines, true), find_slips_in(&source, &text_lines, false));
    assert_eq!(format!("{quick:?}"), format!("{thorough:?}"), "{text}");
}

/// Words with which a line of another tool, a misspelt keyword or an ordinary line begins.
const WORDS: &[&str] = &[
    "Scene",
    "scene",
    "Passage",
    "The End",
    "The end",
    "Go to",
    "Goto",
    "Option",
    "Answer",
    "Right answer",
    "Hints",
    "True",
    "Consequence",
    "Timer",
    "time limit",
    "Time",
    "Score",
    "points",
    "Correct",
    "Incorrect",
    "Chioce",
    "choice",
    "Situaton",
    "Partly uphold",
    "partly breaks",
    "Partly",
    "Partly upholds",
    "Show",
    "Show answers",
    "Next",
    "Cast\u{200b}",
    "\u{ad}Next",
    "Choiceé",
    "Partly upholdsé",
    "Caller",
    "Then",
    "[if noted] Nxet",
    "- Choice",
    "**Next:**",
    "```",
    "Set",
];

/// What may follow such a word.
const RESTS: &[&str] = &[
    "",
    ":",
    ": x",
    " a: A title",
    " a",
    " [once]: x",
    ": +1",
    ": 30 seconds",
    " desk.png: A desk",
    " p: Good.",
    "s: x",
    " it is.",
];

/// Scenarios in which some lines begin with one of those words.
fn with_words() -> impl Strategy<Value = String> {
    let line =
        (prop::sample::select(WORDS), prop::sample::select(RESTS)).prop_map(|(word, rest)| format!("{word}{rest}"));
    let other = prop::sample::select(
        &["Situation a: A", "Choice b: B", "Outcome: C", "Next: a", "Question: Why?", "Right: D", "", "Text."][..],
    );
    prop::collection::vec(prop_oneof![line, other.prop_map(str::to_owned)], 0..12).prop_map(|lines| lines.join("\n  "))
}

#[test]
fn no_line_of_a_document_that_is_skipped_has_a_slip() {
    for text in texts_below(".") {
        check(&text);
        check(&text.replace('\n', "\r\n"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn no_line_that_is_skipped_begins_as_in_another_tool(text in with_words()) {
        check(&text);
    }

    #[test]
    fn no_random_line_that_is_skipped_has_a_slip(text in lines()) {
        check(&text);
    }

    #[test]
    fn no_line_of_a_scenario_that_is_skipped_has_a_slip(text in nearly_plain()) {
        check(&text);
    }
}
