//! What the formats in which a pack is to be delivered cannot take. Nothing here is reported
//! unless a check is asked about a format.
//!
//! The media that pages do not show are reported where media are lowered.

use scn_prover::{Limits, Maximum, longest_run};
use scn_source::{Family, FileId, Finding, Place, Severity, Span};
use scn_story::{Course, Keep, Machine};
use scn_syntax::ast;

use crate::findings::{cut_title, long_run, missing_language, no_score, nothing_to_do, partly_reported, unstated_rule};
use crate::formats::DeliveryFormat;
use crate::lowered::Lowered;
use crate::manifest::Manifest;
use crate::pack::Options;
use crate::parsed::{Job, Views};
use crate::scenario::ScenarioResult;

/// Maximum number of states of a scenario whose longest run is computed.
const STATES: u64 = 1_000_000;

/// The inputs of the checks.
pub(crate) struct Delivery<'d> {
    pub(crate) manifest: &'d Manifest,
    pub(crate) manifest_file: Option<FileId>,
    pub(crate) views: &'d Views<'d>,
}

/// The scenarios of a pack, with what was proved about each.
type Scenarios<'s, 'v> = (&'s [Job<'s, 'v>], &'s [(Lowered, ScenarioResult)]);

/// A part of the course.
struct Part<'p> {
    id: &'p str,
    kind: PartKind,
    /// Whether this very part must be read or passed.
    required: bool,
}

/// The kind of a part.
#[derive(Clone, Copy)]
enum PartKind {
    Lesson,
    /// A quiz, with the number of questions that are asked.
    Quiz(u64),
    Scenario,
}

