//! Measures how long the server takes to answer an edit of a large file: from the change
//! notification to the diagnostics of the new text, and to the answer of a request that follows.
//! Findings of the proofs come later, from a check that the next edit cancels.

use std::hint::black_box;
use std::io::{BufRead, BufReader, PipeReader, PipeWriter, Read, Write, pipe};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use criterion::{Criterion, criterion_group, criterion_main};
use scn_compiler::{MediaFile, PackFiles};
use scn_lsp::{Disk, LoadedPack, OpenTexts};
use scn_source::{FileId, SourceFile};
use serde_json::{Value, json};

const URI: &str = "file:///bench.scn";

/// A disk without files; the only file is open.
struct Nothing;

impl Disk for Nothing {
    fn load(&self, file: &Path, open: &OpenTexts<'_>) -> Result<LoadedPack, String> {
        let source = SourceFile::from_bytes("bench.scn", open(file).unwrap_or_default());
        let input = PackFiles { files: vec![FileId(0)], ..PackFiles::default() };
        Ok(LoadedPack { files: vec![(file.to_owned(), source)], input })
    }

    fn packs_in(&self, _: &Path) -> Vec<PathBuf> {
        Vec::new()
    }

    fn resolve_media(&self, _: &Path, _: &str) -> MediaFile {
        MediaFile::Found
    }

    fn media_files(&self, _: &Path) -> Vec<String> {
        Vec::new()
    }

    fn canonical_path(&self, path: &Path) -> PathBuf {
        path.to_owned()
    }
}

/// Returns the first example, repeated under other names up to one megabyte.
fn text() -> String {
    let example = include_str!("../../../examples/first-steps/first-steps.scn");
    let mut text = String::new();
    for number in 0.. {
        if 1 << 20 <= text.len() {
            break;
        }
        let mut one = example.to_owned();
        for name in ["honest", "helpful", "late-parcel"] {
            one = one.replace(name, &format!("{name}-{number}"));
        }
        text.push_str(&one);
        text.push('\n');
    }
    text
}

struct Client {
    input: PipeWriter,
    output: BufReader<PipeReader>,
    version: i32,
}

impl Client {
    fn start(text: &str) -> Self {
        let (to_server, input) = pipe().expect("a pipe can be made");
        let (output, from_server) = pipe().expect("a pipe can be made");
        thread::spawn(move || scn_lsp::serve(BufReader::new(to_server), from_server, Arc::new(Nothing)));
        let mut client = Self { input, output: BufReader::new(output), version: 1 };
        let params = json!({"processId": null, "rootUri": null, "capabilities": {}});
        client.write(&json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}));
        client.read_until(|message| message["id"] == 1);
        let document = json!({"uri": URI, "languageId": "scn", "version": 1, "text": text});
        client.notify("textDocument/didOpen", &json!({"textDocument": document}));
        client.read_until(|message| message["method"] == "textDocument/publishDiagnostics");
        client
    }

    fn write(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("the server listens");
    }

    fn notify(&mut self, method: &str, params: &Value) {
        self.write(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    fn read_until(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        loop {
            let mut length = 0;
            loop {
                let mut line = String::new();
                self.output.read_line(&mut line).expect("the server speaks");
                match line.strip_prefix("Content-Length: ") {
                    Some(value) => length = value.trim().parse().expect("it is a number"),
                    None => break,
                }
            }
            let mut bytes = vec![0; length];
            self.output.read_exact(&mut bytes).expect("the server speaks");
            let message = serde_json::from_slice(&bytes).expect("it is JSON");
            if is_it(&message) {
                return message;
            }
        }
    }

    /// Types a letter into a line of text, and deletes it at the next call.
    fn edit(&mut self, line: usize) {
        self.version += 1;
        let (end, text) = if self.version % 2 == 0 { (2, "x") } else { (3, "") };
        let range = json!({"start": {"line": line, "character": 2}, "end": {"line": line, "character": end}});
        let document = json!({"uri": URI, "version": self.version});
        self.notify(
            "textDocument/didChange",
            &json!({"textDocument": document, "contentChanges": [{"range": range, "text": text}]}),
        );
    }
}

fn edits(criterion: &mut Criterion) {
    let text = text();
    // A line in the middle that the learner reads.
    let middle = text.lines().count() / 2;
    let line = text.lines().enumerate().skip(middle).find(|(_, line)| line.starts_with("  ") && !line.contains(':'));
    let line = line.map(|(at, _)| at).expect("there is text");
    let mut group = criterion.benchmark_group("1 MB");
    group.sample_size(20);
    let mut client = Client::start(&text);
    group.bench_function("edit to findings", |bencher| {
        bencher.iter(|| {
            client.edit(line);
            let version = client.version;
            client.read_until(|it| {
                it["method"] == "textDocument/publishDiagnostics" && it["params"]["version"] == version
            })
        });
    });
    let mut id = 100;
    group.bench_function("edit to completion", |bencher| {
        bencher.iter(|| {
            client.edit(line);
            id += 1;
            let params = json!({"textDocument": {"uri": URI}, "position": {"line": line, "character": 0}});
            client.write(&json!({"jsonrpc": "2.0", "id": id, "method": "textDocument/completion", "params": params}));
            black_box(client.read_until(|it| it["id"] == id))
        });
    });
    group.finish();
}

criterion_group!(benches, edits);
criterion_main!(benches);
