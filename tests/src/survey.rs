//! Examines many random stories on all processors, and reports each difference in the smallest
//! story that still shows it.

use std::collections::BTreeMap;
use std::thread;

use scn_story::{Scenario, Story};

use crate::random;

/// Returns the number in an environment variable, or else `default`.
#[must_use]
pub fn env_number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|number| number.parse().ok()).unwrap_or(default)
}

/// Applies `part` to the seeds, divided among the processors: `SCN_STORIES` seeds, or else
/// `stories`, starting at `SCN_FIRST`, or else 1.
///
/// # Panics
///
/// If `part` does.
#[must_use]
pub fn in_parts<T: Send>(stories: u64, part: impl Fn(&mut dyn Iterator<Item = u64>) -> T + Sync) -> Vec<T> {
    let first = env_number("SCN_FIRST", 1);
    let seeds = first..first + env_number("SCN_STORIES", stories);
    let threads = thread::available_parallelism().map_or(1, |threads| threads.get() as u64);
    let run_share = |rest: u64| part(&mut seeds.clone().filter(|seed| seed % threads == rest));
    thread::scope(|scope| {
        let shares: Vec<_> = (0..threads).map(|rest| scope.spawn(move || run_share(rest))).collect();
        shares.into_iter().map(|share| share.join().expect("a story was looked at without a panic")).collect()
    })
}

/// Reports what is found in a scenario, using the smallest scenario in which the first finding is
/// of the same kind.
pub fn smallest_report(scenario: &Scenario, found: impl Fn(&Scenario) -> Vec<String>) -> String {
    let kind_of = |found: &String| found.split([' ', '\n']).next().unwrap_or_default().to_owned();
    let first = found(scenario).first().map(kind_of);
    let smallest = random::shrink_scenario(scenario, &|smaller| found(smaller).first().map(kind_of) == first);
    let text = random::to_scn(&Story { scenarios: vec![smallest.clone()], ..Story::default() });
    format!("{}\n{text}", found(&smallest).join("\n"))
}

/// Fails if stories differ, listing their seeds and showing some reports.
///
/// # Panics
///
/// If a story differs.
pub fn none_differs(differ: &BTreeMap<u64, String>) {
    let seeds: Vec<_> = differ.keys().take(20).collect();
    let reports = differ.iter().filter(|(_, report)| !report.is_empty()).take(2);
    let reports = reports.map(|(seed, report)| format!("\n--- seed {seed} ---\n{report}"));
    assert!(
        differ.is_empty(),
        "{} stories differ, of seeds {seeds:?} …\n{}",
        differ.len(),
        reports.collect::<String>()
    );
}
