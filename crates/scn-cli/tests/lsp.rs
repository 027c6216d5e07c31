//! The language server as an editor sees it: `scn lsp` over standard input and output.
#![expect(clippy::panic, reason = "a test fails by it, with more words than an assertion has")]

mod client;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use client::{Client, position, uri};
use serde_json::{Value, json};

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").canonicalize().expect("the examples are there")
}

/// Copies an example, so that the test can change it.
fn copy(name: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    for entry in fs::read_dir(examples().join(name)).expect("the example is there") {
        let path = entry.expect("the folder can be read").path();
        if path.is_file() {
            fs::copy(&path, folder.path().join(path.file_name().expect("it has a name"))).expect("it can be copied");
        }
    }
    folder
}

/// Returns what `scn check` finds, by file: name, severity, range and message.
fn checked(folder: &Path) -> BTreeMap<String, Vec<String>> {
    let output = Command::new(env!("CARGO_BIN_EXE_scn"))
        .args(["check", "--format", "json"])
        .arg(folder)
        .output()
        .expect("the command runs");
    let report: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for it in report["findings"].as_array().expect("there are findings") {
        let place = |which: &str| {
            let at = &it["range"][which];
            let of = |key: &str| at[key].as_u64().expect("it is a number") - 1;
            format!("{}:{}", of("line"), of("column"))
        };
        let published = format!(
            "{} {} {} {} {}",
            it["name"].as_str().expect("it has a name"),
            it["severity"].as_str().expect("it has a severity"),
            place("start"),
            place("end"),
            it["message"].as_str().expect("it has a message")
        );
        found.entry(it["file"].as_str().expect("it is in a file").to_owned()).or_default().push(published);
    }
    found.values_mut().for_each(|all| all.sort());
    found
}

/// Returns what the server last published for a file, in the same form. Columns are code points, as
/// the client requests.
fn published(client: &Client, path: &Path) -> Vec<String> {
    let Some(diagnostics) = client.diagnostics.get(&uri(path)) else { return Vec::new() };
    let mut all: Vec<String> = diagnostics["diagnostics"]
        .as_array()
        .expect("they are a list")
        .iter()
        .map(|it| {
            let place = |which: &str| format!("{}:{}", it["range"][which]["line"], it["range"][which]["character"]);
            let severity = match it["severity"].as_u64() {
                Some(1) => "error",
                Some(2) => "warning",
                _ => "hint",
            };
            let message = it["message"].as_str().expect("it has a message");
            let message = message.split("\nhelp: ").next().unwrap_or(message);
            let message = message.split("\nrun: ").next().unwrap_or(message);
            let name = it["code"].as_str().expect("it has a name");
            format!("{name} {severity} {} {} {message}", place("start"), place("end"))
        })
        .collect();
    all.sort();
    all
}

/// Sends every request about a position or a file. Each must be answered without an error, except a
/// rename of something that has no name.
fn ask_everything(client: &mut Client, uri: &str, position: &Value) {
    let document = json!({"uri": uri});
    let at = json!({"textDocument": document, "position": position});
    let range = json!({"start": {"line": 0, "character": 0}, "end": position});
    for method in ["completion", "hover", "definition", "documentHighlight", "prepareRename", "prepareCallHierarchy"] {
        client.ask(&format!("textDocument/{method}"), at.clone());
    }
    let mut with = at.clone();
    with["context"] = json!({"includeDeclaration": true});
    client.ask("textDocument/references", with);
    let context = json!({"diagnostics": [], "only": ["quickfix", "source.fixAll"]});
    client.ask("textDocument/codeAction", json!({"textDocument": document, "range": range, "context": context}));
    client.ask("textDocument/semanticTokens/range", json!({"textDocument": document, "range": range}));
    let mut with = at;
    with["newName"] = json!("another-name");
    client.request("textDocument/rename", &with);
}

/// Sends the requests about a whole file.
fn ask_of_file(client: &mut Client, uri: &str) {
    let document = json!({"textDocument": {"uri": uri}});
    let options = json!({"tabSize": 2, "insertSpaces": true});
    client.ask("textDocument/formatting", json!({"textDocument": {"uri": uri}, "options": options}));
    for method in ["documentSymbol", "foldingRange", "semanticTokens/full", "codeLens", "documentLink"] {
        client.ask(&format!("textDocument/{method}"), document.clone());
    }
}

