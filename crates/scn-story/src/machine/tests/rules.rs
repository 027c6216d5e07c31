//! Rules 1 to 5 and 7: entering, offers, choosing, outcomes, effects.

use super::*;
use crate::{Comparison, Expr, Operand, RunResult};

#[test]
fn rule_1_changes_come_before_the_body_and_the_mark_after_it() {
    let a = situation("a", [to("again", "again").when(visited("a"))])
        .set(add("trust", 2))
        .says(text_if(visited("a")))
        .says(text_if(at_least("trust", 2)));
    let machine = machine(scenario([a], &[]).meter("trust", 0, 9, 0));
    let mut play = Play::start(&machine);
    assert_eq!(play.log(), "brief a -1 +2");
    assert_eq!(play.offers(), ["again"], "choices see the mark");
    play.log();
    play.choose("again");
    assert_eq!(play.log(), "+3 outcome 0 a +1 +2", "the second time its own body sees the mark");
    assert_eq!(play.number("trust"), 4, "entered anew by `again`");
}

#[test]
fn rule_1_outcome_conditions_see_the_mark_of_their_situation() {
    let pick = choice("pick", [outcome("b").when(visited("a")), outcome("c").otherwise()]);
    let machine = machine(scenario([situation("a", [pick])], &["b", "c"]));
    assert_eq!(Play::start(&machine).choose("pick").at(), "b");
}

#[test]
fn rule_1_the_first_case_that_holds_is_taken() {
    let p = passage("p", [(flag("red"), "b"), (at_least("trust", 1), "c"), (at_least("trust", 0), "d")], "e");
    let story = scenario(
        [situation("a", [to("on", "p"), choice("lift", [outcome("p").set(add("trust", 1))])]), p],
        &["b", "c", "d", "e"],
    );
    let machine = machine(story.flag("red").meter("trust", 0, 3, 0));
    let mut play = Play::start(&machine);
    assert_eq!(play.choose("on").at(), "d");
    assert_eq!(play.log(), "brief a outcome 0 p -1 -2 +3 d");
    assert_eq!(Play::start(&machine).choose("lift").at(), "c");
}

#[test]
fn rule_1_an_ending_is_marked_visited_after_its_body_too() {
    let story = scenario([situation("a", [to("out", "end")])], &["end"]).ending_says("end", text_if(visited("end")));
    let machine = machine(story);
    let mut play = Play::start(&machine);
    play.choose("out");
    assert_eq!(play.log(), "brief a outcome 0 end -0");
    assert_eq!(machine.holds_at_site(&play.state, SiteId(0)), Some(true));
    assert_eq!(machine.moment(play.state.node), Moment::Ending(RunResult::Passed));
}

#[test]
fn rule_2_hidden_locked_and_used() {
    let story = scenario(
        [situation(
            "a",
            [
                to("hidden", "again").when(flag("off")),
                to("locked", "again").needs(flag("off")),
                to("both", "again").when(flag("off")).needs(flag("off")),
                to("look", "again").once(),
                to("open", "again"),
            ],
        )],
        &[],
    );
    let machine = machine(story.flag("off"));
    let mut play = Play::start(&machine);
    let offers = |play: &Play<'_>| -> Vec<super::super::Offer> {
        machine.choices_of(NodeIx(0)).map(|it| machine.offer(&play.state, it, &mut super::super::Silent)).collect()
    };
    use super::super::Offer::{Hidden, Locked, Open, Used};
    assert_eq!(offers(&play), [Hidden, Locked, Hidden, Open, Open]);
    assert_eq!(play.offers(), ["look", "open"]);
    play.choose("look");
    assert_eq!(offers(&play), [Hidden, Locked, Hidden, Used, Open]);
}

