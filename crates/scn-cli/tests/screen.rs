//! Tests the full screen of `scn play` and `scn learn` in a real terminal, provided by tmux, which
//! reports the screen's content.
//!
//! Skipped with a message if `tmux` is not installed; `.ci/extras` installs it.
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]
#![cfg(unix)]

mod two_screens;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

/// The longest time to wait for something expected.
const PATIENCE: Duration = Duration::from_secs(30);

const STORY: &str = "Principle honesty: Say how it is
  People can plan with what they know.

Scenario refund: The late refund
  Covers: honesty
  Minutes: 2

  You work at a counter.

Cast Ann: A customer

Meter trust: Trust
  Range: 0 to 10
  Start: 5

Situation counter: At the counter
  Ann (worried): My refund has not come, and I was told that it would be there by now.

  Hint: What does she know that you do not?

  Choice look: Look it up with her.
    Outcome: You find it together.
    Upholds honesty: She sees what you see.
    Next: form

  Choice manager [needs trust > 7]: Call the manager.
    Locked: She does not trust you enough.
    Outcome: He comes.
    Next: thanks

  Choice wait: Ask her to wait.
    Outcome: She sighs.
    Breaks honesty: You knew that it would take longer.
    Next: form

Situation form: One more form
  There is a form to sign.

  Choice explain: Explain it.
    Outcome: She signs.
    Upholds honesty: She knows what she signs.
    Next: thanks

  Choice push [after 600 seconds]: Push it over.
    Outcome: She signs without a look.
    Breaks honesty: She does not know what she signs.
    Next: thanks

Ending thanks: She thanks you
  Result: passed
  She asks for your name.
";

/// What a course has besides the story: a lesson and a quiz.
const PARTS: &str = "Lesson counter-rules: At the counter
  Teaches: honesty

  People who wait want to *know* why.

  ## What to say

  1. What you know.
  2. What you do not know.
  3. When you will know it.

  | Who asks | What they may see |
  | :--- | :--- |
  | The customer | Everything about the refund |
  | Anybody else | Nothing |

  ## What not to say

  - That it will be there tomorrow, where you do not know.
  - That it is not your fault, which helps nobody.

Quiz rules: The rules
  Pass: 2

Question late: A refund is late. What do you say?
  Checks: honesty

  Right: What you know.
    Because: People can plan with it.

  Wrong: That it is on its way.
    Because: You do not know that.

Question see: Who may see a refund?
  Checks: honesty

  Right: The customer.
    Because: It is theirs.

  Right: Your supervisor.
    Because: It is their work.

  Wrong: The next in the queue.
    Because: It is nothing to them.
";

const COURSE: &str = "[pack]
name = \"counter\"
title = \"Behind the counter\"
version = \"1.0.0\"

