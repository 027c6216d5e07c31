//! Edits of several files, in the form of the protocol.

use gen_lsp_types::{
    DocumentChange, Edit, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextDocumentIdentifier, TextEdit,
    WorkspaceEdit,
};

use crate::changes::Changes;
use crate::pack::Pack;
use crate::workspace::State;

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
