//! Journeys: runs that are saved to be replayed later, to detect changes in a story.

use schemars::JsonSchema;
use scn_story::{Choice, Outcome, RunResult};
use scn_text::json::{pretty_json, schema_settings};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::carry::{outcome_text, outcomes_with_text, to_nfc};
use crate::{ChooseError, Ended, Event, Playable, ScriptedChoice, Session, words_as_written};

/// The format version. It is increased when something in the format is changed or removed.
const VERSION: u32 = 1;

/// A saved run, as `scn play --save-journey` writes it and `scn test` replays it: the choices, the
/// random outcomes, where each choice led, and how the run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "scn journey")]
pub struct Journey {
    /// The format version.
    #[schemars(extend("const" = VERSION))]
    pub version: u32,
    /// The name of the pack that was played.
    pub pack: String,
    /// The digest of the story that was played. A journey can also be replayed in later stories.
    pub digest: String,
    /// The id of the scenario.
    pub scenario: String,
    /// The ids of the situations and endings that the run reached before the first choice, in
    /// order.
    pub path: Vec<String>,
    /// The choices.
    pub steps: Vec<JourneyStep>,
    /// The ending that it reached; null if it stopped or was left before one.
    pub ending: Option<JourneyEnding>,
}

/// A choice of a journey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JourneyStep {
    /// The id of the choice.
    pub choice: String,
    /// The label of the choice, as written; values are in braces. Absent in journeys saved before
    /// this field was added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The randomly drawn outcome, counted from 1; absent if the outcome is not random.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub outcome: Option<u32>,
    /// The text of the randomly drawn outcome, as written; values are in braces. Absent if the
    /// outcome is not random, and in journeys saved before this field was added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome_text: Option<String>,
    /// The ids of the situations and endings that the run reached after the choice, in order.
    pub path: Vec<String>,
}

/// How a journey ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JourneyEnding {
    /// The id of the ending.
    pub at: String,
    /// Its result.
    pub result: RunResult,
}

/// Why a text is not a valid journey.
#[derive(Debug, Error)]
pub enum JourneyError {
    /// It does not have the format of a journey.
    #[error("{0}")]
    Form(#[from] serde_json::Error),
    /// It has a later format version.
    #[error("it has version {0}, but this program reads version {VERSION}")]
    Version(u32),
}

/// A difference between the journey and its replay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Departure {
    /// The run until then: choices, each with its outcome where chance decides.
    pub run: Vec<ScriptedChoice>,
    /// The step of the journey, from 0; `None` before the first, and at the end.
    pub step: Option<usize>,
    /// What differs.
    pub change: Change,
}

/// What differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The choice cannot be made, or cannot have this outcome.
    Choice(ChooseError),
    /// The outcome of the choice is random now, and the journey does not record which one was
    /// drawn.
    Chance,
    /// It cannot be decided which choice of the current story it is.
    Undecided {
        /// The label that it had, if known.
        was: String,
        /// The label of the choice that has this id now, if there is one.
        is: Option<String>,
    },
    /// It cannot be decided which outcome of the current story was drawn.
    UndecidedOutcome {
        /// The text that it had, if known; empty if it had none.
        was: Option<String>,
    },
    /// The run reaches other situations and endings.
    Path {
        /// Those that it reached.
        was: Vec<String>,
        /// Those that it reaches now.
        is: Vec<String>,
    },
    /// The run ends differently.
    Ending {
        /// How it ended.
        was: Option<JourneyEnding>,
        /// How it ends now.
        is: Option<JourneyEnding>,
    },
}

