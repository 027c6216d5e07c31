//! Replays documents that show commands: the README, the guide, the pages about the story format
//! and the events, and the documents under `tests/commands/`.
//!
//! Each document is replayed in an empty folder of its own. A fence with `file=NAME` writes that
//! file. A fence with `into=NAME` changes a file: each of its parts replaces the part with the same
//! words before its colon; a new part is inserted before the part whose id is given by `before=ID`,
//! or at the end. In a `console` fence, each line after `$ ` is run by the shell; its output, and
//! its exit status if that is not 0, must match the lines that follow. `SCN_WRITE=1` writes the
//! actual output into the document instead of comparing it. Needs a Unix shell.
#![expect(clippy::panic, reason = "a test fails by it, with more words than an assertion has")]
#![cfg(unix)]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the project is there")
}

/// Runs a line in the shell, with the `scn` that was just built.
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

/// Returns the parts of a file: each starts at a line without indent or at a choice, and ends
/// before the next one. Trailing blank lines are dropped.
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for line in text.lines() {
        let is_choice = line.trim_start().starts_with("Choice ");
        let starts = is_choice || (!line.is_empty() && !line.starts_with(' '));
        match parts.last_mut() {
            Some(part) if !starts => {
                part.push('\n');
                part.push_str(line);
            }
            Some(_) | None => parts.push(line.to_owned()),
        }
    }
    parts.iter().map(|part| part.trim_end().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// Returns what distinguishes a part from others: the keyword and the id, or the first line if
/// there is no id.
fn heading(part: &str) -> &str {
    let first = part.lines().next().unwrap_or_default();
    let words = first.split([':', '[']).next().unwrap_or_default().trim();
    if words.contains(' ') { words } else { first }
}

/// Returns a file with the parts of a block inserted or replaced.
fn with_parts(file: &str, block: &str, before: Option<&str>) -> String {
    let mut all = parts(file);
    for part in parts(block) {
        let same = all.iter().position(|other| heading(other) == heading(&part));
        let has_id = |other: &String| before.is_some() && heading(other).split_once(' ').map(|(_, id)| id) == before;
        match same {
            Some(index) => all[index] = part,
            None => all.insert(all.iter().position(has_id).unwrap_or(all.len()), part),
        }
    }
    all.join("\n\n") + "\n"
}

/// Returns the document with the actual output, and the number of its commands.
fn played(document: &str) -> (String, usize) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let (mut out, mut commands) = (String::new(), 0);
    let mut lines = document.lines();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let attribute = |key| info.split_whitespace().find_map(|word| word.strip_prefix(key));
        if let Some(name) = attribute("into=") {
            let path = folder.path().join(name);
            let file = fs::read_to_string(&path).expect("an earlier block wrote the file");
            let changed = with_parts(&file, &body.join("\n"), attribute("before="));
            fs::write(path, changed).expect("a file can be written");
        }
        if let Some(name) = attribute("file=") {
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
    let stored = fs::read_to_string(&path).expect("the document is there");
    let (now, commands) = played(&stored);
    assert!(at_least <= commands, "{} has {commands} commands", path.display());
    if env::var_os("SCN_WRITE").is_some() {
        fs::write(&path, &now).expect("the document can be written");
    } else if stored != now {
        let differs = stored
            .lines()
            .zip(now.lines())
            .position(|(a, b)| a != b)
            .unwrap_or(stored.lines().count().min(now.lines().count()));
        let around = |text: &str| text.lines().skip(differs.saturating_sub(2)).take(12).collect::<Vec<_>>().join("\n");
        panic!(
            "{}:{}: it tells\n\n{}\n\nand what happens is\n\n{}\n",
            path.display(),
            differs + 1,
            around(&stored),
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
    readme "README.md" 1,
    guide "examples/GUIDE.md" 14,
    all_commands "examples/COMMANDS.md" 4,
    overview "tests/commands/overview.md" 14,
    story_format "crates/scn-story/schema/README.md" 1,
    events "crates/scn-run/schema/events.md" 2,
    check "tests/commands/check.md" 12,
    check_for "tests/commands/check-for.md" 14,
    ci "tests/commands/ci.md" 22,
    tools "tests/commands/tools.md" 20,
    test "tests/commands/test.md" 16,
    build "tests/commands/build.md" 6,
    page "tests/commands/page.md" 4,
    package_xapi "tests/commands/package-xapi.md" 6,
    package "tests/commands/package.md" 4,
    storyboard "tests/commands/storyboard.md" 16,
    graph "tests/commands/graph.md" 12,
    preview "tests/commands/preview.md" 4,
    language "tests/commands/language.md" 5,
    translate "tests/commands/translate.md" 16,
    learn "tests/commands/learn.md" 7,
    progress "tests/commands/progress.md" 7,
    play "tests/commands/play.md" 10,
    records "tests/commands/records.md" 18,
    stats "tests/commands/stats.md" 10,
    fmt "tests/commands/fmt.md" 8,
    ids "tests/commands/ids.md" 4,
    files "tests/commands/files.md" 12,
    explain "tests/commands/explain.md" 3,
    docs "tests/commands/docs.md" 2,
    mcp "tests/commands/mcp.md" 6,
    setup "tests/commands/setup.md" 20,
    new "tests/commands/new.md" 18,
    certificate "tests/commands/certificate.md" 12,
}
