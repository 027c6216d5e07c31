//! Converts attempts to statements of xAPI 1.0.3 (adlnet/xAPI-Spec, the predecessor of IEEE 9274.1)
//! for a learning record store.
//!
//! A statement's id is derived from its attempt and its position in it (UUID version 5), and
//! nothing in a statement changes later, so sending all of them again has no effect. The actor is
//! an account that identifies the learner without the name. The statement of an undone choice is
//! voided. There is no pattern of right responses, and success is only stated where the pack
//! declares it: at an ending with a result, and in a quiz.
//!
//! A choice that the clock made is not an answer. Its statement says that the learner `experienced`
//! the situation, without a response; the extension `time-ran-out` holds the id of the choice. The
//! extension `hints` counts the hints that were shown before a choice.

use scn_run::{At, Attempt, Ended, Event, LessonEvent, Log, Part, QuizEvent, QuizResult, Stamped, Stories, Versions};
use scn_story::{Quiz, RunResult, Scenario, Span, Story};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::learner::{is_read, part_title};
use crate::summary::{find_label, first_debrief};
use scn_text::escape::percent;

/// The sender of statements, and the base URL of activities.
#[derive(Clone, Debug)]
pub struct Sender<'s> {
    /// A URL without a trailing slash: `https://training.example.org`.
    pub base: &'s str,
    /// The account that identifies the learner.
    pub account: &'s str,
    /// The version of scn.
    pub platform: &'s str,
    /// Formats a time as RFC 3339.
    pub moment: fn(At) -> String,
}

/// Returns the statements of an attempt, in order.
///
/// # Examples
///
/// ```
/// use scn_records::{Sender, statements};
/// use scn_run::{At, Attempt, LessonEvent, Log, Part, Stamped, Stories};
///
/// let opened = LessonEvent::Opened {
///     pack: "customer-privacy".to_owned(),
///     digest: "sha256:00".to_owned(),
///     lesson: "key-ways".to_owned(),
/// };
/// let attempt = Attempt {
///     id: "0b6d6c3e-6f5c-4c0e-9f5e-3d1f1a1c2b7a".to_owned(),
///     learner: "Thandi".to_owned(),
///     pack: "customer-privacy".to_owned(),
///     places: Vec::new(),
///     digest: "sha256:00".to_owned(),
///     part: Part::Lesson("key-ways".to_owned()),
///     log: Log::Lesson(vec![Stamped { at: At(0), event: opened }]),
/// };
/// let sender = Sender {
///     base: "https://training.example.org",
///     account: "5f0c",
///     platform: "0.1.0",
///     moment: |_| "1970-01-01T00:00:00Z".to_owned(),
/// };
///
/// let statements = statements(&sender, &Stories::new(), &attempt);
/// assert_eq!(statements[0]["actor"]["account"]["name"], "5f0c");
/// assert!(!statements[0].to_string().contains("Thandi"));
/// ```
#[must_use]
pub fn statements(sender: &Sender<'_>, stories: &Stories, attempt: &Attempt) -> Vec<Value> {
    let (digest, story) = (attempt.digest.as_str(), stories.get(&attempt.digest));
    let part_id = attempt.part.id();
    let mut writer = StatementWriter { sender, attempt, stories, digest, story, part_id, statements: Vec::new() };
    match &attempt.log {
        Log::Lesson(log) => writer.add_lesson(log),
        Log::Quiz(log) => writer.add_quiz(log),
        Log::Scenario(log) => writer.add_scenario(log),
    }
    writer.statements
}

struct StatementWriter<'t> {
    sender: &'t Sender<'t>,
    attempt: &'t Attempt,
    stories: &'t Stories,
    /// The story version in which the attempt currently is, as far as its events have been
    /// processed.
    digest: &'t str,
    story: Option<&'t Story>,
    /// The id of the part in that version.
    part_id: &'t str,
    statements: Vec<Value>,
}

/// Returns the start of an attempt, moved forward by the time between the event before a step and
/// that step. Nobody was there in that time, so durations must not include it.
fn without_absence<E>(first: At, log: &[Stamped<E>], step: usize) -> At {
    let time_at = |step: usize| log.get(step).map_or(0, |it| it.at.0);
    let absence = time_at(step).saturating_sub(time_at(step.saturating_sub(1))).max(0);
    At(first.0.saturating_add(absence))
}

