//! `scn docs`: opens the manual that is inside the command, which needs no network.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

use scn_source::nearest_name;
use zip::ZipArchive;

use crate::args::DocsArgs;
use crate::aside::Aside;
use crate::failure::{Failure, plain_reason};
use crate::home::cache_folder;
use crate::screen::{print, print_note};

/// The manual as a zip file; empty if the command was built without it.
const ZIP: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/manual.zip"));

/// The folder of a manual in the cache folder begins with this; the digest of the manual follows.
const PREFIX: &str = "manual-";

/// The first page.
const FIRST: &str = "index.html";

/// Writes the manual to the cache folder of the user, unless it is there, and opens a page of it.
///
/// # Errors
///
/// If the command was built without the manual, if there is no such page, or if the files cannot be
/// written.
pub(crate) fn run(args: &DocsArgs) -> Result<u8, Failure> {
    let manual = Manual::read(ZIP)?;
    if let Some(folder) = &args.output {
        write_new(&manual, folder)?;
        print(&format!("{}\n", scn_text::escape_line(&folder.join(FIRST).display().to_string())))?;
        return Ok(0);
    }
    let page = match &args.page {
        Some(written) => manual.page(written)?,
        None => FIRST.to_owned(),
    };
    let cache = cache_folder()?;
    let folder = unpack(&manual, &cache, env!("SCN_MANUAL_DIGEST"))?;
    let path = folder.join(page);
    print(&format!("{}\n", scn_text::escape_line(&path.display().to_string())))?;
    if !args.no_open
        && let Err(error) = open::that_detached(&path)
    {
        print_note(&format!("no browser could be opened ({}): open the file yourself", plain_reason(&error)));
    }
    Ok(0)
}

/// The files of the manual by their paths, which use `/` between folders.
#[derive(Debug)]
struct Manual {
    files: BTreeMap<String, Vec<u8>>,
}

impl Manual {
    /// Reads the manual from a zip file.
    fn read(zip: &[u8]) -> Result<Self, Failure> {
        if zip.is_empty() {
            return Err(Failure::new("this `scn` was built without the manual").with_help(
                "`scn explain guide` shows the guide, `scn explain` the findings and `scn man` the commands; a released `scn` contains the manual",
            ));
        }
        Self::files_in(zip).map(|files| Self { files }).map_err(|error| {
            Failure::new(format!("the manual in this `scn` is damaged ({error})")).with_help("install `scn` again")
        })
    }

    fn files_in(zip: &[u8]) -> io::Result<BTreeMap<String, Vec<u8>>> {
        let mut archive = ZipArchive::new(Cursor::new(zip))?;
        let mut files = BTreeMap::new();
        for index in 0..archive.len() {
            let mut file = archive.by_index(index)?;
            // Such a path could lead out of the folder.
            if file.is_dir() || file.enclosed_name().is_none() {
                continue;
            }
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            files.insert(file.name()?.into_owned(), bytes);
        }
        Ok(files)
    }

    /// Returns the path of the page that is named by its path, or by the last part of it. A command
    /// comes before a finding, and a finding before any other page of that name.
    fn page(&self, written: &str) -> Result<String, Failure> {
        let wanted = written.trim().trim_end_matches(".html").to_lowercase().replace(' ', "-");
        let pages = || self.files.keys().filter_map(|path| Some((path, path.strip_suffix(".html")?)));
        let last = |page: &str| page.rsplit('/').next().unwrap_or_default().to_lowercase();
        let place = |page: &str| match page.split('/').next() {
            Some("commands") => 1,
            Some("findings") => 2,
            Some(_) | None => 3,
        };
        let found = pages()
            .filter(|(_, page)| page.to_lowercase() == wanted || last(page) == wanted)
            .min_by_key(|(_, page)| if page.to_lowercase() == wanted { 0 } else { place(page) });
        if let Some((path, _)) = found {
            return Ok(path.clone());
        }
        let names: Vec<String> = pages().map(|(_, page)| last(page)).collect();
        let failure = Failure::new(format!("the manual has no page `{}`", scn_text::escape_line(written)));
        Err(match nearest_name(&wanted, names.iter().map(String::as_str)) {
            Some(near) => failure.with_help(format!("did you mean `{near}`? `scn docs` opens the first page")),
            None => failure.with_help("`scn docs` opens the first page, which lists all"),
        })
    }

    /// Writes all files below a folder.
    fn write(&self, folder: &Path) -> io::Result<()> {
        for (path, bytes) in &self.files {
            let path = folder.join(path);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(path, bytes)?;
        }
        Ok(())
    }

    /// Returns whether every file is below a folder, with its size: what cleans up cache folders may
    /// have deleted a part.
    fn is_in(&self, folder: &Path) -> bool {
        let has = |(path, bytes): (&String, &Vec<u8>)| {
            fs::metadata(folder.join(path)).is_ok_and(|there| there.len() == bytes.len() as u64)
        };
        self.files.iter().all(has)
    }
}

