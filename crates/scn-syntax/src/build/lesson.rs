//! Lessons: CommonMark, kept as written.

use scn_source::Span;

use super::declaration::header_parts;
use super::stray::{PropertyContext, StrayContext};
use super::{Builder, Pair};
use crate::ast::{Lesson, Name};
use crate::findings::{malformed, misplaced, missing};
use crate::parser::Rule;
use crate::words::is_blank;

impl<'a> Builder<'a, '_> {
    pub(super) fn build_lesson(&mut self, pair: Pair<'_>) -> Lesson<'a> {
        let broken = self.broken;
        let mut inner = pair.into_inner();
        let head = inner.next().map(|head| self.build_header(&head, "Lesson", "lesson"));
        let (header, id, title) = header_parts(head);
        let mut out = Lesson { header, id, title, teaches: Vec::new(), markdown: String::new(), origins: Vec::new() };
        let mut teaches: Option<Vec<Name<'a>>> = None;
        for part in inner {
            match part.as_rule() {
                Rule::teaches => {
                    let value = self.list_value(&part, "Teaches").unwrap_or_default();
                    self.set_once(&mut teaches, Some(value), &part, "Teaches");
                }
                Rule::stray_property => self.report_stray_property(&part, &["Teaches"], PropertyContext::Header),
                Rule::markdown => (out.markdown, out.origins) = self.build_markdown(part),
                _ => {}
            }
        }
        out.teaches = teaches.unwrap_or_default();
        if out.markdown.trim().is_empty() {
            self.report(missing::lesson(self.src, header, id.text));
        }
        // A lesson is not part of a scenario, wherever it is written.
        self.broken = broken;
        out
    }

    fn build_markdown(&mut self, pair: Pair<'_>) -> (String, Vec<(usize, u32)>) {
        let whole = pair.as_span();
        let read = self.src.corrected();
        // The indentation of the first line precedes the span of the pair.
        let prefix = read.get(..whole.start()).unwrap_or_default();
        let indentation = prefix.len() - prefix.trim_end_matches(is_blank).len();
        let text = String::with_capacity(whole.end() - whole.start());
        let mut out = MarkdownBuilder { text, indentation, origins: Vec::new() };
        let mut chunk_start = whole.start() - indentation;
        for part in pair.into_inner() {
            let span = part.as_span();
            match part.as_rule() {
                Rule::fence => {
                    let lines = self.src.original_span(chunk_start, span.start());
                    out.add_lines(self.src.slice(lines), lines.start);
                    let whole = self.src.original_span(span.start(), span.end());
                    let fence = self.src.slice(whole);
                    out.add_verbatim(fence, whole.start);
                    chunk_start = span.end();
                    let closed = part.into_inner().any(|inner| inner.as_rule() == Rule::fence_end);
                    if !closed && fence.lines().skip(1).any(is_declaration) {
                        let line = self.src.line_span_from(self.src.original_offset(span.start()));
                        self.report(malformed::open_fence(self.src, line, "declarations"));
                    }
                }
                Rule::comment => {
                    // The indentation and line ending of the comment are dropped too.
                    let comment_prefix = read.get(chunk_start..span.start()).unwrap_or_default();
                    let indent = comment_prefix.len() - comment_prefix.trim_end_matches(is_blank).len();
                    let lines = self.src.original_span(chunk_start, span.start() - indent);
                    out.add_lines(self.src.slice(lines), lines.start);
                    let suffix = read.get(span.end()..).unwrap_or_default();
                    chunk_start = span.end() + usize::from(suffix.starts_with('\n'));
                }
                Rule::markdown_lines => {}
                Rule::media
                    if Self::find_child(&part, Rule::media_word).is_some_and(|word| word.as_str() == "Image") =>
                {
                    let image_prefix = read.get(chunk_start..span.start()).unwrap_or_default();
                    let indent = image_prefix.len() - image_prefix.trim_end_matches(is_blank).len();
                    let lines = self.src.original_span(chunk_start, span.start() - indent);
                    out.add_lines(self.src.slice(lines), lines.start);
                    let line = self.src.original_span(span.start(), span.end());
                    let file = self.media_file_name(&part, line);
                    let alternative =
                        Self::find_child(&part, Rule::text).map(|text| self.pair_name(&text).text.to_owned());
                    let indent = self.src.slice(self.src.original_span(span.start() - indent, span.start()));
                    out.add_image(indent, &file, &alternative.unwrap_or_default());
                    chunk_start = span.end();
                }
                Rule::callout | Rule::media => {
                    let line = self.pair_line(&part);
                    let keyword = crate::words::keyword_at_start(part.as_str());
                    if !self.corrected_lines.contains(&line.start) {
                        self.report(misplaced::line(self.src, line, keyword, StrayContext::Lesson));
                    }
                }
                // By its form it may be a line of other places: in a lesson it is one of none.
                Rule::broken_line if crate::words::keyword_at_start(part.as_str()).is_some() => {
                    self.report_misplaced(&part, StrayContext::Lesson);
                }
                _ => self.report_stray_line(part, StrayContext::Lesson),
            }
        }
        let lines = self.src.original_span(chunk_start.min(whole.end()), whole.end());
        out.add_lines(self.src.slice(lines), lines.start);
        // The indentation of the line after the lesson is not part of it.
        out.text.truncate(out.text.trim_end_matches(|c| c == '\n' || c == '\r' || is_blank(c)).len());
        out.text.push('\n');
        (out.text, out.origins)
    }
}

