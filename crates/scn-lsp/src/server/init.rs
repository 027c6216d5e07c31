//! Initialization: the capabilities of the client and of the server.

use std::path::PathBuf;

use gen_lsp_types::{
    CallHierarchyProvider, ChangeNotifications, CodeActionKind, CodeActionOptions, CodeActionProvider, CodeLensOptions,
    CompletionOptions, DefinitionProvider, DocumentFormattingProvider, DocumentHighlightProvider, DocumentLinkOptions,
    DocumentRangeFormattingProvider, DocumentSymbolProvider, FoldingRangeProvider, Full, HoverProvider,
    InitializeParams, InitializeResult, ReferencesProvider, RenameOptions, RenameProvider, Save, SemanticTokensOptions,
    SemanticTokensOptionsRange, SemanticTokensProvider, ServerCapabilities, ServerInfo, TextDocumentSync,
    TextDocumentSyncKind, TextDocumentSyncOptions, Uri, WorkspaceFolders, WorkspaceFoldersServerCapabilities,
    WorkspaceOptions, WorkspaceSymbolProvider,
};
use lsp_server::ErrorCode;
use serde_json::{Value, json};
use std::io::Write;

use super::{Phase, Server};
use crate::features::tokens;
use crate::workspace::{Client, Refusal};

impl<W: Write> Server<W> {
    /// Answers `initialize`.
    pub(super) fn initialize(&mut self, params: Value) -> Result<Value, Refusal> {
        let params: InitializeParams = serde_json::from_value(params)
            .map_err(|error| Refusal { code: ErrorCode::InvalidParams as i32, message: error.to_string() })?;
        self.state.client = Client::from_capabilities(&params.capabilities);
        self.state.folders = client_folders(&params).iter().filter_map(|uri| self.state.path_of(uri)).collect();
        self.phase = Phase::Running;
        let result = InitializeResult {
            capabilities: server_capabilities(&self.state.client),
            server_info: Some(ServerInfo {
                name: "scn".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
        };
        serde_json::to_value(result).map_err(|error| Refusal::request_failed(error.to_string()))
    }

    /// Registers the file watchers after initialization.
    pub(super) fn register_watchers(&mut self) {
        if self.state.client.watches {
            let watchers: Vec<Value> =
                ["**/*.scn", "**/scn.toml"].iter().map(|glob| json!({"globPattern": glob})).collect();
            let registration = json!({
                "id": "files",
                "method": "workspace/didChangeWatchedFiles",
                "registerOptions": {"watchers": watchers},
            });
            self.send_request("client/registerCapability", json!({"registrations": [registration]}));
        }
    }
}

/// Returns the workspace folders of a client.
fn client_folders(params: &InitializeParams) -> Vec<Uri> {
    match &params.workspace_folders_initialize_params.workspace_folders {
        Some(WorkspaceFolders::WorkspaceFolderList(folders)) => folders.iter().map(|it| it.uri.clone()).collect(),
        Some(WorkspaceFolders::Null) | None => {
            #[expect(deprecated, reason = "clients that know of one folder only say it here")]
            let root = params.root_uri.clone();
            root.into_iter().collect()
        }
    }
}

fn server_capabilities(client: &Client) -> ServerCapabilities {
    let triggers = [" ", ":", "[", "{", "/", ",", "="].map(str::to_owned).to_vec();
    ServerCapabilities {
        position_encoding: Some(client.encoding.protocol_name()),
        text_document_sync: Some(TextDocumentSync::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::Incremental),
            save: Some(Save::Bool(true)),
            ..TextDocumentSyncOptions::default()
        })),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(triggers),
            ..CompletionOptions::default()
        }),
        hover_provider: Some(HoverProvider::Bool(true)),
        definition_provider: Some(DefinitionProvider::Bool(true)),
        references_provider: Some(ReferencesProvider::Bool(true)),
        document_highlight_provider: Some(DocumentHighlightProvider::Bool(true)),
        document_symbol_provider: Some(DocumentSymbolProvider::Bool(true)),
        workspace_symbol_provider: Some(WorkspaceSymbolProvider::Bool(true)),
        code_action_provider: Some(CodeActionProvider::CodeActionOptions(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QuickFix, CodeActionKind::SourceFixAll]),
            ..CodeActionOptions::default()
        })),
        code_lens_provider: Some(CodeLensOptions::default()),
        document_link_provider: Some(DocumentLinkOptions::default()),
        document_formatting_provider: Some(DocumentFormattingProvider::Bool(true)),
        document_range_formatting_provider: Some(DocumentRangeFormattingProvider::Bool(true)),
        rename_provider: Some(RenameProvider::RenameOptions(RenameOptions {
            prepare_provider: Some(true),
            ..RenameOptions::default()
        })),
        folding_range_provider: Some(FoldingRangeProvider::Bool(true)),
        call_hierarchy_provider: Some(CallHierarchyProvider::Bool(true)),
        semantic_tokens_provider: Some(SemanticTokensProvider::SemanticTokensOptions(SemanticTokensOptions {
            legend: tokens::token_legend(),
            range: Some(SemanticTokensOptionsRange::Bool(true)),
            full: Some(Full::Bool(true)),
            ..SemanticTokensOptions::default()
        })),
        workspace: Some(WorkspaceOptions {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(ChangeNotifications::Bool(true)),
            }),
            ..WorkspaceOptions::default()
        }),
        ..ServerCapabilities::default()
    }
}

/// Applies a change to the workspace folders.
pub(super) fn change_folder_list(folders: &mut Vec<PathBuf>, added: Vec<PathBuf>, removed: &[PathBuf]) {
    folders.retain(|folder| !removed.contains(folder));
    folders.extend(added);
}
