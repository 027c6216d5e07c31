//! Conditions in texts that are decided separately.

use scn_story::Expr;

use super::*;
use crate::prove_texts_apart;

/// Five meters from 0 to 40 that only texts read. Each choice changes three of them, so the value
/// of one depends on all the others.
fn entangled(texts: impl IntoIterator<Item = story::Block>) -> Scenario {
    let meter = |at: usize| format!("m{}", at % 5);
    let change = |at: usize| {
        let all = outcome("again").set(add(&meter(at), 5)).set(add(&meter(at + 1), -3)).set(add(&meter(at + 2), 1));
        choice(&format!("c{at}"), [all])
    };
    let hub = situation("hub", (0..5).map(change).chain([to("out", "end")]));
    let hub = texts.into_iter().fold(hub, SituationWith::says);
    (0..5).fold(scenario([hub], &["end"]), |story, at| story.meter(&meter(at), 0, 40, 9))
}

fn read(scenario: Scenario) -> Machine {
    Machine::new(&scenario.numbered(), Keep::Read).expect("the scenario is whole")
}

#[test]
fn texts_of_entangled_meters_are_decided_one_by_one() {
    let shown = (0..5).map(|at| text_if(at_least(&format!("m{at}"), 31 + at)));
    let inside = text_inside(at_least("m0", 38), not(at_least("m1", 38)));
    let never = text_inside(at_least("m2", 40), not(at_least("m2", 39)));
    let machine = read(entangled(shown.chain([inside, never])));
    let limits = Limits::of_states(20_000);
    assert!(!prove_by_walking(&machine, &limits).complete);
    assert_eq!(prove_by_sets(&machine, &limits, Merge::Alike), None);
    let proof = prove(&machine, &limits);
    assert!(proof.complete);
    // With two meters at a time, at most 41 times 41 states at the hub, plus the end.
    assert!(proof.states <= 41 * 41 + 1, "{}", proof.states);
    let proved = Proved { machine, proof };
    let (changes, judged): (String, String) = proved.judged().chars().partition(|sign| *sign == '?');
    // The conditions of five paragraphs, then of one paragraph and inside it, then of another
    // paragraph and inside it, where the inner one never holds.
    assert_eq!((judged.as_str(), changes.len()), ("±±±±±±±±-", 15));
    // Each of the five is read by a text, raised to the end of its range and lowered to the other
    // end.
    assert_eq!(proved.saturated().len(), 15);
}

#[test]
fn a_condition_that_is_too_much_by_itself_leaves_it_open() {
    let all = Expr::And((0..5).map(|at| at_least(&format!("m{at}"), 20)).collect());
    let machine = read(entangled([text_if(all), text_if(at_least("m1", 20))]));
    let limits = Limits::of_states(20_000);
    let apart = prove_texts_apart(&machine, &limits);
    assert_eq!(apart, prove_by_walking(&machine, &limits));
    assert!(!apart.complete && !prove(&machine, &limits).complete);
}

#[test]
fn what_texts_read_of_what_choices_read_is_the_same_states() {
    let story = entangled([text_if(at_least("m1", 20))]);
    let mut other = entangled([text_if(at_least("m1", 20))]);
    other.situations[0].choices.push(to("leave", "end").when(at_least("m1", 39)));
    let bare = |story: Scenario| {
        let machine = read(story);
        let bare = machine.with_text_conditions(&|_| false);
        (machine.holds_no_more_than(&bare), bare.holds_no_more_than(&machine))
    };
    assert_eq!(bare(story), (false, true));
    assert_eq!(bare(other), (true, true));
}
