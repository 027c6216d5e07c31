//! Runs that are saved and replayed.

use scn_run::{Change, ChooseError, Departure, Journey, JourneyEnding, Playable, ScriptedChoice, Session};
use scn_story::{RunResult, Scenario};

use crate::builder::*;
use crate::{parse_choices, story_of};

/// The published schema. Regenerate it with `SCN_WRITE=1 cargo test -p scn-run`.
const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/journey.schema.json");

fn guessing() -> Scenario {
    let guess = choice("guess", [outcome("end").chance(1, 2), outcome("hall").otherwise()]);
    scenario(
        [
            situation("a", [guess, to("wait", "again"), to("go", "b")]),
            passage("hall", [], "a"),
            situation("b", [to("on", "end")]),
        ],
        &["end"],
    )
}

/// A run in which these choices were made.
fn session<'p>(playable: &'p Playable<'p>, script: &str) -> Session<'p> {
    let mut session = Session::start(playable, 0, None);
    for step in parse_choices(script).expect("the script is one") {
        session.choose(&step.choice, step.outcome).expect("it is on offer");
    }
    session
}

fn journey(scenario: Scenario, script: &str) -> Journey {
    let story = story_of(scenario);
    let playable = Playable::new(&story, None).expect("the scenario is whole");
    Journey::from_events(&playable, session(&playable, script).events())
}

/// A run whose choices have one outcome each.
fn run(choices: &[&str]) -> Vec<ScriptedChoice> {
    choices.iter().map(|choice| ScriptedChoice { choice: (*choice).to_owned(), outcome: None }).collect()
}

fn replayed(journey: &Journey, scenario: Scenario) -> Vec<Departure> {
    let story = story_of(scenario);
    journey.replay(&Playable::new(&story, None).expect("the scenario is whole"))
}

#[test]
fn a_journey_says_where_each_choice_led() {
    let saved = journey(guessing(), "wait, guess, outcome 2, guess, outcome 1");
    insta::assert_snapshot!(saved.to_json());
    assert_eq!(Journey::from_json(&saved.to_json()).expect("it is of the form"), saved);
    assert!(replayed(&saved, guessing()).is_empty());
}

#[test]
fn a_removed_choice_is_reported_with_those_on_offer() {
    let saved = journey(guessing(), "wait, go, on");
    let mut changed = guessing();
    changed.situations[0].choices.retain(|choice| choice.id != "go");
    let on_offer = vec!["guess".to_owned(), "wait".to_owned()];
    let error = ChooseError::NotOnOffer { at: "a".into(), choice: "go".into(), locked: false, on_offer };
    let want = Departure { run: run(&["wait"]), step: Some(1), change: Change::Choice(error) };
    assert_eq!(replayed(&saved, changed), [want]);
}

#[test]
fn another_path_and_another_ending_are_reported_once_each() {
    let saved = journey(guessing(), "wait, go, on");
    let mut changed = guessing();
    changed.situations[1] = situation("hall", [to("on", "end")]);
    changed.situations[0].choices[2] = to("go", "hall");
    changed.endings[0].result = RunResult::Failed;
    let ending = |result| Some(JourneyEnding { at: "end".into(), result });
    let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        replayed(&saved, changed),
        [
            Departure {
                run: run(&["wait", "go"]),
                step: Some(1),
                change: Change::Path { was: ids(&["b"]), is: ids(&["hall"]) }
            },
            Departure {
                run: run(&["wait", "go", "on"]),
                step: None,
                change: Change::Ending { was: ending(RunResult::Passed), is: ending(RunResult::Failed) },
            },
        ]
    );
}

#[test]
fn an_outcome_that_chance_decides_now_is_reported() {
    let saved = journey(guessing(), "go, on");
    let mut changed = guessing();
    changed.situations[0].choices[2] = choice("go", [outcome("b").chance(1, 2), outcome("hall").otherwise()]);
    let found = replayed(&saved, changed);
    assert_eq!(found, [Departure { run: Vec::new(), step: Some(0), change: Change::Chance }]);
    let drawn = journey(guessing(), "guess, outcome 2, go, on");
    let mut changed = guessing();
    changed.situations[0].choices[0] = to("guess", "hall");
    let found = replayed(&drawn, changed);
    assert!(
        matches!(found.as_slice(), [Departure { change: Change::Choice(ChooseError::Outcome { .. }), .. }]),
        "{found:?}"
    );
}

#[test]
fn a_run_that_was_left_has_no_ending() {
    let story = story_of(guessing());
    let playable = Playable::new(&story, None).expect("the scenario is whole");
    let mut left = session(&playable, "wait");
    left.leave();
    let saved = Journey::from_events(&playable, left.events());
    assert_eq!(saved.ending, None);
    assert!(replayed(&saved, guessing()).is_empty());
}

#[test]
fn a_file_that_is_not_a_journey_is_refused() {
    assert!(Journey::from_json("{").is_err());
    assert!(Journey::from_json("{\"version\": 1}").is_err());
    let later = journey(guessing(), "go, on").to_json().replace("\"version\": 1", "\"version\": 2");
    let error = Journey::from_json(&later).expect_err("it is of a later version");
    assert_eq!(error.to_string(), "it has version 2, but this program reads version 1");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the schema is kept in a file")]
fn the_published_schema_is_that_of_the_types() {
    if std::env::var("SCN_WRITE").is_ok() {
        std::fs::write(PATH, Journey::schema_json()).expect("the schema can be written");
    }
    let kept = std::fs::read_to_string(PATH).unwrap_or_default();
    assert!(kept == Journey::schema_json(), "{PATH} is out of date: run SCN_WRITE=1 cargo test -p scn-run");
    let schema = serde_json::from_str(&kept).expect("the schema is JSON");
    let schema = jsonschema::validator_for(&schema).expect("the schema is a schema");
    for script in ["go, on", "guess, outcome 2, guess, outcome 1"] {
        let saved = serde_json::from_str(&journey(guessing(), script).to_json()).expect("it is JSON");
        assert!(schema.is_valid(&saved), "{saved}");
    }
    assert!(!schema.is_valid(&serde_json::json!({"version": 1})));
}
