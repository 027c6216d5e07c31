//! A test editor that maps text to text. `$0` marks the cursor.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gen_lsp_types::{Position, TextDocumentIdentifier, TextDocumentPositionParams, TextEdit, Uri, WorkspaceEdit};
use scn_compiler::{Dependency, MediaFile};
use scn_source::{FileId, SourceFile};
use serde_json::{Value, json};

use crate::disk::{Disk, LoadedPack, OpenTexts};
use crate::workspace::{Client, Doc, State};

/// Files in memory: one pack if there is a manifest, else one pack per file.
pub(crate) struct Memory(pub(crate) BTreeMap<PathBuf, String>);

impl Disk for Memory {
    fn load(&self, file: &Path, open: &OpenTexts<'_>) -> Result<LoadedPack, String> {
        let mut loaded = LoadedPack::default();
        loaded.input.fallback_name = "pack".to_owned();
        let manifest = Path::new("/p/scn.toml");
        let has_manifest = self.0.contains_key(manifest);
        let mut dependency_files = Vec::new();
        for (path, text) in &self.0 {
            let is_other = path.starts_with("/p/other");
            if !(path == file || has_manifest) {
                continue;
            }
            let bytes = open(path).unwrap_or_else(|| text.clone().into_bytes());
            let shown_path = path.strip_prefix("/p").unwrap_or(path).to_string_lossy().into_owned();
            let id = FileId(u32::try_from(loaded.files.len()).unwrap());
            loaded.files.push((path.clone(), SourceFile::from_bytes(shown_path, bytes)));
            if path == manifest {
                loaded.input.manifest = Some(id);
            } else if is_other {
                dependency_files.push(id);
            } else {
                loaded.input.files.push(id);
            }
        }
        if !dependency_files.is_empty() {
            loaded.input.dependencies.push(Dependency { name: "other".to_owned(), files: dependency_files });
        }
        Ok(loaded)
    }

    fn packs_in(&self, _: &Path) -> Vec<PathBuf> {
        self.0.keys().filter(|path| path.extension().is_some_and(|it| it == "scn")).cloned().collect()
    }

    fn resolve_media(&self, file: &Path, written: &str) -> MediaFile {
        let path = file.parent().unwrap_or(file).join(written);
        if self.0.contains_key(&path) { MediaFile::Found } else { MediaFile::Missing { near: None } }
    }

    fn media_files(&self, file: &Path) -> Vec<String> {
        let folder = file.parent().unwrap_or(file);
        let files = self.0.keys().filter(|path| path.extension().is_some_and(|it| it == "png"));
        files.filter_map(|path| Some(path.strip_prefix(folder).ok()?.to_string_lossy().into_owned())).collect()
    }

    fn canonical_path(&self, path: &Path) -> PathBuf {
        path.to_owned()
    }
}

/// An editor.
pub(crate) struct Editor {
    pub(crate) state: State,
    /// The file with the cursor.
    pub(crate) uri: Uri,
    pub(crate) position: Position,
}

/// Creates an editor with one file.
pub(crate) fn editor_with(text: &str) -> Editor {
    editor_of(&[("a.scn", text)])
}

/// Creates an editor with some files, all open, one of which has the cursor.
pub(crate) fn editor_of(files: &[(&str, &str)]) -> Editor {
    let without_cursor = |text: &str| text.replacen("$0", "", 1);
    let path_of = |name: &str| Path::new("/p").join(name);
    let disk = files.iter().map(|(name, text)| (path_of(name), without_cursor(text))).collect();
    let mut state = State::new(Arc::new(Memory(disk)));
    state.client = Client {
        snippets: false,
        markdown: true,
        document_changes: false,
        nested_symbols: true,
        related: true,
        ..Client::default()
    };
    let (mut at, mut uris) = (None, Vec::new());
    for (name, text) in files {
        let uri = Uri::from_file_path(path_of(name)).unwrap();
        let source = SourceFile::new(*name, without_cursor(text));
        if let Some(cursor) = text.find("$0") {
            let position = state.client.encoding.position(&source, u32::try_from(cursor).unwrap());
            at = Some((uri.clone(), position));
        }
        state.docs.insert(path_of(name), Doc { uri: uri.clone(), version: 1, source, stale: false });
        uris.push(uri);
    }
    let (uri, position) = at.unwrap_or_else(|| (uris[0].clone(), Position::default()));
    Editor { state, uri, position }
}

