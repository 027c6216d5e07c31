//! Certificates of completion.
//!
//! Input: a [`Completion`] and a [`Key`]. Output: a [`Certificate`], which consists of a page for
//! printing, a picture, and an Open Badges 3.0 credential signed with Ed25519.
//! [`verify_certificate`] reads any of these and returns what was certified and by which key, or
//! why it is refused. This crate does not know source text, the compiler, records, the disk, the
//! clock, the environment or randomness (the caller provides the random bytes of a secret).
//!
//! A certificate states that a course was completed. It states no mark and nothing about passing,
//! unless the pack declares a pass mark.

mod bake;
mod completion;
mod credential;
mod jws;
mod key;
mod measure;
mod page;
mod picture;
mod print;
mod text;
mod verify;

pub use bake::CertificateForm;
pub use completion::{Completion, PartDone, PartKind, PrincipleProfile};
pub use key::{Key, NotAKey, PublicKey};
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

/// Certifies a completion.
///
/// # Errors
///
/// If the credential cannot be written as JSON, which is not known to happen for any completion.
pub fn issue_certificate(completion: &Completion, key: &Key) -> Result<Certificate, serde_json::Error> {
    let public = key.public_key();
    let marks = CertificateIds { id: credential_id(completion, &public), key: public.to_string() };
    let page = page::certificate_page(completion, &marks);
    let picture = picture::certificate_picture(completion, &marks);
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
