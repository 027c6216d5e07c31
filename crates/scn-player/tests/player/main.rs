//! The player, played.

use scn_player::{Finish, Options, PlayError, Playable, Played, ScenarioPick, ask_scenario, parse_choices, play};
use scn_story::{Pack, Principle, Scenario, Story};

mod story {
    pub(crate) use scn_story::*;
}
#[expect(dead_code, reason = "the story's tests and the prover's need more of it")]
#[path = "../../../scn-story/src/machine/tests/builder.rs"]
mod builder;

mod any;
mod face;
mod folds;
mod journeys;
mod runs;
mod scores;
mod screens;
mod sessions;
mod widths;

/// A busy afternoon in a call centre: every kind of block, choice and outcome.
fn neighbour() -> Story {
    Story::from_json(include_str!("stories/neighbour.json")).expect("the story is one")
}

/// A story of one scenario, with every principle that it links or covers.
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

/// Plays, and gives what came of it with everything written.
fn played(story: &Story, options: &Options<'_>, mut input: &[u8]) -> (Result<Played, PlayError>, String) {
    let playable = Playable::new(story, None).expect("the scenario is whole");
    let mut output = Vec::new();
    let played = play(&playable, options, &mut input, &mut output);
    (played, String::from_utf8(output).expect("what is written is text"))
}

/// Plays from a script, and gives what was written.
fn written(story: &Story, options: Options<'_>, script: &str) -> String {
    let options = Options { choices: parse_choices(script).expect("the script is one"), ..options };
    let (played, written) = played(story, &options, b"");
    played.expect("the script is on offer");
    written
}

/// How playing a script came out.
fn finish(story: &Story, script: &str) -> Finish {
    let options = Options { choices: parse_choices(script).expect("the script is one"), ..Options::default() };
    played(story, &options, b"").0.expect("the script is on offer").finish
}