impl Editor {
    /// Returns the cursor position in the form that most requests use.
    pub(crate) fn cursor_position(&self) -> TextDocumentPositionParams {
        TextDocumentPositionParams {
            text_document: TextDocumentIdentifier { uri: self.uri.clone() },
            position: self.position,
        }
    }

    /// Returns the cursor position as JSON, with additional fields.
    pub(crate) fn cursor_params(&self, more: Value) -> Value {
        let mut params = serde_json::to_value(self.cursor_position()).unwrap();
        for (key, value) in more.as_object().unwrap() {
            params[key] = value.clone();
        }
        params
    }

    /// Checks all packs completely.
    pub(crate) fn check(&mut self) {
        let uri = self.uri.clone();
        let _ = self.state.request_file(&uri);
        for job in self.state.begin_checks() {
            let reports = std::sync::Mutex::new(Vec::new());
            job.run(&|report| reports.lock().unwrap().push(report));
            for report in reports.into_inner().unwrap() {
                self.state.apply_report(report);
            }
        }
    }

    /// Changes a file like a keystroke, and analyses it again.
    pub(crate) fn type_over(&mut self, name: &str, from: &str, to: &str) {
        let doc = self.state.docs.get_mut(&Path::new("/p").join(name)).unwrap();
        doc.source = SourceFile::new(doc.source.path(), doc.source.text().replacen(from, to, 1));
        doc.stale = true;
        self.state.refresh_packs();
    }

    /// Returns the text of a file with replacements applied.
    pub(crate) fn text_after_edits(&self, uri: &Uri, edits: &[TextEdit]) -> String {
        let doc = &self.state.docs[&uri.to_file_path().unwrap()];
        let encoding = self.state.client.encoding;
        let mut edits: Vec<_> =
            edits.iter().map(|it| (encoding.span(&doc.source, it.range), it.new_text.clone())).collect();
        edits.sort_by_key(|(span, _)| *span);
        crate::changes::apply_edits(doc.source.text(), &edits)
    }

    /// Returns the texts changed by an edit, by file name.
    pub(crate) fn texts_after_edit(&self, edit: &WorkspaceEdit) -> BTreeMap<String, String> {
        let changes = edit.changes.iter().flatten();
        let file_name = |uri: &Uri| uri.path().trim_start_matches("/p/").to_owned();
        changes.map(|(uri, edits)| (file_name(uri), self.text_after_edits(uri, edits))).collect()
    }

    /// Returns the text of a range.
    pub(crate) fn text_in_range(&self, uri: &Uri, range: gen_lsp_types::Range) -> String {
        let doc = &self.state.docs[&uri.to_file_path().unwrap()];
        doc.source.slice(self.state.client.encoding.span(&doc.source, range)).to_owned()
    }

    /// Returns the diagnostics last published for a file: each with the text of its range.
    pub(crate) fn published_diagnostics(&self, name: &str) -> Vec<String> {
        let uri = Uri::from_file_path(Path::new("/p").join(name)).unwrap();
        let is_for_file = |(method, params): &&(&str, Value)| {
            *method == "textDocument/publishDiagnostics" && params["uri"] == json!(uri)
        };
        let Some((_, params)) = self.state.outbox.iter().rev().find(is_for_file) else {
            return vec!["nothing".to_owned()];
        };
        let diagnostics = params["diagnostics"].as_array().unwrap().iter();
        diagnostics
            .map(|it| {
                let range = serde_json::from_value(it["range"].clone()).unwrap();
                format!("{}: {}", it["code"].as_str().unwrap(), self.text_in_range(&uri, range))
            })
            .collect()
    }
}
