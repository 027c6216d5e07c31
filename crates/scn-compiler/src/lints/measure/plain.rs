//! Words and vowel groups of plain ASCII text, counted eight bytes at a time.
//!
//! Each byte of a 64-bit number is a byte of the text, all of them below 128. A sum that reaches
//! 128 in a byte sets its high bit and does not change its neighbours, so one addition compares
//! eight bytes with a bound.

/// The high bit of each byte.
const HIGH: u64 = in_each_byte(0x80);

/// Returns a number in which each byte has the given value.
const fn in_each_byte(value: u8) -> u64 {
    u64::from_ne_bytes([value; 8])
}

/// Returns the high bits of the bytes from a bound on.
const fn at_least(bytes: u64, bound: u8) -> u64 {
    (bytes + in_each_byte(0x80 - bound)) & HIGH
}

/// Returns the high bits of the letters and digits.
const fn find_alphanumeric(bytes: u64) -> u64 {
    let lower = bytes | in_each_byte(0x20);
    let letters = at_least(lower, b'a') & !at_least(lower, b'z' + 1);
    letters | at_least(bytes, b'0') & !at_least(bytes, b'9' + 1)
}

/// Returns the high bits of the vowels.
const fn find_vowels(bytes: u64) -> u64 {
    let lower = bytes | in_each_byte(0x20);
    let (a, e, i) = (lower ^ in_each_byte(b'a'), lower ^ in_each_byte(b'e'), lower ^ in_each_byte(b'i'));
    let (o, u, y) = (lower ^ in_each_byte(b'o'), lower ^ in_each_byte(b'u'), lower ^ in_each_byte(b'y'));
    // A byte that is not zero reaches the high bit.
    let most = in_each_byte(0x7f);
    !((a + most) & (e + most) & (i + most) & (o + most) & (u + most) & (y + most)) & HIGH
}

/// Returns how many high bits are set.
const fn count(bits: u64) -> u32 {
    // Each byte is 0 or 1, and the sum of all of them is the highest byte of the product.
    ((bits >> 7).wrapping_mul(in_each_byte(1)) >> 56) as u32
}

/// Returns the number of vowel groups in a text; `None` if it is not plain: it has characters
/// beyond ASCII, control characters other than tabs and line ends, or a word that does not begin
/// with a letter or digit.
pub(super) fn count_groups(text: &[u8]) -> Option<u32> {
    let mut groups = 0;
    // The high bits of the byte before the next ones: whether it is in a word, and a vowel.
    let (mut last_word, mut last_vowel) = (0, 0);
    let (words, rest) = text.as_chunks::<8>();
    let mut padded = [b' '; 8];
    for (byte, end) in padded.iter_mut().zip(rest) {
        *byte = *end;
    }
    for word in words.iter().chain((!rest.is_empty()).then_some(&padded)) {
        let bytes = u64::from_le_bytes(*word);
        if bytes & HIGH != 0 {
            return None;
        }
        let is_allowed = |byte: &u8| matches!(byte, b' '..|b'\n'| b'\r' | b'\t');
        if at_least(bytes, b' ') != HIGH && !word.iter().all(is_allowed) {
            return None;
        }
        // The first byte of the text is the lowest one.
        let in_word = at_least(bytes, b' ' + 1);
        let starts = in_word & !(in_word << 8 | last_word);
        if starts & !find_alphanumeric(bytes) != 0 {
            return None;
        }
        let vowels = find_vowels(bytes);
        groups += count(vowels & !(vowels << 8 | last_vowel));
        (last_word, last_vowel) = (in_word >> 56, vowels >> 56);
    }
    Some(groups)
}

/// Returns the number of words in a part of a plain text.
pub(super) fn count_words(part: &[u8]) -> u32 {
    let (words, rest) = part.as_chunks::<8>();
    let (mut found, mut last_word) = (0, 0);
    for word in words {
        let in_word = at_least(u64::from_le_bytes(*word), b' ' + 1);
        found += count(in_word & !(in_word << 8 | last_word));
        last_word = in_word >> 56;
    }
    let mut is_in_word = last_word != 0;
    for byte in rest {
        found += u32::from(*byte > b' ' && !is_in_word);
        is_in_word = *byte > b' ';
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{count_groups, count_words};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]

        #[test]
        fn words_and_vowel_groups_are_those_of_the_text(text in "[a-zA-Z .,0-9\\n\\t\\x0b\\x1f\\x7f@\\[`{é]{0,40}") {
            let blank = |c: char| matches!(c, ' ' | '\n' | '\r' | '\t');
            let words = || text.split(blank).filter(|word| !word.is_empty());
            let is_plain = text.is_ascii()
                && !text.contains(|c: char| c < ' ' && !blank(c))
                && words().all(|word| word.starts_with(|c: char| c.is_ascii_alphanumeric()));
            let vowels = |c: char| "aeiouyAEIOUY".contains(c);
            let groups = text.split(|c: char| !vowels(c)).filter(|group| !group.is_empty()).count();
            let found = count_groups(text.as_bytes()).map(|found| found as usize);
            if is_plain {
                prop_assert_eq!(count_words(text.as_bytes()) as usize, words().count());
            }
            prop_assert_eq!(found, is_plain.then_some(groups));
        }
    }
}
