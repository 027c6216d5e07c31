//! Blanks inside a line.

use scn_source::Span;

use super::Edit;
use super::layout::Layout;
use crate::tree::{Kind, Node};

/// Tokens that were not understood. Nothing around them is changed.
const BROKEN: &[Kind] = &[
    Kind::BrokenBracket,
    Kind::BrokenChange,
    Kind::BrokenWhen,
    Kind::BrokenHead,
    Kind::BrokenValue,
    Kind::Headless,
    Kind::ForeignLine,
    Kind::Unread,
];

/// Nodes with significant inner blanks, which are not changed.
const VERBATIM: &[Kind] = &[
    Kind::Text,
    Kind::Quote,
    Kind::Paragraph,
    Kind::Item,
    Kind::Fence,
    Kind::Table,
    Kind::Heading,
    Kind::Media,
    Kind::Callout,
    Kind::StrayConditional,
];

impl<'t> Layout<'_, 't> {
    /// Normalizes the blanks between the tokens of an instruction: one after a colon or comma, one
    /// between words, none inside a bracket. Returns whether the whole instruction was understood.
    pub(super) fn normalize_blanks(&mut self, node: Node<'t>) -> bool {
        let (first, last) = self.line_range_of(node);
        if self.plans.keeps_any(first, last) {
            return false;
        }
        let mut tokens = std::mem::take(&mut self.tokens);
        tokens.clear();
        collect_tokens(node, &mut tokens);
        let sound = !tokens.iter().any(|token| BROKEN.contains(&token.kind()));
        if sound {
            self.normalize_between(&tokens);
        }
        self.tokens = tokens;
        sound
    }

    fn normalize_between(&mut self, tokens: &[Node<'t>]) {
        let mut previous: Option<Node<'t>> = None;
        for token in tokens {
            let kind = token.kind();
            if kind == Kind::Blank {
                continue;
            }
            if kind == Kind::LineEnd || kind == Kind::Comment {
                previous = None;
                continue;
            }
            if let Some(previous) = previous {
                let gap_start = previous.span().start as usize + trimmed_text(previous).len();
                let gap_end = token.span().start as usize;
                self.replace_inside(gap_start, gap_end, if is_adjacent(previous, *token) { "" } else { " " });
            }
            // Running text has its own blanks and continues to the end of the line.
            previous = Some(*token).filter(|_| !VERBATIM.contains(&kind));
        }
    }

    /// Replaces a range inside a line, unless the text stays the same.
    pub(super) fn replace_inside(&mut self, start: usize, end: usize, replacement: &str) {
        if self.lines.text.get(start..end).is_some_and(|now| now != replacement && !now.contains('\n')) {
            self.inner.push(Edit { span: Span::new(start, end), text: replacement.to_owned() });
        }
    }
}

/// Collects the tokens of a node. Running text counts as one token.
fn collect_tokens<'t>(node: Node<'t>, out: &mut Vec<Node<'t>>) {
    for child in node.children() {
        if child.kind().is_token() || VERBATIM.contains(&child.kind()) {
            out.push(child);
        } else {
            collect_tokens(child, out);
        }
    }
}

/// Returns the text of a token without the trailing blanks that some values include.
fn trimmed_text(token: Node<'_>) -> &str {
    token.text().trim_end_matches(crate::words::is_blank)
}

/// Returns whether two tokens are written without a blank between them.
fn is_adjacent(previous: Node<'_>, token: Node<'_>) -> bool {
    let is_mark = |node: Node<'_>, marks: &[&str]| node.kind() == Kind::Punctuation && marks.contains(&node.text());
    is_mark(previous, &["[", "(", "/", "\\"]) || is_mark(token, &[":", ",", "]", ")", "/"])
}
