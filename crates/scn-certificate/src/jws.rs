//! The compact form of a signed text (RFC 7515), with EdDSA (RFC 8037) only.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use crate::key::{Key, PublicKey};

/// A signed text that was read but not verified.
#[derive(Debug)]
pub(crate) struct Jws<'t> {
    /// The header, which describes the signature.
    pub(crate) header: Map<String, Value>,
    /// The signed payload, as JSON.
    pub(crate) payload: Vec<u8>,
    signature: Vec<u8>,
    /// The text that the signature covers.
    message: &'t str,
}

/// Signs a text.
pub(crate) fn sign_payload(payload: &[u8], key: &Key) -> String {
    let header = json!({ "alg": "EdDSA", "typ": "JWT", "kid": key.public_key().key_url() });
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(payload));
    let signature = URL_SAFE_NO_PAD.encode(key.sign_message(message.as_bytes()));
    format!("{message}.{signature}")
}

impl<'t> Jws<'t> {
    /// Reads the three parts. Accepts base64url only in its canonical form: without padding, and
    /// without nonzero trailing bits.
    pub(crate) fn read(text: &'t str) -> Option<Self> {
        let (message, signature) = text.rsplit_once('.')?;
        let (header, payload) = message.split_once('.')?;
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).ok();
        let header = serde_json::from_slice(&decode(header)?).ok()?;
        Some(Self { header, payload: decode(payload)?, signature: decode(signature)?, message })
    }

    /// Returns whether this key signed the text.
    pub(crate) fn signed_by(&self, key: &PublicKey) -> bool {
        key.has_signed(self.message.as_bytes(), &self.signature)
    }
}
