//! What was played decides what is said of it, not its position, its id or the name of its pack:
//! outcomes that are drawn, parts that are renamed, removed or replaced, packs of the same name,
//! and points and profiles after an edit.
#![cfg(unix)]

mod place;

use std::fs;

use place::{Place, QUIZ, scenario};

const PACK: &str = "[pack]\nname = \"p\"\ntitle = \"Course\"\n";

/// Returns text, which may be wrapped anywhere, on one line.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a scenario in which one of some outcomes is drawn, each given by its text and the
/// situation that it leads to.
fn drawn(outcomes: &[(&str, &str)]) -> String {
    let mut text = "Principle share: Do not share\n  Of an account only its owner hears.\n\nScenario desk: The desk\n  You sit at a desk.\n\nSituation first: The caller\n  He asks for her number.\n\n  Choice ask: Ask him who he is and what for.\n".to_owned();
    for (at, (words, next)) in outcomes.iter().enumerate() {
        let when = if at + 1 < outcomes.len() { "1 in 4" } else { "otherwise" };
        let given = if words.starts_with("He tells") { "Upholds" } else { "Breaks" };
        text.push_str(&format!("    Outcome [{when}]: {words}\n    {given} share: It is hers.\n    Next: {next}\n"));
    }
    text + "\nSituation calm: He waits\n  He is quiet now.\n\n  Choice end: Ring off and go home now.\n    Outcome: Click.\n    Next: over\n\nSituation loud: He shouts\n  He is loud now.\n\n  Choice end: Ring off and go home now.\n    Outcome: Click.\n    Next: over\n\nEnding over: Over\n  Result: passed\n  It is over.\n"
}

const TELLS: (&str, &str) = ("He tells you his name at once.", "calm");
const SHOUTS: (&str, &str) = ("He shouts at you for a while.", "loud");
const SINGS: (&str, &str) = ("He sings to you instead.", "calm");

#[test]
fn a_drawn_outcome_is_the_one_that_was_played_wherever_it_is_now() {
    let before = drawn(&[TELLS, SHOUTS]);
    let holds = [drawn(&[SHOUTS, TELLS]), drawn(&[SINGS, TELLS, SHOUTS]), drawn(&[SHOUTS, SINGS, TELLS])];
    let reworded = ("He tells you his name, at once!", "calm");
    let undecided = [
        drawn(&[SINGS, SHOUTS]),
        drawn(&[(SHOUTS.0, "calm"), (TELLS.0, "loud")]),
        drawn(&[("He tells nobody a single thing.", "calm"), SHOUTS]),
    ];
    let outset = |place: &Place| place.scn("play . --learner Ana --choices ask,outcome_1", "");
    for after in &holds {
        let place = Place::new(&[("scn.toml", PACK), ("d.scn", &before)]);
        outset(&place);
        save_journey(&place);
        place.write("d.scn", after);
        let said = flat(&place.scn("play . --learner Ana --choices end --transcript t.md", ""));
        assert!(said.contains("All your choices still apply.") && !said.contains("lead to"), "{after}\n{said}");
        let transcript = fs::read_to_string(place.path().join("t.md")).expect("it was written");
        assert!(transcript.contains(TELLS.0) && !transcript.contains(SHOUTS.0), "{transcript}");
        assert!(transcript.contains("*upholds* **Do not share**"), "{transcript}");
        let tested = place.scn("test .", "");
        assert!(tested.contains("came out as saved") && !tested.contains("no longer runs"), "{tested}");
        let xapi = place.scn("records --learner Ana --format xapi", "");
        assert!(xapi.contains("\"share\":2") && !xapi.contains("\"share\":-2"), "{xapi}");
    }
    let place = Place::new(&[("scn.toml", PACK), ("d.scn", &before)]);
    outset(&place);
    place.write("d.scn", &drawn(&[SHOUTS, reworded]));
    let said = flat(&place.scn("play . --learner Ana", ""));
    assert!(said.contains("although some wording has changed"), "{said}");
    assert!(said.contains("The outcome of `Ask him who he is and what for.` has been changed since then."), "{said}");
    for after in &undecided {
        let place = Place::new(&[("scn.toml", PACK), ("d.scn", &before)]);
        outset(&place);
        save_journey(&place);
        place.write("d.scn", after);
        let tested = flat(&place.scn("test .", ""));
        assert!(tested.contains("no longer runs as it was saved: at step 1 `ask`"), "{tested}");
        let said = flat(&place.scn("play . --learner Ana", ""));
        let why = "because the outcome that it had was removed, or it is unclear which one it is now.";
        assert!(said.contains(&format!("You continue just before `Ask him who he is and what for.`, {why}")), "{said}");
        assert!(said.contains("He asks for her number."), "{said}");
        let course = Place::new(&[("scn.toml", PACK), ("d.scn", &before)]);
        outset(&course);
        course.write("d.scn", after);
        assert!(flat(&course.scn("learn . --learner Ana", "\nq\nq\n")).contains(why), "{after}");
    }
}

