//! Finds the end of a block of conditions: the `[end]` that belongs to an `[if …]` alone on its
//! line.

use crate::words::{is_blank, keyword_at_start};

/// Where a block of conditions ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BlockEnd {
    /// At an `[end]` in the same body.
    Here,
    /// Nowhere, although another block of the same body has an `[end]`.
    Another,
    /// Nowhere. The bracket is the condition of the next paragraph.
    Nowhere,
}

/// The maximum number of lines that are searched.
const MOST_LINES: usize = 500;

/// Finds the `[end]` of an `[if …]`, given the text below it. Each `[end]` belongs to the innermost
/// `[if …]` above it that is alone on its line and has none yet.
pub(crate) fn find_end(below: &str) -> BlockEnd {
    let mut depth = 1_usize;
    let mut fence = crate::slips::FenceTracker::default();
    let mut found = BlockEnd::Nowhere;
    for line in below.split('\n').skip(1).take(MOST_LINES) {
        let words = line.trim_matches(|c| is_blank(c) || c == '\r');
        if fence.contains_line(words) {
            continue;
        }
        if ends_body(words) {
            break;
        }
        let inner =
            words.strip_prefix('[').and_then(|words| words.strip_suffix(']')).map(|words| words.trim_matches(is_blank));
        match inner {
            Some("end") => {
                depth -= 1;
                found = BlockEnd::Another;
                if depth == 0 {
                    return BlockEnd::Here;
                }
            }
            Some(inner)
                if inner.starts_with("if")
                    && inner.get(2..).is_some_and(|rest| rest.starts_with(is_blank))
                    && !inner.contains(']') =>
            {
                depth += 1;
            }
            Some(_) | None => {}
        }
    }
    found
}

/// What ends a block, in the words of other tools, too.
const ENDS: [&str; 6] = ["end", "endif", "end if", "end-if", "/if", "fi"];

/// Returns the words in the brackets of a line that is only a bracket.
fn in_brackets(words: &str) -> Option<&str> {
    let inner = words.strip_prefix('[')?.strip_suffix(']')?;
    (!inner.contains([']', '['])).then(|| inner.trim_matches(is_blank))
}

/// Returns whether an `[if …]` alone on its line has no end yet, given the text above a line.
pub(crate) fn is_open_above(above: &str) -> bool {
    let mut ended = 0_usize;
    for line in above.trim_end_matches('\n').rsplit('\n').take(MOST_LINES) {
        let words = line.trim_matches(|c| is_blank(c) || c == '\r');
        if ends_body(words) {
            return false;
        }
        let Some(inner) = in_brackets(words).map(str::to_ascii_lowercase) else { continue };
        if ENDS.contains(&inner.as_str()) {
            ended += 1;
        } else if inner.strip_prefix("if").is_some_and(|rest| rest.starts_with(is_blank)) {
            if ended == 0 {
                return true;
            }
            ended -= 1;
        }
    }
    false
}

/// Returns whether something ends a block of conditions in the rest of a body.
pub(crate) fn has_end_below(below: &str) -> bool {
    let lines = below.split('\n').skip(1).take(MOST_LINES);
    let mut lines = lines.map(|line| line.trim_matches(|c| is_blank(c) || c == '\r'));
    let mut lines = lines.by_ref().take_while(|words| !ends_body(words));
    lines.any(|words| in_brackets(words).is_some_and(|inner| ENDS.contains(&inner.to_ascii_lowercase().as_str())))
}

/// Returns whether a line begins an element that ends every body.
fn ends_body(words: &str) -> bool {
    let Some(keyword) = keyword_at_start(words) else { return false };
    let ends = keyword.is_declaration() || matches!(keyword.word, "Choice" | "Outcome" | "Next");
    ends && words.get(keyword.word.len()..).is_some_and(|rest| {
        let rest = rest.trim_start_matches(is_blank);
        rest.starts_with([':', '[']) || rest.contains(':')
    })
}
