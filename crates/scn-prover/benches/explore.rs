//! How fast states are explored: a million of them in one scenario, and a scenario of the usual size.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use scn_prover::{Limits, prove_by_walking};
use scn_story::{Expr, Keep, Machine, Scenario};

mod story {
    pub(crate) use scn_story::*;
}
#[expect(dead_code, reason = "the builder serves all tests; a bench needs a part of it")]
#[path = "../../scn-story/src/machine/tests/builder.rs"]
mod builder;
use builder::*;

/// Six meters from 0 to 9, each lifted by a choice of its own; the way out reads them all: 1,000,001 states, 6,000,001 steps.
fn six_meters() -> Scenario {
    let ids: Vec<String> = (1..=6).map(|at| format!("m{at}")).collect();
    let lift = |id: &String| choice(&format!("lift-{id}"), [outcome("again").set(add(id, 1))]);
    let all = Expr::And(ids.iter().map(|id| at_least(id, 9)).collect());
    let story = scenario([situation("a", ids.iter().map(lift).chain([to("out", "end").when(all)]))], &["end"]);
    ids.iter().fold(story, |story, id| story.meter(id, 0, 9, 0))
}

/// Forty situations of three choices in a row, with a meter, marks and ratings: a scenario as people write them.
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

fn machine(story: Scenario) -> Machine {
    Machine::new(&story.numbered(), Keep::Read).expect("the scenario is whole")
}

fn explore(c: &mut Criterion) {
    let mut group = c.benchmark_group("explore");
    group.sample_size(10).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(8));
    for (name, story) in [("six meters", six_meters()), ("forty situations", forty_situations())] {
        let machine = machine(story);
        let states = prove_by_walking(&machine, &Limits::default()).states;
        group.throughput(Throughput::Elements(states));
        group.bench_function(name, |b| b.iter(|| black_box(prove_by_walking(&machine, &Limits::default()))));
    }
    group.finish();
}

criterion_group!(benches, explore);
criterion_main!(benches);
