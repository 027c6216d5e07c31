//! Everything that is written is shown: for random bodies of every kind, each word, number and mark
//! that is not markup appears, in order, in the JSON, the line mode at 80 and 40 columns, the full
//! screen, the lines of events, the transcript, the page of the preview, and both forms
//! of the storyboard; or the body has a finding. The same holds for texts of lessons, quizzes and
//! principles, in the JSON and wherever they are shown.
//!
//! `SCN_STORIES` is the number of bodies; their content is printed.

#[path = "text_kept/bodies.rs"]
mod bodies;
#[path = "text_kept/page.rs"]
mod page;
#[path = "text_kept/parts.rs"]
mod parts;
#[path = "text_kept/storyboard.rs"]
mod storyboard;

use std::collections::BTreeMap;

use bodies::{Body, Covered, tokens_of};
use scn_run::{Playable, Recording, Session, Stories, markdown_transcript};
use scn_story::{Block, Span, Story};
use scn_terminal::screen::{Key, Look, Screen, ScreenOptions, ScreenUi as _, Size};
use scn_terminal::{Options, play, play_json};
use scn_tests::harness::pack::Pack;
use scn_tests::random::Rng;
use scn_tests::survey;

/// The place of a body in the story.
const SPOTS: [&str; 6] = ["situation", "brief", "ending", "outcome", "hint", "ask"];

/// Returns a story with a body in a spot.
fn story_with(spot: &str, body: &str) -> String {
    let body_at = |wanted: &str| if spot == wanted { body } else { "Text.\n" };
    let hint = match spot {
        "hint" => format!("Hint: {body}"),
        "ask" => format!("Ask note: {body}"),
        _ => String::new(),
    };
    format!(
        "Scenario s: S\n\n{}\n\nCast Guard: One\n\nMeter m: M\n  Range: 0 to 9\n  Start: 5\n\nSituation a: A\n\n{}\n\n{hint}\n\n\
         Choice go: Go.\nOutcome: Gone.\n\n{}\n\nNext: e\n\nChoice stay: Stay.\nOutcome: Here.\nSet: m -1\nNext: f\n\n\
         Ending e: E\nResult: passed\n\n{}\n\nEnding f: F\nResult: failed\n\nText.\n",
        body_at("brief"),
        body_at("situation"),
        body_at("outcome"),
        body_at("ending"),
    )
}

/// Returns the words and numbers of a story as a reader of the JSON finds them. The numbers of a
/// list are counted from its `start`.
fn in_json(story: &Story) -> String {
    let json = story.to_json();
    let read = Story::from_json(&json).expect("what is written can be read");
    let mut out = String::new();
    for scenario in &read.scenarios {
        add_blocks(&scenario.brief, &mut out);
        for situation in &scenario.situations {
            add_blocks(&situation.body, &mut out);
            situation.hints.iter().for_each(|hint| add_spans(hint, &mut out));
            situation.ask.iter().for_each(|ask| add_spans(&ask.text, &mut out));
            for outcome in situation.choices.iter().flat_map(|choice| &choice.outcomes) {
                add_blocks(&outcome.body, &mut out);
            }
        }
        scenario.endings.iter().for_each(|ending| add_blocks(&ending.body, &mut out));
    }
    out
}

fn add_blocks(body: &[Block], out: &mut String) {
    for block in body {
        out.push('\n');
        match block {
            Block::Quote { lines, .. } | Block::Code { lines, .. } => out.push_str(&lines.join("\n")),
            Block::List { ordered, start, items, .. } => {
                for (number, item) in (*start..).zip(items) {
                    out.push_str(&if *ordered { format!("\n{number} ") } else { "\n".to_owned() });
                    add_spans(item, out);
                }
            }
            Block::Speech { speaker, direction, text, .. } => {
                out.push_str(&format!("{speaker} ({}): ", direction.as_deref().unwrap_or_default()));
                add_spans(text, out);
            }
            Block::Callout { text, .. } => {
                out.push_str("Tip: ");
                add_spans(text, out);
            }
            Block::Paragraph { .. }
            | Block::Media { .. }
            | Block::Table { .. }
            | Block::Heading { .. }
            | Block::Rule { .. } => {
                for text in block.texts() {
                    add_spans(text, out);
                    out.push('\n');
                }
            }
        }
    }
}

/// Adds what spans show: `m` is 5, and conditions depend on it.
fn add_spans(text: &[Span], out: &mut String) {
    for span in text {
        match span {
            Span::Text { text, .. } => out.push_str(text),
            Span::Value { .. } => out.push('5'),
            Span::If { when, then, otherwise } => {
                let holds = format!("{:?}", when.expr).contains("Number(1)");
                add_spans(if holds { then } else { otherwise }, out);
            }
        }
    }
}

