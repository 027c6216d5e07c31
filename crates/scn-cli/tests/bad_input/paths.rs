//! Paths that lead nowhere, or to something other than a file.

use super::*;

#[test]
fn nothing_there() {
    let here = folder([("good.scn", GOOD)]);
    for command in [vec!["check"], vec!["build", "--to", "json"], vec!["play"]] {
        let words = [command, vec!["gone.scn"]].concat();
        run(here.path(), &words).is(2, &["error: there is no file or folder `gone.scn`"]);
    }
}

#[test]
fn a_folder_without_scenarios() {
    let here = folder([("empty/notes.txt", ""), ("x.scn/readme.md", ""), ("pack/scn.toml", "[pack]\nname = \"p\"\n")]);
    for path in ["empty", "x.scn", "pack", "pack/scn.toml"] {
        run(here.path(), &["check", path]).is(2, &["error: there is no `.scn` file in", "`scn new DIR` creates one"]);
    }
}

#[test]
fn no_permission() {
    let here = folder([("a.scn", GOOD), ("deep/b.scn", GOOD)]);
    let (file, deep) = (here.path().join("a.scn"), here.path().join("deep"));
    let allow = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
    allow(&file, 0o000);
    allow(here.path(), 0o755);
    let all_powerful = fs::read(&file).is_ok();
    // The superuser may read everything, so the command runs as nobody, copied to a place where
    // nobody can find it.
    let program = tempfile::tempdir().expect("there is room for a folder");
    allow(program.path(), 0o755);
    let scn_of_all = program.path().join("scn");
    fs::copy(env!("CARGO_BIN_EXE_scn"), &scn_of_all).expect("it can be copied");
    let run = |words: &[&str]| {
        let mut command = Command::new(&scn_of_all);
        command.args(words).current_dir(here.path()).stdin(Stdio::null()).env("LC_ALL", "C.UTF-8");
        if all_powerful {
            command.uid(65_534).gid(65_534);
        }
        Said::of(&command.output().expect("the command runs"))
    };
    run(&["check", "a.scn"]).is(2, &["error: `a.scn` cannot be read: you have no permission", "ask for permission"]);
    run(&["check"]).is(2, &["error: `a.scn` cannot be read: you have no permission"]);
    run(&["certificate", "verify", "a.scn"]).is(2, &["error: `a.scn` cannot be read: you have no permission"]);
    allow(&file, 0o644);
    allow(&deep, 0o000);
    run(&["check"]).is(2, &["error: `deep` cannot be read: you have no permission"]);
    allow(&deep, 0o755);
    allow(here.path(), 0o555);
    let said = run(&["build", "a.scn", "--to", "json", "-o", "out.json"]);
    said.is(2, &["error: `out.json` cannot be written: you have no permission"]);
    run(&["play", "a.scn", "--transcript", "t.md"]).is(2, &["error: `t.md` cannot be written: you have no permission"]);
    run(&["new", "fresh"]).is(2, &["error: `fresh` cannot be written: you have no permission"]);
    allow(here.path(), 0o755);
}

#[test]
fn links_that_lead_nowhere_or_in_a_circle() {
    let here = folder([("good.scn", GOOD)]);
    symlink("gone", here.path().join("dangling.scn")).expect("a link can be made");
    symlink("loop.scn", here.path().join("loop.scn")).expect("a link can be made");
    run(here.path(), &["check", "dangling.scn"]).is(2, &["`dangling.scn` is a link to something that does not exist"]);
    run(here.path(), &["check", "loop.scn"]).is(2, &["error: `loop.scn` cannot be read: too many levels"]);
    run(here.path(), &["check"]).is(2, &["`dangling.scn` is a link to something that does not exist"]);
    let around = folder([("a/good.scn", GOOD)]);
    symlink("..", around.path().join("a/up")).expect("a link can be made");
    run(around.path(), &["check"]).is(0, &["nothing to report in 1 file"]);
}

