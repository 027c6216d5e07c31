//! `scn check`.

use std::io::{self, BufWriter, Write};

use scn_report::Report;
use scn_source::Severity;

use super::{allowed_lines, check_pack, default_format, lines, report_options};
use crate::args::{CheckArgs, Color};
use crate::failure::Failure;
use crate::load::load;
use crate::progress::Progress;
use crate::screen::{Screen, settle};

/// Checks all packs of the paths and reports them together. Ctrl-C ends the proofs: what is known by then is reported as ever, with
/// `proof-incomplete` for what is not. 1 where something was found at the level asked.
pub(crate) fn run(args: &CheckArgs, color: Color) -> Result<u8, Failure> {
    let loaded = load(&args.paths)?;
    let (mut findings, mut allowed, mut scenarios) = (Vec::new(), Vec::new(), Vec::new());
    let progress = Progress::start();
    let watch = |states| progress.more(states);
    for pack in &loaded.packs {
        let mut checked = check_pack(&loaded, pack, args.states, false, Some(&watch));
        findings.append(&mut checked.findings);
        allowed.append(&mut checked.allowed);
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
    let report = Report {
        sources: &loaded.sources,
        findings: &findings,
        allowed: allowed_lines(&allowed),
        scenarios,
        tests: None,
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let written = scn_report::write(&report, format, &report_options(screen, &loaded, &path, fails_from), &mut out);
    settle(written.and_then(|()| out.flush()))?;
    Ok(u8::from(findings.iter().any(|finding| fails_from <= finding.severity)))
}