#[test]
fn rule_2_needs_is_judged_only_where_if_holds_and_nothing_of_a_used_choice() {
    let pick = to("pick", "again").when(flag("on")).needs(flag("key")).once();
    let story =
        scenario([situation("a", [pick, choice("turn", [outcome("again").set(yes("on")).set(yes("key"))])])], &[]);
    let machine = machine(story.flag("on").flag("key"));
    let mut play = Play::start(&machine);
    play.log();
    play.offers();
    assert_eq!(play.log(), "-0");
    play.choose("turn").log();
    play.offers();
    assert_eq!(play.log(), "+0 +1");
    play.choose("pick").log();
    play.offers();
    assert_eq!(play.log(), "");
}

#[test]
fn rule_3_all_on_offer_is_faced_whatever_can_happen() {
    let never = choice("other", [outcome("b").when(flag("off")).link("by-outcome", 1), outcome("b").otherwise()]);
    let hidden = choice("hidden", [outcome("b").link("hidden", 1)]).when(flag("off"));
    let locked = choice("locked", [outcome("b").link("locked", 1)]).needs(flag("off"));
    let ask = |id: &str| to(id, "again").when(faced(id));
    let b = situation("b", ["by-outcome", "hidden", "locked", "later"].map(ask));
    let c = situation("c", [choice("later", [outcome("b").link("later", 1)])]);
    let machine = machine(scenario([situation("a", [to("pick", "b"), never, hidden, locked]), b, c], &[]).flag("off"));
    let mut play = Play::start(&machine);
    assert_eq!(play.choose("pick").offers(), ["by-outcome"]);
}

#[test]
fn rule_4_outcome_conditions_see_the_two_marks_of_choosing() {
    let chosen = choice("pick", [outcome("b").when(chose("a", "pick")).link("p", -1), outcome("c").otherwise()]);
    let machine = self::machine(scenario([situation("a", [chosen])], &["b", "c"]));
    assert_eq!(Play::start(&machine).choose("pick").at(), "b");
    let faced = choice("pick", [outcome("b").when(faced("p")), outcome("c").otherwise().link("p", 1)]);
    let machine = self::machine(scenario([situation("a", [faced])], &["b", "c"]));
    assert_eq!(Play::start(&machine).choose("pick").at(), "b");
}

#[test]
fn rule_4_outcome_conditions_see_values_and_ratings_as_before() {
    let pick = choice(
        "pick",
        [
            outcome("wrong").when(broke("p")).link("p", -1),
            outcome("wrong").when(at_least("trust", 1)),
            outcome("end").when(not(upheld("p"))).link("p", 1).set(add("trust", 1)),
        ],
    );
    let machine = machine(scenario([situation("a", [pick])], &["wrong", "end"]).meter("trust", 0, 1, 0));
    let mut play = Play::start(&machine);
    assert_eq!(play.choose("pick").at(), "end");
    assert_eq!(play.log(), "brief a -0 -1 +2 outcome 2 end");
}

#[test]
fn rule_4_nothing_is_judged_after_the_outcome_that_is_taken() {
    let pick = choice("pick", [outcome("end").when(not(flag("off"))), outcome("end").when(flag("off"))]);
    let machine = machine(scenario([situation("a", [pick])], &["end"]).flag("off"));
    let mut play = Play::start(&machine);
    play.choose("pick");
    assert_eq!(play.log(), "brief a +0 outcome 0 end");
}

#[test]
fn rule_4_no_outcome_may_hold() {
    let pick = choice("pick", [outcome("end").when(flag("off"))]);
    let machine = machine(scenario([situation("a", [pick])], &["end"]).flag("off"));
    assert!(Play::start(&machine).outcomes("pick").is_empty());
}

#[test]
fn rule_5_changes_apply_in_order_and_saturate() {
    let pick = choice(
        "pick",
        [outcome("end").set(add("trust", 9)).set(add("trust", -2)).set(number("fear", -3)).set(add("fear", -9))],
    );
    let machine = machine(scenario([situation("a", [pick])], &["end"]).meter("trust", 0, 5, 1).meter("fear", -5, 5, 0));
    let mut play = Play::start(&machine);
    play.choose("pick");
    assert_eq!((play.number("trust"), play.number("fear")), (3, -5));
    assert_eq!(play.log(), "brief a cut 0 cut 2 outcome 0 end");
}

