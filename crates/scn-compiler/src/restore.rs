//! Translates every place that a check returns to the file that the author wrote.

use crate::joined::JoinedSources;
use crate::pack::ScenarioProof;
use crate::properties::Property;
use crate::suppressed::SuppressedFinding;

/// Translates the comments that suppress findings, and these findings.
pub(crate) fn restore_suppressed(joined: &JoinedSources, suppressed: &mut [SuppressedFinding]) {
    joined.restore(suppressed.iter_mut().map(|it| &mut it.finding));
    suppressed.iter_mut().for_each(|it| joined.restore_place(&mut it.comment));
}

/// Translates the places of what was proved. The extents of scenarios are places in files already.
pub(crate) fn restore_proofs(joined: &JoinedSources, scenarios: &mut [ScenarioProof], properties: &mut [Property]) {
    for proof in scenarios {
        joined.restore_place(&mut proof.place);
        let parts = &mut proof.parts;
        let links = parts.links.iter_mut().map(|link| &mut link.place);
        let places = parts.nodes.iter_mut().chain(&mut parts.choices).chain(links);
        places.for_each(|place| joined.restore_place(place));
    }
    properties.iter_mut().for_each(|property| joined.restore_place(&mut property.place));
}
