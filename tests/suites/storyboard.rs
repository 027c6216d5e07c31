//! Tests storyboards: everything that an author wrote is in them, in both formats, and what has
//! changed since an earlier version is marked so that accepting all changes gives the new text and
//! rejecting them gives the old one.
//!
//! `SCN_STORIES=N` tests N random stories instead of 40.

use std::collections::BTreeMap;

use scn_export::graph::Graph;
use scn_export::storyboard::{Storyboard, StoryboardSource, read_story};
use scn_prover::{Limits, prove};
use scn_story::{Block, Keep, Machine, Span, Story};
use scn_tests::document::{Changes, docx_files, docx_text, html_text};
use scn_tests::harness::pack::Pack;
use scn_tests::random::{self, Rng};
use scn_tests::survey;

/// Returns the seeds of the random stories.
fn seeds() -> std::ops::Range<u64> {
    let first = survey::env_number("SCN_FIRST", 0);
    first..first + survey::env_number("SCN_STORIES", 40)
}

fn storyboard<'s>(story: &'s Story, since: Option<&'s Story>) -> Storyboard<'s> {
    // An edited story may have conditions about choices that it no longer has.
    let graph = |scenario: &scn_story::Scenario| {
        let machine = Machine::new(scenario, Keep::Read).ok()?;
        Some(Graph::new(scenario, &machine, &prove(&machine, &Limits::default()), &story.principles))
    };
    let graphs = story.scenarios.iter().filter_map(graph).collect();
    Storyboard::new(StoryboardSource { story, graphs, coverage: Vec::new(), pictures: BTreeMap::new(), since })
}

/// Returns all words of a story that an author wrote for people.
fn words_of(value: &serde_json::Value, key: &str, out: &mut Vec<String>) {
    const KEYS: [&str; 15] = [
        "text",
        "title",
        "source",
        "markdown",
        "who",
        "name",
        "audience",
        "author",
        "tags",
        "speaker",
        "direction",
        "lines",
        "values",
        "accept",
        "issuer",
    ];
    match value {
        serde_json::Value::String(text) if KEYS.contains(&key) => {
            out.extend(text.split_whitespace().map(str::to_owned));
        }
        serde_json::Value::Array(list) => list.iter().for_each(|it| words_of(it, key, out)),
        serde_json::Value::Object(fields) => fields.iter().for_each(|(key, it)| words_of(it, key, out)),
        serde_json::Value::Null
        | serde_json::Value::Bool(_)
        | serde_json::Value::Number(_)
        | serde_json::Value::String(_) => {}
    }
}

#[test]
fn every_word_of_a_random_story_is_in_both_formats() {
    for seed in seeds() {
        let story = random::random_story(seed);
        let json = serde_json::from_str(&story.to_json()).expect("a story is JSON");
        let mut words = Vec::new();
        words_of(&json, "", &mut words);
        assert!(20 < words.len(), "story {seed} has hardly any text");
        let board = storyboard(&story, None);
        let docx = board.to_docx();
        for (way, text) in [
            ("HTML", html_text(&board.to_html(), Changes::Accepted)),
            ("Word", docx_text(&docx, Changes::Accepted).expect("it is a document")),
        ] {
            for word in &words {
                assert!(text.contains(word.as_str()), "story {seed}: {way} lacks `{word}`");
            }
        }
        assert_eq!(docx, storyboard(&story, None).to_docx(), "story {seed}: the same story gives the same bytes");
    }
}

#[test]
fn a_storyboard_contains_its_story() {
    for seed in 0..20 {
        let story = Story::from_json(&random::random_story(seed).to_json()).expect("what is written can be read");
        let board = storyboard(&story, None);
        assert_eq!(read_story(board.to_html().as_bytes()).expect("it is a storyboard"), story);
        assert_eq!(read_story(&board.to_docx()).expect("it is a storyboard"), story);
        assert_eq!(read_story(story.to_json().as_bytes()).expect("it is a story"), story);
    }
}

