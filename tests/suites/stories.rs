//! Checks the stories of `tests/stories`, which have the structure of stories made with other
//! tools: each is clean, a path through it reads as expected, and everything that its author wrote
//! for the learner is shown in some run.

use std::collections::BTreeSet;
use std::fs;

use scn_compiler::Checked;
use scn_run::{Finish, Playable, Recording, Session};
use scn_story::RunResult;
use scn_terminal::{Options, play};
use scn_tests::harness::pack::{MediaFiles, Pack};
use scn_tests::markdown::{list_files, project_root};
use scn_tests::random::Rng;

const FOLDER: &str = "tests/stories";

/// The maximum number of random runs in which all text of a story must be shown.
const RUNS: u64 = 3_000;

/// A story, and a path through it.
struct StoryPath {
    /// The folder of the story, which is also the id of its scenario.
    story: &'static str,
    /// What the learner types at each decision: the id or the start of the label of a choice.
    typed: &'static [&'static str],
    /// Where the path ends.
    ending: &'static str,
    /// The result of the ending.
    result: RunResult,
    /// Sentences that the learner reads on the path, in order. Line breaks are not compared.
    reads: &'static [&'static str],
}

const PATHS: [StoryPath; 3] = [
    StoryPath {
        story: "blue-coat",
        typed: &[
            "begin your round",
            "watch",
            "go over",
            "take-hand",
            "follow him",
            "show him",
            "go back",
            "look round",
            "stay",
            "say-boots",
            "wait for",
            "tell-whale",
            "say that nobody",
            "look-clock",
            "answer the radio",
            "tell sami",
            "let-run",
            "leave them",
            "write-it",
        ],
        ending: "told",
        result: RunResult::Passed,
        reads: &[
            "By ten the coats on the racks drip on other coats.",
            "Gran is lost.",
            "In Minerals the only light comes from the stones.",
            "Sami hums.",
            "Now you wait. A wait is long when you are four.",
            "You wait again. A wait is long when you are four.",
            "nobody could have said where the two of you were.",
            "Result: passed",
        ],
    },
    StoryPath {
        story: "tuesday-at-three",
        typed: &["figures", "always-late", "three", "fill-it", "workload", "go-on", "date"],
        ending: "thursday",
        result: RunResult::Passed,
        reads: &[
            "The folder lies open.",
            "Two and a half.",
            "Somewhere a printer begins, and thinks better of it.",
            "It is kind, and now you have said it.",
            "He answers in whole sentences, like somebody in a witness box.",
            "You look it up later. Nobody does.",
            "Monday summary?",
            "The pen that he borrowed is yours.",
            "It has one name.",
        ],
    },
    StoryPath {
        story: "new-account",
        typed: &["change-it", "website", "four-eyes", "bank-first", "confirm-rule"],
        ending: "nearly",
        result: RunResult::Mixed,
        reads: &[
            "Three signs",
            "Question 1: Monday, 9.10",
            "A note says what you did. It does not say whether it was right.",
            "Which number to call",
            "Question 1 again: Monday, 9.25",
            "38,200 euros, 17.02.",
            "The bank can ask the other bank for the money back.",
            "You have 4 of 8 points, and five are asked for.",
        ],
    },
];

/// Reads a story as a pack.
fn read_story(name: &str) -> Result<Pack, String> {
    let folder = format!("{FOLDER}/{name}");
    let mut names = list_files(&folder, ".scn")?;
    names.extend(list_files(&folder, "scn.toml")?);
    let mut files = Vec::new();
    for file in names {
        let path = project_root().join(&folder).join(&file);
        files.push((file, fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?));
    }
    Ok(Pack { files, states: None, media: MediaFiles::NotMissing, formats: Vec::new() })
}

/// Returns the findings of a story, as text.
fn list_findings(checked: &Checked) -> Vec<String> {
    checked.findings.iter().map(|finding| format!("{}: {}", finding.name, finding.message)).collect()
}

/// Plays a run in line mode with this input. Returns the output and why it stopped.
fn play_lines(playable: &Playable<'_>, seed: u64, input: &str) -> (String, Finish) {
    let options = Options { width: 80, plain: true, ..Options::default() };
    let session = Session::start(playable, seed, None);
    let mut output = Vec::new();
    let outcome =
        play(session, &options, Recording::none(), &mut input.as_bytes(), &mut output).expect("a run can be played");
    (String::from_utf8(output).expect("the output is text"), outcome.finish)
}

