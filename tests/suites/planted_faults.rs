//! Measures detection: faults are planted in the error-free examples by program, and searched by
//! the prover, and by random plays like those of testing tools.
//!
//! A fault counts if the brute force says that it causes a new problem. Each of its problems is
//! *found* if it is reported, and a reported problem that the brute force does not know is a *false
//! alarm*.
//!
//! `SCN_FAULTS=N` plants each kind of fault at up to N places of each example instead of one,
//! `SCN_PLAYS=N` plays each story N times instead of 50. The table in the prover's README was made
//! with `SCN_FAULTS=12 SCN_PLAYS=10000` in a release build; it is printed with `--no-capture`.

#[path = "planted_faults/plant.rs"]
mod plant;
#[path = "planted_faults/plays.rs"]
mod plays;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::thread;

use plant::FAULTS;
use scn_prover::{Level, Limits, Merge, Proof, prove, prove_by_sets};
use scn_story::{Keep, Machine, Scenario};
use scn_tests::brute::{ChoiceName, Facts, OutcomeName, explore_all, find_traps, in_names};
use scn_tests::harness::pack::{MediaFiles, Pack};
use scn_tests::random::{self, Rng};

/// The maximum number of moments, all distinguished; larger stories are skipped.
const MOMENTS: usize = 20_000;

/// The number of kinds of problems.
const KINDS: usize = 12;

fn env_number(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|number| number.parse().ok()).unwrap_or(default)
}

/// A scenario that must be played well to be seen completely: random plays seldom get far in it.
const LONG_TALK: &str = include_str!("planted_faults/long-talk.scn");

/// Returns the scenarios of the examples, and the long talk.
fn example_scenarios() -> Vec<Scenario> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let mut folders: Vec<_> = std::fs::read_dir(root).expect("there are examples").flatten().collect();
    folders.retain(|entry| entry.path().is_dir());
    folders.sort_by_key(std::fs::DirEntry::path);
    let mut packs = Vec::new();
    for folder in folders {
        let mut files = Vec::new();
        for file in std::fs::read_dir(folder.path()).expect("an example is a folder").flatten() {
            let name = file.file_name().to_string_lossy().into_owned();
            if name.ends_with(".scn") || name == "scn.toml" {
                files.push((name, std::fs::read_to_string(file.path()).expect("an example can be read")));
            }
        }
        files.sort();
        packs.push(Pack { files, states: None, media: MediaFiles::NotMissing, formats: Vec::new() });
    }
    packs.push(Pack::single_file(LONG_TALK));
    packs.iter().flat_map(|pack| pack.check().checked.story.scenarios).collect()
}

/// A problem: the name of the finding, and its subject.
type Problem = (&'static str, String);

/// Returns the problems of a scenario, as shown by its runs. Problems inside something unreachable
/// are not reported again.
fn find_problems(scenario: &Scenario, facts: &Facts<'_>, traps: BTreeSet<Vec<String>>) -> BTreeSet<Problem> {
    let mut problems = BTreeSet::new();
    let mut add_problem = |name: &'static str, of: String| {
        problems.insert((name, of));
    };
    for ending in scenario.endings.iter().filter(|ending| !facts.nodes.contains_key(ending.id.as_str())) {
        add_problem("unreachable-ending", ending.id.clone());
    }
    for situation in &scenario.situations {
        if !facts.nodes.contains_key(situation.id.as_str()) {
            add_problem("unreachable-situation", situation.id.clone());
            continue;
        }
        for choice in &situation.choices {
            let choice_name = ChoiceName { situation: &situation.id, choice: &choice.id };
            if !facts.offered.contains(&choice_name) {
                add_problem("unreachable-choice", format!("{choice_name:?}"));
                continue;
            }
            for name in (1..=choice.outcomes.len()).map(|number| OutcomeName { of: choice_name, number }) {
                if !facts.taken.contains(&name) {
                    add_problem("unreachable-outcome", format!("{name:?}"));
                }
            }
        }
    }
    facts.held.difference(&facts.failed).for_each(|site| add_problem("always-true", format!("{site:?}")));
    facts.failed.difference(&facts.held).for_each(|site| add_problem("never true", format!("{site:?}")));
    facts.dead_ends.keys().for_each(|id| add_problem("dead-end", (*id).to_owned()));
    facts.no_outcomes.keys().for_each(|choice| add_problem("no-outcome", format!("{choice:?}")));
    facts.stray_returns.keys().for_each(|stray| add_problem("stray `return`", format!("{stray:?}")));
    facts.saturated.keys().for_each(|site| add_problem("meter-saturates", format!("{site:?}")));
    for (principle, level) in facts.coverage.iter().filter(|(_, level)| **level < Level::Tested) {
        add_problem("uncovered-principle", format!("{principle} {level:?}"));
    }
    traps.into_iter().for_each(|rooms| add_problem("endless-loop", rooms.join(" ")));
    problems
}

