//! `proof-incomplete`.

use scn_source::{FileId, Finding, Name, Place, Span};

use crate::open_questions::OpenQuestion;

/// Fewer states than a proof examines before it stops below the default limit.
const SMALL: u64 = 100_000;

/// More states than the default limit.
const LARGE: u64 = 100_000_000;

/// Maximum number of open questions that are shown.
const SHOWN: usize = 3;

/// A scenario whose proof reached its bound and left questions open. `promises` are the promises of
/// which it is not known whether they are kept.
pub(crate) fn finding(
    file: FileId,
    span: Span,
    id: &str,
    (states, open): (u64, &[OpenQuestion]),
    promises: &[Place],
) -> Finding {
    let message = format!(
        "the proof of `{id}` stopped after {} states; open questions about its runs: {}",
        group_thousands(states),
        open.len()
    );
    let help = format!(
        "unreachable parts, conditions that are always true, endless loops and missing coverage are reported only where they are certain; {}",
        how_to_continue(states)
    );
    let mut finding = Finding::at(Name::ProofIncomplete, file, span, message).with_help(help);
    for question in open.iter().take(SHOWN) {
        finding = finding.with_related(question.place, format!("open: {}", question.words));
    }
    with_promises(finding, promises)
}

/// A scenario whose runs were all followed, but not with everything that its promises read.
pub(crate) fn undecided_promises(file: FileId, span: Span, id: &str, states: u64, open: &[Place]) -> Finding {
    let (which, kept) = match open.len() {
        1 => ("a promise".to_owned(), "it is kept"),
        count => (format!("{count} promises"), "they are kept"),
    };
    let message = format!("the proof of {which} of `{id}` stopped at its limit of {} states", group_thousands(states));
    let help = format!("so it is not known whether {kept}; {}", how_to_continue(states));
    with_promises(Finding::at(Name::ProofIncomplete, file, span, message).with_help(help), open)
}

fn how_to_continue(states: u64) -> String {
    // A proof can stop below the default limit, so that a larger number than that is needed.
    let more = states.saturating_mul(10).max(if states < SMALL { 10 } else { LARGE });
    format!("to go further, use `scn check --states {more}`, or set `states` under `[check]`")
}

fn with_promises(finding: Finding, open: &[Place]) -> Finding {
    let listed = open.iter().take(super::LISTED);
    listed.fold(finding, |finding, place| finding.with_related(*place, "it is not known whether this is kept"))
}

/// A scenario whose proof was interrupted from outside.
pub(crate) fn interrupted_proof(file: FileId, span: Span, id: &str, states: u64, open: &[Place]) -> Finding {
    let message = format!(
        "the proof of `{id}` was interrupted after {} states, so not all runs were followed",
        group_thousands(states)
    );
    let help = "everything found until then is reported; unreachable parts, conditions that are always true, endless loops and missing coverage are not reported here: let it run to its end, or limit it with `scn check --states N`";
    with_promises(Finding::at(Name::ProofIncomplete, file, span, message).with_help(help), open)
}

/// Formats a number with commas between groups of three digits.
pub(crate) fn group_thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if 0 < at && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::group_thousands;

    #[test]
    fn digits_are_grouped_by_three() {
        assert_eq!(
            ["7", "100", "1,000", "1,234,567"],
            [7, 100, 1000, 1_234_567].map(group_thousands).each_ref().map(String::as_str)
        );
    }
}
