//! Sentences on resuming a run or a quiz after the pack was edited.

use scn_story::{Scenario, Span, Story};
use scn_text::counted;

use crate::session::title_or_id;
use crate::{DroppedChoice, Playable, ResumeQuizError, ResumedQuiz, ResumedRun};

/// Returns the sentences to show before a run is resumed, in order. `before` is the story in which
/// the run was left; it supplies the labels of choices that no longer exist.
#[must_use]
pub fn run(picked: &ResumedRun<'_>, playable: &Playable<'_>, before: Option<&Story>) -> Vec<String> {
    let mut lines = vec!["You go on with the run that you left.".to_owned()];
    if !picked.edited {
        return lines;
    }
    lines.push("The scenario has been changed since.".to_owned());
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
        ([], None) if picked.reworded.is_empty() && picked.changed.is_empty() => {
            lines.push("All that you chose still holds.".to_owned());
        }
        ([], None) => lines.push("All that you chose still holds, though words have changed.".to_owned()),
        // It cannot be decided where the run was left.
        ([], Some((from, to))) if from.is_empty() => {
            lines.push(format!("What you chose now leads to `{}`.", title(to)));
        }
        ([], Some((from, to))) => {
            lines.push(format!("You were at `{}`; what you chose now leads to `{}`.", title(from), title(to)));
        }
        ([first, more @ ..], _) => {
            let after = match more.len() {
                0 => String::new(),
                many => format!(", and {} after it", counted(many, "choice")),
            };
            let why = if first.is_undecided() {
                "since it cannot be decided which choice that is now"
            } else if first.is_replaced() {
                "since its situation asks something else now"
            } else {
                "which can no longer be chosen as you did"
            };
            lines.push(format!("You go on before `{}`, {why}{after}.", label(first)));
        }
    }
    for id in &picked.changed {
        lines.push(format!("The situation `{}` has been changed since.", title_now(id)));
    }
    for (said, says) in &picked.reworded {
        lines.push(format!("You chose `{said}`, which now reads `{says}`."));
    }
    lines
}

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
    let label =
        |first: &DroppedChoice| first.earlier.as_ref().map_or_else(|| first.choice.clone(), |it| it.label.clone());
    let mut words = vec![match (picked_up.dropped.as_slice(), &picked_up.moved) {
        ([], None) => "You go on where you left.".to_owned(),
        ([], Some((_, to))) => {
            format!("The story has changed since you left: what you chose now leads to “{}”.", title(to))
        }
        ([first, ..], _) if first.is_undecided() => format!(
            "The story has changed since you left: it cannot be decided which choice “{}” is now, and you go on before it.",
            label(first)
        ),
        ([first, ..], _) if first.is_replaced() => format!(
            "The story has changed since you left: the situation where you chose “{}” asks something else now, and you go \
             on before it.",
            label(first)
        ),
        ([_], _) => {
            "The story has changed since you left: your last choice can no longer be made, and you go on before it."
                .to_owned()
        }
        (many, _) => format!(
            "The story has changed since you left: your last {} choices can no longer be made, and you go on before them.",
            many.len()
        ),
    }];
    for id in &picked_up.changed {
        words.push(format!("The situation “{}” has been changed since.", title(id)));
    }
    for (said, says) in &picked_up.reworded {
        words.push(format!("You chose “{said}”, which now reads “{says}”."));
    }
    words
}

/// Returns what to say before an attempt at a quiz is resumed, as sentences in order.
#[must_use]
pub fn quiz(picked_up: &ResumedQuiz<'_>) -> Vec<String> {
    let mut words = vec!["You go on with the try that you left.".to_owned()];
    match picked_up.gone {
        0 => {}
        1 => words
            .push("1 of its questions is no longer there: it is not asked, and its answer does not count.".to_owned()),
        many => words.push(format!(
            "{many} of its questions are no longer there: they are not asked, and their answers do not count."
        )),
    }
    match picked_up.again {
        0 => {}
        1 => words.push("1 question that you answered has been changed, and is asked again.".to_owned()),
        many => words.push(format!("{many} questions that you answered have been changed, and are asked again.")),
    }
    if 0 < picked_up.added {
        words.push(format!("Asked besides: {}.", counted(picked_up.added, "question")));
    }
    words
}

/// A try of a quiz that cannot be resumed, and why.
#[must_use]
pub fn quiz_begins_anew(error: &ResumeQuizError) -> String {
    format!("The try that you left cannot be gone on with: {error}. A new one begins.")
}

/// A run in a course that cannot be resumed.
pub const RUN_BEGINS_ANEW: &str = "What you left can no longer be gone on with: it begins anew.";

/// A run that is not resumed, since its scenario is another one now.
pub const ANOTHER_SCENARIO: &str =
    "The run that you left was of another scenario of this name. It stays in the record, and a new run begins.";
