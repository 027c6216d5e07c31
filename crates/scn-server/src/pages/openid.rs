//! Signing in by the provider of an organisation, and the name that somebody has here.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use maud::html;
use scn_records::{StoreError, Transaction, learner_name};

use super::go_to;
use super::sign::{begin_session, sign_in_page};
use crate::app::{App, Counts, now};
use crate::guard::Fields;
use crate::layout::{self, alert, field, token};
use crate::openid::{Answer, OpenIdError, Provider};
use crate::refusal::Refusal;
use crate::tables::accounts::{self, Account, Role};
use crate::tables::identities;
use crate::visitor::Visitor;

/// Does something that waits for the provider.
async fn ask<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&Provider) -> Result<T, OpenIdError> + Send + 'static,
) -> Result<Result<T, &'static str>, Refusal> {
    let provider = Arc::clone(app.provider.as_ref().ok_or(Refusal::NotFound)?);
    let done = tokio::task::spawn_blocking(move || work(&provider)).await;
    let done = done.map_err(|_| Refusal::Failed("a request panicked".to_owned()))?;
    Ok(done.map_err(|error| match error {
        OpenIdError::Foreign => "This took too long, or was begun in another browser. Try again.",
        OpenIdError::NotSignedIn => "You were not signed in there, so you are not signed in here.",
        OpenIdError::Provider(reason) => {
            tracing::warn!(reason, "nobody can be signed in by the provider of OpenID Connect");
            "Your organisation's sign-in does not work just now. Try again later."
        }
    }))
}

/// Sends a visitor to the provider.
pub(crate) async fn start(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Response, Refusal> {
    let secret = visitor.secret.clone();
    Ok(match ask(&app, move |provider| provider.way(&secret, now())).await? {
        Ok(way) => go_to(way.as_str()),
        Err(words) => sign_in_page(&app, &visitor, "", Some(words)),
    })
}

/// Takes a visitor back from the provider. Whoever is known is signed in; others choose a name
/// first.
pub(crate) async fn back(
    State(app): State<Arc<App>>,
    Query(asked): Query<BTreeMap<String, String>>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Response, Refusal> {
    let part = |name: &str| asked.get(name).cloned();
    let answer = Answer { state: part("state").unwrap_or_default(), code: part("code"), issuer: part("iss") };
    let secret = visitor.secret.clone();
    let identity = match ask(&app, move |provider| provider.identify(&secret, &answer, now())).await? {
        Ok(identity) => identity,
        Err(words) => return Ok(sign_in_page(&app, &visitor, "", Some(words))),
    };
    let key = visitor.key.clone();
    let known = app.run(move |database| {
        Ok(database.transact(|open| {
            if let Some(learner) = identities::learner(open, &identity)? {
                return accounts::by_learner(open, learner);
            }
            identities::arrive(open, &key, &identity, now())?;
            Ok::<_, StoreError>(None)
        })?)
    });
    match known.await? {
        Some(account) => {
            Counts::add(&app.counts.sign_ins, 1);
            begin_session(&app, &visitor, account, "/").await
        }
        None => Ok(go_to("/openid/name")),
    }
}

/// Asks for the name of somebody who comes for the first time.
pub(crate) async fn show_name(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Response, Refusal> {
    let key = visitor.key.clone();
    let arrived = app.run(move |database| Ok(database.transact(|open| identities::arrived(open, &key, now()))?));
    Ok(match arrived.await? {
        Some(identity) => name_page(&visitor, &identity.name, None),
        None => go_to("/sign-in"),
    })
}

fn name_page(visitor: &Visitor, name: &str, fault: Option<&str>) -> Response {
    let body = html! {
        h1 { "Your name here" }
        @if let Some(fault) = fault { (alert(fault)) }
        p { "This is the first time that you sign in. Your progress and your certificates will have this name, and it cannot be changed later." }
        form method="post" action="/openid/name" {
            (token(visitor))
            (field("name", "Name, as it is to be on your certificate", "text", name, "name"))
            p { button class="primary" { "Go on" } }
        }
    };
    layout::page(Some(visitor), "Your name here", &body).into_response()
}

/// Creates the account of somebody who comes for the first time, and signs its learner in.
pub(crate) async fn choose_name(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Refusal> {
    let typed = fields.get("name").to_owned();
    let name = match learner_name(&typed) {
        Ok(name) => name,
        Err(error) => return Ok(name_page(&visitor, &typed, Some(&format!("{error}.")))),
    };
    let key = visitor.key.clone();
    let created = app.run(move |database| Ok(database.transact(|open| settle(open, &key, &name))?));
    Ok(match created.await? {
        Settled::Account(account) => {
            Counts::add(&app.counts.sign_ins, 1);
            begin_session(&app, &visitor, account, "/").await?
        }
        Settled::Taken => {
            let fault = "This name is taken. If it is your account, ask an administrator to give it your sign-in; otherwise add something to the name, such as a middle name.";
            name_page(&visitor, &typed, Some(fault))
        }
        Settled::Late => go_to("/sign-in"),
    })
}

enum Settled {
    Account(Account),
    Taken,
    Late,
}

fn settle(open: &mut Transaction<'_>, key: &str, name: &str) -> Result<Settled, StoreError> {
    let Some(identity) = identities::arrived(open, key, now())? else { return Ok(Settled::Late) };
    // Somebody may have chosen a name in another window.
    if let Some(learner) = identities::learner(open, &identity)? {
        return Ok(accounts::by_learner(open, learner)?.map_or(Settled::Late, Settled::Account));
    }
    let Some(account) = accounts::create(open, name, None, Role::Learner, now())? else { return Ok(Settled::Taken) };
    identities::add(open, &identity, account.learner)?;
    identities::settle(open, key)?;
    Ok(Settled::Account(account))
}
