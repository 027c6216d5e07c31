//! Resolves the paths of media files, which must be files inside the folder of the pack.

use std::fs;
use std::path::{Component, Path, PathBuf};

use ignore::WalkBuilder;
use scn_compiler::MediaFile;
use scn_source::nearest_name;

use crate::packs::relative_path;

/// The extensions of media files that are suggested.
const ENDINGS: [&str; 27] = [
    "aac", "apng", "avif", "bmp", "flac", "gif", "heic", "jfif", "jpeg", "jpg", "m4a", "m4v", "mkv", "mov", "mp3",
    "mp4", "oga", "ogg", "ogv", "opus", "png", "svg", "tif", "tiff", "wav", "webm", "webp",
];

/// The maximum number of entries of a pack's folder that are searched for suggestions.
const MOST: usize = 10_000;

/// The largest picture, sound or film that is part of a page, in bytes.
const LARGEST: u64 = 256 << 20;

/// Reads a media file of the pack in a folder. Refuses a file outside the folder, reached by a link
/// or `..`.
pub(crate) fn read_media(root: &Path, path: &str) -> Option<Vec<u8>> {
    let root = fs::canonicalize(root).ok()?;
    let path = fs::canonicalize(root.join(path)).ok()?;
    let metadata = fs::metadata(&path).ok()?;
    let is_allowed = path.starts_with(&root) && metadata.is_file() && metadata.len() <= LARGEST;
    is_allowed.then(|| fs::read(&path).ok()).flatten()
}

/// Resolves a written path. `root` is the folder of the pack, and `folder` that of the file that
/// names it; both are absolute, without symbolic links.
pub(crate) fn resolve(root: &Path, folder: &Path, written: &str) -> MediaFile {
    if leaves_folder(root, folder, written) {
        return MediaFile::Outside { link: None };
    }
    let path = normalized(&folder.join(written));
    if let Ok(real) = fs::canonicalize(&path) {
        if !real.starts_with(root) {
            return MediaFile::Outside { link: outside_link(root, &path).map(|link| relative_path(&link, folder)) };
        }
        // On Windows `\` separates folders too, but the pack may be read on other systems.
        if real.is_file() && !(cfg!(windows) && written.contains('\\')) {
            let is_too_large = fs::metadata(&real).is_ok_and(|metadata| LARGEST < metadata.len());
            return if is_too_large { MediaFile::TooLarge } else { MediaFile::Found };
        }
    } else if let Some(link) = outside_link(root, &path) {
        // The target of a link that leads out of the pack is not examined.
        return MediaFile::Outside { link: Some(relative_path(&link, folder)) };
    }
    MediaFile::Missing { near: similar_path(root, folder, written) }
}

/// Returns whether a path leaves the folder `root` at any point, even if it comes back by the
/// folder's own name: another copy of the pack may have another name.
fn leaves_folder(root: &Path, folder: &Path, written: &str) -> bool {
    let mut path = folder.to_owned();
    for part in Path::new(written).components() {
        if part == Component::ParentDir {
            path.pop();
        } else {
            path.push(part);
        }
        if !path.starts_with(root) {
            return true;
        }
    }
    false
}

/// Resolves `.` and `..` in a path by its text alone.
fn normalized(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => plain.push(part),
        }
    }
    plain
}

/// Returns the first symbolic link on the way from a folder to a path below it that leads out of
/// the folder.
pub(crate) fn outside_link(root: &Path, path: &Path) -> Option<PathBuf> {
    let mut steps: Vec<&Path> = path.ancestors().take_while(|above| *above != root).collect();
    steps.reverse();
    let leads_outside = |it: &&&Path| it.is_symlink() && !link_target(it).starts_with(root);
    steps.iter().find(leads_outside).map(|it| it.to_path_buf())
}

/// Returns the target of a symbolic link; if the target does not exist, by its text alone.
fn link_target(link: &Path) -> PathBuf {
    /// The number of links that operating systems follow one after another.
    const LINKS: usize = 40;
    fs::canonicalize(link).unwrap_or_else(|_| {
        let mut place = link.to_owned();
        for _ in 0..LINKS {
            let Ok(next) = fs::read_link(&place) else { break };
            place = normalized(&place.parent().unwrap_or(link).join(next));
        }
        place
    })
}

/// Returns the file of the pack, relative to `folder`, that a path which does not exist may have
/// meant.
fn similar_path(root: &Path, folder: &Path, written: &str) -> Option<String> {
    let slashes = written.replace('\\', "/");
    let is_in_pack = |path: &str| {
        let path = normalized(&folder.join(path));
        fs::canonicalize(&path).is_ok_and(|real| real.starts_with(root) && real.is_file())
    };
    let forms = [slashes.clone(), percent_decoded(&slashes)];
    if let Some(form) = forms.iter().find(|form| *form != written && is_in_pack(form)) {
        return Some(form.clone());
    }
    if let Some(found) = forms.iter().find_map(|form| in_another_case(root, &normalized(&folder.join(form)))) {
        return Some(relative_path(&found, folder));
    }
    let files = list_media(root, folder);
    let file_name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_lowercase();
    let last = file_name(&forms[1]);
    let same_name = files.iter().find(|file| file_name(file) == last);
    same_name.cloned().or_else(|| {
        let paths = files.iter().map(String::as_str);
        nearest_name(&forms[1], paths).map(str::to_owned)
    })
}