/// Makes random choices up to the end of a run, and asks for every hint before each. Returns what
/// is to be typed for that.
fn random_input(playable: &Playable<'_>, seed: u64) -> String {
    let mut rng = Rng::new(seed);
    let mut session = Session::start(playable, seed, None);
    let mut input = String::new();
    while session.scene().ended.is_none() {
        input.push_str(&"h\n".repeat(session.scene().hints.len()));
        let ids: Vec<String> = session.scene().on_offer().map(|view| view.id.clone()).collect();
        let id = rng.pick_one(&ids).cloned().expect("a clean story has no dead end");
        input.push_str(&format!("{id}\n"));
        session.choose(&id, None).expect("it is on offer");
    }
    input
}

/// Returns the words and numbers of a text, each with a space before it, and a space at the end.
fn spaced_words(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.fold(String::new(), |joined, word| joined + " " + word) + " "
}

/// Words that begin a line with names, numbers, conditions or other data that the learner does not
/// read as written.
const DATA: [&str; 20] = [
    "Audience",
    "Cast",
    "Choose",
    "Continues",
    "Covers",
    "Detour",
    "Expect",
    "Flag",
    "Meter",
    "Minutes",
    "Next",
    "Promise",
    "Range",
    "Result",
    "Set",
    "Shown",
    "Start",
    "State",
    "Test",
    "Values",
];

/// Words that begin a line with a header, followed by a text for the learner.
const HEADERS: [&str; 10] =
    ["Breaks", "Choice", "Ending", "Feedback", "Hint", "Outcome", "Partly", "Principle", "Situation", "Upholds"];

/// Returns the pieces of a line of source that the learner reads, without looking at the parser:
/// the text after a header, without brackets of conditions; each alternative of a condition within
/// a text is a piece.
fn shown_pieces(line: &str) -> Vec<&str> {
    let line = line.trim();
    let keyword = line.split([' ', ':']).next().unwrap_or_default();
    let shown = if line.starts_with("//") || (DATA.contains(&keyword) && line.contains(':')) {
        ""
    } else if HEADERS.contains(&keyword) && line.contains(':') {
        line.split_once(':').map_or("", |(_, text)| text)
    } else if keyword == "Scenario" {
        line.split_once(": ").map_or("", |(_, text)| text)
    } else {
        line
    };
    let mut pieces = Vec::new();
    for part in shown.split('[') {
        let is_condition = ["if ", "otherwise", "end]"].iter().any(|start| part.starts_with(start));
        let end_of_condition = part.find([':', ']']).filter(|_| is_condition);
        let text = end_of_condition.map_or(part, |end| part.get(end + 1..).unwrap_or_default());
        pieces.extend(text.split(['|', ']']).flat_map(|text| text.split(['{', '}']).step_by(2)));
    }
    pieces
}

#[test]
fn every_folder_has_a_path() -> Result<(), String> {
    let folder = project_root().join(FOLDER);
    let entries = fs::read_dir(&folder).map_err(|error| format!("{FOLDER}: {error}"))?;
    let folders: BTreeSet<String> = entries
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(folders, PATHS.iter().map(|path| path.story.to_owned()).collect::<BTreeSet<String>>());
    Ok(())
}

#[test]
fn each_story_is_clean_and_proved() -> Result<(), String> {
    for path in &PATHS {
        let checked = read_story(path.story)?.check().checked;
        assert_eq!(list_findings(&checked), Vec::<String>::new(), "{}", path.story);
        assert!(checked.is_complete && checked.suppressed.is_empty(), "{}", path.story);
    }
    Ok(())
}

#[test]
fn the_twine_like_story_has_forty_passages_without_titles() -> Result<(), String> {
    let story = read_story("blue-coat")?.check().checked.story;
    let scenario = story.scenarios.first().ok_or("there is no scenario")?;
    assert_eq!(scenario.situations.len() + scenario.endings.len(), 40);
    assert!(scenario.situations.iter().all(|situation| situation.title.is_empty()));
    let turning = scenario.situations.iter().filter(|situation| situation.choices.len() == 1).count();
    assert!(24 <= turning, "only {turning} passages have one link");
    Ok(())
}

