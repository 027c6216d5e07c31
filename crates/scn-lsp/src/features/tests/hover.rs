//! Hover.

use serde_json::json;

use super::story_at;
use crate::features::hover::hover;
use crate::harness::{Editor, editor_with};
use gen_lsp_types::Contents;

fn hover_text(editor: &mut Editor) -> Option<String> {
    let params = serde_json::from_value(editor.cursor_params(json!({}))).unwrap();
    match hover(&mut editor.state, params).unwrap()?.contents {
        Contents::MarkupContent(it) => Some(it.value.replace("\n\n", "\n")),
        Contents::MarkedString(_) | Contents::MarkedStringList(_) => None,
    }
}

fn checked(what: &str, offset: usize) -> Option<String> {
    let mut editor = editor_with(&story_at(what, offset));
    editor.check();
    hover_text(&mut editor)
}

#[test]
fn a_situation_tells_its_ways_and_what_runs_come_there() {
    let wait = "situation `wait`: **A wait**\n1 way in: from `ring`\n1 way out: to `good`\nruns reach it in 1 state, the earliest after 1 choice";
    assert_eq!(checked("Next: wait", 7).as_deref(), Some(wait));
    assert_eq!(checked("Situation wait", 2).as_deref(), Some("`Situation id: title`\nallowed in a scenario"));
    let good = checked("Ending good", 8).unwrap();
    assert_eq!(
        good,
        "ending `good`: **All is well**\nresult: passed\n2 ways in: from `ring`, `wait`\nruns reach it in 2 states, the earliest after 1 choice"
    );
    let ring = checked("Situation ring", 11).unwrap();
    assert!(
        ring.contains("the start\n2 ways out: to `wait`, `good`\nruns reach it in 1 state, the earliest at the start"),
        "{ring}"
    );
}

#[test]
fn nothing_is_said_of_runs_before_they_are_known() {
    let hover_text = hover_text(&mut editor_with(&story_at("Next: wait", 7))).unwrap();
    assert!(!hover_text.contains("runs"), "{hover_text}");
}

#[test]
fn a_meter_shows_the_values_that_it_can_have() {
    let meter = "meter `trust`: **Customer trust**\nfrom 0 to 100, starting at 50\nvalues in runs: from 30 to 50";
    assert_eq!(checked("Set: trust", 6).as_deref(), Some(meter));
}

#[test]
fn everything_with_a_name_tells_what_it_is() {
    for (what, offset, hover_text) in [
        (
            "Breaks careful",
            8,
            "principle `careful`: **Be careful**\nDo not share what is not yours.\nused in 3 other places",
        ),
        ("Thabo: You", 1, "cast member `Thabo`: **Your team leader**"),
        ("mood = angry:", 9, "value `angry`\na value of `mood`: How she feels"),
        ("mood = angry:", 1, "state `mood`: **How she feels**\none of calm, angry"),
        ("chose tell", 7, "choice `tell`: **Tell her all**\nin `ring`: It rings"),
        (
            "chose ask-who",
            8,
            "choice `ask-who-she-is`: **Ask who she is**\nin `ring`: It rings\nits id is derived from its label, so it changes when the label changes",
        ),
        ("Result: passed", 1, "`Result: passed`\nallowed directly under an `Ending`"),
        ("Upholds careful", 3, "`Upholds principle: reason`\nallowed in an outcome, before its `Next:`"),
    ] {
        assert_eq!(
            super::hover::hover_text(&mut editor_with(&story_at(what, offset))).as_deref(),
            Some(hover_text),
            "{what}"
        );
    }
    assert_eq!(hover_text(&mut editor_with(&story_at("She thanks", 3))), None);
}
