//! Applies every fix of every finding in every document: afterwards its finding is gone, and a safe
//! fix breaks nothing.

use std::collections::BTreeMap;

use scn_compiler::Cache;
use scn_source::{CheckResult, Finding, Fix, FixSelection, Name, Severity, apply_fixes};
use scn_tests::harness::pack::{CheckResult as Checked, Pack};
use scn_tests::harness::{packs_of_document, packs_of_page};
use scn_tests::markdown;

/// The number of occurrences of each message. Places move when text is edited, but messages name
/// their subject.
type Counts<'c> = BTreeMap<(Name, &'c str), usize>;

fn count_findings<'c>(findings: impl Iterator<Item = &'c Finding>) -> Counts<'c> {
    let mut counts = Counts::new();
    for finding in findings {
        *counts.entry((finding.name, finding.message.as_str())).or_default() += 1;
    }
    counts
}

fn count_errors<'c>(findings: impl Iterator<Item = &'c Finding>) -> Counts<'c> {
    count_findings(findings.filter(|finding| finding.severity == Severity::Error))
}

/// Returns the fault of a fix, if it has one.
fn fault_of_fix(pack: &Pack, before: &Checked, finding: &Finding, fix: &Fix) -> Option<String> {
    let mut places: Vec<_> = fix.edits.iter().map(|edit| edit.place).collect();
    places.sort_by_key(|place| (place.file, place.span.start));
    if places.windows(2).any(|two| matches!(two, [a, b] if a.file == b.file && b.span.start < a.span.end)) {
        return Some("its edits overlap".to_owned());
    }
    let fixed = pack.apply_fix(before, fix).check();
    let count_same = |result: &Checked| {
        let all_counts = count_findings(result.checked.findings.iter());
        all_counts.get(&(finding.name, finding.message.as_str())).copied().unwrap_or_default()
    };
    if count_same(before) <= count_same(&fixed) {
        return Some("the finding is still there".to_owned());
    }
    if !fix.safe {
        return None;
    }
    // In a scenario whose errors are fixed, runs are explored for the first time.
    let new = fixed.checked.findings.iter().filter(|finding| before.checked.is_complete || !finding.is_about_runs());
    let new = count_errors(new);
    let errors_before = count_errors(before.checked.findings.iter());
    let new = new.into_iter().find(|(error, count)| errors_before.get(error).copied().unwrap_or_default() < *count);
    new.map(|((name, message), _)| format!("it brings `{name}`: {message}"))
}

/// Applies all fixes of packs. Returns the faults, and the numbers of safe and unsafe fixes.
fn try_all(packs: Vec<(String, Pack)>) -> (Vec<String>, [usize; 2]) {
    let (mut wrong, mut tried) = (Vec::new(), [0, 0]);
    for (place, pack) in packs {
        let result_before = pack.check();
        for finding in &result_before.checked.findings {
            for fix in &finding.fixes {
                tried[usize::from(fix.safe)] += 1;
                if let Some(why) = fault_of_fix(&pack, &result_before, finding, fix) {
                    let Fix { title, safe, .. } = fix;
                    let Finding { name, message, .. } = finding;
                    wrong.push(format!("{place}\n  {name}: {message}\n  `{title}` (safe: {safe}): {why}"));
                }
            }
        }
    }
    (wrong, tried)
}

fn check_folder(folder: &str) -> Result<(), String> {
    let mut all_packs = Vec::new();
    for file in markdown::list_files(folder, ".md")? {
        all_packs.extend(packs_of_document(&format!("{folder}/{file}"))?);
    }
    check(all_packs)
}

fn check(packs: Vec<(String, Pack)>) -> Result<(), String> {
    let (wrong, [unsafe_ones, safe_ones]) = try_all(packs);
    assert!(wrong.is_empty(), "{} fixes do not do what they say\n\n{}", wrong.len(), wrong.join("\n\n"));
    assert!(4 <= safe_ones && 15 <= unsafe_ones, "only {safe_ones} safe and {unsafe_ones} other fixes were tried");
    Ok(())
}

#[test]
fn the_fixes_in_the_suites_of_the_findings() -> Result<(), String> {
    check_folder("tests/findings")
}

#[test]
fn the_fixes_in_the_suites_of_the_language() -> Result<(), String> {
    check_folder("tests/language")
}

#[test]
fn the_fixes_in_the_reference_and_the_pages() -> Result<(), String> {
    let mut packs = packs_of_document("grammar/README.md")?;
    for name in Name::ALL {
        packs.extend(packs_of_page(*name)?.into_iter().map(|(block, pack)| (block.to_string(), pack)));
    }
    check(packs)
}

/// Runs `scn check --fix` in both its forms: it ends, and introduces no new error.
#[test]
fn mending_everything_makes_no_new_error() -> Result<(), String> {
    let mut mended = 0;
    for file in markdown::list_files("tests/findings", ".md")? {
        for (place, pack) in packs_of_document(&format!("tests/findings/{file}"))? {
            let result_before = pack.check();
            if result_before.checked.findings.iter().all(|finding| finding.fixes.is_empty()) {
                continue;
            }
            let cache = Cache::new();
            for which in [FixSelection::Safe, FixSelection::All] {
                let mut sources = result_before.sources.clone();
                let out = apply_fixes(&mut sources, which, &|_| true, &mut |sources| {
                    let checked = pack.with_sources(sources).check_with(&cache).checked;
                    CheckResult { findings: checked.findings, is_complete: checked.is_complete }
                });
                mended += out.fixed_counts.values().sum::<usize>();
                let new =
                    out.result.findings.iter().filter(|it| result_before.checked.is_complete || !it.is_about_runs());
                let (new, known) = (count_errors(new), count_errors(result_before.checked.findings.iter()));
                // One error may replace another, so they are counted.
                let total = |of: &Counts<'_>| of.values().sum::<usize>();
                let brought: Vec<_> = new.iter().filter(|(error, count)| known.get(*error) < Some(*count)).collect();
                assert!(total(&new) <= total(&known), "{place}: {which:?} brings {brought:?}");
                let still_fixable =
                    out.result.findings.iter().filter(|finding| which.fix_for(finding).is_some()).count();
                let refused = out.refused.len();
                assert!(
                    still_fixable <= refused,
                    "{place}: {which:?} leaves {still_fixable} fixes, and {refused} are refused"
                );
            }
        }
    }
    assert!(50 <= mended, "only {mended} findings were mended");
    Ok(())
}
