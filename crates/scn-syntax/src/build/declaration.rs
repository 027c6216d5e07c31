//! Principles, cast and variables.

use scn_source::Span;

use super::body::Body;
use super::stray::{PropertyContext, StrayContext};
use super::{Builder, Pair};
use crate::ast::{Cast, Name, Number, Principle, Variable, VariableKind};
use crate::findings::{malformed, missing};
use crate::parser::Rule;
use crate::words;

impl<'a> Builder<'a, '_> {
    pub(super) fn build_principle(&mut self, pair: Pair<'_>) -> Principle<'a> {
        let broken = self.broken;
        let mut inner = pair.into_inner();
        let head = inner.next().map(|head| self.build_header(&head, "Principle", "principle"));
        let (header, id, title) = header_parts(head);
        let mut out = Principle { header, id, title, source: None, weight: None, body: Vec::new() };
        let mut weight = None;
        for line in inner {
            match line.as_rule() {
                Rule::source => {
                    let value = self.text_value(&line, "Source");
                    self.set_once(&mut out.source, value, &line, "Source");
                }
                Rule::weight => {
                    let value = self.number_value(&line, "Weight");
                    self.set_once(&mut weight, Some(value), &line, "Weight");
                }
                Rule::stray_property => {
                    self.report_stray_property(&line, &["Source", "Weight"], PropertyContext::Header);
                }
                Rule::body => {
                    let mut body = Body::default();
                    for line in line.into_inner() {
                        self.build_body_line(line, &mut body, StrayContext::Principle);
                    }
                    self.report_first_condition(&body.blocks, "principle");
                    out.body = body.blocks;
                }
                _ => {}
            }
        }
        out.weight = weight.flatten();
        // A principle is not part of a scenario, wherever it is written.
        self.broken = broken;
        out
    }

    pub(super) fn build_cast(&mut self, pair: Pair<'_>) -> Cast<'a> {
        let mut inner = pair.into_inner();
        let nothing = Name { text: "", span: Span::default() };
        let mut out = Cast { header: Span::default(), name: nothing, who: nothing };
        if let Some(head) = inner.next() {
            out.header = self.pair_line(&head);
            let parts: Vec<Pair<'_>> = head.into_inner().collect();
            let find_part =
                |rule: Rule| parts.iter().find(|part| part.as_rule() == rule).map(|part| self.pair_name(part));
            let (name, who, broken) =
                (find_part(Rule::cast_name), find_part(Rule::title), find_part(Rule::broken_head));
            out.who = who.unwrap_or(Name { text: "", span: Span::empty(out.header.end as usize) });
            out.name = name.or(broken).unwrap_or(out.who);
            let problem = match name {
                Some(name) if words::find_keyword(name.text).is_some() => {
                    Some(malformed::cast_keyword(self.src, &name))
                }
                Some(name) if name.text.contains(['(', ')', ']', ':']) => Some(malformed::cast_name(self.src, &name)),
                Some(_) => None,
                None => Some(match broken {
                    Some(broken) if !broken.text.is_empty() => malformed::cast_name(self.src, &broken),
                    Some(_) | None => malformed::cast_nameless(self.src, out.header, out.who),
                }),
            };
            match problem {
                Some(finding) => self.report(finding),
                None if who.is_none() => self.report(missing::description(self.src, out.header, out.name.text)),
                None => {}
            }
        }
        for line in inner {
            if line.as_rule() == Rule::stray_property {
                self.report_stray_property(&line, &[], PropertyContext::BareHeader);
            }
        }
        out
    }

    pub(super) fn build_meter(&mut self, pair: Pair<'_>) -> Variable<'a> {
        let mut inner = pair.into_inner();
        let head = inner.next().map(|head| self.build_header(&head, "Meter", "meter"));
        let (header, id, title) = header_parts(head);
        let mut range: Option<Option<(Number, Number)>> = None;
        let mut start: Option<Option<Number>> = None;
        let mut shown: Option<Option<Name<'a>>> = None;
        for line in inner {
            match line.as_rule() {
                Rule::range => {
                    let numbers: Vec<Number> = line
                        .into_inner()
                        .filter(|part| part.as_rule() == Rule::number)
                        .map(|part| self.build_number(&part))
                        .collect();
                    let value = match numbers.as_slice() {
                        [low, high] => Some((*low, *high)),
                        _ => {
                            self.report_broken(malformed::range(self.src, self.value_span(&line)));
                            None
                        }
                    };
                    self.set_once(&mut range, Some(value), &line, "Range");
                }
                Rule::start => {
                    let value = self.number_value(&line, "Start");
                    self.set_once(&mut start, Some(value), &line, "Start");
                }
                Rule::shown => self.build_shown(&mut shown, &line),
                Rule::stray_property => {
                    self.report_stray_property(&line, &["Range", "Start", "Shown"], PropertyContext::BareHeader);
                }
                _ => {}
            }
        }
        if range.is_none() {
            self.report_broken(malformed::no_range(self.src, header));
        }
        let kind = VariableKind::Meter { range: range.flatten(), start: start.flatten() };
        Variable { header, id, title, shown: shown.flatten(), kind }
    }

    pub(super) fn build_flag(&mut self, pair: Pair<'_>) -> Variable<'a> {
        let mut inner = pair.into_inner();
        let head = inner.next().map(|head| self.build_header(&head, "Flag", "flag"));
        let (header, id, title) = header_parts(head);
        let mut start: Option<Option<Name<'a>>> = None;
        let mut shown: Option<Option<Name<'a>>> = None;
        for line in inner {
            match line.as_rule() {
                Rule::start => {
                    let value = self.word_value(&line, "Start", "`yes` or `no`");
                    self.set_once(&mut start, Some(value), &line, "Start");
                }
                Rule::shown => self.build_shown(&mut shown, &line),
                Rule::stray_property => {
                    self.report_stray_property(&line, &["Start", "Shown"], PropertyContext::BareHeader);
                }
                _ => {}
            }
        }
        let kind = VariableKind::Flag { start: start.flatten() };
        Variable { header, id, title, shown: shown.flatten(), kind }
    }

    pub(super) fn build_state(&mut self, pair: Pair<'_>) -> Variable<'a> {
        let mut inner = pair.into_inner();
        let head = inner.next().map(|head| self.build_header(&head, "State", "state"));
        let (header, id, title) = header_parts(head);
        let mut values: Option<Vec<StateValue<'a>>> = None;
        let mut start: Option<Option<Name<'a>>> = None;
        let mut shown: Option<Option<Name<'a>>> = None;
        for line in inner {
            match line.as_rule() {
                Rule::values => {
                    let value = self.build_values(&line);
                    self.broken |= value.is_none();
                    for (word, _) in value.iter().flatten() {
                        self.check_value(word);
                    }
                    self.set_once(&mut values, Some(value.unwrap_or_default()), &line, "Values");
                }
                Rule::start => {
                    let value = self.word_value(&line, "Start", "one of the words of the state");
                    self.set_once(&mut start, Some(value), &line, "Start");
                }
                Rule::shown => self.build_shown(&mut shown, &line),
                Rule::stray_property => {
                    self.report_stray_property(&line, &["Values", "Start", "Shown"], PropertyContext::BareHeader);
                }
                _ => {}
            }
        }
        if values.is_none() {
            self.report_broken(malformed::no_values(self.src, header));
        }
        let (values, words) = values.unwrap_or_default().into_iter().unzip();
        let kind = VariableKind::State { values, words, start: start.flatten() };
        Variable { header, id, title, shown: shown.flatten(), kind }
    }

    fn build_shown(&mut self, shown: &mut Option<Option<Name<'a>>>, line: &Pair<'_>) {
        let value = self.word_value(line, "Shown", "`always`");
        self.set_once(shown, Some(value), line, "Shown");
    }

    /// Builds the values of a state, each with its words.
    fn build_values(&mut self, line: &Pair<'_>) -> Option<Vec<StateValue<'a>>> {
        if Self::find_child(line, Rule::broken_value).is_some() {
            self.report(malformed::values(self.src, self.value_span(line)));
            return None;
        }
        let mut values = Vec::new();
        for pair in line.into_inner().filter(|inner| inner.as_rule() == Rule::state_value) {
            let Some(value) = Self::find_child(&pair, Rule::reference) else { continue };
            let words = Self::find_child(&pair, Rule::value_words).map(|words| self.value_words(&words));
            if let Some(words) = words.filter(|words| words.text.is_empty()) {
                self.report_broken(malformed::no_words(self.src, self.pair_name(&pair).span, words.span));
            }
            values.push((self.pair_name(&value), words));
        }
        Some(values)
    }

    /// Returns the words of a value without the quotation marks and the blanks inside them.
    pub(super) fn value_words(&self, pair: &Pair<'_>) -> Name<'a> {
        let whole = self.pair_name(pair);
        let text = whole.text.trim_matches(words::is_quote_mark).trim_matches(words::is_blank);
        let from = if text.is_empty() {
            whole.span.start as usize
        } else {
            whole.span.start as usize + (text.as_ptr() as usize - whole.text.as_ptr() as usize)
        };
        Name { text, span: Span::new(from, from + text.len()) }
    }

    /// Checks a value of a state, which must have the form of an id.
    fn check_value(&mut self, word: &Name<'a>) {
        if self.check_id(word, "state") && !words::has_id_form(word.text) {
            self.report_broken(malformed::value(self.src, word));
        }
    }
}

/// A value of a state, and the words that the learner reads in its place.
type StateValue<'a> = (Name<'a>, Option<Name<'a>>);

/// Splits a header into its parts. The grammar starts each declaration with a header.
pub(super) fn header_parts(head: Option<super::head::Header<'_>>) -> (Span, Name<'_>, Name<'_>) {
    let nothing = Name { text: "", span: Span::default() };
    head.map_or((Span::default(), nothing, nothing), |head| (head.line, head.id, head.title))
}
