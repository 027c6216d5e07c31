//! Data reported with a pattern over many decisions.

/// The counts that are reported with a pattern.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PatternCounts {
    /// Number of decisions examined.
    pub(crate) decisions: usize,
    /// Number of hits that chance would give.
    pub(crate) expected: f64,
}

/// A position that learners could learn to prefer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Position {
    /// The first choice.
    First,
    /// The last.
    Last,
    /// The middle choice of three or more: the middle one, or one of the two in the middle.
    Middle,
}

impl Position {
    pub(super) const ALL: [Self; 3] = [Self::First, Self::Middle, Self::Last];

    /// Returns whether the choice at `at` is in this position, and how many of the choices are.
    /// `None` if the position does not exist.
    pub(super) fn matches_choice(self, at: usize, choices: usize) -> Option<(bool, usize)> {
        match self {
            Self::First => Some((at == 0, 1)),
            Self::Last => Some((at + 1 == choices, 1)),
            Self::Middle if choices < 3 => None,
            Self::Middle => {
                let (low, high) = ((choices - 1) / 2, choices / 2);
                Some(((low..=high).contains(&at), high - low + 1))
            }
        }
    }
}
