//! The credential: an `OpenBadgeCredential` (1EdTech, Open Badges 3.0) secured as a JWT (its
//! section 8.2, VC-JWT).
//!
//! The learner is named once, in plain text, by an `IdentityObject` of the type `name`. The
//! credential states who completed the course and contains nothing else that identifies anybody,
//! unless a URI is given for that, which is then the subject's `id` and `sub`. Facts for which the
//! standard has no member are in one JSON value, `scn`, which the context declares. Both ids are
//! derived from what is certified, so that the same completion always gives the same credential.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::completion::{Completion, PartDone, PrincipleProfile};
use crate::key::PublicKey;
use crate::text::hex_digits;

/// The version of the member `scn`. Earlier versions remain readable.
pub(crate) const VERSION: u64 = 1;
const CREDENTIALS: &str = "https://www.w3.org/ns/credentials/v2";
const BADGES: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
/// The IRI of the term `scn` in JSON-LD, which nothing else uses.
const TERM: &str = "urn:uuid:0b0c9a3e-6a55-4d0b-9d5c-3f1f6f2f8c1e";

/// The digests of the page and the picture, each without the credential in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Renderings {
    pub(crate) page: String,
    pub(crate) picture: String,
}

/// The signed payload.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Payload {
    #[serde(rename = "@context")]
    context: Value,
    pub(crate) id: String,
    #[serde(rename = "type")]
    kind: Vec<String>,
    name: String,
    issuer: Issuer,
    valid_from: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    valid_until: Option<Timestamp>,
    credential_subject: Subject,
    evidence: Vec<Evidence>,
    scn: ScnMember,
    pub(crate) iss: String,
    jti: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sub: Option<String>,
    nbf: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    exp: Option<i64>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Issuer {
    id: String,
    #[serde(rename = "type")]
    kind: [String; 1],
    name: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Subject {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(rename = "type")]
    kind: [String; 1],
    identifier: [Identity; 1],
    activity_end_date: Timestamp,
    achievement: Achievement,
    result: Vec<Outcome>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Identity {
    #[serde(rename = "type")]
    kind: String,
    hashed: bool,
    identity_hash: String,
    identity_type: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Achievement {
    id: String,
    #[serde(rename = "type")]
    kind: [String; 1],
    achievement_type: String,
    name: String,
    description: String,
    criteria: Criteria,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    in_language: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    result_description: Vec<ResultDescription>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Criteria {
    narrative: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResultDescription {
    id: String,
    #[serde(rename = "type")]
    kind: [String; 1],
    name: String,
    result_type: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    #[serde(rename = "type")]
    kind: [String; 1],
    result_description: String,
    value: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Evidence {
    #[serde(rename = "type")]
    kind: [String; 1],
    name: String,
    genre: String,
    narrative: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ScnMember {
    version: u64,
    pack: String,
    digest: String,
    parts: Vec<PartDone>,
    profile: Vec<PrincipleProfile>,
    closing: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pass_mark: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signatory: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    duration: Option<String>,
    rendered: Renderings,
}

/// Returns a unique id derived from a list of strings: the first 128 bits of their SHA-256 digest,
/// as a UUID of version 8 (RFC 9562).
fn derived_uuid(words: &[&str]) -> String {
    let mut hash = Sha256::new();
    for word in words {
        // The length before each string ensures that different lists give different input.
        hash.update((word.len() as u64).to_be_bytes());
        hash.update(word);
    }
    let mut bytes: [u8; 16] = std::array::from_fn({
        let digest = hash.finalize();
        move |at| digest[at]
    });
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits = hex_digits(&bytes);
    format!("urn:uuid:{}-{}-{}-{}-{}", &digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..])
}

/// Returns `sha256:` and the digest of a text.
pub(crate) fn sha256_digest(text: &str) -> String {
    format!("sha256:{}", hex_digits(&Sha256::digest(text)))
}

/// Returns the credential's id, derived from the issuer, the learner, the course and the time.
pub(crate) fn credential_id(completion: &Completion, key: &PublicKey) -> String {
    let (key, at) = (key.to_string(), completion.completed.as_second().to_string());
    let id_parts = ["credential", &key, &completion.learner, &completion.pack, &completion.digest, &at];
    derived_uuid(&id_parts.into_iter().chain(completion.learner_id.as_deref()).collect::<Vec<&str>>())
}

fn course_description(completion: &Completion) -> String {
    let version = completion.version.as_ref().map(|it| format!(", version {it}")).unwrap_or_default();
    format!(
        "The course `{}`{version}, of the pack `{}` with the digest {}",
        completion.course, completion.pack, completion.digest
    )
}

/// Describes what completing the course requires.
fn criteria_narrative(completion: &Completion) -> String {
    let parts: Vec<String> =
        completion.parts.iter().map(|part| format!("{} `{}`", part.kind.word(), part.title)).collect();
    let part_list = if parts.is_empty() { "all of it".to_owned() } else { parts.join(", ") };
    let duration = completion.duration.as_ref().map(|it| format!(" It takes {it}.")).unwrap_or_default();
    let mark = completion.pass_mark.as_ref().map(|it| format!(" To pass: {it}.")).unwrap_or_default();
    format!("Complete all parts of the course: {part_list}.{mark}{duration}")
}

impl Payload {
    /// Creates the credential of a completion, issued by a key. Times are in seconds, the
    /// resolution of the standard's `nbf`.
    pub(crate) fn from_completion(completion: &Completion, key: &PublicKey, rendered: Renderings) -> Self {
        let text = str::to_owned;
        let seconds = completion.completed.as_second();
        let completed = Timestamp::from_second(seconds).unwrap_or(completion.completed);
        let exp = completion.valid_until.map(Timestamp::as_second);
        let course = derived_uuid(&["course", &completion.pack, &completion.digest, &completion.course]);
        let result_id_of = |principle: &PrincipleProfile| format!("{course}#{}", principle.id);
        let describe_result = |it: &PrincipleProfile| ResultDescription {
            id: result_id_of(it),
            kind: [text("ResultDescription")],
            name: it.title.clone(),
            result_type: text("PerformanceLevel"),
        };
        let to_result = |it: &PrincipleProfile| Outcome {
            kind: [text("Result")],
            result_description: result_id_of(it),
            value: it.band.clone(),
        };
        let to_evidence = |it: &PartDone| Evidence {
            kind: [text("Evidence")],
            name: it.title.clone(),
            genre: text(it.kind.word()),
            narrative: it.result.clone(),
        };
        let id = credential_id(completion, key);
        Self {
            context: json!([CREDENTIALS, BADGES, { "scn": { "@id": TERM, "@type": "@json" } }]),
            kind: vec![text("VerifiableCredential"), text("OpenBadgeCredential")],
            name: format!("Certificate of completion: {}", completion.course),
            issuer: Issuer { id: key.to_string(), kind: [text("Profile")], name: completion.issuer.clone() },
            valid_from: completed,
            valid_until: exp.and_then(|seconds| Timestamp::from_second(seconds).ok()),
            credential_subject: Subject {
                id: completion.learner_id.clone(),
                kind: [text("AchievementSubject")],
                identifier: [Identity {
                    kind: text("IdentityObject"),
                    hashed: false,
                    identity_hash: completion.learner.clone(),
                    identity_type: text("name"),
                }],
                activity_end_date: completed,
                achievement: Achievement {
                    kind: [text("Achievement")],
                    achievement_type: text("CertificateOfCompletion"),
                    name: completion.course.clone(),
                    description: course_description(completion),
                    criteria: Criteria { narrative: criteria_narrative(completion) },
                    in_language: completion.language.clone(),
                    version: completion.version.clone(),
                    result_description: completion.profile.iter().map(describe_result).collect(),
                    id: course.clone(),
                },
                result: completion.profile.iter().map(to_result).collect(),
            },
            evidence: completion.parts.iter().map(to_evidence).collect(),
            scn: ScnMember {
                version: VERSION,
                pack: completion.pack.clone(),
                digest: completion.digest.clone(),
                parts: completion.parts.clone(),
                profile: completion.profile.clone(),
                closing: completion.closing.clone(),
                pass_mark: completion.pass_mark.clone(),
                signatory: completion.signatory.clone(),
                duration: completion.duration.clone(),
                rendered,
            },
            iss: key.to_string(),
            jti: id.clone(),
            sub: completion.learner_id.clone(),
            nbf: seconds,
            exp,
            id,
        }
    }

    /// Returns the completion, and the digests of the page and picture.
    pub(crate) fn into_completion(self) -> (Completion, Renderings) {
        let Self { issuer, credential_subject: subject, scn, valid_until, .. } = self;
        let [Identity { identity_hash: learner, .. }] = subject.identifier;
        let completion = Completion {
            learner,
            learner_id: subject.id,
            course: subject.achievement.name,
            pack: scn.pack,
            version: subject.achievement.version,
            digest: scn.digest,
            language: subject.achievement.in_language,
            completed: subject.activity_end_date,
            issuer: issuer.name,
            signatory: scn.signatory,
            duration: scn.duration,
            valid_until,
            parts: scn.parts,
            profile: scn.profile,
            closing: scn.closing,
            pass_mark: scn.pass_mark,
        };
        (completion, scn.rendered)
    }

    /// Returns whether values that the standard repeats are equal.
    pub(crate) fn is_consistent(&self) -> bool {
        self.issuer.id == self.iss
            && self.jti == self.id
            && self.sub == self.credential_subject.id
            && self.nbf == self.valid_from.as_second()
            && self.exp == self.valid_until.map(Timestamp::as_second)
    }
}
