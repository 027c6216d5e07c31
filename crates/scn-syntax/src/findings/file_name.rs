//! Invalid names of media files.

use scn_source::{Finding, Name, Severity, Span};

use super::quote;
use crate::source::Source;

/// Returns the finding for an unquoted file name with blanks. `colon`: whether a colon follows it
/// on the line.
pub(crate) fn unquoted(src: &Source<'_>, name: Span, keyword: &str, colon: bool) -> Finding {
    let written = src.slice(name);
    let bare: String = written.chars().filter(|c| !QUOTES.contains(c)).collect();
    let mended = if colon { format!("\"{bare}\"") } else { format!("\"{bare}\":") };
    let message = format!("the file name {} contains spaces and is not in quotes", quote(written));
    let help = if colon {
        format!("write `{keyword} {mended}: …`")
    } else {
        format!("write `{keyword} {mended} …`, and after the colon what the file shows or says")
    };
    Finding::new(Name::BadFileName, src.place(name), message).with_help(help).with_fix(
        colon,
        format!("write `{mended}`"),
        src.place(name),
        mended,
    )
}

/// Returns the finding for a file name in quotes other than straight ones. The name is still
/// understood.
pub(crate) fn typographic_quotes(src: &Source<'_>, name: Span) -> Finding {
    let written = src.slice(name);
    let bare: String = written.chars().filter(|c| !QUOTES.contains(c)).collect();
    let message = format!("the file name {} is in typographic quotes", quote(written));
    let mut finding = Finding::new(Name::BadFileName, src.place(name), message)
        .with_help(format!("use straight quotes around a file name: `\"{bare}\"`"))
        .with_fix(true, format!("write `\"{bare}\"`"), src.place(name), format!("\"{bare}\""));
    finding.severity = Severity::Warning;
    finding
}

/// Characters that people put around a name.
const QUOTES: [char; 6] = ['"', '“', '”', '„', '«', '»'];
