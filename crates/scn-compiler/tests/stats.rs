//! Tests that the JSON output of `scn stats` matches the published schema.

use scn_compiler::stats::{Document, VERSION, pack_stats, stats_schema};
use scn_compiler::{Options, PackFiles, check};
use scn_source::{SourceFile, Sources};
use serde_json::{Value, json};

/// The published schema. Update it with `SCN_WRITE=1 cargo test -p scn-compiler`.
const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/stats.schema.json");

#[test]
#[expect(clippy::disallowed_methods, reason = "the schema is kept in a file")]
fn the_published_schema_is_that_of_the_types() {
    if std::env::var("SCN_WRITE").is_ok() {
        std::fs::write(PATH, stats_schema()).expect("the schema can be written");
    }
    let kept = std::fs::read_to_string(PATH).unwrap_or_default();
    assert!(kept == stats_schema(), "{PATH} is out of date: run SCN_WRITE=1 cargo test -p scn-compiler");
}

const PACK: &str = "\
Principle care: Take care
  It is asked for.

Principle haste: Be quick
  It is not asked for.

Scenario door: The door
  Covers: care

Situation door: Before a door
  It is shut.

  Choice knock: Knock.
    Outcome [1 in 3]: Somebody opens.
    Upholds care: You asked.
    Next: inside

    Outcome [otherwise]: Nothing stirs.
    Breaks care: You were loud.
    Next: again

  Choice leave: Leave.
    Outcome: You leave.
    Next: outside

Ending inside: Inside
  Result: passed
  There is tea.

Ending outside: Outside
  Result: failed
  It rains.
";

fn document(states: Option<u64>) -> Value {
    let mut sources = Sources::new();
    let files = vec![sources.add(SourceFile::new("door.scn", PACK))];
    let input = PackFiles { files, fallback_name: "door".to_owned(), ..PackFiles::default() };
    let checked = check(
        &sources,
        &input,
        &Options { formats: &[], states, text: true, media: &|_, _| scn_compiler::MediaFile::Found, watch: None },
    );
    let packs = vec![pack_stats(&checked, &sources, states, None)];
    serde_json::to_value(Document { version: VERSION, packs }).expect("it is plain data")
}

#[test]
fn json_is_of_the_published_form() {
    let schema: Value = serde_json::from_str(&stats_schema()).expect("the schema is JSON");
    let schema = jsonschema::validator_for(&schema).expect("the schema is a schema");
    for value in [document(None), document(Some(1))] {
        let errors: Vec<String> = schema.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    assert!(!schema.is_valid(&json!({"version": 1})), "the schema asks for all keys");
    assert!(!schema.is_valid(&json!({"version": 2, "packs": []})), "the schema asks for its version");
}

#[test]
fn numbers_and_places_are_those_of_the_text() {
    let value = document(None);
    let it = &value["packs"][0]["scenarios"][0];
    // In each round one half leaves and one sixth is let in: three to one.
    assert_eq!(it["ends"][0]["chance"]["exact"], "1/4");
    assert_eq!(it["ends"][1]["chance"]["exact"], "3/4");
    assert_eq!(it["runs"]["count"], json!({"kind": "unbounded", "digits": null}));
    assert_eq!(it["runs"]["round"], json!({"run": [], "round": ["knock", "outcome 2"]}));
    assert_eq!(it["runs"]["decisions"], json!({"least": 1, "most": null, "unbounded": true}));
    // The title, the first situation with its labels, an outcome and an ending: 2 + 3 + 3 + 2 + 2 +
    // 1 + 2.
    assert_eq!(it["runs"]["words"]["least"], 15);
    let care = &it["coverage"][0];
    assert_eq!((&care["level"], &care["missing"]), (&json!("guaranteed"), &Value::Null));
    assert_eq!(care["upheld_at"][0]["line"], 15);
    assert_eq!(care["upheld_at"][0]["outcome"], 1);
    assert_eq!(care["broken_at"][0]["line"], 19);
    assert_eq!(care["tested_at"][0]["id"], "door");
    assert_eq!(it["best"]["lost"][0]["choice"], "leave");
    assert_eq!(value["packs"][0]["principles"][1]["level"], "not-linked");
}

#[test]
fn beyond_the_bound_nothing_is_claimed() {
    let value = document(Some(1));
    let it = &value["packs"][0]["scenarios"][0];
    assert_eq!(it["complete"], false);
    assert_eq!(it["runs"]["count"]["kind"], "at-least");
    assert_eq!(it["best"], Value::Null);
    let kinds: Vec<&Value> = it["ends"].as_array().expect("a list").iter().map(|end| &end["kind"]).collect();
    assert!(kinds.contains(&&json!("beyond-the-bound")), "{kinds:?}");
    assert_eq!(it["coverage"][0]["missing"], Value::Null);
    assert_eq!(it["coverage"][0]["at_least"], true);
}
