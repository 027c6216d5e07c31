//! The published description of the messages, beside the routes that there are.

use std::collections::BTreeSet;

use scn_server::Form;
use serde_json::json;

use crate::harness::{Running, run, story};

#[test]
fn every_route_for_programs_is_described_and_no_other() {
    let running = Running::start();
    let answer = running.visitor().get("/openapi.json");
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
    let description = answer.json();
    let described: BTreeSet<String> = description["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| {
            methods.as_object().unwrap().keys().map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    let routes = running.server.routes().iter().filter(|it| it.form == Form::Json && it.path != "/openapi.json");
    let routed: BTreeSet<String> = routes.map(|route| format!("{} {}", route.method, route.path)).collect();
    assert_eq!(described, routed);
    let courses = &description["components"]["parameters"]["course"]["schema"]["enum"];
    assert_eq!(*courses, json!(["till"]), "the courses that there are");
}

#[test]
fn whole_numbers_may_be_written_with_a_point() {
    let running = Running::start();
    let mut ana = running.learner("Ana");
    ana.state();
    let events = run(&story(), &["guess"]);
    let headers = format!("content-type: application/json\r\nx-scn-token: {}\r\n", ana.token);
    let mut send = |after: &str, when: &str| {
        let what = json!({ "kind": "scenario", "id": "till" });
        let sent: Vec<String> =
            events[..2].iter().map(|event| format!("{{\"when\":{when},\"what\":{event}}}")).collect();
        let body = format!("{{\"part\":{what},\"after\":{after},\"events\":[{}]}}", sent.join(","));
        let answer = ana.request("POST", "/c/till/attempts/0b6d6c3e-6f5c-4c0e-9f5e-3d1f1a1c0001", &headers, &body);
        (answer.status, answer.body)
    };
    for (after, when) in [("-1", "0"), ("0.5", "0"), ("0", "0.5"), ("0", "1e300"), ("\"0\"", "0"), ("1e19", "0")] {
        assert_eq!(send(after, when).0, 422, "{after} {when}");
    }
    assert_eq!(send("0.0", "1.7e12"), (200, "{\"events\":2}".to_owned()));
    assert_eq!(send("0", "-5"), (200, "{\"events\":2}".to_owned()), "the same again");
}
