//! `unreachable-situation` and `unreachable-ending`.

use scn_source::{Finding, Name, Place};

/// Why no run reaches a node.
#[derive(Debug)]
pub(crate) enum UnreachableCause {
    /// No `Next:`, `Detour:` or `Start:` refers to it.
    NoTransition,
    /// Everything that leads to it is itself unreachable.
    SourceUnreachable,
    /// Conditions rule out every transition to it.
    RuledOut,
}

/// A situation or ending that no run reaches; `ending` says which. `ways` lists each transition to
/// it with the reason why it is never taken.
pub(crate) fn finding(
    place: Place,
    ending: bool,
    id: &str,
    why: &UnreachableCause,
    ways: Vec<(Place, String)>,
) -> Finding {
    let (name, what) =
        if ending { (Name::UnreachableEnding, "ending") } else { (Name::UnreachableSituation, "situation") };
    let (message, help) = match why {
        UnreachableCause::NoTransition => (
            format!("nothing leads to the {what} `{id}`"),
            format!("let an outcome lead there with `Next: {id}`, or remove the {what}"),
        ),
        UnreachableCause::SourceUnreachable => (
            format!("no run reaches the {what} `{id}`: everything that leads there is itself unreachable"),
            "fix the first of these that nothing leads to; the others follow".to_owned(),
        ),
        UnreachableCause::RuledOut => (
            format!("no run reaches the {what} `{id}`: conditions rule out every way there"),
            "require less, give more before it, or lead there without a condition".to_owned(),
        ),
    };
    let mut finding = Finding::new(name, place, message).with_help(help);
    let omitted = ways.len().saturating_sub(super::LISTED);
    for (place, message) in ways.into_iter().take(super::LISTED) {
        finding = finding.with_related(place, message);
    }
    if 0 < omitted {
        finding.label = Some(format!("and {omitted} more ways that are ruled out"));
    }
    finding
}
