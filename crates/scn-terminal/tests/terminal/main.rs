//! End-to-end tests of line mode, full screen, group mode, courses and lines of JSON.

use scn_run::{Event, Finish, Holder, KeepError, Keeper, PlayError, Playable, Played, Session, Unkept, parse_choices};
use scn_story::{Pack, Principle, Scenario, Story};
use scn_terminal::{Options, ScenarioPick, ask_scenario, play};

mod story {
    pub(crate) use scn_story::*;
}
#[expect(dead_code, reason = "the story's tests and the prover's need more of it")]
#[path = "../../../scn-story/src/machine/tests/builder.rs"]
mod builder;

mod any;
mod face;
mod group;
mod keeping;
mod learn;
mod protocol;
mod runs;
mod screens;
mod widths;

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
fn played(story: &Story, options: &Options<'_>, input: &[u8]) -> (Result<Played, PlayError>, String) {
    kept(story, options, &mut Unkept, input)
}

/// Plays under the name of the recorder's learner.
fn kept(
    story: &Story,
    options: &Options<'_>,
    keeper: &mut dyn Keeper,
    mut input: &[u8],
) -> (Result<Played, PlayError>, String) {
    let playable = Playable::new(story, None).expect("the scenario is whole");
    let mut output = Vec::new();
    let session = Session::start(&playable, 0, keeper.holder().learner());
    let played = play(session, options, keeper, &mut input, &mut output);
    (played, String::from_utf8(output).expect("what is written is text"))
}

/// Records a run in memory; can be made to fail.
struct Notebook {
    holder: Holder,
    events: Vec<Event>,
    /// How many calls succeed before recording fails, and how many then fail.
    works: usize,
    fails: usize,
}

impl Notebook {
    fn of(learner: &str) -> Self {
        Self { holder: Holder::Learner(learner.into()), ..Self::guest() }
    }

    fn guest() -> Self {
        Self { holder: Holder::Guest, events: Vec::new(), works: usize::MAX, fails: 0 }
    }
}

impl Keeper for Notebook {
    fn holder(&self) -> &Holder {
        &self.holder
    }

    fn keep(&mut self, events: &[Event]) -> Result<(), KeepError> {
        if self.holder == Holder::Guest {
            return Ok(());
        }
        match self.works.checked_sub(1) {
            Some(works) => self.works = works,
            None => {
                if let Some(fails) = self.fails.checked_sub(1) {
                    self.fails = fails;
                    return Err(KeepError("there is no space left".into()));
                }
            }
        }
        self.events.extend_from_slice(events);
        Ok(())
    }

    fn adopt(&mut self, name: &str, events: &[Event]) -> Result<(), KeepError> {
        if name == "nobody" {
            return Err(KeepError("this name cannot be had".into()));
        }
        self.holder = Holder::Learner(name.into());
        self.events = events.to_vec();
        Ok(())
    }

    fn way_back(&self) -> Option<String> {
        (self.holder != Holder::Guest).then(|| "scn play --learner …".into())
    }

    fn can_adopt(&self) -> bool {
        true
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
