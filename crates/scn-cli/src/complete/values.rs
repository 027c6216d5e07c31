//! The values that arguments can have: paths, ids, languages and names.
//!
//! Each is found in well under a second. A pack that is too large to be read in that time gives no
//! ids.

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Command;
use clap_complete::engine::{CompletionCandidate, PathCompleter, ValueCompleter};
use scn_run::{ChoiceMatch, Playable, Session, parse_choices};
use scn_source::{Name, keywords};
use scn_story::Story;

use super::words::other_words;
use crate::commands::{CheckMode, check_pack};
use crate::contents::{Contents, PartKind, read_contents, size_of};
use crate::packs::{MANIFEST, PackPaths, enclosing_root, pack_in_folder, single_file_pack};
use crate::translations::translation_files;

/// The size up to which the ids of a pack are completed, in bytes.
const READ: u64 = 4 << 20;

/// The size up to which it is played to find the next choices.
const PLAYED: u64 = 512 << 10;

/// The number of states up to which it is proved before that; a proof is not needed.
const STATES: u64 = 500;

/// Returns the packs, sources and folders that begin with what was typed.
pub(super) fn pack(typed: &OsStr) -> Vec<CompletionCandidate> {
    visible(PathCompleter::any().filter(is_source).complete(typed))
}

/// Returns likewise, and built stories.
pub(super) fn pack_or_story(typed: &OsStr) -> Vec<CompletionCandidate> {
    let is_story = |path: &Path| path.extension().is_some_and(|it| it.eq_ignore_ascii_case("json"));
    visible(PathCompleter::any().filter(move |path| is_source(path) || is_story(path)).complete(typed))
}

/// Returns the paths without hidden characters: others would be printed to the terminal.
fn visible(mut paths: Vec<CompletionCandidate>) -> Vec<CompletionCandidate> {
    paths.retain(|path| scn_text::is_clean(&path.get_value().to_string_lossy()));
    paths
}

/// Returns likewise, and the scenarios of the pack that contains the current folder.
pub(super) fn pack_or_scenario(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed_text = typed.to_string_lossy();
    let mut all: Vec<CompletionCandidate> = scenarios();
    all.retain(|it| it.get_value().to_string_lossy().starts_with(&*typed_text));
    all.extend(pack_or_story(typed));
    all
}

/// Returns whether a path is a source, a manifest, or the folder of a pack.
fn is_source(path: &Path) -> bool {
    path.extension().is_some_and(|it| it.eq_ignore_ascii_case("scn"))
        || path.file_name().is_some_and(|it| it == MANIFEST)
        || path.join(MANIFEST).is_file()
}

/// Returns the ids of scenarios.
pub(super) fn scenarios() -> Vec<CompletionCandidate> {
    let contents = contents();
    contents.of_kind(PartKind::Scenario).map(|part| candidate(&part.id, &part.title)).collect()
}

/// Returns the ids of situations and endings, of the scenario that was named if one was.
pub(super) fn places() -> Vec<CompletionCandidate> {
    let contents = contents();
    let words = other_words();
    let is_named = |id: &str| words.iter().any(|word| word == id);
    let named = contents.of_kind(PartKind::Scenario).find(|part| is_named(&part.id));
    let scenarios = contents.of_kind(PartKind::Scenario).filter(|part| named.is_none_or(|it| it == *part));
    let places = scenarios.flat_map(|part| part.situations.iter().chain(&part.endings));
    places.map(|(id, title)| candidate(id, title)).collect()
}

/// Returns the languages in which a pack can be shown.
pub(super) fn languages() -> Vec<CompletionCandidate> {
    let mut all = translations();
    all.push(candidate("en-XA", "accents and longer words, to try the pages"));
    all.push(candidate("ar-XB", "written from right to left, to try the pages"));
    all
}

/// Returns the languages into which a pack is translated.
pub(super) fn translations() -> Vec<CompletionCandidate> {
    let Some(root) = pack_paths().and_then(|pack| Some(pack.manifest?.parent()?.to_owned())) else { return Vec::new() };
    let files = translation_files(&root);
    files.iter().filter_map(|file| Some(candidate(&file.file_stem()?.to_string_lossy(), ""))).collect()
}

/// Returns the names that `scn explain` knows.
pub(super) fn pages() -> Vec<CompletionCandidate> {
    let findings = Name::ALL.iter().map(|name| candidate(name.as_str(), name.summary()));
    let keywords: BTreeSet<&str> = keywords().into_iter().collect();
    let others = [
        ("guide", "the guide for authors"),
        ("llms.txt", "the language in short, for assistants"),
        ("events", "the lines of `scn play --events`"),
    ];
    findings
        .chain(others.iter().map(|(name, about)| candidate(name, about)))
        .chain(keywords.into_iter().map(|word| candidate(word, "")))
        .collect()
}

