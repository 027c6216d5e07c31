//! A few lines of a file, as a source for miette.
//!
//! miette's own source types scan the file from its start for every label, count the lines of a
//! merged snippet from there as well, and hold the unmodified text of the file. An excerpt is built
//! with the file's line index instead. It holds only the lines to be shown, each cut to the
//! available columns and without hidden characters, and maps each label to its position in them.

use crate::clean::Glyphs;
use crate::places::Located;
use crate::window::{ShownLine, cut_line};
use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use scn_source::{SourceFile, Span};
use scn_text::wrap::{columns_apart as width, prose};

/// Number of lines of context shown before and after the marked lines.
pub(crate) const CONTEXT: u32 = 1;
/// Maximum number of lines shown for one span.
const MOST_LINES: u32 = 6;
/// Maximum number of lines between two marks that share an excerpt.
const NEAR: u32 = 3;
/// Maximum number of marked lines in an excerpt that holds several marks.
const MOST_MARKED: u32 = 12;
/// Minimum width of a label. A narrower one is hard to read, so it is printed below the excerpt.
const NARROW: usize = 20;

/// A labelled span in a file.
#[derive(Clone, Debug)]
pub(crate) struct Mark<'a> {
    pub(crate) located: Located<'a>,
    /// Text shown under the span: a single line without hidden characters.
    pub(crate) label: Option<String>,
}

/// Some lines of a file, with labels on them.
#[derive(Debug)]
pub(crate) struct Excerpt {
    path: String,
    /// The lines as they are shown, each ended by a line feed.
    text: String,
    /// Offset in `text` at which each line starts.
    starts: Vec<usize>,
    /// Index of the first line shown, from 0.
    first: u32,
    /// Line and column of the primary mark in the file, both from 0.
    anchor: (usize, usize),
    labels: Vec<LabeledSpan>,
    /// Index of the primary mark's label in `labels`, which are sorted by offset.
    primary: usize,
    /// Labels that did not fit under their spans, in the order of the marks.
    below: Vec<(usize, String)>,
}

/// Returns the first and the last line of a span (from 0), before [`MOST_LINES`] is applied.
fn line_range(located: &Located<'_>, file: &SourceFile) -> (u32, u32) {
    let first = located.start.line - 1;
    let last = located.end.line - 1;
    // A span that ends with its line's line end does not mark the next line.
    let ends_before = last > first && file.line_span(last).start == located.end.offset;
    (first, if ends_before { last - 1 } else { last })
}

/// Says for each of `others` whether it fits in one excerpt with `primary`: it must be in the same
/// file, and close to `primary` or to another one that fits.
pub(crate) fn find_near(primary: &Located<'_>, others: &[Located<'_>]) -> Vec<bool> {
    let mut chosen = vec![false; others.len()];
    let Some(file) = primary.file else { return chosen };
    let (mut first, mut last) = line_range(primary, file);
    last = last.min(first + MOST_LINES - 1);
    // Each round can bring more of them within reach.
    for _ in 0..others.len() {
        let mut grown = false;
        for (other, chosen) in others.iter().zip(&mut chosen) {
            if *chosen || !other.file.is_some_and(|other| std::ptr::eq(other, file)) {
                continue;
            }
            let line = other.start.line - 1;
            let reach = first.saturating_sub(NEAR + 1)..=last.saturating_add(NEAR + 1);
            if reach.contains(&line) && last.max(line) - first.min(line) < MOST_MARKED {
                (first, last) = (first.min(line), last.max(line));
                *chosen = true;
                grown = true;
            }
        }
        if !grown {
            break;
        }
    }
    chosen
}

