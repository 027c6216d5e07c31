//! Reads packs: turns paths into the input of the compiler.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use scn_compiler::{Dependency, MediaFile, PackFiles, link_outside_pack, read_manifest};
use scn_source::{FileId, Finding, Name, Place, SourceFile, Sources, Span};

use crate::failure::{Failure, plain_reason};
use crate::media;
use crate::packs::{self, MANIFEST, PackPaths, Paths};
use crate::translations::translation_files;

/// The largest file that is read, in bytes: positions in files are 32-bit numbers, and a device may
/// never end.
const LARGEST: u64 = 1 << 30;

/// The path of standard input in findings.
pub(crate) const STDIN: &str = "<stdin>";

/// The packs that were read.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    pub(crate) sources: Sources,
    pub(crate) packs: Vec<LoadedPack>,
    /// The current folder.
    pub(crate) here: PathBuf,
    /// The folder that paths of sources are relative to.
    pub(crate) base: PathBuf,
    /// The folder of each source, by its id; paths of media are relative to it.
    folders: Vec<PathBuf>,
    /// The folder of each source's pack, by the source's id; media must be inside it.
    roots_of: Vec<PathBuf>,
    /// The path of each source, by its id; `None` for standard input.
    places: Vec<Option<PathBuf>>,
    by_path: BTreeMap<PathBuf, FileId>,
    /// The files that are UTF-16.
    wide: BTreeSet<FileId>,
    /// The folders that contain the files, and whether their subfolders count too: changes in them
    /// affect the result.
    pub(crate) roots: BTreeMap<PathBuf, bool>,
    /// Notes about paths that are not read themselves.
    pub(crate) notes: Vec<String>,
}

/// A pack that was read.
#[derive(Clone, Debug)]
pub(crate) struct LoadedPack {
    /// Its files, as the compiler takes them.
    pub(crate) input: PackFiles,
    /// The folder of its manifest, or the file that is a pack of its own; `None` for standard
    /// input.
    pub(crate) root: Option<PathBuf>,
    /// The files of the pack that were named or are in a named folder, as absolute paths.
    named: BTreeSet<PathBuf>,
    /// Whether only files of the pack were named, and no folder.
    pub(crate) by_file: bool,
    /// Whether a named path is inside the pack, or is its root.
    pub(crate) encloses: bool,
}

/// Reads the packs that the paths of a command refer to. `-` is standard input.
pub(crate) fn load_packs(paths: &[PathBuf]) -> Result<Loaded, Failure> {
    load_paths(paths, Paths::Sources)
}

/// Reads packs likewise, but accepts paths of deleted files and of files that are not sources.
pub(crate) fn load_changed(paths: &[PathBuf]) -> Result<Loaded, Failure> {
    load_paths(paths, Paths::Changed)
}

fn load_paths(paths: &[PathBuf], kind: Paths) -> Result<Loaded, Failure> {
    let mut loaded = Loaded::default();
    if paths.iter().any(|path| path == Path::new("-")) {
        if 1 < paths.len() {
            return Err(Failure::new("`-` is standard input and cannot be checked together with other paths"));
        }
        let bytes = read_bounded(io::stdin().lock())
            .map_err(|error| Failure::new(format!("standard input cannot be read: {}", plain_reason(&error))))?;
        let (bytes, wide) = utf16_to_utf8(bytes);
        let id = loaded.sources.add(SourceFile::from_bytes(STDIN, bytes));
        let current_dir = fs::canonicalize(".").unwrap_or_else(|_| PathBuf::from("."));
        loaded.roots_of.push(packs::root_of(&current_dir));
        loaded.folders.push(current_dir);
        loaded.places.push(None);
        loaded.wide.extend(wide.then_some(id));
        loaded.packs.push(LoadedPack {
            input: PackFiles {
                files: vec![id],
                fallback_name: "stdin".to_owned(),
                findings: if wide { vec![wide_file(id)] } else { Vec::new() },
                ..PackFiles::default()
            },
            root: None,
            named: BTreeSet::new(),
            by_file: false,
            encloses: true,
        });
        return Ok(loaded);
    }
    let requested = packs::find_packs(paths, kind)?;
    loaded.here.clone_from(&requested.here);
    loaded.base.clone_from(&requested.base);
    loaded.notes.clone_from(&requested.notes);
    loaded.roots.extend(requested.folders.iter().map(|folder| (folder.clone(), true)));
    for pack in &requested.packs {
        let read = loaded.load_pack(pack, &requested.base, &|_| None)?;
        loaded.packs.push(read);
    }
    Ok(loaded)
}

