//! Tests that every example of the language reference is as described, and that findings are at the
//! documented places.

use std::collections::BTreeMap;

use scn_tests::harness::{packs, run_document};
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

/// Returns the names of findings that are reported at the start of their line, as listed in the
/// reference.
fn at_the_start() -> Result<Vec<String>, String> {
    let text = std::fs::read_to_string(markdown::root().join(REFERENCE)).map_err(|error| error.to_string())?;
    // Line breaks in the reference do not matter.
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, list) = text.split_once("at the column of the keyword:").ok_or("the list is in the reference")?;
    let (list, _) = list.split_once(" - ").ok_or("another item follows it")?;
    Ok(list.split('`').skip(1).step_by(2).map(ToOwned::to_owned).collect())
}

#[test]
fn what_is_about_a_whole_element_stands_at_the_start_of_its_line() -> Result<(), String> {
    let names = at_the_start()?;
    let mut seen: BTreeMap<String, usize> = names.iter().map(|name| (name.clone(), 0)).collect();
    let mut wrong = Vec::new();
    for file in markdown::files("tests/findings", ".md")?.iter().filter(|file| *file != "README.md") {
        for (place, pack) in packs(&format!("tests/findings/{file}"))? {
            let result = pack.check();
            for finding in &result.checked.findings {
                let Some(count) = seen.get_mut(finding.name.as_str()) else { continue };
                let text = result.sources.get(finding.place.file).map(scn_source::SourceFile::text).unwrap_or_default();
                let before = text.get(..finding.place.span.start as usize).unwrap_or_default();
                let line = before.rsplit('\n').next().unwrap_or_default().trim();
                let is_bracket = line.starts_with('[') && line.ends_with(']');
                if !line.is_empty() && !is_bracket {
                    wrong.push(format!("{place}: {} stands after `{line}`", finding.name));
                }
                *count += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen.values().all(|count| 0 < *count), "every one of them is found somewhere: {seen:?}");
    Ok(())
}
