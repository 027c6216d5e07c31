//! Certificates of completion.
//!
//! Takes: a [`Completion`] and a [`Key`]. Gives: a [`Certificate`], which is a page to print, a
//! picture, and an Open Badges 3.0 credential signed with Ed25519; and from any of these, read back
//! by [`verify`], what was certified and by which key, or why it is refused. Must not know: source
//! text, the compiler, records, the disk, the clock, the environment, chance (a secret is the
//! caller's to draw).
//!
//! A certificate says that a course was completed. It gives no mark and says nothing of passing,
//! unless the pack declares a mark.

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

pub use bake::Form;
pub use completion::{Completion, PartDone, PartKind, PrincipleProfile};
pub use key::{Key, NotAKey, PublicKey};
pub use verify::{Refused, Verified, verify};

use bake::bake;
use credential::{Payload, Renderings, digest, id};

/// A completion, certified. The same completion and key always give the same bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// A page of HTML that needs nothing else, with the credential inside.
    pub page: String,
    /// A picture in SVG, with the credential inside.
    pub picture: String,
    /// The credential: one line, a compact JWS.
    pub credential: String,
}

/// Certifies a completion.
///
/// # Errors
/// Where the credential cannot be written as JSON, which no completion is known to bring about.
pub fn certify(completion: &Completion, key: &Key) -> Result<Certificate, serde_json::Error> {
    let public = key.public();
    let marks = Marks { id: id(completion, &public), key: public.to_string() };
    let page = page::page(completion, &marks);
    let picture = picture::picture(completion, &marks);
    let rendered = Renderings { page: digest(&page), picture: digest(&picture) };
    let payload = serde_json::to_vec(&Payload::of(completion, &public, rendered))?;
    let credential = jws::sign(&payload, key);
    Ok(Certificate { page: bake(&page, &credential), picture: bake(&picture, &credential), credential })
}

/// What a certificate is told from others by.
#[derive(Debug)]
struct Marks {
    /// The credential's id.
    id: String,
    /// The key that signs it, as `did:key`.
    key: String,
}
