//! `keyword-case` and the `unknown-instruction` of a misspelt keyword.

use scn_source::{Finding, Name, Place};

use crate::words::Keyword;

/// Returns the finding for a keyword in the wrong case.
pub(crate) fn wrong_case(place: Place, word: &str, keyword: &Keyword) -> Finding {
    let right = keyword.word;
    Finding::new(Name::KeywordCase, place, format!("`{word}` is written `{right}`"))
        .with_help(format!("write `{right}`, or put a backslash in front if the line is text"))
        .with_fix(true, format!("change `{word}` to `{right}`"), place, right)
}

/// Returns the finding for a misspelt keyword.
pub(crate) fn misspelt_keyword(place: Place, word: &str, keyword: &Keyword) -> Finding {
    let right = keyword.word;
    // A plural may be ordinary prose.
    let safe = word.strip_suffix('s') != Some(right);
    Finding::new(
        Name::UnknownInstruction,
        place,
        format!("there is no instruction `{word}`; this line is read as `{right}`"),
    )
    .with_help(format!("write `{right}`, or put a backslash in front if the line is text"))
    .with_fix(safe, format!("change `{word}` to `{right}`"), place, right)
}
