//! A completion and a key to certify it with.

use scn_certificate::{Completion, Key, PartDone, PartKind, PrincipleProfile};

/// Returns a key that is the same in every test.
pub(crate) fn key() -> Key {
    Key::from_secret(&[7; 32])
}

/// Returns a completion of a small course.
pub(crate) fn completion() -> Completion {
    let at = |text: &str| text.parse().expect("a time");
    let part = |kind, id: &str, title: &str, result: &str, on| PartDone {
        kind,
        id: id.to_owned(),
        title: title.to_owned(),
        result: result.to_owned(),
        on,
    };
    let principle = |id: &str, title: &str, band: &str, decisions, score| PrincipleProfile {
        id: id.to_owned(),
        title: title.to_owned(),
        band: band.to_owned(),
        decisions,
        score,
    };
    Completion {
        learner: "Thandi Mokoena".to_owned(),
        learner_id: None,
        course: "Protecting customer privacy and data".to_owned(),
        pack: "customer-privacy".to_owned(),
        version: Some("1.0.0".to_owned()),
        digest: format!("sha256:{}", "0123456789abcdef".repeat(4)),
        language: Some("en-ZA".to_owned()),
        completed: at("2026-11-24T21:43:13Z"),
        issuer: "Example Training".to_owned(),
        signatory: None,
        duration: None,
        valid_until: None,
        parts: vec![
            part(PartKind::Lesson, "key-ways", "Key ways to protect privacy", "read", at("2026-11-23T08:00:00Z")),
            part(PartKind::Quiz, "check", "What do you know?", "4 of 5 right", at("2026-11-23T08:30:00Z")),
            part(PartKind::Scenario, "neighbour", "The helpful neighbour", "passed", at("2026-11-24T21:43:13Z")),
        ],
        profile: vec![
            principle("careful-talk", "Be careful in conversations", "consistent", 5, Some((9, 10))),
            principle("clean-desk", "Leave nothing lying about", "mixed", 4, Some((5, 9))),
            principle("report", "Report what went wrong", "not enough to say", 1, None),
        ],
        closing: "This profile describes the choices made. It is not a measure of a person.".to_owned(),
        pass_mark: None,
    }
}
