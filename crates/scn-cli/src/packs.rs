//! Finds the packs and files that a path refers to.
//!
//! A path refers to the pack that contains it, found by searching upwards, and to the packs below
//! it. So a folder of a pack, one of its files and its root all give the same pack, with all its
//! files.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use ignore::WalkBuilder;

use crate::failure::Failure;

/// The file name of a pack's manifest.
pub(crate) const MANIFEST: &str = "scn.toml";

/// A pack on disk. All paths are absolute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PackPaths {
    /// `scn.toml`, where there is one.
    pub(crate) manifest: Option<PathBuf>,
    /// Its `.scn` files, sorted.
    pub(crate) files: Vec<PathBuf>,
    /// Its symbolic links that lead out of its folder, sorted; they are not read.
    pub(crate) links: Vec<PathBuf>,
    /// Its name if the manifest gives none.
    pub(crate) stem: String,
    /// The files of the pack that were named or are in a named folder.
    pub(crate) named: BTreeSet<PathBuf>,
    /// Whether only files of the pack were named, and no folder.
    pub(crate) by_file: bool,
    /// Whether a named path is inside the pack or is its root; otherwise the pack was found below a
    /// named path.
    pub(crate) encloses: bool,
}

/// The packs, files and folders that the paths of a command refer to.
#[derive(Debug)]
pub(crate) struct RequestedPacks {
    /// The packs, each once, in the order of the paths and then of their folders.
    pub(crate) packs: Vec<PackPaths>,
    /// The folder that paths of files are relative to, absolute.
    pub(crate) base: PathBuf,
    /// The current folder, absolute.
    pub(crate) here: PathBuf,
    /// The requested folders, absolute.
    pub(crate) folders: Vec<PathBuf>,
    /// Notes about paths that are not read themselves.
    pub(crate) notes: Vec<String>,
}

/// The kinds of paths that a command accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paths {
    /// Sources and folders that exist.
    Sources,
    /// Also files that were changed or deleted, since a Git hook passes all files of a commit. A
    /// file that is not a source, or no longer exists, refers to the pack that contains it.
    Changed,
}

/// Finds the packs of some paths; without paths, the pack that contains the current folder.
pub(crate) fn find_packs(paths: &[PathBuf], kind: Paths) -> Result<RequestedPacks, Failure> {
    let working_dir = env::current_dir().map_err(|error| Failure::read(Path::new("."), &error))?;
    let working_dir = fs::canonicalize(&working_dir).unwrap_or(working_dir);
    let mut requested = RequestedPacks {
        packs: Vec::new(),
        base: working_dir.clone(),
        here: working_dir,
        folders: Vec::new(),
        notes: Vec::new(),
    };
    if paths.is_empty() {
        requested.base = enclosing_root(&requested.here).unwrap_or_else(|| requested.here.clone());
        requested.add_folder(&requested.base.clone())?;
    }
    for path in paths {
        let base = requested.add_path(path, kind)?;
        if paths.len() == 1 {
            requested.base = base;
        }
    }
    if requested.packs.is_empty() {
        let first_path = paths.first().map_or_else(|| ".".to_owned(), |path| path.display().to_string());
        return Err(Failure::new(format!("there is no `.scn` file in `{first_path}`"))
            .with_help("give the path of a scenario or of a pack; `scn new DIR` creates one to start from"));
    }
    Ok(requested)
}

