//! Tests that the output for other programs matches the published schemas.

use crate::samples::{Sample, clean, pack, partly_allowed, tested, width};
use scn_report::Format;
use serde_json::{Value, json};

/// The published schema. Update it with `SCN_WRITE=1 cargo test -p scn-report`.
const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/findings.schema.json");

#[test]
#[expect(clippy::disallowed_methods, reason = "the schema is kept in a file")]
fn the_published_schema_is_that_of_the_types() {
    if std::env::var("SCN_WRITE").is_ok() {
        std::fs::write(PATH, scn_report::schema()).expect("the schema can be written");
    }
    let kept = std::fs::read_to_string(PATH).unwrap_or_default();
    assert!(kept == scn_report::schema(), "{PATH} is out of date: run SCN_WRITE=1 cargo test -p scn-report");
}

fn parsed(sample: &Sample, format: Format) -> Value {
    serde_json::from_str(&sample.show(format, &width(80))).expect("it is JSON")
}

#[test]
fn json_is_of_the_published_form() {
    let schema: Value = serde_json::from_str(&scn_report::schema()).expect("the schema is JSON");
    let schema = jsonschema::validator_for(&schema).expect("the schema is a schema");
    for sample in [pack(), clean(), tested()] {
        let value = parsed(&sample, Format::Json);
        let errors: Vec<String> = schema.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    assert!(!schema.is_valid(&json!({"version": 1, "findings": []})), "the schema asks for all keys");
}

#[test]
fn json_has_the_keys_that_others_rely_on_in_every_finding() {
    let value = parsed(&pack(), Format::Json);
    for finding in value["findings"].as_array().expect("findings are a list") {
        let keys: Vec<&str> = finding.as_object().expect("a finding is an object").keys().map(String::as_str).collect();
        assert_eq!(
            keys,
            ["name", "severity", "message", "help", "file", "range", "related", "fixes", "run", "run_length"]
        );
        for end in ["start", "end"] {
            let position = finding["range"][end].as_object().expect("a position is an object");
            assert_eq!(position.keys().map(String::as_str).collect::<Vec<_>>(), ["line", "column", "offset"]);
        }
    }
    assert_eq!(value["summary"], json!({"errors": 6, "warnings": 1, "hints": 1}));
    assert_eq!(value["version"], 1);
}

/// The part of SARIF 2.1.0 that is written, transcribed from the standard (OASIS, 27 March 2020).
/// The complete schema is not part of this project.
fn sarif() -> Value {
    let text =
        json!({"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}});
    let region = json!({
        "type": "object", "required": ["startLine", "startColumn"],
        "properties": {
            "startLine": {"type": "integer", "minimum": 1}, "startColumn": {"type": "integer", "minimum": 1},
            "endLine": {"type": "integer", "minimum": 1}, "endColumn": {"type": "integer", "minimum": 1},
        },
    });
    let location = json!({
        "type": "object",
        "properties": {
            "physicalLocation": {
                "type": "object", "required": ["artifactLocation"],
                "properties": {
                    "artifactLocation": {"type": "object", "required": ["uri"], "properties": {"uri": {"type": "string", "format": "uri-reference"}}},
                    "region": region,
                },
            },
            "message": text,
        },
    });
    json!({
        "type": "object", "required": ["version", "runs", "$schema"],
        "properties": {
            "version": {"const": "2.1.0"},
            "runs": {"type": "array", "items": {
                "type": "object", "required": ["tool", "results"],
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {"type": "object", "required": ["driver"], "properties": {"driver": {
                        "type": "object", "required": ["name", "rules"],
                        "properties": {"rules": {"type": "array", "items": {"type": "object", "required": ["id"]}, "uniqueItems": true}},
                    }}},
                    "results": {"type": "array", "items": {
                        "type": "object", "required": ["ruleId", "level", "message", "locations"],
                        "properties": {
                            "level": {"enum": ["none", "note", "warning", "error"]},
                            "message": text,
                            "locations": {"type": "array", "minItems": 1, "items": location},
                            "relatedLocations": {"type": "array", "items": location},
                            "fixes": {"type": "array", "items": {"type": "object", "required": ["artifactChanges"]}},
                            "suppressions": {"type": "array", "items": {
                                "type": "object", "required": ["kind"],
                                "properties": {
                                    "kind": {"enum": ["inSource", "external"]}, "justification": {"type": "string"}, "location": location,
                                },
                            }},
                        },
                    }},
                },
            }},
        },
    })
}

#[test]
fn sarif_is_of_the_form_of_the_standard() {
    let schema = jsonschema::validator_for(&sarif()).expect("the schema is a schema");
    for sample in [pack(), clean(), tested(), partly_allowed()] {
        let value = parsed(&sample, Format::Sarif);
        let errors: Vec<String> = schema.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
}

#[test]
fn sarif_results_point_at_their_rules() {
    let value = parsed(&pack(), Format::Sarif);
    let rules = value.pointer("/runs/0/tool/driver/rules").and_then(Value::as_array).expect("there are rules");
    for result in value.pointer("/runs/0/results").and_then(Value::as_array).expect("there are results") {
        if let Some(index) = result["ruleIndex"].as_u64() {
            assert_eq!(rules[usize::try_from(index).expect("an index")]["id"], result["ruleId"]);
        }
        assert!(rules.iter().any(|rule| rule["id"] == result["ruleId"]), "{}", result["ruleId"]);
    }
}
