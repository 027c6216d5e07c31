//! The server for assistants as an assistant sees it: `scn mcp` over lines of JSON-RPC on standard
//! input and output.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by it")]

mod assistant;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use assistant::{Assistant, PATIENCE, text_of};
use serde_json::{Value, json};
use tempfile::TempDir;

const MANIFEST: &str = "[pack]\nname = \"counter\"\ntitle = \"At the counter\"\nlanguage = \"en\"\n";

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").canonicalize().unwrap()
}

/// Returns the scenario of the example `first-steps`, which has nothing to report.
fn first_steps() -> String {
    fs::read_to_string(examples().join("first-steps/first-steps.scn")).unwrap()
}

/// Returns all files below a folder and their texts.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_symlink() {
            files.push((path, b"a link".to_vec()));
        } else if path.is_dir() {
            files.extend(contents(&path));
        } else {
            files.push((path.clone(), fs::read(&path).unwrap()));
        }
    }
    files.sort();
    files
}

/// Creates a folder with a pack in it.
fn pack() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("scn.toml"), MANIFEST).unwrap();
    fs::write(folder.path().join("parcel.scn"), first_steps()).unwrap();
    folder
}

#[test]
fn the_tools_and_their_hints_are_these() {
    let folder = pack();
    let mut shown = String::new();
    for words in [&[][..], &["--write"]] {
        shown.push_str(&format!("scn mcp {}\n", words.join(" ")));
        let mut assistant = Assistant::start(folder.path(), words);
        let tools = assistant.request("tools/list", &json!({}))["result"]["tools"].clone();
        for tool in tools.as_array().unwrap() {
            let hints = &tool["annotations"];
            let arguments: Vec<&str> =
                tool["inputSchema"]["properties"].as_object().unwrap().keys().map(String::as_str).collect();
            shown.push_str(&format!(
                "  {}({}): read-only {}, destructive {}, idempotent {}, open world {}\n",
                tool["name"].as_str().unwrap(),
                arguments.join(", "),
                hints["readOnlyHint"],
                hints["destructiveHint"],
                hints["idempotentHint"],
                hints["openWorldHint"],
            ));
            assert!(jsonschema::meta::is_valid(&tool["inputSchema"]), "{tool}");
            let is_described = |it: &Value| it["description"].as_str().is_some_and(|it| it.len() > 10);
            assert!(is_described(tool), "{tool}");
            assert!(
                tool["inputSchema"]["properties"]
                    .as_object()
                    .unwrap()
                    .values()
                    .all(|it| { is_described(it) || it["enum"].is_array() })
            );
        }
        assert!(assistant.end().success());
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn a_session_leads_from_an_empty_folder_to_a_clean_pack_that_is_played_and_built() {
    let folder = tempfile::tempdir().unwrap();
    let mut it = Assistant::start(folder.path(), &["--write", "."]);
    assert!(it.text("list", json!({})).contains("no text files"));
    assert!(it.refusal("check", json!({})).contains("create one with the tool `write`"));
    for name in ["llms.txt", "guide", "language"] {
        assert!(it.text("explain", json!({ "name": name })).contains("Scenario"), "{name}");
    }
    assert!(it.text("write", json!({ "path": "scn.toml", "text": MANIFEST })).starts_with("created `scn.toml`"));
    let broken = first_steps().replacen("    Next: window\n", "    Next: widnow\n", 1);
    it.text("write", json!({ "path": "week/parcel.scn", "text": broken }));
    let checked = it.call("check", &json!({}));
    assert!(text_of(&checked).contains("widnow"), "{checked}");
    assert!(!text_of(&checked).contains('\u{1b}'));
    let finding = &checked["structuredContent"]["findings"][0];
    assert_eq!(finding["file"], "week/parcel.scn", "{checked}");
    let page = it.text("explain", json!({ "name": finding["name"] }));
    assert!(page.contains(finding["name"].as_str().unwrap()));
    let shown = it.text("fix", json!({ "unsafe": true }));
    assert!(shown.contains("+    Next: window"), "{shown}");
    assert_eq!(fs::read_to_string(folder.path().join("week/parcel.scn")).unwrap(), broken);
    it.text("fix", json!({ "unsafe": true, "write": true }));
    let ragged = first_steps().replacen("    Next: window", "      Next:   window", 1);
    let replaced = it.text("write", json!({ "path": "week/parcel.scn", "text": ragged }));
    assert!(replaced.contains("+      Next:   window"), "{replaced}");
    it.text("format", json!({ "write": true }));
    let read = it.text("read", json!({ "path": "week/parcel.scn" }));
    assert_eq!(read, first_steps());
    let for_platform = it.text("check", json!({ "for": ["html", "scorm12"] }));
    assert!(for_platform.contains("no-score"), "{for_platform}");
    let checked = it.call("check", &json!({}));
    assert_eq!(checked["structuredContent"]["summary"], json!({ "errors": 0, "warnings": 0, "hints": 0 }), "{checked}");

    let mut choices: Vec<Value> = Vec::new();
    let played = loop {
        let page = it.call("play", &json!({ "choices": choices }));
        assert_eq!(page["structuredContent"]["run"]["choices"], json!(choices), "{page}");
        if page["structuredContent"]["over"] == true {
            break page;
        }
        choices.push(page["structuredContent"]["choices"][0]["id"].clone());
    };
    assert_eq!(choices, ["surely", "sorry"]);
    assert_eq!(played["structuredContent"]["debrief"]["decisions"].as_array().map(Vec::len), Some(2), "{played}");
    assert!(text_of(&played).contains("## Debrief"), "{played}");

    assert!(it.text("stats", json!({})).contains("late-parcel"));
    assert_eq!(it.call("stats", &json!({ "format": "json" }))["structuredContent"]["packs"][0]["name"], "counter");
    assert!(it.text("graph", json!({ "scenario": "late-parcel" })).contains("flowchart"));
    assert!(it.text("build", json!({ "format": "html", "output": "out.html" })).contains("built `out.html`"));
    assert!(fs::read_to_string(folder.path().join("out.html")).unwrap().contains("The late parcel"));
    let again = it.refusal("build", json!({ "format": "html", "output": "out.html" }));
    assert!(again.contains("`replace`"), "{again}");
    it.text("build", json!({ "format": "html", "output": "out.html", "replace": true }));
    it.text("build", json!({ "format": "site", "output": "site" }));
    assert!(folder.path().join("site/index.html").is_file());
    assert!(it.end().success());
}

#[test]
fn a_page_of_a_run_is_what_a_learner_sees() {
    let folder = pack();
    let mut it = Assistant::start(folder.path(), &[]);
    insta::assert_snapshot!(it.text("play", json!({ "choices": ["surely"] })));
    insta::assert_snapshot!(it.text("play", json!({ "choices": ["surely", "card"] })));
    let first = it.call("play", &json!({}));
    assert_eq!(first["structuredContent"]["at"], "the-call");
    let from = it.call("play", &json!({ "from": "no-parcel" }));
    assert_eq!(from["structuredContent"]["at"], "no-parcel");
    let refused = it.refusal("play", json!({ "choices": ["surely", "nope"] }));
    assert!(refused.contains("`nope` is not on offer at `no-parcel`"), "{refused}");
    assert!(it.refusal("play", json!({ "choices": ["a,b"] })).contains("`a,b` is not the id"));
    assert!(it.refusal("play", json!({ "scenario": "late" })).contains("late-parcel"));
}

#[test]
fn locked_choices_hints_and_values_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let events = fs::read_to_string(examples().join("../crates/scn-run/schema/events.md")).unwrap();
    let (_, rest) = events.split_once("```scn file=till.scn\n").unwrap();
    let (scenario, _) = rest.split_once("```").unwrap();
    fs::write(folder.path().join("till.scn"), scenario).unwrap();
    let mut it = Assistant::start(folder.path(), &["."]);
    insta::assert_snapshot!(it.text("play", json!({ "hints": 2 })));
}

#[test]
fn a_server_without_write_changes_nothing() {
    let folder = pack();
    let ragged = first_steps().replacen("    Next: window", "      Next:   window", 1);
    fs::write(folder.path().join("parcel.scn"), &ragged).unwrap();
    let before = contents(folder.path());
    let mut it = Assistant::start(folder.path(), &[]);
    for (tool, arguments) in [
        ("write", json!({ "path": "x.scn", "text": "" })),
        ("format", json!({ "write": true })),
        ("fix", json!({ "write": true })),
        ("build", json!({ "format": "json", "output": "x.json" })),
    ] {
        let why = it.refusal(tool, arguments);
        assert!(why.contains("scn mcp --write"), "{why}");
    }
    assert!(it.text("format", json!({})).contains("+    Next: window"));
    it.text("fix", json!({}));
    it.text("check", json!({}));
    assert!(it.call("test", &json!({}))["structuredContent"]["summary"].is_object());
    it.text("play", json!({}));
    it.text("stats", json!({}));
    it.text("graph", json!({ "format": "svg" }));
    assert_eq!(it.text("format", json!({ "text": ragged })), first_steps());
    let of_text = it.call("check", &json!({ "text": first_steps().replace("Next: window", "Next: widnow") }));
    assert_eq!(of_text["structuredContent"]["findings"][0]["file"], "<stdin>", "{of_text}");
    fs::write(folder.path().join("parcel.scn"), "Scenario late-parcel: L\n").unwrap();
    assert!(it.refusal("play", json!({})).contains("it cannot be played"));
    assert!(it.refusal("stats", json!({})).contains("fix"));
    assert!(it.text("check", json!({})).contains("error"));
    fs::write(folder.path().join("parcel.scn"), &ragged).unwrap();
    assert_eq!(contents(folder.path()), before);
}

#[test]
fn no_path_leads_out_of_the_folder() {
    let outside = tempfile::tempdir().unwrap();
    let folder = outside.path().join("pack");
    fs::create_dir_all(folder.join(".git")).unwrap();
    fs::write(folder.join("scn.toml"), MANIFEST).unwrap();
    fs::write(folder.join("parcel.scn"), first_steps()).unwrap();
    fs::write(folder.join(".git/config.md"), "secret").unwrap();
    fs::write(outside.path().join("secret.scn"), "secret").unwrap();
    fs::create_dir(outside.path().join("beside")).unwrap();
    let mut paths = vec![
        "../secret.scn".to_owned(),
        "parcel.scn/../../secret.scn".to_owned(),
        outside.path().join("secret.scn").to_str().unwrap().to_owned(),
        "/etc/passwd.md".to_owned(),
        ".git/config.md".to_owned(),
    ];
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink(outside.path().join("secret.scn"), folder.join("link.scn")).unwrap();
        symlink(outside.path().join("beside"), folder.join("way")).unwrap();
        symlink(outside.path().join("nothing.scn"), folder.join("broken.scn")).unwrap();
        symlink(outside.path().join("nowhere"), folder.join("gone")).unwrap();
        symlink(".git", folder.join("git")).unwrap();
        paths.extend(["link.scn", "way/new.scn", "broken.scn", "gone/new.scn", "git/config.md"].map(str::to_owned));
    }
    let before = contents(outside.path());
    let mut it = Assistant::start(&folder, &["--write", "."]);
    for path in &paths {
        for (tool, arguments) in [
            ("read", json!({ "path": path })),
            ("write", json!({ "path": path, "text": "changed" })),
            ("check", json!({ "path": path })),
            ("format", json!({ "path": path, "write": true })),
            ("fix", json!({ "path": path, "write": true })),
            ("play", json!({ "path": path })),
            ("stats", json!({ "path": path })),
            ("graph", json!({ "path": path })),
            ("build", json!({ "path": path, "format": "json", "output": "x.json" })),
            ("build", json!({ "format": "json", "output": path })),
        ] {
            let why = it.refusal(tool, arguments);
            assert!(!why.contains("secret\n"), "{tool} {path}: {why}");
        }
        let uri = format!("scn://files/{}", path.replace("..", "%2E%2E"));
        let answer = it.request("resources/read", &json!({ "uri": uri }));
        assert!(answer["error"]["message"].is_string(), "{answer}");
    }
    let listed = it.text("list", json!({}));
    assert!(!listed.contains(".git") && !listed.contains("secret"), "{listed}");
    assert_eq!(contents(outside.path()), before);
    for name in ["x.toml", "x.sh", "x", "sub/Cargo.toml", "x.SCN "] {
        assert!(it.refusal("write", json!({ "path": name, "text": "" })).contains("only `scn.toml`"), "{name}");
    }
    for name in ["parcel.scn", "scn.toml", "x.txt"] {
        it.refusal("build", json!({ "format": "json", "output": name, "replace": true }));
    }
    assert_eq!(contents(outside.path()), before);
    assert!(it.end().success());
}

