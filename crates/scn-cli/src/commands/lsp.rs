//! `scn lsp`.

use std::fs;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use scn_compiler::MediaFile;
use scn_lsp::{Disk, LoadedPack, OpenTexts};
use scn_source::FileId;

use crate::failure::Failure;
use crate::load::load_open;
use crate::media;
use crate::packs;

/// Gives the language server access to the disk.
struct DiskFiles;

/// Serves an editor on standard input and output. Returns 1 if the editor went away without ending
/// the session.
pub(crate) fn run() -> u8 {
    let orderly = scn_lsp::serve(BufReader::new(io::stdin()), io::stdout(), Arc::new(DiskFiles));
    u8::from(!orderly)
}

impl Disk for DiskFiles {
    fn load(&self, file: &Path, open: &OpenTexts<'_>) -> Result<LoadedPack, String> {
        read(file, open).map_err(|failure| failure.to_string())
    }

    fn packs_in(&self, folder: &Path) -> Vec<PathBuf> {
        packs::one_of_each(folder).unwrap_or_default()
    }

    fn resolve_media(&self, file: &Path, written: &str) -> MediaFile {
        let Some((root, folder)) = pack_and_own_folder(file) else { return MediaFile::Missing { near: None } };
        media::resolve(&root, &folder, written)
    }

    fn media_files(&self, file: &Path) -> Vec<String> {
        pack_and_own_folder(file).map(|(root, folder)| media::list_media(&root, &folder)).unwrap_or_default()
    }

    fn canonical_path(&self, path: &Path) -> PathBuf {
        if let Ok(real) = fs::canonicalize(path) {
            return real;
        }
        // The file may not exist yet, but its folder may.
        let folder = path.parent().and_then(|folder| fs::canonicalize(folder).ok());
        folder.zip(path.file_name()).map_or_else(|| path.to_owned(), |(folder, name)| folder.join(name))
    }
}

/// Returns the folder of the pack that a file belongs to, and the file's own folder.
fn pack_and_own_folder(file: &Path) -> Option<(PathBuf, PathBuf)> {
    let folder = fs::canonicalize(file.parent()?).ok()?;
    Some((packs::root_of(&folder), folder))
}

fn read(file: &Path, open: &OpenTexts<'_>) -> Result<LoadedPack, Failure> {
    let pack = packs::of_file(file)?;
    let root = pack.manifest.as_deref().unwrap_or(file);
    let base = root.parent().unwrap_or(root).to_owned();
    let loaded = load_open(&pack, &base, open)?;
    let paths = loaded.file_paths();
    let file_id = |at: usize| u32::try_from(at).map(FileId).unwrap_or_default();
    let files =
        paths.into_iter().enumerate().filter_map(|(at, path)| Some((path, loaded.sources.get(file_id(at))?.clone())));
    let mut read = LoadedPack { files: files.collect(), ..LoadedPack::default() };
    if let Some(pack) = loaded.packs.into_iter().next() {
        read.input = pack.input;
    }
    Ok(read)
}
