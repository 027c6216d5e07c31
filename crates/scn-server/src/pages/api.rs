//! The messages between the page of a course and the server, as JSON.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use scn_records::{Export, Learner, digests};
use scn_run::{Attempt, Stories};
use serde_json::{Value, json};

use super::courses::doer;
use crate::app::{App, Counts, now};
use crate::course::Course;
use crate::record::{self, Sent};
use crate::refusal::{JsonRefusal, Refusal};
use crate::steps;
use crate::tables::accounts::Account;
use crate::visitor::Visitor;

/// The description of these messages, in OpenAPI 3.1.
const DESCRIPTION: &str = include_str!("openapi.json");

fn answer(body: String) -> Response {
    let mut answer = body.into_response();
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// Sends the description of the messages, with the courses that there are.
pub(crate) async fn description(State(app): State<Arc<App>>) -> Result<Response, JsonRefusal> {
    let mut description: Value =
        serde_json::from_str(DESCRIPTION).map_err(|error| Refusal::Failed(error.to_string()))?;
    if let Some(course) = description.pointer_mut("/components/parameters/course/schema") {
        let paths: Vec<&str> = app.courses.iter().map(Course::path).collect();
        *course = json!({ "type": "string", "enum": paths });
    }
    Ok(answer(description.to_string()))
}

/// Sends who the visitor is, what the visitor has done, and the earlier stories in which it was
/// done.
pub(crate) async fn state(
    State(app): State<Arc<App>>,
    Path(path): Path<String>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Response, JsonRefusal> {
    let asking = visitor.clone();
    let body = app.read_course(&path, move |database, course| {
        let attempts = record::attempts(database, course, doer(&asking), now())?;
        let current = &course.story.pack.digest;
        let earlier = course.with_versions(|stories| earlier_stories(stories, current, &attempts));
        let learner = Learner { name: String::new(), account: String::new() };
        let export = Export::from_attempts(&learner, &attempts).map_err(|error| Refusal::Failed(error.to_string()))?;
        let export: Value =
            serde_json::from_str(&export.to_json()).map_err(|error| Refusal::Failed(error.to_string()))?;
        Ok(json!({
            "learner": asking.account.as_ref().map(|it: &Account| &it.name),
            "token": asking.form_token(),
            "attempts": export.get("attempts"),
            "stories": earlier,
        }))
    });
    Ok(answer(body.await?.to_string()))
}

/// Returns the stories but the current one in which something was done, by digest.
fn earlier_stories(stories: &Stories, current: &str, attempts: &[Attempt]) -> BTreeMap<String, Value> {
    let named = attempts.iter().flat_map(|it| digests(&it.log)).filter(|digest| *digest != current);
    let story = |digest: &str| Some((digest.to_owned(), serde_json::to_value(stories.get(digest)?).ok()?));
    named.filter_map(story).collect()
}

/// Stores further events of an attempt.
pub(crate) async fn record(
    State(app): State<Arc<App>>,
    Path((path, id)): Path<(String, String)>,
    Extension(visitor): Extension<Visitor>,
    Extension(body): Extension<Bytes>,
) -> Result<Response, JsonRefusal> {
    let sent: Sent = serde_json::from_slice(&body)
        .map_err(|error| Refusal::Unacceptable(format!("The message cannot be read: {error}.")))?;
    let number = sent.len();
    let count = steps::store(&app, &path, visitor, (id, sent)).await?;
    Counts::add(&app.counts.events, number);
    if let Some(outbox) = &app.outbox {
        outbox.bell.notify_one();
    }
    Ok(answer(json!({ "events": count }).to_string()))
}