/// Reads to the end, up to [`LARGEST`] bytes, as the input may never end.
pub(crate) fn read_bounded(from: impl Read) -> io::Result<Vec<u8>> {
    read_into(Vec::new(), from)
}

/// Reads to the end, up to [`LARGEST`] bytes, into an empty vector.
fn read_into(mut bytes: Vec<u8>, from: impl Read) -> io::Result<Vec<u8>> {
    from.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if LARGEST < bytes.len() as u64 {
        return Err(io::Error::other("it is larger than 1 GiB"));
    }
    Ok(bytes)
}

/// Returns whether a file still holds a text that was read from it.
pub(crate) fn still_holds(path: &Path, text: &str) -> Result<bool, Failure> {
    Ok(read(path)? == text.as_bytes())
}

/// Reads a file. An unnamed pipe is read too; a named pipe in a folder, to which nobody may ever
/// write, and a device are refused.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let metadata = fs::metadata(path).map_err(|error| Failure::read(path, &error))?;
    let is_nameless = || path.starts_with("/dev/fd") || fs::canonicalize(path).is_err();
    if !metadata.is_file() && !metadata.is_dir() && !is_nameless() {
        return Err(Failure::no_file(path));
    }
    // One byte more than the file has shows its end without another allocation.
    let length = if metadata.is_file() { metadata.len().min(LARGEST) + 1 } else { 0 };
    let bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    File::open(path).and_then(|file| read_into(bytes, file)).map_err(|error| Failure::read(path, &error))
}

/// Converts UTF-16, as some editors save it, to UTF-8; returns other bytes unchanged. The second
/// value is true if it was UTF-16.
fn utf16_to_utf8(bytes: Vec<u8>) -> (Vec<u8>, bool) {
    let (unit, rest) = match bytes.as_slice() {
        // The byte order mark of UTF-32 begins in the same way.
        [0xFF, 0xFE, 0, 0, ..] => return (bytes, false),
        [0xFF, 0xFE, rest @ ..] => (u16::from_le_bytes as fn([u8; 2]) -> u16, rest),
        [0xFE, 0xFF, rest @ ..] => (u16::from_be_bytes as fn([u8; 2]) -> u16, rest),
        _ => return (bytes, false),
    };
    let (pairs, odd) = rest.as_chunks::<2>();
    let mut text: String =
        char::decode_utf16(pairs.iter().copied().map(unit)).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    text.extend(odd.iter().map(|_| char::REPLACEMENT_CHARACTER));
    (text.into_bytes(), true)
}

/// Returns the finding for a UTF-16 file. The file is read all the same, so that its other findings
/// are reported too.
fn wide_file(file: FileId) -> Finding {
    let place = Place { file, span: Span::empty(0) };
    Finding::new(Name::BadCharacter, place, "this file is saved as UTF-16, but must be UTF-8")
        .with_help("save it as UTF-8; every editor can do that")
}

/// Returns a text that replaces the content of a file on disk, such as an unsaved text of an
/// editor.
pub(crate) type OpenTexts<'o> = dyn Fn(&Path) -> Option<Vec<u8>> + 'o;

/// Reads a file, or takes its open text. Its path is shown relative to a folder. The second value
/// is true if it is UTF-16.
fn read_source(path: &Path, base: &Path, open: Option<Vec<u8>>) -> Result<(SourceFile, bool), Failure> {
    let (bytes, wide) = utf16_to_utf8(open.map_or_else(|| read(path), Ok)?);
    Ok((SourceFile::from_bytes(packs::relative_path(path, base), bytes), wide))
}

/// Reads a pack with some texts in place of those on the disk. Paths are relative to a folder.
pub(crate) fn load_open(pack: &PackPaths, base: &Path, open: &OpenTexts<'_>) -> Result<Loaded, Failure> {
    let mut loaded = Loaded::default();
    let read = loaded.load_pack(pack, base, open)?;
    loaded.packs.push(read);
    Ok(loaded)
}

impl Loaded {
    /// Returns the absolute path of each file, by its id.
    pub(crate) fn file_paths(&self) -> Vec<PathBuf> {
        let mut paths: Vec<(FileId, PathBuf)> = self.by_path.iter().map(|(path, id)| (*id, path.clone())).collect();
        paths.sort();
        paths.into_iter().map(|(_, path)| path).collect()
    }

