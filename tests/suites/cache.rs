//! A cache only reduces the work of a check: what it contains is neither parsed nor proved again,
//! and the findings are exactly the same.

use std::ops::ControlFlow;

use scn_compiler::{Cache, MediaFile, Options, PackFiles, Work, check, check_with};
use scn_source::{Name, SourceFile, Sources};
use scn_tests::harness::pack::{MediaFiles, Pack};
use scn_tests::harness::packs_of_document;
use scn_tests::markdown;

const PRINCIPLES: &str = "Principle care: Care for people\n  Ask first.\n";

/// A scenario with a finding about its runs, a test and a promise.
const CALL: &str = "Scenario call: A call
  Covers: care
  You answer the phone.

Meter trust: Trust
  Range: 0 to 10
  Start: 9

Situation ring: It rings
  A man asks.

  Choice ask [if trust < 10 or trust > 3]: Ask him.
    Outcome: He answers.
    Set: trust +5
    Upholds care: You asked.
    Next: done

  Choice tell: Tell him.
    Outcome: He thanks you.
    Breaks care: You did not ask.
    Next: done

Ending done: The end
  Result: passed

  [if trust > 8] He likes you.

Test: Asking
  Choose: ask
  Expect: at done

Promise: always possible ended
";

const VISIT: &str = "Scenario visit: A visit

Situation door: At the door
  Somebody knocks.

  Choice open: Open it.
    Outcome: It is open.
    Next: done

Ending done: The end
  Result: passed
  Over.
";

fn pack_of(files: &[(&str, &str)]) -> Pack {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    Pack { files, states: None, media: MediaFiles::NotMissing, formats: Vec::new() }
}

/// Checks a pack with a cache and without, and compares the findings. Returns the number of files
/// parsed and of proofs made.
fn work_of_check(cache: &Cache, pack: &Pack) -> (u64, u64) {
    let work_before = cache.work();
    let (with, without) = (pack.check_with(cache), pack.check());
    assert_same(&with, &without);
    cache.sweep();
    let Work { parsed, proved, .. } = cache.work();
    (parsed - work_before.parsed, proved - work_before.proved)
}

fn assert_same(with: &scn_tests::harness::pack::CheckResult, without: &scn_tests::harness::pack::CheckResult) {
    let (with, without) = (&with.checked, &without.checked);
    assert_eq!(with.findings, without.findings);
    assert_eq!(with.suppressed, without.suppressed);
    assert_eq!(with.scenarios, without.scenarios);
    assert_eq!(with.properties, without.properties);
    assert_eq!(with.story, without.story);
    assert_eq!((with.is_complete, with.buildable), (without.is_complete, without.buildable));
}

#[test]
fn what_has_not_changed_is_neither_parsed_nor_proved_again() {
    let cache = Cache::new();
    let whole_pack =
        |call: &str, visit: &str| pack_of(&[("principles.scn", PRINCIPLES), ("call.scn", call), ("visit.scn", visit)]);
    // The graphs of two scenarios, and one promise.
    assert_eq!(work_of_check(&cache, &whole_pack(CALL, VISIT)), (3, 3));
    assert_eq!(work_of_check(&cache, &whole_pack(CALL, VISIT)), (0, 0));
    // A comment moves every line without changing the meaning.
    let moved = format!("// A comment\n\n{CALL}");
    assert_eq!(work_of_check(&cache, &whole_pack(&moved, VISIT)), (1, 0));
    // A condition: this scenario is proved again, with its promise.
    let changed = CALL.replace("trust > 3", "trust > 4");
    assert_eq!(work_of_check(&cache, &whole_pack(&changed, VISIT)), (1, 2));
    // After undoing, everything is still known.
    assert_eq!(work_of_check(&cache, &whole_pack(CALL, VISIT)), (0, 0));
    // A test has no proof of its own, and a promise is not part of the graph's proof.
    let tested = CALL.replace("  Expect: at done", "  Expect: at ring");
    assert_eq!(work_of_check(&cache, &whole_pack(&tested, VISIT)), (1, 0));
    let promised = CALL.replace("always possible ended", "inevitable chose tell");
    assert_eq!(work_of_check(&cache, &whole_pack(&promised, VISIT)), (1, 1));
}

/// Returns the number of scenarios that a check with a cache checks, and compares its findings with
/// those of a check without.
fn checked_scenarios(cache: &Cache, pack: &Pack) -> u64 {
    let before = cache.work().checked;
    work_of_check(cache, pack);
    cache.work().checked - before
}

