//! Lowers scenarios, principles and lessons.

use std::ops::Range;

use pulldown_cmark::Options;
use rustc_hash::FxHashMap;
use scn_source::{FileId, Finding, Place};
use scn_story as story;
use scn_story::{Promise, PromiseKind, TestStep, VariableKind};
use scn_syntax::ast;

use super::backslash;
use super::body::{check_picture, media_path};
use super::numbers;
use super::{Lowered, Lowering, TextOwner};
use crate::context::Context;
use crate::findings;
use crate::known_names::KnownNames;
use crate::pack_names::KnownPrinciple;
use crate::pictures::find_pictures;
use crate::scope::Scope;

/// Lowers a scenario of a file.
pub(crate) fn scenario<'a>(
    context: &Context<'_>,
    file: FileId,
    shared: &'a ast::File<'a>,
    scenario: &'a ast::Scenario<'a>,
) -> Lowered {
    let mut findings = Vec::new();
    let scope = Scope::new(file, shared, scenario, &mut findings);
    let mut lower = Lowering::new(context, &scope, scenario.broken);
    lower.findings = findings;
    let mut out = story::Scenario {
        id: scenario.id.text.to_owned(),
        title: scenario.title.on_one_line(),
        minutes: scenario.minutes.map(|minutes| u32::try_from(minutes.value).unwrap_or(u32::MAX)),
        audience: scenario.audience.map(|it| it.on_one_line()),
        author: scenario.author.map(|it| it.on_one_line()),
        tags: scenario.tags.iter().map(|tag| tag.text.to_owned()).collect(),
        ..story::Scenario::default()
    };
    let cast = shared.cast.iter().chain(&scenario.cast);
    out.cast = cast.map(|it| story::Cast { name: it.name.text.to_owned(), who: it.who.on_one_line() }).collect();
    // A shared variable is checked with each scenario. Its problems give the same findings each
    // time, which are reported only once.
    for variable in shared.variables.iter().chain(&scenario.variables) {
        out.variables.extend(lower.lower_variable(variable));
    }
    for name in &scenario.covers {
        if let Some(id) = context.names.find_principle(file, name, &mut lower.findings)
            && !out.covers.iter().any(|known| known == id)
        {
            out.covers.push(id.to_owned());
        }
    }
    lower.owner = TextOwner::Brief;
    out.brief = lower.lower_body(&scenario.body);
    lower.check_passages(shared, scenario);
    if scenario.situations.is_empty() {
        lower.report_broken(findings::no_choices::in_scenario(file, scenario));
    }
    out.start = match &scenario.start {
        Some(name) => lower.resolve_node(name).unwrap_or_default(),
        None => scenario.situations.first().map(|first| first.id.text.to_owned()).unwrap_or_default(),
    };
    let mut outcomes = 0;
    for (index, situation) in scenario.situations.iter().enumerate() {
        out.situations.push(lower.lower_situation(index, situation, &mut outcomes));
    }
    for (index, ending) in scenario.endings.iter().enumerate() {
        out.endings.push(lower.lower_ending(scenario.situations.len() + index, ending));
    }
    lower.lower_properties(scenario, &mut out);
    for finding in findings::detour_cycle::findings(file, scenario) {
        lower.report_broken(finding);
    }
    Lowered {
        file,
        scenario: out,
        is_sound: lower.is_sound,
        has_unknown_reads: lower.has_unknown_reads,
        findings: lower.findings,
        sites: lower.sites,
        parts: lower.parts,
        read: lower.read,
        set: lower.set,
        links: lower.links,
    }
}

/// Returns all `Show:` lines of a scenario.
pub(crate) fn show_lines<'s, 'a>(scenario: &'s ast::Scenario<'a>) -> impl Iterator<Item = &'s ast::Show<'a>> {
    let outcomes = scenario.situations.iter().flat_map(|it| &it.choices).flat_map(|it| &it.outcomes);
    let situations = scenario.situations.iter().map(|it| &it.shows);
    let bodies = situations.chain(outcomes.map(|it| &it.shows)).chain(scenario.endings.iter().map(|it| &it.shows));
    std::iter::once(&scenario.shows).chain(bodies).flatten()
}

