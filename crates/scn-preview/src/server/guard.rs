//! Who may ask: whoever was given the address, and a page from there.

use subtle::ConstantTimeEq;

use super::http::{Head, Refusal};

/// What a request must show.
#[derive(Debug)]
pub(super) struct Guard {
    token: String,
    /// `127.0.0.1:PORT` and `localhost:PORT`.
    hosts: [String; 2],
}

impl Guard {
    pub(super) fn new(token: &str, port: u16) -> Self {
        Self { token: token.to_owned(), hosts: ["127.0.0.1", "localhost"].map(|host| format!("{host}:{port}")) }
    }

    /// What a request asks for behind the token: no leading slash, no query.
    ///
    /// # Errors
    /// - `Host` is another name than this machine's: a page from elsewhere whose name was turned to
    ///   this machine (DNS rebinding).
    /// - The token is not there or another one.
    /// - Something is to be done, and it is not a page of this service that asks.
    pub(super) fn admit<'h>(&self, head: &'h Head) -> Result<&'h str, Refusal> {
        let host = head.header("host").unwrap_or_default();
        let known = self.hosts.iter().any(|known| known == host);
        let path = head.target.split(['?', '#']).next().unwrap_or_default();
        let (token, rest) = path.strip_prefix('/').and_then(|path| path.split_once('/')).unwrap_or_default();
        // The comparison takes the same time wherever the two differ.
        let right = bool::from(token.as_bytes().ct_eq(self.token.as_bytes()));
        if !known || !right {
            return Err(Refusal::Forbidden);
        }
        let origin = head.header("origin").and_then(|origin| origin.strip_prefix("http://"));
        match head.method.as_str() {
            "GET" => Ok(rest),
            "POST" if origin != Some(host) => Err(Refusal::Forbidden),
            "POST" if !is_json(head.header("content-type").unwrap_or_default()) => Err(Refusal::WrongType),
            "POST" => Ok(rest),
            _ => Err(Refusal::MethodNotAllowed),
        }
    }
}

/// No form of another page can send this type without asking first.
fn is_json(kind: &str) -> bool {
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}
