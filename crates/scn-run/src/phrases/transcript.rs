//! Sentences of a transcript. Words of an author or a learner are Markdown already.

/// Instead of a passage that was shown in an earlier version of the story and has changed since.
pub const NOT_REPEATED: &str = "*What was shown here has changed since then, and is not repeated.*";

/// The run is not over.
pub const GOES_ON: &str = "The run is not over.";

/// A learner without a name.
pub const GUEST: &str = "a guest";

/// The pack.
#[must_use]
pub fn pack(title: &str, version: Option<&str>) -> String {
    match version {
        Some(version) => format!("- Pack: {title} {version}"),
        None => format!("- Pack: {title}"),
    }
}

/// The scenario.
#[must_use]
pub fn scenario(id: &str) -> String {
    format!("- Scenario: {id}")
}

/// The learner.
#[must_use]
pub fn learner(name: &str) -> String {
    format!("- Learner: {name}")
}

/// The story, by its digest.
#[must_use]
pub fn story(digest: &str) -> String {
    format!("- Story: {digest}")
}

/// The story in which the run began, by its digest.
#[must_use]
pub fn begun_in(digest: &str) -> String {
    format!("- Started in the story: {digest}")
}

/// The seed.
#[must_use]
pub fn seed(seed: u64) -> String {
    format!("- Seed: {seed}")
}

/// Before the values that the learner sees all the time.
pub const STATUS: &str = "Status:";

/// The choice that was made, in the list of choices.
pub const CHOSEN_IN_LIST: &str = "{label} **← chosen**";

/// Before the choices on offer.
pub const CHOICES: &str = "Choices:";

/// A choice that is locked, with its reason.
#[must_use]
pub fn locked(label: &str, why: Option<&str>) -> String {
    match why {
        Some(why) => format!("Locked: {label} ({why})"),
        None => format!("Locked: {label}"),
    }
}

/// The choice that was made.
#[must_use]
pub fn chosen(label: &str) -> String {
    format!("{} {label}", super::run::CHOSEN)
}

/// The feedback on an outcome.
#[must_use]
pub fn feedback(text: &str) -> String {
    format!("{} {text}", super::run::FEEDBACK)
}

/// How the run came out.
#[must_use]
pub fn result(word: &str) -> String {
    format!("{} **{word}**", super::run::RESULT)
}

/// How a choice was written when it was made.
#[must_use]
pub fn it_said(label: &str) -> String {
    format!("When it was chosen, it read: {label}")
}

/// A hint. `about`: the label of the choice that it is about.
#[must_use]
pub fn hint(about: Option<&str>, text: &str) -> String {
    match about {
        Some(label) => format!("Hint (about “{label}”): {text}"),
        None => format!("Hint: {text}"),
    }
}

/// A question that the learner can answer in words of their own.
#[must_use]
pub fn asked(question: &str) -> String {
    format!("{} {question}", super::run::ASKED)
}

/// Instead of a question of a version that is not there any more.
pub const QUESTION_UNKNOWN: &str = "(a question of an earlier version)";

/// Before what the learner wrote.
pub const WROTE: &str = "Written in answer:";

/// The learner took back what was written.
pub const WROTE_NOTHING: &str = "What was written is taken back.";

/// How many voted for a choice of a decision.
#[must_use]
pub fn votes_for(count: u32, label: &str) -> String {
    format!("{count} for “{label}”")
}

/// The votes on a decision, each as [`votes_for`] writes it.
#[must_use]
pub fn votes(votes: &[String]) -> String {
    format!("Votes: {}.", votes.join(", "))
}

/// A choice was undone.
pub const TAKEN_BACK: &str = "That choice was undone, and does not count.";

/// The run was resumed in another version of the story.
#[must_use]
pub fn resumed_in(digest: &str) -> String {
    format!("Here the run was left. It was resumed in another version of the story: {digest}")
}