/// Returns the true problems; `None` if there are too many moments.
fn true_problems(scenario: &Scenario) -> Option<BTreeSet<Problem>> {
    let (facts, moments) = explore_all(scenario, MOMENTS)?;
    let traps = find_traps(&moments).into_keys().map(|rooms| rooms.into_iter().map(str::to_owned).collect()).collect();
    Some(find_problems(scenario, &facts, traps))
}

/// Returns the problems reported by a proof, or by something in the form of a proof.
fn reported_problems(scenario: &Scenario, machine: &Machine, proof: &Proof) -> BTreeSet<Problem> {
    let room_names = |nodes: &[scn_story::NodeIx]| {
        let mut rooms: Vec<String> = nodes.iter().map(|node| machine.node_id(*node).to_owned()).collect();
        rooms.sort();
        rooms
    };
    let traps = proof.traps.iter().map(|trap| room_names(&trap.nodes)).collect();
    find_problems(scenario, &in_names(proof, machine), traps)
}

/// Counts of problems.
#[derive(Clone, Debug, Default)]
struct Count {
    real: usize,
    /// Found by the prover, by sets of states, by plays.
    found: [usize; 3],
    false_alarms: [usize; 3],
}

#[derive(Default)]
struct Tally {
    /// The number of faults planted, of those that cause a problem, and of those about which the
    /// brute force says nothing.
    planted: usize,
    real: usize,
    skipped: usize,
    /// By the name of the problem.
    problems: BTreeMap<&'static str, Count>,
    /// The number of faults of each kind that cause a problem, and for how many of them anything
    /// was found.
    faults: BTreeMap<&'static str, (usize, [usize; 3])>,
    /// The problems that the prover missed or wrongly reported.
    wrong: Vec<String>,
}

impl Tally {
    fn examine_fault(&mut self, fault: &'static str, clean: &BTreeSet<Problem>, changed: &Scenario, plays: usize) {
        self.planted += 1;
        let machine = Machine::new(changed, Keep::Read).ok().filter(|_| !random::has_detour_cycle(changed));
        let Some(machine) = machine else {
            // The compiler reports this without exploring runs.
            self.skipped += 1;
            return;
        };
        let Some(truth) = true_problems(changed) else {
            self.skipped += 1;
            return;
        };
        let fresh: BTreeSet<&Problem> = truth.difference(clean).collect();
        if fresh.is_empty() {
            return;
        }
        self.real += 1;
        let proof = prove(&machine, &Limits::default());
        let by_sets = prove_by_sets(&machine, &Limits::default(), Merge::Alike).unwrap_or_default();
        let by_plays = plays::play_randomly(&machine, plays, &mut Rng::new(1));
        let reports = [&proof, &by_sets, &by_plays].map(|proof| reported_problems(changed, &machine, proof));
        let of_kind = self.faults.entry(fault).or_default();
        of_kind.0 += 1;
        for problem in &fresh {
            self.problems.entry(problem.0).or_default().real += 1;
        }
        for (by, reported) in reports.iter().enumerate() {
            of_kind.1[by] += usize::from(fresh.iter().any(|problem| reported.contains(*problem)));
            for problem in fresh.iter().filter(|problem| reported.contains(**problem)) {
                self.problems.entry(problem.0).or_default().found[by] += 1;
            }
            for problem in reported.difference(&truth) {
                self.problems.entry(problem.0).or_default().false_alarms[by] += 1;
            }
            if by < 2 && *reported != truth {
                self.wrong.push(format!("{fault}, by {by}: {:?}", reported.symmetric_difference(&truth)));
            }
        }
    }

