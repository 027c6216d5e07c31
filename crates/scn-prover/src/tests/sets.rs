//! Scenarios with more states than can be walked.

use scn_story::{Comparison, Expr};

use super::*;
use crate::prove_after;

fn ids() -> Vec<String> {
    (1..=10).map(|at| format!("m{at}")).collect()
}

/// Ten meters, each lifted and lowered by one; the way out asks all of them for 20. All 31^10 combinations are reachable.
fn hub(more: impl IntoIterator<Item = story::Choice>, rooms: impl IntoIterator<Item = story::Situation>) -> Scenario {
    let lift = |id: &String| choice(&format!("lift-{id}"), [outcome("hub").set(add(id, 1))]);
    let lower = |id: &String| choice(&format!("lower-{id}"), [outcome("hub").set(add(id, -1))]);
    let out = to("out", "end").when(Expr::And(ids().iter().map(|id| at_least(id, 20)).collect()));
    let choices: Vec<_> = ids().iter().map(lift).chain(ids().iter().map(lower)).chain([out]).chain(more).collect();
    let rooms = [situation("hub", choices)].into_iter().chain(rooms);
    ids().iter().fold(scenario(rooms, &["end"]), |story, id| story.meter(id, 0, 30, 0))
}

fn by_sets(scenario: Scenario, merge: Merge) -> Proved {
    let machine = Machine::new(&scenario.numbered(), Keep::Read).expect("the scenario is whole");
    let proof = prove_by_sets(&machine, &Limits::default(), merge).expect("the limits suffice");
    Proved { machine, proof }
}

#[test]
fn every_combination_of_ten_meters_is_proved() {
    let proved = by_sets(hub([], []), Merge::Unread);
    assert!(proved.proof.complete);
    // 31^10 states at the hub, one at the end.
    assert_eq!(proved.proof.states, 31_u64.pow(10) + 1);
    let expected: Vec<String> = ids().iter().flat_map(|id| vec![format!("lift-{id}"); 20]).collect();
    assert_eq!(proved.run_to("end"), Some(format!("{}, out", expected.join(", "))));
    assert!(proved.dead_ends().is_empty() && proved.traps().is_empty());
}

#[test]
fn a_dead_end_at_one_combination_is_found_with_its_run() {
    let exactly = |(at, id): (usize, &String)| meter_is(id, Comparison::Equal, 3 + at as i64);
    let all = Expr::And(ids().iter().enumerate().map(exactly).collect());
    let vault = situation("vault", [to("leave", "hub").when(not(all))]);
    let proved = by_sets(hub([to("vault", "vault").when(at_least("m1", 3))], [vault]), Merge::Alike);
    let ends = proved.dead_ends();
    assert_eq!(ends.len(), 1);
    assert!(ends[0].starts_with("vault: lift-m1, lift-m1, lift-m1, lift-m2,") && ends[0].ends_with("lift-m10, vault"));
    assert_eq!(proved.proof.dead_ends[0].1.steps.len(), (3..13).sum::<usize>() + 1);
}

#[test]
fn a_trap_among_many_states_is_found() {
    let pit = situation("pit", [to("round", "pit")]);
    let both = Expr::And(vec![at_least("m2", 7), at_least("m9", 5)]);
    let proved = by_sets(hub([to("fall", "pit").when(both)], [pit]), Merge::Alike);
    let run: Vec<&str> = [vec!["lift-m2"; 7], vec!["lift-m9"; 5], vec!["fall"]].concat();
    assert_eq!(proved.traps(), [format!("pit [pit]: {}", run.join(", "))]);
}

#[test]
fn values_that_nothing_ahead_tells_apart_are_one_state() {
    let step = |id: &str, next: &str| {
        situation(id, [1, 2, 3].map(|by| choice(&format!("{id}-{by}"), [outcome(next).set(add("m", by))])))
    };
    let last = situation("last", [to("well", "end").when(at_least("m", 50)), to("badly", "end")]);
    let story = scenario([step("a", "b"), step("b", "c"), step("c", "last"), last], &["end"]).meter("m", 0, 100, 45);
    let apart = by_sets(story.clone(), Merge::Unread);
    let alike = by_sets(story, Merge::Alike);
    // At `a` one value, at `b` 3, at `c` 5, at `last` 7, at the end one.
    assert_eq!(apart.proof.states, 1 + 3 + 5 + 7 + 1);
    assert!(alike.proof.states < apart.proof.states, "{} states", alike.proof.states);
    assert_eq!(Proof { states: 0, ..alike.proof }, Proof { states: 0, ..apart.proof });
}

#[test]
fn what_is_not_walked_to_the_end_is_proved_by_sets() {
    let machine = Machine::new(&hub([], []).numbered(), Keep::Read).expect("the scenario is whole");
    let proof = prove_after(&machine, &Limits::default(), 1000);
    assert!(proof.complete);
    assert_eq!(Some(proof), prove_by_sets(&machine, &Limits::default(), Merge::Alike));
}

#[test]
fn within_tight_limits_nothing_is_claimed_by_sets() {
    let machine = Machine::new(&hub([], []).numbered(), Keep::Read).expect("the scenario is whole");
    assert_eq!(prove_by_sets(&machine, &Limits::of_states(100), Merge::Alike), None);
    let proof = prove_after(&machine, &Limits::of_states(101), 100);
    assert!(!proof.complete);
    assert_eq!(proof.states, 101);
}
