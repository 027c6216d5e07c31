//! Tests `scn serve` as a process: its address and its accounts; several processes on PostgreSQL;
//! and its pages in a real browser, if there is one.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by it")]
#![expect(clippy::print_stderr, clippy::print_stdout, reason = "a test that is skipped says so")]

#[expect(dead_code, reason = "each test that shares it needs a part of it")]
#[path = "../../scn-records/tests/postgres/mod.rs"]
mod postgres;

#[expect(dead_code, reason = "each test that shares it needs a part of it")]
mod served;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use postgres::PostgresServer;
use served::{Served, between, example, scn, text};

#[test]
fn accounts_are_changed_on_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("server.db").to_string_lossy().into_owned();
    let run = |words: &[&str]| scn(&database).args(["serve", "user"]).args(words).output().unwrap();
    let (out, _) = text(&run(&["add", "Ada", "--role", "administrator"]));
    let code = out.strip_prefix("Ada\t").unwrap().trim();
    assert_eq!(code.len(), 23, "{out}");
    let taken = run(&["add", "ADA"]);
    assert_eq!((taken.status.code(), text(&taken).1.as_str()), (Some(2), "error: this name is taken\n"));
    let unknown = run(&["role", "Eve", "manager"]);
    assert_eq!(text(&unknown).1, "error: there is no account with this name\n");
    assert_ne!(text(&run(&["reset", "ada"])).0.strip_prefix("Ada\t").unwrap().trim(), code);
    let list = folder.path().join("staff.csv");
    std::fs::write(&list, "name,groups\nBen,Sales\n").unwrap();
    assert!(text(&run(&["import", list.to_str().unwrap()])).0.starts_with("Ben\t"));
}

#[test]
fn what_cannot_be_served_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("server.db").to_string_lossy().into_owned();
    let bad = folder.path().join("bad.scn");
    std::fs::write(&bad, "Scenario a: A\n  B.\n\nSituation s: S\n  Choice: C\n    Next: nowhere\n").unwrap();
    let output = scn(&database).arg("serve").arg(&bad).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output).1.contains("nothing is served: fix the errors first"));
    let output = scn(&database).arg("serve").arg(example()).args(["--listen", "nonsense"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output).1.contains("cannot listen at `nonsense`"), "{:?}", text(&output));
    let used = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = used.local_addr().unwrap().to_string();
    let output = scn(&database).arg("serve").arg(example()).args(["--listen", &address]).output().unwrap();
    assert!(text(&output).1.contains("help: stop the other program"), "{:?}", text(&output));
    let output = scn("postgres://scn:sesame@127.0.0.1:1/x")
        .arg("serve")
        .arg(example())
        .args(["--listen", "127.0.0.1:0"])
        .output()
        .unwrap();
    let (_, error) = text(&output);
    assert!(
        error.starts_with("error: the database: the database cannot be reached") && !error.contains("sesame"),
        "{error}"
    );
    for url in ["learn.example.org", "https://", "https://learn.example.org/courses"] {
        let output = scn(&database).args(["serve", "--base-url", url]).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{url}");
    }
}

#[test]
fn several_processes_serve_one_learner() {
    let Some(server) = PostgresServer::start() else { return };
    let (one, other) = (Served::start(&server.url()), Served::start(&server.url()));
    let page = one.ask("GET", "/sign-up", ("", ""), "");
    let guest = between(&page, "set-cookie: ", ";").to_owned();
    let token = between(&page, "name=\"token\" value=\"", "\"").to_owned();
    let body = format!("token={token}&name=Ana&passphrase=correct+horse+battery");
    let form = "content-type: application/x-www-form-urlencoded\r\n";
    let signed = other.ask("POST", "/sign-up", (&guest, form), &body);
    let cookie = between(&signed, "set-cookie: ", ";").to_owned();
    assert!(one.ask("GET", "/me", (&cookie, ""), "").starts_with("HTTP/1.1 200"));
    assert!(one.ask("GET", "/readyz", ("", ""), "").ends_with("ok\n"));
    server.restart();
    assert!(other.ask("GET", "/me", (&cookie, ""), "").contains("HTTP/1.1"));
    assert!(other.ask("GET", "/me", (&cookie, ""), "").starts_with("HTTP/1.1 200"), "it has connected again");
}

#[test]
fn the_command_line_keeps_records_in_the_same_database() {
    let Some(server) = PostgresServer::start() else { return };
    let url = server.url();
    let story = example();
    let run = |words: &[&str], input: &str| {
        let mut command = scn(&url);
        command.args(words).args(["--db", &url]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    let course = story.to_str().unwrap();
    let played = run(&["learn", course, "--learner", "Ana"], "1\nq\n");
    assert!(played.status.success(), "{:?}", text(&played));
    let progress = run(&["progress", course, "--learner", "ana"], "");
    assert!(text(&progress).0.contains("Done: 1 of 5"), "{:?}", text(&progress));
    let exported = run(&["records", "export", "ANA"], "");
    assert!(text(&exported).0.contains("\"name\": \"Ana\""), "{:?}", text(&exported));
    let forgotten = run(&["records", "forget", "Ana", "--yes"], "");
    assert!(text(&forgotten).0.starts_with("deleted: 1 attempt"), "{:?}", text(&forgotten));
    let progress = run(&["progress", course, "--learner", "ana"], "");
    assert!(text(&progress).0.contains("Done: 0 of 5"), "{:?}", text(&progress));
}

#[test]
fn every_page_can_be_used_in_a_browser() {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scn-web/browser");
    let runs = |command: &str| Command::new(command).arg("--version").output().is_ok_and(|it| it.status.success());
    let packages = ["playwright-core", "axe-core"].iter().all(|it| scripts.join("node_modules").join(it).is_dir());
    if !(packages && runs("node") && Path::new("/usr/bin/chromium").exists()) {
        eprintln!(
            "SKIPPED: no Node.js, no Chromium, or no packages in crates/scn-web/browser; `.ci/extras` installs them"
        );
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("server.db").to_string_lossy().into_owned();
    let added = scn(&database).args(["serve", "user", "add", "Ada", "--role", "administrator"]).output().unwrap();
    let (code, _) = text(&added);
    let served = Served::start(&database);
    let mut node = Command::new("node");
    node.arg("server.mjs").arg(&served.address).arg(code.trim().trim_start_matches("Ada\t")).current_dir(scripts);
    let output = node.output().unwrap();
    let (out, error) = text(&output);
    assert!(output.status.success(), "{out}{error}");
    println!("{out}");
}
