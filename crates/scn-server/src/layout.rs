//! What all pages have: the head, the navigation, and the parts of forms.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use crate::tables::accounts::Role;
use crate::visitor::Visitor;

/// The style of the pages, in a file of its own, since their policy forbids styles inside.
pub(crate) const STYLE: &str = include_str!("pages.css");

/// The policy of the pages: no script, and nothing from elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A page of HTML, which is never stored.
#[derive(Debug)]
pub(crate) struct Page(Markup);

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut answer = self.0.into_string().into_response();
        let headers = answer.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        answer
    }
}

/// Returns a page with a title and a body. The navigation is that of a visitor; without one, there
/// is only the way to the courses.
pub(crate) fn page(visitor: Option<&Visitor>, title: &str, body: &Markup) -> Page {
    Page(html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                link rel="stylesheet" href="/pages.css";
                link rel="icon" href="data:,";
            }
            body {
                a class="skip" href="#main" { "Skip to the content" }
                header { nav aria-label="Site" { (navigation(visitor)) } }
                main id="main" { (body) }
            }
        }
    })
}

fn navigation(visitor: Option<&Visitor>) -> Markup {
    let account = visitor.and_then(|it| it.account.as_ref());
    html! {
        a href="/" { "Courses" }
        @if let (Some(visitor), Some(account)) = (visitor, account) {
            a href="/me" { "My page" }
            @if Role::Author <= account.role { a href="/counts" { "Counts" } }
            @if Role::Manager <= account.role { a href="/roster" { "Roster" } }
            @if account.role == Role::Administrator { a href="/setup" { "Setting up" } }
            form method="post" action="/sign-out" {
                (token(visitor))
                button class="link" { "Sign out " bdi { (account.name) } }
            }
        } @else {
            a href="/sign-in" { "Sign in" }
        }
    }
}

/// Returns the hidden field that says that a form is one of this visit.
pub(crate) fn token(visitor: &Visitor) -> Markup {
    html! { input type="hidden" name="token" value=(visitor.form_token()); }
}

/// Returns a labelled field.
pub(crate) fn field(name: &str, label: &str, kind: &str, value: &str, autocomplete: &str) -> Markup {
    html! {
        p class="field" {
            label for=(name) { (label) }
            input id=(name) name=(name) type=(kind) value=(value) autocomplete=(autocomplete) required;
        }
    }
}

/// Returns a sentence that says what went wrong, which is read out.
pub(crate) fn alert(words: &str) -> Markup {
    html! { p class="alert" role="alert" { (words) } }
}

/// Returns a date in UTC, such as `2026-11-30`.
pub(crate) fn date(at: i64) -> String {
    jiff::Timestamp::from_millisecond(at).map_or_else(|_| String::new(), |it| it.strftime("%Y-%m-%d").to_string())
}

/// Returns a time in UTC, such as `2026-11-30 12:15`.
pub(crate) fn time(at: i64) -> String {
    jiff::Timestamp::from_millisecond(at)
        .map_or_else(|_| String::new(), |it| it.strftime("%Y-%m-%d %H:%M UTC").to_string())
}
