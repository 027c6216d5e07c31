//! A pack in the server: its files, each analysed on its own, and the findings of the last check.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use gen_lsp_types::Diagnostic;
use rayon::prelude::*;
use scn_compiler::{Cache, Manifest, PackFiles, join_files, read_manifest};
use scn_source::{FileId, Finding, SourceFile, Sources, Span};

use crate::changes::Changes;
use crate::disk::LoadedPack;
use crate::index::{FileView, JoinedFiles, Kind, Name, Referent, Role, Space, Symbol, SymbolIx};
use crate::worker::ScenarioFacts;

/// A pack.
#[derive(Debug, Default)]
pub(crate) struct Pack {
    /// The files, indexed by their ids, including those of dependencies.
    pub(crate) files: Vec<(PathBuf, Arc<FileView>)>,
    /// The scenarios in several files, each by the file in which it begins.
    joined: Vec<(FileId, FileView)>,
    /// The pack, by the ids of the files.
    pub(crate) input: PackFiles,
    /// What its manifest says.
    pub(crate) settings: Manifest,
    /// The number of the newest check; a check with another number is outdated.
    pub(crate) newest: Arc<AtomicU64>,
    /// Whether something has changed since the newest check was started.
    pub(crate) stale: bool,
    /// The findings of the last check, moved along with edits since.
    pub(crate) last_findings: Vec<Finding>,
    /// Whether these belong to the current texts.
    pub(crate) fresh: bool,
    /// Facts about the runs of its scenarios, from the last check.
    pub(crate) facts: Vec<ScenarioFacts>,
    /// The diagnostics last published, by file.
    pub(crate) published: BTreeMap<PathBuf, (Option<i32>, Vec<Diagnostic>)>,
}

/// A symbol in a file of a pack.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SymbolRef<'p> {
    pub(crate) path: &'p Path,
    pub(crate) view: &'p FileView,
    pub(crate) ix: SymbolIx,
    pub(crate) symbol: &'p Symbol,
}

/// An occurrence of a name.
#[derive(Clone, Debug)]
pub(crate) struct Occurrence<'p> {
    pub(crate) path: &'p Path,
    pub(crate) view: &'p FileView,
    pub(crate) span: Span,
    pub(crate) role: Role,
    /// Whether it may refer to something else too.
    pub(crate) unclear: bool,
}

impl Pack {
    /// Returns the path that identifies a pack: that of its manifest, or of its only file.
    pub(crate) fn key_of(loaded: &LoadedPack) -> Option<PathBuf> {
        let id = loaded.input.manifest.or_else(|| loaded.input.files.first().copied())?;
        loaded.files.get(id.0 as usize).map(|(path, _)| path.clone())
    }

    /// Replaces the pack's data by what was read. A file with an unchanged text is not analysed
    /// again.
    pub(crate) fn replace_with(&mut self, loaded: LoadedPack, cache: &Cache) {
        let previous_files: BTreeMap<PathBuf, Arc<FileView>> = std::mem::take(&mut self.files).into_iter().collect();
        let view_of = |(path, source): (PathBuf, SourceFile)| {
            let unchanged = previous_files.get(&path).filter(|it| {
                it.source.text() == source.text()
                    && it.source.path() == source.path()
                    && it.source.not_utf8() == source.not_utf8()
            });
            let view = unchanged.cloned().unwrap_or_else(|| Arc::new(build_view(&path, source, cache)));
            (path, view)
        };
        self.files = loaded.files.into_par_iter().map(view_of).collect();
        self.input = loaded.input;
        self.join_scenarios(cache);
        let manifest = self.input.manifest.and_then(|id| Some((id, self.file_by_id(id)?)));
        self.settings =
            manifest.map_or_else(Manifest::default, |(id, (_, view))| read_manifest(id, &view.source, &mut Vec::new()));
        // Ids may refer to other files now.
        self.last_findings.clear();
        self.facts.clear();
        self.fresh = false;
        self.stale = true;
    }

    /// Returns a file by its id.
    pub(crate) fn file_by_id(&self, id: FileId) -> Option<(&Path, &FileView)> {
        self.files.get(id.0 as usize).map(|(path, view)| (path.as_path(), view.as_ref()))
    }

    /// Finds the scenarios in several files, and analyses each of them as one text.
    fn join_scenarios(&mut self, cache: &Cache) {
        let is_continuing = |id: &FileId| {
            let (_, view) = self.file_by_id(*id)?;
            scn_syntax::continued_scenario(view.source.text())
        };
        if !self.input.files.iter().any(|id| is_continuing(id).is_some()) {
            self.joined.clear();
            return;
        }
        let mut sources = Sources::new();
        for (_, view) in &self.files {
            sources.add(view.source.clone());
        }
        let mut joined = Vec::new();
        for (main, text) in join_files(&sources, &self.input, cache) {
            let mut files: Vec<(FileId, PathBuf, SourceFile)> = Vec::new();
            for id in text.joined.parts().iter().map(|part| part.origin.file) {
                if let Some((path, view)) = self.file_by_id(id)
                    && files.iter().all(|(known, ..)| *known != id)
                {
                    files.push((id, path.to_owned(), view.source.clone()));
                }
            }
            let path = sources.get(main).map(SourceFile::path).unwrap_or_default();
            if !text.starts.is_empty() {
                joined.push((main, FileView::analyse_joined(path, JoinedFiles { text, files }, cache)));
            }
        }
        self.joined = joined;
    }

