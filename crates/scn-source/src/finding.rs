//! A finding: what is wrong, where, and what to do, as plain data.

use crate::{Family, FileId, Name, Place, RunStep, Severity, Span};

/// One thing found in a pack.
///
/// `message` stands alone on one line: lower case, no final stop, the author's words in backquotes.
/// `help` says what to do. Everything that shows findings (terminal, JSON, editor) works from this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which finding it is.
    pub name: Name,
    /// Its severity: the default of its name unless the pack sets another.
    pub severity: Severity,
    /// What is wrong, in the author's words.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Where.
    pub place: Place,
    /// A few words to stand under the place in a rendered snippet.
    pub label: Option<String>,
    /// Other places that matter, each with a few words.
    pub related: Vec<Related>,
    /// Edits that would mend it.
    pub fixes: Vec<Fix>,
    /// The shortest run that shows the finding: choice ids, and `outcome N` (from 1) behind a
    /// choice where chance decides. `None` where the finding is not about a run; an empty run is
    /// the moment of the start.
    pub run: Option<Vec<RunStep>>,
}

/// Another place that matters to a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub place: Place,
    /// What it has to do with the finding.
    pub message: String,
}

/// A way to mend a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an imperative: 'change `choice` to `Choice`'.
    pub title: String,
    /// The edits; all or none, never overlapping.
    pub edits: Vec<Edit>,
    /// Whether it can be applied without being looked at: it does what the author meant beyond
    /// doubt.
    pub safe: bool,
    /// Whether it only says that the line is meant as it is read, as text: a backslash in front, a
    /// quotation, a comment. Such a fix is offered and never applied unasked, and it does not
    /// compete with a fix of the line.
    pub escape: bool,
}

/// A replacement of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub place: Place,
    /// What stands there afterwards.
    pub text: String,
}

impl Finding {
    /// A finding with its default severity and nothing but a message.
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

    /// Whether it is about what runs do, or do not: it can be found only where they can be
    /// followed.
    #[must_use]
    pub fn is_about_runs(&self) -> bool {
        self.name.family() == Family::Runs || self.run.is_some()
    }

    /// With what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With a few words under the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// With another place that matters.
    #[must_use]
    pub fn related(mut self, place: Place, message: impl Into<String>) -> Self {
        self.related.push(Related { place, message: message.into() });
        self
    }

    /// With a fix of one edit. A `safe` one can be applied without being looked at.
    #[must_use]
    pub fn fix(mut self, safe: bool, title: impl Into<String>, place: Place, text: impl Into<String>) -> Self {
        self.fixes.push(Fix {
            title: title.into(),
            edits: vec![Edit { place, text: text.into() }],
            safe,
            escape: false,
        });
        self
    }

    /// With the shortest run that shows it.
    #[must_use]
    pub fn run(mut self, run: Vec<RunStep>) -> Self {
        self.run = Some(run);
        self
    }
}
