//! Lines that are missing, superfluous, or misplaced in an element.

use scn_source::{Finding, Name as Rule, Span};

use super::new_finding;
use crate::ast::Name;
use crate::findings::insertion_fix;
use crate::source::Source;

/// Returns the finding for a choice without an outcome.
pub(crate) fn no_outcome(src: &Source<'_>, line: Span) -> Finding {
    new_finding(Rule::MissingLine, src, line, "this choice has no `Outcome:`, so nothing happens after it").with_help(
        "write below it `Outcome:` with what happens, if anything, and `Next:` with the place that comes next",
    )
}

/// Returns the finding for a choice whose `Outcome:` was omitted: the text where the outcome should
/// begin, or the first line that belongs in an outcome. Returns `None` if there is neither.
pub(crate) fn outcome_left_out(
    src: &Source<'_>,
    header: Span,
    text: Option<Span>,
    early: Option<Span>,
) -> Option<Finding> {
    let is_before_early = |text: Span| early.is_none_or(|early| text.start < early.start);
    if let Some(text) = text.filter(|text| is_before_early(*text)) {
        let mut finding = new_finding(
            Rule::MissingLine,
            src,
            text,
            "this text is in a choice, but there is no `Outcome:` in front of it",
        )
        .with_help("write `Outcome:` in front of what happens when the choice is made")
        .with_related(src.place(header), "the choice");
        finding.fixes.push(insertion_fix(src, "write `Outcome:` in front of it", text.start, "Outcome: "));
        return Some(finding);
    }
    let early = early?;
    Some(
        new_finding(Rule::MissingLine, src, early, "an `Outcome:` is missing above this line")
            .with_help("write `Outcome:` with what happens, or only `Next:` with the place that comes next")
            .with_related(src.place(header), "the choice"),
    )
}

/// Returns the finding for an ending without a result.
pub(crate) fn no_result(src: &Source<'_>, line: Span) -> Finding {
    // Report it at the line below, if there is one, because the result is missing there.
    let below =
        src.original().get(line.end as usize..).and_then(|rest| rest.find('\n')).map(|end| line.end as usize + end + 1);
    let place = below.filter(|start| *start < src.original().len()).map_or(line, |start| src.line_span_from(start));
    let mut finding = new_finding(Rule::MissingLine, src, place, "the ending above has no `Result:`")
        .with_related(src.place(line), "the ending")
        .with_help("write below it `Result: passed`, `Result: failed` or `Result: mixed`");
    for result in ["passed", "failed", "mixed"] {
        finding.fixes.push(insertion_fix(
            src,
            format!("write `Result: {result}` below it"),
            line.end,
            &format!("\n  Result: {result}"),
        ));
    }
    finding
}

/// Returns the finding for `Detour: again` and `Detour: return`.
pub(crate) fn detour(src: &Source<'_>, name: &Name<'_>) -> Finding {
    new_finding(Rule::BadTarget, src, name.span, format!("a detour cannot lead to `{}`", name.text))
        .with_help("write the id of the situation to play first")
}

/// Returns the finding for `Next: again` in a situation without choices.
pub(crate) fn again_without_choice(src: &Source<'_>, span: Span) -> Finding {
    new_finding(
        Rule::BadTarget,
        src,
        span,
        "`again` returns to the choices of a situation, and this situation has none",
    )
    .with_help("write the id of a situation or ending")
}

/// Returns the finding for outcomes of different kinds in one choice.
pub(crate) fn mixed_outcomes(src: &Source<'_>, line: Span, first: Span, later: bool) -> Finding {
    let mut finding = new_finding(Rule::UnclearBranch, src, line, "the outcomes of this choice do not fit together: it is not clear which one is taken")
        .with_help("write one outcome without brackets; or all with `[if …]`; or all with chances such as `[1 in 4]`; the last can be `[otherwise]`");
    if later && line != first {
        finding = finding.with_related(src.place(first), "the first outcome");
    }
    finding
}

/// Returns the finding for a last outcome without a bracket if the others have one.
pub(crate) fn last_outcome(src: &Source<'_>, line: Span, first: Span) -> Finding {
    let mut finding = new_finding(
        Rule::UnclearBranch,
        src,
        line,
        "the outcomes before this one have conditions, but this one has none",
    )
    .with_help("write `Outcome [otherwise]:`")
    .with_related(src.place(first), "the first outcome");
    let text = src.slice(line);
    let colon_offset = line.start + Span::empty(text.find(':').unwrap_or(text.len())).start;
    finding.fixes.push(insertion_fix(src, "write `[otherwise]`", colon_offset, " [otherwise]"));
    finding
}

/// Returns the finding for an `[otherwise]` that is not the last outcome.
pub(crate) fn early_otherwise(src: &Source<'_>, line: Span) -> Finding {
    new_finding(Rule::UnclearBranch, src, line, "this `[otherwise]` outcome is not the last of its choice")
        .with_help("move it below the others")
}

/// Returns the finding for an `[otherwise]` outcome with no other outcome before it.
pub(crate) fn lone_otherwise(src: &Source<'_>, line: Span) -> Finding {
    new_finding(Rule::UnclearBranch, src, line, "there is no outcome with a condition before this `[otherwise]`")
        .with_help("remove the bracket, or write an outcome with `[if …]` before it")
}

/// Returns the finding for a last `Next:` of a situation that leaves a case open.
pub(crate) fn last_next(src: &Source<'_>, line: Span, plain: bool) -> Finding {
    let text = src.slice(line);
    if plain {
        let mut finding = new_finding(
            Rule::UnclearBranch,
            src,
            line,
            "the `Next:` lines before this one have conditions, but this one has none",
        )
        .with_help("write `Next [otherwise]:`");
        let colon_offset = line.start + Span::empty(text.find(':').unwrap_or(text.len())).start;
        finding.fixes.push(insertion_fix(src, "write `[otherwise]`", colon_offset, " [otherwise]"));
        return finding;
    }
    new_finding(
        Rule::UnclearBranch,
        src,
        line,
        "if the conditions of all these `Next:` lines are false, nothing says what comes next",
    )
    .with_help("write `Next [otherwise]:` as the last of them")
}

/// Returns the finding for a `Next [otherwise]:` of an `element` that is not the last, or the only
/// one.
pub(crate) fn early_otherwise_next(src: &Source<'_>, line: Span, element: &str, lone: bool) -> Finding {
    if lone {
        return new_finding(Rule::UnclearBranch, src, line, "there is no `Next [if …]:` before this `[otherwise]`")
            .with_help("remove the bracket");
    }
    let message = format!("this `Next [otherwise]:` is not the last of its {element}");
    new_finding(Rule::UnclearBranch, src, line, message).with_help("move it below the others")
}

/// Returns the finding for a code fence that is never closed.
pub(crate) fn open_fence(src: &Source<'_>, line: Span, hidden: &str) -> Finding {
    let text = src.slice(line);
    let mark: String = text.chars().take_while(|c| matches!(c, '`' | '~')).collect();
    new_finding(
        Rule::MalformedLine,
        src,
        line,
        format!("this code fence is never closed, so the {hidden} below it are code"),
    )
    .with_help(format!("write `{mark}` on its own line where the code ends"))
}
