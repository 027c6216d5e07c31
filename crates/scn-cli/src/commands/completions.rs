//! `scn completions`.

use crate::args::CompletionsArgs;
use crate::complete::registration;
use crate::failure::Failure;
use crate::screen::print_exactly;

/// Prints the script by which a shell completes `scn`.
pub(crate) fn run(args: &CompletionsArgs) -> Result<u8, Failure> {
    print_exactly(&registration(args.shell))?;
    Ok(0)
}
