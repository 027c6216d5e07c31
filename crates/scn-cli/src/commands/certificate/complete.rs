//! Derives the completion to certify from the records.

use jiff::Timestamp;
use scn_certificate::{Completion, PartDone, PartKind, PrincipleProfile};
use scn_run::phrases::debrief::COURSE_CLOSING;
use scn_run::{
    At, Band, CourseState, Handled, Part, PartState, Recorder, Status, Versions, completed_namesake, completed_version,
};
use scn_story::Story;

use crate::args::{CertificateArgs, Color, LearnerSelection};
use crate::commands::play::load_story;
use crate::failure::Failure;
use crate::recording::{LearnerRecords, checked_name, course_arguments};
use crate::screen::print_note;

/// Returns the completion of a learner's course. Returns `None` after printing what is missing if
/// the course is not completed, or after printing the errors if the pack cannot be read.
pub(crate) fn find_completion(args: &CertificateArgs, color: Color) -> Result<Option<Completion>, Failure> {
    // clap requires both options unless a subcommand is given.
    let learner = checked_name(args.learner.as_deref().unwrap_or_default())?;
    let issuer = args.issuer.as_deref().unwrap_or_default().trim();
    if issuer.is_empty() {
        return Err(Failure::new("--issuer: a certificate must name its issuer")
            .with_help("give the name of your organisation"));
    }
    let Some(found) = load_story(args.path.as_deref(), color)? else { return Ok(None) };
    let selection = LearnerSelection { learner: Some(learner.clone()), records: args.records.clone() };
    let records =
        LearnerRecords::look(found.identity(), &selection, course_arguments(args.path.as_deref(), &args.records))?;
    let learner = records.owner().learner_name().map_or(learner, str::to_owned);
    let certified = completed_version(&found.story, records.stories(), records.attempts());
    let Some((story, state)) = certified else {
        let namesake = completed_namesake(&found.story, records.stories(), records.attempts());
        if let Some(namesake) = namesake {
            let digest = &namesake.pack.digest;
            print_note(&format!(
                "note: another course with the name `{}` was completed: “{}”, {digest}\n  help: for a certificate of it, give the folder of that course",
                namesake.pack.name, namesake.pack.title
            ));
        }
        let state = CourseState::from_attempts(&Versions::new(&found.story, records.stories()), records.attempts());
        let command = records.resume_command().unwrap_or_default();
        let missing: Vec<String> = state.missing.iter().map(|what| format!("\n  - {what}")).collect();
        let none = if records.attempts().is_empty() { ", and nothing is recorded under this name" } else { "" };
        print_note(&format!(
            "this course is not completed yet{none}. What is missing:{}\n  help: continue with `{command}`",
            missing.concat()
        ));
        return Ok(None);
    };
    if story.pack.digest != found.story.pack.digest {
        let version = story.pack.version.as_ref().map(|it| format!(", version {it}")).unwrap_or_default();
        print_note(&format!(
            "note: the course has changed since it was completed; the certificate is for the course as it was then{version}"
        ));
    }
    let id = args.learner_id.clone();
    Ok(Some(build_completion(story, &state, (learner, id), issuer.to_owned())))
}

/// Builds the completion of a completed course.
fn build_completion(
    story: &Story,
    state: &CourseState,
    (learner, learner_id): (String, Option<String>),
    issuer: String,
) -> Completion {
    let done = state.parts.iter().filter(|part| part.status == Status::Done);
    // Times come from the clock of the machine that kept the records. Every part that is done has
    // one.
    let last = done.clone().filter_map(|part| part.done_at).max().unwrap_or_default();
    let has_profile = story.certificate.as_ref().is_some_and(|certificate| certificate.profile);
    Completion {
        learner,
        learner_id,
        course: if story.pack.title.is_empty() { story.pack.name.clone() } else { story.pack.title.clone() },
        pack: story.pack.name.clone(),
        version: story.pack.version.clone(),
        digest: story.pack.digest.clone(),
        language: story.pack.language.clone(),
        completed: to_seconds(last),
        issuer,
        parts: done.map(part_done).collect(),
        profile: if has_profile { state.profile.iter().map(principle_profile).collect() } else { Vec::new() },
        closing: if has_profile { COURSE_CLOSING.to_owned() } else { String::new() },
        pass_mark: pass_mark(story, state),
    }
}

/// Converts a time to whole seconds, the precision of a certificate.
fn to_seconds(at: At) -> Timestamp {
    Timestamp::from_second(at.0.div_euclid(1_000)).unwrap_or_default()
}

fn part_done(part: &PartState) -> PartDone {
    let kind = match part.part {
        Part::Lesson(_) => PartKind::Lesson,
        Part::Quiz(_) => PartKind::Quiz,
        Part::Scenario(_) => PartKind::Scenario,
    };
    PartDone {
        kind,
        id: part.part.id().to_owned(),
        title: part.title.clone(),
        result: part.result.clone().unwrap_or_else(|| part.status.as_str().to_owned()),
        on: to_seconds(part.done_at.unwrap_or_default()),
    }
}

fn principle_profile(entry: &Handled) -> PrincipleProfile {
    PrincipleProfile {
        id: entry.principle.clone(),
        title: entry.title.clone(),
        band: entry.band.to_owned(),
        decisions: entry.decisions,
        score: (entry.band() != Band::NotEnough).then_some((entry.score.points, entry.score.of)),
    }
}

/// Returns the pass mark, if the pack itself declares one.
fn pass_mark(story: &Story, state: &CourseState) -> Option<String> {
    let pass = story.course.as_ref()?.pass?;
    let scenarios = state.parts.iter().filter(|part| matches!(part.part, Part::Scenario(_))).count();
    Some(format!("{pass} of {scenarios} scenarios passed"))
}
