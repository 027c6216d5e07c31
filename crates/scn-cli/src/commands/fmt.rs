//! `scn fmt`.

use scn_syntax::format::{apply, formatting_of_bytes};

use super::rewrite::{Rewritten, Words, rewrite};
use crate::args::{Color, RewriteArgs};
use crate::failure::Failure;

/// Brings all files of the paths into the one style. With `--check` 1 where one of them is not in
/// it.
pub(crate) fn run(args: &RewriteArgs, color: Color) -> Result<u8, Failure> {
    let words = Words { done: "formatted", wanted: "not in the style" };
    rewrite(args, color, &words, |bytes| {
        let made = formatting_of_bytes(bytes);
        Rewritten { bytes: apply(bytes, &made.edits), kept: made.kept }
    })
}
