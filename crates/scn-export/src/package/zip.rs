//! Zip files (PKWARE's APPNOTE 6.3): written so that the same files give the same bytes, and read
//! as data from a stranger.

use std::collections::BTreeSet;
use std::io::{Cursor, Read, Write};

use thiserror::Error;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipArchive, ZipWriter};

use super::names::is_plain;
use super::{PackageError, PackageFile};

/// The maximum number of files in a zip file that is read.
pub const MOST_ENTRIES: usize = 10_000;

/// How many times its own size the content of a zip file may have.
const MOST_EXPANSION: u64 = 100;

/// The size below which the content of a zip file is read whatever its expansion.
const SMALL: u64 = 1 << 20;

/// Writes files into a zip file, in their order: no folders as entries, no data descriptors, no
/// extra fields, each file deflated unless that makes it larger, and the time 1980-01-01, the first
/// one that the format has.
///
/// # Errors
///
/// If two paths are the same apart from letter case, a path has characters that not every LMS
/// accepts, or the file would be too large for the format.
///
/// # Examples
///
/// ```
/// use scn_export::package::{PackageFile, read_zip, write_zip};
///
/// let manifest = PackageFile::new("imsmanifest.xml", *b"<manifest/>");
/// let files = [manifest, PackageFile::new("index.html", *b"")];
/// let bytes = write_zip(&files)?;
/// assert_eq!(bytes, write_zip(&files)?);
/// assert_eq!(read_zip(&bytes)?, files);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_zip(files: &[PackageFile]) -> Result<Vec<u8>, PackageError> {
    let mut paths = BTreeSet::new();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let to_error = |error: &dyn std::fmt::Display| PackageError::Zip(error.to_string());
    for file in files {
        if !is_plain(&file.path) {
            return Err(PackageError::Path(file.path.clone()));
        }
        if !paths.insert(file.path.as_str()) {
            return Err(PackageError::Double(file.path.clone()));
        }
        let options = SimpleFileOptions::default()
            .compression_method(method_for(&file.bytes))
            .last_modified_time(DateTime::default())
            .system(System::Unix)
            .unix_permissions(0o644);
        writer.start_file(file.path.as_str(), options).map_err(|error| to_error(&error))?;
        writer.write_all(&file.bytes).map_err(|error| to_error(&error))?;
    }
    Ok(writer.finish().map_err(|error| to_error(&error))?.into_inner())
}

/// Returns how to compress a file: pictures, sound and film are compressed already, and an empty
/// file cannot be.
fn method_for(bytes: &[u8]) -> CompressionMethod {
    /// How much of a file is tried.
    const TRIED: usize = 64 * 1024;
    let start = bytes.get(..TRIED).unwrap_or(bytes);
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    let deflated = encoder.write_all(start).and_then(|()| encoder.finish());
    match deflated {
        Ok(deflated) if deflated.len() < start.len() => CompressionMethod::Deflated,
        Ok(_) | Err(_) => CompressionMethod::Stored,
    }
}

/// Why a zip file is not read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ZipProblem {
    /// It is not a zip file, or it is damaged.
    #[error("it is not a zip file, or it is damaged: {0}")]
    Damaged(String),
    /// It has too many files.
    #[error("it has {0} files; at most {MOST_ENTRIES} are read")]
    TooMany(usize),
    /// Its content is far larger than it is.
    #[error("its content is more than {MOST_EXPANSION} times its size")]
    TooLarge,
    /// A path leads out of the folder into which the file is unpacked.
    #[error("the path `{0}` leads out of the folder of the package")]
    Outside(String),
    /// A path has a backslash or a drive letter.
    #[error("the path `{0}` is a path of Windows; use forward slashes")]
    Windows(String),
    /// Two paths are the same, or differ only in letter case.
    #[error("two files have the path `{0}`, apart from letter case")]
    Double(String),
    /// An entry is a symbolic link.
    #[error("`{0}` is a link")]
    Link(String),
    /// An entry is encrypted, or compressed by a method that LMSs do not know.
    #[error("`{0}` is encrypted, or compressed by another method than deflate")]
    Method(String),
}

/// Reads the files of a zip file. Entries for folders are left out.
///
/// # Errors
///
/// If it is damaged, too large, or has entries that could be unpacked to another place than they
/// say.
pub fn read_zip(bytes: &[u8]) -> Result<Vec<PackageFile>, ZipProblem> {
    let damaged = |error: &dyn std::fmt::Display| ZipProblem::Damaged(error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    if MOST_ENTRIES < archive.len() {
        return Err(ZipProblem::TooMany(archive.len()));
    }
    // Of two entries with the very same path, the library shows one.
    if archive.has_duplicate_names() {
        return Err(ZipProblem::Double("(the same path twice)".to_owned()));
    }
    let mut room = SMALL.max((bytes.len() as u64).saturating_mul(MOST_EXPANSION));
    let mut paths = BTreeSet::new();
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|error| damaged(&error))?;
        let path = checked_path(entry.name_raw(), &mut paths)?;
        if entry.is_symlink() {
            return Err(ZipProblem::Link(path));
        }
        if entry.is_dir() {
            continue;
        }
        if entry.encrypted() || !matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated)
        {
            return Err(ZipProblem::Method(path));
        }
        let mut content = Vec::new();
        // The size that the entry claims may be wrong.
        entry.by_ref().take(room.saturating_add(1)).read_to_end(&mut content).map_err(|error| damaged(&error))?;
        room = room.checked_sub(content.len() as u64).ok_or(ZipProblem::TooLarge)?;
        files.push(PackageFile { path, bytes: content });
    }
    Ok(files)
}

