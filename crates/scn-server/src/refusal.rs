//! Why a request is not done, as an answer.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::html;
use scn_records::StoreError;
use serde_json::json;

use crate::layout;

/// Why a request is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// There is no such page, or nobody may know whether there is.
    NotFound,
    /// Only those who are signed in may do it.
    SignIn,
    /// The role does not allow it.
    Role,
    /// The form is not one of this visit.
    Form,
    /// The request is addressed to another host.
    Host,
    /// Another window has continued the attempt, which has this many events.
    Elsewhere(usize),
    /// What was sent does not make sense, for the reason given.
    Unacceptable(String),
    /// There were too many attempts. The next can be made after this many seconds.
    TooMany(i64),
    /// The database does not answer, or is full. Nothing was stored.
    Store(StoreError),
    /// A fault that is not the visitor's.
    Failed(String),
}

/// Why a request failed, for whoever runs the server. It is an extension of the answer.
#[derive(Clone, Debug)]
pub(crate) struct Reason(pub(crate) String);

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::Role | Self::Form => StatusCode::FORBIDDEN,
            Self::Host => StatusCode::MISDIRECTED_REQUEST,
            Self::Elsewhere(_) => StatusCode::CONFLICT,
            Self::Unacceptable(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Store(StoreError::Full) => StatusCode::INSUFFICIENT_STORAGE,
            Self::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Returns what it says to a person, as a sentence.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::NotFound => "There is no such page here.".to_owned(),
            Self::SignIn => "Sign in to see this page.".to_owned(),
            Self::Role => "Your account does not allow this.".to_owned(),
            Self::Form => "This form is too old. Go back, load the page again, and send it once more.".to_owned(),
            Self::Host => "This server is not meant by that address.".to_owned(),
            Self::Elsewhere(_) => "This was continued in another window.".to_owned(),
            Self::Unacceptable(reason) => reason.clone(),
            Self::TooMany(seconds) => format!("There were too many attempts. Try again in {}.", waiting_time(*seconds)),
            Self::Store(StoreError::Full) => "There is no space left to keep this. Nothing was changed.".to_owned(),
            Self::Store(_) => "The records cannot be reached at the moment. Nothing was changed.".to_owned(),
            Self::Failed(_) => "Something went wrong here. Nothing was changed.".to_owned(),
        }
    }

    /// Returns the answer to a program.
    pub(crate) fn into_json(self) -> Response {
        let mut body = json!({ "error": self.words() });
        if let (Self::Elsewhere(count), Some(body)) = (&self, body.as_object_mut()) {
            body.insert("events".to_owned(), json!(count));
        }
        let mut answer = (self.status(), body.to_string()).into_response();
        answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        self.complete(&mut answer);
        answer
    }

    /// Adds when to try again, and the reason for the log.
    fn complete(&self, answer: &mut Response) {
        let seconds = match self {
            Self::TooMany(seconds) => Some(*seconds),
            Self::Store(_) => Some(5),
            Self::NotFound | Self::SignIn | Self::Role | Self::Form | Self::Host => None,
            Self::Elsewhere(_) | Self::Unacceptable(_) | Self::Failed(_) => None,
        };
        if let Some(seconds) = seconds {
            answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
        }
        match self {
            Self::Store(error) => drop(answer.extensions_mut().insert(Reason(error.to_string()))),
            Self::Failed(reason) => drop(answer.extensions_mut().insert(Reason(reason.clone()))),
            Self::NotFound | Self::SignIn | Self::Role | Self::Form | Self::Host => {}
            Self::Elsewhere(_) | Self::Unacceptable(_) | Self::TooMany(_) => {}
        }
    }
}

/// A refusal whose answer is for a program.
#[derive(Debug)]
pub(crate) struct JsonRefusal(Refusal);

impl From<Refusal> for JsonRefusal {
    fn from(refusal: Refusal) -> Self {
        Self(refusal)
    }
}

impl IntoResponse for JsonRefusal {
    fn into_response(self) -> Response {
        self.0.into_json()
    }
}

fn waiting_time(seconds: i64) -> String {
    match seconds {
        ..=1 => "a second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", (seconds + 59) / 60),
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let words = self.words();
        let body = html! {
            h1 { (words) }
            p { a href="/" { "All courses" } @if self == Self::SignIn { " · " a href="/sign-in" { "Sign in" } } }
        };
        let mut answer = (self.status(), layout::page(None, &words, &body)).into_response();
        self.complete(&mut answer);
        answer
    }
}
