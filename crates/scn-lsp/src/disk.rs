//! What the server asks of the disk. The answers come from the command, which alone touches it.

use std::path::{Path, PathBuf};

use scn_compiler::{MediaFile, PackFiles};
use scn_source::SourceFile;

/// Texts that take the place of what is on the disk: those of files that are open in the editor.
pub type Open<'o> = dyn Fn(&Path) -> Option<Vec<u8>> + 'o;

/// The disk.
pub trait Disk: Send + Sync {
    /// Reads the pack that a file belongs to: that of the nearest `scn.toml` above it, or the file
    /// alone. The file need not be there.
    ///
    /// # Errors
    /// In words, where a file of it cannot be read.
    fn load(&self, file: &Path, open: &Open<'_>) -> Result<Loaded, String>;

    /// For every pack in a folder, one of its files.
    fn packs(&self, folder: &Path) -> Vec<PathBuf>;

    /// What the path of a media file leads to that is written in a `.scn` file.
    fn media(&self, file: &Path, written: &str) -> MediaFile;

    /// The media files of the pack that a file belongs to, as seen from the folder of that file.
    fn media_files(&self, file: &Path) -> Vec<String>;

    /// The one path of a file that may have several: absolute, links followed as far as the file is
    /// there.
    fn real(&self, path: &Path) -> PathBuf;
}

/// A pack, read.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The files with their absolute paths, by their ids: those of dependencies too.
    pub files: Vec<(PathBuf, SourceFile)>,
    /// The pack, by these ids.
    pub input: PackFiles,
}
