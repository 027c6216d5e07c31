//! Any edits of any source: no translation is lost, none is attached to other words unnoticed, and
//! none is out of date for nothing.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, Strategy, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::test_runner::TestCaseError;
use scn_translate::merge::{MergeReport, SourceMessage, merge};
use scn_translate::po::{Message, PoFile};
use scn_translate::returned::Returned;
use scn_translate::take::take;

/// A step of an author.
#[derive(Clone, Debug)]
enum Edit {
    /// Changes a word of a message.
    Reword(usize, usize),
    /// Gives a message other words.
    Rewrite(usize, usize),
    /// Gives an element another name.
    Rename(usize, usize),
    Add(usize, usize),
    Delete(usize),
    Swap(usize, usize),
    /// Repeats a message at another place.
    Copy(usize, usize),
}

const WORDS: [&str; 24] = [
    "the", "caller", "asks", "for", "her", "balance", "you", "answer", "phone", "morning", "again", "nobody", "says",
    "manager", "desk", "address", "password", "please", "never", "customer", "waits", "line", "quietly", "today",
];

/// Returns the sentence of a number.
fn sentence(number: usize) -> String {
    let mut rest = number;
    let words = (0..4 + number % 9).map(|at| {
        rest = rest.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407 + at);
        WORDS[(rest >> 33) % WORDS.len()]
    });
    words.collect::<Vec<_>>().join(" ")
}

fn message(element: usize, kind: usize, words: String) -> SourceMessage {
    let kind = ["text", "label", "outcome", "because"][kind % 4];
    let context = format!("call-{}/s{} {kind}", element % 3, element % 11);
    SourceMessage { context, words, ..SourceMessage::default() }
}

fn any_edit() -> impl Strategy<Value = Edit> {
    let number = || 0..10_000_usize;
    prop_oneof![
        4 => (number(), number()).prop_map(|(a, b)| Edit::Reword(a, b)),
        1 => (number(), number()).prop_map(|(a, b)| Edit::Rewrite(a, b)),
        1 => (number(), number()).prop_map(|(a, b)| Edit::Rename(a, b)),
        2 => (number(), number()).prop_map(|(a, b)| Edit::Add(a, b)),
        1 => number().prop_map(Edit::Delete),
        1 => (number(), number()).prop_map(|(a, b)| Edit::Swap(a, b)),
        1 => (number(), number()).prop_map(|(a, b)| Edit::Copy(a, b)),
    ]
}

fn apply(messages: &mut Vec<SourceMessage>, edit: &Edit) {
    let count = messages.len().max(1);
    match *edit {
        Edit::Reword(at, word) => {
            if let Some(it) = messages.get_mut(at % count) {
                let mut words: Vec<&str> = it.words.split(' ').collect();
                let place = word % words.len();
                words[place] = WORDS[word % WORDS.len()];
                it.words = words.join(" ");
            }
        }
        Edit::Rewrite(at, number) => {
            if let Some(it) = messages.get_mut(at % count) {
                it.words = sentence(number);
            }
        }
        Edit::Rename(element, name) => {
            let Some(old) = messages.get(element % count).map(|it| it.context.clone()) else { return };
            let Some((old, _)) = old.rsplit_once(' ') else { return };
            let (old, new) = (format!("{old} "), format!("call-{}/renamed-{name} ", name % 3));
            for it in messages.iter_mut() {
                if let Some(kind) = it.context.strip_prefix(&old) {
                    it.context = format!("{new}{kind}");
                }
            }
        }
        Edit::Add(at, number) => {
            messages.insert(at % (messages.len() + 1), message(at, number, sentence(number)));
        }
        Edit::Delete(at) => {
            if !messages.is_empty() {
                messages.remove(at % count);
            }
        }
        Edit::Swap(a, b) => {
            if !messages.is_empty() {
                messages.swap(a % count, b % count);
            }
        }
        Edit::Copy(from, to) => {
            if let Some(words) = messages.get(from % count).map(|it| it.words.clone()) {
                messages.push(message(to, from, words));
            }
        }
    }
}

