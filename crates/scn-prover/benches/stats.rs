//! The time that `compute_stats` takes as a whole, including exploration.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use scn_prover::{Limits, TextLengths, compute_stats};
use scn_story::{Keep, Machine};

mod story {
    pub(crate) use scn_story::*;
}
#[expect(dead_code, reason = "the builder serves all tests; a bench needs a part of it")]
#[path = "../../scn-story/src/machine/tests/builder.rs"]
mod builder;
mod scenarios;
use builder::ScenarioWith;

/// A scenario of the usual size, one with a million states, and one with half a million states,
/// principles and loops.
const MEASURED: [&str; 3] = ["forty-situations", "six-meters", "marks"];

fn all_numbers(c: &mut Criterion) {
    let mut group = c.benchmark_group("stats");
    group.sample_size(10).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(8));
    for (name, story) in scenarios::all().into_iter().filter(|(name, _)| MEASURED.contains(name)) {
        let machine = Machine::new(&story().numbered(), Keep::Read).expect("the scenario is whole");
        let limits = Limits::of_states(2_000_000);
        let states = compute_stats(&machine, &TextLengths::default(), &limits).states;
        group.throughput(Throughput::Elements(states));
        group.bench_function(name, |b| b.iter(|| black_box(compute_stats(&machine, &TextLengths::default(), &limits))));
    }
    group.finish();
}

criterion_group!(benches, all_numbers);
criterion_main!(benches);
