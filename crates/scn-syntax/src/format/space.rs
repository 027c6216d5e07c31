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
const WHOLE: &[Kind] = &[
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
    pub(super) fn space(&mut self, node: Node<'t>) -> bool {
        let (first, last) = self.lines_of(node);
        if self.plans.keeps(first, last) {
            return false;
        }
        let mut tokens = std::mem::take(&mut self.tokens);
        tokens.clear();
        flatten(node, &mut tokens);
        let sound = !tokens.iter().any(|token| BROKEN.contains(&token.kind()));
        if sound {
            self.blanks(&tokens);
        }
        self.tokens = tokens;
        sound
    }

    fn blanks(&mut self, tokens: &[Node<'t>]) {
        let mut before: Option<Node<'t>> = None;
        for token in tokens {
            let kind = token.kind();
            if kind == Kind::Blank {
                continue;
            }
            if kind == Kind::LineEnd || kind == Kind::Comment {
                before = None;
                continue;
            }
            if let Some(before) = before {
                let from = before.span().start as usize + ended(before).len();
                let to = token.span().start as usize;
                self.put(from, to, if is_close(before, *token) { "" } else { " " });
            }
            // Running text has its own blanks and continues to the end of the line.
            before = Some(*token).filter(|_| !WHOLE.contains(&kind));
        }
    }

    /// Replaces a range inside a line, unless the text stays the same.
    pub(super) fn put(&mut self, from: usize, to: usize, by: &str) {
        if self.lines.text.get(from..to).is_some_and(|now| now != by && !now.contains('\n')) {
            self.inner.push(Edit { span: Span::new(from, to), text: by.to_owned() });
        }
    }
}

/// Collects the tokens of a node. Running text counts as one token.
fn flatten<'t>(node: Node<'t>, out: &mut Vec<Node<'t>>) {
    for child in node.children() {
        if child.kind().is_token() || WHOLE.contains(&child.kind()) {
            out.push(child);
        } else {
            flatten(child, out);
        }
    }
}

/// Returns the text of a token without the trailing blanks that some values include.
fn ended(token: Node<'_>) -> &str {
    token.text().trim_end_matches(crate::words::is_blank)
}

/// Returns whether two tokens are written without a blank between them.
fn is_close(before: Node<'_>, token: Node<'_>) -> bool {
    let mark = |node: Node<'_>, marks: &[&str]| node.kind() == Kind::Punctuation && marks.contains(&node.text());
    mark(before, &["[", "(", "/", "\\"]) || mark(token, &[":", ",", "]", ")", "/"])
}
