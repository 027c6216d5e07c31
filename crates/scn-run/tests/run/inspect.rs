//! What an author sees of a run.

use scn_run::{ChoiceState, InspectedCondition, Inspection, Playable, Session};
use scn_story::{Expr, Scenario};

use super::builder::*;
use super::*;

/// A scenario whose choices depend on values and on the run so far.
fn desk() -> Scenario {
    let calm_and_asked = Expr::And(vec![at_least("trust", 5), chose("desk", "ask")]);
    let tell = to("tell", "home").needs(Expr::And(vec![flag("brave"), not(visited("hall"))]));
    let ask = choice("ask", [outcome("again").set(add("trust", -3)).set(yes("brave"))]).once();
    let desk = situation("desk", [ask, tell, to("leave", "hall").when(calm_and_asked.clone())]);
    let hall = situation("hall", [to("back", "desk"), to("out", "home").when(calm_and_asked)]);
    scenario([desk, hall], &["home"]).meter("trust", -10, 10, 9).flag("brave").words("mood", &["calm", "tense"])
}

fn values(inspection: &Inspection) -> Vec<(&str, &str, Option<&str>)> {
    inspection.values.iter().map(|it| (it.id.as_str(), it.value.as_str(), it.before.as_deref())).collect()
}

fn marks(inspection: &Inspection) -> Vec<(&str, bool, bool)> {
    inspection.marks.iter().map(|it| (it.condition.as_str(), it.holds, it.changed)).collect()
}

fn conditions(list: &[InspectedCondition]) -> Vec<(&str, bool)> {
    list.iter().map(|it| (it.condition.as_str(), it.holds)).collect()
}

#[test]
fn all_values_are_inspected_with_what_the_last_choice_changed() {
    let story = story_of(desk());
    let playable = Playable::new(&story, None).expect("it can be played");
    let mut session = Session::start(&playable, 1, None);
    let start = session.inspect();
    assert_eq!(values(&start), [("trust", "9", None), ("brave", "no", None), ("mood", "calm", None)]);
    assert_eq!(start.values[2].possible, ["calm", "tense"]);
    assert_eq!(marks(&start), [("visited hall", false, false), ("chose ask", false, false)], "each mark once");

    session.choose("ask", None).expect("it is on offer");
    let asked = session.inspect();
    assert_eq!(values(&asked)[..2], [("trust", "6", Some("9")), ("brave", "yes", Some("no"))]);
    assert_eq!(marks(&asked), [("visited hall", false, false), ("chose ask", true, true)]);

    session.choose("leave", None).expect("it is on offer");
    let left = session.inspect();
    assert_eq!(values(&left)[..2], [("trust", "6", None), ("brave", "yes", None)]);
    assert_eq!(marks(&left), [("visited hall", true, true), ("chose ask", true, false)]);

    session.undo();
    assert_eq!(marks(&session.inspect())[0], ("visited hall", false, true), "an undo changes values back");
}

#[test]
fn each_choice_is_inspected_with_why_it_is_hidden_or_locked() {
    let story = story_of(desk());
    let playable = Playable::new(&story, None).expect("it can be played");
    let mut session = Session::start(&playable, 1, None);
    let start = session.inspect();
    let states: Vec<_> = start.choices.iter().map(|it| (it.id.as_str(), it.state)).collect();
    let expected = [("ask", ChoiceState::Open), ("tell", ChoiceState::Locked), ("leave", ChoiceState::Hidden)];
    assert_eq!(states, expected);
    assert_eq!(conditions(&start.choices[1].needs), [("brave", false), ("not visited hall", true)]);
    assert_eq!(conditions(&start.choices[2].shown_if), [("trust >= 5", true), ("chose ask", false)]);

    session.choose("ask", None).expect("it is on offer");
    let states: Vec<_> = session.inspect().choices.iter().map(|it| it.state).collect();
    assert_eq!(states, [ChoiceState::Used, ChoiceState::Open, ChoiceState::Open]);
    session.choose("tell", None).expect("it is on offer");
    assert!(session.inspect().choices.is_empty(), "at an ending there is nothing to choose");
}
