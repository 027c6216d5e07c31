//! Sentences of the debrief.

use super::{Forms, Phrase, fill, translate};

/// The heading of the debrief.
pub const DEBRIEF: Phrase = Phrase::new("Debrief");

/// The heading of the decisions, on a full screen.
pub const WHAT_YOU_DECIDED: Phrase = Phrase::new("What you decided");

/// Instead of a debrief, where nothing was decided.
pub const NOTHING_DECIDED: Phrase = Phrase::new("Nothing was decided in this run.");

/// Returns the heading of a decision in a situation without a title.
#[must_use]
pub fn untitled_decision(number: usize) -> String {
    fill(super::run::DECISION.text(), &[("decision", &number.to_string())])
}

/// About a decision whose situation has other words now than it had then.
pub const SITUATION_CHANGED: Phrase = Phrase::new("The situation has changed since then.");

/// About a decision that upholds one principle and breaks another.
pub const TRADE: Phrase = Phrase::new("This choice traded one principle for another.");

/// About a decision for which no choice had the most votes, or another one was made.
pub const BY_THE_TRAINER: Phrase = Phrase::new("The trainer decided.");

/// The heading of the profile.
pub const HOW_YOU_HANDLED: Phrase = Phrase::new("How you handled each principle");

/// The heading of a learner's profile that somebody else reads.
pub const HOW_EACH_WAS_HANDLED: Phrase = Phrase::new("How each principle was handled");

/// The heading of the profile in a transcript.
pub const PROFILE: Phrase = Phrase::new("Profile");

/// The headings of the profile's columns in a transcript.
#[must_use]
pub fn profile_columns() -> [&'static str; 3] {
    [translate("principle"), translate("profile"), translate("decisions")]
}

/// Before the votes in a transcript.
pub const VOTES: Phrase = Phrase::new("Votes:");

/// At the end of every debrief with a profile.
pub const CLOSING: Phrase = Phrase::new(
    "This profile describes the choices made in this scenario. It is meant for discussion and is not a \
                           measure of a person.",
);

/// The same for a whole course.
pub const COURSE_CLOSING: Phrase = Phrase::new(
    "This profile describes the choices made in the scenarios of this course. It is meant for discussion and is \
                                  not a measure of a person.",
);

/// What a decision did to a principle. The values are a verb, such as `upholds`, and a title in
/// quotes.
pub const JUDGEMENT: Phrase = Phrase::new("{given} {principle}");

/// What a decision did to a principle, and why.
pub const JUDGEMENT_BECAUSE: Phrase = Phrase::new("{given} {principle}: {because}");

/// What a decision did to a principle. `explained`: whether the author says why.
#[must_use]
pub fn judgement(explained: bool) -> &'static str {
    if explained { JUDGEMENT_BECAUSE.text() } else { JUDGEMENT.text() }
}

/// How many votes there were, before their split.
pub const VOTE_COUNT: Forms = Forms::new("1 vote:", "{count} votes:");

/// A share of the votes.
pub const SHARE: Phrase = Phrase::new("{count} of {total} ({percent} %)");

/// A share of the votes, and what they were for.
pub const SHARE_FOR: Phrase = Phrase::new("{count} of {total} ({percent} %): {label}");

/// How many voted for a choice.
pub const VOTES_FOR: Phrase = Phrase::new("Votes: {count} for “{label}”");

/// How a principle was handled, and on how many decisions that rests.
pub const HANDLED: Forms =
    Forms { none: "{band}, no decision", one: "{band}, 1 decision", many: "{band}, {count} decisions" };

/// How a principle was handled, with its title.
pub const PRINCIPLE_HANDLED: Forms =
    Forms::new("{principle}: {band}, 1 decision", "{principle}: {band}, {count} decisions");

/// The law or policy that a principle comes from.
pub const SOURCE: Phrase = Phrase::new("Source: {source}");

/// The law or policy that a principle comes from.
#[must_use]
pub fn source(source: &str) -> String {
    fill(SOURCE.text(), &[("source", source)])
}
