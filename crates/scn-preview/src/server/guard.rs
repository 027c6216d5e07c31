//! Access control: only those who were given the address, and the page served there, may send
//! requests.

use subtle::ConstantTimeEq;

use super::http::{Head, Refusal};

/// What a request must contain.
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

    /// Checks a request, and returns its path after the token, without a leading slash and query.
    ///
    /// # Errors
    ///
    /// - `Host` is not a name of this machine: a page from elsewhere whose name was redirected to
    ///   this machine (DNS rebinding).
    /// - The token is missing or wrong.
    /// - The request performs an action but does not come from a page of this server.
    pub(super) fn check_request<'h>(&self, head: &'h Head) -> Result<&'h str, Refusal> {
        let host = head.header("host").unwrap_or_default();
        let is_known_host = self.hosts.iter().any(|known| known == host);
        let path = head.target.split(['?', '#']).next().unwrap_or_default();
        let (token, rest) = path.strip_prefix('/').and_then(|path| path.split_once('/')).unwrap_or_default();
        // The comparison takes the same time wherever the two differ.
        let right = bool::from(token.as_bytes().ct_eq(self.token.as_bytes()));
        if !is_known_host || !right {
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

/// Returns whether the content type is JSON. A form on another page cannot send this type without a
/// preflight request.
fn is_json(kind: &str) -> bool {
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}
