//! Parts that change places: properties under a header, brackets of a choice.

use std::ops::Range;

use scn_source::Span;

use super::Edit;
use super::edits::Made;
use super::layout::Layout;
use crate::tree::{Kind, Node};

/// Parts of the text that change places.
#[derive(Debug)]
pub(super) struct Order {
    /// Where they are, in the order in which they are to stand.
    pub(super) parts: Vec<Range<usize>>,
    /// What stands between two of them.
    pub(super) between: &'static str,
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
    /// Brings the properties under a header into the order of the reference.
    pub(super) fn order_properties(&mut self, properties: &[Property], known: &[Kind]) {
        let rank = |property: &Property| known.iter().position(|kind| *kind == property.kind);
        if properties.is_sorted_by_key(rank) {
            return;
        }
        let fixed =
            |property: &Property| self.plans.keeps(property.first, property.last) || self.lines.hangs(property.last);
        if properties.iter().any(fixed) {
            return;
        }
        let mut sorted: Vec<&Property> = properties.iter().collect();
        sorted.sort_by_key(|property| rank(property));
        let part = |property: &&Property| self.lines.line(property.first).start..self.lines.line(property.last).end;
        let parts = sorted.iter().map(part).collect();
        self.orders.push(Order { parts, between: self.lines.eol });
    }

    /// Brings the brackets of a choice into the order of the reference.
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
        let rank = |(kind, _): &(Kind, Range<usize>)| BRACKETS.iter().position(|known| known == kind);
        let (Some((_, first)), Some((_, last))) = (brackets.first(), brackets.last()) else { return };
        if brackets.is_sorted_by_key(rank) || self.lines.at(first.start) != self.lines.at(last.start) {
            return;
        }
        brackets.sort_by_key(rank);
        let parts = brackets.into_iter().map(|(_, part)| part).collect();
        self.orders.push(Order { parts, between: " " });
    }
}

/// Makes of all edits from the first to the last part one that also moves the parts.
pub(super) fn arrange(made: &mut Made, text: &str, order: &Order) {
    let start = order.parts.iter().map(|part| part.start).min().unwrap_or_default();
    let end = order.parts.iter().map(|part| part.end).max().unwrap_or_default();
    let parts = order.parts.iter().map(|part| {
        let mut out = String::with_capacity(part.len());
        let mut from = part.start;
        let inside = made.edits.iter().filter(|edit| {
            // What is put in behind a part belongs to what stands between two parts.
            part.start <= edit.span.start as usize
                && (edit.span.start as usize) < part.end
                && edit.span.end as usize <= part.end
        });
        for edit in inside {
            out.push_str(text.get(from..edit.span.start as usize).unwrap_or_default());
            out.push_str(&edit.text);
            from = edit.span.end as usize;
        }
        out.push_str(text.get(from..part.end).unwrap_or_default());
        out
    });
    let moved = parts.collect::<Vec<_>>().join(order.between);
    let is_inside = |edit: &Edit| (edit.span.start as usize) < end && edit.span.end as usize <= end;
    let at = made.edits.partition_point(|edit| (edit.span.start as usize) < start);
    let count = made.edits.get(at..).unwrap_or_default().iter().take_while(|edit| is_inside(edit)).count();
    made.edits.splice(at..at + count, [Edit { span: Span::new(start, end), text: moved }]);
    made.groups.splice(at..at + count, [None]);
}
