//! What remains when a process is killed or a disk is full, and where files are put in an unusual
//! environment.

use std::time::{Duration, Instant};

use super::*;

fn git(folder: &Path, words: &[&str]) -> String {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=A", "-c", "user.email=a@example.org"]).args(words).current_dir(folder);
    let output = command.output().expect("there is git");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Returns the names in a folder that should not exist if nothing went wrong.
fn left_over(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).expect("it is there").flatten();
    let names = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with(".scn")).collect()
}

/// Returns a file that takes a while to format and write, with spaces that the formatter removes.
fn long() -> String {
    const LAST: usize = 2_999;
    let next = |at: usize| if at == LAST { "e".to_owned() } else { format!("s{}", at + 1) };
    let choice = |at: usize| format!("  Choice c{at}:   Go on.\n    Outcome: You go.\n    Next: {}\n\n", next(at));
    let situation = |at: usize| format!("Situation s{at}: A\n  Text.\n\n{}", choice(at));
    let all: String = (0..=LAST).map(situation).collect();
    format!("Scenario s: S\n\n{all}Ending e: E\n  Result: passed\n  Done.\n")
}

#[test]
fn a_killed_writer_leaves_nothing_that_git_takes_in() {
    let here = folder([("a.scn", long())]);
    git(here.path(), &["init", "--quiet"]);
    git(here.path(), &["add", "."]);
    git(here.path(), &["commit", "--quiet", "-m", "a"]);
    let mut killed = 0;
    let mut tries = 0;
    while killed < 3 {
        tries += 1;
        assert!(tries < 200, "it is killed in the middle");
        git(here.path(), &["checkout", "--quiet", "."]);
        let known = left_over(here.path()).len();
        let words: &[&str] = match tries % 3 {
            0 => &["fmt", "a.scn"],
            1 => &["ids", "a.scn"],
            _ => &["build", "a.scn", "--to", "json", "-o", "out.json"],
        };
        let mut child = scn(here.path(), words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it runs");
        let begun = Instant::now();
        while left_over(here.path()).len() == known && begun.elapsed() < Duration::from_secs(60) {
            if child.try_wait().expect("it is a child").is_some() {
                break;
            }
        }
        // The time doubles with each try, so that the process is killed at different points.
        std::thread::sleep(Duration::from_micros(1 << (tries % 12)));
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        let status = git(here.path(), &["status", "--porcelain", "--untracked-files=all"]);
        let strange = status.lines().find(|line| !matches!(&line[3..], "a.scn" | "out.json"));
        assert_eq!(strange, None, "{words:?}, {tries}");
        killed += usize::from(known < left_over(here.path()).len());
    }
    // The leftovers are not part of the pack and do not get in the way.
    run(here.path(), &["fmt", "a.scn"]).is(0, &[]);
    assert!(fs::read_to_string(here.path().join("a.scn")).expect("it is there").contains("  Choice c7: Go on."));
}

#[test]
fn a_full_disk_leaves_the_file_as_it_was_and_nothing_beside_it() {
    let text = long();
    let here = folder([("a.scn", &text)]);
    let mine = "--choices c0 --transcript t.md";
    for words in ["fmt a.scn", "build a.scn --to json -o out.json", &format!("play a.scn {mine}")] {
        let blocks = if words.starts_with("play") { 0 } else { 1 };
        let line = format!("trap '' XFSZ; ulimit -f {blocks}; exec '{}' {words}", env!("CARGO_BIN_EXE_scn"));
        let mut shell = Command::new("sh");
        shell.args(["-c", &line]).current_dir(here.path()).stdin(Stdio::null()).env("LC_ALL", "C.UTF-8");
        let output = shell.output().expect("there is a shell");
        assert_eq!(output.status.code(), Some(2), "{words}: {}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(fs::read_to_string(here.path().join("a.scn")).expect("it is there"), text, "{words}");
        let names = fs::read_dir(here.path()).expect("it is there").count();
        assert_eq!(names, 1, "{words}: {:?}", left_over(here.path()));
    }
}

#[test]
fn records_are_not_stored_in_a_relative_home() {
    let here = folder([("a.scn", GOOD)]);
    let homes = [("relative", None), ("", None), ("./here", None), ("relative", Some("data")), ("", Some(""))];
    for (home, data) in homes {
        for words in
            [&["play", "a.scn", "--learner", "Ana", "--choices", "go"][..], &["records", "roster"], &["key", "new"]]
        {
            let mut command = scn(here.path(), words);
            command.env("HOME", home).env_remove("XDG_DATA_HOME");
            if let Some(data) = data {
                command.env("XDG_DATA_HOME", data);
            }
            command.output().expect("the command runs");
            let names = fs::read_dir(here.path()).expect("it is there").flatten().map(|entry| entry.file_name());
            let names: Vec<_> = names.collect();
            assert_eq!(names, ["a.scn"], "HOME={home}, XDG_DATA_HOME={data:?}, {words:?}");
        }
    }
    let mut command = scn(here.path(), &["play", "a.scn", "--learner", "Ana", "--choices", "go"]);
    let said = Said::of(&command.env("HOME", "relative").env_remove("XDG_DATA_HOME").output().expect("it runs"));
    assert!(said.text.contains("your home folder is not known"), "{}", said.text);
    // A relative data folder is ignored, so the home folder is used.
    let home = tempfile::tempdir().expect("there is room for a folder");
    let mut command = scn(here.path(), &["play", "a.scn", "--learner", "Ana", "--choices", "go"]);
    command.env("HOME", home.path()).env("XDG_DATA_HOME", "data").output().expect("it runs");
    assert!(home.path().join(".local/share/scn").is_dir());
}

#[test]
fn a_seed_that_nobody_chose_is_a_number_that_every_reader_of_json_can_hold() {
    const LARGEST: u64 = (1 << 53) - 1;
    let here = folder([("a.scn", GOOD)]);
    let seed = |words: &[&str]| {
        let said = Said::of(&scn(here.path(), words).output().expect("it runs"));
        let (_, rest) = said.text.split_once("\"event\":\"started\"").expect("a run has begun");
        let (_, number) = rest.split_once("\"seed\":").expect("it has a seed");
        let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<u64>().expect("it is a number")
    };
    let drawn: Vec<u64> = (0..40).map(|_| seed(&["play", "a.scn", "--events", "--choices", "go"])).collect();
    assert!(drawn.iter().all(|seed| *seed <= LARGEST), "{drawn:?}");
    assert!(drawn.iter().any(|seed| LARGEST / 4 < *seed), "they are large all the same: {drawn:?}");
    let asked = u64::MAX.to_string();
    assert_eq!(seed(&["play", "a.scn", "--events", "--choices", "go", "--seed", &asked]), u64::MAX);
}
