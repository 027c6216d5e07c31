//! Blocks other than running text: list items, code fences, tables, headings.

use scn_source::Span;

use super::body::Body;
use super::text::TextStart;
use super::{Builder, Pair};
use crate::ast::{Alignment, BlockCondition, BlockKind, Item, ItemNumber, Name, Text, TextPart};
use crate::findings::malformed;
use crate::lists::ListPosition;
use crate::parser::Rule;
use crate::words::is_blank;

impl<'a> Builder<'a, '_> {
    /// Builds a list item, or adds the line to the text of the previous item.
    pub(super) fn build_item(&mut self, pair: Pair<'_>, when: BlockCondition<'a>, body: &mut Body<'a>) {
        let span = self.trimmed_name(self.pair_span(&pair)).span;
        let mut mark = Name { text: "", span: Span::empty(span.start as usize) };
        let mut text = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::marker | Rule::dash_marker => mark = self.pair_name(&part),
                Rule::item_text => text = Some(part),
                _ => {}
            }
        }
        // A bracket may precede the marker.
        let start = match &when {
            BlockCondition::If(condition) => self.bracket_before(condition.span.start as usize),
            BlockCondition::Otherwise(bracket) => bracket.start as usize,
            BlockCondition::Always => span.start as usize,
        };
        let place = body.lists.place_item(self.src.original(), start, mark.text, span.end as usize);
        let level = match place {
            ListPosition::Item(level) => level,
            ListPosition::Text(_) if matches!(when, BlockCondition::Always) => {
                self.append_text(mark, text, body);
                return;
            }
            ListPosition::Text(level) => level,
        };
        let number = parse_item_number(mark.text);
        let speeches = self.push_with_text(text, TextStart::Inside, span.end, body, when, span.start, |text| {
            BlockKind::Item(Item { number, level, text })
        });
        self.push_speeches(speeches, body);
    }

    /// Returns where the bracket that contains a condition begins.
    fn bracket_before(&self, condition: usize) -> usize {
        self.src.original().get(..condition).and_then(|before| before.rfind('[')).unwrap_or(condition)
    }

    /// Adds a line that looks like a list item to the running text before it, which it continues.
    fn append_text(&mut self, mark: Name<'a>, text: Option<Pair<'_>>, body: &mut Body<'a>) {
        let Some(text) = text else { return };
        let read = self.read_text(text, TextStart::Inside);
        let last = body.blocks.last_mut().and_then(|block| {
            block.span = block.span.cover(read.first.span);
            block.kind.running()
        });
        let Some(last) = last else { return };
        // The marker and the blanks after it.
        let start = Span { start: mark.span.start, end: read.first.span.start };
        last.parts.push(TextPart::Space);
        last.parts.push(TextPart::Words(Name { text: self.src.slice(start), span: start }));
        last.parts.extend(read.first.text.parts);
        last.span = last.span.cover(read.first.text.span);
        self.push_speeches(read.rest, body);
    }

    /// Builds a code fence. Its lines are kept as written, minus the indentation of the opening
    /// line.
    pub(super) fn build_fence(&mut self, pair: Pair<'_>, when: BlockCondition<'a>, body: &mut Body<'a>) {
        let span = self.trimmed_name(self.pair_span(&pair)).span;
        let written = self.src.original();
        let prefix = written.get(..span.start as usize).unwrap_or_default();
        let line = prefix.rfind('\n').map_or("", |at| prefix.get(at + 1..).unwrap_or_default());
        let indentation = line.len() - line.trim_start_matches(is_blank).len();
        let mut info = None;
        let mut lines = Vec::new();
        let mut closed = false;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::fence_line if info.is_none() => info = Some(self.trimmed_name(self.pair_span(&part))),
                Rule::fence_line => lines.push(self.code_line(self.pair_span(&part), indentation)),
                Rule::fence_end => closed = true,
                _ => {}
            }
        }
        if !closed {
            let line = self.src.line_span_from(span.start as usize);
            self.report_broken(malformed::open_fence(self.src, line, "lines"));
        }
        let info = info.unwrap_or(Name { text: "", span: Span::empty(span.start as usize) });
        body.push(when, BlockKind::Code { info, lines }, span);
    }

    /// Returns a line of code without its line ending and with up to `indentation` bytes of
    /// indentation removed.
    fn code_line(&self, span: Span, indentation: usize) -> Name<'a> {
        let text = self.src.slice(span);
        let text = text.strip_suffix('\r').unwrap_or(text);
        let line_indent = text.len() - text.trim_start_matches(is_blank).len();
        let mut cut = line_indent.min(indentation);
        while !text.is_char_boundary(cut) {
            cut -= 1;
        }
        let start = span.start as usize + cut;
        Name { text: text.get(cut..).unwrap_or_default(), span: Span::new(start, span.start as usize + text.len()) }
    }

    /// Builds a table.
    pub(super) fn build_table(&mut self, pair: Pair<'_>, when: BlockCondition<'a>, body: &mut Body<'a>) {
        let span = self.trimmed_name(self.pair_span(&pair)).span;
        let mut columns = Vec::new();
        let mut rows: Vec<Vec<Text<'a>>> = Vec::new();
        for part in pair.into_inner() {
            let line = self.trimmed_name(self.pair_span(&part));
            match part.as_rule() {
                Rule::table_rule => {
                    columns = split_cells(line).into_iter().map(|cell| parse_alignment(cell.text)).collect();
                }
                Rule::table_line => {
                    let row = split_cells(line).into_iter().map(|cell| {
                        let mut parts = Vec::new();
                        self.build_cell(cell, &mut parts);
                        Text { parts, span: cell.span }
                    });
                    rows.push(row.collect());
                }
                _ => {}
            }
        }
        let mut rows = rows.into_iter();
        let head = rows.next().unwrap_or_default();
        body.push(when, BlockKind::Table { columns, head, rows: rows.collect() }, span);
    }

    /// Builds a heading, without the closing `#` characters.
    pub(super) fn build_heading(&mut self, pair: Pair<'_>, when: BlockCondition<'a>, body: &mut Body<'a>) {
        let span = self.trimmed_name(self.pair_span(&pair)).span;
        let mark = Self::find_child(&pair, Rule::heading_mark).map_or(1, |mark| mark.as_str().trim_end().len());
        let text = Self::find_child(&pair, Rule::heading_text).map(|text| self.trimmed_name(self.pair_span(&text)));
        let text = text.unwrap_or(Name { text: "", span: Span::empty(span.end as usize) });
        let open = text.text.trim_end_matches('#');
        let words =
            if open.is_empty() || open.ends_with(is_blank) { open.trim_end_matches(is_blank) } else { text.text };
        let words =
            Name { text: words, span: Span::new(text.span.start as usize, text.span.start as usize + words.len()) };
        let mut parts = Vec::new();
        self.build_inline(words, &mut parts);
        let level = u8::try_from(mark).unwrap_or(6);
        body.push(when, BlockKind::Heading { level, text: Text { parts, span: words.span } }, span);
    }
}

