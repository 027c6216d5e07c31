//! `scn certificate`.

mod issue;
mod verify;

use crate::args::{CertificateCommand, CertificateCommands};
use crate::failure::Failure;

/// Reads a certificate back.
pub(crate) fn run(args: &CertificateCommands) -> Result<u8, Failure> {
    match &args.command {
        CertificateCommand::Verify(args) => verify::run(args),
    }
}
