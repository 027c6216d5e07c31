//! Header lines: `Keyword id: title`.

use scn_source::Span;

use super::{Builder, Pair};
use crate::ast::Name;
use crate::findings::{malformed, missing};
use crate::parser::Rule;
use crate::words;

/// A parsed header line.
pub(super) struct Header<'a> {
    /// The span of the line.
    pub(super) line: Span,
    /// The id. If it is missing, the title is used instead, so that headers without an id are not
    /// reported as duplicates of each other.
    pub(super) id: Name<'a>,
    /// The title; empty if there is none.
    pub(super) title: Name<'a>,
    /// Whether the id is valid.
    pub(super) sound: bool,
}

impl<'a> Builder<'a, '_> {
    /// Parses `Keyword id: title`. `kind` is the keyword in lower case.
    pub(super) fn build_header(&mut self, head: &Pair<'_>, keyword: &'static str, kind: &'static str) -> Header<'a> {
        let line = self.pair_line(head);
        let after_keyword = self.src.original_offset(head.as_span().start() + keyword.len());
        let mut id = None;
        let mut title = None;
        let mut broken = None;
        for part in head.into_inner() {
            match part.as_rule() {
                Rule::id => id = Some(self.pair_name(&part)),
                Rule::title => title = Some(self.pair_name(&part)),
                Rule::broken_head => broken = Some(self.pair_span(&part)),
                _ => {}
            }
        }
        let none = Name { text: "", span: Span::empty(line.end as usize) };
        let written = title.unwrap_or(none);
        let (id, sound) = match (id, broken) {
            (Some(id), _) => (id, self.check_id(&id, kind)),
            (None, Some(broken)) => {
                self.report(malformed::header(self.src, line, keyword, kind, broken, title.is_some()));
                // If only the part after the id is wrong, the id itself can still be used.
                let name = self.trimmed_name(broken);
                let first = name.text.split(['[', ' ', '(']).next().unwrap_or_default();
                let named = first.len() < name.text.len() && name.text.contains('[') && words::is_id(first);
                let start = name.span.start as usize;
                let id = Name { text: first, span: Span::new(start, start + first.len()) };
                (if named { id } else { name }, false)
            }
            (None, None) => {
                self.report(malformed::no_id(self.src, line, keyword, kind, after_keyword, written.text));
                (written, false)
            }
        };
        // A situation needs no title, and that of a passage is for its author alone.
        let needs_title = !matches!(keyword, "Situation" | "Passage");
        if title.is_none() && (sound || broken.is_none()) && needs_title {
            self.report(missing::title(self.src, line, keyword));
        }
        self.broken |= !sound;
        Header { line, id, title: written, sound }
    }

    /// Reports an id that is too long or reserved. Returns whether it is valid.
    pub(super) fn check_id(&mut self, id: &Name<'a>, kind: &'static str) -> bool {
        if words::reserved_for(kind).contains(&id.text) {
            self.report_broken(malformed::reserved(self.src, id, kind));
            return false;
        }
        if words::MAX_ID_LENGTH < id.text.len() {
            self.report_broken(malformed::long_id(self.src, id));
            return false;
        }
        true
    }
}

/// Returns whether a rule is the content of a bracket of a header, or a bracket that is none.
pub(super) fn is_bracket(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::if_clause
            | Rule::needs_clause
            | Rule::once
            | Rule::after
            | Rule::chance
            | Rule::otherwise
            | Rule::any_order
            | Rule::any_one
            | Rule::broken_bracket
    )
}
