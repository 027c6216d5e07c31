//! Measures how fast a large pack is checked and proved from text to findings, in bytes per second
//! on all cores. A small pack shows the fixed cost.

#[path = "generate.rs"]
mod generate;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use scn_compiler::{Cache, Options, PackFiles, check, check_with};
use scn_source::{SourceFile, Sources};

fn packs(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("check");
    group.sample_size(10);
    for scenarios in [1, 18, 180] {
        let mut sources = Sources::new();
        let texts = generate::files(scenarios);
        let bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
        let files = texts.into_iter().map(|(path, text)| sources.add(SourceFile::new(path, text))).collect();
        let input = PackFiles { files, fallback_name: "large".to_owned(), ..PackFiles::default() };
        group.throughput(Throughput::Bytes(bytes as u64));
        group.bench_function(format!("{scenarios} scenarios"), |bencher| {
            bencher.iter(|| {
                let checked = check(
                    &sources,
                    &input,
                    &Options {
                        formats: &[],
                        states: None,
                        text: false,
                        watch: None,
                        media: &|_, _| scn_compiler::MediaFile::Found,
                    },
                );
                assert!(checked.findings.is_empty(), "the pack is clean");
                checked.scenarios.len()
            });
        });
    }
    group.finish();
}

/// A file that is edited back and forth while the cache holds all others.
fn again(criterion: &mut Criterion) {
    let mut sources = Sources::new();
    let texts = generate::files(180);
    let edited = texts.iter().position(|(path, _)| path.contains("scenario")).unwrap_or_default();
    let versions = texts.get(edited).map(|(path, text)| {
        [text.clone(), text.replacen("Next: ", "Feedback: Well.\n    Next: ", 1)]
            .map(|text| SourceFile::new(path.clone(), text))
    });
    let files: Vec<_> = texts.into_iter().map(|(path, text)| sources.add(SourceFile::new(path, text))).collect();
    let (cache, mut turn) = (Cache::new(), 0);
    criterion.benchmark_group("again").sample_size(10).bench_function("180 scenarios", |bencher| {
        bencher.iter(|| {
            turn += 1;
            if let Some((id, version)) = files.get(edited).zip(versions.as_ref().and_then(|all| all.get(turn % 2))) {
                sources.replace(*id, version.clone());
            }
            let input = PackFiles { files: files.clone(), fallback_name: "large".to_owned(), ..PackFiles::default() };
            let options = Options {
                formats: &[],
                states: None,
                text: false,
                watch: None,
                media: &|_, _| scn_compiler::MediaFile::Found,
            };
            let checked = check_with(&sources, &input, &options, &cache);
            cache.sweep();
            assert!(checked.findings.is_empty(), "the pack is clean");
        });
    });
}

criterion_group!(benches, packs, again);
criterion_main!(benches);