impl Excerpt {
    /// Creates an excerpt that shows `marks`, the primary one first. All marks must be in `file`
    /// and close to each other. `width` is the width of the terminal in columns.
    pub(crate) fn new(file: &SourceFile, path: &str, marks: &[Mark<'_>], width: usize, glyphs: Glyphs) -> Self {
        let spans: Vec<MarkLines> =
            marks.iter().enumerate().map(|(at, mark)| MarkLines::new(file, mark, at == 0)).collect();
        let first_marked = spans.iter().map(|mark| mark.first).min().unwrap_or_default();
        let last_marked = spans.iter().map(|mark| mark.last).max().unwrap_or_default();
        let first = first_marked.saturating_sub(CONTEXT);
        let last = last_marked.saturating_add(CONTEXT).min(last_line(file)).max(last_marked);
        let digits = (last + 1).to_string().len();
        // miette writes ` 12 │ ` before a line, and draws an arrow beside spans of several lines.
        let gutter = if spans.iter().any(|mark| mark.first < mark.last) { 4 } else { 0 };
        let columns = width.saturating_sub(digits + 4 + gutter);

        let mut excerpt = Self {
            path: path.to_owned(),
            text: String::new(),
            starts: Vec::new(),
            first,
            anchor: (0, 0),
            labels: Vec::new(),
            primary: 0,
            below: Vec::new(),
        };
        if let Some(mark) = marks.first() {
            let start = mark.located.start;
            excerpt.anchor = (start.line as usize - 1, start.column as usize - 1);
        }
        let mut shown_lines = Vec::new();
        for number in first..=last {
            let span = file.line_span(number);
            let line = cut_line(file.slice(span), focus_range(&spans, number, span, columns), columns, glyphs);
            excerpt.starts.push(excerpt.text.len());
            excerpt.text.push_str(&line.text);
            excerpt.text.push('\n');
            shown_lines.push((span, line));
        }
        excerpt.place_labels(marks, &spans, &shown_lines, columns);
        excerpt
    }

    /// Computes the labels, with offsets into the shown lines, and sorts them by offset.
    fn place_labels(&mut self, marks: &[Mark<'_>], spans: &[MarkLines], shown: &[(Span, ShownLine)], columns: usize) {
        let mut placed = Vec::new();
        for (index, (mark, marked)) in marks.iter().zip(spans).enumerate() {
            let start = self.shown_offset(shown, marked.first, marked.span.start);
            let end = self.shown_offset(shown, marked.last, marked.span.end).max(start);
            let label = mark.label.as_ref().map(|label| match marked.cut_to {
                Some(line) => format!("{label} (to line {line})"),
                None => label.clone(),
            });
            let label = label.and_then(|label| {
                let room = columns.saturating_sub(4 + self.label_column(start, end));
                if width(&label) <= room {
                    Some(label)
                } else if room >= NARROW {
                    Some(prose(&label, room, "", "").join("\n"))
                } else {
                    self.below.push((index, label));
                    None
                }
            });
            placed.push((start, index, LabeledSpan::new(label, start, end - start)));
        }
        placed.sort_by_key(|(from, index, _)| (*from, *index));
        self.primary = placed.iter().position(|(_, index, _)| *index == 0).unwrap_or_default();
        self.labels = placed.into_iter().map(|(_, _, label)| label).collect();
    }

    /// Maps an offset in the file, on line `number`, to the offset in the shown text.
    fn shown_offset(&self, shown: &[(Span, ShownLine)], number: u32, offset: u32) -> usize {
        let index = number.saturating_sub(self.first) as usize;
        let start = self.starts.get(index).copied().unwrap_or_default();
        shown
            .get(index)
            .map_or(start, |(span, line)| start + line.map_offset(offset.saturating_sub(span.start) as usize))
    }

    /// The column under which miette draws the label of a span.
    fn label_column(&self, from: usize, to: usize) -> usize {
        let line = self.line_of(from);
        let start = self.starts.get(line).copied().unwrap_or_default();
        if self.line_of(to) != line {
            return 0;
        }
        let width_before = width(self.text.get(start..from).unwrap_or_default());
        width_before + width(self.text.get(from..to).unwrap_or_default()) / 2
    }

    /// Index (from 0) of the shown line that an offset of the text is on.
    fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// The labels, sorted by offset in the shown text.
    pub(crate) fn labels(&self) -> &[LabeledSpan] {
        &self.labels
    }

    /// Index of the primary label in [`labels`](Self::labels).
    pub(crate) fn primary_label(&self) -> usize {
        self.primary
    }

    /// Labels that did not fit under their spans: the index of the mark, and the label's text.
    pub(crate) fn labels_below(&self) -> &[(usize, String)] {
        &self.below
    }
}

/// The part of a mark that is shown, with the lines it covers.
struct MarkLines {
    span: Span,
    first: u32,
    last: u32,
    /// The real last line of the mark (from 1), where the shown part ends earlier.
    cut_to: Option<u32>,
}

impl MarkLines {
    /// Only the primary mark covers several lines: two such marks would cross.
    fn new(file: &SourceFile, mark: &Mark<'_>, primary: bool) -> Self {
        let (first, true_last) = line_range(&mark.located, file);
        let last = true_last.min(first + if primary { MOST_LINES - 1 } else { 0 });
        let end = mark.located.end.offset.min(file.line_span(last).end);
        let span = Span { start: mark.located.start.offset, end: end.max(mark.located.start.offset) };
        Self { span, first, last, cut_to: (last < true_last).then_some(true_last + 1) }
    }
}

fn last_line(file: &SourceFile) -> u32 {
    let last = file.line_count().saturating_sub(1);
    // The empty text after the last line end counts as a line only if something on it is marked.
    if last > 0 && file.line_span(last).is_empty() { last - 1 } else { last }
}

/// The byte range of a line that must be visible: everything marked on it, or only the first mark
/// where all of them do not fit.
fn focus_range(spans: &[MarkLines], number: u32, line: Span, columns: usize) -> std::ops::Range<usize> {
    let to_line_offset = |offset: u32| offset.clamp(line.start, line.end).saturating_sub(line.start) as usize;
    let mut on_line = spans.iter().filter(|mark| mark.first <= number && number <= mark.last);
    let Some(first) = on_line.next() else { return 0..0 };
    let first = to_line_offset(first.span.start)..to_line_offset(first.span.end);
    let combined = on_line.fold(first.clone(), |all, mark| {
        all.start.min(to_line_offset(mark.span.start))..all.end.max(to_line_offset(mark.span.end))
    });
    // An approximation: a byte is rarely wider than a column.
    if combined.len() + 8 <= columns { combined } else { first }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_lines_before: usize,
        context_lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let end = span.offset().saturating_add(span.len());
        if end > self.text.len() {
            return Err(MietteError::OutOfBounds);
        }
        let first = self.line_of(span.offset()).saturating_sub(context_lines_before);
        let last = self.line_of(end).saturating_add(context_lines_after).min(self.starts.len().saturating_sub(1));
        let text_start = self.starts.get(first).copied().unwrap_or_default();
        let text_end = self.starts.get(last + 1).copied().unwrap_or(self.text.len());
        let data = self.text.as_bytes().get(text_start..text_end).unwrap_or_default();
        // Without context, miette asks where the snippet is, to print the location above it.
        let (line, column) = if context_lines_before == 0 { self.anchor } else { (self.first as usize + first, 0) };
        // miette must never split an excerpt, so the line count it gets covers all of it.
        let together = self.starts.len();
        let span = SourceSpan::new(text_start.into(), text_end - text_start);
        Ok(Box::new(MietteSpanContents::new_named(self.path.clone(), data, span, line, column, together)))
    }
}