impl RequestedPacks {
    /// Adds the packs of a path. Returns the folder that file paths are relative to if this is the
    /// only path.
    fn add_path(&mut self, path: &Path, kind: Paths) -> Result<PathBuf, Failure> {
        let resolved = match resolve_path(path) {
            Ok(found) => found,
            Err(failure) => {
                self.add_deleted(path, kind).transpose().unwrap_or(Err(failure))?;
                return Ok(self.here.clone());
            }
        };
        if resolved.is_dir() {
            self.add_folder(&resolved)?;
            return Ok(resolved);
        }
        let folder = resolved.parent().map_or_else(|| self.here.clone(), Path::to_owned);
        if resolved.file_name().is_some_and(|name| name == MANIFEST) {
            if let Some(mut pack) = pack_in_folder(&folder)? {
                pack.named = pack.files.iter().chain(&pack.links).cloned().chain([resolved]).collect();
                self.add_pack(PackPaths { encloses: true, ..pack });
            }
            return Ok(folder);
        }
        let is_source = resolved.extension().is_none_or(|extension| extension.eq_ignore_ascii_case("scn"));
        match enclosing_root(&folder) {
            Some(root) if kind == Paths::Changed && !is_source => drop(self.add_enclosing(&root, resolved)?),
            _ if is_json(&resolved) => {
                let message = format!("`{}` is JSON, such as a built story, not the source of one", path.display());
                return Err(Failure::new(message).with_help("give the path of the pack, or play it with `scn play`"));
            }
            _ => self.add_pack(of_source(&resolved)?),
        }
        Ok(folder)
    }

    /// Adds the pack that contained a file that no longer exists. Returns `None` if there is no
    /// such pack.
    fn add_deleted(&mut self, path: &Path, kind: Paths) -> Result<Option<()>, Failure> {
        // A path without an extension is most likely a misspelt folder.
        if kind == Paths::Sources || path.extension().is_none() || path.is_symlink() {
            return Ok(None);
        }
        let place = lexically_absolute(&self.here.join(path));
        let Some(folder) =
            place.ancestors().skip(1).find_map(|above| fs::canonicalize(above).ok().filter(|above| above.is_dir()))
        else {
            return Ok(None);
        };
        let added = match enclosing_root(&folder) {
            Some(root) => self.add_enclosing(&root, place)?,
            // The files of the deleted manifest's pack are packs of their own now.
            None if place == folder.join(MANIFEST) => self.add_folder(&folder)?,
            None => false,
        };
        Ok(added.then(|| {
            let note = format!("note: `{}` does not exist; the pack that it belongs to is checked", path.display());
            self.notes.push(note);
        }))
    }

    /// Adds the pack with this root, for a file in it that is not one of its sources. Returns
    /// whether there is such a pack.
    fn add_enclosing(&mut self, root: &Path, file: PathBuf) -> Result<bool, Failure> {
        let pack = pack_in_folder(root)?;
        let exists = pack.is_some();
        if let Some(pack) = pack {
            self.add_pack(PackPaths { named: BTreeSet::from([file]), encloses: true, ..pack });
        }
        Ok(exists)
    }

    /// Adds the pack that contains a folder, and all packs below the folder. Returns whether there
    /// are any.
    fn add_folder(&mut self, folder: &Path) -> Result<bool, Failure> {
        self.folders.push(folder.to_owned());
        let root = enclosing_root(folder);
        let (mut found, mut any) = (packs_below(folder)?, false);
        if let Some(root) = &root {
            let is_own =
                |pack: &PackPaths| pack.manifest.as_ref().is_none_or(|manifest| manifest.parent() == Some(root));
            let mine: Vec<PackPaths> = found.extract_if(.., |pack| is_own(pack)).collect();
            let mut named: BTreeSet<PathBuf> =
                mine.into_iter().flat_map(|pack| pack.files.into_iter().chain(pack.links)).collect();
            if let Some(mut pack) = pack_in_folder(root)? {
                // Files named on the command line count even if an ignore file excludes them.
                pack.take_in(named.iter().cloned());
                if root == folder {
                    named.extend(pack.manifest.clone());
                }
                self.add_pack(PackPaths { named, encloses: true, ..pack });
                any = true;
            }
        }
        any |= !found.is_empty();
        for mut pack in found {
            pack.named = pack.files.iter().chain(&pack.links).chain(&pack.manifest).cloned().collect();
            self.add_pack(pack);
        }
        Ok(any)
    }

