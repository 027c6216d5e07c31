//! Keys that sign and verify certificates, and their text forms.

use std::fmt;

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, KeypairBytes};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

/// The prefix of a `did:key`. Multibase's sign for base58, `z`, follows.
const DID: &str = "did:key:";
/// The multicodec of an Ed25519 public key, as a varint.
const ED25519: [u8; 2] = [0xed, 0x01];

/// A key that signs.
///
/// # Examples
///
/// ```
/// use scn_certificate::{Key, PublicKey};
///
/// // The caller draws the secret from a secure random source.
/// let key = Key::from_secret(&[7; 32]);
/// let pem = key.to_pem()?;
/// assert_eq!(Key::from_pem(pem.as_ref())?.public_key(), key.public_key());
///
/// // A public key is written as a `did:key`.
/// let did = key.public_key().to_string();
/// assert!(did.starts_with("did:key:z6Mk"));
/// assert_eq!(PublicKey::from_did(&did), Ok(key.public_key()));
/// # Ok::<(), scn_certificate::NotAKey>(())
/// ```
pub struct Key(SigningKey);

impl Key {
    /// Creates a key from 32 random bytes, which the caller provides.
    #[must_use]
    pub fn from_secret(secret: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(secret))
    }

    /// Reads a private key: PKCS#8 in PEM (RFC 8410), as [`Self::to_pem`] and `openssl genpkey`
    /// write it.
    ///
    /// # Errors
    ///
    /// If the text is not a private key.
    pub fn from_pem(text: &str) -> Result<Self, NotAKey> {
        SigningKey::from_pkcs8_pem(text.trim()).map(Self).map_err(|_| NotAKey)
    }

    /// Returns the key as PKCS#8 in PEM. The public key is omitted, as in the first version of the
    /// format, since older OpenSSL reads only that.
    ///
    /// # Errors
    ///
    /// If the key cannot be encoded, which is not known to happen for any key.
    pub fn to_pem(&self) -> Result<impl AsRef<str> + use<>, NotAKey> {
        let bytes = KeypairBytes { secret_key: self.0.to_bytes(), public_key: None };
        let pem = bytes.to_pkcs8_pem(LineEnding::LF).map_err(|_| NotAKey)?;
        Ok(Pem(pem))
    }

    /// Returns the public key that verifies signatures of this key.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    pub(crate) fn sign_message(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

/// A private key as text; wiped from memory on drop.
struct Pem<T>(T);

impl<T: std::ops::Deref<Target = String>> AsRef<str> for Pem<T> {
    fn as_ref(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The secret is never shown.
        write!(f, "Key({})", self.public_key())
    }
}

/// The error that a text is not a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an Ed25519 key")]
pub struct NotAKey;

/// A key that verifies signatures. Displayed as `did:key` (W3C CCG, The did:key Method v0.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// Reads a `did:key` of an Ed25519 key in its canonical form.
    ///
    /// # Errors
    ///
    /// If the text is not such a key.
    pub fn from_did(text: &str) -> Result<Self, NotAKey> {
        let name = text.strip_prefix(DID).and_then(|rest| rest.strip_prefix('z')).ok_or(NotAKey)?;
        // 34 bytes have 46 to 48 digits; a longer text is rejected at once.
        if 64 < name.len() {
            return Err(NotAKey);
        }
        let bytes = bs58::decode(name).into_vec().map_err(|_| NotAKey)?;
        let key: &[u8; 32] = bytes.strip_prefix(&ED25519).and_then(|rest| rest.try_into().ok()).ok_or(NotAKey)?;
        VerifyingKey::from_bytes(key).map(Self).map_err(|_| NotAKey)
    }

    /// Reads a public key in PEM (RFC 8410), as `openssl pkey -pubout` writes it.
    ///
    /// # Errors
    ///
    /// If the text is not a public key.
    pub fn from_pem(text: &str) -> Result<Self, NotAKey> {
        VerifyingKey::from_public_key_pem(text.trim()).map(Self).map_err(|_| NotAKey)
    }

    /// Returns the part of its name after `did:key:`.
    fn multibase_name(&self) -> String {
        let bytes = [ED25519.as_slice(), self.0.as_bytes()].concat();
        format!("z{}", bs58::encode(bytes).into_string())
    }

    /// Returns the URL of the key in the document that its `did:key` resolves to.
    pub(crate) fn key_url(&self) -> String {
        format!("{self}#{}", self.multibase_name())
    }

    /// Returns whether the key signed a message. This is the strict check of RFC 8032, without weak
    /// keys and with only one signature for each message and key.
    pub(crate) fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature).is_ok_and(|it| self.0.verify_strict(message, &it).is_ok())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{DID}{}", self.multibase_name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret and the public key of RFC 8032, 7.1, test 1.
    const SECRET: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----\n";
    const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n";

    #[test]
    fn a_key_of_others_is_read_and_written_as_they_do() {
        let key = Key::from_pem(SECRET).expect("it is a key");
        assert_eq!(key.to_pem().expect("it can be written").as_ref(), SECRET);
        assert_eq!(PublicKey::from_pem(PUBLIC), Ok(key.public_key()));
    }

    #[test]
    fn a_key_is_known_by_its_did() {
        let public = Key::from_secret(&[7; 32]).public_key();
        let did = public.to_string();
        assert!(did.starts_with("did:key:z6Mk"), "as every one of Ed25519 does: {did}");
        assert_eq!(PublicKey::from_did(&did), Ok(public));
        for wrong in
            ["", "did:key:", "did:key:z", "did:web:example.org", &did[1..], &did[..did.len() - 1], &format!("{did}1")]
        {
            assert_eq!(PublicKey::from_did(wrong), Err(NotAKey), "{wrong}");
        }
    }

    #[test]
    fn a_secret_is_never_shown() {
        let key = Key::from_secret(&[7; 32]);
        assert_eq!(format!("{key:?}"), format!("Key({})", key.public_key()));
    }
}