impl<'a> Lowering<'_, 'a> {
    /// Reports passages that are shown and not known, and passages with the same id.
    fn check_passages(&mut self, shared: &ast::File<'a>, scenario: &ast::Scenario<'a>) {
        let file = self.file();
        let (mut known, mut headers) = (KnownNames::default(), FxHashMap::default());
        for passage in shared.passages.iter().chain(&scenario.passages) {
            match headers.get(passage.id.text) {
                Some(first) => {
                    let first = self.place(*first);
                    let finding =
                        findings::duplicate_name::finding(file, passage.header, "passage", passage.id.text, first);
                    self.report_broken(finding);
                }
                None => {
                    headers.insert(passage.id.text, passage.header);
                    known.push(passage.id.text);
                }
            }
        }
        for show in show_lines(scenario) {
            if !headers.contains_key(show.passage.text) {
                self.report_broken(findings::unknown_target::passage(file, &show.passage, &known));
            }
        }
    }

    fn lower_variable(&mut self, variable: &ast::Variable<'a>) -> Option<story::Variable> {
        let kind = match &variable.kind {
            ast::VariableKind::Meter { range: Some(range), start } => {
                self.lower_meter(variable, range, start.as_ref())?
            }
            ast::VariableKind::Flag { start } => VariableKind::Flag {
                start: match start.map(|word| (word.text, word)) {
                    None | Some(("no", _)) => false,
                    Some(("yes", _)) => true,
                    Some((_, word)) => {
                        self.report_broken(findings::out_of_range::flag_start(self.file(), &word, variable));
                        false
                    }
                },
            },
            ast::VariableKind::State { values, words, start } if !values.is_empty() => {
                self.lower_state(variable, (values, words), start.as_ref())
            }
            ast::VariableKind::Meter { range: None, .. } | ast::VariableKind::State { .. } => {
                self.is_sound = false;
                return None;
            }
        };
        if let Some(word) = variable.shown {
            // The learner reads it.
            self.read.insert(variable.header.start);
            self.findings.extend(findings::out_of_range::shown_word(self.file(), &word));
        }
        Some(story::Variable {
            id: variable.id.text.to_owned(),
            title: variable.title.on_one_line(),
            shown: variable.shown.is_some(),
            kind,
        })
    }

    fn lower_meter(
        &mut self,
        variable: &ast::Variable<'a>,
        (low, high): &(ast::Number, ast::Number),
        start: Option<&ast::Number>,
    ) -> Option<VariableKind> {
        let file = self.file();
        if let Some(finding) = findings::out_of_range::bad_range(file, low, high) {
            self.report_broken(finding);
            return None;
        }
        let start = match start {
            Some(start) if !(low.value..=high.value).contains(&start.value) => {
                let bounds = (*low, *high);
                self.report_broken(findings::out_of_range::number_outside(file, start, variable, bounds, "starts at"));
                low.value
            }
            Some(start) => start.value,
            None => low.value,
        };
        Some(VariableKind::Meter { low: low.value, high: high.value, start })
    }

    fn lower_state(
        &mut self,
        variable: &ast::Variable<'a>,
        (values, words): (&[ast::Name<'a>], &[Option<ast::Name<'a>>]),
        start: Option<&ast::Name<'a>>,
    ) -> VariableKind {
        let file = self.file();
        let mut distinct: Vec<&ast::Name<'_>> = Vec::new();
        for value in values {
            match distinct.iter().find(|known| known.text == value.text) {
                Some(earlier) => {
                    let earlier = self.place(earlier.span);
                    let finding = findings::duplicate_name::finding(file, value.span, "value", value.text, earlier);
                    self.report_broken(finding);
                }
                None => distinct.push(value),
            }
        }
        let first = values.first().map_or("", |value| value.text);
        let start = match start {
            Some(start) if distinct.iter().any(|value| value.text == start.text) => start.text,
            Some(start) => {
                self.is_sound = false;
                self.findings.extend(findings::out_of_range::unknown_word(file, start, variable, values));
                first
            }
            None => first,
        };
        let worded = values.iter().zip(words).filter_map(|(value, words)| Some((value.text, (*words)?)));
        // Of a value that is written twice, the first counts.
        let words = worded.rev().filter_map(|(value, words)| {
            let words = words.on_one_line();
            (words != value).then(|| (value.to_owned(), words))
        });
        let words = words.collect();
        let values = distinct.iter().map(|value| value.text.to_owned()).collect();
        VariableKind::State { values, words, start: start.to_owned() }
    }

    /// Lowers tests and promises. Names and types are checked now, but errors in them have no
    /// influence on the runs.
    fn lower_properties(&mut self, scenario: &ast::Scenario<'a>, out: &mut story::Scenario) {
        let whole = self.is_sound;
        self.in_property = true;
        for test in &scenario.tests {
            let mut steps = Vec::with_capacity(test.steps.len());
            for step in &test.steps {
                steps.push(match step {
                    ast::TestStep::Expect(condition) => TestStep::Expect(self.lower_condition(condition)),
                    ast::TestStep::Choose { choice, outcome } => {
                        if !self.scope.has_choice_like(scenario, choice.text) {
                            let near = self.scope.nearest_choice(choice.text);
                            self.findings.push(findings::unknown_choice::in_test(self.scope.file(), choice, near));
                        }
                        let outcome = outcome.map(|number| u32::try_from(number.value).unwrap_or(u32::MAX));
                        TestStep::Choose { choice: choice.on_one_line(), outcome }
                    }
                });
            }
            out.tests.push(story::Test { title: test.title.on_one_line(), steps });
        }
        for promise in &scenario.promises {
            let kind = match promise.kind {
                ast::PromiseKind::Never => PromiseKind::Never,
                ast::PromiseKind::Possible => PromiseKind::Possible,
                ast::PromiseKind::AlwaysPossible => PromiseKind::AlwaysPossible,
                ast::PromiseKind::Inevitable => PromiseKind::Inevitable,
            };
            let cond = self.lower_condition(&promise.condition);
            out.promises.push(Promise { kind, cond });
        }
        self.in_property = false;
        if whole && !self.is_sound {
            // Without tests and promises the scenario is sound. A story never contains tests or
            // promises with errors.
            out.tests.clear();
            out.promises.clear();
            self.is_sound = true;
        }
    }
}

