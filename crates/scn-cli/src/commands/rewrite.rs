//! The common part of commands that rewrite files.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::args::{Color, RewriteArgs};
use crate::diff::unified_diff;
use crate::failure::{Failure, plain_reason};
use crate::load::{STDIN, read, read_bounded};
use crate::packs::{self, Paths};
use crate::save::save;
use crate::screen::{Screen, print, print_exactly, print_note, write_result};
use scn_text::counted;

/// The number of files that are in memory at once, unless there are many processors.
const BATCH: usize = 32;

/// The maximum number of unchanged lines with errors that are listed.
const NAMED: usize = 8;

/// The result of rewriting a file.
pub(super) struct Rewritten {
    pub(super) bytes: Vec<u8>,
    /// The lines with errors, counted from 0, which were left unchanged.
    pub(super) kept: Vec<u32>,
}

/// The words in which a command reports its work.
pub(super) struct RewriteWords {
    /// The words before a file's name when the file was changed.
    pub(super) done: &'static str,
    /// The words after a file's name when the file would be changed but nothing is written.
    pub(super) wanted: &'static str,
}

/// A file to rewrite.
struct Target {
    path: PathBuf,
    /// Its path for messages.
    shown: String,
}

/// Rewrites all files of the paths. Unchanged files are not written. With `--check` or `--diff`,
/// nothing is written; with `--check`, returns 1 if a file would change.
pub(super) fn rewrite_files(
    args: &RewriteArgs,
    color: Color,
    words: &RewriteWords,
    rewrite_bytes: impl Fn(&[u8]) -> Rewritten + Sync,
) -> Result<u8, Failure> {
    if args.paths.iter().any(|path| path == Path::new("-")) {
        return rewrite_stdin(args, color, words, rewrite_bytes);
    }
    let mut changed = 0_usize;
    let targets = find_targets(&args.paths)?;
    for link in &targets.links {
        print_note(&format!("{link}: this is a symbolic link that leads out of the pack's folder; it was not changed"));
    }
    let targets = targets.files;
    for batch in targets.chunks(BATCH.max(4 * rayon::current_num_threads())) {
        // Read and rewritten in parallel; saved and reported in order.
        let rewrite_target = |target: &Target| {
            let old = read(&target.path)?;
            let rewriting = rewrite_text(&target.shown, &old, &rewrite_bytes);
            Ok((old, rewriting))
        };
        let rewritings: Vec<Result<_, Failure>> = batch.par_iter().map(rewrite_target).collect();
        for (target, rewriting) in batch.iter().zip(rewritings) {
            let (old, rewriting) = rewriting?;
            let Some(new) = rewriting.print_note() else { continue };
            if new == old {
                continue;
            }
            changed += 1;
            if !args.check && !args.diff {
                save(&target.path, &new)?;
            }
            report_change(args, color, words, &target.shown, &old, &new)?;
        }
    }
    if changed == 0 && !args.diff {
        let files = counted(targets.len(), "file");
        print(&format!("nothing to change in {files}\n"))?;
    }
    Ok(u8::from(args.check && 0 < changed))
}

/// Rewrites standard input to standard output.
fn rewrite_stdin(
    args: &RewriteArgs,
    color: Color,
    words: &RewriteWords,
    rewrite_bytes: impl Fn(&[u8]) -> Rewritten,
) -> Result<u8, Failure> {
    if 1 < args.paths.len() {
        return Err(Failure::new("`-` is standard input and cannot be rewritten together with other paths"));
    }
    let old = read_bounded(io::stdin().lock())
        .map_err(|error| Failure::new(format!("standard input cannot be read: {}", plain_reason(&error))))?;
    let new = rewrite_text(STDIN, &old, &rewrite_bytes).print_note().unwrap_or_else(|| old.clone());
    if args.check || args.diff {
        if new != old {
            report_change(args, color, words, STDIN, &old, &new)?;
        }
        return Ok(u8::from(args.check && new != old));
    }
    let mut out = io::stdout().lock();
    write_result(out.write_all(&new).and_then(|()| out.flush()))?;
    Ok(0)
}

/// The result of rewriting the content of a file.
struct Rewriting {
    /// The new content; `None` if the old one cannot be read as text at all.
    new: Option<Vec<u8>>,
    /// What was left unchanged in it.
    note: Option<String>,
}

impl Rewriting {
    /// Prints to standard error what was left unchanged. Returns the new content.
    fn print_note(self) -> Option<Vec<u8>> {
        if let Some(note) = &self.note {
            print_note(note);
        }
        self.new
    }
}

fn rewrite_text(shown_path: &str, old: &[u8], rewrite_bytes: impl Fn(&[u8]) -> Rewritten) -> Rewriting {
    if old.starts_with(&[0xFF, 0xFE]) || old.starts_with(&[0xFE, 0xFF]) {
        let note = format!("{shown_path}: this file is saved as UTF-16, but must be UTF-8; it was not changed");
        return Rewriting { new: None, note: Some(note) };
    }
    let Rewritten { bytes, kept } = rewrite_bytes(old);
    if kept.is_empty() {
        return Rewriting { new: Some(bytes), note: None };
    }
    let mut lines: Vec<String> = kept.iter().take(NAMED).map(|line| (line + 1).to_string()).collect();
    if NAMED < kept.len() {
        lines.push(format!("and {} more", kept.len() - NAMED));
    }
    let message = match lines.as_slice() {
        [line] => format!("line {line} has an error and was not changed"),
        lines => format!("lines {} have errors and were not changed", lines.join(", ")),
    };
    let note = format!("{shown_path}: {message}; `scn check` shows what is wrong");
    Rewriting { new: Some(bytes), note: Some(note) }
}

/// Prints the change to a file that was or would be made.
fn report_change(
    args: &RewriteArgs,
    color: Color,
    words: &RewriteWords,
    shown_path: &str,
    old: &[u8],
    new: &[u8],
) -> Result<(), Failure> {
    if args.diff {
        print_exactly(&unified_diff(shown_path, old, new, Screen::stdout(color).colour))?;
    }
    match (args.check, args.diff) {
        (true, false) => print(&format!("{}: {}\n", scn_text::escape_line(shown_path), words.wanted)),
        (false, false) => print(&format!("{} {}\n", words.done, scn_text::escape_line(shown_path))),
        (_, true) => Ok(()),
    }
}

/// The files to rewrite, and the links that are skipped.
struct Targets {
    files: Vec<Target>,
    /// Links that lead out of the folder of their pack, as paths for messages.
    links: Vec<String>,
}

/// Returns the files that paths refer to: a file's path refers to the file, a folder's to the files
/// of packs in it, a manifest's to the files of its pack.
fn find_targets(paths: &[PathBuf]) -> Result<Targets, Failure> {
    let requested = packs::find_packs(paths, Paths::Sources)?;
    let shown_path = |path: &Path| packs::relative_path(path, &requested.here);
    let (mut files, mut links) = (Vec::new(), Vec::new());
    for pack in &requested.packs {
        for path in pack.named_sources() {
            if pack.links.contains(&path) {
                links.push(shown_path(&path));
            } else {
                files.push(Target { shown: shown_path(&path), path });
            }
        }
    }
    Ok(Targets { files, links })
}
