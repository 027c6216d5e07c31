//! Liveness: what later conditions can still read, and the reduction based on it.

use super::*;

fn read_machine(scenario: Scenario) -> Machine {
    Machine::new(&scenario.numbered(), Keep::Read).expect("the scenario is whole")
}

/// Returns the state at the moment after some choices, reduced.
fn reduced(machine: &Machine, choices: &[&str]) -> State<Vec<u64>> {
    let mut play = Play::start(machine);
    for id in choices {
        play.choose(id);
    }
    machine.reduce(&mut play.state);
    play.state
}

#[test]
fn what_no_condition_reads_is_not_kept_for_exploring() {
    let story =
        || scenario([situation("a", [choice("on", [outcome("end").set(add("trust", 1)).link("p", 1)])])], &["end"]);
    assert_eq!(read_machine(story().meter("trust", 0, 9, 0)).word_count(), 0);
    assert_eq!(machine(story().meter("trust", 0, 9, 0)).word_count(), 1);
}

#[test]
fn claims_are_kept_for_playing_only() {
    let mut story = scenario([situation("a", [to("on", "end")])], &["end"]);
    story.promises.push(crate::Promise { kind: crate::PromiseKind::Never, cond: cond(visited("a")) });
    assert_eq!(read_machine(story.clone()).word_count(), 0);
    let machine = machine(story);
    let play = Play::start(&machine);
    assert_eq!(machine.holds_at_site(&play.state, SiteId(0)), Some(true));
}

#[test]
fn a_value_is_forgotten_after_its_last_reader() {
    let a = situation("a", [choice("red", [outcome("b").set(yes("red"))]), to("blue", "b")]);
    let b = situation("b", [to("on", "c").when(flag("red")), to("on-too", "c")]);
    let c = situation("c", [to("out", "end")]);
    let machine = read_machine(scenario([a, b, c], &["end"]).flag("red"));
    assert_ne!(reduced(&machine, &["red"]), reduced(&machine, &["blue"]));
    assert_eq!(reduced(&machine, &["red", "on"]), reduced(&machine, &["blue", "on-too"]));
}

#[test]
fn a_value_given_anew_before_it_is_read_is_forgotten() {
    let a = situation(
        "a",
        [choice("one", [outcome("b").set(number("m", 1))]), choice("two", [outcome("b").set(number("m", 2))])],
    );
    let b = situation("b", [to("on", "c")]);
    let c = situation("c", [to("out", "end").when(at_least("m", 1))]).set(number("m", 3));
    let machine = read_machine(scenario([a, b, c], &["end"]).meter("m", 0, 3, 0));
    assert_eq!(reduced(&machine, &["one"]), reduced(&machine, &["two"]));
}

#[test]
fn a_change_by_adding_needs_the_value_before_it() {
    let a = situation(
        "a",
        [choice("one", [outcome("b").set(number("m", 1))]), choice("two", [outcome("b").set(number("m", 2))])],
    );
    let b = situation("b", [to("on", "c")]);
    let c = situation("c", [to("out", "end").when(at_least("m", 1))]).set(add("m", 1));
    let machine = read_machine(scenario([a, b, c], &["end"]).meter("m", 0, 3, 0));
    assert_ne!(reduced(&machine, &["one"]), reduced(&machine, &["two"]));
}

#[test]
fn the_mark_of_a_visit_is_read_by_its_own_body_before_it_is_set() {
    let a = situation("a", [to("one", "b"), to("two", "c")]);
    let b = situation("b", [to("on", "c")]);
    let c = situation("c", [to("back", "b")]);
    let story = |b: crate::Situation| scenario([a.clone(), b, c.clone()], &[]);
    let reads = read_machine(story(b.clone().says(text_if(visited("b")))));
    assert_ne!(reduced(&reads, &["one", "on"]), reduced(&reads, &["two"]));
    // Read only in its choices, the mark is always set when it is read, so it carries no
    // information.
    let sets = read_machine(story(situation("b", [to("on", "c").when(visited("b"))])));
    assert_eq!(reduced(&sets, &["one", "on"]), reduced(&sets, &["two"]));
}

