//! Signing in, up and out; recovery; and what becomes of what a guest did.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use scn_records::{Transaction, learner_name};

use super::go_to;
use crate::app::{App, Counts, now};
use crate::guard::Fields;
use crate::layout::{self, alert, field, token};
use crate::record;
use crate::refusal::Refusal;
use crate::secrets;
use crate::tables::accounts::{self, Account, Role};
use crate::tables::throttles::{self, Counted};
use crate::tables::{guests, sessions};
use crate::visitor::{Visitor, cookie};

/// Shows the form to sign in.
pub(crate) async fn show_sign_in(State(app): State<Arc<App>>, Extension(visitor): Extension<Visitor>) -> Response {
    sign_in_page(&app, &visitor, "", None)
}

/// Returns the form to sign in, with a name and with what went wrong.
pub(super) fn sign_in_page(app: &App, visitor: &Visitor, name: &str, fault: Option<&str>) -> Response {
    let body = html! {
        h1 { "Sign in" }
        @if let Some(fault) = fault { (alert(fault)) }
        @if let Some(provider) = &app.provider {
            p { a class="primary" href="/openid/start" { "Sign in with " bdi { (provider.name) } } }
        }
        form method="post" action="/sign-in" {
            (token(visitor))
            (field("name", "Name", "text", name, "username"))
            (field("passphrase", "Passphrase", "password", "", "current-password"))
            p { button class="primary" { "Sign in" } }
        }
        p {
            @if app.sign_up { a href="/sign-up" { "Create an account" } " · " }
            a href="/recover" { "I have a recovery code" }
        }
    };
    layout::page(Some(visitor), "Sign in", &body).into_response()
}

/// Signs a visitor in. A wrong name and a wrong passphrase have the same answer, after the same
/// time.
pub(crate) async fn sign_in(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Refusal> {
    let (name, passphrase) = (fields.get("name").to_owned(), fields.get("passphrase").to_owned());
    let (asked, address) = (name.clone(), visitor.address.clone());
    let known = app.run(move |database| {
        database.transact(|open| {
            refuse_if_throttled(open, &asked, &address)?;
            let account = accounts::by_name(open, &asked)?;
            let hash = match &account {
                Some(account) => accounts::secrets(open, account.learner)?.and_then(|it| it.passphrase),
                None => None,
            };
            Ok::<_, Refusal>((account, hash))
        })
    });
    let (account, hash) = known.await?;
    let is_right = app.hash(move || secrets::is_passphrase(&passphrase, hash.as_deref())).await?;
    let Some(account) = account.filter(|_| is_right) else {
        let (asked, address) = (name.clone(), visitor.address.clone());
        app.run(move |database| Ok(database.transact(|open| count_failure(open, &asked, &address))?)).await?;
        return Ok(sign_in_page(&app, &visitor, &name, Some("The name or the passphrase is not right.")));
    };
    Counts::add(&app.counts.sign_ins, 1);
    begin_session(&app, &visitor, account, "/").await
}

fn refuse_if_throttled(open: &mut Transaction<'_>, name: &str, address: &str) -> Result<(), Refusal> {
    let by_name = throttles::wait(open, Counted::Name(name), now())?;
    let by_address = throttles::wait(open, Counted::Address(address), now())?;
    let wait = by_name.max(by_address);
    if wait == 0 { Ok(()) } else { Err(Refusal::TooMany((wait + 999) / 1000)) }
}

fn count_failure(open: &mut Transaction<'_>, name: &str, address: &str) -> Result<(), scn_records::StoreError> {
    throttles::count_failure(open, Counted::Name(name), now())?;
    throttles::count_failure(open, Counted::Address(address), now())
}

/// Begins a session under a new secret. What the visitor did as a guest is asked about next.
pub(super) async fn begin_session(
    app: &App,
    visitor: &Visitor,
    account: Account,
    next: &str,
) -> Result<Response, Refusal> {
    let secret = secrets::random()?;
    let (old, new) = (visitor.key.clone(), secrets::visit_key(&secret));
    let moved = app.run(move |database| {
        Ok(database.transact(|open| {
            sessions::end(open, &old)?;
            sessions::begin(open, &new, account.learner, now())?;
            accounts::note_use(open, account.learner, now())?;
            throttles::forget(open, Counted::Name(&account.name))?;
            guests::rename(open, &old, &new)
        })?)
    });
    let mut answer = go_to(if 0 < moved.await? { "/keep" } else { next });
    set_cookie(&mut answer, &cookie(&secret, app.is_secure()));
    Ok(answer)
}

fn set_cookie(answer: &mut Response, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        answer.headers_mut().insert(header::SET_COOKIE, value);
    }
}

