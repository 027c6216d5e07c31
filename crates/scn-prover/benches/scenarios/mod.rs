//! The scenarios used to measure exploration.

use super::builder::*;
use super::story::{Expr, Scenario};

/// The name of a scenario and the function that creates it.
pub(crate) type Named = (&'static str, fn() -> Scenario);

/// Returns all of them.
pub(crate) fn all() -> Vec<Named> {
    vec![
        ("forty-situations", forty_situations),
        ("six-meters-of-7", || six_meters(7)),
        ("six-meters", || six_meters(10)),
        ("six-meters-of-15", || six_meters(15)),
        ("sparse", || sparse(16, 8)),
        ("sparse-of-9", || sparse(18, 9)),
        ("wide", wide),
        ("marks", marks),
    ]
}

/// Six meters with `values` values each, each raised by a choice of its own; the way out reads them
/// all. All combinations are reached, plus one more state: 117,650 states with 7 values, 1,000,001
/// with 10, 11,390,626 with 15. Each state has six steps.
fn six_meters(values: i64) -> Scenario {
    let ids: Vec<String> = (1..=6).map(|at| format!("m{at}")).collect();
    let lift = |id: &String| choice(&format!("lift-{id}"), [outcome("again").set(add(id, 1))]);
    let all = Expr::And(ids.iter().map(|id| at_least(id, values - 1)).collect());
    let story = scenario([situation("a", ids.iter().map(lift).chain([to("out", "end").when(all)]))], &["end"]);
    ids.iter().fold(story, |story, id| story.meter(id, 0, values - 1, 0))
}

/// Forty situations in a row with three choices each, with a meter, marks and ratings: a scenario
/// like those people write.
fn forty_situations() -> Scenario {
    let name = |at: usize| if at < 40 { format!("s{at}") } else { "end".to_owned() };
    let one = |at: usize| {
        let ask = outcome(&name(at + 1)).link("care", 2).set(add("trust", 5));
        let hurry = outcome(&name(at + 1)).link("care", -1).set(add("trust", -10));
        let push = [outcome(&name(at + 1)).when(at_least("trust", 40)), outcome(&name((at + 2).min(40))).otherwise()];
        let push = choice("push", push);
        let push = if at.is_multiple_of(5) { push.once() } else { push };
        let next = situation(&name(at), [choice("ask", [ask]), choice("hurry", [hurry]), push]);
        if at % 7 == 6 { next.says(text_if(chose("s0", "hurry"))) } else { next }
    };
    scenario((0..40).map(one), &["end"]).meter("trust", 0, 100, 50)
}

/// Meters from 0 to 15 in a ring of situations. Few of their combinations (2^36 with eight meters
/// in sixteen situations) can be reached: in each situation, one choice raises a meter, the next
/// lowers another, the third trades two, and each choice depends on two further meters.
fn sparse(nodes: usize, meters: usize) -> Scenario {
    let meter = |at: usize| format!("m{}", at % meters);
    let node = |at: usize| format!("s{}", at % nodes);
    let one = |at: usize| {
        let lift = choice("lift", [outcome(&node(at + 1)).set(add(&meter(at), 5))]).when(below(&meter(at + 3), 9));
        let drop =
            choice("drop", [outcome(&node(at + 3)).set(add(&meter(at + 1), -5))]).when(at_least(&meter(at + 1), 5));
        let trade = outcome(&node(at + 1)).set(add(&meter(at + 2), 5)).set(add(&meter(at + 5), -5));
        let trade =
            choice("trade", [trade]).when(Expr::And(vec![below(&meter(at + 2), 11), at_least(&meter(at + 5), 5)]));
        let done = to("done", "end").when(Expr::And((0..meters).map(|at| at_least(&meter(at), 10)).collect()));
        let leave = to("leave", "end");
        situation(&node(at), [lift, drop, trade, done, leave])
    };
    let story = scenario((0..nodes).map(one), &["end"]);
    (0..meters).fold(story, |story, at| story.meter(&meter(at), 0, 15, 0))
}

/// Ten meters with a thousand values each, so that a state takes 100 bits; each can be raised three
/// times by 300.
fn wide() -> Scenario {
    let ids: Vec<String> = (1..=10).map(|at| format!("m{at}")).collect();
    let lift = |id: &String| choice(&format!("lift-{id}"), [outcome("again").set(add(id, 300))]).when(below(id, 900));
    let all = Expr::And(ids.iter().map(|id| at_least(id, 900)).collect());
    let story = scenario([situation("a", ids.iter().map(lift).chain([to("out", "end").when(all)]))], &["end"]);
    ids.iter().fold(story, |story, id| story.meter(id, 0, 999, 0))
}

fn below(id: &str, number: i64) -> Expr {
    not(at_least(id, number))
}

/// Marks, facts and chance: six rooms in a ring. Each has two choices that can be made only once,
/// whose outcomes, one drawn by chance and one decided by what was broken, uphold or break one of
/// four principles; a way on; and ways out that depend on what was done.
fn marks() -> Scenario {
    const ROOMS: usize = 6;
    let room = |at: usize| format!("r{}", at % ROOMS);
    let principle = |at: usize| format!("p{}", at % 4);
    let one = |at: usize| {
        let good = outcome("again").link(&principle(at), 1).chance(1, 3).set(add("trust", 1));
        let bad = outcome("again").link(&principle(at + 1), -1).otherwise();
        let ask = choice("ask", [good, bad]).once();
        let held =
            outcome(&room(at + 2)).link(&principle(at + 2), 1).when(not(broke(&principle(at)))).set(add("trust", 2));
        let failed = outcome(&room(at + 1)).link(&principle(at + 3), -1).otherwise().set(add("trust", -1));
        let push = choice("push", [held, failed]).once().needs(at_least("trust", 1));
        let on = to("on", &room(at + 1));
        let ready = Expr::And(vec![not(broke("p0")), upheld("p1"), at_least("trust", 9)]);
        situation(
            &room(at),
            [ask, push, on, to("out", "good").when(ready), to("leave", "end").when(chose(&room(at), "ask"))],
        )
    };
    scenario((0..ROOMS).map(one), &["good", "end"]).meter("trust", 0, 9, 0)
}
