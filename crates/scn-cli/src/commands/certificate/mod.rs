//! `scn certificate`.

mod complete;
mod issue;
mod verify;

pub(crate) use complete::load_logo;

use crate::args::{CertificateCommand, CertificateCommands, Color};
use crate::failure::Failure;

/// Certifies that a learner completed a course, or verifies a certificate. Returns 1 if there is
/// nothing to certify yet, or if a certificate is refused.
pub(crate) fn run(args: &CertificateCommands, color: Color) -> Result<u8, Failure> {
    match &args.command {
        Some(CertificateCommand::Verify(args)) => verify::run(args),
        None => match complete::find_completion(&args.certify, color)? {
            Some((completion, logo)) => issue::issue_certificate(&completion, logo.as_ref(), &args.certify),
            None => Ok(1),
        },
    }
}

/// Returns a completion without parts.
#[cfg(test)]
fn sample_completion() -> scn_certificate::Completion {
    scn_certificate::Completion {
        learner: "Thandi".to_owned(),
        learner_id: None,
        course: "Privacy".to_owned(),
        pack: "privacy".to_owned(),
        version: None,
        digest: "sha256:0".to_owned(),
        language: None,
        completed: "2026-11-24T10:00:00Z".parse().expect("a time"),
        issuer: "Us".to_owned(),
        signatory: None,
        duration: None,
        valid_until: None,
        parts: Vec::new(),
        profile: Vec::new(),
        closing: String::new(),
        pass_mark: None,
    }
}
