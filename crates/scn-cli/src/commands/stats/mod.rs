//! `scn stats`.

mod csv;
mod page;
mod scenario;
mod table;

use scn_compiler::stats::{Document, PackStats, VERSION, pack_stats, stats_schema};
use scn_source::{Severity, nearest_name};

use super::csv::checked_bom;
use super::{CheckMode, check_pack, keep_named, show_on_stderr};
use crate::args::{Color, StatsArgs, StatsFormat};
use crate::failure::Failure;
use crate::load::load_packs;
use crate::screen::{Screen, print, print_exactly, print_note};
use scn_text::counted;

/// Prints the statistics of packs. Returns 1 if a scenario has errors that have to be fixed first.
pub(crate) fn run(args: &StatsArgs, color: Color) -> Result<u8, Failure> {
    checked_bom(args.bom, args.format == StatsFormat::Csv)?;
    if args.format == StatsFormat::Schema {
        print(&stats_schema())?;
        return Ok(0);
    }
    let loaded = load_packs(&args.paths)?;
    let mut checked = Vec::new();
    for pack in &loaded.packs {
        let mut pack_result = check_pack(&loaded, pack, CheckMode::with_text(args.states), None);
        if pack.by_file {
            keep_named(&loaded, pack, &mut pack_result);
        }
        checked.push(pack_result);
    }
    if let Some(asked) = &args.scenario {
        let scenario_ids = || checked.iter().flat_map(|it| &it.scenarios).map(|it| it.id.as_str());
        if !scenario_ids().any(|id| id == asked) {
            let failure = Failure::new(format!("there is no scenario `{asked}` here"));
            return Err(match nearest_name(asked, scenario_ids()) {
                Some(near) => failure.with_help(format!("did you mean `{near}`?")),
                None => failure,
            });
        }
    }
    let (mut packs, mut whole) = (Vec::new(), true);
    for (pack, checked) in loaded.packs.iter().zip(checked) {
        let pack_stats = pack_stats(&checked, &loaded.sources, args.states, args.scenario.as_deref());
        let errors = checked.count(Severity::Error);
        if !pack_stats.broken.is_empty() || pack_stats.scenarios.is_empty() && 0 < errors && args.scenario.is_none() {
            show_on_stderr(&loaded, pack, &checked, &args.paths, color);
            print_note(&broken_message(&pack_stats));
            whole = false;
        } else if 0 < errors {
            let errors = if errors == 1 { "an error".to_owned() } else { counted(errors, "error") };
            print_note(&format!("note: the pack `{}` has {errors}; `scn check` shows more", pack_stats.name));
        }
        packs.push(pack_stats);
    }
    if args.scenario.is_some() {
        packs.retain(|pack| !pack.scenarios.is_empty() || !pack.broken.is_empty());
    }
    let text = match args.format {
        StatsFormat::Table => table::stats_table(&packs, Screen::stdout(color).width),
        StatsFormat::Csv => csv::coverage_csv(&packs, args.bom)?,
        StatsFormat::Json | StatsFormat::Schema => scn_text::json::pretty_json(&Document { version: VERSION, packs }),
    };
    print_exactly(&text)?;
    Ok(u8::from(!whole))
}

fn broken_message(pack: &PackStats) -> String {
    match pack.broken.as_slice() {
        [] => "there are no statistics: fix the errors first".to_owned(),
        [one] => format!("there are no statistics for `{one}`: fix its errors first"),
        several => {
            let names: Vec<String> = several.iter().map(|id| format!("`{id}`")).collect();
            format!("there are no statistics for {}: fix their errors first", names.join(", "))
        }
    }
}