/// Returns what a translator makes of words.
fn translated(words: &str) -> String {
    format!("<{words}>")
}

/// Translates what has no translation, and leaves the rest.
fn translate_some(file: &mut PoFile, every: usize) {
    for (at, it) in file.messages.iter_mut().enumerate() {
        if !it.is_header() && !it.is_obsolete && it.translations[0].is_empty() && at % every != 0 {
            it.translations = vec![translated(&it.source.text)];
        }
    }
}

fn key(message: &Message) -> (String, String) {
    (message.source.context.clone().unwrap_or_default(), message.source.text.clone())
}

fn translations(file: &PoFile) -> BTreeSet<String> {
    file.messages.iter().flat_map(|it| &it.translations).filter(|it| !it.is_empty()).cloned().collect()
}

/// Checks what bringing `old` up to date has made.
fn check(old: &PoFile, new: &PoFile, source: &[SourceMessage], report: &MergeReport) -> Result<(), TestCaseError> {
    let wanted: BTreeSet<(String, String)> = source.iter().map(|it| (it.context.clone(), it.words.clone())).collect();
    let found: Vec<(String, String)> = new.current().map(key).collect();
    prop_assert_eq!(found.len(), wanted.len(), "a message is there twice, or not at all");
    prop_assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), wanted);
    // Lost.
    prop_assert!(translations(old).is_subset(&translations(new)), "a translation is lost");
    let before: BTreeMap<(String, String), &Message> = old.current().map(|it| (key(it), it)).collect();
    let mut stale = 0;
    for it in new.current() {
        let translation = it.translations[0].as_str();
        if translation.is_empty() {
            prop_assert!(it.previous.is_none() && !it.is_fuzzy());
            continue;
        }
        match &it.previous {
            // Unnoticed.
            None => prop_assert_eq!(translation, translated(&it.source.text), "attached to other words"),
            Some(previous) => {
                prop_assert!(it.is_fuzzy());
                prop_assert_eq!(translation, translated(&previous.text), "not what was translated");
                prop_assert!(previous.text != it.source.text, "out of date for nothing");
                stale += 1;
            }
        }
        // For nothing.
        if let Some(known) = before.get(&key(it)) {
            prop_assert_eq!(it.previous.is_some(), known.previous.is_some());
            prop_assert_eq!(translation, known.translations[0].as_str());
        }
    }
    prop_assert!(report.stale <= stale);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_edits_of_any_source_keep_every_translation(
        first in vec((0..50_usize, 0..4_usize, 0..200_usize), 0..60),
        rounds in vec(vec(any_edit(), 0..25), 1..4),
        every in 2..9_usize,
    ) {
        let mut source: Vec<SourceMessage> =
            first.into_iter().map(|(element, kind, words)| message(element, kind, sentence(words))).collect();
        let (mut file, _) = merge(&PoFile::default(), source.clone());
        translate_some(&mut file, every);
        for edits in rounds {
            edits.iter().for_each(|edit| apply(&mut source, edit));
            let (new, report) = merge(&file, source.clone());
            check(&file, &new, &source, &report)?;
            // It comes back from the disk as it is, and there is nothing left to do.
            let read = PoFile::parse(new.to_text().as_bytes()).expect("what is written can be read");
            prop_assert_eq!(&read, &new);
            prop_assert_eq!(&merge(&new, source.clone()).0, &new);
            file = new;
            translate_some(&mut file, every + 1);
        }
    }

    #[test]
    fn what_comes_back_never_deletes(
        first in vec((0..20_usize, 0..4_usize, 0..60_usize), 1..30),
        answers in vec((0..30_usize, 0..4_usize), 0..30),
    ) {
        let source: Vec<SourceMessage> =
            first.into_iter().map(|(element, kind, words)| message(element, kind, sentence(words))).collect();
        let (mut file, _) = merge(&PoFile::default(), source);
        translate_some(&mut file, 3);
        let before = file.clone();
        let known: Vec<(String, String)> = file.current().map(key).collect();
        let mut wanted: BTreeMap<(String, String), String> = BTreeMap::new();
        let returned: Vec<Returned> = answers
            .iter()
            .map(|(at, how)| {
                let (context, source) = known[at % known.len()].clone();
                let target = match how {
                    0 => String::new(),
                    1 => " ".to_owned(),
                    _ => format!("new {at} {how}"),
                };
                if *how >= 2 {
                    wanted.insert((context.clone(), source.clone()), target.clone());
                }
                Returned { context: Some(context), source, target, ..Returned::default() }
            })
            .collect();
        let report = take(&mut file, &returned);
        prop_assert_eq!(report.empty, answers.iter().filter(|(_, how)| *how < 2).count());
        prop_assert!(report.unplaced.is_empty());
        for (old, new) in before.messages.iter().zip(&file.messages) {
            match wanted.get(&key(new)) {
                Some(target) => prop_assert_eq!(&new.translations[0], target),
                None => prop_assert_eq!(old, new),
            }
        }
    }
}

