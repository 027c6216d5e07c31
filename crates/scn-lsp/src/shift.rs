//! Moves findings along with an edit: a finding at an unchanged place stays valid until the next
//! check.

use scn_source::{FileId, Finding, Place, Span};

/// The difference between two texts: a byte range in the old text, and its length in the new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// The range in the old text.
    pub(crate) before: Span,
    /// The length of its replacement, in bytes.
    pub(crate) length: u32,
}

/// Returns the smallest range outside which two texts are equal.
pub(crate) fn find_difference(before: &str, after: &str) -> Difference {
    let (old, new) = (before.as_bytes(), after.as_bytes());
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (old.get(start..).unwrap_or_default(), new.get(start..).unwrap_or_default());
    let end = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let length = Span::empty(new_rest.len() - end).start;
    Difference { before: Span::new(start, old.len() - end), length }
}

/// Moves a finding after a change of a file; `None` if the change touches it.
pub(crate) fn shift_finding(mut it: Finding, file: FileId, change: &Difference) -> Option<Finding> {
    it.place = shift_place(it.place, file, change)?;
    for related in &mut it.related {
        related.place = shift_place(related.place, file, change)?;
    }
    for edit in it.fixes.iter_mut().flat_map(|fix| &mut fix.edits) {
        edit.place = shift_place(edit.place, file, change)?;
    }
    Some(it)
}

fn shift_place(place: Place, file: FileId, change: &Difference) -> Option<Place> {
    let is_none = change.before.is_empty() && change.length == 0;
    if place.file != file || is_none || place.span.end < change.before.start {
        return Some(place);
    }
    let shift_offset = |offset: u32| offset - change.before.len() as u32 + change.length;
    let Span { start, end } = place.span;
    let span = (change.before.end < start).then(|| Span { start: shift_offset(start), end: shift_offset(end) })?;
    Some(Place { span, ..place })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use scn_source::{FileId, Finding, Name, Place, Span};

    use super::{find_difference, shift_finding};

    /// Returns the text at which a finding about a word is after the text has changed.
    fn shifted_text(before: &str, after: &str, word: &str) -> Option<String> {
        let offset = before.find(word).unwrap();
        let place = Place { file: FileId(0), span: Span::new(offset, offset + word.len()) };
        let change = find_difference(before, after);
        let shifted = shift_finding(Finding::new(Name::DeadEnd, place, ""), FileId(0), &change)?;
        Some(after[shifted.place.span.range()].to_owned())
    }

    #[test]
    fn findings_move_and_those_that_are_touched_go() {
        let old_text = "one two three";
        for word in ["one", "three"] {
            for after in ["one 22 three", "one x three", "one two, and a half, three", "one two three"] {
                assert_eq!(shifted_text(old_text, after, word).as_deref(), Some(word), "{after}");
            }
        }
        assert_eq!(shifted_text(old_text, "one tw three", "two"), None);
        assert_eq!(shifted_text(old_text, "one two!three", "three"), None, "what it stands beside has changed");
        assert_eq!(shifted_text("a\u{e9} b", "a\u{e8} b", "b").as_deref(), Some("b"));
    }
}