    /// Returns the file in which a scenario begins, and the analysis of it with the files that
    /// continue it, for any of these files; for another file, the file itself.
    pub(crate) fn unit_of(&self, id: FileId) -> Option<(&Path, &FileView)> {
        let is_part =
            |(_, view): &&(FileId, FileView)| view.joined.iter().flat_map(|it| &it.files).any(|(part, ..)| *part == id);
        match self.joined.iter().find(is_part) {
            Some((main, view)) => Some((self.file_by_id(*main)?.0, view)),
            None => self.file_by_id(id),
        }
    }

    /// Returns the scenarios in several files and all other files, given the ids of files.
    pub(crate) fn units<'p>(
        &'p self,
        ids: impl Iterator<Item = FileId> + 'p,
    ) -> impl Iterator<Item = (&'p Path, &'p FileView)> {
        // A scenario in several files is where it begins.
        ids.filter_map(|id| {
            let (path, view) = self.unit_of(id)?;
            (self.file_by_id(id)?.0 == path).then_some((path, view))
        })
    }

    /// Returns the findings about the form of the lines of a file, with its id.
    pub(crate) fn form_findings(&self, id: FileId) -> Vec<Finding> {
        let Some((_, view)) = self.unit_of(id) else { return Vec::new() };
        let mut findings = view.findings.clone();
        for finding in &mut findings {
            match &view.joined {
                Some(joined) => joined.text.joined.restore(FileId::default(), finding),
                None => move_to_file(finding, id),
            }
        }
        findings.retain(|finding| finding.place.file == id);
        findings
    }

    /// Returns changes by the files in which they are, for changes by the paths of units.
    pub(crate) fn changes_in_files(&self, changes: Changes) -> Changes {
        let mut in_files = Changes::new();
        for (path, edits) in changes {
            let unit = self.id_of(&path).and_then(|id| self.unit_of(id));
            for (span, text) in edits {
                let (path, span) = match unit {
                    Some((unit, view)) => {
                        let (path, _, span) = view.written(unit, span);
                        (path.to_owned(), span)
                    }
                    None => (path.clone(), span),
                };
                in_files.entry(path).or_default().push((span, text));
            }
        }
        in_files.values_mut().for_each(|edits| edits.sort_by_key(|(span, _)| *span));
        in_files
    }

    /// Returns the id of a file.
    pub(crate) fn id_of(&self, path: &Path) -> Option<FileId> {
        let index = self.files.iter().position(|(known, _)| known == path)?;
        u32::try_from(index).ok().map(FileId)
    }

    /// Returns the view of a file.
    pub(crate) fn view_of(&self, path: &Path) -> Option<&Arc<FileView>> {
        self.files.iter().find(|(known, _)| known == path).map(|(_, view)| view)
    }

    /// Returns whether a file belongs to the pack itself: its manifest, or one of its `.scn` files.
    pub(crate) fn owns_file(&self, path: &Path) -> bool {
        self.id_of(path).is_some_and(|id| self.input.manifest == Some(id) || self.input.files.contains(&id))
    }

    /// Replaces a changed file, and moves the findings along.
    pub(crate) fn change_file(&mut self, path: &Path, view: &Arc<FileView>, cache: &Cache) {
        let Some(id) = self.id_of(path) else { return };
        // Findings about the form of lines are new; the others are moved.
        let unit = self.unit_of(id).and_then(|(_, view)| view.joined.as_ref());
        let changed: Vec<FileId> = unit.map_or(vec![id], |joined| joined.files.iter().map(|(id, ..)| *id).collect());
        let previous_findings: Vec<_> =
            changed.iter().flat_map(|id| self.form_findings(*id)).map(|it| (it.name, it.place)).collect();
        let Some((_, old)) = self.files.get_mut(id.0 as usize) else { return };
        let edit = crate::shift::find_difference(old.source.text(), view.source.text());
        *old = Arc::clone(view);
        self.join_scenarios(cache);
        let is_form_finding = |it: &Finding| previous_findings.contains(&(it.name, it.place));
        let kept_findings = std::mem::take(&mut self.last_findings).into_iter().filter(|it| !is_form_finding(it));
        self.last_findings = kept_findings.filter_map(|it| crate::shift::shift_finding(it, id, &edit)).collect();
        self.fresh = false;
        self.stale = true;
    }

    /// Returns the symbols of all files, those of the pack itself first, in the order in which
    /// duplicates are reported.
    pub(crate) fn all_symbols(&self) -> impl Iterator<Item = SymbolRef<'_>> {
        let dependency_files = self.input.dependencies.iter().flat_map(|it| &it.files);
        let files = self.units(self.input.files.iter().chain(dependency_files).copied());
        files.flat_map(|(path, view)| file_symbols(path, view))
    }

    /// Returns the symbol that a name shared by the whole pack refers to.
    fn find_shared(&self, space: Space, id: &str) -> Option<SymbolRef<'_>> {
        self.all_symbols().find(|sym| sym.symbol.kind.namespace() == Some(space) && sym.symbol.id == id)
    }

    /// Returns this pack's symbol with the same name as a symbol of any pack.
    pub(crate) fn shared_symbol(&self, sym: &SymbolRef<'_>) -> Option<SymbolRef<'_>> {
        self.find_shared(sym.symbol.kind.namespace()?, &sym.symbol.id)
    }

    /// Returns the name of the pack.
    pub(crate) fn pack_name(&self) -> &str {
        self.settings.name.as_deref().unwrap_or(&self.input.fallback_name)
    }

    /// Returns the symbols that a name in a file refers to.
    pub(crate) fn symbols_for_name<'p>(
        &'p self,
        path: &'p Path,
        view: &'p FileView,
        name: &Name,
    ) -> Vec<SymbolRef<'p>> {
        match &name.referent {
            Referent::InPack => self.find_shared(name.space, view.text_at(name.span)).into_iter().collect(),
            Referent::Nothing | Referent::One(_) | Referent::Several(_) => {
                let candidates = view.index.symbols_of(&name.referent).into_iter();
                candidates
                    .filter_map(|ix| Some(SymbolRef { path, view, ix, symbol: view.index.symbols.get(ix)? }))
                    .collect()
            }
        }
    }

    /// Returns all places that name a symbol, including its declaration.
    pub(crate) fn occurrences<'p>(&'p self, sym: &SymbolRef<'p>) -> Vec<Occurrence<'p>> {
        let Some(space) = sym.symbol.kind.namespace() else { return Vec::new() };
        let mut uses = Vec::new();
        let in_pack = matches!(space, Space::Principle | Space::Part);
        let all = (0_u32..).map(FileId).take(self.files.len());
        for (path, view) in self.units(all) {
            let is_declaring_file = path == sym.path;
            if !in_pack && !is_declaring_file {
                continue;
            }
            for name in view.index.names.iter().filter(|name| name.space == space) {
                let refers_to_symbol = match &name.referent {
                    Referent::One(ix) => is_declaring_file && *ix == sym.ix,
                    Referent::Several(all) => is_declaring_file && all.contains(&sym.ix),
                    Referent::InPack => view.text_at(name.span) == sym.symbol.id,
                    Referent::Nothing => false,
                };
                if refers_to_symbol {
                    let unclear = matches!(name.referent, Referent::Several(_));
                    uses.push(Occurrence { path, view, span: name.span, role: name.role, unclear });
                }
            }
        }
        uses
    }

    /// Returns the facts about the runs of a scenario.
    pub(crate) fn facts_of(&self, path: &Path, id: &str) -> Option<&ScenarioFacts> {
        self.facts.iter().find(|it| it.file == path && it.id == id)
    }
}

