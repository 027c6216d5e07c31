//! What commands that rewrite files have in common.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::args::{Color, RewriteArgs};
use crate::diff::unified;
use crate::failure::{Failure, reason};
use crate::load::{STDIN, bounded, read};
use crate::packs::{self, Paths};
use crate::save::save;
use crate::screen::{Screen, print, print_exactly, settle, tell};
use scn_text::counted;

/// How many lines are named, of those that were left as they are.
const NAMED: usize = 8;

/// What came of a file.
pub(super) struct Rewritten {
    pub(super) bytes: Vec<u8>,
    /// Lines with errors, counted from 0, which were left as they are.
    pub(super) kept: Vec<u32>,
}

/// How a command tells what it does.
pub(super) struct Words {
    /// What it did to a file, to go on with the file's name.
    pub(super) done: &'static str,
    /// What is wrong with a file, behind the file's name, where nothing is written.
    pub(super) wanted: &'static str,
}

/// A file that is to be rewritten.
struct Target {
    path: PathBuf,
    /// As it is told.
    shown: String,
}

/// Rewrites all files of the paths. Files in which nothing changes are not written. With `--check`
/// and `--diff` no file is; with `--check` 1 where one would be.
pub(super) fn rewrite(
    args: &RewriteArgs,
    color: Color,
    words: &Words,
    made: impl Fn(&[u8]) -> Rewritten,
) -> Result<u8, Failure> {
    if args.paths.iter().any(|path| path == Path::new("-")) {
        return piped(args, color, words, made);
    }
    let mut changed = 0_usize;
    let targets = targets(&args.paths)?;
    for link in &targets.links {
        tell(&format!("{link}: this is a symbolic link that leads out of the folder of the pack; it is left as it is"));
    }
    let targets = targets.files;
    for target in &targets {
        let old = read(&target.path)?;
        let Some(new) = understood(&target.shown, &old, &made) else { continue };
        if new == old {
            continue;
        }
        changed += 1;
        if !args.check && !args.diff {
            save(&target.path, &new)?;
        }
        told(args, color, words, &target.shown, &old, &new)?;
    }
    if changed == 0 && !args.diff {
        let files = counted(targets.len(), "file");
        print(&format!("nothing to change in {files}\n"))?;
    }
    Ok(u8::from(args.check && 0 < changed))
}

/// From standard input to standard output.
fn piped(args: &RewriteArgs, color: Color, words: &Words, made: impl Fn(&[u8]) -> Rewritten) -> Result<u8, Failure> {
    if 1 < args.paths.len() {
        return Err(Failure::new("`-` is standard input and cannot be rewritten together with other paths"));
    }
    let old = bounded(io::stdin().lock())
        .map_err(|error| Failure::new(format!("standard input cannot be read: {}", reason(&error))))?;
    let new = understood(STDIN, &old, &made).unwrap_or_else(|| old.clone());
    if args.check || args.diff {
        if new != old {
            told(args, color, words, STDIN, &old, &new)?;
        }
        return Ok(u8::from(args.check && new != old));
    }
    let mut out = io::stdout().lock();
    settle(out.write_all(&new).and_then(|()| out.flush()))?;
    Ok(0)
}

/// What a file becomes; `None` where it cannot be read as text at all. What stays undone in it is
/// said on standard error.
fn understood(shown: &str, old: &[u8], made: impl Fn(&[u8]) -> Rewritten) -> Option<Vec<u8>> {
    if old.starts_with(&[0xFF, 0xFE]) || old.starts_with(&[0xFE, 0xFF]) {
        tell(&format!("{shown}: this file is saved as UTF-16, and has to be UTF-8; it is left as it is"));
        return None;
    }
    let Rewritten { bytes, kept } = made(old);
    if !kept.is_empty() {
        let mut lines: Vec<String> = kept.iter().take(NAMED).map(|line| (line + 1).to_string()).collect();
        if NAMED < kept.len() {
            lines.push(format!("and {} more", kept.len() - NAMED));
        }
        let said = match lines.as_slice() {
            [line] => format!("line {line} has an error and is left as it is"),
            lines => format!("lines {} have errors and are left as they are", lines.join(", ")),
        };
        tell(&format!("{shown}: {said}; `scn check` tells what is wrong"));
    }
    Some(bytes)
}

/// Tells what was done to a file, or would be.
fn told(args: &RewriteArgs, color: Color, words: &Words, shown: &str, old: &[u8], new: &[u8]) -> Result<(), Failure> {
    if args.diff {
        print_exactly(&unified(shown, old, new, Screen::stdout(color).colour))?;
    }
    match (args.check, args.diff) {
        (true, false) => print(&format!("{}: {}\n", scn_text::named(shown), words.wanted)),
        (false, false) => print(&format!("{} {}\n", words.done, scn_text::named(shown))),
        (_, true) => Ok(()),
    }
}

/// The files that are to be rewritten, and the links that are not.
struct Targets {
    files: Vec<Target>,
    /// Links that lead out of the folder of their pack, as they are told.
    links: Vec<String>,
}

/// The files that paths mean: of a file's path that file, of a folder's the files of packs in it,
/// of a manifest's the files of its pack.
fn targets(paths: &[PathBuf]) -> Result<Targets, Failure> {
    let asked = packs::find(paths, Paths::Sources)?;
    let shown = |path: &Path| packs::relative(path, &asked.here);
    let (mut files, mut links) = (Vec::new(), Vec::new());
    for pack in &asked.packs {
        for path in pack.targets() {
            if pack.links.contains(&path) {
                links.push(shown(&path));
            } else {
                files.push(Target { shown: shown(&path), path });
            }
        }
    }
    Ok(Targets { files, links })
}
