//! Sentences on resuming a run or a quiz after the pack was edited.

use super::{Forms, Phrase, compose, fill, translate};
use crate::session::title_or_id;
use crate::{DroppedChoice, OutcomeChange, Playable, ResumeQuizError, ResumedQuiz, ResumedRun};
use scn_story::{Scenario, Span, Story};

/// Returns the sentences to show before a run is resumed, in order. `before` is the story in which
/// the run was left; it supplies the labels of choices that no longer exist.
#[must_use]
pub fn run(picked: &ResumedRun<'_>, playable: &Playable<'_>, before: Option<&Story>) -> Vec<String> {
    let mut lines = vec![translate("You are resuming the run that you left.").to_owned()];
    if !picked.edited {
        return lines;
    }
    lines.push(translate("The scenario has changed since then.").to_owned());
    let now = playable.scenario();
    let was = before.and_then(|story| story.scenarios.iter().find(|it| it.id == now.id));
    let title = |id: &str| {
        let found = [was, Some(now)].into_iter().flatten().find_map(|scenario| scenario.title_of(id));
        found.unwrap_or(id).to_owned()
    };
    let title_now = |id: &str| now.title_of(id).unwrap_or(id).to_owned();
    let label = |dropped: &DroppedChoice| match &dropped.earlier {
        Some(earlier) => earlier.label.clone(),
        None => label(now, &dropped.choice).unwrap_or_else(|| dropped.choice.clone()),
    };
    match (picked.dropped.as_slice(), &picked.moved) {
        ([], None)
            if picked.reworded.is_empty() && picked.reworded_outcomes.is_empty() && picked.changed.is_empty() =>
        {
            lines.push(translate("All your choices still apply.").to_owned());
        }
        ([], None) => {
            lines.push(translate("All your choices still apply, although some wording has changed.").to_owned());
        }
        // It cannot be decided where the run was left.
        ([], Some((from, to))) if from.is_empty() => {
            lines.push(compose("Your choices now lead to `{title}`.", &[("title", &title(to))]));
        }
        ([], Some((from, to))) => {
            lines.push(compose(
                "You were at `{from}`; your choices now lead to `{to}`.",
                &[("from", &title(from)), ("to", &title(to))],
            ));
        }
        ([first, more @ ..], _) => {
            let phrase = match picked.outcome_change() {
                Some(OutcomeChange::Other) => BEFORE_OTHER_OUTCOME,
                Some(OutcomeChange::Undecided) => BEFORE_UNCLEAR_OUTCOME,
                None if first.is_undecided() => BEFORE_UNCLEAR_CHOICE,
                None if first.is_replaced() => BEFORE_OTHER_SITUATION,
                None => BEFORE_GONE_CHOICE,
            };
            lines.push(phrase.fill(more.len(), &[("choice", &label(first))]));
        }
    }
    for id in &picked.changed {
        lines.push(compose("The situation `{title}` has changed since then.", &[("title", &title_now(id))]));
    }
    for (said, says) in &picked.reworded {
        lines.push(compose("You chose `{said}`, which now reads `{says}`.", &[("said", &said), ("says", &says)]));
    }
    for label in &picked.reworded_outcomes {
        lines.push(compose("The outcome of `{label}` has been changed since then.", &[("label", &label)]));
    }
    lines
}

/// A run is resumed before a choice, with the number of choices after it that are undone too:
/// the choice now has another outcome.
const BEFORE_OTHER_OUTCOME: Forms = Forms {
    none: "You continue just before `{choice}`, because it now has another outcome.",
    one: "You continue just before `{choice}` and 1 choice after it, because it now has another outcome.",
    many: "You continue just before `{choice}` and {count} choices after it, because it now has another outcome.",
};

/// A run is resumed before a choice, with the number of choices after it that are undone too:
/// the outcome of the choice was removed.
const BEFORE_UNCLEAR_OUTCOME: Forms = Forms {
    none: "You continue just before `{choice}`, because the outcome that it had was removed, or it is unclear which one it is now.",
    one: "You continue just before `{choice}` and 1 choice after it, because the outcome that it had was removed, or it is unclear which one it is now.",
    many: "You continue just before `{choice}` and {count} choices after it, because the outcome that it had was removed, or it is unclear which one it is now.",
};

/// A run is resumed before a choice, with the number of choices after it that are undone too:
/// the choice may be any of several now.
const BEFORE_UNCLEAR_CHOICE: Forms = Forms {
    none: "You continue just before `{choice}`, because it is unclear which choice that is now.",
    one: "You continue just before `{choice}` and 1 choice after it, because it is unclear which choice that is now.",
    many: "You continue just before `{choice}` and {count} choices after it, because it is unclear which choice that is now.",
};

