//! The results of scenarios that are kept from one check to the next.
//!
//! The result of a scenario depends on its file, and on what it is checked with: the principles and
//! the parts of the pack, the manifest, and the options of the check. It is used again only if all
//! of these are the same. Files are compared by the parse that the cache has of them, which is the
//! same only for the same text, and the entry keeps that parse.

use std::any::Any;
use std::hash::Hash;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use scn_source::FileId;

use crate::formats::DeliveryFormat;
use crate::lowered::TextMode;
use crate::parsed_file::ParsedFile;

/// Number of sweeps after which an unused entry is dropped. High enough to undo an edit without
/// losing the entry.
const KEPT: u64 = 8;

/// A value that is kept.
#[derive(Debug)]
pub(crate) struct Entry<T> {
    /// The sweep count when the entry was last used.
    pub(crate) last_used: u64,
    pub(crate) value: T,
}

impl<T> Entry<T> {
    /// Returns whether the entry was used in the last few sweeps.
    pub(crate) fn is_used(&self, now: u64) -> bool {
        now <= self.last_used + KEPT
    }
}

/// Drops old entries.
pub(crate) fn drop_unused<K: Eq + Hash, T>(kept: &mut FxHashMap<K, Vec<Entry<T>>>, now: u64) {
    kept.retain(|_, all| {
        all.retain(|it| it.is_used(now));
        !all.is_empty()
    });
}

/// The result of a scenario, of the type that a check gives it.
pub(crate) type KeptResult = Arc<dyn Any + Send + Sync>;

/// What the scenarios of a pack are checked with.
#[derive(Debug)]
pub(crate) struct Surroundings {
    pub(crate) files: Vec<Neighbour>,
    /// The paths of all files, which messages name.
    pub(crate) paths: Vec<String>,
    pub(crate) manifest: Option<(FileId, Arc<String>)>,
    pub(crate) states: Option<u64>,
    pub(crate) mode: TextMode,
    pub(crate) formats: Vec<DeliveryFormat>,
}

/// What the other scenarios of a pack see of a file.
#[derive(Debug)]
pub(crate) enum Neighbour {
    /// All of it, as it declares something that the pack shares. The name is that of a dependency.
    Whole(Option<String>, FileId, Arc<ParsedFile>),
    /// The names and titles of its scenarios, with where they are.
    Scenarios(FileId, Vec<(String, String, u32)>),
}

impl PartialEq for Neighbour {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Whole(name, id, file), Self::Whole(other_name, other_id, other)) => {
                name == other_name && id == other_id && Arc::ptr_eq(file, other)
            }
            (Self::Scenarios(id, names), Self::Scenarios(other_id, other)) => id == other_id && names == other,
            (Self::Whole(..), Self::Scenarios(..)) | (Self::Scenarios(..), Self::Whole(..)) => false,
        }
    }
}

impl PartialEq for Surroundings {
    fn eq(&self, other: &Self) -> bool {
        (self.states, self.mode, &self.formats) == (other.states, other.mode, &other.formats)
            && (&self.manifest, &self.paths) == (&other.manifest, &other.paths)
            && self.files == other.files
    }
}

/// A scenario of a file: the file's id and parse, and the index of the scenario in it.
#[derive(Clone, Copy)]
pub(crate) struct ScenarioKey<'k> {
    pub(crate) id: FileId,
    pub(crate) file: &'k Arc<ParsedFile>,
    pub(crate) index: usize,
}

/// A result, with what it depends on.
#[derive(Debug)]
struct KeptScenario {
    id: FileId,
    file: Arc<ParsedFile>,
    around: Arc<Surroundings>,
    result: KeptResult,
}

/// The results of scenarios.
#[derive(Debug, Default)]
pub(crate) struct KeptScenarios {
    around: Vec<Entry<Arc<Surroundings>>>,
    /// By the address of the parse of their file, which they keep, and their index in it.
    results: FxHashMap<(usize, usize), Vec<Entry<KeptScenario>>>,
}

impl KeptScenarios {
    /// Returns the surroundings that are equal to some and were there before, or else these.
    pub(crate) fn around(&mut self, around: Surroundings, now: u64) -> Arc<Surroundings> {
        if let Some(known) = self.around.iter_mut().find(|known| *known.value == around) {
            known.last_used = now;
            return Arc::clone(&known.value);
        }
        let around = Arc::new(around);
        self.around.push(Entry { last_used: now, value: Arc::clone(&around) });
        around
    }

    /// Returns the result of a scenario, if it is kept.
    pub(crate) fn find(&mut self, key: ScenarioKey<'_>, around: &Arc<Surroundings>, now: u64) -> Option<KeptResult> {
        let entries = self.results.get_mut(&(Arc::as_ptr(key.file) as usize, key.index))?;
        let found = entries.iter_mut().find(|it| it.value.id == key.id && Arc::ptr_eq(&it.value.around, around))?;
        found.last_used = now;
        Some(Arc::clone(&found.value.result))
    }

    /// Keeps the result of a scenario.
    pub(crate) fn keep(&mut self, key: ScenarioKey<'_>, around: &Arc<Surroundings>, result: KeptResult, now: u64) {
        let value = KeptScenario { id: key.id, file: Arc::clone(key.file), around: Arc::clone(around), result };
        let entries = self.results.entry((Arc::as_ptr(&value.file) as usize, key.index)).or_default();
        entries.push(Entry { last_used: now, value });
    }

    /// Drops what was not used in the last few sweeps.
    pub(crate) fn sweep(&mut self, now: u64) {
        drop_unused(&mut self.results, now);
        self.around.retain(|it| 1 < Arc::strong_count(&it.value) || it.is_used(now));
    }
}
