//! Sentences of a transcript. Words of an author or a learner are Markdown already.

use super::{Phrase, compose};

/// Instead of a passage that was shown in an earlier version of the story and has changed since.
pub const NOT_REPEATED: Phrase = Phrase::new("*What was shown here has changed since then, and is not repeated.*");

/// The run is not over.
pub const GOES_ON: Phrase = Phrase::new("The run is not over.");

/// A learner without a name.
pub const GUEST: Phrase = Phrase::new("a guest");

/// The pack.
#[must_use]
pub fn pack(title: &str, version: Option<&str>) -> String {
    match version {
        Some(version) => compose("- Pack: {title} {version}", &[("title", &title), ("version", &version)]),
        None => compose("- Pack: {title}", &[("title", &title)]),
    }
}

/// The scenario.
#[must_use]
pub fn scenario(id: &str) -> String {
    compose("- Scenario: {id}", &[("id", &id)])
}

/// The learner.
#[must_use]
pub fn learner(name: &str) -> String {
    compose("- Learner: {name}", &[("name", &name)])
}

/// The story, by its digest.
#[must_use]
pub fn story(digest: &str) -> String {
    compose("- Story: {digest}", &[("digest", &digest)])
}

/// The story in which the run began, by its digest.
#[must_use]
pub fn begun_in(digest: &str) -> String {
    compose("- Started in the story: {digest}", &[("digest", &digest)])
}

/// The seed.
#[must_use]
pub fn seed(seed: u64) -> String {
    compose("- Seed: {seed}", &[("seed", &seed)])
}

/// Before the values that the learner sees all the time.
pub const STATUS: Phrase = Phrase::new("Status:");

/// The choice that was made, in the list of choices.
pub const CHOSEN_IN_LIST: Phrase = Phrase::new("{label} **← chosen**");

/// Before the choices on offer.
pub const CHOICES: Phrase = Phrase::new("Choices:");

/// A choice that is locked, with its reason.
#[must_use]
pub fn locked(label: &str, why: Option<&str>) -> String {
    match why {
        Some(why) => compose("Locked: {label} ({why})", &[("label", &label), ("why", &why)]),
        None => compose("Locked: {label}", &[("label", &label)]),
    }
}

/// The choice that was made.
#[must_use]
pub fn chosen(label: &str) -> String {
    format!("{} {label}", super::run::CHOSEN.text())
}

/// The feedback on an outcome.
#[must_use]
pub fn feedback(text: &str) -> String {
    format!("{} {text}", super::run::FEEDBACK.text())
}

/// How the run came out.
#[must_use]
pub fn result(word: &str) -> String {
    format!("{} **{word}**", super::run::RESULT.text())
}

/// How a choice was written when it was made.
#[must_use]
pub fn it_said(label: &str) -> String {
    compose("When it was chosen, it read: {label}", &[("label", &label)])
}

/// A hint. `about`: the label of the choice that it is about.
#[must_use]
pub fn hint(about: Option<&str>, text: &str) -> String {
    match about {
        Some(label) => compose("Hint (about “{label}”): {text}", &[("label", &label), ("text", &text)]),
        None => compose("Hint: {text}", &[("text", &text)]),
    }
}

/// A question that the learner can answer in words of their own.
#[must_use]
pub fn asked(question: &str) -> String {
    format!("{} {question}", super::run::ASKED.text())
}

/// Instead of a question of a version that is not there any more.
pub const QUESTION_UNKNOWN: Phrase = Phrase::new("(a question of an earlier version)");

/// Before what the learner wrote.
pub const WROTE: Phrase = Phrase::new("Written in answer:");

/// The learner took back what was written.
pub const WROTE_NOTHING: Phrase = Phrase::new("What was written is taken back.");

/// How many voted for a choice of a decision.
#[must_use]
pub fn votes_for(count: u32, label: &str) -> String {
    compose("{count} for “{label}”", &[("count", &count), ("label", &label)])
}

/// The votes on a decision, each as [`votes_for`] writes it.
#[must_use]
pub fn votes(votes: &[String]) -> String {
    compose("Votes: {votes}.", &[("votes", &votes.join(", "))])
}

/// A choice was undone.
pub const TAKEN_BACK: Phrase = Phrase::new("That choice was undone, and does not count.");

/// The run was resumed in another version of the story.
#[must_use]
pub fn resumed_in(digest: &str) -> String {
    compose("Here the run was left. It was resumed in another version of the story: {digest}", &[("digest", &digest)])
}
