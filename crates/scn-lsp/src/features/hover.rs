//! Hover: information about the word at a position.

use gen_lsp_types::{Contents, Hover, HoverParams, MarkupContent, MarkupKind};
use scn_source::Span;
use scn_syntax::words::{self, Keyword};

use super::lenses::transitions_text;
use crate::index::{Detail, Kind, Role, Space, SymbolIx, one_line};
use crate::pack::SymbolRef;
use crate::workspace::{Refusal, RequestFile, State};
use scn_text::counted;

/// Returns information about the word at a position.
pub(crate) fn hover(state: &mut State, params: HoverParams) -> Result<Option<Hover>, Refusal> {
    let document_position = params.text_document_position_params;
    let Some(here) = state.request_file(&document_position.text_document.uri) else { return Ok(None) };
    let offset = here.offset_of(document_position.position);
    let Some((text, span)) = hover_text(&here, offset) else { return Ok(None) };
    let markdown = here.state.client.markdown;
    let kind = if markdown { MarkupKind::Markdown } else { MarkupKind::PlainText };
    let text = if markdown { text } else { text.replace("**", "").replace('`', "") };
    let value = scn_text::escape_lines(&text).into_owned();
    Ok(Some(Hover {
        contents: Contents::MarkupContent(MarkupContent { kind, value }),
        range: Some(here.range_of(span)),
    }))
}

/// Returns information about the word at an offset, in Markdown, and the span of that word.
fn hover_text(here: &RequestFile<'_>, offset: u32) -> Option<(String, Span)> {
    if let Some(name) = here.view.index.name_at(offset) {
        let symbols = here.pack.symbols_for_name(here.path, here.view, name);
        let descriptions: Vec<String> = symbols.iter().map(|sym| describe_symbol(here, sym)).collect();
        return (!descriptions.is_empty()).then(|| (descriptions.join("\n\n---\n\n"), name.span));
    }
    let line = here.view.source.line_span(here.view.source.line_index(offset));
    let text = here.view.text_at(line);
    let start = line.start as usize + (text.len() - text.trim_start().len());
    let keyword = words::keyword_at_start(text.trim_start())?;
    let span = Span::new(start, start + keyword.word.len());
    let colon = text.trim_start().get(keyword.word.len()..)?.contains(':');
    (colon && span.start <= offset && offset <= span.end).then(|| (describe_keyword(keyword), span))
}

/// Describes a keyword: its form, and where it may be used.
pub(crate) fn describe_keyword(keyword: &Keyword) -> String {
    format!("`{}`\n\nallowed {}", keyword.form, keyword.place)
}

/// Describes a symbol.
pub(crate) fn describe_symbol(here: &RequestFile<'_>, sym: &SymbolRef<'_>) -> String {
    let declared = sym.symbol;
    let mut lines = vec![match (declared.id.is_empty(), declared.title.is_empty()) {
        (false, false) => format!("{} `{}`: **{}**", declared.kind.word(), declared.id, declared.title),
        (false, true) => format!("{} `{}`", declared.kind.word(), declared.id),
        (true, _) => format!("{}: **{}**", declared.kind.word(), declared.title),
    }];
    match &declared.detail {
        Detail::Nothing => {}
        Detail::Principle { text, source } => {
            let text = one_line(sym.view.text_at(*text));
            lines.extend((!text.is_empty()).then_some(text));
            lines.extend(source.as_ref().map(|source| format!("source: {source}")));
            lines.push(describe_links(here, sym));
        }
        Detail::Scenario { minutes, .. } => {
            lines.extend(minutes.map(|minutes| format!("{minutes} minutes")));
        }
        Detail::Meter { range, start } => {
            if let Some((low, high)) = range {
                let start = start.unwrap_or(*low);
                lines.push(format!("from {low} to {high}, starting at {start}"));
            }
            lines.extend(describe_meter_range(here, sym));
        }
        Detail::State { values } => {
            let value = |(value, words): &(String, Option<String>)| match words {
                Some(words) => format!("{value} (\"{words}\")"),
                None => value.clone(),
            };
            lines.push(format!("one of {}", values.iter().map(value).collect::<Vec<_>>().join(", ")));
        }
        Detail::Ending { result } => lines.extend(result.as_ref().map(|result| format!("result: {result}"))),
        Detail::Choice { written, .. } => {
            let situation = declared.parent.and_then(|ix| sym.view.index.symbols.get(ix));
            lines.extend(situation.map(|it| format!("in `{}`: {}", it.id, it.title)));
            if !written {
                lines.push("its id is derived from its label, so it changes when the label changes".to_owned());
            }
        }
    }
    if matches!(declared.kind, Kind::Situation | Kind::Ending) {
        lines.extend(describe_transitions(sym));
        lines.extend(describe_moments(here, sym));
    }
    if declared.kind == Kind::Value {
        let state = declared.parent.and_then(|ix| sym.view.index.symbols.get(ix));
        lines.extend(state.map(|it| format!("a value of `{}`: {}", it.id, it.title)));
    }
    lines.join("\n\n")
}