/// Returns a file with one message.
fn file_of(context: &str, words: &str, translation: &str) -> PoFile {
    let source = SourceMessage { context: context.to_owned(), words: words.to_owned(), ..SourceMessage::default() };
    let (mut file, _) = merge(&PoFile::default(), vec![source]);
    file.messages[0].translations = vec![translation.to_owned()];
    file
}

fn returned(context: Option<&str>, source: &str, target: &str) -> Returned {
    Returned {
        context: context.map(ToOwned::to_owned),
        source: source.to_owned(),
        target: target.to_owned(),
        ..Returned::default()
    }
}

#[test]
fn words_that_changed_meanwhile_are_taken_as_out_of_date() {
    let old = file_of("a text", "The caller waits on the line.", "Die beller wag.");
    let source = SourceMessage {
        context: "a text".to_owned(),
        words: "The caller waits on the phone.".to_owned(),
        ..SourceMessage::default()
    };
    let (mut file, report) = merge(&old, vec![source]);
    assert_eq!(report.stale, 1);
    let report =
        take(&mut file, &[returned(Some("a text"), "The caller waits on the line.", "Die beller wag op die lyn.")]);
    assert_eq!((report.stale, report.taken), (1, 0));
    let message = &file.messages[0];
    assert_eq!(message.translations, ["Die beller wag op die lyn."]);
    assert_eq!(message.previous.as_ref().map(|it| it.text.as_str()), Some("The caller waits on the line."));
    // The new words are translated.
    let report =
        take(&mut file, &[returned(Some("a text"), "The caller waits on the phone.", "Die beller wag aan die foon.")]);
    assert_eq!(report.taken, 1);
    assert!(file.messages[0].is_translated() && file.messages[0].previous.is_none());
}

#[test]
fn a_good_translation_is_not_replaced_by_a_doubtful_one() {
    let mut file = file_of("a text", "Yes.", "Ja.");
    let doubtful = Returned { doubtful: true, ..returned(Some("a text"), "Yes.", "Jaa?") };
    assert_eq!(take(&mut file, std::slice::from_ref(&doubtful)).stale, 1);
    assert_eq!(file.messages[0].translations, ["Ja."]);
    // It is better than nothing.
    let mut file = file_of("a text", "Yes.", "");
    take(&mut file, &[doubtful]);
    assert!(file.messages[0].is_fuzzy());
    assert_eq!(file.messages[0].translations, ["Jaa?"]);
}

#[test]
fn words_without_a_place_are_kept_as_obsolete() {
    let mut file = file_of("a text", "Yes.", "");
    let report = take(&mut file, &[returned(Some("b text"), "No.", "Nee."), returned(None, "Yes.", "Ja.")]);
    assert_eq!((report.taken, report.unplaced.len()), (1, 1));
    assert_eq!(file.messages[0].translations, ["Ja."]);
    assert!(file.messages[1].is_obsolete);
    // Taking it again changes nothing.
    let before = file.clone();
    take(&mut file, &[returned(Some("b text"), "No.", "Nee.")]);
    assert_eq!(file, before);
}
