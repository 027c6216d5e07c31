//! Previews of the lines that a fix changes.

use crate::clean::Glyphs;
use crate::places::{Located, char_boundary};
use crate::window::cut_line;
use std::ops::Range;

/// Maximum number of lines in a preview. Where there are more, only the fix's title is shown.
const MOST_LINES: usize = 4;
/// Number of bytes considered around an edit; more than any terminal is wide.
const AROUND: usize = 1000;

/// A replacement of text, with its resolved location.
#[derive(Clone, Debug)]
pub(crate) struct LocatedEdit<'a> {
    pub(crate) located: Located<'a>,
    pub(crate) text: &'a str,
}

/// Returns the lines that contain something new after `changes` are made, each cut to `columns`.
///
/// Returns nothing if there are more than [`MOST_LINES`], or if the changes leave nothing to show.
/// All changes must be in one file.
pub(crate) fn preview_changes(changes: &[LocatedEdit<'_>], columns: usize, glyphs: Glyphs) -> Vec<String> {
    let Some((text, fresh)) = apply_changes(changes) else { return Vec::new() };
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let end = start + line.len();
        let content = line.strip_suffix('\r').unwrap_or(line);
        let new = fresh.iter().find(|new| new.start <= end && start <= new.end && touches_line(new, start, end));
        if let Some(new) = new.filter(|_| !content.trim().is_empty()) {
            let focus = new.start.saturating_sub(start)..new.end.min(end).saturating_sub(start);
            lines.push(cut_line(content, focus, columns, glyphs).text);
        }
        start = end + 1;
    }
    if lines.len() > MOST_LINES { Vec::new() } else { lines }
}

/// Whether new text lies in the line. An empty range marks a deletion and always counts. Text that
/// ends with a line end does not reach into the next line.
fn touches_line(new: &Range<usize>, start: usize, end: usize) -> bool {
    if new.is_empty() { true } else { new.start < end.max(start + 1) && start < new.end }
}

/// Applies all changes. Returns the lines from the first change to the last, and the ranges of the
/// new text in them.
///
/// Returns `None` if the changes cannot be applied, or if the lines would be very long.
fn apply_changes(changes: &[LocatedEdit<'_>]) -> Option<(String, Vec<Range<usize>>)> {
    let mut changes: Vec<&LocatedEdit<'_>> = changes.iter().collect();
    changes.sort_by_key(|change| (change.located.start.offset, change.located.end.offset));
    let first = changes.first()?;
    let file = first.located.file?;
    let source = file.text();
    let line_start = file.line_span(first.located.start.line - 1).start as usize;
    let mut position =
        line_start.max(char_boundary(source, (first.located.start.offset as usize).saturating_sub(AROUND)));
    let mut text = String::new();
    let mut fresh = Vec::new();
    let mut line_end = position;
    for change in &changes {
        let span = change.located.span().range();
        if change.text.len() > AROUND || span.start.saturating_sub(position) > AROUND {
            return None;
        }
        // Overlapping edits cannot be applied: the slice is out of bounds then.
        text.push_str(source.get(position..span.start)?);
        let start = text.len();
        text.push_str(change.text);
        // Deleting whole lines leaves nothing to show.
        let goes = change.text.is_empty()
            && (text.is_empty() || text.ends_with('\n'))
            && source.get(..span.end)?.ends_with('\n');
        if !goes {
            fresh.push(start..text.len());
        }
        position = span.end;
        line_end = file.line_span(change.located.end.line - 1).end as usize;
    }
    let line_end = line_end.max(position).min(char_boundary(source, position + AROUND));
    text.push_str(source.get(position..line_end)?);
    Some((text, fresh))
}

#[cfg(test)]
mod tests {
    use super::{LocatedEdit, preview_changes};
    use crate::clean::Glyphs;
    use crate::places::PlaceLocator;
    use scn_source::{Place, SourceFile, Sources, Span};

    /// Returns the preview of edits, each given as the old words and their replacement.
    fn after(source: &str, edits: &[(&str, &str)], columns: usize) -> Vec<String> {
        let mut sources = Sources::new();
        let file = sources.add(SourceFile::new("a.scn", source));
        let mut places = PlaceLocator::new(&sources);
        let changes: Vec<LocatedEdit<'_>> = edits
            .iter()
            .map(|(old, new)| {
                let start = source.find(old).expect("the words are in the source");
                let place = Place { file, span: Span::new(start, start + old.len()) };
                LocatedEdit { located: places.locate(place), text: new }
            })
            .collect();
        preview_changes(&changes, columns, Glyphs::new(true))
    }

    #[test]
    fn the_changed_line_is_shown() {
        let source = "Choice: a\r\n  Chioce: Ask her.\r\n  Next: again\r\n";
        assert_eq!(after(source, &[("Chioce", "Choice")], 40), ["  Choice: Ask her."]);
        assert_eq!(after(source, &[("Chioce", "Choice")], 14), ["  Choice: Ask…"]);
        assert_eq!(after(source, &[(" again", "")], 40), ["  Next:"]);
    }

    #[test]
    fn inserted_lines_are_shown_and_only_they() {
        assert_eq!(after("a\nb\nc\n", &[("b\n", "b\nNext: again\n")], 40), ["b", "Next: again"]);
        assert_eq!(after("a\nb\nc\n", &[("\nb", "\nNext: again\nb")], 40), ["Next: again", "b"]);
    }

    #[test]
    fn a_line_that_goes_leaves_nothing_to_show() {
        assert_eq!(after("a\nbad\nc\n", &[("bad\n", "")], 40), Vec::<String>::new());
        assert_eq!(after("a\nbad\nc\n", &[("bad", "")], 40), Vec::<String>::new());
    }

    #[test]
    fn edits_far_apart_or_one_over_the_other_are_not_shown() {
        let far = format!("one\n{}two\n", "x\n".repeat(1000));
        assert_eq!(after(&far, &[("one", "1"), ("two", "2")], 40), Vec::<String>::new());
        assert_eq!(after("one two", &[("one t", "1"), ("e two", "2")], 40), Vec::<String>::new());
    }

    #[test]
    fn edits_near_one_another_are_shown_with_the_lines_they_change() {
        assert_eq!(after("one\nkept\ntwo\n", &[("one", "1"), ("two", "2")], 40), ["1", "2"]);
    }
}
