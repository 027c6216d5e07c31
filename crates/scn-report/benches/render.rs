//! Renders 1,000 findings in a file of 1 MB in every format. The target is 100 ms for `fancy`.

use criterion::{Criterion, criterion_group, criterion_main};
use scn_report::{Format, Options, Report};
use scn_source::{FileId, Finding, Name, Place, SourceFile, Sources, Span};
use std::hint::black_box;

fn render(criterion: &mut Criterion) {
    let line = "  Choice: Tell the caller what she still owes, and Chioce her name.\n";
    let count = (1 << 20) / line.len();
    let mut sources = Sources::new();
    sources.add(SourceFile::new("large.scn", line.repeat(count)));
    let findings: Vec<Finding> = (0..1000)
        .map(|at| {
            let start = at * (count / 1000) * line.len();
            let place = |from: usize, to: usize| Place { file: FileId(0), span: Span::new(start + from, start + to) };
            Finding::new(Name::UnknownInstruction, place(53, 59), "there is no instruction `Chioce`")
                .with_help("did you mean `Choice`?")
                .with_related(place(2, 8), "as here")
                .with_fix(true, "change `Chioce` to `Choice`", place(53, 59), "Choice")
        })
        .collect();
    let mut group = criterion.benchmark_group("1000 findings in 1 MB");
    group.sample_size(20);
    for format in Format::ALL {
        group.bench_function(format.as_str(), |bencher| {
            bencher.iter(|| {
                let report = Report {
                    sources: &sources,
                    findings: &findings,
                    suppressed: Vec::new(),
                    scenarios: Vec::new(),
                    tests: None,
                };
                let mut out = Vec::new();
                scn_report::write(&report, *format, &Options::default(), &mut out).expect("a vector takes everything");
                black_box(out.len())
            });
        });
    }
    group.finish();
}

criterion_group!(benches, render);
criterion_main!(benches);
