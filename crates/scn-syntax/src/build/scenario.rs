//! Scenarios.

use scn_source::Span;

use super::body::Body;
use super::declaration::split;
use super::stray::{Strays, Under, Where};
use super::{Builder, CastNames, Pair};
use crate::ast::{Ending, Name, Number, Scenario};
use crate::findings::{malformed, misplaced};
use crate::parser::Rule;

impl<'a> Builder<'a, '_> {
    pub(super) fn scenario(
        &mut self,
        pair: Pair<'_>,
        principles: &mut Vec<crate::ast::Principle<'a>>,
        lessons: &mut Vec<crate::ast::Lesson<'a>>,
        quizzes: &mut Vec<crate::ast::Quiz<'a>>,
    ) -> Scenario<'a> {
        self.cast = self.cast_names(&pair);
        self.cast_place = self.place_of_cast(&pair);
        self.broken = self.shared_broken;
        let mut inner = pair.into_inner();
        let head = inner.next().map(|head| self.head(&head, "Scenario", "scenario"));
        let (header, id, title) = split(head);
        let mut out = Scenario {
            header,
            id,
            title,
            covers: Vec::new(),
            start: None,
            minutes: None,
            audience: None,
            author: None,
            tags: Vec::new(),
            body: Vec::new(),
            cast: Vec::new(),
            variables: Vec::new(),
            situations: Vec::new(),
            endings: Vec::new(),
            tests: Vec::new(),
            promises: Vec::new(),
            broken: false,
        };
        let mut properties = Properties::default();
        let mut strays = Strays::default();
        for part in inner {
            match part.as_rule() {
                Rule::body => {
                    let mut body = Body::default();
                    for line in part.into_inner() {
                        self.body_line(line, &mut body, Where::Text);
                    }
                    out.body = body.blocks;
                    properties.over = true;
                }
                Rule::situation => {
                    strays.end();
                    out.situations.push(self.situation(part));
                }
                Rule::ending => {
                    strays.end();
                    out.endings.push(self.ending(part));
                }
                Rule::test => {
                    strays.end();
                    out.tests.push(self.test(part));
                }
                Rule::promise => {
                    strays.end();
                    out.promises.extend(self.promise(&part));
                }
                Rule::stray_property if !properties.over => {
                    let own = ["Covers", "Start", "Minutes", "Audience", "Author", "Tags"];
                    self.stray_property(&part, &own, Under::Header);
                }
                _ if self.scenario_property(&part, &mut properties) => {}
                _ if self.declaration(&part, principles, lessons, quizzes, &mut out.cast, &mut out.variables) => {
                    strays.end();
                }
                _ => self.stray(part, &mut strays, Where::Scenario),
            }
        }
        out.covers = properties.covers.unwrap_or_default();
        out.start = properties.start.flatten();
        out.minutes = properties.minutes.flatten();
        out.audience = properties.audience;
        out.author = properties.author;
        out.tags = properties.tags.unwrap_or_default();
        out.broken = self.broken;
        self.cast = CastNames::default();
        self.cast_place = None;
        out
    }

    fn scenario_property(&mut self, line: &Pair<'_>, out: &mut Properties<'a>) -> bool {
        match line.as_rule() {
            Rule::covers => {
                let value = self.references(line, "Covers").unwrap_or_default();
                self.once(&mut out.covers, Some(value), line, "Covers");
            }
            Rule::start => {
                let value = self.one_reference(line, "Start", "the name of a situation");
                self.once(&mut out.start, Some(value), line, "Start");
            }
            Rule::minutes => {
                let broken = self.broken;
                let value = self.one_number(line, "Minutes");
                // The duration does not affect the runs.
                self.broken = broken;
                self.once(&mut out.minutes, Some(value), line, "Minutes");
            }
            Rule::audience => {
                let value = self.words(line, "Audience");
                self.once(&mut out.audience, value, line, "Audience");
            }
            Rule::author => {
                let value = self.words(line, "Author");
                self.once(&mut out.author, value, line, "Author");
            }
            Rule::tags => {
                let tags = line.clone().into_inner().filter(|tag| tag.as_rule() == Rule::tag);
                let tags: Vec<Name<'a>> = tags.map(|tag| self.name(&tag)).collect();
                if tags.is_empty() || tags.iter().any(|tag| tag.text.is_empty()) {
                    self.report(malformed::names(self.src, self.value_span(line), "Tags"));
                }
                let tags = tags.into_iter().filter(|tag| !tag.text.is_empty()).collect();
                self.once(&mut out.tags, Some(tags), line, "Tags");
            }
            _ => return false,
        }
        true
    }

    pub(super) fn ending(&mut self, pair: Pair<'_>) -> Ending<'a> {
        let mut inner = pair.into_inner();
        let head = inner.next().map(|head| self.head(&head, "Ending", "ending"));
        let sound = head.as_ref().is_some_and(|head| head.sound);
        let (header, id, title) = split(head);
        let mut out = Ending { header, id, title, result: None, body: Vec::new() };
        let mut result = None;
        // A `Result:` that comes too late is a single mistake, and is reported as such.
        let mut late = false;
        for line in inner {
            match line.as_rule() {
                Rule::result => {
                    let broken = self.broken;
                    let value = self.one_reference(&line, "Result", "`passed`, `failed` or `mixed`");
                    // The result does not affect where a run ends.
                    self.broken = broken;
                    self.once(&mut result, Some(value), &line, "Result");
                }
                Rule::stray_property => self.stray_property(&line, &["Result"], Under::Header),
                Rule::body => {
                    let mut body = Body::default();
                    for line in line.into_inner() {
                        if line.as_rule() == Rule::stray_property && line.as_str().starts_with("Result") && !late {
                            body.interrupt();
                            late = result.is_none();
                            self.late_result(&line, header, late);
                            continue;
                        }
                        self.body_line(line, &mut body, Where::Text);
                    }
                    out.body = body.blocks;
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
    fn late_result(&mut self, line: &Pair<'_>, header: Span, only: bool) {
        let span = self.line(line);
        if self.mended.contains(&span.start) {
            return;
        }
        let keyword = crate::words::keyword_of("Result");
        let mut finding = misplaced::property(self.src, span, keyword, false, true);
        if only {
            finding.fixes = misplaced::move_up(self.src, span, header).into_iter().collect();
        }
        self.report(finding);
    }

    /// Builds and reports an element of a scenario that precedes the first scenario.
    pub(super) fn before_any_scenario(&mut self, pair: Pair<'_>) {
        let line = self.line(&pair);
        if !self.mended.contains(&line.start) {
            let keyword = crate::words::keyword_at_start(pair.as_str());
            self.report(misplaced::line(self.src, line, keyword, Where::File));
        }
        let broken = self.broken;
        match pair.as_rule() {
            Rule::situation => drop(self.situation(pair)),
            Rule::ending => drop(self.ending(pair)),
            Rule::test => drop(self.test(pair)),
            _ => drop(self.promise(&pair)),
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
    over: bool,
}
