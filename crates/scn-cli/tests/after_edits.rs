//! What is certified, recorded and shown after an edit: certificates of the version that was
//! completed, runs that an edit carries to an ending, answers whose question has changed, and
//! records in the words that were read.
#![cfg(unix)]

mod place;

use std::fs;

use place::{Place, QUIZ, scenario};

/// Returns a situation with a question, one choice that upholds a principle and one that breaks it.
fn asks(at: usize, next: &str) -> String {
    format!(
        "Situation s{at}: Call {at}\n  Somebody rings for the {at}. time today and wants to know a balance.\n\n  Choice keep: Keep the balance of this customer to yourself.\n    Outcome: Nobody hears of it.\n    Upholds share: It is hers.\n    Next: {next}\n\n  Choice tell: Tell the caller what he wants to know.\n    Outcome: He has heard it.\n    Breaks share: It is hers.\n    Next: {next}\n\n"
    )
}

/// Returns a scenario with six decisions about a principle, then a choice between an ending that
/// passes and one that does not.
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

/// Creates a course that Ana has completed, upholding the principle six times.
fn completed() -> Place {
    let place = Place::new(&[("scn.toml", COURSE), ("i.scn", INTRO), ("l.scn", LAW), ("d.scn", &desk())]);
    place.scn("key new key.pem", "");
    fs::create_dir(place.path().join("out")).expect("a folder can be made");
    place.scn("learn . --learner Ana", "\n\n1\n\nkeep\nkeep\nkeep\nkeep\nkeep\nkeep\ngood\nq\n");
    place
}

/// Returns what Ana's certificate certifies, and the output when it was issued.
fn certificate(place: &Place, learner: &str) -> (String, String) {
    let said = place.scn(&format!("certificate . --learner {learner} --issuer Us --key key.pem -o out"), "");
    (place.scn("certificate verify out/certificate-p.jwt", ""), said)
}

/// Returns text, which may be wrapped anywhere, on one line.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns what is certified, without the id and the key.
fn certified(read: &str) -> Vec<String> {
    let parts = ["course:", "lesson:", "quiz:", "scenario:", "principle:", "digest:", "learner:", "completed:"];
    read.lines().map(flat).filter(|line| parts.iter().any(|part| line.starts_with(part))).collect()
}

#[test]
fn a_certificate_is_of_the_version_that_was_completed_whatever_is_edited_afterwards() {
    let place = completed();
    let (first, said) = certificate(&place, "Ana");
    let first = certified(&first).join("\n");
    assert!(first.contains("principle: Do not share: consistent (6 decisions)"), "{first}\n{said}");
    assert!(first.contains("reached “A”, passed") && first.contains("course:") && first.contains("lesson: Intro"));
    assert!(!said.contains("has changed"), "{said}");
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
        let (read, said) = certificate(&place, "Ana");
        assert_eq!(certified(&read).join("\n"), first, "{path}\n{edited}\n{said}");
        assert!(said.contains("note: the course has changed since it was completed"), "{said}");
        // Reading some of it again, or playing it differently, changes nothing.
        place.scn("learn . --learner Ana", "1\nq\n");
        place.scn("play . desk --new --learner Ana --plain", "tell\ntell\ntell\ntell\ntell\ntell\nbad\n");
        let (read, said) = certificate(&place, "Ana");
        assert_eq!(certified(&read).join("\n"), first, "{path}, looked at again\n{edited}\n{said}");
        place.write(path, &before);
    }
}

#[test]
fn what_is_played_after_a_course_is_completed_takes_nothing_from_it() {
    let place = completed();
    let (first, _) = certificate(&place, "Ana");
    let progress = || place.scn("progress . --learner Ana", "");
    assert!(progress().contains("Do not share: consistent, 6 decisions"), "{}", progress());
    assert!(progress().contains("scn certificate . --learner Ana --issuer NAME"), "{}", progress());
    // Other routes: to the same ending, to one that fails, and one left before the end.
    for choices in
        ["tell\ntell\ntell\ntell\ntell\ntell\ngood\n", "tell\ntell\ntell\ntell\ntell\ntell\nbad\n", "tell\ntell\nq\n"]
    {
        place.scn("play . desk --new --learner Ana --plain", choices);
        place.scn("learn . --learner Ana", &format!("3\n{choices}q\n"));
        let (read, said) = certificate(&place, "Ana");
        assert_eq!(certified(&read), certified(&first), "{choices}\n{said}");
        assert!(progress().contains("Do not share: consistent, 6 decisions"), "{choices}\n{}", progress());
        assert!(progress().contains("reached “A”, passed"), "{choices}\n{}", progress());
    }
    // The name is shown as stored, however it is typed.
    for name in ["_ana", "ANA"] {
        assert_eq!(certified(&certificate(&place, name).0), certified(&first));
        assert!(place.scn(&format!("records --learner {name}"), "").contains("Records of Ana\n"));
    }
}

