//! A text with its parse.

use std::sync::Arc;

use scn_source::{FileId, Finding};
use scn_syntax::{Allow, Parse};
use self_cell::self_cell;

self_cell!(
    /// A text with its parse, as a file with id 0.
    pub(crate) struct ParsedFile {
        owner: ParsedText,
        #[covariant]
        dependent: View,
    }
    impl {Debug}
);

/// A text to parse.
#[derive(Debug)]
pub(crate) struct ParsedText {
    text: Arc<String>,
    /// The offsets at which files begin in it that may continue a scenario.
    starts: Vec<u32>,
}

/// What a single file contains.
#[derive(Debug)]
pub(crate) struct View<'a> {
    pub(crate) parse: Parse<'a>,
    pub(crate) allows: Vec<Allow<'a>>,
}

impl ParsedText {
    /// Returns whether it is a text that was parsed in this way.
    pub(crate) fn is(&self, text: &Arc<String>, starts: &[u32]) -> bool {
        self.starts == starts && (Arc::ptr_eq(&self.text, text) || self.text == *text)
    }
}

impl ParsedFile {
    /// Parses a text. `starts` are the offsets at which files begin in it that may continue a
    /// scenario.
    pub(crate) fn parse(text: Arc<String>, starts: &[u32]) -> Arc<Self> {
        let id = FileId::default();
        let owner = ParsedText { text, starts: starts.to_vec() };
        Arc::new(Self::new(owner, |owner| {
            let (parse, allows) = scn_syntax::parse_with_allows(id, &owner.text, &owner.starts);
            View { parse, allows }
        }))
    }

    pub(crate) fn view(&self) -> &View<'_> {
        self.borrow_dependent()
    }

    /// The findings about its syntax, placed in the file with the given id.
    pub(crate) fn findings_in(&self, id: FileId) -> Vec<Finding> {
        let mut findings = self.view().parse.findings.clone();
        for finding in &mut findings {
            finding.place.file = id;
            finding.related.iter_mut().for_each(|it| it.place.file = id);
            finding.fixes.iter_mut().flat_map(|fix| &mut fix.edits).for_each(|edit| edit.place.file = id);
        }
        findings
    }
}
