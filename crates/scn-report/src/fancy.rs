//! Findings as source snippets with boxes and colours, drawn by miette.

use crate::excerpt::{Excerpt, Mark, find_near};
use crate::fix::{LocatedEdit, preview_changes};
use crate::places::Located;
use crate::short::format_place;
use crate::summary;
use crate::view::{ReportView, run_words};
use anstyle::{AnsiColor, Style};
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, ThemeCharacters, ThemeStyles};
use scn_source::{Finding, Fix, Severity};
use scn_text::wrap::prose;
use std::fmt::{self, Write as _};
use std::io;

/// Number of columns before the text of a field, as in `   help: text`.
const INDENT: usize = 9;

pub(crate) fn write(view: &mut ReportView<'_>, out: &mut impl io::Write) -> io::Result<()> {
    let findings = view.shown_findings();
    for finding in &findings {
        let text = render_finding(view, finding).map_err(io::Error::other)?;
        out.write_all(text.as_bytes())?;
        out.write_all(b"\n")?;
    }
    let colour = view.options.colour;
    let dim = style_if(colour, Style::new().dimmed());
    for line in summary::summary_lines(view) {
        writeln!(out, "{dim}{}{dim:#}", filled(view, &line))?;
    }
    for line in summary::left_out(view, &findings).into_iter().chain(summary::read_more_line(&findings)) {
        writeln!(out, "{dim}{}{dim:#}", filled(view, &line))?;
    }
    let worst = findings.iter().map(|finding| finding.severity).max();
    let bold =
        style_if(colour, worst.map_or(Style::new().fg_color(Some(AnsiColor::Green.into())), severity_style).bold());
    writeln!(out, "{bold}{}{bold:#}", filled(view, &summary::summary_line(view)))?;
    for note in &view.options.notes {
        writeln!(out, "{dim}{}{dim:#}", filled(view, note))?;
    }
    Ok(())
}

/// Renders a finding: its message, its snippets, and below them the help and the fixes.
fn render_finding(view: &mut ReportView<'_>, finding: &Finding) -> Result<String, fmt::Error> {
    let mut out = String::new();
    let dim = style_if(view.options.colour, Style::new().dimmed());
    let message = format!("{} {dim}[{}]{dim:#}", view.message_line(&finding.message), finding.name);
    let place = view.locate(finding.place);
    let related_places: Vec<Located<'_>> = finding.related.iter().map(|related| view.locate(related.place)).collect();
    let near = find_near(&place, &related_places);

    let clean_label = |text: &str| view.glyphs.clean_line(text).into_owned();
    let mut marks = vec![Mark { located: place, label: finding.label.as_deref().map(clean_label) }];
    let mut mark_of = vec![None];
    let related = finding.related.iter().zip(&related_places).zip(&near).enumerate();
    for (index, ((related, located), _)) in related.filter(|(_, (_, near))| **near) {
        marks.push(Mark { located: *located, label: Some(clean_label(&related.message)) });
        mark_of.push(Some(index));
    }
    let excerpt = draw_snippet(view, &mut out, finding.severity, finding.severity.as_str(), message, &marks)?;
    for (mark, label) in excerpt.iter().flat_map(Excerpt::labels_below) {
        match mark_of.get(*mark).copied().flatten().and_then(|index| finding.related.get(index)) {
            Some(related) => {
                let position = format_place(view, related.place);
                write_field(view, &mut out, "related", &format!("{position}: {label}"))?;
            }
            None => write_field(view, &mut out, "here", label)?,
        }
    }
    let far = finding.related.iter().zip(&related_places).zip(&near).filter(|(_, near)| !**near);
    for ((related, located), _) in far {
        let message = view.message_line(&related.message);
        let marks = [Mark { located: *located, label: None }];
        draw_snippet(view, &mut out, Severity::Hint, "related", message, &marks)?;
    }

    if let Some(help) = &finding.help {
        write_field(view, &mut out, "help", &view.glyphs.clean_block(help))?;
    }
    for (index, fix) in finding.fixes.iter().enumerate() {
        fix_field(view, &mut out, if index == 0 { "try" } else { "or" }, fix)?;
    }
    if let Some(run) = &finding.run {
        let between = format!(" {} ", view.glyphs.arrow);
        write_field(view, &mut out, "run", &view.glyphs.clean_line(&run_words(run, &between)))?;
    }
    if let Some(command) = view.replay_command(finding) {
        write_field(view, &mut out, "replay", &command)?;
    }
    Ok(out)
}

