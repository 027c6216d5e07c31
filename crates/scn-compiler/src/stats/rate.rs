//! Reading rates by language.

use super::document::{ReadingRate, Unit};
use crate::length::UNSPACED;

/// Words per minute that adults silently read English non-fiction: the mean over 190 studies with
/// 17,887 readers in M. Brysbaert, 'How many words do we read per minute? A review and
/// meta-analysis of reading rate', Journal of Memory and Language 109, 2019.
const ENGLISH: u32 = 238;

const OF_ENGLISH: &str = "mean rate of adults who read English non-fiction silently: M. Brysbaert, How many words do we read per minute?, \
                          Journal of Memory and Language 109, 2019";

/// Words per minute by the first part of a language tag, and characters per minute for languages
/// without spaces between words. Means of 25 adults for each language, 36 for Japanese, who read
/// aloud (table 2 of the source). Silent reading is somewhat faster.
const RATES: [(&str, u32, Option<u32>); 16] = [
    ("ar", 138, None),
    ("de", 179, None),
    ("es", 218, None),
    ("fi", 161, None),
    ("fr", 195, None),
    ("he", 187, None),
    ("it", 188, None),
    ("ja", 193, Some(357)),
    ("nl", 202, None),
    ("pl", 166, None),
    ("pt", 181, None),
    ("ru", 184, None),
    ("sl", 180, None),
    ("sv", 199, None),
    ("tr", 166, None),
    ("zh", 158, Some(255)),
];

const OF_RATES: &str = "mean rate of adults who read this language aloud: S. Trauzettel-Klosinski and K. Dietz, Standardized Assessment \
                        of Reading Performance, Investigative Ophthalmology & Visual Science 53, 2012";

/// Returns the rate for a language tag. The English rate is used for an unmeasured language, and if
/// the tag is empty.
pub(crate) fn reading_rate(language: &str) -> ReadingRate {
    let primary = language.split(['-', '_']).next().unwrap_or_default().to_lowercase();
    let counts = if UNSPACED.contains(&primary.as_str()) { Unit::Characters } else { Unit::Words };
    match RATES.iter().find(|(tag, ..)| *tag == primary) {
        Some((_, words_per_minute, characters_per_minute)) => ReadingRate {
            words_per_minute: *words_per_minute,
            characters_per_minute: *characters_per_minute,
            counts,
            source: OF_RATES.to_owned(),
            fits_language: true,
        },
        None => ReadingRate {
            words_per_minute: ENGLISH,
            characters_per_minute: None,
            counts,
            source: OF_ENGLISH.to_owned(),
            fits_language: primary.is_empty() || primary == "en",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{Unit, reading_rate};

    #[test]
    fn every_language_has_a_rate_or_says_that_it_has_none() {
        let rate_of = |tag: &str| {
            let rate = reading_rate(tag);
            (rate.counts, rate.words_per_minute, rate.characters_per_minute, rate.fits_language)
        };
        assert_eq!(rate_of(""), (Unit::Words, 238, None, true));
        assert_eq!(rate_of("en-ZA"), (Unit::Words, 238, None, true));
        assert_eq!(rate_of("de-CH"), (Unit::Words, 179, None, true));
        assert_eq!(rate_of("xh"), (Unit::Words, 238, None, false));
        assert_eq!(rate_of("zh-Hant-TW"), (Unit::Characters, 158, Some(255), true));
        assert_eq!(rate_of("JA_jp"), (Unit::Characters, 193, Some(357), true));
        assert_eq!(rate_of("th"), (Unit::Characters, 238, None, false));
    }
}
