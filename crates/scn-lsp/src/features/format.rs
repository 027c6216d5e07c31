//! Formatting of a file or of some of its lines.

use gen_lsp_types::{DocumentFormattingParams, DocumentRangeFormattingParams, TextEdit};
use scn_syntax::format::{self, Formatting};

use crate::workspace::{Refusal, RequestFile, State};

/// Returns the edits that format a file.
pub(crate) fn format_document(
    state: &mut State,
    params: DocumentFormattingParams,
) -> Result<Option<Vec<TextEdit>>, Refusal> {
    let Some(here) = state.request_file(&params.text_document.uri) else { return Ok(None) };
    Ok(to_text_edits(&here, &format::format_edits(here.own.source.text())))
}

/// Returns the edits that format some lines.
pub(crate) fn format_range(
    state: &mut State,
    params: DocumentRangeFormattingParams,
) -> Result<Option<Vec<TextEdit>>, Refusal> {
    let Some(here) = state.request_file(&params.text_document.uri) else { return Ok(None) };
    let (start, end) = (params.range.start, params.range.end);
    // A range that ends at the start of a line does not include that line.
    let end_line = if end.character == 0 && start.line < end.line { end.line } else { end.line.saturating_add(1) };
    Ok(to_text_edits(&here, &format::format_range(here.own.source.text(), start.line..end_line)))
}

/// Converts edits to the form of the protocol. A manifest is not formatted.
fn to_text_edits(here: &RequestFile<'_>, formatting: &Formatting) -> Option<Vec<TextEdit>> {
    if here.pack.input.manifest == Some(here.id) {
        return None;
    }
    let to_text_edit = |it: &scn_syntax::format::Edit| TextEdit {
        range: here.state.client.encoding.range(&here.own.source, it.span),
        new_text: it.text.clone(),
    };
    Some(formatting.edits.iter().map(to_text_edit).collect())
}