/// Returns the symbols of a file.
pub(crate) fn file_symbols<'p>(path: &'p Path, view: &'p FileView) -> impl Iterator<Item = SymbolRef<'p>> {
    view.index.symbols.iter().enumerate().map(move |(ix, it)| SymbolRef { path, view, ix, symbol: it })
}

/// Analyses a file on its own.
pub(crate) fn build_view(path: &Path, source: SourceFile, cache: &Cache) -> FileView {
    if path.extension().is_none_or(|extension| extension != "toml") {
        return FileView::analyse(source, cache);
    }
    let settings = read_manifest(FileId::default(), &source, &mut Vec::new());
    let mut view = FileView::without_index(source);
    let parts = settings.course.iter().chain(settings.require.iter().flatten()).map(|(_, span)| (*span, Space::Part));
    for (span, space) in parts.chain(settings.principles.iter().map(|it| (it.span, Space::Principle))) {
        // The span includes quotes of any kind, if there are any.
        let text = view.text_at(span);
        let inner = text.trim_matches(['"', '\'']);
        let start = span.start as usize + (text.len() - text.trim_start_matches(['"', '\'']).len());
        let span = Span::new(start, start + inner.len());
        view.index.names.push(Name { span, space, role: Role::Reads, referent: Referent::InPack });
    }
    view.index.names.sort_by_key(|name| name.span);
    view
}

/// Moves a finding about file 0 to another file.
fn move_to_file(it: &mut Finding, id: FileId) {
    it.place.file = id;
    it.related.iter_mut().for_each(|related| related.place.file = id);
    it.fixes.iter_mut().flat_map(|fix| &mut fix.edits).for_each(|edit| edit.place.file = id);
}

/// Returns whether symbols of a kind are shared by the whole pack.
pub(crate) fn is_shared(kind: Kind) -> bool {
    matches!(kind.namespace(), Some(Space::Principle | Space::Part))
}
