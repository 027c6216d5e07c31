//! Statistics of a pack: how well it trains its principles, and properties of all runs of its
//! scenarios.
//!
//! `document` defines the output, `words` counts words, `rate` holds reading rates, `coverage`
//! reports the coverage of principles, and `scenario` translates the prover's results to the
//! author's names.

mod coverage;
mod document;
mod rate;
mod scenario;
mod words;

use rayon::prelude::*;
use scn_prover::Limits;
use scn_source::Sources;
use scn_story::{Quiz, Scenario, Story};

use crate::pack::{Checked, ScenarioProof};
use coverage::coverage_level;
pub use document::*;
pub(crate) use rate::reading_rate;

/// Default maximum number of states. Lower than that of a proof, because more is stored for each
/// state.
pub const STATES: u64 = 1_000_000;

/// Computes the statistics of a checked pack, whose story must include its texts.
///
/// `states` is the maximum number of states to examine for each scenario; by default it is the
/// number in the manifest, up to [`STATES`]. `only` restricts the result to the scenario with this
/// id.
///
/// # Examples
///
/// ```
/// use scn_compiler::stats::{CoverageLevel, pack_stats};
/// use scn_compiler::{MediaFile, Options, PackFiles, check};
/// use scn_source::{SourceFile, Sources};
///
/// let text = std::fs::read_to_string("../../examples/first-steps/first-steps.scn")?;
/// let mut sources = Sources::new();
/// let file = sources.add(SourceFile::new("first-steps.scn", text));
/// let pack = PackFiles { files: vec![file], ..PackFiles::default() };
/// // The statistics count words, so the story needs its text.
/// let media = |_, _: &str| MediaFile::Found;
/// let options = Options { formats: &[], states: None, text: true, watch: None, media: &media };
/// let checked = check(&sources, &pack, &options);
///
/// let stats = pack_stats(&checked, &sources, None, Some("late-parcel"));
/// assert_eq!(stats.scenarios.len(), 1);
/// assert_eq!(stats.principles[0].id, "honest");
/// assert!(CoverageLevel::Linked < stats.principles[0].level);
/// # Ok::<(), std::io::Error>(())
/// ```
#[must_use]
pub fn pack_stats(checked: &Checked, sources: &Sources, states: Option<u64>, only: Option<&str>) -> PackStats {
    let states = states.unwrap_or_else(|| checked.manifest.states.unwrap_or(STATES).min(STATES));
    let story = &checked.story;
    let rate = reading_rate(story.pack.language.as_deref().unwrap_or_default());
    let per_minute = match rate.counts {
        Unit::Words => Some(rate.words_per_minute),
        Unit::Characters => rate.characters_per_minute,
    };
    let is_requested = |id: &str| only.is_none_or(|only| only == id);
    let requested = checked.scenarios.iter().filter(|it| is_requested(&it.id));
    let jobs: Vec<_> = requested
        .clone()
        .filter_map(|proof| story.scenarios.iter().find(|it| it.id == proof.id).map(|it| (proof, it)))
        .collect();
    let compute_stats = |(proof, it): &(&ScenarioProof, &Scenario)| {
        scenario::scenario_stats(story, it, proof, sources, &Limits::of_states(states), per_minute)
    };
    let scenarios: Vec<ScenarioStats> = jobs.par_iter().filter_map(compute_stats).collect();
    let principles = story.principles.iter().map(|principle| {
        let mut sum = (CoverageLevel::NotLinked, None);
        for proof in checked.scenarios.iter().filter(|it| is_requested(&it.id)) {
            let level = coverage_level(proof, &principle.id);
            if sum.0 < level {
                sum = (level, Some(proof.id.clone()));
            }
        }
        PrincipleStats {
            id: principle.id.clone(),
            title: principle.title.clone(),
            from: principle.from.clone(),
            level: sum.0,
            best: sum.1,
            checked_by: checked_by(story, &principle.id),
        }
    });
    PackStats {
        name: story.pack.name.clone(),
        title: story.pack.title.clone(),
        shuffled: story.pack.shuffle,
        reading_rate: rate,
        principles: principles.collect(),
        quizzes: story.quizzes.iter().map(quiz_stats).collect(),
        broken: requested
            .filter(|it| !scenarios.iter().any(|known| known.id == it.id))
            .map(|it| it.id.clone())
            .collect(),
        scenarios,
    }
}

/// Returns the questions that check a principle.
fn checked_by(story: &Story, principle: &str) -> Vec<String> {
    let questions = story.quizzes.iter().flat_map(|quiz| quiz.questions.iter().map(move |question| (quiz, question)));
    let checks = questions.filter(|(_, question)| question.checks.iter().any(|id| id == principle));
    checks.map(|(quiz, question)| format!("{}/{}", quiz.id, question.id)).collect()
}

fn quiz_stats(quiz: &Quiz) -> QuizStats {
    let questions = quiz.questions.len() as u64;
    let asked_count = quiz.draw.map_or(questions, |draw| u64::from(draw).min(questions));
    let pass = quiz.pass.map_or(asked_count, |pass| u64::from(pass).min(asked_count));
    QuizStats { id: quiz.id.clone(), title: quiz.title.clone(), questions, asked: asked_count, pass, tries: quiz.tries }
}
