//! A pack in the server: its files, each analysed on its own, and the findings of the last check.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use gen_lsp_types::Diagnostic;
use rayon::prelude::*;
use scn_compiler::{Manifest, PackFiles, read_manifest};
use scn_source::{FileId, Finding, SourceFile, Span};

use crate::disk::Loaded;
use crate::index::{Kind, Means, Name, Role, Space, Symbol, SymbolIx, View};
use crate::worker::ScenarioFacts;

/// A pack.
#[derive(Debug, Default)]
pub(crate) struct Pack {
    /// The files, indexed by their ids, including those of dependencies.
    pub(crate) files: Vec<(PathBuf, Arc<View>)>,
    /// The pack, by the ids of the files.
    pub(crate) input: PackFiles,
    /// What its manifest says.
    pub(crate) settings: Manifest,
    /// The number of the newest check; a check with another number is outdated.
    pub(crate) newest: Arc<AtomicU64>,
    /// Whether something has changed since the newest check was started.
    pub(crate) stale: bool,
    /// The findings of the last check, moved along with edits since.
    pub(crate) told: Vec<Finding>,
    /// Whether these belong to the current texts.
    pub(crate) fresh: bool,
    /// Facts about the runs of its scenarios, from the last check.
    pub(crate) facts: Vec<ScenarioFacts>,
    /// The diagnostics last published, by file.
    pub(crate) published: BTreeMap<PathBuf, (Option<i32>, Vec<Diagnostic>)>,
}

/// A symbol in a file of a pack.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sym<'p> {
    pub(crate) path: &'p Path,
    pub(crate) view: &'p View,
    pub(crate) ix: SymbolIx,
    pub(crate) it: &'p Symbol,
}

/// An occurrence of a name.
#[derive(Clone, Debug)]
pub(crate) struct Use<'p> {
    pub(crate) path: &'p Path,
    pub(crate) view: &'p View,
    pub(crate) span: Span,
    pub(crate) role: Role,
    /// Whether it may refer to something else too.
    pub(crate) unclear: bool,
}

impl Pack {
    /// Returns the path that identifies a pack: that of its manifest, or of its only file.
    pub(crate) fn key(loaded: &Loaded) -> Option<PathBuf> {
        let id = loaded.input.manifest.or_else(|| loaded.input.files.first().copied())?;
        loaded.files.get(id.0 as usize).map(|(path, _)| path.clone())
    }

    /// Replaces the pack's data by what was read. A file with an unchanged text is not analysed
    /// again.
    pub(crate) fn take(&mut self, loaded: Loaded) {
        let before: BTreeMap<PathBuf, Arc<View>> = std::mem::take(&mut self.files).into_iter().collect();
        let view = |(path, source): (PathBuf, SourceFile)| {
            let known = before.get(&path).filter(|it| {
                it.source.text() == source.text()
                    && it.source.path() == source.path()
                    && it.source.not_utf8() == source.not_utf8()
            });
            let view = known.cloned().unwrap_or_else(|| Arc::new(view(&path, source)));
            (path, view)
        };
        self.files = loaded.files.into_par_iter().map(view).collect();
        self.input = loaded.input;
        let manifest = self.input.manifest.and_then(|id| Some((id, self.file(id)?)));
        self.settings =
            manifest.map_or_else(Manifest::default, |(id, (_, view))| read_manifest(id, &view.source, &mut Vec::new()));
        // Ids may refer to other files now.
        self.told.clear();
        self.facts.clear();
        self.fresh = false;
        self.stale = true;
    }

    /// Returns a file by its id.
    pub(crate) fn file(&self, id: FileId) -> Option<(&Path, &View)> {
        self.files.get(id.0 as usize).map(|(path, view)| (path.as_path(), view.as_ref()))
    }

    /// Returns the id of a file.
    pub(crate) fn id(&self, path: &Path) -> Option<FileId> {
        let at = self.files.iter().position(|(known, _)| known == path)?;
        u32::try_from(at).ok().map(FileId)
    }

    /// Returns the view of a file.
    pub(crate) fn view(&self, path: &Path) -> Option<&Arc<View>> {
        self.files.iter().find(|(known, _)| known == path).map(|(_, view)| view)
    }

    /// Returns whether a file belongs to the pack itself: its manifest, or one of its `.scn` files.
    pub(crate) fn owns(&self, path: &Path) -> bool {
        self.id(path).is_some_and(|id| self.input.manifest == Some(id) || self.input.files.contains(&id))
    }

