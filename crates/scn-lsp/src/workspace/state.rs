//! The state of the server: open texts and packs, and how they belong together.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use gen_lsp_types::{Location, Position, Uri};
use scn_compiler::Cache;
use scn_source::{FileId, SourceFile, Span};
use serde_json::Value;

use super::client::Client;
use crate::disk::Disk;
use crate::index::FileView;
use crate::pack::{Occurrence, Pack, SymbolRef, build_view, is_shared};
use crate::worker::{CheckUpdate, Job, Report};

/// A text that is open in the editor.
#[derive(Debug)]
pub(crate) struct Doc {
    /// Its URI in the client.
    pub(crate) uri: Uri,
    pub(crate) version: i32,
    /// The current text.
    pub(crate) source: SourceFile,
    /// Whether it has changed since the packs were updated.
    pub(crate) stale: bool,
}

/// The state of the server.
pub(crate) struct State {
    pub(crate) disk: Arc<dyn Disk>,
    /// Parsed files and proofs, kept between checks.
    pub(crate) cache: Arc<Cache>,
    pub(crate) client: Client,
    /// The workspace folders of the client.
    pub(crate) folders: Vec<PathBuf>,
    pub(crate) docs: BTreeMap<PathBuf, Doc>,
    /// The packs by their identifying paths.
    pub(crate) packs: BTreeMap<PathBuf, Pack>,
    /// Whether files were created, deleted or changed outside the editor, so that packs have to be
    /// read again.
    pub(crate) reread: bool,
    /// Notifications to send.
    pub(crate) outbox: Vec<(&'static str, Value)>,
}

/// A file of a pack, as a request sees it.
#[derive(Clone, Copy)]
pub(crate) struct RequestFile<'s> {
    pub(crate) state: &'s State,
    pub(crate) pack: &'s Pack,
    /// The path of `view`.
    pub(crate) path: &'s Path,
    /// The file, or the scenario in several files that it belongs to.
    pub(crate) view: &'s FileView,
    pub(crate) id: FileId,
    /// The path of the file itself.
    pub(crate) own_path: &'s Path,
    /// The file itself.
    pub(crate) own: &'s FileView,
}

impl State {
    pub(crate) fn new(disk: Arc<dyn Disk>) -> Self {
        Self {
            disk,
            cache: Arc::default(),
            client: Client::default(),
            folders: Vec::new(),
            docs: BTreeMap::new(),
            packs: BTreeMap::new(),
            reread: false,
            outbox: Vec::new(),
        }
    }

    /// Returns the path of a URI. A document that is not on a disk is a pack of its own, and its
    /// URI serves as its path.
    pub(crate) fn path_of(&self, uri: &Uri) -> Option<PathBuf> {
        if uri.scheme() == "file" {
            return uri.to_file_path().ok().map(|path| self.disk.canonical_path(&path));
        }
        Some(PathBuf::from(uri.as_str()))
    }

    /// Returns the URI of a path: the client's own if the file is open.
    pub(crate) fn uri_of(&self, path: &Path) -> Option<Uri> {
        if let Some(doc) = self.docs.get(path) {
            return Some(doc.uri.clone());
        }
        Uri::from_file_path(path).or_else(|()| path.to_string_lossy().parse().map_err(|_| ())).ok()
    }

    /// Returns a location in a file, for the client.
    pub(crate) fn location_of(&self, path: &Path, view: &FileView, span: Span) -> Option<Location> {
        let (path, source, span) = view.written(path, span);
        Some(Location { uri: self.uri_of(path)?, range: self.client.encoding.range(source, span) })
    }

    /// Returns the key of the pack that a file belongs to. Reads the pack if it is not known.
    pub(crate) fn key_of(&mut self, path: &Path) -> Option<PathBuf> {
        if let Some((key, _)) = self.packs.iter().find(|(_, pack)| pack.owns_file(path)) {
            return Some(key.clone());
        }
        self.read(path)
    }

    /// Reads the pack of a file.
    fn read(&mut self, path: &Path) -> Option<PathBuf> {
        let docs = &self.docs;
        let open_text = |path: &Path| docs.get(path).map(|doc| doc.source.text().as_bytes().to_vec());
        match self.disk.load(path, &open_text) {
            Ok(loaded) => {
                let key = Pack::key_of(&loaded)?;
                self.packs.entry(key.clone()).or_default().replace_with(loaded, &self.cache);
                Some(key)
            }
            Err(message) => {
                self.show_message(&message);
                None
            }
        }
    }

