//! What is in one pack, in words.

use std::path::Path;

use scn_compiler::Checked;
use scn_source::{Name, Severity};
use scn_text::{counted, listed};

use super::next;
use crate::commands::{CheckMode, check_pack};
use crate::contents::{Contents, PackPart, PartKind, read_contents, size_of};
use crate::failure::Failure;
use crate::load::Loaded;
use crate::packs::{PackPaths, relative_path};
use crate::recording;
use crate::translations::translation_files;

/// The size of the files up to which a pack is checked in passing, in bytes.
const CHECKED: u64 = 512 << 10;

/// The number of states up to which its scenarios are proved.
const STATES: u64 = 20_000;

/// What is known about a pack besides its contents.
pub(super) struct PackState {
    /// Whether `root` is a folder with a manifest, rather than a file.
    pub(super) has_manifest: bool,
    /// The path to type for the pack; empty where commands find it by themselves.
    pub(super) path: String,
    /// Whether the check has reported errors.
    pub(super) has_errors: bool,
    /// Languages into which it is translated.
    pub(super) languages: Vec<String>,
    /// Whether there are records of it.
    pub(super) has_records: bool,
}

/// Describes a pack, given the folder of its manifest or the file that is the pack.
pub(super) fn describe(paths: &PackPaths, root: &Path, here: &Path) -> Result<String, Failure> {
    let Some((loaded, contents)) = read_contents(paths, here)? else {
        return Ok(too_large(paths, root, here));
    };
    let checked = (size_of(paths) <= CHECKED).then(|| check(&loaded)).flatten();
    let has_manifest = paths.manifest.is_some();
    let state = PackState {
        has_manifest,
        path: if has_manifest { String::new() } else { next::path_or_placeholder(&relative_path(root, here)) },
        has_errors: checked.as_ref().is_some_and(|it| 0 < it.count(Severity::Error)),
        languages: if has_manifest { languages(root) } else { Vec::new() },
        has_records: contents.manifest.name.as_deref().is_some_and(recording::has_records_of),
    };
    let mut text = heading(&contents, &state, root, here);
    text.push_str(&parts(&contents));
    text.push_str(&other_contents(&contents, &state));
    text.push_str(&findings(checked.as_ref()));
    text.push('\n');
    text.push_str(&next::for_pack(&contents, &state));
    Ok(text)
}

fn check(loaded: &Loaded) -> Option<Checked> {
    let mode = CheckMode { states: Some(STATES), ..CheckMode::default() };
    loaded.packs.first().map(|pack| check_pack(loaded, pack, mode, None))
}

/// Describes a pack that is too large to be read in passing.
fn too_large(paths: &PackPaths, root: &Path, here: &Path) -> String {
    let place = match relative_path(root, here) {
        place if place.is_empty() => "This folder".to_owned(),
        place => format!("The pack in `{place}`"),
    };
    let files = counted(paths.files.len() as u64, "`.scn` file");
    format!("{place} has {files}, which are too large to be read in passing.\n\n{}", next::for_packs(&["."]))
}

/// Returns the title of a pack: that of its manifest, else its name, else the title of its first
/// part.
pub(super) fn title(contents: &Contents) -> String {
    let manifest = &contents.manifest;
    let first = || contents.parts.iter().map(|part| part.title.clone()).find(|title| !title.is_empty());
    manifest.title.clone().or_else(|| manifest.name.clone()).or_else(first).unwrap_or_default()
}

fn heading(contents: &Contents, state: &PackState, root: &Path, here: &Path) -> String {
    let manifest = &contents.manifest;
    let title = title(contents);
    let mut about: Vec<String> = Vec::new();
    if let Some(name) = &manifest.name {
        let version = manifest.version.as_deref().map(|version| format!(" {version}")).unwrap_or_default();
        about.push(format!("pack `{name}`{version}"));
    } else if !state.has_manifest {
        about.push(format!("`{}`", relative_path(root, here)));
    }
    about.extend(manifest.language.as_deref().map(|language| format!("in `{language}`")));
    let place = relative_path(root, here);
    if state.has_manifest && !place.is_empty() {
        about.push(format!("its folder is `{place}`"));
    }
    let mut text = if title.is_empty() { "A pack without a title\n".to_owned() } else { format!("{title}\n") };
    if !about.is_empty() {
        text.push_str(&format!("{}\n", about.join(", ")));
    }
    text
}