fn reword(spans: &mut Vec<Span>, rng: &mut Rng) {
    let added = Span::Text {
        text: format!(" changed{}", rng.number_below(100)),
        emphasis: false,
        strong: rng.with_percent(30),
        code: false,
        link: None,
    };
    spans.insert(rng.number_below(spans.len() + 1), added);
}

fn edit_blocks(blocks: &mut Vec<Block>, rng: &mut Rng) {
    if rng.with_percent(30) && !blocks.is_empty() {
        blocks.remove(rng.number_below(blocks.len()));
    }
    if rng.with_percent(30) && 1 < blocks.len() {
        let last = blocks.len() - 1;
        blocks.swap(rng.number_below(last), last);
    }
    for block in blocks {
        if let Block::Paragraph { text, .. } | Block::Speech { text, .. } = block
            && rng.with_percent(20)
        {
            reword(text, rng);
        }
    }
}

/// Returns an edited version of a story: words, orders, ids, parts that are added or removed.
fn edited(story: &Story, rng: &mut Rng) -> Story {
    let mut story = story.clone();
    for scenario in &mut story.scenarios {
        for situation in &mut scenario.situations {
            edit_blocks(&mut situation.body, rng);
            if rng.with_percent(15) {
                situation.title.push_str(" indeed");
            }
            for choice in &mut situation.choices {
                if rng.with_percent(20) {
                    reword(&mut choice.label, rng);
                }
                if rng.with_percent(20) {
                    choice.id.push_str("-2");
                }
                choice.outcomes.iter_mut().for_each(|outcome| edit_blocks(&mut outcome.body, rng));
            }
            if rng.with_percent(20) && 1 < situation.choices.len() {
                situation.choices.swap(0, 1);
            }
            if rng.with_percent(15) && 1 < situation.choices.len() {
                situation.choices.pop();
            }
        }
        if rng.with_percent(30) && 1 < scenario.situations.len() {
            scenario.situations.swap(0, 1);
        }
        if rng.with_percent(20) && 1 < scenario.endings.len() {
            scenario.endings.remove(0);
        }
    }
    story
}

/// Returns the words of the tables beside which comments are written, without the margin.
fn reviewed_words(html: &str, changes: Changes) -> Vec<String> {
    let tables = html.split("<table class=\"review\">").skip(1);
    let mut words = Vec::new();
    for table in tables {
        let table = table.split("<td class=\"comments\">").map(|row| {
            // The margin says what has changed.
            let (before, after) = row.split_once("<th scope=\"row\">").unwrap_or((row, ""));
            let after = after.split_once("</th>").map_or("", |(_, after)| after);
            format!("{before}{after}")
        });
        let whole: String = table.collect::<Vec<_>>().join("<td>");
        let rows = whole.split_once("<tbody>").map_or("", |(_, rows)| rows);
        // Tables inside of the text have no body.
        let body = rows.split_once("</tbody>").map_or(rows, |(body, _)| body);
        words.extend(html_text(body, changes).split_whitespace().map(str::to_owned));
    }
    words
}

#[test]
fn accepting_all_changes_gives_the_new_text_and_rejecting_them_the_old_one() {
    let mut changed = 0;
    for seed in seeds() {
        let mut rng = Rng::new(seed);
        let old = random::random_story(seed);
        let new = if seed % 5 == 0 { random::random_story(seed + 1) } else { edited(&old, &mut rng) };
        let (before, after) = (storyboard(&old, None).to_html(), storyboard(&new, None).to_html());
        let compared = storyboard(&new, Some(&old)).to_html();
        assert_eq!(
            reviewed_words(&compared, Changes::Accepted),
            reviewed_words(&after, Changes::Accepted),
            "story {seed}: the new text"
        );
        let sorted = |mut words: Vec<String>| {
            words.sort();
            words
        };
        assert_eq!(
            sorted(reviewed_words(&compared, Changes::Rejected)),
            sorted(reviewed_words(&before, Changes::Accepted)),
            "story {seed}: the old text"
        );
        // One insertion and one deletion are in the explanation.
        changed += u64::from(1 < compared.matches("<ins>").count() && 1 < compared.matches("<del>").count());
        docx_files(&storyboard(&new, Some(&old)).to_docx()).expect("it is a document");
    }
    assert!(survey::env_number("SCN_STORIES", 40) < 40 || 25 <= changed, "only {changed} pairs differ");
}