    /// Returns the folder of a pack; empty for standard input.
    pub(crate) fn pack_folder(&self, pack: &LoadedPack) -> PathBuf {
        let first = pack.input.manifest.or_else(|| pack.input.files.first().copied());
        first.and_then(|id| self.folder_of(id)).map(Path::to_owned).unwrap_or_default()
    }

    /// Resolves the path of a media file, relative to the file that names it.
    pub(crate) fn resolve_media(&self, file: FileId, path: &str) -> MediaFile {
        match (self.roots_of.get(file.0 as usize), self.folders.get(file.0 as usize)) {
            (Some(root), Some(folder)) => media::resolve(root, folder, path),
            (_, _) => MediaFile::Missing { near: None },
        }
    }

    /// Returns the path to show for each source for which `from`, given its path on disk, returns
    /// one.
    pub(crate) fn shown_by(&self, mut from: impl FnMut(&Path) -> Option<String>) -> BTreeMap<FileId, String> {
        let ids = self.sources.iter().map(|(id, _)| id);
        ids.filter_map(|id| Some((id, from(self.places.get(id.0 as usize)?.as_deref()?)?))).collect()
    }

    /// Returns the paths of the sources relative to the current folder.
    pub(crate) fn shown_paths(&self) -> BTreeMap<FileId, String> {
        self.shown_by(|path| Some(packs::relative_path(path, &self.here)))
    }

    /// Returns whether a file of a pack was named, or is in a named folder.
    pub(crate) fn is_named(&self, pack: &LoadedPack, file: FileId) -> bool {
        let place = self.places.get(file.0 as usize).and_then(Option::as_ref);
        place.is_none_or(|place| pack.named.contains(place))
    }

    /// Returns the files that were named, or are in named folders.
    pub(crate) fn named_files(&self) -> BTreeSet<FileId> {
        let named_in_pack = |pack: &LoadedPack| {
            let files = pack.input.files.iter().chain(&pack.input.manifest).copied().collect::<Vec<_>>();
            files.into_iter().filter(|file| self.is_named(pack, *file)).collect::<Vec<_>>()
        };
        self.packs.iter().flat_map(named_in_pack).collect()
    }

    /// Returns the requested file of a pack, if exactly one file was named and no folder.
    pub(crate) fn only_named_file(&self, pack: &LoadedPack) -> Option<FileId> {
        let named = pack.named.first().filter(|_| pack.by_file && pack.named.len() == 1);
        named.and_then(|path| self.by_path.get(path)).copied()
    }

    /// Returns the location of a pack: the folder of its manifest, or its only file. `None` for
    /// standard input.
    pub(crate) fn location(&self, pack: &LoadedPack) -> Option<PathBuf> {
        let path_of = |id: FileId| self.by_path.iter().find(|(_, other)| **other == id).map(|(path, _)| path.as_path());
        match pack.input.manifest {
            Some(manifest) => path_of(manifest).and_then(Path::parent).map(Path::to_owned),
            None => pack.input.files.first().and_then(|file| path_of(*file)).map(Path::to_owned),
        }
    }

    /// Returns the path on disk of each file.
    pub(crate) fn on_disk(&self) -> BTreeMap<FileId, PathBuf> {
        self.by_path.iter().map(|(path, id)| (*id, path.clone())).collect()
    }

    /// Returns whether a file of these sources was valid UTF-8, so that writing it back loses
    /// nothing.
    pub(crate) fn is_text_of(&self, sources: &Sources, file: FileId) -> bool {
        !self.wide.contains(&file) && sources.get(file).is_some_and(|source| source.not_utf8().is_empty())
    }

    /// Returns the folder that contains a file; `None` for standard input.
    pub(crate) fn folder_of(&self, file: FileId) -> Option<&Path> {
        let named = self.sources.get(file).is_some_and(|source| source.path() != STDIN);
        self.folders.get(file.0 as usize).map(PathBuf::as_path).filter(|_| named)
    }

