//! The names of learners.

use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 100;

/// Why a text cannot be a learner's name. It does not repeat the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NameError {
    /// There is nothing but blanks.
    #[error("a learner's name is empty")]
    Empty,
    /// It is longer than [`LONGEST_NAME`].
    #[error("a learner's name has at most {LONGEST_NAME} characters")]
    Long,
    /// It holds a control character, a line's end for one.
    #[error("a learner's name holds no line ends or other control characters")]
    Control,
}

/// A learner's name as it is kept: without blanks at its ends, and in Unicode's composed form, so that what looks the same is the same.
///
/// # Errors
/// When the text cannot be a name.
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

#[cfg(test)]
mod tests {
    use super::{NameError, learner_name};

    #[test]
    fn what_looks_the_same_is_the_same_name() {
        assert_eq!(learner_name("  Zoe\u{301} \n"), Ok("Zo\u{e9}".to_owned()));
        assert_eq!(learner_name("Ana Lúcia"), Ok("Ana Lúcia".to_owned()));
    }

    #[test]
    fn what_is_no_name_is_refused() {
        assert_eq!(learner_name(" \t "), Err(NameError::Empty));
        assert_eq!(learner_name("a\nb"), Err(NameError::Control));
        assert_eq!(learner_name("a\u{1b}[2Jb"), Err(NameError::Control));
        assert_eq!(learner_name(&"ä".repeat(100)), Ok("ä".repeat(100)));
        assert_eq!(learner_name(&"ä".repeat(101)), Err(NameError::Long));
    }
}
