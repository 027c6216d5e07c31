//! Random packs that an author edits between the steps of random runs, compared with a record of
//! what was really shown and chosen, which is independent of scn's records.
//!
//! A choice, or an outcome that was drawn, must never be reported as another one: not when a run is
//! resumed, in its debrief, when it is replayed as a journey, or in the counts of many runs.
//! `SCN_STORIES=N` tests N packs instead of 300; `SCN_FIRST=N` starts at seed N. The test prints
//! how often each edit and each outcome happened, and each must have happened.
#![expect(clippy::panic, reason = "a test fails by it, with more words than an assertion has")]

mod chance;
mod edits;
mod model;
mod runs;

use std::collections::BTreeMap;
use std::env;
use std::fmt::Debug;

use edits::{ALL, Edit};
use model::Model;
use scn_tests::random::Rng;

/// How often each event happened.
#[derive(Debug, Default)]
pub(crate) struct Tally(BTreeMap<String, usize>);

impl Tally {
    pub(crate) fn count(&mut self, what: impl Debug) {
        *self.0.entry(format!("{what:?}")).or_default() += 1;
    }

    #[expect(clippy::print_stderr, reason = "what happened how often is worth reading")]
    fn print_counts(&self, title: &str, all: &[&str]) {
        eprintln!("{title}");
        self.0.iter().for_each(|(what, count)| eprintln!("  {what}: {count}"));
        for edit in ALL {
            assert!(self.0.contains_key(&format!("{edit:?}")), "{title}: {edit:?} never happened");
        }
        for what in all {
            assert!(self.0.contains_key(&format!("{what:?}")), "{title}: {what} never happened");
        }
    }
}

/// Makes one to three edits. Returns those that changed something.
pub(crate) fn make_edits(rng: &mut Rng, model: &mut Model, tally: &mut Tally) -> Vec<Edit> {
    let mut edits_made = Vec::new();
    // Half of the packs are only edited in ways that keep all choices.
    let gentle: Vec<Edit> = ALL.into_iter().filter(|edit| edit.keeps_all()).collect();
    let possible_edits = if model.is_gentle() { gentle } else { ALL.to_vec() };
    for _ in 0..=rng.number_below(3) {
        let edit = *rng.pick_one(&possible_edits).expect("there are some");
        if edits::make_edit(rng, model, edit) {
            tally.count(edit);
            edits_made.push(edit);
        }
    }
    edits_made
}

fn seed_range() -> std::ops::Range<u64> {
    let env_number = |name: &str, otherwise: u64| {
        env::var(name).map_or(otherwise, |value| value.parse().unwrap_or_else(|_| panic!("{name} is a number")))
    };
    let first = env_number("SCN_FIRST", 0);
    first..first + env_number("SCN_STORIES", 300)
}

#[test]
fn no_choice_is_reported_as_another() {
    let mut tally = Tally::default();
    for seed in seed_range() {
        runs::examine_seed(seed, &mut tally);
    }
    let outcomes = [
        "holds",
        "holds in a changed situation",
        "an outcome holds",
        "an outcome is reworded",
        "an outcome is undecided",
        "a drawn outcome of a journey holds",
        "a drawn outcome of a journey is undecided",
        "reworded",
        "undecided",
        "asked otherwise",
        "gone",
        "carried to an ending",
        "counted today",
        "counted as earlier",
        "journey holds",
        "words are still there",
        "words in a debrief",
    ];
    tally.print_counts("runs", &outcomes);
}
