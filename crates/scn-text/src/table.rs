//! The characters that are invisible, or that change how others are displayed.
//!
//! Sources: Unicode 17, `DerivedCoreProperties.txt` (`Default_Ignorable_Code_Point`) and
//! `PropList.txt` (`Bidi_Control`, `Noncharacter_Code_Point`); general category `Cc`.

/// The function of a restricted character, which decides where it may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Ends a line or moves to a tab stop.
    Break,
    /// Controls a terminal: C0, C1 and DELETE. An escape sequence starts with one.
    Control,
    /// Embeds, overrides or isolates a writing direction, up to the character that ends it.
    Order,
    /// Marks a direction at one place: LRM, RLM and ALM.
    Mark,
    /// A hyphen that is visible only at the end of a line.
    SoftHyphen,
    /// Joins letters or prevents joining: ZWNJ and ZWJ.
    Joiner,
    /// Allows or forbids a line break between letters: ZERO WIDTH SPACE and WORD JOINER.
    LineBreak,
    /// Selects a variant of the character before it.
    Selector,
    /// Spells the region of a flag.
    Tag,
    /// Belongs to the letters of one script and occurs nowhere else.
    Script(Block),
    /// Has no use in text: invisible operators, old shaping controls, annotations, a byte order
    /// mark within text, unassigned ignorable code points, noncharacters.
    Invisible,
}

/// The code point ranges that the letters of a script are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    /// Conjoining jamo of Hangul.
    Jamo,
    /// Khmer.
    Khmer,
    /// Mongolian.
    Mongolian,
    /// Duployan shorthand.
    Duployan,
    /// Any script: before a mark that is combined with the letter.
    Marks,
}

/// The table, in code point order: first, last, kind. In addition, the last two code points of each
/// plane are noncharacters.
pub(crate) const TABLE: [(u32, u32, Kind); 34] = [
    (0x0000, 0x0008, Kind::Control),
    (0x0009, 0x000D, Kind::Break),
    (0x000E, 0x001F, Kind::Control),
    (0x007F, 0x0084, Kind::Control),
    (0x0085, 0x0085, Kind::Break),
    (0x0086, 0x009F, Kind::Control),
    (0x00AD, 0x00AD, Kind::SoftHyphen),
    (0x034F, 0x034F, Kind::Script(Block::Marks)),
    (0x061C, 0x061C, Kind::Mark),
    (0x115F, 0x1160, Kind::Script(Block::Jamo)),
    (0x17B4, 0x17B5, Kind::Script(Block::Khmer)),
    (0x180B, 0x180F, Kind::Script(Block::Mongolian)),
    (0x200B, 0x200B, Kind::LineBreak),
    (0x200C, 0x200D, Kind::Joiner),
    (0x200E, 0x200F, Kind::Mark),
    (0x2028, 0x2029, Kind::Break),
    (0x202A, 0x202E, Kind::Order),
    (0x2060, 0x2060, Kind::LineBreak),
    (0x2061, 0x2065, Kind::Invisible),
    (0x2066, 0x2069, Kind::Order),
    (0x206A, 0x206F, Kind::Invisible),
    (0x3164, 0x3164, Kind::Invisible),
    (0xFDD0, 0xFDEF, Kind::Invisible),
    (0xFE00, 0xFE0F, Kind::Selector),
    (0xFEFF, 0xFEFF, Kind::Invisible),
    (0xFFA0, 0xFFA0, Kind::Invisible),
    (0xFFF0, 0xFFFB, Kind::Invisible),
    (0x1BCA0, 0x1BCA3, Kind::Script(Block::Duployan)),
    (0x1D173, 0x1D17A, Kind::Invisible),
    (0xE0000, 0xE001F, Kind::Invisible),
    (0xE0020, 0xE007F, Kind::Tag),
    (0xE0080, 0xE00FF, Kind::Invisible),
    (0xE0100, 0xE01EF, Kind::Selector),
    (0xE01F0, 0xE0FFF, Kind::Invisible),
];

