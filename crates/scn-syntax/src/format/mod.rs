//! The formatter: one style, no options.
//!
//! Takes: the text of a file. Gives: the edits that bring it into the style, each of a few bytes;
//! laid on the text they are the formatted file. Total: any text has a formatted form. What it
//! never does: change what the compiler reads, or what a learner does; move a line break inside
//! text; touch a line that an error about its form points at. Formatting what is formatted changes
//! nothing.
//!
//! How: the tree tells what each line is (`layout`), which gives each line its indentation and what
//! may stand between it and the line before; inside a line only blanks between tokens are edited
//! (`space`), and properties and brackets change places whole (`order`).

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

use edits::Made;
use layout::Layout;
use lines::Lines;
use plan::Plans;

/// A replacement in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty where something is put in.
    pub span: Span,
    /// By what.
    pub text: String,
}

/// What the formatter makes of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Formatting {
    /// What is to be done, in order and without overlap. Of two at one place the first comes first.
    pub edits: Vec<Edit>,
    /// The lines that errors about their form point at, counted from 0: they are left as they are.
    pub kept: Vec<u32>,
}

/// The text in the style.
#[must_use]
pub fn format(text: &str) -> String {
    let made = make(text);
    edited(text, 0..text.len(), &made.edits)
}

/// A part of a text with edits made that lie in it.
fn edited(text: &str, part: Range<usize>, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(part.len() + 64);
    let mut from = part.start;
    for edit in edits {
        out.push_str(text.get(from..edit.span.start as usize).unwrap_or_default());
        out.push_str(&edit.text);
        from = edit.span.end as usize;
    }
    out.push_str(text.get(from..part.end).unwrap_or_default());
    out
}

/// What is to be done to bring a text into the style.
#[must_use]
pub fn formatting(text: &str) -> Formatting {
    let Made { edits, kept, .. } = make(text);
    Formatting { edits, kept }
}

/// The edits that bring some lines of a text into the style, lines counted from 0. What can only be
/// done as a whole (the order of properties, the indentation of a lesson) is done as a whole where
/// the range touches it.
#[must_use]
pub fn formatting_of(text: &str, lines: Range<u32>) -> Formatting {
    let Made { edits, groups, mut kept } = make(text);
    let all = Lines::new(text);
    let line = |offset: u32| u32::try_from(all.at(offset as usize)).unwrap_or(u32::MAX);
    let touched = |edit: &Edit| line(edit.span.start) < lines.end && lines.start <= line(edit.span.end);
    let mut whole: Vec<u32> =
        edits.iter().zip(&groups).filter(|(edit, _)| touched(edit)).filter_map(|(_, group)| *group).collect();
    whole.dedup();
    let wanted = |(edit, group): &(Edit, Option<u32>)| match group {
        Some(group) => whole.binary_search(group).is_ok(),
        None => touched(edit),
    };
    let edits = edits.into_iter().zip(groups).filter(wanted).map(|(edit, _)| edit).collect();
    kept.retain(|line| lines.contains(line));
    Formatting { edits, kept }
}

/// The same for bytes, which need not be UTF-8: a line with others is left as it is.
#[must_use]
pub fn formatting_of_bytes(bytes: &[u8]) -> Formatting {
    formatting(&readable(bytes))
}

/// Bytes as text of the same length, so that places stay true. A byte that is not UTF-8 is U+001A,
/// and there is an error about its line.
#[must_use]
pub fn readable(bytes: &[u8]) -> Cow<'_, str> {
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

/// Bytes with edits made, which must be in order and not overlap.
#[must_use]
pub fn apply(bytes: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 64);
    let mut from = 0;
    for edit in edits {
        out.extend_from_slice(bytes.get(from..edit.span.start as usize).unwrap_or_default());
        out.extend_from_slice(edit.text.as_bytes());
        from = edit.span.end as usize;
    }
    out.extend_from_slice(bytes.get(from..).unwrap_or_default());
    out
}

fn make(text: &str) -> Made {
    let reading = crate::reading(FileId(0), text);
    let lines = Lines::new(text);
    let mut plans = Plans::new(&lines);
    // A line with full-width characters waits for its fix, so that the finding stays as it is.
    let is_kept = |finding: &&Finding| finding.severity == Severity::Error || finding.name == Name::FullWidth;
    // What is missing above a line says nothing about the line itself, and moves with what is
    // above.
    let is_above = |finding: &&Finding| {
        let mut edits = finding.fixes.iter().flat_map(|fix| &fix.edits).peekable();
        let place = finding.place.span;
        finding.name == Name::MissingLine
            && edits.peek().is_some()
            && edits.all(|edit| edit.place.span.end < place.start)
    };
    for finding in reading.findings.iter().filter(|finding| is_kept(finding) && !is_above(finding)) {
        plans.keep(&lines, finding.place.span);
    }
    // What tells the versions of a merge apart is seen by other tools only where it is.
    for conflict in &reading.conflicts {
        plans.keep(&lines, *conflict);
    }
    let mut layout = Layout::new(&lines, plans);
    layout.file(reading.tree.root());
    layout.cases(&reading.cases);
    edits::make(layout.done())
}