    /// Reads a file in or below the folder of another one.
    pub(crate) fn read_beside(&mut self, other: FileId, path: &Path) -> Result<FileId, Failure> {
        let folder = self.folder_of(other).map(Path::to_owned).unwrap_or_default();
        let other_path = self.sources.get(other).map(SourceFile::path).unwrap_or_default();
        let folder_prefix = other_path.rsplit_once('/').map(|(before, _)| format!("{before}/")).unwrap_or_default();
        let bytes = read(path)?;
        let id = self
            .sources
            .add(SourceFile::from_bytes(format!("{folder_prefix}{}", packs::relative_path(path, &folder)), bytes));
        self.folders.push(path.parent().map(Path::to_owned).unwrap_or_default());
        self.roots_of.push(self.roots_of.get(other.0 as usize).cloned().unwrap_or_default());
        self.places.push(Some(path.to_owned()));
        Ok(id)
    }

    /// Returns the folder of the pack that a file belongs to.
    pub(crate) fn root_of(&self, file: FileId) -> Option<&Path> {
        self.roots_of.get(file.0 as usize).map(PathBuf::as_path)
    }

    /// Adds a file without reading its text, as it is outside the pack: only its name is known.
    pub(crate) fn add_unread(&mut self, path: &Path, base: &Path, root: &Path) -> FileId {
        let id = self.sources.add(SourceFile::new(packs::relative_path(path, base), ""));
        self.folders.push(path.parent().map(Path::to_owned).unwrap_or_default());
        self.roots_of.push(root.to_owned());
        self.places.push(Some(path.to_owned()));
        self.by_path.insert(path.to_owned(), id);
        id
    }

    /// The links of a pack that lead out of its folder, each with the error that says so.
    fn outside_link_findings(&mut self, pack: &PackPaths, base: &Path, root: &Path) -> Vec<Finding> {
        let mut findings = Vec::new();
        for link in &pack.links {
            let file = self.add_unread(link, base, root);
            findings.push(link_outside_pack(Place { file, span: Span::empty(0) }, "this `.scn` file"));
        }
        findings
    }

    fn load_file(
        &mut self,
        path: &Path,
        (base, root): (&Path, &Path),
        open: &OpenTexts<'_>,
    ) -> Result<FileId, Failure> {
        if let Some(known) = self.by_path.get(path) {
            return Ok(*known);
        }
        let text = read_source(path, base, open(path))?;
        Ok(self.add_file(path, root, text))
    }

    /// Adds the files of a pack that are not known yet, and returns the ids of all. They are read
    /// in parallel, but no thread is started for one file.
    fn load_files(
        &mut self,
        paths: &[PathBuf],
        (base, root): (&Path, &Path),
        open: &OpenTexts<'_>,
    ) -> Result<Vec<FileId>, Failure> {
        let unknown = paths.iter().filter(|path| !self.by_path.contains_key(*path));
        let unknown: Vec<(&PathBuf, Option<Vec<u8>>)> = unknown.map(|path| (path, open(path))).collect();
        let read: Vec<_> = if unknown.len() < 2 {
            unknown.into_iter().map(|(path, text)| (path, read_source(path, base, text))).collect()
        } else {
            unknown.into_par_iter().map(|(path, text)| (path, read_source(path, base, text))).collect()
        };
        for (path, text) in read {
            let text = text?;
            if !self.by_path.contains_key(path) {
                self.add_file(path, root, text);
            }
        }
        Ok(paths.iter().filter_map(|path| self.by_path.get(path).copied()).collect())
    }

    /// Adds a file that was read.
    fn add_file(&mut self, path: &Path, root: &Path, (source, wide): (SourceFile, bool)) -> FileId {
        let id = self.sources.add(source);
        self.folders.push(path.parent().map(Path::to_owned).unwrap_or_default());
        self.roots_of.push(root.to_owned());
        self.places.push(Some(path.to_owned()));
        self.by_path.insert(path.to_owned(), id);
        self.wide.extend(wide.then_some(id));
        id
    }

