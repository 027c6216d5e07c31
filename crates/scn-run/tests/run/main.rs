//! Runs without a front end: sessions, folds over their events, journeys, edits.

use scn_run::parse_choices;
use scn_story::{Pack, Principle, Scenario, Story};

mod story {
    pub(crate) use scn_story::*;
}
#[expect(dead_code, reason = "the story's tests and the prover's need more of it")]
#[path = "../../../scn-story/src/machine/tests/builder.rs"]
mod builder;

mod edits;
mod folds;
mod inspect;
mod journeys;
mod scores;
mod sessions;

/// A busy afternoon in a call centre: every kind of block, choice and outcome.
fn neighbour() -> Story {
    Story::from_json(include_str!("stories/neighbour.json")).expect("the story is one")
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
