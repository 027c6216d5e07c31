//! The report formats and their options.

use scn_source::{FileId, Severity};
use std::collections::{BTreeMap, BTreeSet};
use std::{fmt, str};

/// The format of a report.
///
/// # Examples
///
/// ```
/// use scn_report::Format;
///
/// assert_eq!("sarif".parse(), Ok(Format::Sarif));
/// let error = "yaml".parse::<Format>().expect_err("there is no such format");
/// assert!(error.to_string().contains("junit"), "it lists those that there are");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Source snippets with boxes and colours, for a terminal.
    Fancy,
    /// The same content without boxes and colours, for screen readers and pipes.
    Plain,
    /// One line per finding: `file:line:column: severity: message [name]`.
    Short,
    /// One JSON document, described by the published JSON Schema.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// JUnit XML, for the test reports of CI.
    Junit,
    /// Workflow commands that GitHub shows beside the lines.
    Github,
}

impl Format {
    /// All formats, in the order in which the help lists them.
    pub const ALL: &'static [Self] =
        &[Self::Fancy, Self::Plain, Self::Short, Self::Json, Self::Sarif, Self::Junit, Self::Github];

    /// The name of the format on the command line.
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

/// The error for a word that is not the name of a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownFormat(
    /// The word.
    pub String,
);

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = Format::ALL.iter().map(|format| format.as_str()).collect();
        write!(f, "`{}` is not a format; the formats are {}", self.0, names.join(", "))
    }
}

impl std::error::Error for UnknownFormat {}

impl str::FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Self, UnknownFormat> {
        let format = Self::ALL.iter().copied().find(|format| format.as_str() == word);
        format.ok_or_else(|| UnknownFormat(word.to_owned()))
    }
}

/// Options that control how a report looks, apart from its format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Width of the output in columns; at least 24 is used. For fancy reports and pages.
    pub width: usize,
    /// Whether ANSI colours may be written. For fancy reports and pages.
    pub colour: bool,
    /// Whether symbols outside ASCII may be written; text from files is always written as it is.
    /// For fancy and plain reports and for pages.
    pub unicode: bool,
    /// Maximum number of findings to show in fancy and plain reports, worst first. The others are
    /// only counted.
    pub limit: Option<usize>,
    /// Paths to show in place of the source paths in every format but JSON, so that terminals,
    /// editors and CI can find the files. A source without an entry is shown by its own path.
    pub paths: BTreeMap<FileId, String>,
    /// The lowest severity that fails the check. JUnit does not count findings below it as
    /// failures.
    pub fails_from: Severity,
    /// Whether findings about the writing are listed individually even if there are errors.
    /// Otherwise fancy, plain and short reports summarize them in one line per name.
    pub list_writing: bool,
    /// Notes printed below the summary of fancy and plain reports, one per line: what was not
    /// checked, and why.
    pub notes: Vec<String>,
    /// The files whose findings are reported, if those are not all checked files. The summary
    /// counts these files.
    pub only_about: Option<BTreeSet<FileId>>,
}

impl Default for Options {
    /// 80 columns of Unicode without colour, showing everything, with unchanged paths, failing on
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
    /// Number of columns to use.
    pub(crate) fn columns(&self) -> usize {
        self.width.max(24)
    }
}
