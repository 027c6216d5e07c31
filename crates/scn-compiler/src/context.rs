//! The context of the phases that process a single scenario.

use scn_source::{FileId, Place, Sources};

use crate::formats::DeliveryFormat;
use crate::joined::JoinedSources;
use crate::lints::LintContext;
use crate::lowered::TextMode;
use crate::media::MediaFile;
use crate::pack_names::PackNames;

/// The facts about the pack that lowering, properties and lints need.
pub(crate) struct Context<'c> {
    pub(crate) names: &'c PackNames<'c>,
    pub(crate) sources: &'c Sources,
    /// The way from the places in `sources` to those in files.
    pub(crate) joined: &'c JoinedSources,
    pub(crate) mode: TextMode,
    /// The formats in which the pack is to be delivered.
    pub(crate) formats: &'c [DeliveryFormat],
    pub(crate) media: &'c (dyn Fn(FileId, &str) -> MediaFile + Sync),
    pub(crate) lints: &'c LintContext<'c>,
}

impl Context<'_> {
    /// Resolves the path of a media file, relative to the file in which it is written.
    pub(crate) fn resolve_media(&self, place: Place, path: &str) -> MediaFile {
        (self.media)(self.joined.file_at(place), path)
    }
}