/// Returns all text in the lines of events.
fn in_events(lines: &str) -> String {
    fn add_value(value: &serde_json::Value, out: &mut String) {
        let Some(object) = value.as_object() else {
            value.as_array().into_iter().flatten().for_each(|it| add_value(it, out));
            return;
        };
        let text_field = |key: &str| object.get(key).and_then(serde_json::Value::as_str).unwrap_or_default();
        // Each block starts a line.
        out.push_str(if object.contains_key("kind") { "\n" } else { text_field("text") });
        match text_field("kind") {
            "speech" => out.push_str(&format!("\n{} ({}): ", text_field("speaker"), text_field("direction"))),
            "callout" => out.push_str("\nTip: "),
            _ => {}
        }
        let number = object.get("start").and_then(serde_json::Value::as_u64).unwrap_or(1);
        let ordered = object.get("ordered") == Some(&true.into());
        for (at, item) in
            (number..).zip(object.get("items").and_then(serde_json::Value::as_array).into_iter().flatten())
        {
            out.push_str(&if ordered { format!("\n{at} ") } else { "\n".to_owned() });
            add_value(item, out);
        }
        for line in object.get("lines").and_then(serde_json::Value::as_array).into_iter().flatten() {
            out.push_str(&format!("\n{}", line.as_str().unwrap_or_default()));
        }
        for key in ["passages", "body", "text", "head", "rows", "hint", "ask", "alternative"] {
            let Some(inner) = object.get(key) else { continue };
            // The cells of a row are separate texts.
            if key == "head" || key == "rows" {
                inner.as_array().into_iter().flatten().for_each(|it| {
                    out.push('\n');
                    add_cells(it, out);
                });
            } else {
                out.push_str(if key == "text" { "" } else { "\n" });
                add_value(inner, out);
            }
        }
    }
    fn add_cells(value: &serde_json::Value, out: &mut String) {
        let is_text = value.as_array().is_some_and(|it| it.iter().all(|piece| piece.get("text").is_some()));
        if is_text {
            add_value(value, out);
            out.push('\n');
        } else {
            value.as_array().into_iter().flatten().for_each(|it| add_cells(it, out));
        }
    }
    let mut out = String::new();
    for line in lines.lines() {
        add_value(&serde_json::from_str(line).expect("each line is JSON"), &mut out);
        out.push('\n');
    }
    out
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the events of another crate")]
/// Returns a transcript as a reader of the rendered Markdown sees it: without the backslashes of
/// escapes, and with entities decoded.
fn in_transcript(markdown: &str) -> String {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    let mut out = String::new();
    let mut numbers: Vec<Option<u64>> = Vec::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) | Event::Html(text) => out.push_str(&text),
            Event::Start(Tag::List(start)) => numbers.push(start),
            Event::Start(Tag::Item) => {
                out.push('\n');
                if let Some(Some(number)) = numbers.last_mut() {
                    out.push_str(&format!("{number} "));
                    *number += 1;
                }
            }
            Event::End(pulldown_cmark::TagEnd::List(_)) => {
                numbers.pop();
            }
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Link { .. })
            | Event::End(
                pulldown_cmark::TagEnd::Emphasis | pulldown_cmark::TagEnd::Strong | pulldown_cmark::TagEnd::Link,
            ) => {}
            _ => out.push('\n'),
        }
    }
    out
}

/// Returns the first token that is missing, in order, with some of those before it; `None` if all
/// are there.
fn missing_token(wanted: &[String], found: &str) -> Option<String> {
    let mut tokens_found = tokens_of(found).into_iter();
    for (at, token) in wanted.iter().enumerate() {
        if !tokens_found.any(|it| it == *token) {
            let tokens_before = wanted.get(at.saturating_sub(6)..at).unwrap_or_default().join(" ");
            return Some(format!("`{token}` after `{tokens_before}`"));
        }
    }
    None
}

/// Splits tokens into letters, since a long word may be broken at the end of a line of a narrow
/// page.
fn letters_of(tokens: &[String]) -> Vec<String> {
    tokens.iter().flat_map(|token| token.chars().map(String::from)).collect()
}

fn missing_letters(wanted: &[String], found: &str) -> Option<String> {
    let spaced: String = found.chars().flat_map(|c| [c, ' ']).collect();
    missing_token(&letters_of(wanted), &spaced)
}

