//! Turns the plans into edits.

use scn_source::Span;

use super::Edit;
use super::layout::Done;
use super::lines::{Lines, is_odd};
use super::order::arrange;
use super::plan::{Gap, Plan, Shape};

/// The edits under construction.
#[derive(Default)]
pub(super) struct Made {
    pub(super) edits: Vec<Edit>,
    /// For each edit, its group. The edits of a group are applied together or not at all.
    pub(super) groups: Vec<Option<u32>>,
    pub(super) kept: Vec<u32>,
}

impl Made {
    /// Replaces a range, unless the text stays the same.
    fn replace(&mut self, text: &str, start: usize, end: usize, by: &str, group: Option<u32>) {
        if text.get(start..end) != Some(by) {
            self.edits.push(Edit { span: Span::new(start, end), text: by.to_owned() });
            self.groups.push(group);
        }
    }
}

/// Builds the edits for each line, in source order.
pub(super) fn make(done: Done<'_>) -> Made {
    let Done { lines, mut plans, mut inner, orders } = done;
    plans.settle(lines);
    inner.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut inner = inner.into_iter().peekable();
    let mut made = Made::default();
    let mut before: Option<usize> = None;
    let mut whole = None;
    for (index, plan) in plans.all.iter().enumerate() {
        if plan.kept {
            made.kept.push(u32::try_from(index).unwrap_or(u32::MAX));
        }
        if !plan.whole && lines.is_blank(index) {
            continue;
        }
        let line = lines.line(index);
        // All lines of a lesson or of a code fence are re-indented together.
        if !plan.whole {
            whole = None;
        } else if whole.is_none() {
            whole = Some(Span::empty(line.start).start);
        }
        let group = whole.filter(|_| matches!(plan.shape, Shape::Moved(..)));
        // Add or remove blank lines.
        let from =
            before.map_or_else(|| lines.all.first().map_or(0, |first| first.start), |before| lines.line(before).behind);
        let blank = before.is_some_and(|before| has_gap(lines, &plans.all, before, index, plan));
        // U+FEFF is a byte order mark only at the start of a file; elsewhere it is text.
        let must_not_come_first = before.is_none() && lines.words(index).starts_with('\u{feff}');
        if !must_not_come_first {
            made.replace(lines.text, from, line.start, if blank { lines.eol } else { "" }, None);
        }
        before = Some(index);
        if !plan.kept {
            let words = lines.words(index);
            let (indented, first) = indented(words, plan.shape);
            made.replace(lines.text, line.start, line.start + first, indented, group);
            let end = line.start + trimmed(words, plan).max(first);
            while let Some(edit) = inner.next_if(|edit| (edit.span.end as usize) <= line.end) {
                if line.start + first <= edit.span.start as usize && edit.span.end as usize <= end {
                    made.edits.push(edit);
                    made.groups.push(None);
                }
            }
            made.replace(lines.text, end, line.end, "", None);
        }
        if !is_odd(lines.words(index)) && (line.end < line.behind || index + 1 == lines.all.len()) {
            made.replace(lines.text, line.end, line.behind, lines.eol, None);
        }
    }
    let end = before.map_or_else(
        || lines.all.first().map_or(lines.text.len(), |first| first.start),
        |before| lines.line(before).behind,
    );
    made.replace(lines.text, end, lines.text.len(), "", None);
    arrange(&mut made, lines.text, orders);
    made
}

/// Returns whether there should be a blank line between two lines that are separated only by blank
/// lines.
fn has_gap(lines: &Lines<'_>, plans: &[Plan], before: usize, line: usize, plan: &Plan) -> bool {
    let Some(above) = plans.get(before) else { return false };
    let is = before + 1 < line;
    // Without the blank line, the lower line could be read as a continuation of the upper one.
    let fixed = above.kept || plan.kept || lines.hangs(before);
    match plan.gap {
        Gap::AsIs => is,
        Gap::One => true,
        Gap::Tight => is && fixed,
        Gap::TightBehindEffect => is && (fixed || !above.effect),
    }
}

/// Returns the indentation of a line, and how many bytes it replaces.
fn indented(words: &str, shape: Shape) -> (&'static str, usize) {
    const SPACES: &str = "                                                ";
    // A no-break space is kept, because it is significant in running text.
    let blanks = words.len() - words.trim_start_matches([' ', '\t']).len();
    match shape {
        Shape::AsIs | Shape::Comment => ("", 0),
        Shape::Indent(count) => (SPACES.get(..usize::from(count)).unwrap_or_default(), blanks),
        // If the line has no other content, it becomes empty.
        Shape::Moved(cut, indent) if (cut as usize) < words.len() => {
            (SPACES.get(..usize::from(indent)).unwrap_or_default(), cut as usize)
        }
        Shape::Moved(..) => ("", words.len()),
    }
}

/// Returns where the text of a line ends.
fn trimmed(words: &str, plan: &Plan) -> usize {
    let end = words.trim_end_matches([' ', '\t']);
    // In a lesson, blanks at the end of a line are a line break. After `[if`, a blank makes it a
    // condition, even if a broken one.
    let counts = match plan.shape {
        Shape::AsIs | Shape::Comment | Shape::Moved(..) => true,
        Shape::Indent(_) => {
            end.ends_with("if") && end.trim_end_matches("if").trim_end_matches(crate::words::is_blank).ends_with('[')
        }
    };
    if counts { words.len() } else { end.len() }
}
