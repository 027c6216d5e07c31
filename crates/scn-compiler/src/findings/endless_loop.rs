//! `endless-loop`.

use scn_source::{Finding, Name, Place, Run};

use super::join_and;

/// A set of situations that a run can enter and never leave. `nodes`: the others of the set, with
/// their headers.
pub(crate) fn finding(place: Place, entry: &str, nodes: &[(&str, Place)], run: Run) -> Finding {
    let message = if nodes.is_empty() {
        format!("a run that reaches `{entry}` never leaves it and never ends")
    } else {
        let names = join_and(std::iter::once(entry).chain(nodes.iter().map(|(id, _)| *id)));
        format!("a run that reaches `{entry}` loops through {names} forever and never ends")
    };
    let mut finding = Finding::new(Name::EndlessLoop, place, message)
        .with_help(
            "add a way out: let one choice lead to an ending, or to a situation from which an ending can be reached",
        )
        .with_run(run);
    for (id, place) in nodes.iter().take(super::LISTED) {
        finding = finding.with_related(*place, format!("`{id}` is part of the loop"));
    }
    finding
}
