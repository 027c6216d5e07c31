//! What an administrator looks after: the packs and their versions, how long things are kept, what
//! waits for a learning record store, and the log.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use scn_records::{Row, StoreError, Transaction};

use super::go_to;
use crate::app::{App, now};
use crate::guard::Fields;
use crate::layout::{self, Page, time, token};
use crate::refusal::Refusal;
use crate::tables::accounts::Account;
use crate::tables::actions::{self, Action, Entry};
use crate::tables::outbox::{self, Backlog};
use crate::tables::retention::{self, MOST_DAYS, Retention};
use crate::visitor::Visitor;

/// The most entries of the log that are shown.
const MOST: i64 = 500;

/// How much was done in a version of a pack.
struct Version {
    pack: String,
    digest: String,
    attempts: i64,
    completions: i64,
}

/// What the part shows.
pub(super) struct Upkeep {
    versions: Vec<Version>,
    retention: Retention,
    backlog: Backlog,
}

/// Reads what the part shows.
pub(super) fn read(open: &mut Transaction<'_>) -> Result<Upkeep, StoreError> {
    // In PostgreSQL, a sum of whole numbers is a decimal.
    let sql = "SELECT pack, digest, CAST(sum(attempts) AS BIGINT), CAST(sum(completions) AS BIGINT) FROM (
                   SELECT pack, digest, 1 AS attempts, 0 AS completions FROM attempts
                   UNION ALL SELECT pack, digest, 0, 1 FROM completions
               ) AS done GROUP BY pack, digest ORDER BY pack, digest";
    let version = |row: &Row| {
        Ok(Version {
            pack: row.text(0)?.to_owned(),
            digest: row.text(1)?.to_owned(),
            attempts: row.integer(2)?,
            completions: row.integer(3)?,
        })
    };
    let versions = open.query(sql, &[])?.iter().map(version).collect::<Result<_, StoreError>>()?;
    Ok(Upkeep { versions, retention: retention::read(open)?, backlog: outbox::backlog(open)? })
}

/// Returns the part.
pub(super) fn part(app: &App, visitor: &Visitor, shown: &Upkeep) -> Markup {
    html! {
        (packs_part(app, shown))
        (retention_part(visitor, shown.retention))
        @if app.outbox.is_some() { (backlog_part(&shown.backlog)) }
        h2 { "Log" }
        p { a href="/setup/log" { "What managers and administrators did" } }
    }
}

/// Returns the first digits of a digest, which are enough for a person to compare.
fn short(digest: &str) -> &str {
    let digits = digest.strip_prefix("sha256:").unwrap_or(digest);
    digits.get(..12).unwrap_or(digits)
}

fn packs_part(app: &App, shown: &Upkeep) -> Markup {
    html! {
        h2 { "Packs" }
        p { "Packs are given when the server is started. What was begun in an earlier version goes on, and what was completed in it stays valid until it expires." }
        div class="wide" { table {
            caption { "Packs and their versions" }
            thead { tr { th scope="col" { "Pack" } th scope="col" { "Version" } th scope="col" { "Attempts" } th scope="col" { "Completions" } } }
            tbody {
                @for course in app.courses.iter() {
                    @let pack = &course.story.pack;
                    @let own = || shown.versions.iter().filter(|it| it.pack == pack.name);
                    @let served = own().find(|it| it.digest == pack.digest);
                    tr {
                        th scope="row" dir="auto" { a href=(format!("/c/{}/", course.path())) { (course.title()) } }
                        td { @if let Some(version) = &pack.version { (version) ", " } code { (short(&pack.digest)) } ", served now" }
                        td { (served.map_or(0, |it| it.attempts)) }
                        td { (served.map_or(0, |it| it.completions)) }
                    }
                    @for it in own().filter(|it| it.digest != pack.digest) {
                        tr { th scope="row" dir="auto" { (course.title()) } td { code { (short(&it.digest)) } ", earlier" } td { (it.attempts) } td { (it.completions) } }
                    }
                }
                @for it in shown.versions.iter().filter(|it| app.courses.iter().all(|course| course.pack() != it.pack)) {
                    tr { th scope="row" { (it.pack) } td { code { (short(&it.digest)) } ", not served" } td { (it.attempts) } td { (it.completions) } }
                }
            }
        } }
    }
}

