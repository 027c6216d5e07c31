//! Finding the closest known name to an unknown one.

mod index;
mod rows;

pub use index::NameIndex;
use index::NameLength;
use rows::{MOST_SLIPS, Rows};

/// Returns the name among `known` that `written` most likely means, or `None` if none is close
/// enough.
///
/// A name is close enough within one slip for up to four characters, two for up to eight, and three
/// for more. A slip is a character added, dropped or changed, or two neighbours swapped. Letter
/// case and the differences between `-`, `_` and space are ignored. Of equally close names, the
/// first given wins. [`NameIndex`] gives the same answers and is faster for many unknown names.
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
    let wanted = Wanted::new(written)?;
    let mut nearest: Option<(u8, &str)> = None;
    for name in known {
        let limit = nearest.map_or(wanted.allowed, |(distance, _)| distance - 1);
        if let Some(distance) = wanted.distance_within(name, limit) {
            nearest = Some((distance, name));
            if distance == 0 {
                break;
            }
        }
    }
    nearest.map(|(_, name)| name)
}

/// A name whose nearest known name is searched.
struct Wanted<'w> {
    written: &'w str,
    /// Its characters, without the differences that are ignored.
    folded: Vec<char>,
    /// The number of slips that its length allows.
    allowed: u8,
}

impl<'w> Wanted<'w> {
    /// Returns `None` for an empty name, which resembles no other.
    fn new(written: &'w str) -> Option<Self> {
        let folded: Vec<char> = fold_name(written).collect();
        let allowed = match folded.len() {
            0 => return None,
            1..=4 => 1,
            5..=8 => 2,
            9.. => MOST_SLIPS,
        };
        Some(Self { written, folded, allowed })
    }

    /// Whether a name at this distance counts as similar.
    fn accepts(&self, name: NameLength, distance: u8) -> bool {
        distance <= self.allowed
            && name.bytes.abs_diff(self.written.len()) <= 3 * usize::from(self.allowed)
            && usize::from(distance) < name.chars
    }

    /// Returns the distance of a similar name, if it is at most `limit`.
    fn distance_within(&self, name: &str, limit: u8) -> Option<u8> {
        // Checked first, because it needs neither name's characters.
        if 3 * usize::from(self.allowed) < name.len().abs_diff(self.written.len()) {
            return None;
        }
        let mut rows = Rows::new(&self.folded);
        for letter in fold_name(name) {
            if limit < rows.push(letter) {
                return None;
            }
        }
        let distance = rows.distance()?;
        (distance <= limit && self.accepts(NameLength::of(name), distance)).then_some(distance)
    }
}

fn fold_name(name: &str) -> impl Iterator<Item = char> + '_ {
    name.chars().map(|c| if c == '_' || c == ' ' { '-' } else { c }).flat_map(char::to_lowercase)
}

/// The single difference between two words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlipKind {
    /// One character was added, dropped or changed.
    Character,
    /// Two neighbouring characters were swapped.
    Swap,
}

/// Returns the slip by which two words differ; `None` if they are equal or differ by more.
/// `is_same` compares two characters.
///
/// # Examples
///
/// ```
/// use scn_source::{SlipKind, find_slip};
///
/// assert_eq!(find_slip("Chioce", "Choice", |a, b| a == b), Some(SlipKind::Swap));
/// let slip = find_slip("chice", "Choice", |a, b| a.eq_ignore_ascii_case(&b));
/// assert_eq!(slip, Some(SlipKind::Character));
/// assert_eq!(find_slip("Choice", "Choice", |a, b| a == b), None);
/// ```
#[must_use]
pub fn find_slip(written: &str, word: &str, is_same: impl Fn(char, char) -> bool) -> Option<SlipKind> {
    let is_equal = |one: &str, other: &str| {
        let (mut one, mut other) = (one.chars(), other.chars());
        loop {
            match (one.next(), other.next()) {
                (None, None) => return true,
                (Some(a), Some(b)) if is_same(a, b) => {}
                (_, _) => return false,
            }
        }
    };
    let (mut one, mut other) = (written.chars(), word.chars());
    loop {
        let (one_rest, other_rest) = (one.as_str(), other.as_str());
        let (a, b) = match (one.next(), other.next()) {
            (None, None) => return None,
            (Some(a), Some(b)) if is_same(a, b) => continue,
            different => different,
        };
        let is_character = is_equal(one.as_str(), other.as_str()) && a.is_some() && b.is_some()
            || a.is_some() && is_equal(one.as_str(), other_rest)
            || b.is_some() && is_equal(one_rest, other.as_str());
        if is_character {
            return Some(SlipKind::Character);
        }
        let is_swapped = |a: Option<char>, b: Option<char>| a.zip(b).is_some_and(|(a, b)| is_same(a, b));
        let is_swap = is_swapped(a, other.next()) && is_swapped(one.next(), b);
        return (is_swap && is_equal(one.as_str(), other.as_str())).then_some(SlipKind::Swap);
    }
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
    match find_slip(written, word, |a, b| a == b) {
        Some(SlipKind::Swap) => true,
        Some(SlipKind::Character) => 4 < word.chars().count(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{SlipKind, find_slip, is_one_slip, nearest_name};

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
    #[test]
    fn a_slip_is_a_distance_of_one() {
        let mut words = vec![String::new()];
        for _ in 0..4 {
            let longer = words.iter().flat_map(|word| ['a', 'b', 'é'].map(|c| format!("{word}{c}")));
            words.extend(longer.collect::<Vec<_>>());
        }
        words.sort();
        words.dedup();
        assert_eq!(words.len(), 121);
        for (one, other) in words.iter().flat_map(|one| words.iter().map(move |other| (one, other))) {
            let expected = (strsim::osa_distance(one, other) == 1).then(|| match strsim::levenshtein(one, other) {
                1 => SlipKind::Character,
                _ => SlipKind::Swap,
            });
            assert_eq!(find_slip(one, other, |a, b| a == b), expected, "{one:?} {other:?}");
        }
    }
}
