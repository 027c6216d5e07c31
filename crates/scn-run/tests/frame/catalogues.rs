//! The catalogues: complete, with the places, marked words and commands of the source.

use std::collections::BTreeSet;
use std::process::Command;

use scn_run::phrases::{Language, PhrasePart, phrase_parts};
use scn_translate::po::{Message, PoFile};

use crate::extract::template;

fn catalogues() -> impl Iterator<Item = (Language, PoFile)> {
    Language::ALL.into_iter().filter_map(|language| {
        let text = language.catalogue_text()?;
        Some((language, PoFile::parse(text.as_bytes()).unwrap()))
    })
}

/// Returns the names of values in a phrase, and how many words are marked.
fn places(phrase: &str) -> (BTreeSet<&str>, usize) {
    let parts: Vec<PhrasePart<'_>> = phrase_parts(phrase).collect();
    let names = parts.iter().filter_map(|part| if let PhrasePart::Value(name) = part { Some(*name) } else { None });
    (names.collect(), parts.iter().filter(|part| matches!(part, PhrasePart::Marked(_))).count())
}

/// What a learner types or an option of the command, which stays as it is.
fn commands(phrase: &str) -> BTreeSet<&str> {
    const TYPED: [&str; 6] = ["q", "h", "n", "w", "go", "?"];
    let words = phrase.split(|sign: char| sign.is_whitespace() || ",.:;()“”\u{a0}".contains(sign));
    let mut found: BTreeSet<&str> = words.filter(|word| TYPED.contains(word) || word.starts_with("`--")).collect();
    // These two are also words of English.
    found.extend(
        ["type done", "{commands}"]
            .into_iter()
            .filter(|it| phrase.contains(it))
            .map(|it| it.trim_start_matches("type ")),
    );
    if !phrase.contains("go {") && !phrase.contains("go 1") && !phrase.contains("go …") {
        found.remove("go");
    }
    found
}

#[test]
fn every_catalogue_has_the_phrases_of_the_code_and_no_others() {
    let template = template();
    let sources: Vec<_> = template.current().map(|message| &message.source).collect();
    for (language, file) in catalogues() {
        let known: Vec<_> = file.current().map(|message| &message.source).collect();
        assert_eq!(known, sources, "{language:?}: run msgmerge, and translate");
        let missing: Vec<&Message> = file.current().filter(|message| !message.is_translated()).collect();
        assert!(missing.is_empty(), "{language:?} lacks {missing:?}");
        assert_eq!(file.header_field("Language"), Some(language.tag()));
        let header = file.header().unwrap();
        assert!(header.comments.iter().any(|it| it == "Not yet read by a native speaker."), "{language:?}");
    }
}

#[test]
fn a_translation_has_the_places_marked_words_and_commands_of_its_source() {
    for (language, file) in catalogues() {
        for message in file.current() {
            let source = &message.source;
            let last = message.translations.len() - 1;
            for (index, text) in message.translations.iter().enumerate() {
                let from = match &source.plural {
                    // The form for one may have its number in words.
                    Some(plural) if 0 < index || text.contains("{count}") || index == last => plural,
                    Some(_) | None => &source.text,
                };
                assert_eq!(places(text), places(from), "{language:?}: {text}");
                let (here, there) = (commands(text), commands(from));
                let lost: Vec<_> = there.iter().filter(|it| !here.contains(*it) && !text.contains(**it)).collect();
                assert!(lost.is_empty(), "{language:?} loses {lost:?}: {text}");
                let ends = |it: &str| (it.starts_with(' '), it.ends_with(' '), it.trim_end().ends_with(':'));
                assert_eq!(ends(text), ends(from), "{language:?}: {text}");
                assert_eq!(text.matches("**").count(), from.matches("**").count(), "{language:?}: {text}");
                assert_eq!(text.matches('`').count(), from.matches('`').count(), "{language:?}: {text}");
            }
        }
    }
}

#[test]
fn the_form_for_one_names_the_number_where_it_is_also_for_0() {
    let (_, french) = catalogues().find(|(language, _)| *language == Language::French).unwrap();
    assert_eq!(
        [0, 1, 2, 1_000_000].map(|count| Language::French.form_index(count)),
        [Some(0), Some(0), Some(2), Some(1)]
    );
    for message in french.current().filter(|message| message.source.plural.is_some()) {
        let has_number = message.source.text.replace("go 1", "").contains('1');
        assert!(!has_number || message.translations[0].contains("{count}"), "{}", message.translations[0]);
    }
}

#[test]
fn quotes_and_signs_are_those_of_the_language() {
    for (language, file) in catalogues() {
        for message in file.current() {
            for text in &message.translations {
                let wrong = match language {
                    Language::English => "",
                    Language::Afrikaans => "„«»",
                    Language::German => "”«»",
                    Language::French | Language::Spanish => "“”„",
                };
                assert!(!text.contains(|sign| wrong.contains(sign)), "{language:?}: {text}");
                // In French, a no-break space comes before these signs.
                let is_tight = |mark: &str| text.contains(&format!(" {mark}")) && mark != "?";
                assert!(language != Language::French || ![":", ";"].iter().any(|it| is_tight(it)), "{text}");
            }
        }
    }
}

/// The numbers for which plural forms are compared.
const COUNTS: [u64; 14] = [0, 1, 2, 3, 4, 5, 10, 11, 21, 100, 101, 1_000, 1_000_000, 2_000_000];

#[test]
#[expect(clippy::print_stderr, reason = "a test that does nothing says so")]
fn plural_forms_are_those_of_cldr() {
    for (language, file) in catalogues() {
        let expected: Vec<usize> = COUNTS.iter().map(|count| language.form_index(*count).unwrap()).collect();
        let count = file.plural_count().unwrap();
        assert_eq!(expected.iter().max(), Some(&(count - 1)), "{language:?}");
        let formula = file.header_field("Plural-Forms").unwrap();
        let formula = formula.split_once("plural=").unwrap().1.trim_end_matches(';').to_owned();
        let formula = formula.split_once("plural=").map_or(formula.as_str(), |it| it.1);
        let script = format!("import gettext; f = gettext.c2py({formula:?}); print([f(n) for n in {COUNTS:?}])");
        match Command::new("python3").args(["-c", &script]).output() {
            Ok(output) if output.status.success() => {
                assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), format!("{expected:?}"), "{language:?}");
            }
            Ok(_) | Err(_) => eprintln!("SKIPPED: no python3: the plural forms of {language:?} are not compared"),
        }
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that does nothing says so")]
#[expect(clippy::disallowed_methods, reason = "gettext reads a file")]
fn gettext_finds_nothing_to_complain_about() {
    for (language, _) in catalogues() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("frame.po");
        std::fs::write(&path, language.catalogue_text().unwrap()).unwrap();
        match Command::new("msgfmt").args(["-c", "-o", "/dev/null"]).arg(&path).output() {
            Ok(output) => assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{language:?}"),
            Err(error) => eprintln!("SKIPPED: msgfmt does not check the catalogues: {error}"),
        }
    }
}
