//! The policy of a page: what it may run, show and request.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

/// Returns the Content Security Policy of a page with one script and one style. `connections`
/// requests to other addresses, for a page that reports what learners do.
pub(crate) fn content_policy(script: &str, style: &str, connections: Option<&str>) -> String {
    let connect = connections.map(|sources| format!("; connect-src {sources}")).unwrap_or_default();
    format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; img-src 'self' data:; media-src 'self' data: blob:; base-uri 'none'; form-action 'none'{connect}",
        hash_source(script),
        hash_source(style),
    )
}

/// Returns the policy of a page that only opens another page.
pub(crate) fn launcher_policy(script: &str) -> String {
    format!("default-src 'none'; script-src '{}'; base-uri 'none'; form-action 'none'", hash_source(script))
}

/// Returns the hash of a script or a style, as a policy names it.
pub(crate) fn hash_source(text: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::hash_source;

    #[test]
    fn the_hash_is_that_of_the_specification() {
        // Content Security Policy Level 3, section 8.4.
        assert_eq!(hash_source("alert('Hello, world.');"), "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=");
    }
}
