//! Code lenses above a situation: how many transitions lead to it, and a command that plays from
//! it.

use gen_lsp_types::{CodeLens, CodeLensParams, Command};
use serde_json::json;

use crate::index::{Kind, SymbolIx};
use crate::workspace::{Refusal, RequestFile, State};

/// Returns the lenses of a file.
pub(crate) fn code_lenses(state: &mut State, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>, Refusal> {
    let Some(here) = state.request_file(&params.text_document.uri) else { return Ok(None) };
    let index = &here.view.index;
    let mut transition_counts = vec![0_usize; index.symbols.len()];
    for way in &index.transitions {
        if let Some(count) = transition_counts.get_mut(way.to) {
            *count += 1;
        }
    }
    let mut lenses = Vec::new();
    let own = index.symbols.iter().enumerate().filter(|(_, it)| here.own_span(it.header).is_some());
    for (ix, it) in own {
        let mut add_lens = |title: String, command: &str, arguments| {
            let title = scn_text::escape_line(&title).into_owned();
            let command = Command { title, command: command.to_owned(), arguments, ..Command::default() };
            lenses.push(CodeLens { range: here.range_of(it.header), command: Some(command), data: None });
        };
        match it.kind {
            Kind::Scenario => add_lens("play".to_owned(), "scn.play", Some(vec![play_arguments(&here, ix, None)])),
            Kind::Situation | Kind::Ending => {
                let is_start = it.parent.is_some_and(|scenario| index.start_of(scenario) == Some(ix));
                add_lens(transitions_text(transition_counts.get(ix).copied().unwrap_or_default(), is_start), "", None);
                if let Some(scenario) = it.parent.filter(|_| it.kind == Kind::Situation) {
                    add_lens(
                        "play from here".to_owned(),
                        "scn.play",
                        Some(vec![play_arguments(&here, scenario, Some(&it.id))]),
                    );
                }
            }
            Kind::Principle
            | Kind::Lesson
            | Kind::Quiz
            | Kind::Question
            | Kind::Answer
            | Kind::Ask
            | Kind::Cast
            | Kind::Meter
            | Kind::Flag
            | Kind::State
            | Kind::Value
            | Kind::Passage
            | Kind::Choice
            | Kind::Test
            | Kind::Promise => {}
        }
    }
    lenses.sort_by_key(|it| it.range.start.line);
    Ok(Some(lenses))
}

/// Describes how many transitions lead to a situation.
pub(crate) fn transitions_text(count: usize, is_start: bool) -> String {
    match (count, is_start) {
        (0, true) => "the start".to_owned(),
        (0, false) => "no way in".to_owned(),
        (1, false) => "1 way in".to_owned(),
        (1, true) => "the start, and 1 way in".to_owned(),
        (count, true) => format!("the start, and {count} ways in"),
        (count, false) => format!("{count} ways in"),
    }
}

/// Returns the arguments of the client's play command.
fn play_arguments(here: &RequestFile<'_>, scenario: SymbolIx, from: Option<&str>) -> serde_json::Value {
    let scenario = here.view.index.symbols.get(scenario).map(|it| it.id.as_str()).unwrap_or_default();
    let mut arguments = json!({"file": here.own_path.to_string_lossy(), "scenario": scenario});
    if let (Some(from), Some(what)) = (from, arguments.as_object_mut()) {
        what.insert("from".to_owned(), from.into());
    }
    arguments
}
