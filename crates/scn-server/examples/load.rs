//! Measures a server that runs on this machine: choices stored a second, beside single rows that a
//! bare loop commits to SQLite; how long a page takes at half that load, beside the same page with
//! nobody else; and the memory that 10,000 learners who are signed in take.
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
use std::sync::Barrier;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use scn_records::{Database, StoreError, add_learner};
use scn_run::{Playable, Session};
use scn_server::{Course, Server, Settings};
use scn_story::Story;
use serde_json::json;
use sha2::{Digest, Sha256};

/// How many learners are signed in when memory is measured.
const SIGNED_IN: usize = 10_000;

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

    /// Opens a new connection for the same visit. The server ends one that is not used for ten
    /// seconds.
    fn reconnect(&mut self) {
        self.stream = BufReader::new(TcpStream::connect(&self.host).unwrap());
        self.stream.get_ref().set_nodelay(true).unwrap();
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

/// Returns the processor time of this thread, in milliseconds.
fn thread_time() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e6
}

/// Returns the processor time of this process, in milliseconds: the server and the learners.
fn process_time() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = text.rsplit(')').next().unwrap().split_whitespace().collect();
    // User and system time, in hundredths of a second.
    fields[11..13].iter().map(|it| it.parse::<f64>().unwrap()).sum::<f64>() * 10.0
}

/// Plays one run after the other until the time is over, with a pause between the starts of two
/// requests, once all learners have signed up. Returns how many requests there were, and the
/// processor time of this learner for them.
fn play(
    address: SocketAddr,
    events: &[serde_json::Value],
    (learner, all_are_ready): (usize, &Barrier),
    (length, pause): (Duration, Duration),
) -> (usize, f64) {
    let mut client = Client::connect(address);
    let headers = format!("x-scn-token: {}\r\n", client.sign_up(&format!("Learner{learner}")));
    all_are_ready.wait();
    // The server ends a connection that is not used for ten seconds.
    client.reconnect();
    let (begun, before, mut count) = (Instant::now(), thread_time(), 0);
    for run in 0.. {
        let path = format!("/c/till/attempts/0b6d6c3e-6f5c-4c0e-{learner:04x}-{run:012x}");
        // What the page sends at the start, and after the choice.
        for (after, sent) in [(0, &events[..2]), (2, &events[2..])] {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as u64;
            let sent: Vec<_> = sent.iter().map(|what| json!({ "when": now, "what": what })).collect();
            let body = json!({ "part": { "kind": "scenario", "id": "till" }, "after": after, "events": sent });
            let (status, answer) = client.ask("POST", &path, &headers, &body.to_string());
            assert_eq!(status, 200, "{answer}");
            count += 1;
            std::thread::sleep((pause * count).saturating_sub(begun.elapsed()));
        }
        if length < begun.elapsed() {
            break;
        }
    }
    (count as usize, thread_time() - before)
}

/// Lets several learners play. Returns how many requests were stored a second.
fn play_all(
    address: SocketAddr,
    events: &[serde_json::Value],
    learners: std::ops::Range<usize>,
    (length, pause): (Duration, Duration),
) -> f64 {
    let ready = &Barrier::new(learners.len() + 1);
    let (requests, own, all) = std::thread::scope(|scope| {
        let start = |learner| scope.spawn(move || play(address, events, (learner, ready), (length, pause)));
        let playing: Vec<_> = learners.clone().map(start).collect();
        ready.wait();
        println!("{} learners are signed in", learners.len());
        let before = process_time();
        let played: Vec<(usize, f64)> = playing.into_iter().map(|it| it.join().unwrap()).collect();
        let (requests, own): (Vec<usize>, Vec<f64>) = played.into_iter().unzip();
        (requests.iter().sum::<usize>() as f64, own.iter().sum::<f64>(), process_time() - before)
    });
    let (own, server) = (own / requests, (all - own) / requests);
    println!(
        "processor time of a request: {server:.3} ms of the server without its database, {own:.3} ms of the learner"
    );
    requests / length.as_secs_f64()
}

