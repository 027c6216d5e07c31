//! End-to-end tests of line mode, full screen, group mode, courses and lines of JSON.

use scn_run::{
    Attempt, Event, Events, Finish, NullRecorder, Part, PlayError, PlayOutcome, Playable, RecordError, RecordOwner,
    Recorder, Recording, Session, Stories, parse_choices,
};
use scn_story::{Pack, Principle, Scenario, Story};
use scn_terminal::{Options, ScenarioChoice, ask_scenario, play};

mod story {
    pub(crate) use scn_story::*;
}
#[expect(dead_code, reason = "the story's tests and the prover's need more of it")]
#[path = "../../../scn-story/src/machine/tests/builder.rs"]
mod builder;

mod any;
mod face;
mod group;
mod learn;
mod phrases;
mod protocol;
mod recording;
mod runs;
mod screens;
mod status;
mod widths;
mod words;

/// A busy afternoon in a call centre: every kind of block, choice and outcome.
fn neighbour() -> Story {
    Story::from_json(include_str!("../../../scn-run/tests/run/stories/neighbour.json")).expect("the story is one")
}

/// A story with one scenario, and every principle that the scenario links or covers.
fn story_of(scenario: Scenario) -> Story {
    let links =
        scenario.situations.iter().flat_map(|it| &it.choices).flat_map(|it| &it.outcomes).flat_map(|it| &it.links);
    let mut ids: Vec<String> = scenario.covers.iter().cloned().chain(links.map(|it| it.principle.clone())).collect();
    ids.sort();
    ids.dedup();
    let principle = |id: String| Principle { title: format!("Principle {id}"), id, weight: 1, ..Principle::default() };
    let pack =
        Pack { name: "small".into(), title: "A small pack".into(), digest: "sha256:00".into(), ..Pack::default() };
    let scenario = Scenario { id: "small".into(), title: "A small scenario".into(), ..scenario };
    Story {
        scn: 1,
        pack,
        principles: ids.into_iter().map(principle).collect(),
        scenarios: vec![scenario],
        ..Story::default()
    }
}

/// Plays as a guest; returns the result and the output.
fn played(story: &Story, options: &Options<'_>, input: &[u8]) -> (Result<PlayOutcome, PlayError>, String) {
    kept(story, options, &mut NullRecorder, input)
}

/// Plays under the recorder's name.
fn kept(
    story: &Story,
    options: &Options<'_>,
    recorder: &mut dyn Recorder,
    mut input: &[u8],
) -> (Result<PlayOutcome, PlayError>, String) {
    let playable = Playable::new(story, None).expect("the scenario is whole");
    let mut output = Vec::new();
    let session = Session::start(&playable, 0, recorder.owner().learner_name());
    let recording = Recording::begin_run(recorder, &session);
    let played = play(session, options, recording, &mut input, &mut output);
    (played, String::from_utf8(output).expect("what is written is text"))
}

/// Records a run in memory, but for what it is set to refuse.
struct Notebook {
    owner: RecordOwner,
    events: Vec<Event>,
    /// What a guest did so far.
    guests: Vec<Event>,
    /// How often recording works before it fails, and how often it then fails.
    works: usize,
    fails: usize,
}

impl Notebook {
    fn of(learner: &str) -> Self {
        Self { owner: RecordOwner::Learner(learner.into()), ..Self::guest() }
    }

    fn guest() -> Self {
        Self { owner: RecordOwner::Guest, events: Vec::new(), guests: Vec::new(), works: usize::MAX, fails: 0 }
    }
}

impl Recorder for Notebook {
    fn owner(&self) -> &RecordOwner {
        &self.owner
    }

    fn begin(&mut self, part: &Part) -> String {
        part.id().to_owned()
    }

    fn record(&mut self, _: &str, from: usize, events: Events<'_>) -> Result<(), RecordError> {
        let Events::Scenario(events) = events else { unreachable!("{events:?} of a run") };
        if self.owner.is_guest() {
            assert_eq!(from, self.guests.len(), "nothing is left out or given twice");
            self.guests.extend_from_slice(events);
            return Ok(());
        }
        match self.works.checked_sub(1) {
            Some(works) => self.works = works,
            None => {
                if let Some(fails) = self.fails.checked_sub(1) {
                    self.fails = fails;
                    return Err(RecordError("there is no space left".into()));
                }
            }
        }
        assert_eq!(from, self.events.len(), "nothing is left out or given twice");
        self.events.extend_from_slice(events);
        Ok(())
    }

    fn save_as(&mut self, name: &str) -> Result<(), RecordError> {
        if name == "nobody" {
            return Err(RecordError("this name cannot be had".into()));
        }
        self.owner = RecordOwner::Learner(name.into());
        self.events = std::mem::take(&mut self.guests);
        Ok(())
    }

    fn can_save_as(&self) -> bool {
        true
    }

    fn resume_command(&self) -> Option<String> {
        (!self.owner.is_guest()).then(|| "scn play --learner …".into())
    }

    fn attempts(&self) -> &[Attempt] {
        &[]
    }

    fn stories(&self) -> &Stories {
        static NONE: Stories = Stories::new();
        &NONE
    }

    fn seed(&mut self) -> u64 {
        7
    }
}

/// Plays a script and returns the output.
fn written(story: &Story, options: Options<'_>, script: &str) -> String {
    let options = Options { choices: parse_choices(script).expect("the script is one"), ..options };
    let (played, written) = played(story, &options, b"");
    played.expect("the script is on offer");
    written
}

/// Plays a script and returns how it finished.
fn finish(story: &Story, script: &str) -> Finish {
    let options = Options { choices: parse_choices(script).expect("the script is one"), ..Options::default() };
    played(story, &options, b"").0.expect("the script is on offer").finish
}
