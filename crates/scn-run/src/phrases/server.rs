//! Sentences of a page that a server of scn serves.

use serde_json::{Value, json};

use super::Phrase;

/// What is said to a guest.
pub const GUEST: Phrase = Phrase::new(
    "You are currently studying as a guest. Your course progress and quiz results will not be saved unless you sign in. Sign in to track your progress and qualify for your certificate.",
);

/// The title of the ways to an account.
pub const ACCOUNT: Phrase = Phrase::new("Your account");

/// The way to sign in.
pub const SIGN_IN: Phrase = Phrase::new("Sign in");

/// The way to the learner's own page.
pub const ME: Phrase = Phrase::new("My page: progress in all courses, and my data");

/// The button that goes back to the list of courses.
pub const COURSES: Phrase = Phrase::new("All courses");

/// What is done cannot be saved at the moment.
pub const TROUBLE: Phrase =
    Phrase::new("Your progress cannot be saved just now. You can keep going; saving is tried again by itself.");

/// Another window goes on.
pub const ELSEWHERE: Phrase = Phrase::new(
    "This was continued in another window. From here on, nothing is saved in this one; load the page again to go on here.",
);

/// The server does not accept what was sent.
pub const REFUSED: Phrase = Phrase::new("The server did not accept this step, so it is not saved.");

/// The session is over.
pub const ENDED: Phrase =
    Phrase::new("Your visit has ended, so nothing more is saved here. Load the page again, and sign in.");

/// What was done before cannot be read.
pub const UNREACHABLE: Phrase =
    Phrase::new("Your progress cannot be read just now, so nothing is saved here. Load the page again.");

/// Returns the phrases as data, for the page.
#[must_use]
pub fn server_phrases() -> Value {
    json!({
        "server_guest": GUEST.text(),
        "server_account": ACCOUNT.text(),
        "server_sign_in": SIGN_IN.text(),
        "server_me": ME.text(),
        "server_courses": COURSES.text(),
        "server_trouble": TROUBLE.text(),
        "server_elsewhere": ELSEWHERE.text(),
        "server_refused": REFUSED.text(),
        "server_ended": ENDED.text(),
        "server_unreachable": UNREACHABLE.text(),
    })
}