/// Decodes percent-encoding such as `%20`.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut remaining = text.as_bytes();
    while let Some((first, after)) = remaining.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.filter(|_| *first == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        remaining = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// Finds a file whose path differs only in letter case, in any folder below `root`.
fn in_another_case(root: &Path, path: &Path) -> Option<PathBuf> {
    let mut current = root.to_owned();
    for part in path.strip_prefix(root).ok()?.components() {
        let wanted = part.as_os_str().to_string_lossy().to_lowercase();
        let mut names: Vec<PathBuf> = fs::read_dir(&current)
            .ok()?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|entry| entry.file_name().is_some_and(|name| name.to_string_lossy().to_lowercase() == wanted))
            .collect();
        names.sort();
        let exact = names.iter().position(|name| name.file_name() == Some(part.as_os_str()));
        current = names.into_iter().nth(exact.unwrap_or(0))?;
    }
    let inside = fs::canonicalize(&current).is_ok_and(|real| real.starts_with(root));
    (inside && current.is_file()).then_some(current)
}

/// Returns the media files of a pack relative to a folder in it, sorted, without ignored files and
/// links.
pub(crate) fn list_media(root: &Path, folder: &Path) -> Vec<String> {
    let walk = WalkBuilder::new(root).require_git(false).git_global(false).git_exclude(false).build();
    let files = walk.take(MOST).filter_map(Result::ok).filter(|entry| entry.file_type().is_some_and(|it| it.is_file()));
    let has_media_extension = |path: &Path| {
        let ending = path.extension().map(|it| it.to_string_lossy().to_lowercase());
        ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
    };
    let files = files.map(ignore::DirEntry::into_path).filter(|path| has_media_extension(path));
    let mut files: Vec<String> = files.map(|path| relative_path(&path, folder)).collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn folder(files: &[&str]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let root = fs::canonicalize(folder.path()).expect("it is there").join("pack");
        for file in files {
            let path = root.join(file);
            fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder can be made");
            fs::write(path, "x").expect("a file can be written");
        }
        (folder, root)
    }

    fn missing(near: Option<&str>) -> MediaFile {
        MediaFile::Missing { near: near.map(str::to_owned) }
    }

    #[test]
    fn what_may_have_been_meant_is_found() {
        let (_kept, root) = folder(&["Ward.JPG", "media/desk.jpg", "a b.png", "Sub/Deep/Bell.mp3", "notes.txt"]);
        assert_eq!(resolve(&root, &root, "Ward.JPG"), MediaFile::Found);
        for (written, near) in [
            ("ward.jpg", Some("Ward.JPG")),
            ("media\\desk.jpg", Some("media/desk.jpg")),
            ("MEDIA\\Desk.JPG", Some("media/desk.jpg")),
            ("a%20b.png", Some("a b.png")),
            ("sub/deep/bell.mp3", Some("Sub/Deep/Bell.mp3")),
            ("desk.jpg", Some("media/desk.jpg")),
            ("media/dsek.jpg", Some("media/desk.jpg")),
            ("quite-another.gif", None),
            ("note.txt", None),
        ] {
            assert_eq!(resolve(&root, &root, written), missing(near), "{written}");
        }
        let sub = root.join("Sub");
        assert_eq!(resolve(&root, &sub, "../Ward.JPG"), MediaFile::Found);
        assert_eq!(resolve(&root, &sub, "Ward.JPG"), missing(Some("../Ward.JPG")));
    }

    #[test]
    fn a_file_is_too_large_exactly_if_it_is_left_out_of_pages() {
        let (_kept, root) = folder(&["fits.mp4", "large.mp4"]);
        for (name, length, found) in
            [("fits.mp4", LARGEST, MediaFile::Found), ("large.mp4", LARGEST + 1, MediaFile::TooLarge)]
        {
            let file = fs::File::options().write(true).open(root.join(name)).expect("it is there");
            // The file has a hole, so it takes no room.
            file.set_len(length).expect("there is room for a hole");
            assert_eq!(resolve(&root, &root, name), found);
        }
        assert!(read_media(&root, "large.mp4").is_none());
    }

    #[test]
    fn what_lies_outside_is_outside_whether_it_is_there_or_not() {
        let (_kept, root) = folder(&["a.png", "../b.png"]);
        for written in [
            "../b.png",
            "../missing.png",
            "../../../../../../etc/passwd",
            "x/../../b.png",
            "/etc/passwd",
            "../pack/a.png",
        ] {
            assert_eq!(resolve(&root, &root, written), MediaFile::Outside { link: None }, "{written}");
        }
        assert_eq!(resolve(&root, &root, "x/../a.png"), MediaFile::Found);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_out_is_named() {
        use std::os::unix::fs::symlink;
        let (_kept, root) = folder(&["a.png", "pics/in.png", "../out/b.png"]);
        let link = |target: &str, name: &str| symlink(target, root.join(name)).expect("a link can be made");
        link("a.png", "inside.png");
        link("../out/b.png", "outside.png");
        link("outside.png", "chain.png");
        link("../out", "folder");
        link("loop.png", "loop.png");
        link("nowhere.png", "broken.png");
        link("../out/nowhere.png", "broken-out.png");
        link("broken-out.png", "broken-chain.png");
        let outside = |name: &str| MediaFile::Outside { link: Some(name.to_owned()) };
        assert_eq!(resolve(&root, &root, "inside.png"), MediaFile::Found);
        assert_eq!(resolve(&root, &root, "outside.png"), outside("outside.png"));
        assert_eq!(resolve(&root, &root, "chain.png"), outside("chain.png"));
        assert_eq!(resolve(&root, &root, "folder/b.png"), outside("folder"));
        assert_eq!(resolve(&root, &root.join("pics"), "../folder/b.png"), outside("../folder"));
        assert_eq!(resolve(&root, &root, "loop.png"), missing(None));
        assert_eq!(resolve(&root, &root, "broken.png"), missing(None));
        assert_eq!(resolve(&root, &root, "broken-out.png"), outside("broken-out.png"));
        assert_eq!(resolve(&root, &root, "broken-chain.png"), outside("broken-chain.png"));
    }
}
