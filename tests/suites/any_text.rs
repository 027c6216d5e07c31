//! Any text gets an answer: checks every prefix of every example, and randomly changed examples.

use scn_compiler::DeliveryFormat;
use std::panic::{AssertUnwindSafe, catch_unwind};

use scn_tests::harness::pack::{CheckResult as Checked, MediaFiles, Pack};
use scn_tests::harness::sound::invalid_part;
use scn_tests::markdown;
use scn_tests::random::Rng;

/// Examples up to this size, in bytes, are cut at every character.
const SMALL: usize = 160;

/// The number of additional characters at which a larger example is cut.
const CUTS: usize = 4;

/// The number of changed texts in a test.
const CHANGED: u64 = 1_500;

/// Returns the blocks of the documents in a folder that are run. A fragment is used without its
/// frame, as another possible content of a file.
fn document_blocks(folder: &str) -> Result<Vec<String>, String> {
    let mut texts = Vec::new();
    for file in markdown::list_files(folder, ".md")? {
        let blocks = markdown::read(&format!("{folder}/{file}"))?;
        texts.extend(blocks.into_iter().filter(|block| block.language == "scn").map(|block| block.text));
    }
    texts.sort();
    texts.dedup();
    Ok(texts)
}

/// Returns the project's example scenarios.
fn example_texts() -> Result<Vec<String>, String> {
    let mut texts = Vec::new();
    for folder in ["examples/first-steps", "examples/customer-privacy", "examples/nachtdienst"] {
        for file in markdown::list_files(folder, ".scn")? {
            let path = markdown::project_root().join(folder).join(&file);
            texts.push(std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?);
        }
    }
    Ok(texts)
}

fn all_texts() -> Result<Vec<String>, String> {
    let mut texts = document_blocks("tests/language")?;
    texts.extend(document_blocks("tests/findings")?);
    texts.extend(document_blocks("grammar")?);
    texts.extend(example_texts()?);
    Ok(texts)
}

fn check_text(text: &[u8]) -> Result<Checked, String> {
    // The limit keeps a text with very many states fast; the findings at the limit are tested too.
    let text = String::from_utf8_lossy(text).into_owned();
    let pack = Pack {
        files: vec![("any.scn".to_owned(), text)],
        states: Some(2_000),
        media: MediaFiles::NotMissing,
        formats: DeliveryFormat::ALL.to_vec(),
    };
    catch_unwind(AssertUnwindSafe(|| pack.check())).map_err(|_| "the check panics".to_owned())
}

/// Checks a text; with `twice`, also that the answer is the same the second time.
fn check_answer(text: &[u8], twice: bool) -> Result<(), String> {
    let with_text = |why: &str| format!("{why}, of the text\n---\n{}\n---", String::from_utf8_lossy(text));
    let first = check_text(text).map_err(|why| with_text(&why))?;
    for finding in &first.checked.findings {
        if let Some(part) = invalid_part(&first.sources, finding) {
            return Err(with_text(&format!("{part} is not sound: {finding:?}")));
        }
    }
    if twice {
        let second = check_text(text).map_err(|why| with_text(&why))?;
        let comparable =
            |it: &Checked| (it.checked.findings.clone(), it.checked.scenarios.clone(), it.checked.story.clone());
        if comparable(&first) != comparable(&second) {
            return Err(with_text("the answer is another the second time"));
        }
    }
    Ok(())
}

/// Checks prefixes of texts: all of a small one; those of whole lines and some others of a larger
/// one.
fn check_prefixes(texts: &[String], at_least: usize) -> Result<(), String> {
    let mut rng = Rng::new(5);
    let mut tried = 0;
    for text in texts {
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let mut cuts: Vec<usize> = if text.len() <= SMALL {
            ends
        } else {
            let some = (0..CUTS).filter_map(|_| rng.pick_one(&ends).copied()).collect::<Vec<_>>();
            text.match_indices('\n').map(|(at, _)| at + 1).chain(some).collect()
        };
        cuts.sort_unstable();
        cuts.dedup();
        for cut in cuts {
            check_answer(text.get(..cut).unwrap_or_default().as_bytes(), false)?;
            tried += 1;
        }
    }
    assert!(at_least <= tried, "only {tried} prefixes were tried");
    Ok(())
}

