//! `scn ids`.

use scn_compiler::id_edits;
use scn_syntax::format::{apply_edits, decode_lossy};

use super::rewrite::{RewriteWords, Rewritten, rewrite_files};
use crate::args::{Color, RewriteArgs};
use crate::failure::Failure;

/// Adds ids to the choices and answers that have none, in all files of the paths. With `--check`,
/// returns 1 if an id is missing.
pub(crate) fn run(args: &RewriteArgs, color: Color) -> Result<u8, Failure> {
    let words = RewriteWords { done: "wrote ids into", wanted: "a choice or answer has no written id" };
    rewrite_files(args, color, &words, |bytes| {
        let edits = id_edits(&decode_lossy(bytes));
        Rewritten { bytes: apply_edits(bytes, &edits), kept: Vec::new() }
    })
}
