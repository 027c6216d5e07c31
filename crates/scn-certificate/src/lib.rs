//! Certificates of completion.
//!
//! Input: a [`Completion`], which the state of a learner in a course gives, and a [`Key`]. Output:
//! a [`Certificate`], which consists of a page for printing, a picture, and an Open Badges 3.0
//! credential signed with Ed25519. [`verify_certificate`] reads any of these and returns what was
//! certified and by which key, or why it is refused. This crate does not know source text, the
//! compiler, records, the disk, the clock, the environment or randomness (the caller provides the
//! random bytes of a secret).
//!
//! A certificate states that a course was completed. It states no mark and nothing about passing,
//! unless the pack declares a pass mark.

mod bake;
mod completion;
mod credential;
mod from_course;
mod jws;
mod key;
mod logo;
mod measure;
mod page;
mod picture;
mod print;
mod text;
mod verify;

pub use bake::CertificateForm;
pub use completion::{Completion, PartDone, PartKind, PrincipleProfile};
pub use from_course::NotADuration;
pub use key::{Key, NotAKey, PublicKey};
pub use logo::{Logo, LogoError};
pub use verify::{Verified, VerifyError, verify_certificate};

use bake::embed_credential;
use credential::{Payload, Renderings, credential_id, sha256_digest};

/// A certified completion. The same completion and key always give the same bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// A self-contained HTML page, with the credential inside.
    pub page: String,
    /// An SVG picture, with the credential inside.
    pub picture: String,
    /// The credential: one line, a compact JWS.
    pub credential: String,
}

/// Certifies a completion. The page and the picture show the logo, if there is one.
///
/// # Errors
///
/// If the credential cannot be written as JSON, which is not known to happen for any completion.
///
/// # Examples
///
/// ```
/// use scn_certificate::{Completion, Key, PartDone, PartKind};
/// use scn_certificate::{issue_certificate, verify_certificate};
///
/// let completed = "2026-11-24T21:43:13Z".parse()?;
/// let completion = Completion {
///     learner: "Thandi Mokoena".to_owned(),
///     learner_id: None,
///     course: "Protecting customer privacy".to_owned(),
///     pack: "customer-privacy".to_owned(),
///     version: None,
///     digest: format!("sha256:{}", "00".repeat(32)),
///     language: Some("en-ZA".to_owned()),
///     completed,
///     issuer: "Example Training".to_owned(),
///     signatory: None,
///     duration: None,
///     valid_until: None,
///     parts: vec![PartDone {
///         kind: PartKind::Lesson,
///         id: "key-ways".to_owned(),
///         title: "Key ways to protect privacy".to_owned(),
///         result: "read".to_owned(),
///         on: completed,
///     }],
///     profile: Vec::new(),
///     closing: String::new(),
///     pass_mark: None,
/// };
///
/// // The caller draws the secret from a secure random source.
/// let key = Key::from_secret(&[7; 32]);
/// let certificate = issue_certificate(&completion, None, &key)?;
/// assert!(certificate.page.contains("Thandi Mokoena"));
/// assert!(certificate.picture.starts_with("<svg"));
///
/// let verified = verify_certificate(certificate.picture.as_bytes())?;
/// assert_eq!(verified.signed_by(&key.public_key())?.completion, completion);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn issue_certificate(
    completion: &Completion,
    logo: Option<&Logo>,
    key: &Key,
) -> Result<Certificate, serde_json::Error> {
    let public = key.public_key();
    let marks = CertificateIds { id: credential_id(completion, &public), key: public.to_string() };
    let page = page::certificate_page(completion, logo, &marks);
    let picture = picture::certificate_picture(completion, logo, &marks);
    let rendered = Renderings { page: sha256_digest(&page), picture: sha256_digest(&picture) };
    let payload = serde_json::to_vec(&Payload::from_completion(completion, &public, rendered))?;
    let credential = jws::sign_payload(&payload, key);
    Ok(Certificate {
        page: embed_credential(&page, &credential),
        picture: embed_credential(&picture, &credential),
        credential,
    })
}

/// The values that identify a certificate.
#[derive(Debug)]
struct CertificateIds {
    /// The credential's id.
    id: String,
    /// The key that signs it, as `did:key`.
    key: String,
}
