//! The pages and messages, by what they are about.

pub(crate) mod api;
pub(crate) mod counts;
pub(crate) mod courses;
pub(crate) mod me;
pub(crate) mod openid;
pub(crate) mod roster;
pub(crate) mod setup;
pub(crate) mod sign;
pub(crate) mod status;
pub(crate) mod upkeep;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Returns the answer that sends a browser to another page of this server.
fn go_to(path: &str) -> Response {
    let mut answer = StatusCode::SEE_OTHER.into_response();
    if let Ok(value) = HeaderValue::from_str(path) {
        answer.headers_mut().insert(header::LOCATION, value);
    }
    answer
}

/// Returns a file to be saved under a name.
fn saved_as(name: &str, kind: &'static str, text: String) -> Response {
    let mut answer = text.into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    answer
}