/// How many outcomes link a principle.
fn describe_links(here: &RequestFile<'_>, sym: &SymbolRef<'_>) -> String {
    let uses = here.pack.occurrences(sym);
    let count = uses.iter().filter(|it| it.role == Role::Reads).count();
    match count {
        0 => "not used anywhere".to_owned(),
        count => format!("used in {}", counted(count, "other place")),
    }
}

/// Describes the transitions to and from a situation or ending.
fn describe_transitions(sym: &SymbolRef<'_>) -> Vec<String> {
    let index = &sym.view.index;
    let quoted_id = |ix: SymbolIx| index.symbols.get(ix).map(|it| format!("`{}`", it.id)).unwrap_or_default();
    let quoted_ids = |mut ends: Vec<SymbolIx>| {
        ends.sort_unstable();
        ends.dedup();
        ends.into_iter().map(quoted_id).collect::<Vec<_>>().join(", ")
    };
    let sources: Vec<SymbolIx> = index.transitions_to(sym.ix).map(|way| way.from).collect();
    let targets: Vec<SymbolIx> = index.transitions_from(sym.ix).map(|way| way.to).collect();
    let is_start = sym.symbol.parent.is_some_and(|scenario| index.start_of(scenario) == Some(sym.ix));
    let mut descriptions = vec![match sources.len() {
        0 => transitions_text(0, is_start),
        count => format!("{}: from {}", transitions_text(count, is_start), quoted_ids(sources)),
    }];
    if sym.symbol.kind == Kind::Situation {
        descriptions.push(match targets.len() {
            0 => "no way out to another situation or ending".to_owned(),
            1 => format!("1 way out: to {}", quoted_ids(targets)),
            count => format!("{count} ways out: to {}", quoted_ids(targets)),
        });
    }
    descriptions
}

fn scenario_id(sym: &SymbolRef<'_>) -> Option<String> {
    let index = &sym.view.index;
    let scenario = sym.symbol.scenario.and_then(|number| index.scenarios.get(number))?;
    index.symbols.get(*scenario).map(|it| it.id.clone())
}

/// Describes in how many states runs reach a situation or ending, and how soon.
fn describe_moments(here: &RequestFile<'_>, sym: &SymbolRef<'_>) -> Option<String> {
    let facts = here.pack.facts_of(sym.path, &scenario_id(sym)?)?;
    let (_, at) = facts.nodes.iter().find(|(id, _)| *id == sym.symbol.id)?;
    Some(match at {
        None if facts.complete => "no run reaches it".to_owned(),
        None => "none of the explored runs reaches it".to_owned(),
        Some(at) => {
            let least = if facts.complete { "" } else { "at least " };
            let states = counted(at.states, "state");
            let soonest = match at.choices {
                0 => "at the start".to_owned(),
                count => format!("after {}", counted(count, "choice")),
            };
            format!("runs reach it in {least}{states}, the earliest {soonest}")
        }
    })
}

/// Describes which values of its range a meter reaches.
fn describe_meter_range(here: &RequestFile<'_>, sym: &SymbolRef<'_>) -> Option<String> {
    // For a meter that several scenarios share, the range covers all of them.
    let index = &sym.view.index;
    let scenarios: Vec<String> = match scenario_id(sym) {
        Some(id) => vec![id],
        None => index.scenarios.iter().filter_map(|ix| index.symbols.get(*ix)).map(|it| it.id.clone()).collect(),
    };
    let facts = scenarios.iter().filter_map(|id| here.pack.facts_of(sym.path, id)).collect::<Vec<_>>();
    let ranges = facts.iter().flat_map(|it| &it.meters).filter(|(id, _)| *id == sym.symbol.id).map(|(_, range)| *range);
    let (low, high) = ranges.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
    let complete = facts.iter().all(|it| it.complete);
    let explored_note = if complete { "" } else { ", as far as runs were explored" };
    Some(format!("values in runs: from {low} to {high}{explored_note}"))
}

/// Returns the detail that completion shows next to a name: the kind of symbol, and its title.
pub(crate) fn completion_detail(sym: &SymbolRef<'_>) -> String {
    match (sym.symbol.title.is_empty(), sym.symbol.kind.namespace()) {
        (true, _) => sym.symbol.kind.word().to_owned(),
        (false, Some(Space::Cast)) => sym.symbol.title.clone(),
        (false, _) => format!("{}: {}", sym.symbol.kind.word(), sym.symbol.title),
    }
}