/// Returns a scenario with two decisions, where `next` is the target of the first.
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
        assert!(place.how(".", "The desk").contains("reached “B”, passed"), "{how}");
        let records = place.scn("records . --learner Ana", "");
        assert!(records.contains("ended at “B”, passed") && !records.contains("not finished"), "{how}: {records}");
        let xapi = place.scn("records . --learner Ana --format xapi", "");
        assert!(xapi.contains("verbs/completed"), "{how}: {xapi}");
        assert!(place.scn("play . --learner Ana --plain", "").contains("He asks for her number"), "it begins anew");
    }
    // The situation where she left now continues by itself.
    let place = Place::new(&[("scn.toml", toml), ("d.scn", &two_steps("second"))]);
    place.scn("play . --learner Ana --plain", "");
    let start = "Situation first: The caller\n  He asks for her number.\n\n  Next: end-b\n\nSituation second";
    let rest = two_steps("second");
    let rest = rest.split_once("Situation second").map(|(_, rest)| rest).expect("there is a second");
    place.write("d.scn", &format!("Scenario desk: The desk\n  You sit at a desk.\n\n{start}{rest}"));
    place.scn("play . --learner Ana --plain", "");
    assert!(place.how(".", "The desk").contains("reached “B”, passed"));
}

#[test]
fn records_use_the_words_of_the_version_that_was_played() {
    let place = completed();
    let records = || place.scn("records . --learner Ana", "");
    assert!(
        records().contains("The desk (scenario), 1 attempt") && !records().contains("earlier version"),
        "{}",
        records()
    );
    // The ids are swapped: each is shown under its own title.
    let other =
        INTRO.replace("intro: Intro", "more: More").replace("Ask who is calling before", "Lock every screen whenever");
    place.write("m.scn", &other);
    place.write("i.scn", &INTRO.replace("intro:", "more:"));
    place.write("m.scn", &other.replace("more:", "intro:"));
    assert!(records().contains("Intro (lesson)") && !records().contains("More"), "{}", records());
    place.write("m.scn", "");
    // Other parts under the same ids, renamed parts, and changed endings.
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
    for (path, edited, expected_text) in edits {
        place.write("i.scn", INTRO);
        place.write("d.scn", &desk());
        place.write(path, &edited);
        let (records, json) = (records(), place.scn("records . --learner Ana --format json", ""));
        assert!(records.contains(expected_text), "{expected_text}\n{records}");
        for never in ["Fire", "Reactor", "fired"] {
            assert!(!records.contains(never) && !json.contains(never), "{never}\n{records}\n{json}");
        }
        assert!(json.contains("earlier\": true"), "{json}");
    }
}

