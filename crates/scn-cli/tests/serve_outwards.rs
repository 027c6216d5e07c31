//! Tests what `scn serve` has to do with other programs: a provider of OpenID Connect, a learning
//! record store, and those who read its log.
#![expect(clippy::unwrap_used, reason = "a test fails by it")]
#![expect(clippy::print_stderr, clippy::print_stdout, reason = "a test that is skipped says so")]

#[expect(dead_code, reason = "other tests use the rest")]
#[path = "../../scn-records/tests/postgres/mod.rs"]
mod postgres;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use postgres::PostgresServer;
use serde_json::Value;

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn scn() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scn"));
    command.stdin(Stdio::null());
    command
}

#[test]
fn people_sign_in_by_a_certified_provider() {
    let scripts = project().join("crates/scn-web/browser");
    let runs = |command: &str| Command::new(command).arg("--version").output().is_ok_and(|it| it.status.success());
    let packages = ["playwright-core", "axe-core", "oidc-provider"];
    let packages = packages.iter().all(|it| scripts.join("node_modules").join(it).is_dir());
    if !(packages && runs("node") && Path::new("/usr/bin/chromium").exists()) {
        eprintln!(
            "SKIPPED: no Node.js, no Chromium, or no packages in crates/scn-web/browser; `.ci/extras` installs them"
        );
        return;
    }
    let mut node = Command::new("node");
    node.arg("openid.mjs").arg(env!("CARGO_BIN_EXE_scn")).arg(project().join("examples/customer-privacy"));
    let database = PostgresServer::start();
    node.args(database.as_ref().map(PostgresServer::url));
    let output = node.current_dir(scripts).output().unwrap();
    let (out, error) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && out.contains("without a violation"), "{out}{error}");
    println!("{out}");
}

#[test]
fn a_learning_record_store_of_others_gets_every_statement_once_though_it_is_killed() {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| project().join("target"), PathBuf::from);
    let python = target.join("ralph/bin/python");
    if !python.exists() {
        eprintln!("SKIPPED: no Ralph in the target folder; `.ci/extras` installs it from PyPI");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut script = Command::new(python);
    script.arg(project().join("crates/scn-web/lms/ralph_outbox.py"));
    script.arg(env!("CARGO_BIN_EXE_scn")).arg(project().join("examples/customer-privacy")).arg(folder.path());
    let output = script.output().unwrap();
    let (said, wrong) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.ends_with("ok\n"), "{said}{wrong}");
}

/// Sends a request, and returns the answer.
fn ask(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.replace("HOST", address).as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn the_log_has_a_line_for_each_request_and_no_name() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = scn();
    command.arg("serve").arg(project().join("examples/customer-privacy"));
    command.args(["--listen", "127.0.0.1:0", "--log", "json"]).env("SCN_SERVER_DB", folder.path().join("server.db"));
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut address = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
    let address = address.trim().strip_prefix("http://").unwrap();
    let page = ask(address, "GET /sign-up HTTP/1.1\r\nhost: HOST\r\nconnection: close\r\n\r\n");
    let part = |before: &str, after: &str| page.split(before).nth(1).unwrap().split(after).next().unwrap().to_owned();
    let (cookie, token) = (part("set-cookie: ", ";"), part("name=\"token\" value=\"", "\""));
    let form = format!("token={token}&name=Thandi+Mokoena&passphrase=correct+horse+battery");
    let length = form.len();
    let signed = ask(
        address,
        &format!(
            "POST /sign-up HTTP/1.1\r\nhost: HOST\r\nconnection: close\r\ncookie: {cookie}\r\ncontent-length: {length}\r\n\r\n{form}"
        ),
    );
    assert!(signed.starts_with("HTTP/1.1 303"), "{signed}");
    let missing = ask(address, "GET /people/thandi HTTP/1.1\r\nhost: HOST\r\nconnection: close\r\n\r\n");
    assert!(missing.starts_with("HTTP/1.1 401"), "{missing}");
    let nothing = ask(address, "GET /nothing/thandi HTTP/1.1\r\nhost: HOST\r\nconnection: close\r\n\r\n");
    assert!(nothing.starts_with("HTTP/1.1 404"), "{nothing}");
    child.kill().unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    child.wait().unwrap();
    let lines: Vec<Value> = said.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let requests: Vec<(&str, &str, u64)> = lines
        .iter()
        .filter(|line| line["message"] == "request")
        .map(|line| {
            let of = |name: &str| line[name].as_str().unwrap();
            assert!(line["milliseconds"].is_u64() && line["level"] == "INFO", "{line}");
            (of("method"), of("path"), line["status"].as_u64().unwrap())
        })
        .collect();
    let expected =
        [("GET", "/sign-up", 200), ("POST", "/sign-up", 303), ("GET", "/people/{id}", 401), ("GET", "-", 404)];
    assert_eq!(requests, expected, "{said}");
    for secret in ["Thandi", "thandi", "Mokoena", "127.0.0.1:5", "correct", &token] {
        let lines: Vec<&str> = said.lines().filter(|line| line.starts_with('{')).collect();
        assert!(lines.iter().all(|line| !line.contains(secret)), "{secret}: {said}");
    }
}

#[test]
fn what_cannot_be_used_outwards_is_said() {
    let run = |words: &[&str]| {
        let folder = tempfile::tempdir().unwrap();
        let mut command = scn();
        command.arg("serve").arg(project().join("examples/customer-privacy")).args(["--listen", "127.0.0.1:0"]);
        let output = command.args(words).env("SCN_SERVER_DB", folder.path().join("server.db")).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let base = ["--base-url", "https://learn.example.org"];
    let with = |words: &[&str]| run(&[&base[..], words].concat());
    let error = with(&["--lrs", "http://lrs.example.org"]);
    assert_eq!(
        error,
        "error: the learning record store: `http://lrs.example.org` does not begin with `https://`, and is not on this machine\n"
    );
    let error = with(&["--openid", "nonsense", "--openid-client", "scn"]);
    assert_eq!(
        error,
        "error: the provider of OpenID Connect: `nonsense` is not an address: relative URL without a base\n"
    );
    assert!(run(&["--lrs", "https://lrs.example.org"]).contains("--base-url"));
    assert!(with(&["--openid", "https://id.example.org"]).contains("--openid-client"));
}
