//! Scenarios.

use scn_source::Span;

use super::body::Body;
use super::declaration::header_parts;
use super::stray::{PropertyContext, StrayContext, StrayGroup};
use super::{Builder, CastNames, Pair, SharedLists};
use crate::ast::{Ending, Name, Number, Scenario};
use crate::findings::{continues, malformed, misplaced};
use crate::parser::{Pairs, Rule};

impl<'a> Builder<'a, '_> {
    pub(super) fn build_scenario(&mut self, pair: Pair<'_>, shared: &mut SharedLists<'_, 'a>) -> Scenario<'a> {
        self.enter_scenario(&pair);
        let mut inner = pair.into_inner();
        let head = inner.next().map(|head| self.build_header(&head, "Scenario", "scenario"));
        let (header, id, title) = header_parts(head);
        let mut out = Scenario::empty(header, id, title);
        self.build_scenario_parts(inner, &mut out, shared);
        self.leave_scenario(&mut out);
        out
    }

    /// Begins a scenario, or a file that continues one.
    pub(super) fn enter_scenario(&mut self, pair: &Pair<'_>) {
        self.cast = self.cast_names(pair);
        self.cast_place = self.cast_line_place(pair);
        self.broken = self.shared_broken;
        self.in_continuation = false;
    }

    /// Ends a scenario, or a file that continues one.
    pub(super) fn leave_scenario(&mut self, out: &mut Scenario<'a>) {
        out.broken = self.broken;
        self.cast = CastNames::default();
        self.cast_place = None;
        self.in_continuation = false;
    }

    /// Builds what follows the header of a scenario.
    pub(super) fn build_scenario_parts(
        &mut self,
        inner: Pairs<'_>,
        out: &mut Scenario<'a>,
        shared: &mut SharedLists<'_, 'a>,
    ) {
        let mut properties = Properties::default();
        let mut strays = StrayGroup::default();
        for part in inner {
            match part.as_rule() {
                Rule::body => {
                    let mut body = Body::default();
                    for line in part.into_inner() {
                        self.build_body_line(line, &mut body, StrayContext::Text);
                    }
                    out.body = body.blocks;
                    out.shows = body.shows;
                    properties.has_text_begun = true;
                }
                Rule::situation => {
                    strays.end_group();
                    out.situations.push(self.build_situation(part));
                }
                Rule::ending => {
                    strays.end_group();
                    out.endings.push(self.build_ending(part));
                }
                Rule::test => {
                    strays.end_group();
                    out.tests.push(self.build_test(part));
                }
                Rule::promise => {
                    strays.end_group();
                    out.promises.extend(self.build_promise(&part));
                }
                Rule::continues => {
                    strays.end_group();
                    self.enter_continuation(&part, out);
                }
                Rule::stray_property if self.in_continuation => {
                    strays.end_group();
                    let line = self.pair_line(&part);
                    self.report(continues::property(self.src, line));
                }
                Rule::stray_property if !properties.has_text_begun => {
                    let known_properties = ["Covers", "Start", "Minutes", "Audience", "Author", "Tags"];
                    self.report_stray_property(&part, &known_properties, PropertyContext::Header);
                }
                _ if self.build_scenario_property(&part, &mut properties) => {}
                _ => {
                    let (cast, variables, passages) = (&mut out.cast, &mut out.variables, &mut out.passages);
                    if self.build_declaration(&part, shared, cast, variables, passages) {
                        strays.end_group();
                    } else {
                        self.report_stray(part, &mut strays, StrayContext::Scenario);
                    }
                }
            }
        }
        out.covers = properties.covers.unwrap_or_default();
        out.start = properties.start.flatten();
        out.minutes = properties.minutes.flatten();
        out.audience = properties.audience;
        out.author = properties.author;
        out.tags = properties.tags.unwrap_or_default();
    }

    fn build_scenario_property(&mut self, line: &Pair<'_>, out: &mut Properties<'a>) -> bool {
        match line.as_rule() {
            Rule::covers => {
                let value = self.list_value(line, "Covers").unwrap_or_default();
                self.set_once(&mut out.covers, Some(value), line, "Covers");
            }
            Rule::start => {
                let value = self.word_value(line, "Start", "the name of a situation");
                self.set_once(&mut out.start, Some(value), line, "Start");
            }
            Rule::minutes => {
                let broken = self.broken;
                let value = self.number_value(line, "Minutes");
                // The duration does not affect the runs.
                self.broken = broken;
                self.set_once(&mut out.minutes, Some(value), line, "Minutes");
            }
            Rule::audience => {
                let value = self.text_value(line, "Audience");
                self.set_once(&mut out.audience, value, line, "Audience");
            }
            Rule::author => {
                let value = self.text_value(line, "Author");
                self.set_once(&mut out.author, value, line, "Author");
            }
            Rule::tags => {
                let tags = line.into_inner().filter(|tag| tag.as_rule() == Rule::tag);
                let tags: Vec<Name<'a>> = tags.map(|tag| self.pair_name(&tag)).collect();
                if tags.is_empty() || tags.iter().any(|tag| tag.text.is_empty()) {
                    self.report(malformed::names(self.src, self.value_span(line), "Tags"));
                }
                let tags = tags.into_iter().filter(|tag| !tag.text.is_empty()).collect();
                self.set_once(&mut out.tags, Some(tags), line, "Tags");
            }
            _ => return false,
        }
        true
    }

    pub(super) fn build_ending(&mut self, pair: Pair<'_>) -> Ending<'a> {
        let mut inner = pair.into_inner();
        let head = inner.next().map(|head| self.build_header(&head, "Ending", "ending"));
        let sound = head.as_ref().is_some_and(|head| head.sound);
        let (header, id, title) = header_parts(head);
        let mut out = Ending { header, id, title, result: None, body: Vec::new(), shows: Vec::new() };
        let mut result = None;
        // A `Result:` that comes too late is a single mistake, and is reported as such.
        let mut late = false;
        for line in inner {
            match line.as_rule() {
                Rule::result => {
                    let broken = self.broken;
                    let value = self.word_value(&line, "Result", "`passed`, `failed` or `mixed`");
                    // The result does not affect where a run ends.
                    self.broken = broken;
                    self.set_once(&mut result, Some(value), &line, "Result");
                }
                Rule::stray_property => self.report_stray_property(&line, &["Result"], PropertyContext::Header),
                Rule::body => {
                    let mut body = Body::default();
                    for line in line.into_inner() {
                        if line.as_rule() == Rule::stray_property && line.as_str().starts_with("Result") && !late {
                            body.interrupt();
                            late = result.is_none();
                            self.report_late_result(&line, header, late);
                            continue;
                        }
                        self.build_body_line(line, &mut body, StrayContext::Text);
                    }
                    out.body = body.blocks;
                    out.shows = body.shows;
                }
                _ => {}
            }
        }
        if result.is_none() && !late && sound {
            self.report(malformed::no_result(self.src, header));
        }
        out.result = result.flatten();
        out
    }

    /// Reports a `Result:` after text. `only`: whether there is none in the right place.
    fn report_late_result(&mut self, line: &Pair<'_>, header: Span, only: bool) {
        let span = self.pair_line(line);
        if self.corrected_lines.contains(&span.start) {
            return;
        }
        let keyword = crate::words::find_keyword("Result");
        let mut finding = misplaced::property(self.src, span, keyword, false, true);
        if only {
            finding.fixes = misplaced::move_up(self.src, span, header).into_iter().collect();
        }
        self.report(finding);
    }

    /// Builds and reports an element of a scenario that precedes the first scenario.
    pub(super) fn report_before_scenario(&mut self, pair: Pair<'_>) {
        let line = self.pair_line(&pair);
        if !self.corrected_lines.contains(&line.start) {
            let keyword = crate::words::keyword_at_start(pair.as_str());
            self.report(misplaced::line(self.src, line, keyword, StrayContext::File));
        }
        let broken = self.broken;
        match pair.as_rule() {
            Rule::situation => drop(self.build_situation(pair)),
            Rule::ending => drop(self.build_ending(pair)),
            Rule::test => drop(self.build_test(pair)),
            _ => drop(self.build_promise(&pair)),
        }
        self.broken = broken;
    }
}

/// Properties of a scenario under construction.
#[derive(Default)]
struct Properties<'a> {
    covers: Option<Vec<Name<'a>>>,
    start: Option<Option<Name<'a>>>,
    minutes: Option<Option<Number>>,
    audience: Option<Name<'a>>,
    author: Option<Name<'a>>,
    tags: Option<Vec<Name<'a>>>,
    /// Whether the text has begun, so that no more properties may follow.
    has_text_begun: bool,
}