impl Delivery<'_> {
    /// Reports what the formats cannot take.
    pub(crate) fn report(
        &self,
        options: &Options<'_>,
        (jobs, results): Scenarios<'_, '_>,
        findings: &mut Vec<Finding>,
    ) {
        if options.formats.is_empty() {
            return;
        }
        let states = options.states.or(self.manifest.states).unwrap_or(STATES).min(STATES);
        for (job, result) in jobs.iter().zip(results) {
            report_long_runs(options.formats, job, result, states, findings);
        }
        // Where a part may be missing or misread, nothing is said about the whole.
        let is_misread = |finding: &Finding| {
            finding.severity == Severity::Error && matches!(finding.name.family(), Family::Form | Family::Manifest)
        };
        if findings.iter().any(is_misread) || results.iter().any(|(lowered, _)| !lowered.is_sound) {
            return;
        }
        let course = self.manifest.story_course().unwrap_or_default();
        let parts = self.list_parts(&course);
        for format in options.formats {
            self.report_course(*format, &course, &parts, findings);
            self.report_titles(*format, &parts, findings);
            if format.is_scorm() {
                self.report_written(*format, jobs, findings);
                findings.extend(self.too_many_decisions(&course, &parts, (jobs, results)));
            }
        }
        if self.manifest.language.is_none() {
            findings.push(missing_language::finding(self.pack_place(), self.manifest_file.is_some()));
        }
    }

    /// Reports a course that a platform completes at once, counts differently or does not score.
    fn report_course(&self, format: DeliveryFormat, course: &Course, parts: &[Part<'_>], findings: &mut Vec<Finding>) {
        let scenarios = count_scenarios(parts);
        let needed = needed_scenarios(course, parts);
        let is_empty = parts.iter().all(|part| !part.required) && needed == 0 && course.principles.is_empty();
        if parts.is_empty() && format.reports_completion() {
            findings.push(nothing_to_do::no_parts(self.pack_place(), format));
            return;
        }
        if is_empty && format.reports_completion() {
            findings.push(nothing_to_do::finding(self.course_place()));
        }
        if format.is_scorm() && course.pass.is_none() {
            findings.push(no_score::finding(self.course_place(), scenarios));
        }
        if let (DeliveryFormat::Cmi5, Some(file)) = (format, self.manifest_file) {
            if let Some((_, span)) = self.manifest.pass.filter(|_| needed < scenarios) {
                findings.push(unstated_rule::number_of_scenarios(file, span, needed, scenarios));
            }
            let principles = self.manifest.principles.first().filter(|_| !course.principles.is_empty());
            findings.extend(principles.map(|first| unstated_rule::principles(file, first.span)));
        }
    }

    /// Reports titles that are cut.
    fn report_titles(&self, format: DeliveryFormat, parts: &[Part<'_>], findings: &mut Vec<Finding>) {
        if !format.reports_completion() {
            return;
        }
        let mut report = |place: Place, title: &str| {
            let length = title.trim().chars().count();
            if DeliveryFormat::LONGEST_TITLE < length {
                findings.push(cut_title::finding(place, length));
            }
        };
        let is_part = |id: &str| parts.iter().any(|part| part.id == id);
        let scenarios =
            || self.views.own.iter().flat_map(|(id, parse)| parse.file.scenarios.iter().map(|it| (*id, it)));
        match (self.manifest_file, &self.manifest.title, self.manifest.title_span) {
            (Some(file), Some(title), Some(span)) => report(Place { file, span }, title),
            // The title of the only scenario is that of the pack.
            _ => {
                if let (Some((file, only)), 1) = (scenarios().next(), scenarios().count()) {
                    report(Place { file, span: only.title.span }, &only.title.on_one_line());
                }
            }
        }
        if !format.lists_parts() {
            return;
        }
        for (file, parse) in &self.views.own {
            let lessons = parse.file.lessons.iter().map(|it| (&it.id, &it.title));
            let quizzes = parse.file.quizzes.iter().map(|it| (&it.id, &it.title));
            let scenarios = parse.file.scenarios.iter().map(|it| (&it.id, &it.title));
            let listed = lessons.chain(quizzes).chain(scenarios).filter(|(id, _)| is_part(id.text));
            let principles = parse.file.principles.iter().filter(|_| format == DeliveryFormat::Cmi5);
            for (_, title) in listed.chain(principles.map(|it| (&it.id, &it.title))) {
                report(Place { file: *file, span: title.span }, &title.on_one_line());
            }
        }
    }

    /// Reports the first question that learners answer in their own words.
    fn report_written(&self, format: DeliveryFormat, jobs: &[Job<'_, '_>], findings: &mut Vec<Finding>) {
        let Some(limit) = format.written_limit() else { return };
        let asks = || {
            let of_scenario = |(file, _, scenario): &Job<'_, '_>| {
                let lines = scenario.situations.iter().filter_map(|situation| Some(situation.ask.as_ref()?.line));
                lines.map(|span| Place { file: *file, span }).collect::<Vec<_>>()
            };
            jobs.iter().flat_map(of_scenario)
        };
        findings.extend(asks().next().map(|first| partly_reported::written(first, format, limit, asks().count())));
    }

    /// Returns the finding that a learner who completes the course makes more decisions than are
    /// reported.
    fn too_many_decisions(
        &self,
        course: &Course,
        parts: &[Part<'_>],
        (jobs, results): Scenarios<'_, '_>,
    ) -> Option<Finding> {
        let proved = |id: &str| jobs.iter().zip(results).find(|((.., scenario), _)| scenario.id.text == id);
        let (mut least, mut others) = (0, Vec::new());
        for part in parts {
            match part.kind {
                PartKind::Lesson => {}
                PartKind::Quiz(asked) => least += if part.required { asked } else { 0 },
                PartKind::Scenario => {
                    let (_, (_, result)) = proved(part.id)?;
                    let fewest = result.fewest.filter(|_| result.complete)?;
                    if part.required {
                        least += fewest;
                    } else {
                        others.push(fewest);
                    }
                }
            }
        }
        others.sort_unstable();
        let required = parts.iter().filter(|part| part.required && matches!(part.kind, PartKind::Scenario)).count();
        least += others.iter().take(needed_scenarios(course, parts).saturating_sub(required)).sum::<u64>();
        (DeliveryFormat::MOST_REPORTED < least).then(|| partly_reported::decisions(self.course_place(), least))
    }

    /// Returns the parts of the course: those in its order, or all of the pack.
    fn list_parts<'p>(&'p self, course: &'p Course) -> Vec<Part<'p>> {
        let mut all: Vec<(&str, PartKind)> = Vec::new();
        let lent = self.views.lent.iter().map(|(_, parsed)| parsed);
        for (at, (_, parse)) in self.views.own.iter().chain(lent).enumerate() {
            let is_own = at < self.views.own.len();
            let lessons = parse.file.lessons.iter().map(|it| (it.id.text, PartKind::Lesson));
            let quizzes = parse.file.quizzes.iter().map(|it| (it.id.text, PartKind::Quiz(count_asked(it))));
            let scenarios = parse.file.scenarios.iter().filter(|_| is_own).map(|it| (it.id.text, PartKind::Scenario));
            // What another pack declares is a part only if the course names it.
            let is_used = |id: &str| is_own || course.order.iter().any(|part| part == id);
            let found: Vec<_> = lessons.chain(quizzes).chain(scenarios).filter(|(id, _)| is_used(id)).collect();
            for (id, kind) in found {
                if all.iter().all(|(known, _)| *known != id) {
                    all.push((id, kind));
                }
            }
        }
        let is_in_course = |id: &str| course.order.is_empty() || course.order.iter().any(|part| part == id);
        let requires = |id: &str, kind| match kind {
            PartKind::Scenario => course.requires_scenario(id),
            PartKind::Lesson | PartKind::Quiz(_) => course.requires(id),
        };
        let parts = all.into_iter().filter(|(id, _)| is_in_course(id));
        parts.map(|(id, kind)| Part { id, kind, required: requires(id, kind) }).collect()
    }

    /// Returns the place of a finding about the pack: `[pack]`, the start of `scn.toml`, or what
    /// is declared first.
    fn pack_place(&self) -> Place {
        match self.manifest_file {
            Some(file) => Place { file, span: self.manifest.pack_span.unwrap_or_default() },
            None => self.first_place(),
        }
    }

    /// Returns the place of a finding about the course: `[course]`, or that of the pack.
    fn course_place(&self) -> Place {
        match (self.manifest_file, self.manifest.course_span) {
            (Some(file), Some(span)) => Place { file, span },
            (_, _) => self.pack_place(),
        }
    }

    /// Returns the place of the first lesson, quiz, scenario or principle of the first file.
    fn first_place(&self) -> Place {
        let first_in = |file: &ast::File<'_>| -> Option<Span> {
            let lessons = file.lessons.iter().map(|it| it.header);
            let quizzes = file.quizzes.iter().map(|it| it.header);
            let scenarios = file.scenarios.iter().map(|it| it.header);
            let principles = file.principles.iter().map(|it| it.header);
            lessons.chain(quizzes).chain(scenarios).chain(principles).min_by_key(|span| span.start)
        };
        let places = self.views.own.iter().filter_map(|(file, parse)| Some((*file, first_in(&parse.file)?)));
        let first = places.map(|(file, span)| Place { file, span }).next();
        first.unwrap_or_default()
    }
}

fn count_scenarios(parts: &[Part<'_>]) -> usize {
    parts.iter().filter(|part| matches!(part.kind, PartKind::Scenario)).count()
}

/// Returns the number of questions of a quiz that are asked in an attempt.
fn count_asked(quiz: &ast::Quiz<'_>) -> u64 {
    let all = quiz.questions.len() as u64;
    quiz.draw.and_then(|draw| u64::try_from(draw.value).ok()).map_or(all, |draw| draw.min(all))
}

/// Returns how many scenarios have to be passed in all.
fn needed_scenarios(course: &Course, parts: &[Part<'_>]) -> usize {
    let required = parts.iter().filter(|part| part.required && matches!(part.kind, PartKind::Scenario)).count();
    course.scenarios_to_pass(required)
}

/// Reports a scenario with runs of which a platform cannot keep the record.
fn report_long_runs(
    formats: &[DeliveryFormat],
    (file, _, scenario): &Job<'_, '_>,
    (lowered, result): &(Lowered, ScenarioResult),
    states: u64,
    findings: &mut Vec<Finding>,
) {
    // A run that repeats no moment has at most as many decisions as there are states, so most
    // scenarios need no computation.
    let may_be_long = |most: u64| !result.complete || most < result.states;
    let limits = formats.iter().filter_map(|format| Some((*format, format.most_decisions()?)));
    let limits: Vec<_> = limits.filter(|(_, most)| may_be_long(*most)).collect();
    if limits.is_empty() || !lowered.is_sound || result.interrupted {
        return;
    }
    let Ok(machine) = Machine::new(&lowered.scenario, Keep::Read) else { return };
    let (longest, is_complete) = longest_run(&machine, &Limits::of_states(states));
    let (header, id) = (Place { file: *file, span: scenario.header }, scenario.id.text);
    for (format, most) in limits {
        match longest {
            Maximum::Sum(decisions) if most < decisions => {
                findings.push(long_run::finding(header, id, format, decisions, most));
            }
            Maximum::Sum(_) | Maximum::NoRun if is_complete => {}
            Maximum::Unbounded => findings.push(long_run::without_end(header, id, format, most)),
            Maximum::Sum(_) | Maximum::NoRun | Maximum::Unknown => {
                findings.push(long_run::not_counted(header, id, format, most));
            }
        }
    }
}
