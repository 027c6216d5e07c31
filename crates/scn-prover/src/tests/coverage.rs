//! How far principles are covered.

use super::*;

fn both(id: &str, target: &str) -> [story::Choice; 2] {
    [
        choice(&format!("{id}-well"), [outcome(target).link("p", 1)]),
        choice(&format!("{id}-badly"), [outcome(target).link("p", -2)]),
    ]
}

#[test]
fn linked_where_no_run_comes() {
    let a = situation("a", [to("on", "end"), choice("never", [outcome("end").link("p", 2)]).when(flag("off"))]);
    let proved = proved(scenario([a], &["end"]).flag("off"));
    assert_eq!(proved.level("p"), Level::Linked);
}

#[test]
fn covered_and_not_linked_is_none() {
    let mut story = scenario([situation("a", [to("on", "end")])], &["end"]);
    story.covers.push("p".into());
    assert_eq!(proved(story).level("p"), Level::None);
}

#[test]
fn reachable_where_only_one_side_is() {
    let a = situation("a", [choice("well", [outcome("b").link("p", 2)])]);
    let b = situation("b", [choice("badly", [outcome("end").link("p", -1)])]);
    assert_eq!(proved(scenario([a, b], &["end"])).level("p"), Level::Reachable);
}

#[test]
fn tested_by_two_choices_of_one_moment() {
    let a = situation("a", both("a", "end").into_iter().chain([to("elsewhere", "end")]));
    let b = situation("b", [to("skip", "end"), to("on", "a")]);
    assert_eq!(proved(scenario([b, a], &["end"])).level("p"), Level::Tested);
}

#[test]
fn tested_by_two_draws_of_one_choice() {
    let roll = choice("roll", [outcome("end").chance(1, 2).link("p", 1), outcome("end").otherwise().link("p", -1)]);
    let a = situation("a", [roll]);
    assert_eq!(
        proved(scenario([situation("b", [to("skip", "end"), to("on", "a")]), a], &["end"])).level("p"),
        Level::Tested
    );
}

#[test]
fn not_tested_by_two_outcomes_that_exclude_each_other() {
    let pick =
        choice("pick", [outcome("end").when(flag("kind")).link("p", 1), outcome("end").otherwise().link("p", -1)]);
    let first = situation("first", [choice("be-kind", [outcome("a").set(yes("kind"))]), to("be-not", "a")]);
    let proved = proved(scenario([first, situation("a", [pick])], &["end"]).flag("kind"));
    assert_eq!(proved.level("p"), Level::Reachable);
    assert_eq!(proved.taken("pick"), [true, true]);
}

#[test]
fn guaranteed_where_every_run_that_ends_has_faced_it() {
    let a = situation("a", both("a", "end"));
    let proved = proved(scenario([situation("start", [to("on", "a"), to("wait", "again")]), a], &["end"]));
    assert_eq!(proved.level("p"), Level::Guaranteed);
}

#[test]
fn facing_needs_no_choice_of_it() {
    // A player who takes `neither` has still faced the principle.
    let a = situation("a", both("a", "end").into_iter().chain([to("neither", "end")]));
    assert_eq!(proved(scenario([a], &["end"])).level("p"), Level::Guaranteed);
}

#[test]
fn one_way_round_is_enough_not_to_guarantee() {
    let a = situation(
        "a",
        both("a", "again")
            .into_iter()
            .chain([to("on", "b")])
            .map(|it| it.when(not(flag("late"))))
            .chain([to("late", "b").when(flag("late"))]),
    );
    let start = situation("start", [to("go", "a"), choice("linger", [outcome("a").set(yes("late"))])]);
    let b = situation("b", [to("out", "end")]);
    assert_eq!(proved(scenario([start, a, b], &["end"]).flag("late")).level("p"), Level::Tested);
}

#[test]
fn a_run_that_stops_without_an_ending_does_not_count() {
    let start = situation("start", [to("on", "a"), to("lost", "void")]);
    let a = situation("a", both("a", "end"));
    let proved = proved(scenario([start, a, situation("void", [])], &["end"]));
    assert_eq!(proved.level("p"), Level::Guaranteed);
}

#[test]
fn where_no_run_ends_nothing_is_guaranteed() {
    let proved = proved(scenario([situation("a", both("a", "again"))], &["end"]));
    assert_eq!(proved.level("p"), Level::Tested);
}

#[test]
fn more_principles_than_a_word_has_bits() {
    let links = |rating: i8, count: usize| (0..count).fold(outcome("b"), |it, at| it.link(&format!("p{at}"), rating));
    let a = situation("a", [choice("well", [links(1, 150)]), choice("badly", [links(-1, 140)])]);
    let b = situation("b", [to("out", "end")]);
    let proved = proved(scenario([a, b], &["end"]));
    assert_eq!(proved.level("p139"), Level::Guaranteed);
    assert_eq!(proved.level("p70"), Level::Guaranteed);
    assert_eq!(proved.level("p140"), Level::Reachable);
}

#[test]
fn no_guarantee_beyond_the_bound() {
    let mut story = scenario([situation("a", both("a", "end"))], &["end"]);
    story.situations.push(situation("b", [to("x", "end")]));
    let proved = proved_within(story, Limits::of_states(1));
    assert_eq!(proved.level("p"), Level::Tested);
}
