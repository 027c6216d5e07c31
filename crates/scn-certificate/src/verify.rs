//! Reading a certificate back.

use serde_json::Value;

use crate::bake::{Form, take};
use crate::completion::Completion;
use crate::credential::{Payload, VERSION, digest};
use crate::jws::Jws;
use crate::key::PublicKey;

/// What a certificate says, which is what was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// What was certified.
    pub completion: Completion,
    /// The credential's id.
    pub id: String,
    /// The key that signed it.
    pub key: PublicKey,
    /// What held the credential.
    pub form: Form,
}

/// Why a certificate is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is something else.
    #[error("it is no certificate, and no page or picture with one inside")]
    NotACertificate,
    /// Its signature is of a kind that is not accepted.
    #[error("it is signed by `{0}`, and only EdDSA is accepted")]
    Algorithm(String),
    /// It asks for more than is known of signatures.
    #[error("its header asks for extensions that are not known here")]
    Extensions,
    /// It is not by a key that it names itself.
    #[error("its issuer is not named by an Ed25519 key (`did:key:z6Mk…`), so nothing here can check it")]
    Issuer,
    /// The signature is not one of the named key over this text.
    #[error("its signature does not fit: it was changed since it was signed, or the key that it names did not sign it")]
    Changed,
    /// The signature is right, and the content is that of another program.
    #[error("its signature is right, but it is no certificate of this program")]
    Foreign,
    /// The signature is right, and the content is of a form that is not known yet.
    #[error("it is of a later version ({0}) than this program reads ({VERSION})")]
    Later(u64),
    /// The credential is whole, and what was shown around it is not.
    #[error("it was changed since it was made: what it shows is not what was signed")]
    Shown(Box<Verified>),
    /// It is whole, and by somebody else than was asked for.
    #[error("it is signed by another key than the one asked for: by {}", .0.key)]
    OtherKey(Box<Verified>),
}

/// Reads a certificate: a page, a picture, or the credential by itself. It needs no network and
/// knows no key: that of the issuer is in the credential, which by it names itself. Who holds that
/// key is for others to say.
///
/// The signature is over every byte of the credential; and the credential holds a digest of the
/// page and of the picture without it, so that no byte of these can be changed either, by whatever
/// version of this program they were made.
///
/// # Errors
/// What is not accepted, and why.
pub fn verify(bytes: &[u8]) -> Result<Verified, Refused> {
    let text = str::from_utf8(bytes).map_err(|_| Refused::NotACertificate)?;
    let taken = take(text);
    let jws = Jws::read(taken.credential).ok_or(match taken.form {
        Form::Credential => Refused::NotACertificate,
        Form::Page | Form::Picture => Refused::Changed,
    })?;
    // Before anything else of it is believed: what is signed by a shared secret or by nothing is
    // signed by anybody.
    match jws.header.get("alg") {
        Some(Value::String(name)) if name == "EdDSA" => {}
        Some(Value::String(name)) => return Err(Refused::Algorithm(name.chars().take(20).collect())),
        Some(_) | None => return Err(Refused::NotACertificate),
    }
    if jws.header.contains_key("crit") {
        return Err(Refused::Extensions);
    }
    let payload: Value = serde_json::from_slice(&jws.payload).map_err(|_| Refused::Changed)?;
    let key = payload.get("iss").and_then(Value::as_str).and_then(|did| PublicKey::from_did(did).ok());
    let key = key.ok_or(Refused::Issuer)?;
    if !jws.signed_by(&key) {
        return Err(Refused::Changed);
    }
    match payload.pointer("/scn/version").and_then(Value::as_u64) {
        Some(version) if VERSION < version => return Err(Refused::Later(version)),
        Some(VERSION) => {}
        Some(_) | None => return Err(Refused::Foreign),
    }
    let payload: Payload = serde_json::from_value(payload).map_err(|_| Refused::Foreign)?;
    if !payload.is_consistent() {
        return Err(Refused::Foreign);
    }
    let id = payload.id.clone();
    let (completion, rendered) = payload.completion();
    let verified = Verified { completion, id, key, form: taken.form };
    let whole = match taken.form {
        Form::Credential => true,
        Form::Page => digest(&taken.rest) == rendered.page,
        Form::Picture => digest(&taken.rest) == rendered.picture,
    };
    if whole { Ok(verified) } else { Err(Refused::Shown(Box::new(verified))) }
}

impl Verified {
    /// The same where a certain key signed it.
    ///
    /// # Errors
    /// [`Refused::OtherKey`] where it is another.
    pub fn by(self, key: &PublicKey) -> Result<Self, Refused> {
        if self.key == *key { Ok(self) } else { Err(Refused::OtherKey(Box::new(self))) }
    }
}
