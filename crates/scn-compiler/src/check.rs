//! A check of a pack, phase by phase: the order in which everything happens.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use scn_prover::{Limits, Watch};
use scn_source::{FileId, Finding, Place, Severity, SourceFile, Sources, Span};

use crate::cache::{Cache, Prover};
use crate::context::Context;
use crate::findings::missing_name;
use crate::kept::{Neighbour, ScenarioKey, Surroundings};
use crate::lints::{self, LintContext};
use crate::lowered::{Lowered, TextMode};
use crate::manifest::{Manifest, read_manifest};
use crate::pack::{Checked, Options, PackFiles, ScenarioProof};
use crate::parallel::map_items;
use crate::parsed::{Job, ParsedFiles};
use crate::places::locate_parts;
use crate::properties::Property;
use crate::scenario::{Coverages, ScenarioResult, check_scenario};
use crate::suppressed::{self, ScenarioCoverage};
use crate::{course, coverage, delivery, fixed_text, quiz, refine, restore, story, translation, unused};

/// Each scenario after lowering, with its result.
type Results = Vec<(Lowered, ScenarioResult)>;

/// Checks a pack and returns everything the compiler knows about it.
///
/// # Examples
///
/// ```
/// use scn_compiler::{MediaFile, Options, PackFiles, check};
/// use scn_source::{Name, SourceFile, Sources};
///
/// let text = "\
/// Scenario call: A call
///   The phone rings.
///
/// Situation ring: It rings
///   Choice: Answer it.
///     Outcome: Somebody breathes.
///     Next: sielnce
///
/// Ending silence: Silence
///   Result: mixed
///
///   Nobody speaks.
/// ";
/// let mut sources = Sources::new();
/// let file = sources.add(SourceFile::new("call.scn", text));
/// let pack = PackFiles {
///     files: vec![file],
///     fallback_name: "call".to_owned(),
///     ..PackFiles::default()
/// };
/// let media = |_, _: &str| MediaFile::Found;
/// let options = Options { formats: &[], states: None, text: true, watch: None, media: &media };
///
/// let checked = check(&sources, &pack, &options);
/// assert!(!checked.buildable);
/// let misspelt = checked.findings.iter().find(|finding| finding.name == Name::UnknownTarget);
/// assert_eq!(misspelt.map(|finding| finding.fixes[0].edits[0].text.as_str()), Some("silence"));
///
/// // Without the mistake, the result has a story to play.
/// sources.replace(file, SourceFile::new("call.scn", text.replace("sielnce", "silence")));
/// let checked = check(&sources, &pack, &options);
/// assert!(checked.buildable && checked.scenarios[0].complete);
/// assert_eq!(checked.story.scenarios[0].endings[0].id, "silence");
/// ```
#[must_use]
pub fn check(sources: &Sources, pack: &PackFiles, options: &Options<'_>) -> Checked {
    check_in(sources, pack, options, None)
}

/// Checks a pack as [`check`] does, but reuses the results in the cache. For repeated checks of a
/// pack that is being edited.
///
/// # Examples
///
/// ```
/// use scn_compiler::{Cache, MediaFile, Options, PackFiles, check_with};
/// use scn_source::{SourceFile, Sources};
///
/// let mut sources = Sources::new();
/// let rules = sources.add(SourceFile::new("rules.scn", "Principle honest: Say how it is\n"));
/// let notes = sources.add(SourceFile::new("notes.scn", "// Nothing yet.\n"));
/// let pack = PackFiles { files: vec![notes, rules], ..PackFiles::default() };
/// let media = |_, _: &str| MediaFile::Found;
/// let options = Options { formats: &[], states: None, text: false, watch: None, media: &media };
///
/// let cache = Cache::new();
/// let first = check_with(&sources, &pack, &options, &cache);
/// assert_eq!(cache.work().parsed, 2);
///
/// // After an edit, only the edited file is parsed.
/// sources.replace(notes, SourceFile::new("notes.scn", "// Still nothing.\n"));
/// let second = check_with(&sources, &pack, &options, &cache);
/// assert_eq!(cache.work().parsed, 3);
/// assert_eq!(first.story.principles, second.story.principles);
/// ```
#[must_use]
pub fn check_with(sources: &Sources, pack: &PackFiles, options: &Options<'_>, cache: &Cache) -> Checked {
    check_in(sources, pack, options, Some(cache))
}

