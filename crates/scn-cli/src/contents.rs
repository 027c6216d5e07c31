//! What is in a pack, by its text alone: its parts with their ids, titles and sizes.
//!
//! Nothing is proved and nothing is reported, so this is fast, and any text gives a result. The
//! overview and the completion of a shell use it.

use std::collections::BTreeMap;
use std::path::Path;

use scn_compiler::{Manifest, read_manifest};
use scn_source::{FileId, SourceFile, Sources};
use scn_syntax::{ast, parse};

use crate::failure::Failure;
use crate::load::{Loaded, load_open};
use crate::packs::PackPaths;

/// The size up to which the files of a pack are read, in bytes.
const LARGEST: u64 = 32 << 20;

/// The kinds of parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PartKind {
    Lesson,
    Quiz,
    Scenario,
}

impl PartKind {
    /// Returns the word for one part of this kind.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Lesson => "lesson",
            Self::Quiz => "quiz",
            Self::Scenario => "scenario",
        }
    }
}

/// A lesson, a quiz or a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PackPart {
    pub(crate) kind: PartKind,
    pub(crate) id: String,
    /// Its title; empty if it has none.
    pub(crate) title: String,
    /// The number of questions of a quiz.
    pub(crate) questions: usize,
    /// The ids of the situations of a scenario, each with its title.
    pub(crate) situations: Vec<(String, String)>,
    /// The ids of its endings, each with its title.
    pub(crate) endings: Vec<(String, String)>,
}

/// What is in a pack.
#[derive(Clone, Debug, Default)]
pub(crate) struct Contents {
    pub(crate) manifest: Manifest,
    /// The parts, in the order of the files.
    pub(crate) parts: Vec<PackPart>,
    pub(crate) principles: usize,
    pub(crate) tests: usize,
    pub(crate) promises: usize,
}

impl Contents {
    /// Returns the part with an id.
    pub(crate) fn part(&self, id: &str) -> Option<&PackPart> {
        self.parts.iter().find(|part| part.id == id)
    }

    /// Returns the parts of a kind.
    pub(crate) fn of_kind(&self, kind: PartKind) -> impl Iterator<Item = &PackPart> {
        self.parts.iter().filter(move |part| part.kind == kind)
    }

    /// Adds what is in a file. Returns the scenario that it continues, with what it adds to that.
    fn add_file(&mut self, file: &ast::File<'_>) -> Option<(String, PackPart)> {
        self.principles += file.principles.len();
        for lesson in &file.lessons {
            self.parts.push(part(PartKind::Lesson, lesson.id, lesson.title));
        }
        for quiz in &file.quizzes {
            let questions = quiz.questions.len();
            self.parts.push(PackPart { questions, ..part(PartKind::Quiz, quiz.id, quiz.title) });
        }
        let mut added = None;
        for (index, scenario) in file.scenarios.iter().enumerate() {
            self.tests += scenario.tests.len();
            self.promises += scenario.promises.len();
            let part = scenario_part(scenario);
            match &file.continues {
                Some(continues) if index == 0 => added = Some((continues.scenario.text.to_owned(), part)),
                Some(_) | None => self.parts.push(part),
            }
        }
        added
    }
}

/// Returns a part without contents.
fn part(kind: PartKind, id: ast::Name<'_>, title: ast::Name<'_>) -> PackPart {
    PackPart {
        kind,
        id: id.text.to_owned(),
        title: title.on_one_line(),
        questions: 0,
        situations: Vec::new(),
        endings: Vec::new(),
    }
}

fn scenario_part(scenario: &ast::Scenario<'_>) -> PackPart {
    let named = |id: ast::Name<'_>, title: ast::Name<'_>| (id.text.to_owned(), title.on_one_line());
    PackPart {
        situations: scenario.situations.iter().map(|it| named(it.id, it.title)).collect(),
        endings: scenario.endings.iter().map(|it| named(it.id, it.title)).collect(),
        ..part(PartKind::Scenario, scenario.id, scenario.title)
    }
}

/// Returns what is in the files of a pack.
pub(crate) fn contents_of(sources: &Sources, manifest: Option<FileId>, files: &[FileId]) -> Contents {
    let mut contents = Contents::default();
    if let Some((id, file)) = manifest.and_then(|id| Some((id, sources.get(id)?))) {
        contents.manifest = read_manifest(id, file, &mut Vec::new());
    }
    let mut added: BTreeMap<String, Vec<PackPart>> = BTreeMap::new();
    for id in files {
        let text = sources.get(*id).map(SourceFile::text).unwrap_or_default();
        if let Some((scenario, part)) = contents.add_file(&parse(*id, text).file) {
            added.entry(scenario).or_default().push(part);
        }
    }
    for part in &mut contents.parts {
        let is_scenario = part.kind == PartKind::Scenario;
        for more in added.remove(&part.id).filter(|_| is_scenario).unwrap_or_default() {
            part.situations.extend(more.situations);
            part.endings.extend(more.endings);
        }
    }
    contents
}

/// Returns the size of the files of a pack, in bytes. A file that is not there has none.
pub(crate) fn size_of(pack: &PackPaths) -> u64 {
    let size = |path: &Path| path.metadata().map(|it| it.len()).unwrap_or_default();
    pack.files.iter().chain(&pack.manifest).map(|path| size(path)).sum()
}

/// Reads a pack and what is in it. Returns `None` if it is too large to be read in passing.
pub(crate) fn read_contents(pack: &PackPaths, base: &Path) -> Result<Option<(Loaded, Contents)>, Failure> {
    if LARGEST < size_of(pack) {
        return Ok(None);
    }
    let loaded = load_open(pack, base, &|_| None)?;
    let contents =
        loaded.packs.first().map(|read| contents_of(&loaded.sources, read.input.manifest, &read.input.files));
    Ok(Some((loaded, contents.unwrap_or_default())))
}
