//! Preprocessing of a text before it is parsed.
//!
//! There are six passes: merge conflicts, the first line of a file, line ends, characters of input
//! methods, misspelled keywords, and lines that were probably meant as instructions. Each pass
//! works on the output of the previous one and returns findings and replacements. All positions
//! refer to the original text.

use rustc_hash::FxHashSet;
use scn_source::{FileId, Finding, Span};

use crate::findings::lookalike as report;
use crate::line_ends::{self, LineEnds};
use crate::marks::Marks;
use crate::source::{Correction, Source};
use crate::text_lines::TextLines;
use crate::width::UnusualKind;
use crate::{conflict, continuation, lookalikes, slips, width};

/// A preprocessed text.
#[derive(Debug)]
pub(crate) struct PreparedSource<'a> {
    pub(crate) source: Source<'a>,
    /// The lines of the text that the grammar reads.
    pub(crate) lines: TextLines,
    /// Whether the original text has control characters other than tabs and line feeds, or
    /// characters beyond ASCII.
    pub(crate) may_be_unusual: bool,
    pub(crate) findings: Vec<Finding>,
    /// Lines whose keyword was replaced. Other problems with their position follow from that.
    pub(crate) corrected_lines: FxHashSet<u32>,
    /// The starts of the lines by which files continue a scenario.
    pub(crate) first_lines: Vec<u32>,
    /// Lines reported as errors. Other problems with their form follow from that.
    pub(crate) reported_lines: FxHashSet<u32>,
    /// The line ends that are neither those of Unix nor of Windows.
    pub(crate) line_ends: Vec<LineEnds>,
    /// The starts of the questions whose answers are in the form of another tool.
    pub(crate) foreign_questions: FxHashSet<u32>,
    /// Keywords in the wrong case, with the correct spelling.
    pub(crate) cases: Vec<(Span, String)>,
    /// The spans of merge conflicts, from their first marker to their last.
    pub(crate) conflicts: Vec<Span>,
}

/// Preprocesses a text. Takes time linear in its length.
/// `starts` are the offsets at which the files in the text begin that may continue a scenario.
pub(crate) fn prepare<'a>(file: FileId, text: &'a str, starts: &[u32]) -> PreparedSource<'a> {
    let mut findings = Vec::new();
    let original = Source::new(file, text, &[]);
    let lines = TextLines::new(text);
    let conflicts = if lines.marks.has_any(conflict::MARKS) { conflict::find_conflicts(text) } else { Vec::new() };
    let mut corrections: Vec<Correction> = conflict::corrections(&conflicts).collect();
    findings.extend(conflicts.iter().map(|one| report::conflict(&original, &one.markers)));
    let conflicts: Vec<Span> = conflicts.iter().map(conflict::Conflict::span).collect();
    let first_lines = continuation::find_first_lines(&original, starts);
    findings.extend(first_lines.findings);
    corrections.extend(first_lines.corrections);
    // All line ends but ordinary ones, and all unusual characters, are one of these.
    let may_be_unusual = lines.has_controls || lines.marks.has_any(Marks::BEYOND_ASCII);
    let line_ends = if may_be_unusual { line_ends::find_line_ends(text) } else { Vec::new() };
    corrections.extend(line_ends.iter().flat_map(|ends| ends.corrections.iter().cloned()));
    let unusual = if may_be_unusual { width::find_unusual(text, &conflicts) } else { Vec::new() };
    for one in unusual {
        let edits: Vec<(Span, String)> = one.corrections.iter().map(|mend| (mend.span, mend.text.clone())).collect();
        match one.kind {
            UnusualKind::Invisible(first) => findings.push(report::invisible(&original, one.place, first, &edits)),
            UnusualKind::VariantForm => findings.push(report::full_width(&original, one.place, &edits)),
            UnusualKind::ShownCondition => findings.push(report::full_width_condition(&original, one.place, &edits)),
            UnusualKind::LeadingMark => {}
        }
        if one.kind != UnusualKind::ShownCondition {
            corrections.extend(one.corrections);
        }
    }
    let (source, lines) = apply_corrections((original, lines), &mut corrections, 0);
    let found_slips = slips::find_slips(&source, &lines);
    findings.extend(found_slips.findings);
    let cases = found_slips.corrections.iter().filter(|mend| !found_slips.misspelt_starts.contains(&mend.span.start));
    let cases = cases.map(|mend| (mend.span, mend.text.clone())).collect();
    let applied = corrections.len();
    corrections.extend(found_slips.corrections);
    let (source, lines) = apply_corrections((source, lines), &mut corrections, applied);
    let lookalikes_found = lookalikes::find(&source, &lines);
    findings.extend(lookalikes_found.findings);
    let mut slips = found_slips.misspelt_starts;
    slips.extend(lookalikes_found.lines.iter().copied());
    slips.extend(first_lines.corrected);
    let applied = corrections.len();
    corrections.extend(lookalikes_found.mends);
    let (source, lines) = apply_corrections((source, lines), &mut corrections, applied);
    PreparedSource {
        source: source.with_aliases(lookalikes_found.aliases),
        lines,
        may_be_unusual,
        findings,
        corrected_lines: slips,
        first_lines: first_lines.starts,
        reported_lines: lookalikes_found.lines,
        line_ends,
        foreign_questions: lookalikes_found.questions,
        cases,
        conflicts,
    }
}

/// Applies replacements to the original text after sorting them, and finds the lines of the result.
/// If two overlap, the one that begins first wins.
///
/// `known` is the text with the first `applied` replacements, which are in order and do not
/// overlap. It is returned as it is if there are no others.
fn apply_corrections<'a>(
    known: (Source<'a>, TextLines),
    corrections: &mut Vec<Correction>,
    applied: usize,
) -> (Source<'a>, TextLines) {
    if corrections.len() == applied {
        return known;
    }
    corrections.sort_by_key(|mend| (mend.span.start, mend.span.end));
    let mut end = 0;
    corrections.retain(|mend| {
        let fits = end <= mend.span.start;
        end = if fits { mend.span.end } else { end };
        fits
    });
    let source = Source::new(known.0.file, known.0.original(), corrections);
    let lines = TextLines::new(source.corrected());
    (source, lines)
}
