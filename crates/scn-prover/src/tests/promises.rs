//! Promises.

use super::*;
use crate::{Promises, Refutation, Stop, Verdict, prove_promises, prove_promises_by_sets, prove_promises_by_walking};
use story::{ConditionRef, Expr, Promise, PromiseKind, RunResult, SiteId};

const NEVER: PromiseKind = PromiseKind::Never;
const POSSIBLE: PromiseKind = PromiseKind::Possible;
const ALWAYS: PromiseKind = PromiseKind::AlwaysPossible;
const INEVITABLE: PromiseKind = PromiseKind::Inevitable;

fn at(id: &str) -> Expr {
    Expr::At(id.into())
}

fn within(mut scenario: Scenario, limits: Limits, kind: PromiseKind, claim: Expr) -> (Machine, Promises) {
    scenario.promises = vec![Promise { kind, cond: cond(claim) }];
    let scenario = scenario.numbered();
    let machine = Machine::new(&scenario, Keep::Promises).expect("the scenario is whole");
    let asked: Vec<(PromiseKind, SiteId)> = scenario.promises.iter().map(|it| (it.kind, it.cond.site)).collect();
    let proved = prove_promises(&machine, &asked, &limits);
    let by_sets = prove_promises_by_sets(&machine, &asked, &limits, Merge::Unread);
    assert_eq!(by_sets.as_ref(), Some(&proved), "whole sets of states show what single ones do");
    (machine, proved)
}

/// Returns a verdict in words.
fn verdict(scenario: Scenario, kind: PromiseKind, claim: Expr) -> String {
    let (machine, proved) = within(scenario, Limits::default(), kind, claim);
    let id = |node| machine.node_id(node);
    let proof = Proof::default();
    let words = |run: &Witness| Proved { machine: machine.clone(), proof: proof.clone() }.words(run);
    match proved.verdicts.first().expect("one promise was asked") {
        Verdict::Kept => "kept".to_owned(),
        Verdict::Open => "open".to_owned(),
        Verdict::Refuted(Refutation::Met { run, at }) => format!("met at {}: {}", id(*at), words(run)),
        Verdict::Refuted(Refutation::Unmet(nearest)) => {
            let signs = |list: &[bool]| list.iter().map(|met| if *met { '+' } else { '-' }).collect::<String>();
            format!(
                "{}, nearest {} at {}: {}",
                signs(&nearest.parts),
                signs(&nearest.met),
                id(nearest.at),
                words(&nearest.run)
            )
        }
        Verdict::Refuted(Refutation::Stuck { run, at, within }) => {
            let within: Vec<&str> = within.iter().copied().map(id).collect();
            format!("stuck at {} [{}]: {}", id(*at), within.join(" "), words(run))
        }
        Verdict::Refuted(Refutation::Stops { run, at, how }) => {
            let how = match how {
                Stop::Ending => "ends",
                Stop::DeadEnd => "finds nothing",
                Stop::NoOutcome(_) => "has no outcome",
                Stop::Nowhere => "leads nowhere",
            };
            format!("{how} at {}: {}", id(*at), words(run))
        }
        Verdict::Refuted(Refutation::Cycle { run, cycle: round, at }) => {
            format!("round at {}: {} ({})", id(*at), words(run), words(round))
        }
    }
}

/// Waiting nine times builds the trust that the ending needs.
fn patience() -> Scenario {
    let wait = choice("wait", [outcome("again").set(add("trust", 1))]);
    let ask = choice("ask", [outcome("good").when(at_least("trust", 3)), outcome("bad").otherwise()]);
    let mut story = scenario([situation("call", [wait, ask])], &["good", "bad"]).meter("trust", 0, 5, 0);
    for ending in story.endings.iter_mut().filter(|it| it.id == "bad") {
        ending.result = RunResult::Failed;
    }
    story
}

