//! The seeds of the fuzzer, made from the project's documents and examples.

use scn_records::{Sqlite, Store};
use scn_run::{At, Attempt, Ended, Event, LessonEvent, Log, MOST_WORDS, Part, Stamped};
use serde_json::json;

use super::events::STORY;
use super::pack::BETWEEN_FILES;
use crate::harness::pack::Pack;
use crate::markdown;

/// Folders of documents whose blocks are tests.
const DOCUMENTS: [&str; 4] = ["tests/language", "tests/findings", "grammar", "crates/scn-source/pages"];

/// Folders with the project's example packs.
const PACKS: [&str; 4] =
    ["examples/first-steps", "examples/customer-privacy", "examples/nachtdienst", "crates/scn-cli/template"];

/// Returns the seeds of a target.
///
/// # Errors
///
/// If a document or an example cannot be read, or if there is no such target.
pub fn seeds_of(target: &str) -> Result<Vec<Vec<u8>>, String> {
    match target {
        "pack" => pack_seeds(),
        "format" => {
            Ok(document_blocks("scn")?.into_iter().chain(pack_files(".scn")?).map(String::into_bytes).collect())
        }
        "story" => story_seeds(),
        "events" => event_lines(),
        "records" => record_seeds(),
        "manifest" => {
            Ok(document_blocks("toml")?.into_iter().chain(pack_files(".toml")?).map(String::into_bytes).collect())
        }
        "lsp" => Ok(lsp_conversations()),
        other => Err(format!("there is not a target {other}")),
    }
}

/// Returns the blocks of a language in the documents, each once.
fn document_blocks(language: &str) -> Result<Vec<String>, String> {
    let mut texts = Vec::new();
    for folder in DOCUMENTS {
        for file in markdown::list_files(folder, ".md")? {
            let blocks = markdown::read(&format!("{folder}/{file}"))?;
            texts.extend(blocks.into_iter().filter(|block| block.language == language).map(|block| block.text));
        }
    }
    texts.sort();
    texts.dedup();
    Ok(texts)
}

/// Returns the files of the packs with this ending.
fn pack_files(end: &str) -> Result<Vec<String>, String> {
    let mut texts = Vec::new();
    for folder in PACKS {
        for file in markdown::list_files(folder, end)? {
            let path = markdown::project_root().join(folder).join(&file);
            texts.push(std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?);
        }
    }
    Ok(texts)
}

fn pack_seeds() -> Result<Vec<Vec<u8>>, String> {
    let blocks = document_blocks("scn")?;
    let files = pack_files(".scn")?;
    let mut seeds: Vec<Vec<u8>> = blocks.iter().chain(&files).map(|text| text.clone().into_bytes()).collect();
    // Every eighth block with the one after it: two files of a pack.
    let pairs = blocks.windows(2).step_by(8).filter_map(|pair| {
        let [first, second] = pair else { return None };
        Some([first.as_bytes(), &[BETWEEN_FILES], second.as_bytes()].concat())
    });
    seeds.extend(pairs);
    Ok(seeds)
}

fn story_seeds() -> Result<Vec<Vec<u8>>, String> {
    let texts = document_blocks("scn")?.into_iter().step_by(3).chain(pack_files(".scn")?);
    let stories = texts.map(|text| Pack::single_file(&text).check().checked.story);
    Ok(stories.filter(|story| !story.scenarios.is_empty()).map(|story| story.to_json().into_bytes()).collect())
}

/// Returns each line that the page on events shows a front end to send, all of them together, and
/// lines that are refused.
fn event_lines() -> Result<Vec<Vec<u8>>, String> {
    const PAGE: &str = "crates/scn-run/schema/events.md";
    let page =
        std::fs::read_to_string(markdown::project_root().join(PAGE)).map_err(|error| format!("{PAGE}: {error}"))?;
    let acts: Vec<String> =
        page.lines().filter(|line| line.starts_with("{\"do\"")).map(|act| format!("{act}\n")).collect();
    let mine = ["ask", "quick", "silence"].map(|choice| format!("{{\"do\":\"choose\",\"choice\":\"{choice}\"}}\n"));
    let all_lines = mine.iter().chain(&acts).cloned().collect::<String>();
    let refused = "{\n[]\nnull\n".to_owned();
    let most = "e".repeat(MOST_WORDS + 1);
    let words = ["", " - ", "one\\n\\ntwo\\r", "\\u0000\\u001b[2J\\u202e", "\\ud83d\\ude00", "\\ud800", most.as_str()];
    let write = |words: &str| format!("{{\"do\":\"write\",\"words\":\"{words}\"}}\n");
    let written = words.iter().map(|words| write(words)).collect::<String>();
    Ok(acts.into_iter().chain(mine).chain([all_lines, refused, written]).map(String::into_bytes).collect())
}

