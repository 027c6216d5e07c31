//! Stories that cannot be made into a machine.

use super::super::BuildError;
use super::*;

fn error(scenario: Scenario) -> String {
    Machine::new(&scenario.numbered(), Keep::All).err().as_ref().map(BuildError::to_string).unwrap_or_default()
}

#[test]
fn names_that_nothing_has() {
    let one = |choice| scenario([situation("a", [choice])], &["end"]);
    assert_eq!(error(one(to("x", "nowhere"))), "there is no situation or ending `nowhere`");
    assert_eq!(error(one(choice("x", [outcome("end").detour("gone")]))), "there is no situation or ending `gone`");
    assert_eq!(error(one(to("x", "end").when(flag("off")))), "there is no variable `off`");
    assert_eq!(error(one(to("x", "end").when(chose("a", "y")))), "there is no choice `y`");
    assert_eq!(error(one(choice("x", [outcome("end").set(add("m", 1))]))), "there is no variable `m`");
    let mut story = one(to("x", "end"));
    story.start = "begin".into();
    assert_eq!(error(story), "there is no situation `begin`");
    assert_eq!(error(Scenario::default()), "the scenario has no situation to start with");
}

#[test]
fn names_that_two_things_have() {
    assert_eq!(error(scenario([situation("a", []), situation("a", [])], &[])), "there are two situations named `a`");
    assert_eq!(error(scenario([situation("a", [])], &["a"])), "there are two situations named `a`");
    assert_eq!(error(scenario([situation("a", [to("x", "a"), to("x", "a")])], &[])), "there are two choices named `x`");
    let twice = scenario([situation("a", [])], &[]).meter("m", 0, 9, 0).flag("m");
    assert_eq!(error(twice), "there are two variables named `m`");
}

#[test]
fn values_of_another_kind() {
    let story = |expr| scenario([situation("a", [to("x", "a").when(expr)])], &[]).meter("m", 0, 9, 0).flag("f");
    let kind = |id: &str| format!("`{id}` is compared with, or set to, a value of another kind");
    assert_eq!(error(story(flag("m"))), kind("m"));
    assert_eq!(error(story(at_least("f", 1))), kind("f"));
    let set = |change| scenario([situation("a", []).set(change)], &[]).meter("m", 0, 9, 0).flag("f");
    assert_eq!(error(set(yes("m"))), kind("m"));
    assert_eq!(error(set(add("f", 1))), kind("f"));
    assert_eq!(error(set(number("m", 10))), kind("m"));
}

#[test]
fn conditions_of_changes_do_not_nest() {
    let story = |change| scenario([situation("a", []).set(change)], &[]).flag("f");
    let one = set_if(flag("f"), [yes("f")]);
    assert_eq!(error(story(one.clone())), "");
    assert_eq!(error(story(set_if(flag("f"), [one]))), "a change with a condition contains another one");
    assert_eq!(error(story(set_if(flag("off"), []))), "there is no variable `off`");
}

#[test]
fn ranges_that_cannot_be() {
    let story = |low, high, start| scenario([situation("a", [])], &[]).meter("m", low, high, start);
    let bad = "the range of `m` does not contain its start, or is empty or too large";
    assert_eq!(error(story(1, 0, 0)), bad);
    assert_eq!(error(story(0, 9, 10)), bad);
    assert_eq!(error(story(0, i64::MAX, 0)), bad);
    assert_eq!(error(story(-9, 9, 9)), "");
}
