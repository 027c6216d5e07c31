//! Pseudo-translations keep what is no word, and are as much longer as they say.

use crate::common::catalogue;
use proptest::prelude::*;
use pulldown_cmark::{Event, Parser};
use scn_translate::po::{Message, PoFile};
use scn_translate::pseudo::Pseudo;

/// Returns the structure of a text in Markdown: marks, addresses, code, and whether there are words
/// between them.
fn structure(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for event in Parser::new(text) {
        if let Event::Text(words) = &event {
            parts.extend((!words.trim().is_empty()).then(|| "words".to_owned()));
        } else {
            parts.push(format!("{event:?}"));
        }
    }
    // Entities and signs that could have been marks begin a new event.
    parts.dedup_by(|a, b| a == b && a == "words");
    parts
}

/// Returns a text without what a pseudo-translation adds around it.
fn without_brackets(text: &str) -> String {
    text.replace(['⟦', '⟧', '·'], "")
}

#[test]
fn what_is_no_word_stays() {
    for (text, accented) in [
        ("Ask {name}.", "⟦Åšķ {name}.⟧"),
        ("Ask {Name} {a b}.", "⟦Åšķ {Ñååḿéé} {åå ƀ}.⟧"),
        ("x [if a < 3: y | z] [if b:w]", "⟦ẋ [if a < 3: ý | ž] [if b:ŵ]⟧"),
        ("x [if chose a and (b = c-d): Ben]", "⟦ẋ [if chose a and (b = c-d): Ɓéñ]⟧"),
        ("[iffy: no]", "⟦[îƒƒý: ñööö]⟧"),
        ("a `b {c}` ``d`e`` f", "⟦å `b {c}` ``d`e`` ƒ⟧"),
        ("a ` b", "⟦å ` ƀ⟧"),
        ("[b](c.html \"d\") ![e](f.jpg) [[g]]", "⟦[ƀ](c.html \"d\") ![é](f.jpg) [[g]]⟧"),
        ("a\\*b\\{c}\\", "⟦å\\*ƀ\\{ç}\\⟧"),
        ("<b>c</b> <https://d.org> & &amp; 1 < x", "⟦<b>ç</b> <https://d.org> & &amp; 1 < ẋ⟧"),
        ("x@y.org, https://z.org/q?r=s. www.t.de", "⟦x@y.org, https://z.org/q?r=s. www.t.de⟧"),
        ("- a", "- ⟦å⟧"),
        ("> 1. *b*", "> 1. ⟦*ƀ*⟧"),
        ("## c ", "## ⟦ç⟧ "),
        ("-5 #d 1.5", "⟦-5 #ð 1.5⟧"),
        ("  ", "  "),
        ("", ""),
    ] {
        assert_eq!(Pseudo::Accented.translate(text), accented, "{text}");
        let kept = Pseudo::RightToLeft.translate(text).replace(['\u{200f}', '\u{640}'], "");
        assert_eq!(kept, text);
    }
}

#[test]
fn words_are_about_forty_per_cent_longer() {
    let text = include_str!("../../../../examples/GUIDE.md");
    let prose =
        text.split("\n\n").filter(|it| it.len() > 80 && it.starts_with(char::is_alphabetic) && !it.contains('`'));
    let (mut before, mut after, mut count) = (0, 0, 0);
    for paragraph in prose {
        let translated = Pseudo::Accented.translate(paragraph);
        let ratio = translated.chars().count() as f64 / paragraph.chars().count() as f64;
        assert!((1.2..1.5).contains(&ratio), "{ratio}: {translated}");
        before += paragraph.chars().count();
        after += translated.chars().count();
        count += 1;
    }
    let ratio = f64::from(u32::try_from(after).unwrap()) / f64::from(u32::try_from(before).unwrap());
    assert!(count > 5 && (1.35..1.45).contains(&ratio), "{ratio} in {count} paragraphs");
    // Where there are no vowels to repeat, dots make a text longer.
    assert_eq!(Pseudo::Accented.translate("請把這份文件交給客戶的秘書"), "⟦請把這份文件交給客戶的秘書····⟧");
}

#[test]
fn marks_are_shown_as_text_allows_them() {
    for message in catalogue().current() {
        let translated = Pseudo::RightToLeft.translate(&message.source.text);
        assert_eq!(scn_text::sanitize_lines(&translated), translated, "no mark is replaced");
        for word in translated.split_whitespace().filter(|word| word.contains('\u{200f}')) {
            assert_eq!(scn_text::sanitize_line(word), word, "nor in a part of it");
        }
    }
    assert_eq!(
        Pseudo::RightToLeft.translate("It's 1.50, no."),
        "\u{200f}\u{640}It's\u{200f} \u{200f}\u{640}1.50\u{200f}, \u{200f}\u{640}no\u{200f}."
    );
}

