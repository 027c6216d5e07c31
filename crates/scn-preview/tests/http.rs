//! Tests the server over a real socket: access control, limits on what a client may send, and
//! answers to the page.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by it")]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::OnceLock;
use std::time::Duration;

use scn_compiler::{Options, PackFiles};
use scn_preview::{Preview, Settings, Update};
use scn_prover::Limits;
use scn_source::{FileId, SourceFile, Sources};
use serde_json::{Value, json};

mod parts;

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

    /// Sends lines about a run; `null` is a run that has not begun. Every line of the answer is one
    /// of `scn play --events`.
    fn play(&self, run: &Value, lines: &[Value]) -> Value {
        let journey = run.get("journey").cloned().unwrap_or_default();
        let hints = if run.is_null() { 0 } else { shown_hints(run).len() };
        let ask = json!({"scenario": "call", "seed": 7, "journey": journey, "hints": hints, "lines": lines});
        let view = self.ask("play", &ask);
        for line in view["run"]["lines"].as_array().into_iter().flatten() {
            let errors: Vec<String> = wire_schema().iter_errors(line).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{line}: {errors:?}");
        }
        view
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

/// Returns the lines of a run from the last scene on.
fn last_moment(run: &Value) -> &[Value] {
    let lines = run["lines"].as_array().unwrap();
    let scene = lines.iter().rposition(|line| line["message"] == "scene").unwrap();
    lines.get(scene..).unwrap()
}

/// Returns the last scene of a run.
fn scene(run: &Value) -> &Value {
    &last_moment(run)[0]
}

fn shown_hints(run: &Value) -> Vec<&Value> {
    last_moment(run).iter().filter_map(|line| line.get("hint")).collect()
}

fn choose(choice: &str) -> Value {
    json!({"do": "choose", "choice": choice})
}

fn start(service: &Service) -> Value {
    service.play(&Value::Null, &[])["run"].clone()
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
fn a_run_continues_by_the_lines_of_events_and_is_undone() {
    let service = Service::of(STORY);
    let run = start(&service);
    let hello = &run["lines"][0];
    assert_eq!((&hello["message"], &hello["scenario"]["title"]), (&json!("hello"), &json!("A <b>call</b>")));
    let ring = scene(&run);
    assert_eq!(ring["at"], "ring");
    assert_eq!(ring["choices"][0]["id"], "help");
    assert_eq!(ring["choices"][1]["why"], json!([{"text": "You are not brave enough."}]));
    let body = &ring["passages"][1]["body"];
    assert_eq!((&body[0]["speaker"], &body[0]["direction"]), (&json!("Ann"), &json!("softly")));
    assert_eq!(body[0]["text"][1], json!({"text": "help", "emphasis": true}));
    assert_eq!(body[0]["text"][3], json!({"text": "Look", "link": "https://example.org/?a=1&b=2"}));
    assert_eq!((&body[1]["file"], &run["cast"]), (&json!("pictures/desk.png"), &json!(["Ann"])));
    assert_eq!(run["chosen"], Value::Null);

    let hint = json!({"do": "hint"});
    let hinted = service.play(&run, std::slice::from_ref(&hint))["run"].clone();
    let shown = shown_hints(&hinted);
    assert_eq!((&shown[0]["text"], &shown[0]["left"]), (&json!([{"text": "Think of Ann."}]), &json!(0)));
    let same = service.play(&hinted, &[])["run"].clone();
    assert_eq!(shown_hints(&same), shown, "a page that is loaded anew shows the hint");

    for (line, reason) in [
        (choose("wait"), "`wait` is locked here; on offer: `help`"),
        (choose("stay"), "`stay` is not on offer here; on offer: `help`"),
        (choose("<script>"), "`<script>` is not on offer here; on offer: `help`"),
        (json!({"do": "dance"}), "`dance` is not a known value of `do`; it must be one of"),
        (json!([]), "this line is not a JSON object"),
        (json!({"do": "undo"}), "the run is at its start"),
    ] {
        let refused = service.play(&run, &[line, choose("help")])["run"].clone();
        assert_eq!(refused["journey"], run["journey"], "the run is as it was, and the lines after it are not read");
        let error = last_moment(&refused).last().unwrap()["error"].as_str().unwrap().to_owned();
        assert!(error.starts_with(reason), "{error}");
    }

    let later = service.play(&hinted, &[choose("help")])["run"].clone();
    let passages = &scene(&later)["passages"];
    assert_eq!(passages[0]["body"][0]["text"], json!([{"text": "She thanks you."}]), "the outcome comes first");
    assert_eq!((&passages[1]["id"], &later["chosen"]), (&json!("later"), &json!([{"text": "Help her."}])));
    assert_eq!(later["journey"]["steps"][0]["path"], json!(["later"]));
    assert_eq!(service.play(&later, &[json!({"do": "undo"})])["run"]["journey"], run["journey"]);

    let done = service.play(&later, &[choose("leave")])["run"].clone();
    let moment = last_moment(&done);
    assert_eq!((&moment[0]["passages"][1]["result"], &moment[1]["message"]), (&json!("passed"), &json!("debrief")));
    assert_eq!(moment[0]["acts"], json!([]), "a learner cannot take back the last choice");
    let mut journey = done["journey"].clone();
    journey["steps"].as_array_mut().unwrap().pop();
    journey["ending"] = Value::Null;
    let back = service.play(&json!({"journey": journey, "lines": run["lines"]}), &[])["run"].clone();
    assert_eq!((&back["journey"], scene(&back)), (&later["journey"], scene(&later)), "the page can");
}

#[test]
fn an_author_sees_all_values_and_why_a_choice_is_not_on_offer() {
    let story = STORY.replace("Outcome: She thanks you.\n", "Outcome: She thanks you.\n    Set: brave\n").replace(
        "Choice stay: Stay.",
        "Choice rest [if visited done]: Rest.\n    Outcome: You rest.\n    Next: done\n\n  Choice stay: Stay.",
    );
    let service = Service::of(&story);
    let run = start(&service);
    let brave = &run["inspection"]["values"][0];
    assert_eq!((&brave["id"], &brave["value"], &brave["before"]), (&json!("brave"), &json!("no"), &Value::Null));
    let wait = &run["inspection"]["choices"][1];
    let needs = json!([{"condition": "brave", "holds": false}]);
    assert_eq!((&wait["id"], &wait["state"], &wait["needs"]), (&json!("wait"), &json!("locked"), &needs));

    let later = service.play(&run, &[choose("help")])["run"].clone();
    let inspection = &later["inspection"];
    assert_eq!((&inspection["values"][0]["value"], &inspection["values"][0]["before"]), (&json!("yes"), &json!("no")));
    assert_eq!(inspection["marks"], json!([{"condition": "visited done", "holds": false, "changed": false}]));
    let rest = &inspection["choices"][1];
    assert_eq!((&rest["state"], &rest["shown_if"][0]["holds"]), (&json!("hidden"), &json!(false)));
    assert!(scene(&later)["choices"].as_array().unwrap().iter().all(|it| it["id"] != "rest"), "a learner does not");
    assert_eq!(service.play(&later, &[])["run"]["inspection"], *inspection, "a page that is loaded anew says the same");
}

#[test]
fn a_run_can_begin_at_any_place_of_the_graph_and_from_a_finding() {
    let service = Service::of(STORY);
    let graph = service.ask("graph", &json!({"scenario": "call"}));
    let places = graph["places"].as_array().unwrap();
    let ids: Vec<_> = places.iter().map(|it| (&it["id"], it["run"].as_array().unwrap().len())).collect();
    assert_eq!(ids, [(&json!("ring"), 0), (&json!("later"), 1), (&json!("done"), 2)]);
    assert!(graph["svg"].as_str().unwrap().contains("data-node=\"later\""));
    let there = service.play(&Value::Null, places[2]["run"].as_array().unwrap());
    assert_eq!(scene(&there["run"])["at"], "done");
    let run =
        service.play(&Value::Null, &[choose("help"), json!({"do": "choose", "choice": "stay", "outcome": 2})])["run"]
            .clone();
    assert_eq!(scene(&run)["passages"][0]["body"][0]["text"], json!([{"text": "Nothing happens."}]));
    assert_eq!(run["journey"]["steps"][1]["outcome"], 2, "chance falls as the run says");

    let nobody_goes =
        STORY.replace("leave: Go", "leave [needs brave]: Go").replace("stay: Stay", "stay [needs brave]: Stay");
    service.update(&nobody_goes, &["call.scn"]);
    let view = service.play(&Value::Null, &[]);
    let findings = view["findings"]["shown"].as_array().unwrap();
    let found = findings.iter().find(|it| it["name"] == "dead-end").unwrap_or_else(|| panic!("{findings:?}"));
    assert_eq!(found["run"], json!({"scenario": "call", "lines": [choose("help")]}));
    let stuck = service.play(&Value::Null, found["run"]["lines"].as_array().unwrap());
    assert_eq!(scene(&stuck["run"])["ended"]["how"], "dead-end");
}

#[test]
fn a_changed_story_continues_at_the_same_moment_or_the_last_that_exists() {
    let service = Service::of(STORY);
    let later = service.play(&start(&service), &[choose("help")])["run"].clone();
    let show = || service.play(&later, &[]);
    let place = |view: &Value| scene(&view["run"])["at"].clone();

    service.update(&STORY.replace("It is late.", "It is very late."), &["call.scn"]);
    let same = show();
    assert_eq!((place(&same), &same["run"]["notice"]), (json!("later"), &Value::Null));
    assert_eq!(scene(&same["run"])["passages"][1]["body"][0]["text"], json!([{"text": "It is very late."}]));
    assert_eq!((&same["saves"], &same["changed"]), (&json!(1), &json!(["call.scn"])));

    service.update(&STORY.replace("Choice help: Help her.", "Choice assist: Lend her a hand."), &["call.scn"]);
    let gone = "The choice “help” that you made at “It rings” is no longer on offer. This is the last moment of your run that still exists.";
    let last = show();
    assert_eq!((place(&last), &last["run"]["notice"]), (json!("ring"), &json!(gone)));
    let late_key = service.play(&later, &[choose("assist"), json!({"do": "hint"})]);
    assert_eq!(late_key["run"], last["run"], "a line for a moment that is gone does nothing");

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
    assert_eq!(place(&stale), place(&elsewhere), "the story before is still there");
    assert!(stale["trouble"].as_str().unwrap().contains("shows the last version that could"), "{}", stale["trouble"]);
    assert!(stale["errors"].as_u64().unwrap() > 0);
    let findings = stale["findings"]["shown"].as_array().unwrap();
    let found =
        findings.iter().find(|it| it["place"] == "packs/call.scn:29:11").unwrap_or_else(|| panic!("{findings:?}"));
    assert!(found["message"].as_str().unwrap().contains("`moon`"), "{found}");

    service.preview.show_trouble("`call.scn` cannot be read");
    assert_eq!(show()["trouble"], "`call.scn` cannot be read");
    service.update(STORY, &["call.scn"]);
    assert_eq!(show()["trouble"], Value::Null);
}

#[test]
fn without_a_story_there_are_findings_alone() {
    let service = Service::of("Scenario call: A call\n\nSituation ring: It rings\n  Text.\n\n  Next: moon\n");
    let view = service.play(&Value::Null, &[]);
    assert_eq!(view["run"], Value::Null);
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
    let [request, answer, part] = blocks.as_slice() else { panic!("{blocks:?}") };
    let view = service.ask("play", request);
    let fields = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(fields(&view), fields(answer));
    assert_eq!(fields(&view["run"]), fields(&answer["run"]));
    assert_eq!(scene(&view["run"])["at"], "later");
    let gone = service.ask("part", part);
    assert_eq!(gone["notice"], "The lesson “rules” is no longer there, so here is the course.");
    assert_eq!(fields(&gone), fields(answer));
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
