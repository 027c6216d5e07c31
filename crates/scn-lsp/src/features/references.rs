//! Declarations and uses of a symbol.

use gen_lsp_types::{
    Definition, DefinitionParams, DefinitionResponse, DocumentHighlight, DocumentHighlightKind,
    DocumentHighlightParams, Location, ReferenceParams,
};

use crate::index::Role;
use crate::pack::{Occurrence, is_shared};
use crate::workspace::{Refusal, State};

/// Returns where the symbol at a position is declared.
pub(crate) fn find_definition(
    state: &mut State,
    params: DefinitionParams,
) -> Result<Option<DefinitionResponse>, Refusal> {
    let document_position = params.text_document_position_params;
    let Some(here) = state.request_file(&document_position.text_document.uri) else { return Ok(None) };
    let symbols = here.symbols_at(here.offset_of(document_position.position));
    let places: Vec<Location> =
        symbols.iter().filter_map(|sym| here.state.location_of(sym.path, sym.view, sym.symbol.name)).collect();
    Ok((!places.is_empty()).then_some(DefinitionResponse::Definition(Definition::LocationList(places))))
}

/// Returns all places that name the symbol at a position.
pub(crate) fn find_references(state: &mut State, params: ReferenceParams) -> Result<Option<Vec<Location>>, Refusal> {
    let document_position = params.text_document_position_params;
    let shared = state.request_file(&document_position.text_document.uri).and_then(|here| {
        let symbols = here.symbols_at(here.offset_of(document_position.position));
        symbols.iter().find(|sym| is_shared(sym.symbol.kind)).map(|sym| sym.path.to_owned())
    });
    if let Some(path) = shared {
        state.read_folders(Some(&path));
    }
    let Some(here) = state.request_file(&document_position.text_document.uri) else { return Ok(None) };
    let symbols = here.symbols_at(here.offset_of(document_position.position));
    let mut places = Vec::new();
    for sym in &symbols {
        // If the text contains no id, the declaration is the span that stands in for it.
        let unwritten = !here.pack.occurrences(sym).iter().any(|it| it.role == Role::Declares);
        if params.context.include_declaration && unwritten {
            places.extend(here.state.location_of(sym.path, sym.view, sym.symbol.name));
        }
        for it in here.state.all_uses(here.pack, sym).into_iter().flat_map(|(_, uses)| uses) {
            if params.context.include_declaration || it.role != Role::Declares {
                places.extend(here.state.location_of(it.path, it.view, it.span));
            }
        }
    }
    Ok((!symbols.is_empty()).then_some(places))
}

/// Returns the places in one file, with the kind of access.
pub(crate) fn find_highlights(
    state: &mut State,
    params: DocumentHighlightParams,
) -> Result<Option<Vec<DocumentHighlight>>, Refusal> {
    let document_position = params.text_document_position_params;
    let Some(here) = state.request_file(&document_position.text_document.uri) else { return Ok(None) };
    let symbols = here.symbols_at(here.offset_of(document_position.position));
    let is_here = |it: &Occurrence<'_>| it.path == here.path && here.own_span(it.span).is_some();
    let uses = symbols.iter().flat_map(|sym| here.pack.occurrences(sym)).filter(is_here);
    let mut places: Vec<DocumentHighlight> = uses
        .map(|it| DocumentHighlight {
            range: here.range_of(it.span),
            kind: Some(match it.role {
                Role::Declares | Role::Writes => DocumentHighlightKind::Write,
                Role::Reads => DocumentHighlightKind::Read,
            }),
        })
        .collect();
    places.sort_by_key(|it| (it.range.start.line, it.range.start.character));
    places.dedup();
    Ok((!symbols.is_empty()).then_some(places))
}
