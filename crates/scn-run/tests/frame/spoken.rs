//! The language in which phrases are.

use scn_run::phrases::page::page_phrases;
use scn_run::phrases::{Language, course, debrief, list_all, list_any, quiz, run};

#[test]
fn a_language_is_spoken_in_its_scope_and_its_thread() {
    assert_eq!(run::YOU_CHOSE.text(), "You chose:");
    {
        let _german = Language::German.speak();
        assert_eq!(run::YOU_CHOSE.text(), "Sie haben gewählt:");
        {
            let _french = Language::French.speak();
            assert_eq!(run::YOU_CHOSE.text(), "Vous avez choisi\u{a0}:");
        }
        assert_eq!(run::YOU_CHOSE.text(), "Sie haben gewählt:");
        let elsewhere = std::thread::spawn(|| {
            let _spanish = Language::Spanish.speak();
            run::YOU_CHOSE.text()
        });
        assert_eq!(elsewhere.join().unwrap(), "Usted eligió:");
        assert_eq!(std::thread::spawn(|| run::YOU_CHOSE.text()).join().unwrap(), "You chose:");
        assert_eq!(Language::current(), Language::German);
    }
    assert_eq!(Language::current(), Language::English);
}

#[test]
fn the_tag_of_a_pack_leads_to_its_language_or_to_english() {
    for (tag, language) in [
        (Some("af-ZA"), Language::Afrikaans),
        (Some("DE"), Language::German),
        (Some("fr-CA"), Language::French),
        (Some("es-419"), Language::Spanish),
        (Some("en-GB"), Language::English),
        (Some("zu"), Language::English),
        (Some("des"), Language::English),
        (Some(""), Language::English),
        (None, Language::English),
    ] {
        assert_eq!(Language::of_pack(tag), language, "{tag:?}");
    }
}

#[test]
fn a_number_has_the_form_of_the_language() {
    let forms = |language: Language| {
        let _speaking = language.speak();
        [0_u32, 1, 2, 1_000_000].map(|count| quiz::QUESTIONS.about(count))
    };
    assert_eq!(forms(Language::English), ["0 questions.", "1 question.", "2 questions.", "1000000 questions."]);
    assert_eq!(forms(Language::German), ["0 Fragen.", "1 Frage.", "2 Fragen.", "1000000 Fragen."]);
    assert_eq!(forms(Language::French), ["0 question.", "1 question.", "2 questions.", "1000000 de questions."]);
    assert_eq!(forms(Language::Spanish), ["0 preguntas.", "1 pregunta.", "2 preguntas.", "1000000 de preguntas."]);
    let _speaking = Language::German.speak();
    assert_eq!(course::TRIES_LEFT.about(0_u32), "kein Versuch mehr übrig");
    assert_eq!(course::TRIES_LEFT.about(2_u32), "noch 2 Versuche");
}

#[test]
fn a_list_is_that_of_the_language() {
    let lists = |language: Language| {
        let _speaking = language.speak();
        [list_all(&[1, 2, 3]), list_any(&["a", "b", "c"]), list_all(&["a"]), list_all::<&str>(&[])]
    };
    assert_eq!(lists(Language::English), ["1, 2 and 3", "a, b or c", "a", ""]);
    assert_eq!(lists(Language::Afrikaans), ["1, 2 en 3", "a, b of c", "a", ""]);
    assert_eq!(lists(Language::German), ["1, 2 und 3", "a, b oder c", "a", ""]);
    assert_eq!(lists(Language::French), ["1, 2 et 3", "a, b ou c", "a", ""]);
    assert_eq!(lists(Language::Spanish), ["1, 2 y 3", "a, b o c", "a", ""]);
    let _speaking = Language::Spanish.speak();
    assert_eq!(list_any(&["7", "8"]), "7 u 8");
}

#[test]
fn a_page_gets_the_phrases_of_its_language() {
    let english = page_phrases();
    for language in Language::ALL {
        let _speaking = language.speak();
        let phrases = page_phrases();
        let (known, wanted) = (phrases.as_object().unwrap(), english.as_object().unwrap());
        assert!(known.keys().eq(wanted.keys()), "{language:?}");
        let same = known.iter().filter(|(name, text)| text.is_string() && wanted[*name] == **text).count();
        assert!(language == Language::English || same < 12, "{same} phrases of {language:?} are those of English");
        let has_one = |name: &str, form: &str| phrases[name][form].as_str().unwrap().to_owned();
        assert_ne!(has_one("questions_gone", "one"), has_one("questions_gone", "many"));
    }
    let _speaking = Language::German.speak();
    let phrases = page_phrases();
    assert_eq!(phrases["debrief"], debrief::DEBRIEF.text());
    assert_eq!(phrases["bands"]["consistent"], "durchgängig");
    assert_eq!(phrases["results"]["passed"], "bestanden");
    assert_eq!(phrases["time_left"]["none"], "Die Zeit ist um.");
    assert_eq!(phrases["given"]["2"], "wahrt");
}
