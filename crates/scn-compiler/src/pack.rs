//! Checking a pack as a whole: its files, its names, and the order of the phases.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use scn_prover::{Coverage, Limits, Watch};
use scn_source::{FileId, Finding, Name as Rule, Place, Severity, Sources, Span};
use scn_story::{FIRST_VERSION, Story};
use scn_syntax::ast;

use crate::allowed::{self, Allowed, Looked};
use crate::cache::{Cache, Prover, parsed as parsed_file};
use crate::claims::Claim;
use crate::craft::{self, Unlisted};
use crate::graph::{self, Proved};
use crate::lower::{self, Lowered, TextMode};
use crate::manifest::{Level, Manifest, read_manifest};
use crate::media::MediaFile;
use crate::places::{Parts, parts};
use crate::scope::{Clash, PackNames};
use crate::{coverage, ids, quiz, refine, rules};

/// The files of a pack, already read.
#[derive(Debug)]
pub struct PackInput<'i> {
    /// All files, including those of dependencies.
    pub sources: &'i Sources,
    /// The manifest, if there is one.
    pub manifest: Option<FileId>,
    /// The `.scn` files of the pack itself, sorted by path.
    pub files: Vec<FileId>,
    /// The packs whose principles and lessons it can use.
    pub dependencies: Vec<Dependency>,
    /// The name of the pack if the manifest gives none: derived from its folder or file.
    pub fallback_name: String,
}

/// A pack that another pack depends on.
#[derive(Clone, Debug)]
pub struct Dependency {
    /// Its name in the manifest of the depending pack.
    pub name: String,
    /// Its `.scn` files.
    pub files: Vec<FileId>,
}

/// Options of a check.
#[derive(Clone, Copy)]
pub struct Options<'o> {
    /// Maximum number of states that a proof may store; overrides the manifest.
    pub states: Option<u64>,
    /// Whether the story must contain all its text; a check alone needs none.
    pub text: bool,
    /// Called with the number of states newly explored; it can stop all proofs. Optional.
    pub watch: Option<&'o Watch<'o>>,
    /// Resolves the path of a media file, given the `.scn` file that mentions it and the path as
    /// written.
    pub media: &'o (dyn Fn(FileId, &str) -> MediaFile + Sync),
}

impl std::fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options").field("states", &self.states).field("text", &self.text).finish_non_exhaustive()
    }
}

/// What was proved about one scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioProof {
    /// Id of the scenario.
    pub id: String,
    /// Its header.
    pub place: Place,
    /// Number of states explored; 0 if the scenario has errors.
    pub states: u64,
    /// Whether all states were explored. False if the scenario has errors, since nothing is proved
    /// about it then.
    pub complete: bool,
    /// Whether all states were explored and every promise was proved or refuted. A promise has a
    /// proof of its own with the same bound.
    pub decided: bool,
    /// Number of endings that some run reaches.
    pub endings: usize,
    /// The level at which the scenario covers each principle that it links or reads, by the
    /// principle's id. Empty if the scenario has errors.
    pub coverage: Vec<(String, scn_prover::Level)>,
    /// The source positions of its parts.
    pub parts: Parts,
}

/// The result of a check.
#[derive(Clone, Debug)]
pub struct Checked {
    /// All findings, sorted by file and position.
    pub findings: Vec<Finding>,
    /// The findings that comments in the source suppress; they are not in `findings`.
    pub allowed: Vec<Allowed>,
    /// The scenarios, in the order of files and positions.
    pub scenarios: Vec<ScenarioProof>,
    /// The tests and promises with their results, by scenario, tests first.
    pub claims: Vec<Claim>,
    /// The manifest, or its defaults.
    pub manifest: Manifest,
    /// The story. It contains every scenario without errors, and texts only if they were requested.
    pub story: Story,
    /// Whether the story is complete: every scenario is in it.
    pub whole: bool,
    /// Whether the story may be built: it is complete, and there are no errors in it. Errors in a
    /// test or a promise do not count.
    pub buildable: bool,
    /// The lints that were skipped because the pack's language is not supported.
    pub unlisted: Option<Unlisted>,
}

