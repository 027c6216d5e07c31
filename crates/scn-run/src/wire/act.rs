//! Requests of a front end: a line of JSON in.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A request of a front end.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(tag = "do", rename_all = "lowercase", deny_unknown_fields)]
pub(super) enum Act {
    /// Makes a choice.
    Choose {
        /// The id of a choice on offer.
        choice: String,
        /// The outcome to fix, counted from 1, if several are possible; else it is drawn by the
        /// seed.
        #[serde(default)]
        #[schemars(range(min = 1))]
        outcome: Option<u32>,
        /// The timer of the front end made it: its time ran out. Only for a choice with `after`.
        #[serde(default)]
        timed: bool,
    },
    /// Shows the next hint.
    Hint {
        /// The id of the choice that the hint is about; if absent, a hint of the situation, then of
        /// its choices.
        #[serde(default)]
        choice: Option<String>,
    },
    /// Records what the learner writes in answer to the question of the situation.
    Write {
        /// The words. They replace what was written here before; empty ones take it back.
        words: String,
    },
    /// Undoes the last choice that counts.
    Undo {},
    /// Records how a group voted on the choices on offer. It makes no choice.
    Vote {
        /// The number of votes by choice id, for each choice that got any.
        votes: BTreeMap<String, u32>,
    },
    /// Saves the run, to be resumed.
    Save {},
    /// Records a guest's run under a name from now on, including everything that has happened so
    /// far.
    Keep {
        /// The name.
        name: String,
    },
    /// Shows the scene again.
    Show {},
    /// Leaves the run.
    Leave {},
}

/// The name of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum ActName {
    /// `choose`.
    Choose,
    /// `hint`.
    Hint,
    /// `write`.
    Write,
    /// `undo`.
    Undo,
    /// `vote`.
    Vote,
    /// `save`.
    Save,
    /// `keep`.
    Keep,
    /// `show`.
    Show,
    /// `leave`.
    Leave,
}

impl ActName {
    /// All names, in the order of the page.
    const ALL: [Self; 9] = [
        Self::Choose,
        Self::Hint,
        Self::Write,
        Self::Undo,
        Self::Vote,
        Self::Save,
        Self::Keep,
        Self::Show,
        Self::Leave,
    ];

    /// Returns the name as it is written in JSON.
    fn as_str(self) -> &'static str {
        match self {
            Self::Choose => "choose",
            Self::Hint => "hint",
            Self::Write => "write",
            Self::Undo => "undo",
            Self::Vote => "vote",
            Self::Save => "save",
            Self::Keep => "keep",
            Self::Show => "show",
            Self::Leave => "leave",
        }
    }
}

impl Act {
    /// Returns its name.
    pub(super) fn name(&self) -> ActName {
        match self {
            Self::Choose { .. } => ActName::Choose,
            Self::Hint { .. } => ActName::Hint,
            Self::Write { .. } => ActName::Write,
            Self::Undo {} => ActName::Undo,
            Self::Vote { .. } => ActName::Vote,
            Self::Save {} => ActName::Save,
            Self::Keep { .. } => ActName::Keep,
            Self::Show {} => ActName::Show,
            Self::Leave {} => ActName::Leave,
        }
    }

    /// Parses a line.
    ///
    /// # Errors
    ///
    /// A description of the error, in plain words.
    pub(super) fn parse_line(line: &[u8]) -> Result<Self, String> {
        let text = str::from_utf8(line).map_err(|_| "this line is not UTF-8 text".to_owned())?;
        let value: Value = serde_json::from_str(text).map_err(|error| format!("this line is not JSON: {error}"))?;
        let list_acts = || ActName::ALL.map(|name| format!("`{}`", name.as_str())).join(", ");
        let Value::Object(object) = &value else {
            return Err(r#"this line is not a JSON object such as {"do": "choose", "choice": "ask"}"#.to_owned());
        };
        let name = match object.get("do") {
            Some(Value::String(name)) => name.clone(),
            Some(_) => return Err(format!("`do` is not a string; it must be one of {}", list_acts())),
            None => return Err(format!("this line has no `do`; it must be one of {}", list_acts())),
        };
        if !ActName::ALL.iter().any(|known| known.as_str() == name) {
            let shown_name: String = name.chars().take(40).collect();
            return Err(format!("`{shown_name}` is not a known value of `do`; it must be one of {}", list_acts()));
        }
        serde_json::from_value(value).map_err(|error| format!("`{name}` is not valid: {error}"))
    }
}
