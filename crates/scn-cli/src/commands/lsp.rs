//! `scn lsp`.

use std::fs;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use scn_compiler::MediaFile;
use scn_lsp::{Disk, Loaded, Open};
use scn_source::FileId;

use crate::failure::Failure;
use crate::load::load_open;
use crate::media;
use crate::packs;

/// Gives the language server access to the disk.
struct Files;

/// Serves an editor on standard input and output. Returns 1 if the editor went away without ending
/// the session.
pub(crate) fn run() -> u8 {
    let orderly = scn_lsp::serve(BufReader::new(io::stdin()), io::stdout(), Arc::new(Files));
    u8::from(!orderly)
}

impl Disk for Files {
    fn load(&self, file: &Path, open: &Open<'_>) -> Result<Loaded, String> {
        read(file, open).map_err(|failure| failure.to_string())
    }

    fn packs(&self, folder: &Path) -> Vec<PathBuf> {
        packs::one_of_each(folder).unwrap_or_default()
    }

    fn media(&self, file: &Path, written: &str) -> MediaFile {
        let Some((root, folder)) = around(file) else { return MediaFile::Missing { near: None } };
        media::find(&root, &folder, written)
    }

    fn media_files(&self, file: &Path) -> Vec<String> {
        around(file).map(|(root, folder)| media::listed(&root, &folder)).unwrap_or_default()
    }

    fn real(&self, path: &Path) -> PathBuf {
        if let Ok(real) = fs::canonicalize(path) {
            return real;
        }
        // The file may not exist yet, but its folder may.
        let folder = path.parent().and_then(|folder| fs::canonicalize(folder).ok());
        folder.zip(path.file_name()).map_or_else(|| path.to_owned(), |(folder, name)| folder.join(name))
    }
}

/// Returns the folder of the pack that a file belongs to, and the file's own folder.
fn around(file: &Path) -> Option<(PathBuf, PathBuf)> {
    let folder = fs::canonicalize(file.parent()?).ok()?;
    Some((packs::root_of(&folder), folder))
}

fn read(file: &Path, open: &Open<'_>) -> Result<Loaded, Failure> {
    let pack = packs::of_file(file)?;
    let root = pack.manifest.as_deref().unwrap_or(file);
    let base = root.parent().unwrap_or(root).to_owned();
    let loaded = load_open(&pack, &base, open)?;
    let paths = loaded.paths();
    let id = |at: usize| u32::try_from(at).map(FileId).unwrap_or_default();
    let files =
        paths.into_iter().enumerate().filter_map(|(at, path)| Some((path, loaded.sources.get(id(at))?.clone())));
    let mut read = Loaded { files: files.collect(), ..Loaded::default() };
    if let Some(pack) = loaded.packs.into_iter().next() {
        read.input = pack.input;
    }
    Ok(read)
}
