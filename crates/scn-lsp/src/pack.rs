//! A pack as the server knows it: its files, each with what is known of it by itself, and what the
//! last check found.

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
    /// The files by their ids, those of dependencies too.
    pub(crate) files: Vec<(PathBuf, Arc<View>)>,
    /// The pack, by the ids of the files.
    pub(crate) input: PackFiles,
    /// What its manifest says.
    pub(crate) settings: Manifest,
    /// The number of the check that is the newest; a check of another number is out of date.
    pub(crate) newest: Arc<AtomicU64>,
    /// Whether something has changed since the newest check was begun.
    pub(crate) stale: bool,
    /// What the last check found, moved along with edits since.
    pub(crate) told: Vec<Finding>,
    /// Whether that is of the texts as they are now.
    pub(crate) fresh: bool,
    /// What is known of its scenarios' runs, as of the last check.
    pub(crate) facts: Vec<ScenarioFacts>,
    /// What the client was told last, file by file.
    pub(crate) published: BTreeMap<PathBuf, (Option<i32>, Vec<Diagnostic>)>,
}

/// A symbol of a file of a pack.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sym<'p> {
    pub(crate) path: &'p Path,
    pub(crate) view: &'p View,
    pub(crate) ix: SymbolIx,
    pub(crate) it: &'p Symbol,
}

/// A place where a name stands.
#[derive(Clone, Debug)]
pub(crate) struct Use<'p> {
    pub(crate) path: &'p Path,
    pub(crate) view: &'p View,
    pub(crate) span: Span,
    pub(crate) role: Role,
    /// Whether it may stand for something else too.
    pub(crate) unclear: bool,
}

impl Pack {
    /// The path that stands for a pack that was read: of its manifest, or of its only file.
    pub(crate) fn key(loaded: &Loaded) -> Option<PathBuf> {
        let id = loaded.input.manifest.or_else(|| loaded.input.files.first().copied())?;
        loaded.files.get(id.0 as usize).map(|(path, _)| path.clone())
    }

    /// Takes what was read in place of what was known. A file whose text is the same is not looked
    /// at again.
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
        // Ids may stand for other files now.
        self.told.clear();
        self.facts.clear();
        self.fresh = false;
        self.stale = true;
    }

    /// A file by its id.
    pub(crate) fn file(&self, id: FileId) -> Option<(&Path, &View)> {
        self.files.get(id.0 as usize).map(|(path, view)| (path.as_path(), view.as_ref()))
    }

    /// The id of a file.
    pub(crate) fn id(&self, path: &Path) -> Option<FileId> {
        let at = self.files.iter().position(|(known, _)| known == path)?;
        u32::try_from(at).ok().map(FileId)
    }

    /// What is known of a file.
    pub(crate) fn view(&self, path: &Path) -> Option<&Arc<View>> {
        self.files.iter().find(|(known, _)| known == path).map(|(_, view)| view)
    }

    /// Whether a file is one of the pack itself: its manifest, or one of its `.scn` files.
    pub(crate) fn owns(&self, path: &Path) -> bool {
        self.id(path).is_some_and(|id| self.input.manifest == Some(id) || self.input.files.contains(&id))
    }

    /// Puts a changed file in the place of the one before, and moves what was found along.
    pub(crate) fn change(&mut self, path: &Path, view: &Arc<View>) {
        let Some(id) = self.id(path) else { return };
        let Some((_, old)) = self.files.get_mut(id.0 as usize) else { return };
        let edit = crate::shift::difference(old.source.text(), view.source.text());
        // What the form of lines shows is known anew; the rest is moved.
        let known: Vec<_> = old.findings.iter().map(|it| (it.name, it.place.span)).collect();
        *old = Arc::clone(view);
        let is_form = |it: &Finding| it.place.file == id && known.contains(&(it.name, it.place.span));
        let told = std::mem::take(&mut self.told).into_iter().filter(|it| !is_form(it));
        self.told = told.filter_map(|it| crate::shift::finding(it, id, &edit)).collect();
        self.fresh = false;
        self.stale = true;
    }

    /// The symbols of all files, those of the pack itself first and in the order in which a double
    /// is told.
    pub(crate) fn symbols(&self) -> impl Iterator<Item = Sym<'_>> {
        let others = self.input.dependencies.iter().flat_map(|it| &it.files);
        let files = self.input.files.iter().chain(others).filter_map(|id| self.file(*id));
        files.flat_map(|(path, view)| symbols(path, view))
    }

    /// What a name stands for that the whole pack knows.
    fn shared(&self, space: Space, id: &str) -> Option<Sym<'_>> {
        self.symbols().find(|sym| sym.it.kind.space() == Some(space) && sym.it.id == id)
    }

    /// The symbol that this pack knows by the name of one of any pack.
    pub(crate) fn shared_symbol(&self, sym: &Sym<'_>) -> Option<Sym<'_>> {
        self.shared(sym.it.kind.space()?, &sym.it.id)
    }

    /// What the pack is called.
    pub(crate) fn name(&self) -> &str {
        self.settings.name.as_deref().unwrap_or(&self.input.fallback_name)
    }

    /// What a name in a file stands for.
    pub(crate) fn meant<'p>(&'p self, path: &'p Path, view: &'p View, name: &Name) -> Vec<Sym<'p>> {
        match &name.means {
            Means::InPack => self.shared(name.space, view.text(name.span)).into_iter().collect(),
            Means::Nothing | Means::One(_) | Means::Several(_) => {
                let all = view.index.meant(&name.means).into_iter();
                all.filter_map(|ix| Some(Sym { path, view, ix, it: view.index.symbols.get(ix)? })).collect()
            }
        }
    }

    /// All places where a symbol is named, its declaration among them.
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

    /// What is known of the runs of a scenario.
    pub(crate) fn facts_of(&self, path: &Path, id: &str) -> Option<&ScenarioFacts> {
        self.facts.iter().find(|it| it.file == path && it.id == id)
    }
}

/// The symbols of a file.
pub(crate) fn symbols<'p>(path: &'p Path, view: &'p View) -> impl Iterator<Item = Sym<'p>> {
    view.index.symbols.iter().enumerate().map(move |(ix, it)| Sym { path, view, ix, it })
}

/// What is known of a file by itself.
pub(crate) fn view(path: &Path, source: SourceFile) -> View {
    if path.extension().is_none_or(|extension| extension != "toml") {
        return View::of(source);
    }
    let settings = read_manifest(FileId::default(), &source, &mut Vec::new());
    let mut view = View::opaque(source);
    for (_, span) in settings.course {
        // With its quotes, of whatever kind.
        let text = view.text(span);
        let inner = text.trim_matches(['"', '\'']);
        let start = span.start as usize + (text.len() - text.trim_start_matches(['"', '\'']).len());
        let span = Span::new(start, start + inner.len());
        view.index.names.push(Name { span, space: Space::Part, role: Role::Reads, means: Means::InPack });
    }
    view.index.names.sort_by_key(|name| name.span);
    view
}

/// Whether a kind is one that the whole pack knows.
pub(crate) fn is_shared(kind: Kind) -> bool {
    matches!(kind.space(), Some(Space::Principle | Space::Part))
}
