//! Tests the server over a real socket: access control, limits on what a client may send, and
//! answers to the page.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by it")]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use scn_compiler::{Options, PackFiles};
use scn_preview::{Preview, Settings, Update};
use scn_prover::Limits;
use scn_source::{FileId, SourceFile, Sources};
use serde_json::{Value, json};

const TOKEN: &str = "0123456789abcdef";

const STORY: &str = "\
Scenario call: A <b>call</b>
  The phone rings.

Cast Ann: Who calls

Flag brave: Whether you are brave

Situation ring: It rings
  Ann (softly): Can you *help* me? [Look](https://example.org/?a=1&b=2)

  Image pictures/desk.png: A <desk>

  Hint: Think of Ann.

  Choice help: Help her.
    Outcome: She thanks you.
    Next: later

  Choice wait [needs brave]: Make her wait.
    Locked: You are not brave enough.
    Outcome: She waits.
    Next: later

Situation later: Later
  It is late.

  Choice leave: Go home.
    Outcome: You go.
    Next: done

  Choice stay: Stay.
    Outcome [1 in 2]: Something happens.
      Next: done
    Outcome [otherwise]: Nothing happens.
      Next: done

Ending done: Done
  Result: passed
  Done.
";

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
        let checked =
            scn_compiler::check(&sources, &input, &Options { states: None, text: true, watch: None, media: &media });
        let scenarios: Vec<_> = checked.scenarios.iter().map(|it| (it.id.clone(), it.place)).collect();
        self.preview.update(Update {
            story: (checked.is_complete
                && !(checked.story.scenarios.is_empty() && 0 < checked.count(scn_source::Severity::Error)))
            .then_some(checked.story),
            findings: &checked.findings,
            sources: &sources,
            scenarios: &scenarios,
            base: "packs",
            first: None,
            changed: changed.iter().map(|it| (*it).to_owned()).collect(),
        });
        self.preview.draw_graphs(&Limits::of_states(10_000));
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

    /// Performs an action on a run; `null` is a run that has not begun.
    fn play(&self, run: &Value, act: Value) -> Value {
        let journey = run.get("journey").cloned().unwrap_or_default();
        let hints = run.get("hints").cloned().unwrap_or(json!(0));
        self.ask("play", &json!({"scenario": "call", "seed": 7, "journey": journey, "hints": hints, "act": act}))
    }
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
        (format!("OPTIONS /{TOKEN}/play HTTP/1.1\r\n{here}{ours}\r\n"), 405),
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
            "POST /{TOKEN}/play HTTP/1.1\r\nHost: 127.0.0.1:{{port}}\r\nOrigin: http://127.0.0.1:{{port}}\r\n\
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
            let half = format!("POST /{TOKEN}/play HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Length: 9", service.port);
            stream.write_all(half.get(..at % half.len()).unwrap().as_bytes()).unwrap();
            stream
        })
        .collect();
    assert_eq!(status(&service.get(&format!("/{TOKEN}/"))), 200);
    drop(slow);
    assert_eq!(status(&service.get(&format!("/{TOKEN}/"))), 200);
}

#[test]
fn a_run_is_made_gone_on_with_and_taken_back() {
    let service = Service::of(STORY);
    let start = service.play(&Value::Null, json!({"do": "start"}));
    let run = &start["run"];
    let html = run["html"].as_str().unwrap();
    assert_eq!(run["here"], "ring");
    assert!(html.contains("data-choice=\"help\"") && html.contains("Locked: You are not brave enough."), "{html}");
    assert!(html.contains("<span class=\"speaker\">Ann <span class=\"direction\">(softly)</span>"), "{html}");
    assert!(html.contains("<em>help</em>") && html.contains("href=\"https://example.org/?a=1&amp;b=2\""), "{html}");
    assert!(html.contains("src=\"media/pictures%2Fdesk.png\"") && html.contains("A &lt;desk&gt;"), "{html}");
    assert!(!html.contains("<b>"), "{html}");

    let hinted = service.play(run, json!({"do": "hint"}));
    assert!(hinted["run"]["html"].as_str().unwrap().contains("Think of Ann."));
    assert_eq!((&hinted["run"]["hints"], &hinted["run"]["more_hints"]), (&json!(1), &json!(false)));

    for choice in ["wait", "stay", "nothing-at-all", "<script>"] {
        let refused = service.play(run, json!({"do": "choose", "choice": choice}));
        assert_eq!(refused["run"]["journey"], run["journey"], "the run is as it was");
        let notice = refused["run"]["notice"].as_str().unwrap();
        assert!(notice.contains("here. On offer: “Help her.”"), "{notice}");
    }

    let later = service.play(&hinted["run"], json!({"do": "choose", "choice": "help"}));
    let html = later["run"]["html"].as_str().unwrap();
    let (outcome, situation) = (html.find("She thanks you.").unwrap(), html.find("It is late.").unwrap());
    assert!(outcome < situation, "what came of it is told first: {html}");
    assert!(html.contains("You chose: <span>Help her.</span>"), "{html}");
    assert_eq!(later["run"]["path"], json!(["ring", "later"]));

    let done = service.play(&later["run"], json!({"do": "choose", "choice": "leave"}));
    let html = done["run"]["html"].as_str().unwrap();
    assert!(html.contains("Result: <strong>passed</strong>") && html.contains("class=\"debrief\""), "{html}");
    let back = service.play(&done["run"], json!({"do": "back"}));
    assert_eq!(back["run"], later["run"], "taken back, it is as it was before");
}