#[test]
fn rule_5_a_change_that_just_fits_is_not_cut_off() {
    let pick = choice("pick", [outcome("again").set(add("trust", 5)).set(add("trust", -5))]);
    let machine = machine(scenario([situation("a", [pick])], &[]).meter("trust", 0, 5, 0));
    let mut play = Play::start(&machine);
    play.choose("pick");
    assert_eq!(play.log(), "brief a outcome 0 a");
}

#[test]
fn rule_5_changes_of_any_size_saturate() {
    for (by, end) in [(i64::MAX, 5), (i64::MIN, -5)] {
        let pick = choice("pick", [outcome("end").set(add("trust", by))]);
        let machine = machine(scenario([situation("a", [pick])], &["end"]).meter("trust", -5, 5, 0));
        let mut play = Play::start(&machine);
        assert_eq!(play.choose("pick").number("trust"), end);
    }
}

#[test]
fn rule_5_partly_counts_and_nothing_is_undone() {
    let up = choice("up", [outcome("again").link("p", 1)]);
    let down = choice("down", [outcome("again").link("p", -1)]);
    let watch = ["good", "bad"].map(|id| to(id, "again").when(if id == "good" { upheld("p") } else { broke("p") }));
    let machine = machine(scenario([situation("a", [up, down].into_iter().chain(watch))], &[]));
    let mut play = Play::start(&machine);
    assert_eq!(play.choose("up").offers(), ["up", "down", "good"]);
    assert_eq!(play.choose("down").offers(), ["up", "down", "good", "bad"]);
    assert_eq!(play.choose("up").offers(), ["up", "down", "good", "bad"]);
}

#[test]
fn rule_5_text_sees_new_values_and_ratings() {
    let pick = outcome("end").set(yes("red")).link("p", -2).says(text_if(flag("red"))).says(text_if(broke("p")));
    let machine = machine(scenario([situation("a", [choice("pick", [pick])])], &["end"]).flag("red"));
    let mut play = Play::start(&machine);
    play.choose("pick");
    assert_eq!(play.log(), "brief a outcome 0 +0 +1 end");
}

#[test]
fn text_is_judged_only_where_it_is_shown() {
    let a = situation("a", [])
        .says(text_if(flag("off")))
        .says(text_otherwise(flag("off")))
        .says(text_inside(flag("off"), not(flag("off"))))
        .says(text_inside(not(flag("off")), flag("off")));
    let machine = machine(scenario([a], &[]).flag("off").brief_says(text_if(not(flag("off")))));
    // The brief is 0, `[if]` and `[otherwise]` share 1, and 3 is inside the hidden 2.
    assert_eq!(Play::start(&machine).log(), "brief +0 a -1 -1 -2 +4 -5");
}

#[test]
fn rule_2_choices_are_on_offer_in_the_order_written() {
    let ids = ["z", "a", "m", "b"];
    let machine = machine(scenario([situation("a", ids.map(|id| to(id, "again")))], &[]));
    assert_eq!(Play::start(&machine).offers(), ids);
}

#[test]
fn rule_3_the_mark_of_being_chosen_is_of_this_choice_only() {
    let story = scenario(
        [
            situation("a", [to("one", "b"), to("two", "b")]),
            situation(
                "b",
                [to("x", "b").when(chose("a", "one")), to("y", "b").when(chose("a", "two")), to("one", "a")],
            ),
        ],
        &[],
    );
    let machine = machine(story);
    let mut play = Play::start(&machine);
    assert_eq!(play.choose("two").offers(), ["y", "one"]);
    assert_eq!(play.choose("one").choose("two").offers(), ["y", "one"], "`b/one` is another choice than `a/one`");
}

#[test]
fn rule_7_a_run_stops_at_an_ending() {
    let machine = machine(scenario([situation("a", [to("out", "end")])], &["end"]));
    let mut play = Play::start(&machine);
    play.choose("out");
    assert_eq!(machine.moment(play.state.node), Moment::Ending(RunResult::Passed));
    assert!(play.offers().is_empty());
    assert_eq!(machine.go_on(&play.state, &mut super::super::Silent, &play.stacks), Step::Stopped(Stop::Nowhere));
}