fn iso_duration(from: At, to: At) -> String {
    let milliseconds = to.0.saturating_sub(from.0).max(0);
    format!("PT{}.{:02}S", milliseconds / 1000, milliseconds % 1000 / 10)
}

impl<'t> StatementWriter<'t> {
    /// Marks the following events as made in this story version. `part_id` is the id of the part in
    /// it, if that is recorded.
    fn continue_in(&mut self, digest: &'t str, part_id: Option<&'t String>) {
        self.digest = digest;
        self.story = self.stories.get(digest);
        self.part_id = part_id.map_or(self.part_id, String::as_str);
    }

    fn pack_url(&self) -> String {
        // Packs without a name of their own may share a name, so the id contains a digest of their
        // first location.
        let place = match self.attempt.places.first() {
            Some(place) if !place.is_empty() => {
                let place = Uuid::new_v5(&Uuid::NAMESPACE_OID, place.as_bytes()).simple().to_string();
                format!("~{}", place.get(..16).unwrap_or_default())
            }
            Some(_) | None => String::new(),
        };
        format!("{}/packs/{}{place}", self.sender.base, percent(&self.attempt.pack, ""))
    }

    fn extension_url(&self, name: &str) -> String {
        format!("{}/extensions/{name}", self.sender.base)
    }

    fn part_url(&self) -> String {
        let kind = match &self.attempt.log {
            Log::Lesson(_) => "lessons",
            Log::Quiz(_) => "quizzes",
            Log::Scenario(_) => "scenarios",
        };
        format!("{}/{kind}/{}", self.pack_url(), percent(self.part_id, ""))
    }

    fn language_tag(&self) -> &str {
        self.story.and_then(|story| story.pack.language.as_deref()).unwrap_or("und")
    }

    fn in_language(&self, text: &str) -> Value {
        json!({ self.language_tag(): text })
    }

    fn part_object(&self) -> Value {
        let kind = match &self.attempt.log {
            Log::Lesson(_) => "http://adlnet.gov/expapi/activities/lesson",
            Log::Quiz(_) => "http://adlnet.gov/expapi/activities/assessment",
            Log::Scenario(_) => "http://adlnet.gov/expapi/activities/simulation",
        };
        let mut definition = json!({ "type": kind });
        let part = match &self.attempt.part {
            Part::Lesson(_) => Part::Lesson(self.part_id.to_owned()),
            Part::Quiz(_) => Part::Quiz(self.part_id.to_owned()),
            Part::Scenario(_) => Part::Scenario(self.part_id.to_owned()),
        };
        let title = self.story.and_then(|story| part_title(story, &part));
        if let (Some(title), Some(definition)) = (title, definition.as_object_mut()) {
            definition.insert("name".to_owned(), self.in_language(&title));
        }
        json!({ "objectType": "Activity", "id": self.part_url(), "definition": definition })
    }

    fn statement_id(&self, step: usize, verb: &str) -> String {
        // An attempt's id is a UUID; for any other text, one is derived.
        let space = Uuid::parse_str(&self.attempt.id)
            .unwrap_or_else(|_| Uuid::new_v5(&Uuid::NAMESPACE_OID, self.attempt.id.as_bytes()));
        Uuid::new_v5(&space, format!("{step} {verb}").as_bytes()).to_string()
    }

    /// Adds a statement and returns its index.
    fn add_statement(&mut self, step: usize, at: At, verb: &str, object: Value, result: Option<Value>) -> usize {
        let is_part = object.get("id").and_then(Value::as_str) == Some(&self.part_url());
        let mut activities = json!({ "grouping": [{ "objectType": "Activity", "id": self.pack_url() }] });
        if let (false, Some(activities)) = (is_part, activities.as_object_mut()) {
            activities.insert("parent".to_owned(), json!([{ "objectType": "Activity", "id": self.part_url() }]));
        }
        let mut statement = json!({
            "id": self.statement_id(step, verb),
            "actor": {
                "objectType": "Agent",
                "account": { "homePage": self.sender.base, "name": self.sender.account },
            },
            "verb": { "id": format!("http://adlnet.gov/expapi/verbs/{verb}"), "display": { "en": verb } },
            "object": object,
            "context": {
                "registration": self.attempt.id,
                "platform": self.sender.platform,
                "language": self.language_tag(),
                "contextActivities": activities,
                "extensions": { self.extension_url("digest"): self.digest },
            },
            "timestamp": (self.sender.moment)(at),
        });
        if let (Some(result), Some(statement)) = (result, statement.as_object_mut()) {
            statement.insert("result".to_owned(), result);
        }
        self.statements.push(statement);
        self.statements.len() - 1
    }