#[test]
fn a_dependency_outside_the_folder_is_not_read() {
    let outside = tempfile::tempdir().unwrap();
    let folder = outside.path().join("pack");
    fs::create_dir_all(&folder).unwrap();
    fs::create_dir(outside.path().join("rules")).unwrap();
    fs::write(outside.path().join("rules/scn.toml"), "[pack]\nname = \"rules\"\n").unwrap();
    fs::write(outside.path().join("rules/rules.scn"), "Principle secret: Tell nobody\n  Nobody.\n").unwrap();
    fs::write(folder.join("scn.toml"), format!("{MANIFEST}\n[dependencies]\nrules = {{ path = \"../rules\" }}\n"))
        .unwrap();
    fs::write(folder.join("parcel.scn"), first_steps()).unwrap();
    let why = Assistant::start(&folder, &[]).refusal("check", json!({}));
    assert!(why.contains("`rules`") && why.contains("outside the folder"), "{why}");
    let both = Assistant::start(outside.path(), &["."]).call("check", &json!({}));
    assert_ne!(both["isError"], true, "{both}");
}

#[test]
fn a_part_of_a_pack_and_a_file_are_refused_as_the_folder() {
    let folder = pack();
    fs::create_dir(folder.path().join("sub")).unwrap();
    for (name, words) in [
        ("sub", "is only a part of the pack"),
        ("parcel.scn", "is a file"),
        ("none", "no file or folder"),
        ("/", "is the whole disk"),
    ] {
        let output =
            Command::new(env!("CARGO_BIN_EXE_scn")).args(["mcp", name]).current_dir(folder.path()).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), text.contains(words)), (Some(2), true), "{text}");
        assert!(output.stdout.is_empty());
    }
    let empty = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_scn")).arg("mcp").current_dir(empty.path()).output().unwrap();
    assert!(String::from_utf8(output.stderr).unwrap().contains("is in no pack"));
    // Without a folder, this is the whole pack.
    assert!(Assistant::start(&folder.path().join("sub"), &[]).text("list", json!({})).contains("parcel.scn"));
}