    /// Replaces a changed file, and moves the findings along.
    pub(crate) fn change(&mut self, path: &Path, view: &Arc<View>) {
        let Some(id) = self.id(path) else { return };
        let Some((_, old)) = self.files.get_mut(id.0 as usize) else { return };
        let edit = crate::shift::difference(old.source.text(), view.source.text());
        // Findings about the form of lines are new; the others are moved.
        let known: Vec<_> = old.findings.iter().map(|it| (it.name, it.place.span)).collect();
        *old = Arc::clone(view);
        let is_form = |it: &Finding| it.place.file == id && known.contains(&(it.name, it.place.span));
        let told = std::mem::take(&mut self.told).into_iter().filter(|it| !is_form(it));
        self.told = told.filter_map(|it| crate::shift::finding(it, id, &edit)).collect();
        self.fresh = false;
        self.stale = true;
    }

    /// Returns the symbols of all files, those of the pack itself first, in the order in which
    /// duplicates are reported.
    pub(crate) fn symbols(&self) -> impl Iterator<Item = Sym<'_>> {
        let others = self.input.dependencies.iter().flat_map(|it| &it.files);
        let files = self.input.files.iter().chain(others).filter_map(|id| self.file(*id));
        files.flat_map(|(path, view)| symbols(path, view))
    }

    /// Returns the symbol that a name shared by the whole pack refers to.
    fn shared(&self, space: Space, id: &str) -> Option<Sym<'_>> {
        self.symbols().find(|sym| sym.it.kind.space() == Some(space) && sym.it.id == id)
    }

    /// Returns this pack's symbol with the same name as a symbol of any pack.
    pub(crate) fn shared_symbol(&self, sym: &Sym<'_>) -> Option<Sym<'_>> {
        self.shared(sym.it.kind.space()?, &sym.it.id)
    }

    /// Returns the name of the pack.
    pub(crate) fn name(&self) -> &str {
        self.settings.name.as_deref().unwrap_or(&self.input.fallback_name)
    }

    /// Returns the symbols that a name in a file refers to.
    pub(crate) fn meant<'p>(&'p self, path: &'p Path, view: &'p View, name: &Name) -> Vec<Sym<'p>> {
        match &name.means {
            Means::InPack => self.shared(name.space, view.text(name.span)).into_iter().collect(),
            Means::Nothing | Means::One(_) | Means::Several(_) => {
                let all = view.index.meant(&name.means).into_iter();
                all.filter_map(|ix| Some(Sym { path, view, ix, it: view.index.symbols.get(ix)? })).collect()
            }
        }
    }

    /// Returns all places that name a symbol, including its declaration.
    pub(crate) fn uses<'p>(&'p self, sym: &Sym<'p>) -> Vec<Use<'p>> {
        let Some(space) = sym.it.kind.space() else { return Vec::new() };
        let mut uses = Vec::new();
        let in_pack = matches!(space, Space::Principle | Space::Part);
        for (path, view) in &self.files {
            let same = path == sym.path;
            if !in_pack && !same {
                continue;
            }
            for name in view.index.names.iter().filter(|name| name.space == space) {
                let meant = match &name.means {
                    Means::One(ix) => same && *ix == sym.ix,
                    Means::Several(all) => same && all.contains(&sym.ix),
                    Means::InPack => view.text(name.span) == sym.it.id,
                    Means::Nothing => false,
                };
                if meant {
                    let unclear = matches!(name.means, Means::Several(_));
                    uses.push(Use { path, view, span: name.span, role: name.role, unclear });
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
pub(crate) fn symbols<'p>(path: &'p Path, view: &'p View) -> impl Iterator<Item = Sym<'p>> {
    view.index.symbols.iter().enumerate().map(move |(ix, it)| Sym { path, view, ix, it })
}

/// Analyses a file on its own.
pub(crate) fn view(path: &Path, source: SourceFile) -> View {
    if path.extension().is_none_or(|extension| extension != "toml") {
        return View::of(source);
    }
    let settings = read_manifest(FileId::default(), &source, &mut Vec::new());
    let mut view = View::opaque(source);
    for (_, span) in settings.course {
        // The span includes quotes of any kind.
        let text = view.text(span);
        let inner = text.trim_matches(['"', '\'']);
        let start = span.start as usize + (text.len() - text.trim_start_matches(['"', '\'']).len());
        let span = Span::new(start, start + inner.len());
        view.index.names.push(Name { span, space: Space::Part, role: Role::Reads, means: Means::InPack });
    }
    view.index.names.sort_by_key(|name| name.span);
    view
}

/// Returns whether symbols of a kind are shared by the whole pack.
pub(crate) fn is_shared(kind: Kind) -> bool {
    matches!(kind.space(), Some(Space::Principle | Space::Part))
}
