//! Lessons and code fences, in which indentation counts.

use super::layout::{Layout, STEP, is_blank};
use super::plan::Shape;
use crate::tree::{Kind, Node};
use crate::words;

impl<'t> Layout<'_, 't> {
    /// The text of a lesson: moved as a whole, so that its first line stands where text under a
    /// header does, and otherwise as it is.
    pub(super) fn lesson(&mut self, markdown: Node<'t>) {
        let (first, last) = self.lines_of(markdown);
        if let Some(plans) = self.plans.all.get_mut(first..=last) {
            plans.iter_mut().for_each(|plan| plan.whole = true);
        }
        let start = self.lines.words(first);
        let indentation = blanks(start);
        // A no-break space is no place to cut at; and what is kept as it is would not move along.
        if self.plans.keeps(first, last) || !start.get(..indentation).is_some_and(str::is_ascii) {
            return;
        }
        let mut fences = markdown.children().filter(|part| !is_blank(*part) && part.kind() == Kind::Fence).peekable();
        for line in first..=last {
            while fences.next_if(|fence| self.lines_of(*fence).1 < line).is_some() {}
            let in_fence = fences.peek().is_some_and(|fence| self.lines_of(*fence).0 <= line);
            let own = blanks(self.lines.words(line));
            let cut = own.min(indentation);
            // Outside of a fence a line of blanks is an empty one.
            let cut = if !in_fence && self.lines.is_blank(line) { own } else { cut };
            let cut = if self.lines.words(line).is_char_boundary(cut) { cut } else { 0 };
            self.plans.shape(line, Shape::Moved(u32::try_from(cut).unwrap_or(0), STEP));
        }
    }
}

impl<'t> Layout<'_, 't> {
    /// A code fence in a body: moved as a whole, so that the line that opens it stands as far in as
    /// text does there.
    pub(super) fn fence(&mut self, fence: Node<'t>, indent: u8) {
        let (first, last) = self.lines_of(fence);
        // The blank lines inside are of the fence.
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
