//! `scn check`.

use scn_compiler::Cache;

use super::output::{Told, probe_files};
use super::report::report;
use super::{check_again, check_pack, fix};
use crate::args::{CheckArgs, CheckCommand, Color};
use crate::failure::Failure;
use crate::load::load_changed;
use crate::progress::Progress;
use crate::screen::Screen;
use crate::watch;

/// Checks all packs of the paths and reports them together. Ctrl-C ends the proofs: results so far
/// are reported as usual, with `proof-incomplete` for what is unproved. Returns 1 if there are
/// findings at the requested level.
pub(crate) fn run(args: &CheckCommand, color: Color) -> Result<u8, Failure> {
    if args.fix {
        return fix::run(args, color);
    }
    if args.check.watch {
        return watch::run(&args.check, color, &|cache| once(&args.check, color, Some(cache)));
    }
    once(&args.check, color, None)?.say()
}

fn once(args: &CheckArgs, color: Color, cache: Option<&Cache>) -> Result<Told, Failure> {
    probe_files(&args.reports)?;
    let loaded = load_changed(&args.paths)?;
    let progress = Progress::start();
    let watch = |states| progress.more(states);
    let check = |pack| match cache {
        Some(cache) => check_again(&loaded, &loaded.sources, pack, args.states, false, &watch, cache),
        None => check_pack(&loaded, pack, args.states, false, Some(&watch)),
    };
    let checked = loaded.packs.iter().map(check).collect();
    drop(progress);
    report(args, Screen::stdout(color), loaded, checked)
}
