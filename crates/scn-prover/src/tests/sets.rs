//! Scenarios with more states than can be explored one by one.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};

use scn_story::{Comparison, Expr, Promise, PromiseKind, SiteId};

use super::*;
use crate::promises::prove_promises_after;
use crate::{Promises, Refutation, Verdict, prove_promises_by_sets};
use crate::{prove_after, prove_promises_by_walking};

fn ids() -> Vec<String> {
    (1..=10).map(|at| format!("m{at}")).collect()
}

/// Ten meters, each raised and lowered by one; the way out requires 20 for all of them. All 31^10
/// combinations are reachable.
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
    // 31^10 states at the hub, and one at the end.
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
    assert_eq!(proved.proof.dead_ends[0].1.steps().len(), (3..13).sum::<usize>() + 1);
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
    // One value at `a`, 3 at `b`, 5 at `c`, 7 at `last`, and one at the end.
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

#[test]
fn what_is_larger_than_the_limit_and_easy_for_sets_is_proved() {
    let machine = Machine::new(&hub([], []).numbered(), Keep::Read).expect("the scenario is whole");
    let proof = prove(&machine, &Limits::of_states(100_000));
    assert!(proof.complete);
    assert_eq!(proof.states, 31_u64.pow(10) + 1);
}

/// Returns the machine of a scenario with these promises, and the promises to prove.
fn promising(mut story: Scenario, promises: Vec<(PromiseKind, Expr)>) -> (Machine, Vec<(PromiseKind, SiteId)>) {
    story.promises = promises.into_iter().map(|(kind, expr)| Promise { kind, cond: cond(expr) }).collect();
    let story = story.numbered();
    let machine = Machine::new(&story, Keep::Promises).expect("the scenario is whole");
    (machine, story.promises.iter().map(|it| (it.kind, it.cond.site)).collect())
}

fn at(id: &str) -> Expr {
    Expr::At(id.into())
}

#[test]
fn promises_of_ten_meters_are_decided() {
    let far = || Expr::And(vec![at("end"), at_least("m3", 25), not(at_least("m4", 30))]);
    let (machine, asked) = promising(
        hub([], []),
        vec![
            (PromiseKind::Never, far()),
            (PromiseKind::Never, Expr::And(vec![at("end"), not(at_least("m3", 20))])),
            (PromiseKind::Possible, far()),
            (PromiseKind::Possible, Expr::And(vec![at("hub"), Expr::Ended, at_least("m2", 2)])),
            (PromiseKind::AlwaysPossible, Expr::Ended),
            (PromiseKind::AlwaysPossible, at("hub")),
            (PromiseKind::Inevitable, Expr::Ended),
            (PromiseKind::Inevitable, Expr::Or(vec![Expr::Ended, not(at_least("m1", 1))])),
        ],
    );
    let Promises { complete, verdicts, .. } = prove_promises_after(&machine, &asked, &Limits::default(), 1000);
    assert!(complete);
    let words = |run: &Witness| Proved { machine: machine.clone(), proof: Proof::default() }.words(run);
    let lifted = |count: fn(&str) -> usize| {
        let lifts = ids().into_iter().flat_map(|id| vec![format!("lift-{id}"); count(&id)]);
        lifts.chain(["out".to_owned()]).collect::<Vec<_>>().join(", ")
    };
    let Verdict::Refuted(Refutation::Met { run, at }) = &verdicts[0] else { unreachable!("{:?}", verdicts[0]) };
    assert_eq!(words(run), lifted(|id| if id == "m3" { 25 } else { 20 }));
    assert_eq!(machine.node_id(*at), "end");
    assert_eq!(verdicts[1], Verdict::Kept);
    assert_eq!(verdicts[2], Verdict::Kept);
    let Verdict::Refuted(Refutation::Unmet(nearest)) = &verdicts[3] else { unreachable!("{:?}", verdicts[3]) };
    assert_eq!((nearest.parts.as_slice(), nearest.met.as_slice()), (&[true; 3][..], &[true, false, true][..]));
    assert_eq!(words(&nearest.run), "lift-m2, lift-m2");
    assert_eq!(verdicts[4], Verdict::Kept);
    let Verdict::Refuted(Refutation::Stuck { run, within, .. }) = &verdicts[5] else {
        unreachable!("{:?}", verdicts[5])
    };
    assert_eq!(words(run), lifted(|_| 20));
    assert_eq!(within.iter().map(|node| machine.node_id(*node)).collect::<Vec<_>>(), ["end"]);
    let Verdict::Refuted(Refutation::Cycle { run, cycle: round, .. }) = &verdicts[6] else {
        unreachable!("{:?}", verdicts[6])
    };
    assert_eq!((words(run).as_str(), words(round).as_str()), ("", "lower-m1"));
    assert_eq!(verdicts[7], Verdict::Kept);
}

