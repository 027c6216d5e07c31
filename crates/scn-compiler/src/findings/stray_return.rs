//! `misplaced-instruction` for a `return` that a run reaches outside of a detour.

use scn_source::{FileId, Finding, Name, Run, Span};

/// A `Next: return` that some run reaches with no detour open.
pub(crate) fn finding(file: FileId, span: Span, run: Run) -> Finding {
    Finding::at(
        Name::MisplacedInstruction,
        file,
        span,
        "a run reaches this `return` outside any detour, so there is nowhere to return to",
    )
    .with_help("lead to a situation or ending here, or reach this place only by `Detour:`")
    .with_run(run)
}
