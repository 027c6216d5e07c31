//! The folder that an assistant may work in, and which paths in it a request may name.
//!
//! A path is relative to the folder. It has no `..`, and no part that starts with a dot, such as
//! `.git`: such files belong to no pack. No symbolic link on the way leads out of the folder.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Component, Path, PathBuf};

use ignore::WalkBuilder;
use scn_compiler::read_manifest;
use scn_source::{FileId, SourceFile};

use crate::failure::Failure;
use crate::load::read;
use crate::packs::{self, MANIFEST, Paths, find_packs, relative_path};

/// The most files that a list has.
const LISTED: usize = 1_000;

/// The largest file that is returned, in bytes.
const LARGEST: u64 = 8 << 20;

/// The extensions of the text files of a pack, and their media types.
const READABLE: [(&str, &str); 6] = [
    ("scn", "text/x-scn"),
    ("toml", "application/toml"),
    ("md", "text/markdown"),
    ("po", "text/x-gettext-translation"),
    ("json", "application/json"),
    ("csv", "text/csv"),
];

/// The folder that is served.
#[derive(Debug)]
pub(super) struct Folder {
    /// Absolute, without symbolic links.
    root: PathBuf,
}

/// A text file in the folder.
#[derive(Debug)]
pub(super) struct TextFile {
    /// Its path relative to the folder, with `/`.
    pub(super) path: String,
    /// Its size in bytes.
    pub(super) size: u64,
    pub(super) media_type: &'static str,
}

impl Folder {
    /// Opens a folder. Without one, this is that of the pack that contains the current folder.
    pub(super) fn open(given: Option<&Path>) -> Result<Self, Failure> {
        let Some(given) = given else {
            let here = env::current_dir().and_then(fs::canonicalize);
            let here = here.map_err(|error| Failure::read(Path::new("."), &error))?;
            let root = packs::root_of(&here);
            if !root.join(MANIFEST).is_file() {
                // Many assistants start a server at the root of the disk.
                return Err(Failure::new(
                    "the current folder is in no pack, and an assistant needs to be given a folder",
                )
                .with_help("give the folder that it may work in: `scn mcp FOLDER`"));
            }
            return Ok(Self { root });
        };
        let here = env::current_dir().and_then(fs::canonicalize).unwrap_or_default();
        let root = fs::canonicalize(given).map_err(|error| Failure::read(given, &error))?;
        if !root.is_dir() {
            return Err(Failure::new(format!("`{}` is a file, and an assistant works in a folder", given.display()))
                .with_help("give the folder that contains it"));
        }
        if root.parent().is_none() {
            return Err(Failure::new(format!("`{}` is the whole disk", given.display()))
                .with_help("give the folder of a pack, or one for new packs"));
        }
        let pack = packs::root_of(&root);
        if pack != root {
            let message =
                format!("`{}` is only a part of the pack in `{}`", given.display(), relative_path(&pack, &here));
            return Err(Failure::new(message).with_help("give the folder of the whole pack"));
        }
        Ok(Self { root })
    }

    /// Returns the folder itself: absolute, without symbolic links.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the path of an existing file or folder, relative to the root: `.` for the root
    /// itself, and otherwise with `./` before it, so that no path looks like an option.
    pub(super) fn existing(&self, written: &str) -> Result<String, String> {
        let path = self.root.join(self.parts(written)?);
        let real = fs::canonicalize(&path).map_err(|_| {
            format!("there is no file or folder `{written}` in the folder; the tool `list` shows what is there")
        })?;
        self.in_root(written, &real)
    }

    /// Returns the text of a file.
    pub(super) fn read_text(&self, written: &str) -> Result<String, String> {
        let path = self.existing(written)?;
        let path = self.root.join(path);
        if path.is_dir() {
            return Err(format!("`{written}` is a folder; name a file in it, which the tool `list` shows"));
        }
        if media_type(&path).is_none() {
            let known: Vec<String> =
                READABLE.iter().filter(|(it, _)| *it != "toml").map(|(it, _)| format!("`.{it}`")).collect();
            return Err(format!(
                "`{written}` is not a text file of a pack; those are `{MANIFEST}` and {}",
                known.join(", ")
            ));
        }
        if path.metadata().is_ok_and(|metadata| LARGEST < metadata.len()) {
            return Err(format!("`{written}` has more than {LARGEST} bytes, too many for a message"));
        }
        let bytes = read(&path).map_err(|failure| failure.without_label())?;
        String::from_utf8(bytes).map_err(|_| format!("`{written}` is not UTF-8 text; save it as UTF-8"))
    }

