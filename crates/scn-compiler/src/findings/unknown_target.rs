//! `unknown-target`.

use scn_source::{FileId, Finding, Name, Place, Span};
use scn_syntax::ast;

use super::{did_you_mean, join_and};
use crate::known_names::KnownNames;

/// A name that is not a situation or ending of the scenario.
pub(crate) fn finding(file: FileId, name: &ast::Name<'_>, near: Option<&str>, known: &[&str]) -> Finding {
    let written = name.text;
    let finding = Finding::at(
        Name::UnknownTarget,
        file,
        name.span,
        format!("this scenario has no situation or ending named `{written}`"),
    );
    let otherwise = if known.is_empty() {
        format!("add it: `Situation {written}: …` or `Ending {written}: …`")
    } else {
        format!(
            "add it, as `Situation {written}: …` or `Ending {written}: …`, or use an existing one: {}",
            join_and(known.iter().copied())
        )
    };
    did_you_mean(finding, Place { file, span: name.span }, written, near, otherwise)
}

/// An entry of `[course] order` that is not a lesson, quiz or scenario of the pack. The span
/// includes the quotes.
pub(crate) fn course_entry(file: FileId, span: Span, id: &str, known: &KnownNames<'_>) -> Finding {
    let finding =
        Finding::at(Name::UnknownTarget, file, span, format!("the pack has no lesson, quiz or scenario named `{id}`"));
    match known.nearest(id) {
        Some(near) => finding.with_help(format!("did you mean `{near}`?")).with_fix(
            false,
            format!("change `{id}` to `{near}`"),
            Place { file, span },
            format!("\"{near}\""),
        ),
        None if known.ids().is_empty() => finding.with_help("add it, or remove it from the course"),
        None => {
            let listed = join_and(known.ids().iter().copied());
            finding.with_help(format!("add it, remove it, or use an existing one: {listed}"))
        }
    }
}

/// The scenario that a file continues, which is not one of the pack. The others are `known`, and
/// `in_pack` says whether there is a `scn.toml`: without one, a file is a pack by itself.
pub(crate) fn scenario(
    file: FileId,
    name: &ast::Name<'_>,
    near: Option<&str>,
    (known, in_pack): (&[&str], bool),
) -> Finding {
    let written = name.text;
    let message = format!("there is no scenario named `{written}` in this pack, so this file cannot continue it");
    let finding = Finding::at(Name::UnknownTarget, file, name.span, message);
    let otherwise = if !in_pack {
        "put a `scn.toml` into the folder of its files: without one, each `.scn` file is a pack by itself".to_owned()
    } else if known.is_empty() {
        format!("add it in another file of the pack: `Scenario {written}: …`")
    } else {
        format!("use an existing one: {}", join_and(known.iter().copied()))
    };
    did_you_mean(finding, Place { file, span: name.span }, written, near, otherwise)
}

/// The scenario that a file continues, which belongs to a dependency.
pub(crate) fn scenario_of_dependency(file: FileId, name: &ast::Name<'_>, dependency: &str) -> Finding {
    let message = format!(
        "the scenario `{}` belongs to `{dependency}`, and only a scenario of the same pack can be continued",
        name.text
    );
    Finding::at(Name::UnknownTarget, file, name.span, message)
        .with_help("write what follows as a scenario of its own, or move this file to that pack")
}

/// A `Show:` of a passage that does not exist.
pub(crate) fn passage(file: FileId, name: &ast::Name<'_>, known: &KnownNames<'_>) -> Finding {
    let written = name.text;
    let message = format!("this scenario has no passage named `{written}`");
    let finding = Finding::at(Name::UnknownTarget, file, name.span, message);
    let near = known.nearest(written);
    let otherwise = if known.ids().is_empty() {
        format!("add it: `Passage {written}: …`")
    } else {
        let listed = join_and(known.ids().iter().copied());
        format!("add it, as `Passage {written}: …`, or use an existing one: {listed}")
    };
    did_you_mean(finding, Place { file, span: name.span }, written, near, otherwise)
}

/// An entry of `[course] require` that `order` does not list. `last` is the last entry of `order`.
pub(crate) fn not_in_order(file: FileId, span: Span, id: &str, last: Span) -> Finding {
    let message = format!("the course requires `{id}`, but its `order` does not list it");
    let end = Span { start: last.end, end: last.end };
    Finding::at(Name::UnknownTarget, file, span, message)
        .with_help("add it to `order`, or remove it here")
        .with_related(Place { file, span: last }, "`order` ends here")
        .with_fix(false, format!("add `{id}` to `order`"), Place { file, span: end }, format!(", \"{id}\""))
}