/// Returns the faults of a body in a spot: which kind of output lacks which token.
fn body_faults(spot: &str, body: &Body, page: Option<&mut page::Page>) -> Vec<String> {
    let pack = Pack::single_file(&story_with(spot, &body.source));
    let result = pack.check();
    let error_findings =
        result.checked.findings.iter().filter(|finding| finding.severity == scn_source::Severity::Error);
    let errors: Vec<String> = error_findings.map(|finding| format!("{}: {}", finding.name, finding.message)).collect();
    // Bodies created here have no errors.
    if !errors.is_empty() {
        return vec![format!("it has errors: {errors:?}")];
    }
    let story = result.checked.story;
    let mut out = Vec::new();
    let mut note_missing = |way: &str, missing: Option<String>| out.extend(missing.map(|it| format!("{way}: no {it}")));
    note_missing("JSON", missing_token(&body.shown, &in_json(&story)));
    for (way, text) in storyboard::texts_of(&story) {
        note_missing(way, missing_token(&body.shown, &text));
    }

    let playable = Playable::new(&story, None).expect("the scenario is whole");
    let start_session = || Session::start(&playable, 7, None);
    let typed = if spot == "hint" { "h\n1\nq\n" } else { "1\nq\n" };
    for (width, plain) in [(80, false), (40, true), (100, true)] {
        let options = Options { width, plain, ..Options::default() };
        let mut output = Vec::new();
        let played =
            play(start_session(), &options, Recording::none(), &mut typed.as_bytes(), &mut output).expect("it plays");
        let output_text = String::from_utf8(output).expect("it is text");
        note_missing(&format!("line mode at {width}"), missing_letters(&body.shown, &output_text));
        if width == 100 {
            let markdown = markdown_transcript(&playable, &played.events, &Stories::new(), None).expect("it is a run");
            note_missing("transcript", missing_token(&body.shown, &in_transcript(&markdown)));
        }
    }

    let acts = "{\"do\":\"hint\"}\n{\"do\":\"choose\",\"choice\":\"go\"}\n{\"do\":\"leave\"}\n";
    let acts = if spot == "hint" { acts } else { acts.split_once('\n').map_or("", |(_, rest)| rest) };
    let mut lines = Vec::new();
    play_json(start_session(), &Options::default(), Recording::none(), &mut acts.as_bytes(), &mut lines)
        .expect("it speaks");
    note_missing("events", missing_token(&body.shown, &in_events(&String::from_utf8(lines).expect("it is text"))));

    let setting = ScreenOptions {
        look: Look { colour: false, ascii: false },
        limits_off: true,
        notices: Vec::new(),
        keeps: None,
    };
    let size = Size { columns: 60, rows: 900 };
    let mut screen = Screen::new(start_session(), Recording::none(), setting, size);
    let keys: &[char] = match spot {
        "hint" => &['h'],
        "outcome" | "ending" => &['1'],
        _ => &[],
    };
    let mut screen_text = screen.current_frame().plain_text();
    for key in keys {
        for key in [Key::Char(*key), Key::Enter] {
            screen.handle_key(key);
            screen_text.push_str(&screen.current_frame().plain_text());
        }
    }
    // A column, or a line of its own, replaces the colon after a speaker.
    let screen_text = screen_text.replace("Guard (quietly)", "Guard (quietly):");
    note_missing("full screen", missing_letters(&body.shown, &screen_text));
    if let Some(page) = page {
        note_missing("preview", missing_token(&body.shown, &in_events(&page.lines_shown(&story, spot))));
    }
    out
}

#[test]
fn all_that_is_written_is_read_in_lessons_quizzes_and_principles() {
    let bodies = survey::env_number("SCN_STORIES", 300);
    let mut wrong = Vec::new();
    for seed in 0..bodies {
        let mut rng = Rng::new(seed);
        let spot = parts::SPOTS[rng.number_below(parts::SPOTS.len())];
        let body = parts::random_text(spot, &mut rng);
        let faults = parts::text_faults(spot, &body);
        if !faults.is_empty() {
            wrong.push(format!("body {seed}, {spot}:\n{}\n{}\n", faults.join("\n"), body.source));
        }
    }
    assert_none_lose(bodies, &wrong);
}

fn assert_none_lose(bodies: u64, wrong: &[String]) {
    let first_faults: Vec<&str> = wrong.iter().take(8).map(String::as_str).collect();
    assert!(wrong.is_empty(), "{} of {bodies} bodies lose something:\n{}", wrong.len(), first_faults.join("\n"));
}

#[expect(clippy::print_stderr, reason = "what the texts hold is worth reading in a failing run")]
#[test]
fn all_that_is_written_is_read_in_order_on_every_way_out() {
    let bodies = survey::env_number("SCN_STORIES", 300);
    let mut covered = Covered::new();
    let mut spots: BTreeMap<&str, u64> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut bodies_checked = 0;
    let mut page = page::Page::new();
    if page.is_none() {
        eprintln!("SKIPPED: no Node.js, so the preview is not tested");
    }
    for seed in 0..bodies {
        let mut rng = Rng::new(seed);
        let spot = SPOTS[rng.number_below(SPOTS.len())];
        let body = if matches!(spot, "hint" | "ask") {
            Body::line_of(&mut rng, &mut covered)
        } else {
            Body::random_body(&mut rng, &mut covered)
        };
        *spots.entry(spot).or_default() += 1;
        bodies_checked += body.shown.len();
        let faults = body_faults(spot, &body, page.as_mut());
        if !faults.is_empty() {
            wrong.push(format!("body {seed}, {spot}:\n{}\n{}\n", faults.join("\n"), body.source));
        }
    }
    eprintln!("{bodies} bodies, {bodies_checked} tokens; in {spots:?}; of {covered:#?}");
    assert_none_lose(bodies, &wrong);
    assert!(bodies < 300 || 24 <= covered.len(), "only {} kinds of piece were made", covered.len());
}
