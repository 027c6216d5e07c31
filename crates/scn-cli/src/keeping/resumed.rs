//! What a learner is told who goes on with a run.

use scn_player::{PickedUp, Playable};
use scn_story::{Scenario, Span, Story};

/// What to say before a run goes on: sentences, in order. `before` is the story that it was left in, for the words of what is no longer there.
pub(crate) fn resumed(picked: &PickedUp<'_>, playable: &Playable<'_>, before: Option<&Story>) -> Vec<String> {
    let mut told = vec!["You go on with the run that you left.".to_owned()];
    if !picked.edited {
        return told;
    }
    told.push("The scenario has been changed since.".to_owned());
    let now = playable.scenario();
    let was = before.and_then(|story| story.scenarios.iter().find(|it| it.id == now.id));
    let title = |id: &str| {
        let found = [Some(now), was].into_iter().flatten().find_map(|scenario| title(scenario, id));
        found.unwrap_or_else(|| id.to_owned())
    };
    let label = |id: &str| {
        let found = [was, Some(now)].into_iter().flatten().find_map(|scenario| label(scenario, id));
        found.unwrap_or_else(|| id.to_owned())
    };
    match (picked.dropped.as_slice(), &picked.moved) {
        ([], None) => told.push("All that you chose still holds.".to_owned()),
        ([], Some((from, to))) => {
            told.push(format!("You were at `{}`; what you chose now leads to `{}`.", title(from), title(to)));
        }
        ([one], _) => {
            told.push(format!("You go on before `{}`, which can no longer be chosen as you did.", label(one)));
        }
        ([first, more @ ..], _) => {
            let choices = if more.len() == 1 { "choice" } else { "choices" };
            told.push(format!(
                "You go on before `{}`, which can no longer be chosen as you did, and {} {choices} after it.",
                label(first),
                more.len()
            ));
        }
    }
    told
}

fn title(scenario: &Scenario, id: &str) -> Option<String> {
    let situation = scenario.situations.iter().find(|it| it.id == id).map(|it| &it.title);
    let ending = || scenario.endings.iter().find(|it| it.id == id).map(|it| &it.title);
    situation.or_else(ending).filter(|title| !title.is_empty()).cloned()
}

/// The words of a choice that do not depend on anything.
fn label(scenario: &Scenario, id: &str) -> Option<String> {
    let choice = scenario.situations.iter().flat_map(|it| &it.choices).find(|it| it.id == id)?;
    let words = choice.label.iter().map(|span| match span {
        Span::Text { text, .. } => text.as_str(),
        Span::Value { .. } | Span::If { .. } => "…",
    });
    Some(words.collect::<String>()).filter(|label| !label.trim().is_empty())
}
