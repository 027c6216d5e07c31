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
use super::init::changed;
use crate::workspace::{Doc, State};

impl<W: Write> Server<W> {
    /// Handles a notification. An unknown or invalid one has no effect.
    pub(super) fn notification(&mut self, it: &Notification) {
        let state = &mut self.state;
        let is = |method: &str| it.method == method;
        if is(DidChangeTextDocumentNotification::METHOD.as_str()) {
            with(&it.params, |params| state.change(params));
        } else if is(DidOpenTextDocumentNotification::METHOD.as_str()) {
            with(&it.params, |params| state.open(params));
        } else if is(DidCloseTextDocumentNotification::METHOD.as_str()) {
            with(&it.params, |params| state.close(&params));
        } else if is(DidSaveTextDocumentNotification::METHOD.as_str())
            || is(DidChangeWatchedFilesNotification::METHOD.as_str())
        {
            // Files that are not open may have changed too.
            state.reread = true;
        } else if is(DidChangeWorkspaceFoldersNotification::METHOD.as_str()) {
            with(&it.params, |params| state.folders(&params));
        } else if is(InitializedNotification::METHOD.as_str()) {
            self.initialized();
        }
    }
}

fn with<P: DeserializeOwned>(params: &Value, act: impl FnOnce(P)) {
    if let Ok(params) = P::deserialize(params) {
        act(params);
    }
}

impl State {
    fn open(&mut self, params: DidOpenTextDocumentParams) {
        let it = params.text_document;
        let Some(path) = self.path(&it.uri) else { return };
        let source = SourceFile::new(it.uri.as_str(), it.text);
        self.docs.insert(path.clone(), Doc { uri: it.uri, version: it.version, source, stale: false });
        // A pack that contains the file takes over its text; otherwise the pack is read with it.
        if self.packs.values().any(|pack| pack.id(&path).is_some()) {
            self.shown_as(&path);
            if let Some(doc) = self.docs.get_mut(&path) {
                doc.stale = true;
            }
        }
        if let Some(key) = self.key_of(&path) {
            self.shown_as(&path);
            self.publish(&key);
        }
    }

    /// Gives an open text the path under which its pack shows it.
    fn shown_as(&mut self, path: &PathBuf) {
        let shown = self.packs.values().find_map(|pack| pack.view(path)).map(|view| view.source.path().to_owned());
        if let (Some(shown), Some(doc)) = (shown, self.docs.get_mut(path)) {
            doc.source = SourceFile::new(shown, doc.source.text());
        }
    }

    fn change(&mut self, params: DidChangeTextDocumentParams) {
        let Some(path) = self.path(&params.text_document.text_document_identifier.uri) else { return };
        let encoding = self.client.encoding;
        let Some(doc) = self.docs.get_mut(&path) else { return };
        for change in params.content_changes {
            let shown = doc.source.path().to_owned();
            match change {
                TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
                    let span = encoding.span(&doc.source, part.range);
                    let mut text = doc.source.text().to_owned();
                    text.replace_range(span.range(), &part.text);
                    doc.source = SourceFile::new(shown, text);
                }
                TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => {
                    doc.source = SourceFile::new(shown, whole.text);
                }
            }
        }
        doc.version = params.text_document.version;
        doc.stale = true;
    }

    fn close(&mut self, params: &DidCloseTextDocumentParams) {
        if let Some(path) = self.path(&params.text_document.uri)
            && self.docs.remove(&path).is_some()
        {
            // Unsaved changes are lost, so the text on disk counts again.
            self.reread = true;
        }
    }

    fn folders(&mut self, params: &DidChangeWorkspaceFoldersParams) {
        let paths = |folders: &[gen_lsp_types::WorkspaceFolder]| -> Vec<PathBuf> {
            folders.iter().filter_map(|it| self.path(&it.uri)).collect()
        };
        let (added, removed) = (paths(&params.event.added), paths(&params.event.removed));
        changed(&mut self.folders, added, &removed);
    }
}
