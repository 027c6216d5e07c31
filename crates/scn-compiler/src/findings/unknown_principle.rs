//! `unknown-principle`.

use scn_source::{FileId, Finding, Name, Place};
use scn_syntax::ast;

use super::{did_you_mean, join_and};
use crate::known_names::KnownNames;
use crate::manifest::WantedPrinciple;

/// A name of a principle that neither the pack nor its dependencies declare.
pub(crate) fn finding(file: FileId, name: &ast::Name<'_>, near: Option<&str>, known: &[&str]) -> Finding {
    let written = name.text;
    let finding =
        Finding::at(Name::UnknownPrinciple, file, name.span, format!("the pack has no principle named `{written}`"));
    let otherwise = if known.is_empty() {
        format!("declare it in any file of the pack: `Principle {written}: …`")
    } else {
        format!(
            "declare it in any file of the pack, as `Principle {written}: …`, or use an existing one: {}",
            join_and(known.iter().copied())
        )
    };
    did_you_mean(finding, Place { file, span: name.span }, written, near, otherwise)
}

/// A key of `[course] principles` that is not a principle. The span includes quotes if there are
/// any.
pub(crate) fn in_course(file: FileId, wanted: &WantedPrinciple, known: &KnownNames<'_>) -> Finding {
    let (written, place) = (wanted.id.as_str(), Place { file, span: wanted.span });
    let finding = Finding::new(Name::UnknownPrinciple, place, format!("the pack has no principle named `{written}`"));
    let otherwise = if known.ids().is_empty() {
        format!("declare it in any file of the pack: `Principle {written}: …`")
    } else {
        let listed = join_and(known.ids().iter().copied());
        format!("declare it in any file of the pack, or use an existing one: {listed}")
    };
    did_you_mean(finding, place, written, known.nearest(written), otherwise)
}

/// The title of a principle in place of its id.
pub(crate) fn title_for_id(file: FileId, name: &ast::Name<'_>, id: &str) -> Finding {
    let message = format!("`{}` is the title of `{id}`; write its id here", name.text);
    Finding::at(Name::UnknownPrinciple, file, name.span, message).with_help(format!("write `{id}`")).with_fix(
        false,
        format!("write `{id}`"),
        Place { file, span: name.span },
        id,
    )
}
