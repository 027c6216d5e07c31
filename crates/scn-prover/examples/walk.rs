//! Explores one of the benchmark scenarios and prints its number of states. Meant for
//! `/usr/bin/time`, `perf` and `callgrind`, which measure a whole process.
//!
//! Usage: `cargo run --release -p scn-prover --example walk -- NAME [TIMES [helped]]`. `helped`
//! uses a second thread; `stats` in its place computes what `scn stats` needs.

use std::hint::black_box;

use scn_prover::{Limits, TextLengths, compute_stats, prove_by_walking};
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
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let argument = |at: usize| arguments.get(at).map(String::as_str).unwrap_or_default();
    let times = argument(1).parse().unwrap_or(1_u32);
    let Some((name, story)) = scenarios::all().into_iter().find(|(name, _)| *name == argument(0)) else {
        let names: Vec<&str> = scenarios::all().iter().map(|(name, _)| *name).collect();
        println!("one of: {}", names.join(", "));
        return;
    };
    let Ok(machine) = Machine::new(&builder::ScenarioWith::numbered(story()), Keep::Read) else { return };
    let may_help = || argument(2) == "helped";
    let limits = Limits { may_help: Some(&may_help), ..Limits::of_states(20_000_000) };
    for _ in 0..times {
        if argument(2) == "stats" {
            let stats = black_box(compute_stats(&machine, &TextLengths::default(), &limits));
            println!("{name}: {} states, complete: {}", stats.states, stats.complete);
            continue;
        }
        let proof = black_box(prove_by_walking(&machine, &limits));
        println!("{name}: {} states, complete: {}", proof.states, proof.complete);
    }
}
