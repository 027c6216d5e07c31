//! Sets of moments that a run can enter and never leave.

use super::*;

#[test]
fn two_situations_that_lead_only_to_each_other() {
    let proved = proved(scenario(
        [
            situation("a", [to("out", "end"), to("in", "c")]),
            situation("b", [to("forth", "c")]),
            situation("c", [to("back", "b")]),
        ],
        &["end"],
    ));
    assert_eq!(proved.traps(), ["c [b c]: in"]);
}

#[test]
fn a_way_into_a_trap_is_not_a_trap() {
    let proved = proved(scenario(
        [
            situation("a", [to("in", "b"), to("out", "end")]),
            situation("b", [to("deeper", "c")]),
            situation("c", [to("stay", "again"), to("wait", "again")]),
        ],
        &["end"],
    ));
    assert_eq!(proved.traps(), ["c [c]: in, deeper"]);
}

#[test]
fn a_loop_without_choices_is_a_trap() {
    let proved = proved(scenario(
        [situation("a", [to("out", "end"), to("in", "p")]), passage("p", [], "q"), passage("q", [], "p")],
        &["end"],
    ));
    assert_eq!(proved.traps(), ["p [p q]: in"]);
    let at_once = self::proved(scenario([passage("p", [], "q"), passage("q", [], "p")], &[]));
    assert_eq!(at_once.traps(), ["p [p q]: "]);
}

#[test]
fn a_loop_with_a_way_out_is_none() {
    let proved = proved(
        scenario(
            [situation(
                "a",
                [choice("wait", [outcome("again").set(add("hours", 1))]), to("out", "end").when(at_least("hours", 9))],
            )],
            &["end"],
        )
        .meter("hours", 0, 9, 0),
    );
    assert!(proved.traps().is_empty());
}

#[test]
fn a_dead_end_or_a_missing_outcome_is_a_way_out() {
    let dead = proved(scenario([situation("a", [to("on", "b"), to("round", "again")]), situation("b", [])], &[]));
    assert!(dead.traps().is_empty());
    assert_eq!(dead.dead_ends(), ["b: on"]);
    let pick = choice("pick", [outcome("again").when(flag("never"))]);
    let none = proved(scenario([situation("a", [pick, to("round", "again")])], &[]).flag("never"));
    assert!(none.traps().is_empty());
    assert_eq!(none.no_outcomes(), ["pick: pick"]);
}

#[test]
fn chance_may_repeat_for_ever_but_leaves_a_way_out() {
    let proved = proved(scenario(
        [situation("a", [choice("roll", [outcome("again").chance(5, 6), outcome("end").otherwise()])])],
        &["end"],
    ));
    assert!(proved.traps().is_empty());
}

#[test]
fn a_trap_is_reported_where_a_run_first_enters_one_of_its_situations() {
    // Until the door is locked, `hall` is free; the run that locks it has been in both before.
    let hall = situation("hall", [to("leave", "end").needs(not(flag("locked"))), to("go-in", "room")]);
    let room = situation("room", [to("go-out", "hall"), choice("lock", [outcome("hall").set(yes("locked"))])]);
    let locked = proved(scenario([room, hall], &["end"]).flag("locked"));
    assert_eq!(locked.traps(), ["hall [room hall]: lock"]);
    // `open` has no outcome before the key is found, and a run that stops is in no trap.
    let key = choice("key", [outcome("again").set(yes("key"))]);
    let door = situation("door", [choice("open", [outcome("hall").when(flag("key"))]), key]);
    let key = proved(scenario([situation("hall", [to("on", "door")]), door], &[]).flag("key"));
    assert_eq!(key.traps(), ["door [hall door]: on, key"]);
}

/// A queue that a run cannot leave. Three keys can be pressed in it, and its text says which have
/// been.
fn queue(reads: impl Fn(&str) -> story::Expr) -> Scenario {
    let keys = ["star", "hash", "nought"];
    let music = situation("music", keys.map(|key| choice(key, [outcome("again").set(yes(key)).set(add("keys", 1))])));
    let music = keys.iter().fold(music, |music, key| music.says(text_if(reads(key))));
    let ring = situation("ring", [to("hang-up", "end"), to("wait", "music")]);
    let story = scenario([ring, music], &["end"]).meter("keys", 0, 9, 0);
    keys.into_iter().fold(story, Scenario::flag)
}

