//! Body lines and running text.

use super::layout::{Layout, STEP, is_blank};
use super::plan::Indentation;
use crate::branches::BlockEnd;
use crate::build::speaker_parts;
use crate::lists::ListPosition;
use crate::tree::{Kind, Node};

/// Instructions that take up one line or have continued text.
const INSTRUCTIONS: &[Kind] = &[Kind::Hint, Kind::Ask, Kind::Next, Kind::Show, Kind::Choose, Kind::Expect];

impl<'t> Layout<'_, 't> {
    /// Lays out the lines of a body.
    pub(super) fn lay_out_body(&mut self, body: Node<'t>, indent: u8) {
        self.blocks = 0;
        for line in body.children().filter(|node| !is_blank(*node)) {
            self.lay_out_body_line(line, indent);
        }
    }

    /// Lays out a line of a body, a situation or a test. A line that is not allowed there is left
    /// unchanged.
    pub(super) fn lay_out_body_line(&mut self, node: Node<'t>, indent: u8) {
        let kind = node.kind();
        let indent = indent + STEP * self.blocks;
        if kind == Kind::BlockEnd {
            self.indent_lines(node, if self.blocks == 0 { indent } else { indent - STEP });
            self.blocks = self.blocks.saturating_sub(1);
        } else if kind == Kind::Conditional && self.begins_block(node) {
            // The lines of a broken block nested further stay where they are deep enough.
            self.blocks = (self.blocks + 1).min(8);
            self.lay_out_with_text(node, indent, indent + STEP);
        } else if kind == Kind::Conditional && 0 < self.blocks && is_branch(node) {
            self.lay_out_with_text(node, indent - STEP, indent);
        } else if kind == Kind::Comment {
            self.lay_out_comment(node);
        } else if INSTRUCTIONS.contains(&kind) {
            self.lay_out_with_text(node, indent, indent);
        } else if kind == Kind::Quote {
            self.indent_lines(node, indent);
        } else if kind == Kind::Paragraph {
            for text in node.children().filter(|child| child.kind() == Kind::Text) {
                self.lay_out_text(text, indent, indent);
            }
        } else if kind == Kind::Fence {
            self.lay_out_fence(node, indent);
        } else if kind == Kind::Conditional && first_child(node, Kind::Fence).is_some() {
            self.normalize_blanks(node);
            self.lay_out_fence(node, indent);
        } else if matches!(kind, Kind::Table | Kind::Heading | Kind::LineAcross) {
            self.indent_lines(node, indent);
        } else if kind == Kind::Conditional
            && let Some(table) = first_child(node, Kind::Table)
        {
            self.normalize_blanks(node);
            self.indent_lines(table, indent);
        } else if kind == Kind::Item {
            self.lay_out_item(node, node, indent);
        } else if kind == Kind::Conditional
            && let Some(item) = first_child(node, Kind::Item)
        {
            self.lay_out_item(node, item, indent);
        } else if matches!(kind, Kind::Media | Kind::Callout | Kind::Conditional) {
            self.lay_out_with_text(node, indent, indent);
        }
    }

    /// Returns whether a line begins a block of conditions: an `[if …]` alone on its line that has
    /// an `[end]`.
    fn begins_block(&self, node: Node<'t>) -> bool {
        let Some(when) = first_child(node, Kind::When).filter(|when| is_alone(node, *when)) else { return false };
        let below = self.lines.text.get(when.span().end as usize..).unwrap_or_default();
        first_child(when, Kind::IfClause).is_some() && crate::branches::find_end(below) == BlockEnd::Here
    }

    /// Lays out a list item. `line` includes what precedes its marker. Nested items are indented
    /// further. A line that turns out to be text of the previous item is indented like that text.
    fn lay_out_item(&mut self, line: Node<'t>, item: Node<'t>, indent: u8) {
        let mark = first_child(item, Kind::Marker).map(|mark| mark.text()).unwrap_or_default();
        let (start, text) = (line.span().start as usize, line.text().trim_end());
        let place = self.lists.place_item(self.lines.text, start, mark, start + text.len());
        match place {
            ListPosition::Item(level) => {
                let indent = indent + STEP * level;
                self.lay_out_with_text(line, indent, indent);
            }
            ListPosition::Text(level) => {
                let indent = indent + STEP * level;
                self.lay_out_running_text(line, indent, indent + STEP);
                self.plans.set_indentation(self.line_range_of(line).0, Indentation::Indent(indent + STEP));
            }
        }
        self.keep_list(line);
    }

    /// If one item of a list is kept unchanged, keeps all others too, because the nesting of an
    /// item is determined by its indentation relative to the other items.
    fn keep_list(&mut self, line: Node<'t>) {
        let (first, last) = self.line_range_of(line);
        if self.lists.starts_new_list() {
            self.items.clear();
            self.keeps_items = false;
        }
        self.items.push((first, last));
        self.keeps_items |= self.plans.is_kept(first);
        if !self.keeps_items {
            return;
        }
        for (first, last) in self.items.drain(..) {
            for line in first..=last {
                if self.plans.plan_at(line).is_some_and(|plan| plan.indentation != Indentation::Comment) {
                    self.plans.set_indentation(line, Indentation::AsIs);
                }
            }
        }
    }

    /// Indents all lines of a node equally.
    fn indent_lines(&mut self, node: Node<'t>, indent: u8) {
        let (first, last) = self.line_range_of(node);
        (first..=last).for_each(|line| self.plans.set_indentation(line, Indentation::Indent(indent)));
        for comment in node.children().filter(|child| child.kind() == Kind::Comment) {
            self.lay_out_comment(comment);
        }
    }

    /// Lays out an instruction followed by text that may continue on further lines. `speech` is the
    /// indentation of speech that starts on a line of its own. Returns whether the whole
    /// instruction was understood.
    pub(super) fn lay_out_with_text(&mut self, node: Node<'t>, indent: u8, speech: u8) -> bool {
        let (first, _) = self.lay_out_instruction(node, indent);
        self.lay_out_running_text(node, speech, indent + STEP);
        self.plans.set_indentation(first, Indentation::Indent(indent));
        self.normalize_blanks(node)
    }

    /// Lays out the running text in a node.
    fn lay_out_running_text(&mut self, node: Node<'t>, speech: u8, indent: u8) {
        for child in node.children() {
            if child.kind() == Kind::Text {
                self.lay_out_text(child, speech, indent);
            } else if matches!(child.kind(), Kind::Paragraph | Kind::Item | Kind::Media | Kind::Callout) {
                self.normalize_blanks(child);
                self.lay_out_running_text(child, speech, indent);
            } else if child.kind() == Kind::Comment {
                self.lay_out_comment(child);
            }
        }
    }

    /// Lays out running text. Lines are indented equally, but further where they continue speech.
    fn lay_out_text(&mut self, text: Node<'t>, speech: u8, indent: u8) {
        let mut indent = indent;
        for part in text.children().filter(|node| !is_blank(*node)) {
            if part.kind() == Kind::Comment {
                self.lay_out_comment(part);
                continue;
            }
            let (first, last) = self.line_range_of(part);
            for line in first..=last {
                let escaped = line == first && part.kind() == Kind::Escaped;
                if !escaped && self.is_speech(self.lines.text_of(line)) {
                    self.plans.set_indentation(line, Indentation::Indent(speech));
                    indent = speech + STEP;
                } else {
                    self.plans.set_indentation(line, Indentation::Indent(indent));
                }
            }
        }
    }

    /// Returns whether a line begins with the name of a cast member and a colon.
    fn is_speech(&self, line: &str) -> bool {
        if self.cast.is_empty() && self.shared.is_empty() && !self.is_cast_elsewhere {
            return false;
        }
        let Some((head, _)) = line.split_once(':') else { return false };
        let (name, _) = speaker_parts(head.trim_start_matches(crate::words::is_blank));
        // Of a cast in another file, only the form of the names is known.
        let is_name = |name: &str| {
            let words = || name.split(crate::words::is_blank);
            words().count() <= 4 && words().all(|word| word.starts_with(char::is_uppercase))
        };
        self.cast.contains(name) || self.shared.contains(name) || self.is_cast_elsewhere && is_name(name)
    }
}

/// Returns whether a line is an `[otherwise]` or `[otherwise if …]` alone on its line.
fn is_branch(node: Node<'_>) -> bool {
    first_child(node, Kind::When)
        .is_some_and(|when| is_alone(node, when) && first_child(when, Kind::IfClause).is_none())
}

/// Returns whether the bracket of a line is alone on it.
fn is_alone(node: Node<'_>, when: Node<'_>) -> bool {
    let rest = node.text().get((when.span().end - node.span().start) as usize..).unwrap_or_default();
    rest.split('\n').next().is_some_and(|rest| rest.trim_end_matches('\r').chars().all(crate::words::is_blank))
}

/// Returns the first child of a kind.
fn first_child(node: Node<'_>, kind: Kind) -> Option<Node<'_>> {
    node.children().find(|child| child.kind() == kind)
}
