//! Parses inline Markdown into spans.

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};
use scn_story::Span;

use super::backslash;

/// Characters without which a line contains no Markdown.
pub(crate) const SIGNS: [char; 8] = ['*', '_', '`', '[', ']', '<', '&', '\\'];

/// The first of the characters that replace non-text pieces while Markdown is parsed: private use,
/// plane 15.
const STAND_IN: u32 = 0xF_0000;

/// A piece of a text.
pub(crate) enum TextPiece<'t> {
    /// Text that may contain Markdown.
    Words(&'t str),
    /// A space.
    Space,
    /// A piece that is not plain text: a value, or text with a condition.
    Other(Span),
}

/// Returns a piece of text that is taken literally, without Markdown.
pub(crate) fn literal_piece<'t>(text: &str) -> TextPiece<'t> {
    let plain = Span::Text { text: text.to_owned(), emphasis: false, strong: false, code: false, link: None };
    TextPiece::Other(plain)
}

/// Parses the Markdown of all pieces together, since emphasis may start in one piece and end in
/// another. White space is collapsed to single spaces. Raw HTML stays text, and so does anything
/// that looks like a block (a heading, a list), because the language has its own blocks.
pub(crate) fn parse_spans(pieces: Vec<TextPiece<'_>>) -> Vec<Span> {
    // An opening parenthesis prevents the start of the line from being parsed as a block, and
    // changes nothing within the line.
    let mut line = String::from("(");
    let mut placeholders = Vec::new();
    for piece in pieces {
        match piece {
            TextPiece::Words(words) => fold_into(&mut line, words),
            TextPiece::Space => fold_into(&mut line, " "),
            TextPiece::Other(span) => {
                let stand_in = u32::try_from(placeholders.len()).ok().and_then(|at| char::from_u32(STAND_IN + at));
                if let Some(stand_in) = stand_in {
                    line.push(stand_in);
                    placeholders.push(Some(span));
                }
            }
        }
    }
    let mut out = SpanBuilder { others: placeholders, done: Vec::new(), style: InlineStyle::default() };
    let text = line.strip_prefix('(').unwrap_or(&line).trim_end();
    if text.contains(SIGNS) {
        out.read_line(&backslash::preserve_literal(line.trim_end(), Options::empty()));
    } else {
        out.push_text(text);
    }
    out.done
}

/// Appends words with each run of white space collapsed to one space, and none at the start of the
/// line.
fn fold_into(line: &mut String, words: &str) {
    for c in words.chars() {
        if c == '\n' || c == '\r' || c == ' ' || c == '\t' {
            if !line.ends_with(' ') && line != "(" {
                line.push(' ');
            }
        } else {
            line.push(c);
        }
    }
}

#[derive(Clone, Default, PartialEq)]
struct InlineStyle {
    emphasis: u32,
    strong: u32,
    link: Option<String>,
}

struct SpanBuilder {
    others: Vec<Option<Span>>,
    done: Vec<Span>,
    style: InlineStyle,
}

