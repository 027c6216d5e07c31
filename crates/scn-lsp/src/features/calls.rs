//! Transitions between situations, shown as the protocol's call hierarchy.

use gen_lsp_types::{
    CallHierarchyIncomingCall, CallHierarchyIncomingCallsParams, CallHierarchyItem, CallHierarchyOutgoingCall,
    CallHierarchyOutgoingCallsParams, CallHierarchyPrepareParams, Range,
};

use super::symbols::symbol_kind;
use crate::index::{Kind, SymbolIx, Way};
use crate::workspace::{Here, Refusal, State};

/// Returns the situation or ending named at a position, or the one that contains it.
pub(crate) fn prepare(
    state: &mut State,
    params: CallHierarchyPrepareParams,
) -> Result<Option<Vec<CallHierarchyItem>>, Refusal> {
    let at = params.text_document_position_params;
    let Some(here) = state.here(&at.text_document.uri) else { return Ok(None) };
    let offset = here.offset(at.position);
    let index = &here.view.index;
    let is_node = |kind| matches!(kind, Kind::Situation | Kind::Ending);
    let named = here.symbols_at(offset).into_iter().find(|sym| is_node(sym.it.kind)).map(|sym| sym.ix);
    let around = || index.situation_at(offset).or_else(|| index.enclosing(offset, Kind::Ending));
    let found = named.or_else(around).and_then(|ix| item(&here, ix));
    Ok(found.map(|item| vec![item]))
}

/// Returns the situations from which transitions lead to a situation or ending.
pub(crate) fn incoming(
    state: &mut State,
    params: CallHierarchyIncomingCallsParams,
) -> Result<Option<Vec<CallHierarchyIncomingCall>>, Refusal> {
    let Some(here) = state.here(&params.item.uri) else { return Ok(None) };
    let Some(to) = find(&here, &params.item) else { return Ok(None) };
    let grouped = grouped(&here, here.view.index.ways_in(to), |way| way.from);
    Ok(Some(grouped.into_iter().map(|(from, from_ranges)| CallHierarchyIncomingCall { from, from_ranges }).collect()))
}

/// Returns the targets of the transitions from a situation.
pub(crate) fn outgoing(
    state: &mut State,
    params: CallHierarchyOutgoingCallsParams,
) -> Result<Option<Vec<CallHierarchyOutgoingCall>>, Refusal> {
    let Some(here) = state.here(&params.item.uri) else { return Ok(None) };
    let Some(from) = find(&here, &params.item) else { return Ok(None) };
    let grouped = grouped(&here, here.view.index.ways_out(from), |way| way.to);
    Ok(Some(grouped.into_iter().map(|(to, from_ranges)| CallHierarchyOutgoingCall { to, from_ranges }).collect()))
}

/// Returns the situation or ending that an item of an earlier answer refers to.
fn find(here: &Here<'_>, item: &CallHierarchyItem) -> Option<SymbolIx> {
    here.view.index.declared_at(here.offset(item.selection_range.start))
}

fn item(here: &Here<'_>, ix: SymbolIx) -> Option<CallHierarchyItem> {
    let it = here.view.index.symbols.get(ix)?;
    Some(CallHierarchyItem {
        name: it.id.clone(),
        kind: symbol_kind(it.kind),
        detail: Some(scn_text::named(&it.title).into_owned()),
        uri: here.state.uri(here.path)?,
        range: here.range(it.extent),
        selection_range: here.range(it.name),
        tags: None,
        data: None,
    })
}

/// Groups transitions by one of their ends, in source order.
fn grouped<'w>(
    here: &Here<'_>,
    ways: impl Iterator<Item = &'w Way>,
    end: fn(&Way) -> SymbolIx,
) -> Vec<(CallHierarchyItem, Vec<Range>)> {
    let mut groups: Vec<(SymbolIx, Vec<Range>)> = Vec::new();
    for way in ways {
        let range = here.range(way.span);
        match groups.iter_mut().find(|(ix, _)| *ix == end(way)) {
            Some((_, ranges)) => ranges.push(range),
            None => groups.push((end(way), vec![range])),
        }
    }
    groups.into_iter().filter_map(|(ix, ranges)| Some((item(here, ix)?, ranges))).collect()
}