#[test]
fn whole_examples_are_typed_character_by_character() {
    let course = ["principles.scn", "lesson.scn", "busy-line.scn", "lost-laptop.scn", "quick-chat.scn"];
    let course = course.map(|file| ("customer-privacy", file));
    for (name, file) in [("first-steps", "first-steps.scn")].into_iter().chain(course) {
        let folder = copy(name);
        let path = folder.path().canonicalize().expect("it is there").join(file);
        // With a finding at the end, with Windows line ends, and with characters outside the Basic
        // Multilingual Plane.
        let text = fs::read_to_string(&path).expect("it can be read").replace('\n', "\r\n")
            + "\r\n// \u{1F600}\r\nprinciple last: \u{1F600}\u{1F600} never linked\r\n";
        fs::write(&path, &text).expect("it can be written");
        let expected = checked(folder.path());
        assert!(!expected[file].is_empty(), "there is something to find");

        let mut client = Client::start(folder.path(), "utf-32");
        client.open(&path, "");
        let uri = uri(&path);
        let (mut line, mut column) = (0, 0);
        // A line end is typed as one key.
        for (number, key) in text.split_inclusive(|c| c != '\r').enumerate() {
            let at = position(line, column);
            client.change(&path, &json!([{"range": {"start": at, "end": at}, "text": key}]));
            (line, column) = if key.ends_with('\n') { (line + 1, 0) } else { (line, column + 1) };
            // A prime, so that all kinds of positions are visited.
            if number % 97 == 0 {
                ask_everything(&mut client, &uri, &position(line, column));
            }
            if number % 397 == 0 {
                ask_of_file(&mut client, &uri);
            }
        }
        client.until(|client| published(client, &path) == expected[file]);
        for (other, expected) in expected.iter().filter(|(other, _)| *other != file) {
            let other = path.with_file_name(other);
            client.until(|client| published(client, &other) == *expected);
        }
        assert_eq!(client.stop(), Some(0));
    }
}

#[test]
fn everything_is_asked_at_places_all_over_a_course() {
    let folder = examples().join("customer-privacy");
    let mut client = Client::start(&folder, "utf-8");
    for file in ["busy-line.scn", "lesson.scn", "principles.scn"] {
        let path = folder.join(file);
        let text = fs::read_to_string(&path).expect("it can be read");
        client.open(&path, &text);
        ask_of_file(&mut client, &uri(&path));
        for (line, words) in text.lines().enumerate() {
            let middle = words.len() / 2;
            // Every column, including those inside a character, is tried on some line.
            for column in [0, line % 23, middle].into_iter().filter(|_| line % 7 == 0) {
                ask_everything(&mut client, &uri(&path), &position(line, column));
            }
        }
    }
    client.ask("workspace/symbol", json!({"query": "a"}));
    assert_eq!(client.stop(), Some(0));
}

#[test]
fn a_file_that_is_not_saved_counts_in_the_others() {
    let folder = copy("customer-privacy");
    let root = folder.path().canonicalize().expect("it is there");
    let principles = root.join("principles.scn");
    let text = fs::read_to_string(&principles).expect("it can be read");
    let id = text
        .lines()
        .find_map(|line| line.strip_prefix("Principle ")?.split(':').next())
        .expect("there is one")
        .to_owned();
    let renamed = text.replacen(&format!("Principle {id}:"), "Principle somewhat-else-entirely:", 1);

    let mut client = Client::start(&root, "utf-16");
    client.open(&principles, &text);
    client.change(&principles, &json!([{"text": renamed}]));
    let unknown = |client: &Client| {
        let all = client.diagnostics.iter().filter(|(uri, _)| !uri.ends_with("principles.scn"));
        all.flat_map(|(_, it)| it["diagnostics"].as_array().into_iter().flatten())
            .any(|it| it["code"] == "unknown-principle")
    };
    client.until(unknown);
    // The file was closed without saving, so the version on disk counts again.
    client.notify("textDocument/didClose", &json!({"textDocument": {"uri": uri(&principles)}}));
    client.open(&root.join("lesson.scn"), &fs::read_to_string(root.join("lesson.scn")).expect("it can be read"));
    client.until(|client| !unknown(client));
    // A change by another program counts too.
    fs::write(&principles, renamed).expect("it can be written");
    let change = json!({"uri": uri(&principles), "type": 2});
    client.notify("workspace/didChangeWatchedFiles", &json!({"changes": [change]}));
    client.until(unknown);
    assert_eq!(client.stop(), Some(0));
}