impl SpanBuilder {
    fn read_line(&mut self, line: &str) {
        let mut first = true;
        for event in Parser::new_ext(line, Options::empty()) {
            match event {
                Event::Start(Tag::Emphasis) => self.style.emphasis += 1,
                Event::End(TagEnd::Emphasis) => self.style.emphasis -= 1,
                Event::Start(Tag::Strong) => self.style.strong += 1,
                Event::End(TagEnd::Strong) => self.style.strong -= 1,
                Event::Start(Tag::Link { link_type: LinkType::Email, dest_url, .. }) => {
                    self.style.link = Some(format!("mailto:{dest_url}"));
                }
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    self.style.link = Some(dest_url.into_string());
                }
                Event::End(TagEnd::Link | TagEnd::Image) => self.style.link = None,
                Event::Code(code) => self.push_words(&code, true),
                Event::SoftBreak | Event::HardBreak => self.push_text(" "),
                Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                    let text = if first { text.strip_prefix('(').unwrap_or(&text) } else { &text };
                    first = false;
                    self.push_text(text);
                }
                // A single line after a parenthesis is one paragraph; no other block can start or
                // end in it.
                Event::Start(_)
                | Event::End(_)
                | Event::InlineMath(_)
                | Event::DisplayMath(_)
                | Event::FootnoteReference(_)
                | Event::Rule
                | Event::TaskListMarker(_) => {}
            }
        }
    }

    fn push_text(&mut self, text: &str) {
        let mut start = 0;
        for (at, c) in text.char_indices() {
            let placeholder = (c as u32)
                .checked_sub(STAND_IN)
                .and_then(|index| self.others.get_mut(index as usize))
                .and_then(Option::take);
            if let Some(other) = placeholder {
                self.push_words(text.get(start..at).unwrap_or_default(), false);
                match other {
                    Span::Text { text, .. } => self.push_words(&text, false),
                    Span::Value { .. } | Span::If { .. } => {
                        let styled = self.apply_style(other);
                        self.done.push(styled);
                    }
                }
                start = at + c.len_utf8();
            }
        }
        self.push_words(text.get(start..).unwrap_or_default(), false);
    }

    fn push_words(&mut self, words: &str, is_code: bool) {
        if words.is_empty() {
            return;
        }
        let new_emphasis = 0 < self.style.emphasis;
        let new_strong = 0 < self.style.strong;
        if let Some(Span::Text { text, emphasis, strong, code, link }) = self.done.last_mut()
            && *emphasis == new_emphasis
            && *strong == new_strong
            && *code == is_code
            && *link == self.style.link
        {
            text.push_str(words);
            return;
        }
        self.done.push(Span::Text {
            text: words.to_owned(),
            emphasis: new_emphasis,
            strong: new_strong,
            code: is_code,
            link: self.style.link.clone(),
        });
    }

    /// Applies the current style to a span, including the text inside a condition.
    fn apply_style(&self, span: Span) -> Span {
        match span {
            Span::Text { text, emphasis, strong, code, link } => Span::Text {
                text,
                emphasis: emphasis || 0 < self.style.emphasis,
                strong: strong || 0 < self.style.strong,
                code,
                link: link.or_else(|| self.style.link.clone()),
            },
            Span::Value { value } => Span::Value { value },
            Span::If { when, then, otherwise } => Span::If {
                when,
                then: then.into_iter().map(|span| self.apply_style(span)).collect(),
                otherwise: otherwise.into_iter().map(|span| self.apply_style(span)).collect(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{TextPiece, parse_spans};
    use scn_story::Span;

    fn shown(words: &str) -> String {
        let words_of = |span: Span| match span {
            Span::Text { text, emphasis, strong, code, link } => {
                let mark = [(emphasis, "e"), (strong, "s"), (code, "c")];
                let mark: String = mark.iter().filter(|(on, _)| *on).map(|(_, mark)| *mark).collect();
                let link = link.map(|link| format!("->{link}")).unwrap_or_default();
                if mark.is_empty() && link.is_empty() { format!("<{text}>") } else { format!("<{text}|{mark}{link}>") }
            }
            Span::Value { value } => format!("{{{value}}}"),
            Span::If { .. } => "[if]".to_owned(),
        };
        parse_spans(vec![TextPiece::Words(words)]).into_iter().map(words_of).collect()
    }

    #[test]
    fn markdown_inside_a_line_is_read_and_blocks_are_text() {
        assert_eq!(shown("plain\n   words"), "<plain words>");
        assert_eq!(shown("*so* **strong** `code`"), "<so|e>< ><strong|s>< ><code|c>");
        assert_eq!(shown("_so_ it goes"), "<so|e>< it goes>");
        assert_eq!(
            shown("see [the policy](https://example.org) now"),
            "<see ><the policy|->https://example.org>< now>"
        );
        assert_eq!(shown("# no *heading*"), "<# no ><heading|e>");
        assert_eq!(shown("1. no *list*"), "<1. no ><list|e>");
        assert_eq!(shown("a <b>bold</b> \\*x\\* \\{"), "<a <b>bold</b> *x* \\{>");
        assert_eq!(shown("<a@b.org>"), "<a@b.org|->mailto:a@b.org>");
        assert_eq!(shown("(in *it*)"), "<(in ><it|e><)>");
        assert_eq!(shown("2 * 3 * 4"), "<2 * 3 * 4>");
    }

    #[test]
    fn values_stay_where_they_stand() {
        let value = || Span::Value { value: "trust".to_owned() };
        let out = parse_spans(vec![TextPiece::Words("now *"), TextPiece::Other(value()), TextPiece::Words("* left")]);
        assert_eq!(out.len(), 3, "{out:?}");
        assert_eq!(out.get(1), Some(&value()));
    }
}
