//! Sentences of a page that a learning platform has opened by cmi5 or xAPI.

use serde_json::{Value, json};

use super::Phrase;

/// What is done cannot be saved at the moment.
pub const TROUBLE: Phrase =
    Phrase::new("Your progress cannot be saved just now. You can keep going; saving is tried again by itself.");

/// The platform takes nothing any more.
pub const CLOSED: Phrase = Phrase::new(
    "From here on, nothing is saved: your platform has closed this page, for example because it was opened a second time. Close this window, and open the part again in your course.",
);

/// The platform did not take a statement, and takes others.
pub const REFUSED: Phrase =
    Phrase::new("Your platform did not take a part of the report about you. Your progress is saved.");

/// The platform answers as if it had kept the state, and has not.
pub const FORGETS: Phrase = Phrase::new("Your platform does not remember where you are. Finish in one go.");

/// The page was opened without the address of a platform.
pub const NOT_LAUNCHED: Phrase =
    Phrase::new("This page was not opened by a learning platform, so nothing that you do here is saved.");

/// The page was loaded a second time, for which the platform has given no permission.
pub const USED: Phrase = Phrase::new(
    "This page can be opened only once, so nothing is saved here. Close this window, and open the part again in your course.",
);

/// The state cannot be read.
pub const UNREAD: Phrase = Phrase::new("What was saved earlier cannot be read. It was put aside, and you start anew.");

/// The learner has finished, and looks at the part again.
pub const REVIEW: Phrase =
    Phrase::new("You have finished this part. You can look at it again; nothing of that is saved.");

/// The learner is to look around.
pub const BROWSE: Phrase = Phrase::new("You can look around here; nothing of that is saved.");

/// The button that goes back to the platform.
pub const EXIT: Phrase = Phrase::new("Back to the course");

/// Returns the phrases as data, for the pages that report to a platform.
#[must_use]
pub fn lrs_phrases() -> Value {
    json!({
        "lrs_trouble": TROUBLE.text(),
        "lrs_closed": CLOSED.text(),
        "lrs_refused": REFUSED.text(),
        "lrs_forgets": FORGETS.text(),
        "lrs_not_launched": NOT_LAUNCHED.text(),
        "lrs_used": USED.text(),
        "lrs_unread": UNREAD.text(),
        "lrs_review": REVIEW.text(),
        "lrs_browse": BROWSE.text(),
        "lrs_exit": EXIT.text(),
    })
}
