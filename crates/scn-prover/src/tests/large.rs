//! The special treatment of large scenarios must not affect results: another index, a second
//! thread, recomputed edges. Also tests the watch, which is visible.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};

use super::*;
use crate::explore::explore;
use crate::successors::SuccessorFinder;

/// The given number of meters from 0 to `high`, each raised by one choice and lowered by another,
/// which opens a way out of a trap.
fn meters(count: usize, high: i64) -> Scenario {
    let ids: Vec<String> = (1..=count).map(|at| format!("m{at}")).collect();
    let lift = |id: &String| choice(&format!("lift-{id}"), [outcome("again").set(add(id, 1))]);
    let all = story::Expr::And(ids.iter().map(|id| at_least(id, high)).collect());
    let trap =
        situation("t", [to("stay", "t"), to("out", "end").when(at_least("m1", high)).when(not(at_least("m1", 0)))]);
    let first =
        situation("a", ids.iter().map(lift).chain([to("out", "end").when(all.clone()), to("on", "b").when(all)]));
    let ask = choice("ask", [outcome("b").link("p", 1).chance(1, 2), outcome("end").link("p", -1).otherwise()]);
    let story = scenario([first, situation("b", [ask, to("fall", "t")]), trap], &["end"]);
    ids.iter().fold(story, |story, id| story.meter(id, 0, high, 0))
}

fn read(scenario: Scenario) -> Machine {
    Machine::new(&scenario.numbered(), Keep::Read).expect("the scenario is whole")
}

#[test]
fn a_second_thread_changes_nothing() {
    let machine = read(meters(6, 7));
    for states in [10_000_000, 200_000, 131_073] {
        let alone = prove_by_walking(&machine, &Limits::of_states(states));
        let helped = prove_by_walking(&machine, &Limits { may_help: Some(&|| true), ..Limits::of_states(states) });
        // All combinations of six values from 0 to 7, and one moment each in `b`, `t` and at the
        // end.
        assert_eq!(alone.states, states.min(262_147));
        assert_eq!(alone.complete, states == 10_000_000);
        assert_eq!(alone, helped, "{states}");
    }
}

#[test]
fn steps_worked_out_again_are_those_that_were_stored() {
    let machine = read(meters(3, 9));
    let mut explored = explore::<[u64; 1]>(&machine, &Limits::default());
    assert!(explored.complete && 1000 < explored.table.len());
    assert!(
        (0..explored.closed_count())
            .all(|at| explored.table.find_state(&explored.table.state(at).expect("stored")) == Some(at))
    );
    assert!(explored.keep_edges());
    let mut again = SuccessorFinder::new(&explored);
    let mut targets = Vec::new();
    let mut steps = 0;
    for at in 0..explored.closed_count() {
        again.successors_of(at, &mut targets);
        // Edges leave out self-loops and repetitions of the preceding edge.
        targets.retain(|target| *target != at);
        targets.dedup();
        assert_eq!(explored.edges.successors_of(at).collect::<Vec<_>>(), targets);
        assert!(targets.iter().all(|target| explored.table.parent(*target).is_some_and(|parent| parent <= at)));
        steps += targets.len();
    }
    assert!(2700 <= steps, "{steps}");
}

#[test]
fn the_observer_sees_every_state_and_can_stop_the_search() {
    let machine = read(meters(5, 9));
    let observed = AtomicU64::new(0);
    let watch = |states| {
        observed.fetch_add(states, Ordering::Relaxed);
        ControlFlow::Continue(())
    };
    let whole = prove(&machine, &Limits { watch: Some(&watch), ..Limits::default() });
    assert!(whole.complete && !whole.interrupted);
    assert_eq!(observed.load(Ordering::Relaxed), whole.states);

    let watch = |states| {
        let all = observed.fetch_add(states, Ordering::Relaxed) + states;
        if 50_000 < all { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    observed.store(0, Ordering::Relaxed);
    for may_help in [None, Some(&(|| true) as &crate::MayHelp<'_>)] {
        let ended = prove(&machine, &Limits { watch: Some(&watch), may_help, ..Limits::default() });
        assert!(!ended.complete && ended.interrupted && ended.states < whole.states);
    }
    // What was found before the interruption is in the proof.
    observed.store(0, Ordering::Relaxed);
    let ended = prove(&machine, &Limits { watch: Some(&watch), ..Limits::default() });
    assert!(50_000 < ended.states && ended.nodes.has(scn_story::NodeIx(0)) && ended.traps.is_empty());
}

/// With room for two states, the shortest way to a change that is cut off leads through a third
/// state, so nothing may be said about the longer way.
#[test]
fn no_run_is_noted_that_what_was_left_out_might_undercut() {
    let first = situation("a", [to("one", "c"), to("two", "p")]);
    let cut = passage("q", [], "e").set(add("m", -1));
    let read = situation("e", [to("out", "end").when(at_least("m", 1)), to("leave", "end")]);
    let last = situation("c", [to("three", "q")]);
    let story = scenario([first, passage("p", [], "q"), cut, read, last], &["end"]).meter("m", 0, 2, 0);
    assert_eq!(proved(story.clone()).saturated(), ["0: two"]);
    assert!(proved_within(story, Limits::of_states(2)).saturated().is_empty());
}
