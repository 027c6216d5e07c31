//! Completion.

mod conditions;
mod context;
mod items;
mod keywords;
mod values;

use gen_lsp_types::{CompletionItem, CompletionParams, CompletionResponse};

use crate::workspace::{Refusal, RequestFile, State};
use context::Context;
use items::Items;

/// Returns what may be written at a position.
pub(crate) fn completion(state: &mut State, params: CompletionParams) -> Result<Option<CompletionResponse>, Refusal> {
    let document_position = params.text_document_position_params;
    let Some(here) = state.request_file(&document_position.text_document.uri) else { return Ok(None) };
    Ok(Some(CompletionResponse::CompletionItemList(complete_at(&here, here.offset_of(document_position.position)))))
}

fn complete_at(here: &RequestFile<'_>, offset: u32) -> Vec<CompletionItem> {
    if here.pack.input.manifest == Some(here.id) {
        return Vec::new();
    }
    let Some(context) = Context::at_offset(here, offset) else { return Vec::new() };
    let mut items = Items::new(here, offset, &context);
    match context.place {
        context::Place::LineStart => keywords::line_start(&mut items, &context),
        context::Place::Header => keywords::complete_header(&mut items, &context),
        context::Place::Bracket { inside } => conditions::complete_bracket(&mut items, &context, inside),
        context::Place::Value { text } => values::complete_value(&mut items, &context, text),
        context::Place::File { .. } => items.add_media_files(context.has_colon),
        context::Place::Brace => values::complete_brace(&mut items),
        context::Place::Condition { text } => conditions::complete_condition(&mut items, &context, text),
    }
    items.into_list()
}