#[test]
fn a_scenario_is_checked_again_only_if_something_that_it_depends_on_has_changed() {
    let cache = Cache::new();
    let pack = |principles: &str, call: &str, visit: &str| {
        pack_of(&[("principles.scn", principles), ("call.scn", call), ("visit.scn", visit)])
    };
    let whole = pack(PRINCIPLES, CALL, VISIT);
    assert_eq!(checked_scenarios(&cache, &whole), 2);
    assert_eq!(checked_scenarios(&cache, &whole), 0);
    // An edit of the text of one scenario, and its undoing.
    let louder = VISIT.replace("Somebody knocks.", "Somebody knocks loudly.");
    assert_eq!(checked_scenarios(&cache, &pack(PRINCIPLES, CALL, &louder)), 1);
    assert_eq!(checked_scenarios(&cache, &whole), 0);
    // What the pack shares: a principle, the name of a scenario, the manifest, the bound of the proof.
    let renamed = PRINCIPLES.replace("Principle care", "Principle caring");
    assert_eq!(checked_scenarios(&cache, &pack(&renamed, CALL, VISIT)), 2);
    let titled = VISIT.replace("Scenario visit", "Scenario call");
    assert_eq!(checked_scenarios(&cache, &pack(PRINCIPLES, CALL, &titled)), 2);
    assert_eq!(checked_scenarios(&cache, &Pack { states: Some(1), ..whole.clone() }), 2);
    let mut german = whole.clone();
    german.files.push(("scn.toml".to_owned(), "name = \"calls\"\nlanguage = \"de\"\n".to_owned()));
    assert_eq!(checked_scenarios(&cache, &german), 2);
    // A media file may be there the next time.
    let shown = VISIT.replace("  Somebody knocks.", "  Image door.png: A door");
    let shown = pack(PRINCIPLES, CALL, &shown);
    assert_eq!(checked_scenarios(&cache, &shown), 1);
    assert_eq!(checked_scenarios(&cache, &shown), 1);
    // All of it is still known.
    assert_eq!(checked_scenarios(&cache, &whole), 0);
}

#[test]
fn files_are_known_by_their_text() {
    let cache = Cache::new();
    assert_eq!(work_of_check(&cache, &pack_of(&[("a.scn", CALL), ("b.scn", VISIT), ("p.scn", PRINCIPLES)])), (3, 3));
    // The files are renamed, so that their order changes; and one is removed.
    assert_eq!(work_of_check(&cache, &pack_of(&[("c.scn", CALL), ("b.scn", VISIT), ("a.scn", PRINCIPLES)])), (0, 0));
    assert_eq!(work_of_check(&cache, &pack_of(&[("z.scn", CALL), ("a.scn", PRINCIPLES)])), (0, 0));
}

#[test]
fn another_bound_is_another_proof() {
    let cache = Cache::new();
    let whole = pack_of(&[("p.scn", PRINCIPLES), ("call.scn", CALL)]);
    let bound = Pack { states: Some(1), ..whole.clone() };
    assert_eq!(work_of_check(&cache, &whole), (2, 2));
    assert_eq!(work_of_check(&cache, &bound), (0, 2));
    assert_eq!(work_of_check(&cache, &whole), (0, 0));
}

#[test]
fn what_has_not_been_asked_for_is_forgotten_in_the_end() {
    let cache = Cache::new();
    let (both, one) = (pack_of(&[("a.scn", CALL), ("b.scn", VISIT)]), pack_of(&[("b.scn", VISIT)]));
    assert_eq!(work_of_check(&cache, &both).0, 2);
    for _ in 0..20 {
        assert_eq!(work_of_check(&cache, &one), (0, 0));
    }
    assert_eq!(work_of_check(&cache, &both).0, 1);
}

#[test]
fn an_interrupted_proof_is_not_kept_for_later() {
    let mut sources = Sources::new();
    let files = vec![sources.add(SourceFile::new("a.scn", VISIT))];
    let fallback_name = "pack".to_owned();
    let input = PackFiles { files, fallback_name, ..PackFiles::default() };
    let options = Options { formats: &[], states: None, text: false, watch: None, media: &|_, _| MediaFile::Found };
    let cache = Cache::new();
    let stop_at_once = |_| ControlFlow::Break(());
    let stopped = check_with(&sources, &input, &Options { watch: Some(&stop_at_once), ..options }, &cache);
    assert!(stopped.findings.iter().any(|finding| finding.name == Name::ProofIncomplete), "{:?}", stopped.findings);
    assert_eq!(check_with(&sources, &input, &options, &cache).findings, check(&sources, &input, &options).findings);
}

/// Checks the packs of documents one after another with one cache, each twice. Neighbours share
/// texts, and have scenarios with the same name.
#[test]
fn the_suites_of_the_findings_are_the_same_with_a_cache() -> Result<(), String> {
    let cache = Cache::new();
    for file in markdown::list_files("tests/findings", ".md")? {
        for (_, pack) in packs_of_document(&format!("tests/findings/{file}"))? {
            let without = pack.check();
            assert_same(&pack.check_with(&cache), &without);
            assert_same(&pack.check_with(&cache), &without);
            cache.sweep();
        }
    }
    Ok(())
}
