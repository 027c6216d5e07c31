//! Statements reach a learning record store, whatever it does in the meantime.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::harness::{Running, id, on_both_stores, run, settings, story};
use crate::postgres::PostgresServer;
use scn_server::{Lrs, Server, StartError};
use serde_json::Value;

/// What the store answers, and what it has accepted, in order.
#[derive(Default)]
struct Shared {
    status: u16,
    /// A text for which a request is refused for good.
    poison: Option<String>,
    accepted: Vec<Value>,
    heads: Vec<String>,
}

/// A store that answers as a test sets it. It simulates one that fails in ways in which a real
/// one cannot be made to fail.
struct Store {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
}

impl Store {
    fn start(status: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Mutex::new(Shared { status, ..Shared::default() }));
        let own = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                answer(stream.unwrap(), &own);
            }
        });
        Self { address, shared }
    }

    fn set(&self, status: u16) {
        self.shared.lock().unwrap().status = status;
    }

    /// Waits until the store has accepted a number of statements, and returns them.
    fn wait_for(&self, count: usize) -> Vec<Value> {
        for _ in 0..400 {
            let accepted = self.shared.lock().unwrap().accepted.clone();
            if count <= accepted.len() {
                return accepted;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("{} of {count} statements", self.shared.lock().unwrap().accepted.len());
    }
}

fn answer(mut stream: TcpStream, shared: &Mutex<Shared>) {
    let mut bytes = Vec::new();
    let mut part = [0; 8192];
    let (head, body) = loop {
        let count = stream.read(&mut part).unwrap_or(0);
        bytes.extend_from_slice(&part[..count]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            if count == 0 {
                return;
            }
            continue;
        };
        let length = head.to_lowercase().lines().find_map(|it| it.strip_prefix("content-length: ")?.parse().ok());
        if count == 0 || length.unwrap_or(0) <= body.len() {
            break (head.to_owned(), body.to_owned());
        }
    };
    let mut shared = shared.lock().unwrap();
    let status = match &shared.poison {
        Some(poison) if body.contains(poison) => 400,
        _ => shared.status,
    };
    if status == 200 {
        let sent: Vec<Value> = serde_json::from_str(&body).unwrap();
        shared.accepted.extend(sent);
    }
    shared.heads.push(head);
    let _ =
        stream.write_all(format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").as_bytes());
}

fn start(store: &Store) -> Running {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("server.db").to_string_lossy().into_owned();
    let server = serve_with(&place, &format!("http://{}/xapi", store.address));
    Running { server, place, folder }
}

fn serve_with(place: &str, url: &str) -> Server {
    let lrs = Lrs { url: url.to_owned(), credentials: Some("key:sesame".to_owned()) };
    Server::start(scn_server::Settings {
        lrs: Some(lrs),
        base_url: Some("http://127.0.0.1".to_owned()),
        ..settings(place, story(), None)
    })
    .unwrap()
}

fn learner(running: &Running, name: &str) -> crate::harness::Visitor {
    let mut visitor = running.visitor();
    visitor.host = Some("127.0.0.1".to_owned());
    visitor.get("/sign-up");
    let fields = [("name", name), ("passphrase", crate::harness::PASSPHRASE)];
    assert_eq!(visitor.post("/sign-up", &fields).status, 303);
    visitor.state();
    visitor
}

fn ids(statements: &[Value]) -> Vec<&str> {
    statements.iter().map(|it| it["id"].as_str().unwrap()).collect()
}

#[test]
fn statements_arrive_once_in_order_and_without_the_name() {
    let store = Store::start(200);
    let running = start(&store);
    let mut ana = learner(&running, "Ana Mokoena");
    let events = run(&story(), &["guess"]);
    for (at, event) in events.iter().enumerate() {
        assert_eq!(ana.send(&id(1), at, std::slice::from_ref(event)).status, 200);
    }
    let last = |all: &[Value]| all.last().unwrap()["verb"]["display"]["en"].as_str().unwrap().to_owned();
    let mut all = store.wait_for(2);
    for _ in 0..100 {
        if last(&all) == "completed" || last(&all) == "passed" || last(&all) == "failed" {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
        all = store.wait_for(2);
    }
    let unique: std::collections::BTreeSet<_> = ids(&all).into_iter().collect();
    assert_eq!(unique.len(), all.len(), "none was sent twice");
    let times: Vec<_> = all.iter().map(|it| it["timestamp"].as_str().unwrap()).collect();
    assert!(times.is_sorted(), "{times:?}");
    assert!(all.iter().all(|it| !it.to_string().contains("Mokoena")));
    let shared = store.shared.lock().unwrap();
    let head = shared.heads[0].to_lowercase();
    assert!(head.starts_with("post /xapi/statements http/1.1"), "{head}");
    assert!(head.contains("x-experience-api-version: 1.0.3"), "{head}");
    assert!(shared.heads[0].contains("Basic a2V5OnNlc2FtZQ=="), "{}", shared.heads[0]);
}

#[test]
fn a_store_that_fails_holds_nobody_up_and_gets_everything_later() {
    let store = Store::start(503);
    check_failing(&store, start(&store));
    if let Some(database) = PostgresServer::start() {
        let store = Store::start(503);
        let place = database.url();
        let server = serve_with(&place, &format!("http://{}/xapi", store.address));
        check_failing(&store, Running { server, place, folder: tempfile::tempdir().unwrap() });
    }
}

fn check_failing(store: &Store, running: Running) {
    let mut ana = learner(&running, "Ana");
    let events = run(&story(), &["guess"]);
    assert_eq!(ana.send(&id(1), 0, &events).status, 200);
    std::thread::sleep(Duration::from_millis(300));
    assert!(store.shared.lock().unwrap().accepted.is_empty());
    assert!(ana.get("/metrics").body.contains("scn_outbox_waiting 1"));
    // The server is stopped and started. What waits is in the database.
    let Running { server, place, folder } = running;
    server.stop();
    store.set(200);
    let mut database = scn_records::Database::open(&place).unwrap();
    // The lease of the process before, which would run out by itself.
    database.transact(|open| open.execute("DELETE FROM leases", &[])).unwrap();
    let server = serve_with(&place, &format!("http://{}/xapi/", store.address));
    let all = store.wait_for(2);
    assert_eq!(all[0]["verb"]["display"]["en"], "initialized", "{}", all[0]);
    drop((server, folder));
}

#[test]
fn a_statement_that_is_refused_does_not_hold_up_others() {
    let store = Store::start(503);
    let running = start(&store);
    let events = run(&story(), &["guess"]);
    let mut learners: Vec<_> = ["Ana", "Ben", "Cem"].iter().map(|name| learner(&running, name)).collect();
    for (number, visitor) in (1..).zip(&mut learners) {
        assert_eq!(visitor.send(&id(number), 0, &events).status, 200);
    }
    store.shared.lock().unwrap().poison = Some(id(2));
    store.set(200);
    for _ in 0..400 {
        let all = store.shared.lock().unwrap().accepted.clone();
        let of = |number: u8| all.iter().filter(|it| it["context"]["registration"] == id(number)).count();
        assert_eq!(of(2), 0);
        if 1 < of(1) && of(1) == of(3) {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let mut metrics = String::new();
    for _ in 0..100 {
        metrics = learners[0].get("/metrics").body;
        if metrics.contains("scn_outbox_refused 1") {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(metrics.contains("scn_outbox_refused 1") && metrics.contains("scn_outbox_waiting 1"), "{metrics}");
}

#[test]
fn records_of_the_time_before_there_was_a_store_are_sent_too() {
    on_both_stores(|running| {
        let mut ana = running.learner("Ana");
        ana.state();
        assert_eq!(ana.send(&id(1), 0, &run(&story(), &["guess"])).status, 200);
        let Running { server, place, folder } = running;
        server.stop();
        let store = Store::start(200);
        let server = serve_with(&place, &format!("http://{}/", store.address));
        assert!(store.wait_for(2).iter().all(|it| it["context"]["registration"] == id(1)));
        drop((server, folder));
    });
}

#[test]
fn secrets_are_sent_to_safe_addresses_only() {
    let folder = tempfile::tempdir().unwrap();
    for (url, words) in [
        ("http://lrs.example.org/xapi", "does not begin with `https://`"),
        ("nonsense", "is not an address"),
        ("https://key:sesame@lrs.example.org/xapi", "has a secret in it"),
    ] {
        let lrs = Lrs { url: url.to_owned(), credentials: None };
        let place = folder.path().join("server.db").to_string_lossy().into_owned();
        let settings = scn_server::Settings { lrs: Some(lrs), ..settings(&place, story(), Some("http://127.0.0.1")) };
        let error = Server::start(settings).unwrap_err();
        assert!(matches!(error, StartError::Lrs(_)) && error.to_string().contains(words), "{error}");
    }
}
