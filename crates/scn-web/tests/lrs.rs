//! Tests the pages that report to a learning record store: the rules of the player, what they may
//! request, their size, and the page of a part.
#![expect(clippy::unwrap_used, reason = "a test fails by it")]
#![expect(clippy::print_stdout, reason = "it is measured")]

use std::collections::BTreeMap;

use scn_run::Part;
use scn_story::Story;
use scn_web::{Home, PageOptions, check_rules, page, part_launcher, script};
use serde_json::{Value, json};

const HOMES: [Home; 2] = [Home::Cmi5, Home::Xapi];

/// What one of these homes adds to the script of a page at most, in bytes.
const MOST: usize = 22_000;

fn till() -> Story {
    Story::from_json(include_str!("../../scn-story/schema/till.json")).unwrap()
}

#[test]
fn the_homes_keep_the_rules_of_the_player() {
    for home in HOMES {
        assert_eq!(check_rules(&home.files()), [""; 0]);
    }
}

#[test]
fn the_homes_stay_within_their_budget() {
    let device = script(Home::Device).len();
    for home in HOMES {
        let size = script(home).len().saturating_sub(device);
        println!("{home:?}: {size} bytes");
        assert!(size <= MOST, "{home:?}: {size} bytes");
    }
}

#[test]
fn only_a_page_that_reports_may_make_requests() {
    let media = BTreeMap::new();
    let options = |home| PageOptions {
        home,
        media: &media,
        inline: 0,
        part: None,
        pages: BTreeMap::new(),
        settings: json!({ "base": "https://a.example" }),
    };
    let (reporting, silent) = (page(&till(), &options(Home::Cmi5)).html, page(&till(), &options(Home::Device)).html);
    assert!(reporting.contains("; connect-src http: https:\"") && !silent.contains("connect-src"));
}

#[test]
fn the_page_of_a_part_has_no_markup_from_its_author() {
    let mut story = till();
    story.pack.title = "</title><script>attack()</script>".to_owned();
    for scenario in &mut story.scenarios {
        scenario.title = "\"><img src=x onerror=attack()>".to_owned();
    }
    let html = part_launcher(&story, &Part::Scenario("till".to_owned()));
    assert_eq!((html.matches("<script").count(), html.matches("<img").count()), (1, 0), "{html}");
    let odd = part_launcher(&story, &Part::Scenario("\"/><script>".to_owned()));
    assert_eq!(odd.matches("<script").count(), 1, "{odd}");
}

#[test]
fn the_phrases_of_these_homes_are_all_used() {
    let code: String = HOMES.iter().flat_map(|home| home.files()).map(|file| file.text).collect();
    let phrases = scn_run::phrases::lrs::lrs_phrases();
    for name in phrases.as_object().into_iter().flat_map(|it| it.keys()) {
        assert!(code.contains(name), "{name} is not used");
    }
    assert!(phrases.as_object().unwrap().values().all(Value::is_string));
}
