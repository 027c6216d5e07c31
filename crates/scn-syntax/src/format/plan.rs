//! What is to become of each line.

use scn_source::Span;

use super::lines::Lines;

/// How a line begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// As it does: what it is has no place here.
    AsIs,
    /// A comment: like the line that it stands above.
    Comment,
    /// With so many spaces.
    Indent(u8),
    /// Where indentation counts, in a lesson or a code fence: so many bytes give way to so many
    /// spaces.
    Moved(u32, u8),
}

/// How many blank lines stand before a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// One, if there is any.
    AsIs,
    /// One.
    One,
    /// None.
    Tight,
    /// None behind a line of effects; elsewhere one, if there is any.
    TightBehindEffect,
}

/// What is to become of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub(super) shape: Shape,
    pub(super) gap: Gap,
    /// An error about its form points at it: nothing in it is changed.
    pub(super) kept: bool,
    /// It is, or belongs to, a line that says what an outcome does.
    pub(super) effect: bool,
    /// It is a line of a lesson's text or of a code fence, blank or not: no blank line before it is
    /// put in or taken out.
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

    /// Keeps all lines of a span as they are.
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

    /// Whether any of some lines is kept as it is.
    pub(super) fn keeps(&self, first: usize, last: usize) -> bool {
        self.all.get(first..=last).is_none_or(|plans| plans.iter().any(|plan| plan.kept))
    }

    /// Comments stand as what they stand above, and the blank line before that comes before them.
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