impl Checked {
    /// Returns the number of findings with the given severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

/// Derives the name of a pack without a name from the name of its folder or file.
#[must_use]
pub fn pack_name(stem: &str) -> String {
    ids::slug(stem.split(|c: char| !c.is_alphanumeric()), "pack")
}

/// Checks a pack and returns everything the compiler knows about it.
#[must_use]
pub fn check(input: &PackInput<'_>, options: &Options<'_>) -> Checked {
    check_in(input, options, None)
}

/// Checks a pack as [`check`] does, but reuses the results in the cache. For repeated checks of a
/// pack that is being edited.
#[must_use]
pub fn check_with(input: &PackInput<'_>, options: &Options<'_>, cache: &Cache) -> Checked {
    check_in(input, options, Some(cache))
}

fn check_in(input: &PackInput<'_>, options: &Options<'_>, cache: Option<&Cache>) -> Checked {
    let mut findings = Vec::new();
    let manifest = match input.manifest.and_then(|id| input.sources.get(id).map(|file| (id, file))) {
        Some((id, file)) => read_manifest(id, file, &mut findings),
        None => Manifest::default(),
    };
    if let Some(place) = &manifest.nameless {
        findings.push(rules::missing_name::finding(place, &input.fallback_name));
    }

    let parse = |id: &FileId| (*id, parsed_file(cache, input.sources.get(*id)));
    let files: Vec<_> = input.files.par_iter().map(parse).collect();
    let other_files: Vec<_> =
        input.dependencies.iter().flat_map(|dep| dep.files.iter().map(move |id| (dep, parse(id)))).collect();
    for (id, file) in &files {
        findings.append(&mut file.findings(*id));
    }
    let parsed: Vec<Parsed<'_>> = files.iter().map(|(id, file)| (*id, &file.view().parse)).collect();
    let others: Vec<_> = other_files.iter().map(|(dep, (id, file))| (*dep, (*id, &file.view().parse))).collect();

    let is_empty = |file: &ast::File<'_>| {
        file.scenarios.is_empty() && file.principles.is_empty() && file.lessons.is_empty() && file.quizzes.is_empty()
    };
    if let Some((first, _)) = parsed.first()
        && parsed.iter().all(|(_, parse)| is_empty(&parse.file))
        && findings.is_empty()
    {
        findings.push(rules::missing_text::pack(*first));
    }

    let mut names = PackNames::default();
    for (file, parse) in &parsed {
        names.collect(*file, &parse.file, &mut findings);
    }
    for (dependency, (file, parse)) in &others {
        names.collect_dependency(&dependency.name, *file, &parse.file);
    }
    manifest.check_course(input.manifest, &names, &mut findings);

