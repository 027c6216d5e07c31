//! The rule for all output: no command prints or writes a character that hides or reorders text
//! unchanged, on standard output, on standard error or to a file, wherever an author or a learner
//! may have entered it.
#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by it")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use scn_text::CharDisplay;
use serde_json::json;
use tempfile::TempDir;

#[expect(dead_code, reason = "this suite asks little of it")]
#[path = "client/mod.rs"]
mod client;

use client::Client;

/// Returns the hidden characters that a `.scn` file may contain without an error about its bytes.
fn of_a_file() -> Vec<char> {
    let sampled = |c: &char| {
        let code = u32::from(*c);
        // Long ranges of similar characters are only sampled.
        !(0xE0080..=0xE0FFF).contains(&code) && !(0xFFFE..).contains(&code) || code % 0x333 == 0x100 || code < 0x2FFFF
    };
    scn_text::restricted_chars().filter(|c| !c.is_control()).filter(sampled).collect()
}

/// Returns all of them in one text: inside Latin words, between spaces and next to punctuation.
fn hostile() -> String {
    let mut text = String::from("zq");
    for c in of_a_file() {
        text.push(c);
        text.push_str(if u32::from(c) % 2 == 0 { "b " } else { "b" });
    }
    text
}

fn pack() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let x = hostile();
    let toml = x.chars().fold(String::new(), |mut toml, c| {
        if c == '\u{FEFF}' {
            toml.push_str("\\uFEFF");
        } else {
            toml.push(c);
        }
        toml
    });
    // TOML can contain control characters as escapes.
    let toml = format!("{toml}\\u001b[31m\\u009b\\u0007\\u202e");
    let manifest = format!(
        "[pack]\nname = \"p\"\ntitle = \"T {toml}\"\nversion = \"1 {toml}\"\nlanguage = \"en\"\n\n[course]\norder = [\"l\", \"q\", \"s\"]\n"
    );
    let text = format!(
        "Principle care: Care {x}
  Source: Book {x}
  Take care {x}.

Lesson l: Lesson {x}
  Teaches: care

  # Heading {x}

  Words {x} with `code {x}` and [a link {x}](https://example.org/{x}).

  | head {x} | b |
  | --- | --- |
  | cell {x} | c |

  - item {x}

  ```
  fence {x}
  ```

Quiz q: Quiz {x}

  About {x}.

  Question one: Which {x}?
    Checks: care
    Right: This {x}.
      Because: Reason {x}.
    Wrong: That {x}.
      Because: Not {x}.

Scenario s: Scenario {x}
  Covers: care
  Audience: Everyone {x}
  Author: Anna {x}
  Tags: one, two
  Minutes: 5

  Brief {x}.

  Cast Ana: Colleague {x}
  Meter trust: Trust {x}
    Range: 0 to 5
  Flag told: Told {x}
  State mood: Mood {x}
    Values: calm, tense

Situation a: Place {x}
  Prose {x} with {{trust}}.

  Ana ({x}): Speech {x}.

  Note: Note {x}.

  - Item {x}

  > Quoted {x}

  Image desk.png: Alt {x}.

  [if trust > 0] Conditional {x}.

  Choice go: Go {x}.
    Hint: Hint {x}.
    Outcome: Outcome {x}.
    Upholds care: Good {x}.
    Feedback: Feedback {x}.
    Set: trust +1, told, mood = tense
    Next: b

  Choice stay [needs trust > 0]: Stay {x}.
    Locked: Locked {x}.
    Outcome: Stayed {x}.
    Breaks care: Bad {x}.
    Next: b

Situation b: Second {x}
  Text {x}.

  Choice end: End {x}.
    Outcome: Ended {x}.
    Next: e

  Choice back [once]: Back {x}.
    Outcome: Went {x}.
    Next: a

Ending e: Ending {x}
  Result: passed
  Done {x}.

Test: Test {x}
  Choose: go
  Choose: end
  Expect: at e
"
    );
    fs::write(folder.path().join("scn.toml"), manifest).unwrap();
    fs::write(folder.path().join("s.scn"), text).unwrap();
    fs::write(folder.path().join("desk.png"), "x").unwrap();
    folder
}

