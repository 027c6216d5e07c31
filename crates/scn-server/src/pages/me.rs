//! What a learner sees of the own record, and can do with it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use scn_certificate::{Completion, issue_certificate};
use scn_records::{Export, Filter, Learner, Store};
use scn_run::{Attempt, CourseState, completed_version};

use super::sign::passphrase_field;
use super::upkeep::entries_table;
use super::{go_to, saved_as};
use crate::app::{App, now};
use crate::course::Course;
use crate::guard::Fields;
use crate::layout::{self, alert, field, time, token};
use crate::record::{self, Doer};
use crate::refusal::Refusal;
use crate::secrets;
use crate::tables::accounts::{self, Account};
use crate::tables::actions::{self, Entry};
use crate::tables::{groups, identities, sessions};
use crate::visitor::{Visitor, cookie};

/// What the page of a learner shows.
struct Own {
    states: Vec<CourseState>,
    looks: Vec<(String, String, i64)>,
    actions: Vec<Entry>,
    shares: bool,
    /// Whether there is a passphrase that can be changed.
    has_passphrase: bool,
}

fn account(visitor: &Visitor) -> Result<&Account, Refusal> {
    visitor.account.as_ref().ok_or(Refusal::SignIn)
}

/// Shows progress in all courses, who has looked at it, and what can be done.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Response, Refusal> {
    page(&app, &visitor, None).await
}

async fn page(app: &Arc<App>, visitor: &Visitor, fault: Option<&str>) -> Result<Response, Refusal> {
    let courses = Arc::clone(&app.courses);
    let asking = account(visitor)?.clone();
    let own = app.read(move |database| {
        let state =
            |course: &Course| Ok(course.state(&record::attempts(database, course, Doer::Learner(&asking), now())?));
        Ok(Own {
            states: courses.iter().map(state).collect::<Result<Vec<CourseState>, Refusal>>()?,
            looks: groups::looks(database, asking.learner)?,
            actions: actions::concerning(database, asking.learner)?,
            shares: asking.shares,
            has_passphrase: !identities::has_no_passphrase(database, asking.learner)?,
        })
    });
    let own = own.await?;
    let body = html! {
        h1 { "My page" }
        @if let Some(fault) = fault { (alert(fault)) }
        h2 { "Progress" }
        @for (course, state) in app.courses.iter().zip(&own.states) { (progress(course, state, app.certificates.is_some())) }
        (sharing(visitor, &own))
        h2 { "My data" }
        p { a href="/me/records.json" { "Save everything that is kept of me as a file" } }
        @if own.has_passphrase { (passphrase_form(visitor)) }
        (deletion_form(visitor))
    };
    Ok(layout::page(Some(visitor), "My page", &body).into_response())
}

fn progress(course: &Course, state: &CourseState, is_certified: bool) -> Markup {
    html! {
        div class="wide" {
            table {
                caption { a href=(format!("/c/{}/", course.path())) dir="auto" { (course.title()) } @if state.complete { " · completed" } }
                thead { tr { th scope="col" { "Part" } th scope="col" { "Status" } th scope="col" { "Result" } th scope="col" { "Attempts" } } }
                tbody {
                    @for part in &state.parts {
                        tr {
                            th scope="row" dir="auto" { (part.title) }
                            td { (part.status.as_str()) }
                            td dir="auto" { (part.result.as_deref().unwrap_or("")) }
                            td { (part.attempts) }
                        }
                    }
                }
            }
        }
        @if state.complete && is_certified { p { a href=(format!("/me/certificate/{}", course.path())) { "Certificate" } } }
        @if !state.missing.is_empty() {
            p { "Missing to complete the course:" }
            ul { @for what in &state.missing { li dir="auto" { (what) } } }
        }
    }
}

fn sharing(visitor: &Visitor, own: &Own) -> Markup {
    html! {
        h2 { "Who sees what" }
        p { "Managers see which courses you have completed. They do not see your answers or choices" @if own.shares { ", but they see your results, since you share them." } @else { "." } }
        form method="post" action="/me/share" {
            (token(visitor))
            @if own.shares { button name="share" value="no" { "Stop sharing my results" } }
            @else { button name="share" value="yes" { "Share my results with managers" } }
        }
        @if own.looks.is_empty() { p { "Nobody has looked at your page." } }
        @else {
            div class="wide" {
                table {
                    caption { "Who has looked at your page" }
                    thead { tr { th scope="col" { "Who" } th scope="col" { "At what" } th scope="col" { "When" } } }
                    tbody { @for (who, what, at) in &own.looks { tr { td { (who) } td dir="auto" { (what) } td { (time(*at)) } } } }
                }
            }
        }
        @if !own.actions.is_empty() { (entries_table("What managers and administrators did that concerns you", &own.actions)) }
    }
}