/// Returns a question whose answers mean nothing without it.
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
    // The question now asked in a situation with the same id.
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
            let go_on =
                format!("You continue just before `{}`, because its situation now asks something else.", labels[0]);
            assert!(said.contains(&go_on), "{labels:?} {body}\n{said}");
            let counts = place.scn("records d.scn --few", "");
            assert!(counts.contains(&format!("{}: 1", labels[1])), "{counts}");
        }
    }
    // One more word in a long text makes "Yes" another answer, but a label that says what is done
    // still holds.
    for (labels, holds) in
        [(["Yes", "No"], false), (["Give him the number of her husband.", "Ask him to ring her."], true)]
    {
        let place = Place::new(&[("d.scn", &question("The caller", long, labels))]);
        place.scn("play d.scn --learner Ana --choices yes", "");
        place.write("d.scn", &question("The caller", &long.replace("Do you", "Do you not"), labels));
        let said = flat(&place.scn("play d.scn --learner Ana", ""));
        assert_eq!(said.contains("All your choices still apply."), holds, "{said}");
    }
    // Changed emphasis, punctuation and encoding do not change a question.
    let place = Place::new(&[("d.scn", &question("The café", "Do you give him her number?", ["Yes", "No"]))]);
    place.scn("play d.scn --learner Ana --choices yes", "");
    place.write("d.scn", &question("The cafe\u{301}", "Do you *give* him\n  her number?", ["Yes", "No"]));
    assert!(flat(&place.scn("play d.scn --learner Ana", "")).contains("All your choices still apply."));
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
    assert!(said.contains("The situation `The caller` has changed since then."), "{said}");
    assert_eq!(said.matches("The situation has changed since then.").count(), 1, "in the debrief: {said}");
    let transcript = fs::read_to_string(place.path().join("t.md")).expect("it was written");
    assert!(!transcript.contains("shout"), "nobody read it: {transcript}");
    assert!(transcript.contains("Here the run was left.") && transcript.contains("is not repeated"), "{transcript}");
    // The current situation was read in its current words; text that is the same in both versions
    // is repeated.
    assert!(transcript.contains("He is still there.") && transcript.contains("So be it."), "{transcript}");
    let journey = place.scn("play d.scn --choices 1,1 --save-journey j.json", "");
    let saved = fs::read_to_string(place.path().join("j.json")).unwrap_or(journey);
    let digest = saved.split('"').find(|word| word.starts_with("sha256:")).expect("a journey has a digest");
    let mut facts = transcript.lines().filter(|line| line.starts_with("- ") && line.contains("sha256:"));
    assert!(facts.next().is_some_and(|line| line == format!("- Story: {digest}")), "{transcript}");
    assert!(facts.next().is_some_and(|line| line.starts_with("- Started in the story: sha256:")), "{transcript}");
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
    // Emphasis, capitals and spaces do not change a label.
    let emphasized = ["Give  it to *HIM* now.", "Wait for a while."];
    place.write("d.scn", &question("The caller", "He asks for her number.", emphasized));
    let counts = place.scn("records d.scn --few", "");
    assert!(counts.contains("Give it to HIM now.: 1"), "{counts}");
}

/// Any other character that differs makes another label: a sign or a point can change everything.
#[test]
fn a_label_that_differs_in_one_sign_is_another_label() {
    for (before, after) in [
        ("Give 1.5 ml of the syrup.", "Give 15 ml of the syrup."),
        ("Set the valve to +5.", "Set the valve to -5."),
        ("Act if it is < 3.", "Act if it is > 3."),
        ("Act if it is ≥ 3.", "Act if it is ≤ 3."),
        ("Charge her $5 now.", "Charge her £5 now."),
        ("Offer him 3-5 days.", "Offer him 35 days."),
        ("Write it in C.", "Write it in C++."),
        ("Tell her.", "Tell her?"),
    ] {
        for written in [true, false] {
            let text = |label: &str| {
                let text = question("The caller", "He asks for her number.", [label, "Wait for a while."]);
                if written { text } else { text.replace("Choice yes:", "Choice:").replace("Choice no:", "Choice:") }
            };
            let place = Place::new(&[("d.scn", &text(before))]);
            place.scn("play d.scn --learner Ana --plain", "1\nq\n");
            place.write("d.scn", &text(after));
            let counts = place.scn("records d.scn --few", "");
            assert!(counts.contains(&format!("{before} (in an earlier version): 1")), "{written}\n{counts}");
            assert!(counts.contains(&format!("{after}: 0")), "{written}\n{counts}");
            let resumed = flat(&place.scn("play d.scn --learner Ana --plain", "q\n"));
            assert!(!resumed.contains("All your choices still apply."), "{written}\n{resumed}");
            assert_eq!(resumed.contains(&format!("You chose `{before}`, which now reads `{after}`.")), written);
        }
    }
    // The same holds for titles of endings.
    let text = |title: &str| {
        question("The caller", "He asks for her number.", ["Give it to him now.", "Wait for a while."])
            .replace("end-a: A\n", &format!("end-a: {title}\n"))
    };
    let place = Place::new(&[("d.scn", &text("After 2.5 hours"))]);
    place.scn("play d.scn --learner Ana --choices yes,hang", "");
    place.write("d.scn", &text("After 25 hours"));
    let counts = place.scn("records d.scn --few", "");
    assert!(counts.contains("ended at “After 2.5 hours” (in an earlier version): 1"), "{counts}");
}

