//! Blanks inside a line.

use scn_source::Span;

use super::Edit;
use super::layout::Layout;
use crate::tree::{Kind, Node};

/// Tokens that were not understood: nothing around them is changed.
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

/// What stands on the line and has blanks of its own, which are not touched.
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
    /// Sets the blanks between the tokens of an instruction: one behind a colon and a comma, one
    /// between words, none inside a bracket. Whether all of it was understood.
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
            // Running text has its own blanks, and goes on to the end.
            before = Some(*token).filter(|_| !WHOLE.contains(&kind));
        }
    }

    /// Replaces a range of the text inside a line, if that changes anything.
    pub(super) fn put(&mut self, from: usize, to: usize, by: &str) {
        if self.lines.text.get(from..to).is_some_and(|now| now != by && !now.contains('\n')) {
            self.inner.push(Edit { span: Span::new(from, to), text: by.to_owned() });
        }
    }
}

/// The tokens of a node; running text counts as one.
fn flatten<'t>(node: Node<'t>, out: &mut Vec<Node<'t>>) {
    for child in node.children() {
        if child.kind().is_token() || WHOLE.contains(&child.kind()) {
            out.push(child);
        } else {
            flatten(child, out);
        }
    }
}

/// A token's text without blanks at its end, which some values take along.
fn ended(token: Node<'_>) -> &str {
    token.text().trim_end_matches(crate::words::is_blank)
}

/// Whether two tokens stand without a blank between them.
fn is_close(before: Node<'_>, token: Node<'_>) -> bool {
    let mark = |node: Node<'_>, marks: &[&str]| node.kind() == Kind::Punctuation && marks.contains(&node.text());
    mark(before, &["[", "(", "/", "\\"]) || mark(token, &[":", ",", "]", ")", "/"])
}