#[test]
fn a_path_through_each_story_reads_as_expected() -> Result<(), String> {
    for path in &PATHS {
        let story = read_story(path.story)?.check().checked.story;
        let playable = Playable::new(&story, Some(path.story)).map_err(|error| error.to_string())?;
        let mut session = Session::start(&playable, 1, None);
        for typed in path.typed {
            let scn_run::ChoiceMatch::One(id) = session.match_choice(typed) else {
                return Err(format!("{}: `{typed}` is not one choice: {:?}", path.story, session.match_choice(typed)));
            };
            session.choose(&id, None).map_err(|error| format!("{}: {error}", path.story))?;
        }
        let ended = session.scene().ended.as_ref().map(|ended| ended.node_id().to_owned());
        assert_eq!(ended.as_deref(), Some(path.ending), "{}", path.story);

        let (output, finish) = play_lines(&playable, 1, &(path.typed.join("\n") + "\n"));
        assert_eq!(finish, Finish::Ended(path.result), "{}", path.story);
        let output = spaced_words(&output);
        let mut rest = output.as_str();
        for sentence in path.reads {
            let words = spaced_words(sentence);
            let at = rest.find(&words).ok_or_else(|| format!("{}: `{sentence}` is not read in order", path.story))?;
            rest = rest.get(at + words.len() - 1..).unwrap_or_default();
        }
    }
    Ok(())
}

#[test]
fn everything_written_for_the_learner_is_shown_in_some_run() -> Result<(), String> {
    for path in &PATHS {
        let pack = read_story(path.story)?;
        let story = pack.check().checked.story;
        let playable = Playable::new(&story, Some(path.story)).map_err(|error| error.to_string())?;
        let sources = pack.files.iter().filter(|(name, _)| name.ends_with(".scn"));
        let pieces = sources.flat_map(|(_, text)| text.lines()).flat_map(shown_pieces);
        let mut missing: BTreeSet<String> = pieces.map(spaced_words).filter(|words| words != " ").collect();
        let written = missing.len();
        assert!(100 <= written, "{}: only {written} pieces of text are found", path.story);
        for seed in 0..RUNS {
            if missing.is_empty() {
                break;
            }
            let (output, finish) = play_lines(&playable, seed, &random_input(&playable, seed));
            assert!(matches!(finish, Finish::Ended(_)), "{}, run {seed}: {finish:?}", path.story);
            let output = spaced_words(&output);
            missing.retain(|words| !output.contains(words.as_str()));
        }
        assert!(
            missing.is_empty(),
            "{}: {} of {written} pieces are never shown: {missing:#?}",
            path.story,
            missing.len()
        );
    }
    Ok(())
}

/// Returns the pieces of a line that have words, as their words.
fn pieces_of(line: &str) -> Vec<String> {
    let words = shown_pieces(line).into_iter().map(|piece| spaced_words(piece).trim().to_owned());
    words.filter(|words| !words.is_empty()).collect()
}

#[test]
fn the_pieces_of_a_line_are_what_a_learner_reads() {
    let none: [&str; 0] = [];
    assert_eq!(pieces_of("// Not for the learner."), none);
    assert_eq!(pieces_of("    Next [if points >= 5]: passed"), none);
    assert_eq!(pieces_of("Situation rotunda:"), none);
    assert_eq!(pieces_of("  [otherwise if points >= 4]"), none);
    assert_eq!(pieces_of("Ending told: Before anybody asked"), ["Before anybody asked"]);
    assert_eq!(pieces_of("  Choice: Ask who: now."), ["Ask who now"]);
    assert_eq!(pieces_of("  Choice go [if air = open] [once]: Go."), ["Go"]);
    assert_eq!(pieces_of("  [if sent] You look."), ["You look"]);
    assert_eq!(pieces_of("  You have {points} of 8."), ["You have", "of 8"]);
    assert_eq!(pieces_of("  Now. [if air = open: Yes. | No, and"), ["Now", "Yes", "No and"]);
    assert_eq!(pieces_of("  Set things aside."), ["Set things aside"]);
}
