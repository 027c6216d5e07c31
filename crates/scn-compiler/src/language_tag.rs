//! Language tags: validates them, and guesses the intended tag for invalid ones.
//!
//! The grammar is that of RFC 5646, section 2.1, with two rules of section 2.2.9: no variant and no
//! extension may occur twice. A language of four to eight letters is rejected: the grammar reserves
//! such names and none has ever been registered, so it is always a mistake.

/// Tags that were registered before the grammar existed and do not follow it (RFC 5646, section
/// 2.1: `irregular`, and those of `regular` that are not well-formed).
const GRANDFATHERED: [&str; 26] = [
    "art-lojban",
    "cel-gaulish",
    "en-gb-oed",
    "i-ami",
    "i-bnn",
    "i-default",
    "i-enochian",
    "i-hak",
    "i-klingon",
    "i-lux",
    "i-mingo",
    "i-navajo",
    "i-pwn",
    "i-tao",
    "i-tay",
    "i-tsu",
    "no-bok",
    "no-nyn",
    "sgn-be-fr",
    "sgn-be-nl",
    "sgn-ch-de",
    "zh-guoyu",
    "zh-hakka",
    "zh-min",
    "zh-min-nan",
    "zh-xiang",
];

/// Names of languages, in English and in the language itself, with their tags (ISO 639).
const NAMES: [(&str, &str); 71] = [
    ("afrikaans", "af"),
    ("albanian", "sq"),
    ("amharic", "am"),
    ("arabic", "ar"),
    ("armenian", "hy"),
    ("azerbaijani", "az"),
    ("bangla", "bn"),
    ("basque", "eu"),
    ("bengali", "bn"),
    ("bulgarian", "bg"),
    ("catalan", "ca"),
    ("chinese", "zh"),
    ("croatian", "hr"),
    ("czech", "cs"),
    ("danish", "da"),
    ("dansk", "da"),
    ("deutsch", "de"),
    ("dutch", "nl"),
    ("english", "en"),
    ("espanol", "es"),
    ("español", "es"),
    ("esperanto", "eo"),
    ("estonian", "et"),
    ("farsi", "fa"),
    ("finnish", "fi"),
    ("francais", "fr"),
    ("français", "fr"),
    ("french", "fr"),
    ("german", "de"),
    ("greek", "el"),
    ("gujarati", "gu"),
    ("hebrew", "he"),
    ("hindi", "hi"),
    ("hungarian", "hu"),
    ("icelandic", "is"),
    ("indonesian", "id"),
    ("irish", "ga"),
    ("italian", "it"),
    ("italiano", "it"),
    ("japanese", "ja"),
    ("klingon", "tlh"),
    ("korean", "ko"),
    ("kurdish", "ku"),
    ("latin", "la"),
    ("latvian", "lv"),
    ("lithuanian", "lt"),
    ("malay", "ms"),
    ("nederlands", "nl"),
    ("norsk", "no"),
    ("norwegian", "no"),
    ("persian", "fa"),
    ("polish", "pl"),
    ("polski", "pl"),
    ("portuguese", "pt"),
    ("português", "pt"),
    ("romanian", "ro"),
    ("russian", "ru"),
    ("serbian", "sr"),
    ("slovak", "sk"),
    ("sotho", "st"),
    ("spanish", "es"),
    ("suomi", "fi"),
    ("svenska", "sv"),
    ("swahili", "sw"),
    ("swedish", "sv"),
    ("thai", "th"),
    ("turkish", "tr"),
    ("ukrainian", "uk"),
    ("urdu", "ur"),
    ("vietnamese", "vi"),
    ("zulu", "zu"),
];

/// Returns whether a text is a well-formed language tag.
#[must_use]
pub fn is_well_formed(tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    if GRANDFATHERED.contains(&tag.as_str()) {
        return true;
    }
    let parts: Vec<&str> = tag.split('-').collect();
    if parts.iter().any(|part| part.is_empty() || 8 < part.len() || !part.bytes().all(|c| c.is_ascii_alphanumeric())) {
        return false;
    }
    match parts.as_slice() {
        ["x", private @ ..] => !private.is_empty(),
        [language, rest @ ..] => matches!(language.len(), 2 | 3) && is_letters(language) && is_rest(rest),
        [] => false,
    }
}

/// Whether the subtags after the language are valid: extended languages, script, region, variants,
/// extensions, private use.
fn is_rest(mut rest: &[&str]) -> bool {
    let mut take = |is: &dyn Fn(&str) -> bool| match rest {
        [first, after @ ..] if is(first) => {
            rest = after;
            true
        }
        _ => false,
    };
    let mut extended = 0;
    while extended < 3 && take(&|part| part.len() == 3 && is_letters(part)) {
        extended += 1;
    }
    take(&|part| part.len() == 4 && is_letters(part));
    take(&|part| part.len() == 2 && is_letters(part) || part.len() == 3 && part.bytes().all(|c| c.is_ascii_digit()));
    let mut subtags: Vec<&str> = Vec::new();
    while let [variant, after @ ..] = rest {
        let is_variant = 5 <= variant.len() || variant.len() == 4 && variant.starts_with(|c: char| c.is_ascii_digit());
        if !is_variant {
            break;
        }
        if subtags.contains(variant) {
            return false;
        }
        subtags.push(variant);
        rest = after;
    }
    subtags.clear();
    while let [single, after @ ..] = rest {
        if single.len() != 1 || after.is_empty() || subtags.contains(single) {
            return false;
        }
        if *single == "x" {
            return true;
        }
        subtags.push(single);
        let count = after.iter().take_while(|part| 2 <= part.len()).count();
        if count == 0 {
            return false;
        }
        rest = after.get(count..).unwrap_or_default();
    }
    rest.is_empty()
}

