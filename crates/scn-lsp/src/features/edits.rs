//! Edits of several files, in the form of the protocol.

use std::collections::BTreeMap;
use std::path::PathBuf;

use gen_lsp_types::{
    DocumentChange, Edit, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextDocumentIdentifier, TextEdit,
    WorkspaceEdit,
};

use scn_source::Span;

use crate::pack::Pack;
use crate::workspace::State;

/// Replacements by file, ordered and without overlaps in each file.
pub(crate) type Changes = BTreeMap<PathBuf, Vec<(Span, String)>>;

/// Converts changes to an edit for the client. Each file belongs to one pack.
pub(crate) fn workspace_edit(state: &State, changes: &[(&Pack, Changes)]) -> WorkspaceEdit {
    let mut files = Vec::new();
    for (pack, path, edits) in changes.iter().flat_map(|(pack, all)| all.iter().map(move |(path, it)| (pack, path, it)))
    {
        let Some((view, uri)) = pack.view_of(path).zip(state.uri_of(path)) else { continue };
        let edits: Vec<TextEdit> = edits
            .iter()
            .map(|(span, text)| TextEdit {
                range: state.client.encoding.range(&view.source, *span),
                new_text: text.clone(),
            })
            .collect();
        files.push((uri, state.docs.get(path).map(|doc| doc.version), edits));
    }
    if !state.client.document_changes {
        let changes = files.into_iter().map(|(uri, _, edits)| (uri, edits)).collect();
        return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    }
    let documents = files.into_iter().map(|(uri, version, edits)| {
        DocumentChange::TextDocumentEdit(TextDocumentEdit {
            text_document: OptionalVersionedTextDocumentIdentifier {
                version,
                text_document_identifier: TextDocumentIdentifier { uri },
            },
            edits: edits.into_iter().map(Edit::TextEdit).collect(),
        })
    });
    WorkspaceEdit { document_changes: Some(documents.collect()), ..WorkspaceEdit::default() }
}

/// Returns a text with replacements applied.
pub(crate) fn apply_edits(text: &str, edits: &[(Span, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut copied_to = 0;
    for (span, by) in edits {
        out.push_str(text.get(copied_to..span.start as usize).unwrap_or_default());
        out.push_str(by);
        copied_to = span.end as usize;
    }
    out.push_str(text.get(copied_to..).unwrap_or_default());
    out
}
