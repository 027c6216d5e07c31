//! The course that `scn.toml` describes.

use scn_prover::{BandReach, GreatestMargin, Limits, Margins, greatest_margins, reach_band};
use scn_source::{FileId, Finding, Place, Span};
use scn_story::{Course, Keep, Machine, RequiredBand};

use crate::findings::{
    impossible_course, media_outside_pack, missing_media, out_of_range, unknown_principle, unknown_target,
};
use crate::lowered::Lowered;
use crate::manifest::{Manifest, WantedPrinciple};
use crate::media::{ExternalPath, MediaFile, Mention, Notation};
use crate::pack_names::PackNames;
use crate::parsed::Job;
use crate::scenario::ScenarioResult;

/// Maximum number of states of a scenario that are followed step by step for a principle.
const STATES: u64 = 100_000;

impl Manifest {
    /// Checks that the parts and principles that `[course]` names exist, and that its number of
    /// scenarios can be reached.
    pub(crate) fn check_course(&self, file: Option<FileId>, names: &PackNames<'_>, findings: &mut Vec<Finding>) {
        let Some(file) = file else { return };
        for (id, span) in self.course.iter().chain(self.require.iter().flatten()) {
            if !names.has_part(id) {
                findings.push(unknown_target::course_entry(file, *span, id, names.part_ids()));
            }
        }
        for (id, span) in self.require.iter().flatten() {
            if let Some((_, last)) = self.course.last()
                && names.has_part(id)
                && !self.course.iter().any(|(part, _)| part == id)
            {
                findings.push(unknown_target::not_in_order(file, *span, id, *last));
            }
        }
        for wanted in &self.principles {
            if names.principle_place(&wanted.id).is_none() {
                findings.push(unknown_principle::in_course(file, wanted, names.principle_ids()));
            }
        }
        if let Some((pass, span)) = self.pass {
            let scenarios = self.course.iter().filter(|(id, _)| names.is_scenario(id)).count();
            let most = if self.course.is_empty() { names.scenario_count() } else { scenarios };
            if usize::try_from(pass).is_err() || !(0..=most as i64).contains(&pass) {
                findings.push(out_of_range::course_pass(file, span, pass, most));
            }
        }
    }

    /// Checks that the logo of certificates is a picture in the pack's folder.
    pub(crate) fn check_logo(
        &self,
        file: Option<FileId>,
        media: &dyn Fn(FileId, &str) -> MediaFile,
        findings: &mut Vec<Finding>,
    ) {
        let (Some(file), Some(logo), Some(span)) = (file, &self.certificate.logo, self.logo) else { return };
        let mention = Mention { file: logo, span, notation: Notation::Quoted };
        if let Some(leaves) = ExternalPath::classify(logo) {
            findings.push(media_outside_pack::by_form(file, &mention, leaves));
            return;
        }
        let ending = logo.rsplit('.').next().unwrap_or_default().to_lowercase();
        if !["png", "jpg", "jpeg", "svg"].contains(&ending.as_str()) {
            findings.push(out_of_range::logo_format(file, span, logo));
            return;
        }
        match media(file, logo) {
            MediaFile::Found | MediaFile::TooLarge => {}
            MediaFile::Missing { near } => findings.push(missing_media::finding(file, &mention, near.as_deref())),
            MediaFile::Outside { link } => findings.push(media_outside_pack::by_way(file, &mention, link.as_deref())),
        }
    }

    /// Returns the course for the story; `None` if the manifest does not define one.
    pub(crate) fn story_course(&self) -> Option<Course> {
        let has_rules = self.pass.is_some() || self.require.is_some() || !self.principles.is_empty();
        let ids = |parts: &Vec<(String, Span)>| parts.iter().map(|(id, _)| id.clone()).collect();
        (!self.course.is_empty() || has_rules).then(|| Course {
            order: ids(&self.course),
            pass: self.pass.and_then(|(pass, _)| u32::try_from(pass).ok()),
            require: self.require.as_ref().map(ids),
            principles: self.principles.iter().filter_map(|wanted| Some((wanted.id.clone(), wanted.band?))).collect(),
        })
    }
}

/// A scenario of the course, with what was proved about it.
struct CourseScenario<'c> {
    id: &'c str,
    header: Place,
    lowered: &'c Lowered,
    result: &'c ScenarioResult,
    /// Whether this very scenario must be passed.
    required: bool,
}

