//! Body lines and running text.

use super::layout::{Layout, STEP, is_blank};
use super::plan::Shape;
use crate::build::speaker_parts;
use crate::lists::Place;
use crate::tree::{Kind, Node};

/// Instructions of one line, or with text that runs on.
const INSTRUCTIONS: &[Kind] = &[Kind::Hint, Kind::Next, Kind::Choose, Kind::Expect];

impl<'t> Layout<'_, 't> {
    /// The lines of a body.
    pub(super) fn lines_in(&mut self, body: Node<'t>, indent: u8) {
        for line in body.children().filter(|node| !is_blank(*node)) {
            self.body_line(line, indent);
        }
    }

    /// A line of a body, a situation or a test. What cannot stand there is left as it is.
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

    /// An item of a list, `line` with what stands before its mark: further in, the deeper it is
    /// nested. What turns out to be text of the item before stands as that does.
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

    /// Where an item of a list is kept as it is, so are all others: how deep an item is nested is
    /// told by how far in the items around it stand.
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

    /// All lines of a node as far in.
    fn lines_at(&mut self, node: Node<'t>, indent: u8) {
        let (first, last) = self.lines_of(node);
        (first..=last).for_each(|line| self.plans.shape(line, Shape::Indent(indent)));
        for comment in node.children().filter(|child| child.kind() == Kind::Comment) {
            self.comment(comment);
        }
    }

    /// An instruction with text behind it, which runs on. `speech`: how far in somebody begins to
    /// speak in it, on a line of its own. Whether all of it was understood.
    pub(super) fn instruction_with_text(&mut self, node: Node<'t>, indent: u8, speech: u8) -> bool {
        let (first, _) = self.instruction(node, indent);
        self.running(node, speech, indent + STEP);
        self.plans.shape(first, Shape::Indent(indent));
        self.space(node)
    }

    /// The running text in a node.
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

    /// Running text: each line so far in, but further where somebody speaks on from the line above.
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

    /// Whether a line begins with the name of a member of the cast, and a colon.
    fn is_speech(&self, line: &str) -> bool {
        if self.cast.is_empty() && self.shared.is_empty() {
            return false;
        }
        let Some((head, _)) = line.split_once(':') else { return false };
        let (name, _) = speaker_parts(head.trim_start_matches(crate::words::is_blank));
        self.cast.contains(name) || self.shared.contains(name)
    }
}

/// The first child of a kind.
fn child(node: Node<'_>, kind: Kind) -> Option<Node<'_>> {
    node.children().find(|child| child.kind() == kind)
}
