//! Rule 4: draws by chance.

use super::super::{BuildError, Weight};
use super::*;

#[test]
fn all_that_chance_may_draw_is_possible() {
    let roll = choice("roll", [outcome("a").chance(1, 4), outcome("end").chance(1, 2), outcome("end").otherwise()]);
    let machine = machine(scenario([situation("a", [roll])], &["end"]));
    let mut play = Play::start(&machine);
    assert_eq!(play.outcomes("roll"), [1, 2, 3]);
    assert!(machine.is_chance(ChoiceIx(0)));
    assert_eq!(play.draw("roll", 1).at(), "a");
    assert_eq!(play.draw("roll", 3).at(), "end");
}

#[test]
fn otherwise_has_the_chance_that_is_left() {
    let roll = choice("roll", [outcome("end").chance(1, 6), outcome("end").chance(1, 4), outcome("end").otherwise()]);
    let machine = machine(scenario([situation("a", [roll, to("sure", "end")])], &["end"]));
    let weight = |numerator, denominator| Weight { numerator, denominator };
    assert_eq!(machine.outcome_weight(OutcomeIx(0)), weight(1, 6));
    assert_eq!(machine.outcome_weight(OutcomeIx(2)), weight(7, 12));
    assert_eq!(machine.outcome_weight(OutcomeIx(3)), weight(1, 1));
    assert!(!machine.is_chance(ChoiceIx(1)));
}

#[test]
fn chances_that_do_not_add_up_are_no_machine() {
    let bad = |outcomes: Vec<crate::Outcome>| {
        let story = scenario([situation("a", [choice("roll", outcomes)])], &["end"]).numbered();
        assert_eq!(Machine::new(&story, Keep::All).err(), Some(BuildError::Chance("roll".into())));
    };
    let of = |numerator, denominator| outcome("end").chance(numerator, denominator);
    bad(vec![of(1, 2)]);
    bad(vec![of(1, 2), of(2, 3)]);
    bad(vec![of(1, 2), of(1, 2), outcome("end").otherwise()]);
    bad(vec![of(0, 2), outcome("end").otherwise()]);
    bad(vec![of(1, 0), outcome("end").otherwise()]);
    bad(vec![of(1, 2), outcome("end")]);
    bad(vec![of(1, 2), outcome("end").when(visited("a"))]);
}

#[test]
fn a_draw_is_made_once_the_choice_is_marked() {
    let roll = choice("roll", [outcome("again").chance(1, 2), outcome("end").otherwise()]).once();
    let machine = machine(scenario([situation("a", [roll, to("out", "end")])], &["end"]));
    let mut play = Play::start(&machine);
    assert_eq!(play.draw("roll", 1).offers(), ["out"]);
}
