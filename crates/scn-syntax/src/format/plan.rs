//! The formatter's plan for each line.

use scn_source::Span;

use super::lines::Lines;

/// How a line is indented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Unchanged: this line does not belong here.
    AsIs,
    /// A comment: indented like the line below it.
    Comment,
    /// With this number of spaces.
    Indent(u8),
    /// Where indentation is significant, in a lesson or a code fence: this number of bytes is
    /// replaced by this number of spaces.
    Moved(u32, u8),
}

/// The number of blank lines before a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// One, if there are any now.
    AsIs,
    /// Exactly one.
    One,
    /// None.
    Tight,
    /// None after an effect line of an outcome; elsewhere one, if there are any now.
    TightBehindEffect,
}

/// The plan for a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub(super) shape: Shape,
    pub(super) gap: Gap,
    /// Whether an error about its form refers to it, so that nothing in it is changed.
    pub(super) kept: bool,
    /// Whether it is, or belongs to, a line that describes an effect of an outcome.
    pub(super) effect: bool,
    /// Whether it is a line of a lesson's text or of a code fence, blank or not. No blank line is
    /// inserted or removed before it.
    pub(super) whole: bool,
}

/// The plans of all lines.
pub(super) struct Plans {
    pub(super) all: Vec<Plan>,
}

impl Plans {
    pub(super) fn new(lines: &Lines<'_>) -> Self {
        let plan = Plan { shape: Shape::AsIs, gap: Gap::AsIs, kept: false, effect: false, whole: false };
        Self { all: vec![plan; lines.all.len()] }
    }

    /// Marks all lines of a span as kept.
    pub(super) fn keep(&mut self, lines: &Lines<'_>, span: Span) {
        let (first, last) = (lines.at(span.start as usize), lines.at((span.end.max(span.start + 1) - 1) as usize));
        if let Some(plans) = self.all.get_mut(first..=last) {
            plans.iter_mut().for_each(|plan| plan.kept = true);
        }
    }

    pub(super) fn get(&self, line: usize) -> Option<&Plan> {
        self.all.get(line)
    }

    pub(super) fn shape(&mut self, line: usize, shape: Shape) {
        if let Some(plan) = self.all.get_mut(line) {
            plan.shape = shape;
        }
    }

    pub(super) fn gap(&mut self, line: usize, gap: Gap) {
        if let Some(plan) = self.all.get_mut(line) {
            plan.gap = gap;
        }
    }

    pub(super) fn is_kept(&self, line: usize) -> bool {
        self.get(line).is_some_and(|plan| plan.kept)
    }

    /// Returns whether any line of a range is kept.
    pub(super) fn keeps(&self, first: usize, last: usize) -> bool {
        self.all.get(first..=last).is_none_or(|plans| plans.iter().any(|plan| plan.kept))
    }

    /// Indents comments like the line below them, and moves the gap before that line above them.
    pub(super) fn settle(&mut self, lines: &Lines<'_>) {
        let mut below = Shape::Indent(0);
        for line in (0..self.all.len()).rev() {
            if lines.is_blank(line) {
                continue;
            }
            let Some(plan) = self.all.get(line).copied() else { continue };
            if plan.shape == Shape::Comment {
                self.shape(line, below);
            }
            below = match plan.shape {
                Shape::Comment => below,
                Shape::Indent(_) | Shape::AsIs if plan.kept => Shape::AsIs,
                Shape::Indent(_) | Shape::AsIs => plan.shape,
                Shape::Moved(_, indent) => Shape::Indent(indent),
            };
            let above =
                line.checked_sub(1).filter(|above| self.get(*above).is_some_and(|plan| plan.shape == Shape::Comment));
            if plan.gap != Gap::AsIs
                && let Some(above) = above
            {
                self.gap(above, plan.gap);
                self.gap(line, Gap::AsIs);
            }
        }
    }
}
