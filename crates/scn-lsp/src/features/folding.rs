//! Foldable ranges: everything that belongs to a header, groups of comments, code in lessons.

use gen_lsp_types::{FoldingRange, FoldingRangeKind, FoldingRangeParams};
use scn_source::{FileId, Span};
use scn_syntax::{Kind as Element, parse_tree};

use crate::workspace::{Refusal, State};

/// Returns the foldable ranges of a file.
pub(crate) fn folding_ranges(
    state: &mut State,
    params: FoldingRangeParams,
) -> Result<Option<Vec<FoldingRange>>, Refusal> {
    let Some(here) = state.request_file(&params.text_document.uri) else { return Ok(None) };
    let source = &here.own.source;
    let mut ranges = Vec::new();
    let mut add_range = |start: u32, end: u32, kind: FoldingRangeKind| {
        if start < end {
            ranges.push(FoldingRange { start_line: start, end_line: end, kind: Some(kind), ..FoldingRange::default() });
        }
    };
    let blocks = here.view.index.headers.iter().map(|header| Span { start: header.line.start, end: header.end });
    for block in blocks.filter_map(|block| here.own_span(block)) {
        let (start, end) = (source.line_index(block.start), source.line_index(block.end));
        add_range(start, end, FoldingRangeKind::Region);
    }
    // The lines of the latest group of comments that directly follow each other.
    let mut comments: Option<(u32, u32)> = None;
    for node in parse_tree(FileId::default(), source.text()).elements() {
        let line_range =
            || (source.line_index(node.span().start), source.line_index(node.span().end.saturating_sub(1)));
        #[expect(clippy::wildcard_enum_match_arm, reason = "of all that a tree can hold two kinds are folded away")]
        match node.kind() {
            Element::Comment => {
                let (line, _) = line_range();
                comments = match comments {
                    Some((start, end)) if line == end + 1 => Some((start, line)),
                    other => {
                        if let Some((start, end)) = other {
                            add_range(start, end, FoldingRangeKind::Comment);
                        }
                        Some((line, line))
                    }
                };
            }
            Element::Fence => {
                let (start, end) = line_range();
                add_range(start, end, FoldingRangeKind::Region);
            }
            _ => {}
        }
    }
    if let Some((start, end)) = comments {
        add_range(start, end, FoldingRangeKind::Comment);
    }
    ranges.sort_by_key(|it| (it.start_line, it.end_line));
    Ok(Some(ranges))
}
