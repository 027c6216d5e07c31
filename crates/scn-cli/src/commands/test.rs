//! `scn test`.

use scn_compiler::{Cache, Checked, Claim, ClaimKind, ClaimResult};
use scn_report::{Report, TestKind, TestLine, TestResult};
use scn_source::{Finding, Name, Severity};

use super::{Told, check_again, default_format, lines, report_options, shown_path};
use crate::args::{CheckArgs, Color};
use crate::failure::Failure;
use crate::journeys;
use crate::load::load;
use crate::progress::Progress;
use crate::screen::Screen;
use crate::watch;

/// Runs the tests, promises and journeys of all packs of the paths. Ctrl-C ends the
/// proofs, as in `scn check`. 1 where one fails, or cannot be run.
pub(crate) fn run(args: &CheckArgs, color: Color) -> Result<u8, Failure> {
    if args.watch {
        return watch::run(args, color, &|cache| once(args, color, cache));
    }
    once(args, color, &Cache::new())?.say()
}

fn once(args: &CheckArgs, color: Color, cache: &Cache) -> Result<Told, Failure> {
    let mut loaded = load(&args.paths)?;
    let packs = loaded.packs.clone();
    let (mut findings, mut scenarios, mut tests) = (Vec::new(), Vec::new(), Vec::new());
    let mut hidden = 0;
    let mut notes = Vec::new();
    let progress = Progress::start();
    let watch = |states| progress.more(states);
    for pack in &packs {
        let files = journeys::read(&mut loaded, pack)?;
        let mut checked = check_again(&loaded, &loaded.sources, pack, args.states, &watch, cache);
        let mut found = Vec::new();
        let first = tests.len();
        tests.extend(checked.claims.iter().map(|claim| line(claim, &checked)));
        tests.extend(journeys::replay(&loaded, pack, &checked, &files, &mut found, &mut notes));
        let stopped = tests.iter().skip(first).any(|test| test.result == TestResult::NotRun);
        let errors = checked.count(Severity::Error);
        checked.findings.retain(|finding| is_about_tests(finding, stopped));
        hidden += errors - checked.count(Severity::Error);
        findings.append(&mut checked.findings);
        findings.append(&mut found);
        scenarios.extend(lines(&loaded, &checked.scenarios));
    }
    drop(progress);
    let fails_from = if args.deny.is_some() { Severity::Warning } else { Severity::Error };
    let screen = Screen::stdout(color);
    let format = args.format.unwrap_or_else(|| default_format(screen));
    let options = report_options(screen, &loaded, &shown_path(&args.paths), fails_from);
    let allowed = Vec::new();
    let report = Report { sources: &loaded.sources, findings: &findings, allowed, scenarios, tests: Some(tests) };
    let mut text = Vec::new();
    scn_report::write(&report, format, &options, &mut text).map_err(|error| Failure::new(error.to_string()))?;
    notes.extend(match hidden {
        0 => None,
        1 => Some("note: there is an error besides; `scn check` shows it".to_owned()),
        errors => Some(format!("note: there are {errors} errors besides; `scn check` shows them")),
    });
    let status = u8::from(findings.iter().any(|finding| fails_from <= finding.severity));
    Ok(Told { text, notes, status, loaded })
}

/// What came of tests; and where some could not be run, every error, since it stands in their way.
fn is_about_tests(finding: &Finding, stopped: bool) -> bool {
    // A promise of which nothing is known is pointed at.
    let open = finding.name == Name::ProofIncomplete && !finding.related.is_empty();
    open || matches!(finding.name, Name::TestFailed | Name::PromiseRefuted)
        || stopped && finding.severity == Severity::Error
}

fn line(claim: &Claim, checked: &Checked) -> TestLine {
    let mut before = checked.scenarios.iter().filter(|it| it.place.file == claim.place.file);
    let mine = before.by_ref().take_while(|it| it.place.span.start <= claim.place.span.start).last();
    TestLine {
        kind: match claim.kind {
            ClaimKind::Test => TestKind::Test,
            ClaimKind::Promise => TestKind::Promise,
        },
        title: claim.title.clone(),
        scenario: mine.map(|it| it.id.clone()).unwrap_or_default(),
        place: claim.place,
        result: match claim.result {
            ClaimResult::Holds => TestResult::Passed,
            ClaimResult::Fails => TestResult::Failed,
            ClaimResult::Open => TestResult::Open,
            ClaimResult::NotRun => TestResult::NotRun,
        },
    }
}