#[test]
fn rule_7_a_run_may_go_on_for_ever() {
    let machine = machine(scenario([passage("p", [], "q"), passage("q", [], "p")], &[]));
    let mut silent = super::super::Silent;
    let first: State<Vec<u64>> = machine.start(&mut silent);
    let mut state = first.clone();
    for _ in 0..1000 {
        let Step::To(next) = machine.go_on(&state, &mut silent, &Stacks::new()) else { unreachable!("it leads on") };
        state = next;
    }
    assert_eq!(state.node, first.node);
    assert_eq!(machine.moment(state.node), Moment::GoesOn);
}

#[test]
fn rule_7_a_run_stops_where_nothing_says_what_comes_next() {
    let machine = machine(scenario([situation("a", [to("on", ""), to("dead", "b")]), situation("b", [])], &[]));
    let mut play = Play::start(&machine);
    assert_eq!(play.choose("on").stopped, Some(Stop::Nowhere));
    let mut play = Play::start(&machine);
    assert_eq!(play.choose("dead").at(), "b");
    assert!(play.offers().is_empty());
    assert_eq!(machine.moment(play.state.node), Moment::Choices);
}

#[test]
fn a_scenario_may_start_anywhere() {
    let mut story = scenario([situation("a", []), situation("b", [to("on", "a")])], &["end"]);
    story.start = "b".into();
    assert_eq!(Play::start(&machine(story.clone())).at(), "b");
    story.start = "end".into();
    assert_eq!(Play::start(&machine(story)).at(), "end");
}

#[test]
fn comparisons_hold_as_they_read() {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    let all = [Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual];
    let (low, high) = (-2, 3);
    for start in low..=high {
        for other in low - 2..=high + 2 {
            for is in all {
                let variable = || Operand::Variable("m".into());
                let right = Expr::Compare { left: variable(), is, right: Operand::Number(other) };
                let left = Expr::Compare { left: Operand::Number(other), is, right: variable() };
                let pair = Expr::Compare { left: variable(), is, right: Operand::Variable("n".into()) };
                let a = situation("a", []).says(text_if(right)).says(text_if(left)).says(text_if(pair));
                let n = other.clamp(low - 1, high + 1);
                let machine = machine(scenario([a], &[]).meter("m", low, high, start).meter("n", low - 1, high + 1, n));
                let sign = |held| if held { '+' } else { '-' };
                let (right, left) = (sign(is.compare(start, other)), sign(is.compare(other, start)));
                let pair = sign(is.compare(start, n));
                assert_eq!(
                    Play::start(&machine).log(),
                    format!("brief a {right}0 {left}1 {pair}2"),
                    "{start} {is:?} {other}"
                );
            }
        }
    }
}

#[test]
fn words_compare_by_name() {
    let word = |is, word: &str| Expr::Compare {
        left: Operand::Variable("mood".into()),
        is,
        right: Operand::Word(word.into()),
    };
    let a = situation(
        "a",
        [choice("vex", [outcome("again").set(crate::Change::State { variable: "mood".into(), to: "angry".into() })])],
    )
    .says(text_if(word(Comparison::Equal, "calm")))
    .says(text_if(word(Comparison::NotEqual, "angry")));
    let machine = machine(scenario([a], &[]).words("mood", &["calm", "tense", "angry"]));
    let mut play = Play::start(&machine);
    assert_eq!(play.log(), "brief a +0 +1");
    assert_eq!(play.choose("vex").log(), "outcome 0 a -0 -1");
}

#[test]
fn conditions_combine() {
    let t = || not(flag("off"));
    let f = || flag("off");
    let a = situation("a", [])
        .says(text_if(Expr::And(vec![t(), t(), f()])))
        .says(text_if(Expr::Or(vec![f(), Expr::And(vec![t(), t()])])))
        .says(text_if(not(Expr::Or(vec![f(), f()]))));
    assert_eq!(Play::start(&machine(scenario([a], &[]).flag("off"))).log(), "brief a -0 +1 +2");
}
