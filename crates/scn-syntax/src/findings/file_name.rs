//! Names of media files that are not written as they have to be.

use scn_source::{Finding, Name, Severity, Span};

use super::quoted;
use crate::source::Source;

/// A file name with blanks that is not in quotes. `colon`: whether the line has a colon behind it.
pub(crate) fn blanks(src: &Source<'_>, name: Span, keyword: &str, colon: bool) -> Finding {
    let written = src.slice(name);
    let bare: String = written.chars().filter(|c| !QUOTES.contains(c)).collect();
    let mended = if colon { format!("\"{bare}\"") } else { format!("\"{bare}\":") };
    let message = format!("the file name {} has blanks and is not in quotes", quoted(written));
    let help = if colon {
        format!("write `{keyword} {mended}: …`")
    } else {
        format!("write `{keyword} {mended} …`, and behind the colon in words what the file shows or says")
    };
    Finding::new(Name::BadFileName, src.place(name), message).help(help).fix(
        colon,
        format!("write `{mended}`"),
        src.place(name),
        mended,
    )
}

/// A file name in quotes that are not the straight ones. It is read all the same.
pub(crate) fn curly(src: &Source<'_>, name: Span) -> Finding {
    let written = src.slice(name);
    let bare: String = written.chars().filter(|c| !QUOTES.contains(c)).collect();
    let message = format!("the file name {} is in typographic quotes", quoted(written));
    let mut finding = Finding::new(Name::BadFileName, src.place(name), message)
        .help(format!("straight quotes belong around a file name: `\"{bare}\"`"))
        .fix(true, format!("write `\"{bare}\"`"), src.place(name), format!("\"{bare}\""));
    finding.severity = Severity::Warning;
    finding
}

/// Signs that people write around a name.
const QUOTES: [char; 6] = ['"', '“', '”', '„', '«', '»'];