#[test]
fn a_pipe_that_nobody_writes_to_and_a_device_that_never_ends() {
    let here = folder([("good.scn", GOOD)]);
    let made = Command::new("mkfifo").arg(here.path().join("pipe.scn")).status().expect("there is mkfifo");
    assert!(made.success());
    for path in ["pipe.scn", "."] {
        run(here.path(), &["check", path]).is(2, &["error: `pipe.scn` is a pipe or a device, not a file", "with `-`"]);
    }
    run(here.path(), &["check", "/dev/zero"]).is(2, &["error: `/dev/zero` is a pipe or a device"]);
}

#[test]
fn a_pipe_of_the_shell_is_read() {
    let here = folder([("good.scn", GOOD)]);
    let mut shell = Command::new("sh");
    shell.args(["-c", "cat good.scn | \"$0\" check /dev/stdin", env!("CARGO_BIN_EXE_scn")]).current_dir(here.path());
    Said::of(&shell.output().expect("there is a shell")).is(0, &["nothing to report in 1 file"]);
}

#[test]
fn standard_input_is_a_path_of_its_own() {
    let here = folder([("good.scn", GOOD)]);
    let from = fs::File::open(here.path().join("good.scn")).expect("it is there");
    let said = scn(here.path(), &["check", "-"]).stdin(from).output().expect("the command runs");
    Said::of(&said).is(0, &["nothing to report in 1 file"]);
    run(here.path(), &["check", "-"]).is(1, &["<stdin>:1:1: error: there is nothing here yet"]);
    run(here.path(), &["check", "-", "good.scn"]).is(2, &["`-` is standard input and cannot be checked together"]);
    let from = fs::File::open(here.path()).expect("a folder can be opened");
    let said = scn(here.path(), &["check", "-"]).stdin(from).output().expect("the command runs");
    Said::of(&said).is(2, &["error: standard input cannot be read: it is a folder"]);
}

#[test]
fn an_output_never_replaces_a_source() {
    let here = folder([("pack/scn.toml", "[pack]\nname = \"p\"\n"), ("pack/good.scn", GOOD)]);
    for target in ["pack/good.scn", "pack/new.SCN", "pack/scn.toml"] {
        for words in [
            vec!["check", "--format", "json", "-o", target, "pack"],
            vec!["test", "--format", "junit", "-o", target, "pack"],
            vec!["build", "--to", "json", "-o", target, "pack"],
            vec!["graph", "--to", "dot", "-o", target, "pack"],
            vec!["play", "pack", "--choices", "go", "--transcript", target],
            vec!["play", "pack", "--choices", "go", "--save-journey", target],
        ] {
            run(here.path(), &words)
                .is(2, &[&format!("`{target}` is the name of a source file, and outputs never overwrite sources")]);
        }
    }
    assert_eq!(fs::read_to_string(here.path().join("pack/good.scn")).expect("it is there"), GOOD);
    assert!(!here.path().join("pack/new.SCN").exists());
}

#[test]
fn a_built_story_is_not_a_source() {
    let here = folder([("good.scn", GOOD)]);
    run(here.path(), &["build", "good.scn", "--to", "json", "-o", "story.json"]).is(0, &[]);
    for words in [
        vec!["check"],
        vec!["fmt"],
        vec!["ids"],
        vec!["graph", "--to", "dot"],
        vec!["stats"],
        vec!["build", "--to", "json"],
    ] {
        let words = [words, vec!["story.json"]].concat();
        run(here.path(), &words).is(2, &["`story.json` is JSON, such as a built story, not the source of one"]);
    }
    run(here.path(), &["play", "story.json", "--choices", "go"]).is(0, &["Result: passed"]);
}

#[test]
fn a_pack_is_made_in_a_folder_whose_name_cannot_be_shown() {
    let here = folder::<&str>([]);
    let said = run(here.path(), &["new", "x\u{202e}y"]);
    said.is(0, &["in x<U+202E>y:", "  scn check      checks it and proves", "Run these commands in that folder."]);
    run(&here.path().join("x\u{202e}y"), &["check"]).is(0, &[]);
}
