//! How fast a large pack is checked and proved whole, from text to findings: bytes a second, on all cores. One small pack shows what is
//! paid before any work.

#[path = "generate.rs"]
mod generate;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use scn_compiler::{Options, PackInput, check};
use scn_source::{SourceFile, Sources};

fn packs(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("check");
    group.sample_size(10);
    for scenarios in [1, 18, 180] {
        let mut sources = Sources::new();
        let texts = generate::files(scenarios);
        let bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
        let files = texts.into_iter().map(|(path, text)| sources.add(SourceFile::new(path, text))).collect();
        let input = PackInput {
            sources: &sources,
            manifest: None,
            files,
            dependencies: Vec::new(),
            fallback_name: "large".to_owned(),
        };
        group.throughput(Throughput::Bytes(bytes as u64));
        group.bench_function(format!("{scenarios} scenarios"), |bencher| {
            bencher.iter(|| {
                let checked = check(&input, &Options { states: None, text: false, watch: None, media: &|_, _| true });
                assert!(checked.findings.is_empty(), "the pack is clean");
                checked.scenarios.len()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, packs);
criterion_main!(benches);
