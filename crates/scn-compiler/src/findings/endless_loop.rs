//! `endless-loop`.

use scn_source::{Finding, Name, Place, RunStep};

use super::join_and;

/// A set of situations that a run can enter and never leave. `nodes`: the others of the set, with
/// their headers.
pub(crate) fn finding(place: Place, entry: &str, nodes: &[(&str, Place)], run: Vec<RunStep>) -> Finding {
    let message = if nodes.is_empty() {
        format!("a run that comes to `{entry}` never leaves it again and never ends")
    } else {
        let names = join_and(std::iter::once(entry).chain(nodes.iter().map(|(id, _)| *id)));
        format!("a run that comes to `{entry}` goes round among {names} for ever and never ends")
    };
    let mut finding = Finding::new(Name::EndlessLoop, place, message)
        .with_help("lead out of it: let one choice go to an ending, or to a situation from which one can be reached")
        .with_run(run);
    for (id, place) in nodes.iter().take(super::LISTED) {
        finding = finding.with_related(*place, format!("`{id}` belongs to the loop"));
    }
    finding
}
