//! Sentences of a page that a server of scn serves.

use serde_json::{Value, json};

/// What is said to a guest.
pub const GUEST: &str = "You are currently studying as a guest. Your course progress and quiz results will not be saved unless you sign in. Sign in to track your progress and qualify for your certificate.";

/// The title of the ways to an account.
pub const ACCOUNT: &str = "Your account";

/// The way to sign in.
pub const SIGN_IN: &str = "Sign in";

/// The way to the learner's own page.
pub const ME: &str = "My page: progress in all courses, and my data";

/// The button that goes back to the list of courses.
pub const COURSES: &str = "All courses";

/// What is done cannot be saved at the moment.
pub const TROUBLE: &str =
    "Your progress cannot be saved just now. You can keep going; saving is tried again by itself.";

/// Another window goes on.
pub const ELSEWHERE: &str = "This was continued in another window. From here on, nothing is saved in this one; load the page again to go on here.";

/// The server does not accept what was sent.
pub const REFUSED: &str = "The server did not accept this step, so it is not saved.";

/// The session is over.
pub const ENDED: &str = "Your visit has ended, so nothing more is saved here. Load the page again, and sign in.";

/// What was done before cannot be read.
pub const UNREACHABLE: &str = "Your progress cannot be read just now, so nothing is saved here. Load the page again.";

/// Returns the phrases as data, for the page.
#[must_use]
pub fn server_phrases() -> Value {
    json!({
        "server_guest": GUEST,
        "server_account": ACCOUNT,
        "server_sign_in": SIGN_IN,
        "server_me": ME,
        "server_courses": COURSES,
        "server_trouble": TROUBLE,
        "server_elsewhere": ELSEWHERE,
        "server_refused": REFUSED,
        "server_ended": ENDED,
        "server_unreachable": UNREACHABLE,
    })
}
