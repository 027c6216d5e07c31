//! Writes files atomically: completely or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::aside::Aside;
use crate::failure::Failure;

/// Checks, before any work is done, that [`save`] could write a file.
pub(crate) fn ensure_writable(path: &Path) -> Result<(), Failure> {
    if in_place(path)? {
        return Ok(());
    }
    // The temporary file is deleted again at once.
    create_temporary(path).map(drop).map_err(|error| Failure::write(path, &error))
}

/// Checks, before any work is done, that [`save_output`] could write a file.
pub(crate) fn ensure_output_writable(path: &Path) -> Result<(), Failure> {
    refuse_source(path)?;
    ensure_writable(path)
}

/// Writes output generated from a pack. Refuses to overwrite a source, which a misplaced `-o`
/// before the path could destroy.
pub(crate) fn save_output(path: &Path, text: impl AsRef<[u8]>) -> Result<(), Failure> {
    refuse_source(path)?;
    save(path, text)
}

fn refuse_source(path: &Path) -> Result<(), Failure> {
    let is_source = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("scn"))
        || path.file_name().is_some_and(|name| name == "scn.toml");
    if is_source {
        let message = format!("`{}` is the name of a source file, and outputs never overwrite sources", path.display());
        return Err(Failure::new(message).with_help("give the output another name, such as one that ends in `.json`"));
    }
    Ok(())
}

/// Writes a file: to a temporary one next to it, which is then renamed. A path that is not a
/// regular file (a pipe, a device) is written to directly.
pub(crate) fn save(path: &Path, text: impl AsRef<[u8]>) -> Result<(), Failure> {
    let result = if in_place(path)? { fs::write(path, text) } else { replace_file(path, text.as_ref()) };
    result.map_err(|error| Failure::write(path, &error))
}

/// Checks, before any work is done, that [`save_folder`] could write a folder. `is_own` returns
/// whether a file in it is one that an earlier output left, by its name relative to the folder.
pub(crate) fn ensure_folder_writable(path: &Path, is_own: &dyn Fn(&str, &Path) -> bool) -> Result<(), Failure> {
    match fs::metadata(path) {
        Ok(metadata) if !metadata.is_dir() => {
            return Err(Failure::new(format!("`{}` is a file, and this output is a folder", path.display()))
                .with_help("give the output another name"));
        }
        Ok(_) => {
            if let Some(other) = find_other(path, "", is_own).map_err(|error| Failure::read(path, &error))? {
                let message =
                    format!("`{}` is a folder with files of other programs, such as `{other}`", path.display());
                return Err(Failure::new(message)
                    .with_help("give the path of an empty folder, or of one that is not there yet"));
            }
        }
        Err(_) => {}
    }
    Aside::next_to(path).map(drop).map_err(|error| Failure::write(path, &error))
}

/// Returns the name of a file below a folder that is not an earlier output.
fn find_other(folder: &Path, prefix: &str, is_own: &dyn Fn(&str, &Path) -> bool) -> io::Result<Option<String>> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let found = if entry.file_type()?.is_dir() {
            find_other(&entry.path(), &format!("{name}/"), is_own)?
        } else {
            (!is_own(&name, &entry.path())).then_some(name)
        };
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// Writes a folder with files, which replaces an earlier one: completely or not at all. Call
/// [`ensure_folder_writable`] first.
pub(crate) fn save_folder(path: &Path, files: &[(String, Vec<u8>)]) -> Result<(), Failure> {
    write_folder(path, files).map_err(|error| Failure::write(path, &error))
}

fn write_folder(path: &Path, files: &[(String, Vec<u8>)]) -> io::Result<()> {
    let aside = Aside::next_to(path)?;
    let (fresh, earlier) = (aside.path().join("new"), aside.path().join("old"));
    for (name, bytes) in files {
        let file = fresh.join(name);
        fs::create_dir_all(file.parent().unwrap_or(&fresh))?;
        fs::write(file, bytes)?;
    }
    let is_there = path.exists();
    if is_there {
        fs::rename(path, &earlier)?;
    }
    if let Err(error) = fs::rename(&fresh, path) {
        if is_there {
            fs::rename(&earlier, path)?;
        }
        return Err(error);
    }
    Ok(())
}

/// Returns whether a path exists and is not a regular file.
fn in_place(path: &Path) -> Result<bool, Failure> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => {
            Err(Failure::new(format!("`{}` is a folder, so it cannot be written as a file", path.display())))
        }
        Ok(metadata) => Ok(!metadata.is_file()),
        Err(_) => Ok(false),
    }
}

fn replace_file(path: &Path, text: &[u8]) -> io::Result<()> {
    let Temporary { mut file, path, _aside } = create_temporary(path)?;
    file.write_all(text)?;
    file.as_file().sync_all()?;
    file.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

/// A temporary file that is written first.
struct Temporary {
    file: NamedTempFile,
    /// The final path.
    path: PathBuf,
    /// The folder that contains the temporary file. It is dropped after the file.
    _aside: Aside,
}

/// Creates a temporary file next to the one to be written, and resolves the final path.
fn create_temporary(path: &Path) -> io::Result<Temporary> {
    // A link stays a link; its target is replaced.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let aside = Aside::next_to(&path)?;
    let mut builder = tempfile::Builder::new();
    let permissions = fs::metadata(&path).map(|metadata| metadata.permissions()).ok().or_else(usual_permissions);
    if let Some(permissions) = permissions {
        builder.permissions(permissions);
    }
    let file = builder.tempfile_in(aside.path())?;
    Ok(Temporary { file, path, _aside: aside })
}

/// Returns the permissions of a new file: readable by everyone that the user's umask allows.
#[cfg(unix)]
fn usual_permissions() -> Option<fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn usual_permissions() -> Option<fs::Permissions> {
    None
}
