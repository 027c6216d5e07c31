//! What the command shows, after an edit, of what a learner did before it: resumed runs, quizzes,
//! journeys and counts. Covers variants of faults found in trials: choices are swapped or inserted
//! before others, in any script.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A folder with one pack, whose text is edited.
struct Pack {
    folder: TempDir,
}

impl Pack {
    fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let pack = Self { folder };
        pack.write("scn.toml", "[pack]\nname = \"desk-pack\"\n");
        pack.write("desk.scn", text);
        pack
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).expect("there is room for a folder");
        fs::write(path, text).expect("a file can be written");
    }

    /// Returns the output of the command on both streams.
    fn scn(&self, args: &[&str], input: &str) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scn"));
        command.args(args).current_dir(self.folder.path()).env("HOME", self.folder.path());
        command.env("XDG_DATA_HOME", self.folder.path().join("data")).env("LC_ALL", "C.UTF-8").env("COLUMNS", "200");
        command.env_remove("SCN_DB").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the command starts");
        let mut stdin = child.stdin.take().expect("it is piped");
        std::io::Write::write_all(&mut stdin, input.as_bytes()).expect("it reads");
        drop(stdin);
        let output = child.wait_with_output().expect("it ends");
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    }

    fn play(&self, learner: &str, choices: &str) -> String {
        self.scn(&["play", ".", "--learner", learner, "--choices", choices], "")
    }
}

/// Returns a scenario whose first situation has these choices, each with an outcome that names it.
fn desk(choices: &[(&str, &str)]) -> String {
    let choice =
        |(header, outcome): &(&str, &str)| format!("  Choice{header}\n    Outcome: {outcome}\n    Next: second\n\n");
    format!(
        "Scenario desk: The desk\n\n  You sit at a desk.\n\nSituation first: The caller\n  He asks for her number.\n\n{}\
         Situation second: Later\n  He is still there.\n\n  Choice hang: Hang up.\n    Outcome: Click.\n    Next: end-a\n\n  \
         Choice stay: Stay on.\n    Outcome: Silence.\n    Next: end-a\n\nEnding end-a: The end\n  Result: passed\n\n  Over.\n",
        choices.iter().map(choice).collect::<String>()
    )
}

/// Pairs of labels that begin with the same words, or are in a script other than Latin; the second
/// is chosen.
const PAIRS: [(&str, &str); 9] = [
    ("Tell him that you will call her first.", "Tell him that you cannot say."),
    ("Say nothing about it to him", "Say nothing about it to anybody"),
    ("Спросить, кто интересуется.", "Назвать сумму."),
    ("أسأل عن اسمه", "أخبره بالمبلغ"),
    ("我会先给她打电话。", "我不能说。"),
    ("ถามชื่อเขา", "บอกยอดเงิน"),
    ("उसका नाम पूछो", "उसे रकम बताओ"),
    ("그의 이름을 묻는다", "금액을 말한다"),
    ("Yes", "No"),
];

/// Returns the label that the debrief shows for the first decision.
fn first_decision(shown: &str) -> String {
    let mut lines = shown.lines().skip_while(|line| !line.starts_with("1. The caller"));
    lines.nth(1).unwrap_or_default().trim().trim_start_matches("You chose: ").to_owned()
}

#[test]
fn choices_that_change_places_while_a_learner_is_away_stay_what_they_are() {
    for (a, b) in PAIRS {
        let (first, second, third) = (format!(": {a}"), format!(": {b}"), ": Zoë waits, and says so.");
        let pack = Pack::new(&desk(&[(&first, "One."), (&second, "Two.")]));
        assert!(pack.play("Ana", "2").contains(b), "{b}");
        let edits = [
            desk(&[(&second, "Two."), (&first, "One.")]),
            desk(&[(third, "Three."), (&first, "One."), (&second, "Two.")]),
            desk(&[(&second, "Two."), (third, "Three.")]),
        ];
        for edited in edits {
            pack.write("desk.scn", &edited);
            // The output may be wrapped anywhere.
            let shown = pack.play("Ana", "").split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(shown.contains("All your choices still apply."), "{edited}\n{shown}");
        }
        let shown = pack.play("Ana", "hang");
        assert_eq!(first_decision(&shown), b, "{shown}");
    }
}

