//! What a browser cannot do, whatever it sends.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::harness::{self, PASSPHRASE, Running, id, on_both_stores, run, send, story};
use scn_server::Role;
use scn_story::Story;
use serde_json::{Value, json};

#[test]
fn events_that_the_story_does_not_allow_are_refused() {
    on_both_stores(|running| {
        let mut ana = running.learner("Ana");
        ana.state();
        let events = run(&story(), &["guess"]);
        let mut reordered = events.clone();
        reordered.swap(1, 2);
        let mut forged = events.clone();
        for event in &mut forged {
            if event["event"] == "chosen" {
                event["choice"] = json!("no-such-choice");
            }
        }
        let only_the_end = vec![events[0].clone(), events.last().unwrap().clone()];
        let mut other_version = events.clone();
        other_version[0]["digest"] = json!("sha256:00");
        let twice: Vec<_> = events.iter().chain(&events).cloned().collect();
        for (what, sent) in [
            ("reordered", reordered),
            ("forged", forged),
            ("only the end", only_the_end),
            ("version", other_version),
            ("twice", twice),
        ] {
            let answer = ana.send(&id(1), 0, &sent);
            assert_eq!(answer.status, 422, "{what}: {}", answer.body);
            assert!(answer.json()["error"].as_str().unwrap().ends_with('.'), "{what}");
        }
        assert!(ana.state()["attempts"].as_array().unwrap().is_empty(), "nothing was stored");
        assert!(ana.get("/me").body.contains("not begun"));
        // The same for what continues an attempt that was begun.
        assert_eq!(ana.send(&id(2), 0, &events[..2]).status, 200);
        for (what, sent) in [
            ("the start", events.clone()),
            ("no choice", events[3..].to_vec()),
            ("no outcome", vec![events[2].clone(), events[4].clone()]),
            ("another place", vec![json!({ "event": "wrote", "at": "elsewhere", "words": "x" })]),
            ("twice", [&events[2..], &events[2..]].concat()),
        ] {
            let answer = ana.send(&id(2), 2, &sent);
            assert_eq!(answer.status, 422, "{what}: {}", answer.body);
        }
        assert_eq!(ana.state()["attempts"][0]["events"].as_array().unwrap().len(), 2, "nothing was stored");
        assert_eq!(ana.send(&id(2), 2, &events[2..]).status, 200);
        assert_eq!(ana.send(&id(2), events.len(), &events[2..]).status, 422, "it is over");
        assert_eq!(ana.state()["attempts"].as_array().unwrap().len(), 1);
        for malformed in ["", "{", "[]", "{\"part\":{\"kind\":\"lie\",\"id\":\"till\"},\"after\":0,\"events\":[]}"] {
            let headers = format!("x-scn-token: {}\r\n", ana.token);
            let status = ana.request("POST", &format!("/c/till/attempts/{}", id(1)), &headers, malformed).status;
            assert_eq!(status, 422, "{malformed}");
        }
        assert_eq!(ana.send("not-a-uuid", 0, &events).status, 422);
        assert_eq!(ana.send(&id(1), 5, &events).status, 409, "there is nothing before these");
        assert_eq!(ana.state()["attempts"].as_array().unwrap().len(), 1, "nothing was stored");
    });
}

#[test]
fn events_that_are_sent_again_are_stored_once() {
    on_both_stores(|running| {
        let mut ana = running.learner("Ana");
        ana.state();
        let events = run(&story(), &["guess"]);
        for _ in 0..3 {
            assert_eq!(ana.send(&id(1), 0, &events[..3]).json(), json!({ "events": 3 }));
        }
        // A part of them was sent before.
        assert_eq!(ana.send(&id(1), 1, &events[1..]).json(), json!({ "events": events.len() }));
        // Another window has gone on differently.
        let mut other = run(&story(), &[]);
        other.truncate(2);
        other.push(json!({ "event": "ended", "how": "left", "at": other[1]["at"] }));
        let answer = ana.send(&id(1), 0, &other);
        assert_eq!((answer.status, answer.json()["events"].as_u64()), (409, Some(events.len() as u64)));
    });
}

