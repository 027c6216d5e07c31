//! Preprocessing of a text before it is parsed.
//!
//! There are four passes: merge conflicts, characters of input methods, misspelt keywords, and
//! lines that were probably meant as instructions. Each pass works on the output of the previous
//! one and returns findings and replacements. All positions refer to the original text.

use rustc_hash::FxHashSet;
use scn_source::{FileId, Finding, Span};

use crate::findings::lookalike as report;
use crate::source::{Mend, Source};
use crate::width::Kind;
use crate::{conflict, lookalikes, slips, width};

/// A preprocessed text.
#[derive(Debug)]
pub(crate) struct Prepared<'a> {
    pub(crate) source: Source<'a>,
    pub(crate) findings: Vec<Finding>,
    /// Lines whose keyword was replaced. Other problems with their position follow from that.
    pub(crate) slips: FxHashSet<u32>,
    /// Lines reported as errors. Other problems with their form follow from that.
    pub(crate) reported: FxHashSet<u32>,
    /// Keywords in the wrong case, with the correct spelling.
    pub(crate) cases: Vec<(Span, String)>,
    /// The spans of merge conflicts, from their first marker to their last.
    pub(crate) conflicts: Vec<Span>,
}

/// Preprocesses a text. Takes time linear in its length.
pub(crate) fn prepare(file: FileId, text: &str) -> Prepared<'_> {
    let mut findings = Vec::new();
    let written = Source::new(file, text, &[]);
    let conflicts = conflict::find(text);
    let mut mends: Vec<Mend> = conflict::mends(&conflicts).collect();
    findings.extend(conflicts.iter().map(|one| report::conflict(&written, &one.marks)));
    let conflicts: Vec<Span> = conflicts.iter().map(conflict::Conflict::lines).collect();
    for one in width::find(text, &conflicts) {
        let edits: Vec<(Span, String)> = one.mends.iter().map(|mend| (mend.span, mend.text.clone())).collect();
        match one.kind {
            Kind::Hidden(first) => findings.push(report::invisible(&written, one.place, first, &edits)),
            Kind::Form => findings.push(report::full_width(&written, one.place, &edits)),
            Kind::Shown => findings.push(report::full_width_condition(&written, one.place, &edits)),
            Kind::Mark => {}
        }
        if one.kind != Kind::Shown {
            mends.extend(one.mends);
        }
    }
    let source = made(file, text, &mut mends);
    let found = slips::find(&source);
    findings.extend(found.findings);
    let cases = found.mends.iter().filter(|mend| !found.lines.contains(&mend.span.start));
    let cases = cases.map(|mend| (mend.span, mend.text.clone())).collect();
    mends.extend(found.mends);
    let source = made(file, text, &mut mends);
    let near = lookalikes::find(&source);
    findings.extend(near.findings);
    let mut slips = found.lines;
    slips.extend(near.lines.iter().copied());
    mends.extend(near.mends);
    let source = made(file, text, &mut mends).with_aliases(near.aliases);
    Prepared { source, findings, slips, reported: near.lines, cases, conflicts }
}

/// Applies replacements to the text after sorting them. If two overlap, the one that begins first
/// wins.
fn made<'a>(file: FileId, text: &'a str, mends: &mut Vec<Mend>) -> Source<'a> {
    mends.sort_by_key(|mend| (mend.span.start, mend.span.end));
    let mut end = 0;
    mends.retain(|mend| {
        let fits = end <= mend.span.start;
        end = if fits { mend.span.end } else { end };
        fits
    });
    Source::new(file, text, mends)
}
