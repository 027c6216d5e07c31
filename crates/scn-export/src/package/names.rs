//! Names of files in a package. LMSs and their file systems agree on few characters.

/// Returns whether every LMS accepts a path as it is: `a` to `z`, digits, `.`, `_`, `-`, and `/`
/// between folders.
pub(super) fn is_plain(path: &str) -> bool {
    let is_plain_char = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
    path.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && part.chars().all(is_plain_char))
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn only_the_plainest_paths_are_plain() {
        for path in ["index.html", "media/desk-1_a.png", "a/b/c"] {
            assert!(is_plain(path), "{path}");
        }
        for path in ["", "/a", "a/", "a//b", "./a", "../a", ".htaccess", "A.png", "a b", "ü.png", "a\\b", "c:a", "a?b"]
        {
            assert!(!is_plain(path), "{path}");
        }
    }
}
