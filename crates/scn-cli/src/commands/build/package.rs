//! A pack as a package for an LMS.

use std::collections::BTreeMap;

use scn_compiler::Checked;
use scn_compiler::stats::pack_stats;
use scn_export::package::{PackageFile, ScormVersion, package_problems, scorm_package};
use scn_run::phrases::scorm::scorm_phrases;
use scn_source::Sources;
use scn_web::{DEFAULT_INLINE, Home, PageOptions, media_files, media_type, page};
use serde_json::json;

use super::web::read_all_media;
use super::{Built, output_path};
use crate::args::{BuildArgs, BuildFormat, Edition};
use crate::failure::Failure;
use crate::save::{ensure_output_writable, save_output};
use crate::screen::print_note;

/// How many characters of the state of a learner are needed besides the steps of a run: the head,
/// and what is known about the run.
const BESIDES_STEPS: usize = 64;

/// How many characters a decision takes: three letters, and one if the clock made it.
const A_DECISION: usize = 4;

/// A scenario that may have longer runs than the LMS can keep.
#[derive(Debug)]
pub(super) struct LongRuns {
    scenario: String,
    /// The number of decisions of the longest run; `None` if a cycle can be repeated, or if it takes
    /// too long to compute.
    decisions: Option<u64>,
}

/// Returns the version of SCORM to build, if the format is a package of SCORM.
pub(super) fn scorm_version(args: &BuildArgs) -> Result<Option<ScormVersion>, Failure> {
    match (args.to, args.edition) {
        (BuildFormat::Scorm2004, Some(Edition::Third)) => Ok(Some(ScormVersion::V2004Third)),
        (BuildFormat::Scorm2004, Some(Edition::Fourth) | None) => Ok(Some(ScormVersion::V2004Fourth)),
        (_, Some(_)) => Err(Failure::new("`--edition` is about SCORM 2004").with_help("use `--to scorm2004`")),
        (BuildFormat::Scorm12, None) => Ok(Some(ScormVersion::V12)),
        (_, None) => Ok(None),
    }
}

/// Checks, before any work is done, that the package could be written.
pub(super) fn ensure_package_writable(args: &BuildArgs) -> Result<(), Failure> {
    let path = output_path(args).ok_or_else(|| {
        Failure::new("a package is a zip file, so it is not written to standard output")
            .with_help("give its path with `-o`, such as `-o course.zip`")
    })?;
    ensure_output_writable(path)
}

/// Returns the most decisions of a run of which every LMS keeps the record.
fn most_decisions(version: ScormVersion) -> u64 {
    let room = version.state_limit().saturating_sub(BESIDES_STEPS) / A_DECISION;
    u64::try_from(room).unwrap_or(u64::MAX)
}

/// Returns the scenarios with runs that may be too long. A run that repeats no moment has at most
/// as many decisions as there are states, so most scenarios need no computation.
pub(super) fn long_runs(checked: &Checked, sources: &Sources, version: ScormVersion) -> Vec<LongRuns> {
    let most = most_decisions(version);
    let large = checked.scenarios.iter().filter(|proof| !proof.complete || most < proof.states);
    let measured = large.filter_map(|proof| {
        let stats = pack_stats(checked, sources, None, Some(&proof.id));
        let decisions = stats.scenarios.first().and_then(|scenario| scenario.runs.decisions.most);
        let is_long = decisions.is_none_or(|decisions| most < decisions);
        is_long.then(|| LongRuns { scenario: proof.id.clone(), decisions })
    });
    measured.collect()
}

/// Writes a package of SCORM.
pub(super) fn write_scorm(args: &BuildArgs, built: &Built, version: ScormVersion) -> Result<u8, Failure> {
    let Some(path) = output_path(args) else { return Ok(2) };
    report_long_runs(built, version)?;
    report_media(built);
    let media = read_all_media(built);
    let home = if version == ScormVersion::V12 { Home::Scorm12 } else { Home::Scorm2004 };
    // A few small pictures are part of the page, and all others are files of the package.
    let inline = args.inline.min(DEFAULT_INLINE / 64);
    let options = PageOptions {
        home,
        media: &media,
        inline,
        part: None,
        pages: BTreeMap::new(),
        settings: json!({ "phrases": scorm_phrases() }),
    };
    let page = page(&built.story, &options);
    let mut files = vec![PackageFile::new("index.html", page.html)];
    files.extend(page.files.into_iter().map(|(name, bytes)| PackageFile::new(name, bytes)));
    let package = scorm_package(&built.story, version, &files).map_err(|error| Failure::new(error.to_string()))?;
    if let Some(problem) = package_problems(&package).first() {
        return Err(Failure::new(format!("the package would not be accepted everywhere: {problem}")));
    }
    save_output(path, &package)?;
    Ok(0)
}

/// Refuses a pack in which a run alone is longer than its record may be. Reports one in which a run
/// can go round and round, since that is the learner's decision.
fn report_long_runs(built: &Built, version: ScormVersion) -> Result<(), Failure> {
    let most = most_decisions(version);
    for LongRuns { scenario, decisions } in &built.long_runs {
        match decisions {
            Some(decisions) => {
                let words = format!(
                    "a run of the scenario `{scenario}` can have {decisions} decisions, and an LMS keeps the record of at most {most}"
                );
                let help = "divide the scenario into several, or use `--to scorm2004` or `--to html`";
                return Err(Failure::new(words).with_help(help));
            }
            None => print_note(&format!(
                "note: a run of the scenario `{scenario}` can have any number of decisions; an LMS keeps the record of the first {most}"
            )),
        }
    }
    Ok(())
}

/// Reports media that are not in the package.
fn report_media(built: &Built) {
    for file in media_files(&built.story) {
        if media_type(&file).is_none() {
            let file = scn_text::escape_line(&file);
            print_note(&format!("note: browsers do not show `{file}`, so learners read its description instead"));
        }
    }
}
