//! `scn check`.

use std::collections::BTreeSet;

use scn_compiler::{Cache, Checked, SkippedLints};
use scn_report::Report;
use scn_source::{Finding, Severity};

use super::output::{Told, probe_files, reports};
use super::{
    allowed_lines, check_again, check_pack, fix, keep_named, lines, note_of_others, pack_path, report_options,
};
use crate::args::{CheckArgs, CheckCommand, Color};
use crate::failure::Failure;
use crate::load::{Loaded, load_changed};
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
    told(args, Screen::stdout(color), loaded, checked)
}

/// Builds the report on checked packs, for a screen.
pub(super) fn told(args: &CheckArgs, screen: Screen, loaded: Loaded, checked: Vec<Checked>) -> Result<Told, Failure> {
    let (mut findings, mut allowed, mut scenarios) = (Vec::new(), Vec::new(), Vec::new());
    let (mut skipped, mut elsewhere) = (BTreeSet::new(), 0);
    for (pack, mut checked) in loaded.packs.iter().zip(checked) {
        if args.only_named {
            elsewhere += keep_named(&loaded, pack, &mut checked);
        }
        let path = pack_path(&loaded, pack, &args.paths);
        skipped.extend(checked.skipped_lints.as_ref().map(skipped_words));
        findings.append(&mut checked.findings);
        allowed.append(&mut checked.allowed);
        scenarios.extend(lines(&loaded, &checked.scenarios, path.as_deref()));
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
    let report = Report { sources: &loaded.sources, findings: &findings, allowed, scenarios, tests: None };
    let (text, files) = reports(&args.reports, screen, &loaded, &report, &options)?;
    let mut notes = loaded.notes.clone();
    notes.extend(note_of_others(elsewhere));
    Ok(Told { text, files, notes, status, loaded })
}

/// Returns the note that names the lints that are off because a word list for the language is
/// missing.
fn skipped_words(skipped: &SkippedLints) -> String {
    let names: Vec<&str> = skipped.names.iter().map(|name| name.as_str()).collect();
    format!("not looked for, as scn does not know enough of the language `{}`: {}", skipped.language, names.join(", "))
}
