//! Completion in shells: in bash, zsh and fish themselves where they are installed, and by asking
//! as they do. `tests/commands/setup.md` shows the values.
#![cfg(unix)]
#![expect(clippy::print_stderr, reason = "it says what is skipped")]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("the example is there") {
        let entry = entry.expect("it can be read");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("it can be copied");
        }
    }
}

/// A folder with packs in folders that are hard to type.
fn place() -> TempDir {
    let place = tempfile::tempdir().expect("there is room");
    copy(&example("customer-privacy"), &place.path().join("My Course"));
    copy(&example("first-steps"), &place.path().join("quote's $HOME"));
    fs::write(place.path().join("a * [b].scn"), "// Nothing.\n").expect("it can be written");
    fs::write(place.path().join("hidden\u{202e}ncs.scn"), "// Nothing.\n").expect("it can be written");
    fs::create_dir(place.path().join("check")).expect("a folder can be made");
    place
}

/// A program that finds the `scn` that was just built.
fn program(name: &str, arguments: &[&str], folder: &Path) -> Output {
    let scn = Path::new(env!("CARGO_BIN_EXE_scn")).parent().expect("a program lies in a folder");
    let path = format!("{}:{}", scn.display(), env::var("PATH").unwrap_or_default());
    let mut command = Command::new(name);
    command.args(arguments).env("PATH", path).env("LC_ALL", "C.UTF-8").current_dir(folder);
    command.output().expect("it runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Asks as the script of a shell does.
fn ask(place: &Path, shell: &str, words: &[&str]) -> Output {
    let index = (words.len() - 1).to_string();
    let mut command = Command::new(env!("CARGO_BIN_EXE_scn"));
    command.env("SCN_COMPLETE", shell).env("_CLAP_COMPLETE_INDEX", index).arg("--").args(words).current_dir(place);
    command.output().expect("scn runs")
}

fn is_installed(shell: &str) -> bool {
    let found = Command::new(shell).arg("--version").output().is_ok();
    if !found {
        eprintln!("SKIPPED: there is no `{shell}`");
    }
    found
}

/// Runs the function that bash calls, in bash, for a line whose last word is being typed. Returns
/// what it would insert, and whatever bash prints to standard error.
fn in_bash(place: &Path, words: &[&str]) -> (Vec<String>, String) {
    let quoted: Vec<String> = words.iter().map(|word| format!("'{}'", word.replace('\'', r"'\''"))).collect();
    let typed = quoted.last().cloned().unwrap_or_default();
    let script = format!(
        "source <(scn completions bash); COMP_WORDS=({}); COMP_CWORD={}; _scn scn {typed} x; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        quoted.join(" "),
        words.len() - 1,
    );
    let output = program("bash", &["--norc", "-c", &script], place);
    let lines = text(&output.stdout).lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    (lines, text(&output.stderr))
}

#[test]
fn bash_inserts_whole_paths_and_ids() {
    if !is_installed("bash") {
        return;
    }
    let place = place();
    let inserted = |words: &[&str]| {
        let (lines, errors) = in_bash(place.path(), words);
        assert_eq!(errors, "", "{words:?}");
        lines
    };
    // As typed: with backslashes, or in a quote that is still open. Bash quotes the result.
    for typed in ["My", r"My\ Cou", "\"My Cou", "'My Cou"] {
        assert_eq!(inserted(&["scn", "check", typed]), ["My Course"], "{typed}");
    }
    assert_eq!(inserted(&["scn", "check", r"My\ Course/les"]), ["My Course/lesson.scn"]);
    assert_eq!(inserted(&["scn", "check", "a"]), ["a * [b].scn"], "it is not expanded");
    assert_eq!(inserted(&["scn", "check", "quote"]), ["quote's $HOME"]);
    assert_eq!(inserted(&["scn", "play", r"My\ Course", "l"]), ["lost-laptop"]);
    assert_eq!(inserted(&["scn", "play", r"My\ Course", "--language", "=", "a"]), ["af", "ar-XB"]);
    assert_eq!(inserted(&["scn", "play", r"My\ Course", "--language", ""]), ["af", "de", "en-XA", "ar-XB"]);
    let choices = inserted(&["scn", "play", r"quote\'s\ \$HOME", "--choices", "both-days,"]);
    assert_eq!(choices, ["both-days,sorry", "both-days,by-five", "both-days,card"]);
    assert_eq!(inserted(&["scn", "che"]), ["check"], "a command is not a folder");
    assert_eq!(inserted(&["scn", "explain", "dead-e"]), ["dead-end"]);
    assert_eq!(inserted(&["scn", "no-such", "--op"]), [""; 0]);
}

#[test]
fn fish_shows_values_with_what_they_mean() {
    if !is_installed("fish") {
        return;
    }
    let place = place();
    let complete = |line: &str| {
        let script = "scn completions fish | source; complete -C \"$argv[1]\"";
        let output = program("fish", &["--no-config", "-c", script, line], place.path());
        assert_eq!(text(&output.stderr), "", "{line}");
        text(&output.stdout)
    };
    assert!(complete("scn check My").starts_with("My Course/"));
    assert_eq!(complete("scn play My\\ Course l"), "lost-laptop\tThe bag in the taxi\n");
    assert_eq!(
        complete("scn play 'My Course' --language a"),
        "af\nar-XB\twritten from right to left, to try the pages\n"
    );
}

#[test]
fn zsh_reads_the_script() {
    if !is_installed("zsh") {
        return;
    }
    let script = program("scn", &["completions", "zsh"], Path::new(".")).stdout;
    let file = tempfile::NamedTempFile::new().expect("there is room");
    fs::write(file.path(), script).expect("it can be written");
    let output = Command::new("zsh").arg("-n").arg(file.path()).output().expect("zsh runs");
    assert!(output.status.success(), "{}", text(&output.stderr));
}

#[test]
fn every_shell_is_answered_and_gets_no_error() {
    let place = place();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = ask(place.path(), shell, &["scn", "check", "My"]);
        assert!(text(&output.stdout).contains("My Course"), "{shell}: {}", text(&output.stdout));
        fs::write(place.path().join("check/scn.toml"), "[pack").expect("it can be written");
        fs::write(place.path().join("check/a.scn"), [0xff, 0, b'\n']).expect("it can be written");
        let hopeless: [&[&str]; 6] = [
            &["scn", "play", "check", "x"],
            &["scn", "play", "nowhere", "--from", ""],
            &["scn", "play", "check", "--choices", "a,outcome x,"],
            &["scn", "nothing", "like", "this"],
            &["scn", "check", "--no-such-option", "--", "\u{1b}"],
            &["scn"],
        ];
        for words in hopeless {
            let output = ask(place.path(), shell, words);
            assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()), "{shell}: {words:?}");
        }
        let output = ask(place.path(), shell, &["scn", "check", "hid"]);
        assert!(!text(&output.stdout).contains('\u{202e}'), "{shell}");
    }
}

