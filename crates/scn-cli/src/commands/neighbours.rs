//! Files that would form one pack with others if there were a `scn.toml`.

use std::fs;
use std::path::Path;

use scn_source::{Finding, Name};

use crate::load::{Loaded, read};

/// The maximum number of files in the same folder that are searched.
const MOST: usize = 200;

/// Explains in the help that `scn.toml` is missing if a file without a manifest names a principle
/// that another file in the same folder defines.
pub(super) fn explain_missing_manifest(loaded: &Loaded, findings: &mut [Finding]) {
    for finding in findings.iter_mut().filter(|finding| finding.name == Name::UnknownPrinciple) {
        let Some(source) = loaded.sources.get(finding.place.file) else { continue };
        let written = source.slice(finding.place.span).trim();
        let Some(folder) = loaded.folder_of(finding.place.file) else { continue };
        if let Some(file) = file_defining(folder, written) {
            finding.help = Some(format!(
                "`{file}` in the same folder declares it, but without a `scn.toml` each file is a pack of its own: create a file `scn.toml` in that folder, with the lines `[pack]` and `name = \"…\"`"
            ));
            finding.fixes.clear();
        }
    }
}

/// Returns the name of a `.scn` file in a folder that contains the header of a principle.
fn file_defining(folder: &Path, principle: &str) -> Option<String> {
    let mut files: Vec<_> =
        fs::read_dir(folder).ok()?.take(MOST).filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|it| it.eq_ignore_ascii_case("scn")) && !path.is_symlink());
    files.sort();
    let defines_principle = |path: &Path| {
        let bytes = read(path).unwrap_or_default();
        String::from_utf8_lossy(&bytes).lines().any(|line| {
            let id = line.trim_start().strip_prefix("Principle ").and_then(|rest| rest.split_once(':'));
            id.is_some_and(|(id, _)| id.trim() == principle)
        })
    };
    let defining_file = files.into_iter().find(|path| defines_principle(path))?;
    Some(defining_file.file_name()?.to_string_lossy().into_owned())
}
