//! A stream of messages to the language server.
//!
//! An input that starts like a message on the wire is the stream itself. Any other input consists
//! of lines, each the JSON of a message; these are given headers, and sent between the messages
//! with which a client starts and ends a session.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use scn_lsp::{Disk, LoadedPack, OpenTexts, serve};
use scn_source::{FileId, SourceFile};
use serde_json::Value;

/// The start of a stream.
const HEADER: &str = "Content-Length";

/// The code of an answer that reports an internal error of scn.
const INTERNAL_ERROR: i64 = -32603;

const OPENING: [&str; 2] = [
    r#"{"jsonrpc":"2.0","id":"first","method":"initialize","params":{"capabilities":{},"rootUri":"file:///pack"}}"#,
    r#"{"jsonrpc":"2.0","method":"initialized","params":{}}"#,
];
const CLOSING: [&str; 2] =
    [r#"{"jsonrpc":"2.0","id":"last","method":"shutdown"}"#, r#"{"jsonrpc":"2.0","method":"exit"}"#];

/// The files of the only pack.
const FILES: [(&str, &str); 2] =
    [("/pack/scn.toml", "[pack]\nname = \"fuzzed\"\n[check]\nstates = 300\n"), ("/pack/a.scn", super::events::STORY)];

struct Memory;

impl Disk for Memory {
    fn load(&self, _: &Path, open: &OpenTexts<'_>) -> Result<LoadedPack, String> {
        let mut loaded = LoadedPack::default();
        loaded.input.fallback_name = "fuzzed".to_owned();
        for (at, (path, text)) in (0..).zip(FILES) {
            let bytes = open(Path::new(path)).unwrap_or_else(|| text.as_bytes().to_vec());
            loaded.files.push((PathBuf::from(path), SourceFile::from_bytes(path, bytes)));
            if path.ends_with(".toml") {
                loaded.input.manifest = Some(FileId(at));
            } else {
                loaded.input.files.push(FileId(at));
            }
        }
        Ok(loaded)
    }

    fn packs_in(&self, _: &Path) -> Vec<PathBuf> {
        vec![PathBuf::from("/pack/a.scn")]
    }

    fn resolve_media(&self, _: &Path, _: &str) -> scn_compiler::MediaFile {
        scn_compiler::MediaFile::Missing { near: None }
    }

    fn media_files(&self, _: &Path) -> Vec<String> {
        Vec::new()
    }

    fn canonical_path(&self, path: &Path) -> PathBuf {
        path.to_owned()
    }
}

pub(super) fn run(input: &[u8]) -> Result<(), String> {
    let stream = if input.starts_with(HEADER.as_bytes()) { input.to_vec() } else { frame_input(input) };
    let mut output = Vec::new();
    serve(Cursor::new(stream), &mut output, Arc::new(Memory));
    let mut unread = output.as_slice();
    while !unread.is_empty() {
        let (message, after) =
            next_message(unread).ok_or_else(|| format!("no message: {:?}", String::from_utf8_lossy(unread)))?;
        if message.pointer("/error/code").and_then(Value::as_i64) == Some(INTERNAL_ERROR) {
            return Err(format!("the server has failed at a request: {message}"));
        }
        unread = after;
    }
    Ok(())
}

fn frame_input(input: &[u8]) -> Vec<u8> {
    let lines = input.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let opening = OPENING.iter().map(|line| line.as_bytes());
    let mut stream = Vec::new();
    for line in opening.chain(lines).chain(CLOSING.iter().map(|line| line.as_bytes())) {
        stream.extend(format!("{HEADER}: {}\r\n\r\n", line.len()).bytes());
        stream.extend(line);
    }
    stream
}

/// Returns the first message of a stream, and what follows it.
fn next_message(stream: &[u8]) -> Option<(Value, &[u8])> {
    let head = stream.windows(4).position(|four| four == b"\r\n\r\n")?;
    let header = std::str::from_utf8(stream.get(..head)?).ok()?;
    let length: usize = header.strip_prefix(HEADER)?.strip_prefix(": ")?.parse().ok()?;
    let start = head + 4;
    let body = stream.get(start..start + length)?;
    Some((serde_json::from_slice(body).ok()?, stream.get(start + length..)?))
}
