//! Names of files in a package. LMSs and their file systems agree on few characters, so a media file
//! whose path has others gets another name.

use std::collections::BTreeMap;
use std::fmt::Write;

use sha2::{Digest, Sha256};

/// The folder of media files in a package.
pub const MEDIA_FOLDER: &str = "media";

/// The maximum length of a path that keeps its name. Some LMSs store paths in columns of 255.
const LONGEST: usize = 120;

/// Returns the path in a package for each path of a media file in a pack. A path that consists of
/// `a` to `z`, digits, `.`, `_`, `-` and `/` is kept, below [`MEDIA_FOLDER`]. Another one gets a
/// name without folders, from its letters and a hash of the whole path. So the same file has the
/// same path in every version of a package, whatever other files there are.
///
/// # Examples
///
/// ```
/// use scn_export::package::plain_names;
///
/// let names = plain_names(["pictures/desk.png", "Röntgen 2.JPG"]);
/// assert_eq!(names["pictures/desk.png"], "media/pictures/desk.png");
/// assert_eq!(names["Röntgen 2.JPG"], "media/r-ntgen-2-1ee3f53c43f7.jpg");
/// ```
#[must_use]
pub fn plain_names<'p>(paths: impl IntoIterator<Item = &'p str>) -> BTreeMap<String, String> {
    let named = paths.into_iter().map(|path| {
        let name = if is_kept(path) { path.to_owned() } else { hashed_name(path) };
        (path.to_owned(), format!("{MEDIA_FOLDER}/{name}"))
    });
    named.collect()
}

/// Returns whether every LMS accepts a path as it is.
pub(super) fn is_plain(path: &str) -> bool {
    let is_plain_char = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
    path.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && part.chars().all(is_plain_char))
}

fn is_kept(path: &str) -> bool {
    path.len() <= LONGEST && is_plain(path) && !path.split('/').any(|part| part.ends_with('.'))
}

/// Returns a name from the letters of a path and a hash of it.
fn hashed_name(path: &str) -> String {
    /// The maximum length of the part that comes from the path.
    const STEM: usize = 40;
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let (stem, extension) = file.rsplit_once('.').unwrap_or((file, ""));
    let mut plain = String::new();
    for c in stem.chars().flat_map(char::to_lowercase).take(STEM) {
        match c {
            'a'..='z' | '0'..='9' => plain.push(c),
            _ if !plain.ends_with('-') && !plain.is_empty() => plain.push('-'),
            _ => {}
        }
    }
    let extension: String = extension.chars().flat_map(char::to_lowercase).collect();
    let is_known =
        !extension.is_empty() && extension.len() <= 5 && extension.chars().all(|c| c.is_ascii_alphanumeric());
    let mut name = plain.trim_end_matches('-').to_owned();
    if !name.is_empty() {
        name.push('-');
    }
    for byte in Sha256::digest(path.as_bytes()).iter().take(6) {
        // Writing to a string cannot fail.
        let _ = write!(name, "{byte:02x}");
    }
    if is_known {
        name.push('.');
        name.push_str(&extension);
    }
    name
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::{is_plain, plain_names};

    #[test]
    fn names_that_every_lms_accepts_are_kept() {
        let names = plain_names(["a.png", "pictures/ward_1.jpg", "x-y/2.mp3"]);
        let kept: Vec<&str> = names.values().map(String::as_str).collect();
        assert_eq!(kept, ["media/a.png", "media/pictures/ward_1.jpg", "media/x-y/2.mp3"]);
    }

    #[test]
    fn files_whose_names_differ_only_in_case_are_two_files() {
        let names = plain_names(["Desk.png", "desk.png", "DESK.png", "a/desk.png", "a b/desk.png"]);
        assert_eq!(names.values().collect::<BTreeSet<_>>().len(), 5, "{names:?}");
    }

    #[test]
    fn a_name_does_not_depend_on_the_other_files() {
        let alone = plain_names(["Bild Ü.svg"]);
        assert_eq!(alone["Bild Ü.svg"], plain_names(["a.png", "Bild Ü.svg", "bild ü.svg"])["Bild Ü.svg"]);
    }

    proptest! {
        #[test]
        fn every_path_gets_a_plain_name_of_its_own(paths in proptest::collection::btree_set("\\PC{1,200}", 1..12)) {
            let names = plain_names(paths.iter().map(String::as_str));
            prop_assert!(names.values().all(|name| is_plain(name) && name.len() < 140), "{names:?}");
            prop_assert_eq!(names.values().collect::<BTreeSet<_>>().len(), paths.len());
        }
    }
}
