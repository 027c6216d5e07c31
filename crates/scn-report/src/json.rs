//! The JSON format, the contract with other programs. Every key is always present except `tests`,
//! which only `scn test` writes.

use crate::places::{Located, Point};
use crate::view::ReportView;
use schemars::JsonSchema;
use scn_source::{Edit, Finding, Fix, Place, Run, Severity};
use scn_text::json::{pretty_json, schema_settings};
use serde::Serialize;
use std::io;

/// Version of the format. It is raised when an existing key changes or is removed.
const VERSION: u32 = 1;

/// The output of `scn check --format json` and `scn test --format json`: all findings in a pack,
/// and what was proved about its scenarios. Keys may be added without a new version.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "scn findings")]
struct Document<'a> {
    /// Version of this format.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    /// The findings, sorted by file, position and name.
    findings: Vec<FindingLine<'a>>,
    /// The scenarios whose runs were checked.
    scenarios: Vec<ScenarioEntry<'a>>,
    /// The tests, promises and journeys that were checked. Written by `scn test` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    tests: Option<Vec<TestEntry<'a>>>,
    /// Number of findings.
    summary: Summary,
}

/// A test, a promise or a journey.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Test")]
struct TestEntry<'a> {
    /// One of `test`, `promise` and `journey`.
    kind: &'a str,
    /// The test's title, the promised condition, or the journey's file.
    title: &'a str,
    /// Id of its scenario.
    scenario: &'a str,
    /// File that contains it.
    file: &'a str,
    /// Position in the file.
    range: Range,
    /// The result: `passed`, `failed`, `open` if the bound on states was reached, or `not-run` if
    /// something else is wrong.
    result: &'a str,
}

/// A finding.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Finding")]
struct FindingLine<'a> {
    /// Name of the finding; `scn explain NAME` describes it in detail.
    #[schemars(regex(pattern = "^[a-z]+(-[a-z0-9]+)*$"))]
    name: &'a str,
    /// Severity of the finding.
    severity: Level,
    /// The problem, in one line. Text written by the author is in backquotes.
    message: &'a str,
    /// What to do about it.
    help: Option<&'a str>,
    /// File that contains it, relative to the path that was checked, with forward slashes.
    file: &'a str,
    /// Position in the file.
    range: Range,
    /// Other positions that are relevant.
    related: Vec<Related<'a>>,
    /// Possible fixes; any one of them is enough.
    fixes: Vec<FixLine<'a>>,
    /// A run that shows it, from the start: choice ids, and `outcome N` after a choice whose outcome
    /// is random. It is a shortest run if all states were followed. Null if the finding is not about
    /// a run; empty if the start already shows it.
    run: Option<Vec<String>>,
    /// Number of steps of the run, of which at most the first 40 are listed. Null if the finding is
    /// not about a run.
    run_length: Option<usize>,
}

/// Severity of a finding: an error is definitely wrong, a warning probably is, a hint is worth
/// knowing.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Severity")]
enum Level {
    Error,
    Warning,
    Hint,
}

/// A half-open range, from `start` up to but not including `end`. Empty if they are equal.
#[derive(Debug, Serialize, JsonSchema)]
struct Range {
    /// Position of the first character.
    start: Position,
    /// Position after the last character.
    end: Position,
}

/// A position in a file.
#[derive(Debug, Serialize, JsonSchema)]
struct Position {
    /// Line number, from 1. Lines end with LF or CRLF.
    #[schemars(range(min = 1))]
    line: u32,
    /// Column in Unicode code points, from 1.
    #[schemars(range(min = 1))]
    column: u32,
    /// Offset in bytes from the start of the file, from 0.
    offset: u32,
}

/// Another position that is relevant to a finding.
#[derive(Debug, Serialize, JsonSchema)]
struct Related<'a> {
    /// How it relates to the finding.
    message: &'a str,
    /// File that contains it.
    file: &'a str,
    /// Position in the file.
    range: Range,
}

/// A fix for a finding.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Fix")]
struct FixLine<'a> {
    /// Description of the fix.
    title: &'a str,
    /// The edits. They do not overlap, and either all or none of them are applied.
    edits: Vec<EditLine<'a>>,
    /// Whether it can be applied without review.
    safe: bool,
    /// Whether the fix only marks the line as text: with a backslash in front, a quotation or a
    /// comment. `--fix` never applies such a fix. If exactly one other fix is offered, that one is
    /// the fix to use.
    escape: bool,
}