/// Shows the form to create an account.
pub(crate) async fn show_sign_up(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Response, Refusal> {
    if app.sign_up { Ok(sign_up_page(&visitor, "", None)) } else { Err(Refusal::NotFound) }
}

fn sign_up_page(visitor: &Visitor, name: &str, fault: Option<&str>) -> Response {
    let body = html! {
        h1 { "Create an account" }
        @if let Some(fault) = fault { (alert(fault)) }
        form method="post" action="/sign-up" {
            (token(visitor))
            (field("name", "Name, as it is to be on your certificate", "text", name, "username"))
            (passphrase_field())
            p { button class="primary" { "Create the account" } }
        }
        p { a href="/sign-in" { "I have an account" } }
    };
    layout::page(Some(visitor), "Create an account", &body).into_response()
}

/// Returns the field for a new passphrase.
pub(crate) fn passphrase_field() -> Markup {
    html! {
        (field("passphrase", "New passphrase", "password", "", "new-password"))
        p { "At least " (secrets::SHORTEST) " characters. A few words are easy to remember." }
    }
}

/// Creates an account, and signs its learner in.
pub(crate) async fn sign_up(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Refusal> {
    if !app.sign_up {
        return Err(Refusal::NotFound);
    }
    let (typed, passphrase) = (fields.get("name").to_owned(), fields.get("passphrase").to_owned());
    let name = match learner_name(&typed) {
        Ok(name) => name,
        Err(fault) => return Ok(sign_up_page(&visitor, &typed, Some(&format!("{fault}.")))),
    };
    if let Some(fault) = secrets::passphrase_fault(&passphrase, &name) {
        return Ok(sign_up_page(&visitor, &typed, Some(&fault)));
    }
    let address = visitor.address.clone();
    app.run(move |database| {
        database.transact(|open| {
            let wait = throttles::wait(open, Counted::Address(&address), now())?;
            if wait == 0 { Ok(()) } else { Err(Refusal::TooMany((wait + 999) / 1000)) }
        })
    })
    .await?;
    let hash = app.hash(move || secrets::hash_passphrase(&passphrase)).await??;
    let wanted = name.clone();
    let address = visitor.address.clone();
    let created = app.run(move |database| {
        Ok(database.transact(|open| {
            let created = accounts::create(open, &wanted, Some(&hash), Role::Learner, now())?;
            if created.is_none() {
                // A name that is taken shows that there is such an account, so names cannot be tried
                // without end. Many people may sign up from one address.
                throttles::count_failure(open, Counted::Address(&address), now())?;
            }
            Ok::<_, scn_records::StoreError>(created)
        })?)
    });
    match created.await? {
        Some(account) => begin_session(&app, &visitor, account, "/").await,
        None => {
            Ok(sign_up_page(&visitor, &typed, Some("This name is taken. Add something to it, such as a middle name.")))
        }
    }
}

/// Shows the form for a recovery code.
pub(crate) async fn show_recover(Extension(visitor): Extension<Visitor>) -> Response {
    recover_page(&visitor, "", None)
}

fn recover_page(visitor: &Visitor, name: &str, fault: Option<&str>) -> Response {
    let body = html! {
        h1 { "Set a new passphrase" }
        p { "An administrator can give you a recovery code." }
        @if let Some(fault) = fault { (alert(fault)) }
        form method="post" action="/recover" {
            (token(visitor))
            (field("name", "Name", "text", name, "username"))
            (field("code", "Recovery code", "text", "", "one-time-code"))
            (passphrase_field())
            p { button class="primary" { "Set the passphrase" } }
        }
    };
    layout::page(Some(visitor), "Set a new passphrase", &body).into_response()
}

/// Sets a new passphrase with a recovery code, ends all sessions, and signs the learner in.
pub(crate) async fn recover(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Refusal> {
    let (name, passphrase) = (fields.get("name").to_owned(), fields.get("passphrase").to_owned());
    let code = secrets::recovery_digest(fields.get("code"));
    if let Some(fault) = secrets::passphrase_fault(&passphrase, &name) {
        return Ok(recover_page(&visitor, &name, Some(&fault)));
    }
    let hash = app.hash(move || secrets::hash_passphrase(&passphrase)).await??;
    let (asked, address) = (name.clone(), visitor.address.clone());
    let account = app.run(move |database| {
        database.transact(|open| {
            refuse_if_throttled(open, &asked, &address)?;
            let account = accounts::by_name(open, &asked)?;
            let secrets = match &account {
                Some(account) => accounts::secrets(open, account.learner)?,
                None => None,
            };
            let is_right =
                secrets.is_some_and(|it| it.recovery.is_some_and(|own| own == code) && now() < it.recovery_until);
            let Some(account) = account.filter(|_| is_right) else {
                count_failure(open, &asked, &address)?;
                return Ok::<_, Refusal>(None);
            };
            accounts::set_passphrase(open, account.learner, &hash)?;
            sessions::end_others(open, account.learner, "")?;
            Ok(Some(account))
        })
    });
    match account.await? {
        Some(account) => begin_session(&app, &visitor, account, "/").await,
        None => Ok(recover_page(&visitor, &name, Some("The name or the code is not right, or the code is too old."))),
    }
}

/// Signs a visitor out.
pub(crate) async fn sign_out(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Response, Refusal> {
    let key = visitor.key.clone();
    app.run(move |database| Ok(database.transact(|open| sessions::end(open, &key))?)).await?;
    let mut answer = go_to("/");
    set_cookie(&mut answer, &cookie(&secrets::random()?, app.is_secure()));
    Ok(answer)
}

/// Asks whether to keep what was done before signing in.
pub(crate) async fn show_keep(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Response, Refusal> {
    let key = visitor.key.clone();
    let count = app.run(move |database| Ok(guests::records(database, &key, now())?.len())).await?;
    if count == 0 {
        return Ok(go_to("/"));
    }
    let begun = scn_text::counted(count, "part");
    let body = html! {
        h1 { "Keep what you did as a guest?" }
        p { "You began " (begun) " before you signed in." }
        form method="post" action="/keep" class="row" {
            (token(&visitor))
            button class="primary" name="answer" value="yes" { "Keep it" }
            button name="answer" value="no" { "Delete it" }
        }
    };
    Ok(layout::page(Some(&visitor), "Keep what you did as a guest?", &body).into_response())
}

/// Keeps or deletes what was done before signing in.
pub(crate) async fn keep(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Refusal> {
    let is_kept = fields.get("answer") == "yes";
    let courses = Arc::clone(&app.courses);
    app.run(move |database| {
        let Some(account) = &visitor.account else { return Err(Refusal::SignIn) };
        if is_kept {
            record::adopt(database, &courses, (account, &visitor.key), now())?;
        } else {
            database.transact(|open| guests::forget(open, &visitor.key))?;
        }
        Ok(())
    })
    .await?;
    Ok(go_to("/"))
}