fn check_in(sources: &Sources, pack: &PackFiles, options: &Options<'_>, cache: Option<&Cache>) -> Checked {
    let mut findings = Vec::new();

    // Manifest: what the pack says about itself.
    let manifest = read_pack_manifest(sources, pack, &mut findings);

    // Parse: each file by itself, with the findings about its form.
    let files = ParsedFiles::parse(sources, pack, cache);
    let (written, sources, joined) = (sources, files.sources(sources), files.joined());
    let views = files.views();
    findings.extend(files.findings());
    views.report_empty(&mut findings);

    // Names: those of the pack and of its dependencies; then the course, which refers to them.
    let names = views.names(&mut findings);
    manifest.check_course(pack.manifest, &names, &mut findings);
    manifest.check_logo(pack.manifest, options.media, &mut findings);

    // Scenarios: each is lowered, proved, tested and linted separately, all in parallel.
    let mode = if options.text { TextMode::Full } else { TextMode::Conditions };
    let lints = LintContext::new(&manifest, &names);
    let context =
        Context { names: &names, sources, joined, mode, formats: options.formats, media: options.media, lints: &lints };
    let jobs = views.scenarios();
    let kept = cache.filter(|_| !files.has_joined()).map(|cache| Kept {
        cache,
        around: cache.around(collect_surroundings(&files, sources, pack, options)),
        keys: files.scenario_keys(),
    });
    let mut results = check_scenarios(&context, &jobs, &manifest, options, (cache, kept.as_ref()));
    for (lowered, _) in &mut results {
        findings.append(&mut lowered.findings);
    }

    // Pack: checks that need more than one scenario.
    unused::report_passages(&views.own, &mut findings);
    unused::report(&views.own, results.iter().map(|(lowered, _)| lowered), &mut findings);
    fixed_text::report(&views.own, &mut findings);
    let quizzes = views.quizzes();
    quiz::report(&names, &quizzes, &mut findings);
    lints::lint_quizzes(&lints, &quizzes, &mut findings);
    coverage::report(&names, &manifest, &jobs, &results, cache, &mut findings);
    course::prove(&names, &manifest, pack.manifest, &jobs, &results, &mut findings);
    let (mut scenarios, mut properties) = collect_proofs(&context, &jobs, &results, &mut findings);
    let whole = results.iter().all(|(lowered, _)| lowered.is_sound);
    if whole {
        let decisions: Vec<_> = results.iter().flat_map(|(_, result)| result.decisions.iter().copied()).collect();
        lints::lint_pack(&lints, &manifest, &decisions, &mut findings);
    }

    // Delivery: what a format in which the pack is to be delivered cannot take.
    delivery::Delivery { manifest: &manifest, manifest_file: pack.manifest, views: &views }.report(
        options,
        (&jobs, &results),
        &mut findings,
    );

    // Story: every sound scenario, with the principles, lessons and quizzes of the pack.
    let coverages = scenario_coverages(&jobs, &results);
    let lowered = results.into_iter().map(|(lowered, _)| lowered).collect();
    let story =
        story::StoryBuilder { files: pack, manifest: &manifest, names: &names, views: &views, context: &context }
            .build_story(lowered, &mut findings);

    // Translations: what does not fit the source, or is not there.
    translation::report((written, pack), &manifest, options, &mut findings);

    // Refine: what follows from another finding is dropped, and fixes that rename are completed.
    sort_findings(sources, &mut findings);
    let pack_files = refine::PackFiles { sources, parsed: &views.own, manifest: pack.manifest };
    refine::refine(&pack_files, &mut findings);

    // Suppress: comments that allow findings, then the levels in `scn.toml`.
    let mut suppressed = suppressed::apply_suppressions(&files.allows(), &coverages, sources, &mut findings);
    manifest.apply_levels(&mut findings, |finding| finding);
    manifest.apply_levels(&mut suppressed, |entry| &mut entry.finding);

    let buildable = whole && is_buildable(&findings, &properties);

    // Restore: every place in a joined text becomes one in the file that the author wrote.
    joined.restore(&mut findings);
    restore::restore_suppressed(joined, &mut suppressed);
    restore::restore_proofs(joined, &mut scenarios, &mut properties);
    sort_findings(written, &mut findings);
    findings.extend(pack.findings.iter().cloned());
    Checked {
        findings,
        suppressed,
        scenarios,
        properties,
        manifest,
        story,
        is_complete: whole,
        buildable,
        skipped_lints: lints.skipped_lints(),
    }
}