impl Journey {
    /// Builds the journey of a run from its events.
    ///
    /// # Examples
    ///
    /// ```
    /// use scn_run::{Journey, Playable, Session};
    /// use scn_story::Story;
    ///
    /// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
    /// let playable = Playable::new(&story, None)?;
    /// let mut session = Session::start(&playable, 7, None);
    /// session.choose("look", Some(1))?;
    /// let journey = Journey::from_events(&playable, session.events());
    /// let saved = journey.to_json();
    ///
    /// // Later: the same story gives the same run.
    /// let journey = Journey::from_json(&saved)?;
    /// assert_eq!(journey.steps[0].outcome, Some(1));
    /// assert!(journey.replay(&playable).is_empty());
    ///
    /// // In an edited story, the first step is not possible any more.
    /// let mut edited = story.clone();
    /// edited.scenarios[0].situations[0].choices.remove(0);
    /// edited.seal();
    /// let departures = journey.replay(&Playable::new(&edited, None)?);
    /// assert_eq!(departures[0].step, Some(0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn from_events(playable: &Playable<'_>, events: &[Event]) -> Self {
        let machine = playable.machine();
        let mut journey = Self {
            version: VERSION,
            pack: playable.story().pack.name.clone(),
            digest: playable.story().pack.digest.clone(),
            scenario: playable.scenario().id.clone(),
            path: Vec::new(),
            steps: Vec::new(),
            ending: None,
        };
        let mut random_choice: Option<&Choice> = None;
        // After undo and resume the current situation is shown again; that is not an arrival.
        let mut is_repeat = false;
        for event in events {
            match event {
                Event::Started { .. }
                | Event::Hinted { .. }
                | Event::Wrote { .. }
                | Event::Voted { .. }
                | Event::Saved => {}
                Event::Shown { .. } if is_repeat => is_repeat = false,
                Event::Shown { at, .. } => match journey.steps.last_mut() {
                    Some(step) => step.path.push(at.clone()),
                    None => journey.path.push(at.clone()),
                },
                Event::Undone { .. } => {
                    journey.steps.pop();
                    is_repeat = true;
                }
                Event::Resumed { kept, .. } => {
                    journey.steps.truncate(usize::try_from(*kept).unwrap_or(usize::MAX));
                    is_repeat = true;
                }
                Event::Chosen { at, choice, .. } => {
                    let mut choices = machine.node_by_id(at).into_iter().flat_map(|node| machine.choices_of(node));
                    let found_choice = choices.find(|known| machine.choice_id(*known) == choice);
                    let written = found_choice.and_then(|known| playable.choice(known));
                    random_choice = written.filter(|_| found_choice.is_some_and(|known| machine.is_chance(known)));
                    let label = written.map(|it| words_as_written(&it.label)).filter(|label| !label.is_empty());
                    journey.steps.push(JourneyStep {
                        choice: choice.clone(),
                        label,
                        outcome: None,
                        outcome_text: None,
                        path: Vec::new(),
                    });
                }
                Event::Resolved { outcome, .. } => {
                    if let Some((step, choice)) = journey.steps.last_mut().zip(random_choice) {
                        step.outcome = Some(*outcome);
                        step.outcome_text = outcome_by_number(choice, *outcome).map(outcome_text);
                    }
                }
                Event::Ended(ended) => journey.ending = journey_ending(playable, ended),
            }
        }
        journey
    }

    /// Parses a journey.
    ///
    /// # Errors
    ///
    /// When the text does not have the format of a journey, or has a later version of it.
    pub fn from_json(text: &str) -> Result<Self, JourneyError> {
        let journey: Self = serde_json::from_str(text)?;
        if journey.version != VERSION {
            return Err(JourneyError::Version(journey.version));
        }
        Ok(journey)
    }

    /// Returns the journey as pretty-printed JSON that ends in a line feed.
    #[must_use]
    pub fn to_json(&self) -> String {
        pretty_json(self)
    }

    /// Returns the JSON Schema (draft 2020-12) of the format as the project publishes it, ending in
    /// a line feed.
    #[must_use]
    pub fn schema_json() -> String {
        pretty_json(&schema_settings().into_generator().into_root_schema_for::<Self>())
    }

    /// Returns the choices that still match and whose labels have changed.
    #[must_use]
    pub fn reworded_steps(&self, playable: &Playable<'_>) -> Vec<RewordedStep> {
        let mut reworded = Vec::new();
        self.walk_steps(playable, 0, &mut reworded);
        reworded
    }

    /// Replays the run and returns the differences: the first path that differs; a choice that can
    /// no longer be made, which ends the replay; otherwise a different ending.
    #[must_use]
    pub fn replay(&self, playable: &Playable<'_>) -> Vec<Departure> {
        self.replay_as_session(playable, 0).1
    }

    /// Replays the run as far as possible, so that it can be continued, and returns the
    /// differences, as [`replay`](Self::replay) does. The seed is for the new run: recorded random
    /// outcomes are repeated, and the seed decides the order of choices and everything that comes
    /// after.
    #[must_use]
    pub fn replay_as_session<'p>(&self, playable: &'p Playable<'p>, seed: u64) -> (Session<'p>, Vec<Departure>) {
        self.walk_steps(playable, seed, &mut Vec::new())
    }

    fn walk_steps<'p>(
        &self,
        playable: &'p Playable<'p>,
        seed: u64,
        reworded: &mut Vec<RewordedStep>,
    ) -> (Session<'p>, Vec<Departure>) {
        let is_same_story = self.digest == playable.story().pack.digest;
        let mut session = Session::start(playable, seed, None);
        let mut departures: Vec<Departure> = Vec::new();
        let mut run = Vec::new();
        let find_path_change = |session: &Session<'_>, was: &[String]| {
            let current_path: Vec<String> =
                session.scene().passages.iter().filter_map(|passage| passage.node_id().map(str::to_owned)).collect();
            (was != current_path).then(|| Change::Path { was: was.to_vec(), is: current_path })
        };
        departures.extend(find_path_change(&session, &self.path).map(|change| Departure {
            run: Vec::new(),
            step: None,
            change,
        }));
        for (number, step) in self.steps.iter().enumerate() {
            let choice = match step.find_current(&session, is_same_story) {
                Ok((choice, said)) => {
                    reworded.extend(said.map(|(was, is)| RewordedStep { step: number, was, is }));
                    choice
                }
                Err(change) => {
                    departures.push(Departure { run, step: Some(number), change });
                    return (session, departures);
                }
            };
            let chance = is_random_choice(&session, &choice);
            let chosen = step.current_outcome(&session, &choice, is_same_story).and_then(|outcome| {
                session.choose(&choice, outcome).map_err(Change::Choice)?;
                Ok(outcome)
            });
            match chosen {
                Ok(outcome) => run.push(ScriptedChoice { choice, outcome: outcome.filter(|_| chance) }),
                Err(change) => {
                    departures.push(Departure { run, step: Some(number), change });
                    return (session, departures);
                }
            }
            if departures.is_empty() {
                let change = find_path_change(&session, &step.path);
                departures.extend(change.map(|change| Departure { run: run.clone(), step: Some(number), change }));
            }
        }
        let current_ending = session.scene().ended.as_ref().and_then(|ended| journey_ending(playable, ended));
        if self.ending != current_ending {
            departures.push(Departure {
                run,
                step: None,
                change: Change::Ending { was: self.ending.clone(), is: current_ending },
            });
        }
        (session, departures)
    }
}

