//! A translated pack is the same story in other words: the documents of the language, the pages of
//! the findings and the examples are translated into made-up languages, and what runs can do stays.

use scn_compiler::PackFiles;
use scn_compiler::translation::{Catalogue, FRAME_LANGUAGES, MessageState, collect_messages, translate};
use scn_run::phrases::Language;
use scn_source::{Name, Severity, SourceFile, Sources};
use scn_tests::harness::pack::{MediaFiles, Pack};
use scn_tests::harness::packs_of_document;
use scn_tests::markdown::{list_files, project_root};
use scn_translate::merge::{SourceMessage, merge};
use scn_translate::po::PoFile;
use scn_translate::pseudo::Pseudo;
use serde_json::Value;

/// The parts of a story that are words, or that follow from them: the version of the format.
const WORDS: [&str; 24] = [
    "scn",
    "title",
    "text",
    "body",
    "label",
    "hints",
    "locked",
    "feedback",
    "because",
    "brief",
    "who",
    "cast",
    "audience",
    "words",
    "markdown",
    "source",
    "question",
    "accept",
    "language",
    "digest",
    "alternative",
    "speaker",
    "direction",
    "ask",
];

/// Returns the messages of a pack in a catalogue without translations.
fn template(sources: &Sources, pack: &PackFiles) -> PoFile {
    let messages = collect_messages(sources, pack).into_iter().map(|it| SourceMessage {
        context: it.context,
        words: it.words,
        notes: it.notes,
        places: Vec::new(),
    });
    merge(&PoFile::default(), messages.collect()).0
}