#[test]
fn what_is_gone_or_cannot_be_decided_is_said_and_asked_again() {
    // The choice before the edit, the one after it, and the expected message.
    let cases = [
        // Replaced by one that begins with the same words.
        (
            ": Tell him that you cannot say.",
            ": Tell him that you will call her.",
            "is unclear which choice that is now",
        ),
        // Removed.
        (": Tell him that you cannot say.", ": Wait.", "can no longer be made"),
        ("[if not chose second/hang]: Назвать сумму.", ": Спросить, кто это.", "can no longer be made"),
        // The other choice now has both its id and its words.
        (" b: Say that it is closed.", " b: Ask him in.", "is unclear which choice that is now"),
    ];
    for (before, after, why) in cases {
        let other =
            if before.starts_with(" b") { [" a: Ask him in.", " a: Say that it is closed."] } else { [": Smile."; 2] };
        let pack = Pack::new(&desk(&[(other[0], "One."), (before, "Two.")]));
        pack.play("Ana", "2");
        pack.write("desk.scn", &desk(&[(other[1], "One."), (after, "Two.")]));
        // The output may be wrapped anywhere.
        let shown = pack.play("Ana", "").split_whitespace().collect::<Vec<_>>().join(" ");
        let label = before.split_once(": ").map(|(_, label)| label).unwrap_or_default();
        assert!(
            shown.contains(why) && shown.contains(&format!("You continue just before `{label}`")),
            "{after}\n{shown}"
        );
        assert!(!shown.contains("still apply"), "{shown}");
    }
}

#[test]
fn a_written_id_may_be_reworded_and_both_wordings_are_shown() {
    let pack = Pack::new(&desk(&[(" no: Refuse.", "One."), (" wait: Ask him to wait.", "Two.")]));
    pack.play("Ana", "2");
    pack.write("desk.scn", &desk(&[(" wait: Ask him to sit down.", "Two."), (" no: Refuse.", "One.")]));
    // The output may be wrapped anywhere.
    let shown = pack.play("Ana", "").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(shown.contains("All your choices still apply, although some wording has changed."), "{shown}");
    assert!(shown.contains("You chose `Ask him to wait.`, which now reads `Ask him to sit down.`"), "{shown}");
    let shown = pack.play("Ana", "hang");
    assert_eq!(first_decision(&shown), "Ask him to wait. (now: Ask him to sit down.)", "{shown}");
}

#[test]
fn situations_whose_ids_are_exchanged_are_not_taken_for_each_other() {
    let text = desk(&[(": Wait.", "One."), (": Smile.", "Two.")]);
    let with_a_hall = |hall: &str, caller: &str| {
        let situation = format!(
            "Situation {hall}: The hall\n  It is dark.\n\n  Choice: Wait.\n    Outcome: Dark.\n    Next: second\n\n  \
             Choice: Smile.\n    Outcome: Nobody sees it.\n    Next: second\n\nSituation second"
        );
        text.replace("Situation first:", &format!("Situation {caller}:")).replace("Situation second", &situation)
    };
    let before = with_a_hall("hall", "first").replace("Situation first", "Start: first\n\nSituation first");
    let after = with_a_hall("first", "hall").replace("Situation hall", "Start: first\n\nSituation hall");
    let pack = Pack::new(&before.replace("Result: passed\n\n", "Result: passed\n"));
    pack.play("Ana", "2");
    pack.write("desk.scn", &after);
    // The output may be wrapped anywhere.
    let shown = pack.play("Ana", "").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(shown.contains("it is unclear which choice that is now"), "{shown}");
}

#[test]
fn a_journey_makes_the_choice_that_it_made() {
    for (a, b) in PAIRS {
        let (first, second) = (format!(": {a}"), format!(": {b}"));
        let pack = Pack::new(&desk(&[(&first, "One."), (&second, "Two.")]));
        pack.write("journeys/readme.txt", "Saved runs.");
        pack.scn(&["play", ".", "--choices", "2,hang", "--save-journey", "journeys/j.json"], "");
        pack.write("desk.scn", &desk(&[(&second, "Two."), (&first, "One.")]));
        let shown = pack.scn(&["test", "."], "");
        assert!(shown.contains("came out as saved"), "{b}: {shown}");
        // Another choice, with other words, takes its place.
        pack.write("desk.scn", &desk(&[(&first, "One."), (": Be silent.", "Two.")]));
        let shown = pack.scn(&["test", "."], "");
        assert!(shown.contains("0 of 1 journey came out as saved") && shown.contains("test-failed"), "{b}: {shown}");
    }
    // The written ids are swapped.
    let pack = Pack::new(&desk(&[(" a: Refuse.", "One."), (" b: Wait.", "Two.")]));
    pack.write("journeys/readme.txt", "Saved runs.");
    pack.scn(&["play", ".", "--choices", "2,hang", "--save-journey", "journeys/j.json"], "");
    pack.write("desk.scn", &desk(&[(" b: Refuse.", "One."), (" a: Wait.", "Two.")]));
    let shown = pack.scn(&["test", "."], "");
    assert!(shown.contains("it is unclear which choice was made"), "{shown}");
    // Reworded.
    pack.write("desk.scn", &desk(&[(" a: Refuse.", "One."), (" b: Wait for her.", "Two.")]));
    let shown = pack.scn(&["test", "."], "");
    assert!(shown.contains("step 1 `b` read `Wait.`, and now reads `Wait for her.`"), "{shown}");
    assert!(shown.contains("came out as saved"), "{shown}");
}

