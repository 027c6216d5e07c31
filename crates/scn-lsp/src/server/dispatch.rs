//! Dispatches requests to the features that answer them.

use gen_lsp_types::{
    CallHierarchyIncomingCallsRequest, CallHierarchyOutgoingCallsRequest, CallHierarchyPrepareRequest,
    CodeActionRequest, CodeLensRequest, CompletionRequest, DefinitionRequest, DocumentFormattingRequest,
    DocumentHighlightRequest, DocumentLinkRequest, DocumentRangeFormattingRequest, DocumentSymbolRequest,
    FoldingRangeRequest, HoverRequest, PrepareRenameRequest, ReferencesRequest, RenameRequest, Request,
    SemanticTokensRangeRequest, SemanticTokensRequest, WorkspaceSymbolRequest,
};
use lsp_server::ErrorCode;
use serde_json::Value;

use crate::features::{
    actions, calls, completion, folding, format, hover, lenses, links, references, rename, symbols, tokens,
};
use crate::workspace::{Refusal, State};

/// Answers a request.
pub(super) fn answer(state: &mut State, method: &str, params: Value) -> Result<Value, Refusal> {
    let mut asked = Asked { state, method, params, answer: None };
    asked
        .on::<CompletionRequest>(completion::completion)
        .on::<HoverRequest>(hover::hover)
        .on::<DefinitionRequest>(references::definition)
        .on::<ReferencesRequest>(references::references)
        .on::<DocumentHighlightRequest>(references::highlight)
        .on::<PrepareRenameRequest>(rename::prepare)
        .on::<RenameRequest>(rename::rename)
        .on::<DocumentSymbolRequest>(symbols::document)
        .on::<WorkspaceSymbolRequest>(symbols::workspace)
        .on::<FoldingRangeRequest>(folding::folding)
        .on::<DocumentFormattingRequest>(format::document)
        .on::<DocumentRangeFormattingRequest>(format::range)
        .on::<SemanticTokensRequest>(tokens::full)
        .on::<SemanticTokensRangeRequest>(tokens::range)
        .on::<CodeActionRequest>(actions::actions)
        .on::<CodeLensRequest>(lenses::lenses)
        .on::<DocumentLinkRequest>(links::links)
        .on::<CallHierarchyPrepareRequest>(calls::prepare)
        .on::<CallHierarchyIncomingCallsRequest>(calls::incoming)
        .on::<CallHierarchyOutgoingCallsRequest>(calls::outgoing);
    asked.answer.unwrap_or_else(|| {
        Err(Refusal { code: ErrorCode::MethodNotFound as i32, message: format!("scn does not know `{method}`") })
    })
}

/// A request being dispatched.
struct Asked<'a> {
    state: &'a mut State,
    method: &'a str,
    params: Value,
    answer: Option<Result<Value, Refusal>>,
}

impl Asked<'_> {
    fn on<R: Request>(&mut self, feature: fn(&mut State, R::Params) -> Result<R::Result, Refusal>) -> &mut Self {
        if self.answer.is_none() && self.method == R::METHOD.as_str() {
            let invalid = |error: serde_json::Error| Refusal {
                code: ErrorCode::InvalidParams as i32,
                message: error.to_string(),
            };
            let params = serde_json::from_value(std::mem::take(&mut self.params)).map_err(invalid);
            let result = params.and_then(|params| feature(self.state, params));
            self.answer =
                Some(result.and_then(|result| {
                    serde_json::to_value(result).map_err(|error| Refusal::failed(error.to_string()))
                }));
        }
        self
    }
}
