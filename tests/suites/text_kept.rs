//! What is written is what is read: over random bodies of every kind each word, number and mark that is no markup
//! is in the JSON, the line mode at 80 and 40 columns, the full screen, the lines of events and the transcript, in
//! order; or the body has a finding.
//!
//! `SCN_STORIES` says how many bodies; what they held is printed.

#[path = "text_kept/bodies.rs"]
mod bodies;

use std::collections::BTreeMap;

use bodies::{Body, Covered, tokens};
use scn_player::screen::{Look, Screen, Setting, Size};
use scn_player::{Holder, KeepError, Keeper, Options, Playable, Session, play, speak, transcript};
use scn_story::{Block, Span, Story};
use scn_tests::harness::Pack;
use scn_tests::random::Rng;
use scn_tests::survey;

/// Where a body stands in the story.
const SPOTS: [&str; 5] = ["situation", "brief", "ending", "outcome", "hint"];

/// A story with a body in a spot.
fn story_with(spot: &str, body: &str) -> String {
    let at = |wanted: &str| if spot == wanted { body } else { "Text.\n" };
    let hint = if spot == "hint" { format!("Hint: {body}") } else { String::new() };
    format!(
        "Scenario s: S\n\n{}\n\nCast Guard: One\n\nMeter m: M\n  Range: 0 to 9\n  Start: 5\n\nSituation a: A\n\n{}\n\n{hint}\n\n\
         Choice go: Go.\nOutcome: Gone.\n\n{}\n\nNext: e\n\nChoice stay: Stay.\nOutcome: Here.\nSet: m -1\nNext: f\n\n\
         Ending e: E\nResult: passed\n\n{}\n\nEnding f: F\nResult: failed\n\nText.\n",
        at("brief"),
        at("situation"),
        at("outcome"),
        at("ending"),
    )
}