/// Writes the manual to a folder that is new or empty.
fn write_new(manual: &Manual, folder: &Path) -> Result<(), Failure> {
    match fs::read_dir(folder) {
        Ok(mut entries) => {
            if entries.next().is_some() {
                let shown = scn_text::escape_line(&folder.display().to_string()).into_owned();
                return Err(Failure::new(format!("`{shown}` already exists and is not empty"))
                    .with_help("name a folder that does not exist yet; nothing was changed"));
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(Failure::read(folder, &error)),
    }
    fs::create_dir_all(folder).and_then(|()| manual.write(folder)).map_err(|error| Failure::write(folder, &error))
}

/// Returns the folder of the manual with this digest in the cache folder. Writes it, completely or
/// not at all, unless it is there, and deletes those of other versions.
fn unpack(manual: &Manual, cache: &Path, digest: &str) -> Result<PathBuf, Failure> {
    let folder = cache.join(format!("{PREFIX}{digest}"));
    if manual.is_in(&folder) {
        return Ok(folder);
    }
    let written = fs::create_dir_all(cache).and_then(|()| {
        let aside = Aside::new(cache)?;
        let new = aside.path().join(digest);
        manual.write(&new)?;
        remove_manuals(cache);
        fs::rename(&new, &folder)
    });
    match written {
        // Another process may have written it at the same moment.
        Err(_) if manual.is_in(&folder) => Ok(folder),
        Err(error) => Err(Failure::write(&folder, &error)),
        Ok(()) => Ok(folder),
    }
}

/// Deletes the manuals in the cache folder. Errors are ignored, as nothing depends on the deletion.
fn remove_manuals(cache: &Path) {
    let Ok(entries) = fs::read_dir(cache) else { return };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(PREFIX) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by it")]

    use std::fs;
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::{Manual, unpack, write_new};

    const PAGES: [&str; 5] =
        ["index.html", "guide.html", "commands/check.html", "findings/dead-end.html", "formats/check.html"];

    fn manual(names: &[&str]) -> Manual {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for name in names {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(format!("This is {name}.").as_bytes()).unwrap();
        }
        Manual::read(zip.finish().unwrap().get_ref()).unwrap()
    }

    #[test]
    fn a_page_is_found_by_its_name() {
        let manual = manual(&PAGES);
        let cases = [
            ("guide", "guide.html"),
            ("check", "commands/check.html"),
            ("formats/check", "formats/check.html"),
            (" Dead end ", "findings/dead-end.html"),
            ("findings/dead-end.html", "findings/dead-end.html"),
        ];
        for (written, page) in cases {
            assert_eq!(manual.page(written).unwrap(), page);
        }
        let failure = manual.page("dead-ent").unwrap_err();
        assert_eq!(failure.message_text(), "the manual has no page `dead-ent`");
        assert!(format!("{failure:?}").contains("did you mean `dead-end`?"));
    }

    #[test]
    fn a_manual_is_unpacked_once_and_again_where_a_part_is_missing() {
        let cache = tempfile::tempdir().unwrap();
        let old = unpack(&manual(&["index.html"]), cache.path(), "1").unwrap();
        let manual = manual(&PAGES);
        let folder = unpack(&manual, cache.path(), "2").unwrap();
        assert_eq!(fs::read_to_string(folder.join("commands/check.html")).unwrap(), "This is commands/check.html.");
        assert!(!old.exists(), "that of another version is gone");
        let note = folder.join("note");
        fs::write(&note, "").unwrap();
        assert_eq!(unpack(&manual, cache.path(), "2").unwrap(), folder);
        assert!(note.exists(), "nothing was written again");
        fs::remove_file(folder.join("guide.html")).unwrap();
        unpack(&manual, cache.path(), "2").unwrap();
        assert!(manual.is_in(&folder));
        assert_eq!(fs::read_dir(cache.path()).unwrap().count(), 1, "no temporary folder is left");
    }

    #[test]
    fn a_manual_is_never_written_over_other_files() {
        let folder = tempfile::tempdir().unwrap();
        let manual = manual(&PAGES);
        let target = folder.path().join("a/b");
        write_new(&manual, &target).unwrap();
        assert!(manual.is_in(&target));
        assert!(write_new(&manual, &target).unwrap_err().message_text().ends_with("already exists and is not empty"));
        assert!(write_new(&manual, &target.join("index.html")).is_err());
    }

    #[test]
    fn what_is_no_manual_is_reported_and_a_path_that_leads_out_is_left_out() {
        assert!(Manual::read(&[]).unwrap_err().message_text().contains("without the manual"));
        assert!(Manual::read(b"no zip file").unwrap_err().message_text().contains("damaged"));
        assert_eq!(manual(&["../out.html", "in.html"]).files.into_keys().collect::<Vec<_>>(), ["in.html"]);
    }
}
