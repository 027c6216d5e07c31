//! JUnit XML, with a test suite for each file and a failed test for each finding that fails the
//! check.
//!
//! A warning that does not fail the check is a skipped test: visible, but not a failure. A hint is
//! a passed test with its text as the output, since nothing was skipped. Each scenario is a test of
//! its own that passes if all of its runs were checked, so that a clean pack has something to show.
//! So is a file without findings.
//!
//! For `scn test`, the tests are the pack's tests, promises and journeys instead, each with the
//! findings inside it. Scenarios are not tests then.

use crate::clean::format_states;
use crate::view::{ReportView, run_words};
use crate::{ScenarioLine, TestLine, TestResult};
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite, XmlString};
use scn_source::{FileId, Finding, Name, Severity};
use scn_text::counted_grouped;
use std::io;

pub(crate) fn write(view: &mut ReportView<'_>, out: &mut impl io::Write) -> io::Result<()> {
    let mut report = Report::new("scn");
    let mut files: Vec<(String, FileId)> = Vec::new();
    for (id, file) in view.report.sources.iter() {
        files.push((file.path().to_owned(), id));
    }
    files.sort();
    for (_, id) in files {
        let suite = file_suite(view, id);
        if !suite.test_cases.is_empty() {
            report.add_test_suite(suite);
        }
    }
    let elsewhere: Vec<&Finding> =
        view.findings.iter().copied().filter(|finding| !is_known_file(view, finding.place.file)).collect();
    let loose: Vec<&ScenarioLine> = scenario_tests(view)
        .iter()
        .filter(|scenario| !scenario.places.first().is_some_and(|place| is_known_file(view, place.file)))
        .collect();
    if !elsewhere.is_empty() || !loose.is_empty() {
        let mut suite = TestSuite::new("pack");
        for finding in elsewhere {
            suite.add_test_case(finding_case(view, finding));
        }
        suite.add_test_cases(loose.into_iter().map(|scenario| scenario_case(view, scenario, "pack")));
        report.add_test_suite(suite);
    }
    report.serialize(&mut *out).map_err(io::Error::other)
}

fn is_known_file(view: &ReportView<'_>, file: FileId) -> bool {
    view.report.sources.get(file).is_some()
}

/// The scenarios to report as tests of their own.
fn scenario_tests<'a>(view: &ReportView<'a>) -> &'a [ScenarioLine] {
    if view.report.tests.is_some() { &[] } else { &view.report.scenarios }
}

fn file_suite(view: &mut ReportView<'_>, id: FileId) -> TestSuite {
    let located = view.locate(scn_source::Place { file: id, span: scn_source::Span::empty(0) });
    let path = xml_text(view, &view.shown_path(&located));
    let mut suite = TestSuite::new(path.clone());
    let tests = view.report.tests.as_deref().unwrap_or_default();
    let tests: Vec<&TestLine> = tests.iter().filter(|test| test.place.file == id).collect();
    let mut findings: Vec<&Finding> =
        view.findings.iter().copied().filter(|finding| finding.place.file == id).collect();
    for test in tests {
        let own_findings = findings.extract_if(.., |finding| test.contains(finding.place)).collect::<Vec<_>>();
        suite.add_test_case(test_case(view, test, &own_findings));
    }
    for finding in &findings {
        suite.add_test_case(finding_case(view, finding));
    }
    let file_scenarios =
        scenario_tests(view).iter().filter(|scenario| scenario.places.first().is_some_and(|place| place.file == id));
    suite.add_test_cases(file_scenarios.map(|scenario| scenario_case(view, scenario, &path)));
    if suite.test_cases.is_empty() && view.report.tests.is_none() {
        let mut case = TestCase::new("no findings", TestCaseStatus::success());
        case.set_classname(path);
        suite.add_test_case(case);
    }
    suite
}

