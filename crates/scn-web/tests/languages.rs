//! A page has its phrases in the language of its pack.
#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use std::collections::BTreeMap;

use scn_run::Part;
use scn_run::phrases::Language;
use scn_story::Story;
use scn_web::{DEFAULT_INLINE, Home, PageOptions, page, part_launcher, script};
use serde_json::Value;

#[expect(clippy::disallowed_methods, reason = "the story is a file of the repository")]
fn story_in(language: Option<&str>) -> Story {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../scn-story/schema/till.json");
    let mut story = Story::from_json(&std::fs::read_to_string(path).unwrap()).unwrap();
    story.pack.language = language.map(str::to_owned);
    story
}

fn html(language: Option<&str>, home: Home) -> String {
    let options = PageOptions {
        home,
        media: &BTreeMap::new(),
        inline: DEFAULT_INLINE,
        part: None,
        pages: BTreeMap::new(),
        settings: Value::Null,
    };
    page(&story_in(language), &options).html
}

#[test]
fn a_page_in_german_has_no_phrase_in_english() {
    for home in Home::ALL {
        let page = html(Some("de-CH"), home);
        assert!(page.contains("lang=\"de-CH\"") && page.contains(">Direkt zur Geschichte</a>"), "{home:?}");
        assert!(page.contains("\"you_chose\":\"Sie haben gewählt:\""), "{home:?}");
        for english in ["You chose:", "Skip to the story", "Next question", "This page needs JavaScript"] {
            assert!(!page.contains(english), "{home:?} has {english}");
        }
    }
    let launcher = part_launcher(&story_in(Some("de")), &Part::Scenario("till".to_owned()));
    assert!(launcher.contains("Diese Seite braucht JavaScript zum Spielen."));
}

#[test]
fn pages_that_are_made_at_once_do_not_mix_their_languages() {
    let languages = [Some("de"), Some("af-ZA"), Some("zu"), Some("fr"), None, Some("es-MX")];
    let words = [
        "Sie haben gewählt:",
        "Jy het gekies:",
        "You chose:",
        "Vous avez choisi\u{a0}:",
        "You chose:",
        "Usted eligió:",
    ];
    let made = languages.map(|language| std::thread::spawn(move || html(language, Home::Server)));
    for (made, wanted) in made.into_iter().zip(words) {
        let page = made.join().unwrap();
        for word in words {
            assert_eq!(page.contains(word), word == wanted, "{wanted}: {word}");
        }
    }
    assert_eq!(Language::current(), Language::English);
}

#[test]
fn a_language_without_a_catalogue_has_the_script_of_english() {
    let english = html(None, Home::Device);
    assert!(english.contains(&script(Home::Device)));
    assert!(html(Some("zu"), Home::Device).contains(&script(Home::Device)));
}

#[test]
fn a_phrase_in_english_is_marked_on_a_page_in_another_language() {
    for language in ["ar", "he", "fa", "ur-PK", "zu"] {
        let page = html(Some(language), Home::Device);
        let direction = if language == "zu" { "ltr" } else { "rtl" };
        assert!(page.contains(&format!("<html lang=\"{language}\" dir=\"{direction}\">")), "{language}");
        assert!(page.contains("href=\"#main\" lang=\"en\" dir=\"ltr\">Skip to the story</a>"), "{language}");
        assert!(page.contains("<noscript><p lang=\"en\" dir=\"ltr\">This page needs JavaScript"), "{language}");
        let launcher = part_launcher(&story_in(Some(language)), &Part::Scenario("till".to_owned()));
        assert!(launcher.contains("<p lang=\"en\" dir=\"ltr\">"), "{language}");
    }
    for language in [None, Some("en-ZA"), Some("de-AT"), Some("AF")] {
        assert!(html(language, Home::Device).contains("<a class=\"skip\" href=\"#main\">"), "{language:?}");
    }
}