/// Returns the kind of a character, or `None` if it is always shown unchanged.
pub(crate) fn restricted_kind(c: char) -> Option<Kind> {
    let code = u32::from(c);
    // Fast path for most text: printable ASCII.
    if (0x20..0x7F).contains(&code) {
        return None;
    }
    if code & 0xFFFE == 0xFFFE {
        return Some(Kind::Invisible);
    }
    let index = TABLE.partition_point(|(_, last, _)| *last < code);
    TABLE.get(index).filter(|(first, _, _)| *first <= code).map(|(_, _, kind)| *kind)
}

fn is_within_blocks(c: char, blocks: &[(u32, u32)]) -> bool {
    let code = u32::from(c);
    restricted_kind(c).is_none() && blocks.iter().any(|(first, last)| (*first..=*last).contains(&code))
}

/// Returns whether a character is a letter or a sign of a right-to-left script.
pub(crate) fn is_right_to_left(c: char) -> bool {
    is_within_blocks(c, &[(0x0590, 0x08FF), (0xFB1D, 0xFDFF), (0xFE70, 0xFEFC), (0x10800, 0x10FFF), (0x1E800, 0x1EFFF)])
}

/// Returns whether the spelling of a character's script uses ZWNJ and ZWJ: Arabic and its
/// relatives, the scripts of India and South-East Asia, Tibetan, Mongolian.
pub(crate) fn takes_joiners(c: char) -> bool {
    is_within_blocks(
        c,
        &[
            (0x0600, 0x109F),
            (0x1700, 0x18AF),
            (0x1900, 0x1CFF),
            (0xA800, 0xAAFF),
            (0xABC0, 0xABFF),
            (0xFB50, 0xFDFF),
            (0xFE70, 0xFEFC),
            (0x10A00, 0x10AFF),
            (0x10D00, 0x10FFF),
            (0x11000, 0x11FFF),
            (0x1E900, 0x1E95F),
        ],
    )
}

/// Returns whether a character's script does not separate words by spaces, so that writers mark
/// where a line may break: Thai, Lao, Tibetan, Myanmar, Khmer, Tai scripts, Javanese, Balinese, Han
/// and kana.
pub(crate) fn has_no_blanks(c: char) -> bool {
    is_within_blocks(
        c,
        &[
            (0x0E00, 0x109F),
            (0x1780, 0x17FF),
            (0x1950, 0x1AAF),
            (0x1B00, 0x1BBF),
            (0x3005, 0x30FF),
            (0x3400, 0x9FFF),
            (0xA980, 0xAADF),
        ],
    )
}

/// Returns whether a character is a picture that ZWJ can join to another: an emoji, a symbol that
/// can be one, or an emoji skin tone. Wider than `Extended_Pictographic`, but without letters.
pub(crate) fn is_picture(c: char) -> bool {
    is_within_blocks(c, &[(0x2190, 0x21FF), (0x2300, 0x23FF), (0x2600, 0x27BF), (0x2B00, 0x2BFF), (0x1F000, 0x1FAFF)])
}

/// Returns whether a variation selector may follow a character.
pub(crate) fn takes_selector(c: char) -> bool {
    restricted_kind(c).is_none() && !c.is_whitespace() && (!c.is_ascii() || matches!(c, '0'..='9' | '#' | '*'))
}

/// Returns whether a character belongs to a block.
pub(crate) fn belongs_to_block(block: Block, c: char) -> bool {
    match block {
        Block::Jamo => is_within_blocks(c, &[(0x1100, 0x11FF), (0xA960, 0xA97F), (0xD7B0, 0xD7FF)]),
        Block::Khmer => is_within_blocks(c, &[(0x1780, 0x17FF)]),
        Block::Mongolian => is_within_blocks(c, &[(0x1800, 0x18AF)]),
        Block::Duployan => is_within_blocks(c, &[(0x1BC00, 0x1BC9F)]),
        Block::Marks => {
            restricted_kind(c).is_none() && !c.is_ascii() && unicode_width::UnicodeWidthChar::width(c) == Some(0)
        }
    }
}
