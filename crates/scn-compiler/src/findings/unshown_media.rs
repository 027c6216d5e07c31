//! `unshown-media`.

use scn_source::{FileId, Finding, Name};

use crate::media::Mention;

/// A media file of a kind that pages do not show.
pub(crate) fn of_kind(file: FileId, mention: &Mention<'_>) -> Finding {
    let message = format!("browsers do not show `{}`, so learners read its description instead", mention.file);
    Finding::at(Name::UnshownMedia, file, mention.span, message).with_help(
        "save it in another format: a picture as PNG, JPEG, WebP or SVG, sound as MP3 or M4A, a film as MP4 or WebM",
    )
}

/// A media file that is too large.
pub(crate) fn too_large(file: FileId, mention: &Mention<'_>) -> Finding {
    let message = format!(
        "`{}` has more than 256 MiB, so it is left out, and learners read its description instead",
        mention.file
    );
    Finding::at(Name::UnshownMedia, file, mention.span, message)
        .with_help("save it smaller, or in several files, each with its own description")
}