#[test]
fn wrong_arguments_are_answered_with_what_is_right() {
    let folder = pack();
    let mut it = Assistant::start(folder.path(), &["--write"]);
    for (tool, arguments, words) in [
        ("check", json!({ "pathe": "x" }), "did you mean `path`?"),
        ("list", json!({ "path": "x" }), "it has none"),
        ("check", json!({ "path": 5 }), "`path` must be a text"),
        ("check", json!({ "path": "parcel.scn", "text": "x" }), "not both"),
        ("check", json!({ "for": "html" }), "`for` must be a list of texts"),
        ("check", json!({ "states": -1 }), "`states` must be a whole number"),
        ("check", json!({ "for": ["word"] }), "word"),
        ("read", json!({}), "`path` is missing"),
        ("read", json!({ "path": "parcle.scn" }), "there is no file or folder `parcle.scn`"),
        ("read", json!({ "path": "" }), "is a folder"),
        ("write", json!({ "path": "x.scn" }), "`text` is missing"),
        ("write", json!({ "path": "", "text": "x" }), "names no file"),
        ("format", json!({ "write": "yes" }), "`write` must be true or false"),
        ("explain", json!({ "name": "ded-end" }), "did you mean `dead-end`?"),
        ("explain", json!({ "name": "--help" }), "there is no finding, keyword or term `--help`"),
        ("graph", json!({ "format": "png" }), "must be one of `svg`, `dot`, `mermaid`"),
        ("graph", json!({ "scenario": "late" }), "late-parcel"),
        ("stats", json!({ "scenario": "late" }), "late"),
        ("build", json!({ "format": "html", "output": "x.zip" }), "must end in `.html`"),
        ("build", json!({ "output": "x.zip" }), "`format` is missing"),
    ] {
        let why = it.refusal(tool, arguments.clone());
        assert!(why.contains(words), "{tool} {arguments}: {why}");
    }
    let unknown = it.request("tools/call", &json!({ "name": "delete", "arguments": {} }));
    assert!(unknown["error"]["message"].as_str().unwrap().contains("there is no tool `delete`"), "{unknown}");
}

