//! What runs reach, and by which shortest run.

use super::*;

#[test]
fn the_shortest_run_is_the_one_with_fewest_choices() {
    let proved = proved(scenario(
        [
            situation("a", [to("long", "b"), to("short", "c")]),
            situation("b", [to("on", "c"), to("out", "end")]),
            situation("c", [to("stop", "end")]),
        ],
        &["end"],
    ));
    assert_eq!(proved.run_to("a").as_deref(), Some(""));
    assert_eq!(proved.run_to("c").as_deref(), Some("short"));
    assert_eq!(proved.run_to("end").as_deref(), Some("long, out"));
    assert!(proved.proof.complete);
    assert_eq!(proved.proof.states, 4);
}

#[test]
fn of_equally_short_runs_the_first_in_source_order_is_shown() {
    let proved = proved(scenario(
        [
            situation("a", [to("one", "c"), to("two", "b")]),
            situation("b", [to("from-b", "end")]),
            situation("c", [to("from-c", "end")]),
        ],
        &["end"],
    ));
    // `b` comes first in the source, but the run by `one` is the first: choices are compared, not
    // situations.
    assert_eq!(proved.run_to("end").as_deref(), Some("one, from-c"));
}

#[test]
fn continuing_is_not_a_choice() {
    let proved = proved(scenario(
        [situation("a", [to("by-passage", "p"), to("at-once", "end")]), passage("p", [], "q"), passage("q", [], "end")],
        &["end"],
    ));
    // Both runs have one choice; the first in source order passes through two situations without
    // choices.
    assert_eq!(proved.run_to("end").as_deref(), Some("by-passage"));
    assert_eq!(proved.run_to("q").as_deref(), Some("by-passage"));
}

#[test]
fn a_draw_is_part_of_the_run() {
    let proved = proved(scenario(
        [situation("a", [choice("roll", [outcome("again").chance(1, 3), outcome("end").otherwise()])])],
        &["end"],
    ));
    assert_eq!(proved.run_to("end").as_deref(), Some("roll, outcome 2"));
    assert_eq!(proved.taken("roll"), [true, true]);
}

#[test]
fn values_decide_what_is_reached() {
    let lift = choice("lift", [outcome("again").set(add("trust", 1))]);
    let open = choice("open", [outcome("good").when(at_least("trust", 3)), outcome("bad").otherwise()]);
    let never = to("never", "void").when(at_least("trust", 6));
    let proved =
        proved(scenario([situation("a", [lift, open, never])], &["good", "bad", "void"]).meter("trust", 0, 5, 0));
    assert_eq!(proved.run_to("good").as_deref(), Some("lift, lift, lift, open"));
    assert_eq!(proved.run_to("bad").as_deref(), Some("open"));
    assert_eq!(proved.run_to("void"), None);
    assert!(!proved.offered("never"));
    assert_eq!(proved.taken("never"), [false]);
}

#[test]
fn a_dead_end_has_its_run() {
    let proved = proved(scenario(
        [
            situation("a", [to("fine", "b"), to("worse", "b").once()]),
            situation("b", [to("out", "end").when(chose("a", "fine"))]),
        ],
        &["end"],
    ));
    assert_eq!(proved.dead_ends(), ["b: worse"]);
}

#[test]
fn a_locked_choice_is_not_on_offer() {
    let proved = proved(
        scenario([situation("a", [to("out", "end").needs(flag("key")), to("wait", "again")])], &["end"]).flag("key"),
    );
    assert!(!proved.offered("out"));
    assert!(proved.proof.locked[proved.choice("out")]);
    assert_eq!(proved.run_to("end"), None);
    assert_eq!(proved.traps(), ["a [a]: "]);
}

#[test]
fn a_choice_used_up_leaves_a_dead_end() {
    let proved = proved(scenario([situation("a", [to("look", "again").once(), to("ask", "again").once()])], &[]));
    assert_eq!(proved.dead_ends(), ["a: look, ask"]);
    assert_eq!(proved.proof.states, 4);
}

#[test]
fn a_choice_without_an_outcome_that_holds() {
    let pick = choice("pick", [outcome("end").when(flag("ready"))]);
    let ready = choice("ready", [outcome("again").set(yes("ready"))]);
    let proved = proved(scenario([situation("a", [ready, pick])], &["end"]).flag("ready"));
    assert_eq!(proved.no_outcomes(), ["pick: pick"]);
    assert_eq!(proved.run_to("end").as_deref(), Some("ready, pick"));
}

#[test]
fn an_outcome_that_leads_nowhere_stops_the_run_in_silence() {
    let proved = proved(scenario([situation("a", [to("on", ""), to("again", "again")])], &[]));
    assert!(proved.dead_ends().is_empty());
    assert!(proved.traps().is_empty());
    assert!(proved.no_outcomes().is_empty());
}

