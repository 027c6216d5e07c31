//! The storyboard: a document in which reviewers read everything that learners can read, comment on
//! it, and sign.
//!
//! [`Storyboard::new`] builds the document from a story, independently of any format. `html` and
//! `docx` write it. If there is an earlier version, `compare` finds which part is which, and
//! `differences` what has changed in it. A storyboard contains its story, so that the document that
//! was signed can itself be compared with ([`read_story`]). The same source always gives the same
//! bytes.

mod build;
mod compare;
mod differences;
mod docx;
mod earlier;
mod front;
mod html;
mod model;
mod picture;
mod source;
mod text;
mod wording;

use std::collections::BTreeSet;

use scn_story::{MediaKind, Story};

use build::{Proofs, build_document};
use compare::compare_documents;
use model::{Part, Shape};

pub use earlier::{ReadStoryError, read_story};
pub use source::StoryboardSource;

/// A document for reviewers.
///
/// # Examples
///
/// ```
/// use std::collections::BTreeMap;
///
/// use scn_export::storyboard::{Storyboard, StoryboardSource, read_story};
/// use scn_story::Story;
///
/// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
/// let source = StoryboardSource {
///     story: &story,
///     graphs: Vec::new(),
///     coverage: Vec::new(),
///     pictures: BTreeMap::new(),
///     since: None,
/// };
/// let storyboard = Storyboard::new(source);
/// assert!(storyboard.to_html().contains("Look it up."));
/// assert_eq!(read_story(&storyboard.to_docx())?, story);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Storyboard<'s> {
    source: StoryboardSource<'s>,
    document: Part,
}

impl<'s> Storyboard<'s> {
    /// Builds the document, and compares it with the earlier version if there is one.
    #[must_use]
    pub fn new(source: StoryboardSource<'s>) -> Self {
        let proofs = Proofs { graphs: &source.graphs, coverage: &source.coverage };
        let mut document = build_document(source.story, proofs);
        if let Some(since) = source.since {
            document = compare_documents(&build_document(since, Proofs::default()), document);
        }
        document.set_anchors("");
        Self { source, document }
    }

    /// Returns it as one HTML page, to be read on a screen and printed. It contains no script and
    /// loads nothing.
    #[must_use]
    pub fn to_html(&self) -> String {
        html::write(&self.source, &self.document)
    }

    /// Returns it as a document of Word (Office Open XML, ISO/IEC 29500). What has changed since
    /// the earlier version is marked as tracked changes.
    #[must_use]
    pub fn to_docx(&self) -> Vec<u8> {
        docx::write(&self.source, &self.document)
    }
}

/// Returns the names of the picture files that a story shows, as
/// [`StoryboardSource::pictures`] takes them.
#[must_use]
pub fn picture_files(story: &Story) -> BTreeSet<String> {
    let mut files = BTreeSet::new();
    add_pictures(&build_document(story, Proofs::default()), &mut files);
    files
}

fn add_pictures(part: &Part, files: &mut BTreeSet<String>) {
    for line in &part.lines {
        if let Shape::Media { media: MediaKind::Image, file } = &line.shape {
            files.insert(file.clone());
        }
    }
    part.parts.iter().for_each(|part| add_pictures(part, files));
}