    fn add_lesson(&mut self, log: &'t [Stamped<LessonEvent>]) {
        let mut first = log.first().map(|it| it.at).unwrap_or_default();
        for (step, stamped) in log.iter().enumerate() {
            match &stamped.event {
                LessonEvent::Opened { digest, lesson, .. } if step == 0 => {
                    self.continue_in(digest, Some(lesson));
                    self.add_statement(step, stamped.at, "initialized", self.part_object(), None);
                }
                LessonEvent::Opened { digest, lesson, .. } => {
                    self.continue_in(digest, Some(lesson));
                    first = without_absence(first, log, step);
                }
                LessonEvent::Read if is_read(log.get(..step).unwrap_or_default()) => {}
                LessonEvent::Read => self.add_completion(step, first, stamped.at, json!({})),
            }
        }
    }

    /// Adds `completed`, with the result, and `terminated`.
    fn add_completion(&mut self, step: usize, from: At, at: At, mut result: Value) {
        let spent = json!({ "duration": iso_duration(from, at) });
        if let Some(result) = result.as_object_mut() {
            result.insert("completion".to_owned(), Value::Bool(true));
            result.insert("duration".to_owned(), Value::String(iso_duration(from, at)));
        }
        self.add_statement(step, at, "completed", self.part_object(), Some(result));
        self.add_statement(step, at, "terminated", self.part_object(), Some(spent));
    }

    fn add_quiz(&mut self, log: &'t [Stamped<QuizEvent>]) {
        let mut first = log.first().map(|it| it.at).unwrap_or_default();
        let mut last_question: (At, &[String]) = (first, &[]);
        for (step, stamped) in log.iter().enumerate() {
            let time = stamped.at;
            let quiz = self.story.and_then(|it| it.quizzes.iter().find(|quiz| quiz.id == self.part_id));
            match &stamped.event {
                QuizEvent::Started { digest, quiz, .. } => {
                    self.continue_in(digest, Some(quiz));
                    self.add_statement(step, time, "initialized", self.part_object(), None);
                }
                QuizEvent::Asked { answers, .. } => last_question = (time, answers),
                QuizEvent::Answered { question, answers } => {
                    let object = self.question_object(quiz, question, last_question.1);
                    let mut result =
                        json!({ "response": answers.join("[,]"), "duration": iso_duration(last_question.0, time) });
                    let asked_question = quiz.and_then(|quiz| quiz.questions.iter().find(|it| it.id == *question));
                    if let (Some(found), Some(result)) = (asked_question, result.as_object_mut()) {
                        result.insert("success".to_owned(), Value::Bool(found.is_right(answers)));
                    }
                    self.add_statement(step, time, "answered", object, Some(result));
                }
                QuizEvent::Hinted { .. } => {}
                QuizEvent::Left => {
                    self.add_statement(step, time, "suspended", self.part_object(), None);
                }
                QuizEvent::Resumed { digest, quiz, .. } => {
                    self.continue_in(digest, quiz.as_ref());
                    first = without_absence(first, log, step);
                    last_question.0 = time;
                    self.add_statement(step, time, "resumed", self.part_object(), None);
                }
                QuizEvent::Ended => {
                    let events: Vec<QuizEvent> = log.iter().map(|it| it.event.clone()).collect();
                    let result = quiz.zip(self.story).map(|(quiz, story)| {
                        QuizResult::from_events(&Versions::new(story, self.stories), quiz, &events)
                    });
                    let result = result.filter(|it| 0 < it.asked);
                    let result = result.map_or_else(
                        || json!({}),
                        |it| {
                            let scaled = f64::from(it.right) / f64::from(it.asked);
                            let score = json!({ "raw": it.right, "min": 0, "max": it.asked, "scaled": scaled });
                            json!({ "success": it.passed, "score": score })
                        },
                    );
                    self.add_completion(step, first, time, result);
                }
            }
        }
    }