/// Returns the path of an entry, unless it is dangerous or a double.
fn checked_path(raw: &[u8], paths: &mut BTreeSet<String>) -> Result<String, ZipProblem> {
    let path = String::from_utf8_lossy(raw).into_owned();
    let drive = path.as_bytes().get(1) == Some(&b':') && path.starts_with(|c: char| c.is_ascii_alphabetic());
    if path.contains('\\') || drive {
        return Err(ZipProblem::Windows(path));
    }
    if path.starts_with('/') || path.contains('\0') || path.split('/').any(|part| part == "..") {
        return Err(ZipProblem::Outside(path));
    }
    if !paths.insert(path.trim_end_matches('/').to_lowercase()) {
        return Err(ZipProblem::Double(path));
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use proptest::prelude::*;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::{PackageError, PackageFile, ZipProblem, read_zip, write_zip};

    fn file(path: &str, bytes: &[u8]) -> PackageFile {
        PackageFile::new(path, bytes)
    }

    /// Writes a zip file as anybody may.
    fn foreign(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (path, bytes) in entries {
            writer.start_file(*path, SimpleFileOptions::default()).expect("any name is written");
            writer.write_all(bytes).expect("memory takes it");
        }
        writer.finish().expect("it is whole").into_inner()
    }

    #[test]
    fn a_zip_file_is_the_plainest_there_is() {
        let text = "word ".repeat(200);
        let bytes = write_zip(&[file("imsmanifest.xml", text.as_bytes()), file("media/a.png", b"\x89PNG\x01\x02")])
            .expect("it is written");
        let half = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
        assert_eq!(&bytes[..4], b"PK\x03\x04");
        assert_eq!(half(6), 0, "neither a data descriptor nor UTF-8 nor encryption");
        assert_eq!(half(8), 8, "deflated");
        assert_eq!((half(10), half(12)), (0, 0x21), "1980-01-01, 0:00");
        assert_eq!(&bytes[30..45], b"imsmanifest.xml");
        assert_eq!(half(28), 0, "no extra field");
        let second = bytes.windows(4).skip(4).position(|it| it == b"PK\x03\x04").expect("there are two") + 4;
        assert_eq!(half(second + 8), 0, "stored, since it cannot be made smaller");
    }

    #[test]
    fn files_of_a_package_have_plain_paths_of_their_own() {
        for path in ["", "A.html", "a b", "../a", "/a", "a//b", "ü", "a\\b", ".a", "a/./b"] {
            let refused = write_zip(&[file(path, b"")]);
            assert!(matches!(refused, Err(PackageError::Path(_))), "{path}");
        }
        assert!(matches!(write_zip(&[file("a", b"1"), file("a", b"2")]), Err(PackageError::Double(_))));
    }

    #[test]
    fn what_could_be_unpacked_elsewhere_is_refused() {
        let read = |path: &str| read_zip(&foreign(&[("a", b"x"), (path, b"y")])).err();
        assert_eq!(read("../b"), Some(ZipProblem::Outside("../b".to_owned())));
        assert_eq!(read("b/../../c"), Some(ZipProblem::Outside("b/../../c".to_owned())));
        assert_eq!(read("/etc/b"), Some(ZipProblem::Outside("/etc/b".to_owned())));
        assert_eq!(read("b\\c"), Some(ZipProblem::Windows("b\\c".to_owned())));
        assert_eq!(read("c:b"), Some(ZipProblem::Windows("c:b".to_owned())));
        assert_eq!(read("A"), Some(ZipProblem::Double("A".to_owned())));
        assert_eq!(read("b/c"), None);
    }

    #[test]
    fn links_and_bombs_are_refused() {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.add_symlink("a", "/etc/passwd", SimpleFileOptions::default()).expect("a link can be written");
        let bytes = writer.finish().expect("it is whole").into_inner();
        assert_eq!(read_zip(&bytes), Err(ZipProblem::Link("a".to_owned())));
        let zeros = vec![0_u8; 8 << 20];
        assert_eq!(read_zip(&foreign(&[("a", &zeros)])), Err(ZipProblem::TooLarge));
    }

    #[test]
    fn the_same_path_twice_is_refused() {
        let bytes = foreign(&[("a.txt", b"one"), ("b.txt", b"two")]);
        let text: Vec<u8> = bytes.clone();
        let doubled: Vec<u8> = {
            let mut out = text;
            while let Some(at) = out.windows(5).position(|it| it == b"b.txt") {
                out[at] = b'a';
            }
            out
        };
        assert!(matches!(read_zip(&doubled), Err(ZipProblem::Double(_))), "{:?}", read_zip(&doubled));
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read_again(contents in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..3000), 0..6)) {
            let files: Vec<PackageFile> =
                contents.into_iter().enumerate().map(|(index, bytes)| PackageFile::new(format!("f/{index}.bin"), bytes)).collect();
            prop_assert_eq!(read_zip(&write_zip(&files).expect("the paths are plain")), Ok(files));
        }

        #[test]
        fn any_bytes_get_an_answer(cut in 0_usize..400, place in 0_usize..400, byte in any::<u8>()) {
            let mut bytes = write_zip(&[file("a.txt", b"some words and some words"), file("b.txt", b"")]).expect("it is written");
            bytes.truncate(bytes.len().saturating_sub(cut).max(1));
            let at = place % bytes.len();
            bytes[at] = byte;
            let _ = read_zip(&bytes);
        }
    }
}
