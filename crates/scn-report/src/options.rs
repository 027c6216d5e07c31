//! The formats, and what decides how they look.

use scn_source::{FileId, Severity};
use std::collections::{BTreeMap, BTreeSet};
use std::{fmt, str};

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Snippets with boxes and colours, for a terminal.
    Fancy,
    /// The same without boxes and colours, for screen readers and pipes.
    Plain,
    /// A line for each finding: `file:line:column: severity: message [name]`.
    Short,
    /// One JSON document; its form is the published JSON Schema.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// JUnit XML, for the test reports of CI.
    Junit,
    /// Workflow commands that GitHub shows beside the lines.
    Github,
}

impl Format {
    /// All formats, in the order of the help.
    pub const ALL: &'static [Self] =
        &[Self::Fancy, Self::Plain, Self::Short, Self::Json, Self::Sarif, Self::Junit, Self::Github];

    /// The word for it on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fancy => "fancy",
            Self::Plain => "plain",
            Self::Short => "short",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
            Self::Github => "github",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that names no format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownFormat(
    /// The word.
    pub String,
);

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known: Vec<&str> = Format::ALL.iter().map(|format| format.as_str()).collect();
        write!(f, "`{}` is no format; there are {}", self.0, known.join(", "))
    }
}

impl std::error::Error for UnknownFormat {}

impl str::FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Self, UnknownFormat> {
        let found = Self::ALL.iter().copied().find(|format| format.as_str() == word);
        found.ok_or_else(|| UnknownFormat(word.to_owned()))
    }
}

/// What decides how a report looks, beside its format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// How many columns there are; less than 24 count as 24. For fancy reports and pages.
    pub width: usize,
    /// Whether ANSI colours may be written. For fancy reports and pages.
    pub colour: bool,
    /// Whether signs beyond ASCII may be written; text from files is written as it is. For fancy
    /// and plain reports and for pages.
    pub unicode: bool,
    /// How many findings are shown at most, in fancy and plain reports: the worst ones. The others
    /// are counted.
    pub limit: Option<usize>,
    /// What is shown in place of the paths of sources, everywhere but in the JSON format, so that
    /// terminals, editors and CI find the files. A source that is not in it is shown by its own
    /// path.
    pub paths: BTreeMap<FileId, String>,
    /// From which severity on a finding fails the check; below it JUnit does not count it as a
    /// failure.
    pub fails_from: Severity,
    /// Whether findings about the writing are listed one by one while there are errors. Otherwise
    /// fancy, plain and short reports sum them up, in a line for each name.
    pub list_writing: bool,
    /// What is said below the summary of fancy and plain reports, a line each: what was not looked
    /// at, and why.
    pub notes: Vec<String>,
    /// The files that the findings are about, where that is not all that were checked. The summary
    /// counts these.
    pub only_about: Option<BTreeSet<FileId>>,
}

impl Default for Options {
    /// 80 columns of Unicode without colour, everything shown, paths as they are, failing at
    /// errors.
    fn default() -> Self {
        Self {
            width: 80,
            colour: false,
            unicode: true,
            limit: None,
            paths: BTreeMap::new(),
            fails_from: Severity::Error,
            list_writing: false,
            notes: Vec::new(),
            only_about: None,
        }
    }
}

impl Options {
    /// The columns to be filled.
    pub(crate) fn columns(&self) -> usize {
        self.width.max(24)
    }
}
