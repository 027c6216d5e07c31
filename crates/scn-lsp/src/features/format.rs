//! Formatting of a file or of some of its lines.

use gen_lsp_types::{DocumentFormattingParams, DocumentRangeFormattingParams, TextEdit};
use scn_syntax::format::{Formatting, formatting, formatting_of};

use crate::workspace::{Here, Refusal, State};

/// Returns the edits that format a file.
pub(crate) fn document(state: &mut State, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>, Refusal> {
    let Some(here) = state.here(&params.text_document.uri) else { return Ok(None) };
    Ok(edits(&here, &formatting(here.view.source.text())))
}

/// Returns the edits that format some lines.
pub(crate) fn range(
    state: &mut State,
    params: DocumentRangeFormattingParams,
) -> Result<Option<Vec<TextEdit>>, Refusal> {
    let Some(here) = state.here(&params.text_document.uri) else { return Ok(None) };
    let (start, end) = (params.range.start, params.range.end);
    // A range that ends at the start of a line does not include that line.
    let behind = if end.character == 0 && start.line < end.line { end.line } else { end.line.saturating_add(1) };
    Ok(edits(&here, &formatting_of(here.view.source.text(), start.line..behind)))
}

/// Converts edits to the form of the protocol. A manifest is not formatted.
fn edits(here: &Here<'_>, formatting: &Formatting) -> Option<Vec<TextEdit>> {
    if here.pack.input.manifest == here.pack.id(here.path) {
        return None;
    }
    let edit = |it: &scn_syntax::format::Edit| TextEdit { range: here.range(it.span), new_text: it.text.clone() };
    Some(formatting.edits.iter().map(edit).collect())
}
