//! One file a command.

pub(crate) mod build;
pub(crate) mod certificate;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod explain;
mod fix;
pub(crate) mod fmt;
pub(crate) mod graph;
pub(crate) mod ids;
pub(crate) mod key;
pub(crate) mod learn;
pub(crate) mod lsp;
pub(crate) mod man;
pub(crate) mod new;
pub(crate) mod play;
pub(crate) mod preview;
pub(crate) mod progress;
pub(crate) mod records;
mod rewrite;
pub(crate) mod stats;
pub(crate) mod test;

use std::io::Write;
use std::path::{Path, PathBuf};

use scn_compiler::{Allowed, Cache, Checked, Options, ScenarioProof, Watch};
use scn_report::{AllowedLine, Format, Report, ScenarioLine};
use scn_source::{Place, Severity, Sources, Span};

use crate::args::Color;
use crate::failure::Failure;
use crate::load::{Loaded, LoadedPack};
use crate::packs::MANIFEST;
use crate::screen::{Screen, settle, tell};

/// How many findings a terminal is shown.
const SHOWN: usize = 50;

/// What a command has to say after it has looked at some packs.
#[derive(Debug)]
pub(crate) struct Told {
    /// For standard output.
    pub(crate) text: Vec<u8>,
    /// For standard error.
    pub(crate) notes: Vec<String>,
    /// The exit status.
    pub(crate) status: u8,
    /// What was looked at.
    pub(crate) loaded: Loaded,
}

impl Told {
    /// Says it, once.
    fn say(&self) -> Result<u8, Failure> {
        let mut out = std::io::stdout().lock();
        settle(out.write_all(&self.text).and_then(|()| out.flush()))?;
        self.notes.iter().for_each(|note| tell(note));
        Ok(self.status)
    }
}

/// The path that a report repeats: the one that was asked for.
fn shown_path(paths: &[PathBuf]) -> String {
    match paths {
        [only] => only.display().to_string(),
        _ => String::new(),
    }
}

/// Checks a pack. `text`: whether the story is wanted, with all its text; `watch`: who is told of progress.
fn check_pack(
    loaded: &Loaded,
    pack: &LoadedPack,
    states: Option<u64>,
    text: bool,
    watch: Option<&Watch<'_>>,
) -> Checked {
    let media = |file, path: &str| loaded.has_media(file, path);
    let options = Options { states, text, watch, media: &media };
    only(pack, scn_compiler::check(&pack.input(&loaded.sources), &options))
}

/// Checks a pack without its text, as some of its files have been edited since, with what a cache holds.
fn check_again(
    loaded: &Loaded,
    sources: &Sources,
    pack: &LoadedPack,
    states: Option<u64>,
    watch: &Watch<'_>,
    cache: &Cache,
) -> Checked {
    let media = |file, path: &str| loaded.has_media(file, path);
    let options = Options { states, text: false, watch: Some(watch), media: &media };
    only(pack, scn_compiler::check_with(&pack.input(sources), &options, cache))
}

/// What came of a check, with what is wrong with its files, and without what was not asked for.
fn only(pack: &LoadedPack, mut checked: Checked) -> Checked {
    checked.findings.extend(pack.findings.iter().cloned());
    if let Some(only) = pack.only {
        checked.findings.retain(|finding| finding.place.file == only);
        checked.allowed.retain(|allowed| allowed.finding.place.file == only);
        checked.scenarios.retain(|scenario| scenario.place.file == only);
        checked.claims.retain(|claim| claim.place.file == only);
    }
    checked
}

/// What comments allow, as reports list it.
fn allowed_lines(allowed: &[Allowed]) -> Vec<AllowedLine<'_>> {
    let all = allowed.iter();
    all.map(|it| AllowedLine { finding: &it.finding, reason: it.reason.as_deref(), comment: it.comment }).collect()
}

/// What was proved of the scenarios, as reports list it.
fn lines(loaded: &Loaded, scenarios: &[ScenarioProof]) -> Vec<ScenarioLine> {
    let line = |(at, scenario): (usize, &ScenarioProof)| {
        let file = scenario.place.file;
        let end = loaded.sources.get(file).map(|file| file.text().len()).unwrap_or_default();
        let next =
            scenarios.get(at + 1).filter(|next| next.place.file == file && scenario.place.span < next.place.span);
        let end = next.map_or(end, |next| next.place.span.start as usize);
        ScenarioLine {
            id: scenario.id.clone(),
            place: Some(Place { file, span: Span::new(scenario.place.span.start as usize, end) }),
            states: scenario.states,
            complete: scenario.decided,
            endings: scenario.endings as u64,
        }
    };
    scenarios.iter().enumerate().map(line).collect()
}

/// Options of a report on a screen.
fn report_options(screen: Screen, loaded: &Loaded, path: &str, fails_from: Severity) -> scn_report::Options {
    scn_report::Options {
        width: screen.width,
        colour: screen.colour,
        unicode: screen.unicode,
        limit: screen.terminal.then_some(SHOWN),
        path: path.to_owned(),
        base: loaded.base_shown.clone(),
        fails_from,
        notes: Vec::new(),
    }
}

/// Shows on standard error why a pack can be neither built nor played.
fn show_on_stderr(loaded: &Loaded, checked: &Checked, path: &str, color: Color) {
    let screen = Screen::stderr(color);
    let report = Report {
        sources: &loaded.sources,
        findings: &checked.findings,
        allowed: Vec::new(),
        scenarios: lines(loaded, &checked.scenarios),
        tests: None,
    };
    let format = default_format(screen);
    let mut text = Vec::new();
    let written = scn_report::write(&report, format, &report_options(screen, loaded, path, Severity::Error), &mut text);
    if written.is_ok() {
        // Where standard error cannot be written there is nowhere left to say so.
        let _ = std::io::stderr().lock().write_all(&text);
    }
}

fn default_format(screen: Screen) -> Format {
    if screen.terminal && !screen.dumb { Format::Fancy } else { Format::Plain }
}

/// A lone argument that is no file may be a scenario of the pack at hand.
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

/// The one pack that a path means: of a folder that is a pack itself, that one, whatever packs lie inside it.
fn only_pack<'l>(loaded: &'l Loaded, what: &str) -> Result<&'l LoadedPack, Failure> {
    let manifest =
        |pack: &LoadedPack| pack.manifest.and_then(|id| loaded.sources.get(id)).map(scn_source::SourceFile::path);
    let own = loaded.packs.iter().find(|pack| manifest(pack) == Some(MANIFEST));
    match (own, loaded.packs.as_slice()) {
        (Some(own), _) | (None, [own]) => Ok(own),
        (None, packs) => {
            let name = |pack: &LoadedPack| {
                let first = pack.manifest.or_else(|| pack.files.first().copied());
                let path =
                    first.and_then(|id| loaded.sources.get(id)).map(scn_source::SourceFile::path).unwrap_or_default();
                let path = path.strip_suffix("/scn.toml").unwrap_or(path);
                if loaded.base_shown.is_empty() { path.to_owned() } else { format!("{}/{path}", loaded.base_shown) }
            };
            let mut names: Vec<String> = packs.iter().take(8).map(|pack| format!("\n    {}", name(pack))).collect();
            if 8 < packs.len() {
                names.push(format!("\n    and {} more", packs.len() - 8));
            }
            Err(Failure::new(format!("there are {} packs here, and one at a time can be {what}", packs.len()))
                .help(format!("name one of them:{}", names.concat())))
        }
    }
}
