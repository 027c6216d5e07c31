//! Writes findings for terminals, screen readers, CI and other programs.
//!
//! Takes: a [`Report`], which holds the sources, their findings and what was proved. Gives:
//!
//! - the report in a [`Format`], written to any [`std::io::Write`] by [`write()`];
//! - the JSON Schema of the JSON format, by [`schema`];
//! - the page of a finding as terminal text, by [`explain`];
//! - a word as a shell takes it, for printed commands, by [`quoted`].
//!
//! Must not know: the language, the disk, the clock and the environment. Whether the output is a
//! terminal, how wide it is and whether it has colours are given in [`Options`].
//!
//! Formats for machines sort findings by file, position and name. Formats for people list errors
//! first, then warnings, then hints, each sorted by file and position. The same report always gives
//! the same bytes. Text from files and messages is made safe first: control characters and those
//! that set the writing direction are shown by name and never printed.
//!
//! This is the only crate that depends on miette, which draws the snippets of [`Format::Fancy`].

mod clean;
mod excerpt;
mod explain;
mod fancy;
mod fix;
mod github;
mod json;
mod junit;
mod options;
mod places;
mod plain;
mod sarif;
mod short;
mod summary;
mod tested;
mod view;
mod window;

use scn_source::{Finding, Place, Sources};
use std::io;

pub use explain::explain;
pub use json::schema;
pub use options::{Format, Options, UnknownFormat};
pub use tested::{TestKind, TestLine, TestResult};
pub use view::quoted;

/// The result of a check: its findings and its proofs.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    /// All files that were checked.
    pub sources: &'a Sources,
    /// The findings, in any order.
    pub findings: &'a [Finding],
    /// The findings that comments in the source suppress, in any order. Only [`Format::Sarif`]
    /// reports them.
    pub suppressed: Vec<SuppressedLine<'a>>,
    /// The scenarios whose runs were checked, in the order to list them.
    pub scenarios: Vec<ScenarioLine>,
    /// The tests, promises and journeys that were checked, in the order to list them. `None` unless
    /// a test report was requested.
    pub tests: Option<Vec<TestLine>>,
}

/// A finding that a comment in the source suppresses.
#[derive(Clone, Copy, Debug)]
pub struct SuppressedLine<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// The reason given in the comment.
    pub reason: Option<&'a str>,
    /// The comment.
    pub comment: Place,
}

/// The results for all runs of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioLine {
    /// The scenario's id.
    pub id: String,
    /// The whole scenario in its file, from its header to the next one, and then what each further
    /// file adds to it. Used to find the scenario that a finding belongs to; without it only that
    /// mapping is lost.
    pub places: Vec<Place>,
    /// Number of states reached; `u64::MAX` means that many or more.
    pub states: u64,
    /// Whether all states were reached and every promise was decided; `false` if the bound was
    /// reached.
    pub complete: bool,
    /// Number of endings that some run reaches.
    pub endings: u64,
    /// Path of the pack as passed to `scn play`; `None` if it has none, as for standard input.
    pub pack: Option<String>,
}

impl ScenarioLine {
    /// Returns whether a place begins in the scenario.
    pub(crate) fn contains(&self, place: Place) -> bool {
        let is_inside = |whole: &Place| {
            whole.file == place.file && whole.span.start <= place.span.start && place.span.start < whole.span.end
        };
        self.places.iter().any(is_inside)
    }
}

/// Writes a report in the given format, ending with a line feed.
///
/// [`Format::Short`] and [`Format::Github`] write nothing if there are no findings.
///
/// # Errors
///
/// Returns only the errors of `out`.
///
/// # Examples
///
/// ```
/// use scn_report::{Format, Options, Report, write};
/// use scn_source::{Finding, Name, SourceFile, Sources, Span};
///
/// let mut sources = Sources::new();
/// let file = sources.add(SourceFile::new("call.scn", "Situation ring: It rings\n  Next: dekc\n"));
/// let span = Span::new(33, 37);
/// let findings = [Finding::at(Name::UnknownTarget, file, span, "there is no situation `dekc`")];
/// let report = Report {
///     sources: &sources,
///     findings: &findings,
///     suppressed: Vec::new(),
///     scenarios: Vec::new(),
///     tests: None,
/// };
///
/// let mut out = Vec::new();
/// write(&report, Format::Short, &Options::default(), &mut out)?;
/// let expected = "call.scn:2:9: error: there is no situation `dekc` [unknown-target]\n";
/// assert_eq!(String::from_utf8(out)?, expected);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write(report: &Report<'_>, format: Format, options: &Options, out: &mut impl io::Write) -> io::Result<()> {
    let mut view = view::ReportView::new(report, options);
    match format {
        Format::Fancy => fancy::write(&mut view, out),
        Format::Plain => plain::write(&mut view, out),
        Format::Short => short::write(&mut view, out),
        Format::Json => json::write(&mut view, out),
        Format::Sarif => sarif::write(&mut view, out),
        Format::Junit => junit::write(&mut view, out),
        Format::Github => github::write(&mut view, out),
    }
}
