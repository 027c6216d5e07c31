//! The JSON format: the contract with other programs. Every key is always there, but `tests`, which
//! only `scn test` writes.

use crate::places::{Located, Point};
use crate::view::View;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use scn_source::{Edit, Finding, Fix, Place, Severity};
use serde::Serialize;
use std::io;

/// The version of the form. It rises when something that was there changes or goes.
const VERSION: u32 = 1;

/// What `scn check --format json` and `scn test --format json` write: everything found in a pack,
/// and what was proved about its scenarios. Keys may be added without a new version.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "scn findings")]
struct Document<'a> {
    /// The version of this form.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    /// What was found, by file, place and name.
    findings: Vec<FindingLine<'a>>,
    /// The scenarios whose runs were looked at.
    scenarios: Vec<Proved<'a>>,
    /// The tests, promises and journeys that were looked at. Only from `scn test`.
    #[serde(skip_serializing_if = "Option::is_none")]
    tests: Option<Vec<Tested<'a>>>,
    /// How many findings there are.
    summary: Summary,
}

/// A test, a promise or a journey.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Test")]
struct Tested<'a> {
    /// Which of the three: `test`, `promise` or `journey`.
    kind: &'a str,
    /// The test's title, what is promised, or the journey's file.
    title: &'a str,
    /// The id of its scenario.
    scenario: &'a str,
    /// The file it stands in.
    file: &'a str,
    /// Where in the file.
    range: Range,
    /// How it came out: `passed`, `failed`, `open` where the bound on states was reached, or
    /// `not-run` where something else is wrong.
    result: &'a str,
}

/// One thing found.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Finding")]
struct FindingLine<'a> {
    /// Which finding it is; `scn explain` with this name tells it at length.
    #[schemars(regex(pattern = "^[a-z]+(-[a-z0-9]+)*$"))]
    name: &'a str,
    /// How bad it is.
    severity: Level,
    /// What is wrong, in one line; the author's words are in backquotes.
    message: &'a str,
    /// What to do about it.
    help: Option<&'a str>,
    /// The file, relative to the path that was checked, with forward slashes.
    file: &'a str,
    /// Where in the file.
    range: Range,
    /// Other places that matter.
    related: Vec<Related<'a>>,
    /// Ways to mend it; any one is enough.
    fixes: Vec<FixLine<'a>>,
    /// The shortest run that shows it, from the start: choice ids, and `outcome N` behind a choice
    /// where chance decides. Null where the finding is not about a run; empty where the start shows
    /// it.
    run: Option<Vec<String>>,
}

/// How bad a finding is: an error is wrong, a warning most likely so, a hint is worth knowing.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Severity")]
enum Level {
    Error,
    Warning,
    Hint,
}

/// From `start` to before `end`; empty where they are the same.
#[derive(Debug, Serialize, JsonSchema)]
struct Range {
    /// The first character.
    start: Position,
    /// Behind the last character.
    end: Position,
}

/// A point in a file.
#[derive(Debug, Serialize, JsonSchema)]
struct Position {
    /// The line, from 1. Lines end with LF or CRLF.
    #[schemars(range(min = 1))]
    line: u32,
    /// The column in Unicode code points, from 1.
    #[schemars(range(min = 1))]
    column: u32,
    /// Bytes from the start of the file, from 0.
    offset: u32,
}

/// Another place that matters to a finding.
#[derive(Debug, Serialize, JsonSchema)]
struct Related<'a> {
    /// What it has to do with the finding.
    message: &'a str,
    /// The file.
    file: &'a str,
    /// Where in the file.
    range: Range,
}

/// A way to mend a finding.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Fix")]
struct FixLine<'a> {
    /// What it does.
    title: &'a str,
    /// The edits; all or none, never overlapping.
    edits: Vec<EditLine<'a>>,
    /// Whether it can be applied without being looked at.
    safe: bool,
    /// Whether it only says that the line is text: a backslash in front, a quotation, a comment. It
    /// is never applied by `--fix`, and where one other fix is offered, that is the fix.
    escape: bool,
}

/// A replacement of text.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Edit")]
struct EditLine<'a> {
    /// The file.
    file: &'a str,
    /// What is replaced; empty to insert.
    range: Range,
    /// What stands there afterwards.
    text: &'a str,
}

