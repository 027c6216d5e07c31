//! `endless-loop`.

use scn_source::{Finding, Name, Place, RunStep};

use super::list;

/// A set of situations that a run can enter and never leave. `nodes`: the others of the set, with
/// their headers.
pub(crate) fn finding(place: Place, entry: &str, nodes: &[(&str, Place)], run: Vec<RunStep>) -> Finding {
    let message = if nodes.is_empty() {
        format!("a run that comes to `{entry}` never leaves it again and never ends")
    } else {
        let all = list(std::iter::once(entry).chain(nodes.iter().map(|(id, _)| *id)));
        format!("a run that comes to `{entry}` goes round among {all} for ever and never ends")
    };
    let mut finding = Finding::new(Name::EndlessLoop, place, message)
        .help("lead out of it: let one choice go to an ending, or to a situation from which one can be reached")
        .run(run);
    for (id, place) in nodes.iter().take(super::LISTED) {
        finding = finding.related(*place, format!("`{id}` belongs to the loop"));
    }
    finding
}