#[test]
fn a_detour_comes_back_to_every_caller() {
    let phone = situation("phone", [to("hang-up", "return"), to("smash", "end")]);
    let proved = proved(scenario(
        [
            situation("a", [choice("call", [outcome("b").detour("phone")])]),
            situation("b", [choice("call-too", [outcome("again").detour("phone")]), to("on", "c")]),
            situation("c", [to("stop", "end")]),
            phone,
        ],
        &["end"],
    ));
    assert_eq!(proved.run_to("b").as_deref(), Some("call, hang-up"));
    assert_eq!(proved.run_to("c").as_deref(), Some("call, hang-up, on"));
    assert_eq!(proved.run_to("end").as_deref(), Some("call, smash"));
    // Both callers continue in `b`, so the telephone reached from `a` and from `b` is one state.
    assert_eq!(proved.proof.states, 5);
}

#[test]
fn stray_returns_are_reported_and_stop_the_run() {
    let proved = proved(scenario(
        [situation("a", [to("back", "return"), to("on", "p"), to("round", "again")]), passage("p", [], "return")],
        &[],
    ));
    assert_eq!(proved.stray_returns(), ["back 1: back", "p: on"]);
    assert!(proved.traps().is_empty());
}

#[test]
fn a_change_cut_off_counts_where_it_can_still_be_read() {
    let lift = choice("lift", [outcome("again").set(add("trust", 3))]);
    let last = choice("last", [outcome("end").set(add("trust", 9))]);
    let out = to("out", "end").when(at_least("trust", 4));
    let proved = proved(scenario([situation("a", [lift, last, out])], &["end"]).meter("trust", 0, 5, 0));
    assert_eq!(proved.saturated(), ["0: lift, lift"]);
}

#[test]
fn a_change_on_entering_is_seen_in_the_run_that_enters() {
    let proved = proved(
        scenario(
            [
                situation("a", [to("on", "p")]),
                passage("p", [], "b").set(add("trust", 9)),
                situation("b", [to("out", "end").when(at_least("trust", 1))]),
            ],
            &["end"],
        )
        .meter("trust", 0, 5, 3),
    );
    assert_eq!(proved.saturated(), ["0: on"]);
    assert_eq!(proved.judged(), "?+");
}

#[test]
fn conditions_are_judged_where_they_are_met() {
    let a = situation("a", [to("again", "again"), to("out", "end").when(visited("a"))])
        .says(text_if(visited("a")))
        .says(text_if(flag("off")))
        .says(text_inside(flag("off"), flag("off")));
    let proved = proved(scenario([a], &["end"]).flag("off").ending_says("end", text_if(chose("a", "again"))));
    assert_eq!(proved.judged(), "±--?+±");
}

#[test]
fn nothing_is_claimed_beyond_the_bound() {
    let lift = choice("lift", [outcome("again").set(add("trust", 1))]);
    let out = to("out", "end").needs(at_least("trust", 90));
    let story = scenario([situation("a", [lift, out])], &["end"]).meter("trust", 0, 99, 0);
    let bounded = proved_within(story.clone(), Limits::of_states(50));
    assert!(!bounded.proof.complete);
    assert_eq!(bounded.proof.states, 50);
    assert_eq!(bounded.run_to("end"), None);
    assert!(bounded.traps().is_empty());
    let whole = proved_within(story.clone(), Limits::of_states(101));
    assert!(whole.proof.complete);
    assert_eq!(whole.proof.states, 101);
    assert!(!proved_within(story.clone(), Limits::of_states(100)).proof.complete);
    assert!(!proved_within(story, Limits::of_states(0)).proof.complete);
}

#[test]
fn what_nothing_reads_later_is_not_part_of_a_state() {
    let roll = |id: &str| choice(id, (0..6).map(|n| outcome("b").chance(1, 6).set(number("dice", n))));
    let b = situation("b", [to("on", "c").when(at_least("dice", 1))]);
    let c = situation("c", [to("out", "end")]);
    let proved = proved(scenario([situation("a", [roll("roll")]), b, c], &["end"]).meter("dice", 0, 5, 0));
    assert_eq!(proved.proof.states, 1 + 6 + 1 + 1);
}

#[test]
fn many_values_take_many_words() {
    for (flags, states) in [(3, 8), (9, 512)] {
        // Forty bits per meter, so a word holds only one.
        let names: Vec<String> = (0..flags).map(|at| format!("m{at}")).collect();
        let mut choices = Vec::new();
        for name in &names {
            let lift = choice(&format!("lift-{name}"), [outcome("again").set(number(name, 1 << 39))]);
            choices.push(lift.when(meter_is(name, story::Comparison::Equal, 0)));
        }
        choices.push(to("out", "end"));
        let mut story = scenario([situation("a", choices)], &["end"]);
        for name in &names {
            story = story.meter(name, 0, 1 << 39, 0);
        }
        let proved = proved(story);
        assert_eq!(proved.machine.word_count(), flags);
        assert_eq!(proved.proof.states, states + 1);
    }
}