    fn question_object(&self, quiz: Option<&Quiz>, id: &str, answers: &[String]) -> Value {
        let known_question = quiz.and_then(|quiz| quiz.questions.iter().find(|it| it.id == id));
        let answer_words = |answer: &str| {
            let answer = known_question.and_then(|it| it.answers.iter().find(|known| known.id == answer));
            answer.map(|it| Span::fixed_words(&it.text))
        };
        let stem = known_question.map(|it| Span::fixed_words(&it.stem));
        let url = format!("{}/questions/{}", self.part_url(), percent(id, ""));
        if let Some(short) = known_question.filter(|it| !it.accept.is_empty()) {
            let mut object = self.interaction_object(&url, stem, "fill-in");
            object["definition"]["correctResponsesPattern"] = json!(short.accept);
            return object;
        }
        self.decision_object(&url, stem, answers, &answer_words)
    }

    /// Returns an interaction of a type that xAPI defines, without what that type has besides.
    fn interaction_object(&self, id: &str, name: Option<String>, kind: &str) -> Value {
        let mut definition = Map::new();
        definition.insert("type".to_owned(), json!("http://adlnet.gov/expapi/activities/cmi.interaction"));
        definition.insert("interactionType".to_owned(), json!(kind));
        if let Some(name) = name {
            definition.insert("name".to_owned(), self.in_language(&name));
        }
        json!({ "objectType": "Activity", "id": id, "definition": definition })
    }

    fn decision_object(
        &self,
        id: &str,
        name: Option<String>,
        choices: &[String],
        words: &dyn Fn(&str) -> Option<String>,
    ) -> Value {
        let choices: Vec<Value> = choices
            .iter()
            .map(|choice| {
                json!({ "id": choice, "description": self.in_language(&words(choice).unwrap_or_else(|| choice.clone())) })
            })
            .collect();
        let mut object = self.interaction_object(id, name, "choice");
        object["definition"]["choices"] = Value::Array(choices);
        object
    }

    fn add_scenario(&mut self, log: &'t [Stamped<Event>]) {
        let mut first = log.first().map(|it| it.at).unwrap_or_default();
        let mut last_shown: (At, &[String]) = (first, &[]);
        let mut hints = 0_u32;
        // The steps and verbs of the choices that were not undone.
        let mut standing: Vec<(usize, &str)> = Vec::new();
        for (step, stamped) in log.iter().enumerate() {
            let time = stamped.at;
            let scenario = self.story.and_then(|it| it.scenarios.iter().find(|scenario| scenario.id == self.part_id));
            match &stamped.event {
                Event::Started { digest, scenario, .. } => {
                    self.continue_in(digest, Some(scenario));
                    self.add_statement(step, time, "initialized", self.part_object(), None);
                }
                Event::Shown { choices, .. } => {
                    last_shown = (time, choices);
                    hints = 0;
                }
                Event::Hinted { .. } => hints += 1,
                Event::Chosen { at: node, choice, timed, .. } => {
                    let object = self.node_object(scenario, node, last_shown.1);
                    let mut result = json!({ "duration": iso_duration(last_shown.0, time) });
                    let ratings = self.choice_ratings(log, step);
                    let mut extensions = Map::new();
                    if !ratings.is_empty() {
                        extensions.insert(self.extension_url("ratings"), Value::Object(ratings));
                    }
                    // The clock made the choice, not the learner, so this is not an answer.
                    let verb = if *timed { "experienced" } else { "answered" };
                    if *timed {
                        extensions.insert(self.extension_url("time-ran-out"), json!(choice));
                    }
                    if 0 < hints {
                        extensions.insert(self.extension_url("hints"), json!(hints));
                    }
                    if let Some(result) = result.as_object_mut() {
                        if !*timed {
                            result.insert("response".to_owned(), json!(choice));
                        }
                        if !extensions.is_empty() {
                            result.insert("extensions".to_owned(), Value::Object(extensions));
                        }
                    }
                    self.add_statement(step, time, verb, object, Some(result));
                    standing.push((step, verb));
                }
                Event::Undone { .. } => {
                    if let Some((chosen, verb)) = standing.pop() {
                        let object = json!({ "objectType": "StatementRef", "id": self.statement_id(chosen, verb) });
                        let statement = self.add_statement(step, time, "voided", object, None);
                        // A statement about a statement has no place in the course.
                        if let Some(statement) = self.statements.get_mut(statement).and_then(Value::as_object_mut) {
                            statement.remove("context");
                        }
                    }
                }
                Event::Resumed { digest, kept, scenario } => {
                    self.continue_in(digest, scenario.as_ref());
                    first = without_absence(first, log, step);
                    standing.truncate(usize::try_from(*kept).unwrap_or(usize::MAX));
                    self.add_statement(step, time, "resumed", self.part_object(), None);
                }
                Event::Ended(ended) => self.add_end(scenario, step, first, time, ended),
                Event::Wrote { at: node, ask, words, .. } => {
                    let situation = scenario.and_then(|it| it.situations.iter().find(|it| it.id == *node));
                    let asked = situation.and_then(|it| it.ask.as_ref()).filter(|it| it.id == *ask);
                    let url = format!("{}/nodes/{}/asks/{}", self.part_url(), percent(node, ""), percent(ask, ""));
                    let name = asked.map(|it| Span::fixed_words(&it.text));
                    let object = self.interaction_object(&url, name, "long-fill-in");
                    self.add_statement(step, time, "answered", object, Some(json!({ "response": words })));
                }
                Event::Resolved { .. } | Event::Voted { .. } | Event::Saved => {}
            }
        }
    }