#[test]
fn a_journey_without_labels_is_made_again_as_far_as_ids_can_be_trusted() {
    let pack = Pack::new(&desk(&[(" a: Refuse.", "One."), (": Tell him that you wait.", "Two.")]));
    pack.write("journeys/readme.txt", "Saved runs.");
    let without_labels = |choices: &str| {
        pack.scn(&["play", ".", "--choices", choices, "--save-journey", "journeys/j.json"], "");
        let json = fs::read_to_string(pack.folder.path().join("journeys/j.json")).expect("it was saved");
        let old: Vec<&str> = json.lines().filter(|line| !line.contains("\"label\"")).collect();
        pack.write("journeys/j.json", &old.join("\n"));
    };
    let edited = desk(&[(": Tell him that you wait.", "Two."), (" a: Refuse.", "One.")]);
    without_labels("1,hang");
    assert!(pack.scn(&["test", "."], "").contains("came out as saved"));
    pack.write("desk.scn", &edited);
    assert!(pack.scn(&["test", "."], "").contains("came out as saved"), "a written id is enough");
    pack.write("desk.scn", &desk(&[(" a: Refuse.", "One."), (": Tell him that you wait.", "Two.")]));
    without_labels("2,hang");
    assert!(pack.scn(&["test", "."], "").contains("came out as saved"), "it is the same story");
    pack.write("desk.scn", &edited);
    let shown = pack.scn(&["test", "."], "");
    assert!(shown.contains("the journey does not say what the label was"), "{shown}");
}

#[test]
fn counts_of_runs_before_an_edit_are_of_what_was_chosen() {
    for (a, b) in PAIRS {
        let (first, second) = (format!(": {a}"), format!(": {b}"));
        let pack = Pack::new(&desk(&[(&first, "One."), (&second, "Two.")]));
        for learner in ["Ana", "Ben", "Cleo", "Dan", "Eve", "Finn"] {
            pack.play(learner, "2,hang");
        }
        pack.write("desk.scn", &desk(&[(": Before all.", "Zero."), (&second, "Two."), (&first, "One.")]));
        let shown = pack.scn(&["records", "."], "");
        assert!(shown.contains(&format!("{b}: 6")) && shown.contains(&format!("{a}: 0")), "{shown}");
        // Removed: it is counted separately, under its own words, and nobody chose what is there
        // now.
        pack.write("desk.scn", &desk(&[(&first, "One."), (": Something else.", "Two.")]));
        let shown = pack.scn(&["records", "."], "");
        assert!(shown.contains(&format!("{b} (in an earlier version): 6")), "{shown}");
        assert!(shown.contains(&format!("{a}: 0")) && shown.contains("Something else.: 0"), "{shown}");
    }
}

/// Returns a quiz with one question that has these answers, the first of them right, and another
/// question.
fn quiz(answers: [&str; 3]) -> String {
    let answer = |(at, words): (usize, &&str)| {
        format!("  {}: {words}\n    Because: It is so.\n\n", if at == 0 { "Right" } else { "Wrong" })
    };
    let answers: Vec<String> = answers.iter().enumerate().map(answer).collect();
    format!(
        "Quiz rules: The rules\n\nQuestion one: What may he know?\n\n{}Question two: Who may ask?\n\n  Right: She.\n    \
         Because: It is hers.\n\n  Wrong: He.\n    Because: It is not his.\n",
        // The right answer is the second.
        [answers[1].as_str(), answers[0].as_str(), answers[2].as_str()].concat()
    )
}

#[test]
fn answers_that_change_places_while_a_learner_is_away_stay_right() {
    let triples = PAIRS.map(|(a, b)| [b, a, "Something else altogether."]);
    for [right, wrong, other] in triples {
        let pack = Pack::new(&quiz([right, wrong, other]));
        let shown = pack.scn(&["learn", ".", "--learner", "Ana"], "\n2\nq\n");
        assert!(shown.contains("Right"), "{shown}");
        // The wrong answer moves to the end, and another one takes its place.
        let text = quiz([right, wrong, other]);
        let (head, answers) = text.split_once("  Wrong:").expect("there is a wrong answer");
        let (moved, rest) = answers.split_once("  Right:").expect("there is a right one");
        let (rest, two) = rest.split_once("Question two").expect("there is another question");
        pack.write("desk.scn", &format!("{head}  Right:{rest}  Wrong:{moved}Question two{two}"));
        let shown = pack.scn(&["learn", ".", "--learner", "Ana"], "\n1\n\nq\n");
        assert!(shown.contains("2 of 2 right"), "{right}: {shown}");
    }
}
