//! Links that open media files.

use gen_lsp_types::{DocumentLink, DocumentLinkParams};
use scn_compiler::MediaFile;

use crate::workspace::{Refusal, State};

/// Returns links to the media files that a file names and that exist in the pack.
pub(crate) fn document_links(
    state: &mut State,
    params: DocumentLinkParams,
) -> Result<Option<Vec<DocumentLink>>, Refusal> {
    let Some(here) = state.request_file(&params.text_document.uri) else { return Ok(None) };
    let folder = here.own_path.parent().unwrap_or(here.own_path);
    let own = here.view.index.media.iter().filter(|media| here.own_span(media.span).is_some());
    let links = own.filter_map(|media| {
        let found = here.state.disk.resolve_media(here.own_path, &media.path);
        let is_there = matches!(found, MediaFile::Found | MediaFile::TooLarge);
        let target = is_there.then(|| here.state.uri_of(&folder.join(&media.path)))??;
        Some(DocumentLink { range: here.range_of(media.span), target: Some(target), ..DocumentLink::default() })
    });
    Ok(Some(links.collect()))
}