    fn node_object(&self, scenario: Option<&Scenario>, node: &str, choices: &[String]) -> Value {
        let name = scenario.and_then(|it| it.title_of(node)).map(ToOwned::to_owned);
        let label_of = |choice: &str| scenario.and_then(|it| find_label(it, node, choice));
        self.decision_object(&format!("{}/nodes/{}", self.part_url(), percent(node, "")), name, choices, &label_of)
    }

    fn add_end(&mut self, scenario: Option<&Scenario>, step: usize, first: At, at: At, ended: &Ended) {
        match ended {
            Ended::Left { .. } => {
                self.add_statement(step, at, "suspended", self.part_object(), None);
            }
            Ended::Ending { at: id } => {
                let declared = scenario.and_then(|it| it.endings.iter().find(|ending| ending.id == *id));
                let mut result = json!({ "extensions": { self.extension_url("ending"): id } });
                let success = match declared.map(|ending| ending.result) {
                    Some(RunResult::Passed) => Some(true),
                    Some(RunResult::Failed) => Some(false),
                    Some(RunResult::Mixed) | None => None,
                };
                if let (Some(success), Some(result)) = (success, result.as_object_mut()) {
                    result.insert("success".to_owned(), Value::Bool(success));
                }
                self.add_completion(step, first, at, result);
            }
            Ended::DeadEnd { .. } | Ended::NoOutcome { .. } | Ended::Loop { .. } | Ended::Nowhere { .. } => {
                let spent = json!({ "duration": iso_duration(first, at) });
                self.add_statement(step, at, "terminated", self.part_object(), Some(spent));
            }
        }
    }

    /// Returns the ratings of the choice at a step for the principles that it is linked to. Later
    /// events do not affect them.
    fn choice_ratings(&self, log: &[Stamped<Event>], step: usize) -> Map<String, Value> {
        let follows = |it: &Stamped<Event>| matches!(it.event, Event::Resolved { .. } | Event::Shown { .. });
        let following = log.iter().skip(step + 1).take_while(|it| follows(it)).count();
        let until = Stamped::events(log.get(..=step + following).unwrap_or_default());
        let debrief = first_debrief(self.story.map(|story| (story, self.part_id)), self.stories, &until);
        let judgements = debrief.and_then(|mut it| it.decisions.pop()).map(|it| it.judgements).unwrap_or_default();
        judgements.into_iter().map(|it| (it.principle, json!(it.rating))).collect()
    }
}