/// Parses the number of an item from its marker.
fn parse_item_number(mark: &str) -> Option<ItemNumber> {
    let sign = mark.chars().next_back()?;
    let value = mark.strip_suffix(['.', ')'])?.parse().ok()?;
    Some(ItemNumber { value, sign })
}

/// Returns the alignment of a column from its cell in the delimiter row.
fn parse_alignment(cell: &str) -> Alignment {
    match (cell.starts_with(':'), cell.ends_with(':')) {
        (true, true) => Alignment::Center,
        (true, false) => Alignment::Left,
        (false, true) => Alignment::Right,
        (false, false) => Alignment::None,
    }
}

/// Splits a line of a table into cells. A bar after a backslash, or inside a conditional-text
/// bracket, is not a separator.
fn split_cells(line: Name<'_>) -> Vec<Name<'_>> {
    let mut out = Vec::new();
    let mut cell_start = 0;
    let mut escaped = false;
    // The number of open brackets since one that begins with `[if`.
    let mut open = 0_usize;
    let bytes = line.text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'[' if 0 < open || starts_with_if(line.text.get(at + 1..).unwrap_or_default()) => open += 1,
            b']' => open = open.saturating_sub(1),
            b'|' if open == 0 => {
                out.push((cell_start, at));
                cell_start = at + 1;
            }
            _ => {}
        }
    }
    out.push((cell_start, bytes.len()));
    let to_cell = |(from, to): (usize, usize)| {
        let text = line.text.get(from..to).unwrap_or_default();
        let words = text.trim_start_matches(is_blank);
        let start = line.span.start as usize + from + (text.len() - words.len());
        let words = words.trim_end_matches(is_blank);
        Name { text: words, span: Span::new(start, start + words.len()) }
    };
    let mut out: Vec<Name<'_>> = out.into_iter().map(to_cell).collect();
    // A bar at the start or end of the line does not delimit a cell.
    if out.len() > 1 && out.last().is_some_and(|last| last.text.is_empty()) {
        out.pop();
    }
    if out.len() > 1 && line.text.starts_with('|') {
        out.remove(0);
    }
    out
}

fn starts_with_if(text: &str) -> bool {
    let word = text.trim_start_matches(is_blank);
    word.strip_prefix("if").is_some_and(|rest| rest.starts_with(is_blank))
}
