//! `scn certificate`.

mod complete;
mod issue;
mod verify;

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
