//! The parsed files of a pack and of its dependencies. A scenario in several files is one of them.

use std::sync::Arc;

use scn_source::{FileId, Finding, Sources};
use scn_syntax::{Allow, ast};

use crate::cache::{Cache, parse_cached};
use crate::findings::missing_text;
use crate::joined::JoinedSources;
use crate::joining::{Joining, parse_and_join};
use crate::kept::ScenarioKey;
use crate::pack::{Dependency, PackFiles};
use crate::pack_names::PackNames;
use crate::parsed_file::ParsedFile;

/// A file of a pack, with its parse.
pub(crate) type Parsed<'a> = (FileId, &'a scn_syntax::Parse<'a>);

/// A scenario with its file.
pub(crate) type Job<'j, 'a> = (FileId, &'j ast::File<'a>, &'j ast::Scenario<'a>);

/// The parsed files of a pack; they own their texts.
pub(crate) struct ParsedFiles<'i> {
    own: Joining,
    lent: Vec<(&'i Dependency, FileId, Arc<ParsedFile>)>,
}

/// The syntax trees of the files of a pack.
pub(crate) struct Views<'v> {
    /// Those of the pack itself.
    pub(crate) own: Vec<Parsed<'v>>,
    /// Those of its dependencies.
    pub(crate) lent: Vec<(&'v Dependency, Parsed<'v>)>,
}

impl<'i> ParsedFiles<'i> {
    /// Parses all files, those of the pack in parallel.
    pub(crate) fn parse(sources: &Sources, pack: &'i PackFiles, cache: Option<&Cache>) -> Self {
        let parse_file = |id: &FileId| parse_cached(cache, sources.get(*id), &[0]);
        let lent = pack.dependencies.iter().flat_map(|dep| dep.files.iter().map(move |id| (dep, id)));
        Self {
            own: parse_and_join(sources, pack, cache),
            lent: lent.map(|(dep, id)| (dep, *id, parse_file(id))).collect(),
        }
    }

    /// Returns the files of the pack itself, as they are checked.
    pub(crate) fn own_files(&self) -> impl Iterator<Item = (FileId, &Arc<ParsedFile>)> {
        self.own.units.iter().map(|(id, file)| (*id, file))
    }

    /// Returns the files of the dependencies, each with the name of its dependency.
    pub(crate) fn lent_files(&self) -> impl Iterator<Item = (&str, FileId, &Arc<ParsedFile>)> {
        self.lent.iter().map(|(dependency, id, file)| (dependency.name.as_str(), *id, file))
    }

    /// Returns whether some scenario is in several files.
    pub(crate) fn has_joined(&self) -> bool {
        self.own.sources.is_some()
    }

    /// Returns the scenarios of the pack as [`Views::scenarios`] does, each with its file.
    pub(crate) fn scenario_keys(&self) -> Vec<ScenarioKey<'_>> {
        let keys = self.own_files().flat_map(|(id, file)| {
            (0..file.view().parse.file.scenarios.len()).map(move |index| ScenarioKey { id, file, index })
        });
        keys.collect()
    }

    pub(crate) fn views(&self) -> Views<'_> {
        Views {
            own: self.own.units.iter().map(|(id, file)| (*id, &file.view().parse)).collect(),
            lent: self.lent.iter().map(|(dep, id, file)| (*dep, (*id, &file.view().parse))).collect(),
        }
    }

    /// Returns the texts that the views refer to: the files, and the joined texts if there are any.
    pub(crate) fn sources<'s>(&'s self, files: &'s Sources) -> &'s Sources {
        self.own.sources.as_ref().unwrap_or(files)
    }

    /// Returns the way from joined texts to files.
    pub(crate) fn joined(&self) -> &JoinedSources {
        &self.own.joined
    }

    /// Returns the syntax findings of the pack's own files, and those about files that continue a
    /// scenario.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let all = self.own.units.iter().chain(&self.own.lost);
        all.flat_map(|(id, file)| file.findings_in(*id)).chain(self.own.findings.iter().cloned()).collect()
    }

    /// Returns the suppressing comments of the pack's own files.
    pub(crate) fn allows(&self) -> Vec<(FileId, &[Allow<'_>])> {
        let all = self.own.units.iter().chain(&self.own.lost);
        all.map(|(id, file)| (*id, file.view().allows.as_slice())).collect()
    }
}

impl<'v> Views<'v> {
    /// Reports an empty pack, unless there are other findings.
    pub(crate) fn report_empty(&self, findings: &mut Vec<Finding>) {
        let is_empty = |file: &ast::File<'_>| {
            file.scenarios.is_empty()
                && file.principles.is_empty()
                && file.lessons.is_empty()
                && file.quizzes.is_empty()
        };
        if let Some((first, _)) = self.own.first()
            && self.own.iter().all(|(_, parse)| is_empty(&parse.file))
            && findings.is_empty()
        {
            findings.push(missing_text::empty_pack(*first));
        }
    }

    /// Collects the names declared by the pack and by its dependencies.
    pub(crate) fn names(&self, findings: &mut Vec<Finding>) -> PackNames<'v> {
        let mut names = PackNames::default();
        for (file, parse) in &self.own {
            names.collect_file(*file, &parse.file, findings);
        }
        for (dependency, (file, parse)) in &self.lent {
            names.collect_dependency(&dependency.name, *file, &parse.file);
        }
        names
    }

    /// Returns the scenarios of the pack, in the order of files and positions.
    pub(crate) fn scenarios(&self) -> Vec<Job<'_, 'v>> {
        let scenarios_of = |(id, parse): &Parsed<'v>| {
            let (id, file) = (*id, &parse.file);
            file.scenarios.iter().map(move |scenario| (id, file, scenario)).collect::<Vec<_>>()
        };
        self.own.iter().flat_map(scenarios_of).collect()
    }

    /// Returns the quizzes of the pack, in the same order.
    pub(crate) fn quizzes(&self) -> Vec<(FileId, &'v ast::Quiz<'v>)> {
        self.own.iter().flat_map(|(id, parse)| parse.file.quizzes.iter().map(move |quiz| (*id, quiz))).collect()
    }
}
