//! The line of a comment, for fixes that take the comment out.

use scn_source::{SourceFile, Span};

/// The whole line of a comment including its line end, so that removing it leaves no blank line.
pub(crate) fn line_of(source: &SourceFile, comment: Span) -> Span {
    let line = source.line_index(comment.start);
    let start = source.line_span(line).start;
    let end =
        if line + 1 < source.line_count() { source.line_span(line + 1).start } else { source.line_span(line).end };
    Span { start, end }
}
