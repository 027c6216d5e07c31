//! The compact form of a signed text (RFC 7515), with EdDSA (RFC 8037) alone.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use crate::key::{Key, PublicKey};

/// A signed text, read and not yet believed.
#[derive(Debug)]
pub(crate) struct Jws<'t> {
    /// What the header says of how it is signed.
    pub(crate) header: Map<String, Value>,
    /// What is signed, as JSON.
    pub(crate) payload: Vec<u8>,
    signature: Vec<u8>,
    /// The text that the signature is over.
    message: &'t str,
}

/// Signs a text.
pub(crate) fn sign(payload: &[u8], key: &Key) -> String {
    let header = json!({ "alg": "EdDSA", "typ": "JWT", "kid": key.public().address() });
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(payload));
    let signature = URL_SAFE_NO_PAD.encode(key.sign(message.as_bytes()));
    format!("{message}.{signature}")
}

impl<'t> Jws<'t> {
    /// Reads the three parts. Base64url is read in its one form: no padding, and no bits left over.
    pub(crate) fn read(text: &'t str) -> Option<Self> {
        let (message, signature) = text.rsplit_once('.')?;
        let (header, payload) = message.split_once('.')?;
        let decoded = |part: &str| URL_SAFE_NO_PAD.decode(part).ok();
        let header = serde_json::from_slice(&decoded(header)?).ok()?;
        Some(Self { header, payload: decoded(payload)?, signature: decoded(signature)?, message })
    }

    /// Whether this key signed it.
    pub(crate) fn signed_by(&self, key: &PublicKey) -> bool {
        key.signed(self.message.as_bytes(), &self.signature)
    }
}
