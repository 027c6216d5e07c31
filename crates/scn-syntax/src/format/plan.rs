//! The formatter's plan for each line.

use scn_source::Span;

use super::lines::Lines;

/// How a line is indented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Indentation {
    /// Unchanged: this line does not belong here.
    AsIs,
    /// A comment: indented like the line below it.
    Comment,
    /// With this number of spaces.
    Indent(u8),
    /// Where indentation is significant, in a lesson or a code fence: this number of bytes is
    /// replaced by this number of spaces.
    Shifted(u32, u8),
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
    TightAfterEffect,
}

/// The plan for a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct LinePlan {
    pub(super) indentation: Indentation,
    pub(super) gap: Gap,
    /// Whether an error about its form refers to it, so that nothing in it is changed.
    pub(super) is_kept: bool,
    /// Whether it is, or belongs to, a line that describes an effect of an outcome.
    pub(super) is_effect: bool,
    /// Whether it is a line of a lesson's text or of a code fence, blank or not. No blank line is
    /// inserted or removed before it.
    pub(super) is_verbatim: bool,
}

/// The plans of all lines.
pub(super) struct Plans {
    pub(super) all: Vec<LinePlan>,
}

impl Plans {
    pub(super) fn new(lines: &Lines<'_>) -> Self {
        let plan = LinePlan {
            indentation: Indentation::AsIs,
            gap: Gap::AsIs,
            is_kept: false,
            is_effect: false,
            is_verbatim: false,
        };
        Self { all: vec![plan; lines.all.len()] }
    }

    /// Marks all lines of a span as kept.
    pub(super) fn keep_lines(&mut self, lines: &Lines<'_>, span: Span) {
        let (first, last) =
            (lines.index_at(span.start as usize), lines.index_at((span.end.max(span.start + 1) - 1) as usize));
        if let Some(plans) = self.all.get_mut(first..=last) {
            plans.iter_mut().for_each(|plan| plan.is_kept = true);
        }
    }

    pub(super) fn plan_at(&self, line: usize) -> Option<&LinePlan> {
        self.all.get(line)
    }

    pub(super) fn set_indentation(&mut self, line: usize, shape: Indentation) {
        if let Some(plan) = self.all.get_mut(line) {
            plan.indentation = shape;
        }
    }

    pub(super) fn set_gap(&mut self, line: usize, gap: Gap) {
        if let Some(plan) = self.all.get_mut(line) {
            plan.gap = gap;
        }
    }

    pub(super) fn is_kept(&self, line: usize) -> bool {
        self.plan_at(line).is_some_and(|plan| plan.is_kept)
    }

    /// Returns whether any line of a range is kept.
    pub(super) fn keeps_any(&self, first: usize, last: usize) -> bool {
        self.all.get(first..=last).is_none_or(|plans| plans.iter().any(|plan| plan.is_kept))
    }

    /// Indents comments like the line below them, and moves the gap before that line above them.
    pub(super) fn attach_comments(&mut self, lines: &Lines<'_>) {
        let mut below = Indentation::Indent(0);
        for line in (0..self.all.len()).rev() {
            if lines.is_blank(line) {
                continue;
            }
            let Some(plan) = self.all.get(line).copied() else { continue };
            if plan.indentation == Indentation::Comment {
                self.set_indentation(line, below);
            }
            below = match plan.indentation {
                Indentation::Comment => below,
                Indentation::Indent(_) | Indentation::AsIs if plan.is_kept => Indentation::AsIs,
                Indentation::Indent(_) | Indentation::AsIs => plan.indentation,
                Indentation::Shifted(_, indent) => Indentation::Indent(indent),
            };
            let above = line
                .checked_sub(1)
                .filter(|above| self.plan_at(*above).is_some_and(|plan| plan.indentation == Indentation::Comment));
            if plan.gap != Gap::AsIs
                && let Some(above) = above
            {
                self.set_gap(above, plan.gap);
                self.set_gap(line, Gap::AsIs);
            }
        }
    }
}
