//! Rule 6: detours, and `again` and `return` within them.

use super::*;

#[test]
fn a_detour_returns_to_the_next_of_its_outcome() {
    let story = scenario(
        [
            situation("a", [choice("call", [outcome("b").detour("phone")])]),
            situation("b", []),
            situation("phone", [to("hang-up", "return")]),
        ],
        &[],
    );
    let machine = machine(story);
    let mut play = Play::start(&machine);
    assert_eq!(play.choose("call").at(), "phone");
    assert_eq!(play.stacks.depth(play.state.stack), 1);
    assert_eq!(play.choose("hang-up").at(), "b");
    assert_eq!(play.state.stack, 0);
    assert_eq!(play.log(), "brief a outcome 0 phone outcome 1 b");
}

#[test]
fn detours_nest_and_come_back_in_turn() {
    let story = scenario(
        [
            situation("a", [choice("call", [outcome("end").detour("phone")])]),
            situation("phone", [choice("hold", [outcome("phone-two").detour("music")])]),
            situation("phone-two", [to("hang-up", "return")]),
            passage("music", [], "return"),
        ],
        &["end"],
    );
    let machine = machine(story);
    let mut play = Play::start(&machine);
    assert_eq!(play.choose("call").choose("hold").at(), "phone-two");
    assert_eq!(play.choose("hang-up").at(), "end");
    assert_eq!(play.log(), "brief a outcome 0 phone outcome 1 music phone-two outcome 2 end");
}

#[test]
fn a_return_may_lead_to_a_return() {
    let story = scenario(
        [
            situation("a", [choice("call", [outcome("end").detour("phone")])]),
            situation("phone", [choice("hold", [outcome("return").detour("music")])]),
            passage("music", [], "return"),
        ],
        &["end"],
    );
    let machine = machine(story);
    assert_eq!(Play::start(&machine).choose("call").choose("hold").at(), "end");
}

#[test]
fn again_means_the_situation_of_the_choice_also_after_a_detour() {
    let story = scenario(
        [
            situation("a", [choice("call", [outcome("again").detour("phone")])]).set(add("calls", 1)),
            situation("phone", [to("wait", "again"), to("hang-up", "return")]),
        ],
        &[],
    );
    let machine = machine(story.meter("calls", 0, 9, 0));
    let mut play = Play::start(&machine);
    assert_eq!(play.choose("call").choose("wait").at(), "phone", "`again` in a detour stays in it");
    assert_eq!(play.choose("hang-up").at(), "a", "`again` of the caller is the caller's situation");
    assert_eq!(play.number("calls"), 2, "entered anew");
    assert_eq!(play.state.stack, 0);
}

#[test]
fn effects_apply_before_the_detour_and_the_detour_can_change_more() {
    let story = scenario(
        [
            situation("a", [choice("call", [outcome("b").set(add("trust", 2)).detour("phone")])]),
            situation("b", []).says(text_if(at_least("trust", 3))),
            situation("phone", [choice("kind", [outcome("return").set(add("trust", 1))])])
                .says(text_if(at_least("trust", 2))),
        ],
        &[],
    );
    let machine = machine(story.meter("trust", 0, 9, 0));
    let mut play = Play::start(&machine);
    play.choose("call").choose("kind");
    assert_eq!(play.log(), "brief a outcome 0 phone +2 outcome 1 b +1");
}

#[test]
fn an_ending_inside_a_detour_ends_the_run() {
    let story = scenario(
        [
            situation("a", [choice("call", [outcome("b").detour("phone")])]),
            situation("b", []),
            passage("phone", [], "end"),
        ],
        &["end"],
    );
    assert_eq!(Play::start(&machine(story)).choose("call").at(), "end");
}

#[test]
fn a_return_with_no_detour_open_is_stray() {
    let story = scenario(
        [
            situation("a", [to("back", "return"), to("on", "p"), choice("call", [outcome("return").detour("p")])]),
            passage("p", [], "return"),
        ],
        &[],
    );
    let machine = machine(story);
    let stop = |id: &str| Play::start(&machine).choose(id).stopped;
    assert_eq!(stop("back"), Some(Stop::StrayReturn(Some(OutcomeIx(0)))));
    assert_eq!(stop("on"), Some(Stop::StrayReturn(None)));
    assert_eq!(
        stop("call"),
        Some(Stop::StrayReturn(Some(OutcomeIx(2)))),
        "the detour's own return was fine, the caller's is not"
    );
}

#[test]
fn stacks_are_the_same_when_their_frames_are() {
    let mut stacks = Stacks::new();
    let one = stacks.push(0, OutcomeIx(1));
    let two = stacks.push(one, OutcomeIx(2));
    assert_eq!(stacks.push(0, OutcomeIx(1)), one);
    assert_ne!(stacks.push(0, OutcomeIx(2)), two);
    assert_eq!(stacks.pop(two), Some((one, OutcomeIx(2))));
    assert_eq!(stacks.pop(0), None);
    assert_eq!((stacks.depth(0), stacks.depth(two)), (0, 2));
}
