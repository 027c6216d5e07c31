//! When two short answers are the same.

use unicode_normalization::UnicodeNormalization;

/// Returns a short answer in the form in which two are compared: letter case, accents, white space
/// and full stops at the end make no difference, and neither do the variants of a letter that
/// Unicode calls compatible, such as full-width digits.
///
/// The text is brought into normalization form KD, its combining accents (U+0300 to U+036F), its
/// white space and the full stops at its end are removed, and the rest is lower case.
///
/// # Examples
///
/// ```
/// use scn_text::fold_answer;
///
/// assert_eq!(fold_answer(" Café  au lait "), fold_answer("cafe AU LAIT"));
/// assert_eq!(fold_answer("72 hours."), fold_answer("72 hours"));
/// assert_ne!(fold_answer("7.5"), fold_answer("75"));
/// ```
#[must_use]
pub fn fold_answer(answer: &str) -> String {
    let is_accent = |c: &char| ('\u{300}'..='\u{36F}').contains(c);
    let kept: String = answer.nfkd().filter(|c| !is_accent(c) && !c.is_whitespace()).collect();
    // Lower case can decompose again: `İ`.
    let mut folded: String = kept.to_lowercase().chars().filter(|c| !is_accent(c)).collect();
    folded.truncate(folded.trim_end_matches(['.', '。']).len());
    folded
}