/// Returns the commands, below the one whose words were typed.
pub(super) fn commands(command: &Command) -> Vec<CompletionCandidate> {
    let mut above = command;
    for word in other_words().iter().skip_while(|word| *word != "man").skip(1) {
        above = above.find_subcommand(word).unwrap_or(above);
    }
    let about = |it: &Command| it.get_about().map(ToString::to_string).unwrap_or_default();
    above.get_subcommands().map(|it| candidate(it.get_name(), &about(it))).collect()
}

/// Returns lists of choices: those that were typed, followed by each choice on offer after them.
pub(super) fn choices(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    let (before, last) = typed.rsplit_once(',').map_or(("", &*typed), |(before, last)| (before, last));
    let Some((story, scenario)) = played_story() else { return Vec::new() };
    let Ok(playable) = Playable::new(&story, scenario.as_deref()) else { return Vec::new() };
    let Some(session) = session_after(&playable, before) else { return Vec::new() };
    let lead = if before.is_empty() { String::new() } else { format!("{before},") };
    let offered = session.scene().on_offer().filter(|view| view.id.starts_with(last.trim_start()));
    offered.map(|view| candidate(&format!("{lead}{}", view.id), "")).collect()
}

/// Returns the run after some choices. `None` if one of them is not on offer.
fn session_after<'p>(playable: &'p Playable<'p>, choices: &str) -> Option<Session<'p>> {
    let mut session = Session::start(playable, 0, None);
    if choices.trim().is_empty() {
        return Some(session);
    }
    for step in parse_choices(choices).ok()? {
        match session.match_choice(&step.choice) {
            ChoiceMatch::One(id) => drop(session.choose(&id, step.outcome).ok()?),
            ChoiceMatch::Several(_) | ChoiceMatch::Locked { .. } | ChoiceMatch::Used | ChoiceMatch::Nothing => {
                return None;
            }
        }
    }
    Some(session)
}

/// Returns the story of the pack, and the scenario that was named if there is one.
fn played_story() -> Option<(Story, Option<String>)> {
    let pack = pack_paths().filter(|pack| size_of(pack) <= PLAYED)?;
    let (loaded, contents) = read_contents(&pack, &env::current_dir().ok()?).ok()??;
    let checked = check_pack(&loaded, loaded.packs.first()?, CheckMode::with_text(Some(STATES)), None);
    if !checked.is_playable() {
        return None;
    }
    let words = other_words();
    let named = contents.of_kind(PartKind::Scenario).find(|part| words.iter().any(|word| *word == *part.id));
    let named = named.map(|part| part.id.clone());
    Some((checked.story, named))
}

/// Returns what is in the pack that the command line is about; nothing if it cannot be read.
fn contents() -> Contents {
    let pack = pack_paths().filter(|pack| size_of(pack) <= READ);
    let read = pack.and_then(|pack| read_contents(&pack, &env::current_dir().ok()?).ok().flatten());
    read.map(|(_, contents)| contents).unwrap_or_default()
}

/// Returns the pack that the command line is about: that of the path in it, else the pack that
/// contains the current folder.
fn pack_paths() -> Option<PackPaths> {
    let is_pack = |path: &PathBuf| is_source(path) && path.exists() || path.is_dir();
    let named = other_words().iter().skip(2).map(PathBuf::from).find(is_pack);
    let path = fs::canonicalize(named.unwrap_or_else(|| PathBuf::from("."))).ok()?;
    let folder = if path.is_dir() { path.clone() } else { path.parent()?.to_owned() };
    match enclosing_root(&folder) {
        Some(root) => pack_in_folder(&root).ok().flatten(),
        None if path.is_dir() => find_single(&path),
        None => Some(single_file_pack(path)),
    }
}

/// Returns the pack of a folder without a manifest that has a single source.
fn find_single(folder: &Path) -> Option<PackPaths> {
    let entries = fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    let mut sources = entries.filter(|path| path.is_file() && is_source(path));
    let first = sources.next()?;
    sources.next().is_none().then(|| single_file_pack(first))
}

/// Returns a value with what it means. A shell shows it on one line.
fn candidate(value: &str, about: &str) -> CompletionCandidate {
    let about = scn_text::sanitize_line(about).into_owned();
    let help = (!about.is_empty()).then(|| about.into());
    CompletionCandidate::new(value).help(help)
}
