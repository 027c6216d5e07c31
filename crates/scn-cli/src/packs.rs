//! Which packs and files a path means.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use crate::failure::Failure;

/// The manifest of a pack.
pub(crate) const MANIFEST: &str = "scn.toml";

/// A pack on disk. All paths are absolute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PackFiles {
    /// `scn.toml`, where there is one.
    pub(crate) manifest: Option<PathBuf>,
    /// Its `.scn` files, sorted.
    pub(crate) files: Vec<PathBuf>,
    /// What it is called where its manifest says nothing.
    pub(crate) stem: String,
    /// The one file that was asked for, where a file was.
    pub(crate) only: Option<PathBuf>,
}

/// What the paths of a command mean.
#[derive(Debug)]
pub(crate) struct Asked {
    /// The packs, in the order of the paths and then of their folders.
    pub(crate) packs: Vec<PackFiles>,
    /// The folder that paths of files are told from, absolute.
    pub(crate) base: PathBuf,
    /// That folder as seen from the current one; empty where it is the current one.
    pub(crate) base_shown: String,
    /// The folders that were asked for, absolute.
    pub(crate) folders: Vec<PathBuf>,
}

/// Finds the packs of some paths; without any, the pack that the current folder lies in.
pub(crate) fn find(paths: &[PathBuf]) -> Result<Asked, Failure> {
    let here = env::current_dir().map_err(|error| Failure::read(Path::new("."), &error))?;
    let here = fs::canonicalize(&here).unwrap_or(here);
    let asked = match paths {
        [] => {
            let root = enclosing(&here).unwrap_or_else(|| here.clone());
            Asked { packs: below(&root)?, base_shown: relative(&root, &here), folders: vec![root.clone()], base: root }
        }
        [only] => {
            let path = absolute(only)?;
            let base =
                if path.is_dir() { path.clone() } else { path.parent().map_or_else(|| here.clone(), Path::to_owned) };
            let folders = path.is_dir().then(|| path.clone()).into_iter().collect();
            Asked { packs: of_path(&path)?, base_shown: relative(&base, &here), base, folders }
        }
        several => {
            let (mut packs, mut folders): (Vec<PackFiles>, _) = (Vec::new(), Vec::new());
            for path in several {
                let path = absolute(path)?;
                folders.extend(path.is_dir().then(|| path.clone()));
                for pack in of_path(&path)? {
                    if !packs.contains(&pack) {
                        packs.push(pack);
                    }
                }
            }
            Asked { packs, base: here, base_shown: String::new(), folders }
        }
    };
    if asked.packs.is_empty() {
        let shown = paths.first().map_or_else(|| ".".to_owned(), |path| path.display().to_string());
        return Err(Failure::new(format!("there is no `.scn` file in `{shown}`"))
            .help("give the path of a scenario or of a pack; `scn new DIR` makes one to start from"));
    }
    Ok(asked)
}

/// The pack that a file belongs to, which need not be on the disk yet: that of the nearest manifest above it, or the file alone.
pub(crate) fn of_file(path: &Path) -> Result<PackFiles, Failure> {
    // What has no absolute path is on no disk.
    if !path.is_absolute() {
        return Ok(loose(path.to_owned()));
    }
    Ok(of_path(path)?.pop().unwrap_or_else(|| loose(path.to_owned())))
}

/// One file of each pack in a folder.
pub(crate) fn one_of_each(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    Ok(below(folder)?.into_iter().filter_map(|pack| pack.files.into_iter().next()).collect())
}

fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    match fs::canonicalize(path) {
        Ok(path) => Ok(path),
        // A pipe without a name, as `<(…)` of a shell makes it, is there but lies nowhere.
        Err(_) if path.is_absolute() && fs::metadata(path).is_ok() => Ok(path.to_owned()),
        Err(error) => Err(Failure::read(path, &error)),
    }
}

/// The folder of the pack that a folder lies in, found upwards.
fn enclosing(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find(|above| above.join(MANIFEST).is_file()).map(Path::to_owned)
}

