//! Snapshots of screens.

use super::*;

/// The screen, between lines.
fn shot(screen: &Screen<'_, '_>, what: &str) -> String {
    format!("=== {what}\n{}", screen.current_frame().plain_text())
}

/// Plays through the story, with a snapshot of every kind of page.
fn through(at: Size, look: Look) -> String {
    let mut memory = Memory::of(RecordOwner::Guest);
    on_screen(&mut memory, ScreenOptions { look, ..setting() }, at, |screen| {
        let mut out = shot(screen, "the start");
        press(screen, "vvvvv>>h");
        out += &shot(screen, "choices, one locked, and a hint");
        press(screen, "3");
        out += &shot(screen, "a decision made");
        press(screen, "2>>>v");
        screen.advance_timer(seconds(11));
        out += &shot(screen, "a countdown");
        press(screen, "?");
        out += &shot(screen, "help");
        press(screen, "!b");
        out += &shot(screen, "undone");
        press(screen, "1m");
        out += &shot(screen, "the map");
        press(screen, "!");
        screen.advance_timer(seconds(20));
        out += &shot(screen, "time ran out");
        press(screen, "$.");
        out += &shot(screen, "the debrief");
        press(screen, ">");
        out += &shot(screen, "further down");
        press(screen, "$");
        out += &shot(screen, "its end");
        press(screen, "1");
        press(screen, "Thandi");
        out += &shot(screen, "a name");
        press(screen, ".$");
        out += &shot(screen, "kept");
        press(screen, "3");
        out += &format!("=== on the screen before\n{}", screen.summary(at.columns).plain_text());
        out
    })
}

#[test]
fn at_40_columns() {
    insta::assert_snapshot!(through(size(40, 20), PLAIN));
}

#[test]
fn at_80_columns() {
    insta::assert_snapshot!(through(size(80, 24), PLAIN));
}

#[test]
fn at_200_columns() {
    insta::assert_snapshot!(through(size(200, 30), PLAIN));
}

#[test]
fn at_the_least_size() {
    insta::assert_snapshot!(through(Size::LEAST, PLAIN));
}

#[test]
fn in_ascii() {
    let shown = through(size(72, 16), Look { colour: false, ascii: true });
    assert!(shown.is_ascii(), "{shown}");
    insta::assert_snapshot!(shown);
}

#[test]
fn colour_changes_no_word_but_the_marks_of_emphasis() {
    let words = |shown: String| shown.replace(['*', '_', '`'], "").split_whitespace().collect::<Vec<_>>().join(" ");
    let colour = Look { colour: true, ascii: false };
    assert_eq!(words(through(size(120, 400), colour)), words(through(size(120, 400), PLAIN)));
}