fn passphrase_form(visitor: &Visitor) -> Markup {
    html! {
        h2 { "Change the passphrase" }
        form method="post" action="/me/passphrase" {
            (token(visitor))
            (field("current", "Present passphrase", "password", "", "current-password"))
            (passphrase_field())
            p { button { "Change it" } }
        }
    }
}

fn deletion_form(visitor: &Visitor) -> Markup {
    html! {
        h2 { "Delete my account" }
        p { "This deletes your account, your progress, your results and your name. It cannot be undone." }
        form method="post" action="/me/delete" {
            (token(visitor))
            (field("confirm", "Type your name to confirm", "text", "", "off"))
            p { button { "Delete everything" } }
        }
    }
}

/// Returns everything that is kept of the learner's attempts, as `scn records export` writes it.
pub(crate) async fn export(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Response, Refusal> {
    let account = account(&visitor)?.clone();
    let text = app.run(move |database| {
        let attempts = database.attempts(&Filter { learner: Some(&account.name), ..Filter::default() })?;
        let learner = Learner { name: account.name, account: account.id };
        let export = Export::from_attempts(&learner, &attempts).map_err(|error| Refusal::Failed(error.to_string()))?;
        Ok(export.to_json())
    });
    Ok(saved_as("records.json", "application/json", text.await?))
}

/// Returns the certificate of a completed course, as a page for printing.
pub(crate) async fn certificate(
    State(app): State<Arc<App>>,
    Path(path): Path<String>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Response, Refusal> {
    let account = account(&visitor)?.clone();
    let shared = Arc::clone(&app);
    let page = app.run_course(&path, move |database, course| {
        let own = record::attempts(database, course, Doer::Learner(&account), now())?;
        issue(&shared, course, &own, account.name)
    });
    let mut answer = page.await?.into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-modals";
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    Ok(answer)
}

fn issue(app: &App, course: &Course, own: &[Attempt], name: String) -> Result<String, Refusal> {
    let certificates = app.certificates.as_ref().ok_or(Refusal::NotFound)?;
    let issuer = course.issuer().or(certificates.issuer.as_deref()).ok_or(Refusal::NotFound)?.to_owned();
    course.with_versions(|stories| {
        let Some((story, state)) = completed_version(&course.story, stories, own) else {
            return Err(Refusal::Unacceptable("You have not completed this course yet.".to_owned()));
        };
        let failed = |error: String| Refusal::Failed(error);
        let completion = Completion::from_course(story, &state, (name, None), issuer);
        let mut completion = completion.map_err(|error| failed(error.to_string()))?;
        completion.signatory = course.story.certificate.as_ref().and_then(|it| it.signatory.clone());
        let issued = issue_certificate(&completion, course.logo.as_ref(), &certificates.key);
        Ok(issued.map_err(|error| failed(error.to_string()))?.page)
    })
}

/// Sets whether managers may see results.
pub(crate) async fn share(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Refusal> {
    let learner = account(&visitor)?.learner;
    let shares = fields.get("share") == "yes";
    app.run(move |database| Ok(database.transact(|open| accounts::set_shares(open, learner, shares))?)).await?;
    Ok(go_to("/me"))
}

/// Changes the passphrase, and ends all other sessions.
pub(crate) async fn change_passphrase(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Refusal> {
    let account = account(&visitor)?.clone();
    let (current, new) = (fields.get("current").to_owned(), fields.get("passphrase").to_owned());
    if let Some(fault) = secrets::passphrase_fault(&new, &account.name) {
        return page(&app, &visitor, Some(&fault)).await;
    }
    let learner = account.learner;
    let known = app.run(move |database| Ok(database.transact(|open| accounts::secrets(open, learner))?));
    let hash = known.await?.and_then(|it| it.passphrase);
    let is_right = app.hash(move || secrets::is_passphrase(&current, hash.as_deref())).await?;
    if !is_right {
        return page(&app, &visitor, Some("The present passphrase is not right.")).await;
    }
    let hash = app.hash(move || secrets::hash_passphrase(&new)).await??;
    let kept = visitor.key.clone();
    app.run(move |database| {
        Ok(database.transact(|open| {
            accounts::set_passphrase(open, learner, &hash)?;
            sessions::end_others(open, learner, &kept)
        })?)
    })
    .await?;
    Ok(go_to("/me"))
}

/// Deletes the account with everything that is kept of its learner.
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Refusal> {
    let account = account(&visitor)?.clone();
    if !scn_records::is_same_name(fields.get("confirm"), &account.name) {
        return page(&app, &visitor, Some("Nothing was deleted: the name that was typed is not yours.")).await;
    }
    app.run(move |database| Ok(database.forget_learner(&account.name)?)).await?;
    let mut answer = go_to("/");
    let cookie = cookie(&secrets::random()?, app.is_secure());
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        answer.headers_mut().insert(header::SET_COOKIE, value);
    }
    Ok(answer)
}