    fn merge(&mut self, other: Self) {
        let add_to = |into: &mut [usize; 3], other: [usize; 3]| into.iter_mut().zip(other).for_each(|(a, b)| *a += b);
        self.planted += other.planted;
        self.real += other.real;
        self.skipped += other.skipped;
        for (name, count) in other.problems {
            let own_count = self.problems.entry(name).or_default();
            own_count.real += count.real;
            add_to(&mut own_count.found, count.found);
            add_to(&mut own_count.false_alarms, count.false_alarms);
        }
        for (fault, (real, found)) in other.faults {
            let own_faults = self.faults.entry(fault).or_default();
            own_faults.0 += real;
            add_to(&mut own_faults.1, found);
        }
        self.wrong.extend(other.wrong);
    }

    fn results_table(&self) -> String {
        let mut lines = vec![format!("{} planted, {} real, {} not looked at", self.planted, self.real, self.skipped)];
        lines.push(
            "| fault | real | found by the prover | by sets | by plays |\n| --- | --: | --: | --: | --: |".into(),
        );
        for (fault, (real, [one, sets, plays])) in &self.faults {
            lines.push(format!("| {fault} | {real} | {one} | {sets} | {plays} |"));
        }
        lines.push("\n| problem | real | found by the prover | false | by sets | false | by plays | false |".into());
        lines.push("| --- | --: | --: | --: | --: | --: | --: | --: |".into());
        for (name, Count { real, found: [a, b, c], false_alarms: [x, y, z] }) in &self.problems {
            lines.push(format!("| {name} | {real} | {a} | {x} | {b} | {y} | {c} | {z} |"));
        }
        lines.join("\n")
    }
}

/// Returns every fault to examine: of each kind, spread over its possible places.
fn planted(scenario: &Scenario, most: usize) -> Vec<(&'static str, Scenario)> {
    let mut planted = Vec::new();
    for (name, plant) in FAULTS {
        let count = (0..).take_while(|at| plant(scenario, *at).is_some()).count();
        let step = count.div_ceil(most).max(1);
        planted.extend((0..count).step_by(step).filter_map(|at| Some((*name, plant(scenario, at)?))));
    }
    planted
}

#[test]
#[expect(clippy::print_stderr, reason = "the table is the result")]
fn every_planted_fault_is_found_and_nothing_else() {
    let (most, plays) = (env_number("SCN_FAULTS", 1), env_number("SCN_PLAYS", 50));
    let examples = example_scenarios();
    assert!(examples.len() >= 4, "{} scenarios", examples.len());
    let talk = examples.last().expect("there is a scenario");
    assert_eq!((talk.id.as_str(), true_problems(talk)), ("long-talk", Some(BTreeSet::new())), "the long talk is clean");
    let mut work = Vec::new();
    for scenario in &examples {
        let clean = true_problems(scenario).expect("an example has few enough moments");
        work.extend(planted(scenario, most).into_iter().map(|(fault, changed)| (fault, clean.clone(), changed)));
    }
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut all = Tally::default();
    thread::scope(|scope| {
        let work = &work;
        let examine_part = |rest: usize| {
            let mut tally = Tally::default();
            for (fault, clean, changed) in work.iter().skip(rest).step_by(threads) {
                tally.examine_fault(fault, clean, changed, plays);
            }
            tally
        };
        let parts: Vec<_> = (0..threads).map(|rest| scope.spawn(move || examine_part(rest))).collect();
        parts.into_iter().for_each(|part| all.merge(part.join().expect("a fault was looked at without a panic")));
    });
    eprintln!("{}", all.results_table());
    assert!(all.wrong.is_empty(), "{} stories are judged wrongly: {:#?}", all.wrong.len(), all.wrong);
    assert!(all.real * 5 > all.planted, "only {} of {} are real", all.real, all.planted);
    assert!(all.faults.len() == FAULTS.len() || most < 10, "some kind of fault is never real: {:?}", all.faults);
    assert!(all.problems.len() == KINDS || most < 10, "some kind of problem is never made: {:?}", all.problems);
}
