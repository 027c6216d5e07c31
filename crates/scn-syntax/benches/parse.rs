//! Measures how fast a text is turned into its typed view, its tree, and formatted text, in bytes
//! per second on one core. The pack is the same as in the bench of `scn-compiler`. The second group
//! contains texts that are designed to make a parser backtrack. Each comes in two sizes, which
//! should take the same time per byte.

#[path = "../../scn-compiler/benches/generate.rs"]
mod generate;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use scn_source::FileId;
use scn_syntax::format::format;
use scn_syntax::{parse, parse_tree};

fn pack(criterion: &mut Criterion) {
    let text: String = generate::files(18).into_iter().map(|(_, text)| text).collect();
    let mut group = criterion.benchmark_group("1 MB");
    group.sample_size(20).throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("typed view", |bencher| {
        bencher.iter(|| black_box(parse(FileId(0), &text).file.scenarios.len()));
    });
    group.bench_function("formatted, already in the style", |bencher| {
        let text = format(&text);
        bencher.iter(|| black_box(format(&text).len()));
    });
    group.bench_function("formatted, every line indented otherwise", |bencher| {
        let text: String = text.lines().map(|line| format!("   {line}\n")).collect();
        bencher.iter(|| black_box(format(&text).len()));
    });
    group.bench_function("tree", |bencher| bencher.iter(|| black_box(parse_tree(FileId(0), &text).tokens().count())));
    group.finish();
}

fn hostile(criterion: &mut Criterion) {
    const FRAME: &str = "Scenario s: A scenario\n\nMeter m: A meter\n  Range: 0 to 9\n\nSituation a: A situation\n{m} ";
    let mut group = criterion.benchmark_group("one line of");
    group.sample_size(10);
    for piece in ["word ", "[a](", "[if m > 1: [a](b ", "[if m > 1: a | ", "` `` ``` ", "]( [", "{m ", "(", ": ", "\\"]
    {
        for count in [4_000, 16_000] {
            let text = format!("{FRAME}{}\n", piece.repeat(count));
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_with_input(BenchmarkId::new(piece, count), &text, |bencher, text| {
                bencher.iter(|| black_box(parse(FileId(0), text).findings.len()));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, pack, hostile);
criterion_main!(benches);
