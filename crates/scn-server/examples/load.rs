//! Measures a server that runs on this machine: choices stored a second, with the time that the
//! slowest of a hundred takes, beside single rows that a bare loop commits to SQLite.
//!
//! ```text
//! cargo run --release -p scn-server --example load -- DATABASE LEARNERS SECONDS
//! ```
//!
//! DATABASE is a file to be created, or the URL of a database of PostgreSQL. Prints one line for
//! each measurement.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a tool of developers"
)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use scn_records::Database;
use scn_run::{Playable, Session};
use scn_server::{Course, Server, Settings};
use scn_story::Story;
use serde_json::json;

/// One connection that stays open.
struct Client {
    stream: BufReader<TcpStream>,
    host: String,
    cookie: String,
}

impl Client {
    fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream: BufReader::new(stream), host: address.to_string(), cookie: String::new() }
    }

    fn ask(&mut self, method: &str, path: &str, headers: &str, body: &str) -> (u16, String) {
        let Self { host, cookie, .. } = self;
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\ncookie: {cookie}\r\n{headers}content-length: {}\r\n\r\n{body}",
            body.len()
        );
        self.stream.get_mut().write_all(request.as_bytes()).unwrap();
        let mut line = String::new();
        self.stream.read_line(&mut line).unwrap();
        let status = line.split(' ').nth(1).unwrap().parse().unwrap();
        let mut length = 0;
        loop {
            line.clear();
            self.stream.read_line(&mut line).unwrap();
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            match name {
                "content-length" => length = value.parse().unwrap(),
                "set-cookie" => value.split(';').next().unwrap().clone_into(&mut self.cookie),
                _ => {}
            }
        }
        let mut answer = vec![0; length];
        self.stream.read_exact(&mut answer).unwrap();
        (status, String::from_utf8(answer).unwrap())
    }

    /// Creates an account. Returns the token of its forms.
    fn sign_up(&mut self, name: &str) -> String {
        let (_, page) = self.ask("GET", "/sign-up", "", "");
        let token = between(&page, "name=\"token\" value=\"").to_owned();
        let form = format!("token={token}&name={name}&passphrase=correct+horse+battery");
        let kind = "content-type: application/x-www-form-urlencoded\r\n";
        assert_eq!(self.ask("POST", "/sign-up", kind, &form).0, 303);
        between(&self.ask("GET", "/c/till/state", "", "").1, "\"token\":\"").to_owned()
    }
}

fn between<'t>(text: &'t str, before: &str) -> &'t str {
    text.split_once(before).unwrap().1.split('"').next().unwrap()
}

/// Plays one run after the other until the time is over. Returns how long each request took.
fn play(address: SocketAddr, events: &[serde_json::Value], learner: usize, length: Duration) -> Vec<Duration> {
    let mut client = Client::connect(address);
    let headers = format!("x-scn-token: {}\r\n", client.sign_up(&format!("Learner{learner}")));
    let begun = Instant::now();
    let mut times = Vec::new();
    for run in 0.. {
        let path = format!("/c/till/attempts/0b6d6c3e-6f5c-4c0e-{learner:04x}-{run:012x}");
        // What the page sends at the start, and after the choice.
        for (after, sent) in [(0, &events[..2]), (2, &events[2..])] {
            let sent: Vec<_> = sent.iter().map(|what| json!({ "when": 0, "what": what })).collect();
            let body = json!({ "part": { "kind": "scenario", "id": "till" }, "after": after, "events": sent });
            let asked = Instant::now();
            let (status, answer) = client.ask("POST", &path, &headers, &body.to_string());
            assert_eq!(status, 200, "{answer}");
            times.push(asked.elapsed());
        }
        if length < begun.elapsed() {
            break;
        }
    }
    times
}

/// Commits single rows to a SQLite file with the same settings. Returns how many a second.
fn bare_loop(folder: &std::path::Path, length: Duration) -> f64 {
    let mut database = Database::open(&folder.join("bare.db").to_string_lossy()).unwrap();
    database
        .transact(|open| open.execute("CREATE TABLE bare (number BIGINT PRIMARY KEY, event TEXT NOT NULL)", &[]))
        .unwrap();
    let begun = Instant::now();
    let mut count = 0_i64;
    while begun.elapsed() < length {
        let event = "{\"event\":\"chosen\",\"at\":\"ring\",\"choice\":\"help\"}";
        let insert = "INSERT INTO bare (number, event) VALUES ($1, $2)";
        database.transact(|open| open.execute(insert, &[count.into(), event.into()])).unwrap();
        count += 1;
    }
    count as f64 / begun.elapsed().as_secs_f64()
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [database, learners, seconds] = words.as_slice() else { panic!("DATABASE LEARNERS SECONDS") };
    let (learners, length): (usize, _) = (learners.parse().unwrap(), Duration::from_secs(seconds.parse().unwrap()));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../scn-story/schema/till.json");
    let mut story = Story::from_json(&std::fs::read_to_string(path).unwrap()).unwrap();
    story.seal();
    let events: Vec<_> = {
        let playable = Playable::new(&story, None).unwrap();
        let mut session = Session::start(&playable, 7, None);
        session.choose("guess", None).unwrap();
        session.events().iter().map(|event| serde_json::to_value(event).unwrap()).collect()
    };
    let folder = tempfile::tempdir_in(".").unwrap();
    if !Database::is_url(database) {
        println!("a bare loop of SQLite: {:.0} commits a second", bare_loop(folder.path(), length));
    }
    let settings = Settings {
        courses: vec![Course::new("till", story, &BTreeMap::new())],
        database: database.clone(),
        listener: TcpListener::bind("127.0.0.1:0").unwrap(),
        base_url: None,
        sign_up: true,
        certificates: None,
        behind_proxy: false,
    };
    let server = Server::start(settings).unwrap();
    let address = server.address();
    for (round, learners) in [1, learners].into_iter().enumerate() {
        let mut times: Vec<Duration> = std::thread::scope(|scope| {
            let events = &events;
            let playing: Vec<_> = (0..learners)
                .map(|learner| scope.spawn(move || play(address, events, round * 0x100 + learner, length)))
                .collect();
            playing.into_iter().flat_map(|it| it.join().unwrap()).collect()
        });
        times.sort_unstable();
        let slowest = times[times.len() * 99 / 100];
        let rate = times.len() as f64 / length.as_secs_f64();
        println!(
            "{learners} learners: {rate:.0} requests stored a second, 99 of 100 within {:.1} ms",
            slowest.as_secs_f64() * 1e3
        );
    }
    server.stop();
}
