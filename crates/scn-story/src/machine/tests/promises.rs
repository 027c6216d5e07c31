//! Conditions of tests and promises, and values for display: what can be evaluated at a moment.

use super::super::{CurrentValue, Silent};
use super::*;
use crate::{Expr, Promise, PromiseKind, RunResult};

/// Returns a machine with promises of these conditions, numbered from 0.
fn asked(mut story: Scenario, claims: impl IntoIterator<Item = Expr>) -> Machine {
    story.promises.extend(claims.into_iter().map(|expr| Promise { kind: PromiseKind::Possible, cond: cond(expr) }));
    machine(story)
}

fn held(play: &Play<'_>, count: u32) -> String {
    (0..count)
        .map(|site| match play.machine.holds_at_site(&play.state, SiteId(site)) {
            Some(true) => '+',
            Some(false) => '-',
            None => '?',
        })
        .collect()
}

#[test]
fn at_a_node_holds_there_only() {
    let phone = situation("phone", [to("hang-up", "return")]);
    let a = situation("a", [choice("call", [outcome("end").detour("phone")])]);
    let machine = asked(scenario([a, phone], &["end"]), ["a", "phone", "end"].map(|id| Expr::At(id.into())));
    let mut play = Play::start(&machine);
    assert_eq!(held(&play, 3), "+--");
    assert_eq!(held(play.choose("call"), 3), "-+-", "also in a detour");
    assert_eq!(held(play.choose("hang-up"), 3), "--+");
}

#[test]
fn ended_and_results_hold_at_endings_only() {
    let mut story =
        scenario([situation("a", ["good", "bad", "so-so"].map(|id| to(id, id)))], &["good", "bad", "so-so"]);
    let results = [RunResult::Passed, RunResult::Failed, RunResult::Mixed];
    for (ending, result) in story.endings.iter_mut().zip(results) {
        ending.result = result;
    }
    let machine = asked(story, [Expr::Ended].into_iter().chain(results.map(Expr::Result)));
    assert_eq!(held(&Play::start(&machine), 4), "----");
    for (id, want) in [("good", "++--"), ("bad", "+-+-"), ("so-so", "+--+")] {
        assert_eq!(held(Play::start(&machine).choose(id), 4), want);
    }
}

#[test]
fn a_moment_has_the_mark_of_its_own_visit_also_in_a_detour_and_in_passing() {
    let story = scenario(
        [
            situation("a", [choice("call", [outcome("end").detour("phone")])]),
            situation("phone", []),
            passage("p", [], "end"),
        ],
        &["end"],
    );
    let machine = asked(story, ["a", "phone", "p"].map(visited));
    let mut play = Play::start(&machine);
    assert_eq!(held(&play, 3), "+--");
    assert_eq!(held(play.choose("call"), 3), "++-");
    let mut story = scenario([passage("p", [], "end")], &["end"]);
    story.start = "p".into();
    let machine = asked(story, [visited("p")]);
    let passing: State<Vec<u64>> = machine.start(&mut Silent);
    assert_eq!(machine.holds_at_site(&passing, SiteId(0)), Some(true));
}

#[test]
fn a_site_that_is_not_a_condition_is_not_judged() {
    let pick = choice("pick", [outcome("end").set(add("trust", 1))]);
    let machine = asked(scenario([situation("a", [pick])], &["end"]).meter("trust", 0, 9, 0), [at_least("trust", 0)]);
    // Site 0 is the change, 1 the promise, 2 nothing.
    assert_eq!(held(&Play::start(&machine), 3), "?+?");
}

#[test]
fn values_are_shown_as_they_are_declared() {
    let story = scenario([situation("a", [choice("lock", [outcome("again").set(yes("locked"))])])], &[]);
    let machine = machine(story.meter("trust", -5, 5, -3).flag("locked").words("mood", &["calm", "tense"]));
    let mut play = Play::start(&machine);
    assert_eq!(machine.value_of(&play.state, "trust"), Some(CurrentValue::Number(-3)));
    assert_eq!(machine.value_of(&play.state, "locked"), Some(CurrentValue::Flag(false)));
    assert_eq!(machine.value_of(&play.state, "mood"), Some(CurrentValue::Word("calm")));
    assert_eq!(machine.value_of(&play.state, "unknown"), None);
    play.choose("lock");
    assert_eq!(machine.value_of(&play.state, "locked"), Some(CurrentValue::Flag(true)));
}

#[test]
fn a_value_that_no_condition_reads_is_not_to_be_had_from_a_machine_for_exploring() {
    let story = scenario([situation("a", [])], &[]).meter("trust", 0, 9, 4).numbered();
    let machine = Machine::new(&story, Keep::Read).expect("the scenario is whole");
    let state: State<[u64; 1]> = machine.start(&mut Silent);
    assert_eq!(machine.value_of(&state, "trust"), None);
}