#[test]
fn a_variable_of_another_program_changes_nothing() {
    for value in ["", "0", "1", "tcsh"] {
        let output = Command::new(env!("CARGO_BIN_EXE_scn")).env("SCN_COMPLETE", value).arg("--version").output();
        assert!(text(&output.expect("scn runs").stdout).starts_with("scn "), "{value}");
    }
}

/// What would take long is not done while somebody types: ids of a large pack are not completed.
#[test]
fn a_large_pack_is_not_read() {
    let place = place();
    let large = place.path().join("large");
    fs::create_dir(&large).expect("a folder can be made");
    fs::write(large.join("scn.toml"), "[pack]\nname = \"large\"\n").expect("it can be written");
    let scenario = "Scenario exact: Exact\n  You wait.\n\nSituation here: Here\n  Choice go: Go.\n    Next: end\n\nEnding end: End\n  Result: passed\n";
    fs::write(large.join("exact.scn"), scenario).expect("it can be written");
    let completed = || text(&ask(place.path(), "fish", &["scn", "play", "large", "ex"]).stdout);
    assert!(completed().contains("exact"));
    let notes = "// A long comment of some bytes, to make the file large.\n".repeat(200_000);
    fs::write(large.join("notes.scn"), notes).expect("it can be written");
    assert!(!completed().contains("exact"));
}
