//! Searches for packs below a folder, within bounds: the folder can be anything, such as a home
//! folder or a whole disk.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use ignore::WalkBuilder;

use crate::packs::MANIFEST;

/// How many folders below the current one are searched.
const DEPTH: usize = 4;

/// The number of files and folders after which the search stops.
const ENTRIES: usize = 20_000;

/// The time after which it stops, since a disk can be slow.
const TIME: Duration = Duration::from_millis(1_500);

/// The packs that were found.
#[derive(Debug, Default)]
pub(super) struct FoundPacks {
    /// The folders of packs, and the `.scn` files that are packs of their own; sorted.
    pub(super) packs: Vec<PathBuf>,
    /// Whether the search stopped before it had seen everything that it would look at.
    pub(super) stopped: bool,
}

/// Searches for packs. What cannot be read is passed over.
pub(super) fn search_packs(folder: &Path) -> FoundPacks {
    let started = Instant::now();
    let (mut manifests, mut files) = (BTreeSet::new(), BTreeSet::new());
    let mut stopped = false;
    let walk = WalkBuilder::new(folder)
        .require_git(false)
        .git_global(false)
        .git_exclude(false)
        .max_depth(Some(DEPTH))
        .sort_by_file_name(Ord::cmp)
        .build();
    for (count, entry) in walk.enumerate() {
        if ENTRIES < count || TIME < started.elapsed() {
            stopped = true;
            break;
        }
        let Ok(entry) = entry else { continue };
        let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
        if is_file && entry.file_name() == MANIFEST {
            manifests.extend(entry.path().parent().map(Path::to_owned));
        } else if is_file && entry.path().extension().is_some_and(|it| it.eq_ignore_ascii_case("scn")) {
            files.insert(entry.into_path());
        }
    }
    let is_alone = |file: &PathBuf| !file.ancestors().any(|above| manifests.contains(above));
    let alone: Vec<PathBuf> = files.into_iter().filter(is_alone).collect();
    let packs: BTreeSet<PathBuf> = manifests.into_iter().chain(alone).collect();
    FoundPacks { packs: packs.into_iter().collect(), stopped }
}
