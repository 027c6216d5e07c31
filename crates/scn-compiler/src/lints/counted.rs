//! What a pattern over many decisions is reported with.

/// What a pattern is told with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted {
    /// How many decisions were looked at.
    pub(crate) decisions: usize,
    /// In how many of them it would be so by chance.
    pub(crate) expected: f64,
}

/// A place that learners could learn to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Position {
    /// The first choice.
    First,
    /// The last.
    Last,
    /// Neither, of three choices or more: the middle one, or one of the two in the middle.
    Middle,
}

impl Position {
    pub(super) const ALL: [Self; 3] = [Self::First, Self::Middle, Self::Last];

    /// Whether a choice has the position, and how many of the choices have it.
    pub(super) fn of(self, at: usize, choices: usize) -> Option<(bool, usize)> {
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
