//! The capabilities of the client.

use gen_lsp_types::{ClientCapabilities, MarkupKind};

use crate::text::Encoding;

/// The capabilities of the client, as far as they matter here.
#[derive(Clone, Debug, Default)]
pub(crate) struct Client {
    pub(crate) encoding: Encoding,
    /// Completions with placeholders.
    pub(crate) snippets: bool,
    /// Hovers in Markdown.
    pub(crate) markdown: bool,
    /// Edits that name the document version they apply to.
    pub(crate) document_changes: bool,
    /// Related locations of a diagnostic.
    pub(crate) related: bool,
    /// Diagnostics that grey out useless text.
    pub(crate) tags: bool,
    /// Nested symbols.
    pub(crate) nested_symbols: bool,
    /// Watching files for the server.
    pub(crate) watches: bool,
}

impl Client {
    /// Reads the capabilities that a client declares at the start.
    pub(crate) fn from_capabilities(it: &ClientCapabilities) -> Self {
        let workspace = it.workspace.as_ref();
        let text = it.text_document.as_ref();
        let publish = text.and_then(|text| text.publish_diagnostics.as_ref());
        let hover = text.and_then(|text| text.hover.as_ref()).and_then(|hover| hover.content_format.as_ref());
        let item = text.and_then(|text| text.completion.as_ref()).and_then(|it| it.completion_item.as_ref());
        let edit = workspace.and_then(|it| it.workspace_edit.as_ref());
        let symbols = text.and_then(|text| text.document_symbol.as_ref());
        let watch = workspace.and_then(|it| it.did_change_watched_files.as_ref());
        let encodings = it.general.as_ref().and_then(|it| it.position_encodings.as_deref()).unwrap_or_default();
        let is_enabled = |it: Option<bool>| it.unwrap_or_default();
        Self {
            encoding: Encoding::choose_from(encodings),
            snippets: is_enabled(item.and_then(|it| it.snippet_support)),
            markdown: hover.is_some_and(|formats| formats.contains(&MarkupKind::Markdown)),
            document_changes: is_enabled(edit.and_then(|it| it.document_changes)),
            related: publish.is_some_and(|it| is_enabled(it.diagnostics_capabilities.related_information)),
            tags: publish.is_some_and(|it| it.diagnostics_capabilities.tag_support.is_some()),
            nested_symbols: is_enabled(symbols.and_then(|it| it.hierarchical_document_symbol_support)),
            watches: is_enabled(watch.and_then(|it| it.dynamic_registration)),
        }
    }
}
