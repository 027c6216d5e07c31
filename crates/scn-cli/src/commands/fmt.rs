//! `scn fmt`.

use scn_syntax::format::{apply, formatting_of_bytes};

use super::rewrite::{Rewritten, Words, rewrite};
use crate::args::{Color, RewriteArgs};
use crate::failure::Failure;

/// Formats all files of the paths in the standard style. With `--check`, returns 1 if one of them
/// is not in this style.
pub(crate) fn run(args: &RewriteArgs, color: Color) -> Result<u8, Failure> {
    let words = Words { done: "formatted", wanted: "not in the style" };
    rewrite(args, color, &words, |bytes| {
        let made = formatting_of_bytes(bytes);
        Rewritten { bytes: apply(bytes, &made.edits), kept: made.kept }
    })
}