/// Results on a certificate are those at the time of completion.
#[test]
fn a_failure_after_a_course_is_completed_is_not_on_its_certificate() {
    let part = |id: &str| {
        scenario(&format!("The {id}"), &format!("Of the {id}")).replace("intro", id).replace(
            "  Choice wait:",
            &format!("  Choice spoil: Spoil the {id}.\n    Outcome: It is spoilt.\n    Next: bad\n\n  Choice wait:"),
        ) + "\nEnding bad: Spoilt\n  Result: failed\n  It is spoilt.\n"
    };
    let course = "[pack]\nname = \"p\"\ntitle = \"Course\"\n\n[course]\norder = [\"phone\", \"script\"]\npass = 1\n";
    let place = Place::new(&[("scn.toml", course), ("phone.scn", &part("phone")), ("script.scn", &part("script"))]);
    place.scn("key new key.pem", "");
    fs::create_dir(place.path().join("out")).expect("a folder can be made");
    // The command that is shown can be run as it is.
    let said = flat(&place.scn("certificate . --learner Ana_B --db records.db --issuer Us --key key.pem", ""));
    assert!(said.contains("`scn learn . --db records.db --learner \"Ana B\"`"), "{said}");
    place.scn("play . phone --learner Ana --plain", "go\nend\n");
    let (first, said) = certificate(&place, "Ana");
    assert!(first.contains("The phone: reached") && !first.contains("The script"), "{first}\n{said}");
    place.scn("play . script --learner Ana --plain", "spoil\n");
    assert!(place.scn("progress . --learner Ana", "").contains("reached “Spoilt”, failed"));
    assert_eq!(certificate(&place, "Ana").0, first);
    // A better result changes nothing either: the certificate is the one that was issued.
    place.scn("play . script --new --learner Ana --plain", "go\nend\n");
    assert_eq!(certificate(&place, "Ana").0, first);
}

#[test]
fn the_form_in_which_characters_are_saved_makes_no_difference() {
    // A letter with its accent, and Korean syllables with their letters, composed and decomposed.
    for (composed, apart) in
        [("Caf\u{e9}", "Cafe\u{301}"), ("\u{d55c}\u{ad6d}", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}")]
    {
        for (before, after) in [(composed, apart), (apart, composed)] {
            let labels = |word: &str| [format!("{word} holen."), format!("{word} lassen.")];
            let text = |word: &str| {
                let [one, other] = labels(word);
                let text = question(word, &format!("Was ist mit {word}?"), [&one, &other]);
                // Derived ids.
                text.replace("Choice yes:", "Choice:").replace("Choice no:", "Choice:")
            };
            let place = Place::new(&[("d.scn", &text(before))]);
            fs::create_dir(place.path().join("journeys")).expect("a folder can be made");
            place.scn("play d.scn --learner Ana --choices 1", "");
            place.scn("play d.scn --choices 1,hang --save-journey journeys/j.json", "");
            place.write("d.scn", &text(after));
            let said = flat(&place.scn("play d.scn --learner Ana", ""));
            assert!(said.contains("All your choices still apply."), "{said}");
            let counts = place.scn("records d.scn --few", "");
            assert!(!counts.contains("earlier version"), "{counts}");
            let said = place.scn("test d.scn", "");
            assert!(!said.contains("is unclear") && !said.contains("now reads"), "{said}");
            // A question of a quiz.
            let quiz =
                |word: &str| QUIZ.replace("Is A so?", &format!("Is {word} so?")).replace("A is", &format!("{word} is"));
            let toml = "[pack]\nname = \"q\"\n\n[course]\norder = [\"rules\"]\n";
            let place = Place::new(&[("scn.toml", toml), ("q.scn", &quiz(before))]);
            place.scn("learn . --learner Ana", "\n1\n");
            place.write("q.scn", &quiz(after));
            let said = flat(&place.scn("learn . --learner Ana", "\n1\nq\n"));
            assert!(
                said.contains("You are resuming the attempt that you left.") && !said.contains("asked again"),
                "{said}"
            );
        }
    }
}
