//! Scripts of choices: `ask,2,roll,outcome 1`.

use thiserror::Error;

use crate::standing::standing;
use crate::{Event, Playable};

/// A choice of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptedChoice {
    /// Its id, its number among those on offer, or the start of its label.
    pub choice: String,
    /// The outcome that a random draw is fixed to, counted from 1.
    pub outcome: Option<u32>,
}

/// Why a script cannot be parsed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ScriptError {
    /// It starts with an outcome.
    #[error("`{0}` comes before any choice; write it after the choice whose outcome it is")]
    OutcomeFirst(String),
    /// A choice has two outcomes.
    #[error("`{0}` comes after a choice that already has an outcome")]
    OutcomeTwice(String),
    /// No outcome has this number.
    #[error("`{0}` is not an outcome; outcomes are counted from 1")]
    OutcomeNumber(String),
}

/// Parses a script: choices separated by commas, each an id, a number or the start of a label.
/// `outcome N` after a choice fixes a random draw. Spaces around commas are ignored, and so are
/// empty items.
///
/// # Errors
///
/// When an outcome does not follow a choice, follows one that already has an outcome, or its number
/// is not at least 1.
///
/// # Examples
///
/// ```
/// use scn_run::parse_choices;
///
/// let script = parse_choices("ask, 2, roll, outcome 1")?;
/// assert_eq!(script.len(), 3);
/// assert_eq!((script[2].choice.as_str(), script[2].outcome), ("roll", Some(1)));
/// assert!(parse_choices("outcome 1").is_err(), "an outcome follows a choice");
/// # Ok::<(), scn_run::ScriptError>(())
/// ```
pub fn parse_choices(text: &str) -> Result<Vec<ScriptedChoice>, ScriptError> {
    let mut script: Vec<ScriptedChoice> = Vec::new();
    for item in text.split(',').map(str::trim).filter(|item| !item.is_empty()) {
        let Some(number) = outcome_number(item) else {
            script.push(ScriptedChoice { choice: item.to_owned(), outcome: None });
            continue;
        };
        let number = number.parse().ok().filter(|number| 0 < *number);
        let number = number.ok_or_else(|| ScriptError::OutcomeNumber(item.to_owned()))?;
        match script.last_mut() {
            None => return Err(ScriptError::OutcomeFirst(item.to_owned())),
            Some(ScriptedChoice { outcome: Some(_), .. }) => return Err(ScriptError::OutcomeTwice(item.to_owned())),
            Some(ScriptedChoice { outcome, .. }) => *outcome = Some(number),
        }
    }
    Ok(script)
}

/// Returns the digits of `outcome N`.
fn outcome_number(item: &str) -> Option<&str> {
    let number = item.strip_prefix("outcome")?;
    let digits = number.trim_start();
    (digits.len() < number.len() && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
        .then_some(digits)
}

/// Returns the choices of a run as a script that leads to the same point with any seed:
/// `ask,roll,outcome 1`. Undone choices are left out.
#[must_use]
pub fn choices_so_far(playable: &Playable<'_>, events: &[Event]) -> String {
    let machine = playable.machine();
    let mut script = Vec::new();
    for step in standing(events) {
        let choices = machine.node_by_id(step.at).into_iter().flat_map(|node| machine.choices_of(node));
        let found_choice = choices.into_iter().find(|it| machine.choice_id(*it) == step.choice);
        script.push(step.choice.to_owned());
        let outcome = step.outcome.filter(|_| found_choice.is_some_and(|it| machine.is_chance(it)));
        script.extend(outcome.map(|outcome| format!("outcome {outcome}")));
    }
    script.join(",")
}

#[cfg(test)]
mod tests {
    use super::{ScriptError, ScriptedChoice, parse_choices};

    fn of(choice: &str, outcome: Option<u32>) -> ScriptedChoice {
        ScriptedChoice { choice: choice.into(), outcome }
    }

    #[test]
    fn choices_stand_between_commas() {
        let script = parse_choices("ask, 2 ,Read her the balance,, roll,outcome 12,wait,");
        let expected =
            [of("ask", None), of("2", None), of("Read her the balance", None), of("roll", Some(12)), of("wait", None)];
        assert_eq!(script.as_deref(), Ok(expected.as_slice()));
        assert_eq!(parse_choices(""), Ok(Vec::new()));
    }

    #[test]
    fn words_that_only_look_like_an_outcome_are_a_choice() {
        let script = parse_choices("outcomes 2,outcome-2,outcome,outcome of the call");
        assert_eq!(script.map(|script| script.len()), Ok(4));
    }

    #[test]
    fn an_outcome_belongs_to_a_choice() {
        assert_eq!(parse_choices("outcome 1,ask"), Err(ScriptError::OutcomeFirst("outcome 1".into())));
        assert_eq!(parse_choices("roll,outcome 1,outcome 2"), Err(ScriptError::OutcomeTwice("outcome 2".into())));
        assert_eq!(parse_choices("roll,outcome 0"), Err(ScriptError::OutcomeNumber("outcome 0".into())));
        let huge = "roll,outcome 99999999999";
        assert_eq!(parse_choices(huge), Err(ScriptError::OutcomeNumber("outcome 99999999999".into())));
    }
}
