//! Media files, to be opened.

use gen_lsp_types::{DocumentLink, DocumentLinkParams};

use crate::server::{Refusal, State};

/// The media files that a file names and that are there.
pub(crate) fn links(state: &mut State, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>, Refusal> {
    let Some(here) = state.here(&params.text_document.uri) else { return Ok(None) };
    let folder = here.path.parent().unwrap_or(here.path);
    let links = here.view.index.media.iter().filter_map(|media| {
        let path = folder.join(&media.path);
        let target = here.state.disk.is_file(&path).then(|| here.state.uri(&path))??;
        Some(DocumentLink { range: here.range(media.span), target: Some(target), ..DocumentLink::default() })
    });
    Ok(Some(links.collect()))
}
