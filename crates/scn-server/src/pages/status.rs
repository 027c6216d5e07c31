//! For programs that watch the server.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::tables::outbox;

/// Says that the process runs.
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// Says whether the database answers.
pub(crate) async fn ready(State(app): State<Arc<App>>) -> Response {
    let asked = app.run(|database| Ok(database.transact(|open| open.query("SELECT 1", &[]))?)).await;
    match asked {
        Ok(_) => "ok\n".into_response(),
        Err(refusal) => (StatusCode::SERVICE_UNAVAILABLE, format!("{}\n", refusal.words())).into_response(),
    }
}

/// Returns what waits for the learning record store; nothing if the database does not answer.
async fn backlog(app: &App) -> String {
    let asked = app.run(|database| Ok(database.transact(outbox::backlog)?)).await;
    let Ok(backlog) = asked else { return String::new() };
    let gauges = [
        ("scn_outbox_waiting", "Attempts with statements that wait for the learning record store.", backlog.waiting),
        ("scn_outbox_refused", "Those of them whose statements it refuses.", backlog.refused),
    ];
    gauges.map(|(name, help, count)| format!("# HELP {name} {help}\n# TYPE {name} gauge\n{name} {count}\n")).concat()
}

/// Returns counts since the start of the process, in the text format of Prometheus.
pub(crate) async fn metrics(State(app): State<Arc<App>>) -> Response {
    let counts = &app.counts;
    let lines = [
        ("scn_requests_total", "Requests.", &counts.requests),
        ("scn_requests_failed_total", "Requests that failed because of the server or the database.", &counts.failed),
        ("scn_requests_refused_total", "Requests that were refused.", &counts.refused),
        ("scn_events_total", "Events that were accepted from learners.", &counts.events),
        ("scn_sign_ins_total", "Times that somebody signed in.", &counts.sign_ins),
    ];
    let text = |(name, help, count): (&str, &str, &std::sync::atomic::AtomicU64)| {
        format!("# HELP {name} {help}\n# TYPE {name} counter\n{name} {}\n", count.load(Ordering::Relaxed))
    };
    let mut lines = lines.map(text).concat();
    if app.outbox.is_some() {
        lines.push_str(&backlog(&app).await);
    }
    let mut answer = lines.into_response();
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    answer
}
