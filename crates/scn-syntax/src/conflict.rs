//! Merge conflicts left in a file.
//!
//! Input: a text. Output: the spans of its conflicts, found by the markers that Git, Mercurial and
//! Subversion write: seven of `<`, `|`, `=` or `>`. A line of equals signs alone counts only
//! between the other two.

use scn_source::Span;

use crate::marks::Marks;
use crate::source::Correction;
use crate::words::is_blank;

/// The marks that conflict markers consist of, except those that count only between others. A text
/// without any of them has no conflict.
pub(crate) const MARKS: Marks = Marks::each(b"<>|");

/// A conflict: its markers in order, and the lines that the grammar must skip.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conflict {
    pub(crate) markers: Vec<Span>,
    /// The markers, and the lines of all versions but the first.
    skipped_lines: Vec<Span>,
}

impl Conflict {
    /// Returns the span of the whole conflict, from its first marker to its last.
    pub(crate) fn span(&self) -> Span {
        self.markers.iter().copied().reduce(Span::cover).unwrap_or_default()
    }
}

/// Returns the marker character if the line is a conflict marker.
fn conflict_marker(line: &str) -> Option<char> {
    let words = line.trim_start_matches(|c: char| is_blank(c) || c == '\u{feff}').trim_end();
    let first = words.chars().next()?;
    let run = words.bytes().take_while(|byte| *byte as char == first).count();
    if run != 7 || !matches!(first, '<' | '|' | '=' | '>') {
        return None;
    }
    let after_mark = words.get(7..)?;
    let fits = after_mark.is_empty() || after_mark.starts_with(' ') && first != '=';
    fits.then_some(first)
}

/// Returns whether a text contains a mark.
fn has_mark(text: &str, mark: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some()
}

/// Returns the conflicts of a text, in order. Takes time linear in its length.
pub(crate) fn find_conflicts(text: &str) -> Vec<Conflict> {
    if !["<<<<<<<", ">>>>>>>", "||||||| "].iter().any(|mark| has_mark(text, mark)) {
        return Vec::new();
    }
    let mut conflicts: Vec<Conflict> = Vec::new();
    let mut open: Option<Conflict> = None;
    let mut is_past_first = false;
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        let words = line.trim_start_matches(|c: char| is_blank(c) || c == '\u{feff}');
        let start = line_start + (line.len() - words.len());
        let span = Span::new(start, start + words.trim_end().len());
        line_start += line.len();
        let marker = conflict_marker(line);
        match (marker, &mut open) {
            (Some('<'), _) => {
                conflicts.extend(open.take());
                open = Some(Conflict { markers: vec![span], skipped_lines: vec![span] });
                is_past_first = false;
            }
            (Some('|' | '='), Some(conflict)) => {
                conflict.markers.push(span);
                conflict.skipped_lines.push(span);
                is_past_first = true;
            }
            (Some('>'), Some(conflict)) => {
                conflict.markers.push(span);
                conflict.skipped_lines.push(span);
                conflicts.extend(open.take());
            }
            // Seven `>` on a line of their own may be a deeply nested quotation; before words they
            // are a marker.
            (Some('>'), None) if words.trim_end().len() > 7 => {
                conflicts.push(Conflict { markers: vec![span], skipped_lines: vec![span] });
            }
            // What is left of a conflict that was resolved by hand; a row of a table ends with `|`.
            (Some('|'), None) if words.trim_end().len() > 7 && !words.trim_end().ends_with('|') => {
                conflicts.push(Conflict { markers: vec![span], skipped_lines: vec![span] });
            }
            (_, Some(conflict)) if is_past_first && !span.is_empty() => conflict.skipped_lines.push(span),
            _ => {}
        }
    }
    // If there is no closing marker, skip only the markers and keep the lines below.
    if let Some(mut conflict) = open {
        conflict.skipped_lines.clone_from(&conflict.markers);
        conflicts.push(conflict);
    }
    conflicts
}

/// Returns the replacements to apply before parsing: the first version is kept, and everything else
/// becomes a comment.
pub(crate) fn corrections(conflicts: &[Conflict]) -> impl Iterator<Item = Correction> {
    conflicts
        .iter()
        .flat_map(|conflict| &conflict.skipped_lines)
        .map(|span| Correction { span: *span, text: "//".to_owned() })
}
