//! How well the pack trains its principles.

use rustc_hash::FxHashMap;
use scn_prover::{Coverage, Level};
use scn_source::{Finding, Place, Run};
use scn_story::{Keep, Machine};

use crate::cache::{Cache, Prover};
use crate::findings::{one_sided_principle, uncovered_principle};
use crate::lowered::Lowered;
use crate::manifest::Manifest;
use crate::pack_names::PackNames;
use crate::parsed::Job;
use crate::run_text::named_run;
use crate::scenario::ScenarioResult;

/// What all scenarios together do with one principle.
#[derive(Clone, Copy, Debug, Default)]
struct PackCoverage {
    level: Level,
    /// Index in the jobs of the scenario that has the level.
    best: Option<usize>,
    /// Whether a scenario with errors links the principle, so that its level is unknown.
    is_unknown: bool,
    /// Whether a proof stopped at its bound and may have missed something.
    unfinished: bool,
}

/// Reports principles that are not covered at the level that the pack requires, and principles that
/// are only upheld or only broken. For the pack, the best scenario counts. After that, each
/// scenario is checked against its own `Covers:`.
pub(crate) fn report(
    names: &PackNames<'_>,
    manifest: &Manifest,
    jobs: &[Job<'_, '_>],
    results: &[(Lowered, ScenarioResult)],
    cache: Option<&Cache>,
    findings: &mut Vec<Finding>,
) {
    if jobs.is_empty() {
        return;
    }
    let prover = &Prover::unwatched(cache);
    let wanted = manifest.coverage;
    let sides = collect_sides(names, jobs);
    for known in names.principles_in_order() {
        let id = known.item.id.text;
        let place = Place { file: known.file, span: known.item.header };
        let sum = pack_coverage(id, results);
        let enough = wanted <= sum.level;
        if known.from.is_none() && !sum.is_unknown && !sum.unfinished && !enough {
            let best = sum.best.and_then(|at| jobs.get(at));
            let best = best.map(|(file, _, it)| (it.id.text, Place { file: *file, span: it.header }));
            let mut finding = uncovered_principle::in_pack(place, id, sum.level, wanted, best);
            // The run belongs to the scenario that comes closest, which is named in the finding.
            let best = sum.best.and_then(|at| results.get(at));
            finding.run = best.and_then(|(lowered, proved)| avoiding_run(id, lowered, proved, sum.level, prover));
            findings.push(finding);
        } else if known.from.is_none() && !sum.is_unknown {
            match sides.get(id).copied().unwrap_or_default() {
                (Some(first), None) => findings.push(one_sided_principle::finding(place, id, true, first)),
                (None, Some(first)) => findings.push(one_sided_principle::finding(place, id, false, first)),
                (Some(_), Some(_)) | (None, None) => {}
            }
        }
        if known.from.is_none() && !enough {
            continue;
        }
        for ((file, _, scenario), (lowered, proved)) in jobs.iter().zip(results) {
            let coverage = proved.coverage.get(id).cloned().unwrap_or_default();
            if !lowered.is_sound || proved.interrupted || coverage.may_be_higher {
                continue;
            }
            let level = coverage.level;
            if wanted <= level {
                continue;
            }
            if let Some(name) = scenario.covers.iter().find(|name| names.meant_principle(name.text) == Some(id)) {
                let place = Place { file: *file, span: name.span };
                let mut finding = uncovered_principle::in_scenario(place, id, scenario.id.text, level, wanted);
                finding.run = avoiding_run(id, lowered, proved, level, prover);
                findings.push(finding);
            }
        }
    }
}

/// Returns the shortest run that ends without facing a principle that the scenario tests. This
/// explores the scenario once more.
fn avoiding_run(id: &str, lowered: &Lowered, proved: &ScenarioResult, has: Level, prover: &Prover<'_>) -> Option<Run> {
    if has != Level::Tested {
        return None;
    }
    let machine = Machine::new(&lowered.scenario, Keep::Read).ok()?;
    let run = prover.find_unfaced_run(&lowered.scenario, &machine, id, proved.states)?;
    Some(named_run(&machine, &run))
}

fn pack_coverage(id: &str, results: &[(Lowered, ScenarioResult)]) -> PackCoverage {
    let mut sum = PackCoverage::default();
    for (at, (lowered, proved)) in results.iter().enumerate() {
        if !lowered.is_sound {
            sum.is_unknown |= lowered.links.contains(id);
            continue;
        }
        let Coverage { level, may_be_higher } = proved.coverage.get(id).cloned().unwrap_or_default();
        sum.unfinished |= may_be_higher;
        if sum.level < level {
            sum.level = level;
            sum.best = Some(at);
        }
    }
    sum
}

/// For each principle, the first link that upholds it and the first that breaks it, over the source
/// of the whole pack.
type Sides<'a> = FxHashMap<&'a str, (Option<Place>, Option<Place>)>;

fn collect_sides<'a>(names: &PackNames<'a>, jobs: &[Job<'_, '_>]) -> Sides<'a> {
    let mut sides = Sides::default();
    for (file, _, scenario) in jobs {
        let outcomes = scenario.situations.iter().flat_map(|it| &it.choices).flat_map(|it| &it.outcomes);
        for link in outcomes.flat_map(|outcome| &outcome.links) {
            for name in &link.principles {
                let Some(id) = names.meant_principle(name.text) else { continue };
                let (upheld, broken) = sides.entry(id).or_default();
                let side = if link.rating < 0 { broken } else { upheld };
                side.get_or_insert(Place { file: *file, span: name.span });
            }
        }
    }
    sides
}