    /// Adds a pack, or what of it was named where it is there already.
    fn add_pack(&mut self, pack: PackPaths) {
        let is_same = |known: &&mut PackPaths| match (&known.manifest, &pack.manifest) {
            (None, None) => known.files == pack.files && known.links == pack.links,
            (known, pack) => known == pack,
        };
        match self.packs.iter_mut().find(is_same) {
            Some(known) => {
                known.take_in(pack.files.into_iter().chain(pack.links));
                known.named.extend(pack.named);
                known.by_file &= pack.by_file;
                known.encloses |= pack.encloses;
            }
            None => self.packs.push(pack),
        }
    }
}

impl PackPaths {
    /// The sources of it that were named, or that lie in a folder that was.
    pub(crate) fn named_sources(&self) -> impl Iterator<Item = PathBuf> {
        self.files.iter().chain(&self.links).filter(|file| self.named.contains(*file)).cloned()
    }

    fn take_in(&mut self, files: impl IntoIterator<Item = PathBuf>) {
        let all_files: BTreeSet<PathBuf> = self.files.drain(..).chain(self.links.drain(..)).chain(files).collect();
        let first = self.manifest.as_ref().or(all_files.first()).and_then(|path| path.parent());
        let root = first.map(Path::to_owned).unwrap_or_default();
        (self.files, self.links) = sort_files(&root, all_files.into_iter().collect());
    }
}

/// The pack that a file belongs to, which need not be on the disk yet: that of the nearest manifest
/// above it, or the file alone.
pub(crate) fn of_file(path: &Path) -> Result<PackPaths, Failure> {
    // What has no absolute path is on no disk.
    if !path.is_absolute() {
        return Ok(single_file_pack(path.to_owned()));
    }
    if path.file_name().is_some_and(|name| name == MANIFEST) {
        return Ok(pack_in_folder(path.parent().unwrap_or(path))?.unwrap_or_else(|| single_file_pack(path.to_owned())));
    }
    of_source(path)
}

/// Returns one file of each pack that contains a folder or is inside it.
pub(crate) fn one_of_each(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut packs = packs_below(folder)?;
    if let Some(root) = folder.parent().and_then(enclosing_root) {
        packs.extend(pack_in_folder(&root)?);
    }
    Ok(packs.into_iter().filter_map(|pack| pack.files.into_iter().next()).collect())
}

/// Resolves a path. A link to a file in a pack counts as a file of that pack, as when the whole
/// pack is read; any other link is replaced by its target.
fn resolve_path(path: &Path) -> Result<PathBuf, Failure> {
    let real = match fs::canonicalize(path) {
        Ok(real) => real,
        // An unnamed pipe, such as `<(…)` in a shell, exists but is in no folder.
        Err(_) if path.is_absolute() && fs::metadata(path).is_ok() => return Ok(path.to_owned()),
        Err(error) => return Err(Failure::read(path, &error)),
    };
    if let Some(link) = path_through_folder_link(path, &real) {
        if real.is_dir() && enclosing_root(&real).is_none() {
            let message = format!("`{}` is a symbolic link that leads out of the pack's folder", path.display());
            return Err(Failure::new(message).with_help("name the folder that the link leads to"));
        }
        return Ok(if real.is_dir() { real } else { link });
    }
    if real.is_dir() || !path.is_symlink() {
        return Ok(real);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = fs::canonicalize(folder.unwrap_or_else(|| Path::new("."))).ok();
    // A path that a shell passes in place of a file is not in a folder of the user.
    let is_own = !path.starts_with("/dev") && !path.starts_with("/proc");
    let link = folder.filter(|folder| is_own && (enclosing_root(folder).is_some() || !real.starts_with(folder)));
    Ok(link.zip(path.file_name()).map_or(real, |(folder, name)| folder.join(name)))
}

/// Returns the path of a file or folder as part of a pack, where a link to a folder on the way
/// leads out of that pack.
fn path_through_folder_link(path: &Path, real: &Path) -> Option<PathBuf> {
    let absolute = lexically_absolute(&std::env::current_dir().ok()?.join(path));
    let links = absolute.ancestors().filter(|above| above.is_symlink() && above.is_dir());
    links.into_iter().find_map(|link| {
        let folder = fs::canonicalize(link.parent()?).ok()?;
        let root = enclosing_root(&folder)?;
        let rest = absolute.strip_prefix(link).ok()?;
        let linked = folder.join(link.file_name()?);
        let linked = if rest.as_os_str().is_empty() { linked } else { linked.join(rest) };
        (!real.starts_with(root)).then_some(linked)
    })
}

/// Returns an absolute path without `.` and `..`, for a path that is not on the disk.
fn lexically_absolute(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(clean.pop()),
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => clean.push(part),
        }
    }
    clean
}