#[test]
fn a_run_can_begin_at_any_place_of_the_graph_and_from_a_finding() {
    let service = Service::of(STORY);
    let graph = service.ask("graph", &json!({"scenario": "call"}));
    let ids: Vec<_> =
        graph["places"].as_array().unwrap().iter().map(|it| (it["id"].clone(), it["choices"].clone())).collect();
    assert_eq!(ids, [(json!("ring"), json!(0)), (json!("later"), json!(1)), (json!("done"), json!(2))]);
    assert!(graph["svg"].as_str().unwrap().contains("data-node=\"later\""));
    let begun = service.play(&Value::Null, json!({"do": "start"}));
    let there = service.play(&begun["run"], json!({"do": "from", "place": "done"}));
    assert_eq!(there["run"]["path"], json!(["ring", "later", "done"]));
    let nowhere = service.play(&begun["run"], json!({"do": "from", "place": "moon"}));
    assert_eq!(
        (&nowhere["run"]["here"], &nowhere["run"]["notice"]),
        (&json!("ring"), &json!("No run that is known comes to “moon”."))
    );
    let run = service.play(&begun["run"], json!({"do": "run", "steps": ["help", "stay", "outcome 2"]}));
    assert!(run["run"]["html"].as_str().unwrap().contains("Nothing happens."));
    assert_eq!(run["run"]["journey"]["steps"][1]["outcome"], 2, "chance falls as the run says");
}

#[test]
fn a_changed_story_is_gone_on_with_at_the_same_moment_or_the_last_that_exists() {
    let service = Service::of(STORY);
    let begun = service.play(&Value::Null, json!({"do": "start"}));
    let later = service.play(&begun["run"], json!({"do": "choose", "choice": "help"}));
    let show = || service.play(&later["run"], json!({"do": "show"}));

    service.update(&STORY.replace("It is late.", "It is very late."), &["call.scn"]);
    let same = show();
    assert_eq!((&same["run"]["here"], &same["run"]["notice"]), (&json!("later"), &Value::Null));
    assert!(same["run"]["html"].as_str().unwrap().contains("It is very late."));
    assert_eq!((&same["saves"], &same["changed"]), (&json!(1), &json!(["call.scn"])));

    service.update(&STORY.replace("Choice help: Help her.", "Choice assist: Lend her a hand."), &["call.scn"]);
    let last = show();
    assert_eq!(last["run"]["here"], "ring");
    assert_eq!(
        last["run"]["notice"],
        "The choice “help” that you made at “It rings” is no longer on offer. This is the last moment of your run that still exists."
    );

    service
        .update(&STORY.replace("She thanks you.\n    Next: later", "She thanks you.\n    Next: done"), &["call.scn"]);
    let elsewhere = show();
    assert_eq!(
        elsewhere["run"]["notice"],
        "Your choices now lead elsewhere: to “Done” and no longer to “Later”. The run now ends at “Done”."
    );

    // If the new files cannot be played, the previous story stays, with a message; the findings are
    // about the new files, each with its place.
    service.update(&STORY.replace("Next: done", "Next: moon"), &["call.scn"]);
    let stale = show();
    assert_eq!(stale["run"]["here"], elsewhere["run"]["here"], "the story before is still there");
    assert!(stale["trouble"].as_str().unwrap().contains("cannot be played as they are"), "{}", stale["trouble"]);
    assert!(stale["errors"].as_u64().unwrap() > 0);
    let findings = stale["findings"].as_str().unwrap();
    assert!(findings.contains("packs/call.scn:29:11<") && findings.contains("<code>moon</code>"), "{findings}");

    service.preview.show_trouble("`call.scn` cannot be read");
    assert_eq!(show()["trouble"], "<code>call.scn</code> cannot be read");
    service.update(STORY, &["call.scn"]);
    assert_eq!(show()["trouble"], Value::Null);
}

#[test]
fn without_a_story_there_are_findings_alone() {
    let service = Service::of("Scenario call: A call\n\nSituation ring: It rings\n  Text.\n\n  Next: moon\n");
    let view = service.play(&Value::Null, json!({"do": "show"}));
    assert_eq!(view["run"], Value::Null);
    assert!(view["trouble"].as_str().unwrap().contains("this page goes on by itself"), "{}", view["trouble"]);
    assert!(view["findings"].as_str().unwrap().contains("call.scn:"), "{}", view["findings"]);
    assert_eq!(service.ask("graph", &json!({"scenario": "call"}))["svg"], Value::Null);
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
fn all_pages_are_told_of_a_save_and_one_that_goes_away_does_no_harm() {
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
