//! Tests the page of every finding: its example has the finding, and the suggested text has no
//! findings.

use scn_source::Name;
use scn_tests::harness::pack::Pack;
use scn_tests::harness::{indent_text, is_lint, packs_of_page};
use scn_tests::markdown::{self, Block};

const FOLDER: &str = "crates/scn-source/pages";
const KEYS: &[&str] = &["also", "files", "states", "coverage", "file", "for"];
const PARTS: &[&str] = &["What it means", "Why it matters", "Example", "Instead", "How to fix it", "The small print"];

/// Returns the packs of a page, each with its first block.
fn page_packs(name: Name) -> Result<Vec<(Block, Pack)>, String> {
    let blocks = markdown::parse_blocks(&format!("{FOLDER}/{name}.md"), name.page())?;
    for block in blocks {
        if let Some((key, _)) = block.attributes.iter().find(|(key, _)| !KEYS.contains(&key.as_str())) {
            return Err(format!("{block}\n  `{key}` is no attribute of a page's block"));
        }
    }
    packs_of_page(name)
}

/// Returns the findings in a pack on the page of `name`. Lints about the writing count only on
/// their own pages.
fn findings_in_pack(pack: &Pack, name: Name) -> Vec<String> {
    let is_counted = |found: &Name| *found == name || !is_lint(*found);
    let findings = pack.check().checked.findings;
    findings.iter().map(|finding| finding.name).filter(is_counted).map(|name| name.to_string()).collect()
}

/// Returns the blocks under a heading whose findings are not as expected.
fn wrong_blocks(heading: &str, expected: impl Fn(Name, &Block) -> Vec<String>) -> Result<Vec<String>, String> {
    let mut wrong = Vec::new();
    for name in Name::ALL {
        let mut packs = page_packs(*name)?;
        packs.retain(|(block, _)| block.heading == heading);
        if packs.is_empty() {
            wrong.push(format!("{FOLDER}/{name}.md: there is nothing under `{heading}`"));
        }
        for (block, pack) in packs {
            let mut wanted = expected(*name, &block);
            wanted.sort_unstable();
            let mut got = findings_in_pack(&pack, *name);
            got.sort_unstable();
            if got != wanted {
                let name_list =
                    |names: &[String]| if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
                let (wanted, got) = (name_list(&wanted), name_list(&got));
                wrong.push(format!("{block}\n  expected {wanted}\n  found    {got}\n{}", indent_text(&block.text)));
            }
        }
    }
    Ok(wrong)
}

#[test]
fn the_example_of_every_page_shows_its_finding_once() -> Result<(), String> {
    let wrong = wrong_blocks("Example", |name, block| {
        let other_findings = block.list_values("also").into_iter().map(ToOwned::to_owned);
        other_findings.chain([name.to_string()]).collect()
    })?;
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn what_every_page_says_to_write_instead_is_clean() -> Result<(), String> {
    let wrong = wrong_blocks("Instead", |_, _| Vec::new())?;
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn every_page_has_its_parts_in_order() {
    for name in Name::ALL {
        let page = name.page();
        let mut lines = page.lines();
        assert_eq!(lines.next(), Some(format!("# {name}").as_str()));
        assert!(name.summary().ends_with('.'), "{name}: the summary is no sentence: {}", name.summary());
        let severity = format!("Severity: {}", name.default_severity().as_str());
        assert!(page.lines().any(|line| line == severity), "{name}: the page does not say `{severity}`");
        let parts: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        let known_parts: Vec<&str> = PARTS.iter().copied().filter(|part| parts.contains(part)).collect();
        assert_eq!(parts, known_parts, "{name}");
        assert!(PARTS.len() - 1 <= parts.len(), "{name}: only the small print may be left out: {parts:?}");
    }
}

#[test]
fn every_page_that_a_page_leads_to_is_there() {
    for name in Name::ALL {
        for (_, behind) in name.page().match_indices("](").map(|(at, sign)| name.page().split_at(at + sign.len())) {
            let target = behind.split(')').next().unwrap_or_default();
            let known_name = target.strip_suffix(".md").and_then(Name::from_exact_str);
            assert!(known_name.is_some() || target.starts_with("https://"), "{name}: `{target}` leads nowhere");
        }
    }
}

#[test]
fn every_page_is_in_the_catalogue() -> Result<(), String> {
    let mut names: Vec<String> = Name::ALL.iter().map(|name| format!("{name}.md")).collect();
    names.sort();
    assert_eq!(markdown::list_files(FOLDER, ".md")?, names);
    Ok(())
}
