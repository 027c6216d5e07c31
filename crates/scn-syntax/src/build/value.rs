//! Single-line values: numbers, references, and lists of references.

use scn_source::Span;

use super::{Builder, Pair};
use crate::ast::{Name, Number};
use crate::findings::{malformed, misplaced, missing};
use crate::parser::Rule;

impl<'a> Builder<'a, '_> {
    /// Parses a number, clamped to 64 bits. It is read from the corrected text, which may differ
    /// from the original.
    pub(super) fn build_number(&self, pair: &Pair<'_>) -> Number {
        self.parse_number(pair.as_str(), self.pair_span(pair))
    }

    /// Parses a text as a number.
    pub(super) fn parse_number(&self, text: &str, span: Span) -> Number {
        let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
        let negative = digits.len() < text.len() && !text.starts_with('+');
        let size = digits
            .bytes()
            .fold(0_i64, |value, digit| value.saturating_mul(10).saturating_add(i64::from(digit.wrapping_sub(b'0'))));
        Number { value: if negative { size.saturating_neg() } else { size }, span }
    }

    /// Returns the first pair of a rule within a line.
    pub(super) fn find_child<'p>(line: &Pair<'p>, rule: Rule) -> Option<Pair<'p>> {
        line.into_inner().find(|inner| inner.as_rule() == rule)
    }

    /// Returns the value of a text property.
    pub(super) fn text_value(&mut self, line: &Pair<'_>, keyword: &str) -> Option<Name<'a>> {
        let value = Self::find_child(line, Rule::title).map(|title| self.pair_name(&title));
        if value.is_none() {
            self.report(missing::text(self.src, self.pair_line(line), keyword));
        }
        value
    }

    /// Returns the value of an integer property.
    pub(super) fn number_value(&mut self, line: &Pair<'_>, keyword: &str) -> Option<Number> {
        let value = Self::find_child(line, Rule::number).map(|number| self.build_number(&number));
        if value.is_none() {
            self.report_broken(malformed::number(self.src, self.value_span(line), keyword));
        }
        value
    }

    /// Returns the value of a one-word property.
    pub(super) fn word_value(&mut self, line: &Pair<'_>, keyword: &str, wanted: &str) -> Option<Name<'a>> {
        let value = Self::find_child(line, Rule::reference).map(|word| self.pair_name(&word));
        if value.is_none() {
            self.report_broken(malformed::one_word(self.src, self.value_span(line), keyword, wanted));
        }
        value
    }

    /// Returns the value of a property that is a list of names.
    pub(super) fn list_value(&mut self, line: &Pair<'_>, keyword: &str) -> Option<Vec<Name<'a>>> {
        if Self::find_child(line, Rule::broken_value).is_some() {
            self.report(malformed::names(self.src, self.value_span(line), keyword));
            return None;
        }
        let words = line.into_inner().filter(|inner| inner.as_rule() == Rule::reference);
        Some(words.map(|word| self.pair_name(&word)).collect())
    }

    /// Returns the span of a line's value, or of the line itself if it has no value.
    pub(super) fn value_span(&self, line: &Pair<'_>) -> Span {
        let value =
            line.into_inner().filter(|inner| inner.as_rule() != Rule::comment).map(|inner| self.pair_name(&inner).span);
        match value.reduce(Span::cover) {
            Some(value) if !value.is_empty() => value,
            Some(_) | None => self.pair_line(line),
        }
    }

    /// Stores the value of a property; reports a second value.
    pub(super) fn set_once<T>(&mut self, slot: &mut Option<T>, value: Option<T>, line: &Pair<'_>, keyword: &str) {
        if slot.is_some() {
            let line = self.pair_line(line);
            self.report(misplaced::duplicate(self.src, line, keyword));
        } else {
            *slot = value;
        }
    }
}
