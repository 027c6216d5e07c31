//! `unknown-speaker`.

use scn_source::{Finding, Name, nearest};

use super::{backslash, replacement};
use crate::ast;
use crate::source::Source;
use crate::words::KEYWORDS;

/// A line that looks like speech, by nobody in the cast.
pub(crate) fn finding<'k>(src: &Source<'_>, name: &ast::Name<'_>, cast: impl Iterator<Item = &'k str>) -> Finding {
    let written = name.text;
    let line = src.line_from(name.span.start as usize);
    let finding =
        Finding::new(Name::UnknownSpeaker, src.place(name.span), format!("nobody in the cast is called `{written}`"));
    let mut finding = if let Some(near) = nearest(written, cast) {
        let mut finding =
            finding.help(format!("write `{near}` if that is who speaks, or declare `Cast {written}: who that is`"));
        finding.fixes.push(replacement(src, false, format!("change `{written}` to `{near}`"), name.span, near));
        finding
    } else if let Some(near) = nearest(written, KEYWORDS.iter().map(|keyword| keyword.word)) {
        let mut finding =
            finding.help(format!("write `{near}:` if that is meant, or declare `Cast {written}: who that is`"));
        finding.fixes.push(replacement(src, false, format!("change `{written}` to `{near}`"), name.span, near));
        finding
    } else {
        finding.help(format!("declare `Cast {written}: who that is`, or put a backslash in front if nobody speaks"))
    };
    finding.fixes.push(backslash(src, line));
    finding
}