    /// Reads all packs of the workspace folders that are not known yet, and that of one more file.
    /// Returns whether all could be read; the client is notified of those that could not.
    pub(crate) fn read_folders(&mut self, and: Option<&Path>) -> bool {
        let mut files: Vec<PathBuf> = self.folders.iter().flat_map(|folder| self.disk.packs_in(folder)).collect();
        files.extend(and.map(Path::to_owned));
        let mut all_read = true;
        for file in files {
            all_read &= self.key_of(&file).is_some();
        }
        all_read
    }

    /// Returns all places that name a symbol of a pack, grouped by pack. For a symbol that packs
    /// share, this includes other packs that see it. Each file counts for the pack that it belongs
    /// to.
    pub(crate) fn all_uses<'s>(&'s self, pack: &'s Pack, sym: &SymbolRef<'s>) -> Vec<(&'s Pack, Vec<Occurrence<'s>>)> {
        let belongs_elsewhere =
            |of: &Pack, path: &Path| !of.owns_file(path) && self.packs.values().any(|it| it.owns_file(path));
        let sees_symbol = |other: &&Pack| {
            let shared_symbol = other.shared_symbol(sym);
            shared_symbol.is_some_and(|found| found.path == sym.path && found.ix == sym.ix)
        };
        let other_packs = self.packs.values().filter(|other| !std::ptr::eq(*other, pack) && is_shared(sym.symbol.kind));
        let packs = std::iter::once(pack).chain(other_packs.filter(sees_symbol));
        packs
            .map(|it| {
                let mut uses = it.occurrences(sym);
                uses.retain(|used| !belongs_elsewhere(it, used.path));
                (it, uses)
            })
            .collect()
    }

    /// Shows a message in the client.
    pub(crate) fn show_message(&mut self, message: &str) {
        self.outbox
            .push(("window/showMessage", serde_json::json!({"type": 2, "message": scn_text::escape_lines(message)})));
    }

    /// Updates the state: reads packs again if files have changed, and analyses changed texts.
    pub(crate) fn refresh_packs(&mut self) {
        if std::mem::take(&mut self.reread) {
            self.reread_packs();
            return;
        }
        let stale: Vec<PathBuf> = self.docs.iter().filter(|(_, doc)| doc.stale).map(|(path, _)| path.clone()).collect();
        for path in stale {
            let Some(doc) = self.docs.get_mut(&path) else { continue };
            doc.stale = false;
            let is_manifest = self
                .packs
                .values()
                .any(|pack| pack.input.manifest.is_some() && pack.input.manifest == pack.id_of(&path));
            if is_manifest {
                // The dependencies may have changed.
                self.read(&path);
            } else {
                let view = Arc::new(build_view(&path, doc.source.clone(), &self.cache));
                self.packs.values_mut().for_each(|pack| pack.change_file(&path, &view, &self.cache));
            }
            let keys: Vec<PathBuf> =
                self.packs.iter().filter(|(_, pack)| pack.id_of(&path).is_some()).map(|(key, _)| key.clone()).collect();
            keys.iter().for_each(|key| self.publish_diagnostics(key));
        }
    }

    /// Reads the packs of all open files again, and drops packs without an open file.
    fn reread_packs(&mut self) {
        let open: Vec<PathBuf> = self.docs.keys().cloned().collect();
        let mut previous_packs = std::mem::take(&mut self.packs);
        for path in &open {
            if self.packs.values().any(|pack| pack.owns_file(path)) {
                continue;
            }
            // The previous state of the pack is kept as far as it is unchanged.
            for key in previous_packs
                .iter()
                .filter(|(_, pack)| pack.owns_file(path))
                .map(|(key, _)| key.clone())
                .collect::<Vec<_>>()
            {
                if let Some(pack) = previous_packs.remove(&key) {
                    self.packs.insert(key, pack);
                }
            }
            self.read(path);
        }
        for (_, pack) in previous_packs {
            pack.newest.fetch_add(1, Ordering::Relaxed);
            self.retract_diagnostics(&pack);
        }
        // Packs that no longer contain an open file, for example because a new manifest divides
        // them.
        let orphaned: Vec<PathBuf> = self
            .packs
            .iter()
            .filter(|(_, pack)| !open.iter().any(|path| pack.owns_file(path)))
            .map(|(key, _)| key.clone())
            .collect();
        for key in orphaned {
            if let Some(pack) = self.packs.remove(&key) {
                self.retract_diagnostics(&pack);
            }
        }
        self.docs.values_mut().for_each(|doc| doc.stale = false);
        let keys: Vec<PathBuf> = self.packs.keys().cloned().collect();
        keys.iter().for_each(|key| self.publish_diagnostics(key));
    }

    /// Returns the checks that changed packs need, and cancels those that are running for them.
    pub(crate) fn begin_checks(&mut self) -> Vec<Job> {
        let mut jobs = Vec::new();
        for (key, pack) in &mut self.packs {
            if !std::mem::take(&mut pack.stale) {
                continue;
            }
            let number = pack.newest.fetch_add(1, Ordering::Relaxed) + 1;
            jobs.push(Job {
                key: key.clone(),
                number,
                newest: Arc::clone(&pack.newest),
                files: pack.files.clone(),
                input: pack.input.clone(),
                disk: Arc::clone(&self.disk),
                cache: Arc::clone(&self.cache),
            });
        }
        jobs
    }

    /// Stores the result of a check unless it is outdated.
    pub(crate) fn apply_report(&mut self, report: Report) {
        let Some(pack) = self.packs.get_mut(&report.key) else { return };
        // The result does not include changes after the start of the check.
        if pack.newest.load(Ordering::Relaxed) != report.number || pack.stale {
            return;
        }
        match report.update {
            CheckUpdate::Findings(findings) => {
                pack.last_findings = findings;
                pack.fresh = true;
                self.publish_diagnostics(&report.key);
            }
            CheckUpdate::Facts(facts) => pack.facts = facts,
        }
    }

    /// Returns a file with the pack that it belongs to.
    pub(crate) fn request_file(&mut self, uri: &Uri) -> Option<RequestFile<'_>> {
        let path = self.path_of(uri)?;
        let key = self.key_of(&path)?;
        let state = &*self;
        let pack = state.packs.get(&key)?;
        let id = pack.id_of(&path)?;
        let (own_path, own) = pack.file_by_id(id)?;
        let (path, view) = pack.unit_of(id)?;
        Some(RequestFile { state, pack, path, view, id, own_path, own })
    }
}

