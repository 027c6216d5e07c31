//! `duplicate-name`.

use scn_source::{FileId, Finding, Name, Place, Span};

use crate::pack_names::NameClash;

/// A second declaration of a name. `what` is the kind of thing declared; wherever the name is used,
/// it refers to the earlier declaration.
pub(crate) fn finding(file: FileId, span: Span, what: &str, id: &str, earlier: Place) -> Finding {
    let help = if what == "value" {
        format!("remove one of them, or rename this value: `{id}` is already in use")
    } else {
        format!("give this {what} another name; `{id}` always means the earlier one")
    };
    Finding::at(
        Name::DuplicateName,
        file,
        span,
        format!("the name `{id}` is already in use, so nothing can refer to this {what}"),
    )
    .with_help(help)
    .with_label("the later one")
    .with_related(earlier, format!("the first `{id}`"))
}

/// A principle that an outcome links twice.
pub(crate) fn linked_twice(place: Place, principle: &str, earlier: Place) -> Finding {
    Finding::new(Name::DuplicateName, place, format!("this outcome is already linked to `{principle}`"))
        .with_help("keep one of the two: an outcome upholds or breaks a principle only once")
        .with_label("the second time")
        .with_related(earlier, format!("the first time `{principle}` is linked here"))
}

/// A name that two dependencies declare and the pack uses.
pub(crate) fn in_dependencies(file: FileId, span: Span, clash: &NameClash<'_>) -> Finding {
    let NameClash { what, id, packs: [first, second], places: [first_place, second_place] } = clash;
    let message = format!("two dependencies of this pack, `{first}` and `{second}`, both have a {what} named `{id}`");
    Finding::at(Name::DuplicateName, file, span, message)
        .with_help(format!("the {what} of `{first}` is used; rename one of the two, or remove one of the dependencies"))
        .with_related(*first_place, format!("the one in `{first}`, which is used"))
        .with_related(*second_place, format!("the one in `{second}`"))
}