#[test]
fn never_is_refuted_by_the_shortest_run_there() {
    assert_eq!(verdict(patience(), NEVER, at("good")), "met at good: wait, wait, wait, ask");
    assert_eq!(verdict(patience(), NEVER, Expr::And(vec![at("bad"), at_least("trust", 3)])), "kept");
    assert_eq!(verdict(patience(), NEVER, at_least("trust", 2)), "met at call: wait, wait");
    assert_eq!(verdict(patience(), NEVER, visited("call")), "met at call: ");
}

#[test]
fn possible_names_what_no_moment_meets() {
    assert_eq!(verdict(patience(), POSSIBLE, at("good")), "kept");
    let both = Expr::And(vec![at("bad"), at_least("trust", 3)]);
    assert_eq!(verdict(patience(), POSSIBLE, both), "++, nearest +- at bad: ask");
    let never = Expr::And(vec![Expr::Ended, visited("nowhere")]);
    let mut story = patience();
    story.situations.push(situation("nowhere", [to("out", "bad")]));
    assert_eq!(verdict(story, POSSIBLE, never), "+-, nearest +- at bad: ask");
}

#[test]
fn always_possible_is_refuted_where_the_way_is_lost() {
    let story = || {
        scenario(
            [
                situation("a", [to("in", "b"), to("out", "end")]),
                situation("b", [to("deeper", "c")]),
                situation("c", [to("stay", "again"), to("back", "b")]),
            ],
            &["end"],
        )
    };
    assert_eq!(verdict(story(), ALWAYS, Expr::Ended), "stuck at b [b c]: in");
    assert_eq!(verdict(story(), ALWAYS, Expr::Or(vec![Expr::Ended, at("c")])), "kept");
    assert_eq!(verdict(story(), ALWAYS, at("a")), "stuck at b [b c]: in");
    assert_eq!(verdict(patience(), ALWAYS, at_least("trust", 3)), "stuck at bad [bad]: ask");
}

#[test]
fn inevitable_is_refuted_by_a_run_that_stops() {
    assert_eq!(verdict(patience(), INEVITABLE, at("good")), "ends at bad: ask");
    let missing = scenario(
        [situation("a", [choice("go", [outcome("end").when(flag("f"))]), to("on", "b")]), situation("b", [])],
        &["end"],
    );
    assert_eq!(verdict(missing.clone().flag("f"), INEVITABLE, Expr::Ended), "has no outcome at a: go");
    let dead = scenario([situation("a", [to("on", "b"), to("off", "end")]), situation("b", [])], &["end"]);
    assert_eq!(verdict(dead, INEVITABLE, Expr::Ended), "finds nothing at b: on");
    let nowhere = scenario([situation("a", [to("go", "return")])], &[]);
    assert_eq!(verdict(nowhere, INEVITABLE, Expr::Ended), "leads nowhere at a: go");
    let chance = choice("roll", [outcome("good").chance(1, 2), outcome("bad").otherwise()]);
    let chance = scenario([situation("a", [chance])], &["good", "bad"]);
    assert_eq!(verdict(chance, INEVITABLE, at("good")), "ends at bad: roll, outcome 2");
}

#[test]
fn inevitable_is_refuted_by_a_run_that_goes_round_for_ever() {
    assert_eq!(verdict(patience(), INEVITABLE, Expr::Ended), "round at call: wait, wait, wait, wait, wait (wait)");
    let two = scenario(
        [
            situation("a", [to("out", "end"), to("in", "b")]),
            situation("b", [to("forth", "c")]),
            situation("c", [to("on", "end"), to("back", "b")]),
        ],
        &["end"],
    );
    assert_eq!(verdict(two.clone(), INEVITABLE, Expr::Ended), "round at b: in (forth, back)");
    assert_eq!(verdict(two, INEVITABLE, Expr::Or(vec![Expr::Ended, at("b")])), "kept");
    let by_itself = scenario([situation("a", [to("in", "p")]), passage("p", [], "q"), passage("q", [], "p")], &["end"]);
    assert_eq!(verdict(by_itself, INEVITABLE, Expr::Ended), "round at p: in ()");
    let alone = scenario([situation("a", [to("in", "p")]), passage("p", [], "p")], &["end"]);
    assert_eq!(verdict(alone, INEVITABLE, Expr::Ended), "round at p: in ()");
    let chance = choice("roll", [outcome("end").chance(1, 2), outcome("again").otherwise()]);
    assert_eq!(
        verdict(scenario([situation("a", [chance])], &["end"]), INEVITABLE, Expr::Ended),
        "round at a:  (roll, outcome 2)"
    );
}