#[test]
fn a_catalogue_is_translated_whole() {
    for pseudo in Pseudo::ALL {
        let file = pseudo.translate_file(&catalogue());
        assert_eq!(file.header_field("Language"), Some(pseudo.language()));
        assert!(file.current().all(Message::is_translated));
        let sources = |file: &PoFile| file.current().map(|it| it.source.clone()).collect::<Vec<_>>();
        assert_eq!(sources(&file), sources(&catalogue()));
        assert_eq!(PoFile::parse(file.to_text().as_bytes()).unwrap(), file);
        assert_eq!(Pseudo::by_language(&pseudo.language().to_lowercase()), Some(pseudo));
    }
    let plural = PoFile::parse(b"msgid \"one\"\nmsgid_plural \"two\"\nmsgstr[0] \"\"\n").unwrap();
    let file = Pseudo::Accented.translate_file(&plural);
    assert_eq!(file.messages[1].translations, ["⟦öñé⟧", "⟦ţŵö⟧"]);
    assert_eq!(file.plural_count(), Some(2));
}

/// What can be before a part of a text.
const AROUND: [&str; 6] = ["", "*", "**", "_", "[if trust < 40: ", "[if not chose a: b | "];

/// A part of a text, and whether it has to stay.
fn any_part() -> impl Strategy<Value = (&'static str, bool)> {
    prop_oneof![
        prop::sample::select(vec![
            "{trust}",
            "{who-calls}",
            "`a {b} *c*`",
            "``d`e``",
            "<https://f.org/g_h>",
            "&eacute;",
            "\\*",
            "\\_",
            "https://i.org/j"
        ])
        .prop_map(|part| (part, true)),
        prop::sample::select(vec!["word", "Ask her", "'tis", "é", "5", "!", "客戶"]).prop_map(|part| (part, false)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn parts_that_have_to_stay_are_there_in_their_order(
        parts in proptest::collection::vec((any_part(), prop::sample::select(AROUND.to_vec())), 1..8),
    ) {
        let mut text = String::new();
        let mut kept = Vec::new();
        for ((part, stays), around) in &parts {
            let close = if around.starts_with('[') { "]" } else { around };
            text.push_str(&format!("{around}{part}{close} "));
            kept.extend(around.split_inclusive(": ").next().filter(|it| it.starts_with('[')));
            kept.extend(stays.then_some(*part));
        }
        let text = text.trim_end();
        for pseudo in Pseudo::ALL {
            let translated = pseudo.translate(text);
            let mut rest = translated.as_str();
            for part in &kept {
                let found = rest.find(part);
                prop_assert!(found.is_some(), "{part} in {translated}");
                rest = &rest[found.unwrap() + part.len()..];
            }
        }
    }

    #[test]
    fn markdown_has_the_same_structure(
        parts in proptest::collection::vec(
            prop_oneof![
                "(word|Ask her|it's|5|a_b|2\\*3)",
                "(\\*word\\*|\\*\\*Two words\\*\\*|_it_|__so__|\\*\\*\"Quoted\"\\*\\*)",
                "(\\*\\*Note:\\*\\*|\\*\\*\\*all\\*\\*\\*)",
                "(`code`|\\[link\\]\\(https://a.org/b_c\\)|\\[\\*link\\*\\]\\(d 'title'\\))",
                "(!\\[alt\\]\\(e.png\\)|<https://f.org>|<b>g</b>)",
                "(\\\\\\*|\\\\_|&amp;|\\.|,|\\(|\\)|\")",
            ],
            1..8,
        ),
        start in prop::sample::select(vec!["", "- ", "1. ", "> ", "# ", "- > ", "10) "]),
        between in prop::sample::select(vec![" ", " ", "\n"]),
    ) {
        let text = format!("{start}{}", parts.join(between));
        for pseudo in Pseudo::ALL {
            let translated = pseudo.translate(&text);
            let words = |text: &str| structure(&without_brackets(text)).join("\n");
            prop_assert_eq!(words(&translated), words(&text), "{}", translated);
        }
    }

    #[test]
    fn any_text_is_translated_without_loss(text in "\\PC{0,40}|[a-c`{}\\[\\]()<>:|if \\\\\n#>*-]{0,40}") {
        let marked = Pseudo::RightToLeft.translate(&text);
        let plain = |text: &str| text.replace(['\u{200f}', '\u{640}'], "");
        prop_assert_eq!(plain(&marked), plain(&text));
        let accented = Pseudo::Accented.translate(&text);
        prop_assert!(accented.chars().count() >= text.chars().count());
    }
}
