//! Sentences of the fine print, and interactions between the rules.

use super::super::{Offer, Silent};
use super::*;
use crate::VariableKind;

#[test]
fn a_used_up_choice_is_not_on_offer_and_no_longer_faced() {
    let look = choice("look", [outcome("b")]).once();
    let linked = choice("linked", [outcome("b").link("p", 1)]).once();
    let a = situation("a", [look, linked, to("on", "b")]);
    let b = situation("b", [to("back", "a"), to("p", "b").when(faced("p"))]);
    let machine = machine(scenario([b, a], &[]));
    let mut play = Play::start(&machine);
    play.choose("back").choose("linked");
    assert_eq!(play.offers(), ["back", "p"], "chosen, so faced");
    let machine = self::machine(scenario(
        [
            situation("a", [choice("linked", [outcome("again").link("p", 1)]).once(), to("on", "b")]),
            situation("b", [to("q", "b").when(faced("p"))]),
        ],
        &[],
    ));
    let mut state: State<Vec<u64>> = machine.start(&mut Silent);
    let mut open = Vec::new();
    machine.offers(&state, &mut open, &mut Silent);
    assert_eq!(open, [ChoiceIx(0), ChoiceIx(1)]);
    // As if `linked` were used up without ever having been on offer together with another choice.
    state = machine.choose(&state, &[ChoiceIx(1)], ChoiceIx(1), &mut Vec::new(), &mut Silent);
    let Step::To(state) = machine.take_outcome(&state, OutcomeIx(1), &mut Stacks::new(), &mut Silent) else {
        unreachable!("`on` leads to `b`")
    };
    assert_eq!(machine.offer(&state, ChoiceIx(2), &mut Silent), Offer::Hidden);
}

#[test]
fn what_chance_may_draw_is_faced_though_it_is_not_drawn() {
    let roll = choice("roll", [outcome("b").chance(1, 2).link("p", 1), outcome("b").otherwise()]);
    let machine = machine(scenario([situation("a", [roll]), situation("b", [to("yes", "b").when(faced("p"))])], &[]));
    assert_eq!(Play::start(&machine).draw("roll", 2).offers(), ["yes"]);
}

#[test]
fn only_locked_choices_are_a_dead_end() {
    let machine = machine(scenario([situation("a", [to("out", "end").needs(flag("key"))])], &["end"]).flag("key"));
    let mut play = Play::start(&machine);
    assert!(play.offers().is_empty());
    assert_eq!(machine.offer(&play.state, ChoiceIx(0), &mut Silent), Offer::Locked);
}

#[test]
fn again_inside_a_detour_stays_in_the_detour() {
    let phone = situation("phone", [to("wait", "again"), to("hang-up", "return")]);
    let story =
        scenario([situation("a", [choice("call", [outcome("b").detour("phone")])]), situation("b", []), phone], &[]);
    let machine = machine(story);
    let mut play = Play::start(&machine);
    assert_eq!(play.choose("call").choose("wait").at(), "phone");
    assert_eq!(play.stacks.depth(play.state.stack), 1);
    assert_eq!(play.choose("hang-up").at(), "b");
}

#[test]
fn the_same_situation_may_be_played_in_a_detour_and_outside_one() {
    let b = situation("b", [to("on", "end"), to("back", "return")]);
    let a = situation("a", [to("go", "b"), choice("call", [outcome("end").detour("b")])]);
    let machine = machine(scenario([a, b], &["end"]));
    assert_eq!(Play::start(&machine).choose("call").choose("back").at(), "end");
    assert_eq!(Play::start(&machine).choose("go").choose("back").stopped, Some(Stop::StrayReturn(Some(OutcomeIx(3)))));
}

#[test]
fn a_once_choice_stays_used_up_when_its_situation_is_entered_again_by_another_way() {
    let look = choice("look", [outcome("b").detour("phone")]).once();
    let story = scenario(
        [
            situation("a", [look, to("on", "b")]),
            situation("b", [to("back", "a")]),
            situation("phone", [to("hang-up", "return")]),
        ],
        &[],
    );
    let machine = machine(story);
    let mut play = Play::start(&machine);
    assert_eq!(play.choose("look").choose("hang-up").choose("back").offers(), ["on"]);
}

