//! Ordinary words that are one slip of the keyboard away from a keyword: `Hunt` and `Hint`.

/// The words in lower case, in order, separated by spaces.
const WORDS: &str = "\
    aright audit audits authored bass bending best bet blocked bright cart case cash caste \
    casting castle cat cats check checker cheeks chooser coast cocked coders cost cover coverage \
    covert dent deter dip drab drag drawer drawn drew earning east eight est estate expert fast \
    fest fight flac flap flat flaw flog frag fright get height hilt hind hinz hip hit hunt \
    imaged imago int jest jet lacked lag lass last leeson lest let light lint lip loch locker \
    locket locks looked lovers mass meier met meteor meyer meyers might mint neat nest net nett \
    newt night nip none nose not nota notas noted orange paint pals past pasta paste pastor paws \
    pays peaches pending pest pet peter pint pip point premise pressed qui quids quint quit rage \
    rang ranger raw reaches rending rest rip rocked sat saturation sauce sea seat sec see \
    sending sent sept setup sex sight simulation sip sit slate smart stage stake stale star \
    stare stark stars stat station stats statue stuart tabs tag tap tart teacher teachers tent \
    tester testers text tie tight tim tin tint top trip vales vast vending vet voices vote vow \
    warming weigh west wet wight wright wrung yet zest zip";

/// Returns whether a word is an ordinary word that is one slip away from a keyword. Letter case is
/// ignored.
pub(crate) fn is_ordinary_word(word: &str) -> bool {
    WORDS.split(' ').any(|ordinary| ordinary.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::{WORDS, is_ordinary_word};
    use crate::words::KEYWORDS;

    #[test]
    fn the_words_are_in_order_and_no_keywords() {
        assert!(WORDS.split(' ').is_sorted());
        assert!(KEYWORDS.iter().all(|keyword| !is_ordinary_word(keyword.word)));
        assert!(is_ordinary_word("Hunt") && !is_ordinary_word("hnit"));
    }
}