#[test]
fn nothing_kills_it() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().canonicalize().expect("it is there").join("new.scn");
    let mut client = Client::start(folder.path(), "utf-16");
    client.open(&path, "Scenario s: S\n");
    for garbage in ["{\"a\":", "null", "[]", "\u{7f}", "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":1}", "\"\u{1F600}\""]
    {
        client.raw(format!("Content-Length: {}\r\n\r\n{garbage}", garbage.len()).as_bytes());
    }
    client.raw(b"no header\r\n\r\nContent-Length: many\r\n\r\n");
    client.raw(b"Content-Length: 2\r\n\r\n\xff\xfe");
    let here = json!({"textDocument": {"uri": uri(&path)}, "position": position(0, 1)});
    let code = |answer: &Value| answer["error"]["code"].as_i64();
    assert_eq!(code(&client.request("textDocument/hover", &json!({"textDocument": 3}))), Some(-32602));
    assert_eq!(code(&client.request("textDocument/hover", &Value::Null)), Some(-32602));
    assert_eq!(code(&client.request("scn/nothing", &Value::Null)), Some(-32601));
    assert_eq!(code(&client.request("initialize", &Value::Null)), Some(-32600));
    for method in ["scn/nothing", "$/setTrace", "textDocument/didChange", "textDocument/didOpen", "$/cancelRequest"] {
        client.notify(method, &json!({"garbage": [1, null]}));
    }
    // Changes to a file that is not open, after the end, and with start and end swapped.
    let nowhere =
        json!({"textDocument": {"uri": "file:///nowhere.scn", "version": 1}, "contentChanges": [{"text": "x"}]});
    client.notify("textDocument/didChange", &nowhere);
    let range = json!({"start": position(9, 9), "end": position(0, 3)});
    client.change(&path, &json!([{"range": range, "text": "\n\u{1F600}"}]));
    for uri in ["file:///nowhere.scn", "file:///", "untitled:Untitled-1", "x:", "file://elsewhere/a.scn"] {
        for method in ["hover", "completion", "definition"] {
            client.request(
                &format!("textDocument/{method}"),
                &json!({"textDocument": {"uri": uri}, "position": position(0, 0)}),
            );
        }
    }
    client.ask("textDocument/hover", here);
    // A file that is not on a disk is a pack of its own.
    client.open_as("untitled:Untitled-1", "Scenario s: S\n\nsituation a: A\n");
    client.until(|client| {
        client.diagnostics.get("untitled:Untitled-1").is_some_and(|it| it.to_string().contains("keyword-case"))
    });
    assert_eq!(client.stop(), Some(0));
}

#[test]
fn it_lives_as_the_protocol_says() {
    let code = |answer: &Value| answer["error"]["code"].as_i64();
    let mut client = Client::spawn();
    assert_eq!(code(&client.request("textDocument/hover", &Value::Null)), Some(-32002), "before the start");
    assert_eq!(code(&client.request("initialize", &json!(7))), Some(-32602));
    let answer = client.initialize(Path::new("/"), "utf-8");
    assert_eq!(answer["result"]["capabilities"]["positionEncoding"], "utf-8");
    assert_eq!(client.request("shutdown", &Value::Null)["result"], Value::Null);
    assert_eq!(code(&client.request("textDocument/hover", &Value::Null)), Some(-32600), "after the end");
    client.notify("exit", &Value::Null);
    assert_eq!(client.wait(), Some(0));

    let mut client = Client::spawn();
    client.initialize(Path::new("/"), "utf-16");
    client.notify("exit", &Value::Null);
    assert_eq!(client.wait(), Some(1), "without a `shutdown`");

    let mut client = Client::spawn();
    client.initialize(Path::new("/"), "nonsense");
    client.close();
    assert_eq!(client.wait(), Some(1), "without a word");
}

#[test]
fn what_is_cancelled_in_time_is_not_answered() {
    let folder = examples().join("customer-privacy");
    let mut client = Client::start(&folder, "utf-16");
    let path = folder.join("busy-line.scn");
    let text = fs::read_to_string(&path).expect("it can be read");
    // The following requests wait while this is being checked.
    client.open(&path, &text.repeat(40));
    let ids: Vec<i64> = (0..20)
        .map(|_| client.send("textDocument/semanticTokens/full", &json!({"textDocument": {"uri": uri(&path)}})))
        .collect();
    for id in ids.iter().skip(1) {
        client.notify("$/cancelRequest", &json!({"id": id}));
    }
    let answers: Vec<Value> = ids.iter().map(|id| client.answer(*id)).collect();
    let cancelled = answers.iter().filter(|it| it["error"]["code"] == -32800).count();
    assert!(10 < cancelled, "{cancelled}");
    assert!(answers.iter().all(|it| it["error"]["code"] == -32800 || it["result"]["data"].is_array()));
    assert_eq!(client.stop(), Some(0));
}
