//! Tests of ids: that they depend on labels alone, and that they are written as they are.

use scn_source::FileId;
use scn_syntax::format::apply_edits;

use super::{Unstable, edits, is_id, longer_ids, of_choices, slug};

/// A scenario with choices of these headers, each up to the end of the label.
fn pack(headers: &[&str]) -> String {
    let choices = headers.iter().map(|it| format!("  {it}\n    Outcome: Gone.\n    Next: e\n"));
    format!("Scenario s: S\n\nSituation a: A\n{}\nEnding e: E\n  Result: passed\n", choices.collect::<String>())
}

/// The ids of choices with these headers, each with the reason why it is unstable, if it is.
fn ids(headers: &[&str]) -> Vec<(String, Option<Unstable>)> {
    let text = pack(headers);
    let parse = scn_syntax::parse(FileId(0), &text);
    let ids = of_choices(&parse.file.scenarios[0].situations[0]);
    ids.into_iter().map(|id| (id.text, id.unstable)).collect()
}

/// The same for labels, all of which must give stable ids.
fn lasting(labels: &[&str]) -> Vec<String> {
    let headers: Vec<String> = labels.iter().map(|label| format!("Choice: {label}")).collect();
    let ids = ids(&headers.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(ids.iter().all(|(_, unstable)| unstable.is_none()), "{ids:?}");
    ids.into_iter().map(|(id, _)| id).collect()
}

#[test]
fn ids_are_written_where_there_are_none() {
    let of = |text: &str| String::from_utf8(apply_edits(text.as_bytes(), &edits(text))).expect("text stays text");
    let text = "Scenario s: S\n\nSituation a: A\n  Choice: Go on now please, will you?\n    Outcome: Gone.\n    Next: e\n  \
        Choice[once]: Go on now please!\n    Outcome: Gone.\n    Next: e\n  Choice  go-on : Go.\n    Outcome: Gone.\n    Next: e\n  \
        choice : Wait.\n    Outcome: Gone.\n    Next: e\n  Choice: Nothing comes of it.\n\nEnding e: E\n  Result: passed\n";
    let written = of(text);
    let heads: Vec<&str> =
        written.lines().map(str::trim).filter(|line| line.to_lowercase().starts_with("choice")).collect();
    assert_eq!(
        heads,
        [
            "Choice go-on-now-please-will-you: Go on now please, will you?",
            "Choice go-on-now-please-a871a3[once]: Go on now please!",
            "Choice  go-on : Go.",
            "choice wait : Wait.",
            // It contains an error.
            "Choice: Nothing comes of it.",
        ]
    );
    assert_eq!(of(&written), written);
}

#[test]
fn a_slug_has_lower_case_letters_digits_and_hyphens() {
    let of = |text: &str| slug(text.split_whitespace(), "pack");
    assert_eq!(of("Read her the"), "read-her-the");
    assert_eq!(of("Élan — vital!"), "elan-vital");
    assert_eq!(of("I've well-meant"), "ive-wellmeant");
    assert_eq!(of("Straße Ærø łódź"), "strasse-aero-lodz");
    assert_eq!(of("курс"), "kurs");
    assert_eq!(of("42 calls"), "pack");
    assert_eq!(of("Again"), "pack");
    assert_eq!(of("…"), "pack");
    assert!(slug(["x".repeat(80).as_str()].into_iter(), "pack").len() == 64);
}

#[test]
fn reserved_words_are_no_ids() {
    assert!(is_id("call-back"));
    assert!(!is_id("again"));
    assert!(!is_id("Call"));
    assert!(!is_id("2nd"));
}

/// Labels of every kind: with the same first words, differing only in punctuation, in other
/// scripts, long and short.
const LABELS: [&str; 16] = [
    "Tell him that you cannot say.",
    "Tell him that you will call her first.",
    "Tell him that you",
    "Tell him that you!",
    "tell him that YOU",
    "Again",
    "42 days from now on",
    "Назвать сумму и имя должника",
    "Назвать сумму и имя соседа",
    "我会先给她打电话，然后再说吧。",
    "我会先给她打电话，然后不说了。",
    "บอกเขาว่าฉันไม่รู้",
    "Wait",
    "Wait {calm} days from now on",
    "Tell him that you cannot say anything at all about what she owes to the company, or to anybody else",
    "Tell him that you cannot say anything at all about what she owes to the company, nor to anybody else",
];

/// Whatever labels are beside it, a label has one of three ids, and no other label ever has any of
/// them. Therefore no edit turns one choice's id into that of another, and moving a choice changes
/// nothing.
#[test]
fn no_edit_gives_an_id_of_one_label_to_another() {
    let mut owners: std::collections::BTreeMap<String, &str> = std::collections::BTreeMap::new();
    let mut of_label: std::collections::BTreeMap<&str, Vec<String>> = std::collections::BTreeMap::new();
    let mut shared = Vec::new();
    // Every set of up to three labels, forwards and backwards.
    for (at, a) in LABELS.iter().enumerate() {
        for (from, b) in LABELS.iter().enumerate().skip(at) {
            for c in LABELS.iter().skip(from) {
                let mut labels = vec![*a, *b, *c];
                labels.dedup();
                let ids = lasting(&labels);
                let backwards: Vec<&str> = labels.iter().rev().copied().collect();
                let mut again = lasting(&backwards);
                again.reverse();
                assert_eq!(ids, again, "{labels:?}");
                for (label, id) in labels.into_iter().zip(ids) {
                    let known = of_label.entry(label).or_default();
                    if !known.contains(&id) {
                        known.push(id.clone());
                    }
                    let owner = *owners.entry(id.clone()).or_insert(label);
                    if owner != label {
                        shared.push(id);
                    }
                }
            }
        }
    }
    assert!(of_label.values().all(|ids| ids.len() <= 3), "{of_label:?}");
    // Only the short id of a label, made from its first words, can be the short id of another
    // label.
    shared.sort();
    shared.dedup();
    assert_eq!(shared, ["nazvat-summu-i-imia", "tell-him-that-you", "wo-hui-xian-gei-ta-da-dian-hua"]);
}

#[test]
fn labels_that_begin_alike_have_ids_of_the_whole_label() {
    assert_eq!(lasting(&["Tell him that you cannot say.", "Wait."]), ["tell-him-that-you", "wait"]);
    assert_eq!(
        lasting(&["Tell him that you cannot say.", "Wait.", "Tell him that you wait."]),
        ["tell-him-that-you-cannot-say", "wait", "tell-him-that-you-wait"]
    );
    // Writing one of the ids explicitly does not change any other.
    let written = ids(&["Choice no: Tell him that you cannot say.", "Choice: Tell him that you wait."]);
    assert_eq!(written.last().map(|(id, _)| id.as_str()), Some("tell-him-that-you-wait"));
    // Nor does an id written elsewhere replace a derived one.
    let taken = ids(&["Choice wait: Say nothing.", "Choice: Wait."]);
    assert_eq!(taken.last().map(|(id, _)| id.as_str()), Some("wait-b0c879"));
}

#[test]
fn composed_and_decomposed_labels_have_one_id() {
    assert_eq!(lasting(&["Caf\u{e9} jetzt"]), lasting(&["Cafe\u{301} jetzt"]));
    assert_eq!(lasting(&["그에게 말하지 않는다"]), ["geuege-malhaji-anhneunda"]);
    assert_eq!(lasting(&["\u{1100}\u{1173}에게"]), lasting(&["그에게"]));
}

#[test]
fn only_labels_that_are_the_same_or_have_no_letters_do_not_last() {
    let found = ids(&["Choice: Wait.", "Choice: Wait  .", "Choice: Wait.", "Choice: …", "Choice it: Wait."]);
    let unstable: Vec<Option<Unstable>> = found.iter().map(|(_, unstable)| *unstable).collect();
    assert_eq!(unstable, [None, None, Some(Unstable::Same(0)), Some(Unstable::NoLetters), None]);
    assert!(found.iter().all(|(id, _)| is_id(id)), "{found:?}");
}

#[test]
fn a_short_id_is_known_by_the_longer_ones() {
    let known = ["tell-him-that-you-wait", "tell-him-that-you-say", "tell-him-thatched", "wait-here"];
    assert_eq!(longer_ids("tell-him-that-you", known.into_iter()), known[..2]);
    assert_eq!(longer_ids("wait", known.into_iter()), [""; 0]);
}
