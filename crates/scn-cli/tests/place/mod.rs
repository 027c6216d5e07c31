//! A temporary folder with files, in which the command is run.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A folder with files.
pub(crate) struct Place(TempDir);

impl Place {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let this = Self(tempfile::tempdir().expect("there is room for a folder"));
        files.iter().for_each(|(path, text)| this.write(path, text));
        this
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    /// Runs the command with arguments separated by spaces, where `_` means a space, and an input.
    /// Returns its whole output.
    pub(crate) fn scn(&self, words: &str, input: &str) -> String {
        let mut child = Command::new(env!("CARGO_BIN_EXE_scn"))
            .args(words.split(' ').map(|word| word.replace('_', " ")))
            .current_dir(self.path())
            .env("SCN_DB", self.path().join("records.db"))
            .env("HOME", self.path())
            .env("LC_ALL", "C.UTF-8")
            .env("COLUMNS", "200")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        // A process that ends early does not read all of the input.
        let _ = child.stdin.take().expect("it has an input").write_all(input.as_bytes());
        let output = child.wait_with_output().expect("it ends");
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    }

    /// Returns the state of a part: its result, or else its status, followed by the effect of edits
    /// on it.
    pub(crate) fn how(&self, pack: &str, title: &str) -> String {
        let said = self.scn(&format!("progress {pack} --learner Ana --format json"), "");
        let json = said.get(said.find('{').unwrap_or_default()..=said.rfind('}').unwrap_or_default());
        let state: Value = serde_json::from_str(json.unwrap_or_default()).expect("it is JSON");
        let parts = state["parts"].as_array().expect("there are parts");
        let part = parts.iter().find(|it| it["title"] == title).expect("it is there");
        let words = part["result"].as_str().or(part["status"].as_str()).expect("it has a status");
        let flags = ["edited", "replaced"].into_iter().filter(|flag| part[*flag] == true);
        flags.fold(words.to_owned(), |words, flag| format!("{words}, {flag}"))
    }
}

/// Returns a scenario with two decisions, whose texts contain these words.
pub(crate) fn scenario(title: &str, words: &str) -> String {
    format!(
        "Scenario intro: {title}\n\nSituation a: A\n  {words} one.\n\n  Choice go: Go, {words}.\n    Outcome: {words} two.\n    Next: b\n\n  Choice wait: Wait, {words}.\n    Outcome: {words} three.\n    Next: b\n\nSituation b: B\n  {words} four.\n\n  Choice end: End {words}.\n    Outcome: {words} five.\n    Next: over\n\nEnding over: Over\n  Result: passed\n  {words} six.\n"
    )
}

/// A quiz with two questions.
pub(crate) const QUIZ: &str = "Quiz rules: Rules\n  Draw: 2\n  Pass: 2\n\nQuestion a: Is A so?\n\n  Right a-yes: A is so.\n    Because: a.\n\n  Wrong a-no: A is not.\n    Because: a.\n\nQuestion b: Is B so?\n\n  Right b-yes: B is so.\n    Because: b.\n\n  Wrong b-no: B is not.\n    Because: b.\n";
