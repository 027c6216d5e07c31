//! Inline elements of running text: values and conditional text.

use std::borrow::Cow;

use scn_source::Span;

use super::{Builder, Pair};
use crate::ast::{Condition, Expr, Name, Text, TextIf, TextPart};
use crate::findings::{foreign, malformed, misplaced};
use crate::parser::{self, Rule};
use crate::words;

/// The maximum number of consecutive backslashes that are examined.
const LONGEST_RUN: usize = 64;

/// The most unclosed brackets that are reported in a text.
const MAX_BROKEN: usize = 100;

impl<'a> Builder<'a, '_> {
    /// Adds the parts of a text that contains a brace or bracket.
    pub(super) fn build_inline(&mut self, text: Name<'a>, parts: &mut Vec<TextPart<'a>>) {
        if !text.text.contains('{') && !may_hold_condition(text.text) {
            parts.push(TextPart::Words(text));
            return;
        }
        self.parse_inline(text, &[], parts);
    }

    /// The same for a table cell, where a bar is special too.
    pub(super) fn build_cell(&mut self, text: Name<'a>, parts: &mut Vec<TextPart<'a>>) {
        if text.text.contains("\\|") {
            self.parse_inline(text, &['|'], parts);
        } else if !text.text.is_empty() {
            self.build_inline(text, parts);
        }
    }

    fn parse_inline(&mut self, text: Name<'a>, marks: &[char], parts: &mut Vec<TextPart<'a>>) {
        // Within a paragraph a line ending means a space, even inside a condition. The replacement
        // keeps all lengths.
        let read = if text.text.contains('\n') {
            Cow::Owned(text.text.replace(['\n', '\r'], " "))
        } else {
            Cow::Borrowed(text.text)
        };
        let text_start = text.span.start as usize;
        let Some(nodes) = parser::parse(Rule::inline, &read) else {
            parts.push(TextPart::Words(text));
            return;
        };
        let Some(inline) = nodes.root() else { return };
        let part_count = parts.len();
        self.build_parts(inline, text_start, marks, parts);
        if parts.len() == part_count {
            parts.push(TextPart::Words(text));
        }
    }

    /// Adds the parts of an `inline` or `words` pair. `from` is the offset at which the parsed text
    /// starts; `marks` are the characters that are special there besides braces and brackets.
    fn build_parts(&mut self, pair: Pair<'_>, from: usize, marks: &[char], parts: &mut Vec<TextPart<'a>>) {
        let span = pair.as_span();
        let (start, end) = (span.start(), span.end());
        let mut plain = start;
        let mut broken = 0;
        for part in pair.into_inner() {
            let part_span = part.as_span();
            let span = Span::new(from + part_span.start(), from + part_span.end());
            let new_part = match part.as_rule() {
                Rule::value => {
                    let id = Span { start: span.start + 1, end: span.end.saturating_sub(1) };
                    let name = Name { text: self.src.slice(id), span: id };
                    (name.text == "learner" || words::is_id(name.text)).then_some(TextPart::Value(name))
                }
                Rule::text_if => Some(TextPart::If(Box::new(self.build_text_if(part, from)))),
                Rule::broken_if => {
                    let text = self.src.slice(span);
                    // A bracket that is closed and has no text inside is plain text, unless it can
                    // hardly be anything but a condition.
                    let inner = text.trim_start_matches(|c: char| c == '[' || words::is_blank(c)).strip_suffix(']');
                    if inner.is_none_or(is_clearly_a_condition) && broken < MAX_BROKEN {
                        broken += 1;
                        self.report_broken(malformed::open_if(self.src, span));
                    }
                    None
                }
                Rule::stray_otherwise => {
                    self.report(misplaced::otherwise_inside(self.src, span));
                    None
                }
                Rule::passage_link => {
                    if let Some(finding) = foreign::foreign_link(self.src, span) {
                        self.report_broken(finding);
                    }
                    None
                }
                Rule::escape => {
                    let escaped = Span::new(span.start as usize + 1, from + end);
                    is_escape(self.src.slice(escaped), marks).then(|| {
                        let literal = Span { start: span.start + 1, end: span.end };
                        TextPart::Literal(Name { text: self.src.slice(literal), span: literal })
                    })
                }
                _ => None,
            };
            if let Some(new_part) = new_part {
                self.push_words(from + plain, from + part_span.start(), parts);
                parts.push(new_part);
                plain = part_span.end();
            }
        }
        self.push_words(from + plain, from + end, parts);
    }

    fn push_words(&self, start: usize, end: usize, parts: &mut Vec<TextPart<'a>>) {
        if start < end {
            let span = Span::new(start, end);
            parts.push(TextPart::Words(Name { text: self.src.slice(span), span }));
        }
    }

    fn build_text_if(&mut self, pair: Pair<'_>, from: usize) -> TextIf<'a> {
        let if_span = pair.as_span();
        let span = Span::new(from + if_span.start(), from + if_span.end());
        let mut condition = None;
        let mut texts: Vec<Text<'a>> = Vec::new();
        for part in pair.into_inner() {
            let part_span = part.as_span();
            let inner = Span::new(from + part_span.start(), from + part_span.end());
            match part.as_rule() {
                Rule::condition => condition = Some(self.build_condition_at(&part, from)),
                Rule::broken_condition => condition = Some(self.report_broken_condition(inner)),
                Rule::words => {
                    let mut text = Text { parts: Vec::new(), span: self.trimmed_name(inner).span };
                    self.build_parts(part, from, &['|', ']'], &mut text.parts);
                    texts.push(text);
                }
                _ => {}
            }
        }
        let mut texts = texts.into_iter();
        TextIf {
            condition: condition.unwrap_or(Condition { span, expr: Expr::Broken(span) }),
            then: texts.next().unwrap_or_default(),
            otherwise: texts.next(),
            span,
        }
    }
}

