//! Files that would form one pack with others if there were a `scn.toml`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use scn_source::{Finding, Name};

use crate::load::{Loaded, read};

/// The maximum number of files in the same folder that are searched.
const MOST: usize = 200;

/// Explains in the help that `scn.toml` is missing if a file without a manifest names a principle
/// that another file in the same folder defines.
pub(super) fn explain_missing_manifest(loaded: &Loaded, findings: &mut [Finding]) {
    // Each folder is read once, however many names are unknown.
    let mut folders: BTreeMap<&Path, BTreeMap<String, String>> = BTreeMap::new();
    for finding in findings.iter_mut().filter(|finding| finding.name == Name::UnknownPrinciple) {
        let Some(source) = loaded.sources.get(finding.place.file) else { continue };
        let written = source.slice(finding.place.span).trim();
        let Some(folder) = loaded.folder_of(finding.place.file) else { continue };
        let principles = folders.entry(folder).or_insert_with(|| principles_in(folder));
        if let Some(file) = principles.get(written) {
            finding.help = Some(format!(
                "`{file}` in the same folder declares it, but without a `scn.toml` each file is a pack of its own: create a file `scn.toml` in that folder, with the lines `[pack]` and `name = \"…\"`"
            ));
            finding.fixes.clear();
        }
    }
}

/// Returns the principles whose headers the `.scn` files of a folder contain, each with the name
/// of the first such file.
fn principles_in(folder: &Path) -> BTreeMap<String, String> {
    let mut principles = BTreeMap::new();
    let Ok(entries) = fs::read_dir(folder) else { return principles };
    let mut files: Vec<_> = entries.take(MOST).filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|it| it.eq_ignore_ascii_case("scn")) && !path.is_symlink());
    files.sort();
    for path in files {
        let Some(file) = path.file_name() else { continue };
        let bytes = read(&path).unwrap_or_default();
        for line in String::from_utf8_lossy(&bytes).lines() {
            let id = line.trim_start().strip_prefix("Principle ").and_then(|rest| rest.split_once(':'));
            if let Some((id, _)) = id {
                principles.entry(id.trim().to_owned()).or_insert_with(|| file.to_string_lossy().into_owned());
            }
        }
    }
    principles
}
