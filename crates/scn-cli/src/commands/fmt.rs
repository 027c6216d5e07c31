//! `scn fmt`.

use scn_syntax::format::{apply_edits, format_bytes};

use super::rewrite::{RewriteWords, Rewritten, rewrite_files};
use crate::args::{Color, RewriteArgs};
use crate::failure::Failure;

/// Formats all files of the paths in the standard style. With `--check`, returns 1 if one of them
/// is not in this style.
pub(crate) fn run(args: &RewriteArgs, color: Color) -> Result<u8, Failure> {
    let words = RewriteWords { done: "formatted", wanted: "not in the standard style" };
    rewrite_files(args, color, &words, |bytes| {
        let formatting = format_bytes(bytes);
        Rewritten { bytes: apply_edits(bytes, &formatting.edits), kept: formatting.kept }
    })
}
