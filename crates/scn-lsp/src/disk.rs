//! The server's access to the disk. The `scn` command implements it; it alone touches the disk.

use std::path::{Path, PathBuf};

use scn_compiler::{MediaFile, PackFiles};
use scn_source::SourceFile;

/// Returns the text of a file that is open in the editor, which replaces the text on disk.
pub type OpenTexts<'o> = dyn Fn(&Path) -> Option<Vec<u8>> + 'o;

/// Access to the disk.
pub trait Disk: Send + Sync {
    /// Reads the pack that a file belongs to: that of the nearest `scn.toml` above it, or the file
    /// alone. The file need not exist.
    ///
    /// # Errors
    ///
    /// A message, if a file of the pack cannot be read.
    fn load(&self, file: &Path, open: &OpenTexts<'_>) -> Result<LoadedPack, String>;

    /// Returns one file of every pack in a folder.
    fn packs_in(&self, folder: &Path) -> Vec<PathBuf>;

    /// Resolves the path of a media file as written in a `.scn` file.
    fn resolve_media(&self, file: &Path, written: &str) -> MediaFile;

    /// Returns the media files of the pack that a file belongs to, relative to the folder of that
    /// file.
    fn media_files(&self, file: &Path) -> Vec<String>;

    /// Returns the canonical path of a file: absolute, with links resolved as far as the path
    /// exists.
    fn canonical_path(&self, path: &Path) -> PathBuf;
}

/// A pack that was read.
#[derive(Clone, Debug, Default)]
pub struct LoadedPack {
    /// The files with their absolute paths, indexed by their ids, including those of dependencies.
    pub files: Vec<(PathBuf, SourceFile)>,
    /// The pack, by these ids.
    pub input: PackFiles,
}
