//! Verifies certificates.

use serde_json::Value;

use crate::bake::{CertificateForm, extract_credential};
use crate::completion::Completion;
use crate::credential::{Payload, VERSION, sha256_digest};
use crate::jws::Jws;
use crate::key::PublicKey;

/// A verified certificate: the content that was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The certified completion.
    pub completion: Completion,
    /// The credential's id.
    pub id: String,
    /// The key that signed it.
    pub key: PublicKey,
    /// The document that contained the credential.
    pub form: CertificateForm,
}

/// The reason why a certificate is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// It is not a certificate.
    #[error("it is not a certificate, nor a page or picture that contains one")]
    NotACertificate,
    /// Its signature algorithm is not accepted.
    #[error("it is signed with `{0}`, but only EdDSA is accepted")]
    Algorithm(String),
    /// It requires a signature extension that is not supported.
    #[error("its header requires extensions that scn does not support")]
    Extensions,
    /// It does not name a valid key of its issuer.
    #[error("its issuer is not identified by an Ed25519 key (`did:key:z6Mk…`), so scn cannot check it")]
    Issuer,
    /// The signature does not match the named key and this text.
    #[error(
        "its signature does not match: it was changed after it was signed, or the key that it names did not sign it"
    )]
    Changed,
    /// The signature is valid, but the content is from another program.
    #[error("its signature is valid, but it is not a certificate of scn")]
    Foreign,
    /// The signature is valid, but the content has a later version.
    #[error("it has version {0}, but this program reads versions up to {VERSION}")]
    Later(u64),
    /// The credential is valid, but the page or picture around it was changed.
    #[error("it was changed after it was issued: what it shows is not what was signed")]
    Shown(Box<Verified>),
    /// It is valid, but not signed by the requested key.
    #[error("it is signed by a different key than the one you gave: {}", .0.key)]
    OtherKey(Box<Verified>),
}

/// Verifies a certificate: a page, a picture, or the credential alone. This needs no network and no
/// known keys: the issuer's key is in the credential, so an issuer vouches only for itself. Who
/// owns that key must be established by other means.
///
/// The signature covers every byte of the credential. The credential contains digests of the page
/// and of the picture without the credential, so no byte of these can be changed either, whichever
/// version of this program created them.
///
/// # Errors
///
/// The reason why the certificate is refused.
///
/// # Examples
///
/// ```
/// use scn_certificate::{Completion, Key, VerifyError, issue_certificate, verify_certificate};
///
/// let completion = Completion {
///     learner: "Thandi Mokoena".to_owned(),
///     learner_id: None,
///     course: "Protecting customer privacy".to_owned(),
///     pack: "customer-privacy".to_owned(),
///     version: None,
///     digest: format!("sha256:{}", "00".repeat(32)),
///     language: None,
///     completed: "2026-11-24T21:43:13Z".parse()?,
///     issuer: "Example Training".to_owned(),
///     signatory: None,
///     duration: None,
///     valid_until: None,
///     parts: Vec::new(),
///     profile: Vec::new(),
///     closing: String::new(),
///     pass_mark: None,
/// };
/// let page = issue_certificate(&completion, None, &Key::from_secret(&[7; 32]))?.page;
/// assert_eq!(verify_certificate(page.as_bytes())?.completion.learner, "Thandi Mokoena");
///
/// // The signature covers the page as well.
/// let forged = page.replace("Thandi", "Thando");
/// assert!(matches!(verify_certificate(forged.as_bytes()), Err(VerifyError::Shown(_))));
/// assert_eq!(verify_certificate(b"a letter"), Err(VerifyError::NotACertificate));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn verify_certificate(bytes: &[u8]) -> Result<Verified, VerifyError> {
    let text = str::from_utf8(bytes).map_err(|_| VerifyError::NotACertificate)?;
    let extracted = extract_credential(text);
    let jws = Jws::read(extracted.credential).ok_or(match extracted.form {
        CertificateForm::Credential => VerifyError::NotACertificate,
        CertificateForm::Page | CertificateForm::Picture => VerifyError::Changed,
    })?;
    // This is checked before anything else is trusted: a signature with a shared secret, or none,
    // can be made by anybody.
    match jws.header.get("alg") {
        Some(Value::String(name)) if name == "EdDSA" => {}
        Some(Value::String(name)) => return Err(VerifyError::Algorithm(name.chars().take(20).collect())),
        Some(_) | None => return Err(VerifyError::NotACertificate),
    }
    if jws.header.contains_key("crit") {
        return Err(VerifyError::Extensions);
    }
    let payload: Value = serde_json::from_slice(&jws.payload).map_err(|_| VerifyError::Changed)?;
    let key = payload.get("iss").and_then(Value::as_str).and_then(|did| PublicKey::from_did(did).ok());
    let key = key.ok_or(VerifyError::Issuer)?;
    if !jws.signed_by(&key) {
        return Err(VerifyError::Changed);
    }
    match payload.pointer("/scn/version").and_then(Value::as_u64) {
        Some(version) if VERSION < version => return Err(VerifyError::Later(version)),
        Some(VERSION) => {}
        Some(_) | None => return Err(VerifyError::Foreign),
    }
    let payload: Payload = serde_json::from_value(payload).map_err(|_| VerifyError::Foreign)?;
    if !payload.is_consistent() {
        return Err(VerifyError::Foreign);
    }
    let id = payload.id.clone();
    let (completion, rendered) = payload.into_completion();
    let verified = Verified { completion, id, key, form: extracted.form };
    let whole = match extracted.form {
        CertificateForm::Credential => true,
        CertificateForm::Page => sha256_digest(&extracted.rest) == rendered.page,
        CertificateForm::Picture => sha256_digest(&extracted.rest) == rendered.picture,
    };
    if whole { Ok(verified) } else { Err(VerifyError::Shown(Box::new(verified))) }
}

impl Verified {
    /// Returns the certificate if it was signed by the given key.
    ///
    /// # Errors
    ///
    /// [`VerifyError::OtherKey`] if it was signed by another one.
    pub fn signed_by(self, key: &PublicKey) -> Result<Self, VerifyError> {
        if self.key == *key { Ok(self) } else { Err(VerifyError::OtherKey(Box::new(self))) }
    }
}
