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
pub(super) fn answer_request(state: &mut State, method: &str, params: Value) -> Result<Value, Refusal> {
    let mut dispatch = RequestDispatch { state, method, params, answer: None };
    dispatch
        .try_feature::<CompletionRequest>(completion::completion)
        .try_feature::<HoverRequest>(hover::hover)
        .try_feature::<DefinitionRequest>(references::find_definition)
        .try_feature::<ReferencesRequest>(references::find_references)
        .try_feature::<DocumentHighlightRequest>(references::find_highlights)
        .try_feature::<PrepareRenameRequest>(rename::prepare_rename)
        .try_feature::<RenameRequest>(rename::rename_symbol)
        .try_feature::<DocumentSymbolRequest>(symbols::document_symbols)
        .try_feature::<WorkspaceSymbolRequest>(symbols::workspace_symbols)
        .try_feature::<FoldingRangeRequest>(folding::folding_ranges)
        .try_feature::<DocumentFormattingRequest>(format::format_document)
        .try_feature::<DocumentRangeFormattingRequest>(format::format_range)
        .try_feature::<SemanticTokensRequest>(tokens::full_tokens)
        .try_feature::<SemanticTokensRangeRequest>(tokens::range_tokens)
        .try_feature::<CodeActionRequest>(actions::actions)
        .try_feature::<CodeLensRequest>(lenses::code_lenses)
        .try_feature::<DocumentLinkRequest>(links::document_links)
        .try_feature::<CallHierarchyPrepareRequest>(calls::prepare_calls)
        .try_feature::<CallHierarchyIncomingCallsRequest>(calls::incoming_calls)
        .try_feature::<CallHierarchyOutgoingCallsRequest>(calls::outgoing_calls);
    dispatch.answer.unwrap_or_else(|| {
        Err(Refusal { code: ErrorCode::MethodNotFound as i32, message: format!("scn does not know `{method}`") })
    })
}

/// A request being dispatched.
struct RequestDispatch<'a> {
    state: &'a mut State,
    method: &'a str,
    params: Value,
    answer: Option<Result<Value, Refusal>>,
}

impl RequestDispatch<'_> {
    fn try_feature<R: Request>(
        &mut self,
        feature: fn(&mut State, R::Params) -> Result<R::Result, Refusal>,
    ) -> &mut Self {
        if self.answer.is_none() && self.method == R::METHOD.as_str() {
            let invalid_params = |error: serde_json::Error| Refusal {
                code: ErrorCode::InvalidParams as i32,
                message: error.to_string(),
            };
            let params = serde_json::from_value(std::mem::take(&mut self.params)).map_err(invalid_params);
            let result = params.and_then(|params| feature(self.state, params));
            self.answer = Some(result.and_then(|result| {
                serde_json::to_value(result).map_err(|error| Refusal::request_failed(error.to_string()))
            }));
        }
        self
    }
}
