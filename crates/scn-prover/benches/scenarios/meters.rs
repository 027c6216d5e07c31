//! Scenarios with ten meters from 0 to 100, which have far more states than can be explored one by
//! one.

use super::builder::*;
use super::story::{Choice, Comparison, Expr, Scenario, Situation};

fn ids() -> Vec<String> {
    (1..=10).map(|at| format!("m{at}")).collect()
}

fn with_meters(story: Scenario, start: i64) -> Scenario {
    ids().iter().fold(story, |story, id| story.meter(id, 0, 100, start))
}

/// A hub where each of ten meters from 0 to 100 can be raised and lowered by one, with three
/// thresholds each: a text at 30, a choice at 60, the way out at 90. All 101^10 combinations are
/// reachable.
fn hub() -> (Situation, Situation) {
    let lift = |id: &String| choice(&format!("lift-{id}"), [outcome("hub").set(add(id, 1))]);
    let lower = |id: &String| choice(&format!("lower-{id}"), [outcome("hub").set(add(id, -1))]);
    let show = |id: &String| to(&format!("show-{id}"), "hall").when(at_least(id, 60));
    let all = Expr::And(ids().iter().map(|id| at_least(id, 90)).collect());
    let choices: Vec<Choice> =
        ids().iter().map(lift).chain(ids().iter().map(lower)).chain(ids().iter().map(show)).collect();
    let hub = situation("hub", choices.into_iter().chain([to("out", "end").when(all)]));
    let hub = ids().iter().fold(hub, |hub, id| hub.says(text_if(at_least(id, 30))));
    (hub, situation("hall", [to("back", "hub")]))
}

pub(crate) fn ten_meters() -> Scenario {
    let (hub, hall) = hub();
    with_meters(scenario([hub, hall], &["end"]), 0)
}

/// The same with a vault whose only choice is hidden at a single combination of all ten meters: a
/// dead end hundreds of choices deep.
pub(crate) fn deep_dead_end() -> Scenario {
    let (mut hub, hall) = hub();
    hub.choices.push(to("vault", "vault").when(at_least("m1", 40)));
    let exactly = |(at, id): (usize, &String)| meter_is(id, Comparison::Equal, 40 + 3 * at as i64);
    let all = Expr::And(ids().iter().enumerate().map(exactly).collect());
    let vault = situation("vault", [to("leave", "hub").when(not(all))]);
    with_meters(scenario([hub, hall, vault], &["end"]), 0)
}

/// Forty situations in a row, each about one of ten meters, which its choices change by different
/// amounts; some refer back to two others.
pub(crate) fn forty_situations() -> Scenario {
    let name = |at: usize| if at < 40 { format!("s{at}") } else { "end".to_owned() };
    let meter = |at: usize| format!("m{}", at % 10 + 1);
    let one = |at: usize| {
        let changed = |by: i64, rating: i8| outcome(&name(at + 1)).set(add(&meter(at), by)).link("care", rating);
        let push = [
            changed(11, 1).when(at_least(&meter(at + 2), 55)),
            outcome(&name(at + 1)).otherwise().set(add(&meter(at), -3)),
        ];
        let choices = [
            choice("ask", [changed(7, 2)]),
            choice("hurry", [changed(-10, -1)]),
            choice("push", push),
            to("wait", "again").when(at_least(&meter(at), 95)),
        ];
        let next = situation(&name(at), choices);
        if at % 7 == 6 {
            let both = Expr::And(vec![at_least(&meter(at), 30), at_least(&meter(at + 5), 70)]);
            next.says(text_if(both)).says(text_if(meter_is(&meter(at + 7), Comparison::Less, 20)))
        } else {
            next
        }
    };
    with_meters(scenario((0..40).map(one), &["end"]), 50)
}

/// The same, but each choice changes two meters, different ones in every situation, so the value of
/// one depends on all the others.
pub(crate) fn forty_entangled() -> Scenario {
    let name = |at: usize| if at < 40 { format!("s{at}") } else { "end".to_owned() };
    let meter = |at: usize| format!("m{}", at % 10 + 1);
    let one = |at: usize| {
        let ask = outcome(&name(at + 1)).set(add(&meter(at), 5)).set(add(&meter(at + 1), -5));
        let hurry = outcome(&name(at + 1)).set(add(&meter(at), -10)).set(add(&meter(at + 3), 5));
        let push = [
            outcome(&name(at + 1)).when(at_least(&meter(at + 2), 55)).set(add(&meter(at + 2), -15)),
            outcome(&name((at + 2).min(40))).otherwise().set(add(&meter(at + 4), 10)),
        ];
        situation(&name(at), [choice("ask", [ask]), choice("hurry", [hurry]), choice("push", push)])
    };
    with_meters(scenario((0..40).map(one), &["end"]), 50)
}

/// The forty entangled situations, where only texts read the meters, one meter each.
pub(crate) fn forty_told() -> Scenario {
    let mut story = forty_entangled();
    for (at, situation) in story.situations.iter_mut().enumerate() {
        for choice in &mut situation.choices {
            choice.outcomes.truncate(1);
            choice.outcomes.iter_mut().for_each(|outcome| outcome.when = super::story::OutcomeWhen::Always);
        }
        situation.body.push(text_if(at_least(&format!("m{}", at % 10 + 1), 30 + at as i64)));
    }
    story
}
