//! The context of the phases that process a single scenario.

use scn_source::{FileId, Sources};

use crate::lints::LintContext;
use crate::lowered::TextMode;
use crate::media::MediaFile;
use crate::pack_names::PackNames;

/// The facts about the pack that lowering, properties and lints need.
pub(crate) struct Context<'c> {
    pub(crate) names: &'c PackNames<'c>,
    pub(crate) sources: &'c Sources,
    pub(crate) mode: TextMode,
    pub(crate) media: &'c (dyn Fn(FileId, &str) -> MediaFile + Sync),
    pub(crate) lints: &'c LintContext<'c>,
}
