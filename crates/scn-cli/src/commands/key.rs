//! `scn key`: the key that signs certificates.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use scn_certificate::Key;

use crate::args::{KeyArgs, KeyCommand, KeyFile};
use crate::aside::Aside;
use crate::failure::Failure;
use crate::home::data_folder;
use crate::load::read;
use crate::screen::print;

/// Creates a key, or shows the public part of one.
pub(crate) fn run(args: &KeyArgs) -> Result<u8, Failure> {
    match &args.command {
        KeyCommand::New(KeyFile { file }) => create_key(file.as_deref()),
        KeyCommand::Show(KeyFile { file }) => {
            print(&format!("{}\n", load_key(file.as_deref())?.public_key()))?;
            Ok(0)
        }
    }
}

/// Returns the path of the user's own key.
pub(crate) fn default_key_path() -> Result<PathBuf, Failure> {
    Ok(data_folder()?.join("key.pem"))
}

/// Writes a new key: atomically, to a file that from the start only its owner may read, and never
/// over an existing file.
fn create_key(file: Option<&Path>) -> Result<u8, Failure> {
    let path = match file {
        Some(path) => path.to_owned(),
        None => {
            let path = default_key_path()?;
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder).map_err(|error| Failure::write(folder, &error))?;
            }
            path
        }
    };
    let mut secret = [0; 32];
    getrandom::fill(&mut secret)
        .map_err(|error| Failure::new(format!("the system cannot provide random bytes: {error}")))?;
    let key = Key::from_secret(&secret);
    let pem = key.to_pem().map_err(|error| Failure::new(format!("the new key cannot be written: {error}")))?;
    let aside = Aside::next_to(&path).map_err(|error| Failure::write(&path, &error))?;
    // Such a file is readable only by its owner.
    let mut new = tempfile::NamedTempFile::new_in(aside.path()).map_err(|error| Failure::write(&path, &error))?;
    let written = new.write_all(pem.as_ref().as_bytes()).and_then(|()| new.as_file().sync_all());
    written.map_err(|error| Failure::write(&path, &error))?;
    match new.persist_noclobber(&path) {
        Ok(_) => {}
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(Failure::new(format!("`{}` already exists, and was not changed", path.display())).with_help(
                "certificates signed with its key depend on it; for another key, give the name of another file",
            ));
        }
        Err(error) => return Err(Failure::write(&path, &error.error)),
    }
    print(&format!(
        "created {}\nKeep it secret, and keep a copy in a safe place.\nThe public key, to publish: {}\n",
        path.display(),
        key.public_key()
    ))?;
    Ok(0)
}

/// Reads the key of a file, or the user's own. A key that others may read is refused, as it may no
/// longer be secret.
pub(crate) fn load_key(file: Option<&Path>) -> Result<Key, Failure> {
    let path = match file {
        Some(path) => path.to_owned(),
        None => default_key_path()?,
    };
    if file.is_none() && !path.exists() {
        return Err(
            Failure::new(format!("there is no key yet: `{}`", path.display())).with_help("`scn key new` creates one")
        );
    }
    ensure_private(&path)?;
    let bytes = read(&path)?;
    str::from_utf8(&bytes).ok().and_then(|text| Key::from_pem(text).ok()).ok_or_else(|| {
        Failure::new(format!("`{}` does not contain an Ed25519 key in PKCS#8 format, as PEM", path.display()))
            .with_help("`scn key new` creates one")
    })
}

#[cfg(unix)]
fn ensure_private(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt;
    // A missing file is reported when it is read.
    let Ok(metadata) = fs::metadata(path) else { return Ok(()) };
    let mode = metadata.permissions().mode();
    if metadata.is_file() && mode & 0o077 != 0 {
        let shown_path = path.display();
        return Err(Failure::new(format!(
            "`{shown_path}` can be read or written by other users, so the key may no longer be secret"
        ))
        .with_help(format!(
            "`chmod 600 '{shown_path}'` makes it private; if others may have read it, create a new key"
        )));
    }
    Ok(())
}

#[cfg(not(unix))]
fn ensure_private(_path: &Path) -> Result<(), Failure> {
    Ok(())
}
