//! The cost of promises: one of each kind, state by state over a million states, and with symbolic
//! state sets over ten meters from 0 to 100.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use scn_prover::{Limits, Merge, prove_promises, prove_promises_by_sets, prove_promises_by_walking};
use scn_story::{Expr, Keep, Machine, Promise, PromiseKind, Scenario, SiteId};

mod story {
    pub(crate) use scn_story::*;
}
#[expect(dead_code, reason = "the builder serves all tests; a bench needs a part of it")]
#[path = "../../scn-story/src/machine/tests/builder.rs"]
mod builder;
#[expect(dead_code, reason = "only some of the scenarios are measured here")]
#[path = "scenarios/meters.rs"]
mod meters;
mod scenarios;
use builder::{ScenarioWith, at_least, cond, not};

/// Returns the machine of a scenario with these promises, and the promises to prove.
fn promising(mut story: Scenario, promises: &[(PromiseKind, Expr)]) -> (Machine, Vec<(PromiseKind, SiteId)>) {
    story.promises = promises.iter().map(|(kind, expr)| Promise { kind: *kind, cond: cond(expr.clone()) }).collect();
    let story = story.numbered();
    let machine = Machine::new(&story, Keep::Promises).expect("the scenario is whole");
    (machine, story.promises.iter().map(|it| (it.kind, it.cond.site)).collect())
}

/// One promise of each kind about the way out and one meter, so that each depends on all states.
fn kinds(most: i64) -> [(&'static str, PromiseKind, Expr); 4] {
    let low = Expr::And(vec![Expr::Ended, not(at_least("m1", most))]);
    [
        ("never, kept", PromiseKind::Never, low.clone()),
        ("possible, not so", PromiseKind::Possible, low),
        ("always possible, kept", PromiseKind::AlwaysPossible, Expr::Ended),
        ("inevitable, goes round", PromiseKind::Inevitable, Expr::Ended),
    ]
}

fn promises(c: &mut Criterion) {
    let mut group = c.benchmark_group("promises");
    group.sample_size(10).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(8));
    let limits = Limits::default();
    let (_, million) = scenarios::all().into_iter().find(|(name, _)| *name == "six-meters").expect("it is there");
    for (name, kind, expr) in kinds(9) {
        let (machine, asked) = promising(million(), &[(kind, expr)]);
        group.bench_function(format!("a million states walked, {name}"), |b| {
            b.iter(|| black_box(prove_promises_by_walking(&machine, &asked, &limits)));
        });
    }
    for (name, kind, expr) in kinds(90) {
        let (machine, asked) = promising(meters::ten_meters(), &[(kind, expr)]);
        group.bench_function(format!("ten meters by sets, {name}"), |b| {
            b.iter(|| black_box(prove_promises_by_sets(&machine, &asked, &limits, Merge::Alike)));
        });
        group.bench_function(format!("ten meters walked first, {name}"), |b| {
            b.iter(|| black_box(prove_promises(&machine, &asked, &limits)));
        });
    }
    group.finish();
}

criterion_group!(benches, promises);
criterion_main!(benches);
