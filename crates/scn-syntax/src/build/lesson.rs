//! Lessons: CommonMark, kept as written.

use scn_source::Span;

use super::declaration::split;
use super::stray::{Under, Where};
use super::{Builder, Pair};
use crate::ast::{Lesson, Name};
use crate::findings::{malformed, misplaced, missing};
use crate::parser::Rule;
use crate::words::is_blank;

impl<'a> Builder<'a, '_> {
    pub(super) fn lesson(&mut self, pair: Pair<'_>) -> Lesson<'a> {
        let broken = self.broken;
        let mut inner = pair.into_inner();
        let head = inner.next().map(|head| self.head(&head, "Lesson", "lesson"));
        let (header, id, title) = split(head);
        let mut out = Lesson { header, id, title, teaches: Vec::new(), markdown: String::new(), origins: Vec::new() };
        let mut teaches: Option<Vec<Name<'a>>> = None;
        for part in inner {
            match part.as_rule() {
                Rule::teaches => {
                    let value = self.references(&part, "Teaches").unwrap_or_default();
                    self.once(&mut teaches, Some(value), &part, "Teaches");
                }
                Rule::stray_property => self.stray_property(&part, &["Teaches"], Under::Header),
                Rule::markdown => (out.markdown, out.origins) = self.markdown(part),
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

    fn markdown(&mut self, pair: Pair<'_>) -> (String, Vec<(usize, u32)>) {
        let whole = pair.as_span();
        let read = self.src.read();
        // The indentation of the first line precedes the span of the pair.
        let before = read.get(..whole.start()).unwrap_or_default();
        let indentation = before.len() - before.trim_end_matches(is_blank).len();
        let text = String::with_capacity(whole.end() - whole.start());
        let mut out = Markdown { text, indentation, origins: Vec::new() };
        let mut from = whole.start() - indentation;
        for part in pair.into_inner() {
            let span = part.as_span();
            match part.as_rule() {
                Rule::fence => {
                    let lines = self.src.span(from, span.start());
                    out.lines(self.src.slice(lines), lines.start);
                    let whole = self.src.span(span.start(), span.end());
                    let fence = self.src.slice(whole);
                    out.verbatim(fence, whole.start);
                    from = span.end();
                    let closed = part.into_inner().any(|inner| inner.as_rule() == Rule::fence_end);
                    if !closed && fence.lines().skip(1).any(declares) {
                        let line = self.src.line_from(self.src.offset(span.start()));
                        self.report(malformed::open_fence(self.src, line, "declarations"));
                    }
                }
                Rule::comment => {
                    // The indentation and line ending of the comment are dropped too.
                    let before = read.get(from..span.start()).unwrap_or_default();
                    let indent = before.len() - before.trim_end_matches(is_blank).len();
                    let lines = self.src.span(from, span.start() - indent);
                    out.lines(self.src.slice(lines), lines.start);
                    let rest = read.get(span.end()..).unwrap_or_default();
                    from = span.end() + usize::from(rest.starts_with('\n'));
                }
                Rule::markdown_lines => {}
                Rule::media if Self::find(&part, Rule::media_word).is_some_and(|word| word.as_str() == "Image") => {
                    let before = read.get(from..span.start()).unwrap_or_default();
                    let indent = before.len() - before.trim_end_matches(is_blank).len();
                    let lines = self.src.span(from, span.start() - indent);
                    out.lines(self.src.slice(lines), lines.start);
                    let line = self.src.span(span.start(), span.end());
                    let file = self.file_name(&part, line);
                    let alternative = Self::find(&part, Rule::text).map(|text| self.name(&text).text.to_owned());
                    let indent = self.src.slice(self.src.span(span.start() - indent, span.start()));
                    out.picture(indent, &file, &alternative.unwrap_or_default());
                    from = span.end();
                }
                Rule::callout | Rule::media => {
                    let line = self.line(&part);
                    let keyword = crate::words::keyword_at_start(part.as_str());
                    if !self.mended.contains(&line.start) {
                        self.report(misplaced::line(self.src, line, keyword, Where::Lesson));
                    }
                }
                _ => self.stray_line(part, Where::Lesson),
            }
        }
        let lines = self.src.span(from.min(whole.end()), whole.end());
        out.lines(self.src.slice(lines), lines.start);
        // The indentation of the line after the lesson is not part of it.
        out.text.truncate(out.text.trim_end_matches(|c| c == '\n' || c == '\r' || is_blank(c)).len());
        out.text.push('\n');
        (out.text, out.origins)
    }
}

/// Returns whether a line in a code fence would otherwise be a declaration.
fn declares(line: &str) -> bool {
    let words = line.trim_start_matches(is_blank);
    let declaration = crate::words::keyword_at_start(words).is_some_and(super::super::words::Keyword::declares);
    declaration && words.contains(':')
}

/// Returns whether a line of a lesson would be an instruction or a comment without the backslash
/// before it. Backslashes that matter to Markdown are left to Markdown.
fn is_escape(words: &str) -> bool {
    let line = words.split('\n').next().unwrap_or_default();
    words.starts_with("//") || crate::words::keyword_at_start(line).is_some() || crate::slips::is_slip_at_start(line)
}

/// The Markdown of a lesson under construction.
struct Markdown {
    text: String,
    indentation: usize,
    /// The start offset of each piece in `text` and in the file.
    origins: Vec<(usize, u32)>,
}

impl Markdown {
    /// Adds lines with the indentation of the first line removed, and without backslashes whose
    /// only purpose was to make a line plain text.
    fn lines(&mut self, text: &str, from: u32) {
        self.add(text, from, true);
    }

    /// Adds a code fence. The indentation of its first line has already been removed.
    fn verbatim(&mut self, text: &str, from: u32) {
        self.add(text, from, false);
    }

    /// Adds `Image file: alt text` as a Markdown image. `indent` is the whitespace before it.
    fn picture(&mut self, indent: &str, file: &Name<'_>, alternative: &str) {
        self.text.push_str(self.dedented(indent));
        self.origin(file.span.start);
        self.text.push_str("![");
        for (at, word) in alternative.split_whitespace().enumerate() {
            self.text.push_str(if at == 0 { "" } else { " " });
            self.text.push_str(&word.replace('[', "\\[").replace(']', "\\]"));
        }
        self.text.push_str("](<");
        self.origin(file.span.start);
        self.text.push_str(&file.text.replace('<', "\\<").replace('>', "\\>"));
        self.origin(file.span.end);
        self.text.push_str(">)");
    }

    fn origin(&mut self, from: u32) {
        self.origins.push((self.text.len(), from));
    }

    fn add(&mut self, text: &str, from: u32, plain: bool) {
        let mut from = from as usize;
        for line in text.split_inclusive('\n') {
            let end = from + line.len();
            let starts = self.text.is_empty() || self.text.ends_with('\n');
            let mut line = if starts { self.dedented(line) } else { line };
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
            self.origin(Span::empty(end - line.len().min(end - from)).start);
            from = end;
            match line.strip_suffix("\r\n") {
                Some(line) => {
                    self.text.push_str(line);
                    self.text.push('\n');
                }
                None => self.text.push_str(line),
            }
        }
    }

    fn dedented<'l>(&self, line: &'l str) -> &'l str {
        let own = line.len() - line.trim_start_matches(is_blank).len();
        line.get(own.min(self.indentation)..).unwrap_or(line)
    }
}
