//! The state of a learner in a course, folded from their records.

mod completed;
mod handled;
mod open;
mod part;
mod principles;

use schemars::JsonSchema;
use scn_story::{Course, Story};
use scn_text::json::{pretty_json, schema_settings};
use serde::Serialize;

use crate::versions::Versions;
use crate::{At, Attempt, Part, phrases};
pub use completed::{completed_namesake, completed_version};
pub use handled::Handled;
pub use open::{OpenLesson, OpenQuiz, OpenRun, asked_before};
use part::{AttemptsByPart, PartOutcome, ScenarioRuns};
use principles::{CourseScenario, RequiredPrinciple, judge_principles};

/// The format version. It is increased when something in the format is changed or removed.
const VERSION: u32 = 1;

/// The state of a learner in a course: the parts in order, the next one, and the missing ones.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "scn progress")]
pub struct CourseState {
    /// The format version.
    #[schemars(extend("const" = VERSION))]
    pub version: u32,
    /// The pack's name.
    pub pack: String,
    /// The pack's title.
    pub title: String,
    /// The digest of the story by which the learner's record was judged.
    pub digest: String,
    /// The parts, in the order of the course.
    pub parts: Vec<PartState>,
    /// The part to continue with; absent when there is nothing left to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Part>,
    /// Whether the course is completed: its required lessons are read, its required quizzes and
    /// scenarios passed, and its required principles handled well enough.
    pub complete: bool,
    /// The requirements that are not met yet, in words.
    pub missing: Vec<String>,
    /// How each principle was handled in the counting run of each scenario, in the story's order. A
    /// principle that the course asks for is judged by the runs that handled it best.
    pub profile: Vec<Handled>,
}

/// The state of a learner in a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PartState {
    /// The part.
    pub part: Part,
    /// Its title.
    pub title: String,
    /// Its status.
    pub status: Status,
    /// The result, in words; absent until there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// Whether it meets the requirement of the course: a lesson read, a quiz passed, a scenario
    /// passed.
    pub passed: bool,
    /// Whether the course can be completed without it, whatever else is done.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// Whether the part has been edited since that result.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub edited: bool,
    /// Whether attempts under its id were at another part, which it has replaced. They do not
    /// count.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub replaced: bool,
    /// The number of attempts.
    pub attempts: u32,
    /// How many more times the quiz can be tried. Absent if there is no limit, or it is passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tries_left: Option<u32>,
    /// The id of the attempt that was left and can be resumed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<String>,
    /// When it was first done, in milliseconds since the start of 1970 in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done_at: Option<At>,
}

impl PartState {
    /// Returns whether it is a quiz that was not passed and cannot be tried again.
    fn is_used_up(&self) -> bool {
        self.tries_left == Some(0) && self.open.is_none()
    }
}

/// The status of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// There is no attempt.
    NotBegun,
    /// It was begun: a lesson not read to its end, a quiz not passed yet, or a scenario with no
    /// ending reached yet.
    Begun,
    /// Done: a lesson read, a quiz passed, or a scenario with an ending reached.
    Done,
}

impl Status {
    /// Returns the status in words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotBegun => "not begun",
            Self::Begun => "begun",
            Self::Done => "done",
        }
    }
}

impl CourseState {
    /// Judges a learner's attempts by the current story. The attempts are those of one learner with
    /// this pack, in the order in which they were begun. An attempt counts for the current part
    /// that is the same, whatever its id, or that the attempted part was edited into; attempts at
    /// other parts do not count.
    ///
    /// The parts are those of the pack's `[course]`, in its order; without an order, all parts:
    /// lessons, then quizzes, then scenarios. The course says how many scenarios must be passed;
    /// without that, all must. If it names the parts that are required, the others are optional. A
    /// scenario that has no ending with the result `passed` is passed by any ending.
    ///
    /// A principle that the course asks for is judged by the runs that serve the learner best: of
    /// each scenario one run that passed, of all required scenarios, and of as many others as must
    /// be passed.
    ///
    /// # Examples
    ///
    /// ```
    /// use scn_run::{CourseState, Part, Status, Stories, Versions};
    /// use scn_story::{Course, Story};
    ///
    /// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
    /// let stories = Stories::new();
    /// let state = CourseState::from_attempts(&Versions::new(&story, &stories), &[]);
    /// assert_eq!(state.next, Some(Part::Scenario("till".to_owned())));
    /// assert_eq!(state.parts[0].status, Status::NotBegun);
    /// assert!(!state.complete && !state.missing.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn from_attempts(versions: &Versions<'_>, attempts: &[Attempt]) -> Self {
        let story = versions.current();
        let no_course = Course::default();
        let course = story.course.as_ref().unwrap_or(&no_course);
        let sorted = AttemptsByPart::new(versions, attempts);
        let mut runs: Vec<ScenarioRuns> = Vec::new();
        let mut parts: Vec<PartState> = Vec::new();
        for part in course_parts(story) {
            let (mut state, part_runs) = part::judge_part(versions, part, &sorted);
            state.optional = is_optional(course, &state.part);
            parts.push(state);
            runs.push(part_runs);
        }
        let is_scenario = |state: &PartState| matches!(state.part, Part::Scenario(_));
        let scenarios: Vec<CourseScenario<'_>> = parts
            .iter()
            .zip(&runs)
            .filter(|(state, _)| is_scenario(state))
            .map(|(state, runs)| CourseScenario { state, runs, required: course.requires_scenario(state.part.id()) })
            .collect();
        let principles = judge_principles(story, course, &scenarios);
        let mut missing = missing_parts(course, &parts);
        let next = next_part(&parts, !missing.is_empty(), &principles);
        missing.extend(principles.iter().filter(|it| !it.is_reached()).map(RequiredPrinciple::missing_words));
        let judged = principles.into_iter().filter(|it| it.is_met).map(|it| it.handled).collect();
        Self {
            version: VERSION,
            pack: story.pack.name.clone(),
            title: story.pack.title.clone(),
            digest: story.pack.digest.clone(),
            next,
            complete: missing.is_empty(),
            missing,
            profile: handled::sum_profile(story, runs.into_iter().flat_map(|it| it.counting), judged),
            parts,
        }
    }

    /// Returns why a part cannot be opened, as a sentence, if it cannot.
    #[must_use]
    pub fn refusal(&self, part: &Part) -> Option<String> {
        let state = self.part_state(part).filter(|state| state.is_used_up())?;
        Some(phrases::course::no_tries_left(&state.title))
    }

    /// Returns the state of a part.
    #[must_use]
    pub fn part_state(&self, part: &Part) -> Option<&PartState> {
        self.parts.iter().find(|state| state.part == *part)
    }

    /// Returns how many parts meet the requirement of the course: read or passed.
    #[must_use]
    pub fn done_count(&self) -> usize {
        self.parts.iter().filter(|state| state.passed).count()
    }

    /// Returns the JSON Schema (draft 2020-12) of the format as the project publishes it, ending in
    /// a line feed.
    #[must_use]
    pub fn schema_json() -> String {
        let generator = schema_settings().for_serialize().into_generator();
        pretty_json(&generator.into_root_schema_for::<Self>())
    }

    /// Returns the state as JSON, ending in a line feed.
    #[must_use]
    pub fn to_json(&self) -> String {
        pretty_json(self)
    }
}

