//! Finding the closest known name to an unknown one.

/// Returns the name among `known` that `written` most likely means, or `None` if none is close
/// enough.
///
/// A name is close enough within one slip for up to four characters, two for up to eight, and three
/// for more. A slip is a character added, dropped or changed, or two neighbours swapped. Letter
/// case and the differences between `-`, `_` and space are ignored. Of equally close names, the
/// first given wins.
///
/// # Examples
///
/// ```
/// use scn_source::nearest_name;
///
/// assert_eq!(nearest_name("complant", ["call-back", "complaint"]), Some("complaint"));
/// assert_eq!(nearest_name("call_back", ["call-back", "complaint"]), Some("call-back"));
/// assert_eq!(nearest_name("desk", ["call-back", "complaint"]), None);
/// ```
#[must_use]
pub fn nearest_name<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let folded = fold_name(written);
    let length = folded.chars().count();
    let allowed = match length {
        0 => return None,
        1..=4 => 1,
        5..=8 => 2,
        9.. => 3,
    };
    known
        .into_iter()
        .filter(|name| name.len().abs_diff(written.len()) <= 3 * allowed)
        .map(|name| (strsim::osa_distance(&folded, &fold_name(name)), name))
        .filter(|(distance, name)| *distance <= allowed && *distance < name.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

fn fold_name(name: &str) -> String {
    name.chars().map(|c| if c == '_' || c == ' ' { '-' } else { c }).flat_map(char::to_lowercase).collect()
}

/// Returns whether `written` is exactly one slip away from `word`: a character added, dropped or
/// changed, or two neighbours swapped. For words of up to four characters, only a swap counts.
/// Case-sensitive.
///
/// # Examples
///
/// ```
/// use scn_source::is_one_slip;
///
/// assert!(is_one_slip("Chioce", "Choice"));
/// assert!(!is_one_slip("Text", "Next"), "a short word may be another word");
/// ```
#[must_use]
pub fn is_one_slip(written: &str, word: &str) -> bool {
    if strsim::osa_distance(written, word) != 1 {
        return false;
    }
    word.chars().count() > 4 || strsim::levenshtein(written, word) == 2
}

#[cfg(test)]
mod tests {
    use super::{is_one_slip, nearest_name};

    #[test]
    fn the_nearest_name_is_found_within_the_slips_its_length_allows() {
        assert_eq!(nearest_name("complant", ["call-back", "complaint"]), Some("complaint"));
        assert_eq!(nearest_name("Complaint", ["complaint"]), Some("complaint"));
        assert_eq!(nearest_name("call_back", ["call-back"]), Some("call-back"));
        assert_eq!(nearest_name("xyz", ["abc", "def"]), None);
        assert_eq!(nearest_name("", ["a"]), None);
        assert_eq!(nearest_name("b", ["a"]), None);
    }

    #[test]
    fn short_words_slip_only_by_a_swap() {
        assert!(is_one_slip("Chioce", "Choice"));
        assert!(is_one_slip("Choce", "Choice"));
        assert!(!is_one_slip("Choice", "Choice"));
        assert!(is_one_slip("Nxet", "Next"));
        assert!(!is_one_slip("Text", "Next"));
        assert!(!is_one_slip("Nex", "Next"));
        assert!(!is_one_slip("Sets", "Set"));
    }
}
