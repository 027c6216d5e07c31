//! The content of the fancy report in plain sentences: the location first, one fact per line, no
//! drawings, and no symbols that a screen reader would spell out. Lines are not wrapped; the
//! reading program does that.

use crate::fancy::preview_fix;
use crate::places::Located;
use crate::short::{format_headline, format_place};
use crate::summary;
use crate::view::{ReportView, run_words};
use crate::window::cut_line;
use scn_source::{Finding, Place};
use std::io;

/// Maximum width of a source line in columns; longer lines are cut.
const COLUMNS: usize = 160;

pub(crate) fn write(view: &mut ReportView<'_>, out: &mut impl io::Write) -> io::Result<()> {
    let findings = view.shown_findings();
    for finding in &findings {
        write_finding(view, finding, out)?;
        writeln!(out)?;
    }
    for line in summary::summary_lines(view) {
        writeln!(out, "{line}")?;
    }
    for line in summary::left_out(view, &findings).into_iter().chain(summary::read_more_line(&findings)) {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "{}", summary::summary_line(view))?;
    view.options.notes.iter().try_for_each(|note| writeln!(out, "{note}"))
}

fn write_finding(view: &mut ReportView<'_>, finding: &Finding, out: &mut impl io::Write) -> io::Result<()> {
    writeln!(out, "{}", format_headline(view, finding))?;
    write_source(view, finding.place, out)?;
    if let Some(label) = &finding.label {
        let label = view.glyphs.clean_line(label);
        match marked_words(view, finding.place) {
            Some(words) => writeln!(out, "  here: {words}: {label}")?,
            None => writeln!(out, "  here: {label}")?,
        }
    }
    for related in &finding.related {
        // Within one file the line number, which follows, is enough.
        if related.place.file == finding.place.file {
            writeln!(out, "  related: {}", view.message_line(&related.message))?;
        } else {
            let place = format_place(view, related.place);
            writeln!(out, "  related: {place}: {}", view.message_line(&related.message))?;
        }
        write_source(view, related.place, out)?;
    }
    if let Some(help) = &finding.help {
        writeln!(out, "  help: {}", view.glyphs.clean_block(help).replace('\n', "\n    "))?;
    }
    for fix in &finding.fixes {
        writeln!(out, "  try: {}", view.glyphs.clean_line(&fix.title))?;
        for line in preview_fix(view, fix, COLUMNS) {
            writeln!(out, "    then: {}", line.trim())?;
        }
    }
    if let Some(run) = &finding.run {
        writeln!(out, "  run: {}", view.glyphs.clean_line(&run_words(run, ", then ")))?;
    }
    if let Some(command) = view.replay_command(finding) {
        writeln!(out, "  replay: {command}")?;
    }
    Ok(())
}

/// Writes the line that a span begins on.
fn write_source(view: &mut ReportView<'_>, place: Place, out: &mut impl io::Write) -> io::Result<()> {
    let located = view.locate(place);
    let Some((line, meant)) = first_line(&located) else { return Ok(()) };
    let text = cut_line(line, meant, COLUMNS, view.glyphs).text;
    if text.trim().is_empty() {
        writeln!(out, "  line {} is empty", located.start.line)
    } else {
        writeln!(out, "  line {}: {}", located.start.line, text.trim())
    }
}

/// Returns the line that a span begins on, and the part of the line that the span covers.
fn first_line<'a>(located: &Located<'a>) -> Option<(&'a str, std::ops::Range<usize>)> {
    let file = located.file?;
    let line = file.line_span(located.start.line - 1);
    let to_line_offset = |offset: u32| offset.clamp(line.start, line.end).saturating_sub(line.start) as usize;
    Some((file.slice(line), to_line_offset(located.start.offset)..to_line_offset(located.end.offset)))
}

/// Returns the words that a span covers, in backquotes, if they are only a part of their line.
fn marked_words(view: &mut ReportView<'_>, place: Place) -> Option<String> {
    let located = view.locate(place);
    let (line, meant) = first_line(&located)?;
    let words = line.get(meant)?.trim();
    if words.is_empty() || words == line.trim() {
        return None;
    }
    Some(format!("`{}`", cut_line(words, 0..0, COLUMNS / 2, view.glyphs).text))
}