/// Creates the test case of a test, a promise or a journey, with all findings inside it.
fn test_case(view: &mut ReportView<'_>, test: &TestLine, found: &[&Finding]) -> TestCase {
    let located = view.locate(test.place);
    let mut status = match test.result {
        TestResult::Passed => TestCaseStatus::success(),
        TestResult::Failed => TestCaseStatus::non_success(NonSuccessKind::Failure),
        TestResult::Open | TestResult::NotRun => TestCaseStatus::skipped(),
    };
    match test.result {
        TestResult::Passed => {}
        TestResult::Failed => {
            let words: Vec<String> = found.iter().map(|finding| describe_finding(view, finding)).collect();
            let first = found.first().map_or(test.title.as_str(), |finding| finding.message.as_str());
            let message = xml_text(view, first);
            status.set_message(message).set_description(words.join("\n"));
        }
        TestResult::Open => {
            status.set_message("not known: the limit on states was reached");
        }
        TestResult::NotRun => {
            status.set_message("not run: something in it or in its scenario is wrong");
        }
    }
    let mut case = TestCase::new(format!("{}: {}", test.kind.word(), xml_text(view, &test.title)), status);
    case.set_classname(xml_text(view, &test.scenario));
    case.extra.insert(XmlString::new("file"), XmlString::new(xml_text(view, &view.shown_path(&located))));
    case.extra.insert(XmlString::new("line"), XmlString::new(located.start.line.to_string()));
    case
}

fn finding_case(view: &mut ReportView<'_>, finding: &Finding) -> TestCase {
    let located = view.locate(finding.place);
    let path = xml_text(view, &view.shown_path(&located));
    let message = xml_text(view, &finding.message);
    let words = describe_finding(view, finding);
    let fails = view.options.fails_from <= finding.severity;
    let status = match finding.severity {
        Severity::Hint if !fails => TestCaseStatus::success(),
        Severity::Hint | Severity::Warning | Severity::Error => {
            let mut status = match fails {
                true => TestCaseStatus::non_success(NonSuccessKind::Failure),
                false => TestCaseStatus::skipped(),
            };
            status.set_type(finding.severity.as_str()).set_message(message).set_description(words.clone());
            status
        }
    };
    let passed = matches!(status, TestCaseStatus::Success { .. });
    let (line, column) = (located.start.line, located.start.column);
    let mut case = TestCase::new(format!("{} at {line}:{column}", finding.name), status);
    if passed {
        case.set_system_out(words);
    }
    let scenario = view.scenario_at(finding.place);
    case.set_classname(scenario.map_or_else(|| path.clone(), |scenario| xml_text(view, &scenario.id)));
    case.extra.insert(XmlString::new("file"), XmlString::new(path));
    case.extra.insert(XmlString::new("line"), XmlString::new(line.to_string()));
    case
}

/// Formats the location, the message and what to do, one per line.
fn describe_finding(view: &mut ReportView<'_>, finding: &Finding) -> String {
    let mut lines = vec![crate::short::format_headline(view, finding)];
    for related in &finding.related {
        let place = crate::short::format_place(view, related.place);
        lines.push(format!("related: {place}: {}", view.glyphs.clean_line(&related.message)));
    }
    lines.extend(finding.help.as_ref().map(|help| format!("help: {}", view.glyphs.clean_block(help))));
    lines.extend(finding.fixes.iter().map(|fix| format!("try: {}", view.glyphs.clean_line(&fix.title))));
    lines
        .extend(finding.run.as_ref().map(|run| format!("run: {}", view.glyphs.clean_line(&run_words(run, ", then ")))));
    lines.join("\n")
}

fn scenario_case(view: &ReportView<'_>, scenario: &ScenarioLine, class: &str) -> TestCase {
    let states = format_states(scenario.states);
    let status = if scenario.complete {
        TestCaseStatus::success()
    } else {
        let mut status = TestCaseStatus::skipped();
        status.set_message(xml_text(view, &why_not_proved(view, scenario)));
        status
    };
    let mut case = TestCase::new(format!("scenario {}", scn_text::escape_line(&scenario.id)), status);
    case.set_classname(class);
    case.set_system_out(format!("{states}, {}", counted_grouped(scenario.endings, "ending")));
    case
}

/// Explains why not all runs of a scenario were checked.
fn why_not_proved(view: &ReportView<'_>, scenario: &ScenarioLine) -> String {
    let mut incomplete = view.findings.iter().filter(|it| it.name == Name::ProofIncomplete);
    let incomplete = incomplete.find(|it| scenario.contains(it.place));
    match incomplete {
        Some(finding) => format!("not proved: {}", finding.message),
        // No run is checked where names or conditions are invalid.
        None if scenario.states == 0 => "not proved: it has an error, which must be fixed first".to_owned(),
        None => format!("not proved: the proof ended after {}", format_states(scenario.states)),
    }
}

/// Returns text that XML can represent. Characters that it cannot hold are made visible, since the
/// library would drop them silently.
fn xml_text(view: &ReportView<'_>, text: &str) -> String {
    view.glyphs.clean_line(text).into_owned()
}
