//! Compares what is proved about courses with a brute force that lists all runs of random stories,
//! or follows them naively if they cannot be listed: how well passed runs can handle a principle,
//! whether runs of several scenarios together reach a band, and the finding `impossible-course`.
//!
//! `SCN_STORIES=N` tests N stories instead of 600; `SCN_FIRST=N` starts at seed N.

use std::collections::{BTreeMap, BTreeSet};

use num_rational::Ratio;
use scn_prover::{BandReach, GreatestMargin, Limits, Margins, greatest_margins, reach_band};
use scn_source::{Finding, Name};
use scn_story::{Keep, Machine, Principle, RequiredBand, RunResult, Scenario, Story};
use scn_tests::brute::made_up::MadeUpCounts;
use scn_tests::brute::runs::{DetailedMoment, Finish, all_moments, list_runs};
use scn_tests::harness::pack::{MediaFiles, Pack};
use scn_tests::random::{self, Rng};
use scn_tests::survey::{env_number, in_parts, none_differs, smallest_report};

/// The maximum number of moments, all distinguished; larger stories are skipped.
const MOMENTS: usize = 400;
/// The maximum number of runs that are listed.
const RUNS: usize = 3000;
const BANDS: [RequiredBand; 2] = [RequiredBand::Mixed, RequiredBand::Consistent];

/// The points, the points possible and the decisions of a run.
type Points = (u64, u64, u64);

/// A random story whose moments are all known.
struct Known<'s> {
    scenario: &'s Scenario,
    places: Vec<DetailedMoment<'s>>,
}

impl<'s> Known<'s> {
    fn new(scenario: &'s Scenario) -> Option<Self> {
        let (places, _) = all_moments(scenario, &MadeUpCounts::new(scenario), MOMENTS)?;
        Some(Self { scenario, places })
    }

    fn principles(&self) -> BTreeSet<&'s str> {
        let outcomes = self.scenario.situations.iter().flat_map(|it| &it.choices).flat_map(|it| &it.outcomes);
        outcomes.flat_map(|outcome| &outcome.links).map(|link| link.principle.as_str()).collect()
    }

    /// Whether a run that stops like this is passed.
    fn is_passed(&self, finish: Option<Finish<'_>>) -> bool {
        let Some(Finish::Ending(id)) = finish else { return false };
        let result_of = |id: &str| self.scenario.endings.iter().find(|it| it.id == id).map(|it| it.result);
        let passable = self.scenario.endings.iter().any(|it| it.result == RunResult::Passed);
        result_of(id) == Some(RunResult::Passed) || !passable
    }

    /// The points of every run that is passed; `None` if they cannot be listed.
    fn points(&self, principle: &str) -> Option<BTreeSet<Points>> {
        let runs = list_runs(&self.places, &|_| None, RUNS)?;
        let passed = runs.iter().filter(|run| self.is_passed(Some(run.finish)));
        Some(passed.map(|run| run.points.get(principle).copied().unwrap_or_default()).collect())
    }

    /// The greatest margins by naive iteration from the start: what still grows after as many
    /// rounds as there are moments and decisions grows without end.
    fn margins(&self, principle: &str, band: RequiredBand) -> Margins {
        let rounds = 4 * self.places.len() + 1;
        let mut best: Vec<[Option<i64>; 4]> = vec![[None; 4]; self.places.len()];
        best[0][0] = Some(0);
        let mut after: Vec<[Option<i64>; 4]> = Vec::new();
        for _ in 0..2 {
            for _ in 0..rounds {
                if !self.walk_once(principle, band, &mut best) {
                    break;
                }
            }
            let passed = self.places.iter().zip(&best).filter(|(place, _)| self.is_passed(place.finish));
            after.push(passed.fold([None; 4], |sums, (_, more)| std::array::from_fn(|at| sums[at].max(more[at]))));
        }
        std::array::from_fn(|at| match (after[0][at], after[1][at]) {
            (Some(before), Some(sum)) if before < sum => Some(GreatestMargin::Unbounded),
            (_, sum) => sum.map(GreatestMargin::Sum),
        })
    }

    fn walk_once(&self, principle: &str, band: RequiredBand, best: &mut [[Option<i64>; 4]]) -> bool {
        let mut grown = false;
        for (at, place) in self.places.iter().enumerate() {
            for step in &place.steps {
                let Ok(to) = step.to else { continue };
                let counted = step.points.get(principle).copied();
                let (had, of) = counted.unwrap_or_default();
                let (had, of) = (i64::try_from(had).expect("small"), i64::try_from(of).expect("small"));
                let more = match band {
                    RequiredBand::Mixed => 5 * had - 2 * of,
                    RequiredBand::Consistent => 4 * had - 3 * of,
                };
                for decisions in 0..4 {
                    let Some(sum) = best[at][decisions].map(|sum| sum + more) else { continue };
                    let known = &mut best[to][(decisions + usize::from(counted.is_some())).min(3)];
                    if known.is_none_or(|known| known < sum) {
                        *known = Some(sum);
                        grown = true;
                    }
                }
            }
        }
        grown
    }
}

