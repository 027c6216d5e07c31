//! A server with one course, and visitors who send requests to it as a browser does.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use scn_certificate::Key;
use scn_run::{Event, Playable, Session};
use scn_server::{Certificates, Course, Role, Server, Settings, add_account};
use scn_story::Story;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::postgres::PostgresServer;

/// A passphrase that is long enough.
pub(crate) const PASSPHRASE: &str = "correct horse battery";

/// The story of the course: one scenario.
pub(crate) fn story() -> Story {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../scn-story/schema/till.json");
    let mut story = Story::from_json(&std::fs::read_to_string(path).unwrap()).unwrap();
    story.seal();
    story
}

/// A running server, with its database in a folder of its own.
pub(crate) struct Running {
    pub(crate) server: Server,
    /// The database: a file in the folder, or a URL.
    pub(crate) place: String,
    pub(crate) folder: TempDir,
}

/// Tests something with a server on SQLite and, if it is installed, on PostgreSQL.
pub(crate) fn on_both_stores(test: impl Fn(Running)) {
    test(Running::start());
    if let Some(database) = PostgresServer::start() {
        let place = database.url();
        let server = serve(&place, story(), None);
        test(Running { server, place, folder: tempfile::tempdir().unwrap() });
    }
}

impl Running {
    pub(crate) fn start() -> Self {
        Self::start_with(story(), None)
    }

    pub(crate) fn start_with(story: Story, base_url: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("server.db").to_string_lossy().into_owned();
        let server = serve(&place, story, base_url);
        Self { server, place, folder }
    }

    /// Stops the server, and starts another one on the same database.
    pub(crate) fn restart(&mut self, story: Story) {
        let next = serve(&self.place, story, None);
        std::mem::replace(&mut self.server, next).stop();
    }

    /// Returns what is on the disk of a SQLite file and of the log beside it.
    pub(crate) fn bytes_on_disk(&self) -> Vec<u8> {
        let mut log = self.database().into_os_string();
        log.push("-wal");
        [self.database(), log.into()].into_iter().flat_map(|file| std::fs::read(file).unwrap_or_default()).collect()
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.folder.path().join("server.db")
    }

    /// Returns a guest who comes for the first time.
    pub(crate) fn visitor(&self) -> Visitor {
        Visitor { address: self.server.address(), host: None, cookie: String::new(), token: String::new() }
    }

    /// Returns somebody who has created an account and is signed in.
    pub(crate) fn learner(&self, name: &str) -> Visitor {
        let mut visitor = self.visitor();
        visitor.get("/sign-up");
        let answer = visitor.post("/sign-up", &[("name", name), ("passphrase", PASSPHRASE)]);
        assert_eq!(answer.status, 303, "{}", answer.body);
        visitor.get("/me");
        visitor
    }

    /// Returns somebody with a role, who is signed in.
    pub(crate) fn person(&self, name: &str, role: Role) -> Visitor {
        let code = add_account(&self.place, name, role).unwrap().code;
        let mut visitor = self.visitor();
        visitor.get("/recover");
        let answer = visitor.post("/recover", &[("name", name), ("code", &code), ("passphrase", PASSPHRASE)]);
        assert_eq!(answer.status, 303, "{}", answer.body);
        visitor.get("/me");
        visitor
    }
}

/// Starts a server on any port of this machine.
pub(crate) fn serve(database: &str, story: Story, base_url: Option<&str>) -> Server {
    Server::start(settings(database, story, base_url)).unwrap()
}

/// Returns what a server on any port of this machine is started with.
pub(crate) fn settings(database: &str, story: Story, base_url: Option<&str>) -> Settings {
    Settings {
        courses: vec![Course::new("till", story, &BTreeMap::new())],
        database: database.to_owned(),
        listener: TcpListener::bind("127.0.0.1:0").unwrap(),
        base_url: base_url.map(str::to_owned),
        sign_up: true,
        certificates: Some(Certificates {
            key: Key::from_secret(&[7; 32]),
            issuer: Some("Example Training".to_owned()),
        }),
        behind_proxy: false,
        openid: None,
        lrs: None,
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().filter_map(|line| line.split_once(": ")).find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

/// Sends the bytes of a request, and returns the answer.
pub(crate) fn send(address: SocketAddr, request: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    // The server may refuse a large request before it has been sent.
    let _ = stream.write_all(request);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let text = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|it| it.parse().ok()).unwrap_or(0);
    Answer { status, head: head.to_owned(), body: body.to_owned() }
}

/// Somebody with a browser: it keeps the cookie, and the token of the last form.
#[derive(Clone)]
pub(crate) struct Visitor {
    pub(crate) address: SocketAddr,
    pub(crate) host: Option<String>,
    pub(crate) cookie: String,
    pub(crate) token: String,
}

impl Visitor {
    pub(crate) fn request(&mut self, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        let host = self.host.clone().unwrap_or_else(|| self.address.to_string());
        let cookie = if self.cookie.is_empty() { String::new() } else { format!("cookie: {}\r\n", self.cookie) };
        let length = if body.is_empty() { String::new() } else { format!("content-length: {}\r\n", body.len()) };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{cookie}{headers}{length}\r\n{body}"
        );
        let answer = send(self.address, request.as_bytes());
        if let Some(set) = answer.header("set-cookie") {
            self.cookie = set.split(';').next().unwrap().to_owned();
        }
        if let Some((_, rest)) = answer.body.split_once("name=\"token\" value=\"") {
            self.token = rest.split('"').next().unwrap().to_owned();
        }
        answer
    }

    pub(crate) fn get(&mut self, path: &str) -> Answer {
        self.request("GET", path, "", "")
    }

    pub(crate) fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token.clone();
        self.post_with(path, "", &[fields, &[("token", &token)]].concat())
    }

    pub(crate) fn post_with(&mut self, path: &str, headers: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let headers = format!("content-type: application/x-www-form-urlencoded\r\n{headers}");
        self.request("POST", path, &headers, &body)
    }

    /// Returns the state in the course, and keeps its token.
    pub(crate) fn state(&mut self) -> Value {
        let answer = self.get("/c/till/state");
        assert_eq!(answer.status, 200, "{}", answer.body);
        let state = answer.json();
        state["token"].as_str().unwrap().clone_into(&mut self.token);
        state
    }

    /// Sends events of an attempt at the scenario.
    pub(crate) fn send(&mut self, id: &str, after: usize, events: &[Value]) -> Answer {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as u64;
        let sent: Vec<Value> = events.iter().map(|what| json!({ "when": now, "what": what })).collect();
        let body = json!({ "part": { "kind": "scenario", "id": "till" }, "after": after, "events": sent });
        let headers = format!("content-type: application/json\r\nx-scn-token: {}\r\n", self.token);
        self.request("POST", &format!("/c/till/attempts/{id}"), &headers, &body.to_string())
    }
}

/// Returns the events of a run that makes some choices.
pub(crate) fn run(story: &Story, choices: &[&str]) -> Vec<Value> {
    let playable = Playable::new(story, None).unwrap();
    let mut session = Session::start(&playable, 7, None);
    for choice in choices {
        session.choose(choice, None).unwrap();
    }
    session.events().iter().map(|event: &Event| serde_json::to_value(event).unwrap()).collect()
}

/// An id of an attempt.
pub(crate) fn id(number: u8) -> String {
    format!("0b6d6c3e-6f5c-4c0e-9f5e-3d1f1a1c2b{number:02x}")
}