/// Draws a message and, where there is a file, an excerpt with the marks. Returns the excerpt.
fn draw_snippet(
    view: &ReportView<'_>,
    out: &mut String,
    severity: Severity,
    word: &str,
    message: String,
    marks: &[Mark<'_>],
) -> Result<Option<Excerpt>, fmt::Error> {
    let columns = view.options.columns();
    let first = marks.first().map(|mark| mark.located);
    let excerpt = first.and_then(|located| {
        let path = view.shown_path(&located);
        located.file.map(|file| Excerpt::new(file, &view.glyphs.clean_line(&path), marks, columns, view.glyphs))
    });
    let snippet = Snippet { message, severity, excerpt };
    make_handler(view, severity, word, snippet.excerpt.as_ref()).render_report(out, &snippet)?;
    Ok(snippet.excerpt)
}

/// Writes a field: its name, followed by its text, wrapped and indented.
fn write_field(view: &ReportView<'_>, out: &mut String, name: &str, text: &str) -> fmt::Result {
    let style = style_if(view.options.colour, severity_style(Severity::Hint));
    let first = format!("{style}{name:>width$}:{style:#} ", width = INDENT - 2);
    let indentation = " ".repeat(INDENT);
    writeln!(out, "{}", prose(text, view.options.columns(), &first, &indentation).join("\n"))
}

fn fix_field(view: &mut ReportView<'_>, out: &mut String, name: &str, fix: &Fix) -> fmt::Result {
    let title = view.glyphs.clean_line(&fix.title).into_owned();
    write_field(view, out, name, &title)?;
    let columns = view.options.columns().saturating_sub(INDENT + 2);
    let style = style_if(view.options.colour, Style::new().fg_color(Some(AnsiColor::Green.into())));
    for line in preview_fix(view, fix, columns) {
        writeln!(out, "{:INDENT$}{style}+ {line}{style:#}", "")?;
    }
    Ok(())
}

/// Returns the lines as they look after a fix, if the fix changes a single file; otherwise nothing.
pub(crate) fn preview_fix(view: &mut ReportView<'_>, fix: &Fix, columns: usize) -> Vec<String> {
    let Some(first) = fix.edits.first() else { return Vec::new() };
    if fix.edits.iter().any(|edit| edit.place.file != first.place.file) {
        return Vec::new();
    }
    let changes: Vec<LocatedEdit<'_>> =
        fix.edits.iter().map(|edit| LocatedEdit { located: view.locate(edit.place), text: &edit.text }).collect();
    preview_changes(&changes, columns, view.glyphs)
}

/// Prose in lines that fit.
fn filled(view: &ReportView<'_>, text: &str) -> String {
    prose(text, view.options.columns(), "", "").join("\n")
}

/// Returns the style, or the empty style if colours are off.
pub(crate) fn style_if(colour: bool, style: Style) -> Style {
    if colour { style } else { Style::new() }
}

fn severity_style(severity: Severity) -> Style {
    let colour = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Hint => AnsiColor::Cyan,
    };
    Style::new().fg_color(Some(colour.into()))
}

/// Returns miette's renderer, with words in place of its icons: a severity must not be shown by
/// colour or symbol alone.
fn make_handler(
    view: &ReportView<'_>,
    severity: Severity,
    word: &str,
    excerpt: Option<&Excerpt>,
) -> GraphicalReportHandler {
    let mut characters = if view.options.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
    let icon = format!("{word}:");
    characters.error.clone_from(&icon);
    characters.warning.clone_from(&icon);
    characters.advice = icon;
    let mut styles = if view.options.colour { ThemeStyles::ansi() } else { ThemeStyles::none() };
    let strong = match severity {
        Severity::Error => styles.error,
        Severity::Warning => styles.warning,
        Severity::Hint => styles.advice,
    };
    // miette assigns the highlight styles to the labels in the order of their offsets.
    let labels = excerpt.map_or(0, |excerpt| excerpt.labels().len());
    let primary = excerpt.map_or(0, Excerpt::primary_label);
    styles.highlights = (0..labels.max(1)).map(|at| if at == primary { strong } else { styles.help }).collect();
    GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
        .with_width(view.options.columns())
        .with_context_lines(crate::excerpt::CONTEXT as usize)
        .with_word_splitter(textwrap::WordSplitter::NoHyphenation)
        .with_urls(false)
        .without_syntax_highlighting()
}

/// The diagnostic that miette draws: a message and an excerpt.
#[derive(Debug)]
struct Snippet {
    message: String,
    severity: Severity,
    excerpt: Option<Excerpt>,
}

impl fmt::Display for Snippet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Snippet {}

impl Diagnostic for Snippet {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Hint => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        self.excerpt.as_ref().map(|excerpt| excerpt as &dyn miette::SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.excerpt.as_ref().map(|excerpt| Box::new(excerpt.labels().iter().cloned()) as Box<_>)
    }
}
