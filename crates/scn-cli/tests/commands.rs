//! What the README, the pages about the story's form and about lines for another face, and the documents under `tests/commands/` show is what the command does.
//!
//! Each document is played in an empty folder of its own: a fence with `file=NAME` writes that file, and in a `console` fence each line
//! after `$ ` is given to the shell; what it prints, and its exit status where that is not 0, must be what follows. `SCN_WRITE=1` writes
//! down what happened in place of comparing it. Needs a Unix shell.
#![expect(clippy::panic, reason = "a test fails by it, with more words than an assertion has")]
#![cfg(unix)]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the project is there")
}

/// Gives a line to the shell, `scn` being the one that was just built.
fn run(line: &str, folder: &Path) -> String {
    let scn = Path::new(env!("CARGO_BIN_EXE_scn")).parent().expect("a program lies in a folder");
    let path = format!("{}:{}", scn.display(), env::var("PATH").unwrap_or_default());
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1; {line}")])
        .current_dir(folder)
        .env("PATH", path)
        .env("EXAMPLES", project().join("examples"))
        .env("LC_ALL", "C.UTF-8")
        .env_remove("NO_COLOR")
        .env_remove("COLUMNS")
        .output()
        .expect("there is a shell");
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    match output.status.code() {
        Some(0) => {}
        Some(code) => text.push_str(&format!("[exit {code}]\n")),
        None => text.push_str("[killed]\n"),
    }
    text
}

/// The document as it would be if it told what happens now, and how many commands it has.
fn played(document: &str) -> (String, usize) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let (mut out, mut commands) = (String::new(), 0);
    let mut lines = document.lines();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if let Some(name) = info.split_whitespace().find_map(|word| word.strip_prefix("file=")) {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder can be made");
            fs::write(path, body.join("\n") + "\n").expect("a file can be written");
        }
        if info == "console" {
            for line in body.iter().filter(|line| line.starts_with("$ ")) {
                out.push_str(line);
                out.push('\n');
                out.push_str(&run(&line[2..], folder.path()));
                commands += 1;
            }
        } else {
            body.iter().for_each(|line| {
                out.push_str(line);
                out.push('\n');
            });
        }
        out.push_str("```\n");
    }
    (out, commands)
}

fn document(path: &str, at_least: usize) {
    let path = project().join(path);
    let told = fs::read_to_string(&path).expect("the document is there");
    let (now, commands) = played(&told);
    assert!(at_least <= commands, "{} has {commands} commands", path.display());
    if env::var_os("SCN_WRITE").is_some() {
        fs::write(&path, &now).expect("the document can be written");
    } else if told != now {
        let differs = told
            .lines()
            .zip(now.lines())
            .position(|(a, b)| a != b)
            .unwrap_or(told.lines().count().min(now.lines().count()));
        let around = |text: &str| text.lines().skip(differs.saturating_sub(2)).take(12).collect::<Vec<_>>().join("\n");
        panic!(
            "{}:{}: it tells\n\n{}\n\nand what happens is\n\n{}\n",
            path.display(),
            differs + 1,
            around(&told),
            around(&now)
        );
    }
}

macro_rules! documents {
    ($($name:ident $path:literal $at_least:literal,)*) => {$(
        #[test]
        fn $name() {
            document($path, $at_least);
        }
    )*};
}

documents! {
    readme "README.md" 2,
    story_format "crates/scn-story/schema/README.md" 1,
    events "crates/scn-player/schema/events.md" 2,
    check "tests/commands/check.md" 12,
    ci "tests/commands/ci.md" 22,
    tools "tests/commands/tools.md" 20,
    test "tests/commands/test.md" 16,
    build "tests/commands/build.md" 6,
    graph "tests/commands/graph.md" 12,
    preview "tests/commands/preview.md" 4,
    learn "tests/commands/learn.md" 7,
    progress "tests/commands/progress.md" 7,
    play "tests/commands/play.md" 10,
    records "tests/commands/records.md" 18,
    stats "tests/commands/stats.md" 10,
    fmt "tests/commands/fmt.md" 8,
    ids "tests/commands/ids.md" 4,
    explain "tests/commands/explain.md" 3,
    setup "tests/commands/setup.md" 6,
    new "tests/commands/new.md" 5,
    certificate "tests/commands/certificate.md" 12,
}
