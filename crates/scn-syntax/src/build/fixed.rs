//! Texts that must be the same in every run: labels, reasons, locks, hints, feedback, and the text
//! of principles.

use scn_source::Span;

use super::Builder;
use crate::ast::{Block, Text, TextPart, When};
use crate::findings::misplaced;

impl Builder<'_, '_> {
    /// Reports conditions in a text that cannot have any. They are kept, because their names are
    /// checked all the same.
    pub(super) fn fixed(&mut self, text: &Text<'_>, what: &str) {
        for part in &text.parts {
            match part {
                TextPart::If(part) => self.report(misplaced::condition_in(self.src, part.span, what)),
                TextPart::Words(_) | TextPart::Literal(_) | TextPart::Space | TextPart::Value(_) => {}
            }
        }
    }

    /// Reports the first condition in a body that cannot have any.
    pub(super) fn timeless(&mut self, blocks: &[Block<'_>], what: &str) {
        if let Some(span) = blocks.iter().find_map(condition_of) {
            self.report(misplaced::timeless(self.src, span, what));
        }
    }
}

/// Returns the first condition of a block.
fn condition_of(block: &Block<'_>) -> Option<Span> {
    match &block.when {
        When::If(condition) => return Some(condition.span),
        When::Otherwise(span) => return Some(*span),
        When::Always => {}
    }
    block.kind.texts().flat_map(|text| &text.parts).find_map(|part| match part {
        TextPart::If(part) => Some(part.condition.span),
        TextPart::Words(_) | TextPart::Literal(_) | TextPart::Space | TextPart::Value(_) => None,
    })
}
