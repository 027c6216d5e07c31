//! The findings of a pack are the same whichever of its paths is named, and from whichever folder.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output};

/// Returns a scenario that covers a principle.
fn scenario(id: &str, principle: &str) -> String {
    format!(
        "Scenario {id}: A call\nCovers: {principle}\n\nSituation a: On the phone\n  Somebody calls.\n\n  \
         Choice tell: Tell her.\n    Outcome: She thanks you.\n    Breaks {principle}: Nobody asked.\n    Next: b\n\n  \
         Choice wait: Wait with it.\n    Outcome: She waits.\n    Upholds {principle}: It was asked.\n    Next: b\n\n\
         Ending b: The end\n  Result: mixed\n  It is over.\n"
    )
}

const PRINCIPLE: &str = "Principle ask-first: Ask before you share\n  Ask before you share anything.\n";

/// Creates a pack with folders, another pack inside it, and one next to it.
fn workspace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    };
    write("pack/scn.toml", "[pack]\nname = \"outer\"\n");
    write("pack/rules.scn", PRINCIPLE);
    write("pack/first.scn", &scenario("first", "ask-frist"));
    write("pack/sub/second.scn", &scenario("second", "ask-first"));
    write("pack/sub/deep er/third.scn", &scenario("third", "unheard"));
    write("pack/inner/scn.toml", "[pack]\nname = \"inner\"\n");
    write("pack/inner/s.scn", &scenario("s", "ask-first"));
    write("beside/scn.toml", "[pack]\nname = \"beside\"\n");
    write("beside/s.scn", &scenario("s", "nothing"));
    folder
}

