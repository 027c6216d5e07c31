//! Body lines and running text.

use super::layout::{Layout, STEP, is_blank};
use super::plan::Shape;
use crate::build::speaker_parts;
use crate::lists::Place;
use crate::tree::{Kind, Node};

/// Instructions that take up one line or have continued text.
const INSTRUCTIONS: &[Kind] = &[Kind::Hint, Kind::Next, Kind::Choose, Kind::Expect];

impl<'t> Layout<'_, 't> {
    /// Lays out the lines of a body.
    pub(super) fn lines_in(&mut self, body: Node<'t>, indent: u8) {
        for line in body.children().filter(|node| !is_blank(*node)) {
            self.body_line(line, indent);
        }
    }

    /// Lays out a line of a body, a situation or a test. A line that is not allowed there is left
    /// unchanged.
    pub(super) fn body_line(&mut self, node: Node<'t>, indent: u8) {
        let kind = node.kind();
        if kind == Kind::Comment {
            self.comment(node);
        } else if INSTRUCTIONS.contains(&kind) {
            self.instruction_with_text(node, indent, indent);
        } else if kind == Kind::Quote {
            self.lines_at(node, indent);
        } else if kind == Kind::Paragraph {
            for text in node.children().filter(|child| child.kind() == Kind::Text) {
                self.text(text, indent, indent);
            }
        } else if kind == Kind::Fence {
            self.fence(node, indent);
        } else if kind == Kind::Conditional && child(node, Kind::Fence).is_some() {
            self.space(node);
            self.fence(node, indent);
        } else if matches!(kind, Kind::Table | Kind::Heading | Kind::LineAcross) {
            self.lines_at(node, indent);
        } else if kind == Kind::Conditional
            && let Some(table) = child(node, Kind::Table)
        {
            self.space(node);
            self.lines_at(table, indent);
        } else if kind == Kind::Item {
            self.item(node, node, indent);
        } else if kind == Kind::Conditional
            && let Some(item) = child(node, Kind::Item)
        {
            self.item(node, item, indent);
        } else if matches!(kind, Kind::Media | Kind::Callout | Kind::Conditional) {
            self.instruction_with_text(node, indent, indent);
        }
    }

    /// Lays out a list item. `line` includes what precedes its marker. Nested items are indented
    /// further. A line that turns out to be text of the previous item is indented like that text.
    fn item(&mut self, line: Node<'t>, item: Node<'t>, indent: u8) {
        let mark = child(item, Kind::Marker).map(|mark| mark.text()).unwrap_or_default();
        let (start, text) = (line.span().start as usize, line.text().trim_end());
        let place = self.lists.place(self.lines.text, start, mark, start + text.len());
        match place {
            Place::Item(level) => {
                let indent = indent + STEP * level;
                self.instruction_with_text(line, indent, indent);
            }
            Place::Text(level) => {
                let indent = indent + STEP * level;
                self.running(line, indent, indent + STEP);
                self.plans.shape(self.lines_of(line).0, Shape::Indent(indent + STEP));
            }
        }
        self.keep_list(line);
    }

    /// If one item of a list is kept unchanged, keeps all others too, because the nesting of an
    /// item is determined by its indentation relative to the other items.
    fn keep_list(&mut self, line: Node<'t>) {
        let (first, last) = self.lines_of(line);
        if self.lists.begins_anew() {
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
                if self.plans.get(line).is_some_and(|plan| plan.shape != Shape::Comment) {
                    self.plans.shape(line, Shape::AsIs);
                }
            }
        }
    }

    /// Indents all lines of a node equally.
    fn lines_at(&mut self, node: Node<'t>, indent: u8) {
        let (first, last) = self.lines_of(node);
        (first..=last).for_each(|line| self.plans.shape(line, Shape::Indent(indent)));
        for comment in node.children().filter(|child| child.kind() == Kind::Comment) {
            self.comment(comment);
        }
    }

    /// Lays out an instruction followed by text that may continue on further lines. `speech` is the
    /// indentation of speech that starts on a line of its own. Returns whether the whole
    /// instruction was understood.
    pub(super) fn instruction_with_text(&mut self, node: Node<'t>, indent: u8, speech: u8) -> bool {
        let (first, _) = self.instruction(node, indent);
        self.running(node, speech, indent + STEP);
        self.plans.shape(first, Shape::Indent(indent));
        self.space(node)
    }

    /// Lays out the running text in a node.
    fn running(&mut self, node: Node<'t>, speech: u8, indent: u8) {
        for child in node.children() {
            if child.kind() == Kind::Text {
                self.text(child, speech, indent);
            } else if matches!(child.kind(), Kind::Paragraph | Kind::Item | Kind::Media | Kind::Callout) {
                self.space(child);
                self.running(child, speech, indent);
            } else if child.kind() == Kind::Comment {
                self.comment(child);
            }
        }
    }

    /// Lays out running text. Lines are indented equally, but further where they continue speech.
    fn text(&mut self, text: Node<'t>, speech: u8, indent: u8) {
        let mut indent = indent;
        for part in text.children().filter(|node| !is_blank(*node)) {
            if part.kind() == Kind::Comment {
                self.comment(part);
                continue;
            }
            let (first, last) = self.lines_of(part);
            for line in first..=last {
                let escaped = line == first && part.kind() == Kind::Escaped;
                if !escaped && self.is_speech(self.lines.words(line)) {
                    self.plans.shape(line, Shape::Indent(speech));
                    indent = speech + STEP;
                } else {
                    self.plans.shape(line, Shape::Indent(indent));
                }
            }
        }
    }

    /// Returns whether a line begins with the name of a cast member and a colon.
    fn is_speech(&self, line: &str) -> bool {
        if self.cast.is_empty() && self.shared.is_empty() {
            return false;
        }
        let Some((head, _)) = line.split_once(':') else { return false };
        let (name, _) = speaker_parts(head.trim_start_matches(crate::words::is_blank));
        self.cast.contains(name) || self.shared.contains(name)
    }
}

/// Returns the first child of a kind.
fn child(node: Node<'_>, kind: Kind) -> Option<Node<'_>> {
    node.children().find(|child| child.kind() == kind)
}
