//! Which records are of which pack and which part, by the command: files of one name, folders that move, packs that get a
//! name, parts that are replaced, questions that change in the middle of a try, names that are typed in other ways.
#![cfg(unix)]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A place with files in it.
struct Place(TempDir);

impl Place {
    fn new(files: &[(&str, &str)]) -> Self {
        let this = Self(tempfile::tempdir().expect("there is room for a folder"));
        files.iter().for_each(|(path, text)| this.write(path, text));
        this
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    fn rename(&self, from: &str, to: &str) {
        fs::rename(self.path().join(from), self.path().join(to)).expect("it can be renamed");
    }

    /// Runs a command with words, as a shell parts them, and an input; gives all that it says.
    fn scn(&self, words: &str, input: &str) -> String {
        let mut child = Command::new(env!("CARGO_BIN_EXE_scn"))
            .args(words.split(' ').map(|word| word.replace('_', " ")))
            .current_dir(self.path())
            .env("SCN_DB", self.path().join("records.db"))
            .env("HOME", self.path())
            .env("LC_ALL", "C.UTF-8")
            .env("COLUMNS", "200")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        // One that ends early does not read all of it.
        let _ = child.stdin.take().expect("it has an input").write_all(input.as_bytes());
        let output = child.wait_with_output().expect("it ends");
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    }

    /// How far a part is: its result, or else its status; then what has become of it.
    fn how(&self, pack: &str, title: &str) -> String {
        let said = self.scn(&format!("progress {pack} --learner Ana --format json"), "");
        let json = said.get(said.find('{').unwrap_or_default()..=said.rfind('}').unwrap_or_default());
        let state: Value = serde_json::from_str(json.unwrap_or_default()).expect("it is JSON");
        let parts = state["parts"].as_array().expect("there are parts");
        let part = parts.iter().find(|it| it["title"] == title).expect("it is there");
        let words = part["result"].as_str().or(part["status"].as_str()).expect("it has a status");
        let flags = ["edited", "replaced"].into_iter().filter(|flag| part[*flag] == true);
        flags.fold(words.to_owned(), |words, flag| format!("{words}, {flag}"))
    }
}

fn scenario(title: &str, words: &str) -> String {
    format!(
        "Scenario intro: {title}\n\nSituation a: A\n  {words} one.\n\n  Choice go: Go, {words}.\n    Outcome: {words} two.\n    Next: b\n\n  Choice wait: Wait, {words}.\n    Outcome: {words} three.\n    Next: b\n\nSituation b: B\n  {words} four.\n\n  Choice end: End {words}.\n    Outcome: {words} five.\n    Next: over\n\nEnding over: Over\n  Result: passed\n  {words} six.\n"
    )
}

fn bank() -> String {
    scenario("The bank", "Money and accounts are kept")
}

fn clinic() -> String {
    scenario("The clinic", "Wards with patients open early")
}

const LESSONS: &str = "Lesson intro: Intro\n  Ask who is calling before you say anything about an account.\n\nLesson more: More\n  Lock the screen whenever you leave.\n";
const NAMELESS: &str = "[pack]\ntitle = \"Course\"\n\n[course]\norder = [\"intro\", \"more\"]\n";

#[test]
fn two_files_of_one_name_never_share_a_run() {
    let place = Place::new(&[("bank/intro.scn", &bank()), ("clinic/intro.scn", &clinic())]);
    place.scn("play bank/intro.scn --learner Ana --plain", "go\nq\n");
    let said = place.scn("play clinic/intro.scn --learner Ana --plain", "go\nend\n");
    assert!(!said.contains("You go on") && said.contains("Wards with patients"), "{said}");
    let said = place.scn("play bank/intro.scn --learner Ana --plain", "end\n");
    assert!(said.contains("You go on with the run that you left.") && said.contains("Money"), "{said}");
    for (pack, title) in [("bank/intro.scn", "The bank"), ("clinic/intro.scn", "The clinic")] {
        assert!(place.how(pack, title).contains("passed"), "{title}");
        assert!(place.scn(&format!("records {pack} --few"), "").contains("1 learner"));
    }
    // Nor do stories that were built from them.
    for name in ["bank", "clinic"] {
        place.scn(&format!("build {name}/intro.scn --to json -o {name}.json"), "");
    }
    place.scn("play bank.json --learner Bo --plain", "go\nq\n");
    assert!(!place.scn("play clinic.json --learner Bo --plain", "q\n").contains("You go on"));
    // Both are in one list, each for itself.
    assert_eq!(place.scn("records --learner Ana", "").matches("(scenario), 1 attempt").count(), 2);
}

#[test]
fn a_file_in_the_place_of_another_is_another() {
    let place = Place::new(&[("intro.scn", &bank())]);
    place.scn("play intro.scn --learner Ana --plain", "go\nq\n");
    place.write("intro.scn", &clinic());
    let said = place.scn("play intro.scn --learner Ana --plain", "q\n");
    assert!(said.contains("was of another scenario of this name") && !said.contains("You go on with"), "{said}");
    // So too where both say that they are the same pack.
    let place = Place::new(&[("scn.toml", "[pack]\nname = \"p\"\n"), ("intro.scn", &bank())]);
    place.scn("play . --learner Ana --plain", "go\nend\n");
    place.write("intro.scn", &clinic());
    assert_eq!(place.how(".", "The clinic"), "not-begun, replaced");
}

#[test]
fn a_folder_without_a_name_is_found_again_wherever_it_is() {
    let place = Place::new(&[("course/scn.toml", NAMELESS), ("course/l.scn", LESSONS)]);
    assert!(place.scn("check course", "").contains("[missing-name]"));
    place.scn("learn course --learner Ana", "\nq\n");
    place.rename("course", "course-main");
    assert!(place.how("course-main", "Intro").contains("read"));
    // Gone on with, edited, given a name, moved once more.
    place.scn("learn course-main --learner Ana", "q\n");
    place.write("course-main/l.scn", &LESSONS.replace("whenever you leave", "whenever you go away"));
    assert!(place.how("course-main", "Intro").contains("read"));
    let named = place.scn("check --fix course-main", "");
    assert!(!named.contains("[missing-name]"), "{named}");
    assert!(place.how("course-main", "Intro").contains("read"));
    place.scn("learn course-main --learner Ana", "q\n");
    place.rename("course-main", "elsewhere");
    place.write("elsewhere/l.scn", LESSONS);
    assert!(place.how("elsewhere", "Intro").contains("read"));
}

#[test]
fn of_a_folder_that_was_moved_and_edited_nobody_can_know() {
    let place = Place::new(&[("course/scn.toml", NAMELESS), ("course/l.scn", LESSONS)]);
    place.scn("learn course --learner Ana", "\nq\n");
    place.rename("course", "other");
    place.write("other/l.scn", &LESSONS.replace("whenever you leave", "whenever you go away"));
    let said = place.scn("progress other --learner Ana", "");
    assert!(said.contains("cannot be known") && said.contains("Done: 0 of 2"), "{said}");
}

#[test]
fn a_lesson_with_other_content_was_not_read() {
    let toml = NAMELESS.replace("[pack]\n", "[pack]\nname = \"p\"\n");
    let place = Place::new(&[("scn.toml", &toml), ("l.scn", LESSONS)]);
    place.scn("learn . --learner Ana", "\nq\n");
    place.write(
        "l.scn",
        &LESSONS
            .replace("Ask who is calling before you say anything about an account", "Fire doors stay shut at night"),
    );
    assert_eq!(place.how(".", "Intro"), "not-begun, replaced");
    assert!(place.scn("learn . --learner Ana", "q\n").contains("what you did was another part of this name"));
    // Read in a new version, it is read.
    place.scn("learn . --learner Ana", "\nq\n");
    assert!(place.how(".", "Intro").contains("read"));
    // Under other ids, and in another order, it stays read.
    place.write(
        "l.scn",
        &LESSONS
            .replace("Ask who is calling before you say anything about an account", "Fire doors stay shut at night")
            .replace("Lesson intro", "Lesson start"),
    );
    place.write("scn.toml", &toml.replace("\"intro\", \"more\"", "\"more\", \"start\""));
    assert!(place.how(".", "Intro").contains("read"));
}

const QUIZ: &str = "Quiz rules: Rules\n  Draw: 2\n  Pass: 2\n\nQuestion a: Is A so?\n\n  Right a-yes: A is so.\n    Because: a.\n\n  Wrong a-no: A is not.\n    Because: a.\n\nQuestion b: Is B so?\n\n  Right b-yes: B is so.\n    Because: b.\n\n  Wrong b-no: B is not.\n    Because: b.\n";

/// Answers the first question, edits the quiz, and answers what is asked with the first answer.
fn after_an_edit(edit: impl Fn(&str) -> String) -> String {
    let toml = "[pack]\nname = \"q\"\n\n[course]\norder = [\"rules\"]\n";
    let place = Place::new(&[("scn.toml", toml), ("q.scn", QUIZ)]);
    place.scn("learn . --learner Ana", "\n1\n");
    place.write("q.scn", &edit(QUIZ));
    // Wrapped anywhere.
    place.scn("learn . --learner Ana", "\n1\n1\nq\n").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_question_that_changes_in_the_middle_of_a_try_is_another() {
    let replaced =
        after_an_edit(|quiz| quiz.replace("B is", "C is").replace("Is B", "Is C").replace("Question b", "Question c"));
    assert!(
        replaced.contains("Passed: 2 of 2") && replaced.contains("1 of its questions is no longer there"),
        "{replaced}"
    );
    let replaced =
        after_an_edit(|quiz| quiz.replace("A is", "C is").replace("Is A", "Is C").replace("Question a", "Question c"));
    assert!(replaced.contains("Passed: 2 of 2") && replaced.contains("Question 2 of 2"), "{replaced}");
    let reworded = after_an_edit(|quiz| quiz.replace("Is A so?", "Is A anything else?"));
    assert!(reworded.contains("1 question that you answered has been changed, and is asked again."), "{reworded}");
    let swapped =
        after_an_edit(|quiz| quiz.replace("A is so", "X").replace("A is not", "A is so").replace('X', "A is not"));
    assert!(swapped.contains("Not passed: 1 of 2"), "a corrected key judges what was answered: {swapped}");
    let ids = after_an_edit(|quiz| quiz.replace("a-yes", "x").replace("a-no", "a-yes").replace("x:", "a-no:"));
    assert!(ids.contains("Passed: 2 of 2"), "{ids}");
    let removed = after_an_edit(|quiz| {
        quiz[..quiz.find("Question b").expect("it is there")]
            .replace("Draw: 2", "Draw: 1")
            .replace("Pass: 2", "Pass: 1")
    });
    assert!(removed.contains("can no longer be passed") && removed.contains("A new one begins."), "{removed}");
    let lowered = after_an_edit(|quiz| {
        quiz.replace("Pass: 2", "Pass: 1").replace("Right b-yes", "Wrong b-yes").replace("Wrong b-no", "Right b-no")
    });
    assert!(lowered.contains("Not passed: 1 of 2"), "{lowered}");
}

#[test]
fn one_learner_has_one_name_in_every_command() {
    let toml = NAMELESS.replace("[pack]\n", "[pack]\nname = \"p\"\n");
    let place = Place::new(&[("scn.toml", &toml), ("l.scn", LESSONS)]);
    assert!(place.scn("learn . --learner Thandi", "\nq\n").contains("this name is new"));
    for name in ["thandi", "_Thandi_", "THANDI", "Ｔhandi"] {
        let said = place.scn(&format!("progress . --learner {name}"), "");
        assert!(said.contains("Done: 1 of 2") && !said.contains("new"), "{name}: {said}");
        let said = place.scn(&format!("learn . --learner {name}"), "q\n");
        assert!(said.contains("You are learning as Thandi.") && !said.contains("this name is new"), "{name}: {said}");
        assert!(place.scn(&format!("records --learner {name}"), "").contains("1 attempt"));
        assert!(place.scn(&format!("records export {name}"), "").contains("\"name\": \"Thandi\""));
    }
    let near = place.scn("progress . --learner Thando", "");
    assert!(near.contains("this name is new") && near.contains("did you mean `Thandi`?"), "{near}");
    assert!(!place.scn("progress . --learner Nomvula", "").contains("did you mean"));
    assert!(place.scn("records --learner Thando", "").contains("did you mean `Thandi`?"));
    assert!(place.scn("records forget THANDI --yes", "").contains("deleted: 1 attempt"));
    assert!(place.scn("records --learner Thandi", "").contains("there are no records"));
}

#[test]
fn a_certificate_tells_the_best_of_what_was_done_in_the_version_that_it_was_done_in() {
    let toml = "[pack]\nname = \"p\"\nversion = \"1\"\n\n[course]\norder = [\"intro\", \"call\"]\n";
    let call =
        bank().replace("Scenario intro", "Scenario call").replace("Choice end: End", "Choice fail: Fail, or end")
            + "\nEnding ko: A complaint\n  Result: failed\n  It was none.\n";
    let call = call.replace(
        "    Next: over\n",
        "    Next: over\n\n  Choice bad: Say nothing at all.\n    Outcome: Nothing.\n    Next: ko\n",
    );
    let lesson = "Lesson intro: Intro\n  Ask who is calling.\n";
    let place = Place::new(&[("scn.toml", toml), ("c.scn", &call), ("l.scn", lesson)]);
    place.scn("learn . --learner Ana", "\n\ngo\nfail\n\nq\n");
    place.scn("learn . --learner Ana", "2\ngo\nbad\n\nq\n");
    assert!(place.how(".", "The bank").contains("came to “Over”, passed"));
    place.scn("key new key.pem", "");
    fs::create_dir(place.path().join("out")).expect("a folder can be made");
    let issue = "certificate . --learner Ana --issuer Us --key key.pem -o out --learner-id mailto:ana@example.org";
    place.scn(issue, "");
    let read = place.scn("certificate verify out/certificate-p.jwt", "");
    assert!(read.contains("came to “Over”, passed") && !read.contains("failed"), "{read}");
    assert!(read.contains("learner id: mailto:ana@example.org") && !read.contains("principle:"), "{read}");
    // The course grows: what was completed is still certified, as the version that it was.
    place.write(
        "scn.toml",
        &toml.replace("version = \"1\"", "version = \"2\"").replace("\"call\"", "\"call\", \"new\""),
    );
    place.write("l.scn", &format!("{lesson}\nLesson new: New\n  Something else besides.\n"));
    let said = place.scn(issue, "");
    assert!(said.contains("note: the course has been changed since") && said.contains("wrote"), "{said}");
    assert!(place.scn("certificate verify out/certificate-p.jwt", "").contains("version:    1"));
    assert!(place.scn("certificate . --learner Bo --issuer Us --key key.pem -o out", "").contains("not completed yet"));
    let wrong = place.scn("certificate . --learner Ana --issuer Us --learner-id ana@example.org", "");
    assert!(wrong.contains("mailto:ana@example.org"), "{wrong}");
}

#[test]
fn no_help_reads_its_own_words() {
    let place = Place::new(&[("w.scn", &bank().replace("The bank", "The withheld report of fewer than 5"))]);
    place.scn("play w.scn --learner Ana --plain", "go\nend\n");
    assert!(!place.scn("records w.scn --few", "").contains("A count is withheld"));
    assert!(place.scn("records w.scn", "").contains("A count is withheld"));
    assert!(place.scn("--help", "").contains("Issue a certificate of completion, or verify one"));
    assert!(!place.scn("play --help", "").contains("crates/"));
    assert!(place.scn("explain events", "").contains("scn play --events"));
    assert!(place.scn("explain events-schema", "").starts_with('{'));
}

/// A situation that asks, with a choice that upholds and one that breaks.
fn asks(at: usize, next: &str) -> String {
    format!(
        "Situation s{at}: Call {at}\n  Somebody rings for the {at}. time today and wants to know a balance.\n\n  Choice keep: Keep the balance of this customer to yourself.\n    Outcome: Nobody hears of it.\n    Upholds share: It is hers.\n    Next: {next}\n\n  Choice tell: Tell the caller what he wants to know.\n    Outcome: He has heard it.\n    Breaks share: It is hers.\n    Next: {next}\n\n"
    )
}

/// Six decisions about a principle, then a choice between an ending that passes and one that does not.
fn desk() -> String {
    let calls: Vec<String> = (1..=6).map(|at| asks(at, &format!("s{}", at + 1))).collect();
    format!(
        "Principle share: Do not share\n  Of an account only its owner hears.\n\nScenario desk: The desk\n  Covers: share\n  You sit at the desk of a bank.\n\n{}Situation s7: The last call\n  The day is nearly over, and the telephone rings again.\n\n  Choice good: Take this last call too.\n    Outcome: She thanks you.\n    Next: good-end\n\n  Choice bad: Go home without taking it.\n    Outcome: It rings for a long time.\n    Next: bad-end\n\nEnding good-end: A\n  Result: passed\n  All is well.\n\nEnding bad-end: B\n  Result: failed\n  A complaint comes in.\n",
        calls.concat()
    )
}

const COURSE: &str = "[pack]\nname = \"p\"\ntitle = \"Course\"\n\n[course]\norder = [\"intro\", \"law\", \"desk\"]\n\n[certificate]\nprofile = true\n";
const INTRO: &str = "Lesson intro: Intro\n  Ask who is calling before you say anything about an account.\n";
const LAW: &str = "Quiz law: The law\n\nQuestion a: Whose account is it?\n\n  Right hers: It is the customer's.\n    Because: She opened it.\n\n  Wrong banks: It is the bank's.\n    Because: It only keeps it.\n";

/// A course that Ana has completed, upholding the principle six times.
fn completed() -> Place {
    let place = Place::new(&[("scn.toml", COURSE), ("i.scn", INTRO), ("l.scn", LAW), ("d.scn", &desk())]);
    place.scn("key new key.pem", "");
    fs::create_dir(place.path().join("out")).expect("a folder can be made");
    place.scn("learn . --learner Ana", "\n\n1\n\nkeep\nkeep\nkeep\nkeep\nkeep\nkeep\ngood\nq\n");
    place
}

impl Place {
    /// What a certificate of Ana's certifies, and what was said when it was issued.
    fn certificate(&self, learner: &str) -> (String, String) {
        let said = self.scn(&format!("certificate . --learner {learner} --issuer Us --key key.pem -o out"), "");
        (self.scn("certificate verify out/certificate-p.jwt", ""), said)
    }
}

/// Words that may be wrapped anywhere, on one line.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is certified, without the id and the key.
fn certified(read: &str) -> Vec<String> {
    let parts = ["course:", "lesson:", "quiz:", "scenario:", "principle:", "digest:", "learner:", "completed:"];
    read.lines().map(flat).filter(|line| parts.iter().any(|part| line.starts_with(part))).collect()
}

#[test]
fn a_certificate_is_of_the_version_that_was_completed_whatever_is_edited_afterwards() {
    let place = completed();
    let (first, said) = place.certificate("Ana");
    let first = certified(&first).join("\n");
    assert!(first.contains("principle: Do not share: consistent (6 decisions)"), "{first}\n{said}");
    assert!(first.contains("came to “A”, passed") && first.contains("course:") && first.contains("lesson: Intro"));
    assert!(!said.contains("has been changed"), "{said}");
    let swap =
        |text: &str, one: &str, other: &str| text.replace(one, "\u{1}").replace(other, one).replace('\u{1}', other);
    let edits: [(&str, String); 9] = [
        ("scn.toml", COURSE.replace("\"Course\"", "\"Nuclear safety\"")),
        ("i.scn", INTRO.replace("Intro\n", "Fire safety\n")),
        ("l.scn", LAW.replace("The law", "Fire law")),
        ("d.scn", desk().replace("The desk", "The fire")),
        ("d.scn", swap(&desk(), "Result: passed", "Result: failed")),
        ("scn.toml", COURSE.replace("\"intro\", ", "")),
        ("d.scn", desk().replace("Do not share", "Share everything")),
        ("d.scn", swap(&desk(), "Upholds share", "Breaks share")),
        ("d.scn", desk().replace("Ending good-end: A", "Ending good-end: You were fired")),
    ];
    let text = |path: &str| fs::read_to_string(place.path().join(path)).expect("it is there");
    for (path, edited) in &edits {
        let before = text(path);
        assert_ne!(&before, edited);
        place.write(path, edited);
        let (read, said) = place.certificate("Ana");
        assert_eq!(certified(&read).join("\n"), first, "{path}\n{edited}\n{said}");
        assert!(said.contains("note: the course has been changed since it was completed"), "{said}");
        // Nor does it matter that she looks at some of it again, and plays it otherwise.
        place.scn("learn . --learner Ana", "1\nq\n");
        place.scn("play . desk --new --learner Ana --plain", "tell\ntell\ntell\ntell\ntell\ntell\nbad\n");
        let (read, said) = place.certificate("Ana");
        assert_eq!(certified(&read).join("\n"), first, "{path}, looked at again\n{edited}\n{said}");
        place.write(path, &before);
    }
}

#[test]
fn what_is_played_after_a_course_is_completed_takes_nothing_from_it() {
    let place = completed();
    let (first, _) = place.certificate("Ana");
    let progress = || place.scn("progress . --learner Ana", "");
    assert!(progress().contains("Do not share: consistent, 6 decisions"), "{}", progress());
    assert!(progress().contains("scn certificate . --learner Ana --issuer NAME"), "{}", progress());
    // To see the other ways: to the same ending, to one that fails, and not to the end.
    for choices in
        ["tell\ntell\ntell\ntell\ntell\ntell\ngood\n", "tell\ntell\ntell\ntell\ntell\ntell\nbad\n", "tell\ntell\nq\n"]
    {
        place.scn("play . desk --new --learner Ana --plain", choices);
        place.scn("learn . --learner Ana", &format!("3\n{choices}q\n"));
        let (read, said) = place.certificate("Ana");
        assert_eq!(certified(&read), certified(&first), "{choices}\n{said}");
        assert!(progress().contains("Do not share: consistent, 6 decisions"), "{choices}\n{}", progress());
        assert!(progress().contains("came to “A”, passed"), "{choices}\n{}", progress());
    }
    // The name is the one that is kept, however it is typed.
    for name in ["_ana", "ANA"] {
        assert_eq!(certified(&place.certificate(name).0), certified(&first));
        assert!(place.scn(&format!("records --learner {name}"), "").contains("Records of Ana\n"));
    }
}

/// Two decisions; where the second leads is the author's to change.
fn two_steps(next: &str) -> String {
    format!(
        "Scenario desk: The desk\n  You sit at a desk.\n\nSituation first: The caller\n  He asks for her number.\n\n  Choice: Give him the number that he wants.\n    Outcome: He has it.\n    Next: {next}\n\n  Choice: Ask him to ring her himself.\n    Outcome: He rings off.\n    Next: {next}\n\nSituation second: Later\n  He is still there.\n\n  Choice: Ring off now and go home.\n    Outcome: Click.\n    Next: end-a\n\nEnding end-a: A\n  Result: failed\n  Over.\n\nEnding end-b: B\n  Result: passed\n  It went well.\n"
    )
}

#[test]
fn a_run_that_an_edit_carries_to_an_ending_has_ended() {
    let toml = "[pack]\nname = \"p\"\n\n[course]\norder = [\"desk\"]\n";
    for how in ["play . --learner Ana --plain", "learn . --learner Ana", "play . --learner Ana --events"] {
        let place = Place::new(&[("scn.toml", toml), ("d.scn", &two_steps("second"))]);
        place.scn("learn . --learner Ana", "\n2\nq\nq\n");
        assert!(place.how(".", "The desk").contains("begun"));
        place.write("d.scn", &two_steps("end-b"));
        let said = place.scn(how, "\nq\n");
        assert!(said.contains("passed"), "{how}: {said}");
        assert!(place.how(".", "The desk").contains("came to “B”, passed"), "{how}");
        let records = place.scn("records . --learner Ana", "");
        assert!(records.contains("ended at “B”, passed") && !records.contains("not finished"), "{how}: {records}");
        let xapi = place.scn("records . --learner Ana --format xapi", "");
        assert!(xapi.contains("verbs/completed"), "{how}: {xapi}");
        assert!(place.scn("play . --learner Ana --plain", "").contains("He asks for her number"), "it begins anew");
    }
    // The situation that she is at leads on by itself now.
    let place = Place::new(&[("scn.toml", toml), ("d.scn", &two_steps("second"))]);
    place.scn("play . --learner Ana --plain", "");
    let start = "Situation first: The caller\n  He asks for her number.\n\n  Next: end-b\n\nSituation second";
    let rest = two_steps("second");
    let rest = rest.split_once("Situation second").map(|(_, rest)| rest).expect("there is a second");
    place.write("d.scn", &format!("Scenario desk: The desk\n  You sit at a desk.\n\n{start}{rest}"));
    place.scn("play . --learner Ana --plain", "");
    assert!(place.how(".", "The desk").contains("came to “B”, passed"));
}

#[test]
fn records_are_told_in_the_words_of_the_version_that_was_played() {
    let place = completed();
    let records = || place.scn("records . --learner Ana", "");
    assert!(
        records().contains("The desk (scenario), 1 attempt") && !records().contains("earlier version"),
        "{}",
        records()
    );
    // Ids exchanged: each is told under its own title.
    let other =
        INTRO.replace("intro: Intro", "more: More").replace("Ask who is calling before", "Lock every screen whenever");
    place.write("m.scn", &other);
    place.write("i.scn", &INTRO.replace("intro:", "more:"));
    place.write("m.scn", &other.replace("more:", "intro:"));
    assert!(records().contains("Intro (lesson)") && !records().contains("More"), "{}", records());
    place.write("m.scn", "");
    // Other parts under the same ids, retitled ones, and endings.
    let edits = [
        (
            "i.scn",
            "Lesson intro: Fire doors\n  Shut every one of them at night.\n".to_owned(),
            "Intro (in an earlier version) (lesson)",
        ),
        ("i.scn", INTRO.replace("Intro\n", "Fire safety\n"), "Intro (in an earlier version) (lesson)"),
        (
            "d.scn",
            scenario("Reactor", "Rods and pumps").replace("Scenario intro", "Scenario desk"),
            "The desk (in an earlier version) (scenario)",
        ),
        (
            "d.scn",
            desk().replace("good-end: A", "good-end: You were fired"),
            "ended at “A”, passed (in an earlier version)",
        ),
        (
            "d.scn",
            desk().replace("Result: failed", "Result: mixed").replace("Result: passed", "Result: failed"),
            "ended at “A”, passed (in an earlier version)",
        ),
    ];
    place.write("i.scn", INTRO);
    for (path, edited, told) in edits {
        place.write("i.scn", INTRO);
        place.write("d.scn", &desk());
        place.write(path, &edited);
        let (records, json) = (records(), place.scn("records . --learner Ana --format json", ""));
        assert!(records.contains(told), "{told}\n{records}");
        for never in ["Fire", "Reactor", "fired"] {
            assert!(!records.contains(never) && !json.contains(never), "{never}\n{records}\n{json}");
        }
        assert!(json.contains("earlier\": true"), "{json}");
    }
}

/// A question with answers that say nothing without it.
fn question(title: &str, body: &str, labels: [&str; 2]) -> String {
    let [yes, no] = labels;
    format!(
        "Scenario desk: The desk\n  You sit at a desk.\n\nSituation first: {title}\n  {body}\n\n  Choice yes: {yes}\n    Outcome: So be it.\n    Next: second\n\n  Choice no: {no}\n    Outcome: Not so.\n    Next: second\n\nSituation second: Later\n  He is still there.\n\n  Choice hang: Ring off now and go home.\n    Outcome: Click.\n    Next: end-a\n\nEnding end-a: A\n  Result: passed\n  Over.\n"
    )
}

#[test]
fn an_answer_is_never_put_under_another_question() {
    let long = "He has been a customer of this bank for twenty years, he says, and she is his wife, and the matter is urgent. Do you give him her number?";
    let asked = ("The caller", "Do you give him her number?");
    // What is asked now, in a situation of the same id.
    let others = [
        ("The fire", "It burns. Do you call 112?"),
        ("The caller", "Do you refuse to give him the number?"),
        ("The caller", "Do you not give him her number?"),
        ("Her husband rings", "Do you give him her number?"),
        ("", "Do you refuse?"),
    ];
    let short = [["Yes", "No"], ["Ja.", "Nein."], ["是的", "不是"], ["نعم", "لا"], ["Give it", "Keep it"]];
    for labels in short {
        for (title, body) in others {
            let title = if title.is_empty() { "The other caller" } else { title };
            let place = Place::new(&[("d.scn", &question(asked.0, asked.1, labels))]);
            place.scn("play d.scn --learner Ana --choices yes", "");
            place.write("d.scn", &question(title, body, labels));
            let said = flat(&place.scn("play d.scn --learner Ana --choices no", ""));
            let go_on = format!("You go on before `{}`, since its situation asks something else now.", labels[0]);
            assert!(said.contains(&go_on), "{labels:?} {body}\n{said}");
            let counts = place.scn("records d.scn --few", "");
            assert!(counts.contains(&format!("{}: 1", labels[1])), "{counts}");
        }
    }
    // A word more in a long text makes "Yes" another answer; a label that says what is done holds.
    for (labels, holds) in
        [(["Yes", "No"], false), (["Give him the number of her husband.", "Ask him to ring her."], true)]
    {
        let place = Place::new(&[("d.scn", &question("The caller", long, labels))]);
        place.scn("play d.scn --learner Ana --choices yes", "");
        place.write("d.scn", &question("The caller", &long.replace("Do you", "Do you not"), labels));
        let said = flat(&place.scn("play d.scn --learner Ana", ""));
        assert_eq!(said.contains("All that you chose still holds."), holds, "{said}");
    }
    // Emphasis, signs and how characters are encoded are no other question.
    let place = Place::new(&[("d.scn", &question("The café", "Do you give him her number?", ["Yes", "No"]))]);
    place.scn("play d.scn --learner Ana --choices yes", "");
    place.write("d.scn", &question("The cafe\u{301}", "Do you *give* him\n  her number?", ["Yes", "No"]));
    assert!(flat(&place.scn("play d.scn --learner Ana", "")).contains("All that you chose still holds."));
}

#[test]
fn where_a_choice_holds_in_a_situation_that_was_rewritten_that_is_said() {
    let labels = ["Give him the number of her husband.", "Ask him to ring her."];
    let place = Place::new(&[("d.scn", &question("The caller", "He asks for her number.", labels))]);
    place.scn("play d.scn --learner Ana --choices yes", "");
    place.write("d.scn", &question("The caller", "Two of them shout at you at once.", labels));
    let counts = place.scn("records d.scn --few", "");
    assert!(counts.contains("Give him the number of her husband. (in an earlier version): 1"), "{counts}");
    let said = flat(&place.scn("play d.scn --learner Ana --choices hang --transcript t.md", ""));
    assert!(said.contains("The situation `The caller` has been changed since."), "{said}");
    assert_eq!(said.matches("The situation has been changed since.").count(), 1, "in the debrief: {said}");
    let transcript = fs::read_to_string(place.path().join("t.md")).expect("it was written");
    assert!(!transcript.contains("shout"), "nobody read it: {transcript}");
    assert!(transcript.contains("Here the run was left.") && transcript.contains("is not repeated"), "{transcript}");
    // The situation at hand was read in today's words; what was the same in both is repeated.
    assert!(transcript.contains("He is still there.") && transcript.contains("So be it."), "{transcript}");
    let journey = place.scn("play d.scn --choices 1,1 --save-journey j.json", "");
    let saved = fs::read_to_string(place.path().join("j.json")).unwrap_or(journey);
    let digest = saved.split('"').find(|word| word.starts_with("sha256:")).expect("a journey has a digest");
    let mut facts = transcript.lines().filter(|line| line.starts_with("- ") && line.contains("sha256:"));
    assert!(facts.next().is_some_and(|line| line == format!("- Story: {digest}")), "{transcript}");
    assert!(facts.next().is_some_and(|line| line.starts_with("- Begun in the story: sha256:")), "{transcript}");
}

#[test]
fn a_choice_is_counted_in_the_words_that_were_read() {
    let place = Place::new(&[(
        "d.scn",
        &question("The caller", "He asks for her number.", ["Give it to him now.", "Wait for a while."]),
    )]);
    place.scn("play d.scn --learner Ana --choices yes,hang", "");
    let contrary = ["Never give it to him.", "Wait for a while."];
    place.write("d.scn", &question("The caller", "He asks for her number.", contrary));
    let counts = place.scn("records d.scn --few", "");
    assert!(counts.contains("Give it to him now. (in an earlier version): 1"), "{counts}");
    assert!(counts.contains("Never give it to him.: 0"), "{counts}");
    assert_eq!(counts.matches("choices at `first`").count(), 1, "{counts}");
    let csv = place.scn("records d.scn --few --format csv", "");
    assert!(csv.contains("“Give it to him now.” in an earlier version"), "{csv}");
    // Signs and capitals are no other words.
    place.write(
        "d.scn",
        &question("The caller", "He asks for her number.", ["Give it to him, now!", "Wait for a while."]),
    );
    assert!(place.scn("records d.scn --few", "").contains("Give it to him, now!: 1"));
}
