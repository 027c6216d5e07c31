//! Tests the server over a real socket: access control, limits on what a client may send,
//! answers to the page, and what the page does with them.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by it")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::OnceLock;
use std::time::Duration;

use scn_compiler::{Options, PackFiles};
use scn_preview::{Preview, Settings, Update};
use scn_prover::Limits;
use scn_source::{FileId, SourceFile, Sources};
use serde_json::{Value, json};

mod author;

const TOKEN: &str = "0123456789abcdef";

const STORY: &str = include_str!("pack/call.scn");

struct Service {
    preview: Preview,
    port: u16,
}

impl Service {
    fn start() -> Self {
        let media = |path: &str| {
            assert_eq!(path, "pictures/desk.png", "nothing else is ever read");
            Some(b"a picture".to_vec())
        };
        let preview = Preview::start(Settings { port: 0, token: TOKEN.to_owned(), media: Box::new(media) }).unwrap();
        let address = preview.address();
        let port = address.strip_prefix("http://127.0.0.1:").unwrap().split('/').next().unwrap().parse().unwrap();
        Self { preview, port }
    }

    fn of(text: &str) -> Self {
        let this = Self::start();
        this.update(text, &[]);
        this
    }

    fn update(&self, text: &str, changed: &[&str]) {
        let mut sources = Sources::new();
        let file = sources.add(SourceFile::new("call.scn", text));
        let input = PackFiles { files: vec![file], fallback_name: "call".to_owned(), ..PackFiles::default() };
        let media = |_: FileId, _: &str| scn_compiler::MediaFile::Found;
        let checked = scn_compiler::check(
            &sources,
            &input,
            &Options { formats: &[], states: None, text: true, watch: None, media: &media },
        );
        let scenarios: Vec<_> = checked.scenarios.iter().map(|it| (it.id.clone(), it.place)).collect();
        self.preview.update(Update {
            story: (checked.is_complete
                && !(checked.story.scenarios.is_empty() && 0 < checked.count(scn_source::Severity::Error)))
            .then_some(checked.story),
            source: None,
            findings: &checked.findings,
            sources: &sources,
            scenarios: &scenarios,
            base: "packs",
            first: None,
            changed: changed.iter().map(|it| (*it).to_owned()).collect(),
        });
        self.preview.draw_graphs(&Limits::of_states(10_000));
    }

    /// Returns what the page shows, for a page without a story.
    fn content(&self) -> Value {
        self.ask("content", &json!({"edition": null, "digests": []}))
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream
    }

    /// Sends raw bytes and returns the whole answer.
    fn raw(&self, request: &[u8]) -> String {
        let mut stream = self.connect();
        // A refused client may find the connection closed while it is still sending.
        let _ = stream.write_all(request);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, path: &str) -> String {
        self.raw(format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", self.port).as_bytes())
    }

    /// Returns the status of the answer to a request, in which `{port}` is replaced by the port.
    fn status(&self, request: &str) -> u16 {
        status(&self.raw(request.replace("{port}", &self.port.to_string()).as_bytes()))
    }

    fn ask(&self, what: &str, question: &Value) -> Value {
        let body = question.to_string();
        let answer = self.raw(
            format!(
                "POST /{TOKEN}/{what} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n\
                 Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
                body.len(),
                port = self.port,
            )
            .as_bytes(),
        );
        assert_eq!(status(&answer), 200, "{answer}");
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }
}

/// The schema of the lines of `scn play --events` to a front end.
fn wire_schema() -> &'static jsonschema::Validator {
    static SCHEMA: OnceLock<jsonschema::Validator> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let mut schema: Value = serde_json::from_str(&scn_run::events_schema()).unwrap();
        schema["anyOf"] = json!([{"$ref": "#/$defs/Said"}]);
        jsonschema::validator_for(&schema).unwrap()
    })
}

fn status(answer: &str) -> u16 {
    let line = answer.strip_prefix("HTTP/1.1 ").unwrap_or_else(|| panic!("no answer, but {answer:?}"));
    line.get(..3).unwrap().parse().unwrap()
}