/// Saves a journey in which the first outcome is drawn.
fn save_journey(place: &Place) {
    fs::create_dir(place.path().join("journeys")).expect("a folder can be made");
    place.scn("play . --choices ask,outcome_1,end --save-journey journeys/j.json", "");
}

#[test]
fn the_only_outcome_of_a_choice_is_not_another_one_with_another_rating() {
    let one = |words: &str, rating: &str| {
        let text = drawn(&[(words, "calm")]);
        text.replace("Outcome [otherwise]:", "Outcome:").replace("    Upholds", rating).replace("    Breaks", rating)
    };
    let before = one("He frowns, and gives you his name.", "    Upholds");
    let play = |after: &str| {
        let place = Place::new(&[("scn.toml", PACK), ("d.scn", &before)]);
        place.scn("play . --learner Ana --choices ask", "");
        place.write("d.scn", after);
        flat(&place.scn("play . --learner Ana", ""))
    };
    let changed = "The outcome of `Ask him who he is and what for.` has been changed since then.";
    for after in [
        one("He frowns, and gives you his name.", "    Breaks"),
        one("At last he writes his name on a card for you.", "    Upholds"),
    ] {
        let said = play(&after);
        assert!(said.contains("although some wording has changed") && said.contains(changed), "{said}");
    }
    let said = play(&one("He hits you, and you are taken to hospital.", "    Breaks"));
    assert!(said.contains("You continue just before `Ask him who he is and what for.`"), "{said}");
}

#[test]
fn a_journey_without_the_text_of_its_outcome_is_not_guessed() {
    let before = drawn(&[TELLS, SHOUTS]);
    let place = Place::new(&[("scn.toml", PACK), ("d.scn", &before)]);
    save_journey(&place);
    let path = place.path().join("journeys/j.json");
    let saved = fs::read_to_string(&path).expect("it was saved");
    assert!(saved.contains("\"outcome_text\": \"He tells you his name at once.\""), "{saved}");
    let lines = saved.lines().filter(|line| !line.contains("outcome_text"));
    fs::write(&path, lines.collect::<Vec<_>>().join("\n")).expect("it can be written");
    assert!(!place.scn("test .", "").contains("unclear"), "the story is the same");
    place.write("d.scn", &drawn(&[SHOUTS, TELLS]));
    let tested = flat(&place.scn("test .", ""));
    assert!(tested.contains("the journey does not say what its text was"), "{tested}");
}

#[test]
fn an_outcome_that_depends_on_a_condition_is_compared_too() {
    let text = |extra: &str, when: &str| {
        format!(
            "Scenario desk: The desk\n  You sit at a desk.\n\nMeter calm: Calm\n  Range: 0 to 100\n  Start: 50\n\nSituation first: The caller\n  He asks for her number.\n\n  Choice ask: Ask him who he is and what for.\n{extra}    Outcome [if calm {when}]: He tells you his name at once.\n    Next: second\n    Outcome [otherwise]: He shouts at you for a while.\n    Next: second\n\nSituation second: Later\n  He is still there.\n\n  Choice end: Ring off and go home now.\n    Outcome: Click.\n    Next: over\n\nEnding over: Over\n  Result: passed\n  It is over.\n"
        )
    };
    let place = Place::new(&[("scn.toml", PACK), ("d.scn", &text("", "> 40"))]);
    place.scn("play . --learner Ana --choices ask", "");
    place.write("d.scn", &text("    Outcome [if calm > 90]: He sings to you instead.\n    Next: second\n", "> 40"));
    let said = flat(&place.scn("play . --learner Ana --choices end", ""));
    assert!(said.contains("All your choices still apply.") && said.contains("It is over."), "{said}");
    let place = Place::new(&[("scn.toml", PACK), ("d.scn", &text("", "> 40"))]);
    place.scn("play . --learner Ana --choices ask", "");
    place.write("d.scn", &text("", "> 60"));
    let said = flat(&place.scn("play . --learner Ana", ""));
    assert!(said.contains("because it now has another outcome."), "{said}");
}

