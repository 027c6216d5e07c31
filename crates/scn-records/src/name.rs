//! The names of learners.

use thiserror::Error;
use unicase::UniCase;
use unicode_normalization::UnicodeNormalization;

/// The maximum length of a name, in characters.
pub const LONGEST_NAME: usize = 100;

/// The reason why a text cannot be a learner's name. It does not repeat the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NameError {
    /// It is empty or contains only whitespace.
    #[error("a learner's name cannot be empty")]
    Empty,
    /// It is longer than [`LONGEST_NAME`].
    #[error("a learner's name can have at most {LONGEST_NAME} characters")]
    Long,
    /// It contains a control character, such as a line break.
    #[error("a learner's name cannot contain line breaks or other control characters")]
    Control,
}

/// Returns a learner's name in the form in which it is stored: without whitespace at its ends, and
/// in Unicode's composed form, so that names that look the same are equal.
///
/// # Errors
///
/// If the text cannot be a name.
///
/// # Examples
///
/// ```
/// use scn_records::{NameError, learner_name};
///
/// assert_eq!(learner_name("  Zoe\u{301} ").as_deref(), Ok("Zoé"));
/// assert_eq!(learner_name(" "), Err(NameError::Empty));
/// ```
pub fn learner_name(text: &str) -> Result<String, NameError> {
    let name: String = text.trim().nfc().collect();
    if name.is_empty() {
        Err(NameError::Empty)
    } else if LONGEST_NAME < name.chars().count() {
        Err(NameError::Long)
    } else if name.chars().any(char::is_control) {
        Err(NameError::Control)
    } else {
        Ok(name)
    }
}

/// Returns whether two names belong to the same learner: they differ only in letter case, in
/// whitespace, or in the encoding of characters (Unicode's full case folding, and NFKC).
///
/// # Examples
///
/// ```
/// use scn_records::is_same_name;
///
/// assert!(is_same_name("Thandi Mokoena", "thandi  mokoena"));
/// assert!(!is_same_name("Thandi", "Thando"));
/// ```
#[must_use]
pub fn is_same_name(one: &str, other: &str) -> bool {
    comparison_key(one) == comparison_key(other)
}

/// Returns a key that is equal for all spellings of the same name.
pub(crate) fn comparison_key(name: &str) -> String {
    let composed: String = name.nfkc().filter(|c| !is_invisible(*c)).collect();
    let folded: String = UniCase::unicode(composed).to_folded_case().nfkc().collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns whether a character is invisible and has no width, such as soft hyphens and joiners.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::{NameError, is_same_name, learner_name};

    #[test]
    fn one_learner_has_one_name_however_it_is_typed() {
        let same = [
            ("thandi", "Thandi"),
            (" Thandi ", "Thandi"),
            ("Thandi  Mokoena", "thandi\u{a0}mokoena"),
            ("STRASSE", "Straße"),
            ("Zo\u{e9}", "ZOE\u{301}"),
            ("Ｔhandi", "thandi"),
            ("Than\u{200b}di", "Thandi"),
            ("\u{fb01}sh", "FISH"),
        ];
        for (one, other) in same {
            assert!(is_same_name(one, other) && is_same_name(other, one), "{one:?} and {other:?}");
        }
        assert!(is_same_name("ΣΟΦΟΣ", "σοφος") && is_same_name("ΣΟΦΟΣ", "σοφοσ"), "a sigma at the end");
        for (one, other) in [("Thandi", "Thando"), ("Işık", "Isik"), ("Zoe", "Zoé"), ("Ana M", "AnaM"), ("ı", "i")]
        {
            assert!(!is_same_name(one, other), "{one:?} and {other:?}");
        }
    }

    #[test]
    fn what_looks_the_same_is_the_same_name() {
        assert_eq!(learner_name("  Zoe\u{301} \n"), Ok("Zo\u{e9}".to_owned()));
        assert_eq!(learner_name("Ana Lúcia"), Ok("Ana Lúcia".to_owned()));
    }

    #[test]
    fn text_that_is_not_a_name_is_refused() {
        assert_eq!(learner_name(" \t "), Err(NameError::Empty));
        assert_eq!(learner_name("a\nb"), Err(NameError::Control));
        assert_eq!(learner_name("a\u{1b}[2Jb"), Err(NameError::Control));
        assert_eq!(learner_name(&"ä".repeat(100)), Ok("ä".repeat(100)));
        assert_eq!(learner_name(&"ä".repeat(101)), Err(NameError::Long));
    }
}
