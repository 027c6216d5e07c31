//! `scn ids`.

use scn_compiler::id_edits;
use scn_syntax::format::{apply, readable};

use super::rewrite::{Rewritten, Words, rewrite};
use crate::args::{Color, RewriteArgs};
use crate::failure::Failure;

/// Adds ids to the choices and answers that have none, in all files of the paths. With `--check`,
/// returns 1 if an id is missing.
pub(crate) fn run(args: &RewriteArgs, color: Color) -> Result<u8, Failure> {
    let words = Words { done: "wrote ids into", wanted: "a choice or answer has no written id" };
    rewrite(args, color, &words, |bytes| {
        let edits = id_edits(&readable(bytes));
        Rewritten { bytes: apply(bytes, &edits), kept: Vec::new() }
    })
}