fn of_path(path: &Path) -> Result<Vec<PackFiles>, Failure> {
    if path.is_dir() {
        return below(path);
    }
    if path.file_name().is_some_and(|name| name == MANIFEST) {
        return Ok(own(path.parent().unwrap_or(path))?.into_iter().collect());
    }
    let Some(root) = path.parent().and_then(enclosing) else { return Ok(vec![loose(path.to_owned())]) };
    let mut pack = own(&root)?.unwrap_or_else(|| loose(path.to_owned()));
    pack.manifest = Some(root.join(MANIFEST));
    // Named on the command line it counts, even if an ignore file leaves it out.
    if !pack.files.iter().any(|file| file == path) {
        pack.files.push(path.to_owned());
        pack.files.sort();
    }
    pack.only = Some(path.to_owned());
    Ok(vec![pack])
}

/// A file that is a pack of its own.
fn loose(file: PathBuf) -> PackFiles {
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    PackFiles { manifest: None, files: vec![file], stem, only: None }
}

/// The pack of a folder: its own files, those of packs further down left out. `None` where it has none.
pub(crate) fn own(folder: &Path) -> Result<Option<PackFiles>, Failure> {
    let manifest = folder.join(MANIFEST);
    let has_manifest = manifest.is_file();
    let mut files = Vec::new();
    for pack in below(folder)? {
        match &pack.manifest {
            Some(found) if *found != manifest => {}
            Some(_) | None => files.extend(pack.files),
        }
    }
    files.sort();
    let stem = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok((!files.is_empty()).then(|| PackFiles { manifest: has_manifest.then_some(manifest), files, stem, only: None }))
}

/// All packs in a folder: one for each `scn.toml`, with the `.scn` files below it that no other `scn.toml` is nearer to; and one for each
/// `.scn` file that is below none.
fn below(folder: &Path) -> Result<Vec<PackFiles>, Failure> {
    let mut files = Vec::new();
    let mut packs: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    // Ignore files count everywhere, in a repository or not; the user's own settings count nowhere, so that CI sees the same files.
    let walk = WalkBuilder::new(folder).require_git(false).git_global(false).git_exclude(false).build();
    for entry in walk {
        let entry = entry.map_err(|error| unreadable(folder, error))?;
        let path = entry.path();
        if path.is_dir() {
            continue;
        }
        if path.file_name().is_some_and(|name| name == MANIFEST) {
            packs.insert(path.parent().unwrap_or(folder).to_owned(), Vec::new());
        } else if path.extension().is_some_and(|extension| extension == "scn") {
            files.push(path.to_owned());
        }
    }
    files.sort();
    let mut found = Vec::new();
    for file in files {
        match file.ancestors().skip(1).find_map(|above| packs.contains_key(above).then(|| above.to_owned())) {
            Some(root) => packs.entry(root).or_default().push(file),
            None => found.push(loose(file)),
        }
    }
    for (root, files) in packs {
        if !files.is_empty() {
            let stem = root.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            found.push(PackFiles { manifest: Some(root.join(MANIFEST)), files, stem, only: None });
        }
    }
    found.sort_by(|a, b| a.files.cmp(&b.files));
    Ok(found)
}

/// Why a walk through a folder failed, and where.
fn unreadable(folder: &Path, error: ignore::Error) -> Failure {
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

/// One absolute path as seen from another, with forward slashes; empty where they are the same.
pub(crate) fn relative(path: &Path, from: &Path) -> String {
    let common = path.components().zip(from.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(common).map(|_| "..".to_owned());
    let down = path.components().skip(common).map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::relative;

    #[test]
    fn a_path_is_told_from_another_one() {
        let from = |path: &str, from: &str| relative(Path::new(path), Path::new(from));
        assert_eq!(from("/a/b/c.scn", "/a"), "b/c.scn");
        assert_eq!(from("/a/b", "/a/b"), "");
        assert_eq!(from("/a/x/p.scn", "/a/b/c"), "../../x/p.scn");
    }
}