/// The nearest moment that lies between two cycles is on no cycle itself.
#[test]
fn what_lies_between_two_ways_round_is_on_none() {
    let is = |number| meter_is("m", Comparison::Equal, number);
    let step = |id: &str, from: i64, by: i64| choice(id, [outcome("again").set(add("m", by))]).when(is(from));
    let steps = [
        step("short", 5, -3),
        step("far", 5, 3),
        step("up", 8, 1),
        step("down", 9, -1),
        step("across", 8, -6),
        step("on", 2, -2),
        step("lift", 0, 1),
        step("lower", 1, -1),
    ];
    let story = scenario([situation("a", steps)], &[]).meter("m", 0, 9, 5);
    let (machine, asked) = promising(story, vec![(PromiseKind::Inevitable, Expr::Ended)]);
    let walked = prove_promises_by_walking(&machine, &asked, &Limits::default());
    let Verdict::Refuted(Refutation::Cycle { run, cycle: round, .. }) = &walked.verdicts[0] else {
        unreachable!("{walked:?}")
    };
    let words = |run: &Witness| Proved { machine: machine.clone(), proof: Proof::default() }.words(run);
    assert_eq!((words(run).as_str(), words(round).as_str()), ("far", "up, down"));
    for merge in [Merge::Unread, Merge::Alike] {
        assert_eq!(prove_promises_by_sets(&machine, &asked, &Limits::default(), merge), Some(walked.clone()));
    }
}

#[test]
fn the_watch_can_end_work_on_sets() {
    let machine = Machine::new(&hub([], []).numbered(), Keep::Read).expect("the scenario is whole");
    let (promising, asked) = promising(hub([], []), vec![(PromiseKind::AlwaysPossible, Expr::Ended)]);
    let looks = AtomicU64::new(0);
    let ended_at = |last: u64| {
        looks.store(0, Ordering::Relaxed);
        move |looks: &AtomicU64| {
            if looks.fetch_add(1, Ordering::Relaxed) < last {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        }
    };
    let watching = |last: u64, is_ended: &dyn Fn(&Limits<'_>) -> bool| {
        let watched = ended_at(last);
        let watch = |_| watched(&looks);
        let ended = is_ended(&Limits { watch: Some(&watch), ..Limits::default() });
        (ended, looks.load(Ordering::Relaxed))
    };
    let proof = |limits: &Limits<'_>| {
        let proof = prove_after(&machine, limits, 1000);
        assert_eq!(proof.states, if proof.complete { 31_u64.pow(10) + 1 } else { 1000 });
        proof.interrupted
    };
    let promise = |limits: &Limits<'_>| {
        let proved = prove_promises_after(&promising, &asked, limits, 1000);
        assert_eq!(proved.verdicts, [if proved.complete { Verdict::Kept } else { Verdict::Open }]);
        !proved.complete
    };
    for is_ended in [&proof as &dyn Fn(&Limits<'_>) -> bool, &promise] {
        let (ended, all) = watching(u64::MAX, is_ended);
        assert!(!ended && 6 < all, "{all} looks");
        for last in [4, all - 1] {
            assert_eq!(watching(last, is_ended), (true, last + 1));
        }
    }
}
