//! The cost of proofs with symbolic state sets, on scenarios that have far more states than can be
//! explored one by one.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use scn_prover::{Limits, Merge, Proof, prove, prove_by_sets};
use scn_story::{Keep, Machine, NodeIx, Scenario};

mod story {
    pub(crate) use scn_story::*;
}
#[expect(dead_code, reason = "the builder serves all tests; a bench needs a part of it")]
#[path = "../../scn-story/src/machine/tests/builder.rs"]
mod builder;
#[path = "scenarios/meters.rs"]
mod meters;
use builder::ScenarioWith;
use meters::{deep_dead_end, forty_entangled, forty_situations, forty_told, ten_meters};

fn machine(story: Scenario) -> Machine {
    Machine::new(&story.numbered(), Keep::Read).expect("the scenario is whole")
}

fn whole(proof: &Proof) -> bool {
    proof.complete
}

#[expect(clippy::print_stderr, reason = "what is measured is worth knowing beside how long it takes")]
fn symbolic(c: &mut Criterion) {
    let mut group = c.benchmark_group("ten meters");
    group.sample_size(10).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(8));
    let limits = Limits::default();
    let stories = [
        ("at a hub", ten_meters()),
        ("and a deep dead end", deep_dead_end()),
        ("in forty situations", forty_situations()),
        ("in forty situations, entangled", forty_entangled()),
        ("in forty situations, entangled and only told", forty_told()),
    ];
    for (name, story) in stories {
        let machine = machine(story);
        for merge in [Merge::Unread, Merge::Alike] {
            let proof = prove_by_sets(&machine, &limits, merge);
            let proof = proof.as_ref();
            let longest = proof.map_or(0, |proof| {
                let runs = (0..proof.nodes.len()).filter_map(|at| proof.nodes.run_to(NodeIx::at(at)));
                let runs = runs.chain(proof.dead_ends.iter().map(|(_, run)| run.clone()));
                runs.map(|run| run.steps().len()).max().unwrap_or_default()
            });
            eprintln!("{name}, {merge:?}: {:?} states, longest run {longest}", proof.map(|proof| proof.states));
            if proof.is_some() {
                group.bench_function(format!("{name}, {merge:?}"), |b| {
                    b.iter(|| black_box(prove_by_sets(&machine, &limits, merge)));
                });
            }
        }
        group.bench_function(format!("{name}, walked first"), |b| {
            b.iter(|| black_box(whole(&prove(&machine, &limits))));
        });
    }
    group.finish();
}

criterion_group!(benches, symbolic);
criterion_main!(benches);
