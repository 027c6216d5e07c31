//! Symbols: the outline of a file, and a search by name or title in all packs.

use std::borrow::Cow;

use gen_lsp_types::{
    BaseSymbolInformation, DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, SymbolInformation, SymbolKind,
    WorkspaceSymbol, WorkspaceSymbolLocation, WorkspaceSymbolParams, WorkspaceSymbolResponse,
};

use crate::index::{Detail, Kind, Symbol};
use crate::pack::{SymbolRef, file_symbols};
use crate::workspace::{Refusal, RequestFile, State};

/// The maximum number of symbols that a search returns.
const MOST: usize = 500;

/// Returns the protocol's symbol kind.
pub(crate) fn symbol_kind(kind: Kind) -> SymbolKind {
    match kind {
        Kind::Principle => SymbolKind::Class,
        Kind::Lesson | Kind::Quiz => SymbolKind::File,
        Kind::Question => SymbolKind::Field,
        Kind::Answer => SymbolKind::Property,
        Kind::Scenario => SymbolKind::Module,
        Kind::Cast => SymbolKind::Object,
        Kind::Meter => SymbolKind::Number,
        Kind::Flag => SymbolKind::Boolean,
        Kind::State => SymbolKind::Enum,
        Kind::Value => SymbolKind::EnumMember,
        Kind::Passage => SymbolKind::String,
        Kind::Situation => SymbolKind::Function,
        Kind::Ending => SymbolKind::Event,
        Kind::Ask => SymbolKind::Field,
        Kind::Choice => SymbolKind::Method,
        Kind::Test => SymbolKind::Interface,
        Kind::Promise => SymbolKind::Constant,
    }
}

/// Returns the name of a symbol in a list: its id, or its title if no id is written.
pub(crate) fn shown_name(symbol: &Symbol) -> Cow<'_, str> {
    let unwritten = matches!(symbol.detail, Detail::Choice { written: false, .. }) || symbol.id.is_empty();
    let called = if unwritten && !symbol.title.is_empty() { &symbol.title } else { &symbol.id };
    // An editor refuses an empty name.
    scn_text::escape_line(if called.is_empty() { symbol.kind.word() } else { called })
}

/// Returns the outline of a file.
pub(crate) fn document_symbols(
    state: &mut State,
    params: DocumentSymbolParams,
) -> Result<Option<DocumentSymbolResponse>, Refusal> {
    let Some(here) = state.request_file(&params.text_document.uri) else { return Ok(None) };
    let index = &here.view.index;
    if !here.state.client.nested_symbols {
        let flat = file_symbols(here.path, here.view).filter(|sym| sym.symbol.kind != Kind::Value);
        let flat = flat.filter(|sym| here.own_span(sym.symbol.header).is_some());
        let flat = flat.filter_map(|sym| {
            let location = here.state.location_of(sym.path, sym.view, sym.symbol.header)?;
            Some(SymbolInformation::new(None, location, symbol_information(&sym)))
        });
        return Ok(Some(DocumentSymbolResponse::SymbolInformationList(flat.collect())));
    }
    let is_own = |it: &&Symbol| it.kind != Kind::Value && here.own_span(it.header).is_some();
    let mut declared: Vec<&Symbol> = index.symbols.iter().filter(is_own).collect();
    declared.sort_by_key(|it| it.header.start);
    let mut remaining = declared.as_slice();
    let outline = nested_symbols(&here, &mut remaining, u32::MAX);
    Ok(Some(DocumentSymbolResponse::DocumentSymbolList(outline)))
}

/// Returns the symbols that start before an offset, with nested symbols as their children.
fn nested_symbols(here: &RequestFile<'_>, rest: &mut &[&Symbol], before: u32) -> Vec<DocumentSymbol> {
    let mut nested = Vec::new();
    while let Some((first, others)) = rest.split_first().filter(|(first, _)| first.header.start < before) {
        *rest = others;
        let children = nested_symbols(here, rest, first.extent.end);
        let name = shown_name(first);
        // An editor refuses a name outside the range that it names.
        let inside = first.extent.start <= first.name.start && first.name.end <= first.extent.end;
        nested.push(DocumentSymbol::new(
            name.to_string(),
            (!first.title.is_empty() && first.title != name).then(|| scn_text::escape_line(&first.title).into_owned()),
            symbol_kind(first.kind),
            None,
            None,
            here.range_of(first.extent),
            here.range_of(if inside { first.name } else { first.header }),
            (!children.is_empty()).then_some(children),
        ));
    }
    nested
}

fn symbol_information(sym: &SymbolRef<'_>) -> BaseSymbolInformation {
    let parent = sym.symbol.parent.and_then(|ix| sym.view.index.symbols.get(ix));
    let container = parent.map(|it| it.id.clone());
    BaseSymbolInformation::new(shown_name(sym.symbol).into_owned(), symbol_kind(sym.symbol.kind), None, container)
}

/// Returns the symbols of all packs whose id or title contains the letters of the query, in this
/// order.
pub(crate) fn workspace_symbols(
    state: &mut State,
    params: WorkspaceSymbolParams,
) -> Result<Option<WorkspaceSymbolResponse>, Refusal> {
    // The client has been notified of packs that cannot be read.
    state.read_folders(None);
    let query = params.query.to_lowercase();
    let state = &*state;
    let mut matches = Vec::new();
    for pack in state.packs.values() {
        for (path, view) in pack.units(pack.input.files.iter().copied()) {
            for sym in file_symbols(path, view).filter(|sym| sym.symbol.kind != Kind::Value) {
                if !(has_letters(&sym.symbol.id, &query) || has_letters(&sym.symbol.title, &query)) {
                    continue;
                }
                let Some(location) = state.location_of(sym.path, sym.view, sym.symbol.header) else { continue };
                matches.push(WorkspaceSymbol {
                    location: WorkspaceSymbolLocation::Location(location),
                    data: None,
                    base_symbol_information: symbol_information(&sym),
                });
                if matches.len() == MOST {
                    return Ok(Some(WorkspaceSymbolResponse::WorkspaceSymbolList(matches)));
                }
            }
        }
    }
    Ok(Some(WorkspaceSymbolResponse::WorkspaceSymbolList(matches)))
}

/// Returns whether a text contains some letters in their order, ignoring case.
fn has_letters(text: &str, letters: &str) -> bool {
    let mut text = text.chars().flat_map(char::to_lowercase);
    letters.chars().all(|letter| text.any(|c| c == letter))
}
