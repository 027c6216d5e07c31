//! `unused-allow`.

use scn_source::{Edit, FileId, Finding, Fix, Name, Place, SourceFile, Span, nearest};
use scn_syntax::Allow;

use super::whole_line::line_of;

/// Why a name in a comment allows nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// There is no such finding.
    Unknown,
    /// Only warnings and hints can be allowed.
    Error,
    /// There is no such finding here.
    NotFound,
}

/// A name in an allowing comment, by its index, that allows nothing. `all`: nor does any other name
/// in that comment.
pub(crate) fn finding(
    file: FileId,
    source: &SourceFile,
    allow: &Allow<'_>,
    index: usize,
    why: Why,
    all: bool,
) -> Finding {
    let Some(name) = allow.names.get(index) else {
        return Finding::at(Name::UnusedAllow, file, allow.comment, "nothing is allowed");
    };
    let written = name.text;
    let message = match why {
        Why::Unknown => format!("there is no finding named `{written}`, so nothing is allowed"),
        Why::Error => format!("`{written}` is an error, and errors cannot be allowed"),
        Why::NotFound => format!("there is no `{written}` here to be allowed"),
    };
    let finding = Finding::at(Name::UnusedAllow, file, name.span, message);
    let near = nearest(written, Name::ALL.iter().map(|name| name.as_str())).filter(|_| why == Why::Unknown);
    if let Some(near) = near {
        let place = Place { file, span: name.span };
        let title = format!("change `{written}` to `{near}`");
        return finding.help(format!("did you mean `{near}`?")).fix(false, title, place, near);
    }
    let finding = finding.help(match why {
        Why::Unknown => "`scn explain` lists all findings",
        Why::Error => "only warnings and hints can be; mend what it tells, and take this out",
        Why::NotFound => "take it out: what it allowed is mended, or stands on another line",
    });
    // All or nothing: where every name is idle, the first one's fix takes the comment out, and the
    // others go with it.
    let (title, span) = if all {
        ("take the comment out".to_owned(), line_of(source, allow.comment))
    } else {
        (format!("take `{written}` out of the comment"), with_comma(allow, index))
    };
    let mut finding = finding;
    // A name that there is not may be a slip for any other: its reason is not thrown away unseen.
    finding.fixes.push(Fix {
        title,
        edits: vec![Edit { place: Place { file, span }, text: String::new() }],
        safe: why != Why::Unknown,
        escape: false,
    });
    finding
}

/// A name with the comma that parts it from its neighbour.
fn with_comma(allow: &Allow<'_>, index: usize) -> Span {
    let span = |at: usize| allow.names.get(at).map(|name| name.span).unwrap_or_default();
    match allow.names.get(index + 1) {
        Some(next) => Span { start: span(index).start, end: next.span.start },
        None => Span {
            start: index.checked_sub(1).map_or(span(index).start, |before| span(before).end),
            end: span(index).end,
        },
    }
}
