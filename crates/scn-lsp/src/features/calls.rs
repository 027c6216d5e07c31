//! Transitions between situations, shown as the protocol's call hierarchy.

use gen_lsp_types::{
    CallHierarchyIncomingCall, CallHierarchyIncomingCallsParams, CallHierarchyItem, CallHierarchyOutgoingCall,
    CallHierarchyOutgoingCallsParams, CallHierarchyPrepareParams, Range,
};

use super::symbols::symbol_kind;
use crate::index::{Kind, SymbolIx, Transition};
use crate::workspace::{Refusal, RequestFile, State};

/// Returns the situation or ending named at a position, or the one that contains it.
pub(crate) fn prepare_calls(
    state: &mut State,
    params: CallHierarchyPrepareParams,
) -> Result<Option<Vec<CallHierarchyItem>>, Refusal> {
    let document_position = params.text_document_position_params;
    let Some(here) = state.request_file(&document_position.text_document.uri) else { return Ok(None) };
    let offset = here.offset_of(document_position.position);
    let index = &here.view.index;
    let is_node = |kind| matches!(kind, Kind::Situation | Kind::Ending);
    let named = here.symbols_at(offset).into_iter().find(|sym| is_node(sym.symbol.kind)).map(|sym| sym.ix);
    let enclosing_node = || index.situation_at(offset).or_else(|| index.enclosing_symbol(offset, Kind::Ending));
    let found_item = named.or_else(enclosing_node).and_then(|ix| call_item(&here, ix));
    Ok(found_item.map(|item| vec![item]))
}

/// Returns the situations from which transitions lead to a situation or ending.
pub(crate) fn incoming_calls(
    state: &mut State,
    params: CallHierarchyIncomingCallsParams,
) -> Result<Option<Vec<CallHierarchyIncomingCall>>, Refusal> {
    let Some(here) = state.request_file(&params.item.uri) else { return Ok(None) };
    let Some(to) = find_symbol(&here, &params.item) else { return Ok(None) };
    let grouped = group_by_end(&here, here.view.index.transitions_to(to), |way| way.from);
    Ok(Some(grouped.into_iter().map(|(from, from_ranges)| CallHierarchyIncomingCall { from, from_ranges }).collect()))
}

/// Returns the targets of the transitions from a situation.
pub(crate) fn outgoing_calls(
    state: &mut State,
    params: CallHierarchyOutgoingCallsParams,
) -> Result<Option<Vec<CallHierarchyOutgoingCall>>, Refusal> {
    let Some(here) = state.request_file(&params.item.uri) else { return Ok(None) };
    let Some(from) = find_symbol(&here, &params.item) else { return Ok(None) };
    let grouped = group_by_end(&here, here.view.index.transitions_from(from), |way| way.to);
    Ok(Some(grouped.into_iter().map(|(to, from_ranges)| CallHierarchyOutgoingCall { to, from_ranges }).collect()))
}

/// Returns the situation or ending that an item of an earlier answer refers to.
fn find_symbol(here: &RequestFile<'_>, item: &CallHierarchyItem) -> Option<SymbolIx> {
    here.view.index.declared_at(here.offset_of(item.selection_range.start))
}

fn call_item(here: &RequestFile<'_>, ix: SymbolIx) -> Option<CallHierarchyItem> {
    let symbol = here.view.index.symbols.get(ix)?;
    let whole = here.state.location_of(here.path, here.view, symbol.extent)?;
    Some(CallHierarchyItem {
        name: symbol.id.clone(),
        kind: symbol_kind(symbol.kind),
        detail: Some(scn_text::escape_line(&symbol.title).into_owned()),
        uri: whole.uri,
        range: whole.range,
        selection_range: here.range_of(symbol.name),
        tags: None,
        data: None,
    })
}

/// Groups transitions by one of their ends, in source order.
fn group_by_end<'w>(
    here: &RequestFile<'_>,
    ways: impl Iterator<Item = &'w Transition>,
    end: fn(&Transition) -> SymbolIx,
) -> Vec<(CallHierarchyItem, Vec<Range>)> {
    let mut groups: Vec<(SymbolIx, Vec<Range>)> = Vec::new();
    for way in ways {
        let range = here.range_of(way.span);
        match groups.iter_mut().find(|(ix, _)| *ix == end(way)) {
            Some((_, ranges)) => ranges.push(range),
            None => groups.push((end(way), vec![range])),
        }
    }
    groups.into_iter().filter_map(|(ix, ranges)| Some((call_item(here, ix)?, ranges))).collect()
}
