//! Puts the manual into the command: the zip file whose full path is in `SCN_MANUAL`, as
//! `.ci/manual/build` makes it. Without the variable the command has no manual, and `scn docs` says
//! so.

use std::env;
use std::error::Error;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=SCN_MANUAL");
    let named = env::var_os("SCN_MANUAL").filter(|path| !path.is_empty()).map(PathBuf::from);
    let manual = match &named {
        Some(path) => {
            println!("cargo::rerun-if-changed={}", path.display());
            fs::read(path).map_err(|error| format!("SCN_MANUAL: `{}` cannot be read: {error}", path.display()))?
        }
        None => Vec::new(),
    };
    let folder = PathBuf::from(env::var_os("OUT_DIR").ok_or("Cargo sets OUT_DIR")?);
    fs::write(folder.join("manual.zip"), &manual)?;
    // Tells one manual from another, where both have been unpacked.
    let mut hasher = DefaultHasher::new();
    hasher.write(&manual);
    println!("cargo::rustc-env=SCN_MANUAL_DIGEST={:016x}", hasher.finish());
    Ok(())
}
