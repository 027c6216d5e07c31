//! `missing-alternative`.

use scn_source::{FileId, Finding, Name, Span};
use scn_syntax::ast::{self, Media};

use crate::pack::at;

/// A picture, sound or film without a text that says the same.
pub(crate) fn finding(file: FileId, span: Span, media: Media, name: &ast::Name<'_>) -> Finding {
    let (what, need, keyword) = match media {
        Media::Image => ("picture", "alt text", "Image"),
        Media::Audio => ("recording", "transcript", "Audio"),
        Media::Video => ("film", "transcript", "Video"),
    };
    let written = name.text;
    let message = format!("the {what} `{written}` has no {need}: who cannot perceive it learns nothing from it");
    at(Name::MissingAlternative, file, span, message)
        .help(format!("say in words what it shows or says: `{keyword} {written}: …`"))
}