/// A run is resumed before a choice, with the number of choices after it that are undone too:
/// the situation of the choice was replaced.
const BEFORE_OTHER_SITUATION: Forms = Forms {
    none: "You continue just before `{choice}`, because its situation now asks something else.",
    one: "You continue just before `{choice}` and 1 choice after it, because its situation now asks something else.",
    many: "You continue just before `{choice}` and {count} choices after it, because its situation now asks something else.",
};

/// A run is resumed before a choice, with the number of choices after it that are undone too:
/// the choice cannot be made as it was.
const BEFORE_GONE_CHOICE: Forms = Forms {
    none: "You continue just before `{choice}`, because it can no longer be made in the same way.",
    one: "You continue just before `{choice}` and 1 choice after it, because it can no longer be made in the same way.",
    many: "You continue just before `{choice}` and {count} choices after it, because it can no longer be made in the same way.",
};

/// The words of a choice that do not depend on anything.
fn label(scenario: &Scenario, id: &str) -> Option<String> {
    let choice = scenario.situations.iter().flat_map(|it| &it.choices).find(|it| it.id == id)?;
    Some(Span::fixed_words(&choice.label)).filter(|label| !label.trim().is_empty())
}

/// Returns what to say before a run is resumed, as sentences in order.
#[must_use]
pub fn run_in_course(picked_up: &ResumedRun<'_>) -> Vec<String> {
    let scenario = picked_up.session.playable().scenario();
    let title = |id: &str| title_or_id(scenario.title_of(id).unwrap_or_default(), id);
    let label = |first: &DroppedChoice| match &first.earlier {
        Some(earlier) => earlier.label.clone(),
        None => label(scenario, &first.choice).unwrap_or_else(|| first.choice.clone()),
    };
    let about_choice = |phrase: &str, first: &DroppedChoice| fill(phrase, &[("choice", &label(first))]);
    let mut words = vec![match (picked_up.dropped.as_slice(), &picked_up.moved) {
        ([], None) => CONTINUES.text().to_owned(),
        ([], Some((_, to))) => fill(LEADS_ELSEWHERE.text(), &[("title", &title(to))]),
        ([first, ..], _) if first.is_undecided() => about_choice(UNCLEAR_CHOICE.text(), first),
        ([first, ..], _) if first.is_replaced() => about_choice(OTHER_SITUATION.text(), first),
        ([first, ..], _) if picked_up.outcome_change() == Some(OutcomeChange::Other) => {
            about_choice(OTHER_OUTCOME.text(), first)
        }
        ([first, ..], _) if picked_up.outcome_change() == Some(OutcomeChange::Undecided) => {
            about_choice(UNCLEAR_OUTCOME.text(), first)
        }
        (gone, _) => CHOICES_GONE.about(gone.len()),
    }];
    for id in &picked_up.changed {
        words.push(fill(SITUATION_CHANGED.text(), &[("title", &title(id))]));
    }
    for (said, says) in &picked_up.reworded {
        words.push(fill(CHOICE_REWORDED.text(), &[("said", said), ("says", says)]));
    }
    for label in &picked_up.reworded_outcomes {
        words.push(fill(OUTCOME_REWORDED.text(), &[("choice", label)]));
    }
    words
}

/// A run in a course continues where it was left.
pub const CONTINUES: Phrase = Phrase::new("You continue where you left off.");

/// The choices of a run in a course lead to another place now.
pub const LEADS_ELSEWHERE: Phrase =
    Phrase::new("The story has changed since you left: your choices now lead to “{title}”.");

/// A run in a course continues before a choice that may be any of several now.
pub const UNCLEAR_CHOICE: Phrase = Phrase::new(
    "The story has changed since you left: it is unclear which choice “{choice}” is now, so you continue just before it.",
);

/// A run in a course continues before a choice whose situation was replaced.
pub const OTHER_SITUATION: Phrase = Phrase::new(
    "The story has changed since you left: the situation where you chose “{choice}” now asks something else, so you continue just before it.",
);

/// A run in a course continues before a choice that has another outcome now.
pub const OTHER_OUTCOME: Phrase = Phrase::new(
    "The story has changed since you left: you continue just before “{choice}”, because it now has another outcome.",
);

/// A run in a course continues before a choice whose outcome was removed.
pub const UNCLEAR_OUTCOME: Phrase = Phrase::new(
    "The story has changed since you left: you continue just before “{choice}”, because the outcome that it had was removed, or it is unclear which one it is now.",
);

