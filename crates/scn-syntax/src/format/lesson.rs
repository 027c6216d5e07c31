//! Lessons and code fences, where indentation is significant.

use super::layout::{Layout, STEP, is_blank};
use super::plan::Indentation;
use crate::tree::{Kind, Node};
use crate::words;

impl<'t> Layout<'_, 't> {
    /// Lays out the text of a lesson. It is re-indented as a whole, so that its first line has the
    /// indentation of text under a header, and is otherwise unchanged.
    pub(super) fn lay_out_lesson(&mut self, markdown: Node<'t>) {
        let (first, last) = self.line_range_of(markdown);
        if let Some(plans) = self.plans.all.get_mut(first..=last) {
            plans.iter_mut().for_each(|plan| plan.is_verbatim = true);
        }
        let start = self.lines.text_of(first);
        let indentation = leading_blanks(start);
        // A no-break space cannot be cut, and a kept line would not move along with the others.
        if self.plans.keeps_any(first, last) || !start.get(..indentation).is_some_and(str::is_ascii) {
            return;
        }
        let mut fences = markdown.children().filter(|part| !is_blank(*part) && part.kind() == Kind::Fence).peekable();
        for line in first..=last {
            while fences.next_if(|fence| self.line_range_of(*fence).1 < line).is_some() {}
            let in_fence = fences.peek().is_some_and(|fence| self.line_range_of(*fence).0 <= line);
            let line_indent = leading_blanks(self.lines.text_of(line));
            let cut = line_indent.min(indentation);
            // Outside a fence, a line that contains only blanks becomes empty.
            let cut = if !in_fence && self.lines.is_blank(line) { line_indent } else { cut };
            let cut = if self.lines.text_of(line).is_char_boundary(cut) { cut } else { 0 };
            self.plans.set_indentation(line, Indentation::Shifted(u32::try_from(cut).unwrap_or(0), STEP));
        }
    }
}

impl<'t> Layout<'_, 't> {
    /// Lays out a code fence in a body. It is re-indented as a whole, so that its opening line has
    /// the indentation of the surrounding text.
    pub(super) fn lay_out_fence(&mut self, fence: Node<'t>, indent: u8) {
        let (first, last) = self.line_range_of(fence);
        // The blank lines inside belong to the fence.
        if let Some(plans) = self.plans.all.get_mut(first + 1..=last) {
            plans.iter_mut().for_each(|plan| plan.is_verbatim = true);
        }
        let start = self.lines.text_of(first);
        let indentation = leading_blanks(start);
        if self.plans.keeps_any(first, last) || !start.get(..indentation).is_some_and(str::is_ascii) {
            return;
        }
        for line in first..=last {
            let words = self.lines.text_of(line);
            let cut = leading_blanks(words).min(indentation);
            let cut = if words.is_char_boundary(cut) { cut } else { 0 };
            self.plans.set_indentation(line, Indentation::Shifted(u32::try_from(cut).unwrap_or(0), indent));
        }
    }
}

fn leading_blanks(line: &str) -> usize {
    line.len() - line.trim_start_matches(words::is_blank).len()
}
