//! Who sends a request.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;

use crate::secrets;
use crate::tables::accounts::{Account, Role};

/// Who sends a request: somebody who is signed in, or a guest.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    /// The secret in the cookie, by which a visit is recognised.
    pub(crate) secret: String,
    /// The key under which the visit is stored.
    pub(crate) key: String,
    /// Whether the browser has sent the secret.
    pub(crate) is_known: bool,
    pub(crate) account: Option<Account>,
    /// The address that the request came from.
    pub(crate) address: String,
}

impl Visitor {
    /// Returns the token that forms of this visit have.
    pub(crate) fn form_token(&self) -> String {
        secrets::form_token(&self.secret)
    }

    /// Returns the role; `None` for a guest.
    pub(crate) fn role(&self) -> Option<Role> {
        self.account.as_ref().map(|it| it.role)
    }
}

/// Returns the name of the cookie. Under https it has the prefix by which browsers let no other
/// host set it.
pub(crate) fn cookie_name(is_secure: bool) -> &'static str {
    if is_secure { "__Host-scn" } else { "scn" }
}

/// Returns the cookie with a secret.
pub(crate) fn cookie(secret: &str, is_secure: bool) -> String {
    let secure = if is_secure { "; Secure" } else { "" };
    format!("{}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age=86400{secure}", cookie_name(is_secure))
}

/// Returns the secret of a visit from the cookies of a request.
pub(crate) fn secret_of(headers: &HeaderMap, is_secure: bool) -> Option<String> {
    let name = cookie_name(is_secure);
    let values = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = values.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let secret = pairs.filter(|(key, _)| *key == name).map(|(_, value)| value.to_owned()).next();
    secret.filter(|it| secrets::is_random(it))
}
