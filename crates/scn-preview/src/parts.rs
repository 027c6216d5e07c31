//! The requests of the page about lessons, quizzes and the course, and their answers. What was done
//! is kept by the page and sent with each request. `README.md` describes both.

use scn_run::phrases::resumed;
use scn_run::{
    At, Attempt, CourseState, Event, LessonEvent, Log, Part, QuizEvent, Stamped, Versions, asked_before, last_digest,
};
use scn_story::Story;
use serde::Deserialize;
use serde_json::Value;

use crate::content::Content;
use crate::course::CourseView;
use crate::lesson::{LessonPlace, LessonView};
use crate::page::{PageView, ShownPart};
use crate::quiz::{QuizPlace, QuizView};

/// A request about a lesson, a quiz or the course.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PartRequest {
    /// The lesson or quiz; absent for the course.
    part: Option<Part>,
    /// What was done while the preview has been open, in the order begun.
    attempts: Vec<AttemptNote>,
    /// Where the author is in the lesson.
    #[serde(default)]
    lesson: LessonPlace,
    /// Where the author is in the quiz.
    #[serde(default)]
    quiz: QuizPlace,
}

/// An attempt at a part, as the page keeps it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AttemptNote {
    id: String,
    part: Part,
    events: Value,
}

impl AttemptNote {
    /// Returns the attempt. What is no event of its kind is left out. Nothing here depends on times,
    /// so they only keep the order.
    fn to_attempt(&self, story: &Story, number: usize) -> Attempt {
        let time = At(i64::try_from(number).unwrap_or(i64::MAX));
        let log = match &self.part {
            Part::Lesson(_) => Log::Lesson(parse_events::<LessonEvent>(&self.events, time)),
            Part::Quiz(_) => Log::Quiz(parse_events::<QuizEvent>(&self.events, time)),
            Part::Scenario(_) => Log::Scenario(parse_events::<Event>(&self.events, time)),
        };
        Attempt {
            id: self.id.clone(),
            learner: String::new(),
            pack: story.pack.name.clone(),
            places: Vec::new(),
            digest: last_digest(&log).unwrap_or(&story.pack.digest).to_owned(),
            part: self.part.clone(),
            log,
        }
    }
}

fn parse_events<E: serde::de::DeserializeOwned>(events: &Value, at: At) -> Vec<Stamped<E>> {
    let events = events.as_array().map(Vec::as_slice).unwrap_or_default();
    events.iter().filter_map(|event| Some(Stamped { at, event: E::deserialize(event).ok()? })).collect()
}

/// Answers a request about a lesson, a quiz or the course.
pub(crate) fn answer_part_request(content: &Content, ask: &PartRequest) -> PageView {
    let Some(story) = content.story.as_deref() else { return PageView::new(content, None, None) };
    let versions = Versions::new(story, &content.earlier);
    let numbered = ask.attempts.iter().enumerate();
    let attempts: Vec<Attempt> = numbered.map(|(number, note)| note.to_attempt(story, number)).collect();
    let state = CourseState::from_attempts(&versions, &attempts);
    let part = ask.part.as_ref().and_then(|part| find_part(&versions, part, ask));
    let shown = match &part {
        Some(Part::Lesson(id)) => {
            let lesson = story.lessons.iter().find(|it| it.id == *id);
            lesson.map(|it| ShownPart::Lesson(LessonView::new(story, it, &ask.lesson)))
        }
        Some(part @ Part::Quiz(id)) => story.quizzes.iter().find(|it| it.id == *id).map(|quiz| {
            let asked = asked_before(&versions, quiz, &attempts);
            ShownPart::Quiz(Box::new(QuizView::new(&versions, quiz, &ask.quiz, state.refusal(part), &asked)))
        }),
        Some(Part::Scenario(_)) | None => None,
    };
    let notice = ask.part.as_ref().and_then(|asked| match &part {
        Some(found) if shown.is_some() => (found != asked).then(|| resumed::other_id(asked.id())),
        Some(_) | None => {
            Some(format!("The {} “{}” is no longer there, so here is the course.", asked.kind(), asked.id()))
        }
    });
    PageView::new(content, Some(shown.unwrap_or_else(|| ShownPart::Course(CourseView::new(&state)))), notice)
}

/// Returns the part of the current story that a page shows: the one with the same id, or the same
/// one under another id.
fn find_part(versions: &Versions<'_>, part: &Part, ask: &PartRequest) -> Option<Part> {
    let story = versions.current();
    let is_there = match part {
        Part::Lesson(id) => story.lessons.iter().any(|it| it.id == *id),
        Part::Quiz(id) => story.quizzes.iter().any(|it| it.id == *id),
        Part::Scenario(_) => false,
    };
    let digest = match part {
        Part::Lesson(_) => ask.lesson.digest.as_deref(),
        Part::Quiz(_) => ask.quiz.digest(),
        Part::Scenario(_) => None,
    };
    if is_there {
        return Some(part.clone());
    }
    versions.counterpart_of(digest?, part).map(|(part, _)| part)
}
