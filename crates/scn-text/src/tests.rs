use std::borrow::Cow;

use proptest::prelude::*;

use super::*;

/// Text that people really write; it must pass through unchanged.
const LEGITIMATE: &[&str] = &[
    "کتاب\u{200C}ها را می\u{200C}خواهم",
    "ه\u{200D}",
    "क्\u{200D}ष और क्\u{200C}ष",
    "ক্\u{200D}ষ",
    "ශ්\u{200D}රී ලංකා",
    "ക\u{200D}",
    "👩\u{200D}👩\u{200D}👧\u{200D}👦 and 👩🏽\u{200D}🚀",
    "🏳\u{FE0F}\u{200D}🌈 ❤\u{FE0F}\u{200D}🔥 🧑\u{200D}⚕\u{FE0F}",
    "1\u{FE0F}\u{20E3} ©\u{FE0F} ☎\u{FE0E}",
    "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
    "שלום (HTML)\u{200E} עולם\u{200F}!",
    "عدد\u{61C} 5",
    "葛\u{E0100}城",
    "ភាសា\u{200B}ខ្មែរ",
    "ภาษา\u{200B}ไทย",
    "ᠮᠣᠩᠭᠣᠯ\u{180E}ᠠ ᠪᠠ\u{180B}",
    "Daten\u{AD}schutz\u{AD}beauftragte",
    "naïve é e\u{301} 日本 \u{A0}\u{202F}",
    "\u{1100}\u{1160}\u{11A8}",
];

#[test]
fn text_that_people_write_is_not_touched() {
    for text in LEGITIMATE {
        assert!(matches!(sanitize_line(text), Cow::Borrowed(_)), "{text:?}: {:?}", sanitize_line(text));
        assert!(matches!(sanitize_lines(text), Cow::Borrowed(_)), "{text:?}");
        assert_eq!(escape_json(text), *text);
        assert!(is_clean(text), "{text:?}");
        assert_eq!(escape_line(text).replace("<U+00AD>", "\u{AD}"), *text);
    }
}

#[test]
fn no_character_of_the_table_comes_through_in_latin_words() {
    for c in restricted_chars() {
        for text in
            [format!("{c}"), format!("pay{c}able"), format!("pay {c} able"), format!("pay{c}"), format!("{c}pay")]
        {
            let kept = c == '\u{AD}' && text == "pay\u{AD}able";
            let one = sanitize_line(&text);
            assert_eq!(one.contains(c), kept, "{text:?}: {one:?}");
            assert!(!escape_line(&text).contains(c), "{text:?}");
            let lines = kept || c == '\n' || c == '\t';
            assert_eq!(sanitize_lines(&text).contains(c), lines, "{text:?}");
            assert_eq!(escape_json(&text).contains(c), kept || c.is_ascii_whitespace(), "{text:?}");
        }
    }
}

#[test]
fn what_reorders_text_is_replaced_in_every_script() {
    for c in ('\u{202A}'..='\u{202E}').chain('\u{2066}'..='\u{2069}') {
        for letter in ['a', 'ש', 'ع', 'あ', 'क', '👩'] {
            assert_eq!(sanitize_line(&format!("{letter}{c}{letter}")), format!("{letter}{REPLACEMENT}{letter}"));
        }
    }
    // Balanced isolates too: the text between them would be displayed in another order than it was
    // written.
    assert_eq!(sanitize_line("ש \u{2068}a\u{2069}"), format!("ש {REPLACEMENT}a{REPLACEMENT}"));
}