#[test]
fn resources_are_the_documents_the_findings_and_the_files() {
    let folder = pack();
    fs::create_dir(folder.path().join("week 1")).unwrap();
    fs::write(folder.path().join("week 1/é.scn"), "Scenario e: E\n").unwrap();
    let mut it = Assistant::start(folder.path(), &[]);
    let listed = it.request("resources/list", &json!({}))["result"]["resources"].clone();
    let uris: Vec<&str> = listed.as_array().unwrap().iter().map(|it| it["uri"].as_str().unwrap()).collect();
    assert_eq!(
        uris,
        [
            "scn://llms.txt",
            "scn://guide",
            "scn://language",
            "scn://events",
            "scn://files/parcel.scn",
            "scn://files/scn.toml",
            "scn://files/week%201/%C3%A9.scn"
        ]
    );
    for uri in uris.iter().copied().chain(["scn://findings/dead-end"]) {
        let contents = it.request("resources/read", &json!({ "uri": uri }))["result"]["contents"][0].clone();
        assert_eq!(contents["uri"], uri);
        assert!(contents["text"].as_str().is_some_and(|text| !text.is_empty()), "{contents}");
    }
    let templates = it.request("resources/templates/list", &json!({}))["result"]["resourceTemplates"].clone();
    assert_eq!(templates.as_array().map(Vec::len), Some(2), "{templates}");
    for (uri, words) in [
        ("scn://findings/ded-end", "did you mean `scn://findings/dead-end`?"),
        ("scn://files/none.scn", "there is no file"),
        ("scn://files/%zz", "has a `%`"),
        ("file:///etc/passwd", "there is no resource"),
    ] {
        let answer = it.request("resources/read", &json!({ "uri": uri }));
        assert!(answer["error"]["message"].as_str().is_some_and(|it| it.contains(words)), "{answer}");
    }
}