/// What is known about all runs of a scenario.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Scenario")]
struct Proved<'a> {
    /// The scenario's id.
    id: &'a str,
    /// How many states were reached; 18446744073709551615 stands for that many or more.
    states: u64,
    /// Whether these are all, and every promise was decided; false where a bound was reached.
    complete: bool,
    /// How many endings some run comes to.
    endings: u64,
}

/// How many findings there are of each severity.
#[derive(Debug, Serialize, JsonSchema)]
struct Summary {
    /// Errors.
    errors: u64,
    /// Warnings.
    warnings: u64,
    /// Hints.
    hints: u64,
}

/// The JSON Schema (draft 2020-12) of [`Format::Json`](crate::Format::Json), as the project
/// publishes it, with a line end at its end.
#[must_use]
pub fn schema() -> String {
    let settings = SchemaSettings::draft2020_12().with_transform(RecursiveTransform(without_number_format));
    let generator = settings.for_serialize().into_generator();
    let schema = generator.into_root_schema_for::<Document<'_>>();
    // A schema is plain data: it always has a text.
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

/// Takes the format of a number away, as `uint32`: JSON Schema knows none, and strict validators
/// refuse what they do not know. What it says is in the type and the bounds already.
fn without_number_format(schema: &mut Schema) {
    let is_number = |format: &str| {
        let kind = format.trim_start_matches('u').trim_end_matches(|c: char| c.is_ascii_digit());
        matches!(kind, "int" | "float" | "double")
    };
    if schema.get("format").and_then(serde_json::Value::as_str).is_some_and(is_number) {
        schema.remove("format");
    }
}

pub(crate) fn write(view: &mut View<'_>, out: &mut impl io::Write) -> io::Result<()> {
    let findings = view.findings.clone().into_iter().map(|finding| line(view, finding)).collect();
    let scenarios = view.report.scenarios.iter().map(|scenario| Proved {
        id: &scenario.id,
        states: scenario.states,
        complete: scenario.complete,
        endings: scenario.endings,
    });
    let tests = view.report.tests.as_ref();
    let tests = tests.map(|tests| tests.iter().map(|test| tested(view, test)).collect());
    let document = Document {
        version: VERSION,
        findings,
        scenarios: scenarios.collect(),
        tests,
        summary: Summary {
            errors: view.count(Severity::Error),
            warnings: view.count(Severity::Warning),
            hints: view.count(Severity::Hint),
        },
    };
    let json = serde_json::to_string_pretty(&document)?;
    writeln!(out, "{}", scn_text::escaped_json(&json))
}

fn tested<'a>(view: &mut View<'a>, test: &'a crate::TestLine) -> Tested<'a> {
    let (file, range) = range(view, test.place);
    let (kind, result) = (test.kind.word(), test.result.word());
    Tested { kind, title: &test.title, scenario: &test.scenario, file, range, result }
}

fn line<'a>(view: &mut View<'a>, finding: &'a Finding) -> FindingLine<'a> {
    let (file, range) = range(view, finding.place);
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
        run: finding.run.as_ref().map(|run| run.iter().map(ToString::to_string).collect()),
    }
}

fn related_line<'a>(view: &mut View<'a>, related: &'a scn_source::Related) -> Related<'a> {
    let (file, range) = range(view, related.place);
    Related { message: &related.message, file, range }
}

fn fix_line<'a>(view: &mut View<'a>, fix: &'a Fix) -> FixLine<'a> {
    let edit = |view: &mut View<'a>, edit: &'a Edit| {
        let (file, range) = range(view, edit.place);
        EditLine { file, range, text: &edit.text }
    };
    FixLine {
        title: &fix.title,
        edits: fix.edits.iter().map(|each| edit(view, each)).collect(),
        safe: fix.safe,
        escape: fix.escape,
    }
}

fn range<'a>(view: &mut View<'a>, place: Place) -> (&'a str, Range) {
    let Located { path, start, end, .. } = view.locate(place);
    let position = |point: Point| Position { line: point.line, column: point.column, offset: point.offset };
    (path, Range { start: position(start), end: position(end) })
}