/// Whether points are in a band or above it, by the definition of the bands.
fn is_in_band(band: RequiredBand, (points, of, decisions): Points) -> bool {
    3 <= decisions
        && match band {
            RequiredBand::Mixed => Ratio::new(2, 5) <= Ratio::new(points, of),
            RequiredBand::Consistent => Ratio::new(3, 4) < Ratio::new(points, of),
        }
}

/// Returns how the prover differs from the brute force about one story, and what the story shows.
fn compare_story(scenario: &Scenario, principles: &[Principle], kinds: &mut BTreeSet<&'static str>) -> Vec<String> {
    // A smaller story may not be whole.
    let Ok(machine) = Machine::new(scenario, Keep::Read) else { return Vec::new() };
    let Some(known) = Known::new(scenario) else { return Vec::new() };
    let mut differences = Vec::new();
    for principle in known.principles() {
        for band in BANDS {
            let brute = known.margins(principle, band);
            let proved = greatest_margins(&machine, principle, band, &Limits::default());
            if proved != Some(brute) {
                differences.push(format!("margins of {principle} for {band:?}\n    {proved:?}\n    brute: {brute:?}"));
            }
            if brute.contains(&Some(GreatestMargin::Unbounded)) {
                kinds.insert("a loop that helps");
            }
            let reach = reach_band(band, &[(true, brute)], 1);
            if let Some(all) = known.points(principle) {
                let wanted = all.iter().any(|points| is_in_band(band, *points));
                if wanted != (reach == BandReach::Reached) {
                    differences.push(format!("reach of {principle} for {band:?}: {reach:?}, brute: {wanted}"));
                }
                kinds.insert(if wanted { "listed and reached" } else { "listed and not reached" });
            }
        }
    }
    differences.extend(compare_findings(&known, principles, kinds));
    differences
}

/// Compares the findings about a course that consists of one story, from printed source.
fn compare_findings(known: &Known<'_>, principles: &[Principle], kinds: &mut BTreeSet<&'static str>) -> Vec<String> {
    let passable = known.places.iter().any(|place| known.is_passed(place.finish));
    let mut differences = Vec::new();
    for band in BANDS {
        let wanted: BTreeSet<&str> = known
            .principles()
            .into_iter()
            .filter(|id| reach_band(band, &[(true, known.margins(id, band))], 1) != BandReach::Reached)
            .collect();
        let course: String = known.principles().iter().map(|id| format!("{id} = \"{}\"\n", band.as_str())).collect();
        let (scenarios, principles) = (vec![known.scenario.clone()], principles.to_vec());
        let story = Story { scenarios, principles, ..Story::default() };
        let files = vec![
            (
                "scn.toml".to_owned(),
                format!("[pack]\nname = \"p\"\n\n[course]\nrequire = [\"story\"]\n\n[course.principles]\n{course}"),
            ),
            ("block.scn".to_owned(), random::to_scn(&story)),
        ];
        let result = Pack { files, states: None, media: MediaFiles::NotMissing, formats: Vec::new() }.check();
        let is_course = |finding: &&Finding| finding.name == Name::ImpossibleCourse;
        let found: Vec<&Finding> = result.checked.findings.iter().filter(is_course).collect();
        if passable {
            let ids: BTreeSet<&str> = found.iter().filter_map(|it| it.message.split('`').nth(1)).collect();
            if ids != wanted || ids.len() != found.len() {
                differences.push(format!("findings for {band:?}: {found:#?}\n    brute: {wanted:?}"));
            }
            kinds.insert(if wanted.is_empty() { "a possible course" } else { "an impossible course" });
        } else {
            kinds.insert("a scenario that cannot be passed");
            if found.len() != 1 || !found[0].message.ends_with("no run of it is passed") {
                differences.push(format!("findings for a scenario that cannot be passed: {found:#?}"));
            }
        }
    }
    differences
}

