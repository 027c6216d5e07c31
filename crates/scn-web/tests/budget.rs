//! How large a page may be besides its story and its media.
#![expect(clippy::unwrap_used, reason = "a test fails by it")]
#![expect(clippy::print_stdout, reason = "a test that measures says what it measured")]

use std::collections::BTreeMap;

use scn_story::Story;
use scn_web::{DEFAULT_INLINE, Home, PageOptions, page, verify_page};
use serde_json::Value;

/// The most bytes of the frame, the style and the script. `crates/README.md` compares them with the
/// pages of others, and says why the goal of 60,000 is not met.
const MOST: usize = 122_000;

fn options(media: &BTreeMap<String, Vec<u8>>) -> PageOptions<'_> {
    PageOptions {
        home: Home::Device,
        media,
        inline: DEFAULT_INLINE,
        part: None,
        pages: BTreeMap::new(),
        settings: Value::Null,
    }
}

fn till() -> Story {
    Story::from_json(include_str!("../../scn-story/schema/till.json")).unwrap()
}

#[test]
fn the_page_without_its_story_is_small() {
    let story = till();
    let size = page(&story, &options(&BTreeMap::new())).html.len() - serde_json::to_string(&story).unwrap().len();
    println!("the frame, the style and the script have {size} bytes");
    assert!(size <= MOST, "{size} bytes");
}

#[test]
fn the_same_pack_gives_the_same_page_which_can_be_verified() {
    let story = till();
    let media = BTreeMap::from([("Desk & Phone.PNG".to_owned(), vec![1, 2, 3]), ("x/é.mp3".to_owned(), vec![4; 10])]);
    let first = page(&story, &options(&media));
    assert_eq!(first, page(&story, &options(&media)));
    assert!(first.files.is_empty() && first.html.contains("data:image/png;base64,AQID"));
    assert_eq!(verify_page(&first.html).unwrap().digest, story.pack.digest);
    let beside = page(&story, &PageOptions { inline: 12, ..options(&media) });
    let names: Vec<&str> = beside.files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["media/4001ba71acef.mp3", "media/desk---phone-039058c6f2c0.png"]);
    assert!(!beside.html.contains("base64"));
}

#[test]
fn every_changed_byte_of_a_page_is_noticed_or_changes_nothing() {
    let story = till();
    let html = page(&story, &options(&BTreeMap::new())).html;
    for place in (0..html.len()).step_by(997) {
        let mut bytes = html.clone().into_bytes();
        bytes[place] = if bytes[place] == b'x' { b'y' } else { b'x' };
        let Ok(changed) = String::from_utf8(bytes) else { continue };
        let is_in_frame = place < html.find("<style>").unwrap()
            || html.find("</style>").unwrap() <= place && place < html.find("{\"scn\":").unwrap()
            || html.rfind("</script>").unwrap() <= place
            || html.find("id=\"settings\"").is_some_and(|at| at <= place && place < html.find("<script>").unwrap());
        assert!(is_in_frame || verify_page(&changed).is_err(), "byte {place} was changed unnoticed");
    }
    for (from, to) in [
        ("</body>", "<script>attack()</script></body>"),
        ("<body>", "<body><style>*{}</style>"),
        ("script-src 'sha256-", "script-src 'unsafe-inline' 'sha256-"),
        ("default-src 'none'", "default-src *"),
        ("At the till\"", "At the tilt\""),
    ] {
        let changed = html.replacen(from, to, 1);
        assert_ne!(changed, html, "{from}");
        assert!(verify_page(&changed).is_err(), "{from}");
    }
}
