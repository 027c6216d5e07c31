//! The commands, one file each.

pub(crate) mod build;
pub(crate) mod certificate;
pub(crate) mod check;
pub(crate) mod completions;
mod csv;
pub(crate) mod docs;
pub(crate) mod explain;
mod fix;
pub(crate) mod fmt;
pub(crate) mod graph;
pub(crate) mod ids;
pub(crate) mod key;
pub(crate) mod learn;
pub(crate) mod lsp;
pub(crate) mod man;
pub(crate) mod mcp;
mod neighbours;
pub(crate) mod new;
mod output;
pub(crate) mod overview;
pub(crate) mod play;
pub(crate) mod preview;
pub(crate) mod progress;
pub(crate) mod records;
mod report;
mod rewrite;
pub(crate) mod serve;
pub(crate) mod stats;
pub(crate) mod test;
pub(crate) mod translate;
pub(crate) mod verify;

use std::io::Write;
use std::path::{Path, PathBuf};

use scn_compiler::{
    Cache, Checked, DeliveryFormat, MediaFile, Options, PackFiles, ScenarioProof, SuppressedFinding, Watch,
};
use scn_report::{Format, Report, ScenarioLine, SuppressedLine};
use scn_source::{FileId, Finding, Place, Severity, Sources};

use crate::args::Color;
use crate::failure::Failure;
use crate::load::{Loaded, LoadedPack};
use crate::packs::relative_path;
use crate::screen::Screen;

pub(crate) use output::CommandOutput;

/// The maximum number of findings shown on a terminal.
const SHOWN: usize = 50;

/// Returns the path of a pack as an argument of a command, relative to the current folder. This is
/// the given path if it refers to this pack alone. `None` for standard input, and for a path that
/// cannot be typed.
fn pack_path(loaded: &Loaded, pack: &LoadedPack, paths: &[PathBuf]) -> Option<String> {
    let root = pack.root.as_deref()?;
    let path = match paths {
        [only] if loaded.packs.len() == 1 && only.exists() => only.to_str()?.to_owned(),
        [] if loaded.packs.len() == 1 => ".".to_owned(),
        _ => {
            root.to_str()?;
            relative_path(root, &loaded.here)
        }
    };
    match path.as_str() {
        "" => Some(".".to_owned()),
        // A path that starts with a hyphen would be read as an option.
        path if path.starts_with('-') => Some(format!("./{path}")),
        _ => Some(path),
    }
}

/// What a check of a pack is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CheckMode<'m> {
    /// Maximum number of states that a proof may store; overrides the manifest.
    states: Option<u64>,
    /// Whether to return the story with all its text.
    text: bool,
    /// The formats in which the pack is to be delivered.
    formats: &'m [DeliveryFormat],
}

impl<'m> CheckMode<'m> {
    /// Asks for the story with all its text.
    pub(crate) fn with_text(states: Option<u64>) -> Self {
        Self { states, text: true, formats: &[] }
    }

    /// Returns the options of the compiler.
    fn options<'o>(
        self,
        watch: Option<&'o Watch<'o>>,
        media: &'o (dyn Fn(FileId, &str) -> MediaFile + Sync),
    ) -> Options<'o>
    where
        'm: 'o,
    {
        let Self { states, text, formats } = self;
        Options { states, text, watch, formats, media }
    }
}

/// Checks a pack. `watch` is the receiver of progress.
pub(crate) fn check_pack(
    loaded: &Loaded,
    pack: &LoadedPack,
    mode: CheckMode<'_>,
    watch: Option<&Watch<'_>>,
) -> Checked {
    let resolve_media = |file, path: &str| loaded.resolve_media(file, path);
    let options = mode.options(watch, &resolve_media);
    if mode.text && !pack.input.translations.is_empty() {
        // A story is in one language. What is wrong with the others is for `scn check`.
        let input = PackFiles { translations: Vec::new(), ..pack.input.clone() };
        return with_neighbours(loaded, pack, scn_compiler::check(&loaded.sources, &input, &options));
    }
    with_neighbours(loaded, pack, scn_compiler::check(&loaded.sources, &pack.input, &options))
}

/// Checks a pack again after edits to some of its files, reusing the results in a cache.
fn check_again(
    loaded: &Loaded,
    sources: &Sources,
    pack: &LoadedPack,
    mode: CheckMode<'_>,
    watch: &Watch<'_>,
    cache: &Cache,
) -> Checked {
    let resolve_media = |file, path: &str| loaded.resolve_media(file, path);
    let options = mode.options(Some(watch), &resolve_media);
    with_neighbours(loaded, pack, scn_compiler::check_with(sources, &pack.input, &options, cache))
}

/// The result of a check. Where there is no manifest, names that other files of the folder have are
/// explained.
fn with_neighbours(loaded: &Loaded, pack: &LoadedPack, mut checked: Checked) -> Checked {
    if pack.input.manifest.is_none() {
        neighbours::explain_missing_manifest(loaded, &mut checked.findings);
    }
    checked
}

/// Removes the results that do not concern the named files of a pack. Returns the number of removed
/// findings.
fn keep_named(loaded: &Loaded, pack: &LoadedPack, checked: &mut Checked) -> usize {
    let is_named = |place: &Place| loaded.is_named(pack, place.file);
    let concerns =
        |finding: &Finding| is_named(&finding.place) || finding.related.iter().any(|related| is_named(&related.place));
    let total = checked.findings.len();
    checked.findings.retain(concerns);
    checked.suppressed.retain(|allowed| concerns(&allowed.finding));
    checked.scenarios.retain(|scenario| is_named(&scenario.place));
    checked.properties.retain(|property| is_named(&property.place));
    total - checked.findings.len()
}

