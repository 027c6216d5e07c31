//! `duplicate-name`.

use scn_source::{FileId, Finding, Name, Place, Span};

use crate::scope::NameClash;

/// A second declaration of a name. `what` is the kind of thing declared; wherever the name is used,
/// it refers to the earlier declaration.
pub(crate) fn finding(file: FileId, span: Span, what: &str, id: &str, earlier: Place) -> Finding {
    let help = if what == "value" {
        format!("take one of them out, or give this value another name than `{id}`")
    } else {
        format!("give this {what} another name; `{id}` means the earlier one")
    };
    Finding::at(
        Name::DuplicateName,
        file,
        span,
        format!("there is already something named `{id}`, so this {what} cannot be meant"),
    )
    .with_help(help)
    .with_label("the later one")
    .with_related(earlier, format!("the first `{id}`"))
}

/// A principle that an outcome links twice.
pub(crate) fn linked_twice(place: Place, principle: &str, earlier: Place) -> Finding {
    Finding::new(Name::DuplicateName, place, format!("this outcome already says what it does to `{principle}`"))
        .with_help("keep one of the two: an outcome upholds a principle or breaks it, once")
        .with_label("the second time")
        .with_related(earlier, format!("the first time `{principle}` is linked here"))
}

/// A name that two dependencies declare and the pack uses.
pub(crate) fn in_dependencies(file: FileId, span: Span, clash: &NameClash<'_>) -> Finding {
    let NameClash { what, id, packs: [first, second], places: [first_place, second_place] } = clash;
    let message = format!("`{id}` is a {what} of two packs that this one depends on, `{first}` and `{second}`");
    Finding::at(Name::DuplicateName, file, span, message)
        .with_help(format!(
            "the {what} of `{first}` is taken; rename one of the two, or take one of the dependencies out"
        ))
        .with_related(*first_place, format!("the one of `{first}`, which is taken"))
        .with_related(*second_place, format!("the one of `{second}`"))
}
