//! The content of the fancy report in plain sentences: the location first, one fact per line, no
//! drawings, and no symbols that a screen reader would spell out. Lines are not wrapped; the
//! reading program does that.

use crate::fancy::after;
use crate::places::Located;
use crate::short::{at, headline};
use crate::summary;
use crate::view::{View, run_words};
use crate::window::window;
use scn_source::{Finding, Place};
use std::io;

/// Maximum width of a source line in columns; longer lines are cut.
const COLUMNS: usize = 160;

pub(crate) fn write(view: &mut View<'_>, out: &mut impl io::Write) -> io::Result<()> {
    let shown = view.shown();
    for finding in &shown {
        write_finding(view, finding, out)?;
        writeln!(out)?;
    }
    for line in summary::summed(view) {
        writeln!(out, "{line}")?;
    }
    for line in summary::left_out(view, &shown).into_iter().chain(summary::more(&shown)) {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "{}", summary::line(view))?;
    view.options.notes.iter().try_for_each(|note| writeln!(out, "{note}"))
}

fn write_finding(view: &mut View<'_>, finding: &Finding, out: &mut impl io::Write) -> io::Result<()> {
    writeln!(out, "{}", headline(view, finding))?;
    write_source(view, finding.place, out)?;
    if let Some(label) = &finding.label {
        let label = view.glyphs.line(label);
        match marked(view, finding.place) {
            Some(words) => writeln!(out, "  here: {words}: {label}")?,
            None => writeln!(out, "  here: {label}")?,
        }
    }
    for related in &finding.related {
        // Within one file the line number, which follows, is enough.
        if related.place.file == finding.place.file {
            writeln!(out, "  related: {}", view.message(&related.message))?;
        } else {
            let place = at(view, related.place);
            writeln!(out, "  related: {place}: {}", view.message(&related.message))?;
        }
        write_source(view, related.place, out)?;
    }
    if let Some(help) = &finding.help {
        writeln!(out, "  help: {}", view.glyphs.block(help).replace('\n', "\n    "))?;
    }
    for fix in &finding.fixes {
        writeln!(out, "  try: {}", view.glyphs.line(&fix.title))?;
        for line in after(view, fix, COLUMNS) {
            writeln!(out, "    then: {}", line.trim())?;
        }
    }
    if let Some(run) = &finding.run {
        writeln!(out, "  run: {}", view.glyphs.line(&run_words(run, ", then ")))?;
    }
    if let Some(command) = view.replay(finding) {
        writeln!(out, "  replay: {command}")?;
    }
    Ok(())
}

/// Writes the line that a span begins on.
fn write_source(view: &mut View<'_>, place: Place, out: &mut impl io::Write) -> io::Result<()> {
    let located = view.locate(place);
    let Some((line, meant)) = first_line(&located) else { return Ok(()) };
    let shown = window(line, meant, COLUMNS, view.glyphs).text;
    if shown.trim().is_empty() {
        writeln!(out, "  line {} is empty", located.start.line)
    } else {
        writeln!(out, "  line {}: {}", located.start.line, shown.trim())
    }
}

/// Returns the line that a span begins on, and the part of the line that the span covers.
fn first_line<'a>(located: &Located<'a>) -> Option<(&'a str, std::ops::Range<usize>)> {
    let file = located.file?;
    let line = file.line_span(located.start.line - 1);
    let inside = |offset: u32| offset.clamp(line.start, line.end).saturating_sub(line.start) as usize;
    Some((file.slice(line), inside(located.start.offset)..inside(located.end.offset)))
}

/// Returns the words that a span covers, in backquotes, if they are only a part of their line.
fn marked(view: &mut View<'_>, place: Place) -> Option<String> {
    let located = view.locate(place);
    let (line, meant) = first_line(&located)?;
    let words = line.get(meant)?.trim();
    if words.is_empty() || words == line.trim() {
        return None;
    }
    Some(format!("`{}`", window(words, 0..0, COLUMNS / 2, view.glyphs).text))
}
