//! How the command decides which records belong to which pack and part: files with the same name,
//! folders that move, packs that are given a name, parts that are replaced, questions that change
//! during an attempt, and names typed in other ways.
#![cfg(unix)]

mod place;

use std::fs;

use place::{Place, QUIZ, scenario};

fn rename(place: &Place, from: &str, to: &str) {
    fs::rename(place.path().join(from), place.path().join(to)).expect("it can be renamed");
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
    assert!(!said.contains("You are resuming") && said.contains("Wards with patients"), "{said}");
    let said = place.scn("play bank/intro.scn --learner Ana --plain", "end\n");
    assert!(said.contains("You are resuming the run that you left.") && said.contains("Money"), "{said}");
    for (pack, title) in [("bank/intro.scn", "The bank"), ("clinic/intro.scn", "The clinic")] {
        assert!(place.how(pack, title).contains("passed"), "{title}");
        assert!(place.scn(&format!("records {pack} --few"), "").contains("1 learner"));
    }
    // The same holds for stories built from them.
    for name in ["bank", "clinic"] {
        place.scn(&format!("build {name}/intro.scn --to json -o {name}.json"), "");
    }
    place.scn("play bank.json --learner Bo --plain", "go\nq\n");
    assert!(!place.scn("play clinic.json --learner Bo --plain", "q\n").contains("You are resuming"));
    // Both are in one list, separately.
    assert_eq!(place.scn("records --learner Ana", "").matches("(scenario), 1 attempt").count(), 2);
}

#[test]
fn a_file_in_the_place_of_another_is_another() {
    let place = Place::new(&[("intro.scn", &bank())]);
    place.scn("play intro.scn --learner Ana --plain", "go\nq\n");
    place.write("intro.scn", &clinic());
    let said = place.scn("play intro.scn --learner Ana --plain", "q\n");
    assert!(said.contains("was of another scenario with this name") && !said.contains("You are resuming"), "{said}");
    // The same holds if both claim to be the same pack.
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
    rename(&place, "course", "course-main");
    assert!(place.how("course-main", "Intro").contains("read"));
    // Resumed, edited, given a name, and moved again.
    place.scn("learn course-main --learner Ana", "q\n");
    place.write("course-main/l.scn", &LESSONS.replace("whenever you leave", "whenever you go away"));
    assert!(place.how("course-main", "Intro").contains("read"));
    let named = place.scn("check --fix course-main", "");
    assert!(!named.contains("[missing-name]"), "{named}");
    assert!(place.how("course-main", "Intro").contains("read"));
    place.scn("learn course-main --learner Ana", "q\n");
    rename(&place, "course-main", "elsewhere");
    place.write("elsewhere/l.scn", LESSONS);
    assert!(place.how("elsewhere", "Intro").contains("read"));
}

#[test]
fn of_a_folder_that_was_moved_and_edited_nobody_can_know() {
    let place = Place::new(&[("course/scn.toml", NAMELESS), ("course/l.scn", LESSONS)]);
    place.scn("learn course --learner Ana", "\nq\n");
    rename(&place, "course", "other");
    place.write("other/l.scn", &LESSONS.replace("whenever you leave", "whenever you go away"));
    let said = place.scn("progress other --learner Ana", "");
    assert!(said.contains("it is unclear whether that is this pack") && said.contains("Done: 0 of 2"), "{said}");
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
    assert!(place.scn("learn . --learner Ana", "q\n").contains("it has replaced another part with this id"));
    // Once read in the new version, it counts as read.
    place.scn("learn . --learner Ana", "\nq\n");
    assert!(place.how(".", "Intro").contains("read"));
    // It still counts as read under other ids and in another order.
    place.write(
        "l.scn",
        &LESSONS
            .replace("Ask who is calling before you say anything about an account", "Fire doors stay shut at night")
            .replace("Lesson intro", "Lesson start"),
    );
    place.write("scn.toml", &toml.replace("\"intro\", \"more\"", "\"more\", \"start\""));
    assert!(place.how(".", "Intro").contains("read"));
}

/// Answers the first question, edits the quiz, and gives the first answer to the next question.
fn after_an_edit(edit: impl Fn(&str) -> String) -> String {
    let toml = "[pack]\nname = \"q\"\n\n[course]\norder = [\"rules\"]\n";
    let place = Place::new(&[("scn.toml", toml), ("q.scn", QUIZ)]);
    place.scn("learn . --learner Ana", "\n1\n");
    place.write("q.scn", &edit(QUIZ));
    // The output may be wrapped anywhere.
    place.scn("learn . --learner Ana", "\n1\n1\nq\n").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_question_that_changes_in_the_middle_of_a_try_is_another() {
    let replaced =
        after_an_edit(|quiz| quiz.replace("B is", "C is").replace("Is B", "Is C").replace("Question b", "Question c"));
    assert!(
        replaced.contains("Passed: 2 of 2") && replaced.contains("1 of its questions no longer exists"),
        "{replaced}"
    );
    let replaced =
        after_an_edit(|quiz| quiz.replace("A is", "C is").replace("Is A", "Is C").replace("Question a", "Question c"));
    assert!(replaced.contains("Passed: 2 of 2") && replaced.contains("Question 2 of 2"), "{replaced}");
    let reworded = after_an_edit(|quiz| quiz.replace("Is A so?", "Is A anything else?"));
    assert!(reworded.contains("1 question that you answered has changed, so it is asked again."), "{reworded}");
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
    assert!(removed.contains("can no longer be passed") && removed.contains("A new one starts."), "{removed}");
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
    assert!(place.how(".", "The bank").contains("reached “Over”, passed"));
    place.scn("key new key.pem", "");
    fs::create_dir(place.path().join("out")).expect("a folder can be made");
    let issue = "certificate . --learner Ana --issuer Us --key key.pem -o out --learner-id mailto:ana@example.org";
    place.scn(issue, "");
    let read = place.scn("certificate verify out/certificate-p.jwt", "");
    assert!(read.contains("reached “Over”, passed") && !read.contains("failed"), "{read}");
    assert!(read.contains("learner id: mailto:ana@example.org") && !read.contains("principle:"), "{read}");
    // The course grows, but the completed version can still be certified.
    place.write(
        "scn.toml",
        &toml.replace("version = \"1\"", "version = \"2\"").replace("\"call\"", "\"call\", \"new\""),
    );
    place.write("l.scn", &format!("{lesson}\nLesson new: New\n  Something else besides.\n"));
    let said = place.scn(issue, "");
    assert!(said.contains("note: the course has changed since") && said.contains("wrote"), "{said}");
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
