//! What is recorded of two full screens of one learner, and of one that starts in the middle.

use super::{Terminal, exported};

/// Each of two full screens keeps what it confirmed, and says that it is a run of its own.
#[test]
fn two_screens_of_one_learner_each_keep_what_was_chosen() {
    let Some(first) = Terminal::open("two-first", 100, 30) else { return };
    let Some(second) = Terminal::open("two-second", 100, 30) else { return };
    let folder = first.folder.display();
    let play = format!("clear; scn play {folder}/refund.scn --learner Thandi --db {folder}/records.db");
    first.say(&play);
    first.until("Decision 1");
    second.say(&play);
    second.until("You are resuming the run that you left.");
    first.keys(&["2"]);
    first.until("This run was also continued elsewhere");
    second.keys(&["1"]);
    second.until("Decision 2");
    for (terminal, key) in [(&first, "1"), (&second, "2")] {
        terminal.keys(&[key]);
        terminal.until("Result: passed");
        terminal.keys(&["C-c"]);
        terminal.until("It is saved under the name Thandi.");
    }
    first.say("scn records export Thandi --db records.db -o records.json; clear; echo rea''dy");
    first.until("ready\n$");
    let attempts = exported(&first.folder.join("records.json"));
    assert_eq!(attempts.len(), 2, "{attempts:?}");
    let has = |choices: [&str; 2]| {
        let made = |it: &String| choices.iter().all(|id| it.contains(&format!("\"choice\":\"{id}\"")));
        attempts.iter().any(made)
    };
    assert!(has(["wait", "explain"]) && has(["look", "push"]), "{attempts:?}");
}

/// A run that starts in the middle is a guest's, on a full screen too, also when it is played
/// again.
#[test]
fn a_screen_that_starts_in_the_middle_records_nothing() {
    let Some(terminal) = Terminal::open("from", 100, 30) else { return };
    terminal.say("scn play refund.scn --from form --db records.db");
    terminal.until("Decision 2");
    terminal.keys(&["s"]);
    terminal.until("this run cannot be saved");
    terminal.keys(&["1"]);
    terminal.until("Result: passed");
    terminal.keys(&["Enter"]);
    terminal.until("Debrief");
    terminal.keys(&["End"]);
    terminal.until("Play again");
    terminal.keys(&["2"]);
    terminal.until("Decision 2");
    terminal.keys(&["q"]);
    terminal.until("Leave the run?");
    terminal.keys(&["2"]);
    terminal.until("You played as a guest: this run was not saved.");
    assert!(!terminal.folder.join("records.db").exists());
    terminal.say("clear; scn play refund.scn --from form --learner Thandi --db records.db");
    terminal.until("cannot be used with");
    assert!(!terminal.folder.join("records.db").exists());
}