/// A choice of a journey that still matches and whose label has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RewordedStep {
    /// The step of the journey, from 0.
    pub step: usize,
    /// The old label.
    pub was: String,
    /// The current label.
    pub is: String,
}

impl JourneyStep {
    /// Returns the current id of this step's choice at the current situation; and its old and new
    /// label, if the label has changed. Labels decide, because the old id may now be that of
    /// another choice.
    fn find_current(
        &self,
        session: &Session<'_>,
        is_same_story: bool,
    ) -> Result<(String, Option<(String, String)>), Change> {
        let current_choices =
            session.playable().situation(session.current_node()).map(|it| it.choices.as_slice()).unwrap_or_default();
        let by_id = current_choices.iter().find(|it| it.id == self.choice);
        let keep_choice = || Ok((self.choice.clone(), None));
        if is_same_story {
            return keep_choice();
        }
        let report_undecided = |was: &str| {
            let current_label = by_id.map(|it| words_as_written(&it.label));
            Err(Change::Undecided { was: was.to_owned(), is: current_label })
        };
        let Some(label) = &self.label else {
            // A derived id may have belonged to another label then.
            return if by_id.is_some_and(|it| !it.written) { report_undecided("") } else { keep_choice() };
        };
        let has_same_label = |it: &&Choice| to_nfc(&words_as_written(&it.label)) == to_nfc(label);
        let alike: Vec<&Choice> = current_choices.iter().filter(has_same_label).collect();
        match (by_id, alike.as_slice()) {
            (Some(same), several) if several.iter().any(|it| it.id == same.id) => {
                if several.len() == 1 || same.written { keep_choice() } else { report_undecided(label) }
            }
            (None, [only]) => Ok((only.id.clone(), None)),
            (Some(same), [only]) if !same.written && !only.written => Ok((only.id.clone(), None)),
            (Some(same), []) if same.written => {
                Ok((self.choice.clone(), Some((label.clone(), words_as_written(&same.label)))))
            }
            (None, []) => keep_choice(),
            (_, _) => report_undecided(label),
        }
    }
}

impl JourneyStep {
    /// Returns the current number of this step's outcome, if a choice of the current situation
    /// needs one. The text that was saved decides, because outcomes are moved, inserted and
    /// deleted.
    fn current_outcome(&self, session: &Session<'_>, choice: &str, is_same_story: bool) -> Result<Option<u32>, Change> {
        let Some(outcome) = self.outcome else {
            return if is_random_choice(session, choice) { Err(Change::Chance) } else { Ok(None) };
        };
        if is_same_story {
            return Ok(Some(outcome));
        }
        let report_undecided = || Err(Change::UndecidedOutcome { was: self.outcome_text.clone() });
        let Some(text) = &self.outcome_text else { return report_undecided() };
        let playable = session.playable();
        let from = playable.machine().node_id(session.current_node());
        let choices = playable.situation(session.current_node()).map(|it| it.choices.as_slice()).unwrap_or_default();
        let outcomes = choices.iter().find(|it| it.id == choice).map(|it| it.outcomes.as_slice()).unwrap_or_default();
        let place = self.path.first().map(String::as_str);
        match outcomes_with_text(outcomes, text, from, place).as_slice() {
            [only] => Ok(Some(*only)),
            _ => report_undecided(),
        }
    }
}

fn outcome_by_number(choice: &Choice, number: u32) -> Option<&Outcome> {
    choice.outcomes.get(usize::try_from(number).ok()?.checked_sub(1)?)
}

fn journey_ending(playable: &Playable<'_>, ended: &Ended) -> Option<JourneyEnding> {
    match ended {
        Ended::Ending { at } => {
            let node = playable.machine().node_by_id(at)?;
            Some(JourneyEnding { at: at.clone(), result: playable.machine().result(node)? })
        }
        Ended::DeadEnd { .. }
        | Ended::NoOutcome { .. }
        | Ended::Loop { .. }
        | Ended::Nowhere { .. }
        | Ended::Left { .. } => None,
    }
}

/// Returns whether the outcome of a choice at the current situation is random.
fn is_random_choice(session: &Session<'_>, choice: &str) -> bool {
    let machine = session.playable().machine();
    machine
        .choices_of(session.current_node())
        .any(|known| machine.choice_id(known) == choice && machine.is_chance(known))
}
