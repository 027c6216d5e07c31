//! Tests the language chapter by chapter: every block of `tests/language`.

use std::collections::BTreeSet;
use std::error::Error;

use scn_source::Name;
use scn_tests::harness::{Tally, frame, is_lint, pack::Pack, read_frame, run_document};
use scn_tests::markdown;

const FOLDER: &str = "tests/language";

fn run(file: &str, least: usize) -> Result<Tally, String> {
    let tally = run_document(&format!("{FOLDER}/{file}"))?;
    assert!(least <= tally.blocks, "{file}: at least {least} blocks were expected, and there are {}", tally.blocks);
    let failed = tally.failures.len();
    assert!(failed == 0, "\n{}\n{file}: {failed} of {} blocks failed", tally.failures.join("\n"), tally.blocks);
    Ok(tally)
}

/// Defines a test for each document, with its minimum number of blocks: a suite that is read as
/// empty must not pass.
macro_rules! suites {
    ($($test:ident $file:literal $least:literal,)*) => {
        $(
            #[test]
            fn $test() -> Result<(), String> {
                run($file, $least).map(|_| ())
            }
        )*

        const FILES: &[&str] = &[$($file),*];
    };
}

suites! {
    lines "01-lines.md" 81,
    names "02-names.md" 52,
    declarations "03-declarations.md" 34,
    bodies "04-bodies.md" 40,
    text "05-text.md" 40,
    choices "06-choices.md" 29,
    outcomes "07-outcomes.md" 26,
    conditions "08-conditions.md" 43,
    changes "09-changes.md" 29,
    going_on "10-going-on.md" 16,
    detours "11-detours.md" 17,
    chance "12-chance.md" 16,
    tests_and_promises "13-tests-and-promises.md" 28,
    lessons "14-lessons.md" 14,
    packs "15-packs.md" 42,
    exactly "16-exactly.md" 24,
    runs "17-runs.md" 60,
    coverage "18-coverage.md" 31,
    bound "19-bound.md" 8,
    after_an_error "20-after-an-error.md" 22,
    quizzes "21-quizzes.md" 55,
    blocks "22-blocks.md" 55,
    passages "23-passages.md" 19,
    files "24-files.md" 60,
    own_words "25-own-words.md" 19,
}

#[test]
fn every_document_of_the_folder_is_run() -> Result<(), String> {
    let mut there = markdown::list_files(FOLDER, ".md")?;
    there.retain(|name| name != "README.md");
    assert_eq!(there, FILES);
    Ok(())
}

#[test]
fn the_frame_of_the_fragments_is_clean() -> Result<(), Box<dyn Error>> {
    let frame: frame::Frame = read_frame()?;
    let checked = Pack::single_file(&frame.fillers_only()).check().checked;
    let mentioned: Vec<String> = checked
        .findings
        .iter()
        .filter(|finding| !is_lint(finding.name))
        .map(|finding| format!("{}: {}", finding.name, finding.message))
        .collect();
    assert!(mentioned.is_empty(), "{mentioned:#?}");
    assert!(checked.is_complete);
    Ok(())
}

/// Every finding about the language is expected by some block of a chapter, besides the page and
/// the document of its own. Lints are about the writing, and have only those.
#[test]
fn every_finding_is_expected_by_some_block() -> Result<(), String> {
    let mut expected = BTreeSet::new();
    for file in FILES {
        for block in markdown::read(&format!("{FOLDER}/{file}"))? {
            expected.extend(block.list_values("finds").into_iter().map(ToOwned::to_owned));
        }
    }
    let names = Name::ALL.iter().filter(|name| !is_lint(**name)).map(|name| name.as_str());
    let missing: Vec<&str> = names.filter(|name| !expected.contains(*name)).collect();
    assert!(missing.is_empty(), "no block of the language suite expects {}", missing.join(", "));
    Ok(())
}
