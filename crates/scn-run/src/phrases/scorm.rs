//! Sentences of a page that an LMS has opened by SCORM.

use serde_json::{Value, json};

use super::Phrase;

/// No window around the page has the interface of an LMS.
pub const NO_LMS: Phrase = Phrase::new(
    "Your progress cannot be saved: this page was not opened by a learning platform. Open the course on your platform, or continue without a record.",
);

/// The session cannot be started, mostly because it was ended in the same window.
pub const OPEN_AGAIN: Phrase = Phrase::new(
    "Your progress cannot be saved just now: your platform has ended this visit. Close this window and open the course again.{because}",
);

/// The platform did not save.
pub const NOT_SAVED: Phrase = Phrase::new(
    "Your progress cannot be saved just now. You can keep going; it is tried again with your next step. If this stays, close this window and open the course again.{because}",
);

/// There is no network.
pub const OFFLINE: Phrase = Phrase::new(
    "There is no network, so your progress is not saved just now. You can keep going; it is saved as soon as the network is back. Keep this window open until then.",
);

/// The course is open in a second window.
pub const OTHER_WINDOW: Phrase = Phrase::new(
    "The course was opened in another window. From here on, nothing is saved in this one; continue in the other.",
);

/// The state is not one of this course.
pub const UNREAD: Phrase = Phrase::new(
    "What your platform had saved for this course cannot be read, so you start from the beginning. It was not deleted.",
);

/// A run continues earlier than where it was left, because of an edit.
pub const EDITED: Phrase = Phrase::new(
    "The course has been changed since your last visit. What you had begun continues at the last point that still exists.",
);

/// The record of the latest run is too long for the platform.
pub const FULL: Phrase = Phrase::new(
    "This run has become too long for your platform. If you leave it now, you will later continue at an earlier point.",
);

/// The learner has finished, and looks at the course again.
pub const REVIEW: Phrase = Phrase::new("You are reviewing this course. Nothing that you do now is saved.");

/// The learner is to look around.
pub const BROWSE: Phrase = Phrase::new("You can look around here. Nothing that you do is saved.");

/// The heading of what is kept of the learner.
pub const RECORD: Phrase = Phrase::new("Your record");

/// Where the record is.
pub const KEPT: Phrase = Phrase::new(
    "Your learning platform keeps what you do here, with every step. If it does not show that you have finished the course, save again.",
);

/// The button that saves again.
pub const SAVE_AGAIN: Phrase = Phrase::new("Save again");

/// Returns the phrases as data, for the pages in packages of SCORM.
#[must_use]
pub fn scorm_phrases() -> Value {
    json!({
        "scorm_no_lms": NO_LMS.text(),
        "scorm_open_again": OPEN_AGAIN.text(),
        "scorm_not_saved": NOT_SAVED.text(),
        "scorm_offline": OFFLINE.text(),
        "scorm_other_window": OTHER_WINDOW.text(),
        "scorm_unread": UNREAD.text(),
        "scorm_edited": EDITED.text(),
        "scorm_full": FULL.text(),
        "scorm_review": REVIEW.text(),
        "scorm_browse": BROWSE.text(),
        "scorm_record": RECORD.text(),
        "scorm_kept": KEPT.text(),
        "scorm_save_again": SAVE_AGAIN.text(),
    })
}
