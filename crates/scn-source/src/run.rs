//! The steps of a run, as findings name them.

use std::fmt;

/// A step of a run. Its text is what `scn play --choices` takes: the id of a choice, or `outcome 2`
/// after a choice where chance decides.
///
/// # Examples
///
/// ```
/// use scn_source::RunStep;
///
/// let run = [RunStep::Choose("roll".to_owned()), RunStep::Outcome(2)];
/// assert_eq!(RunStep::join(&run, ", "), "roll, outcome 2");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RunStep {
    /// The choice of this id is made.
    Choose(String),
    /// Chance draws this outcome of the choice just made, counted from 1.
    Outcome(u32),
}

impl RunStep {
    /// Returns the text of a run, with a separator between its steps.
    #[must_use]
    pub fn join(run: &[Self], separator: &str) -> String {
        run.iter().map(ToString::to_string).collect::<Vec<_>>().join(separator)
    }
}

impl fmt::Display for RunStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Choose(choice) => f.write_str(choice),
            Self::Outcome(number) => write!(f, "outcome {number}"),
        }
    }
}
