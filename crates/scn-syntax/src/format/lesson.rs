//! Lessons and code fences, where indentation is significant.

use super::layout::{Layout, STEP, is_blank};
use super::plan::Shape;
use crate::tree::{Kind, Node};
use crate::words;

impl<'t> Layout<'_, 't> {
    /// Lays out the text of a lesson. It is re-indented as a whole, so that its first line has the
    /// indentation of text under a header, and is otherwise unchanged.
    pub(super) fn lesson(&mut self, markdown: Node<'t>) {
        let (first, last) = self.lines_of(markdown);
        if let Some(plans) = self.plans.all.get_mut(first..=last) {
            plans.iter_mut().for_each(|plan| plan.whole = true);
        }
        let start = self.lines.words(first);
        let indentation = blanks(start);
        // A no-break space cannot be cut, and a kept line would not move along with the others.
        if self.plans.keeps(first, last) || !start.get(..indentation).is_some_and(str::is_ascii) {
            return;
        }
        let mut fences = markdown.children().filter(|part| !is_blank(*part) && part.kind() == Kind::Fence).peekable();
        for line in first..=last {
            while fences.next_if(|fence| self.lines_of(*fence).1 < line).is_some() {}
            let in_fence = fences.peek().is_some_and(|fence| self.lines_of(*fence).0 <= line);
            let own = blanks(self.lines.words(line));
            let cut = own.min(indentation);
            // Outside a fence, a line that contains only blanks becomes empty.
            let cut = if !in_fence && self.lines.is_blank(line) { own } else { cut };
            let cut = if self.lines.words(line).is_char_boundary(cut) { cut } else { 0 };
            self.plans.shape(line, Shape::Moved(u32::try_from(cut).unwrap_or(0), STEP));
        }
    }
}

impl<'t> Layout<'_, 't> {
    /// Lays out a code fence in a body. It is re-indented as a whole, so that its opening line has
    /// the indentation of the surrounding text.
    pub(super) fn fence(&mut self, fence: Node<'t>, indent: u8) {
        let (first, last) = self.lines_of(fence);
        // The blank lines inside belong to the fence.
        if let Some(plans) = self.plans.all.get_mut(first + 1..=last) {
            plans.iter_mut().for_each(|plan| plan.whole = true);
        }
        let start = self.lines.words(first);
        let indentation = blanks(start);
        if self.plans.keeps(first, last) || !start.get(..indentation).is_some_and(str::is_ascii) {
            return;
        }
        for line in first..=last {
            let words = self.lines.words(line);
            let cut = blanks(words).min(indentation);
            let cut = if words.is_char_boundary(cut) { cut } else { 0 };
            self.plans.shape(line, Shape::Moved(u32::try_from(cut).unwrap_or(0), indent));
        }
    }
}

fn blanks(line: &str) -> usize {
    line.len() - line.trim_start_matches(words::is_blank).len()
}
