//! Requests to other servers: the provider of an organisation, and a learning record store.

use std::time::Duration;

use openidconnect::http::{Request, Response};
use openidconnect::url::{Host, Url};
use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig};

/// How long a request may take with its answer.
const LONGEST: Duration = Duration::from_secs(20);

/// The most bytes of an answer that are read.
const MOST: u64 = 1024 * 1024;

/// Returns the address of another server, if it is one that secrets may be sent to: one with
/// `https`, or one on this machine.
///
/// # Errors
///
/// A sentence that says what is wrong with it.
pub(crate) fn safe_url(text: &str) -> Result<Url, String> {
    let url =
        Url::parse(text).map_err(|error| format!("`{}` is not an address: {error}", scn_text::escape_line(text)))?;
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" if url.host().is_some() => Ok(url),
        "http" if is_here => Ok(url),
        _ => {
            Err(format!("`{}` does not begin with `https://`, and is not on this machine", scn_text::escape_line(text)))
        }
    }
}

/// A client of HTTP. It follows no redirection, so that a secret goes only where it is meant to go.
#[derive(Clone, Debug)]
pub(crate) struct Client(Agent);

impl Client {
    /// Creates a client.
    pub(crate) fn new() -> Self {
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(LONGEST))
            .user_agent(format!("scn/{}", env!("CARGO_PKG_VERSION")))
            .build();
        Self(Agent::new_with_config(config))
    }

    /// Sends a request, and returns the answer, whatever its status.
    ///
    /// # Errors
    ///
    /// If the server cannot be reached, or its answer is too long.
    pub(crate) fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, ureq::Error> {
        let (parts, mut body) = self.0.run(request)?.into_parts();
        let bytes = body.with_config().limit(MOST).read_to_vec()?;
        Ok(Response::from_parts(parts, bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::safe_url;

    #[test]
    fn secrets_are_sent_encrypted_or_on_this_machine() {
        for good in ["https://lrs.example.org/xapi", "http://localhost:8100/", "http://127.0.0.1/", "http://[::1]:80/x"]
        {
            assert!(safe_url(good).is_ok(), "{good}");
        }
        for bad in
            ["http://lrs.example.org/", "ftp://localhost/", "file:///x", "nonsense", "http://localhost.example.org/"]
        {
            assert!(safe_url(bad).is_err(), "{bad}");
        }
    }
}
