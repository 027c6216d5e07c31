//! The text shown to a learner who resumes a run.

use scn_run::{Dropped, PickedUp, Playable};
use scn_story::{Scenario, Span, Story};
use scn_text::counted;

/// Returns the sentences to show before a run is resumed, in order. `before` is the story in which
/// the run was left; it supplies the labels of choices that no longer exist.
pub(crate) fn resumed(picked: &PickedUp<'_>, playable: &Playable<'_>, before: Option<&Story>) -> Vec<String> {
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
    let label = |dropped: &Dropped| match &dropped.earlier {
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