/// Reads the manifest, if there is one.
fn read_pack_manifest(sources: &Sources, pack: &PackFiles, findings: &mut Vec<Finding>) -> Manifest {
    let file = pack.manifest.and_then(|id| sources.get(id).map(|file| (id, file)));
    let Some((id, file)) = file else { return Manifest::default() };
    let manifest = read_manifest(id, file, findings);
    if let Some(place) = &manifest.nameless {
        findings.push(missing_name::finding(place, &pack.fallback_name));
    }
    manifest
}

/// The results of an earlier check.
struct Kept<'k> {
    cache: &'k Cache,
    around: Arc<Surroundings>,
    /// The key of each scenario.
    keys: Vec<ScenarioKey<'k>>,
}

/// Returns what the scenarios of a pack are checked with.
fn collect_surroundings(
    files: &ParsedFiles<'_>,
    sources: &Sources,
    pack: &PackFiles,
    options: &Options<'_>,
) -> Surroundings {
    let own = files.own_files().map(|(id, file)| {
        let view = &file.view().parse.file;
        let is_shared = !(view.principles.is_empty() && view.lessons.is_empty() && view.quizzes.is_empty());
        if is_shared {
            return Neighbour::Whole(None, id, Arc::clone(file));
        }
        let names = view.scenarios.iter().map(|it| (it.id.text.to_owned(), it.title.text.to_owned(), it.header.start));
        Neighbour::Scenarios(id, names.collect())
    });
    let lent = files.lent_files().map(|(name, id, file)| Neighbour::Whole(Some(name.to_owned()), id, Arc::clone(file)));
    Surroundings {
        files: own.chain(lent).collect(),
        paths: sources.iter().map(|(_, file)| file.path().to_owned()).collect(),
        manifest: pack.manifest.and_then(|id| Some((id, sources.get(id).map(SourceFile::shared_text)?))),
        states: options.states,
        mode: if options.text { TextMode::Full } else { TextMode::Conditions },
        formats: options.formats.to_vec(),
    }
}

