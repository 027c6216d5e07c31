//! Derives the completion to certify from the records.

use std::path::PathBuf;

use scn_certificate::{Completion, Logo};
use scn_run::{CourseState, Recorder, Versions, completed_namesake, completed_version};
use scn_story::Story;

use crate::args::{CertificateArgs, Color, LearnerSelection};
use crate::commands::play::load_story;
use crate::failure::Failure;
use crate::load::read;
use crate::recording::{LearnerRecords, checked_name, course_arguments};
use crate::screen::print_note;

/// Returns the completion of a learner's course, and the logo of the issuer. Returns `None` after
/// printing what is missing if the course is not completed, or the errors of the pack.
pub(crate) fn find_completion(
    args: &CertificateArgs,
    color: Color,
) -> Result<Option<(Completion, Option<Logo>)>, Failure> {
    // clap requires the option unless a subcommand is given.
    let learner = checked_name(args.learner.as_deref().unwrap_or_default())?;
    if args.issuer.as_ref().is_some_and(|issuer| issuer.trim().is_empty()) {
        return Err(missing_issuer());
    }
    let Some(found) = load_story(args.path.as_deref(), None, color)? else { return Ok(None) };
    let terms = found.story.certificate.as_ref();
    let issuer = args.issuer.as_ref().or_else(|| terms?.issuer.as_ref()).ok_or_else(missing_issuer)?.trim().to_owned();
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
    let mut completion = Completion::from_course(story, &state, (learner, id), issuer).map_err(|error| {
        Failure::new(error.to_string()).with_help("a duration is written as in ISO 8601: `P2Y`, `P18M`, `P90D`")
    })?;
    // Who issues and signs is who does so today, whichever version was completed.
    completion.signatory = terms.and_then(|terms| terms.signatory.clone());
    Ok(Some((completion, load_logo(&found.story, found.folder())?)))
}

fn missing_issuer() -> Failure {
    Failure::new("--issuer: a certificate must name its issuer").with_help(
        "give the name of your organisation, or write it as `issuer = \"…\"` under `[certificate]` in scn.toml",
    )
}

/// Reads the logo of a pack in a folder, if it has one.
pub(crate) fn load_logo(story: &Story, folder: Option<PathBuf>) -> Result<Option<Logo>, Failure> {
    let written = story.certificate.as_ref().and_then(|certificate| certificate.logo.as_ref());
    let Some((written, folder)) = written.zip(folder) else { return Ok(None) };
    let path = folder.join(written);
    let failure = |reason: String| Failure::new(format!("the logo `{}` {reason}", scn_text::escape_line(written)));
    let real = std::fs::canonicalize(&path).map_err(|error| Failure::read(&path, &error))?;
    if !std::fs::canonicalize(&folder).is_ok_and(|folder| real.starts_with(folder)) {
        return Err(failure("is not in the folder of the pack".to_owned()));
    }
    Logo::from_bytes(read(&path)?).map(Some).map_err(|error| failure(format!("cannot be used: {error}")))
}
