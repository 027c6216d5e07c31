//! Texts that must be the same in every run: labels, reasons, locks, hints, feedback, and the text
//! of principles.

use scn_source::Span;

use super::Builder;
use crate::ast::{Block, BlockCondition, Text, TextPart};
use crate::findings::misplaced;

impl Builder<'_, '_> {
    /// Reports conditions in a text that cannot have any. They are kept, because their names are
    /// checked all the same.
    pub(super) fn report_conditions(&mut self, text: &Text<'_>, description: &str) {
        for part in &text.parts {
            match part {
                TextPart::If(part) => self.report(misplaced::condition_in(self.src, part.span, description)),
                TextPart::Words(_) | TextPart::Literal(_) | TextPart::Space | TextPart::Value(_) => {}
            }
        }
    }

    /// Reports the first condition in a body that cannot have any.
    pub(super) fn report_first_condition(&mut self, blocks: &[Block<'_>], element: &str) {
        if let Some(span) = blocks.iter().find_map(first_condition) {
            self.report(misplaced::condition_outside_run(self.src, span, element));
        }
    }
}

/// Returns the first condition of a block.
fn first_condition(block: &Block<'_>) -> Option<Span> {
    if let Some((condition, _)) = block.within.first() {
        return Some(condition.span);
    }
    match &block.when {
        BlockCondition::If(condition) => return Some(condition.span),
        BlockCondition::Otherwise(span) => return Some(*span),
        BlockCondition::Always => {}
    }
    block.kind.texts().flat_map(|text| &text.parts).find_map(|part| match part {
        TextPart::If(part) => Some(part.condition.span),
        TextPart::Words(_) | TextPart::Literal(_) | TextPart::Space | TextPart::Value(_) => None,
    })
}
