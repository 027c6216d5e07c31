//! The story as JSON: every example is of the published form, the same bytes each time, and comes back as it was.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use scn_story::{Keep, Machine, Story};

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the project is there")
}

fn built(pack: &Path, from: &Path) -> String {
    let output =
        Command::new(env!("CARGO_BIN_EXE_scn")).args(["build", "--to", "json"]).arg(pack).current_dir(from).output();
    let output = output.expect("the command runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("JSON is UTF-8")
}

fn examples() -> Vec<PathBuf> {
    let entries = fs::read_dir(project().join("examples")).expect("there are examples");
    let mut packs: Vec<PathBuf> = entries.map(|entry| entry.expect("an example can be looked at").path()).collect();
    packs.sort();
    assert!(2 <= packs.len(), "{packs:?}");
    packs
}

/// The published schema. Write it anew with `SCN_WRITE=1 cargo test -p scn-cli`.
fn schema_path() -> PathBuf {
    project().join("crates/scn-story/schema/story.schema.json")
}

#[test]
fn the_published_schema_is_that_of_the_types() {
    let now = format!("{:#}\n", scn_story::schema());
    if std::env::var_os("SCN_WRITE").is_some() {
        fs::write(schema_path(), &now).expect("the schema can be written");
    }
    let kept = fs::read_to_string(schema_path()).unwrap_or_default();
    assert!(kept == now, "the schema of the story is out of date: run SCN_WRITE=1 cargo test -p scn-cli");
}

#[test]
fn every_example_is_of_the_published_form() {
    let schema = jsonschema::validator_for(&scn_story::schema()).expect("the schema is a schema");
    for pack in examples() {
        let value = serde_json::from_str(&built(&pack, &project())).expect("a story is JSON");
        let errors: Vec<String> = schema.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", pack.display());
    }
    let nothing = serde_json::json!({"scn": 1, "pack": {}, "principles": [], "lessons": [], "scenarios": []});
    assert!(!schema.is_valid(&nothing), "the schema asks for what a story must have");
}

#[test]
fn the_same_pack_gives_the_same_bytes_wherever_it_lies() {
    let elsewhere = tempfile::tempdir().expect("there is room for a folder");
    for pack in examples() {
        let text = built(&pack, &project());
        assert_eq!(text, built(&pack, &project()), "{}", pack.display());
        let copy = elsewhere.path().join(pack.file_name().expect("a pack has a name"));
        fs::create_dir(&copy).expect("a folder can be made");
        for entry in fs::read_dir(&pack).expect("a pack can be read") {
            let path = entry.expect("a file can be looked at").path();
            // Its journeys are no part of the story.
            if path.is_dir() {
                continue;
            }
            fs::copy(&path, copy.join(path.file_name().expect("a file has a name"))).expect("a file can be copied");
        }
        assert_eq!(text, built(Path::new("."), &copy), "{}", pack.display());
    }
}

#[test]
fn a_story_comes_back_as_it_was() {
    for pack in examples() {
        let text = built(&pack, &project());
        let mut story = Story::from_json(&text).expect("a story can be read back");
        assert_eq!(story.to_json(), text, "{}", pack.display());
        let digest = story.pack.digest.clone();
        assert!(digest.starts_with("sha256:") && digest.len() == 71, "{digest}");
        story.seal();
        assert_eq!(story.pack.digest, digest, "the digest is that of what is written");
        for scenario in &story.scenarios {
            assert!(Machine::new(scenario, Keep::All).is_ok(), "{} can be played", scenario.id);
        }
    }
}

#[test]
fn a_digest_tells_stories_apart_and_not_comments() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let digest = |text: &str| {
        fs::write(folder.path().join("a.scn"), text).expect("a file can be written");
        Story::from_json(&built(Path::new("a.scn"), folder.path())).expect("a story can be read back").pack.digest
    };
    let text = "Scenario a: A\n\nSituation b: B\n  It begins.\n  Next: c\n\nEnding c: C\n  Result: passed\n  Over.\n";
    let one = digest(text);
    assert_eq!(one, digest(&format!("// A comment\n{}", text.replace("  It", "      It"))));
    assert_ne!(one, digest(&text.replace("Over.", "It is over.")));
}
