//! `long-sentence`.

use scn_source::{Finding, Name, Place};

/// A sentence with too many words to follow.
pub(crate) fn finding(place: Place, words: u32, most: u32) -> Finding {
    Finding::new(
        Name::LongSentence,
        place,
        format!("this sentence has {words} words, and more than {most} are hard to follow"),
    )
    .with_help("split it into two sentences")
}
