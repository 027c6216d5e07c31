//! The results of scenarios that are kept from one check to the next.
//!
//! The result of a scenario depends on its file, and on what it is checked with: the principles and
//! the parts of the pack, the manifest, and the options of the check. It is used again only if all of
//! these are the same. Files are compared by the parse that the cache has of them, which is the same
//! only for the same text, and the entry keeps that parse.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use scn_source::{FileId, SourceFile, Sources};

use crate::cache::{Entry, ParsedFile, drop_unused};
use crate::formats::DeliveryFormat;
use crate::lowered::{Lowered, TextMode};
use crate::pack::{Options, PackFiles};
use crate::parsed::ParsedFiles;
use crate::scenario::ScenarioResult;

/// What the scenarios of a pack are checked with.
#[derive(Debug)]
pub(crate) struct Surroundings {
    files: Vec<Neighbour>,
    /// The paths of all files, which messages name.
    paths: Vec<String>,
    manifest: Option<(FileId, Arc<String>)>,
    states: Option<u64>,
    mode: TextMode,
    formats: Vec<DeliveryFormat>,
}

/// What the other scenarios of a pack see of a file.
#[derive(Debug)]
enum Neighbour {
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

impl Surroundings {
    /// Collects what the scenarios of a pack are checked with.
    pub(crate) fn new(files: &ParsedFiles<'_>, sources: &Sources, pack: &PackFiles, options: &Options<'_>) -> Self {
        let own = files.own_files().map(|(id, file)| {
            let view = &file.view().parse.file;
            let is_shared = !(view.principles.is_empty() && view.lessons.is_empty() && view.quizzes.is_empty());
            if is_shared {
                return Neighbour::Whole(None, id, Arc::clone(file));
            }
            let names =
                view.scenarios.iter().map(|it| (it.id.text.to_owned(), it.title.text.to_owned(), it.header.start));
            Neighbour::Scenarios(id, names.collect())
        });
        let lent =
            files.lent_files().map(|(name, id, file)| Neighbour::Whole(Some(name.to_owned()), id, Arc::clone(file)));
        Self {
            files: own.chain(lent).collect(),
            paths: sources.iter().map(|(_, file)| file.path().to_owned()).collect(),
            manifest: pack.manifest.and_then(|id| Some((id, sources.get(id).map(SourceFile::shared_text)?))),
            states: options.states,
            mode: if options.text { TextMode::Full } else { TextMode::Conditions },
            formats: options.formats.to_vec(),
        }
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
    result: (Lowered, ScenarioResult),
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
    pub(crate) fn find(
        &mut self,
        key: ScenarioKey<'_>,
        around: &Arc<Surroundings>,
        now: u64,
    ) -> Option<(Lowered, ScenarioResult)> {
        let entries = self.results.get_mut(&(Arc::as_ptr(key.file) as usize, key.index))?;
        let found = entries.iter_mut().find(|it| it.value.id == key.id && Arc::ptr_eq(&it.value.around, around))?;
        found.last_used = now;
        Some(found.value.result.clone())
    }

    /// Keeps the result of a scenario.
    pub(crate) fn keep(
        &mut self,
        key: ScenarioKey<'_>,
        around: &Arc<Surroundings>,
        result: &(Lowered, ScenarioResult),
        now: u64,
    ) {
        let value =
            KeptScenario { id: key.id, file: Arc::clone(key.file), around: Arc::clone(around), result: result.clone() };
        let entries = self.results.entry((Arc::as_ptr(&value.file) as usize, key.index)).or_default();
        entries.push(Entry { last_used: now, value });
    }

    /// Drops what was not used in the last few sweeps.
    pub(crate) fn sweep(&mut self, now: u64) {
        drop_unused(&mut self.results, now);
        self.around.retain(|it| 1 < Arc::strong_count(&it.value) || it.is_used(now));
    }
}