#[test]
fn of_two_windows_one_goes_on() {
    on_both_stores(|running| {
        let mut ana = running.learner("Ana");
        ana.state();
        let events = run(&story(), &["guess"]);
        assert_eq!(ana.send(&id(1), 0, &events[..2]).status, 200);
        let left = vec![json!({ "event": "ended", "how": "left", "at": events[1]["at"] })];
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let both = [events[2..].to_vec(), left].map(|sent| {
                let mut window = ana.clone();
                scope.spawn(move || window.send(&id(1), 2, &sent).status)
            });
            both.into_iter().map(|it| it.join().unwrap()).collect()
        });
        let mut sorted = statuses.clone();
        sorted.sort_unstable();
        assert!(sorted == [200, 409] || sorted == [200, 422], "{statuses:?}");
    });
}

#[test]
fn nobody_reaches_the_attempts_of_somebody_else() {
    on_both_stores(|running| {
        let (mut ana, mut ben) = (running.learner("Ana"), running.learner("Ben"));
        let mut guest = running.visitor();
        let events = run(&story(), &["guess"]);
        for visitor in [&mut ana, &mut ben, &mut guest] {
            visitor.state();
        }
        assert_eq!(ana.send(&id(1), 0, &events[..2]).status, 200);
        assert_eq!(ben.send(&id(1), 2, &events[2..]).status, 404);
        assert_eq!(ben.send(&id(1), 0, &events).status, 404);
        assert_eq!(guest.send(&id(1), 2, &events[2..]).status, 409, "a guest has no such attempt");
        assert!(ben.state()["attempts"].as_array().unwrap().is_empty());
        let attempts = ana.state()["attempts"].clone();
        assert_eq!(attempts[0]["events"].as_array().unwrap().len(), 2);
    });
}

#[test]
fn a_session_is_a_new_one_after_signing_in() {
    let running = Running::start();
    drop(running.learner("Ana"));
    // An attacker gives a victim a cookie, and waits until she signs in.
    let mut victim = running.visitor();
    victim.get("/sign-in");
    let mut attacker = victim.clone();
    assert_eq!(victim.post("/sign-in", &[("name", "Ana"), ("passphrase", PASSPHRASE)]).status, 303);
    assert_eq!(victim.get("/me").status, 200);
    assert_ne!(victim.cookie, attacker.cookie);
    assert_eq!(attacker.get("/me").status, 401);
    // Signing out ends the session on the server, not only the cookie.
    let mut copied = victim.clone();
    assert_eq!(victim.post("/sign-out", &[]).status, 303);
    assert_eq!(copied.get("/me").status, 401);
    // A cookie that the server has not given is no session.
    attacker.cookie = "scn=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned();
    assert_eq!(attacker.get("/me").status, 401);
}

#[test]
fn other_sessions_end_with_a_new_passphrase() {
    let running = Running::start();
    let mut ana = running.learner("Ana");
    let mut thief = running.visitor();
    thief.get("/sign-in");
    thief.post("/sign-in", &[("name", "Ana"), ("passphrase", PASSPHRASE)]);
    assert_eq!(thief.get("/me").status, 200);
    let wrong = ana.post("/me/passphrase", &[("current", "wrong"), ("passphrase", "a quite different phrase")]);
    assert!(wrong.body.contains("The present passphrase is not right."));
    let right = ana.post("/me/passphrase", &[("current", PASSPHRASE), ("passphrase", "a quite different phrase")]);
    assert_eq!(right.status, 303);
    assert_eq!(ana.get("/me").status, 200);
    assert_eq!(thief.get("/me").status, 401);
}

