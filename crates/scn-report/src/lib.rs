//! Findings, shown: on a terminal, to a screen reader, to CI, to other programs.
//!
//! Takes: a [`Report`]: the sources, the findings in them, and what was proved. Gives: one of the
//! [`Format`]s, written to anything that is [`std::io::Write`] by [`write()`]; the JSON Schema of
//! the JSON format by [`schema`]; a finding's page as terminal text by [`explain`]; and two helps
//! for who prints commands and lists, [`quoted`] and [`wrapped`]. Must not know: the language, the
//! disk, the clock, the environment; whether the output is a terminal, how wide it is and whether
//! it has colours are [`Options`].
//!
//! The formats for machines list the findings by file, then place, then name; those for people list
//! errors first, then warnings, then hints, each by file and place. All write the same bytes for
//! the same report. Text from files and messages is made safe first: control characters and those
//! that set the direction of writing are shown, not sent.
//!
//! This is the only crate that knows miette, which draws the snippets of [`Format::Fancy`].

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

/// What a check found, and what it proved.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    /// All files that were checked.
    pub sources: &'a Sources,
    /// What was found, in any order.
    pub findings: &'a [Finding],
    /// What comments in the source allow, in any order. Only [`Format::Sarif`] tells of it.
    pub allowed: Vec<AllowedLine<'a>>,
    /// The scenarios whose runs were looked at, in the order to be listed.
    pub scenarios: Vec<ScenarioLine>,
    /// The tests, promises and journeys that were looked at, in the order to be listed; `None`
    /// where that is not what was asked for.
    pub tests: Option<Vec<TestLine>>,
}

/// A finding that a comment in the source allows.
#[derive(Clone, Copy, Debug)]
pub struct AllowedLine<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// The reason given for it.
    pub reason: Option<&'a str>,
    /// The comment.
    pub comment: Place,
}

/// What is known about all runs of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioLine {
    /// The scenario's id.
    pub id: String,
    /// All of the scenario in its file, from its header to the next one. It tells to which scenario
    /// a finding belongs; without it nothing but that is lost.
    pub place: Option<Place>,
    /// How many states were reached; `u64::MAX` stands for that many or more.
    pub states: u64,
    /// Whether these are all and every promise was decided: `false` where the bound was reached.
    pub complete: bool,
    /// How many endings some run comes to.
    pub endings: u64,
    /// The path of its pack as `scn play` takes it; `None` where it has none, as on standard input.
    pub pack: Option<String>,
}

/// Writes a report in a format, with a line end at its end.
///
/// [`Format::Short`] and [`Format::Github`] write nothing where there is no finding.
///
/// # Errors
///
/// Only those of `out`.
pub fn write(report: &Report<'_>, format: Format, options: &Options, out: &mut impl io::Write) -> io::Result<()> {
    let mut view = view::View::new(report, options);
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
