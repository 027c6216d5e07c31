//! `scn` without arguments: what is in the current folder, and what can be done next.

mod next;
mod pack;
mod search;

use std::env;
use std::fs;
use std::path::Path;

use crate::contents::read_contents;
use crate::failure::Failure;
use crate::packs::{MANIFEST, PackPaths, enclosing_root, pack_in_folder, relative_path, single_file_pack};
use crate::screen::print;
pub(crate) use next::typed_path;
use search::{FoundPacks, search_packs};

/// The maximum number of packs that are listed.
const LISTED: usize = 20;

/// Shows what is in the pack that contains the current folder; else lists the packs below. Returns
/// `None` if there are none, so that the caller shows the help.
pub(crate) fn run() -> Result<Option<u8>, Failure> {
    let Some(here) = env::current_dir().ok().and_then(|here| fs::canonicalize(here).ok()) else { return Ok(None) };
    if let Some(root) = enclosing_root(&here) {
        let text = match pack_in_folder(&root)? {
            Some(paths) => pack::describe(&paths, &root, &here)?,
            None => without_files(&root, &here),
        };
        return print(&text).map(|()| Some(0));
    }
    let found = search_packs(&here);
    let text = match found.packs.as_slice() {
        [] => return Ok(None),
        [only] if only.is_file() && only.parent() == Some(&here) => {
            pack::describe(&single_file_pack(only.clone()), only, &here)?
        }
        _ => list(&found, &here),
    };
    print(&text).map(|()| Some(0))
}

/// Describes a pack without any `.scn` file.
fn without_files(root: &Path, here: &Path) -> String {
    let place = match relative_path(root, here) {
        place if place.is_empty() => "This folder".to_owned(),
        place => format!("The folder `{place}`"),
    };
    format!(
        "{place} has a `{MANIFEST}`, and no `.scn` file yet.\n\n`scn explain guide` teaches the language by building one scenario.\n"
    )
}

/// Lists the packs below the current folder.
fn list(found: &FoundPacks, here: &Path) -> String {
    let rows: Vec<(String, String)> = found.packs.iter().take(LISTED).map(|path| row(path, here)).collect();
    let width = rows.iter().map(|(path, _)| path.chars().count()).max().unwrap_or_default();
    let count = found.packs.len();
    let mut text = match (count, found.stopped) {
        (1, false) => "There is a pack below this folder:\n\n".to_owned(),
        (_, false) => format!("There are {count} packs below this folder:\n\n"),
        (_, true) => "Packs below this folder, as far as it was searched:\n\n".to_owned(),
    };
    for (path, title) in &rows {
        text.push_str(format!("  {path:width$}  {title}").trim_end());
        text.push('\n');
    }
    if LISTED < count {
        text.push_str(&format!("  and {} more\n", count - LISTED));
    }
    text.push('\n');
    text.push_str(&next::for_packs(&rows.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>()));
    text
}

/// Returns the path of a pack, relative to the current folder, and its title.
fn row(path: &Path, here: &Path) -> (String, String) {
    let alone = single_file_pack(path.to_owned());
    let paths = if path.is_file() {
        alone
    } else {
        // Files are not needed: the title is in the manifest.
        PackPaths { manifest: Some(path.join(MANIFEST)), files: Vec::new(), ..alone }
    };
    let read = read_contents(&paths, here).ok().flatten();
    let title = read.map(|(_, contents)| pack::title(&contents)).filter(|title| !title.is_empty());
    (relative_path(path, here), title.unwrap_or_else(|| "(without a title)".to_owned()))
}