#[test]
fn guessing_passphrases_has_to_wait_and_tells_nothing() {
    let running = Running::start();
    drop(running.learner("Ana"));
    let mut pages = Vec::new();
    for name in ["Ana", "Nobody"] {
        let mut visitor = running.visitor();
        visitor.get("/sign-in");
        let page = visitor.post("/sign-in", &[("name", name), ("passphrase", "wrong passphrase")]);
        assert_eq!(page.status, 200);
        let token = visitor.token.clone();
        pages.push(page.body.replace(&token, "").replace(name, ""));
    }
    assert_eq!(pages[0], pages[1], "the answer does not say whether there is such an account");
    let mut visitor = running.visitor();
    visitor.get("/sign-in");
    let statuses: Vec<u16> = (0..7)
        .map(|_| visitor.post("/sign-in", &[("name", "Ana"), ("passphrase", "wrong passphrase")]).status)
        .collect();
    assert_eq!(statuses.last(), Some(&429), "{statuses:?}");
    let waiting = visitor.post("/sign-in", &[("name", "Ana"), ("passphrase", PASSPHRASE)]);
    assert_eq!(waiting.status, 429, "also with the right one");
    assert!(waiting.header("retry-after").is_some());
}

/// Puts markup into everything that people read in a story.
fn make_hostile(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                if let (Value::String(words), "title" | "text" | "label") = (&mut *field, name.as_str()) {
                    words.push_str(" \"'><img src=x onerror=attacked()></script>");
                }
                make_hostile(field);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(make_hostile),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn a_hostile_pack_is_shown_as_it_is() {
    let mut hostile = serde_json::to_value(story()).unwrap();
    make_hostile(&mut hostile);
    let mut hostile = Story::from_json(&hostile.to_string()).unwrap();
    hostile.seal();
    assert!(hostile.pack.title.contains("<img"));
    let running = Running::start_with(hostile.clone(), None);
    let mut ada = running.person("Ada", Role::Administrator);
    ada.get("/setup");
    assert_eq!(ada.post("/setup/assignments", &[("course", "till"), ("group", ""), ("days", "")]).status, 303);
    ada.post("/me/share", &[("share", "yes")]);
    ada.state();
    assert_eq!(ada.send(&id(1), 0, &run(&hostile, &["guess"])).status, 200);
    let roster = ada.get("/roster/till").body;
    let person = roster.split("href=\"/people/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let person = format!("/people/{person}");
    let mut shown = 0;
    for path in [
        "/",
        "/c/till/",
        "/c/till/play",
        "/me",
        "/me/certificate/till",
        "/roster",
        "/roster/till",
        "/counts",
        "/counts/till",
        "/setup",
        "/setup/log",
        &person,
    ] {
        let answer = ada.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert!(!answer.body.contains("<img src=x"), "{path}");
        shown += usize::from(answer.body.contains("onerror"));
    }
    assert!(8 < shown, "the words are there, as words: {shown}");
}

#[test]
fn many_people_sign_up_from_one_address_and_names_cannot_be_tried_without_end() {
    let running = Running::start();
    for number in 0..35 {
        drop(running.learner(&format!("Learner {number}")));
    }
    let mut visitor = running.visitor();
    visitor.get("/sign-up");
    let tried = |visitor: &mut harness::Visitor| {
        visitor.post("/sign-up", &[("name", "learner 1"), ("passphrase", PASSPHRASE)]).status
    };
    let statuses: Vec<u16> = (0..32).map(|_| tried(&mut visitor)).collect();
    assert_eq!((statuses[0], statuses[31]), (200, 429), "{statuses:?}");
}

#[test]
fn an_answer_that_may_be_stored_sets_no_cookie() {
    let running = Running::start();
    for path in ["/c/till/", "/c/till/play", "/pages.css", "/openapi.json", "/", "/sign-in", "/c/till/state"] {
        let answer = running.visitor().get(path);
        assert_eq!(answer.status, 200, "{path}");
        let is_kept_apart = answer.header("cache-control") == Some("no-store");
        assert!(answer.header("set-cookie").is_none() || is_kept_apart, "{path}: {}", answer.head);
    }
}

#[test]
fn markup_in_a_name_is_shown_as_it_is() {
    let running = Running::start();
    let name = "<script>alert(1)</script>\"'&";
    let mut person = running.person(name, Role::Administrator);
    let mut groups = running.person("Ada", Role::Administrator);
    groups.post("/setup/groups", &[("group", name), ("member", name), ("do", "join")]);
    for path in ["/", "/me", "/roster", "/roster/till", "/setup", "/counts/till"] {
        let answer = person.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert!(!answer.body.contains("<script"), "{path}");
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
    }
    let csv = groups.get("/roster/till/list.csv").body;
    assert!(csv.contains("\"<script>alert(1)</script>\"\"'&\""), "{csv}");
}

#[test]
fn large_and_slow_requests_get_an_answer() {
    let running = Running::start();
    let mut ana = running.learner("Ana");
    ana.state();
    let large = "x".repeat(2 * 1024 * 1024);
    let headers = format!("x-scn-token: {}\r\n", ana.token);
    assert_eq!(ana.request("POST", &format!("/c/till/attempts/{}", id(1)), &headers, &large).status, 422);
    let address = running.server.address();
    let head = format!("GET / HTTP/1.1\r\nhost: {address}\r\nx: {}\r\n\r\n", "y".repeat(200_000));
    assert_eq!(send(address, head.as_bytes()).status, 431);
    assert_eq!(send(address, b"\x00\xff\x16\x03 nonsense\r\n\r\n").status, 400);
    // A head that never ends is given up.
    let begun = Instant::now();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nhost: ").unwrap();
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
    assert!(begun.elapsed() < Duration::from_secs(29), "the connection was closed by the server");
    assert_eq!(ana.get("/healthz").body, "ok\n");
}

#[test]
fn only_the_right_host_is_answered() {
    let running = Running::start();
    let mut visitor = running.visitor();
    for host in ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "", "localhost@evil.example"] {
        visitor.host = Some(host.to_owned());
        let answer = visitor.get("/");
        assert!([400, 421].contains(&answer.status), "{host:?}: {}", answer.status);
    }
    let known = Running::start_with(story(), Some("https://learn.example.org"));
    let mut visitor = known.visitor();
    assert_eq!(visitor.get("/").status, 421);
    visitor.host = Some("learn.example.org".to_owned());
    let answer = visitor.request("GET", "/", "x-forwarded-host: evil.example\r\n", "");
    assert_eq!(answer.status, 200);
    assert!(!answer.body.contains("evil.example"));
    let cookie = answer.header("set-cookie").unwrap();
    assert!(cookie.starts_with("__Host-scn=") && cookie.ends_with("; Secure"), "{cookie}");
    assert!(cookie.contains("; HttpOnly; SameSite=Lax;"), "{cookie}");
}

#[test]
fn no_path_leads_out_of_the_course() {
    let running = Running::start();
    let mut visitor = running.visitor();
    for path in [
        "/c/till/media/..%2f..%2fserver.db",
        "/c/till/media/../../server.db",
        "/c/%2e%2e/state",
        "/c/till/media/%00",
        "/c/nothing/",
        "/c/till/media//etc/passwd",
    ] {
        assert!([400, 404].contains(&visitor.get(path).status), "{path}");
    }
}

#[test]
fn a_stolen_database_has_no_secret_in_clear() {
    let running = Running::start();
    let mut ana = running.learner("Ana");
    let code = scn_server::reset_account(&running.database().to_string_lossy(), "Ana").unwrap().code;
    ana.state();
    let secret = ana.cookie.split('=').nth(1).unwrap().to_owned();
    let file = running.bytes_on_disk();
    for text in [PASSPHRASE, &secret, &ana.token, &code, &code.replace('-', "")] {
        assert!(!file.windows(text.len()).any(|bytes| bytes == text.as_bytes()), "{text}");
    }
    assert!(file.windows(9).any(|bytes| bytes == b"$argon2id"));
}