#[test]
fn a_part_with_another_id_is_the_same_part() {
    let bank = scenario("The bank", "Money and accounts are kept");
    let place = Place::new(&[("scn.toml", PACK), ("b.scn", &bank), ("q.scn", QUIZ)]);
    place.scn("play . intro --learner Ana --plain", "go\nend\n");
    place.scn("play . intro --learner Ana --plain", "wait\nq\n");
    place.scn("learn . --learner Ana", "1\n1\nq\nq\n");
    place.write("b.scn", &bank.replace("Scenario intro", "Scenario vault"));
    place.write("q.scn", &QUIZ.replace("Quiz rules", "Quiz law"));
    for command in ["records . --learner Ana", "records . --few"] {
        let said = place.scn(command, "");
        assert!(!said.contains("earlier version"), "{said}");
    }
    assert!(place.how(".", "The bank").contains("reached “Over”, passed"));
    let said = flat(&place.scn("play . vault --learner Ana --plain", "q\n"));
    assert!(said.contains("You left this under the id `intro`. Only the id has changed since then."), "{said}");
    assert!(said.contains("All your choices still apply.") && said.contains("kept four."), "{said}");
    // It continues under the new id, and stays one attempt.
    let said = flat(&place.scn("learn . --learner Ana", "2\nend\nq\n"));
    assert!(said.contains("You continue where you left off.") && !said.contains("under the id"), "{said}");
    let said = flat(&place.scn("learn . --learner Ana", "1\n1\nq\n"));
    assert!(said.contains("You left this under the id `rules`.") && said.contains("Passed: 2 of 2"), "{said}");
    let records = place.scn("records . --learner Ana", "");
    assert!(
        records.contains("The bank (scenario), 2 attempts") && records.contains("Rules (quiz), 1 attempt"),
        "{records}"
    );
    assert!(!records.contains("earlier version") && !records.contains("not finished"), "{records}");
    let counts = place.scn("records . --few", "");
    assert!(
        counts.contains("Wait, Money and accounts are kept.: 1") && !counts.contains("earlier version"),
        "{counts}"
    );
    let xapi = place.scn("records . --learner Ana --format xapi", "");
    assert!(xapi.contains("/scenarios/intro/") && xapi.contains("/scenarios/vault"), "{xapi}");
    assert!(xapi.contains("Wait, Money and accounts are kept."), "{xapi}");
    // Renamed once more, with all that was done under both ids.
    place.write("b.scn", &bank.replace("Scenario intro", "Scenario safe"));
    let counts = place.scn("records . --few", "");
    assert!(
        counts.contains("Wait, Money and accounts are kept.: 1") && !counts.contains("earlier version"),
        "{counts}"
    );
    // A title alone is not enough, and of two parts with the same content nobody can know.
    let clinic = scenario("The bank", "Wards with patients open early");
    for files in [
        [clinic.replace("Scenario intro", "Scenario one"), String::new()],
        [bank.replace("Scenario intro", "Scenario one"), bank.replace("Scenario intro", "Scenario two")],
    ] {
        let place = Place::new(&[("scn.toml", PACK), ("b.scn", &bank)]);
        place.scn("play . intro --learner Ana --plain", "go\nq\n");
        place.write("b.scn", &files[0]);
        place.write("c.scn", &files[1]);
        for command in ["play . one --learner Ana --plain", "learn . --learner Ana"] {
            let said = flat(&place.scn(command, "1\nq\nq\n"));
            let removed = "You left “The bank” unfinished, and this pack no longer has it. It stays in your records.";
            assert!(said.contains(removed) && !said.contains("You are resuming"), "{command}\n{said}");
            // The next command would find the run that this one began.
            place.scn("records forget Ana --yes", "");
            place.write("b.scn", &bank);
            place.write("c.scn", "");
            place.scn("play . intro --learner Ana --plain", "go\nq\n");
            place.write("b.scn", &files[0]);
            place.write("c.scn", &files[1]);
        }
    }
}

