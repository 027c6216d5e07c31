//! Completion.

mod conditions;
mod context;
mod items;
mod keywords;
mod values;

use gen_lsp_types::{CompletionItem, CompletionParams, CompletionResponse};

use crate::workspace::{Here, Refusal, State};
use context::Context;
use items::Items;

/// Returns what may be written at a position.
pub(crate) fn completion(state: &mut State, params: CompletionParams) -> Result<Option<CompletionResponse>, Refusal> {
    let at = params.text_document_position_params;
    let Some(here) = state.here(&at.text_document.uri) else { return Ok(None) };
    Ok(Some(CompletionResponse::CompletionItemList(complete(&here, here.offset(at.position)))))
}

fn complete(here: &Here<'_>, offset: u32) -> Vec<CompletionItem> {
    if here.pack.input.manifest == here.pack.id(here.path) {
        return Vec::new();
    }
    let Some(context) = Context::at(here, offset) else { return Vec::new() };
    let mut items = Items::new(here, offset, &context);
    match context.place {
        context::Place::LineStart => keywords::line_start(&mut items, &context),
        context::Place::Header => keywords::header(&mut items, &context),
        context::Place::Bracket { inside } => conditions::bracket(&mut items, &context, inside),
        context::Place::Value { text } => values::value(&mut items, &context, text),
        context::Place::File { .. } => items.files(context.has_colon),
        context::Place::Brace => values::brace(&mut items),
        context::Place::Condition { text } => conditions::condition(&mut items, &context, text),
    }
    items.done()
}