#[test]
#[cfg(unix)]
fn a_server_that_is_told_to_end_does_so_in_order() {
    let folder = pack();
    let it = Assistant::start(folder.path(), &[]);
    let signalled = Command::new("kill").arg(it.server.id().to_string()).status().unwrap();
    assert!(signalled.success() && it.server_ends().success());
}

/// Returns the text of a scenario whose statistics take long to find.
#[cfg(target_os = "linux")]
fn large_scenario() -> String {
    let mut text = String::from("Scenario big: Big\n\n");
    (0..14).for_each(|i| text.push_str(&format!("Meter m{i}: M {i}\n  Range: 0 to 50\n")));
    text.push_str("\nSituation a: A\n  Text.\n\n");
    for i in 0..14 {
        let (next, limit, other, more) = ((i + 1) % 14, 17 + i, (i + 5) % 14, i % 3 + 1);
        text.push_str(&format!(
            "  Choice c{i} [if m{i} < 47 and m{next} < {limit}]: Do {i}.\n    Outcome: Done.\n    Set: m{i} +{more}, m{other} -1\n    Next: a\n\n"
        ));
    }
    text + "  Choice out: Out.\n    Next: e\n\nEnding e: E\n  Result: passed\n  Over.\n"
}

/// Returns the children of a process that has one thread which starts them.
#[cfg(target_os = "linux")]
fn children(process: u32) -> String {
    let children = fs::read_to_string(format!("/proc/{process}/task/{process}/children"));
    children.unwrap_or_default().trim().to_owned()
}