/// Asks for a page again and again. Returns how long requests took, in milliseconds: the middle
/// one, and that of which 99 of 100 took no longer.
fn ask_for_page(client: &mut Client, length: Duration) -> (f64, f64) {
    client.reconnect();
    let (begun, mut times) = (Instant::now(), Vec::new());
    while begun.elapsed() < length {
        let asked = Instant::now();
        assert_eq!(client.ask("GET", "/me", "", "").0, 200);
        times.push(asked.elapsed().as_secs_f64() * 1e3);
        std::thread::sleep(Duration::from_millis(2));
    }
    times.sort_by(f64::total_cmp);
    (times[times.len() / 2], times[times.len() * 99 / 100])
}

/// Signs learners in, by writing what the server would write. Returns their cookies.
fn sign_in(database: &str) -> Vec<String> {
    let mut database = Database::open(database).unwrap();
    let secret = |number: usize| BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(number.to_be_bytes()));
    let write = |open: &mut scn_records::Transaction<'_>| {
        for number in 0..SIGNED_IN {
            let name = format!("Signed in {number}");
            let learner = add_learner(open, &name, &format!("signed-in-{number}"))?;
            let account =
                "INSERT INTO accounts (learner, login, role, created, shares) VALUES ($1, $2, 'learner', 0, 0)";
            open.execute(account, &[learner.into(), name.to_lowercase().into()])?;
            let key = BASE64_URL_SAFE_NO_PAD
                .encode(Sha256::new().chain_update("visit ").chain_update(secret(number)).finalize());
            let session = "INSERT INTO sessions (key, learner, created, expires) VALUES ($1, $2, 0, $3)";
            open.execute(session, &[key.into(), learner.into(), i64::MAX.into()])?;
        }
        Ok::<_, StoreError>(())
    };
    database.transact(write).unwrap();
    (0..SIGNED_IN).map(|number| format!("scn={}", secret(number))).collect()
}

/// Returns the memory of this process, in MB.
fn memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0
}

/// Commits single rows to a SQLite file with the same settings. Returns how many a second.
fn bare_loop(folder: &std::path::Path, length: Duration) -> f64 {
    let mut database = Database::open_shared(&folder.join("bare.db").to_string_lossy()).unwrap();
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
        openid: None,
        lrs: None,
    };
    let server = Server::start(settings).unwrap();
    let address = server.address();
    let none = (length, Duration::ZERO);
    let mut visitor = Client::connect(address);
    visitor.sign_up("Visitor");
    let (middle, alone) = ask_for_page(&mut visitor, length);
    println!("a page with nobody else: {middle:.1} ms, 99 of 100 within {alone:.1} ms");
    println!("1 learner: {:.0} requests stored a second", play_all(address, &events, 0..1, none));
    let rate = play_all(address, &events, 0x100..0x100 + learners, none);
    println!("{learners} learners: {rate:.0} requests stored a second");
    let pause = Duration::from_secs_f64(learners as f64 / (rate / 2.0));
    let (half, (middle, busy)) = std::thread::scope(|scope| {
        let page = scope.spawn(|| ask_for_page(&mut visitor, length));
        (play_all(address, &events, 0x200..0x200 + learners, (length, pause)), page.join().unwrap())
    });
    println!("a page at {half:.0} requests stored a second: {middle:.1} ms, 99 of 100 within {busy:.1} ms");
    let cookies = sign_in(database);
    let before = memory();
    for some in cookies.chunks(64) {
        let mut client = Client::connect(address);
        for cookie in some {
            client.cookie.clone_from(cookie);
            assert_eq!(client.ask("GET", "/c/till/state", "", "").0, 200);
        }
    }
    println!("{SIGNED_IN} learners who are signed in: {before:.0} MB, then {:.0} MB", memory());
    server.stop();
}
