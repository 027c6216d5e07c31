//! Explores one of the scenarios of the benchmark once and says how many states it has: for `perf stat` and `/usr/bin/time -v`, which count
//! a whole process. `cargo run --release -p scn-prover --example walk -- NAME [TIMES]`.

use std::hint::black_box;

use scn_prover::{Limits, prove};
use scn_story::{Keep, Machine};

mod story {
    pub(crate) use scn_story::*;
}
#[expect(dead_code, reason = "the builder serves all tests; this needs a part of it")]
#[path = "../../scn-story/src/machine/tests/builder.rs"]
mod builder;
#[path = "../benches/scenarios/mod.rs"]
mod scenarios;

#[expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "this is a program of its own, not part of the core"
)]
fn main() {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_default();
    let times = arguments.next().and_then(|times| times.parse().ok()).unwrap_or(1_u32);
    let Some((_, story)) = scenarios::all().into_iter().find(|(known, _)| *known == name) else {
        let names: Vec<&str> = scenarios::all().iter().map(|(name, _)| *name).collect();
        println!("one of: {}", names.join(", "));
        return;
    };
    let Ok(machine) = Machine::new(&builder::ScenarioWith::numbered(story()), Keep::Read) else { return };
    for _ in 0..times {
        let proof = black_box(prove(&machine, &Limits { states: 20_000_000 }));
        println!("{name}: {} states, complete: {}", proof.states, proof.complete);
    }
}
