//! Parts that are reordered: properties under a header, brackets of a choice.

use std::ops::Range;

use scn_source::Span;

use super::Edit;
use super::edits::EditSet;
use super::layout::Layout;
use crate::tree::{Kind, Node};

/// Parts of the text to reorder.
#[derive(Debug)]
pub(super) struct Reordering {
    /// The ranges of the parts, in the order they should have.
    pub(super) parts: Vec<Range<usize>>,
    /// The separator between two parts.
    pub(super) separator: &'static str,
}

impl Reordering {
    /// Returns the range from the first part to the last.
    fn span(&self) -> Range<usize> {
        let start = self.parts.iter().map(|part| part.start).min().unwrap_or_default();
        start..self.parts.iter().map(|part| part.end).max().unwrap_or_default()
    }
}

/// The brackets of a choice, in the order of the reference.
const BRACKETS: &[Kind] = &[Kind::IfClause, Kind::NeedsClause, Kind::Once, Kind::After];

/// A property and the comments above it.
pub(super) struct Property {
    pub(super) kind: Kind,
    pub(super) first: usize,
    pub(super) last: usize,
}

impl<'t> Layout<'_, 't> {
    /// Sorts the properties under a header into the order of the reference.
    pub(super) fn order_properties(&mut self, properties: &[Property], order: &[Kind]) {
        let rank_of = |property: &Property| order.iter().position(|kind| *kind == property.kind);
        if properties.is_sorted_by_key(rank_of) {
            return;
        }
        let fixed = |property: &Property| {
            self.plans.keeps_any(property.first, property.last) || self.lines.continues_below(property.last)
        };
        if properties.iter().any(fixed) {
            return;
        }
        let mut sorted: Vec<&Property> = properties.iter().collect();
        sorted.sort_by_key(|property| rank_of(property));
        let to_range = |property: &&Property| self.lines.line(property.first).start..self.lines.line(property.last).end;
        let parts = sorted.iter().map(to_range).collect();
        self.orders.push(Reordering { parts, separator: self.lines.eol });
    }

    /// Sorts the brackets of a choice into the order of the reference.
    pub(super) fn order_brackets(&mut self, head: Node<'t>) {
        let mut brackets: Vec<(Kind, Range<usize>)> = Vec::new();
        let mut open = None;
        for child in head.children() {
            let span = child.span().range();
            match (child.kind(), open) {
                (Kind::Punctuation, _) if child.text() == "[" => open = Some((span.start, None)),
                (Kind::Punctuation, Some((start, Some(kind)))) if child.text() == "]" => {
                    brackets.push((kind, start..span.end));
                    open = None;
                }
                (kind, Some((start, None))) if BRACKETS.contains(&kind) => open = Some((start, Some(kind))),
                (Kind::Text, _) => break,
                _ => {}
            }
        }
        let rank_of = |(kind, _): &(Kind, Range<usize>)| BRACKETS.iter().position(|known| known == kind);
        let (Some((_, first)), Some((_, last))) = (brackets.first(), brackets.last()) else { return };
        if brackets.is_sorted_by_key(rank_of) || self.lines.index_at(first.start) != self.lines.index_at(last.start) {
            return;
        }
        brackets.sort_by_key(rank_of);
        let parts = brackets.into_iter().map(|(_, part)| part).collect();
        self.orders.push(Reordering { parts, separator: " " });
    }
}

/// Merges all edits within the range of some parts into one edit that also reorders the parts.
pub(super) fn merge_reorderings(edit_set: &mut EditSet, text: &str, mut orders: Vec<Reordering>) {
    if orders.is_empty() {
        return;
    }
    orders.sort_by_key(|order| order.span().start);
    let edits = std::mem::take(&mut edit_set.edits);
    let groups = std::mem::take(&mut edit_set.groups);
    let mut next_edit = 0;
    let copy_edits = |made: &mut EditSet, from: usize, to: usize| {
        made.edits.extend_from_slice(edits.get(from..to).unwrap_or_default());
        made.groups.extend_from_slice(groups.get(from..to).unwrap_or_default());
    };
    for order in orders {
        let span = order.span();
        let (first, behind) = edits_inside(&edits, &span);
        copy_edits(edit_set, next_edit, first);
        let parts = order.parts.iter().map(|part| {
            let (first, behind) = edits_inside(&edits, part);
            super::apply_edits_within(text, part.clone(), edits.get(first..behind).unwrap_or_default())
        });
        let moved = parts.collect::<Vec<_>>().join(order.separator);
        edit_set.edits.push(Edit { span: Span::new(span.start, span.end), text: moved });
        edit_set.groups.push(None);
        next_edit = behind;
    }
    copy_edits(edit_set, next_edit, edits.len());
}

/// Returns the index range of the edits inside a range. An insertion at the end of the range is
/// outside.
fn edits_inside(edits: &[Edit], range: &Range<usize>) -> (usize, usize) {
    let first = edits.partition_point(|edit| (edit.span.start as usize) < range.start);
    (first, edits.partition_point(|edit| (edit.span.start as usize) < range.end))
}
