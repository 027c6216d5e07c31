//! The formatter: one style, no options.
//!
//! Input: the text of a file. Output: small edits that bring it into the canonical style. Any text
//! can be formatted. The formatter never changes what the compiler reads or what a learner does,
//! never moves a line break inside text, and never touches a line that an error about its form
//! refers to. Formatting is idempotent.
//!
//! The tree determines the kind of each line (`layout`), and from that its indentation and the gap
//! to the line before. Inside a line only blanks between tokens are edited (`space`). Properties
//! and brackets are reordered as a whole (`order`).

mod edits;
mod layout;
mod lesson;
mod lines;
mod order;
mod plan;
mod space;
mod text;

use std::borrow::Cow;
use std::ops::Range;

use scn_source::{FileId, Finding, Name, Severity, Span};

use edits::EditSet;
use layout::Layout;
use lines::Lines;
use plan::Plans;

/// A text replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The range to replace; empty to insert.
    pub span: Span,
    /// The replacement text.
    pub text: String,
}

/// The result of formatting a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Formatting {
    /// The edits, in order and without overlap. Edits at the same place are applied in the order
    /// given.
    pub edits: Vec<Edit>,
    /// The lines (from 0) left unchanged because an error about their form refers to them.
    pub kept: Vec<u32>,
}

/// Returns the formatted text.
///
/// # Examples
///
/// ```
/// use scn_syntax::format::format;
///
/// let formatted = format("Principle honest:   Say it\nPeople can plan.\n");
/// assert_eq!(formatted, "Principle honest: Say it\n  People can plan.\n");
/// assert_eq!(format(&formatted), formatted);
/// ```
#[must_use]
pub fn format(text: &str) -> String {
    let edit_set = plan_edits(text);
    apply_edits_within(text, 0..text.len(), &edit_set.edits)
}

/// Returns a part of a text with the given edits applied, all of which lie in that part.
fn apply_edits_within(text: &str, part: Range<usize>, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(part.len() + 64);
    let mut copied_to = part.start;
    for edit in edits {
        out.push_str(text.get(copied_to..edit.span.start as usize).unwrap_or_default());
        out.push_str(&edit.text);
        copied_to = edit.span.end as usize;
    }
    out.push_str(text.get(copied_to..part.end).unwrap_or_default());
    out
}

/// Returns the edits that format a text.
///
/// # Examples
///
/// ```
/// use scn_syntax::format::{apply_edits, format_edits};
///
/// let text = "Principle honest:   Say it\nWhatever it is.\n\nChioce: Wait.\n";
/// let formatting = format_edits(text);
/// let formatted = apply_edits(text.as_bytes(), &formatting.edits);
/// assert!(formatted.starts_with(b"Principle honest: Say it\n  Whatever it is.\n"));
/// assert_eq!(formatting.kept, [3], "the last line has an error");
/// ```
#[must_use]
pub fn format_edits(text: &str) -> Formatting {
    let EditSet { edits, kept_lines: kept, .. } = plan_edits(text);
    Formatting { edits, kept }
}

/// Returns the edits that format some lines of a text, counted from 0. Edits that only make sense
/// together (the order of properties, the indentation of a lesson) are returned completely if the
/// range touches any of them.
#[must_use]
pub fn format_range(text: &str, lines: Range<u32>) -> Formatting {
    let EditSet { edits, groups, kept_lines: mut kept } = plan_edits(text);
    let line_index = Lines::new(text);
    let line_at = |offset: u32| u32::try_from(line_index.index_at(offset as usize)).unwrap_or(u32::MAX);
    let is_touched = |edit: &Edit| line_at(edit.span.start) < lines.end && lines.start <= line_at(edit.span.end);
    let mut whole: Vec<u32> =
        edits.iter().zip(&groups).filter(|(edit, _)| is_touched(edit)).filter_map(|(_, group)| *group).collect();
    whole.dedup();
    let is_wanted = |(edit, group): &(Edit, Option<u32>)| match group {
        Some(group) => whole.binary_search(group).is_ok(),
        None => is_touched(edit),
    };
    let edits = edits.into_iter().zip(groups).filter(is_wanted).map(|(edit, _)| edit).collect();
    kept.retain(|line| lines.contains(line));
    Formatting { edits, kept }
}

/// Formats bytes that need not be UTF-8. Lines that contain invalid UTF-8 are left unchanged.
#[must_use]
pub fn format_bytes(bytes: &[u8]) -> Formatting {
    format_edits(&decode_lossy(bytes))
}

/// Converts bytes to text of the same length, so that offsets stay valid. Each byte that is not
/// valid UTF-8 becomes U+001A, and its line is reported as an error.
#[must_use]
pub fn decode_lossy(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '\u{1a}'));
    }
    Cow::Owned(text)
}

/// Applies edits to bytes. The edits must be in order and must not overlap.
#[must_use]
pub fn apply_edits(bytes: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 64);
    let mut copied_to = 0;
    for edit in edits {
        out.extend_from_slice(bytes.get(copied_to..edit.span.start as usize).unwrap_or_default());
        out.extend_from_slice(edit.text.as_bytes());
        copied_to = edit.span.end as usize;
    }
    out.extend_from_slice(bytes.get(copied_to..).unwrap_or_default());
    out
}

fn plan_edits(text: &str) -> EditSet {
    // A line feed at the end would be half of a character.
    if crate::findings::control::find_wide_encoding(text).is_some() {
        return EditSet { kept_lines: vec![0], ..EditSet::default() };
    }
    let reading = crate::parse_for_formatting(FileId(0), text);
    let lines = Lines::new(text);
    let mut plans = Plans::new(&lines);
    // A line with full-width characters must wait for its fix, so that the finding stays the same.
    let is_kept = |finding: &&Finding| finding.severity == Severity::Error || finding.name == Name::FullWidth;
    // A line that is missing above another one is not a problem of that line, which moves along
    // with what is above.
    let is_above = |finding: &&Finding| {
        let mut edits = finding.fixes.iter().flat_map(|fix| &fix.edits).peekable();
        let place = finding.place.span;
        finding.name == Name::MissingLine
            && edits.peek().is_some()
            && edits.all(|edit| edit.place.span.end < place.start)
    };
    for finding in reading.findings.iter().filter(|finding| is_kept(finding) && !is_above(finding)) {
        plans.keep_lines(&lines, finding.place.span);
    }
    // Other tools recognize conflict markers only at the start of a line, so they must not move.
    for conflict in &reading.conflicts {
        plans.keep_lines(&lines, *conflict);
    }
    let mut layout = Layout::new(&lines, plans);
    layout.lay_out_file(reading.tree.root());
    layout.correct_cases(&reading.cases);
    edits::build_edits(layout.finish())
}
