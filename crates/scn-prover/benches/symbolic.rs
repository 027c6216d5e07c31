//! What proofs by whole sets of states cost, on scenarios that have far more states than can be walked.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use scn_prover::{Limits, Merge, Proof, prove, prove_by_sets};
use scn_story::{Choice, Comparison, Expr, Keep, Machine, NodeIx, Scenario, Situation};

mod story {
    pub(crate) use scn_story::*;
}
#[expect(dead_code, reason = "the builder serves all tests; a bench needs a part of it")]
#[path = "../../scn-story/src/machine/tests/builder.rs"]
mod builder;
use builder::*;

fn ids() -> Vec<String> {
    (1..=10).map(|at| format!("m{at}")).collect()
}

fn with_meters(story: Scenario, start: i64) -> Scenario {
    ids().iter().fold(story, |story, id| story.meter(id, 0, 100, start))
}

/// A hub where each of ten meters from 0 to 100 can be lifted by one and lowered by one, with three thresholds each: text at 30, a choice
/// at 60, the way out at 90. All 101^10 combinations are reachable.
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

fn ten_meters() -> Scenario {
    let (hub, hall) = hub();
    with_meters(scenario([hub, hall], &["end"]), 0)
}

/// The same with a vault whose only choice is hidden at one combination of all ten meters: a dead end hundreds of choices deep.
fn deep_dead_end() -> Scenario {
    let (mut hub, hall) = hub();
    hub.choices.push(to("vault", "vault").when(at_least("m1", 40)));
    let exactly = |(at, id): (usize, &String)| meter_is(id, Comparison::Equal, 40 + 3 * at as i64);
    let all = Expr::And(ids().iter().enumerate().map(exactly).collect());
    let vault = situation("vault", [to("leave", "hub").when(not(all))]);
    with_meters(scenario([hub, hall, vault], &["end"]), 0)
}

/// Forty situations in a row, each about one of ten meters, which its choices change by amounts of their own; some look back on two others.
fn forty_situations() -> Scenario {
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

/// The same where each choice changes two meters, other ones in every situation: what one is says something of all others.
fn forty_entangled() -> Scenario {
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
    ];
    for (name, story) in stories {
        let machine = machine(story);
        for merge in [Merge::Unread, Merge::Alike] {
            let proof = prove_by_sets(&machine, &limits, merge);
            let proof = proof.as_ref();
            let longest = proof.map_or(0, |proof| {
                let runs = (0..proof.nodes.len()).filter_map(|at| proof.nodes.run_to(NodeIx::at(at)));
                let runs = runs.chain(proof.dead_ends.iter().map(|(_, run)| run.clone()));
                runs.map(|run| run.steps.len()).max().unwrap_or_default()
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
