//! The report of a check, for `scn check` and `scn check --fix`.

use std::collections::BTreeSet;

use scn_compiler::{Checked, SkippedLints};
use scn_report::Report;
use scn_source::{Finding, Severity};

use super::output::{CommandOutput, render_reports};
use super::{allowed_lines, keep_named, note_of_others, pack_path, report_options, scenario_lines};
use crate::args::CheckArgs;
use crate::failure::Failure;
use crate::load::Loaded;
use crate::screen::Screen;

/// Returns the report on packs that have been checked, for a screen.
pub(super) fn report(
    args: &CheckArgs,
    screen: Screen,
    loaded: Loaded,
    checked: Vec<Checked>,
) -> Result<CommandOutput, Failure> {
    let (mut findings, mut allowed, mut scenarios) = (Vec::new(), Vec::new(), Vec::new());
    let (mut skipped, mut elsewhere) = (BTreeSet::new(), 0);
    for (pack, mut checked) in loaded.packs.iter().zip(checked) {
        if args.only_named {
            elsewhere += keep_named(&loaded, pack, &mut checked);
        }
        let path = pack_path(&loaded, pack, &args.paths);
        skipped.extend(checked.skipped_lints.as_ref().map(skipped_words));
        findings.append(&mut checked.findings);
        allowed.append(&mut checked.suppressed);
        scenarios.extend(scenario_lines(&checked.scenarios, path.as_deref()));
    }
    let fails_from = if args.deny.is_some() { Severity::Warning } else { Severity::Error };
    let mut options = report_options(screen, &loaded, fails_from);
    options.notes = skipped.into_iter().collect();
    if args.only_named {
        options.only_about = Some(loaded.named_files());
    }
    let status = u8::from(findings.iter().any(|finding| fails_from <= finding.severity));
    if !args.only.is_empty() {
        let asked = |finding: &Finding| args.only.iter().any(|only| only.severity() == finding.severity);
        let all = findings.len();
        findings.retain(asked);
        options.list_writing = true;
        match all - findings.len() {
            0 => {}
            1 => options.notes.push("1 other finding is not shown".to_owned()),
            more => options.notes.push(format!("{more} other findings are not shown")),
        }
    }
    let allowed = allowed_lines(&allowed);
    let report = Report { sources: &loaded.sources, findings: &findings, suppressed: allowed, scenarios, tests: None };
    let (text, files) = render_reports(&args.reports, screen, &loaded, &report, &options)?;
    let mut notes = loaded.notes.clone();
    notes.extend(note_of_others(elsewhere));
    Ok(CommandOutput { text, files, notes, status, loaded })
}

/// Says which lints are off for want of a list of words.
fn skipped_words(skipped: &SkippedLints) -> String {
    let names: Vec<&str> = skipped.names.iter().map(|name| name.as_str()).collect();
    format!(
        "not checked, because scn does not know enough about the language `{}`: {}",
        skipped.language,
        names.join(", ")
    )
}
