//! A learning record store, and the statements of xAPI for it.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use openidconnect::http::{Method, Request, StatusCode, header};
use openidconnect::url::Url;
use scn_records::{Database, Filter, Sender, Store, StoreError, digests, statements};
use scn_run::{At, Attempt, Stories};
use scn_story::Story;
use serde_json::Value;

use crate::course::Course;
use crate::http::{Client, safe_url};
use crate::refusal::Refusal;
use crate::tables::outbox::Waiting;

/// The version of xAPI.
const VERSION: &str = "1.0.3";

/// A learning record store, to which statements are sent.
pub struct Lrs {
    /// Where its resources are, such as `https://lrs.example.org/xapi`: `https`, or on this machine.
    pub url: String,
    /// The name and the secret for it, as `name:secret`.
    pub credentials: Option<String>,
}

impl std::fmt::Debug for Lrs {
    // Without the credentials.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lrs").field("url", &self.url).finish_non_exhaustive()
    }
}

/// A learning record store whose address is known to be usable.
#[derive(Debug)]
pub(crate) struct Outbox {
    statements: Url,
    credentials: Option<String>,
    /// The address under which accounts and activities are named.
    base: String,
    client: Client,
    /// Tells that something waits.
    pub(crate) bell: tokio::sync::Notify,
}

/// What became of a request.
pub(crate) enum Outcome {
    Stored,
    /// The statements themselves are refused.
    Refused(String),
    /// The store cannot take anything now.
    Failed(String),
}

impl Outbox {
    /// Prepares an outbox.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong with the address.
    pub(crate) fn new(lrs: Lrs, base: &str) -> Result<Self, String> {
        let mut url = safe_url(&lrs.url)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err("the address of the learning record store has a secret in it".to_owned());
        }
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        let statements = url.join("statements").map_err(|error| error.to_string())?;
        let credentials = lrs.credentials.map(|it| format!("Basic {}", BASE64_STANDARD.encode(it)));
        let base = base.to_owned();
        Ok(Self { statements, credentials, base, client: Client::new(), bell: tokio::sync::Notify::new() })
    }

    /// Sends statements.
    pub(crate) fn post(&self, statements: &[Value]) -> Outcome {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(self.statements.as_str())
            .header(header::CONTENT_TYPE, "application/json")
            .header("x-experience-api-version", VERSION);
        if let Some(credentials) = &self.credentials {
            request = request.header(header::AUTHORIZATION, credentials);
        }
        let body = Value::from(statements.to_vec()).to_string().into_bytes();
        let sent = request.body(body).map_err(|error| error.to_string());
        match sent.and_then(|request| self.client.send(request).map_err(|error| error.to_string())) {
            Err(error) => Outcome::Failed(format!("it cannot be reached: {error}")),
            Ok(answer) => outcome(answer.status()),
        }
    }

    /// Returns the statements of an attempt that have not arrived.
    pub(crate) fn further(&self, waiting: &Waiting, database: &Database, courses: &[Course]) -> Result<Batch, Refusal> {
        let filter = Filter { id: Some(&waiting.attempt), ..Filter::default() };
        let Some(attempt) = database.attempts(&filter)?.pop() else {
            return Ok(Batch { of: waiting.clone(), events: 0, total: waiting.sent, statements: Vec::new() });
        };
        let all = self.all_statements(waiting, &attempt, database, courses)?;
        let (events, total) = (attempt.log.len(), all.len());
        Ok(Batch { of: waiting.clone(), events, total, statements: all.into_iter().skip(waiting.sent).collect() })
    }

    fn all_statements(
        &self,
        waiting: &Waiting,
        attempt: &Attempt,
        database: &Database,
        courses: &[Course],
    ) -> Result<Vec<Value>, Refusal> {
        let platform = format!("scn {}", env!("CARGO_PKG_VERSION"));
        let sender = Sender { base: &self.base, account: &waiting.account, platform: &platform, moment: rfc3339 };
        let course = courses.iter().find(|course| course.identity().may_have(attempt));
        let Some(course) = course else {
            return Ok(statements(&sender, &stored_versions(database, attempt)?, attempt));
        };
        course.load_versions(database, std::slice::from_ref(attempt))?;
        Ok(course.with_versions(|stories| statements(&sender, stories, attempt)))
    }
}

/// The statements of an attempt that are to be sent.
#[derive(Debug)]
pub(crate) struct Batch {
    pub(crate) of: Waiting,
    /// How many events the attempt has.
    pub(crate) events: usize,
    /// How many statements there are of these.
    pub(crate) total: usize,
    pub(crate) statements: Vec<Value>,
}

/// Returns the versions of a pack in which an attempt was made, as far as they are stored.
fn stored_versions(database: &Database, attempt: &Attempt) -> Result<Stories, StoreError> {
    let mut stories = Stories::new();
    for digest in digests(&attempt.log) {
        if let Some(story) = database.load_story(digest)?.and_then(|json| Story::from_json(&json).ok()) {
            stories.insert(digest.to_owned(), story);
        }
    }
    Ok(stories)
}

/// Judges an answer by its status. What concerns the request as a whole concerns all statements.
fn outcome(status: StatusCode) -> Outcome {
    let words = || format!("it answers {}", status.as_u16());
    match status.as_u16() {
        200..=299 => Outcome::Stored,
        400 | 409 | 413 | 422 => Outcome::Refused(words()),
        _ => Outcome::Failed(words()),
    }
}

/// Formats a time as RFC 3339.
fn rfc3339(at: At) -> String {
    let time = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}
