//! Sentences of the debrief.

use scn_text::counted;

use super::{Forms, fill};

/// The heading of the debrief.
pub const DEBRIEF: &str = "Debrief";

/// The heading of the decisions, on a full screen.
pub const WHAT_YOU_DECIDED: &str = "What you decided";

/// Instead of a debrief, where nothing was decided.
pub const NOTHING_DECIDED: &str = "Nothing was decided in this run.";

/// About a decision whose situation has other words now than it had then.
pub const SITUATION_CHANGED: &str = "The situation has been changed since.";

/// About a decision that upholds one principle and breaks another.
pub const TRADE: &str = "This choice traded one principle for another.";

/// About a decision for which no choice had the most votes, or another one was made.
pub const BY_THE_TRAINER: &str = "The trainer decided.";

/// The heading of the profile.
pub const HOW_YOU_HANDLED: &str = "How you handled each principle";

/// The heading of a learner's profile that somebody else reads.
pub const HOW_EACH_WAS_HANDLED: &str = "How each principle was handled";

/// The heading of the profile in a transcript.
pub const PROFILE: &str = "Profile";

/// The headings of the profile's columns in a transcript.
pub const PROFILE_COLUMNS: [&str; 3] = ["principle", "profile", "decisions"];

/// Before the votes in a transcript.
pub const VOTES: &str = "Votes:";

/// At the end of every debrief with a profile.
pub const CLOSING: &str = "This profile describes the choices made in this scenario. It is meant for discussion and is not a \
                           measure of a person.";

/// The same for a whole course.
pub const COURSE_CLOSING: &str = "This profile describes the choices made in the scenarios of this course. It is meant for discussion and is \
                                  not a measure of a person.";

/// How many votes there were, before their split.
#[must_use]
pub fn votes(all: u64) -> String {
    format!("{}:", counted(all, "vote"))
}

/// A share of the votes.
#[must_use]
pub fn share(count: u64, all: u64, percent: u64) -> String {
    format!("{count} of {all} ({percent} %)")
}

/// How many voted for a choice, before its label in quotes.
#[must_use]
pub fn votes_for(count: u32) -> String {
    format!("Votes: {count} for “")
}

/// On how many decisions a band rests.
pub const DECISIONS: Forms = Forms { none: "no decision", one: "1 decision", many: "{count} decisions" };

/// On how many decisions a band rests.
#[must_use]
pub fn decisions(count: u32) -> String {
    DECISIONS.about(count)
}

/// A number of decisions.
#[must_use]
pub fn decision_count(count: u32) -> String {
    counted(count, "decision")
}

/// The law or policy that a principle comes from.
pub const SOURCE: &str = "Source: {source}";

/// The law or policy that a principle comes from.
#[must_use]
pub fn source(source: &str) -> String {
    fill(SOURCE, &[("source", source)])
}
