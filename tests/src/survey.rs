//! Many random stories looked at on all processors, and what differs told in the smallest story
//! that still differs so.

use std::collections::BTreeMap;
use std::thread;

use scn_story::{Scenario, Story};

use crate::random;

/// The number that a variable of the environment holds, or else `default`.
#[must_use]
pub fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|number| number.parse().ok()).unwrap_or(default)
}

/// What `part` makes of the seeds, each processor having its share: `SCN_STORIES` of them or else
/// `stories`, from `SCN_FIRST` or else 1 on.
///
/// # Panics
/// When `part` does.
#[must_use]
pub fn in_parts<T: Send>(stories: u64, part: impl Fn(&mut dyn Iterator<Item = u64>) -> T + Sync) -> Vec<T> {
    let first = number("SCN_FIRST", 1);
    let seeds = first..first + number("SCN_STORIES", stories);
    let threads = thread::available_parallelism().map_or(1, |threads| threads.get() as u64);
    let share = |rest: u64| part(&mut seeds.clone().filter(|seed| seed % threads == rest));
    thread::scope(|scope| {
        let shares: Vec<_> = (0..threads).map(|rest| scope.spawn(move || share(rest))).collect();
        shares.into_iter().map(|share| share.join().expect("a story was looked at without a panic")).collect()
    })
}

/// What is found in a scenario, in the smallest scenario in which the same kind of thing is found
/// first.
pub fn smallest(scenario: &Scenario, found: impl Fn(&Scenario) -> Vec<String>) -> String {
    let kind = |found: &String| found.split([' ', '\n']).next().unwrap_or_default().to_owned();
    let first = found(scenario).first().map(kind);
    let smallest = random::shrunk(scenario, &|smaller| found(smaller).first().map(kind) == first);
    let text = random::to_scn(&Story { scenarios: vec![smallest.clone()], ..Story::default() });
    format!("{}\n{text}", found(&smallest).join("\n"))
}

/// Fails where stories differ, by seed; those that have a report are shown.
///
/// # Panics
/// When there is one.
pub fn none_differs(differ: &BTreeMap<u64, String>) {
    let seeds: Vec<_> = differ.keys().take(20).collect();
    let shown = differ.iter().filter(|(_, report)| !report.is_empty()).take(2);
    let shown = shown.map(|(seed, report)| format!("\n--- seed {seed} ---\n{report}"));
    assert!(differ.is_empty(), "{} stories differ, of seeds {seeds:?} …\n{}", differ.len(), shown.collect::<String>());
}
