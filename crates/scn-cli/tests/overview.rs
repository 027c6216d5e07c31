//! Tests `scn` without arguments in folders of all kinds: each gets an answer.
//! `tests/commands/overview.md` shows the usual ones.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

fn folder() -> TempDir {
    tempfile::tempdir().expect("there is room")
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder can be made");
    fs::write(path, text).expect("it can be written");
}

/// Runs `scn` in a folder. Returns its status, and what it wrote to standard output and to standard
/// error.
fn overview(folder: &Path, words: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scn"));
    command.args(words).current_dir(folder).env("SCN_DB", folder.join("records.db")).stdin(Stdio::null());
    let output = command.output().expect("scn runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn new_pack(folder: &Path) {
    let (status, _, errors) = overview(folder, &["new", "course"]);
    assert_eq!(status, Some(0), "{errors}");
}

#[test]
fn only_an_empty_command_line_is_one_without_arguments() {
    let place = folder();
    new_pack(place.path());
    let pack = place.path().join("course");
    for words in [&[][..], &["--color", "never"], &["--color=always"]] {
        let (status, printed, errors) = overview(&pack, words);
        assert_eq!((status, errors.as_str()), (Some(0), ""), "{words:?}");
        assert!(printed.contains("What you can do next"), "{words:?}: {printed}");
    }
    for words in [&["--colour"][..], &["--color"], &["--color", "x"], &["nothing"], &["key"], &["--"]] {
        let (status, printed, errors) = overview(&pack, words);
        assert_eq!((status, printed.as_str()), (Some(2), ""), "{words:?}");
        assert!(errors.contains("Usage:") || errors.contains("error:"), "{words:?}: {errors}");
    }
}

#[test]
fn a_folder_without_a_pack_gets_the_help_and_the_status_of_wrong_usage() {
    let place = folder();
    let (status, printed, errors) = overview(place.path(), &[]);
    assert_eq!((status, printed.as_str()), (Some(2), ""));
    let (_, help, _) = overview(place.path(), &["-h"]);
    assert!(errors.starts_with(help.trim_end()), "{errors}");
    assert!(errors.trim_end().ends_with("`scn new my-course` creates one."), "{errors}");
}

#[test]
fn hidden_characters_are_not_printed() {
    let place = folder();
    new_pack(place.path());
    let pack = place.path().join("course");
    let manifest = fs::read_to_string(pack.join("scn.toml")).expect("it is there");
    write(&pack.join("scn.toml"), &manifest.replace("Course", "Cou\u{202e}rse \\u001b[31m"));
    write(&pack.join("more.scn"), "Lesson more: More \u{202e}\u{200b}\u{9b}\n  Words.\n");
    write(&place.path().join("two\u{202e}.scn"), "Lesson two: Two\n  Words.\n");
    for folder in [&pack, place.path()] {
        let (status, printed, errors) = overview(folder, &[]);
        assert_eq!((status, errors.as_str()), (Some(0), ""));
        assert!(!printed.contains(['\u{202e}', '\u{1b}', '\u{9b}', '\u{200b}']), "{printed:?}");
    }
    // A command with such a path could not be typed.
    let alone = folder();
    write(&alone.path().join("two\u{202e}.scn"), "Lesson two: Two\n  Words.\n");
    let (_, printed, _) = overview(alone.path(), &[]);
    assert!(printed.contains("scn check PATH "), "{printed}");
}

#[test]
fn what_cannot_be_read_is_named_or_passed_over() {
    let place = folder();
    new_pack(place.path());
    let closed = place.path().join("closed");
    fs::create_dir(&closed).expect("a folder can be made");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).expect("it is ours");
    std::os::unix::fs::symlink("nowhere", place.path().join("broken.scn")).expect("a link can be made");
    let (status, printed, errors) = overview(place.path(), &[]);
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).expect("it is ours");
    assert_eq!((status, errors.as_str()), (Some(0), ""));
    assert!(printed.contains("course  Course"), "{printed}");
    // A named pipe, to which nobody writes, is not waited for.
    let pack = place.path().join("course");
    assert!(Command::new("mkfifo").arg(pack.join("pipe.scn")).status().is_ok_and(|it| it.success()));
    let (status, _, errors) = overview(&pack, &[]);
    assert_eq!(status, Some(2));
    assert!(errors.contains("pipe.scn` is a pipe or a device"), "{errors}");
    fs::remove_file(pack.join("pipe.scn")).expect("it is ours");
    write(&pack.join("bytes.scn"), "x");
    fs::write(pack.join("bytes.scn"), [0xff, 0xfe, 0, 0, 0x80]).expect("it can be written");
    assert_eq!(overview(&pack, &[]).0, Some(0));
    fs::create_dir(pack.join("folder.scn")).expect("a folder can be made");
    fs::write(pack.join("scn.toml"), [0xff, b'\n']).expect("it can be written");
    let (status, printed, _) = overview(&pack, &[]);
    assert_eq!(status, Some(0));
    assert!(printed.contains("The check reports"), "{printed}");
}

#[test]
fn a_folder_that_was_deleted_gets_the_help() {
    let place = folder();
    let scn = env!("CARGO_BIN_EXE_scn");
    let script = format!("mkdir gone && cd gone && rmdir ../gone && '{scn}'");
    let output = Command::new("sh").args(["-c", &script]).current_dir(place.path()).output().expect("there is a shell");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("Usage:"));
}

#[test]
fn a_large_pack_is_not_checked_and_a_huge_one_not_read() {
    let place = folder();
    new_pack(place.path());
    let pack = place.path().join("course");
    write(&pack.join("notes.scn"), &"// A long comment of some bytes, to make the file large.\n".repeat(200_000));
    let (status, printed, _) = overview(&pack, &[]);
    assert_eq!(status, Some(0));
    assert!(printed.contains("3. scenario  first-day") && printed.contains("Not checked here"), "{printed}");
    write(&pack.join("notes.scn"), &"// A long comment of some bytes, to make the file large.\n".repeat(700_000));
    let (status, printed, _) = overview(&pack, &[]);
    assert_eq!(status, Some(0));
    assert!(printed.contains("too large to be read in passing"), "{printed}");
}

#[test]
fn records_of_the_pack_are_offered_where_there_are_some() {
    let place = folder();
    new_pack(place.path());
    let pack = place.path().join("course");
    assert!(!overview(&pack, &[]).1.contains("scn records"));
    assert!(!pack.join("records.db").exists(), "looking creates no records");
    let played = overview(&pack, &["play", "--learner", "Ana", "--choices", "ask,say"]);
    assert_eq!(played.0, Some(0), "{}", played.2);
    let (_, printed, _) = overview(&pack, &[]);
    assert!(printed.contains("scn records .") && !printed.contains("Ana"), "{printed}");
    assert!(overview(&pack, &["records", "."]).1.contains("Course"));
    fs::write(pack.join("records.db"), "no database").expect("it can be written");
    let (status, printed, errors) = overview(&pack, &[]);
    assert_eq!((status, errors.as_str()), (Some(0), ""));
    assert!(!printed.contains("scn records"));
}

#[test]
fn a_scenario_in_several_files_is_one_part() {
    let place = folder();
    new_pack(place.path());
    let pack = place.path().join("course");
    write(&pack.join("more.scn"), "Continues: first-day\n\nEnding extra: Extra\n  Result: mixed\n\n  More.\n");
    let (_, printed, _) = overview(&pack, &[]);
    assert!(printed.contains("A friendly question (2 situations, 4 endings)"), "{printed}");
}