impl<'s> RequestFile<'s> {
    /// Returns the offset in the view of a position in the file.
    pub(crate) fn offset_of(&self, position: Position) -> u32 {
        let offset = self.state.client.encoding.offset(&self.own.source, position);
        let Some(joined) = &self.view.joined else { return offset };
        // A byte order mark is in the file and not in the text.
        let mut parts = joined.text.joined.parts().iter().filter(|part| part.origin.file == self.id);
        let first = || parts.next().map_or(0, |part| part.span.start);
        joined.text.joined.offset(self.id, offset).unwrap_or_else(first)
    }

    /// Returns where a span of the view is in the file; `None` if it is in another one.
    pub(crate) fn own_span(&self, span: Span) -> Option<Span> {
        let Some(joined) = &self.view.joined else { return Some(span) };
        let place = joined.text.joined.place(span);
        (place.file == self.id).then_some(place.span)
    }

    /// Returns a span of the view that is in the file as a range.
    pub(crate) fn range_of(&self, span: Span) -> gen_lsp_types::Range {
        let (_, source, span) = self.view.written(self.path, span);
        self.state.client.encoding.range(source, span)
    }

    /// Returns the symbols that the name at an offset refers to, or, elsewhere in a header, the
    /// symbol declared there.
    pub(crate) fn symbols_at(&self, offset: u32) -> Vec<crate::pack::SymbolRef<'s>> {
        if let Some(name) = self.view.index.name_at(offset) {
            return self.pack.symbols_for_name(self.path, self.view, name);
        }
        let declared = self.view.index.declared_at(offset).and_then(|ix| self.symbol_at(ix));
        declared.into_iter().collect()
    }

    /// Returns a symbol of the file.
    pub(crate) fn symbol_at(&self, ix: usize) -> Option<crate::pack::SymbolRef<'s>> {
        let found = self.view.index.symbols.get(ix)?;
        Some(crate::pack::SymbolRef { path: self.path, view: self.view, ix, symbol: found })
    }
}
