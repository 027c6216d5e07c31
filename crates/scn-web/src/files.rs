//! The files of the player.

use std::collections::BTreeSet;

/// A module of the player.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlayerFile {
    /// Its name, by which others import it.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

macro_rules! player_files {
    ($($name:literal),* $(,)?) => {
        &[$(PlayerFile { name: $name, text: include_str!(concat!("../player/", $name)) }),*]
    };
}

/// The files of every page, in the order of the script: a file comes after those whose constants
/// it reads while the script starts.
pub(crate) const COMMON: &[PlayerFile] = player_files![
    "phrases.js",
    "hidden.js",
    "bits.js",
    "machine.js",
    "debrief-data.js",
    "session.js",
    "words.js",
    "versions.js",
    "carry.js",
    "attempt.js",
    "lessons.js",
    "progress.js",
    "dom.js",
    "text.js",
    "debrief.js",
    "scene.js",
    "lesson.js",
    "quiz.js",
    "course.js",
    "ids.js",
    "clock.js",
    "sheet.js",
    "playing.js",
    "page.js",
];

/// The files of a page that keeps what a learner does with the learner.
pub(crate) const DEVICE: &[PlayerFile] = player_files!["record.js", "device.js", "keeping.js"];

/// The files of a page that reports to a learning record store, opened by cmi5.
pub(crate) const CMI5: &[PlayerFile] = player_files!["statements.js", "lrs.js", "lrshome.js", "cmi5.js"];

/// The files of a page that reports to a learning record store, opened by a Tin Can launch.
pub(crate) const XAPI: &[PlayerFile] = player_files!["statements.js", "lrs.js", "lrshome.js", "xapi.js"];

/// The files of a page in an LMS that speaks SCORM 1.2.
pub(crate) const SCORM_12: &[PlayerFile] = player_files!["codes.js", "compact.js", "scorm.js", "scorm12.js"];

/// The files of a page in an LMS that speaks SCORM 2004.
pub(crate) const SCORM_2004: &[PlayerFile] = player_files!["codes.js", "compact.js", "scorm.js", "scorm2004.js"];

/// The files of a page of a server of scn.
pub(crate) const SERVER: &[PlayerFile] = player_files!["record.js", "server.js"];

/// Returns the files of all homes, each once, in the order of the scripts.
pub(crate) fn all_files() -> impl Iterator<Item = &'static PlayerFile> {
    let mut seen = BTreeSet::new();
    let lists = [COMMON, DEVICE, CMI5, XAPI, SCORM_12, SCORM_2004, SERVER];
    lists.into_iter().flatten().filter(move |file| seen.insert(file.name))
}

/// Returns a module by its name, such as `scene.js`, if it is one of every page.
#[must_use]
pub fn learner_file(name: &str) -> Option<&'static str> {
    COMMON.iter().find(|file| file.name == name).map(|file| file.text)
}
