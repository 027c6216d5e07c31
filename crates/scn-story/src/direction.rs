//! The writing direction of languages.

/// Scripts written from right to left, as they appear in language tags (ISO 15924), by the
/// bidirectional classes of their letters in Unicode 16.
const SCRIPTS: [&str; 37] = [
    "adlm", "arab", "aran", "armi", "avst", "chrs", "cprt", "elym", "garz", "hatr", "hebr", "hung", "khar", "lydi",
    "mand", "mani", "mend", "merc", "mero", "narb", "nbat", "nkoo", "orkh", "ougr", "palm", "phli", "phlp", "phnx",
    "prti", "rohg", "samr", "sarb", "sogd", "sogo", "syrc", "thaa", "yezi",
];

/// Languages written from right to left if no script is given, by the likely subtags of CLDR 46.
const LANGUAGES: [&str; 56] = [
    "aao", "abh", "abv", "acm", "acq", "acw", "acx", "acy", "adf", "aeb", "aec", "afb", "ajp", "apc", "apd", "ar",
    "arc", "arq", "ars", "ary", "arz", "avl", "ayh", "ayl", "ayn", "ayp", "azb", "bal", "bcc", "bgn", "bqi", "ckb",
    "dv", "fa", "glk", "haz", "he", "iw", "ji", "khw", "ks", "lrc", "luz", "mzn", "nqo", "pnb", "prs", "ps", "rhg",
    "sd", "sdh", "skr", "syr", "ug", "ur", "yi",
];

/// Languages written from right to left in some regions.
const IN_REGIONS: [(&str, &[&str]); 7] = [
    ("az", &["iq", "ir"]),
    ("kk", &["af", "cn", "ir", "mn"]),
    ("ku", &["iq", "ir", "lb"]),
    ("ky", &["cn"]),
    ("pa", &["pk"]),
    ("tk", &["af", "ir"]),
    ("uz", &["af"]),
];

/// Returns whether a language is written from right to left, given its BCP 47 tag. Uses the script
/// if the tag names one, as `az-Arab` does, and otherwise the script in which the language is most
/// often written.
///
/// # Examples
///
/// ```
/// use scn_story::is_right_to_left;
///
/// assert!(is_right_to_left("ar-EG") && is_right_to_left("az-Arab"));
/// assert!(!is_right_to_left("az"));
/// ```
#[must_use]
pub fn is_right_to_left(tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    let is_letters = |part: &str, count: usize| part.len() == count && part.bytes().all(|c| c.is_ascii_lowercase());
    // Subtags after a single letter are neither a script nor a region.
    let parts: Vec<&str> = parts.take_while(|part| 1 < part.len()).collect();
    if let Some(script) = parts.iter().find(|part| is_letters(part, 4)) {
        return SCRIPTS.contains(script);
    }
    // A language following its macrolanguage, such as `ar-arz`.
    let extended = parts.first().filter(|part| is_letters(part, 3));
    if LANGUAGES.contains(&language) || extended.is_some_and(|it| LANGUAGES.contains(it)) {
        return true;
    }
    let regions = IN_REGIONS.iter().find(|(it, _)| *it == language).map_or(&[] as &[&str], |(_, regions)| regions);
    parts.iter().any(|part| regions.contains(part))
}

/// Returns whether a letter is written from right to left: a letter of the blocks of Hebrew,
/// Arabic, Syriac, Thaana, N'Ko and related scripts, or of the planes that Unicode reserves for
/// such scripts.
fn is_right_to_left_letter(c: char) -> bool {
    matches!(c, '\u{5BE}' | '\u{5C0}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'
        | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
        && c.is_alphabetic()
}

/// Returns whether a text reads from right to left. The text's first letter decides; if the text
/// around it reads from right to left (`around`), any of its letters does.
#[must_use]
pub fn reads_right_to_left(text: &str, around: bool) -> bool {
    let mut letters = text.chars().filter(|c| c.is_alphabetic());
    if around { letters.any(is_right_to_left_letter) } else { letters.next().is_some_and(is_right_to_left_letter) }
}

#[cfg(test)]
mod tests {
    use super::{is_right_to_left, reads_right_to_left};

    #[test]
    fn the_script_decides_and_else_the_language() {
        let right = [
            "ar",
            "AR",
            "ar-EG",
            "he",
            "iw",
            "fa",
            "fa-AF",
            "ur",
            "ur-PK",
            "ckb",
            "dv",
            "yi",
            "ps",
            "sd",
            "ug",
            "syr",
            "nqo",
            "az-Arab",
            "az-IR",
            "pa-Arab-PK",
            "pa-PK",
            "uz-AF",
            "ku-Arab",
            "ku-IQ",
            "ar-arz",
            "ff-Adlm",
            "zh-Arab",
            "en-Hebr",
            "ks",
            "kk-CN",
        ];
        for tag in right {
            assert!(is_right_to_left(tag), "{tag}");
        }
        let left = [
            "en",
            "de-CH",
            "az",
            "az-Latn",
            "ar-Latn",
            "he-Latn-US",
            "pa",
            "pa-IN",
            "uz",
            "ku",
            "ku-TR",
            "yi-Latn",
            "sd-Deva",
            "zh",
            "ja",
            "tr",
            "",
            "x-ar",
            "en-x-arab",
            "de-u-co-arab",
            "ms",
        ];
        for tag in left {
            assert!(!is_right_to_left(tag), "{tag}");
        }
    }

    #[test]
    fn a_text_reads_as_its_letters_do() {
        assert!(reads_right_to_left("\u{645}\u{631}\u{62D}\u{628}\u{627}", false));
        assert!(reads_right_to_left("1. (\u{5E9}\u{5DC}\u{5D5}\u{5DD}) HR", false));
        assert!(!reads_right_to_left("HR \u{5E9}\u{5DC}\u{5D5}\u{5DD}", false));
        assert!(reads_right_to_left("HR \u{5E9}\u{5DC}\u{5D5}\u{5DD}", true));
        assert!(!reads_right_to_left("Start, 50 %", true) && !reads_right_to_left("", true));
        assert!(reads_right_to_left("\u{78B}\u{7A8}\u{788}\u{7AC}", false));
    }
}
