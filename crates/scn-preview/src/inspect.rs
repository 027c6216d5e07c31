//! What only an author sees of a moment: the values and conditions of a run, and the pool of a
//! quiz. The page sends the events so far, and they are replayed here.

use scn_run::{Event, Part, Playable, QuizEvent, replay_run};
use scn_story::Story;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::content::Content;
use crate::pool::PoolView;
use crate::shown::shown_json;

/// A request about a moment of a run or of a quiz.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InspectRequest {
    /// The edition of the story in which the events happened.
    edition: u64,
    /// The scenario or the quiz.
    part: Part,
    /// The events of the run or of the attempt, as they are recorded of a learner.
    events: Value,
}

/// What only an author sees. Both fields are absent if the story has changed since the events, or
/// if they are not events of this part.
#[derive(Debug, Default, Serialize)]
pub(crate) struct InspectView {
    /// All values of a run, and why each choice is on offer or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    inspection: Option<Value>,
    /// The rules and questions of a quiz.
    #[serde(skip_serializing_if = "Option::is_none")]
    pool: Option<PoolView>,
}

/// Answers a request about a moment.
pub(crate) fn inspect(content: &Content, ask: &InspectRequest) -> InspectView {
    let Some(story) = content.story.as_deref().filter(|_| content.edition == ask.edition) else {
        return InspectView::default();
    };
    match &ask.part {
        Part::Scenario(id) => InspectView { inspection: inspect_run(story, id, &ask.events), pool: None },
        Part::Quiz(id) => InspectView { inspection: None, pool: pool_of(story, id, &ask.events) },
        Part::Lesson(_) => InspectView::default(),
    }
}

fn inspect_run(story: &Story, id: &str, events: &Value) -> Option<Value> {
    let events = Vec::<Event>::deserialize(events).ok()?;
    let playable = Playable::new(story, Some(id)).ok()?;
    let session = replay_run(&playable, &events, None).ok()?;
    Some(shown_json(&session.inspect()))
}

fn pool_of(story: &Story, id: &str, events: &Value) -> Option<PoolView> {
    let events = Vec::<QuizEvent>::deserialize(events).ok()?;
    let quiz = story.quizzes.iter().find(|it| it.id == id)?;
    Some(PoolView::new(story, quiz, &events))
}
