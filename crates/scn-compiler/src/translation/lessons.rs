//! The messages of a lesson: the texts of its Markdown.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use scn_source::{FileId, Place, Span};
use scn_syntax::ast::Lesson;

use super::messages::{Form, Message, has_letters};
use super::text::on_one_line;

/// Adds the texts of a lesson: a paragraph, a heading, an item or a cell each. Code and HTML are
/// not translated.
pub(super) fn collect(file: FileId, text: &str, lesson: &Lesson<'_>, out: &mut Vec<Message>) {
    for (range, in_cell) in texts(&lesson.markdown) {
        let span = lesson.origin(range);
        let Some(written) = text.get(span.range()) else { continue };
        let begins = text.get(..span.start as usize).unwrap_or_default();
        let begins = begins.rfind('\n').map_or(begins, |end| begins.get(end + 1..).unwrap_or_default());
        let (span, kind) = match alternative(text, span) {
            Some(span) => (span, "alternative"),
            None => (span, "text"),
        };
        let words = on_one_line(&without_quote_marks(text.get(span.range()).unwrap_or(written)));
        let form = match kind {
            "alternative" => Form::Inside,
            _ if in_cell => Form::Cell,
            _ if begins.trim().is_empty() => Form::Lesson,
            _ => Form::Inside,
        };
        if has_letters(&words) {
            let context = format!("{} {kind}", lesson.id.text);
            out.push(Message { context, words, place: Place { file, span }, notes: Vec::new(), form });
        }
    }
}

/// Returns a text without the marks of a quotation at the start of its further lines.
fn without_quote_marks(text: &str) -> Cow<'_, str> {
    if !text.contains('\n') {
        return Cow::Borrowed(text);
    }
    let mut lines = text.split('\n');
    let mut out = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        out.push('\n');
        out.push_str(line.trim_start().trim_start_matches(['>', ' ']));
    }
    Cow::Owned(out)
}

/// Returns the alternative text of a line `Image file: text`, of which the lesson makes a picture.
fn alternative(text: &str, span: Span) -> Option<Span> {
    let start = span.start as usize;
    let line_start = text.get(..start)?.rfind('\n').map_or(0, |end| end + 1);
    let line = text.get(line_start..)?.split('\n').next()?;
    let words = line.trim_start();
    let rest = words.get(..5).filter(|word| word.eq_ignore_ascii_case("image")).map(|_| words)?;
    let colon = rest.find(": ")?;
    let from = line_start + (line.len() - words.len()) + colon + 2;
    let to = line_start + line.trim_end().len();
    (from < to).then(|| Span::new(from, to))
}

/// Returns the ranges of the texts of a Markdown, each with whether it is a cell of a table.
fn texts(markdown: &str) -> Vec<(Range<usize>, bool)> {
    let mut out: Vec<(Range<usize>, bool)> = Vec::new();
    let mut current: Option<Range<usize>> = None;
    let mut in_cell = false;
    let mut in_code = false;
    for (event, range) in Parser::new_ext(markdown, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) => in_code = true,
            Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock) => in_code = false,
            Event::Start(Tag::TableCell) => in_cell = true,
            Event::Start(tag) if is_inline(&tag) => extend(&mut current, range),
            Event::Start(_) => out.extend(current.take().map(|it| (it, false))),
            Event::End(TagEnd::TableCell) => {
                out.extend(current.take().map(|it| (it, true)));
                in_cell = false;
            }
            Event::End(end) if is_inline_end(end) => {}
            Event::End(_) => out.extend(current.take().map(|it| (it, in_cell))),
            Event::Html(_) | Event::Rule | Event::TaskListMarker(_) => {}
            Event::Text(_)
            | Event::Code(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::SoftBreak => {
                if !in_code {
                    extend(&mut current, range);
                }
            }
            // The break stays where it is.
            Event::HardBreak => out.extend(current.take().map(|it| (it, in_cell))),
        }
    }
    out.extend(current.map(|it| (it, false)));
    out
}

fn extend(current: &mut Option<Range<usize>>, range: Range<usize>) {
    *current = Some(match current.take() {
        Some(before) => before.start.min(range.start)..before.end.max(range.end),
        None => range,
    });
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Link { .. }
            | Tag::Image { .. }
            | Tag::Superscript
            | Tag::Subscript
    )
}

fn is_inline_end(end: TagEnd) -> bool {
    matches!(
        end,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Link
            | TagEnd::Image
            | TagEnd::Superscript
            | TagEnd::Subscript
    )
}
