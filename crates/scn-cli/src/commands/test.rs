//! `scn test`.

use scn_compiler::{Cache, Checked, Property, PropertyKind, PropertyResult};
use scn_report::{Report, TestKind, TestLine, TestResult};
use scn_source::{Finding, Name, Severity};

use super::output::{CommandOutput, probe_files, render_reports};
use super::{CheckMode, check_again, keep_named, note_of_others, pack_path, report_options, scenario_lines};
use crate::args::{CheckArgs, Color};
use crate::failure::Failure;
use crate::journeys;
use crate::load::load_changed;
use crate::progress::Progress;
use crate::screen::Screen;
use crate::watch;

/// Runs the tests, promises and journeys of all packs of the paths. Ctrl-C ends the proofs, as in
/// `scn check`. Returns 1 if one fails or cannot be run.
pub(crate) fn run(args: &CheckArgs, color: Color) -> Result<u8, Failure> {
    if args.watch {
        return watch::run(args, color, &|cache| test_once(args, color, cache));
    }
    test_once(args, color, &Cache::new())?.print_and_write()
}

fn test_once(args: &CheckArgs, color: Color, cache: &Cache) -> Result<CommandOutput, Failure> {
    probe_files(&args.reports)?;
    let mut loaded = load_changed(&args.paths)?;
    let packs = loaded.packs.clone();
    let (mut findings, mut scenarios, mut tests) = (Vec::new(), Vec::new(), Vec::new());
    let (mut hidden, mut elsewhere) = (0, 0);
    let mut reworded = Vec::new();
    let progress = Progress::start();
    let report_progress = |states| progress.count_states(states);
    for pack in &packs {
        let mut journey_findings = Vec::new();
        let files = journeys::read(&mut loaded, pack, &mut journey_findings)?;
        // Journeys are compared with the labels of choices, and with the digest of the whole story.
        let mode = CheckMode { states: args.states, text: !files.is_empty(), ..CheckMode::default() };
        let mut checked = check_again(&loaded, &loaded.sources, pack, mode, &report_progress, cache);
        let about_tests =
            |checked: &Checked| checked.findings.iter().filter(|finding| is_about_tests(finding, false)).count();
        if args.only_named {
            let previous_count = about_tests(&checked);
            keep_named(&loaded, pack, &mut checked);
            elsewhere += previous_count - about_tests(&checked);
        }
        let first = tests.len();
        tests.extend(checked.properties.iter().map(|property| test_line(property, &checked)));
        let selection = (files.as_slice(), args.only_named);
        tests.extend(journeys::replay_journeys(
            &loaded,
            pack,
            &checked,
            selection,
            &mut journey_findings,
            &mut reworded,
        ));
        let stopped = tests.iter().skip(first).any(|test| test.result == TestResult::NotRun);
        let errors = checked.count(Severity::Error);
        checked.findings.retain(|finding| is_about_tests(finding, stopped));
        hidden += errors - checked.count(Severity::Error);
        findings.append(&mut checked.findings);
        findings.append(&mut journey_findings);
        let path = pack_path(&loaded, pack, &args.paths);
        scenarios.extend(scenario_lines(&checked.scenarios, path.as_deref()));
    }
    drop(progress);
    let fails_from = if args.deny.is_some() { Severity::Warning } else { Severity::Error };
    let screen = Screen::stdout(color);
    let options = report_options(screen, &loaded, fails_from);
    let allowed = Vec::new();
    let report =
        Report { sources: &loaded.sources, findings: &findings, suppressed: allowed, scenarios, tests: Some(tests) };
    let (text, files) = render_reports(&args.reports, screen, &loaded, &report, &options)?;
    let mut notes = loaded.notes.clone();
    notes.extend(note_of_errors(hidden));
    notes.extend(note_of_others(elsewhere));
    notes.append(&mut reworded);
    let status = u8::from(findings.iter().any(|finding| fails_from <= finding.severity));
    Ok(CommandOutput { text, files, notes, status, loaded })
}

/// Returns the note about errors that the report of tests omits.
fn note_of_errors(count: usize) -> Option<String> {
    match count {
        0 => None,
        1 => Some("note: there is also 1 error; `scn check` shows it".to_owned()),
        errors => Some(format!("note: there are also {errors} errors; `scn check` shows them")),
    }
}

/// Returns whether a finding is about tests. If some could not be run (`stopped`), every error
/// counts, since it prevents them.
fn is_about_tests(finding: &Finding, stopped: bool) -> bool {
    // A promise that is undecided is named in the related places.
    let open = finding.name == Name::ProofIncomplete && !finding.related.is_empty();
    open || matches!(finding.name, Name::TestFailed | Name::PromiseRefuted)
        || stopped && finding.severity == Severity::Error
}

fn test_line(property: &Property, checked: &Checked) -> TestLine {
    let mine = checked.scenarios.iter().rfind(|it| it.contains(property.place));
    TestLine {
        kind: match property.kind {
            PropertyKind::Test => TestKind::Test,
            PropertyKind::Promise => TestKind::Promise,
        },
        title: property.title.clone(),
        scenario: mine.map(|it| it.id.clone()).unwrap_or_default(),
        place: property.place,
        result: match property.result {
            PropertyResult::Holds => TestResult::Passed,
            PropertyResult::Fails => TestResult::Failed,
            PropertyResult::Open => TestResult::Open,
            PropertyResult::NotRun => TestResult::NotRun,
        },
    }
}