#[test]
fn a_story_compared_with_itself_has_not_changed() {
    for seed in 0..30 {
        let story = random::random_story(seed);
        let html = storyboard(&story, Some(&story)).to_html();
        assert!(html.contains("Nothing has changed."), "story {seed}");
        assert_eq!(html.matches("<ins>").count(), 1, "story {seed}: only the explanation has an insertion");
        assert!(!html.contains("class=\"changed\""), "story {seed}");
    }
}

/// Returns the list of changes between two packs, an entry a line.
fn list_of_changes(old: &str, new: &str) -> Vec<String> {
    let [old, new] = [old, new].map(|source| Pack::single_file(source).check().checked.story);
    let html = storyboard(&new, Some(&old)).to_html();
    let (_, after) = html.split_once("<h2 id=\"changes\">").expect("there is a list of changes");
    let list = after.split("<table").next().unwrap_or_default();
    let lines = list.split("<li>").skip(1).map(|entry| entry.split("</li>").next().unwrap_or_default());
    lines.map(|entry| html_text(entry, Changes::Accepted).trim().to_owned()).collect()
}

const DESK: &str = "Scenario s: S\n\nSituation desk: At the desk\n\nThe phone rings.\n\n\
                    Choice take: Take the call.\nOutcome: It is Ana.\nNext: end\n\n\
                    Choice wait: Wait for a colleague.\nOutcome: Nobody comes.\nNext: end\n\n\
                    Ending end: The end\nResult: mixed\n\nYou go home.\n";

#[test]
fn parts_are_matched_by_their_text_and_not_by_their_id_alone() {
    let renamed = DESK.replace("Choice take:", "Choice answer:");
    assert_eq!(list_of_changes(DESK, &renamed), ["Changed: choice Take the call. (desk/answer), formerly take"]);

    let exchanged = DESK.replace("Choice take:", "Choice x:").replace("Choice wait:", "Choice take:");
    let exchanged = exchanged.replace("Choice x:", "Choice wait:");
    assert_eq!(
        list_of_changes(DESK, &exchanged),
        [
            "Changed: choice Take the call. (desk/wait), formerly take",
            "Changed: choice Wait for a colleague. (desk/take), formerly wait",
        ]
    );

    let replaced = DESK.replace("Take the call.\nOutcome: It is Ana.", "Hide under it.\nOutcome: You are found.");
    assert_eq!(
        list_of_changes(DESK, &replaced),
        ["Removed: choice Take the call. (desk/take)", "New: choice Hide under it. (desk/take)"]
    );

    let reworded = DESK.replace("Take the call.", "Take the call at once.");
    assert_eq!(list_of_changes(DESK, &reworded), ["Changed: choice Take the call at once. (desk/take)"]);
}

#[test]
fn what_changes_for_a_run_is_marked_too() {
    let effect = DESK.replace("Scenario s: S\n", "Scenario s: S\n\nMeter m: Calm\nRange: 0 to 9\nStart: 5\n");
    let less = effect.replace("Nobody comes.\n", "Nobody comes.\nSet: m -1\n");
    let more = effect.replace("Nobody comes.\n", "Nobody comes.\nSet: m -3\n");
    assert_eq!(list_of_changes(&less, &more), ["Changed: outcome desk/wait 1"]);
    let passed = DESK.replace("Result: mixed", "Result: passed");
    assert_eq!(list_of_changes(DESK, &passed), ["Changed: ending The end (end)"]);
}