/// Compares whether runs of several scenarios together reach a band.
fn compare_group(seed: u64, group: &[Known<'_>], kinds: &mut BTreeSet<&'static str>) -> Vec<String> {
    let mut rng = Rng::new(seed);
    let required: Vec<bool> = group.iter().map(|_| rng.with_percent(50)).collect();
    let named = required.iter().filter(|it| **it).count();
    let needed = named.max(rng.number_below(group.len() + 1));
    let mut differences = Vec::new();
    let principles: BTreeSet<&str> = group.iter().flat_map(Known::principles).collect();
    for principle in principles {
        let Some(listed) = group.iter().map(|it| it.points(principle)).collect::<Option<Vec<_>>>() else { continue };
        let mut sums = BTreeSet::from([(0_usize, (0, 0, 0))]);
        for (points, required) in listed.iter().zip(&required) {
            let mut next = if *required { BTreeSet::new() } else { sums.clone() };
            for (count, sum) in &sums {
                next.extend(points.iter().map(|it| (count + 1, (sum.0 + it.0, sum.1 + it.1, sum.2 + it.2))));
            }
            sums = next;
        }
        for band in BANDS {
            let wanted = sums.iter().any(|(count, points)| needed <= *count && is_in_band(band, *points));
            let margins: Vec<(bool, Margins)> =
                group.iter().zip(&required).map(|(it, required)| (*required, it.margins(principle, band))).collect();
            let reach = reach_band(band, &margins, needed);
            if wanted != (reach == BandReach::Reached) {
                differences.push(format!("{principle} for {band:?} together: {reach:?}, brute: {wanted}"));
            }
            kinds.insert(if wanted { "reached together" } else { "not reached together" });
        }
    }
    differences
}

#[test]
#[expect(clippy::print_stderr, reason = "what the stories show is worth reading in a failing run")]
fn what_is_proved_about_courses_is_what_the_brute_force_finds() {
    let results = in_parts(600, |seeds| {
        let (mut differ, mut kinds) = (BTreeMap::new(), BTreeMap::<&str, u64>::new());
        for seed in seeds {
            let story = random::random_story(seed);
            let scenario = story.scenarios.first().expect("a random story has a scenario");
            let mut shown = BTreeSet::new();
            if !compare_story(scenario, &story.principles, &mut shown).is_empty() {
                differ.insert(
                    seed,
                    smallest_report(scenario, |it| compare_story(it, &story.principles, &mut BTreeSet::new())),
                );
            }
            let stories: Vec<_> = (seed..seed + 3).map(random::random_story).collect();
            let group: Vec<Known<'_>> =
                stories.iter().filter_map(|story| story.scenarios.first()).filter_map(Known::new).collect();
            let differences = compare_group(seed, &group, &mut shown);
            if !differences.is_empty() {
                differ.insert(seed, differences.join("\n"));
            }
            shown.into_iter().for_each(|kind| *kinds.entry(kind).or_default() += 1);
        }
        (differ, kinds)
    });
    let (mut differ, mut kinds) = (BTreeMap::new(), BTreeMap::<&str, u64>::new());
    for (part, shown) in results {
        differ.extend(part);
        shown.into_iter().for_each(|(kind, count)| *kinds.entry(kind).or_default() += count);
    }
    eprintln!("the stories show {kinds:#?}");
    none_differs(&differ);
    if 600 <= env_number("SCN_STORIES", 600) {
        assert!(kinds.len() == KINDS && kinds.values().all(|count| 10 <= *count), "{kinds:#?}");
    }
}

/// The number of kinds of things that must occur.
const KINDS: usize = 8;
