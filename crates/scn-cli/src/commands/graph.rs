//! `scn graph`.

use std::path::{Path, PathBuf};

use scn_compiler::Checked;
use scn_export::graph::{Graph, GraphSheet};
use scn_prover::{Limits, prove};
use scn_source::{Severity, nearest_name};
use scn_story::{Keep, Machine, Scenario};

use super::{CheckMode, check_pack, explain_argument, only_pack, path_and_scenario, show_on_stderr};
use crate::args::{Color, GraphArgs, GraphFormat};
use crate::failure::Failure;
use crate::load::load_packs;
use crate::save::{ensure_output_writable, save_output};
use crate::screen::{print, print_note};

/// Draws the scenarios of a pack. Errors about their runs are drawn, not reported: showing them is
/// what the graph is for. Returns 1 if a requested scenario cannot be drawn because its names or
/// conditions are broken.
pub(crate) fn run(args: &GraphArgs, color: Color) -> Result<u8, Failure> {
    let output = args.output.as_deref().filter(|path| *path != Path::new("-"));
    output.map(ensure_output_writable).transpose()?;
    let (path, asked) = path_and_scenario(&args.path, &args.scenario);
    let explain_argument = |failure: Failure| explain_argument(failure, &args.path, path);
    let paths: Vec<PathBuf> = path.iter().map(|path| path.to_path_buf()).collect();
    let loaded = load_packs(&paths).map_err(explain_argument)?;
    let pack = only_pack(&loaded, "drawn").map_err(explain_argument)?;
    let only_file = loaded.only_named_file(pack);
    // One state is enough here; runs are explored when a scenario is drawn.
    let checked = check_pack(&loaded, pack, CheckMode::with_text(Some(1)), None);
    let ids: Vec<&str> = checked
        .scenarios
        .iter()
        .filter(|it| only_file.is_none_or(|file| it.is_in(file)))
        .map(|it| it.id.as_str())
        .collect();
    let ids = match asked {
        None => ids,
        Some(asked) => match checked.scenarios.iter().find(|it| it.id == asked) {
            Some(found) => vec![found.id.as_str()],
            None => return Err(unknown_scenario(asked, &checked, path)),
        },
    };
    let find_scenario = |id: &&str| checked.story.scenarios.iter().find(|scenario| scenario.id == **id);
    let (whole, broken): (Vec<&str>, Vec<&str>) = ids.iter().copied().partition(|id| find_scenario(id).is_some());
    let limits = Limits::of_states(args.states.or(checked.manifest.states).unwrap_or(Limits::default().states));
    let graphs: Vec<Graph> = whole
        .iter()
        .filter_map(find_scenario)
        .filter_map(|scenario| draw_scenario(scenario, &checked, &limits))
        .collect();
    if graphs.is_empty() {
        if broken.is_empty() && checked.count(Severity::Error) == 0 {
            return Err(Failure::new("this pack has no scenario to draw"));
        }
        let checked = check_pack(&loaded, pack, CheckMode { states: args.states, ..CheckMode::default() }, None);
        show_on_stderr(&loaded, pack, &checked, &paths, color);
        print_note("nothing was drawn: fix the errors first");
        return Ok(1);
    }
    let sheet = build_sheet(graphs, &checked, args.principles);
    let text = match args.to {
        GraphFormat::Svg => sheet.to_svg(),
        GraphFormat::Dot => sheet.to_dot(),
        GraphFormat::Mermaid => sheet.to_mermaid(),
    };
    match output {
        Some(path) => save_output(path, &text)?,
        None => print(&text)?,
    }
    for id in &broken {
        print_note(&format!("`{id}` was not drawn: it has errors, and `scn check` shows them"));
    }
    Ok(u8::from(!broken.is_empty()))
}

fn draw_scenario(scenario: &Scenario, checked: &Checked, limits: &Limits) -> Option<Graph> {
    let machine = Machine::new(scenario, Keep::Read).ok()?;
    let proof = prove(&machine, limits);
    Some(Graph::new(scenario, &machine, &proof, &checked.story.principles))
}

/// Collects the graphs of a drawing. One scenario gives its own title; several have the title of
/// the pack.
fn build_sheet(graphs: Vec<Graph>, checked: &Checked, principles: bool) -> GraphSheet {
    let title = match graphs.as_slice() {
        [only] => only.title.clone(),
        _ => checked.story.pack.title.clone(),
    };
    GraphSheet { title, language: checked.story.pack.language.clone(), graphs, principles }
}

fn unknown_scenario(asked: &str, checked: &Checked, path: Option<&Path>) -> Failure {
    let known_ids: Vec<String> = checked.scenarios.iter().map(|it| format!("`{}`", it.id)).collect();
    let there =
        if known_ids.is_empty() { "it has none".to_owned() } else { format!("it has {}", known_ids.join(", ")) };
    let mut failure = Failure::new(format!("this pack has no scenario `{asked}`; {there}"));
    if path.is_none() {
        failure = failure.with_prefix(&format!("there is no file or folder `{asked}`, and "));
    }
    match nearest_name(asked, checked.scenarios.iter().map(|it| it.id.as_str())) {
        Some(near) => failure.with_help(format!("did you mean `{near}`?")),
        None => failure,
    }
}