/// Returns the folder of the pack that the files of a folder belong to: the nearest above with a
/// manifest, or the folder itself.
pub(crate) fn root_of(folder: &Path) -> PathBuf {
    enclosing_root(folder).unwrap_or_else(|| folder.to_owned())
}

/// Returns whether a path in a folder leads out of that folder by a symbolic link.
pub(crate) fn leads_out(root: &Path, path: &Path) -> bool {
    path.ancestors().take_while(|above| *above != root).any(Path::is_symlink)
        && fs::canonicalize(path).is_ok_and(|real| !real.starts_with(root))
}

/// Returns the files of a pack and the links that lead out of its folder, both sorted. A link to
/// another file of the pack is dropped, as that file is included by its own name.
fn sort_files(root: &Path, files: Vec<PathBuf>) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let (links, files): (Vec<PathBuf>, Vec<PathBuf>) =
        files.into_iter().partition(|path| path.is_symlink() || leads_out(root, path));
    let (mut inside, mut outside) = (files, Vec::new());
    for link in links {
        match fs::canonicalize(&link) {
            Ok(real) if !real.starts_with(root) => outside.push(link),
            Ok(real) if inside.contains(&real) => {}
            // A broken link is reported when it is read.
            Ok(_) | Err(_) => inside.push(link),
        }
    }
    inside.sort();
    outside.sort();
    (inside, outside)
}

/// Returns the root of the pack that contains a folder, searching upwards.
pub(crate) fn enclosing_root(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find(|above| above.join(MANIFEST).is_file()).map(Path::to_owned)
}

/// The pack of a source.
fn of_source(path: &Path) -> Result<PackPaths, Failure> {
    let pack = match path.parent().and_then(enclosing_root) {
        Some(root) => {
            let mut pack = pack_in_folder(&root)?.unwrap_or_else(|| single_file_pack(path.to_owned()));
            pack.manifest = Some(root.join(MANIFEST));
            // A file named on the command line counts even if an ignore file excludes it.
            pack.take_in([path.to_owned()]);
            pack
        }
        None => single_file_pack(path.to_owned()),
    };
    Ok(PackPaths { named: BTreeSet::from([path.to_owned()]), by_file: true, encloses: true, ..pack })
}