/// Reports a course that cannot be completed, whatever learners do. Reports nothing if that depends
/// on names that are not known or on proofs that are not complete.
pub(crate) fn prove(
    names: &PackNames<'_>,
    manifest: &Manifest,
    file: Option<FileId>,
    jobs: &[Job<'_, '_>],
    results: &[(Lowered, ScenarioResult)],
    findings: &mut Vec<Finding>,
) {
    let (Some(file), Some(course)) = (file, manifest.story_course()) else { return };
    let named = manifest.course.iter().chain(manifest.require.iter().flatten());
    if named.clone().any(|(id, _)| !names.has_part(id)) {
        return;
    }
    let is_in_course = |id: &str| course.order.is_empty() || course.order.iter().any(|part| part == id);
    let mut scenarios: Vec<CourseScenario<'_>> = Vec::new();
    for ((file, _, scenario), (lowered, result)) in jobs.iter().zip(results) {
        let id = scenario.id.text;
        if !is_in_course(id) || scenarios.iter().any(|known| known.id == id) {
            continue;
        }
        if !lowered.is_sound || !result.is_settled {
            return;
        }
        let (header, required) = (Place { file: *file, span: scenario.header }, course.requires_scenario(id));
        scenarios.push(CourseScenario { id, header, lowered, result, required });
    }
    let known_count = findings.len();
    for scenario in scenarios.iter().filter(|it| it.required && it.result.cannot_pass) {
        let in_require = manifest.require.iter().flatten().find(|(id, _)| id == scenario.id);
        let written = in_require.or_else(|| manifest.course.iter().find(|(id, _)| id == scenario.id));
        let place = written.map_or(scenario.header, |(_, span)| Place { file, span: *span });
        findings.push(impossible_course::not_passable(place, scenario.id, scenario.header));
    }
    let passable = scenarios.iter().filter(|it| !it.result.cannot_pass).count();
    if let Some((pass, span)) = manifest.pass
        && let Ok(wanted) = usize::try_from(pass)
        && passable < wanted
        && wanted <= scenarios.len()
    {
        let closed = scenarios.iter().filter(|it| it.result.cannot_pass).map(|it| (it.id, it.header));
        findings.push(impossible_course::too_few_passable(Place { file, span }, wanted, passable, closed.collect()));
    }
    // What cannot be passed is reported above.
    if known_count == findings.len() {
        let needed = course.scenarios_to_pass(scenarios.iter().filter(|it| it.required).count()).min(scenarios.len());
        let impossible = |wanted| prove_principle(names, file, &scenarios, wanted, needed);
        findings.extend(manifest.principles.iter().filter_map(impossible));
    }
}

/// Returns the finding for a principle that no runs handle as well as the course asks for.
fn prove_principle(
    names: &PackNames<'_>,
    file: FileId,
    scenarios: &[CourseScenario<'_>],
    wanted: &WantedPrinciple,
    needed: usize,
) -> Option<Finding> {
    let (principle, band) = (names.principle_place(&wanted.id)?, wanted.band?);
    let linked: Vec<&str> =
        scenarios.iter().filter(|it| it.lowered.links.contains(&wanted.id)).map(|it| it.id).collect();
    if linked.is_empty() {
        return Some(impossible_course::not_covered(file, wanted, principle));
    }
    let margins: Option<Vec<(bool, Margins)>> =
        scenarios.iter().map(|it| Some((it.required, it.greatest_margins(&wanted.id, band)?))).collect();
    let reach = reach_band(band, &margins?, needed);
    (reach != BandReach::Reached)
        .then(|| impossible_course::band_out_of_reach(file, wanted, (band, reach), &linked, principle))
}

impl CourseScenario<'_> {
    /// Returns how well its runs can handle a principle; `None` if that is not known.
    fn greatest_margins(&self, principle: &str, band: RequiredBand) -> Option<Margins> {
        if self.result.cannot_pass {
            return Some(Margins::default());
        }
        if !self.lowered.links.contains(principle) {
            let mut none = Margins::default();
            none[0] = Some(GreatestMargin::Sum(0));
            return Some(none);
        }
        if STATES < self.result.states {
            return None;
        }
        let machine = Machine::new(&self.lowered.scenario, Keep::Read).ok()?;
        greatest_margins(&machine, principle, band, &Limits::of_states(STATES))
    }
}