#[test]
fn parts_that_the_pack_no_longer_has_are_counted_apart() {
    let bank = scenario("The bank", "Money and accounts are kept");
    let clinic = scenario("The clinic", "Wards with patients open early");
    let shop = clinic.replace("Scenario intro", "Scenario other");
    let place = Place::new(&[("scn.toml", PACK), ("b.scn", &bank), ("o.scn", &shop), ("q.scn", QUIZ)]);
    place.scn("play . intro --learner Ana --plain", "go\nend\n");
    place.scn("play . other --learner Ana --plain", "go\nend\n");
    place.scn("learn . --learner Ana", "1\n1\n1\nq\n");
    let school = scenario("The school", "Children learn to read here");
    place.write("b.scn", &school);
    place.write("o.scn", "");
    place.write("q.scn", "");
    let counts = place.scn("records . --few", "");
    for title in ["The bank", "The clinic"] {
        assert!(counts.contains(&format!("{title} (in an earlier version)\n  1 learner;")), "{title}\n{counts}");
    }
    assert!(counts.contains("The school\n  0 learners;"), "{counts}");
    assert!(counts.contains("Rules (in an earlier version): 1 learner; passed 1"), "{counts}");
    let json = place.scn("records . --few --format json", "");
    assert_eq!(json.matches("\"earlier\": true").count(), 3, "{json}");
    let csv = place.scn("records . --few --format csv", "");
    assert!(csv.contains("intro (“The bank” in an earlier version)"), "{csv}");
}

/// The manifest of both courses.
const COURSE: &str = "[pack]\nname = \"p\"\ntitle = \"Course\"\n\n[course]\norder = [\"intro\"]\n";

/// The scenarios of two courses with the same name: of a bank and of a clinic.
fn bank_and_clinic() -> (String, String) {
    let bank = scenario("The bank", "Money and accounts are kept");
    (bank, scenario("The clinic", "Wards with patients open early"))
}

/// A folder with both courses, in `bank` and `clinic`.
fn two_courses_of_one_name() -> Place {
    let (bank, clinic) = bank_and_clinic();
    Place::new(&[
        ("bank/scn.toml", COURSE),
        ("bank/b.scn", &bank),
        ("clinic/scn.toml", COURSE),
        ("clinic/c.scn", &clinic),
    ])
}

#[test]
fn packs_of_the_same_name_are_kept_apart() {
    let place = two_courses_of_one_name();
    place.scn("play bank --learner Ana --plain", "go\nend\n");
    place.scn("play bank --learner Bo --plain", "go\nq\n");
    place.scn("play clinic --learner Bo --plain", "wait\nq\n");
    let counts = place.scn("records --few", "");
    assert_eq!(counts.matches("Course (`p`, sha256:").count(), 2, "{counts}");
    assert!(counts.contains("The bank\n  2 learners;") && counts.contains("The clinic\n  1 learner;"), "{counts}");
    let own = place.scn("records --learner Bo", "");
    assert_eq!(own.matches("Course (`p`, sha256:").count(), 2, "{own}");
    let csv = place.scn("records --few --format csv", "");
    assert_eq!(csv.lines().filter(|line| line.contains(",,,learners,,")).count(), 2, "{csv}");
    assert!(csv.contains("p (`p`, sha256:"), "{csv}");
    // Without names, they are distinguished by their places.
    let (bank, clinic) = bank_and_clinic();
    let place = Place::new(&[("bank/intro.scn", &bank), ("clinic/intro.scn", &clinic)]);
    place.scn("play bank/intro.scn --learner Ana --plain", "go\nend\n");
    place.scn("play clinic/intro.scn --learner Ana --plain", "go\nend\n");
    let counts = place.scn("records --few", "");
    assert!(counts.contains("/bank/intro.scn`)") && counts.contains("/clinic/intro.scn`)"), "{counts}");
}