/// Returns whether a line in a code fence would otherwise be a declaration.
fn is_declaration(line: &str) -> bool {
    let words = line.trim_start_matches(is_blank);
    let declaration = crate::words::keyword_at_start(words).is_some_and(super::super::words::Keyword::is_declaration);
    declaration && words.contains(':')
}

/// Returns whether a line of a lesson would be an instruction or a comment without the backslash
/// before it. Backslashes that matter to Markdown are left to Markdown.
fn is_escape(words: &str) -> bool {
    let line = words.split('\n').next().unwrap_or_default();
    words.starts_with("//") || crate::words::keyword_at_start(line).is_some() || crate::slips::is_slip_at_start(line)
}

/// The Markdown of a lesson under construction.
struct MarkdownBuilder {
    text: String,
    indentation: usize,
    /// The start offset of each piece in `text` and in the file.
    origins: Vec<(usize, u32)>,
}

impl MarkdownBuilder {
    /// Adds lines with the indentation of the first line removed, and without backslashes whose
    /// only purpose was to make a line plain text.
    fn add_lines(&mut self, text: &str, source_start: u32) {
        self.add_text(text, source_start, true);
    }

    /// Adds a code fence. The indentation of its first line has already been removed.
    fn add_verbatim(&mut self, text: &str, source_start: u32) {
        self.add_text(text, source_start, false);
    }

    /// Adds `Image file: alt text` as a Markdown image. `indent` is the whitespace before it.
    fn add_image(&mut self, indent: &str, file: &Name<'_>, alternative: &str) {
        self.text.push_str(self.dedent(indent));
        self.push_origin(file.span.start);
        self.text.push_str("![");
        for (at, word) in alternative.split_whitespace().enumerate() {
            self.text.push_str(if at == 0 { "" } else { " " });
            self.text.push_str(&word.replace('[', "\\[").replace(']', "\\]"));
        }
        self.text.push_str("](<");
        self.push_origin(file.span.start);
        self.text.push_str(&file.text.replace('<', "\\<").replace('>', "\\>"));
        // Neither has a place in the file: the picture ends where the name does.
        for end in [">", ")"] {
            self.push_origin(file.span.end.saturating_sub(1));
            self.text.push_str(end);
        }
    }

    fn push_origin(&mut self, source_offset: u32) {
        self.origins.push((self.text.len(), source_offset));
    }

    fn add_text(&mut self, text: &str, source_start: u32, plain: bool) {
        let mut line_start = source_start as usize;
        for line in text.split_inclusive('\n') {
            let end = line_start + line.len();
            let starts = self.text.is_empty() || self.text.ends_with('\n');
            let mut line = if starts { self.dedent(line) } else { line };
            if plain && starts && line.ends_with('\n') && line.trim().is_empty() {
                line = "\n";
            }
            if plain {
                let indent = line.len() - line.trim_start_matches(is_blank).len();
                if let Some((indent, words)) = line.split_at_checked(indent)
                    && let Some(words) = words.strip_prefix('\\').filter(|_| starts || !indent.is_empty())
                    && is_escape(words)
                {
                    self.text.push_str(indent);
                    line = words;
                }
            }
            self.push_origin(Span::empty(end - line.len().min(end - line_start)).start);
            line_start = end;
            match line.strip_suffix("\r\n") {
                Some(line) => {
                    self.text.push_str(line);
                    self.text.push('\n');
                }
                None => self.text.push_str(line),
            }
        }
    }

    fn dedent<'l>(&self, line: &'l str) -> &'l str {
        let line_indent = line.len() - line.trim_start_matches(is_blank).len();
        line.get(line_indent.min(self.indentation)..).unwrap_or(line)
    }
}
