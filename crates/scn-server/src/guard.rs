//! What comes before every route: who the visitor is, and whether the request is allowed.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::{App, Counts, now};
use crate::refusal::{Reason, Refusal};
use crate::secrets;
use crate::tables::accounts::Role;
use crate::tables::sessions;
use crate::visitor::{Visitor, cookie, secret_of};

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody. Nothing is read of the visitor, and no cookie is set.
    Anybody,
    /// Anybody, as a visitor.
    Visitor,
    /// Whoever is signed in with at least a role.
    Role(Role),
}

/// The form of the answer when a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A page.
    Page,
    /// JSON.
    Json,
}

/// A route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// Its method: `GET` or `POST`.
    pub method: &'static str,
    /// Its path, with parameters in braces.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
    /// The form of its refusals.
    pub form: Form,
}

/// The most bytes of a form.
const MOST_OF_A_FORM: usize = 256 * 1024;
/// The most bytes of a message in JSON.
const MOST_OF_JSON: usize = 1024 * 1024;

/// The fields of a form, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Returns the first value of a field, or nothing.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    fn read(bytes: &[u8]) -> Self {
        Self(form_urlencoded::parse(bytes).into_owned().collect())
    }
}

/// Handles a request to a route, if it is allowed. Handlers find the [`Visitor`], and the
/// [`Fields`] or the [`Bytes`] of what was sent, in the extensions of the request.
pub(crate) async fn guard(app: Arc<App>, route: Route, request: Request, next: Next) -> Response {
    let Route { method, path, access, form } = route;
    #[expect(clippy::disallowed_methods, reason = "the log says how long a request took")]
    let began = Instant::now();
    Counts::add(&app.counts.requests, 1);
    let result = match access {
        Access::Anybody => Ok(next.run(request).await),
        Access::Visitor | Access::Role(_) => admit(&app, access, form, request, next).await,
    };
    let answer = result.unwrap_or_else(|refusal| match form {
        Form::Page => refusal.into_response(),
        Form::Json => refusal.into_json(),
    });
    let status = answer.status();
    if status.is_server_error() {
        Counts::add(&app.counts.failed, 1);
    } else if status.is_client_error() {
        Counts::add(&app.counts.refused, 1);
    }
    let milliseconds = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    // The path as a pattern: that of the request may lead to a learner.
    let status = status.as_u16();
    match answer.extensions().get::<Reason>() {
        Some(Reason(reason)) => tracing::error!(method, path, status, milliseconds, reason, "a request failed"),
        None => tracing::info!(method, path, status, milliseconds, "request"),
    }
    answer
}

async fn admit(app: &App, access: Access, form: Form, request: Request, next: Next) -> Result<Response, Refusal> {
    let (mut parts, body) = request.into_parts();
    check_host(app, &parts.headers)?;
    let visitor = visitor_of(app, &parts).await?;
    if let Access::Role(least) = access {
        match visitor.role() {
            None => return Err(Refusal::SignIn),
            Some(role) if role < least => return Err(Refusal::Role),
            Some(_) => {}
        }
    }
    if parts.method == Method::POST {
        let most = if form == Form::Json { MOST_OF_JSON } else { MOST_OF_A_FORM };
        let sent = read_body(&parts.headers, body, most).await?;
        let fields = if form == Form::Json { Fields::default() } else { Fields::read(&sent) };
        let token = match form {
            Form::Json => parts.headers.get("x-scn-token").and_then(|it| it.to_str().ok()).unwrap_or_default(),
            Form::Page => fields.get("token"),
        };
        if !visitor.is_known || !secrets::is_form_token(token, &visitor.secret) || !is_same_origin(&parts.headers) {
            return Err(Refusal::Form);
        }
        parts.extensions.insert(sent);
        parts.extensions.insert(fields);
    }
    let set = (!visitor.is_known).then(|| cookie(&visitor.secret, app.is_secure()));
    parts.extensions.insert(visitor);
    let mut answer = next.run(Request::from_parts(parts, Body::empty())).await;
    // A handler that changes the visit sets its own cookie.
    if let Some(set) = set
        && !answer.headers().contains_key(header::SET_COOKIE)
        && let Ok(value) = HeaderValue::from_str(&set)
    {
        answer.headers_mut().insert(header::SET_COOKIE, value);
    }
    Ok(answer)
}

/// Reads what was sent, up to a size.
async fn read_body(headers: &HeaderMap, body: Body, most: usize) -> Result<Bytes, Refusal> {
    let too_large = || Refusal::Unacceptable(format!("A request can have at most {most} bytes."));
    let length = headers.get(header::CONTENT_LENGTH).and_then(|it| it.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| most < length) {
        return Err(too_large());
    }
    axum::body::to_bytes(body, most).await.map_err(|_| too_large())
}

/// Returns whether a form was sent by a page of this server, as far as the browser says so.
fn is_same_origin(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|it: &HeaderValue| it.to_str().ok());
    if text(header::HeaderName::from_static("sec-fetch-site"))
        .is_some_and(|site| !matches!(site, "same-origin" | "none"))
    {
        return false;
    }
    let Some(origin) = text(header::ORIGIN) else { return true };
    let host = text(header::HOST).unwrap_or_default();
    origin.split_once("://").is_some_and(|(_, origin)| origin.eq_ignore_ascii_case(host))
}

/// Refuses requests to other hosts: with an address that is known, all others; without one, all but
/// those of this machine, so that no page elsewhere can give itself the address of this server.
fn check_host(app: &App, headers: &HeaderMap) -> Result<(), Refusal> {
    let host = headers.get(header::HOST).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let is_right = match &app.base_url {
        Some(url) => url
            .split_once("://")
            .is_some_and(|(_, rest)| rest.split('/').next().unwrap_or_default().eq_ignore_ascii_case(host)),
        None => {
            let name = match host.rsplit_once(':') {
                Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
                _ => host,
            };
            ["localhost", "127.0.0.1", "[::1]"].iter().any(|it| it.eq_ignore_ascii_case(name))
        }
    };
    if is_right { Ok(()) } else { Err(Refusal::Host) }
}

async fn visitor_of(app: &App, request: &Parts) -> Result<Visitor, Refusal> {
    let address = address_of(app, request);
    let Some(secret) = secret_of(&request.headers, app.is_secure()) else {
        let secret = secrets::random()?;
        let key = secrets::visit_key(&secret);
        return Ok(Visitor { secret, key, is_known: false, account: None, address });
    };
    let key = secrets::visit_key(&secret);
    let session = key.clone();
    let account = match &app.sessions {
        Some(batch) => batch.ask(session).await?,
        None => app.read(move |database| Ok(sessions::account(database, &session, now())?)).await?,
    };
    Ok(Visitor { secret, key, is_known: true, account, address })
}

/// Returns the address of the visitor. Behind a proxy, it is the last one in `X-Forwarded-For`:
/// those before it can be invented.
fn address_of(app: &App, request: &Parts) -> String {
    let forwarded = request.headers.get_all("x-forwarded-for").iter().next_back();
    let forwarded = forwarded.filter(|_| app.behind_proxy).and_then(|it| it.to_str().ok()?.rsplit(',').next());
    let peer = request.extensions.get::<ConnectInfo<SocketAddr>>().map(|it| it.0.ip().to_string());
    forwarded.map(|it| it.trim().to_owned()).or(peer).unwrap_or_default()
}