/// Pieces that are likely to cause errors.
const PIECES: &[&str] = &[
    "[",
    "]",
    "[if ",
    "[if verified: ",
    "[otherwise]",
    "{",
    "}",
    "{trust}",
    "(",
    ")",
    "|",
    "\\",
    "`",
    "```",
    "~~~",
    ":",
    ",",
    "//",
    ">",
    "- ",
    "* ",
    "1. ",
    "->",
    "[[",
    "]]",
    "<<",
    ">>",
    "\r",
    "\r\n",
    "\n\n",
    "\t",
    "\u{a0}",
    "\u{feff}",
    "\0",
    "\u{1a}",
    "\u{2212}",
    "é",
    "\u{301}",
    "\u{1f600}",
    " and ",
    " or ",
    " not ",
    "Choice",
    "Choice:",
    "Outcome [1 in 2]:",
    "Next: again",
    "Next: return",
    "Set: trust -20",
    "Situation x: X",
    "Ending x: X",
    "Scenario x: X",
    "Lesson x: X",
    "Quiz q: A quiz",
    "Question w [any order]: What?",
    "Right: This.",
    "Wrong",
    "Because: It is.",
    "Checks: care,",
    "Draw: 2",
    "Promise: never ended",
    "Test: t",
    "Detour: x",
    "Upholds care:",
    "99999999999999999999",
    "-",
];

/// Returns a text with one to four changes that people and tools make.
fn change_text(text: &str, rng: &mut Rng) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = text.split_inclusive('\n').map(|line| line.as_bytes().to_vec()).collect();
    for _ in 0..=rng.number_below(4) {
        if lines.is_empty() {
            break;
        }
        let (one, other) = (rng.number_below(lines.len()), rng.number_below(lines.len()));
        match rng.number_below(8) {
            0 => {
                lines.remove(one);
            }
            1 => lines.insert(other, lines[one].clone()),
            2 => lines.swap(one, other),
            3 => {
                let cut = rng.number_below(lines[one].len() + 1);
                lines[one].truncate(cut);
            }
            4 => {
                let byte_index = rng.number_below(lines[one].len());
                if let Some(byte) = lines[one].get_mut(byte_index) {
                    *byte ^= 1 << rng.number_below(8);
                }
            }
            5 if 1 < lines[one].len() => {
                let swap_index = rng.number_below(lines[one].len() - 1);
                lines[one].swap(swap_index, swap_index + 1);
            }
            _ => {
                let insert_index = rng.number_below(lines[one].len() + 1);
                let piece = rng.pick_one(PIECES).copied().unwrap_or_default();
                lines[one].splice(insert_index..insert_index, piece.bytes());
            }
        }
    }
    lines.concat()
}

#[test]
fn every_prefix_of_the_suites_of_the_language_gets_an_answer() -> Result<(), String> {
    check_prefixes(&document_blocks("tests/language")?, 10_000)
}

#[test]
fn every_prefix_of_the_suites_of_the_findings_gets_an_answer() -> Result<(), String> {
    check_prefixes(&document_blocks("tests/findings")?, 2_000)
}

#[test]
fn every_prefix_of_the_reference_gets_an_answer() -> Result<(), String> {
    check_prefixes(&document_blocks("grammar")?, 400)
}

#[test]
fn every_prefix_of_the_examples_gets_an_answer() -> Result<(), String> {
    check_prefixes(&example_texts()?, 500)
}

#[test]
fn changed_texts_get_the_same_answer_twice() -> Result<(), String> {
    let texts = all_texts()?;
    for seed in 0..CHANGED {
        let mut rng = Rng::new(seed);
        let text = rng.pick_one(&texts).cloned().unwrap_or_default();
        let changed = change_text(&text, &mut rng);
        check_answer(&changed, true).map_err(|why| format!("seed {seed}: {why}"))?;
    }
    Ok(())
}

#[test]
fn pieces_in_any_order_get_the_same_answer_twice() -> Result<(), String> {
    for seed in 0..CHANGED {
        let mut rng = Rng::new(seed);
        let mut text = String::new();
        for _ in 0..rng.number_below(40) {
            text.push_str(rng.pick_one(PIECES).copied().unwrap_or_default());
            text.push_str(if rng.with_percent(40) { "\n" } else { " " });
        }
        check_answer(text.as_bytes(), true).map_err(|why| format!("seed {seed}: {why}"))?;
    }
    Ok(())
}

#[test]
fn any_bytes_get_the_same_answer_twice() -> Result<(), String> {
    for seed in 0..300 {
        let mut rng = Rng::new(seed);
        let bytes: Vec<u8> = (0..rng.number_below(400)).map(|_| rng.next_bits().to_le_bytes()[0]).collect();
        check_answer(&bytes, true).map_err(|why| format!("seed {seed}: {why}"))?;
    }
    Ok(())
}
