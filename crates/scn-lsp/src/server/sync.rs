//! Notifications: texts opened, changed and closed, files changed by other programs, workspace
//! folders.

use std::io::Write;
use std::path::PathBuf;

use gen_lsp_types::{
    DidChangeTextDocumentNotification, DidChangeTextDocumentParams, DidChangeWatchedFilesNotification,
    DidChangeWorkspaceFoldersNotification, DidChangeWorkspaceFoldersParams, DidCloseTextDocumentNotification,
    DidCloseTextDocumentParams, DidOpenTextDocumentNotification, DidOpenTextDocumentParams,
    DidSaveTextDocumentNotification, InitializedNotification, Notification as _, TextDocumentContentChangeEvent,
};
use lsp_server::Notification;
use scn_source::SourceFile;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Server;
use super::init::change_folder_list;
use crate::workspace::{Doc, State};

impl<W: Write> Server<W> {
    /// Handles a notification. An unknown or invalid one has no effect.
    pub(super) fn handle_notification(&mut self, it: &Notification) {
        let state = &mut self.state;
        let has_method = |method: &str| it.method == method;
        if has_method(DidChangeTextDocumentNotification::METHOD.as_str()) {
            with_params(&it.params, |params| state.change_document(params));
        } else if has_method(DidOpenTextDocumentNotification::METHOD.as_str()) {
            with_params(&it.params, |params| state.open_document(params));
        } else if has_method(DidCloseTextDocumentNotification::METHOD.as_str()) {
            with_params(&it.params, |params| state.close_document(&params));
        } else if has_method(DidSaveTextDocumentNotification::METHOD.as_str())
            || has_method(DidChangeWatchedFilesNotification::METHOD.as_str())
        {
            // Files that are not open may have changed too.
            state.reread = true;
        } else if has_method(DidChangeWorkspaceFoldersNotification::METHOD.as_str()) {
            with_params(&it.params, |params| state.change_folders(&params));
        } else if has_method(InitializedNotification::METHOD.as_str()) {
            self.register_watchers();
        }
    }
}

fn with_params<P: DeserializeOwned>(params: &Value, act: impl FnOnce(P)) {
    if let Ok(params) = P::deserialize(params) {
        act(params);
    }
}

impl State {
    fn open_document(&mut self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        let Some(path) = self.path_of(&document.uri) else { return };
        let source = SourceFile::new(document.uri.as_str(), document.text);
        self.docs.insert(path.clone(), Doc { uri: document.uri, version: document.version, source, stale: false });
        // A pack that contains the file takes over its text; otherwise the pack is read with it.
        if self.packs.values().any(|pack| pack.id_of(&path).is_some()) {
            self.shown_as(&path);
            if let Some(doc) = self.docs.get_mut(&path) {
                doc.stale = true;
            }
        }
        if let Some(key) = self.key_of(&path) {
            self.shown_as(&path);
            self.publish_diagnostics(&key);
        }
    }

    /// Gives an open text the path under which its pack shows it.
    fn shown_as(&mut self, path: &PathBuf) {
        let shown_path =
            self.packs.values().find_map(|pack| pack.view_of(path)).map(|view| view.source.path().to_owned());
        if let (Some(shown), Some(doc)) = (shown_path, self.docs.get_mut(path)) {
            doc.source = SourceFile::new(shown, doc.source.text());
        }
    }

    fn change_document(&mut self, params: DidChangeTextDocumentParams) {
        let Some(path) = self.path_of(&params.text_document.text_document_identifier.uri) else { return };
        let encoding = self.client.encoding;
        let Some(doc) = self.docs.get_mut(&path) else { return };
        for change in params.content_changes {
            let shown_path = doc.source.path().to_owned();
            match change {
                TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
                    let span = encoding.span(&doc.source, part.range);
                    let mut text = doc.source.text().to_owned();
                    text.replace_range(span.range(), &part.text);
                    doc.source = SourceFile::new(shown_path, text);
                }
                TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => {
                    doc.source = SourceFile::new(shown_path, whole.text);
                }
            }
        }
        doc.version = params.text_document.version;
        doc.stale = true;
    }

    fn close_document(&mut self, params: &DidCloseTextDocumentParams) {
        if let Some(path) = self.path_of(&params.text_document.uri)
            && self.docs.remove(&path).is_some()
        {
            // Unsaved changes are lost, so the text on disk counts again.
            self.reread = true;
        }
    }

    fn change_folders(&mut self, params: &DidChangeWorkspaceFoldersParams) {
        let paths_of = |folders: &[gen_lsp_types::WorkspaceFolder]| -> Vec<PathBuf> {
            folders.iter().filter_map(|it| self.path_of(&it.uri)).collect()
        };
        let (added, removed) = (paths_of(&params.event.added), paths_of(&params.event.removed));
        change_folder_list(&mut self.folders, added, &removed);
    }
}
