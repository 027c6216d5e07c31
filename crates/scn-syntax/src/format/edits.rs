//! Turns the plans into edits.

use scn_source::Span;

use super::Edit;
use super::layout::LayoutResult;
use super::lines::{Lines, is_odd};
use super::order::merge_reorderings;
use super::plan::{Gap, Indentation, LinePlan};

/// The edits under construction.
#[derive(Default)]
pub(super) struct EditSet {
    pub(super) edits: Vec<Edit>,
    /// For each edit, its group. The edits of a group are applied together or not at all.
    pub(super) groups: Vec<Option<u32>>,
    pub(super) kept_lines: Vec<u32>,
}

impl EditSet {
    /// Replaces a range, unless the text stays the same.
    fn push_replacement(&mut self, text: &str, start: usize, end: usize, replacement: &str, group: Option<u32>) {
        if text.get(start..end) != Some(replacement) {
            self.edits.push(Edit { span: Span::new(start, end), text: replacement.to_owned() });
            self.groups.push(group);
        }
    }
}

/// Builds the edits for each line, in source order.
pub(super) fn build_edits(done: LayoutResult<'_>) -> EditSet {
    let LayoutResult { lines, mut plans, mut inner, orders } = done;
    plans.attach_comments(lines);
    inner.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut inner = inner.into_iter().peekable();
    let mut edit_set = EditSet::default();
    let mut previous: Option<usize> = None;
    let mut whole = None;
    for (index, plan) in plans.all.iter().enumerate() {
        if plan.is_kept {
            edit_set.kept_lines.push(u32::try_from(index).unwrap_or(u32::MAX));
        }
        if !plan.is_verbatim && lines.is_blank(index) {
            continue;
        }
        let line = lines.line(index);
        // All lines of a lesson or of a code fence are re-indented together.
        if !plan.is_verbatim {
            whole = None;
        } else if whole.is_none() {
            whole = Some(Span::empty(line.start).start);
        }
        let group = whole.filter(|_| matches!(plan.indentation, Indentation::Shifted(..)));
        // Add or remove blank lines.
        let gap_start = previous
            .map_or_else(|| lines.all.first().map_or(0, |first| first.start), |before| lines.line(before).next_start);
        let blank = previous.is_some_and(|before| has_gap(lines, &plans.all, before, index, plan));
        // U+FEFF is a byte order mark only at the start of a file; elsewhere it is text.
        let must_not_come_first = previous.is_none() && lines.text_of(index).starts_with('\u{feff}');
        if !must_not_come_first {
            edit_set.push_replacement(lines.text, gap_start, line.start, if blank { lines.eol } else { "" }, None);
        }
        previous = Some(index);
        if !plan.is_kept {
            let words = lines.text_of(index);
            let (indented, first) = indentation_of(words, plan.indentation);
            edit_set.push_replacement(lines.text, line.start, line.start + first, indented, group);
            let end = line.start + trimmed_length(words, plan).max(first);
            while let Some(edit) = inner.next_if(|edit| (edit.span.end as usize) <= line.end) {
                if line.start + first <= edit.span.start as usize && edit.span.end as usize <= end {
                    edit_set.edits.push(edit);
                    edit_set.groups.push(None);
                }
            }
            edit_set.push_replacement(lines.text, end, line.end, "", None);
        }
        if !is_odd(lines.text_of(index)) && (line.end < line.next_start || index + 1 == lines.all.len()) {
            edit_set.push_replacement(lines.text, line.end, line.next_start, lines.eol, None);
        }
    }
    let end = previous.map_or_else(
        || lines.all.first().map_or(lines.text.len(), |first| first.start),
        |before| lines.line(before).next_start,
    );
    edit_set.push_replacement(lines.text, end, lines.text.len(), "", None);
    merge_reorderings(&mut edit_set, lines.text, orders);
    edit_set
}

/// Returns whether there should be a blank line between two lines that are separated only by blank
/// lines.
fn has_gap(lines: &Lines<'_>, plans: &[LinePlan], previous_line: usize, line: usize, plan: &LinePlan) -> bool {
    let Some(above) = plans.get(previous_line) else { return false };
    let has_blank = previous_line + 1 < line;
    // Without the blank line, the lower line could be read as a continuation of the upper one.
    let fixed = above.is_kept || plan.is_kept || lines.continues_below(previous_line);
    match plan.gap {
        Gap::AsIs => has_blank,
        Gap::One => true,
        Gap::Tight => has_blank && fixed,
        Gap::TightAfterEffect => has_blank && (fixed || !above.is_effect),
    }
}

/// Returns the indentation of a line, and how many bytes it replaces.
fn indentation_of(words: &str, shape: Indentation) -> (&'static str, usize) {
    const SPACES: &str = "                                                ";
    // A no-break space is kept, because it is significant in running text.
    let blanks = words.len() - words.trim_start_matches([' ', '\t']).len();
    match shape {
        Indentation::AsIs | Indentation::Comment => ("", 0),
        Indentation::Indent(count) => (SPACES.get(..usize::from(count)).unwrap_or_default(), blanks),
        // If the line has no other content, it becomes empty.
        Indentation::Shifted(cut, indent) if (cut as usize) < words.len() => {
            (SPACES.get(..usize::from(indent)).unwrap_or_default(), cut as usize)
        }
        Indentation::Shifted(..) => ("", words.len()),
    }
}

/// Returns where the text of a line ends.
fn trimmed_length(words: &str, plan: &LinePlan) -> usize {
    let end = words.trim_end_matches([' ', '\t']);
    // In a lesson, blanks at the end of a line are a line break. After `[if`, a blank makes it a
    // condition, even if a broken one.
    let counts = match plan.indentation {
        Indentation::AsIs | Indentation::Comment | Indentation::Shifted(..) => true,
        Indentation::Indent(_) => {
            end.ends_with("if") && end.trim_end_matches("if").trim_end_matches(crate::words::is_blank).ends_with('[')
        }
    };
    if counts { words.len() } else { end.len() }
}