/// Lowers a principle. Its problems are added to `findings`.
pub(crate) fn principle(
    context: &Context<'_>,
    known: &KnownPrinciple<'_>,
    findings: &mut Vec<Finding>,
) -> story::Principle {
    let (file, item) = (known.file, known.item);
    let weight = match item.weight {
        Some(weight) if !(1..=5).contains(&weight.value) => {
            findings.push(findings::out_of_range::bad_weight(file, &weight));
            1
        }
        Some(weight) => u8::try_from(weight.value).unwrap_or(1),
        None => 1,
    };
    let (nothing, none) = (ast::File::default(), ast::Scenario::empty(item.header, item.id, item.title));
    let mut scope = Scope::new(file, &nothing, &none, findings);
    scope.outside = true;
    let mut lower = Lowering::new(context, &scope, false);
    let text = lower.lower_timeless(&item.body);
    findings.append(&mut lower.findings);
    story::Principle {
        id: item.id.text.to_owned(),
        title: item.title.on_one_line(),
        text,
        source: item.source.map(|source| source.on_one_line()),
        weight,
        from: known.from.clone(),
    }
}

/// Lowers a lesson. Its problems are added to `findings`.
pub(crate) fn lesson(
    context: &Context<'_>,
    file: FileId,
    lesson: &ast::Lesson<'_>,
    findings: &mut Vec<Finding>,
) -> story::Lesson {
    let mut teaches: Vec<String> = Vec::new();
    for name in &lesson.teaches {
        if let Some(id) = context.names.find_principle(file, name, findings)
            && !teaches.iter().any(|known| known == id)
        {
            teaches.push(id.to_owned());
        }
    }
    story::Lesson {
        id: lesson.id.text.to_owned(),
        title: lesson.title.on_one_line(),
        teaches,
        from: None,
        markdown: lesson_text(context, file, lesson, findings),
    }
}

/// Returns the text of a lesson with picture paths relative to the pack. Problems with the pictures
/// are added to `findings`. A picture outside of the pack is replaced by its alternative text.
fn lesson_text(context: &Context<'_>, file: FileId, lesson: &ast::Lesson<'_>, findings: &mut Vec<Finding>) -> String {
    let mut markdown = lesson.markdown.clone();
    let to_span = |range: &Range<usize>| lesson.origin(range.clone());
    let all_pictures = find_pictures(&lesson.markdown, true);
    let inside: Vec<bool> =
        all_pictures.iter().map(|picture| check_picture(context, file, picture, &to_span, findings)).collect();
    // From the end, so that replacements do not shift the ranges still to be replaced.
    for (picture, inside) in all_pictures.iter().zip(inside).rev() {
        let path = media_path(context, Place { file, span: lesson.header }, &picture.file);
        // A reference-style picture, `![alt][name]`, has its path elsewhere and is left unchanged.
        if !inside {
            markdown.replace_range(picture.whole.clone(), &picture.alternative);
        } else if path != picture.file && picture.written != picture.whole {
            let path = if picture.enclosed { path } else { format!("<{path}>") };
            markdown.replace_range(picture.written.clone(), &path);
        }
    }
    let markdown = numbers::keep_numbers(&markdown, Options::ENABLE_TABLES);
    backslash::preserve_literal(&markdown, Options::ENABLE_TABLES).into_owned()
}
