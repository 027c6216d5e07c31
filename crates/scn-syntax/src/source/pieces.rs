//! Reduces replacements to what they really change, so that all unchanged words keep their
//! positions.

use scn_source::Span;

use super::Correction;

/// The maximum number of tokens on either side that are compared. Larger replacements are not
/// split.
const MAX_TOKENS: usize = 200;

/// Splits a replacement into minimal ones, in order. Tokens that are part of the longest common
/// subsequence of both texts are in none of them.
pub(super) fn split_correction(original: &str, mend: &Correction) -> Vec<Correction> {
    let old = original.get(mend.span.range()).unwrap_or_default();
    let (olds, news) = (tokens(old), tokens(&mend.text));
    if olds.is_empty() || news.is_empty() || MAX_TOKENS < olds.len() || MAX_TOKENS < news.len() {
        return vec![mend.clone()];
    }
    let common = common_lengths(&olds, &news);
    let (mut corrections, mut text): (Vec<Correction>, String) = (Vec::new(), String::new());
    // Where the current piece begins, and the current positions in both texts.
    let (mut from, mut at, mut i, mut j) = (0, 0, 0, 0);
    let mut close_piece = |from: usize, at: usize, text: &mut String| {
        if from < at || !text.is_empty() {
            let start = mend.span.start as usize;
            let span = Span::new(start + from, start + at);
            corrections.push(Correction { span, text: std::mem::take(text) });
        }
    };
    while let (Some(old), Some(new)) = (olds.get(i), news.get(j)) {
        if old == new {
            close_piece(from, at, &mut text);
            (at, i, j) = (at + old.len(), i + 1, j + 1);
            from = at;
        } else if length_at(&common, i, j + 1) <= length_at(&common, i + 1, j) {
            (at, i) = (at + old.len(), i + 1);
        } else {
            text.push_str(new);
            j += 1;
        }
    }
    news.iter().skip(j).for_each(|new| text.push_str(new));
    close_piece(from, old.len(), &mut text);
    corrections
}

/// Splits a text into runs of letters and digits and single other characters.
fn tokens(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut remaining = text;
    while let Some(first) = remaining.chars().next() {
        let word = remaining.find(|c: char| !c.is_alphanumeric()).unwrap_or(remaining.len());
        let (token, after) = remaining.split_at(word.max(if word == 0 { first.len_utf8() } else { word }));
        out.push(token);
        remaining = after;
    }
    out
}

/// Returns the length of the longest common subsequence of the remaining tokens, for each pair of
/// positions.
fn common_lengths(olds: &[&str], news: &[&str]) -> Vec<Vec<usize>> {
    let mut common = vec![vec![0; news.len() + 1]; olds.len() + 1];
    for i in (0..olds.len()).rev() {
        for j in (0..news.len()).rev() {
            let longest = if olds.get(i) == news.get(j) {
                length_at(&common, i + 1, j + 1) + 1
            } else {
                length_at(&common, i + 1, j).max(length_at(&common, i, j + 1))
            };
            if let Some(cell) = common.get_mut(i).and_then(|row| row.get_mut(j)) {
                *cell = longest;
            }
        }
    }
    common
}

fn length_at(common: &[Vec<usize>], i: usize, j: usize) -> usize {
    common.get(i).and_then(|row| row.get(j)).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_is_in_no_piece() {
        for (old, new, expected) in [
            ("[unless logged]", "[if not logged]", vec![("unless", "if"), ("", "not ")]),
            ("{If logged}", "[if logged]", vec![("{If", "[if"), ("}", "]")]),
            ("", "Outcome: ", vec![("", "Outcome: ")]),
            ("gone", "", vec![("gone", "")]),
            ("same words", "same words", vec![]),
            ("Next ward", "Next: ward", vec![("", ":")]),
            ("：５", ": 5", vec![("：５", ": 5")]),
        ] {
            let mend = Correction { span: Span::new(0, old.len()), text: new.to_owned() };
            let pieces = split_correction(old, &mend);
            let shown: Vec<(&str, &str)> =
                pieces.iter().map(|it| (old.get(it.span.range()).expect("it is in it"), it.text.as_str())).collect();
            assert_eq!(shown, expected, "{old} -> {new}");
        }
    }
}