/// Returns whether a file has the extension of JSON and starts like an object or an array.
fn is_json(path: &Path) -> bool {
    let named = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    let mut start = [0; 64];
    if !named {
        return false;
    }
    let length = fs::File::open(path).and_then(|mut file| file.read(&mut start)).unwrap_or(0);
    let text = String::from_utf8_lossy(start.get(..length).unwrap_or_default());
    text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').starts_with(['{', '['])
}

/// A file that is a pack of its own.
pub(crate) fn single_file_pack(file: PathBuf) -> PackPaths {
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let root = file.parent().map(Path::to_owned).unwrap_or_default();
    let (files, links) = sort_files(&root, vec![file]);
    PackPaths { manifest: None, files, links, stem, named: BTreeSet::new(), by_file: false, encloses: false }
}

/// The pack of a folder: its own files, those of packs further down left out. `None` where it has
/// none.
pub(crate) fn pack_in_folder(folder: &Path) -> Result<Option<PackPaths>, Failure> {
    let manifest = folder.join(MANIFEST);
    let has_manifest = manifest.is_file();
    let mut files = Vec::new();
    for pack in packs_below(folder)? {
        match &pack.manifest {
            Some(found) if *found != manifest => {}
            Some(_) | None => files.extend(pack.files.into_iter().chain(pack.links)),
        }
    }
    Ok((!files.is_empty()).then(|| unnamed_pack(folder, has_manifest.then_some(manifest), files)))
}

/// The pack in a folder, nothing of which was named.
fn unnamed_pack(root: &Path, manifest: Option<PathBuf>, files: Vec<PathBuf>) -> PackPaths {
    let stem = root.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (files, links) = sort_files(root, files);
    PackPaths { manifest, files, links, stem, named: BTreeSet::new(), by_file: false, encloses: false }
}

/// All packs in a folder: one for each `scn.toml`, with the `.scn` files below it that no other
/// `scn.toml` is nearer to; and one for each `.scn` file that is below none.
fn packs_below(folder: &Path) -> Result<Vec<PackPaths>, Failure> {
    let mut files = Vec::new();
    let mut packs: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    // Ignore files apply everywhere, in a repository or not; the user's global Git settings never
    // apply, so that CI sees the same files.
    let walk = WalkBuilder::new(folder).require_git(false).git_global(false).git_exclude(false).build();
    for entry in walk {
        let entry = entry.map_err(|error| walk_failure(folder, error))?;
        let path = entry.path();
        if path.is_dir() {
            continue;
        }
        if path.file_name().is_some_and(|name| name == MANIFEST) {
            packs.insert(path.parent().unwrap_or(folder).to_owned(), Vec::new());
        } else if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("scn")) {
            files.push(path.to_owned());
        }
    }
    files.sort();
    let mut packs_found = Vec::new();
    for file in files {
        match file.ancestors().skip(1).find_map(|above| packs.contains_key(above).then(|| above.to_owned())) {
            Some(root) => packs.entry(root).or_default().push(file),
            None => packs_found.push(single_file_pack(file)),
        }
    }
    for (root, files) in packs {
        if !files.is_empty() {
            packs_found.push(unnamed_pack(&root, Some(root.join(MANIFEST)), files));
        }
    }
    packs_found.sort_by(|a, b| (&a.files, &a.links).cmp(&(&b.files, &b.links)));
    Ok(packs_found)
}

/// Returns the failure for an error while walking a folder, with the path concerned.
fn walk_failure(folder: &Path, error: ignore::Error) -> Failure {
    let mut place = folder.to_owned();
    let mut inner = &error;
    while let ignore::Error::WithPath { err, .. }
    | ignore::Error::WithDepth { err, .. }
    | ignore::Error::WithLineNumber { err, .. } = inner
    {
        if let ignore::Error::WithPath { path, .. } = inner {
            place.clone_from(path);
        }
        inner = err;
    }
    let words = inner.to_string();
    match error.into_io_error() {
        Some(error) => Failure::read(&place, &error),
        None => Failure::new(format!("`{}` cannot be read: {words}", place.display())),
    }
}

/// Returns an absolute path relative to another one, with forward slashes; empty if they are equal.
pub(crate) fn relative_path(path: &Path, from: &Path) -> String {
    let names =
        |path: &Path| path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>();
    relative_names(&names(path), &names(from))
}

/// Returns a path relative to another one, given the components of both. On Windows, a path on
/// another drive or another server has no relative form, and is returned whole.
fn relative_names(path: &[String], from: &[String]) -> String {
    let common = path.iter().zip(from).take_while(|(a, b)| a == b).count();
    if common == 0
        && let [drive, root, names @ ..] = path
        && root == "\\"
    {
        return format!("{}/{}", plain_path(drive).replace('\\', "/"), names.join("/"));
    }
    let up = from.iter().skip(common).map(|_| "..");
    up.chain(path.iter().skip(common).map(String::as_str)).collect::<Vec<_>>().join("/")
}

/// Returns a path as people write it: Windows puts `\\?\` before the absolute paths that it
/// returns, which few programs accept.
pub(crate) fn plain_path(path: &str) -> String {
    match (path.strip_prefix(r"\\?\UNC\"), path.strip_prefix(r"\\?\")) {
        (Some(server), _) => format!(r"\\{server}"),
        (None, Some(plain)) if plain.as_bytes().get(1) == Some(&b':') => plain.to_owned(),
        (None, _) => path.to_owned(),
    }
}

/// Joins a path to a prefix, with forward slashes, and removes `.` and `..` where possible.
pub(crate) fn join_paths(prefix: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in prefix.split('/').chain(path.split('/')) {
        match (part, parts.last()) {
            ("" | ".", _) => {}
            ("..", Some(last)) if *last != ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    let root = if prefix.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{join_paths, plain_path, relative_names, relative_path};

    /// The components of a path on Windows, as the standard library returns them there.
    fn windows(prefix: &str, rest: &str) -> Vec<String> {
        [prefix, "\\"].into_iter().chain(rest.split('\\').filter(|it| !it.is_empty())).map(str::to_owned).collect()
    }

    #[test]
    fn a_path_on_windows_is_relative_on_its_drive_and_whole_on_another() {
        let here = windows(r"\\?\C:", r"Users\Zoë\My Course");
        let relative = |path: &[String]| relative_names(path, &here);
        assert_eq!(relative(&windows(r"\\?\C:", r"Users\Zoë\My Course\parts\a.scn")), "parts/a.scn");
        assert_eq!(relative(&windows(r"\\?\C:", r"Users\Zoë\shared")), "../shared");
        assert_eq!(relative(&here), "");
        assert_eq!(relative(&windows(r"\\?\D:", r"packs\a.scn")), "D:/packs/a.scn");
        assert_eq!(relative(&windows(r"\\?\UNC\server\share", r"packs\a.scn")), "//server/share/packs/a.scn");
    }

    #[test]
    fn an_absolute_path_on_windows_is_shown_as_people_write_it() {
        assert_eq!(plain_path(r"\\?\C:\My Course\a.scn"), r"C:\My Course\a.scn");
        assert_eq!(plain_path(r"\\?\UNC\server\share\a.scn"), r"\\server\share\a.scn");
        for same in [r"C:\a.scn", r"parts\a.scn", "/srv/a.scn", "../a.scn", r"\\?\Volume{b75e2c83}\a"] {
            assert_eq!(plain_path(same), same);
        }
    }

    #[test]
    fn a_path_is_written_relative_to_another_one() {
        let from = |path: &str, from: &str| relative_path(Path::new(path), Path::new(from));
        assert_eq!(from("/a/b/c.scn", "/a"), "b/c.scn");
        assert_eq!(from("/a/b", "/a/b"), "");
        assert_eq!(from("/a/x/p.scn", "/a/b/c"), "../../x/p.scn");
    }

    #[test]
    fn a_prefix_is_put_before_a_path() {
        assert_eq!(join_paths("courses", "a/b.scn"), "courses/a/b.scn");
        assert_eq!(join_paths("./courses//", "../b.scn"), "b.scn");
        assert_eq!(join_paths("", "../b.scn"), "../b.scn");
        assert_eq!(join_paths("..", "../b.scn"), "../../b.scn");
        assert_eq!(join_paths("/srv", "b.scn"), "/srv/b.scn");
    }
}