    /// Returns where a file may be written that need not be there yet.
    pub(super) fn target(&self, written: &str) -> Result<PathBuf, String> {
        let parts = self.parts(written)?;
        let name = parts.file_name().ok_or_else(|| format!("`{written}` names no file"))?;
        let mut folder = self.root.clone();
        for part in parts.parent().into_iter().flat_map(Path::components) {
            folder.push(part);
            if folder.symlink_metadata().is_ok() {
                folder = fs::canonicalize(&folder).map_err(|_| outside(written))?;
                self.in_root(written, &folder)?;
                if !folder.is_dir() {
                    return Err(format!("a part of `{written}` is a file, not a folder"));
                }
            }
        }
        let path = folder.join(name);
        match path.symlink_metadata() {
            Ok(metadata) if metadata.is_symlink() => Err(format!(
                "`{written}` is a symbolic link, which is never written to; name the file that it leads to"
            )),
            Ok(_) | Err(_) => Ok(path),
        }
    }

    /// Returns the text files of the folder that no ignore file excludes, sorted, and whether there
    /// are more than fit.
    pub(super) fn list(&self) -> (Vec<TextFile>, bool) {
        let mut files = Vec::new();
        let mut walk = WalkBuilder::new(&self.root);
        walk.parents(false).follow_links(false).sort_by_file_path(Path::cmp);
        for entry in walk.build().filter_map(Result::ok) {
            let Some(media_type) = media_type(entry.path()) else { continue };
            let Some(metadata) = entry.metadata().ok().filter(fs::Metadata::is_file) else { continue };
            if files.len() == LISTED {
                return (files, true);
            }
            files.push(TextFile { path: relative_path(entry.path(), &self.root), size: metadata.len(), media_type });
        }
        (files, false)
    }

    /// Checks that the packs of a path in the folder read nothing outside: neither as a part of a
    /// larger pack, nor by a dependency.
    pub(super) fn ensure_closed(&self, path: &str) -> Result<(), String> {
        if packs::root_of(&self.root) != self.root {
            return Err(format!("the folder is now a part of a larger pack, as there is a `{MANIFEST}` above it"));
        }
        // What is wrong with the path is for the command to say.
        let packs = find_packs(&[self.root.join(path)], Paths::Sources).map(|it| it.packs).unwrap_or_default();
        let mut to_do: Vec<PathBuf> = packs.into_iter().filter_map(|pack| pack.manifest).collect();
        let mut seen = BTreeSet::new();
        while let Some(manifest) = to_do.pop() {
            if !seen.insert(manifest.clone())
                || fs::canonicalize(&manifest).is_ok_and(|real| !real.starts_with(&self.root))
            {
                continue;
            }
            let Ok(bytes) = read(&manifest) else { continue };
            let folder = manifest.parent().unwrap_or(&self.root);
            let file = SourceFile::from_bytes(MANIFEST, bytes);
            for (name, path, _) in read_manifest(FileId(0), &file, &mut Vec::new()).dependencies {
                let Ok(root) = fs::canonicalize(folder.join(&path)) else { continue };
                if !root.starts_with(&self.root) {
                    return Err(format!(
                        "`{}` has the dependency `{name}` at `{path}`, which is outside the folder that is served; start `scn mcp` with a folder that contains both packs",
                        relative_path(&manifest, &self.root)
                    ));
                }
                to_do.push(root.join(MANIFEST));
            }
        }
        Ok(())
    }

    /// Returns the parts of a path that a request has named.
    fn parts(&self, written: &str) -> Result<PathBuf, String> {
        let path = Path::new(written);
        let path = path.strip_prefix(&self.root).unwrap_or(path);
        let mut parts = PathBuf::new();
        for part in path.components() {
            match part {
                Component::CurDir => {}
                Component::Normal(name) => {
                    let name = name.to_str().unwrap_or_default();
                    if name.starts_with('.') || name.contains('\0') {
                        return Err(format!(
                            "`{written}` is refused: a file or folder whose name starts with a dot belongs to no pack"
                        ));
                    }
                    parts.push(name);
                }
                Component::ParentDir | Component::Prefix(_) | Component::RootDir => return Err(outside(written)),
            }
        }
        Ok(parts)
    }

    /// Returns a real path relative to the root, if it is inside and not hidden.
    fn in_root(&self, written: &str, real: &Path) -> Result<String, String> {
        let inside = real.strip_prefix(&self.root).map_err(|_| outside(written))?;
        let parts = self.parts(&inside.to_string_lossy())?;
        if parts.as_os_str().is_empty() {
            return Ok(".".to_owned());
        }
        Ok(format!("./{}", relative_path(real, &self.root)))
    }
}

fn outside(written: &str) -> String {
    format!(
        "`{written}` is refused: it leads out of the folder that is served; give a path relative to that folder, without `..`"
    )
}

/// Returns the media type of a text file of a pack; `None` for another file.
pub(super) fn media_type(path: &Path) -> Option<&'static str> {
    let extension = path.extension()?.to_str()?;
    if extension == "toml" && path.file_name()? != MANIFEST {
        return None;
    }
    READABLE.iter().find(|(known, _)| *known == extension).map(|(_, media_type)| *media_type)
}
