//! Lines that a merge left in a file.
//!
//! Takes: a text. Gives: where its conflicts are, as the marks that Git, Mercurial and Subversion
//! write: seven of `<`, `|`, `=` and `>`. A line of equals signs alone is one only between the
//! other two.

use scn_source::Span;

use crate::source::Mend;
use crate::words::is_blank;

/// A conflict: its marks in order, and the lines that the grammar does not read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conflict {
    pub(crate) marks: Vec<Span>,
    /// The marks, and the lines of all versions but the first.
    left_out: Vec<Span>,
}

impl Conflict {
    /// All lines of the conflict, from its first mark to its last.
    pub(crate) fn lines(&self) -> Span {
        self.marks.iter().copied().reduce(Span::to).unwrap_or_default()
    }
}

/// The mark that a line is.
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

/// The conflicts of a text, in order. Linear in its length.
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
            // Seven of them before words may be a quotation many levels deep.
            (Some('>'), None) if words.trim_end().len() > 7 => {
                done.push(Conflict { marks: vec![span], left_out: vec![span] });
            }
            (_, Some(conflict)) if second && !span.is_empty() => conflict.left_out.push(span),
            _ => {}
        }
    }
    // What no mark ends leaves the lines below it alone.
    if let Some(mut conflict) = open {
        conflict.left_out.clone_from(&conflict.marks);
        done.push(conflict);
    }
    done
}

/// What the grammar reads instead: the first version alone, all else as comments.
pub(crate) fn mends(conflicts: &[Conflict]) -> impl Iterator<Item = Mend> {
    conflicts.iter().flat_map(|conflict| &conflict.left_out).map(|span| Mend { span: *span, text: "//".to_owned() })
}
