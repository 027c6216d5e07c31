//! `scn certificate`.

mod complete;
mod issue;
mod verify;

use crate::args::{CertificateCommand, CertificateCommands, Color};
use crate::failure::Failure;

/// Certifies that a learner completed a course, or reads a certificate back. 1 where there is nothing to certify yet, or a certificate is refused.
pub(crate) fn run(args: &CertificateCommands, color: Color) -> Result<u8, Failure> {
    match (&args.command, &args.certify) {
        (Some(CertificateCommand::Verify(args)), _) => verify::run(args),
        (None, Some(args)) => match complete::completion(args, color)? {
            Some(completion) => issue::issue(&completion, args),
            None => Ok(1),
        },
        (None, None) => Err(Failure::new("whose course is to be certified?")
            .help("say it: `scn certificate --learner NAME --issuer ORGANISATION`; or `scn certificate verify FILE`")),
    }
}
