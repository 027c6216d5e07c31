//! What the phases that look at one scenario need to know of its pack.

use scn_source::{FileId, Sources};

use crate::lints::LintContext;
use crate::lowered::TextMode;
use crate::media::MediaFile;
use crate::scope::PackNames;

/// What lowering, properties and lints need to know of the pack.
pub(crate) struct Context<'c> {
    pub(crate) names: &'c PackNames<'c>,
    pub(crate) sources: &'c Sources,
    pub(crate) mode: TextMode,
    pub(crate) media: &'c (dyn Fn(FileId, &str) -> MediaFile + Sync),
    pub(crate) lints: &'c LintContext<'c>,
}
