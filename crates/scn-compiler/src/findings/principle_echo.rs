//! `principle-echo`.

use scn_source::{FileId, Finding, Name, Place};
use scn_syntax::ast;

use super::join_and;

/// A choice that repeats words from the title of a principle that it upholds. `title` is the place
/// of the principle's declaration.
pub(crate) fn finding(
    file: FileId,
    choice: &ast::Choice<'_>,
    principle: &str,
    words: &[&str],
    title: Option<Place>,
) -> Finding {
    let message = format!(
        "this choice repeats {} from the title of `{principle}`, which it upholds",
        join_and(words.iter().copied())
    );
    let finding = Finding::at(Name::PrincipleEcho, file, choice.header, message)
        .with_help("describe the action in the situation, not the rule by its name");
    match title {
        Some(place) => finding.with_related(place, "the title"),
        None => finding,
    }
}
