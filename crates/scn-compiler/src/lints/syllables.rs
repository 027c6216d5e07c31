//! Estimates the number of syllables of an English word from its spelling.
//!
//! Vowel groups are counted; a silent `e` is subtracted, and two vowels that are pronounced
//! separately count as two. For more than nine in ten words of everyday prose the result is exact,
//! which is enough for a mean over sixty words or more.

/// Returns the number of syllables of a word, at least one. Other characters than letters are
/// ignored.
pub(crate) fn count_english(word: &str) -> u32 {
    let letters: Vec<u8> = word.bytes().filter(u8::is_ascii_alphabetic).map(|byte| byte.to_ascii_lowercase()).collect();
    let is_vowel = |at: usize| letters.get(at).is_some_and(|byte| b"aeiouy".contains(byte));
    let mut count: u32 = 0;
    for at in 0..letters.len() {
        let apart = 0 < at && is_vowel(at - 1) && spoken_apart(&letters, at);
        count += u32::from(is_vowel(at) && (at == 0 || !is_vowel(at - 1) || apart));
    }
    count.saturating_sub(count_silent(&letters)).max(1)
}

/// Whether the vowel at a position is pronounced separately from the one before it.
fn spoken_apart(letters: &[u8], at: usize) -> bool {
    let letter_at = |at: Option<usize>| at.and_then(|at| letters.get(at)).copied().unwrap_or_default();
    let (before, behind) = (letter_at(at.checked_sub(2)), letter_at(Some(at + 1)));
    match letters.get(at - 1..=at).unwrap_or_default() {
        // `area`, `radio`, but `social`, `region`, `patience`.
        b"ia" | b"io" if behind == 0 => true,
        b"ea" if behind == 0 => 3 < letters.len(),
        b"ia" | b"io" => !matches!(before, b't' | b'c' | b's' | b'g' | b'x'),
        // `quiet`, `client`, but `patient`, `friend`.
        b"ie" => behind == b't' || (behind == b'n' && !matches!(before, b't' | b'c' | b'r' | b'f')),
        // `museum`, `medium`.
        b"eu" | b"iu" => behind == b'm',
        // `usual`, but `quality`, `guard`.
        b"ua" => !matches!(before, b'q' | b'g'),
        // `saying`, `going`, but `boiling`.
        b"yi" => true,
        b"oi" => behind == b'n' && letter_at(Some(at + 2)) == b'g',
        _ => false,
    }
}

/// Number of vowels at the end that are written but silent.
fn count_silent(letters: &[u8]) -> u32 {
    let is_vowel = |byte: u8| b"aeiouy".contains(&byte);
    match letters {
        // `table`, `tables`: the `e` represents a vowel.
        [.., before, b'l', b'e'] | [.., before, b'l', b'e', b's'] if !is_vowel(*before) => 0,
        // `watched`, but `wanted`; `agreed` has one group.
        [.., before, b'e', b'd'] => {
            u32::from(!matches!(before, b't' | b'd') && !is_vowel(*before) && 3 < letters.len())
        }
        // `takes`, but `buses`, `pages`, `watches`.
        [.., c, b'h', b'e', b's'] => u32::from(!matches!(c, b'c' | b's')),
        [.., before, b'e', b's'] => {
            u32::from(!matches!(before, b's' | b'x' | b'z' | b'c' | b'g') && !is_vowel(*before) && 3 < letters.len())
        }
        // `take`, but `be`, `the`.
        [.., before, b'e'] => u32::from(!is_vowel(*before) && 3 < letters.len()),
        // `careful`, `sometimes`: an `e` inside a word is assumed to be pronounced.
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::count_english;

    /// Syllable counts from a dictionary.
    const KNOWN: &[(&str, u32)] = &[
        ("a", 1),
        ("the", 1),
        ("she", 1),
        ("customer", 3),
        ("queue", 1),
        ("table", 2),
        ("tables", 2),
        ("take", 1),
        ("takes", 1),
        ("pages", 2),
        ("boxes", 2),
        ("watches", 2),
        ("watched", 1),
        ("wanted", 2),
        ("needed", 2),
        ("agreed", 2),
        ("area", 3),
        ("client", 2),
        ("patient", 2),
        ("social", 2),
        ("radio", 3),
        ("region", 2),
        ("quiet", 2),
        ("family", 3),
        ("information", 4),
        ("organisation", 5),
        ("authorised", 3),
        ("identification", 6),
        ("personal", 3),
        ("password", 2),
        ("manager", 3),
        ("neighbour", 2),
        ("usual", 3),
        ("saying", 2),
        ("going", 2),
        ("people", 2),
        ("museum", 3),
        ("create", 2),
        ("breach", 1),
        ("confidentiality", 7),
        ("responsibility", 6),
        ("data", 2),
        ("money", 2),
        ("friend", 1),
        ("believe", 2),
        ("don't", 1),
        ("mobile", 2),
        ("immediately", 5),
        ("processes", 3),
        ("guard", 1),
        ("quality", 3),
        ("simple", 2),
        ("circle", 2),
        ("trained", 1),
        ("report", 2),
        ("everyday", 4),
    ];

    #[test]
    fn most_words_have_the_syllables_that_a_dictionary_gives_them() {
        let wrong: Vec<String> = KNOWN
            .iter()
            .filter(|(word, count)| count_english(word) != *count)
            .map(|(word, count)| format!("{word}: {} for {count}", count_english(word)))
            .collect();
        assert!(wrong.len() * 10 <= KNOWN.len(), "{wrong:#?}");
        let sum: u32 = KNOWN.iter().map(|(_, count)| count).sum();
        let got: u32 = KNOWN.iter().map(|(word, _)| count_english(word)).sum();
        assert!(sum.abs_diff(got) * 25 <= sum, "{got} syllables for {sum}: {wrong:#?}");
    }

    #[test]
    fn anything_is_one_syllable_at_least() {
        for word in ["", "x", "42", "\u{e9}", "e", "rhythm", "ie", "eee"] {
            assert!(1 <= count_english(word), "{word}");
        }
    }
}