/// Waits until a process has a child, or has none, and returns it.
#[cfg(target_os = "linux")]
fn wait_for_child(process: u32, patience: Duration, is_there: bool) -> String {
    let started = Instant::now();
    loop {
        let children = children(process);
        if children.is_empty() != is_there {
            return children;
        }
        assert!(started.elapsed() < patience, "still {children:?}");
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_command_ends_with_its_request_and_with_the_server() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("big.scn"), large_scenario()).unwrap();
    let mut it = Assistant::start(folder.path(), &["."]);
    let server = it.server.id();
    let params = json!({ "name": "stats", "arguments": {} });
    let request = json!({ "jsonrpc": "2.0", "id": "long", "method": "tools/call", "params": params }).to_string();
    it.send(&request);
    wait_for_child(server, PATIENCE, true);
    let params = json!({ "requestId": "long" });
    it.send(&json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": params }).to_string());
    wait_for_child(server, Duration::from_secs(4), false);
    assert_eq!(it.request("ping", &json!({}))["result"], json!({}));
    it.send(&request);
    let child = wait_for_child(server, PATIENCE, true);
    // At the end of the input, the answer to what was asked is still awaited.
    drop(it.input.take());
    thread::sleep(Duration::from_secs(7));
    if children(server).is_empty() {
        // This machine is fast.
        assert_eq!(it.receive()["id"], "long");
        return;
    }
    assert!(Command::new("kill").arg(server.to_string()).status().unwrap().success());
    assert!(it.server_ends().success());
    let started = Instant::now();
    while fs::read_to_string(format!("/proc/{child}/stat")).is_ok_and(|stat| !stat.contains(") Z ")) {
        assert!(started.elapsed() < Duration::from_secs(4), "the command outlives the server");
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn what_is_no_message_is_answered_and_the_session_goes_on() {
    let folder = pack();
    let mut it = Assistant::silent(folder.path(), &[]);
    it.send("");
    it.send(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }).to_string());
    it.send("hello");
    assert_eq!(it.receive()["error"]["code"], -32700);
    drop(it);
    let mut it = Assistant::start(folder.path(), &[]);
    for (line, code) in [
        ("hello".to_owned(), -32700),
        ("{".to_owned(), -32700),
        ("[".repeat(100_000), -32700),
        ("\u{feff}[]".to_owned(), -32600),
        ("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]".to_owned(), -32600),
        ("{\"jsonrpc\":\"2.0\"}".to_owned(), -32600),
        ("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":5}}".to_owned(), -32602),
        ("{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"no/such\"}".to_owned(), -32601),
    ] {
        it.send(&line);
        let start: String = line.chars().take(80).collect();
        let answer = it.receive();
        assert_eq!(answer["error"]["code"], code, "{start}: {answer}");
    }
    let input = it.input.as_mut().unwrap();
    input.write_all(b"\xff\xfe\x00garbage\n").unwrap();
    assert_eq!(it.receive()["error"]["code"], -32700);
    it.send(&"x".repeat((16 << 20) + 1));
    assert_eq!(it.receive()["error"]["code"], -32600);
    assert!(it.text("check", json!({})).contains("nothing to report"));
    assert!(it.end().success());
}

#[test]
fn every_request_before_the_end_of_the_input_is_answered() {
    let folder = pack();
    let mut it = Assistant::start(folder.path(), &[]);
    for id in 0..5 {
        let params = json!({ "name": "check", "arguments": {} });
        it.send(
            &json!({ "jsonrpc": "2.0", "id": format!("c{id}"), "method": "tools/call", "params": params }).to_string(),
        );
    }
    drop(it.input.take());
    let mut ids: Vec<String> = (0..5).map(|_| it.receive()["id"].as_str().unwrap().to_owned()).collect();
    ids.sort();
    assert_eq!(ids, ["c0", "c1", "c2", "c3", "c4"]);
    assert!(it.end().success());
}

#[test]
fn a_server_ends_when_nobody_is_there() {
    let folder = pack();
    assert!(Assistant::silent(folder.path(), &[]).end().success());
    // Nobody reads what it writes.
    let mut command = Command::new(env!("CARGO_BIN_EXE_scn"));
    command.arg("mcp").current_dir(folder.path()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut server = command.spawn().unwrap();
    drop(server.stdout.take());
    let mut input = server.stdin.take().unwrap();
    let about = json!({
        "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": { "name": "test", "version": "1" }
    });
    let line = json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": about });
    writeln!(input, "{line}").unwrap();
    let started = Instant::now();
    while server.try_wait().unwrap().is_none() {
        assert!(started.elapsed() < PATIENCE, "it does not end");
        thread::sleep(Duration::from_millis(20));
    }
    let output = server.wait_with_output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code().is_some() && !errors.contains("panicked"), "{errors}");
}

#[test]
#[cfg(unix)]
#[expect(clippy::print_stderr, reason = "who runs the tests is to see what was skipped")]
fn the_client_of_the_makers_of_the_protocol_leads_a_whole_session() {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/other-tools");
    let node = Command::new("node").arg("--version").output().is_ok_and(|it| it.status.success());
    if !node || !tools.join("node_modules/@modelcontextprotocol/sdk").is_dir() {
        eprintln!("SKIPPED: no Node.js or no packages in tests/other-tools; `.ci/extras` installs them");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new("node");
    command.arg(tools.join("mcp.mjs")).arg(env!("CARGO_BIN_EXE_scn")).arg(folder.path());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut client = command.spawn().unwrap();
    client.stdin.take().unwrap().write_all(first_steps().as_bytes()).unwrap();
    let output = client.wait_with_output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    let seen: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{errors}"));
    insta::assert_json_snapshot!(seen);
    assert!(folder.path().join("course.html").is_file());
}
