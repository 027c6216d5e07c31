//! Tests that every example of the language reference is as described, that its lists of findings
//! are those of the catalogue, and that findings are at the documented places. `SCN_WRITE=1` writes
//! the lists anew.

use std::collections::BTreeMap;
use std::fmt::Write;

use scn_source::{Family, Name, Stands};
use scn_tests::harness::{packs_of_document, run_document};
use scn_tests::markdown;

const REFERENCE: &str = "grammar/README.md";

#[test]
fn every_example_of_the_reference_is_as_it_says() -> Result<(), String> {
    let tally = run_document(REFERENCE)?;
    let failed = tally.failures.len();
    assert!(20 <= tally.blocks, "there are {} blocks", tally.blocks);
    assert!(failed == 0, "\n{}\n{failed} of {} blocks failed", tally.failures.join("\n"), tally.blocks);
    Ok(())
}

/// The language in short, for assistants.
const SHORT: &str = "grammar/llms.txt";

#[test]
fn every_example_of_the_language_in_short_is_as_it_says() -> Result<(), String> {
    let tally = run_document(SHORT)?;
    let failed = tally.failures.len();
    assert!(6 <= tally.blocks, "there are {} blocks", tally.blocks);
    assert!(failed == 0, "\n{}\n{failed} of {} blocks failed", tally.failures.join("\n"), tally.blocks);
    Ok(())
}

/// The heading of a table of findings.
const TABLE: &str = "| finding | level | when exactly |\n| --- | --- | --- |\n";

/// What comes before and after the list of the findings that have the place of a whole line.
const LIST: [&str; 2] = ["at the column of the keyword:", "\n- All other findings are"];

/// The rows of a table. Names that follow each other and are reported for the same reason share a
/// row.
fn rows(names: &[Name]) -> String {
    let mut rows = String::new();
    for same in names.chunk_by(|one, other| one.when() == other.when()) {
        let Some(first) = same.first() else { continue };
        let names: Vec<String> = same.iter().map(|name| format!("`{name}`")).collect();
        let _ = writeln!(rows, "| {} | {} | {} |", names.join(", "), first.default_severity().as_str(), first.when());
    }
    rows
}

/// The names of the findings that have the place of a whole line, in lines of a list item.
fn listed() -> String {
    const WIDEST: usize = 100;
    let names: Vec<String> =
        Name::ALL.iter().filter(|name| name.stands() == Stands::Line).map(|name| format!("`{name}`")).collect();
    let mut lines = vec![String::new()];
    for word in names.join(", ").split(' ') {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.len() + 1 + word.len() + 2 <= WIDEST => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    format!("\n  {}.", lines.join("\n  "))
}

/// The reference with its lists of findings as the catalogue has them: a table of those about the
/// writing after one of all others, and the list of those that have the place of a whole line.
fn with_lists(reference: &str) -> Result<String, String> {
    let is_writing = |name: &Name| name.is_about_writing() && name.family() != Family::Manifest;
    let (writing, others): (Vec<Name>, Vec<Name>) = Name::ALL.iter().copied().partition(is_writing);
    let mut parts = reference.split(TABLE);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for names in [others, writing] {
        let part = parts.next().ok_or("the reference has two tables of findings")?;
        let after = part.find("\n\n").ok_or("text follows a table of findings")?;
        text.push_str(TABLE);
        text.push_str(&rows(&names));
        text.push_str(part.get(after + 1..).unwrap_or_default());
    }
    if parts.next().is_some() {
        return Err("the reference has two tables of findings".to_owned());
    }
    let (before, rest) = text.split_once(LIST[0]).ok_or("the list is in the reference")?;
    let (_, after) = rest.split_once(LIST[1]).ok_or("another item follows the list")?;
    Ok(format!("{before}{}{}{}{after}", LIST[0], listed(), LIST[1]))
}

#[test]
fn its_lists_of_findings_are_those_of_the_catalogue() -> Result<(), String> {
    let path = markdown::project_root().join(REFERENCE);
    let text = std::fs::read_to_string(&path).map_err(|error| error.to_string())?;
    let wanted = with_lists(&text)?;
    if std::env::var_os("SCN_WRITE").is_some() {
        return std::fs::write(&path, wanted).map_err(|error| error.to_string());
    }
    assert!(text == wanted, "{REFERENCE} is not up to date: SCN_WRITE=1 writes its lists of findings anew");
    Ok(())
}

#[test]
fn findings_about_a_whole_element_are_at_the_start_of_its_line() -> Result<(), String> {
    let names = Name::ALL.iter().filter(|name| name.stands() == Stands::Line);
    let mut times_seen: BTreeMap<Name, usize> = names.map(|name| (*name, 0)).collect();
    let mut wrong = Vec::new();
    for file in markdown::list_files("tests/findings", ".md")?.iter().filter(|file| *file != "README.md") {
        for (place, pack) in packs_of_document(&format!("tests/findings/{file}"))? {
            let result = pack.check();
            for finding in &result.checked.findings {
                let Some(count) = times_seen.get_mut(&finding.name) else { continue };
                let text = result.sources.get(finding.place.file).map(scn_source::SourceFile::text).unwrap_or_default();
                let text_before = text.get(..finding.place.span.start as usize).unwrap_or_default();
                let line = text_before.rsplit('\n').next().unwrap_or_default().trim();
                let is_bracket = line.starts_with('[') && line.ends_with(']');
                if !line.is_empty() && !is_bracket {
                    wrong.push(format!("{place}: {} stands after `{line}`", finding.name));
                }
                *count += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(times_seen.values().all(|count| 0 < *count), "every one of them is found somewhere: {times_seen:?}");
    Ok(())
}