fn is_letters(part: &str) -> bool {
    part.bytes().all(|c| c.is_ascii_alphabetic())
}

/// Returns the tag that was most likely intended by an invalid one: with hyphens between its parts,
/// without the additions of a computer's locale settings, or from the name of the language.
pub(crate) fn guess_tag(written: &str) -> Option<String> {
    // As in `de_DE.UTF-8@euro`.
    let written = written.trim().split(['.', '@']).next().unwrap_or_default();
    let parts = written.split(|c: char| c.is_whitespace() || matches!(c, '_' | '-' | '/' | '\u{2010}'..='\u{2015}'));
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let whole = parts.join("-");
    if is_well_formed(&whole) {
        return Some(usual_case(&whole));
    }
    let tag_for_name = |word: &str| {
        let word = word.to_lowercase();
        NAMES.iter().find(|(name, _)| *name == word).map(|(_, tag)| *tag)
    };
    let (first, rest) = parts.split_first()?;
    let tag = tag_for_name(first)?;
    let named = std::iter::once(tag).chain(rest.iter().copied()).collect::<Vec<_>>().join("-");
    Some(if is_well_formed(&named) { usual_case(&named) } else { tag.to_owned() })
}

/// Formats a tag in the letter case that RFC 5646, section 2.1.1, recommends.
fn usual_case(tag: &str) -> String {
    let mut single = false;
    let parts = tag.split('-').enumerate().map(|(at, part)| {
        let lower = part.to_ascii_lowercase();
        let plain = at == 0 || single || !is_letters(part);
        single |= part.len() == 1;
        match (plain, part.len()) {
            (false, 2) => lower.to_ascii_uppercase(),
            (false, 4) => lower.get(..1).unwrap_or_default().to_ascii_uppercase() + lower.get(1..).unwrap_or_default(),
            _ => lower,
        }
    });
    parts.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::{guess_tag, is_well_formed};

    #[test]
    fn tags_of_the_standard_are_well_formed() {
        // From RFC 5646, appendix A, and registered tags.
        for tag in [
            "de",
            "fr",
            "i-enochian",
            "I-Klingon",
            "zh-Hant",
            "sr-Latn",
            "zh-cmn-Hans-CN",
            "cmn-Hans-CN",
            "zh-yue-HK",
            "sr-Latn-RS",
            "sl-rozaj",
            "sl-rozaj-biske",
            "sl-nedis",
            "de-CH-1901",
            "sl-IT-nedis",
            "hy-Latn-IT-arevela",
            "de-DE",
            "en-US",
            "es-419",
            "de-CH-x-phonebk",
            "az-Arab-x-AZE-derbend",
            "x-whatever",
            "qaa-Qaaa-QM-x-southern",
            "en-US-u-islamcal",
            "zh-CN-a-myext-x-private",
            "en-a-myext-b-another",
            "en-GB-oed",
            "zh-min-nan",
            "art-lojban",
            "tlh",
            "und",
            "EN-za",
            "mul",
            "de-1996",
            "x-a-b-1",
            "ar-a-aaa-b-bbb-a-ccc",
        ] {
            let expected = tag != "ar-a-aaa-b-bbb-a-ccc";
            assert_eq!(is_well_formed(tag), expected, "{tag}");
        }
    }

    #[test]
    fn text_that_is_not_a_tag_is_refused() {
        for tag in [
            "",
            "e n",
            "en_US",
            "klingon",
            "english",
            "Deutsch",
            "a",
            "a-DE",
            "de-419-DE",
            "en-",
            "-en",
            "en--US",
            "en-x",
            "en-US-u",
            "x",
            "e",
            "12",
            "en-123456789",
            "de-DE-1901-1901",
            "fr-Français",
            "en-US.UTF-8",
            "deutsch-de",
            "C",
            "en-a-bb-a-cc",
            "zh-Hans-Hant",
            " en",
            "en\n",
        ] {
            assert!(!is_well_formed(tag), "{tag:?}");
        }
    }

    #[test]
    fn what_was_meant_is_offered() {
        for (written, tag) in [
            ("en_ZA", "en-ZA"),
            ("EN_us.UTF-8", "en-US"),
            ("klingon", "tlh"),
            ("English", "en"),
            ("Deutsch", "de"),
            ("german_CH", "de-CH"),
            ("zh_hant_TW", "zh-Hant-TW"),
            (" en ", "en"),
            ("en - GB", "en-GB"),
            ("Français", "fr"),
            ("de_DE@euro", "de-DE"),
            ("en-", "en"),
            ("en\u{2013}US", "en-US"),
            ("english us", "en-US"),
        ] {
            assert_eq!(guess_tag(written).as_deref(), Some(tag), "{written}");
        }
        for written in ["", "e n", "???", "schwyzerdütsch", "C"] {
            assert_eq!(guess_tag(written), None, "{written}");
        }
    }
}
