//! Replacements in the texts of files.

use std::collections::BTreeMap;
use std::path::PathBuf;

use scn_source::Span;

/// Replacements by file, ordered and without overlaps in each file.
pub(crate) type Changes = BTreeMap<PathBuf, Vec<(Span, String)>>;

/// Returns a text with replacements applied.
pub(crate) fn apply_edits(text: &str, edits: &[(Span, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut copied_to = 0;
    for (span, by) in edits {
        out.push_str(text.get(copied_to..span.start as usize).unwrap_or_default());
        out.push_str(by);
        copied_to = span.end as usize;
    }
    out.push_str(text.get(copied_to..).unwrap_or_default());
    out
}

/// Returns where an offset between replacements is after them.
pub(crate) fn shift_offset(offset: u32, edits: &[(Span, String)]) -> u32 {
    let before = edits.iter().filter(|(span, _)| span.end <= offset);
    let (added, removed) = before.fold((0, 0), |(added, removed), (span, by)| (added + by.len(), removed + span.len()));
    Span::empty((offset as usize + added).saturating_sub(removed)).start
}

#[cfg(test)]
mod tests {
    use scn_source::Span;

    use super::{apply_edits, shift_offset};

    #[test]
    fn an_offset_stays_at_its_words() {
        let text = "one two three four";
        let edits = [
            (Span::new(0, 3), "1".to_owned()),
            (Span::empty(4), "and ".to_owned()),
            (Span::new(8, 13), "III".to_owned()),
        ];
        let changed = apply_edits(text, &edits);
        assert_eq!(changed, "1 and two III four");
        for word in ["two", "four"] {
            let (before, after) = (text.find(word), changed.find(word));
            assert_eq!(before.map(|at| shift_offset(at as u32, &edits) as usize), after, "{word}");
        }
    }
}