/// Returns the bytes of records files: of an empty one, and of one with records of every kind.
fn record_seeds() -> Result<Vec<Vec<u8>>, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let to_message = |error: scn_records::StoreError| error.to_string();
    let mut seeds = Vec::new();
    let file = folder.path().join("records.db");
    let mut store = Sqlite::open(&file).map_err(to_message)?;
    let read_file = || std::fs::read(&file).map_err(|error| error.to_string());
    seeds.push(read_file()?);
    store.store_story("sha256:1", "{}").map_err(to_message)?;
    let logs = [
        (Part::Lesson("why".into()), Log::Lesson(vec![Stamped { at: At(7), event: LessonEvent::Read }])),
        (Part::Scenario("desk".into()), Log::Scenario(run())),
    ];
    for (number, (part, log)) in logs.into_iter().enumerate() {
        let attempt = Attempt {
            id: format!("{number}"),
            learner: "Ana".into(),
            pack: "privacy".into(),
            places: Vec::new(),
            digest: "sha256:1".into(),
            part,
            log,
        };
        store.begin_attempt(&attempt).map_err(to_message)?;
        seeds.push(read_file()?);
    }
    Ok(seeds)
}

fn run() -> Vec<Stamped<Event>> {
    let started =
        Event::Started { pack: "privacy".into(), digest: "sha256:1".into(), scenario: "desk".into(), seed: 7 };
    let shown_event = Event::Shown { at: "first".into(), choices: vec!["ask".into()], locked: Vec::new() };
    let wrote =
        Event::Wrote { at: "first".into(), ask: "note".into(), words: "I would\n wait.".into(), question: None };
    let ended = Event::Ended(Ended::Left { at: "first".into() });
    let numbered = (1..).zip([started, shown_event, wrote, ended]);
    numbered.map(|(at, event)| Stamped { at: At(at), event }).collect()
}

fn lsp_conversations() -> Vec<Vec<u8>> {
    let uri = "file:///pack/a.scn";
    let document = json!({"uri": uri});
    let place = json!({"textDocument": document, "position": {"line": 12, "character": 9}});
    let open = json!({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument":
        {"uri": uri, "languageId": "scn", "version": 1, "text": STORY}}});
    let change = json!({"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {"textDocument":
        {"uri": uri, "version": 2}, "contentChanges": [{"range": {"start": {"line": 3, "character": 0},
        "end": {"line": 4, "character": 2}}, "text": "Choice x: y\n"}]}});
    let close = json!({"jsonrpc": "2.0", "method": "textDocument/didClose", "params": {"textDocument": document}});
    let position_requests = ["hover", "definition", "references", "completion", "prepareRename", "documentHighlight"];
    let whole = ["documentSymbol", "foldingRange", "semanticTokens/full", "codeLens", "documentLink", "inlayHint"];
    let mut requests: Vec<serde_json::Value> = Vec::new();
    for method in position_requests {
        let mut params = place.clone();
        if method == "references" {
            params["context"] = json!({"includeDeclaration": true});
        }
        requests.push(json!({"method": format!("textDocument/{method}"), "params": params}));
    }
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 30, "character": 0}});
    for method in whole {
        requests.push(json!({"method": format!("textDocument/{method}"),
            "params": {"textDocument": document, "range": range}}));
    }
    requests.push(json!({"method": "textDocument/codeAction", "params": {"textDocument": document, "range": range,
        "context": {"diagnostics": []}}}));
    requests.push(json!({"method": "textDocument/formatting", "params": {"textDocument": document,
        "options": {"tabSize": 2, "insertSpaces": true}}}));
    requests.push(json!({"method": "textDocument/rename", "params": {"textDocument": document,
        "position": {"line": 12, "character": 12}, "newName": "second"}}));
    requests.push(json!({"method": "workspace/symbol", "params": {"query": "f"}}));
    let mut seeds = Vec::new();
    for (id, mut request) in (1..).zip(requests) {
        request["jsonrpc"] = json!("2.0");
        request["id"] = json!(id);
        seeds.push(format!("{open}\n{change}\n{request}\n{close}\n").into_bytes());
    }
    seeds.push(b"Content-Length: 4\r\n\r\nnullContent-Length: 2\r\n\r\n[]".to_vec());
    seeds
}