/// Returns whether the text after a backslash would be special without it: a value, conditional
/// text, or one of `marks`. Markdown's own special characters are not the grammar's concern.
fn is_escape(text: &str, marks: &[char]) -> bool {
    // A backslash before further backslashes is an escape if the last of them would be one.
    let text = (0..LONGEST_RUN).try_fold(text, |text, _| text.strip_prefix('\\').ok_or(text));
    let (Ok(text) | Err(text)) = text;
    if let Some(rest) = text.strip_prefix('{') {
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(rest.len());
        let (id, after) = rest.split_at(end);
        return after.starts_with('}') && (id == "learner" || words::is_id(id));
    }
    if let Some(rest) = text.strip_prefix('[') {
        let word = rest.trim_start_matches(|c: char| words::is_blank(c) || c == '\n' || c == '\r');
        let starts_with_word = |known: &str, ends: &[char]| {
            let (start, rest) = word.split_at_checked(known.len()).unwrap_or_default();
            // In the wrong case it would be reported without the backslash.
            start.eq_ignore_ascii_case(known) && rest.starts_with(|c: char| c.is_whitespace() || ends.contains(&c))
        };
        return rest.starts_with('[')
            || starts_with_word("if", &[']', ':'])
            || starts_with_word("otherwise", &[']', ':'])
            || starts_with_word("else", &[']']);
    }
    text.starts_with(|c: char| marks.contains(&c))
}

/// Returns whether the inside of a bracket is `if` followed by a condition that is not also plain
/// English: one with a comparison operator or a fact.
pub(super) fn is_clearly_a_condition(inner: &str) -> bool {
    let Some((_, condition)) = inner.split_at_checked(2).filter(|(word, _)| word.eq_ignore_ascii_case("if")) else {
        return false;
    };
    let nodes = parser::parse(Rule::condition, condition.trim());
    let Some(read) = nodes.as_ref().and_then(parser::Nodes::root) else { return false };
    let is_unambiguous = |part: Pair<'_>| matches!(part.as_rule(), Rule::fact | Rule::comparator);
    read.as_str().len() == condition.trim().len() && read.descendants().any(is_unambiguous)
}

/// Returns whether a text may contain conditional text or another tool's link.
fn may_hold_condition(text: &str) -> bool {
    let mut remainder = text;
    while let Some((_, after_bracket)) = remainder.split_once('[') {
        let word = after_bracket.trim_start_matches(|c: char| words::is_blank(c) || c == '\n' || c == '\r');
        if word.starts_with("if") || word.starts_with("otherwise") || after_bracket.starts_with('[') {
            return true;
        }
        remainder = after_bracket;
    }
    false
}
