//! Whatever its input, the command answers with a message and an exit status: 1 if a file was read
//! and has errors, 2 if nothing could be read or written. One test for each kind of input. Needs a
//! Unix system.
#![cfg(unix)]

use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A scenario without errors.
const GOOD: &str = "Scenario s: S\n\nSituation a: A\n  Text.\n\n  Choice go: Go on.\n    Outcome: You go.\n    Next: e\n\n  Choice stay [once]: Stay.\n    Outcome: You stay.\n    Next: again\n\nEnding e: E\n  Result: passed\n  Done.\n";

/// Creates a folder with these files.
fn folder<T: AsRef<[u8]>>(files: impl IntoIterator<Item = (&'static str, T)>) -> TempDir {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }
    folder
}

/// Prepares the command to run in a folder, with empty input and nothing from the environment.
fn scn(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scn"));
    command.args(words).current_dir(folder).stdin(Stdio::null()).env("LC_ALL", "C.UTF-8");
    for name in ["NO_COLOR", "CLICOLOR_FORCE", "COLUMNS", "TERM"] {
        command.env_remove(name);
    }
    command
}

/// The output of a command on both streams, and its exit status.
struct Said {
    status: Option<i32>,
    text: String,
}

impl Said {
    fn of(output: &Output) -> Self {
        let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
        Self { status: output.status.code(), text: String::from_utf8(text).expect("all that is said is UTF-8") }
    }

    /// Asserts the status, and that the output contains these words.
    #[track_caller]
    fn is(&self, status: i32, words: &[&str]) {
        let start: String = self.text.chars().take(2_000).collect();
        assert_eq!(self.status, Some(status), "{start}");
        for word in words {
            assert!(self.text.contains(word), "`{word}` is not in:\n{start}");
        }
    }
}

fn run(folder: &Path, words: &[&str]) -> Said {
    Said::of(&scn(folder, words).output().expect("the command runs"))
}

/// Checks one file with these bytes.
fn check(bytes: impl AsRef<[u8]>) -> Said {
    run(folder([("a.scn", bytes)]).path(), &["check", "a.scn"])
}

/// Returns the valid scenario with another condition, label and text.
fn with(condition: &str, label: &str, text: &str) -> String {
    GOOD.replace("Choice go: Go on.", &format!("Choice go {condition}: {label}")).replace("Text.", text)
}

mod faults;

mod bytes {
    use super::*;

    #[test]
    fn an_empty_file() {
        check("").is(1, &["a.scn:1:1: error: there is nothing here yet", "[missing-text]"]);
    }

    #[test]
    fn random_bytes() {
        for seed in 1..=8_u64 {
            // A linear congruential generator (Knuth's MMIX constants) is random enough here.
            let mut state = seed;
            let noise: Vec<u8> = std::iter::repeat_with(|| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                state.to_be_bytes()[0]
            })
            .take(20_000)
            .collect();
            check(&noise).is(1, &["this line is not UTF-8 text", "save the file as UTF-8"]);
            for format in ["fancy", "short", "json", "sarif", "junit", "github"] {
                run(folder([("a.scn", &noise)]).path(), &["check", "a.scn", "--format", format]).is(1, &["a.scn"]);
            }
        }
    }

    #[test]
    fn a_byte_order_mark_windows_line_ends_and_tabs_are_fine() {
        check(format!("\u{feff}{GOOD}")).is(0, &["nothing to report"]);
        check(GOOD.replace('\n', "\r\n")).is(0, &["nothing to report"]);
        check(GOOD.replace("  ", "\t")).is(0, &["nothing to report"]);
    }

    #[test]
    fn line_ends_of_old_macs() {
        let said = check(GOOD.replace('\n', "\r"));
        said.is(1, &["lines end with a carriage return (U+000D)", "save the file with Unix or Windows line endings"]);
        assert!(!said.text.contains("take"), "taking it out would join lines: {}", said.text);
    }

    #[test]
    fn utf_16_is_named_once_and_read_all_the_same() {
        let little: Vec<u8> = [0xFEFF].into_iter().chain(GOOD.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let said = check(little);
        said.is(1, &["this file is saved as UTF-16, but must be UTF-8", "1 error in 1 file; 1 scenario proved"]);
        let bad = GOOD.replace("Next: e", "Next: f");
        let big: Vec<u8> = [0xFEFF].into_iter().chain(bad.encode_utf16()).flat_map(u16::to_be_bytes).collect();
        check(big).is(1, &["UTF-16", "this scenario has no situation or ending named `f`"]);
        check([0xFF, 0xFE, 0x41]).is(1, &["UTF-16"]);
    }

    #[test]
    fn latin_1() {
        check(b"Scenario s: caf\xe9\n").is(1, &["a.scn:1:16: error: this line is not UTF-8 text"]);
    }

    #[test]
    fn control_characters_are_shown_and_never_sent() {
        let said = check(GOOD.replace("Text.", "\0 and \u{1b}[2J"));
        said.is(1, &["this line contains 2 control characters (first U+0000)", "␀ and ␛[2J", "then: and [2J"]);
        assert!(!said.text.contains(['\0', '\u{1b}']));
        check("\0".repeat(5_000)).is(1, &["this line contains 5000 control characters"]);
    }
}

mod size {
    use super::*;

    #[test]
    fn thirty_megabytes_in_one_line() {
        check("a".repeat(30_000_000)).is(1, &["this text is before the first header", "…"]);
        check("[".repeat(30_000_000)).is(1, &["this text is before the first header"]);
        let said = check(with("", &"x ".repeat(15_000_000), "t"));
        said.is(0, &["has 15000000 words", "[uneven-choices]", "[reading-level]", "3 hints in 1 file"]);
    }

    #[test]
    fn words_of_an_author_do_not_fill_the_screen() {
        let said = check(format!("Scenario {}: S\n", "a".repeat(1_000_000)));
        said.is(1, &["this id has 1000000 characters, but only 64 are allowed", "a…`"]);
        assert!(said.text.len() < 10_000, "{} bytes were said", said.text.len());
    }

    #[test]
    fn a_hundred_thousand_open_brackets() {
        let many = "[".repeat(100_000);
        check(with(&many, "l", "t")).is(1, &["is not closed [bad-bracket]", "close it with `]`"]);
        check(with("", &many, "t")).is(0, &["nothing to report"]);
        check(with("", "l", &many)).is(0, &["nothing to report"]);
        check(with("", "l", &"[if ".repeat(2_000))).is(1, &["[bad-bracket]"]);
        check(with("", "l", &"[if a: ".repeat(2_000))).is(1, &["is never closed, or contains another `[if`"]);
    }

    #[test]
    fn not_fifty_thousand_times() {
        let said = check(with(&format!("[if {}visited a]", "not ".repeat(50_000)), "l", "t"));
        said.is(1, &["parentheses and `not` are nested more than 64 levels deep here", "simplify it"]);
    }

    #[test]
    fn a_hundred_thousand_parentheses() {
        let (open, close) = ("(".repeat(100_000), ")".repeat(100_000));
        check(with(&format!("[if {open}visited a{close}]"), "l", "t")).is(1, &["nested more than 64 levels deep here"]);
        check(with(&format!("[if {open}visited a]"), "l", "t")).is(1, &["[bad-condition]"]);
    }

    #[test]
    fn a_condition_of_very_many_parts() {
        let said = check(with(&format!("[if {}]", ["visited a"; 20_000].join(" and ")), "l", "t"));
        said.is(0, &["is always true here [always-true]"]);
    }

    #[test]
    fn deep_markdown_and_deep_toml() {
        let deep: String = (0..2_000).map(|depth| format!("{}- a\n", " ".repeat(depth))).collect();
        check(format!("Lesson l: L\n\n{deep}\n{}a\n\n{}\n", "> ".repeat(20_000), "[".repeat(20_000)))
            .is(0, &["nothing to report"]);
        for toml in [format!("a = {}", "[".repeat(100_000)), format!("a{} = 1", ".a".repeat(100_000))] {
            let pack = folder([("scn.toml", toml.as_str()), ("a.scn", GOOD)]);
            run(pack.path(), &["check"]).is(1, &["`scn.toml` cannot be read", "recur"]);
        }
    }
}

mod certificate;

mod paths;

mod packs {
    use super::*;

    #[test]
    fn several_packs_in_one_folder_are_checked_together_and_built_one_at_a_time() {
        let here = folder([
            ("one/scn.toml", "[pack]\nname = \"one\"\n"),
            ("one/a.scn", GOOD),
            ("two/scn.toml", "[pack]\nname = \"two\"\n"),
            ("two/a.scn", GOOD),
        ]);
        run(here.path(), &["check"]).is(0, &["nothing to report in 4 files; 2 scenarios proved"]);
        let said = run(here.path(), &["build", ".", "--to", "json"]);
        said.is(2, &["error: there are 2 packs here, but only one at a time can be built", "\n    one\n    two"]);
        run(here.path(), &["play", "."]).is(2, &["there are 2 packs here, but only one at a time can be played"]);
    }

    #[test]
    fn a_pack_inside_a_pack_is_another_one() {
        let here = folder([
            ("outer/scn.toml", "[pack]\nname = \"outer\"\n"),
            ("outer/a.scn", GOOD),
            ("outer/inner/scn.toml", "[pack]\nname = \"inner\"\n"),
            ("outer/inner/b.scn", GOOD),
        ]);
        run(here.path(), &["check", "outer"]).is(0, &["nothing to report in 4 files; 2 scenarios proved"]);
        run(here.path(), &["check", "outer/scn.toml"]).is(0, &["nothing to report in 2 files; 1 scenario proved"]);
        for (path, name) in [("outer", "outer"), ("outer/scn.toml", "outer"), ("outer/inner", "inner")] {
            run(here.path(), &["build", path, "--to", "json"]).is(0, &[&format!("\"name\": \"{name}\"")]);
        }
        run(here.path(), &["play", "outer", "--choices", "go"]).is(0, &["Result: passed"]);
        run(&here.path().join("outer/inner"), &["check"]).is(0, &["nothing to report in 2 files; 1 scenario proved"]);
    }

    fn depends(name: &str, on: &str) -> String {
        format!("[pack]\nname = \"{name}\"\n\n[dependencies]\n{on}\n")
    }

    #[test]
    fn a_cycle_of_dependencies() {
        let here = folder([
            ("a/scn.toml", depends("a", "b = { path = \"../b\" }")),
            ("a/a.scn", GOOD.to_owned()),
            ("b/scn.toml", depends("b", "c = { path = \"../c\" }")),
            ("b/b.scn", GOOD.to_owned()),
            ("c/scn.toml", depends("c", "a = { path = \"../a\" }\nme = { path = \".\" }")),
            ("c/c.scn", GOOD.to_owned()),
        ]);
        let said = run(here.path(), &["check", "a"]);
        said.is(1, &["a/scn.toml:5:1: error: `b` depends on this pack again, through `c`, `a`", "remove one"]);
        run(here.path(), &["check", "c"]).is(1, &["the pack depends on itself under the name `me`"]);
        run(here.path(), &["build", "a", "--to", "json"]).is(1, &["depends on this pack again", "nothing was built"]);
    }

    #[test]
    fn a_dependency_that_is_not_there() {
        let on = "gone = { path = \"../gone\" }\nfile = { path = \"a.scn\" }\nbare = \"../b\"";
        let here = folder([("scn.toml", depends("a", on)), ("a.scn", GOOD.to_owned())]);
        let said = run(here.path(), &["check"]);
        said.is(1, &["scn.toml:5:1: error: there is no pack at `../gone`, where `gone` should be", "3 errors"]);
        said.is(1, &["there is no pack at `a.scn`", "`bare` needs the path of a pack", "write `bare = { path"]);
    }

    #[test]
    fn a_dependency_without_scenarios_lessons_and_quizzes() {
        let on = "empty = { path = \"../empty\" }";
        let here = folder([
            ("course/scn.toml", depends("course", on)),
            ("course/a.scn", GOOD.to_owned()),
            ("empty/scn.toml", "[pack]\nname = \"empty\"\n".to_owned()),
            ("empty/a.txt", GOOD.to_owned()),
        ]);
        let said = run(here.path(), &["check", "course"]);
        said.is(
            1,
            &["error: the pack at `../empty`, where `empty` should be, has no `.scn` files", "put a `.scn` file"],
        );
    }

    /// Checks a pack with this manifest.
    fn manifest(toml: impl AsRef<[u8]>) -> Said {
        let here = folder([("a.scn", GOOD.as_bytes()), ("scn.toml", toml.as_ref())]);
        run(here.path(), &["check"])
    }

    #[test]
    fn a_manifest_that_is_not_toml() {
        manifest(b"[pack]\nname = \"caf\xe9\"\n").is(1, &["scn.toml:2:12: error: `scn.toml` is not UTF-8 text"]);
        manifest("[pack\nname = 1\n").is(1, &["scn.toml:1:6: error: `scn.toml` cannot be read", "write tables as"]);
        manifest("[pack]\nname = \"a\"\nname = \"b\"\n").is(1, &["scn.toml:3:1: error", "duplicate key"]);
        manifest("").is(0, &["this pack has no name", "[missing-name]", "1 warning in 1 file"]);
    }

    #[test]
    fn a_manifest_with_unknown_keys_and_wrong_types() {
        manifest("[pack]\nnmae = \"x\"\n").is(1, &["`nmae` is not a key of `[pack]`", "did you mean `name`?"]);
        manifest("[pack]\nname = 5\n").is(1, &["`name` must be text [type-mismatch]", "put it in double quotes"]);
        manifest("[pack]\nname = \"Bad Name!\"\n").is(1, &["cannot be the name of a pack", "change it to `bad-name`"]);
        manifest("[check]\ncoverage = \"testd\"\n").is(1, &["did you mean `tested`?"]);
        manifest("[check]\nstates = 0\n").is(1, &["the limit of a proof cannot be 0 states"]);
        manifest("[check]\nstates = -99999999999999999999\n").is(1, &["the limit of a proof cannot be"]);
        manifest("pack = 3\n").is(1, &["`pack` is a table of keys", "write `[pack]` on a line of its own"]);
        manifest("[course]\norder = [\"nope\"]\n").is(1, &["no lesson, quiz or scenario named `nope`"]);
    }
}

mod output {
    use super::*;

    #[test]
    fn a_reader_who_goes_away_is_not_an_error() {
        let many = format!("Scenario s: S\n\n{}", "Chioce: x\n".repeat(20_000));
        let here = folder([("many.scn", many.as_str()), ("good.scn", GOOD)]);
        let commands: &[(&[&str], i32)] = &[
            (&["check", "many.scn"], 1),
            (&["build", "good.scn", "--to", "json"], 0),
            (&["play", "good.scn", "--choices", "go"], 0),
            (&["explain", "dead-end"], 0),
            (&["--help"], 0),
        ];
        for (words, status) in commands {
            let (reader, writer) = std::io::pipe().expect("a pipe can be made");
            drop(reader);
            let output = scn(here.path(), words).stdout(writer).output().expect("the command runs");
            let said = Said::of(&output);
            assert_eq!((said.status, said.text.as_str()), (Some(*status), ""), "{words:?}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_reported() {
        let here = folder([("good.scn", GOOD)]);
        let commands: &[&[&str]] = &[
            &["check", "good.scn"],
            &["build", "good.scn", "--to", "json"],
            &["play", "good.scn", "--choices", "go"],
            &["explain"],
            &["--help"],
        ];
        for words in commands {
            let full = fs::File::options().write(true).open("/dev/full").expect("there is /dev/full");
            let output = scn(here.path(), words).stdout(full).output().expect("the command runs");
            Said::of(&output).is(2, &["output cannot be written: there is no space left"]);
        }
    }

    #[test]
    fn a_place_that_cannot_be_written_to() {
        let here = folder([("good.scn", GOOD)]);
        let build = |to: &str| run(here.path(), &["build", "good.scn", "--to", "json", "-o", to]);
        build(".").is(2, &["error: `.` is a folder, so it cannot be written as a file"]);
        build("gone/story.json")
            .is(2, &["error: `gone/story.json` cannot be written: its folder does not exist", "create"]);
        build("good.scn/x").is(2, &["cannot be written: a part of the path is a file, not a folder"]);
    }

    #[test]
    fn colour_is_where_it_is_wanted() {
        let here = folder([("bad.scn", "Scenario s: S\n")]);
        let coloured = |words: &[&str], surroundings: &[(&str, &str)]| {
            let words = [&["check", "bad.scn", "--format", "fancy"], words].concat();
            let output =
                scn(here.path(), &words).envs(surroundings.iter().copied()).output().expect("the command runs");
            Said::of(&output).text.contains('\u{1b}')
        };
        assert!(!coloured(&[], &[]), "a pipe gets none");
        assert!(coloured(&["--color", "always"], &[]));
        assert!(coloured(&["--color", "always"], &[("NO_COLOR", "1")]), "what is asked for on the line counts most");
        assert!(coloured(&[], &[("CLICOLOR_FORCE", "1")]));
        assert!(!coloured(&[], &[("CLICOLOR_FORCE", "0")]));
        assert!(!coloured(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
        assert!(!coloured(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    }

    #[test]
    fn a_locale_without_unicode_gets_signs_of_ascii() {
        let here = folder([("bad.scn", GOOD.replace("Next: e", "Next: f"))]);
        let output = scn(here.path(), &["check", "bad.scn", "--format", "fancy"]).env("LC_ALL", "C").output();
        let said = Said::of(&output.expect("the command runs"));
        said.is(1, &["error: this scenario has no situation or ending named", ",-[bad.scn:8:"]);
        assert!(said.text.is_ascii(), "{}", said.text);
    }

    #[test]
    fn wrong_words_on_the_command_line() {
        let here = folder([("good.scn", GOOD)]);
        run(here.path(), &["chek"]).is(2, &["unrecognized subcommand 'chek'", "'check'"]);
        run(here.path(), &["check", "--format", "xml"]).is(2, &["[possible values: fancy, plain, short, json,"]);
        run(here.path(), &["check", "--states", "0"]).is(2, &["a proof needs at least 1 state"]);
        run(here.path(), &["explain", "deadend"])
            .is(2, &["there is no finding, keyword or term `deadend`", "did you mean `dead-end`?"]);
        run(here.path(), &["explain", "unknown-nam"])
            .is(2, &["similar names: `unknown-instruction`, `unknown-speaker`"]);
        run(here.path(), &["explain", "xyz"]).is(2, &["help: `scn explain` lists all"]);
        run(here.path(), &["\u{1b}[2J"]).is(2, &["unrecognized subcommand"]);
    }
}

mod play;
