//! Explores one of the benchmark scenarios and prints its number of states. Meant for
//! `/usr/bin/time`, `perf` and `callgrind`, which measure a whole process.
//!
//! Usage: `cargo run --release -p scn-prover --example walk -- NAME [TIMES [helped [STATES]]]`.
//! `NAME` may also be a story in a file, from `scn build --to json`, whose first scenario is taken.
//! `helped` uses a second thread. In its place, `stats` computes what `scn stats` needs, and
//! `prove` uses all methods. `STATES` is the limit.

use std::hint::black_box;

use scn_prover::{Limits, TextLengths, compute_stats, prove, prove_by_walking};
use scn_story::{Keep, Machine, Scenario, Story};

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
    let name = argument(0);
    let Some(scenario) = find_scenario(name) else {
        let names: Vec<&str> = scenarios::all().iter().map(|(name, _)| *name).collect();
        println!("one of: {}", names.join(", "));
        return;
    };
    let Ok(machine) = Machine::new(&scenario, Keep::Read) else { return };
    let may_help = || argument(2) == "helped";
    let states = argument(3).parse().unwrap_or(if argument(2) == "prove" { 10_000_000 } else { 20_000_000 });
    let limits = Limits { may_help: Some(&may_help), ..Limits::of_states(states) };
    for _ in 0..times {
        if argument(2) == "stats" {
            let stats = black_box(compute_stats(&machine, &TextLengths::default(), &limits));
            println!("{name}: {} states, complete: {}", stats.states, stats.complete);
            continue;
        }
        let method = if argument(2) == "prove" { prove } else { prove_by_walking };
        let proof = black_box(method(&machine, &limits));
        println!("{name}: {} states, complete: {}, open: {}", proof.states, proof.complete, proof.open.len());
    }
}

#[expect(clippy::disallowed_methods, reason = "this is a program of its own, not part of the core")]
fn find_scenario(name: &str) -> Option<Scenario> {
    let known = scenarios::all().into_iter().find(|(known, _)| *known == name);
    if let Some((_, story)) = known {
        return Some(builder::ScenarioWith::numbered(story()));
    }
    let text = std::fs::read_to_string(name).ok()?;
    Story::from_json(&text).ok()?.scenarios.into_iter().next()
}
