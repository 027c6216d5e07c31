//! Ordinary words that are one slip of the keyboard away from a keyword: `Hunt` and `Hint`.

/// The words in lower case, in order, separated by spaces.
const WORDS: &str = "\
    aright audit bass bending best bet blocked bright cart case cash cat cats cheeks chooser \
    coast cocked coders cost covert dent deter dip drab drag drawn drew earning east eight \
    est estate expert fast fest fight flac flap flat flaw flog frag fright get height hilt hip \
    hit hunt int jest jet lacked lag lass last lest let light lint lip locker locket looked \
    lovers mass met meteor might mint neat nest net newt night nip none nose not orange paint \
    pals past paws pays peaches pending pest pet peter pint pip point premise qui quit rage rang \
    raw reaches rending rest rip rocked sat saturation sea seat sec see sending sent sept sex \
    sight simulation sip sit slate smart stage stake stale star stare stark stars stat station \
    stats statue stuart tabs tap tart tent text tie tight tim tin tint top trip vales vast \
    vending vet vote vow warming weigh west wet wight wrung yet zest zip";

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