#[test]
fn only_who_knows_the_token_and_comes_from_here_is_let_in() {
    let service = Service::of(STORY);
    let post = |headers: &str| {
        format!("POST /{TOKEN}/graph HTTP/1.1\r\n{headers}Content-Length: 19\r\n\r\n{{\"scenario\":\"call\"}}")
    };
    let json = "Content-Type: application/json\r\n";
    let here = "Host: 127.0.0.1:{port}\r\n";
    let ours = "Origin: http://127.0.0.1:{port}\r\n";
    for (request, wanted) in [
        (format!("GET /{TOKEN}/ HTTP/1.1\r\n{here}\r\n"), 200),
        (format!("GET /{TOKEN}/?from=x HTTP/1.1\r\nHost: localhost:{{port}}\r\n\r\n"), 200),
        // The token.
        (format!("GET / HTTP/1.1\r\n{here}\r\n"), 403),
        (format!("GET /{TOKEN} HTTP/1.1\r\n{here}\r\n"), 403),
        (format!("GET /main.js HTTP/1.1\r\n{here}\r\n"), 403),
        (format!("GET /0123456789abcdeF/ HTTP/1.1\r\n{here}\r\n"), 403),
        (format!("GET /{TOKEN}0/ HTTP/1.1\r\n{here}\r\n"), 403),
        (format!("GET /0123/ HTTP/1.1\r\n{here}\r\n"), 403),
        (format!("GET // HTTP/1.1\r\n{here}\r\n"), 403),
        // The host name used by the browser.
        (format!("GET /{TOKEN}/ HTTP/1.1\r\n\r\n"), 403),
        (format!("GET /{TOKEN}/ HTTP/1.1\r\nHost: evil.example:{{port}}\r\n\r\n"), 403),
        (format!("GET /{TOKEN}/ HTTP/1.1\r\nHost: 127.0.0.1.evil.example:{{port}}\r\n\r\n"), 403),
        (format!("GET /{TOKEN}/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"), 403),
        (format!("GET /{TOKEN}/ HTTP/1.1\r\n{here}Host: evil.example\r\n\r\n"), 403),
        // The origin of the request.
        (post(&format!("{here}{ours}{json}")), 200),
        (post(&format!("{here}{json}")), 403),
        (post(&format!("{here}Origin: null\r\n{json}")), 403),
        (post(&format!("{here}Origin: https://evil.example\r\n{json}")), 403),
        (post(&format!("{here}Origin: http://localhost:{{port}}\r\n{json}")), 403),
        (post(&format!("{here}{ours}Content-Type: text/plain\r\n")), 415),
        (post(&format!("{here}{ours}")), 415),
        // Other methods, and input that is not a request.
        (format!("PUT /{TOKEN}/ HTTP/1.1\r\n{here}\r\n"), 405),
        (format!("OPTIONS /{TOKEN}/content HTTP/1.1\r\n{here}{ours}\r\n"), 405),
        ("\u{16}\u{3}\u{1}\u{2}\r\n\r\n".to_owned(), 400),
        ("GET\r\n\r\n".to_owned(), 400),
    ] {
        assert_eq!(service.status(&request), wanted, "{request}");
    }
}

#[test]
fn every_answer_says_what_a_page_may_do() {
    let service = Service::of(STORY);
    for path in ["/", "/wrong/", &format!("/{TOKEN}/"), &format!("/{TOKEN}/main.js"), &format!("/{TOKEN}/no")] {
        let answer = service.get(path).to_lowercase();
        for header in [
            "content-security-policy: default-src 'self'; base-uri 'none'",
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer",
            "cross-origin-resource-policy: same-origin",
            "cache-control: no-store",
        ] {
            assert!(answer.contains(header), "{path} lacks {header}: {answer}");
        }
        assert!(!answer.contains("access-control-allow-origin"), "{path}");
    }
    let page = service.get(&format!("/{TOKEN}/"));
    assert!(
        !page.contains("<script>") && !page.contains("style=") && !page.contains("://"),
        "nothing inline, nothing from elsewhere"
    );
}

#[test]
fn nothing_of_the_disk_is_given_out_but_media_that_the_story_names() {
    let service = Service::of(STORY);
    for path in [
        "../../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "media/../../../etc/passwd",
        "media/..%2F..%2F..%2Fetc%2Fpasswd",
        "media/%2Fetc%2Fpasswd",
        "media/pictures%2F..%2Fpictures%2Fdesk.png",
        "media/call.scn",
        "media/%00",
        "media/%",
        "media/",
        "assets/main.js",
    ] {
        assert_eq!(status(&service.get(&format!("/{TOKEN}/{path}"))), 404, "{path}");
    }
    let picture = service.get(&format!("/{TOKEN}/media/pictures%2Fdesk.png"));
    assert!(picture.contains("Content-Type: image/png"), "{picture}");
    assert!(picture.contains("sandbox") && picture.ends_with("a picture"), "{picture}");
}

