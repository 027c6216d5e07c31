//! Two windows of one learner in the same run, quiz or course.

use std::fs;

use super::{NAME, Place, Playing, words};

/// A run that was continued in another window goes on as a run of its own: nothing that either
/// window confirms is lost, and the learner is informed.
#[test]
fn of_two_who_play_one_run_each_keeps_what_it_confirmed() {
    let place = Place::new();
    let mut first = Playing::start(&place);
    first.until("Decision");
    let mut second = Playing::start(&place);
    second.until("Decision");
    first.choose("on");
    let said = first.until("You are there.");
    assert!(said.contains("saved as a run of its own") && !said.contains("not saved"), "{said}");
    second.choose("more");
    second.until("Decision");
    first.kill();
    second.kill();
    let continued = ["started", "shown", "resumed", "shown", "chosen", "resolved", "shown"];
    let separate = ["started", "shown", "chosen", "resolved", "shown"];
    assert_eq!(place.attempts(), [&continued[..], &separate[..]]);
}

#[test]
fn a_window_that_is_opened_and_closed_takes_nothing_from_another() {
    let place = Place::new();
    for events in [false, true] {
        let args = ["play", "round.scn", "--learner", NAME, "--new", "--events"];
        let act = |choice: &str| match events {
            true => format!(r#"{{"do":"choose","choice":"{choice}"}}"#),
            false => choice.to_owned(),
        };
        let shown = if events { r#""message":"scene""# } else { "Decision" };
        let mut first = Playing::start_command(&place, if events { &args } else { &args[..5] });
        first.until(shown);
        first.choose(&act("more"));
        first.until(shown);
        let other = words(&place.play("q\n").stdout);
        assert!(other.contains("You are resuming the run that you left."), "{other}");
        first.choose(&act("on"));
        let said = first.until(shown);
        assert_eq!(said.matches("saved as a run of its own").count(), 1, "{said}");
        first.choose(&act("stop"));
        let rest = first.end();
        assert!(rest.contains("passed") && !rest.contains("of its own"), "{rest}");
        let attempts = place.attempts();
        let last = attempts.last().expect("it is there");
        assert_eq!(last.iter().filter(|it| *it == "chosen").count(), 3);
        assert_eq!(
            (last.first().map(String::as_str), last.last().map(String::as_str)),
            (Some("started"), Some("ended"))
        );
        let own = words(&place.run(&["records", "--learner", NAME], "").stdout);
        assert!(own.contains("latest, ") && own.contains("ended at “The end”, passed"), "{own}");
    }
}

#[test]
fn a_quiz_that_is_opened_in_two_windows_keeps_the_answers_of_both() {
    let place = Place::new();
    let question = |id: &str| {
        format!(
            "Question {id}: Is {id} so?\n\n  Right {id}-yes: {id} is so.\n    Because: It is.\n\n  Wrong {id}-no: {id} is not.\n    Because: It is.\n\n"
        )
    };
    let quiz = format!("Quiz rules: Rules\n\n{}{}", question("a"), question("b"));
    fs::write(place.folder.path().join("rules.scn"), quiz).expect("a file can be written");
    let course = "[pack]\nname = \"p\"\ntitle = \"P\"\n\n[course]\norder = [\"rules\"]\n";
    fs::write(place.folder.path().join("scn.toml"), course).expect("a file can be written");
    let args = ["learn", ".", "--learner", NAME];
    let mut first = Playing::start_command(&place, &args);
    first.choose("");
    first.until("Question 1 of 2");
    first.choose("1");
    first.until("Question 2 of 2");
    place.run(&args, "\nq\nq\n");
    first.choose("1");
    let rest = first.end().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(rest.contains("saved as an attempt of their own") && rest.contains("Passed: 2 of 2"), "{rest}");
    let separate = ["started", "asked", "answered", "asked", "answered", "ended"];
    let attempts = place.attempts();
    assert_eq!((attempts.len(), attempts.last()), (2, Some(&separate.map(str::to_owned).to_vec())));
    let progress = words(&place.run(&["progress", ".", "--learner", NAME, "--format", "json"], "").stdout);
    assert!(progress.contains(r#""complete": true"#), "{progress}");
}