/// Returns the parts of a course, in order, each once.
fn course_parts(story: &Story) -> Vec<Part> {
    let all_parts = crate::versions::all_parts(story);
    let order = story.course.as_ref().map(|course| course.order.as_slice()).unwrap_or_default();
    if order.is_empty() {
        return all_parts;
    }
    let mut parts: Vec<Part> = Vec::new();
    for id in order {
        let part = all_parts.iter().find(|part| part.id() == id);
        parts.extend(part.filter(|part| !parts.contains(part)).cloned());
    }
    parts
}

/// Returns whether a course can be completed without a part, whatever else is done.
fn is_optional(course: &Course, part: &Part) -> bool {
    match part {
        Part::Lesson(id) | Part::Quiz(id) => !course.requires(id),
        Part::Scenario(id) => !course.requires_scenario(id) && course.pass.is_none(),
    }
}

/// Returns the first part that is not done, of those that can be opened. If all are, and parts must
/// still be passed, returns the first of those; if principles must be handled better, the scenario
/// that is best repeated.
fn next_part(parts: &[PartState], is_part_missing: bool, principles: &[RequiredPrinciple]) -> Option<Part> {
    let mut open_parts = parts.iter().filter(|state| !state.is_used_up());
    let undone = open_parts.clone().find(|state| state.status != Status::Done);
    let unpassed = || open_parts.find(|state| is_part_missing && !state.passed && !state.optional);
    if let Some(state) = undone.or_else(unpassed) {
        return Some(state.part.clone());
    }
    principles.iter().filter(|it| !it.is_reached()).find_map(RequiredPrinciple::part_to_repeat).cloned()
}

/// Returns the parts that must still be read or passed, in words.
fn missing_parts(course: &Course, parts: &[PartState]) -> Vec<String> {
    let mut missing = Vec::new();
    let (mut required, mut all, mut passed, mut left) = (0_usize, 0_usize, 0_usize, Vec::new());
    let mut named = 0_usize;
    for state in parts {
        match &state.part {
            Part::Lesson(_) if !state.passed && !state.optional => {
                missing.push(phrases::course::read_lesson(&state.title));
            }
            Part::Quiz(_) if !state.passed && !state.optional && state.is_used_up() => {
                missing.push(phrases::course::quiz_used_up(&state.title));
            }
            Part::Quiz(_) if !state.passed && !state.optional => {
                missing.push(phrases::course::pass_quiz(&state.title));
            }
            Part::Lesson(_) | Part::Quiz(_) => {}
            Part::Scenario(id) => {
                let is_required = course.requires_scenario(id);
                all += 1;
                required += usize::from(is_required);
                passed += usize::from(state.passed);
                if !state.passed && is_required {
                    named += 1;
                    missing.push(phrases::course::pass_scenario(&state.title));
                } else if !state.passed {
                    left.push(state.title.as_str());
                }
            }
        }
    }
    let needed = course.scenarios_to_pass(required).min(all).saturating_sub(passed + named);
    if needed == left.len() {
        missing.extend(left.iter().map(|title| phrases::course::pass_scenario(title)));
    } else if 0 < needed {
        missing.push(phrases::course::pass_some(needed, &left));
    }
    missing
}

impl PartOutcome {
    fn status(&self, attempts: u32) -> Status {
        match (self.at, attempts) {
            (Some(_), _) => Status::Done,
            (None, 0) => Status::NotBegun,
            (None, _) => Status::Begun,
        }
    }
}

#[cfg(test)]
mod tests;