#[test]
fn what_a_detour_did_is_seen_by_what_comes_after_it() {
    let phone = situation("phone", [choice("rude", [outcome("return").link("p", -2).set(yes("loud"))])]);
    let b = situation(
        "b",
        [
            to("broke", "b").when(broke("p")),
            to("loud", "b").when(flag("loud")),
            to("chose", "b").when(chose("phone", "rude")),
            to("visited", "b").when(visited("phone")),
            to("faced", "b").when(faced("p")),
        ],
    );
    let story =
        scenario([situation("a", [choice("call", [outcome("b").detour("phone")])]), b, phone], &[]).flag("loud");
    let machine = machine(story);
    let mut play = Play::start(&machine);
    assert_eq!(play.choose("call").choose("rude").offers(), ["broke", "loud", "chose", "visited", "faced"]);
}

#[test]
fn a_meter_with_one_value_only_is_always_cut_off() {
    let pick = choice("pick", [outcome("again").set(add("fixed", 1)).set(add("fixed", -1)).set(add("fixed", 0))]);
    let machine = machine(scenario([situation("a", [pick])], &[]).meter("fixed", 7, 7, 7));
    let mut play = Play::start(&machine);
    play.choose("pick");
    assert_eq!((play.log().as_str(), play.number("fixed")), ("brief a cut 0 cut 1 outcome 0 a", 7));
}

#[test]
fn variables_start_as_declared() {
    let words = VariableKind::State {
        values: vec!["calm".into(), "angry".into()],
        words: std::collections::BTreeMap::new(),
        start: "angry".into(),
    };
    let angry = crate::Expr::Compare {
        left: crate::Operand::Variable("mood".into()),
        is: crate::Comparison::Equal,
        right: crate::Operand::Word("angry".into()),
    };
    let a = situation("a", []).says(text_if(flag("open"))).says(text_if(angry)).says(text_if(meter_is(
        "trust",
        crate::Comparison::Equal,
        -2,
    )));
    let story = scenario([a], &[]).variable("open", VariableKind::Flag { start: true }).variable("mood", words);
    assert_eq!(Play::start(&machine(story.meter("trust", -5, 5, -2))).log(), "brief a +0 +1 +2");
}

#[test]
fn every_run_starts_fresh() {
    let a = situation("a", [choice("on", [outcome("b").set(yes("red"))]).once()]);
    let machine = machine(scenario([a, situation("b", [to("out", "end").when(flag("red"))])], &["end"]).flag("red"));
    let before = Play::start(&machine).state;
    Play::start(&machine).choose("on").choose("out");
    assert_eq!(Play::start(&machine).state, before);
}

#[test]
fn a_state_of_few_words_is_the_same_in_an_array_and_in_a_list() {
    let pick = choice("pick", [outcome("again").set(add("trust", 2)).link("p", 1)]);
    let machine =
        machine(scenario([situation("a", [pick, to("b", "a").when(upheld("p"))])], &[]).meter("trust", 0, 9, 1));
    let list: State<Vec<u64>> = machine.start(&mut Silent);
    let array: State<[u64; 4]> = machine.start(&mut Silent);
    assert_eq!(array.bits.get(..list.bits.len()), list.bits.get(..));
    let mut outcomes = Vec::new();
    let mut stacks = Stacks::new();
    let list = machine.choose(&list, &[ChoiceIx(0)], ChoiceIx(0), &mut outcomes, &mut Silent);
    let array = machine.choose(&array, &[ChoiceIx(0)], ChoiceIx(0), &mut outcomes, &mut Silent);
    let (Step::To(list), Step::To(array)) = (
        machine.take_outcome(&list, OutcomeIx(0), &mut stacks, &mut Silent),
        machine.take_outcome(&array, OutcomeIx(0), &mut stacks, &mut Silent),
    ) else {
        unreachable!("the outcome leads on")
    };
    assert_eq!(array.bits.get(..list.bits.len()), list.bits.get(..));
}
