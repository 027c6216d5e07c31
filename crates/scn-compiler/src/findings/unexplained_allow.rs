//! `unexplained-allow`.

use scn_source::{FileId, Finding, Name, Place};
use scn_syntax::Allow;

/// A suppressing comment without a reason.
pub(crate) fn finding(file: FileId, allow: &Allow<'_>) -> Finding {
    let names: Vec<&str> = allow.names.iter().map(|name| name.text).collect();
    let (what, names) = (super::join_and(names.iter().copied()), names.join(", "));
    let verb = if allow.names.len() == 1 { "is" } else { "are" };
    let to_place = |span| Place { file, span };
    let finding = match allow.colon {
        Some(colon) => Finding::at(
            Name::UnexplainedAllow,
            file,
            allow.comment,
            format!("a colon is missing between {what} and the reason for allowing it"),
        )
        .with_help(format!("write `// allow {names}: …`, with the reason after the colon"))
        .with_fix(false, "put a colon in front of the reason", to_place(colon), ":"),
        None => Finding::at(
            Name::UnexplainedAllow,
            file,
            allow.comment,
            format!("{what} {verb} allowed here without a reason"),
        )
        .with_help(format!("say why, for those who read this later: `// allow {names}: …`")),
    };
    // To remove the comment is another decision.
    finding
}
