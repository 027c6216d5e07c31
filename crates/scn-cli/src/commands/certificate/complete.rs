//! Derives the completion to certify from the records.

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use scn_certificate::{Completion, Logo, PartDone, PartKind, PrincipleProfile};
use scn_run::phrases::debrief::COURSE_CLOSING;
use scn_run::{
    At, Band, CourseState, Handled, Part, PartState, Recorder, Status, Versions, completed_namesake, completed_version,
    title_or_id,
};
use scn_story::Story;

use crate::args::{CertificateArgs, Color, LearnerSelection};
use crate::commands::play::{PlayableStory, load_story};
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
    let Some(found) = load_story(args.path.as_deref(), color)? else { return Ok(None) };
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
    let mut completion = build_completion(story, &state, (learner, id), issuer)?;
    // Who issues and signs is who does so today, whichever version was completed.
    completion.signatory = terms.and_then(|terms| terms.signatory.clone());
    Ok(Some((completion, load_logo(&found)?)))
}

fn missing_issuer() -> Failure {
    Failure::new("--issuer: a certificate must name its issuer").with_help(
        "give the name of your organisation, or write it as `issuer = \"…\"` under `[certificate]` in scn.toml",
    )
}

/// Reads the logo, if the pack has one.
fn load_logo(found: &PlayableStory) -> Result<Option<Logo>, Failure> {
    let written = found.story.certificate.as_ref().and_then(|certificate| certificate.logo.as_ref());
    let Some((written, folder)) = written.zip(found.folder()) else { return Ok(None) };
    let path = folder.join(written);
    let failure = |reason: String| Failure::new(format!("the logo `{}` {reason}", scn_text::escape_line(written)));
    let real = std::fs::canonicalize(&path).map_err(|error| Failure::read(&path, &error))?;
    if !std::fs::canonicalize(&folder).is_ok_and(|folder| real.starts_with(folder)) {
        return Err(failure("is not in the folder of the pack".to_owned()));
    }
    Logo::from_bytes(read(&path)?).map(Some).map_err(|error| failure(format!("cannot be used: {error}")))
}

/// Returns how long a course takes, in words.
fn duration_words(minutes: u32) -> String {
    let hours = |hours: String| if hours == "1" { "1 hour".to_owned() } else { format!("{hours} hours") };
    match (minutes / 60, minutes % 60) {
        (0, minutes) => scn_text::counted(minutes, "minute"),
        (whole, 0) => hours(whole.to_string()),
        (whole, rest @ (15 | 30 | 45)) => hours((f64::from(whole) + f64::from(rest) / 60.0).to_string()),
        (whole, rest) => format!("{} {}", hours(whole.to_string()), scn_text::counted(rest, "minute")),
    }
}

/// Returns the time until which a certificate is valid: that of the completion, and the given
/// duration later.
fn valid_until(completed: Timestamp, duration: &str) -> Result<Timestamp, Failure> {
    let span: Option<Span> = duration.parse().ok();
    let until = span.and_then(|span| completed.to_zoned_datetime(TimeZone::UTC).checked_add(span).ok());
    until.map(|until| until.timestamp()).ok_or_else(|| {
        let duration = scn_text::escape_line(duration);
        Failure::new(format!("certificates cannot be valid for `{duration}`, as the story says"))
            .with_help("a duration is written as in ISO 8601: `P2Y`, `P18M`, `P90D`")
    })
}

/// Builds the completion of a completed course.
fn build_completion(
    story: &Story,
    state: &CourseState,
    (learner, learner_id): (String, Option<String>),
    issuer: String,
) -> Result<Completion, Failure> {
    let done = state.parts.iter().filter(|part| part.status == Status::Done);
    // Times come from the clock of the machine that kept the records. Every part that is done has
    // one.
    let last = done.clone().filter_map(|part| part.done_at).max().unwrap_or_default();
    let terms = story.certificate.as_ref();
    let has_profile = terms.is_some_and(|certificate| certificate.profile);
    let valid = terms.and_then(|terms| terms.valid.as_deref());
    Ok(Completion {
        learner,
        learner_id,
        course: if story.pack.title.is_empty() { story.pack.name.clone() } else { story.pack.title.clone() },
        pack: story.pack.name.clone(),
        version: story.pack.version.clone(),
        digest: story.pack.digest.clone(),
        language: story.pack.language.clone(),
        completed: to_seconds(last),
        issuer,
        signatory: None,
        duration: terms.and_then(|terms| terms.minutes).map(duration_words),
        valid_until: valid.map(|duration| valid_until(to_seconds(last), duration)).transpose()?,
        parts: done.map(part_done).collect(),
        profile: if has_profile { state.profile.iter().map(principle_profile).collect() } else { Vec::new() },
        closing: if has_profile { COURSE_CLOSING.to_owned() } else { String::new() },
        pass_mark: pass_mark(story, state),
    })
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

/// Returns the pass mark, if the pack itself declares one: how many scenarios, which parts, and
/// which principles.
fn pass_mark(story: &Story, state: &CourseState) -> Option<String> {
    let course = story.course.as_ref()?;
    let mut marks = Vec::new();
    if let Some(pass) = course.pass {
        let scenarios = state.parts.iter().filter(|part| matches!(part.part, Part::Scenario(_))).count();
        marks.push(format!("{pass} of {scenarios} scenarios passed"));
    }
    let title_of = |id: &String| state.parts.iter().find(|it| it.part.id() == id).map(|it| format!("“{}”", it.title));
    marks.extend(course.require.iter().flatten().filter_map(title_of));
    for (id, band) in &course.principles {
        let title = story.principles.iter().find(|it| it.id == *id).map_or("", |it| it.title.as_str());
        marks.push(format!("“{}” at least {}", title_or_id(title, id), band.as_str()));
    }
    (!marks.is_empty()).then(|| marks.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_in_hours_where_they_are_short() {
        let words = [1, 50, 60, 90, 75, 100, 120, 121].map(duration_words);
        assert_eq!(
            words,
            [
                "1 minute",
                "50 minutes",
                "1 hour",
                "1.5 hours",
                "1.25 hours",
                "1 hour 40 minutes",
                "2 hours",
                "2 hours 1 minute"
            ]
        );
    }

    #[test]
    fn validity_is_counted_on_the_calendar() {
        let until =
            |at: &str, duration| valid_until(at.parse().expect("a time"), duration).map(|it| it.to_string()).ok();
        assert_eq!(until("2024-02-29T08:00:00Z", "P1Y").as_deref(), Some("2025-02-28T08:00:00Z"));
        assert_eq!(until("2026-11-24T21:43:13Z", "P18M").as_deref(), Some("2028-05-24T21:43:13Z"));
        assert_eq!(until("2026-11-24T21:43:13Z", "P90D").as_deref(), Some("2027-02-22T21:43:13Z"));
        for other in ["", "2 yeers", "P9999999Y"] {
            assert_eq!(until("2026-11-24T21:43:13Z", other), None, "{other}");
        }
    }
}