/// Lists the parts: those of the course in its order, then the others.
fn parts(contents: &Contents) -> String {
    let in_course: Vec<&PackPart> = contents.manifest.course.iter().filter_map(|(id, _)| contents.part(id)).collect();
    let others: Vec<&PackPart> =
        contents.parts.iter().filter(|part| !in_course.iter().any(|other| other.id == part.id)).collect();
    let mut text = String::new();
    if !in_course.is_empty() {
        text.push_str(&format!("\nThe course:\n{}", rows(&in_course, true)));
    }
    match (others.is_empty(), in_course.is_empty()) {
        (true, _) => {}
        (false, true) => text.push_str(&format!("\n{}", rows(&others, false))),
        (false, false) => text.push_str(&format!("\nNot in the course:\n{}", rows(&others, false))),
    }
    text
}

/// The maximum number of parts that are listed together.
const LISTED: usize = 40;

fn rows(parts: &[&PackPart], numbered: bool) -> String {
    let width = parts.iter().map(|part| part.id.chars().count()).max().unwrap_or_default();
    let mut text = String::new();
    for (index, part) in parts.iter().take(LISTED).enumerate() {
        let number = if numbered { format!("{:>2}. ", index + 1) } else { String::new() };
        let size = size(part).map(|size| format!(" ({size})")).unwrap_or_default();
        let row = format!("  {number}{:8}  {:width$}  {}{size}", part.kind.word(), part.id, part.title);
        text.push_str(row.trim_end());
        text.push('\n');
    }
    if LISTED < parts.len() {
        text.push_str(&format!("  and {} more\n", parts.len() - LISTED));
    }
    text
}

/// Returns how much there is in a part.
fn size(part: &PackPart) -> Option<String> {
    match part.kind {
        PartKind::Lesson => None,
        PartKind::Quiz => Some(counted(part.questions as u64, "question")),
        PartKind::Scenario => {
            let situations = counted(part.situations.len() as u64, "situation");
            Some(format!("{situations}, {}", counted(part.endings.len() as u64, "ending")))
        }
    }
}

fn other_contents(contents: &Contents, state: &PackState) -> String {
    let counts = [
        (contents.principles, "principle"),
        (contents.tests, "test"),
        (contents.promises, "promise"),
        (state.languages.len(), "translation"),
    ];
    let mut words: Vec<String> =
        counts.iter().filter(|(count, _)| 0 < *count).map(|(count, noun)| counted(*count as u64, noun)).collect();
    if let Some(last) = words.last_mut().filter(|_| !state.languages.is_empty()) {
        last.push_str(&format!(" ({})", state.languages.join(", ")));
    }
    if words.is_empty() { String::new() } else { format!("\n{}\n", listed(&words, "and")) }
}

/// Returns what a check has reported, or why there was none.
fn findings(checked: Option<&Checked>) -> String {
    let Some(checked) = checked else { return "\nNot checked here, since that takes a while.\n".to_owned() };
    let is_cut = checked.scenarios.iter().any(|scenario| !scenario.decided);
    // The proof ended early because of the limit here. `scn check` decides whether that is so.
    let cut_off = checked.findings.iter().filter(|it| is_cut && it.name == Name::ProofIncomplete);
    let cut_off = cut_off.filter(|it| it.severity == Severity::Warning).count();
    let warnings = checked.count(Severity::Warning).saturating_sub(cut_off);
    let counts =
        [(checked.count(Severity::Error), "error"), (warnings, "warning"), (checked.count(Severity::Hint), "hint")];
    let words: Vec<String> =
        counts.iter().filter(|(count, _)| 0 < *count).map(|(count, noun)| counted(*count as u64, noun)).collect();
    let rest = if is_cut { "; not all runs were proved here" } else { "" };
    if words.is_empty() {
        format!("\nThe check has nothing to report{rest}.\n")
    } else {
        format!("\nThe check reports {}{rest}.\n", listed(&words, "and"))
    }
}

/// Returns the languages into which a pack is translated.
fn languages(root: &Path) -> Vec<String> {
    let files = translation_files(root);
    files.iter().filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned())).collect()
}