#[test]
fn values_that_only_texts_read_do_not_tell_two_rounds_apart() {
    let door = situation("outside", [to("knock", "again"), to("open", "end")]).says(text_if(chose("outside", "knock")));
    let counted = choice("ring", [outcome("again").set(add("rings", 1))]);
    let bell = situation("outside", [counted, to("open", "end")]).says(text_if(at_least("rings", 3)));
    assert_eq!(verdict(scenario([door], &["end"]), INEVITABLE, Expr::Ended), "round at outside:  (knock)");
    let bell = scenario([bell], &["end"]).meter("rings", 0, 5, 0);
    assert_eq!(verdict(bell, INEVITABLE, Expr::Ended), "round at outside:  (ring)");
}

#[test]
fn what_a_promise_reads_is_kept_where_the_story_reads_it_no_more() {
    let pick = |id: &str| choice(id, [outcome("b")]);
    let story = scenario([situation("a", [pick("x"), pick("y")]), situation("b", [to("on", "end")])], &["end"]);
    let claim = Expr::And(vec![Expr::Ended, chose("a", "y")]);
    assert_eq!(verdict(story.clone(), NEVER, claim), "met at end: y, on");
    let gone = story.meter("trust", 0, 9, 9);
    assert_eq!(verdict(gone, INEVITABLE, meter_is("trust", story::Comparison::Less, 9)), "ends at end: x, on");
}

#[test]
fn with_a_bound_only_certain_results_are_reported() {
    let asked = |kind, claim| {
        let mut scenario = patience();
        scenario.promises = vec![Promise { kind, cond: cond(claim) }];
        let scenario = scenario.numbered();
        let machine = Machine::new(&scenario, Keep::Promises).expect("the scenario is whole");
        let site = scenario.promises.first().expect("there is one promise").cond.site;
        prove_promises_by_walking(&machine, &[(kind, site)], &Limits::of_states(3))
    };
    let proved = asked(NEVER, at("good"));
    assert!(!proved.complete && proved.states == 3);
    assert_eq!(proved.verdicts, [Verdict::Open]);
    assert!(matches!(asked(NEVER, at("bad")).verdicts.as_slice(), [Verdict::Refuted(Refutation::Met { .. })]));
    assert_eq!(asked(POSSIBLE, at("bad")).verdicts, [Verdict::Kept]);
    assert_eq!(asked(POSSIBLE, at("good")).verdicts, [Verdict::Open]);
    assert_eq!(asked(ALWAYS, Expr::Ended).verdicts, [Verdict::Open]);
    assert_eq!(asked(INEVITABLE, Expr::Ended).verdicts, [Verdict::Open]);
}

#[test]
fn parts_of_a_condition_are_asked_one_by_one() {
    let claim = Expr::And(vec![at("call"), Expr::Or(vec![at_least("trust", 1), not(at("bad"))])]);
    let (machine, _) = within(patience(), Limits::default(), NEVER, claim);
    let state: story::State<Vec<u64>> = machine.start(&mut story::Silent);
    let all = machine.condition_at(SiteId(2)).expect("the third site is the promise");
    let holds = |claim: &ConditionRef| machine.condition_holds(*claim, &state);
    let both = machine.operands(all);
    assert_eq!(both.iter().map(holds).collect::<Vec<_>>(), [true, true]);
    let either = both.last().copied().expect("there are two parts");
    assert_eq!(machine.operands(either).iter().map(holds).collect::<Vec<_>>(), [false, true]);
    assert_eq!(machine.conjuncts(either), [either]);
}
