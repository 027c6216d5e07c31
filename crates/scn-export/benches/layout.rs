//! Measures how long a picture takes: of sixty nodes, as in a large scenario, and of a thousand.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use scn_export::graph::{Edge, EdgeKind, EdgeOutcome, Graph, GraphSheet, Node, NodeKind, Reach};
use scn_story::RunResult;

/// Creates situations with three choices each, which lead a little further, back, to themselves or
/// to one of six endings; every tenth opens a detour.
fn sheet(situations: usize) -> GraphSheet {
    let endings = 6;
    let node = |at: usize| Node {
        id: format!("node-{at}"),
        title: format!("A long day at the help desk, part {at}"),
        kind: if at < situations { NodeKind::Situation } else { NodeKind::Ending(RunResult::Mixed) },
        start: at == 0,
        reach: Reach::Reached,
        dead_end: false,
        traps: Vec::new(),
    };
    let edge = |from: usize, to: usize, kind: EdgeKind| {
        let label = "Ask to speak with the neighbour herself, and wait until she comes.".to_owned();
        Edge { from, to, kind, reach: Reach::Reached, ways: vec![EdgeOutcome { label, ..EdgeOutcome::default() }] }
    };
    let mut edges = Vec::new();
    for from in 0..situations {
        // Pseudorandom numbers, the same each time.
        let draw = |salt: usize| (from * 7919 + salt * 104_729) % 97;
        let on = |step: usize| if from + step < situations { from + step } else { situations + draw(step) % endings };
        edges.push(edge(from, on(1), EdgeKind::Next));
        edges.push(edge(from, on(2 + draw(1) % 3), EdgeKind::Next));
        edges.push(match draw(2) % 10 {
            0 => edge(from, from, EdgeKind::Next),
            1 => edge(from, from.saturating_sub(5), EdgeKind::Next),
            2 => edge(from, on(8), EdgeKind::Detour),
            3 | 4 => edge(from, situations + draw(3) % endings, EdgeKind::Next),
            _ => edge(from, on(3), EdgeKind::Next),
        });
    }
    let graph = Graph {
        id: "day".to_owned(),
        title: "A long day".to_owned(),
        states: 1,
        complete: true,
        nodes: (0..situations + endings).map(node).collect(),
        edges,
        principles: Vec::new(),
    };
    GraphSheet { title: "A long day".to_owned(), language: None, graphs: vec![graph], principles: false }
}

fn pictures(c: &mut Criterion) {
    let mut group = c.benchmark_group("svg");
    group.sample_size(10);
    for (name, situations) in [("60 nodes", 54), ("1000 nodes", 994)] {
        let sheet = sheet(situations);
        group.bench_function(name, |b| b.iter(|| black_box(sheet.to_svg())));
    }
    group.finish();
}

criterion_group!(benches, pictures);
criterion_main!(benches);
