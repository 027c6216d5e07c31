//! Temporary folders in which files are written before they are moved to their final path.

use std::fs;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

/// The prefix of the folders' names. Files whose path has a part that starts with a dot belong to
/// no pack.
const PREFIX: &str = ".scn-tmp-";

/// Makes git ignore everything in the folder, including this `.gitignore` file itself.
const NOTHING: &str = "*\n";

/// A folder older than this was left by a process that was killed.
const LEFT_AFTER: Duration = Duration::from_secs(60 * 60);

/// A temporary folder next to the file to be written, deleted on drop. If the process is killed
/// first, git ignores the folder, and the next process that writes there an hour later deletes it.
#[derive(Debug)]
pub(crate) struct Aside {
    folder: TempDir,
}

impl Aside {
    /// Creates one in this folder.
    pub(crate) fn new(parent: &Path) -> io::Result<Self> {
        remove_stale(parent);
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent)?;
        write_at_once(folder.path(), ".gitignore", NOTHING)?;
        Ok(Self { folder })
    }

    /// Creates one next to a path, in the same folder.
    pub(crate) fn next_to(path: &Path) -> io::Result<Self> {
        match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => Self::new(parent),
            Some(_) | None => Self::new(Path::new(".")),
        }
    }

    /// Returns the path of the folder.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Writes a file that is either not there or whole. On Linux it gets its name when it is written,
/// as git would take an empty `.gitignore` in. Where the file system cannot do that, it is written
/// as usual.
fn write_at_once(folder: &Path, name: &str, text: &str) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    if write_unnamed(folder, name, text).is_ok() {
        return Ok(());
    }
    fs::write(folder.join(name), text)
}

/// Writes a file without a name, and then links it to its name.
#[cfg(target_os = "linux")]
fn write_unnamed(folder: &Path, name: &str, text: &str) -> io::Result<()> {
    use std::io::Write;
    use std::os::fd::AsRawFd;

    use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, open};

    let flags = OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC;
    let mut file = fs::File::from(open(folder, flags, Mode::from_raw_mode(0o644))?);
    file.write_all(text.as_bytes())?;
    let unnamed = format!("/proc/self/fd/{}", file.as_raw_fd());
    linkat(CWD, unnamed, CWD, folder.join(name), AtFlags::SYMLINK_FOLLOW)?;
    Ok(())
}

/// Deletes the folders that killed processes have left in a folder. Errors are ignored, as nothing
/// depends on the deletion.
fn remove_stale(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let is_directory = || entry.file_type().is_ok_and(|kind| kind.is_dir());
        if entry.file_name().to_string_lossy().starts_with(PREFIX) && is_directory() && is_left(&entry.path()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Returns whether this program created the folder more than [`LEFT_AFTER`] ago. The folder may be
/// empty, as the process may have been killed before it wrote a file.
fn is_left(folder: &Path) -> bool {
    let is_ours = match fs::read_to_string(folder.join(".gitignore")) {
        Ok(text) => text == NOTHING || text.is_empty(),
        Err(_) => fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none()),
    };
    let created = fs::metadata(folder).and_then(|metadata| metadata.modified());
    let age = created.ok().and_then(|made| SystemTime::now().duration_since(made).ok());
    is_ours && age.is_some_and(|age| LEFT_AFTER < age)
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::time::{Duration, SystemTime};

    use super::{Aside, NOTHING};

    fn age(path: &std::path::Path) {
        let long_ago = SystemTime::now() - Duration::from_secs(2 * 60 * 60);
        let folder = File::open(path).expect("a folder can be opened");
        folder.set_modified(long_ago).expect("its time can be set");
    }

    #[test]
    fn what_a_killed_process_left_goes_and_nothing_else() {
        let parent = tempfile::tempdir().expect("there is room for a folder");
        let make = |name: &str, ignore: Option<&str>, file: Option<&str>| {
            let folder = parent.path().join(name);
            fs::create_dir(&folder).expect("it is made");
            for (file, text) in [(Some(".gitignore"), ignore), (file, Some("text"))] {
                if let Some((file, text)) = file.zip(text) {
                    fs::write(folder.join(file), text).expect("it is written");
                }
            }
            folder
        };
        let left = make(".scn-tmp-left", Some(NOTHING), Some("half.scn"));
        let empty = make(".scn-tmp-empty", None, None);
        let new = make(".scn-tmp-new", Some(NOTHING), Some("half.scn"));
        let foreign = make(".scn-tmp-mine", None, Some("notes.txt"));
        let other = make(".scn-other", Some(NOTHING), None);
        [&left, &empty, &foreign, &other].into_iter().for_each(|folder| age(folder));
        let aside = Aside::new(parent.path()).expect("it is made");
        assert!(aside.path().join(".gitignore").is_file());
        assert_eq!([left, empty, new, foreign, other].map(|folder| folder.exists()), [false, false, true, true, true]);
        let path = aside.path().to_owned();
        drop(aside);
        assert!(!path.exists());
    }
}
