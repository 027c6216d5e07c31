//! Ordinary prose is not reported.

use std::fs;
use std::path::{Path, PathBuf};

use scn_source::{FileId, Name};
use scn_syntax::parse;

use crate::{found, framed, hidden};

/// Ways in which an English sentence continues after its first word.
const GOES_ON: &[&str] = &[
    "is what everybody talks about.",
    "of this kind can be found in every office.",
    "and nothing else will help you here.",
    "was on her mind all day.",
    "the door, and wait outside until she calls.",
    "a moment before you answer.",
    "to the left of the entrance, behind the lift.",
    "that day went well, she thinks.",
    "your mind back to the first week.",
    "from colleagues is collected once a year.",
    "for the whole afternoon was taken.",
    "can be hard when the queue is long.",
    "in hand, she walks to the lift.",
    "as soon as the phone rings.",
    "up, then, and be quick about it.",
    "are made by people who know each other.",
    "by step she tells you what happened.",
    "it somewhere safe.",
    "people wait outside.",
    "forms lie on the desk.",
];

/// Collects the lines of a text that are reported as possible instructions, and returns the number
/// of non-empty lines.
fn alarms(text: &str, out: &mut Vec<String>) -> usize {
    let others = [Name::UnknownSpeaker, Name::MisplacedInstruction, Name::MissingText];
    for finding in parse(FileId(0), text).findings.into_iter().filter(|finding| !others.contains(&finding.name)) {
        let line = text[..finding.place.span.start as usize].matches('\n').count();
        out.push(format!("{}: {}", text.lines().nth(line).unwrap_or_default().trim(), finding.message));
    }
    text.lines().filter(|line| !line.trim().is_empty()).count()
}

#[test]
fn sentences_that_start_with_a_keyword_are_prose() {
    let mut wrong = Vec::new();
    let mut lines = 0;
    for keyword in scn_syntax::words::KEYWORDS {
        // A paragraph that starts like this has always been an error.
        let rating = keyword.word == "Choice" || keyword.word == "Outcome" || keyword.form.contains("principle:");
        // No sentence continues with a noun after these.
        let noun = matches!(keyword.word, "Hint" | "Feedback");
        for words in GOES_ON.iter().filter(|words| !(noun && words.starts_with("people"))) {
            for place in ["body", "outcome", "brief", "ending", "lesson"] {
                if !rating {
                    let (text, _) = framed(place, &format!("\n{} {words}", keyword.word));
                    lines += alarms(&text, &mut wrong);
                }
                let (text, _) = framed(place, &format!("\nShe says nothing. The\n{} {words}", keyword.word));
                lines += alarms(&text, &mut wrong);
            }
        }
    }
    let known = ["the ending above has no `Result:`", "this meter has no", "this state has no"];
    wrong.retain(|line| !known.iter().any(|message| line.contains(message)));
    assert!(wrong.is_empty(), "{} of {lines} lines:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn sentences_with_a_word_of_an_instruction_are_prose() {
    let others = [Name::UnknownSpeaker];
    let mut wrong = Vec::new();
    for words in hidden::PROSE {
        for place in ["body", "outcome"] {
            let lines = format!("\n{words}");
            let alarms = found(place, &lines).into_iter().filter(|finding| !others.contains(&finding.name));
            wrong.extend(alarms.map(|finding| format!("{place} {words}: {}", finding.message)));
        }
    }
    for words in hidden::LABELS {
        wrong.extend(found("choice", words).into_iter().map(|finding| format!("{words}: {}", finding.message)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Returns the paragraphs of the project's own documents, without headings, lists, tables,
/// quotations or code.
fn own_prose() -> Vec<String> {
    fn walk(folder: &Path, out: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            if path.is_dir() && !hidden && !path.ends_with("target") && !path.ends_with("node_modules") {
                walk(&path, out);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                out.push(path);
            }
        }
    }
    let mut paths = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."), &mut paths);
    paths.sort();
    let mut out = Vec::new();
    for path in paths {
        let text = fs::read_to_string(path).expect("a text");
        let mut code = false;
        let mut paragraph = String::new();
        for line in text.lines().chain([""]) {
            let words = line.trim();
            code ^= words.starts_with("```");
            let plain = words.starts_with(|c: char| c.is_alphabetic() || c == '"');
            if code || !plain || words.contains('`') {
                let whole = std::mem::take(&mut paragraph);
                out.extend((!code && words.is_empty() && !whole.is_empty()).then_some(whole));
            } else {
                paragraph.push_str(&format!("  {words}\n"));
            }
        }
    }
    out
}

#[test]
fn the_projects_own_prose_is_prose() {
    let prose = own_prose();
    let mut wrong = Vec::new();
    let mut lines = 0;
    for place in ["body", "outcome", "brief", "ending", "lesson"] {
        let (text, _) = framed(place, &format!("\n{}", prose.join("\n")));
        lines += alarms(&text, &mut wrong);
    }
    let known = ["the ending above has no `Result:`", "this meter has no", "this state has no"];
    wrong.retain(|line| !known.iter().any(|message| line.contains(message)));
    assert!(2000 < lines, "{lines} lines are hardly enough");
    assert!(wrong.is_empty(), "{} of {lines} lines:\n{}", wrong.len(), wrong.join("\n"));
}