/// A replacement of text.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Edit")]
struct EditLine<'a> {
    /// File to edit.
    file: &'a str,
    /// The text to replace; empty for an insertion.
    range: Range,
    /// The replacement text.
    text: &'a str,
}

/// The results for all runs of a scenario.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Scenario")]
struct ScenarioEntry<'a> {
    /// Id of the scenario.
    id: &'a str,
    /// Number of states reached; 18446744073709551615 means that many or more.
    states: u64,
    /// Whether all states were reached and every promise was decided; false if a bound was reached.
    complete: bool,
    /// Number of endings that some run reaches.
    endings: u64,
}

/// Number of findings by severity.
#[derive(Debug, Serialize, JsonSchema)]
struct Summary {
    /// Number of errors.
    errors: u64,
    /// Number of warnings.
    warnings: u64,
    /// Number of hints.
    hints: u64,
}

/// Returns the JSON Schema (draft 2020-12) of [`Format::Json`](crate::Format::Json), as the project
/// publishes it, ending with a line feed.
#[must_use]
pub fn schema() -> String {
    let generator = schema_settings().for_serialize().into_generator();
    pretty_json(&generator.into_root_schema_for::<Document<'_>>())
}

pub(crate) fn write(view: &mut ReportView<'_>, out: &mut impl io::Write) -> io::Result<()> {
    let findings = view.findings.clone().into_iter().map(|finding| finding_line(view, finding)).collect();
    let scenarios = view.report.scenarios.iter().map(|scenario| ScenarioEntry {
        id: &scenario.id,
        states: scenario.states,
        complete: scenario.complete,
        endings: scenario.endings,
    });
    let tests = view.report.tests.as_ref();
    let tests = tests.map(|tests| tests.iter().map(|test| test_entry(view, test)).collect());
    let document = Document {
        version: VERSION,
        findings,
        scenarios: scenarios.collect(),
        tests,
        summary: Summary {
            errors: view.count_severity(Severity::Error),
            warnings: view.count_severity(Severity::Warning),
            hints: view.count_severity(Severity::Hint),
        },
    };
    out.write_all(pretty_json(&document).as_bytes())
}

fn test_entry<'a>(view: &mut ReportView<'a>, test: &'a crate::TestLine) -> TestEntry<'a> {
    let (file, range) = range_of(view, test.place);
    let (kind, result) = (test.kind.word(), test.result.word());
    TestEntry { kind, title: &test.title, scenario: &test.scenario, file, range, result }
}

fn finding_line<'a>(view: &mut ReportView<'a>, finding: &'a Finding) -> FindingLine<'a> {
    let (file, range) = range_of(view, finding.place);
    FindingLine {
        name: finding.name.as_str(),
        severity: match finding.severity {
            Severity::Error => Level::Error,
            Severity::Warning => Level::Warning,
            Severity::Hint => Level::Hint,
        },
        message: &finding.message,
        help: finding.help.as_deref(),
        file,
        range,
        related: finding.related.iter().map(|related| related_line(view, related)).collect(),
        fixes: finding.fixes.iter().map(|fix| fix_line(view, fix)).collect(),
        run: finding.run.as_ref().map(|run| run.first_steps().iter().map(ToString::to_string).collect()),
        run_length: finding.run.as_ref().map(Run::len),
    }
}

fn related_line<'a>(view: &mut ReportView<'a>, related: &'a scn_source::RelatedPlace) -> Related<'a> {
    let (file, range) = range_of(view, related.place);
    Related { message: &related.message, file, range }
}

fn fix_line<'a>(view: &mut ReportView<'a>, fix: &'a Fix) -> FixLine<'a> {
    let edit_line = |view: &mut ReportView<'a>, edit: &'a Edit| {
        let (file, range) = range_of(view, edit.place);
        EditLine { file, range, text: &edit.text }
    };
    FixLine {
        title: &fix.title,
        edits: fix.edits.iter().map(|each| edit_line(view, each)).collect(),
        safe: fix.safe,
        escape: fix.escape,
    }
}

fn range_of<'a>(view: &mut ReportView<'a>, place: Place) -> (&'a str, Range) {
    let Located { path, start, end, .. } = view.locate(place);
    let to_position = |point: Point| Position { line: point.line, column: point.column, offset: point.offset };
    (path, Range { start: to_position(start), end: to_position(end) })
}
