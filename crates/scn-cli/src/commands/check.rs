//! `scn check`.

use scn_compiler::Cache;

use super::output::{CommandOutput, probe_files};
use super::report::report;
use super::{CheckMode, check_again, check_pack, fix};
use crate::args::{CheckCommand, Color};
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
        return watch::run(&args.check, color, &|cache| check_once(args, color, Some(cache)));
    }
    check_once(args, color, None)?.print_and_write()
}

fn check_once(args: &CheckCommand, color: Color, cache: Option<&Cache>) -> Result<CommandOutput, Failure> {
    let CheckCommand { check: args, formats, .. } = args;
    probe_files(&args.reports)?;
    let loaded = load_changed(&args.paths)?;
    let progress = Progress::start();
    let report_progress = |states| progress.count_states(states);
    let mode = CheckMode { states: args.states, text: false, formats };
    let check_one = |pack| match cache {
        Some(cache) => check_again(&loaded, &loaded.sources, pack, mode, &report_progress, cache),
        None => check_pack(&loaded, pack, mode, Some(&report_progress)),
    };
    let checked = loaded.packs.iter().map(check_one).collect();
    drop(progress);
    report(args, Screen::stdout(color), loaded, checked)
}