#[test]
fn a_detour_keeps_what_its_caller_reads_after_it() {
    let a = situation(
        "a",
        [choice("one", [outcome("b").set(yes("red")).detour("phone")]), choice("two", [outcome("b").detour("phone")])],
    );
    let b = situation("b", [to("out", "end").when(flag("red"))]);
    let phone = passage("music", [], "return");
    let machine =
        read_machine(scenario([a, b, situation("phone", [to("hold", "music")]), phone], &["end"]).flag("red"));
    assert_ne!(reduced(&machine, &["one"]).bits, reduced(&machine, &["two"]).bits);
}

#[test]
fn once_keeps_the_mark_while_the_choice_can_come_back() {
    let a = situation("a", [to("look", "again").once(), to("on", "b")]);
    let b = situation("b", [to("out", "end")]);
    let machine = read_machine(scenario([a, b], &["end"]));
    assert_ne!(reduced(&machine, &["look"]), reduced(&machine, &[]));
    assert_eq!(reduced(&machine, &["look", "on"]), reduced(&machine, &["on"]));
}

#[test]
fn facing_by_the_choice_itself_forgets_whether_it_was_faced_before() {
    let meet = |id: &str, to: &str| choice(id, [outcome(to).link("p", 1)]);
    let a = situation("a", [meet("face", "c"), to("stay", "c")]);
    let before = situation("before", [to("shun", "c"), to("go", "a")]);
    let c = situation("c", [meet("face-now", "d")]);
    let d = situation("d", [to("out", "end").when(faced("p"))]);
    let machine = read_machine(scenario([before, a, c, d], &["end"]));
    assert_eq!(reduced(&machine, &["go", "face"]), reduced(&machine, &["shun"]));
}

#[test]
fn an_ending_forgets_everything() {
    let phone = situation("phone", [to("smash", "end")]);
    let a = situation("a", [choice("call", [outcome("b").detour("phone")]), to("out", "end")]);
    let machine = read_machine(scenario([a, situation("b", []), phone], &["end"]));
    assert_eq!(reduced(&machine, &["call", "smash"]), reduced(&machine, &["out"]));
}

#[test]
fn states_that_agree_on_what_is_read_go_on_alike() {
    let a = situation(
        "a",
        [
            choice("red", [outcome("b").set(yes("red")).set(yes("loud"))]),
            choice("quiet", [outcome("b").set(yes("red"))]),
        ],
    );
    let b = situation("b", [to("on", "c").when(flag("red"))]).says(text_if(flag("loud")));
    let c = situation("c", [to("out", "end").needs(flag("red"))]);
    let machine = read_machine(scenario([a, b, c], &["end"]).flag("red").flag("loud"));
    // `loud` is read as `b` is entered, and by nothing at its moment or later.
    assert_eq!(reduced(&machine, &["red"]), reduced(&machine, &["quiet"]));
}

#[test]
fn whether_a_change_can_still_be_read() {
    let a = situation(
        "a",
        [
            choice("read", [outcome("b").set(add("m", 1))]),
            choice("lost", [outcome("c").set(add("m", 1))]),
            choice("given", [outcome("b").set(add("m", 1)).set(number("m", 0))]),
            choice("twice", [outcome("b").set(add("m", 1)).set(add("m", 1))]),
        ],
    );
    let b = situation("b", [to("on", "c").when(at_least("m", 1))]);
    let c = situation("c", [to("out", "end")]).set(add("m", 1));
    let machine = read_machine(scenario([a, b, c], &["end"]).meter("m", 0, 9, 0));
    let read: Vec<bool> = (0..5).map(|at| machine.is_read_after(SiteId(at))).collect();
    assert_eq!(read, [true, false, false, true, true]);
    assert!(!machine.is_read_after(SiteId(5)), "a change on entering `c`, behind which nothing reads");
}