    let mode = if options.text { TextMode::Full } else { TextMode::Conditions };
    let jobs: Vec<(FileId, &ast::File<'_>, &ast::Scenario<'_>)> = parsed
        .iter()
        .flat_map(|(id, parse)| parse.file.scenarios.iter().map(move |scenario| (*id, &parse.file, scenario)))
        .collect();
    let asked = craft::Asked::new(&manifest, &names);
    let context = Context { names: &names, sources: input.sources, mode, media: options.media, craft: &asked };
    let threads = Threads { all: rayon::current_num_threads(), busy: AtomicUsize::new(jobs.len()) };
    let may_help = || threads.take();
    let states = options.states.or(manifest.states).unwrap_or(Limits::default().states);
    let ended = AtomicBool::new(false);
    let watch = options.watch.map(|watch| {
        |states| {
            let told = watch(states);
            ended.fetch_or(told.is_break(), Ordering::Relaxed);
            told
        }
    });
    let watch = watch.as_ref().map(|watch| -> &Watch<'_> { watch });
    let limits = Limits { states, watch, may_help: Some(&may_help) };
    let prover = Prover { cache, limits, ended: &ended };
    let mut results: Vec<(Lowered, Proved)> = jobs
        .par_iter()
        // One scenario per task, so that no scenario waits for a large one before it.
        .with_max_len(1)
        .map(|(id, file, scenario)| {
            let mut lowered = lower::scenario(&context, *id, file, scenario);
            let proved = graph::prove(&context, file, scenario, &mut lowered, &prover);
            threads.busy.fetch_sub(1, Ordering::Relaxed);
            (lowered, proved)
        })
        .collect();

    for (lowered, _) in &mut results {
        findings.append(&mut lowered.findings);
    }
    unused(&parsed, &results, &mut findings);
    let quizzes: Vec<(FileId, &ast::Quiz<'_>)> =
        parsed.iter().flat_map(|(id, parse)| parse.file.quizzes.iter().map(move |quiz| (*id, quiz))).collect();
    for (id, quiz) in &quizzes {
        quiz::look(*id, quiz, &mut findings);
    }
    quiz::unchecked(&names, &quizzes, &mut findings);
    craft::quizzes(&quizzes, &mut findings);
    coverage::report(&names, &manifest, &jobs, &results, &prover, &mut findings);

    let mut scenarios = Vec::new();
    let mut claims = Vec::new();
    for ((id, _, scenario), (lowered, proved)) in jobs.iter().zip(&results) {
        claims.extend(proved.claims.iter().cloned());
        let endings = lowered.scenario.endings.len();
        scenarios.push(ScenarioProof {
            id: scenario.id.text.to_owned(),
            place: Place { file: *id, span: scenario.header },
            states: proved.states,
            complete: proved.complete,
            decided: proved.all_told(),
            endings: proved.endings.min(endings),
            coverage: levels(&proved.coverage),
            parts: parts(&names, *id, scenario),
        });
        if let Some(finding) = proved.incomplete_finding(*id, scenario) {
            findings.push(finding);
        }
    }

    let looked: Vec<Looked> = jobs
        .iter()
        .zip(&results)
        .map(|((file, _, scenario), (lowered, proved))| Looked {
            file: *file,
            start: scenario.header.start,
            whole: lowered.whole,
            complete: proved.all_told(),
        })
        .collect();
    let whole = results.iter().all(|(lowered, _)| lowered.whole);
    if whole {
        let decisions: Vec<_> = results.iter().flat_map(|(_, proved)| proved.decisions.iter().copied()).collect();
        craft::pack(&asked, &manifest, &decisions, &mut findings);
    }
    let story = story(input, &manifest, &names, (&parsed, &others), &context, results, &mut findings);
    in_order(input.sources, &mut findings);
    let known = refine::Files { sources: input.sources, parsed: &parsed, manifest: input.manifest };
    refine::refine(&known, &mut findings);
    let allows: Vec<_> = files.iter().map(|(id, file)| (*id, file.view().allows.as_slice())).collect();
    let mut allowed = allowed::apply(&allows, &looked, input.sources, &mut findings);
    manifest.apply_levels(&mut findings, |finding| finding);
    manifest.apply_levels(&mut allowed, |allowed| &mut allowed.finding);
    in_order(input.sources, &mut findings);
    // Tests and promises are not part of the story.
    let in_claim = |place: &Place| {
        claims.iter().any(|claim| claim.place.file == place.file && inside(place.span, claim.place.span))
    };
    let buildable =
        whole && findings.iter().all(|finding| finding.severity != Severity::Error || in_claim(&finding.place));
    Checked { findings, allowed, scenarios, claims, manifest, story, whole, buildable, unlisted: asked.unlisted() }
}

/// The number of threads, and the number of scenarios and helper threads that need one.
struct Threads {
    all: usize,
    busy: AtomicUsize,
}

impl Threads {
    /// Reserves an idle thread, if there is one. It is never released: by then the work is nearly
    /// done.
    fn take(&self) -> bool {
        let free = |busy| (busy < self.all).then_some(busy + 1);
        self.busy.fetch_update(Ordering::Relaxed, Ordering::Relaxed, free).is_ok()
    }
}

/// Sorts findings by file and position, and removes duplicates.
fn in_order(sources: &Sources, findings: &mut Vec<Finding>) {
    let path =
        |finding: &Finding| sources.get(finding.place.file).map(scn_source::SourceFile::path).unwrap_or_default();
    findings
        .sort_by(|a, b| (path(a), a.place.span, a.name, &a.message).cmp(&(path(b), b.place.span, b.name, &b.message)));
    findings.dedup();
}

fn inside(inner: Span, outer: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// The facts about the pack that lowering and proving need.
pub(crate) struct Context<'c> {
    pub(crate) names: &'c PackNames<'c>,
    pub(crate) sources: &'c Sources,
    pub(crate) mode: TextMode,
    pub(crate) media: &'c (dyn Fn(FileId, &str) -> MediaFile + Sync),
    pub(crate) craft: &'c craft::Asked<'c>,
}

type Parsed<'a> = (FileId, &'a scn_syntax::Parse<'a>);

/// Reports variables that nothing reads, or that are read and never set. Shared variables are
/// judged over all scenarios of their file.
fn unused(parsed: &[Parsed<'_>], results: &[(Lowered, Proved)], findings: &mut Vec<Finding>) {
    let mut read: FxHashSet<(FileId, u32)> = FxHashSet::default();
    let mut set: FxHashSet<(FileId, u32)> = FxHashSet::default();
    let mut unclear: FxHashSet<FileId> = FxHashSet::default();
    for (lowered, _) in results {
        read.extend(lowered.read.iter().map(|at| (lowered.file, *at)));
        set.extend(lowered.set.iter().map(|at| (lowered.file, *at)));
        if lowered.unclear {
            unclear.insert(lowered.file);
        }
    }
    for (file, parse) in parsed.iter().filter(|(file, _)| !unclear.contains(file)) {
        let mut judge = |variable: &ast::Variable<'_>| {
            let key = (*file, variable.header.start);
            if !read.contains(&key) {
                findings.push(rules::unused_variable::finding(*file, variable, set.contains(&key)));
            } else if !set.contains(&key) {
                findings.push(rules::never_set::finding(*file, variable));
            }
        };
        let shared = firsts(&parse.file.variables, &[]);
        shared.iter().for_each(|variable| judge(variable));
        for scenario in &parse.file.scenarios {
            firsts(&scenario.variables, &shared).into_iter().for_each(&mut judge);
        }
    }
}

/// Returns the variables whose names do not occur earlier in the list or in `before`. The first of
/// several declarations is the valid one; the later ones have been reported.
fn firsts<'v, 'a>(list: &'v [ast::Variable<'a>], before: &[&ast::Variable<'a>]) -> Vec<&'v ast::Variable<'a>> {
    let mut known: FxHashSet<&str> = before.iter().map(|variable| variable.id.text).collect();
    list.iter().filter(|variable| known.insert(variable.id.text)).collect()
}

fn story(
    input: &PackInput<'_>,
    manifest: &Manifest,
    names: &PackNames<'_>,
    (parsed, others): (&[Parsed<'_>], &[(&Dependency, Parsed<'_>)]),
    context: &Context<'_>,
    results: Vec<(Lowered, Proved)>,
    findings: &mut Vec<Finding>,
) -> Story {
    let name = manifest.name.clone().unwrap_or_else(|| input.fallback_name.clone());
    let title = manifest.title.clone().unwrap_or_else(|| match results.as_slice() {
        [(only, _)] => only.scenario.title.clone(),
        _ => name.clone(),
    });
    let pack = scn_story::Pack {
        name,
        title,
        version: manifest.version.clone(),
        language: manifest.language.clone(),
        digest: String::new(),
        shuffle: manifest.shuffle,
        unnamed: manifest.name.is_none(),
    };
    let mut lessons = Vec::new();
    for (file, parse) in parsed {
        for lesson in &parse.file.lessons {
            lessons.push(lower::lesson(context, *file, lesson, findings));
        }
    }
    let mut quizzes = Vec::new();
    for (file, parse) in parsed {
        for quiz in &parse.file.quizzes {
            quizzes.push(lower::quiz(context, *file, quiz, findings));
        }
    }
    let in_course = |id: &str| manifest.course.iter().any(|(part, _)| part == id);
    // Problems inside another pack are reported by that pack's own check. The exception is media
    // outside of it, which would become part of this story.
    let mut foreign = Vec::new();
    for (dependency, (file, parse)) in others {
        for lesson in &parse.file.lessons {
            // A name that the pack declares too refers to the pack's own declaration.
            if in_course(lesson.id.text) && names.is_part_at(lesson.id.text, *file, lesson.header) {
                let lesson = lower::lesson(context, *file, lesson, &mut foreign);
                lessons.push(scn_story::Lesson { from: Some(dependency.name.clone()), ..lesson });
            }
        }
        for quiz in &parse.file.quizzes {
            if in_course(quiz.id.text) && names.is_part_at(quiz.id.text, *file, quiz.header) {
                let quiz = lower::quiz(context, *file, quiz, &mut foreign);
                quizzes.push(scn_story::Quiz { from: Some(dependency.name.clone()), ..quiz });
            }
        }
    }
    let mut linked: FxHashSet<&str> = FxHashSet::default();
    for (lowered, _) in &results {
        linked.extend(lowered.scenario.covers.iter().map(String::as_str));
        linked.extend(lowered.links.iter().map(String::as_str));
    }
    linked.extend(lessons.iter().flat_map(|lesson| &lesson.teaches).map(String::as_str));
    let questions = quizzes.iter().flat_map(|quiz| &quiz.questions);
    linked.extend(questions.flat_map(|question| &question.checks).map(String::as_str));
    if let Some(file) = input.manifest {
        let is_used = |clash: &&Clash<'_>| match clash.what {
            rules::PRINCIPLE => linked.contains(clash.id),
            _ => in_course(clash.id),
        };
        let dependency = |name: &str| manifest.dependencies.iter().find(|(it, ..)| it == name).map(|(.., span)| *span);
        for clash in names.clashes().iter().filter(is_used) {
            if let Some(span) = dependency(&clash.packs[1]) {
                findings.push(rules::duplicate_name::in_dependencies(file, span, clash));
            }
        }
    }
    let mut principles = Vec::new();
    for known in names.principles_in_order() {
        match &known.from {
            None => principles.push(lower::principle(context, known, findings)),
            Some(_) if linked.contains(known.item.id.text) => {
                principles.push(lower::principle(context, known, &mut foreign));
            }
            Some(_) => {}
        }
    }
    findings.extend(foreign.into_iter().filter(|finding| finding.name == Rule::MediaOutsidePack));
    let course = (!manifest.course.is_empty() || manifest.pass.is_some()).then(|| scn_story::Course {
        order: manifest.course.iter().map(|(id, _)| id.clone()).collect(),
        pass: manifest.pass.and_then(|(pass, _)| u32::try_from(pass).ok()),
    });
    let certificate = manifest.profile.then_some(scn_story::Certificate { profile: true });
    let mut ids: FxHashMap<String, ()> = FxHashMap::default();
    let mut scenarios = Vec::new();
    for (lowered, _) in results {
        if lowered.whole && ids.insert(lowered.scenario.id.clone(), ()).is_none() {
            scenarios.push(lowered.scenario);
        }
    }
    let mut story = Story { scn: FIRST_VERSION, pack, course, certificate, principles, lessons, quizzes, scenarios };
    if context.mode == TextMode::Full {
        story.scn = story.least_version();
        story.seal();
    }
    story
}

