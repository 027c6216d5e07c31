//! The way from places in joined texts back to files.
//!
//! A scenario in several files is checked as one text, with a [`FileId`] of its own: see `joining`.
//! Only the end of a check, and whatever asks for the file of a picture, has to know of that.

use scn_source::{FileId, Finding, Joined, Place};

/// The joined texts of a check, each with its id.
#[derive(Debug, Default)]
pub(crate) struct JoinedSources {
    pub(crate) texts: Vec<(FileId, Joined)>,
}

impl JoinedSources {
    fn find(&self, file: FileId) -> Option<&Joined> {
        self.texts.iter().find(|(id, _)| *id == file).map(|(_, joined)| joined)
    }

    /// Returns the file in which a place is written.
    pub(crate) fn file_at(&self, place: Place) -> FileId {
        self.find(place.file).map_or(place.file, |joined| joined.place(place.span).file)
    }

    /// Returns the places in files that a span of a text covers.
    pub(crate) fn places(&self, place: Place) -> Vec<Place> {
        match self.find(place.file) {
            Some(joined) => joined.places(place.span).into_iter().filter(|place| !place.span.is_empty()).collect(),
            None => vec![place],
        }
    }

    /// Translates the places of findings.
    pub(crate) fn restore<'f>(&self, findings: impl IntoIterator<Item = &'f mut Finding>) {
        if self.texts.is_empty() {
            return;
        }
        for finding in findings {
            self.texts.iter().for_each(|(id, joined)| joined.restore(*id, finding));
        }
    }

    /// Translates a place.
    pub(crate) fn restore_place(&self, place: &mut Place) {
        self.texts.iter().for_each(|(id, joined)| joined.restore_place(*id, place));
    }
}