/// A run in a course continues before choices that can no longer be made; how many.
pub const CHOICES_GONE: Forms = Forms::new(
    "The story has changed since you left: your last choice can no longer be made, so you continue just before it.",
    "The story has changed since you left: your last {count} choices can no longer be made, so you continue just before them.",
);

/// A situation of a run in a course has other words now.
pub const SITUATION_CHANGED: Phrase = Phrase::new("The situation “{title}” has changed since then.");

/// A choice of a run in a course has other words now.
pub const CHOICE_REWORDED: Phrase = Phrase::new("You chose “{said}”, which now reads “{says}”.");

/// An outcome in a run in a course has other words now.
pub const OUTCOME_REWORDED: Phrase = Phrase::new("The outcome of “{choice}” has been changed since then.");

/// An attempt at a quiz is resumed.
pub const RESUMING_QUIZ: Phrase = Phrase::new("You are resuming the attempt that you left.");

/// Questions of an attempt that were removed.
pub const QUESTIONS_GONE: Forms = Forms::new(
    "1 of its questions no longer exists: it is not asked, and its answer does not count.",
    "{count} of its questions no longer exist: they are not asked, and their answers do not count.",
);

/// Questions of an attempt that are asked again.
pub const ASKED_AGAIN: Forms = Forms::new(
    "1 question that you answered has changed, so it is asked again.",
    "{count} questions that you answered have changed, so they are asked again.",
);

/// Questions that were added to a quiz.
pub const QUESTIONS_ADDED: Forms = Forms::new("Added since then: 1 question.", "Added since then: {count} questions.");

/// Returns what to say before an attempt at a quiz is resumed, as sentences in order.
#[must_use]
pub fn quiz(picked_up: &ResumedQuiz<'_>) -> Vec<String> {
    let mut words = vec![RESUMING_QUIZ.text().to_owned()];
    words.extend(quiz_changes(picked_up));
    words
}

/// Returns what edits have changed about an attempt at a quiz that is resumed, as sentences in
/// order; none if they have changed nothing.
#[must_use]
pub fn quiz_changes(picked_up: &ResumedQuiz<'_>) -> Vec<String> {
    let counts = [(picked_up.gone, QUESTIONS_GONE), (picked_up.again, ASKED_AGAIN), (picked_up.added, QUESTIONS_ADDED)];
    counts.iter().filter(|(count, _)| *count != 0).map(|(count, phrase)| phrase.about(*count)).collect()
}

/// A try of a quiz that cannot be resumed, and why.
pub const QUIZ_BEGINS_ANEW: Phrase =
    Phrase::new("The attempt that you left cannot be resumed: {reason}. A new one starts.");

/// A try of a quiz that cannot be resumed, and why.
#[must_use]
pub fn quiz_begins_anew(error: &ResumeQuizError) -> String {
    fill(QUIZ_BEGINS_ANEW.text(), &[("reason", &refusal(error))])
}

/// Returns why an attempt cannot be resumed.
pub(super) fn refusal(error: &ResumeQuizError) -> String {
    match error {
        ResumeQuizError::NoStart => translate("the record does not begin with the start of a quiz").to_owned(),
        ResumeQuizError::Another(quiz) => compose("the record is of the quiz `{quiz}`", &[("quiz", quiz)]),
        ResumeQuizError::Over => translate("it is already over").to_owned(),
        ResumeQuizError::TooFew => {
            translate("the quiz has changed, and this attempt can no longer be passed").to_owned()
        }
    }
}

/// A run in a course that cannot be resumed.
pub const RUN_BEGINS_ANEW: Phrase =
    Phrase::new("What you left can no longer be resumed, so it starts again from the beginning.");

/// A part that was left under an id that it no longer has.
pub const OTHER_ID: Phrase = Phrase::new("You left this under the id `{id}`. Only the id has changed since then.");

/// A part that was left under an id that it no longer has.
#[must_use]
pub fn other_id(old: &str) -> String {
    fill(OTHER_ID.text(), &[("id", old)])
}

/// An unfinished attempt at a part that was removed.
pub const LEFT_AT_REMOVED_PART: Phrase =
    Phrase::new("You left “{title}” unfinished, and this pack no longer has it. It stays in your records.");

/// An unfinished attempt at a part that was removed.
#[must_use]
pub fn left_at_removed_part(title: &str) -> String {
    fill(LEFT_AT_REMOVED_PART.text(), &[("title", title)])
}

/// A run that is not resumed, since its scenario is another one now.
pub const ANOTHER_SCENARIO: Phrase = Phrase::new(
    "The run that you left was of another scenario with this name. It stays in the record, and a new run starts.",
);