fn scn(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scn"));
    command.args(words).current_dir(folder).env("LC_ALL", "C.UTF-8");
    command.env_remove("GITHUB_WORKSPACE").env_remove("CI_PROJECT_DIR").env_remove("WORKSPACE");
    command.output().expect("the command runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Returns the findings, with the real path of each file.
fn found(folder: &Path, words: &[&str]) -> BTreeSet<String> {
    let output = scn(folder, &[words, &["--format", "short"]].concat());
    assert!(matches!(output.status.code(), Some(0 | 1)), "{words:?}: {}", text(&output.stderr));
    let mut lines = BTreeSet::new();
    for line in text(&output.stdout).lines() {
        let (path, rest) = line.split_once(':').expect("a line begins with a path");
        let real = fs::canonicalize(folder.join(path)).expect("the path leads there from the current folder");
        assert!(lines.insert(format!("{}:{rest}", real.display())), "{words:?}: reported twice: {line}");
    }
    lines
}

#[test]
fn every_path_of_a_pack_gives_the_same_findings() {
    let workspace = workspace();
    let root = workspace.path();
    let whole = found(root, &["check", "pack/first.scn"]);
    assert_eq!(whole.iter().filter(|line| line.contains("unknown-principle")).count(), 6, "{whole:#?}");
    symlink("pack/sub", root.join("link")).expect("a link can be made");
    symlink(root.join("pack/sub/second.scn"), root.join("pack/linked.txt")).expect("a link can be made");
    let sub = root.join("pack/sub");
    let absolute = sub.display().to_string();
    for (from, path) in [
        (root, "pack/sub"),
        (root, "pack/sub/second.scn"),
        (root, "pack/sub/deep er"),
        (root, "pack/sub/deep er/third.scn"),
        (root, "pack/scn.toml"),
        (root, "pack/sub/../rules.scn"),
        (root, "link"),
        (root, &absolute),
        (&sub, "."),
        (&sub, ".."),
        (&sub, "../sub"),
        (&sub, "deep er"),
        (&sub, "second.scn"),
        (&sub.join("deep er"), "../.."),
        (&root.join("pack/inner"), "../first.scn"),
        (&root.join("beside"), "../pack/sub"),
    ] {
        let mut here = found(from, &["check", path]);
        // From above, the inner pack is checked too.
        here.retain(|line| !line.contains("/inner/"));
        assert_eq!(here, whole, "{path} from {}", from.display());
    }
    for from in [&sub, &sub.join("deep er"), &root.join("pack")] {
        let mut here = found(from, &["check"]);
        here.retain(|line| !line.contains("/inner/"));
        assert_eq!(here, whole, "no path, from {}", from.display());
    }
}

#[test]
fn a_folder_that_is_a_pack_of_its_own_is_that_pack() {
    let workspace = workspace();
    let inner = found(workspace.path(), &["check", "pack/inner"]);
    assert!(!inner.is_empty() && inner.iter().all(|line| line.contains("/inner/")), "{inner:#?}");
    assert_eq!(inner, found(&workspace.path().join("pack/inner"), &["check"]));
    assert_eq!(inner, found(&workspace.path().join("pack/inner"), &["check", "s.scn"]));
    assert_eq!(inner, found(&workspace.path().join("pack/inner"), &["check", "."]));
    assert_eq!(inner, found(workspace.path(), &["check", "pack/sub/../inner/scn.toml"]));
}

#[test]
fn a_pack_is_checked_once_however_many_of_its_files_are_named() {
    let workspace = workspace();
    let root = workspace.path();
    let whole = found(root, &["check", "pack/first.scn"]);
    assert_eq!(found(root, &["check", "pack/first.scn", "pack/sub/second.scn", "pack/rules.scn"]), whole);
    assert_eq!(found(root, &["check", "pack/first.scn", "pack/sub", "./pack/first.scn", "pack/scn.toml"]), whole);
    let both = found(root, &["check", "pack/first.scn", "beside/s.scn"]);
    let beside = found(root, &["check", "beside"]);
    assert_eq!(both, whole.union(&beside).cloned().collect());
}

#[test]
fn a_changed_or_deleted_file_means_the_pack_that_it_lies_in() {
    let workspace = workspace();
    let root = workspace.path();
    fs::remove_file(root.join("pack/rules.scn")).expect("it is there");
    let whole = found(root, &["check", "pack/first.scn"]);
    assert!(whole.iter().any(|line| line.contains("second.scn")), "{whole:#?}");
    fs::write(root.join("pack/notes.md"), "# Notes\n").expect("a file can be written");
    fs::create_dir_all(root.join("pack/media")).expect("a folder can be made");
    fs::write(root.join("pack/media/desk.jpg"), [0xFF, 0xD8]).expect("a file can be written");
    for path in ["pack/rules.scn", "pack/gone/rules.scn", "pack/media/gone.jpg", "pack/notes.md", "pack/media/desk.jpg"]
    {
        assert_eq!(found(root, &["check", path]), whole, "{path}");
    }
    let ran = scn(root, &["check", "pack/rules.scn", "--format", "short"]);
    assert!(text(&ran.stderr).contains("note: `pack/rules.scn` does not exist"), "{}", text(&ran.stderr));
    // Without the manifest, each file is a pack of its own.
    fs::remove_file(root.join("pack/scn.toml")).expect("it is there");
    let loose = found(root, &["check", "pack/scn.toml"]);
    assert!(loose.iter().any(|line| line.contains("second.scn")), "{loose:#?}");
    // A path that was in no pack is most likely misspelt.
    for path in ["gone.scn", "gone/scn.toml", "pack/gone"] {
        assert_eq!(scn(root, &["check", path]).status.code(), Some(2), "{path}");
    }
}

#[test]
fn only_what_is_named_is_reported_where_that_is_asked_for() {
    let workspace = workspace();
    let root = workspace.path();
    let whole = found(root, &["check", "pack/first.scn"]);
    let of = |part: &str| whole.iter().filter(|line| line.contains(part)).cloned().collect::<BTreeSet<_>>();
    assert_eq!(found(root, &["check", "--only-named", "pack/first.scn"]), of("first.scn"));
    assert_eq!(found(root, &["check", "--only-named", "pack/sub"]), of("/sub/"));
    assert_eq!(found(root, &["check", "--only-named", "pack/sub/second.scn"]), of("second.scn"));
    assert_eq!(found(root, &["check", "--only-named", "pack/scn.toml"]), whole);
    let ran = scn(root, &["check", "--only-named", "pack/sub/second.scn", "--format", "short"]);
    assert!(text(&ran.stderr).contains("are in other files"), "{}", text(&ran.stderr));
    // Only what was named is counted.
    fs::write(root.join("pack/clean.scn"), "Lesson clean: Clean\n  Nothing is wrong here.\n")
        .expect("it can be written");
    let ran = scn(root, &["check", "--only-named", "pack/clean.scn", "--format", "plain"]);
    assert!(text(&ran.stdout).contains("nothing to report in 1 file"), "{}", text(&ran.stdout));
}

#[test]
fn other_commands_find_the_pack_too() {
    let workspace = workspace();
    let root = workspace.path();
    for file in ["pack/first.scn", "pack/sub/deep er/third.scn"] {
        let text = fs::read_to_string(root.join(file)).expect("it is there");
        fs::write(root.join(file), text.replace("ask-frist", "ask-first").replace("unheard", "ask-first"))
            .expect("it is ours");
    }
    let sub = root.join("pack/sub");
    let same = |words: &[&str]| {
        let from_above = scn(root, &[words, &["pack/sub"]].concat());
        let from_inside = scn(&sub, &[words, &["."]].concat());
        let nothing = scn(&sub.join("deep er"), words);
        assert_eq!(from_above.status.code(), Some(0), "{words:?}: {}", text(&from_above.stderr));
        assert_eq!(text(&from_above.stdout), text(&from_inside.stdout), "{words:?}");
        assert_eq!(text(&from_above.stdout), text(&nothing.stdout), "{words:?}");
    };
    same(&["build", "--to", "json"]);
    same(&["build", "--to", "html"]);
    same(&["graph", "--to", "dot"]);
    same(&["progress", "--format", "json"]);
    let play = scn(root, &["play", "pack/sub", "first", "--choices", "wait"]);
    assert!(text(&play.stdout).contains("The end"), "{}", text(&play.stderr));
    // The inner pack has an error of its own, and is tested together with the outer pack.
    let stats = scn(root, &["stats", "pack/sub", "--scenario", "first", "--format", "csv"]);
    assert_eq!(stats.status.code(), Some(0), "{}", text(&stats.stderr));
    // Only what was named is rewritten.
    let fmt = scn(root, &["fmt", "--check", "pack/sub/deep er"]);
    assert!(!text(&fmt.stdout).contains("first.scn"), "{}", text(&fmt.stdout));
}

#[test]
fn paths_for_ci_begin_at_the_repository() {
    let workspace = workspace();
    let root = fs::canonicalize(workspace.path()).expect("it is there");
    let sub = root.join("pack/sub");
    let files = |folder: &Path, words: &[&str], workspace: Option<&Path>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scn"));
        command.args(words).current_dir(folder).env_remove("GITHUB_WORKSPACE").env_remove("CI_PROJECT_DIR");
        command.env_remove("WORKSPACE");
        if let Some(workspace) = workspace {
            command.env("CI_PROJECT_DIR", workspace);
        }
        let output = command.output().expect("the command runs");
        let text = text(&output.stdout);
        let files = text.lines().filter_map(|line| line.split_once("file=")?.1.split(',').next().map(str::to_owned));
        files.collect::<BTreeSet<String>>()
    };
    let github = ["check", "--format", "github", "pack/first.scn"];
    let inside = ["check", "--format", "github", "second.scn"];
    let set = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect::<BTreeSet<String>>();
    let whole = set(&["pack/first.scn", "pack/sub/deep er/third.scn"]);
    // Outside a repository, paths are the same as for people.
    assert_eq!(files(&root, &github, None), whole);
    assert_eq!(files(&sub, &inside, None), set(&["../first.scn", "deep er/third.scn"]));
    // In the folder that CI names.
    assert_eq!(files(&sub, &inside, Some(&root)), whole);
    assert_eq!(files(&sub, &inside, Some(&root.join("beside"))), set(&["../first.scn", "deep er/third.scn"]));
    // A worktree has a file in place of the folder.
    fs::write(root.join(".git"), "gitdir: /elsewhere\n").expect("a file can be written");
    assert_eq!(files(&sub, &inside, None), whole);
    assert_eq!(
        files(&sub, &["check", "--format", "github"], None)
            .iter()
            .filter(|path| !path.contains("inner"))
            .cloned()
            .collect::<BTreeSet<_>>(),
        whole
    );
    fs::remove_file(root.join(".git")).expect("it is there");
    fs::create_dir(root.join("pack/.git")).expect("a folder can be made");
    assert_eq!(files(&sub, &inside, None), set(&["first.scn", "sub/deep er/third.scn"]));
    let prefixed = ["check", "--format", "github", "--path-prefix", "a\\b/", "second.scn"];
    assert_eq!(files(&sub, &prefixed, None), set(&["a/first.scn", "a/b/deep er/third.scn"]));
}

#[test]
fn reports_are_written_whole_or_the_run_fails_with_its_own_status() {
    let workspace = workspace();
    let root = workspace.path();
    let words = ["check", "pack/first.scn", "--format", "sarif", "-o", "a b.sarif", "--format", "json", "-o", "a.json"];
    let ran = scn(root, &words);
    assert_eq!((ran.status.code(), text(&ran.stdout).as_str()), (Some(1), ""));
    let sarif = fs::read_to_string(root.join("a b.sarif")).expect("it was written");
    assert_eq!(sarif, text(&scn(root, &["check", "pack/first.scn", "--format", "sarif"]).stdout));
    let json = fs::read_to_string(root.join("a.json")).expect("it was written");
    assert_eq!(json, text(&scn(root, &["check", "pack/first.scn", "--format", "json"]).stdout));
    for path in ["gone/a.sarif", "pack"] {
        let ran = scn(root, &["check", "pack/first.scn", "--format", "sarif", "-o", path]);
        assert_eq!(ran.status.code(), Some(2), "{path}");
        assert!(text(&ran.stderr).contains("cannot be written"), "{}", text(&ran.stderr));
    }
    let tests = scn(root, &["test", "beside", "--format", "junit", "-o", "t.xml"]);
    assert_eq!(text(&tests.stdout), "");
    assert!(fs::read_to_string(root.join("t.xml")).expect("it was written").contains("<testsuites"));
}

#[test]
fn a_replay_runs_as_printed() {
    let workspace = workspace();
    let root = workspace.path();
    let dead_end = "Scenario shift: A shift\n\nSituation a: A\n  It begins.\n\n  Choice go: Go.\n    Outcome: You go.\n    \
                    Next: b\n\n  Choice stay: Stay.\n    Outcome: You stay.\n    Next: c\n\nSituation b: B\n  It is locked.\n\n  \
                    Choice on [if chose stay]: Go on.\n    Outcome: On.\n    Next: c\n\nEnding c: C\n  Result: passed\n  Over.\n";
    for pack in ["one", "two words", "it's", "$HOME", "-x", "back\\slash"] {
        fs::create_dir_all(root.join("all").join(pack)).expect("a folder can be made");
        fs::write(root.join("all").join(pack).join("scn.toml"), "[pack]\nname = \"p\"\n").expect("it is ours");
        fs::write(root.join("all").join(pack).join("s.scn"), dead_end).expect("it is ours");
    }
    let all = root.join("all");
    for (from, words) in
        [(root, vec!["check", "all"]), (&all, vec!["check"]), (&all.join("two words"), vec!["check", ".."])]
    {
        let ran = text(&scn(from, &words).stdout);
        let replays: Vec<&str> = ran.lines().filter_map(|line| line.trim().strip_prefix("replay: ")).collect();
        assert!(replays.len() >= 6, "{ran}");
        for replay in replays {
            let bin = Path::new(env!("CARGO_BIN_EXE_scn")).parent().expect("a program lies in a folder");
            let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
            let played = Command::new("sh").args(["-c", replay]).current_dir(from).env("PATH", path).output();
            let played = played.expect("there is a shell");
            assert!(text(&played.stdout).contains("It is locked."), "{replay}: {}", text(&played.stderr));
        }
    }
}
