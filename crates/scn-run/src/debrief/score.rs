//! The score of a principle over a run.

use schemars::JsonSchema;
use serde::Serialize;

use super::Decision;

/// Fewer decisions than this are not enough for a judgement.
const ENOUGH: u32 = 3;

/// The score of a run for one principle.
///
/// The score is `points / of`, where, over every decision whose possible outcomes differ on the
/// principle,
///
/// - `points` sums the rating of the actual outcome minus the lowest rating,
/// - `of` sums the highest rating minus the lowest.
///
/// Lowest and highest are taken over all outcomes that the choices on offer could have at that
/// point; an outcome that does not name the principle has the rating 0. The score is therefore
/// between 0 and 1, and only decisions that were reached count. (The form is that of
/// opportunity-normalised partial credit for situational judgement tests; the bands are a design
/// choice, not evidence.) For the consequences for locked choices, conditions and chance, see 'The
/// debrief' in `scn-story/schema/README.md`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// The points achieved.
    pub points: u32,
    /// The points achievable.
    pub of: u32,
    /// The number of decisions that count.
    pub decisions: u32,
}

/// A score in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "BandView")]
pub enum Band {
    /// Fewer than 3 decisions.
    NotEnough,
    /// Below 0.4.
    NeedsAttention,
    /// From 0.4 to 0.75.
    Mixed,
    /// Above 0.75.
    Consistent,
}

impl Band {
    /// Returns the band's name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotEnough => "not enough to say",
            Self::NeedsAttention => "needs attention",
            Self::Mixed => "mixed",
            Self::Consistent => "consistent",
        }
    }
}

impl Score {
    /// Returns the score from 0 to 1; `None` if no decision counts.
    #[must_use]
    pub fn share(self) -> Option<f64> {
        (0 < self.of).then(|| f64::from(self.points) / f64::from(self.of))
    }

    /// Returns the band, computed in integers.
    #[must_use]
    pub fn band(self) -> Band {
        let (points, of) = (u64::from(self.points), u64::from(self.of));
        if self.decisions < ENOUGH {
            Band::NotEnough
        } else if 5 * points < 2 * of {
            Band::NeedsAttention
        } else if 4 * points <= 3 * of {
            Band::Mixed
        } else {
            Band::Consistent
        }
    }
}

pub(super) fn score_principle(decisions: &[Decision], principle: &str) -> Score {
    let mut score = Score::default();
    for decision in decisions.iter().filter(|decision| decision.outcome.is_some()) {
        let spread = decision.spreads.iter().find(|spread| spread.principle == principle);
        let Some(spread) = spread.filter(|spread| spread.low < spread.high) else { continue };
        let done = decision.judgements.iter().find(|it| it.principle == principle).map_or(0, |it| it.rating);
        score.points += u32::from(done.abs_diff(spread.low));
        score.of += u32::from(spread.high.abs_diff(spread.low));
        score.decisions += 1;
    }
    score
}

#[cfg(test)]
mod tests {
    use super::{Band, Score};

    #[test]
    fn bands_meet_where_they_should() {
        let band = |points, of| Score { points, of, decisions: 3 }.band();
        assert_eq!(band(0, 10), Band::NeedsAttention);
        assert_eq!(band(39, 100), Band::NeedsAttention);
        assert_eq!(band(4, 10), Band::Mixed, "0.4 itself is mixed");
        assert_eq!(band(3, 4), Band::Mixed, "0.75 itself is mixed");
        assert_eq!(band(76, 100), Band::Consistent);
        assert_eq!(band(10, 10), Band::Consistent);
    }

    #[test]
    fn two_decisions_say_nothing() {
        assert_eq!(Score { points: 8, of: 8, decisions: 2 }.band(), Band::NotEnough);
        assert_eq!(Score::default().band(), Band::NotEnough);
        assert_eq!(Score::default().share(), None);
        assert_eq!(Score { points: 3, of: 4, decisions: 2 }.share(), Some(0.75));
    }
}