fn scn(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scn"));
    command.args(words).current_dir(folder).env("LC_ALL", "C.UTF-8").env("HOME", folder);
    command.env("XDG_DATA_HOME", folder.join("data")).env("XDG_CONFIG_HOME", folder.join("config"));
    for name in ["NO_COLOR", "CLICOLOR_FORCE", "COLUMNS", "TERM", "SCN_DB"] {
        command.env_remove(name);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(folder: &Path, words: &[&str], input: &str) -> Output {
    let mut child = scn(folder, words).spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    let input = input.to_owned();
    // A process that ends early does not read all of the input.
    let writer = std::thread::spawn(move || drop(pipe.write_all(input.as_bytes())));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

/// Asserts that an output contains no hidden character, except where the rule keeps it.
#[track_caller]
fn is_harmless(what: &str, bytes: &[u8]) {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let text = text.replace("\r\n", "\n");
    for (at, c, fate) in scn_text::classify_chars(&text) {
        let before = text.get(..at).unwrap_or_default();
        let start = before.char_indices().rev().nth(59).map_or(0, |(start, _)| start);
        let near = before.get(start..).unwrap_or_default();
        assert!(
            fate == CharDisplay::Kept || c == '\n' || c == '\t',
            "{what}: U+{:04X} goes out as it is behind {near:?}",
            u32::from(c)
        );
    }
}

#[track_caller]
fn says(folder: &Path, words: &[&str], input: &str, status: i32, has: &str) -> String {
    let output = run(folder, words, input);
    is_harmless(&format!("{words:?} on standard output"), &output.stdout);
    is_harmless(&format!("{words:?} on standard error"), &output.stderr);
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8(said).unwrap();
    let start: String = said.chars().take(3_000).collect();
    assert_eq!(output.status.code(), Some(status), "{words:?}: {start}");
    assert!(said.contains(has), "{words:?}: no {has:?} in {start}");
    said
}

#[track_caller]
fn file_is_harmless(path: &Path, has: &str) {
    let bytes = fs::read(path).unwrap();
    is_harmless(&path.display().to_string(), &bytes);
    assert!(String::from_utf8(bytes).unwrap().contains(has), "{}", path.display());
}

#[test]
fn reports_of_every_format_are_harmless() {
    let folder = pack();
    let here = folder.path();
    // Errors repeat what is wrong: names, labels, speakers, references.
    let x = hostile();
    let text = fs::read_to_string(here.join("s.scn")).unwrap();
    let text = text.replace("Next: e", &format!("Next: nowhere{x}")).replace("Cast Ana: C", &format!("Cast A{x}: C"));
    fs::write(here.join("s.scn"), format!("{text}\nScenrio r{x}: R {x}\n\u{1b}[31m\u{9b}32m\u{7f}\u{85}\n")).unwrap();
    for format in ["fancy", "plain", "short", "json", "sarif", "junit", "github"] {
        says(here, &["check", "--format", format], "", 1, "nowhere");
        says(here, &["test", "--format", format], "", 1, "");
    }
    says(here, &["check", "--fix", "--diff"], "", 1, "");
    says(here, &["build", "--to", "json"], "", 1, "nothing was built");
    says(here, &["stats"], "", 1, "");
    says(here, &["graph", "--to", "svg"], "", 1, "");
}

#[test]
fn reports_without_findings_are_harmless() {
    let folder = pack();
    let here = folder.path();
    for format in ["fancy", "plain", "short", "json", "sarif", "junit", "github"] {
        says(here, &["test", "--format", format], "", 0, "");
    }
}

#[test]
fn what_is_built_drawn_and_counted_is_harmless() {
    let folder = pack();
    let here = folder.path();
    says(here, &["build", "--to", "json", "-o", "story.json"], "", 0, "");
    file_is_harmless(&here.join("story.json"), "\\u202e");
    // JSON is data: it contains what the author wrote.
    let story: serde_json::Value = serde_json::from_slice(&fs::read(here.join("story.json")).unwrap()).unwrap();
    assert!(story["scenarios"][0]["title"].as_str().unwrap().contains('\u{202E}'));
    says(here, &["play", "story.json", "--choices", "go,end"], "", 0, "Ending zq");
    for format in ["svg", "dot", "mermaid"] {
        let drawn = says(here, &["graph", "--to", format], "", 0, "Place zq");
        says(here, &["graph", "--to", format, "--principles", "-o", "graph"], "", 0, "");
        file_is_harmless(&here.join("graph"), "Place zq");
        assert!(drawn.contains('\u{FFFD}'), "{format}");
    }
    for format in ["table", "json", "csv"] {
        says(here, &["stats", "--format", format], "", 0, "zq");
    }
}

#[test]
fn answers_to_assistants_are_harmless() {
    let folder = pack();
    let here = folder.path();
    let about = json!({
        "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": { "name": "x\u{202e}", "version": "1" }
    });
    let ask = |method: &str, params: serde_json::Value| {
        let begin = json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": about });
        let request = json!({ "jsonrpc": "2.0", "id": 2, "method": method, "params": params });
        format!("{begin}\n{request}\n")
    };
    let call = |tool: &str, arguments: serde_json::Value| {
        let lines = ask("tools/call", json!({ "name": tool, "arguments": arguments }));
        says(here, &["mcp", "--write"], &lines, 0, "content")
    };
    let page = call("play", json!({ "choices": ["go"] }));
    let answer: serde_json::Value = serde_json::from_str(page.lines().nth(1).unwrap()).unwrap();
    is_harmless("a page of a run", answer["result"]["content"][0]["text"].as_str().unwrap().as_bytes());
    assert!(page.contains("Text zq"), "{page}");
    for (tool, arguments) in [
        ("play", json!({ "choices": ["go", "end"] })),
        ("play", json!({ "choices": ["go\u{202e}"] })),
        ("check", json!({})),
        ("test", json!({})),
        ("list", json!({})),
        ("read", json!({ "path": "s.scn" })),
        ("read", json!({ "path": "x\u{202e}.scn" })),
        ("write", json!({ "path": "x\u{202e}.md", "text": "\u{202e}" })),
        ("write", json!({ "path": "x\u{202e}.md", "text": "\u{202e}\n" })),
        ("explain", json!({ "name": "\u{202e}" })),
        ("format", json!({ "text": hostile() })),
        ("stats", json!({ "format": "json" })),
        ("graph", json!({})),
        ("build", json!({ "format": "json", "output": "x\u{202e}.json" })),
        ("x\u{202e}", json!({})),
    ] {
        let lines = ask("tools/call", json!({ "name": tool, "arguments": arguments }));
        says(here, &["mcp", "--write"], &lines, 0, "jsonrpc");
    }
    for uri in ["scn://files/s.scn", "scn://x\u{202e}"] {
        says(here, &["mcp"], &ask("resources/read", json!({ "uri": uri })), 0, "jsonrpc");
    }
    says(here, &["mcp"], "x\u{202e}\n", 0, "not JSON");
}

#[test]
fn runs_courses_records_and_certificates_are_harmless() {
    let folder = pack();
    let here = folder.path();
    let name = format!("Ana {}", of_a_file().iter().take(30).collect::<String>());
    let name = name.as_str();
    says(here, &["play", "--choices", "go,end", "--transcript", "t.md"], "", 0, "Ending zq");
    file_is_harmless(&here.join("t.md"), "Ending zq");
    says(here, &["play", "--choices", "go,end", "--transcript", "t.txt"], "", 0, "Ending zq");
    file_is_harmless(&here.join("t.txt"), "Ending zq");
    says(here, &["play", "--plain"], "h\n2\nmap\nnonsense \u{202e}\u{1b}[31m\n1\n?\n1\n", 0, "Ending zq");
    says(here, &["play", "--group"], "1\nx\u{202e}\u{1b}\n3 1\ng go\n1\n", 0, "zq");
    says(here, &["play", "--events"], "{\"do\":\"choose\",\"choice\":\"go\"}\n{\"do\":\"x\u{202e}\"}\n", 0, "\\u202e");
    says(here, &["play", "--choices", "go,end", "--save-journey", "j\u{202e}.json"], "", 0, "");
    file_is_harmless(&here.join("j\u{202e}.json"), "go");
    says(here, &["learn", "--learner", name], "\n1\nx\u{202e}\n\n1\n\n1\n1\n\n\n", 0, "zq");
    says(here, &["play", "--learner", name, "--choices", "go,end"], "", 0, "zq");
    says(here, &["progress", "--learner", name], "", 0, "zq");
    says(here, &["progress", "--learner", name, "--format", "json"], "", 0, "");
    for format in ["table", "json", "csv", "xapi"] {
        says(here, &["records", "--format", format, "--few"], "", 0, "");
        says(here, &["records", "--format", format], "", 0, "");
        says(here, &["records", "--format", format, "--learner", name], "", 0, "");
    }
    says(here, &["records", "export", name], "", 0, "Ana");
    says(here, &["records", "export", name, "-o", "export.json"], "", 0, "");
    file_is_harmless(&here.join("export.json"), "Ana");
    says(here, &["records", "import", "export.json"], "", 0, "already there");
    says(here, &["key", "new", "k\u{202e}.pem"], "", 0, "");
    fs::create_dir(here.join("c\u{202e}")).unwrap();
    let issuer = format!("Us {}", hostile());
    let words = ["certificate", "--learner", name, "--issuer", &issuer, "--key", "k\u{202e}.pem", "-o", "c\u{202e}"];
    let said = says(here, &words, "", 0, "wrote");
    assert!(said.contains("c<U+202E>/certificate-p.html"), "{said}");
    for ending in ["html", "svg"] {
        let path = here.join(format!("c\u{202e}/certificate-p.{ending}"));
        file_is_harmless(&path, "zq");
        says(here, &["certificate", "verify", path.to_str().unwrap()], "", 0, "Ana");
    }
    says(here, &["records", "forget", name, "--yes"], "", 0, "deleted");
}

#[test]
fn rewritten_files_are_listed_without_hidden_characters() {
    let folder = pack();
    let here = folder.path();
    let text = fs::read_to_string(here.join("s.scn")).unwrap();
    fs::write(
        here.join("n\u{202e}\u{1b}.scn"),
        text.replace("Scenario s", "Scenario   t").replace("  Tags", "   Tags"),
    )
    .unwrap();
    says(here, &["fmt", "--diff"], "", 0, "+++");
    says(here, &["fmt", "--check"], "", 1, "n<U+202E><U+001B>.scn");
    says(here, &["ids", "--diff"], "", 0, "");
    says(here, &["fmt"], "", 0, "n<U+202E><U+001B>.scn");
    says(here, &["ids"], "", 0, "");
}

#[test]
fn errors_about_words_of_the_command_line_are_harmless() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let bad: String = scn_text::restricted_chars().filter(|c| *c != '\0').take(120).collect();
    let bad = format!("b{bad}d.scn");
    let bad = bad.as_str();
    for words in [
        vec!["check", bad],
        vec!["check", "--format", bad],
        vec!["check", "-x", bad],
        vec!["test", bad],
        vec!["build", "--to", "json", bad],
        vec!["build", "--to", bad],
        vec!["build", "--to", "html", "-o", bad],
        vec!["build", "--to", "site", "-o", bad, bad],
        vec!["verify", bad],
        vec!["play", bad],
        vec!["play", "--seed", bad],
        vec!["learn", bad],
        vec!["progress", bad],
        vec!["graph", "--to", "svg", bad],
        vec!["stats", bad],
        vec!["stats", "--scenario", bad],
        vec!["records", bad],
        vec!["records", "--db", bad],
        vec!["records", "--learner", bad],
        vec!["records", "export", bad],
        vec!["records", "import", bad],
        vec!["preview", bad],
        vec!["fmt", bad],
        vec!["ids", bad],
        vec!["explain", bad],
        vec!["key", "show", bad],
        vec!["certificate", "verify", bad],
        vec!["certificate", "verify", "--issuer-key", bad, bad],
        vec!["man", bad],
        vec!["completions", bad],
        vec![bad],
    ] {
        let output = run(here, &words, "");
        is_harmless(&format!("{words:?}: standard output"), &output.stdout);
        is_harmless(&format!("{words:?}: standard error"), &output.stderr);
        assert!(matches!(output.status.code(), Some(1 | 2)), "{words:?}: {output:?}");
    }
    // A file system limits the length of names.
    let bad: String = bad.chars().step_by(4).take(40).collect();
    let bad = bad.as_str();
    let output = run(here, &["new", bad], "");
    is_harmless("new: standard output", &output.stdout);
    for entry in fs::read_dir(here.join(bad)).unwrap() {
        file_is_harmless(&entry.unwrap().path(), "");
    }
}

#[test]
fn colours_are_the_only_escape_sequences() {
    let folder = pack();
    let here = folder.path();
    fs::write(here.join("bad.scn"), "Scenrio x\u{1b}[31m: \u{9b}31m\u{202e}\n").unwrap();
    for words in
        [vec!["check"], vec!["fmt", "--diff"], vec!["play", "--choices", "go,end"], vec!["check", "--x\u{1b}[1m"]]
    {
        let output = run(here, &[&["--color", "always"], words.as_slice()].concat(), "");
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        let mut rest = said.as_str();
        while let Some((_, after)) = rest.split_once('\u{1b}') {
            let sequence = after.strip_prefix('[').and_then(|it| it.split_once('m')).map(|(codes, _)| codes);
            let is_colour = sequence.is_some_and(|it| it.chars().all(|c| c.is_ascii_digit() || c == ';'));
            assert!(is_colour, "{words:?}: {after:?}");
            rest = after;
        }
        assert!(!said.contains("x\u{1b}") && !said.contains('\u{9b}') && !said.contains('\u{202e}'), "{words:?}");
    }
}

#[test]
fn the_preview_is_harmless() {
    let folder = pack();
    let mut child = scn(folder.path(), &["preview"]).spawn().unwrap();
    let mut address = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
    let rest = address.trim().strip_prefix("http://127.0.0.1:").unwrap().to_owned();
    let (port, token) = rest.split_once('/').unwrap();
    let token = token.trim_end_matches('/');
    let ask = |method: &str, path: &str, body: &str| {
        let mut stream = TcpStream::connect(("127.0.0.1", port.parse::<u16>().unwrap())).unwrap();
        write!(
            stream,
            "{method} /{token}/{path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8(answer).unwrap()
    };
    let page = ask("GET", "", "");
    is_harmless("the page", page.as_bytes());
    let question = json!({"edition": null, "digests": []}).to_string();
    let deadline = Instant::now() + Duration::from_secs(60);
    let mut content = ask("POST", "content", &question);
    // There is nothing to play until the first check is done.
    while !content.contains("Place zq") && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(50));
        content = ask("POST", "content", &question);
    }
    assert!(content.contains("Place zq"), "{content}");
    is_harmless("the story", content.as_bytes());
    let parse =
        |answer: &str| -> serde_json::Value { serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap() };
    let texts_are_harmless = |answer: &serde_json::Value| {
        let mut texts = Vec::new();
        collect(answer, &mut texts);
        texts.iter().for_each(|text| is_harmless("what the page shows", text.as_bytes()));
    };
    // The page replaces them in the story itself: `scn-preview/browser/preview.mjs` looks at it.
    let mut content = parse(&content);
    content.as_object_mut().unwrap().remove("story").unwrap();
    assert!(content["findings"]["shown"].is_array(), "{content}");
    texts_are_harmless(&content);
    let start = json!({"event": "started", "pack": "p", "digest": "sha256:0", "scenario": "s", "seed": 1});
    let events = json!([start, {"event": "shown", "at": "a"}]);
    let part = json!({"kind": "scenario", "id": "s"});
    let moment = json!({"edition": content["edition"], "part": part, "events": events}).to_string();
    let values = ask("POST", "inspect", &moment);
    assert!(values.contains("Trust zq"), "{values}");
    is_harmless("the values", values.as_bytes());
    texts_are_harmless(&parse(&values));
    let graph = ask("POST", "graph", &json!({"scenario": "s"}).to_string());
    is_harmless("a graph", graph.as_bytes());
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn the_language_server_shows_nothing_hidden() {
    let folder = pack();
    let path = folder.path().join("s.scn");
    let x = hostile();
    let text = fs::read_to_string(&path).unwrap().replace("Next: e", &format!("Next: nowhere{x}"));
    let mut client = Client::start(folder.path(), "utf-8");
    client.open(&path, &text);
    client.until(|it| it.diagnostics.values().any(|it| it["diagnostics"].as_array().is_some_and(|it| !it.is_empty())));
    let shown = |value: &serde_json::Value| {
        let mut texts = Vec::new();
        collect(value, &mut texts);
        for text in texts {
            is_harmless("an answer of the server", text.as_bytes());
        }
    };
    for diagnostics in client.diagnostics.values() {
        shown(&diagnostics["diagnostics"]);
    }
    let document = json!({"textDocument": {"uri": client::uri(&path)}});
    let symbols = client.ask("textDocument/documentSymbol", document.clone());
    shown(&symbols);
    let lenses = client.ask("textDocument/codeLens", document);
    shown(&lenses);
    let line = text.lines().position(|line| line.contains("Next: b")).unwrap();
    let at = json!({"textDocument": {"uri": client::uri(&path)}, "position": client::position(line, 10)});
    let hover = client.ask("textDocument/hover", at.clone());
    assert!(hover.to_string().contains("Second zq"), "{hover}");
    shown(&hover);
    let found = client.ask("workspace/symbol", json!({"query": ""}));
    shown(&found);
    let completion = client.ask("textDocument/completion", at);
    for item in completion.as_array().into_iter().flatten().chain(completion["items"].as_array().into_iter().flatten())
    {
        shown(&json!([item["label"], item["detail"], item["documentation"]]));
    }
    assert_eq!(client.stop(), Some(0));
}

/// Collects all strings of a value, except keys.
fn collect(value: &serde_json::Value, into: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => into.push(text.clone()),
        serde_json::Value::Array(all) => all.iter().for_each(|it| collect(it, into)),
        serde_json::Value::Object(all) => all.values().for_each(|it| collect(it, into)),
        serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => {}
    }
}
