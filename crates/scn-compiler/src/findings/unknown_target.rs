//! `unknown-target`.

use scn_source::{FileId, Finding, Name, Place, Span, nearest_name};
use scn_syntax::ast;

use super::{did_you_mean, join_and};

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
pub(crate) fn course_entry(file: FileId, span: Span, id: &str, known: &[&str]) -> Finding {
    let finding =
        Finding::at(Name::UnknownTarget, file, span, format!("the pack has no lesson, quiz or scenario named `{id}`"));
    match nearest_name(id, known.iter().copied()) {
        Some(near) => finding.with_help(format!("did you mean `{near}`?")).with_fix(
            false,
            format!("change `{id}` to `{near}`"),
            Place { file, span },
            format!("\"{near}\""),
        ),
        None if known.is_empty() => finding.with_help("add it, or remove it from the course"),
        None => {
            finding.with_help(format!("add it, remove it, or use an existing one: {}", join_and(known.iter().copied())))
        }
    }
}

/// A `Show:` of a passage that does not exist.
pub(crate) fn passage<'i>(file: FileId, name: &ast::Name<'_>, known: impl Iterator<Item = &'i str>) -> Finding {
    let written = name.text;
    let known: Vec<&str> = known.collect();
    let message = format!("this scenario has no passage named `{written}`");
    let finding = Finding::at(Name::UnknownTarget, file, name.span, message);
    let near = nearest_name(written, known.iter().copied());
    let otherwise = if known.is_empty() {
        format!("add it: `Passage {written}: …`")
    } else {
        format!("add it, as `Passage {written}: …`, or use an existing one: {}", join_and(known.iter().copied()))
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