#[test]
fn a_certificate_is_of_this_course_and_not_of_another_one_with_its_name() {
    let place = two_courses_of_one_name();
    place.scn("key new key.pem", "");
    fs::create_dir(place.path().join("out")).expect("a folder can be made");
    place.scn("play bank --learner Ana --plain", "go\nend\n");
    let issue =
        |pack: &str| place.scn(&format!("certificate {pack} --learner Ana --issuer Us --key key.pem -o out"), "");
    let said = issue("clinic");
    assert!(said.contains("another course with the name `p` was completed: “Course”, sha256:"), "{said}");
    assert!(said.contains("not completed yet") && !said.contains("wrote"), "{said}");
    assert!(issue("bank").contains("wrote"));
    place.scn("play clinic --learner Ana --plain", "go\nend\n");
    for (pack, title) in [("bank", "The bank"), ("clinic", "The clinic")] {
        let said = issue(pack);
        let read = place.scn("certificate verify out/certificate-p.jwt", "");
        assert!(read.contains(&format!("scenario:   {title}: ")) && !said.contains("has changed"), "{said}\n{read}");
    }
    // The version that was completed is current again, after another one was completed too.
    let lesson = "Lesson more: More\n  Lock the screen whenever you leave.\n";
    place.write("bank/l.scn", lesson);
    place.write("bank/scn.toml", &COURSE.replace("\"intro\"", "\"intro\", \"more\""));
    place.scn("learn bank --learner Ana", "\nq\n");
    issue("bank");
    assert!(place.scn("certificate verify out/certificate-p.jwt", "").contains("lesson:     More"));
    place.write("bank/scn.toml", COURSE);
    fs::remove_file(place.path().join("bank/l.scn")).expect("it is there");
    let said = issue("bank");
    let read = place.scn("certificate verify out/certificate-p.jwt", "");
    assert!(!read.contains("lesson:") && !said.contains("has changed"), "{said}\n{read}");
}

#[test]
fn points_and_profiles_are_those_of_the_version_that_was_played() {
    let toml = "[pack]\nname = \"p\"\n\n[course]\norder = [\"desk\", \"rules\"]\n";
    let desk = drawn(&[TELLS, SHOUTS]);
    let place = Place::new(&[("scn.toml", toml), ("d.scn", &desk), ("q.scn", QUIZ)]);
    for _ in 0..6 {
        place.scn("play . --new --learner Ana --choices ask,outcome_1,end", "");
    }
    place.scn("learn . --learner Ana", "\n1\n1\nq\n");
    let records = place.scn("records . --learner Ana", "");
    let counts = place.scn("records . --few", "");
    assert!(records.contains("2 of 2 right, passed"), "{records}");
    // The ratings and the key are exchanged.
    place.write("d.scn", &desk.replace("Upholds", "X").replace("Breaks", "Upholds").replace('X', "Breaks"));
    let key = |text: &str| text.replace("Right a-yes", "Wrong a-yes").replace("Wrong a-no", "Right a-no");
    place.write("q.scn", &key(QUIZ));
    assert_eq!(place.scn("records . --learner Ana", ""), records);
    assert_eq!(place.scn("records . --few", ""), counts);
    let rejudged = "1 of 2 right, not passed (in an earlier version: 2 of 2 right, passed)";
    assert_eq!(place.how(".", "Rules"), rejudged);
    // A principle with another title is not the one that was played.
    place.write("d.scn", &desk.replace("Do not share", "Share all you can"));
    let records = place.scn("records . --learner Ana", "");
    assert!(records.contains("Do not share (in an earlier version): "), "{records}");
    assert!(!records.contains("Share all"), "{records}");
    let counts = place.scn("records . --few", "");
    assert!(counts.contains("Do not share (in an earlier version): "), "{counts}");
}

#[test]
fn what_is_said_of_little_is_not_too_much() {
    let toml = "[pack]\nname = \"p\"\n\n[course]\norder = [\"rules\", \"intro\", \"other\"]\npass = 1\n";
    let bank = scenario("The bank", "Money and accounts are kept");
    let other = scenario("The clinic", "Wards with patients open early").replace("Scenario intro", "Scenario other");
    let place = Place::new(&[("scn.toml", toml), ("b.scn", &bank), ("o.scn", &other), ("q.scn", QUIZ)]);
    place.scn("learn . --learner Ana", "\nq\nq\n");
    let records = place.scn("records . --learner Ana", "");
    assert!(records.contains("no question answered yet") && !records.contains("0 of 2"), "{records}");
    place.scn("learn . --learner Ana", "\n1\n1\n\n\ngo\nend\n\nq\n");
    let progress = place.scn("progress . --learner Ana", "");
    assert!(progress.contains("completed this course. Also available: 3. The clinic."), "{progress}");
}
