//! The command `scn serve` as a process, and learners who send what they do to it.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

/// The headers of a form.
const FORM: &str = "content-type: application/x-www-form-urlencoded\r\n";

pub(crate) fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/customer-privacy")
}

pub(crate) fn scn(database: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scn"));
    command.stdin(Stdio::null()).stderr(Stdio::piped()).env("SCN_SERVER_DB", database);
    command
}

/// How many rounds of faults there are: `SCN_ROUNDS`, or 3.
pub(crate) fn rounds() -> usize {
    std::env::var("SCN_ROUNDS").map_or(3, |rounds| rounds.parse().unwrap())
}

pub(crate) fn text(output: &Output) -> (String, String) {
    (String::from_utf8_lossy(&output.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Returns what is between two texts.
pub(crate) fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}"));
    rest.split(after).next().unwrap()
}

/// Returns the digest of the example.
pub(crate) fn digest() -> String {
    let output =
        Command::new(env!("CARGO_BIN_EXE_scn")).args(["build", "--to", "json"]).arg(example()).output().unwrap();
    between(&text(&output).0, "\"digest\": \"", "\"").to_owned()
}

/// The running command.
pub(crate) struct Served {
    pub(crate) child: Child,
    pub(crate) address: String,
}

impl Served {
    pub(crate) fn start(database: &str) -> Self {
        let mut command = scn(database);
        command.arg("serve").arg(example()).args(["--listen", "127.0.0.1:0"]);
        Self::start_command(command)
    }

    /// Starts a command, which prints its address. Nobody reads its log, which is long while a
    /// database is away: in a pipe it would fill the pipe, and the command would wait for ever.
    pub(crate) fn start_command(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut address = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Self { child, address: address.trim().to_owned() }
    }

    pub(crate) fn host(&self) -> &str {
        self.address.strip_prefix("http://").unwrap_or_else(|| panic!("`{}` is an address", self.address))
    }

    /// Sends a request with a cookie, and returns the answer.
    pub(crate) fn ask(&self, method: &str, path: &str, (cookie, headers): (&str, &str), body: &str) -> String {
        ask(self.host(), method, path, (cookie, headers), body).unwrap()
    }

    /// Sends a signal.
    pub(crate) fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a request with a cookie, and returns the answer, which may be cut off.
pub(crate) fn ask(
    host: &str,
    method: &str,
    path: &str,
    (cookie, headers): (&str, &str),
    body: &str,
) -> io::Result<String> {
    let mut stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncookie: {cookie}\r\n{headers}content-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// Creates an account. Returns the cookie of the session.
pub(crate) fn sign_up(host: &str, name: &str) -> String {
    let page = ask(host, "GET", "/sign-up", ("", ""), "").unwrap();
    let guest = between(&page, "set-cookie: ", ";").to_owned();
    let token = between(&page, "name=\"token\" value=\"", "\"").to_owned();
    let body = format!("token={token}&name={name}&passphrase=correct+horse+battery");
    let signed = ask(host, "POST", "/sign-up", (&guest, FORM), &body).unwrap();
    between(&signed, "set-cookie: ", ";").to_owned()
}

/// Somebody who opens a lesson again and again, and knows how often that was confirmed.
pub(crate) struct Learner {
    id: String,
    cookie: String,
    token: String,
    digest: String,
    pub(crate) confirmed: usize,
}

impl Learner {
    pub(crate) fn sign_up(host: &str, name: &str, number: usize) -> Self {
        let cookie = sign_up(host, name);
        let state = ask(host, "GET", "/c/customer-privacy/state", (&cookie, ""), "").unwrap();
        let token = format!("x-scn-token: {}\r\n", between(&state, "\"token\":\"", "\""));
        let id = format!("0b6d6c3e-6f5c-4c0e-9f5e-3d1f1a1c{number:04x}");
        Self { id, cookie, token, digest: digest(), confirmed: 0 }
    }

    /// Returns the cookie of the session.
    pub(crate) fn cookie(&self) -> &str {
        &self.cookie
    }

    /// Returns the header with the token of the session.
    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// Opens the lesson once more. Returns whether the server has confirmed it.
    pub(crate) fn step(&mut self, host: &str) -> bool {
        let (digest, after) = (&self.digest, self.confirmed);
        let event = format!(
            r#"{{"when":0,"what":{{"event":"opened","pack":"customer-privacy","digest":"{digest}","lesson":"keep-information-safe"}}}}"#
        );
        let body = format!(
            r#"{{"part":{{"kind":"lesson","id":"keep-information-safe"}},"after":{after},"events":[{event}]}}"#
        );
        let path = format!("/c/customer-privacy/attempts/{}", self.id);
        let Ok(answer) = ask(host, "POST", &path, (&self.cookie, &self.token), &body) else { return false };
        let is_confirmed = answer.ends_with(&format!("\r\n\r\n{{\"events\":{}}}", after + 1));
        // A fault of the machine is never taken for a mistake of the learner.
        assert!(is_confirmed || !answer.starts_with("HTTP/1.1 4"), "{answer}");
        self.confirmed += usize::from(is_confirmed);
        is_confirmed
    }

    /// Goes on until a request is not confirmed.
    pub(crate) fn go_on_until_refused(&mut self, host: &str) {
        while self.confirmed < 400 && self.step(host) {}
    }

    /// Goes on, and repeats what was not confirmed, until somebody says that it is enough and all is
    /// confirmed. Counts what was refused.
    pub(crate) fn go_on(&mut self, host: &str, is_enough: &AtomicBool, refused: &AtomicUsize) {
        loop {
            let is_confirmed = self.step(host);
            if !is_confirmed {
                refused.fetch_add(1, Ordering::SeqCst);
                std::thread::sleep(Duration::from_millis(20));
            } else if is_enough.load(Ordering::SeqCst) {
                break;
            }
        }
    }

    /// Returns how often the lesson was opened, by what is stored.
    pub(crate) fn stored(&self, host: &str) -> usize {
        let state = ask(host, "GET", "/c/customer-privacy/state", (&self.cookie, ""), "").unwrap();
        assert!(state.contains(&self.id), "{state}");
        state.matches("\"event\":\"opened\"").count()
    }
}
