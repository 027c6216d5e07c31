//! One line per finding, in the form that compilers use, so that editors and `grep` can parse it.

use crate::summary::EVERYTHING;
use crate::view::ReportView;
use scn_text::counted_grouped;
use std::io;

pub(crate) fn write(view: &mut ReportView<'_>, out: &mut impl io::Write) -> io::Result<()> {
    for finding in view.listed_findings() {
        let line = format_headline(view, finding);
        writeln!(out, "{line}")?;
    }
    for (first, count) in view.summarized_findings() {
        let (place, severity) = (format_place(view, first.place), first.severity.as_str());
        let total = counted_grouped(count, severity);
        writeln!(out, "{place}: {severity}: {total} about the writing; {EVERYTHING} lists all [{}]", first.name)?;
    }
    Ok(())
}

/// Formats `file:line:column: severity: message [name]`, always on one line.
pub(crate) fn format_headline(view: &mut ReportView<'_>, finding: &scn_source::Finding) -> String {
    let place = format_place(view, finding.place);
    format!("{place}: {}: {} [{}]", finding.severity.as_str(), view.message_line(&finding.message), finding.name)
}

/// Formats `file:line:column`.
pub(crate) fn format_place(view: &mut ReportView<'_>, place: scn_source::Place) -> String {
    let located = view.locate(place);
    let path = view.shown_path(&located);
    format!("{}:{}:{}", view.glyphs.clean_line(&path), located.start.line, located.start.column)
}