    fn load_pack(&mut self, pack: &PackPaths, base: &Path, open: &OpenTexts<'_>) -> Result<LoadedPack, Failure> {
        match pack.manifest.as_deref().and_then(Path::parent) {
            Some(folder) => drop(self.roots.insert(folder.to_owned(), true)),
            None => pack.files.iter().filter_map(|file| file.parent()).for_each(|folder| {
                self.roots.entry(folder.to_owned()).or_default();
            }),
        }
        let first = pack.manifest.as_ref().or(pack.files.first()).or(pack.links.first());
        let edge = first.and_then(|path| path.parent()).unwrap_or(base).to_owned();
        let roots = (base, edge.as_path());
        let mut outside = self.outside_link_findings(pack, base, &edge);
        let mut manifest = None;
        if let Some(path) = &pack.manifest {
            if packs::leads_out(&edge, path) {
                let file = self.add_unread(path, base, &edge);
                outside.push(link_outside_pack(Place { file, span: Span::empty(0) }, "this `scn.toml`"));
            } else {
                manifest = Some(self.load_file(path, roots, open)?);
            }
        }
        let files = self.load_files(&pack.files, roots, open)?;
        let root = pack.manifest.as_deref().map_or_else(|| pack.files.first().map(PathBuf::as_path), Path::parent);
        let fallback_name = scn_compiler::pack_name(&pack.stem);
        let wide = manifest.iter().chain(&files).filter(|id| self.wide.contains(*id));
        let findings = wide.map(|id| wide_file(*id)).chain(outside).collect();
        let po_files = manifest.map_or_else(Vec::new, |_| translation_files(&edge));
        let translations = self.load_files(&po_files, roots, open)?;
        let mut named = pack.named.clone();
        if pack.manifest.as_ref().is_some_and(|path| named.contains(path)) {
            named.extend(po_files);
        }
        let mut read = LoadedPack {
            input: PackFiles { manifest, files, translations, dependencies: Vec::new(), fallback_name, findings },
            root: root.map(Path::to_owned),
            named,
            by_file: pack.by_file,
            encloses: pack.encloses,
        };
        if let Some((id, path)) = manifest.zip(pack.manifest.as_ref()) {
            self.load_dependencies(id, (path, base), open, &mut read.input)?;
        }
        Ok(read)
    }

    fn load_dependencies(
        &mut self,
        id: FileId,
        (manifest, base): (&Path, &Path),
        open: &OpenTexts<'_>,
        pack: &mut PackFiles,
    ) -> Result<(), Failure> {
        let folder = manifest.parent().unwrap_or(manifest);
        let text = self.sources.get(id).cloned().unwrap_or_default();
        // The check reports errors in the manifest itself.
        for (name, path, span) in read_manifest(id, &text, &mut Vec::new()).dependencies {
            let place = Place { file: id, span };
            let Ok(root) = fs::canonicalize(folder.join(&path)) else {
                pack.findings.push(scn_compiler::missing_dependency(place, &name, &path));
                continue;
            };
            let own_pack = if root.is_dir() { packs::pack_in_folder(&root)? } else { None };
            let Some(found) = own_pack else {
                let is_pack = root.join(MANIFEST).is_file();
                let finding_for =
                    if is_pack { scn_compiler::empty_dependency } else { scn_compiler::missing_dependency };
                pack.findings.push(finding_for(place, &name, &path));
                continue;
            };
            if let Some(way) = cycle_path(&root, folder) {
                pack.findings.push(scn_compiler::dependency_cycle(place, &name, &way));
                // The names of the dependency are still added, so that they are not reported as
                // missing.
                if way.is_empty() {
                    continue;
                }
            }
            self.roots.insert(root.clone(), true);
            let files = self.load_files(&found.files, (base, &root), open)?;
            let outside = self.outside_link_findings(&found, base, &root);
            pack.findings.extend(outside);
            pack.dependencies.push(Dependency { name, files });
        }
        Ok(())
    }
}

/// Returns the names of dependencies that lead from the pack in `from` to the pack in `to`, or
/// `None` if there is no such path.
fn cycle_path(from: &Path, to: &Path) -> Option<Vec<String>> {
    let mut visited = BTreeSet::new();
    let mut to_do = vec![(from.to_owned(), Vec::new())];
    while let Some((folder, way)) = to_do.pop() {
        if folder == to {
            return Some(way);
        }
        if !visited.insert(folder.clone()) {
            continue;
        }
        let manifest = folder.join(MANIFEST);
        if packs::leads_out(&folder, &manifest) {
            continue;
        }
        let Ok(bytes) = File::open(manifest).and_then(read_bounded) else { continue };
        let file = SourceFile::from_bytes(MANIFEST, bytes);
        for (name, path, _) in read_manifest(FileId(0), &file, &mut Vec::new()).dependencies {
            if let Ok(root) = fs::canonicalize(folder.join(path)) {
                let mut longer = way.clone();
                longer.push(name);
                to_do.push((root, longer));
            }
        }
    }
    None
}
