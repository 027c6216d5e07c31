//! The list of courses, the page of a course, its player, and its files.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use scn_run::phrases::server::{GUEST, SIGN_IN};
use scn_run::phrases::{self, Language, speak_language_of};
use scn_run::{CourseState, Part, PartState, Status};
use scn_story::is_right_to_left;

use super::go_to;
use crate::app::{App, now};
use crate::course::{Course, File};
use crate::layout::{self, Page};
use crate::record::{self, Doer};
use crate::refusal::Refusal;
use crate::visitor::Visitor;

/// Returns whose attempts those of a visitor are.
pub(crate) fn doer(visitor: &Visitor) -> Doer<'_> {
    visitor.account.as_ref().map_or(Doer::Guest(&visitor.key), Doer::Learner)
}

/// Shows all courses with the visitor's progress.
pub(crate) async fn list(State(app): State<Arc<App>>, Extension(visitor): Extension<Visitor>) -> Result<Page, Refusal> {
    let courses = Arc::clone(&app.courses);
    let asking = visitor.clone();
    let states = app.read(move |database| {
        let state = |course: &Course| Ok(course.state(&record::attempts(database, course, doer(&asking), now())?));
        courses.iter().map(state).collect::<Result<Vec<CourseState>, Refusal>>()
    });
    let states = states.await?;
    let body = html! {
        h1 { "Courses" }
        @if visitor.account.is_none() { p class="note" { (GUEST.text()) " " a href="/sign-in" { "Sign in" } } }
        ul class="courses" {
            @for (course, state) in app.courses.iter().zip(&states) { (listed(course, state)) }
        }
        @if app.courses.is_empty() { p { "There are no courses yet." } }
    };
    Ok(layout::page(Some(&visitor), "Courses", &body))
}

fn listed(course: &Course, state: &CourseState) -> Markup {
    let done = state.parts.iter().filter(|part| part.passed).count();
    let minutes = course.story.certificate.as_ref().and_then(|it| it.minutes);
    html! {
        li {
            h2 { a href=(format!("/c/{}/", course.path())) dir="auto" { (course.title()) } }
            p {
                @if state.complete { "Completed" } @else { (done) " of " (state.parts.len()) " parts done" }
                @if let Some(minutes) = minutes { " · " (scn_text::counted(minutes, "minute")) }
                @if let Some(language) = &course.story.pack.language { " · " span { (language) } }
            }
        }
    }
}

/// Sends a browser to the page of a course: addresses in it are relative to its folder.
pub(crate) async fn complete_path(State(app): State<Arc<App>>, Path(path): Path<String>) -> Result<Response, Refusal> {
    Ok(go_to(&format!("/c/{}/", app.course(&path)?.path())))
}

/// Shows a course: its parts with the visitor's progress. Each part is a link to the player, which
/// is many times as large as this page, and is needed only there.
pub(crate) async fn page(
    State(app): State<Arc<App>>,
    Path(path): Path<String>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Page, Refusal> {
    let asking = visitor.clone();
    let course = app.course(&path)?;
    let body = app.read_course(&path, move |database, course| {
        // The state has words too.
        let _speaking = speak_language_of(&course.story);
        let state = course.state(&record::attempts(database, course, doer(&asking), now())?);
        Ok(overview(course, &state, asking.account.is_none()))
    });
    Ok(layout::page(Some(&visitor), &course.title(), &body.await?))
}

/// Returns the content of the page of a course, in its own language.
fn overview(course: &Course, state: &CourseState, is_guest: bool) -> Markup {
    let numbered = |part: &Part| state.parts.iter().enumerate().find(|(_, it)| it.part == *part);
    let next = state.next.as_ref().and_then(numbered).map(|(index, part)| (index + 1, part));
    let tag = course.story.pack.language.as_deref().unwrap_or("en");
    let direction = if is_right_to_left(tag) { "rtl" } else { "ltr" };
    html! {
        div lang=(tag) dir=(direction) {
            h1 { (scn_text::sanitize_line(&course.title())) }
            div lang=(Language::current().tag()) dir="ltr" {
                @if is_guest { p class="banner note" { (GUEST.text()) " " a href="/sign-in" { (SIGN_IN.text()) } } }
                p { (phrases::course::progress(state, next, phrases::course::YOU_HAVE_COMPLETED.text())) }
                @if !state.complete { p { (phrases::course::to_complete(&state.missing)) } }
            }
            ol class="parts" {
                @for part in &state.parts { (listed_part(part, state.next.as_ref() == Some(&part.part))) }
            }
        }
    }
}

fn listed_part(state: &PartState, is_next: bool) -> Markup {
    let (kind, id) = (state.part.kind(), state.part.id());
    let class = match (state.status, state.passed) {
        (Status::Done, true) => "passed",
        (Status::NotBegun, _) => "not-begun",
        (Status::Done, false) | (Status::Begun, _) => "begun",
    };
    let title = scn_text::sanitize_line(&scn_run::title_or_id(&state.title, id)).into_owned();
    let label = phrases::fill(phrases::course::part_in_list(&state.part), &[("title", &title)]);
    // The player reads the id as a component of an address, where `+` is no space.
    let escaped: String = form_urlencoded::byte_serialize(id.as_bytes()).collect();
    let address = format!("play#{kind}/{}", escaped.replace('+', "%20"));
    html! {
        li class=(class) {
            a href=(address) data-open=(kind) aria-current=[is_next.then_some("step")] { (label) }
            " · " span { (phrases::course::how_far(state)) }
        }
    }
}

/// Sends the player of a course. It is the same for everybody; who the visitor is, it asks by
/// itself.
pub(crate) async fn player(
    State(app): State<Arc<App>>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    Ok(send(&app.course(&path)?.player, &headers, "no-cache"))
}

/// Sends a file that a story names. Its name has its digest, so it never changes.
pub(crate) async fn file(
    State(app): State<Arc<App>>,
    Path((path, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let file = app.course(&path)?.files.get(&format!("media/{name}")).ok_or(Refusal::NotFound)?;
    Ok(send(file, &headers, "public, max-age=31536000, immutable"))
}

/// Sends the style of the pages.
pub(crate) async fn style(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    send(&app.style, &headers, "no-cache")
}

/// Sends a file, compressed if the browser can read that, or the answer that it has not changed.
fn send(file: &File, headers: &HeaderMap, caching: &'static str) -> Response {
    let text = |name| headers.get(name).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let is_known = text(header::IF_NONE_MATCH).split(',').any(|tag| tag.trim().trim_start_matches("W/") == file.tag);
    let takes_gzip = text(header::ACCEPT_ENCODING)
        .split(',')
        .any(|it| it.trim().split(';').next() == Some("gzip") && !it.replace(' ', "").ends_with(";q=0"));
    let gzip = file.gzip.as_ref().filter(|_| takes_gzip);
    let mut answer = match is_known {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => gzip.unwrap_or(&file.bytes).clone().into_response(),
    };
    let set = answer.headers_mut();
    set.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.kind));
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    set.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&file.tag) {
        set.insert(header::ETAG, tag);
    }
    if gzip.is_some() && !is_known {
        set.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    // A picture of the author's can contain a script, which must not run as a page of this server.
    if file.kind != "text/html; charset=utf-8" {
        set.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox"),
        );
    }
    answer
}