/// Creates a finding at a span of a file.
pub(crate) fn at(rule: Rule, file: FileId, span: Span, message: impl Into<String>) -> Finding {
    Finding::new(rule, Place { file, span }, message)
}

/// How a scenario covers every principle, by the principle's id.
pub(crate) type Coverages = FxHashMap<String, Coverage>;

/// Returns the levels, sorted by id.
fn levels(coverages: &Coverages) -> Vec<(String, scn_prover::Level)> {
    let levels: BTreeMap<&String, scn_prover::Level> = coverages.iter().map(|(id, it)| (id, it.level)).collect();
    levels.into_iter().map(|(id, level)| (id.clone(), level)).collect()
}

impl Manifest {
    /// Returns the level that `[lints]` gives a finding, by its own name or by the name that it was
    /// split from.
    #[must_use]
    pub fn level_of(&self, name: Rule) -> Option<Level> {
        let written = |name: Rule| self.levels.get(name.as_str()).copied();
        written(name).or_else(|| written(name.predecessor()?))
    }

    /// Sets the severity of every finding as the pack configures it, and removes findings that are
    /// allowed.
    fn apply_levels<T>(&self, all: &mut Vec<T>, finding: impl Fn(&mut T) -> &mut Finding) {
        all.retain_mut(|one| {
            let finding = finding(one);
            let Some(level) = self.level_of(finding.name) else { return true };
            let severity = level.severity();
            finding.severity = severity.unwrap_or(finding.severity);
            severity.is_some()
        });
    }

    fn check_course(&self, file: Option<FileId>, names: &PackNames<'_>, findings: &mut Vec<Finding>) {
        let Some(file) = file else { return };
        for (id, span) in &self.course {
            if !names.has_part(id) {
                findings.push(rules::unknown_target::course(file, *span, id, names.part_ids()));
            }
        }
        if let Some((pass, span)) = self.pass {
            let scenarios = self.course.iter().filter(|(id, _)| names.is_scenario(id)).count();
            let most = if self.course.is_empty() { names.scenario_count() } else { scenarios };
            if usize::try_from(pass).is_err() || !(0..=most as i64).contains(&pass) {
                findings.push(rules::out_of_range::course_pass(file, span, pass, most));
            }
        }
    }
}
