//! `scn check`.

use std::collections::BTreeSet;
use std::io::{self, BufWriter, Write};

use scn_compiler::Unlisted;
use scn_report::Report;
use scn_source::Severity;

use super::{check_pack, default_format, lines, report_options};
use crate::args::{CheckArgs, Color};
use crate::failure::Failure;
use crate::load::load;
use crate::progress::Progress;
use crate::screen::{Screen, settle};

/// Checks all packs of the paths and reports them together. Ctrl-C ends the proofs: what is known by then is reported as ever, with
/// `proof-incomplete` for what is not. 1 where something was found at the level asked.
pub(crate) fn run(args: &CheckArgs, color: Color) -> Result<u8, Failure> {
    let loaded = load(&args.paths)?;
    let (mut findings, mut scenarios, mut notes) = (Vec::new(), Vec::new(), BTreeSet::new());
    let progress = Progress::start();
    let watch = |states| progress.more(states);
    for pack in &loaded.packs {
        let mut checked = check_pack(&loaded, pack, args.states, false, Some(&watch));
        notes.extend(checked.unlisted.as_ref().map(unlisted));
        findings.append(&mut checked.findings);
        scenarios.extend(lines(&loaded, &checked.scenarios));
    }
    drop(progress);
    let fails_from = if args.deny.is_some() { Severity::Warning } else { Severity::Error };
    let screen = Screen::stdout(color);
    let format = args.format.unwrap_or_else(|| default_format(screen));
    let path = match args.paths.as_slice() {
        [only] => only.display().to_string(),
        _ => String::new(),
    };
    let report = Report { sources: &loaded.sources, findings: &findings, scenarios, tests: None };
    let mut out = BufWriter::new(io::stdout().lock());
    let mut options = report_options(screen, &loaded, &path, fails_from);
    options.notes = notes.into_iter().collect();
    let written = scn_report::write(&report, format, &options, &mut out);
    settle(written.and_then(|()| out.flush()))?;
    Ok(u8::from(findings.iter().any(|finding| fails_from <= finding.severity)))
}

/// Says which lints are off for want of a list of words.
fn unlisted(unlisted: &Unlisted) -> String {
    let names: Vec<&str> = unlisted.names.iter().map(|name| name.as_str()).collect();
    format!("not looked for, as scn does not know enough of the language `{}`: {}", unlisted.language, names.join(", "))
}