/// Returns a note about the findings that concern only files that were not named.
fn note_of_others(count: usize) -> Option<String> {
    match count {
        0 => None,
        1 => Some("note: 1 finding is in another file; run without `--only-named` to see it".to_owned()),
        _ => Some(format!("note: {count} findings are in other files; run without `--only-named` to see them")),
    }
}

/// Returns the findings suppressed by comments, as reports list them.
fn allowed_lines(allowed: &[SuppressedFinding]) -> Vec<SuppressedLine<'_>> {
    let suppressed = allowed.iter();
    suppressed
        .map(|it| SuppressedLine { finding: &it.finding, reason: it.reason.as_deref(), comment: it.comment })
        .collect()
}

/// Returns what was proved about the scenarios of a pack, as reports list it. `path` is the path of
/// the pack.
fn scenario_lines(scenarios: &[ScenarioProof], path: Option<&str>) -> Vec<ScenarioLine> {
    let scenario_line = |scenario: &ScenarioProof| ScenarioLine {
        id: scenario.id.clone(),
        places: scenario.extent.clone(),
        states: scenario.states,
        complete: scenario.decided,
        endings: scenario.endings as u64,
        pack: path.map(str::to_owned),
    };
    scenarios.iter().map(scenario_line).collect()
}

/// Returns the options of a report on a screen.
fn report_options(screen: Screen, loaded: &Loaded, fails_from: Severity) -> scn_report::Options {
    scn_report::Options {
        width: screen.width,
        colour: screen.colour,
        unicode: screen.unicode,
        limit: screen.terminal.then_some(SHOWN),
        paths: loaded.shown_paths(),
        fails_from,
        list_writing: false,
        only_about: None,
        notes: Vec::new(),
    }
}

/// Shows on standard error why a pack can be neither built nor played.
fn show_on_stderr(loaded: &Loaded, pack: &LoadedPack, checked: &Checked, paths: &[PathBuf], color: Color) {
    let screen = Screen::stderr(color);
    let path = pack_path(loaded, pack, paths);
    let report = Report {
        sources: &loaded.sources,
        findings: &checked.findings,
        suppressed: Vec::new(),
        scenarios: scenario_lines(&checked.scenarios, path.as_deref()),
        tests: None,
    };
    let format = default_format(screen);
    let mut text = Vec::new();
    let written = scn_report::write(&report, format, &report_options(screen, loaded, Severity::Error), &mut text);
    if written.is_ok() {
        // If standard error cannot be written, there is nowhere left to report it.
        let _ = std::io::stderr().lock().write_all(&text);
    }
}

fn default_format(screen: Screen) -> Format {
    if screen.terminal && !screen.dumb { Format::Fancy } else { Format::Plain }
}

/// Explains a failure to load a pack: a single argument that was read as a scenario may have been
/// meant as a path.
fn explain_argument(failure: Failure, argument: &Option<PathBuf>, path: Option<&Path>) -> Failure {
    match argument {
        Some(word) if path.is_none() => {
            failure.with_prefix(&format!("there is no file, folder or scenario `{}` here: ", word.display()))
        }
        Some(_) | None => failure,
    }
}

/// Separates the path from the scenario: a single argument that is not a file may be a scenario of
/// the pack in the current folder.
fn path_and_scenario<'a>(
    path: &'a Option<PathBuf>,
    scenario: &'a Option<String>,
) -> (Option<&'a Path>, Option<&'a str>) {
    match (path, scenario) {
        (Some(word), None) if !word.exists() && word != Path::new("-") => match word.to_str() {
            Some(id) if !id.contains(['/', '\\', '.']) => (None, Some(id)),
            Some(_) | None => (Some(word), None),
        },
        (path, scenario) => (path.as_deref(), scenario.as_deref()),
    }
}

/// Puts the only pack that a command is about into another language, if one is given.
fn translate_only(loaded: &mut Loaded, what: &str, language: Option<&str>) -> Result<(), Failure> {
    let Some(language) = language else { return Ok(()) };
    let wanted = only_pack(loaded, what)?.root.clone();
    match loaded.packs.iter().position(|pack| pack.root == wanted) {
        Some(index) => loaded.translate(index, language),
        None => Ok(()),
    }
}

/// Returns the single pack that a path refers to: the one that contains it, regardless of the packs
/// below it.
fn only_pack<'l>(loaded: &'l Loaded, what: &str) -> Result<&'l LoadedPack, Failure> {
    let enclosing_pack = loaded.packs.iter().find(|pack| pack.encloses);
    match (enclosing_pack, loaded.packs.as_slice()) {
        (Some(own), _) | (None, [own]) => Ok(own),
        (None, packs) => {
            let name = |pack: &LoadedPack| {
                pack.root.as_deref().map(|root| relative_path(root, &loaded.here)).unwrap_or_default()
            };
            let mut names: Vec<String> = packs.iter().take(8).map(|pack| format!("\n    {}", name(pack))).collect();
            if 8 < packs.len() {
                names.push(format!("\n    and {} more", packs.len() - 8));
            }
            Err(Failure::new(format!("there are {} packs here, but only one at a time can be {what}", packs.len()))
                .with_help(format!("name one of them:{}", names.concat())))
        }
    }
}
