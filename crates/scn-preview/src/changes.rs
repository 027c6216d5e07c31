//! Describes what has changed in a replayed run.

use scn_run::{Change, ChooseError, Departure, JourneyEnding, Playable, result_word};

/// Describes the differences in sentences; `None` if there are none.
pub(crate) fn describe_departures(playable: &Playable<'_>, found: &[Departure]) -> Option<String> {
    let sentences: Vec<String> = found.iter().filter_map(|it| change_sentence(playable, &it.change)).collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// Says that the run is at its last moment that still exists, where it had to stop.
const LAST: &str = "This is the last moment of your run that still exists.";

fn change_sentence(playable: &Playable<'_>, change: &Change) -> Option<String> {
    match change {
        Change::Choice(ChooseError::NotOnOffer { at, choice, locked, .. }) => {
            let title = title_or_id(playable, at);
            Some(match locked {
                true => format!("The choice “{choice}” that you made at “{title}” is now locked. {LAST}"),
                false => format!("The choice “{choice}” that you made at “{title}” is no longer on offer. {LAST}"),
            })
        }
        Change::Choice(ChooseError::Outcome { choice, outcome, .. }) => {
            Some(format!("The choice “{choice}” can no longer come out as outcome {outcome}. {LAST}"))
        }
        Change::Choice(ChooseError::Over) => Some(format!("The run now ends before. {LAST}")),
        Change::Undecided { was, is } => Some(match (was.as_str(), is) {
            ("", Some(is)) => {
                format!("It cannot be decided whether the choice “{is}” is the one that you made. {LAST}")
            }
            ("", None) => format!("It cannot be decided which choice your next one is now. {LAST}"),
            (was, _) => format!("It cannot be decided which choice “{was}” is now. {LAST}"),
        }),
        Change::UndecidedOutcome { .. } => {
            Some(format!("The outcome of your next choice was removed, or it is unclear which one it is now. {LAST}"))
        }
        Change::Chance => Some(format!("What comes of your next choice is now left to chance. {LAST}")),
        Change::Path { was, is } => Some(format!(
            "Your choices now lead elsewhere: to {} and no longer to {}.",
            join_titles(playable, is),
            join_titles(playable, was)
        )),
        // If the run continues, its current ending is described afterwards.
        Change::Ending { was: None, is: None } => None,
        Change::Ending { was, is: Some(is) } => Some(match was {
            Some(was) if was.at == is.at => {
                format!("This ending is now {}, and was {}.", result_word(is.result), result_word(was.result))
            }
            Some(_) | None => format!("The run now ends at “{}”.", ending_title(playable, is)),
        }),
        Change::Ending { was: Some(was), is: None } => {
            Some(format!("The run no longer ends at “{}” here.", ending_title(playable, was)))
        }
    }
}

fn ending_title(playable: &Playable<'_>, ending: &JourneyEnding) -> String {
    title_or_id(playable, &ending.at)
}

/// Returns the title of a situation or ending, or its id if it has no title or does not exist.
fn title_or_id(playable: &Playable<'_>, id: &str) -> String {
    let title = playable.scenario().title_of(id).filter(|title| !title.trim().is_empty());
    title.unwrap_or(id).to_owned()
}

fn join_titles(playable: &Playable<'_>, ids: &[String]) -> String {
    match ids {
        [] => "nothing".to_owned(),
        ids => ids.iter().map(|id| format!("“{}”", title_or_id(playable, id))).collect::<Vec<_>>().join(", then "),
    }
}
