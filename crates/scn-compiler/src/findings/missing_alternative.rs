//! `missing-alternative`.

use scn_source::{FileId, Finding, Name, Span};
use scn_syntax::ast::{self, Media};

use crate::media::{Mention, Notation, written_name};

/// A Markdown picture, `![](file)`, without alternative text.
pub(crate) fn markdown_picture(file: FileId, span: Span, mention: &Mention<'_>) -> Finding {
    let written = mention.file;
    let message =
        format!("the picture `{written}` has no alt text, so a learner who cannot see it misses what it shows");
    let target = mention.with_path(written);
    let target = if mention.notation == Notation::Enclosed { format!("<{target}>") } else { target };
    Finding::at(Name::MissingAlternative, file, span, message)
        .with_help(format!("say in words what it shows: `![…]({target})`, or `Image {}: …`", written_name(written)))
}

/// A picture, recording or film without alternative text or transcript.
pub(crate) fn finding(file: FileId, span: Span, media: Media, name: &ast::Name<'_>) -> Finding {
    let (what, need, keyword) = match media {
        Media::Image => ("picture", "alt text", "Image"),
        Media::Audio => ("recording", "transcript", "Audio"),
        Media::Video => ("film", "transcript", "Video"),
    };
    let written = name.text;
    let message =
        format!("the {what} `{written}` has no {need}, so a learner who cannot perceive it misses its content");
    Finding::at(Name::MissingAlternative, file, span, message)
        .with_help(format!("say in words what it shows or says: `{keyword} {}: …`", written_name(written)))
}
