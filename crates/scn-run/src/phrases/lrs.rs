//! Sentences of a page that a learning platform has opened by cmi5 or xAPI.

use serde_json::{Value, json};

/// What is done cannot be saved at the moment.
pub const TROUBLE: &str =
    "Your progress cannot be saved just now. You can keep going; saving is tried again by itself.";

/// The platform takes nothing any more.
pub const CLOSED: &str = "From here on, nothing is saved: your platform has closed this page, for example because it was opened a second time. Close this window, and open the part again in your course.";

/// The platform did not take a statement, and takes others.
pub const REFUSED: &str = "Your platform did not take a part of the report about you. Your progress is saved.";

/// The platform answers as if it had kept the state, and has not.
pub const FORGETS: &str = "Your platform does not remember where you are. Finish in one go.";

/// The page was opened without the address of a platform.
pub const NOT_LAUNCHED: &str = "This page was not opened by a learning platform, so nothing that you do here is saved.";

/// The page was loaded a second time, for which the platform has given no permission.
pub const USED: &str = "This page can be opened only once, so nothing is saved here. Close this window, and open the part again in your course.";

/// The state cannot be read.
pub const UNREAD: &str = "What was saved earlier cannot be read. It was put aside, and you start anew.";

/// The learner has finished, and looks at the part again.
pub const REVIEW: &str = "You have finished this part. You can look at it again; nothing of that is saved.";

/// The learner is to look around.
pub const BROWSE: &str = "You can look around here; nothing of that is saved.";

/// The button that goes back to the platform.
pub const EXIT: &str = "Back to the course";

/// Returns the phrases as data, for the pages that report to a platform.
#[must_use]
pub fn lrs_phrases() -> Value {
    json!({
        "lrs_trouble": TROUBLE,
        "lrs_closed": CLOSED,
        "lrs_refused": REFUSED,
        "lrs_forgets": FORGETS,
        "lrs_not_launched": NOT_LAUNCHED,
        "lrs_used": USED,
        "lrs_unread": UNREAD,
        "lrs_review": REVIEW,
        "lrs_browse": BROWSE,
        "lrs_exit": EXIT,
    })
}