/// Returns a story without its words.
fn bones(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let kept = fields.into_iter().filter(|(key, _)| !WORDS.contains(&key.as_str()));
            Value::Object(kept.map(|(key, value)| (key, bones(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(bones).collect()),
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => other,
    }
}

/// Returns where two values differ first.
fn first_difference(path: &str, wanted: &Value, found: &Value) -> String {
    match (wanted, found) {
        (Value::Object(a), Value::Object(b)) => {
            for (key, value) in a {
                match b.get(key) {
                    Some(other) if other == value => {}
                    Some(other) => return first_difference(&format!("{path}/{key}"), value, other),
                    None => return format!("{path}/{key} is gone"),
                }
            }
            format!("{path} has more keys: {found}")
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let different = a.iter().zip(b).position(|(one, other)| one != other).unwrap_or(0);
            first_difference(&format!("{path}/{different}"), &a[different], &b[different])
        }
        (_, _) => format!("{path}: {wanted} became {found}"),
    }
}

/// Returns the errors of a check that are not about tests, by their names.
fn errors(checked: &scn_compiler::Checked) -> Vec<Name> {
    let is_counted = |it: &&scn_source::Finding| it.severity == Severity::Error && it.name != Name::TestFailed;
    let mut names: Vec<Name> = checked.findings.iter().filter(is_counted).map(|it| it.name).collect();
    names.sort_unstable();
    names
}

/// Checks that a pack in a made-up language is the same story. Returns how many messages it has.
fn check_pack(place: &str, pack: &Pack, pseudo: Pseudo) -> Result<usize, String> {
    // What can be proved quickly is enough: every story is proved elsewhere.
    let pack = &Pack { states: Some(200), ..pack.clone() };
    let (sources, input) = pack.read();
    let plain = PackFiles { translations: Vec::new(), ..input };
    let file = pseudo.translate_file(&template(&sources, &plain));
    let translated = translate(&sources, &plain, &Catalogue::new(&file, &[]), pseudo.language(), false);
    let before = pack.check_files(&sources, &plain, &scn_compiler::check);
    let after = pack.check_files(&translated.sources, &plain, &scn_compiler::check);
    // A pack with mistakes has to be translated without trouble, too, but may then have others.
    if !errors(&before).is_empty() {
        return Ok(translated.messages);
    }
    if errors(&before) != errors(&after) {
        let texts: Vec<&str> = translated.sources.iter().map(|(_, file)| file.text()).collect();
        return Err(format!("{place}: {:?} became {:?}\n{}", errors(&before), errors(&after), texts.join("\n---\n")));
    }
    let (wanted, found) = (before.story.to_json(), after.story.to_json());
    let read = |json: &str| serde_json::from_str(json).map(bones).map_err(|error| error.to_string());
    let (wanted, found): (Value, Value) = (read(&wanted)?, read(&found)?);
    if wanted != found {
        return Err(format!("{place}: another story: {}", first_difference("", &wanted, &found)));
    }
    // Whoever has no mistake in the pack gets all of its words. A mark cannot be in the name of a
    // speaker.
    if pseudo == Pseudo::Accented
        && before.findings.iter().all(|it| it.severity < Severity::Warning)
        && translated.translated < translated.messages
    {
        let (have, all) = (translated.translated, translated.messages);
        return Err(format!("{place}: only {have} of {all} messages are translated; lines {:?}", translated.rejected));
    }
    Ok(translated.messages)
}

/// Returns the packs of the repository: those of the documents, and the examples.
fn all_packs() -> Result<Vec<(String, Pack)>, String> {
    let mut packs = Vec::new();
    for folder in ["tests/language", "tests/findings"] {
        for document in list_files(folder, ".md")?.iter().filter(|name| *name != "README.md") {
            packs.extend(packs_of_document(&format!("{folder}/{document}"))?);
        }
    }
    for example in ["customer-privacy", "first-steps", "nachtdienst"] {
        let folder = format!("examples/{example}");
        let names = list_files(&folder, "")?;
        let is_read = |name: &&String| name.ends_with(".scn") || *name == "scn.toml";
        let mut files = Vec::new();
        for name in names.iter().filter(is_read) {
            let text = std::fs::read_to_string(project_root().join(&folder).join(name));
            files.push((name.clone(), text.map_err(|error| error.to_string())?));
        }
        packs.push((folder, Pack { files, states: None, media: MediaFiles::NotMissing, formats: Vec::new() }));
    }
    Ok(packs)
}

fn check_all(pseudo: Pseudo, every: usize) -> Result<(), String> {
    let packs: Vec<(String, Pack)> = all_packs()?.into_iter().step_by(every).collect();
    let mut wrong = Vec::new();
    let mut messages = 0;
    for (place, pack) in &packs {
        match check_pack(place, pack, pseudo) {
            Ok(count) => messages += count,
            Err(error) => wrong.push(error),
        }
    }
    assert!(400 < packs.len() && 1_000 < messages, "{} packs with {messages} messages", packs.len());
    let total = wrong.len();
    wrong.truncate(10);
    assert!(wrong.is_empty(), "{total} of {} packs:\n{}", packs.len(), wrong.join("\n\n"));
    Ok(())
}

#[test]
fn accents_and_longer_words_change_no_story() -> Result<(), String> {
    check_all(Pseudo::Accented, 1)
}

#[test]
fn marks_of_right_to_left_change_no_story() -> Result<(), String> {
    check_all(Pseudo::RightToLeft, 4)
}

#[test]
fn the_compiler_knows_the_languages_of_the_player() {
    let mut languages = Language::ALL.map(Language::tag);
    languages.sort_unstable();
    assert_eq!(languages, FRAME_LANGUAGES);
}

/// Returns the example with some of its words changed, and its German translation.
fn changed_example() -> Result<(Sources, PackFiles, Catalogue), String> {
    let (_, pack) =
        all_packs()?.into_iter().find(|(place, _)| place.ends_with("customer-privacy")).ok_or("no example")?;
    let (mut sources, input) = pack.read();
    let german = std::fs::read(project_root().join("examples/customer-privacy/translations/de.po"));
    let german = PoFile::parse(&german.map_err(|error| error.to_string())?).map_err(|error| error.to_string())?;
    let edits = [
        ("The busy line", "The very busy line"),
        ("It is the Monday after a storm.", "It is the Tuesday after a storm."),
        ("Customer Support Consultants", "Support Consultants"),
    ];
    for file in &input.files {
        let Some(source) = sources.get(*file) else { continue };
        let mut text = source.text().to_owned();
        for (old, new) in edits {
            text = text.replace(old, new);
        }
        let source = SourceFile::new(source.path(), text);
        sources.replace(*file, source);
    }
    let messages = collect_messages(&sources, &input).into_iter().map(|it| SourceMessage {
        context: it.context,
        words: it.words,
        notes: it.notes,
        places: Vec::new(),
    });
    let (merged, report) = merge(&german, messages.collect());
    assert_eq!((report.new, report.moved), (0, 0));
    assert!((3..12).contains(&report.stale), "{report:?}");
    Ok((sources, input, Catalogue::new(&merged, &[])))
}

#[test]
fn what_changed_since_the_translation_is_shown_as_written_or_kept() -> Result<(), String> {
    let (sources, input, catalogue) = changed_example()?;
    let messages = collect_messages(&sources, &input);
    let stale: Vec<&str> = messages
        .iter()
        .filter(|it| matches!(catalogue.state(it), MessageState::Stale(..)))
        .map(|it| it.words.as_str())
        .collect();
    assert!(stale.contains(&"The very busy line") && stale.iter().any(|it| it.starts_with("It is the Tuesday")));
    let text = |keep| {
        let translated = translate(&sources, &input, &catalogue, "de", keep);
        translated.sources.iter().map(|(_, file)| file.text().to_owned()).collect::<String>()
    };
    let (as_source, kept) = (text(false), text(true));
    assert!(as_source.contains("Scenario busy-line: The very busy line"));
    assert!(!kept.contains("The very busy line"));
    assert!(as_source.contains("language = \"de\"") && kept.contains("language = \"de\""));
    Ok(())
}

/// Returns the text of a pack with one file, after translations of its messages by their words.
fn translated_text(text: &str, translations: &[(&str, &str)]) -> (String, usize) {
    let mut sources = Sources::new();
    let file = sources.add(SourceFile::new("a.scn", text));
    let pack = PackFiles { files: vec![file], ..PackFiles::default() };
    let mut po = template(&sources, &pack);
    for message in &mut po.messages {
        if let Some((_, words)) = translations.iter().find(|(source, _)| *source == message.source.text) {
            message.translations = vec![(*words).to_owned()];
        }
    }
    let translated = translate(&sources, &pack, &Catalogue::new(&po, &[]), "af", false);
    (translated.sources.get(file).map(SourceFile::text).unwrap_or_default().to_owned(), translated.rejected.len())
}

const CALL: &str = "\
Scenario call: A call
  The phone rings.

  - One thing
  - Another thing

Cast Ann: A caller

State mood: Her mood
  Values: calm, cross \"rather cross\"

Situation ring: It rings
  Ann (softly): Are you there? You sound {mood}.

  Choice: Answer it.
    Outcome: She waits.
    Set: mood = cross
    Next: end

  Choice: Answer it.
    Outcome: She waits
      // For translators: a pause
      for a while.
    Next: end

Ending end: The end
  Result: mixed

  Nobody speaks.

Test: the first
  Choose: Answer it
  Expect: ended
";

#[test]
fn words_that_look_like_structure_stay_words() {
    let (text, rejected) = translated_text(
        CALL,
        &[
            ("The phone rings.", "Note: die foon lui."),
            ("One thing", "- Een ding"),
            ("Nobody speaks.", "Ann: niemand praat nie."),
            ("The end", "Die einde // amper"),
            ("She waits for a while.", "Sy wag\n\n'n rukkie."),
        ],
    );
    assert!(text.contains("\n  \\Note: die foon lui.\n"), "{text}");
    assert!(text.contains("\n    Outcome: Sy wag 'n rukkie.\n"), "{text}");
    assert!(text.contains("Ending end: Die einde // amper"), "{text}");
    // Speech stays speech, and a text stays a text.
    assert!(text.contains("\\Ann: niemand") || (text.contains("Nobody speaks.") && 0 < rejected), "{text}");
}

#[test]
fn names_values_and_ids_are_carried_along() {
    let (text, rejected) = translated_text(
        CALL,
        &[
            ("Ann", "Anna"),
            ("calm", "kalm"),
            ("rather cross", "nogal kwaad"),
            ("Answer it.", "Tel op."),
            ("softly", "sag"),
        ],
    );
    assert_eq!(rejected, 0, "{text}");
    assert!(text.contains("Cast Anna: A caller") && text.contains("Anna (sag): Are you there?"), "{text}");
    assert!(text.contains("Values: calm \"kalm\", cross \"nogal kwaad\""), "{text}");
    // The ids of labels are those of the source, and tests, which name labels, are left out.
    assert!(text.contains("Choice answer-it: Tel op.") && !text.contains("Test:"), "{text}");
}

#[test]
fn notes_of_authors_reach_translators() {
    let mut sources = Sources::new();
    let file = sources
        .add(SourceFile::new("a.scn", CALL.replace("  The phone", "  // For translators: an old phone\n  The phone")));
    let messages = collect_messages(&sources, &PackFiles { files: vec![file], ..PackFiles::default() });
    let notes =
        |words: &str| messages.iter().find(|it| it.words == words).map(|it| it.notes.clone()).unwrap_or_default();
    assert_eq!(notes("The phone rings."), ["Author: an old phone"]);
    assert_eq!(notes("Are you there? You sound {mood}."), ["said by Ann, softly", "{mood}: one of calm, cross"]);
}

#[test]
fn a_scenario_in_several_files_is_translated_as_one() {
    let first = CALL.split("Ending end").next().unwrap_or_default();
    let rest = "Continues: call\n\nEnding end: The end\n  Result: mixed\n\n  Ann: Good night.\n";
    let mut sources = Sources::new();
    let a = sources.add(SourceFile::new("a.scn", first));
    let b = sources.add(SourceFile::new("b.scn", rest));
    let pack = PackFiles { files: vec![a, b], ..PackFiles::default() };
    let mut po = template(&sources, &pack);
    let contexts: Vec<&str> = po.messages.iter().filter_map(|it| it.source.context.as_deref()).collect();
    assert!(contexts.contains(&"call/end speech"), "{contexts:?}");
    for message in &mut po.messages {
        let words = match message.source.text.as_str() {
            "Ann" => "Anna",
            "Good night." => "Goeie nag.",
            _ => continue,
        };
        message.translations = vec![words.to_owned()];
    }
    let translated = translate(&sources, &pack, &Catalogue::new(&po, &[]), "af", false);
    let text = translated.sources.get(b).map(SourceFile::text).unwrap_or_default();
    assert!(text.starts_with("Continues: call\n") && text.contains("\n  Anna: Goeie nag.\n"), "{text}");
}

#[test]
fn a_name_or_a_value_with_a_mark_that_cannot_be_there_is_reported() -> Result<(), String> {
    let mut sources = Sources::new();
    let file = sources.add(SourceFile::new("a.scn", CALL));
    let mut po = template(&sources, &PackFiles { files: vec![file], ..PackFiles::default() });
    for message in &mut po.messages {
        let words = match message.source.text.as_str() {
            "Ann" => "Ann: a caller",
            "calm" => "\"kalm\"",
            _ => continue,
        };
        message.translations = vec![words.to_owned()];
    }
    let files = [("scn.toml", "[pack]\nname = \"call\"\n"), ("a.scn", CALL), ("translations/af.po", &po.to_text())];
    let files = files.map(|(path, text)| (path.to_owned(), text.to_owned())).to_vec();
    let pack = Pack { files, states: None, media: MediaFiles::NotMissing, formats: Vec::new() };
    let result = pack.check();
    let messages = |name| {
        let found = result.checked.findings.iter().filter(move |it| it.name == name);
        found.map(|it| it.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(messages(Name::TranslationPlaceholder).len(), 2, "{:?}", result.checked.findings);
    // What cannot be used counts as missing.
    let missing = messages(Name::TranslationMissing);
    let all = po.current().count();
    assert_eq!(missing, [format!("{all} of {all} messages have no translation into `af` that can be used")]);
    Ok(())
}
