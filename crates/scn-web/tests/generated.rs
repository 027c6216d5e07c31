//! The modules of the player that are made from the rest of the project.
#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use std::fs;
use std::path::Path;

use scn_run::phrases::page::page_phrases;

/// Compares a module with what it should be; with `SCN_WRITE=1`, writes it.
fn compare(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("player").join(name);
    if std::env::var_os("SCN_WRITE").is_some() {
        fs::write(path, text).unwrap();
    } else {
        assert_eq!(fs::read_to_string(path).unwrap(), text, "{name}: `.ci/bless` writes it");
    }
}

#[test]
fn the_player_has_the_sentences_that_learners_read() {
    let phrases = serde_json::to_string_pretty(&page_phrases()).unwrap();
    compare("phrases.js", &format!("// The sentences that a learner reads. `.ci/bless` writes this file.\n\nexport const PHRASES = {phrases};\n"));
}
