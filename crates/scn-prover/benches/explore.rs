//! The speed of exploration: a scenario with a million states, and a scenario of the usual size.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use scn_prover::{Limits, prove_by_walking};
use scn_story::{Keep, Machine, Scenario};

mod story {
    pub(crate) use scn_story::*;
}
#[expect(dead_code, reason = "the builder serves all tests; a bench needs a part of it")]
#[path = "../../scn-story/src/machine/tests/builder.rs"]
mod builder;
mod scenarios;
use builder::ScenarioWith;

fn machine(story: Scenario) -> Machine {
    Machine::new(&story.numbered(), Keep::Read).expect("the scenario is whole")
}

fn explore(c: &mut Criterion) {
    let mut group = c.benchmark_group("explore");
    group.sample_size(10).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(8));
    for (name, story) in scenarios::all() {
        let machine = machine(story());
        let limits = Limits::of_states(20_000_000);
        let states = prove_by_walking(&machine, &limits).states;
        group.throughput(Throughput::Elements(states));
        group.bench_function(name, |b| b.iter(|| black_box(prove_by_walking(&machine, &limits))));
    }
    group.finish();
}

criterion_group!(benches, explore);
criterion_main!(benches);
