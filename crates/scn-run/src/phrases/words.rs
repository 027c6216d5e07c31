//! Words for values: how a principle was handled, what a choice did to one, how far a part is.

use super::translate_in;
use crate::{Band, RatingLevel, Status};

/// Returns how a principle was handled, in words.
#[must_use]
pub fn band_word(band: Band) -> &'static str {
    match band {
        Band::NotEnough => translate_in("how a principle was handled", "not enough to say"),
        Band::NeedsAttention => translate_in("how a principle was handled", "needs attention"),
        Band::Mixed => translate_in("how a principle was handled", "mixed"),
        Band::Consistent => translate_in("how a principle was handled", "consistent"),
    }
}

/// Returns what a choice did to a principle: a verb.
#[must_use]
pub fn rating_word(rating: RatingLevel) -> &'static str {
    match rating {
        RatingLevel::Upholds => translate_in("what a choice did to a principle", "upholds"),
        RatingLevel::PartlyUpholds => translate_in("what a choice did to a principle", "partly upholds"),
        RatingLevel::Neither => translate_in("what a choice did to a principle", "neither upholds nor breaks"),
        RatingLevel::PartlyBreaks => translate_in("what a choice did to a principle", "partly breaks"),
        RatingLevel::Breaks => translate_in("what a choice did to a principle", "breaks"),
    }
}

/// Returns how far a part of a course is, in words.
#[must_use]
pub fn status_word(status: Status) -> &'static str {
    match status {
        Status::NotBegun => translate_in("how far a part is", "not begun"),
        Status::Begun => translate_in("how far a part is", "begun"),
        Status::Done => translate_in("how far a part is", "done"),
    }
}
