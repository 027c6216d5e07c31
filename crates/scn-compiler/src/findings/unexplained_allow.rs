//! `unexplained-allow`.

use scn_source::{FileId, Finding, Name, Place, SourceFile};
use scn_syntax::Allow;

use super::whole_line::line_of;

/// A suppressing comment without a reason.
pub(crate) fn finding(file: FileId, source: &SourceFile, allow: &Allow<'_>) -> Finding {
    let names: Vec<&str> = allow.names.iter().map(|name| name.text).collect();
    let (what, names) = (super::list(names.iter().copied()), names.join(", "));
    let are = if allow.names.len() == 1 { "is" } else { "are" };
    let place = |span| Place { file, span };
    let finding = match allow.colon {
        Some(colon) => Finding::at(
            Name::UnexplainedAllow,
            file,
            allow.comment,
            format!("a colon is missing between {what} and the reason for allowing it"),
        )
        .help(format!("write `// allow {names}: …`, with the reason behind the colon"))
        .fix(false, "put a colon in front of the reason", place(colon), ":"),
        None => Finding::at(
            Name::UnexplainedAllow,
            file,
            allow.comment,
            format!("{what} {are} allowed here without a reason"),
        )
        .help(format!("say why, for who reads this later: `// allow {names}: …`")),
    };
    finding.fix(false, "take the comment out", place(line_of(source, allow.comment)), "")
}
