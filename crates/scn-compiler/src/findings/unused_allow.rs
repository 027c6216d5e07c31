//! `unused-allow`.

use scn_source::{Edit, FileId, Finding, Fix, Name, Place, SourceFile, Span, nearest_name};
use scn_syntax::Allow;

use super::whole_line::line_of;

/// Why a name in a suppressing comment suppresses nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnusedCause {
    /// There is no finding of that name.
    Unknown,
    /// Only warnings and hints can be suppressed.
    Error,
    /// There is no such finding at this place.
    NotFound,
}

/// The name at `index` in a suppressing comment suppresses nothing. `all` is set if no other name
/// in that comment suppresses anything either.
pub(crate) fn finding(
    file: FileId,
    source: &SourceFile,
    allow: &Allow<'_>,
    index: usize,
    why: UnusedCause,
    all: bool,
) -> Finding {
    let Some(name) = allow.names.get(index) else {
        return Finding::at(Name::UnusedAllow, file, allow.comment, "this comment allows nothing");
    };
    let written = name.text;
    let message = match why {
        UnusedCause::Unknown => format!("there is no finding named `{written}`, so this allows nothing"),
        UnusedCause::Error => format!("`{written}` is an error, and errors cannot be allowed"),
        UnusedCause::NotFound => format!("there is no `{written}` here, so this allows nothing"),
    };
    let finding = Finding::at(Name::UnusedAllow, file, name.span, message);
    let near =
        nearest_name(written, Name::ALL.iter().map(|name| name.as_str())).filter(|_| why == UnusedCause::Unknown);
    if let Some(near) = near {
        let place = Place { file, span: name.span };
        let title = format!("change `{written}` to `{near}`");
        return finding.with_help(format!("did you mean `{near}`?")).with_fix(false, title, place, near);
    }
    let finding = finding.with_help(match why {
        UnusedCause::Unknown => "`scn explain` lists all findings",
        UnusedCause::Error => "only warnings and hints can be allowed; fix the error and remove this",
        UnusedCause::NotFound => "remove it: the finding it allowed is fixed, or is on another line",
    });
    // If every name is unused, the first finding's fix deletes the whole comment, and with it the
    // others.
    let (title, span) = if all {
        ("remove the comment".to_owned(), line_of(source, allow.comment))
    } else {
        (format!("remove `{written}` from the comment"), with_comma(allow, index))
    };
    let mut finding = finding;
    // An unknown name may be a misspelling of any other, so the reason is not discarded without
    // review.
    finding.fixes.push(Fix {
        title,
        edits: vec![Edit { place: Place { file, span }, text: String::new() }],
        safe: why != UnusedCause::Unknown,
        escape: false,
    });
    finding
}

/// The span of a name, including the comma that separates it from its neighbour.
fn with_comma(allow: &Allow<'_>, index: usize) -> Span {
    let span_at = |at: usize| allow.names.get(at).map(|name| name.span).unwrap_or_default();
    match allow.names.get(index + 1) {
        Some(next) => Span { start: span_at(index).start, end: next.span.start },
        None => Span {
            start: index.checked_sub(1).map_or(span_at(index).start, |before| span_at(before).end),
            end: span_at(index).end,
        },
    }
}
