//! `one-sided-principle`.

use scn_source::{Finding, Name, Place};

/// A principle that the outcomes of the pack only ever uphold, or only ever break.
pub(crate) fn finding(place: Place, id: &str, upheld: bool, first: Place) -> Finding {
    let (does, other, keyword) = if upheld { ("uphold", "breaks", "Breaks") } else { ("break", "upholds", "Upholds") };
    Finding::new(
        Name::OneSidedPrinciple,
        place,
        format!("outcomes only ever {does} the principle `{id}`; none {other} it"),
    )
    .with_help(format!("add the other side in some decision, with `{keyword} {id}: …`"))
    .with_related(first, format!("the first outcome that links `{id}`"))
}