fn retention_part(visitor: &Visitor, retention: Retention) -> Markup {
    let days = |name: &str, label: &str, value: Option<i64>| {
        html! { p class="field" { label for=(name) { (label) } input id=(name) name=(name) type="number" min="1" max=(MOST_DAYS) value=[value]; } }
    };
    html! {
        h2 { "How long things are kept" }
        p { "Without a number, they are kept until the learner deletes the account. Attempts have choices, answers and what was written; completions stay when they are deleted. Accounts are deleted with everything that belongs to them, except those of administrators. What is too old is deleted within ten minutes." }
        form method="post" action="/setup/retention" class="row" {
            (token(visitor))
            (days("attempts", "Days that attempts are kept after their last step", retention.attempts))
            (days("accounts", "Days that accounts are kept after the last sign-in", retention.accounts))
            p { button { "Set" } }
        }
    }
}

fn backlog_part(backlog: &Backlog) -> Markup {
    html! {
        h2 { "Learning record store" }
        p {
            @if backlog.waiting == 0 { "Everything has been sent." }
            @else { (scn_text::counted(usize::try_from(backlog.waiting).unwrap_or(0), "attempt")) " with statements that wait to be sent." }
        }
        @if let Some(fault) = &backlog.fault { p { (backlog.refused) " of them were refused, and are tried again each hour. The first: " (fault) "." } }
    }
}

/// Returns the number in a field; `None` if there is nothing in it.
fn days_in(field: &str) -> Result<Option<i64>, Refusal> {
    if field.trim().is_empty() {
        return Ok(None);
    }
    let days = field.trim().parse().ok().filter(|days| (1..=MOST_DAYS).contains(days));
    let fault = || Refusal::Unacceptable(format!("Something is kept for 1 to {MOST_DAYS} days."));
    days.map(Some).ok_or_else(fault)
}

/// Sets how long things are kept.
pub(crate) async fn set_retention(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Refusal> {
    let retention =
        Retention { attempts: days_in(fields.get("attempts"))?, accounts: days_in(fields.get("accounts"))? };
    app.run(move |database| {
        Ok(database.transact(|open| {
            let words = |days: Option<i64>| {
                days.map_or_else(
                    || "no limit".to_owned(),
                    |it| scn_text::counted(usize::try_from(it).unwrap_or(0), "day"),
                )
            };
            let about = format!("attempts: {}, accounts: {}", words(retention.attempts), words(retention.accounts));
            let what = "Set how long things are kept";
            actions::note(open, Action { who: who(&visitor), what, about: &about, ..Action::default() }, now())?;
            retention::write(open, retention)
        })?)
    })
    .await?;
    Ok(go_to("/setup"))
}

/// Returns the name of somebody who is signed in.
pub(super) fn who(visitor: &Visitor) -> &str {
    visitor.account.as_ref().map_or("", |account: &Account| &account.name)
}

/// Shows the log.
pub(crate) async fn log(State(app): State<Arc<App>>, Extension(visitor): Extension<Visitor>) -> Result<Page, Refusal> {
    let entries = app.run(|database| Ok(database.transact(|open| actions::latest(open, MOST))?)).await?;
    let body = html! {
        h1 { "Log" }
        p { "What managers and administrators did, the latest first. Entries are kept for a year, and those about a learner as long as the learner's account." }
        (entries_table("What was done", &entries))
    };
    Ok(layout::page(Some(&visitor), "Log", &body))
}

/// Returns entries as a table.
pub(super) fn entries_table(caption: &str, entries: &[Entry]) -> Markup {
    html! {
        div class="wide" { table {
            caption { (caption) }
            thead { tr { th scope="col" { "When" } th scope="col" { "Who" } th scope="col" { "What" } th scope="col" { "About" } } }
            tbody { @for it in entries { tr { td { (time(it.at)) } td { bdi { (it.who) } } td { (it.what) } td dir="auto" { (it.about) } } } }
        } }
    }
}