/// Checks every scenario separately, in parallel.
fn check_scenarios(
    context: &Context<'_>,
    jobs: &[Job<'_, '_>],
    manifest: &Manifest,
    options: &Options<'_>,
    (cache, kept): (Option<&Cache>, Option<&Kept<'_>>),
) -> Results {
    let threads = Threads { busy: AtomicUsize::new(jobs.len()) };
    let may_help = || threads.reserve_idle();
    let states = options.states.or(manifest.states).unwrap_or(Limits::default().states);
    let ended = AtomicBool::new(false);
    let watch = options.watch.map(|watch| {
        |states| {
            let flow = watch(states);
            ended.fetch_or(flow.is_break(), Ordering::Relaxed);
            flow
        }
    });
    let watch = watch.as_ref().map(|watch| -> &Watch<'_> { watch });
    let prover = Prover {
        cache,
        limits: Limits { watch, may_help: Some(&may_help), ..Limits::of_states(states) },
        ended: &ended,
    };
    let check_job = |at: usize, job: &Job<'_, '_>| {
        let kept = kept.and_then(|kept| Some((kept.cache, kept.keys.get(at).copied()?, &kept.around)));
        let checked = kept.and_then(|(cache, key, around)| {
            cache.kept_scenario(key, around)?.downcast_ref::<(Lowered, ScenarioResult)>().cloned()
        });
        let checked = checked.unwrap_or_else(|| {
            // A media file may be there the next time.
            let asks = AtomicBool::new(false);
            let media = |file: FileId, path: &str| {
                asks.store(true, Ordering::Relaxed);
                (context.media)(file, path)
            };
            let checked = check_scenario(&Context { media: &media, ..*context }, *job, &prover);
            if let Some((cache, key, around)) = kept {
                let is_final = !asks.load(Ordering::Relaxed) && !ended.load(Ordering::Relaxed);
                let is_final = is_final && !checked.1.interrupted;
                cache.keep_scenario(key, around, || Arc::new(checked.clone()), is_final);
            }
            checked
        });
        threads.busy.fetch_sub(1, Ordering::Relaxed);
        checked
    };
    map_items(jobs, check_job)
}

/// The number of scenarios and helper threads that need a thread.
struct Threads {
    busy: AtomicUsize,
}

impl Threads {
    /// Reserves an idle thread, if there is one. It is never released: by then the work is nearly
    /// done.
    fn reserve_idle(&self) -> bool {
        let all = rayon::current_num_threads();
        let count_one_more = |busy| (busy < all).then_some(busy + 1);
        self.busy.fetch_update(Ordering::Relaxed, Ordering::Relaxed, count_one_more).is_ok()
    }
}

/// Returns what was proved about each scenario, and all tests and promises. Reports incomplete
/// proofs.
fn collect_proofs(
    context: &Context<'_>,
    jobs: &[Job<'_, '_>],
    results: &Results,
    findings: &mut Vec<Finding>,
) -> (Vec<ScenarioProof>, Vec<Property>) {
    let mut proofs = Vec::with_capacity(jobs.len());
    let mut properties = Vec::new();
    for (at, ((file, _, scenario), (lowered, result))) in jobs.iter().zip(results).enumerate() {
        let next = jobs.get(at + 1).filter(|(next, ..)| next == file).map(|(.., next)| next.header.start);
        let end = context.sources.get(*file).map_or(0, |file| Span::empty(file.text().len()).start);
        let whole = Span { start: scenario.header.start, end: next.unwrap_or(end) };
        properties.extend(result.properties.iter().cloned());
        proofs.push(ScenarioProof {
            id: scenario.id.text.to_owned(),
            place: Place { file: *file, span: scenario.header },
            extent: context.joined.places(Place { file: *file, span: whole }),
            states: result.states,
            complete: result.complete,
            decided: result.was_fully_checked(),
            endings: result.endings.min(lowered.scenario.endings.len()),
            coverage: sorted_levels(&result.coverage),
            parts: locate_parts(context.names, *file, scenario),
        });
        findings.extend(result.incomplete_finding(*file, scenario));
    }
    (proofs, properties)
}

/// Returns the levels of coverage, sorted by id.
fn sorted_levels(coverages: &Coverages) -> Vec<(String, scn_prover::Level)> {
    let levels: BTreeMap<&String, scn_prover::Level> = coverages.iter().map(|(id, it)| (id, it.level)).collect();
    levels.into_iter().map(|(id, level)| (id.clone(), level)).collect()
}

/// Returns how thoroughly each scenario was checked.
fn scenario_coverages(jobs: &[Job<'_, '_>], results: &Results) -> Vec<ScenarioCoverage> {
    let to_coverage = |((file, _, scenario), (lowered, result)): (&Job<'_, '_>, &(Lowered, ScenarioResult))| {
        let (whole, complete) = (lowered.is_sound, result.was_fully_checked());
        ScenarioCoverage { file: *file, start: scenario.header.start, is_sound: whole, complete }
    };
    jobs.iter().zip(results).map(to_coverage).collect()
}

/// Sorts findings by file and position, and removes duplicates.
fn sort_findings(sources: &Sources, findings: &mut Vec<Finding>) {
    let path =
        |finding: &Finding| sources.get(finding.place.file).map(scn_source::SourceFile::path).unwrap_or_default();
    findings
        .sort_by(|a, b| (path(a), a.place.span, a.name, &a.message).cmp(&(path(b), b.place.span, b.name, &b.message)));
    findings.dedup();
}

/// Whether the story has no errors. Tests and promises are not part of it.
fn is_buildable(findings: &[Finding], properties: &[Property]) -> bool {
    let is_inside = |inner: Span, outer: Span| outer.start <= inner.start && inner.end <= outer.end;
    let in_property = |place: &Place| {
        properties
            .iter()
            .any(|property| property.place.file == place.file && is_inside(place.span, property.place.span))
    };
    findings.iter().all(|finding| finding.severity != Severity::Error || in_property(&finding.place))
}
