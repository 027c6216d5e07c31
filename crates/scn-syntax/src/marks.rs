//! Which marks a text contains: what a look for the syntax of other tools asks first.
//!
//! Most lines are plain prose. One pass over the bytes of a line collects its marks in one word,
//! and each search that needs one of them is skipped if the line has none.

/// The marks of a text: its ASCII punctuation, its capital letters, and whether it has digits or
/// characters beyond ASCII.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks(u64);

/// Any digit.
const DIGIT: u8 = 26;
/// Any byte of a character beyond ASCII.
const BEYOND_ASCII: u8 = 27;
/// The first mark of punctuation; the others follow in the order of their codes.
const PUNCTUATION: u8 = 28;

/// Returns the bit of a byte: none for small letters, blanks and control characters.
const fn bit(byte: u8) -> u64 {
    let at = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'0'..=b'9' => DIGIT,
        b'!'..=b'/' => byte - b'!' + PUNCTUATION,
        b':'..=b'@' => byte - b':' + PUNCTUATION + 15,
        b'['..=b'`' => byte - b'[' + PUNCTUATION + 22,
        b'{'..=b'~' => byte - b'{' + PUNCTUATION + 28,
        0x80.. => BEYOND_ASCII,
        _ => return 0,
    };
    1 << at
}

/// The bit of each byte.
static BITS: [u64; 256] = {
    let mut bits = [0; 256];
    let mut byte = 0_usize;
    while byte < 256 {
        #[expect(clippy::cast_possible_truncation, clippy::indexing_slicing, reason = "the index is below 256")]
        {
            bits[byte] = bit(byte as u8);
        }
        byte += 1;
    }
    bits
};

impl Marks {
    /// Characters beyond ASCII.
    pub(crate) const BEYOND_ASCII: Self = Self(1 << BEYOND_ASCII);

    /// Returns the marks of a text.
    pub(crate) fn of(text: &str) -> Self {
        Self(text.bytes().fold(0, |found, byte| found | BITS.get(usize::from(byte)).copied().unwrap_or_default()))
    }

    /// Returns the mark of a byte, if it is one.
    pub(crate) fn of_byte(byte: u8) -> Self {
        Self(BITS.get(usize::from(byte)).copied().unwrap_or_default())
    }

    /// Returns a set of marks and capital letters. A digit means any digit.
    pub(crate) const fn each(marks: &[u8]) -> Self {
        let mut found = 0;
        let mut rest = marks;
        while let [first, following @ ..] = rest {
            found |= bit(*first);
            rest = following;
        }
        Self(found)
    }

    /// Returns all marks except some.
    pub(crate) const fn all_but(marks: &[u8]) -> Self {
        Self(!Self::each(marks).0)
    }

    /// Returns the marks of this set and of another.
    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns whether the text has any of these marks.
    pub(crate) const fn has_any(self, of: Self) -> bool {
        self.0 & of.0 != 0
    }

    /// Returns whether the text has all of these marks.
    pub(crate) const fn has_all(self, of: Self) -> bool {
        self.0 & of.0 == of.0
    }
}

#[cfg(test)]
mod tests {
    use super::Marks;

    #[test]
    fn each_mark_is_found_and_no_other() {
        let marks: Vec<u8> = (b'!'..=b'~').filter(|byte| !byte.is_ascii_lowercase()).collect();
        for mark in &marks {
            let found = Marks::of(&format!("a b{}c", char::from(*mark)));
            for other in &marks {
                let same = mark == other || mark.is_ascii_digit() && other.is_ascii_digit();
                assert_eq!(found.has_any(Marks::each(&[*other])), same, "{} {}", char::from(*mark), char::from(*other));
            }
        }
        assert_eq!(Marks::of("all small letters\t"), Marks::default());
        assert!(Marks::of("é").has_any(Marks::BEYOND_ASCII));
        assert!(Marks::of("TODO: x").has_all(Marks::each(b"TOD:")));
        assert!(!Marks::of("TO: x").has_all(Marks::each(b"TOD")));
    }
}
