//! Random promises and tests.

use scn_story::{Cond, Expr, Promise, PromiseKind, RunResult, Scenario, SiteId, Test, TestStep};

use super::conds::{one_of, random_cond, random_fact};
use super::plan::Plan;
use super::rng::Rng;

/// Creates up to four promises of any kind.
pub(super) fn random_promises(rng: &mut Rng, plan: &Plan) -> Vec<Promise> {
    let kinds = [PromiseKind::Never, PromiseKind::Possible, PromiseKind::AlwaysPossible, PromiseKind::Inevitable];
    let count = rng.weighted_index(&[20, 20, 20, 20, 20]);
    (0..count)
        .map(|_| Promise { kind: *rng.pick_one(&kinds).expect("there are kinds"), cond: random_claim(rng, plan) })
        .collect()
}

/// Creates a condition of a promise or test, which may ask where a run is and how it ended.
fn random_claim(rng: &mut Rng, plan: &Plan) -> Cond {
    let expr = match rng.weighted_index(&[30, 20, 25, 15, 10]) {
        0 => random_place(rng, plan),
        1 => return random_cond(rng, plan),
        2 => Expr::And(vec![random_place(rng, plan), random_fact(rng, plan)]),
        3 => Expr::Or(vec![random_place(rng, plan), random_fact(rng, plan)]),
        _ => Expr::Or(vec![
            Expr::And(vec![random_place(rng, plan), random_fact(rng, plan)]),
            Expr::Not(Box::new(random_fact(rng, plan))),
        ]),
    };
    Cond { site: SiteId::default(), expr }
}

fn random_place(rng: &mut Rng, plan: &Plan) -> Expr {
    let rooms: Vec<String> = plan.rooms.iter().map(|room| room.id.clone()).collect();
    match rng.weighted_index(&[30, 25, 30, 15]) {
        0 => Expr::At(one_of(rng, &rooms)),
        1 => Expr::At(one_of(rng, &plan.endings)),
        2 => Expr::Ended,
        _ => {
            let results = [RunResult::Passed, RunResult::Failed, RunResult::Mixed];
            Expr::Result(*rng.pick_one(&results).expect("there are results"))
        }
    }
}

/// Creates up to two tests. Many of their choices are those of the situation where the run most
/// likely is, so that some tests get far.
pub(super) fn random_tests(rng: &mut Rng, plan: &Plan, scenario: &Scenario) -> Vec<Test> {
    let with_choices = scenario.situations.iter().filter(|it| !it.choices.is_empty()).count();
    if with_choices == 0 {
        return Vec::new();
    }
    let count = rng.weighted_index(&[40, 35, 25]);
    (0..count)
        .map(|number| Test { title: format!("Test number {}", number + 1), steps: random_steps(rng, plan, scenario) })
        .collect()
}

fn random_steps(rng: &mut Rng, plan: &Plan, scenario: &Scenario) -> Vec<TestStep> {
    let mut steps = Vec::new();
    let mut current = scenario.situations.iter().find(|it| it.id == scenario.start);
    for _ in 0..=rng.number_below(4) {
        if rng.with_percent(40) {
            steps.push(TestStep::Expect(random_claim(rng, plan)));
        }
        let with_choices: Vec<_> = scenario.situations.iter().filter(|it| !it.choices.is_empty()).collect();
        let likely = current.filter(|it| !it.choices.is_empty() && rng.with_percent(90));
        let situation = likely.or_else(|| rng.pick_one(&with_choices).copied()).expect("some situation has choices");
        let choice = rng.pick_one(&situation.choices).expect("it has choices");
        let words = match rng.weighted_index(&[75, 15, 5, 5]) {
            0 => choice.id.clone(),
            // The whole label, its start in another case, and the start of all labels.
            1 => format!("Try {} in the {}.", choice.id, situation.id),
            2 => format!("TRY  {}", choice.id),
            _ => "Try".to_owned(),
        };
        let outcome =
            rng.with_percent(20).then(|| 1 + u32::try_from(rng.number_below(choice.outcomes.len())).unwrap_or(0));
        steps.push(TestStep::Choose { choice: words, outcome });
        let next = choice.outcomes.first().and_then(|outcome| match outcome.targets().next() {
            Some(scn_story::Target::Node(id)) => Some(id.as_str()),
            Some(scn_story::Target::Again) => Some(situation.id.as_str()),
            Some(scn_story::Target::Return) | None => None,
        });
        current = scenario.situations.iter().find(|it| Some(it.id.as_str()) == next);
    }
    if rng.with_percent(70) {
        steps.push(TestStep::Expect(random_claim(rng, plan)));
    }
    steps
}