#[test]
fn what_only_texts_read_makes_no_run_into_a_trap_longer() {
    let reads: [fn(&str) -> story::Expr; 4] = [
        |key| chose("music", key),
        flag,
        |key| at_least("keys", key.len().try_into().unwrap_or_default()),
        |_| visited("music"),
    ];
    for reads in reads {
        let proved = proved(queue(reads));
        assert_eq!(proved.traps(), ["music [music]: wait"]);
        let traps = |states| prove(&proved.machine, &Limits::of_states(states)).traps;
        assert!((4..40).filter(|states| !traps(*states).is_empty()).all(|states| traps(states) == proved.proof.traps));
        assert_eq!(traps(100), proved.proof.traps);
    }
}

#[test]
fn a_run_is_in_a_trap_though_something_in_it_can_still_be_used_up() {
    let once = |id: &str| story::Choice { once: true, ..to(id, "again") };
    let hall = situation("hall", [to("out", "end"), to("in", "cell")]);
    let cell = situation("cell", [once("shout"), once("knock"), to("sit", "again")]);
    assert_eq!(proved(scenario([hall, cell], &["end"])).traps(), ["cell [cell]: in"]);
}

#[test]
fn a_way_to_another_trap_is_not_part_of_a_trap() {
    // From `fork` both traps can be reached, and neither can be left.
    let fork = situation("fork", [to("left", "a"), to("right", "b")]);
    let start = situation("start", [to("out", "end"), to("on", "fork")]);
    let (a, b) = (situation("a", [to("stay-a", "again")]), situation("b", [to("stay-b", "again")]));
    assert_eq!(proved(scenario([start, fork, a, b], &["end"])).traps(), ["a [a]: on, left", "b [b]: on, right"]);
}

#[test]
fn equal_sets_of_situations_are_one_trap() {
    let a = situation("a", [choice("one", [outcome("b").set(yes("red"))]), to("two", "b"), to("out", "end")]);
    let b = situation("b", [to("red", "again").when(flag("red")), to("blue", "again").when(not(flag("red")))]);
    let proved = proved(scenario([a, b], &["end"]).flag("red"));
    assert_eq!(proved.traps(), ["b [b]: one"]);
}

#[test]
fn different_sets_are_different_traps() {
    let proved = proved(scenario(
        [
            situation("a", [to("one", "c"), to("two", "b"), to("out", "end")]),
            situation("b", [to("stay-b", "again")]),
            situation("c", [to("stay-c", "again")]),
        ],
        &["end"],
    ));
    assert_eq!(proved.traps(), ["b [b]: two", "c [c]: one"]);
}

#[test]
fn a_detour_that_never_returns_is_a_trap() {
    let proved = proved(scenario(
        [
            situation("a", [choice("call", [outcome("end").detour("hold")]), to("out", "end")]),
            situation("hold", [to("wait", "again")]),
        ],
        &["end"],
    ));
    assert_eq!(proved.traps(), ["hold [hold]: call"]);
}

#[test]
fn a_way_out_found_only_by_going_back() {
    // From the deepest state, the way out leads back through all states before it, so one pass does
    // not find it.
    let count = 60;
    let names: Vec<String> = (0..count).map(|at| format!("s{at}")).collect();
    let mut situations = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let back = at.checked_sub(1).map_or("end", |before| names[before].as_str());
        let mut choices = vec![to("back", back).when(flag("key"))];
        choices.push(match names.get(at + 1) {
            Some(on) => to("on", on),
            None => choice("turn", [outcome("again").set(yes("key"))]),
        });
        situations.push(situation(name, choices));
    }
    let proved = proved(scenario(situations, &["end"]).flag("key"));
    assert!(proved.traps().is_empty());
    let words = proved.run_to("end").expect("the end is reached");
    assert_eq!(words.matches("back").count(), count);
}

#[test]
fn a_long_chain_does_not_exhaust_the_stack() {
    let lift = choice("lift", [outcome("again").set(add("hours", 1))]);
    let never = to("out", "end").when(meter_is("hours", story::Comparison::Less, 0));
    let last = choice("reset", [outcome("again").set(number("hours", 0))]).when(at_least("hours", 100_000));
    let story = scenario([situation("a", [lift, last, never])], &["end"]).meter("hours", 0, 100_000, 0);
    let proved = proved(story);
    assert_eq!(proved.proof.states, 100_001);
    assert_eq!(proved.traps(), ["a [a]: "]);
}
