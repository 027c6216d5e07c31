//! The completion to certify, from the state of a learner in a course.

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use scn_run::phrases::debrief::COURSE_CLOSING;
use scn_run::{At, Band, CourseState, Handled, Part, PartState, Status, title_or_id};
use scn_story::Story;
use thiserror::Error;

use crate::{Completion, PartDone, PartKind, PrincipleProfile};

/// The story says that certificates are valid for something that is not a duration.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("certificates cannot be valid for `{}`, as the story says", scn_text::escape_line(.0))]
pub struct NotADuration(pub String);

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
fn valid_until(completed: Timestamp, duration: &str) -> Result<Timestamp, NotADuration> {
    let span: Option<Span> = duration.parse().ok();
    let until = span.and_then(|span| completed.to_zoned_datetime(TimeZone::UTC).checked_add(span).ok());
    until.map(|until| until.timestamp()).ok_or_else(|| NotADuration(duration.to_owned()))
}

impl Completion {
    /// Returns the completion of a completed course. `learner` is the name of the learner, and
    /// perhaps a further identifier. Nobody signs yet.
    ///
    /// # Errors
    ///
    /// If the story limits the validity of certificates by something that is not a duration.
    ///
    /// # Examples
    ///
    /// ```
    /// use scn_certificate::Completion;
    /// use scn_run::{CourseState, Stories, Versions};
    /// use scn_story::Story;
    ///
    /// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
    /// let stories = Stories::new();
    /// let state = CourseState::from_attempts(&Versions::new(&story, &stories), &[]);
    /// let learner = ("Thandi Mokoena".to_owned(), None);
    /// let completion = Completion::from_course(&story, &state, learner, "Example
    /// Training".to_owned())?; assert_eq!(completion.course, "At the till");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_course(
        story: &Story,
        state: &CourseState,
        (learner, learner_id): (String, Option<String>),
        issuer: String,
    ) -> Result<Self, NotADuration> {
        let done = state.parts.iter().filter(|part| part.status == Status::Done);
        // Times come from the clock of the machine that kept the records. Every part that is done
        // has one.
        let last = done.clone().filter_map(|part| part.done_at).max().unwrap_or_default();
        let terms = story.certificate.as_ref();
        let has_profile = terms.is_some_and(|certificate| certificate.profile);
        let valid = terms.and_then(|terms| terms.valid.as_deref());
        Ok(Self {
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
            closing: if has_profile { COURSE_CLOSING.text().to_owned() } else { String::new() },
            pass_mark: pass_mark(story, state),
        })
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
