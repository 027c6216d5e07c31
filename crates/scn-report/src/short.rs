//! One line per finding, in the form that compilers use, so that editors and `grep` can parse it.

use crate::summary::EVERYTHING;
use crate::view::View;
use scn_text::counted_grouped;
use std::io;

pub(crate) fn write(view: &mut View<'_>, out: &mut impl io::Write) -> io::Result<()> {
    for finding in view.listed() {
        let line = headline(view, finding);
        writeln!(out, "{line}")?;
    }
    for (first, count) in view.summed() {
        let (place, severity) = (at(view, first.place), first.severity.word());
        let all = counted_grouped(count, severity);
        writeln!(out, "{place}: {severity}: {all} about the writing; {EVERYTHING} lists all [{}]", first.name)?;
    }
    Ok(())
}

/// Formats `file:line:column: severity: message [name]`, always on one line.
pub(crate) fn headline(view: &mut View<'_>, finding: &scn_source::Finding) -> String {
    let place = at(view, finding.place);
    format!("{place}: {}: {} [{}]", finding.severity.word(), view.message(&finding.message), finding.name)
}

/// Formats `file:line:column`.
pub(crate) fn at(view: &mut View<'_>, place: scn_source::Place) -> String {
    let located = view.locate(place);
    let path = view.path(&located);
    format!("{}:{}:{}", view.glyphs.line(&path), located.start.line, located.start.column)
}