#[test]
fn what_is_too_large_is_refused_before_it_is_read() {
    let service = Service::of(STORY);
    let post = |headers: &str, body: &str| {
        format!(
            "POST /{TOKEN}/content HTTP/1.1\r\nHost: 127.0.0.1:{{port}}\r\nOrigin: http://127.0.0.1:{{port}}\r\n\
             Content-Type: application/json\r\n{headers}\r\n{body}"
        )
    };
    assert_eq!(service.status(&post("Content-Length: 1000000000000000000\r\n", "{}")), 413);
    assert_eq!(service.status(&post("Content-Length: 99999999999999999999999999\r\n", "{}")), 413);
    assert_eq!(service.status(&post("Content-Length: 2097152\r\n", &" ".repeat(2 << 20))), 413);
    assert_eq!(service.status(&post("Content-Length: -1\r\n", "{}")), 400);
    assert_eq!(service.status(&post("Content-Length: 2\r\nContent-Length: 3\r\n", "{}")), 411);
    assert_eq!(service.status(&post("Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n")), 411);
    assert_eq!(service.status(&post("", "")), 411);
    assert_eq!(service.status(&post("Content-Length: 2\r\n", "{}")), 400, "no question");
    assert_eq!(service.status(&post("Content-Length: 4\r\n", "\u{1}\u{2}[]")), 400, "no JSON");
    let long = format!("GET /{TOKEN}/ HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(1 << 20));
    assert_eq!(service.status(&long), 431);
    let many = format!("GET /{TOKEN}/ HTTP/1.1\r\n{}\r\n", "X: y\r\n".repeat(200));
    assert_eq!(service.status(&many), 431);
    assert_eq!(status(&service.get(&format!("/{TOKEN}/"))), 200, "and it lives");
}

#[test]
fn clients_that_never_end_their_request_keep_nobody_waiting() {
    let service = Service::of(STORY);
    let slow: Vec<TcpStream> = (0..100)
        .map(|at| {
            let mut stream = service.connect();
            let half =
                format!("POST /{TOKEN}/content HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Length: 9", service.port);
            stream.write_all(half.get(..at % half.len()).unwrap().as_bytes()).unwrap();
            stream
        })
        .collect();
    assert_eq!(status(&service.get(&format!("/{TOKEN}/"))), 200);
    drop(slow);
    assert_eq!(status(&service.get(&format!("/{TOKEN}/"))), 200);
}

#[test]
fn a_story_is_sent_once_and_earlier_ones_to_a_page_that_needs_them() {
    let service = Service::of(STORY);
    let first = service.content();
    assert_eq!((&first["edition"], &first["saves"], &first["direction"]), (&json!(1), &json!(0), &json!("ltr")));
    let story = &first["story"]["story"];
    assert_eq!(story["scenarios"][0]["id"], "call");
    assert_eq!(
        first["story"]["written"],
        json!([
            ["call", "ring", "help"],
            ["call", "ring", "wait"],
            ["call", "later", "leave"],
            ["call", "later", "stay"]
        ])
    );
    let known = |edition: u64, digests: Value| service.ask("content", &json!({"edition": edition, "digests": digests}));
    assert_eq!(known(1, json!([]))["story"], Value::Null);

    service.update(STORY, &["call.scn"]);
    let same = known(1, json!([]));
    assert_eq!((&same["edition"], &same["story"], &same["saves"]), (&json!(1), &Value::Null, &json!(1)));
    service.update(&STORY.replace("late", "dark"), &["call.scn"]);
    let edited = known(1, json!([story["pack"]["digest"], "sha256:none"]));
    assert_eq!((&edited["edition"], &edited["changed"]), (&json!(2), &json!(["call.scn"])));
    assert_ne!(edited["story"]["story"], *story);
    assert_eq!(edited["earlier"], json!([first["story"]]));

    // Only the latest are kept.
    for round in 0..60 {
        service.update(&STORY.replace("It is late", &format!("It is dark {round}")), &["call.scn"]);
    }
    assert_eq!(known(1, json!([story["pack"]["digest"]]))["earlier"], json!([]));
}

#[test]
fn a_request_about_a_moment_that_is_none_is_answered() {
    let service = Service::of(STORY);
    let run = json!({"kind": "scenario", "id": "call"});
    let quiz = json!({"kind": "quiz", "id": "none"});
    let other = json!([{"event": "started", "pack": "p", "digest": "d", "scenario": "other", "seed": 1}]);
    for (part, events) in [
        (&run, json!(null)),
        (&run, json!([])),
        (&run, json!([{"event": "dance"}, 7])),
        (&run, json!([{"event": "chosen", "at": "ring", "choice": "help"}])),
        (&run, other),
        (&quiz, json!([])),
        (&json!({"kind": "lesson", "id": "none"}), json!([])),
    ] {
        assert_eq!(service.ask("inspect", &json!({"edition": 1, "part": part, "events": events})), json!({}), "{part}");
    }
}

#[test]
fn without_a_story_there_are_findings_alone() {
    let service = Service::of("Scenario call: A call\n\nSituation ring: It rings\n  Text.\n\n  Next: moon\n");
    let view = service.content();
    assert_eq!(view["story"], Value::Null);
    assert!(view["trouble"].as_str().unwrap().contains("this page continues by itself"), "{}", view["trouble"]);
    let place = view["findings"]["shown"][0]["place"].as_str().unwrap();
    assert!(place.starts_with("packs/call.scn:"), "{place}");
    assert_eq!(service.ask("graph", &json!({"scenario": "call"}))["svg"], Value::Null);
}

#[test]
fn the_request_in_the_documentation_is_answered() {
    let service = Service::of(STORY);
    let page = include_str!("../README.md");
    let blocks: Vec<Value> = page
        .split("```json\n")
        .skip(1)
        .map(|block| serde_json::from_str(block.split("```").next().unwrap()).unwrap())
        .collect();
    let [request, answer, moment] = blocks.as_slice() else { panic!("{blocks:?}") };
    let view = service.ask("content", request);
    let fields = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(fields(&view), fields(answer));
    assert_eq!(fields(&view["story"]), fields(&answer["story"]));
    let inspected = service.ask("inspect", moment);
    assert_eq!(inspected["inspection"]["choices"][0]["id"], "leave");
}

/// Reads news until a version is announced.
fn news(stream: &mut TcpStream, version: u64) {
    let mut heard = String::new();
    let wanted = format!("data: {version}\n\n");
    while !heard.contains(&wanted) {
        let mut buffer = [0; 512];
        let count = stream.read(&mut buffer).unwrap();
        assert!(0 < count, "it ends before {version}: {heard}");
        assert!(!heard.contains("still here"), "{version} does not come: {heard}");
        heard.push_str(&String::from_utf8_lossy(buffer.get(..count).unwrap()));
    }
}

#[test]
fn all_pages_hear_of_a_save_and_one_that_goes_away_does_no_harm() {
    let service = Service::of(STORY);
    let listen = || {
        let mut stream = service.connect();
        write!(stream, "GET /{TOKEN}/news HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", service.port).unwrap();
        stream
    };
    let mut pages: Vec<TcpStream> = (0..5).map(|_| listen()).collect();
    // A story and its graph are announced separately.
    pages.iter_mut().for_each(|page| news(page, 2));
    drop(pages.pop());
    service.update(&STORY.replace("late", "dark"), &["call.scn"]);
    pages.iter_mut().for_each(|page| news(page, 4));
    assert_eq!(service.status("GET /wrong/news HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"), 403);
}

#[test]
fn every_colour_of_the_picture_has_one_for_the_dark() {
    let dark = include_str!("../assets/graph.css");
    let picture = include_str!("../../../tests/exports/graph/marks.svg");
    let colours: std::collections::BTreeSet<&str> =
        picture.match_indices("=\"#").filter_map(|(at, _)| picture.get(at + 2..at + 9)).collect();
    assert!(10 < colours.len(), "{colours:?}");
    for colour in colours {
        for part in ["fill", "stroke"] {
            assert!(dark.contains(&format!("[{part}=\"{colour}\"]")), "{part} {colour}");
        }
    }
}
