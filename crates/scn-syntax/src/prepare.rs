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
use crate::source::{Correction, Source};
use crate::width::UnusualKind;
use crate::{conflict, continuation, lookalikes, slips, width};

/// A preprocessed text.
#[derive(Debug)]
pub(crate) struct PreparedSource<'a> {
    pub(crate) source: Source<'a>,
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
    let conflicts = conflict::find_conflicts(text);
    let mut corrections: Vec<Correction> = conflict::corrections(&conflicts).collect();
    findings.extend(conflicts.iter().map(|one| report::conflict(&original, &one.markers)));
    let conflicts: Vec<Span> = conflicts.iter().map(conflict::Conflict::span).collect();
    let first_lines = continuation::find_first_lines(&original, starts);
    findings.extend(first_lines.findings);
    corrections.extend(first_lines.corrections);
    let line_ends = line_ends::find_line_ends(text);
    corrections.extend(line_ends.iter().flat_map(|ends| ends.corrections.iter().cloned()));
    for one in width::find_unusual(text, &conflicts) {
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
    let source = apply_corrections(file, text, &mut corrections);
    let found_slips = slips::find_slips(&source);
    findings.extend(found_slips.findings);
    let cases = found_slips.corrections.iter().filter(|mend| !found_slips.misspelt_starts.contains(&mend.span.start));
    let cases = cases.map(|mend| (mend.span, mend.text.clone())).collect();
    corrections.extend(found_slips.corrections);
    let source = apply_corrections(file, text, &mut corrections);
    let lookalikes_found = lookalikes::find(&source);
    findings.extend(lookalikes_found.findings);
    let mut slips = found_slips.misspelt_starts;
    slips.extend(lookalikes_found.lines.iter().copied());
    slips.extend(first_lines.corrected);
    corrections.extend(lookalikes_found.mends);
    let source = apply_corrections(file, text, &mut corrections).with_aliases(lookalikes_found.aliases);
    PreparedSource {
        source,
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

/// Applies replacements to the text after sorting them. If two overlap, the one that begins first
/// wins.
fn apply_corrections<'a>(file: FileId, text: &'a str, corrections: &mut Vec<Correction>) -> Source<'a> {
    corrections.sort_by_key(|mend| (mend.span.start, mend.span.end));
    let mut end = 0;
    corrections.retain(|mend| {
        let fits = end <= mend.span.start;
        end = if fits { mend.span.end } else { end };
        fits
    });
    Source::new(file, text, corrections)
}