[course]
order = [\"counter-rules\", \"rules\", \"refund\"]
";

/// A terminal with a shell in it, whose prompt is `$ `.
struct Terminal {
    socket: String,
    folder: PathBuf,
}

impl Terminal {
    /// Opens a terminal of a given size, in a folder of its own; `None` if tmux is not installed.
    fn open(name: &str, columns: u32, rows: u32) -> Option<Self> {
        if Command::new("tmux").arg("-V").output().is_err() {
            eprintln!("SKIPPED: there is no tmux to try the full-screen player in");
            return None;
        }
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("screen-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join("refund.scn"), STORY).expect("a story");
        let course = folder.join("course");
        fs::create_dir_all(&course).expect("a folder");
        for (file, text) in [("refund.scn", STORY), ("parts.scn", PARTS), ("scn.toml", COURSE)] {
            fs::write(course.join(file), text).expect("a file of the course");
        }
        let this = Self { socket: format!("scn-{name}-{}", std::process::id()), folder };
        let size = [columns.to_string(), rows.to_string()];
        let path = Path::new(env!("CARGO_BIN_EXE_scn")).parent().expect("a folder").display().to_string();
        let path = format!("{path}:{}", std::env::var("PATH").unwrap_or_default());
        let shell = format!(
            "env -i PATH='{path}' HOME='{}' TERM=screen-256color LC_ALL=C.UTF-8 NO_COLOR=1 PS1='$ ' sh",
            this.folder.display()
        );
        this.tmux(&["-f", "/dev/null", "-u", "new-session", "-d", "-x", &size[0], "-y", &size[1], &shell]);
        this.until("$");
        Some(this)
    }

    fn tmux(&self, args: &[&str]) -> String {
        let output = Command::new("tmux").args(["-L", &self.socket]).args(args).current_dir(&self.folder).output();
        let output = output.expect("tmux runs");
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("what is on a terminal is text")
    }

    /// Types a command at the prompt.
    fn say(&self, command: &str) {
        self.tmux(&["send-keys", "-l", command]);
        self.keys(&["Enter"]);
    }

    /// Presses keys, given by their names in tmux.
    fn keys(&self, keys: &[&str]) {
        self.tmux(&[&["send-keys"], keys].concat());
    }

    fn shown(&self) -> String {
        self.tmux(&["capture-pane", "-p"])
    }

    /// Waits until these words are on the screen, and returns the screen.
    fn until(&self, words: &str) -> String {
        let start = Instant::now();
        loop {
            let shown = self.shown();
            if shown.contains(words) {
                return shown;
            }
            assert!(start.elapsed() < PATIENCE, "`{words}` was not shown, but\n{shown}");
            sleep(Duration::from_millis(20));
        }
    }

    /// Adds the screen to a transcript once these words are on it.
    fn shot(&self, what: &str, words: &str, out: &mut String) {
        let mut shown = self.until(words);
        // The screen may have been read while it was being drawn.
        for _ in 0..4 {
            sleep(Duration::from_millis(20));
            shown = self.until(words);
        }
        let shown: Vec<&str> = shown.lines().map(str::trim_end).collect();
        write!(out, "=== {what}\n{}\n", shown.join("\n")).expect("writing to memory does not fail");
    }

    fn resize(&self, columns: u32, rows: u32) {
        self.tmux(&["resize-window", "-x", &columns.to_string(), "-y", &rows.to_string()]);
    }

    /// Resizes the terminal, and waits until the player has drawn its lines in the new width.
    fn reflow(&self, columns: u32, rows: u32) {
        self.resize(columns, rows);
        let long = if columns < 60 { columns } else { (columns - 4).min(100) } as usize;
        let start = Instant::now();
        let is_drawn = |line: &str| line.starts_with('─') && line.chars().count() == long;
        while !self.shown().lines().any(|line| is_drawn(line.trim())) {
            assert!(start.elapsed() < PATIENCE, "it was not drawn anew, but\n{}", self.shown());
            sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = Command::new("tmux").args(["-L", &self.socket, "kill-server"]).output();
    }
}

/// Plays the story at one size, and changes to another size in the middle.
fn played(name: &str, (columns, rows): (u32, u32), (other, others): (u32, u32)) -> Option<String> {
    let terminal = Terminal::open(name, columns, rows)?;
    let mut out = String::new();
    terminal.say("scn play refund.scn --seed 1");
    terminal.shot("the start", "The late refund", &mut out);
    terminal.keys(&["End", "Tab", "BTab", "h"]);
    terminal.shot("a hint", "Hint: What does she", &mut out);
    terminal.keys(&["2"]);
    terminal.shot("a decision made", "Decision 2", &mut out);
    terminal.keys(&["b"]);
    terminal.until("Undone: “Ask her to wait.”");
    terminal.keys(&["1"]);
    terminal.until("You find it together.");
    terminal.reflow(other, others);
    terminal.keys(&["m"]);
    terminal.shot("the map, at another size", "(you are here)", &mut out);
    terminal.keys(&["Enter"]);
    terminal.until("Decision 2");
    terminal.keys(&["End", "Tab", "Enter"]);
    terminal.until("Result: passed");
    terminal.reflow(columns, rows);
    terminal.shot("the ending", "enter the debrief", &mut out);
    terminal.keys(&["Enter"]);
    terminal.shot("the debrief", "Debrief", &mut out);
    terminal.keys(&["End"]);
    terminal.until("Play again");
    // The last of the options is to leave.
    terminal.keys(&["BTab", "Enter"]);
    terminal.shot("the screen before, again", "saved.\n$", &mut out);
    Some(out)
}

#[test]
fn a_run_at_40_columns_with_80_in_the_middle() {
    if let Some(out) = played("narrow", (40, 20), (80, 24)) {
        insta::assert_snapshot!(out);
    }
}

#[test]
fn a_run_at_80_columns_with_40_in_the_middle() {
    if let Some(out) = played("middle", (80, 24), (40, 15)) {
        insta::assert_snapshot!(out);
    }
}

#[test]
fn a_run_at_200_columns_with_60_in_the_middle() {
    if let Some(out) = played("wide", (200, 30), (60, 20)) {
        insta::assert_snapshot!(out);
    }
}

#[test]
fn a_run_is_saved_and_resumed() {
    let Some(terminal) = Terminal::open("saved", 80, 24) else { return };
    let play = "scn play refund.scn --learner Thandi --db records.db";
    terminal.say(play);
    terminal.until("Decision 1");
    terminal.keys(&["1"]);
    terminal.until("Decision 2");
    terminal.keys(&["s"]);
    terminal.until("left unfinished, after 1 decision");
    terminal.say("clear; echo ready");
    terminal.until("ready\n$");
    terminal.say(play);
    terminal.until("Decision 2");
    terminal.keys(&["b"]);
    terminal.until("Undone: “Look it up with her.”");
    terminal.keys(&["1", "1"]);
    terminal.until("Result: passed");
}

#[test]
fn that_a_name_is_new_is_said_while_it_is_so() {
    let Some(terminal) = Terminal::open("new-name", 100, 24) else { return };
    let play = "scn play refund.scn --learner Thandi --db records.db";
    terminal.say(play);
    terminal.until("This name is new: nothing is recorded under it yet.");
    terminal.keys(&["1"]);
    terminal.until("Decision 2");
    terminal.keys(&["C-c"]);
    let shown = terminal.until("It is saved under the name Thandi.");
    assert!(!shown.contains("nothing is recorded under it yet"), "{shown}");
    terminal.say(&play.replace("Thandi", "Thando"));
    terminal.until("Did you mean `Thandi`?");
}

#[test]
fn a_long_name_is_kept_whole_or_refused() {
    let Some(terminal) = Terminal::open("long-name", 200, 24) else { return };
    let long = "Maximiliane-Friederike Wolfeschlegelsteinhausenbergerdorff von und zu Hohenlohe-Bartenstein";
    terminal.say("scn play refund.scn --db records.db");
    terminal.until("Decision 1");
    terminal.keys(&["1"]);
    terminal.until("Decision 2");
    terminal.keys(&["s"]);
    terminal.until("Your name");
    terminal.tmux(&["send-keys", "-l", &"n".repeat(101)]);
    terminal.keys(&["Enter"]);
    terminal.until("a learner's name can have at most 100 characters");
    for _ in 0..101 {
        terminal.keys(&["BSpace"]);
    }
    terminal.tmux(&["send-keys", "-l", long]);
    terminal.keys(&["Enter"]);
    terminal.until(&format!("--learner \"{long}\""));
}

#[test]
fn ctrl_c_gives_the_terminal_back() {
    let Some(terminal) = Terminal::open("interrupted", 80, 24) else { return };
    terminal.say("echo before");
    terminal.say("scn play refund.scn; echo status $?");
    terminal.until("Decision 1");
    assert!(!terminal.shown().contains("before"), "the run has a screen of its own");
    terminal.keys(&["C-c"]);
    let shown = terminal.until("status 130");
    assert!(shown.contains("\nbefore\n") && shown.contains("left unfinished, before the first decision"), "{shown}");
    terminal.say("stty -a");
    let shown = terminal.until("echo");
    assert!(!shown.contains("-icanon") && !shown.contains("-echo "), "{shown}");
}

#[test]
fn a_signal_and_a_stop_give_the_terminal_back() {
    let Some(terminal) = Terminal::open("signals", 80, 24) else { return };
    terminal.say("set -m; echo before");
    terminal.say("scn play refund.scn");
    terminal.until("Decision 1");
    terminal.keys(&["C-z"]);
    terminal.until("before");
    terminal.say("fg");
    terminal.until("Decision 1");
    terminal.keys(&["2"]);
    terminal.until("Decision 2");
    terminal.keys(&["C-z"]);
    terminal.until("before");
    terminal.say("kill %1; fg; echo go''ne");
    let shown = terminal.until("\ngone\n");
    assert!(shown.contains("left unfinished, after 1 decision"), "{shown}");
}

#[test]
fn a_dumb_a_small_and_a_plain_terminal_have_lines() {
    let Some(terminal) = Terminal::open("lines", 80, 24) else { return };
    for command in ["TERM=dumb scn play refund.scn", "scn play refund.scn --plain"] {
        terminal.say(command);
        let shown = terminal.until("Your choice (1 or 2");
        assert!(shown.contains("Decision 1\n\n  1. Look it up with her.\n"), "{shown}");
        terminal.keys(&["C-c"]);
        terminal.until("left unfinished");
        // Until the screen is empty, its old content could be mistaken for new output.
        terminal.say("clear; echo ready");
        terminal.until("ready\n$");
    }
    terminal.resize(39, 24);
    terminal.say("clear; scn play refund.scn");
    terminal.until("Your choice");
}

/// Takes the course at one size, and changes to another size in the middle of each part.
fn learned(name: &str, (columns, rows): (u32, u32), (other, others): (u32, u32)) -> Option<String> {
    let terminal = Terminal::open(name, columns, rows)?;
    let mut out = String::new();
    terminal.say("scn learn course --db records.db");
    terminal.shot("the parts", "0 of 3 done", &mut out);
    terminal.keys(&["Enter"]);
    terminal.shot("a lesson", "Lesson, part 1 of 3", &mut out);
    terminal.reflow(other, others);
    terminal.keys(&["End"]);
    terminal.shot("its end, at another size", "helps nobody", &mut out);
    terminal.keys(&["Enter"]);
    terminal.until("1 of 3 done");
    terminal.keys(&["Enter"]);
    terminal.until("Question 1 of 2");
    terminal.reflow(columns, rows);
    terminal.keys(&["1"]);
    terminal.shot("a question", "> 1 a", &mut out);
    terminal.keys(&["Enter"]);
    terminal.until("next question");
    terminal.keys(&["Enter"]);
    terminal.until("Question 2 of 2");
    terminal.keys(&["1", "2"]);
    terminal.shot("answers are marked", "2 b  [x]", &mut out);
    terminal.keys(&["End", "Enter"]);
    terminal.until("the result");
    terminal.keys(&["Enter"]);
    terminal.shot("the result", "Passed: 2 of 2 right.", &mut out);
    terminal.keys(&["Enter"]);
    terminal.until("2 of 3 done");
    terminal.keys(&["Enter"]);
    terminal.until("The late refund");
    terminal.keys(&["1"]);
    terminal.until("Decision 2");
    terminal.keys(&["b"]);
    terminal.until("Undone: “Look it up with her.”");
    terminal.keys(&["1"]);
    terminal.until("Decision 2");
    terminal.keys(&["1"]);
    terminal.until("Result: passed");
    terminal.keys(&["Enter"]);
    terminal.until("Debrief");
    terminal.keys(&["End", "3"]);
    terminal.shot("all is done", "3 of 3 done", &mut out);
    terminal.keys(&["n"]);
    terminal.until("Your name");
    terminal.tmux(&["send-keys", "-l", "Thandi"]);
    terminal.keys(&["Enter"]);
    terminal.until("You are learning as Thandi.");
    terminal.keys(&["q"]);
    terminal.shot("the screen before, again", "--issuer NAME\n$", &mut out);
    Some(out)
}

#[test]
fn a_course_at_40_columns_with_80_in_the_middle() {
    if let Some(out) = learned("course-narrow", (40, 20), (80, 24)) {
        insta::assert_snapshot!(out);
    }
}

#[test]
fn a_course_at_80_columns_with_40_in_the_middle() {
    if let Some(out) = learned("course-middle", (80, 24), (40, 15)) {
        insta::assert_snapshot!(out);
    }
}

/// The attempts in exported records, without what differs from run to run: ids, times and seeds.
fn exported(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).expect("it was written");
    let export: Value = serde_json::from_str(&text).expect("it is JSON");
    let events = |attempt: &Value| {
        let mut events: Vec<Value> =
            attempt["events"].as_array().into_iter().flatten().map(|event| event["what"].clone()).collect();
        for event in events.iter_mut().filter_map(Value::as_object_mut) {
            event.remove("seed");
        }
        Value::Array(events)
    };
    let attempts = export["attempts"].as_array().expect("there are attempts");
    attempts.iter().map(|attempt| format!("{} {}", attempt["part"], events(attempt))).collect()
}

#[test]
fn a_course_on_a_screen_is_recorded_as_in_lines() {
    let Some(terminal) = Terminal::open("course-same", 100, 30) else { return };
    let learn = "scn learn course --learner Thandi --db screen.db";
    terminal.say(learn);
    terminal.until("This name is new: nothing is recorded under it yet.");
    // The lesson, one answer of the quiz, one choice of the scenario.
    terminal.keys(&["1"]);
    terminal.until("Lesson, part 1 of 3");
    terminal.keys(&["End", "Enter"]);
    terminal.until("1 of 3 done");
    terminal.keys(&["2"]);
    terminal.until("Question 1 of 2");
    terminal.keys(&["2", "Enter"]);
    terminal.until("Not right.");
    terminal.keys(&["q"]);
    terminal.until("The rules, begun");
    terminal.keys(&["3"]);
    terminal.until("Decision 1");
    terminal.keys(&["2"]);
    terminal.until("Decision 2");
    terminal.keys(&["s"]);
    terminal.until("The late refund, begun");
    terminal.keys(&["C-c"]);
    let shown = terminal.until("--learner Thandi\n$");
    assert!(shown.contains("Interrupted.") && shown.contains("It is saved under the name Thandi."), "{shown}");
    terminal.say(
        "printf '1\\n2\\n2\\nq\\n3\\n2\\ns\\nq\\n' | scn learn course --learner Thandi --db lines.db > lines.txt 2>&1",
    );
    for records in ["screen", "lines"] {
        terminal.say(&format!("scn records export Thandi --db {records}.db -o {records}.json"));
    }
    terminal.say("clear; echo rea''dy");
    terminal.until("ready\n$");
    let on_screen = exported(&terminal.folder.join("screen.json"));
    assert_eq!(on_screen.len(), 3);
    assert_eq!(on_screen, exported(&terminal.folder.join("lines.json")));
    terminal.say(learn);
    terminal.keys(&["2"]);
    terminal.until("You are resuming the attempt that you left.");
}

#[test]
fn a_signal_and_a_stop_in_a_course_give_the_terminal_back() {
    let Some(terminal) = Terminal::open("course-signals", 80, 24) else { return };
    terminal.say("set -m; echo before");
    terminal.say("scn learn course --learner Thandi --db records.db");
    terminal.until("0 of 3 done");
    terminal.keys(&["C-z"]);
    terminal.until("before");
    terminal.say("fg");
    terminal.until("0 of 3 done");
    terminal.keys(&["2"]);
    terminal.until("Question 1 of 2");
    terminal.keys(&["C-z"]);
    terminal.until("before");
    terminal.say("kill %1; fg; echo go''ne");
    let shown = terminal.until("\ngone\n");
    assert!(shown.contains("Behind the counter") && shown.contains("It is saved under the name Thandi."), "{shown}");
    terminal.say("stty -a");
    let shown = terminal.until("echo");
    assert!(!shown.contains("-icanon") && !shown.contains("-echo "), "{shown}");
}

#[test]
fn a_dumb_a_small_and_a_plain_terminal_have_a_course_in_lines() {
    let Some(terminal) = Terminal::open("course-lines", 80, 24) else { return };
    for command in ["TERM=dumb scn learn course", "scn learn course --plain"] {
        terminal.say(command);
        terminal.until("Enter for 1, a number, ? for help, or q to leave:");
        terminal.keys(&["C-c"]);
        terminal.until("Interrupted.");
        terminal.say("clear; echo rea''dy");
        terminal.until("ready\n$");
    }
    terminal.resize(39, 24);
    terminal.say("clear; scn learn course");
    terminal.until("Enter for 1, a number");
}