#[test]
fn characters_that_hide_text_are_not_kept_by_their_neighbours_for_long() {
    assert_eq!(
        sanitize_line("👩\u{FE0F}\u{FE01}\u{FE02}"),
        format!("👩\u{FE0F}{REPLACEMENT}{REPLACEMENT}"),
        "hidden bytes"
    );
    assert_eq!(sanitize_line("क्\u{200D}\u{200D}\u{200D}ष"), format!("क्\u{200D}{REPLACEMENT}{REPLACEMENT}ष"));
    assert_eq!(sanitize_line("🏴\u{E0067}\u{E0062}"), format!("🏴{REPLACEMENT}{REPLACEMENT}"), "no end");
    assert_eq!(sanitize_line("a\u{E0067}\u{E007F}"), format!("a{REPLACEMENT}{REPLACEMENT}"));
    assert_eq!(sanitize_line("pay\u{200D}👩"), format!("pay{REPLACEMENT}👩"));
    assert_eq!(sanitize_line("a\u{200E}b"), format!("a{REPLACEMENT}b"), "nothing to order");
}

#[test]
fn lines_become_one_line() {
    assert_eq!(sanitize_line("one\r\ntwo\tthree\u{2028}four\rfive"), "one two three four five");
    assert_eq!(sanitize_lines("one\r\n\ttwo\u{85}"), "one\n\ttwo ");
    assert_eq!(escape_line("a\u{1b}[31mb\u{202e}c\u{1a}"), "a<U+001B>[31mb<U+202E>c<U+001A>");
    assert_eq!(
        sanitize_line("a\u{9b}31mb"),
        format!("a{REPLACEMENT}31mb"),
        "the escape sequence's form of one character"
    );
}

#[test]
fn text_that_continues_belongs_to_the_text_before_it() {
    assert_eq!(sanitize_after("שלום", "\u{200F}!"), "\u{200F}!");
    assert_eq!(sanitize_after("क्", "\u{200D}ष"), "\u{200D}ष");
    assert_eq!(sanitize_after("a", "\u{200F}!"), format!("{REPLACEMENT}!"));
    assert_eq!(sanitize_after("שלום", "\u{202E}!"), format!("{REPLACEMENT}!"));
}

#[test]
fn a_joiner_after_a_selector_that_is_replaced_is_replaced_too() {
    assert_eq!(sanitize_line("\u{FE0F}\u{200D}👩"), format!("{REPLACEMENT}{REPLACEMENT}👩"));
    assert_eq!(sanitize_line("❤\u{FE0F}\u{200D}👩"), "❤\u{FE0F}\u{200D}👩");
}

#[test]
fn the_table_is_in_order() {
    for pair in table::TABLE.windows(2) {
        assert!(pair[0].1 < pair[1].0 && pair[0].0 <= pair[0].1, "{pair:x?}");
    }
}

proptest! {
    #[test]
    fn what_is_shown_once_is_shown_again(text in ".{0,40}", pieces in prop::collection::vec("[\u{200B}-\u{202E}\u{FE00}-\u{FE0F}👩شa\n\u{1b}]{0,4}", 0..6)) {
        let text = text + &pieces.concat();
        for form in [sanitize_line, sanitize_lines, escape_line, escape_lines] {
            let once = form(&text).into_owned();
            prop_assert!(classify_chars(&once).all(|(_, c, fate)| fate == CharDisplay::Kept || c == '\n' || c == '\t'), "{once:?}");
            let twice = form(&once);
            prop_assert_eq!(twice.as_ref(), once.as_str());
        }
    }

    #[test]
    fn json_means_the_same(text in ".{0,40}", more in "[\u{200B}-\u{206F}\u{1b}\u{7f}-\u{9f}\u{FE00}-\u{FEFF}\u{E0000}-\u{E0FFF}]{0,6}") {
        let text = text + &more;
        let json = serde_json::to_string_pretty(&[&text]).expect("text is JSON");
        let escaped = escape_json(&json);
        let read: Vec<String> = serde_json::from_str(&escaped).expect("it is JSON still");
        prop_assert_eq!(&read, &[text]);
        prop_assert!(classify_chars(&escaped).all(|(_, c, fate)| fate == CharDisplay::Kept || c.is_ascii_whitespace()));
    }
}
