//! A finding as plain data: the problem, its place, and how to resolve it.

use crate::{Family, FileId, Name, Place, Run, Severity, Span};

/// A single diagnostic about a pack.
///
/// `message` is self-contained and fits on one line: lower case, no final full stop, the author's
/// words in backquotes. `help` says what to do. Every renderer (terminal, JSON, editor) works from
/// this type.
///
/// # Examples
///
/// ```
/// use scn_source::{FileId, Finding, Name, Severity, Span};
///
/// let span = Span::new(33, 37);
/// let finding = Finding::at(Name::UnknownTarget, FileId(0), span, "there is no situation `dekc`")
///     .with_help("did you mean `desk`?")
///     .with_label("this situation");
/// let place = finding.place;
/// let finding = finding.with_fix(true, "change `dekc` to `desk`", place, "desk");
///
/// assert_eq!(finding.severity, Severity::Error);
/// assert_eq!(finding.fixes[0].edits[0].text, "desk");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The kind of finding.
    pub name: Name,
    /// Its severity: the default of its name, unless the pack sets another.
    pub severity: Severity,
    /// The problem, in the author's words.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Where the problem is.
    pub place: Place,
    /// A few words to print under the place in a rendered snippet.
    pub label: Option<String>,
    /// Other relevant places, each with a short explanation.
    pub related: Vec<RelatedPlace>,
    /// Edits that would resolve the finding.
    pub fixes: Vec<Fix>,
    /// The shortest run that shows the finding: choice ids, and `outcome N` (from 1) after a
    /// choice where chance decides. `None` where the finding is not about a run; an empty run is
    /// the moment of the start.
    pub run: Option<Run>,
}

/// Another place that is relevant to a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelatedPlace {
    /// The other place.
    pub place: Place,
    /// How the place relates to the finding.
    pub message: String,
}

/// A way to resolve a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The action as an imperative: 'change `choice` to `Choice`'.
    pub title: String,
    /// The edits. They never overlap, and either all of them are applied or none.
    pub edits: Vec<Edit>,
    /// Whether the fix can be applied without review because it is certainly what the author meant.
    pub safe: bool,
    /// Whether the fix only marks the line as text, as it is currently read: a backslash in front,
    /// a quotation, a comment. Such a fix is offered but never applied automatically, and it does
    /// not compete with other fixes for the line.
    pub escape: bool,
}

/// A text replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The text to replace; empty to insert.
    pub place: Place,
    /// The replacement text.
    pub text: String,
}

impl Finding {
    /// Creates a finding with the default severity of its name and only a message.
    #[must_use]
    pub fn new(name: Name, place: Place, message: impl Into<String>) -> Self {
        Self {
            name,
            severity: name.default_severity(),
            message: message.into(),
            help: None,
            place,
            label: None,
            related: Vec::new(),
            fixes: Vec::new(),
            run: None,
        }
    }

    /// Returns a finding at a span of a file.
    #[must_use]
    pub fn at(name: Name, file: FileId, span: Span, message: impl Into<String>) -> Self {
        Self::new(name, Place { file, span }, message)
    }

    /// Returns whether the finding makes a claim about what runs do or never do. Such findings can
    /// be made only where the runs of a scenario can be explored.
    #[must_use]
    pub fn is_about_runs(&self) -> bool {
        self.name.family() == Family::Runs || self.run.is_some()
    }

    /// Adds the help text, which says what to do.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a label to print under the place.
    #[must_use]
    pub fn with_label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Adds another relevant place.
    #[must_use]
    pub fn with_related(mut self, place: Place, message: impl Into<String>) -> Self {
        self.related.push(RelatedPlace { place, message: message.into() });
        self
    }

    /// Adds a fix that consists of one edit. A `safe` fix can be applied without review.
    #[must_use]
    pub fn with_fix(mut self, safe: bool, title: impl Into<String>, place: Place, text: impl Into<String>) -> Self {
        self.fixes.push(Fix {
            title: title.into(),
            edits: vec![Edit { place, text: text.into() }],
            safe,
            escape: false,
        });
        self
    }

    /// Adds the shortest run that demonstrates the finding.
    #[must_use]
    pub fn with_run(mut self, run: impl Into<Run>) -> Self {
        self.run = Some(run.into());
        self
    }
}
