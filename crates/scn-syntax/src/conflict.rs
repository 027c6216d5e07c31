//! Merge conflicts left in a file.
//!
//! Input: a text. Output: the spans of its conflicts, found by the markers that Git, Mercurial and
//! Subversion write: seven of `<`, `|`, `=` or `>`. A line of equals signs alone counts only
//! between the other two.

use scn_source::Span;

use crate::source::Mend;
use crate::words::is_blank;

/// A conflict: its markers in order, and the lines that the grammar must skip.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conflict {
    pub(crate) marks: Vec<Span>,
    /// The markers, and the lines of all versions but the first.
    left_out: Vec<Span>,
}

impl Conflict {
    /// Returns the span of the whole conflict, from its first marker to its last.
    pub(crate) fn lines(&self) -> Span {
        self.marks.iter().copied().reduce(Span::to).unwrap_or_default()
    }
}

/// Returns the marker character if the line is a conflict marker.
fn mark(line: &str) -> Option<char> {
    let words = line.trim_start_matches(|c: char| is_blank(c) || c == '\u{feff}').trim_end();
    let first = words.chars().next()?;
    let run = words.bytes().take_while(|byte| *byte as char == first).count();
    if run != 7 || !matches!(first, '<' | '|' | '=' | '>') {
        return None;
    }
    let rest = words.get(7..)?;
    let fits = rest.is_empty() || rest.starts_with(' ') && first != '=';
    fits.then_some(first)
}

/// Returns the conflicts of a text, in order. Takes time linear in its length.
pub(crate) fn find(text: &str) -> Vec<Conflict> {
    if !text.contains("<<<<<<<") && !text.contains(">>>>>>>") {
        return Vec::new();
    }
    let mut done: Vec<Conflict> = Vec::new();
    let mut open: Option<Conflict> = None;
    let mut second = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let words = line.trim_start_matches(|c: char| is_blank(c) || c == '\u{feff}');
        let start = at + (line.len() - words.len());
        let span = Span::new(start, start + words.trim_end().len());
        at += line.len();
        let found = mark(line);
        match (found, &mut open) {
            (Some('<'), _) => {
                done.extend(open.take());
                open = Some(Conflict { marks: vec![span], left_out: vec![span] });
                second = false;
            }
            (Some('|' | '='), Some(conflict)) => {
                conflict.marks.push(span);
                conflict.left_out.push(span);
                second = true;
            }
            (Some('>'), Some(conflict)) => {
                conflict.marks.push(span);
                conflict.left_out.push(span);
                done.extend(open.take());
            }
            // Seven `>` on a line of their own may be a deeply nested quotation; before words they
            // are a marker.
            (Some('>'), None) if words.trim_end().len() > 7 => {
                done.push(Conflict { marks: vec![span], left_out: vec![span] });
            }
            (_, Some(conflict)) if second && !span.is_empty() => conflict.left_out.push(span),
            _ => {}
        }
    }
    // If there is no closing marker, skip only the markers and keep the lines below.
    if let Some(mut conflict) = open {
        conflict.left_out.clone_from(&conflict.marks);
        done.push(conflict);
    }
    done
}

/// Returns the replacements to apply before parsing: the first version is kept, and everything else
/// becomes a comment.
pub(crate) fn mends(conflicts: &[Conflict]) -> impl Iterator<Item = Mend> {
    conflicts.iter().flat_map(|conflict| &conflict.left_out).map(|span| Mend { span: *span, text: "//".to_owned() })
}
