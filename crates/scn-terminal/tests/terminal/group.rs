//! Group mode: a trainer plays with a group.

use scn_run::{Debrief, Stories, markdown_transcript};
use scn_terminal::play_group;

use super::*;

/// Plays in group mode; returns the result and the output.
fn led(options: &Options<'_>, recorder: &mut dyn Recorder, input: &str) -> (PlayOutcome, String) {
    let story = neighbour();
    let playable = Playable::new(&story, None).expect("the scenario is whole");
    let mut output = Vec::new();
    let session = Session::start(&playable, 0, recorder.owner().learner_name());
    let recording = Recording::begin_run(recorder, &session);
    let played = play_group(session, options, recording, &mut input.as_bytes(), &mut output).expect("it is played");
    (played, String::from_utf8(output).expect("what is written is text"))
}

fn plain(input: &str) -> (PlayOutcome, String) {
    led(&Options { plain: true, width: 100, ..Options::default() }, &mut NullRecorder, input)
}

/// The choices made.
fn chosen(played: &PlayOutcome) -> Vec<&str> {
    played
        .events
        .iter()
        .filter_map(|event| if let Event::Chosen { choice, .. } = event { Some(choice.as_str()) } else { None })
        .collect()
}

/// The votes recorded.
fn votes(played: &PlayOutcome) -> Vec<Vec<(&str, u32)>> {
    let of = |event: &'_ Event| matches!(event, Event::Voted { .. });
    let voted = played.events.iter().filter(|event| of(event));
    voted
        .map(|event| {
            let Event::Voted { votes, .. } = event else { unreachable!("it was just found") };
            votes.iter().map(|vote| (vote.choice.as_str(), vote.count)).collect()
        })
        .collect()
}

#[test]
fn what_most_are_for_is_done_once_enter_is_pressed() {
    let (played, written) = plain("1 2 7\n\n");
    assert_eq!(chosen(&played), ["ask"]);
    assert_eq!(votes(&played), [[("read", 1), ("hurry", 2), ("ask", 7)]]);
    assert!(written.contains("10 votes:\n  1. 1 of 10 (10 %): "), "{written}");
    assert!(
        written
            .contains("Choice 3 has the most votes. Press Enter to make it, or pick another one, for example: go 1."),
        "{written}"
    );
    assert!(written.contains("\nChosen: Ask to speak with Mrs Dlamini herself."), "{written}");
}

#[test]
fn counts_may_come_one_at_a_time_and_enter_says_what_is_missing() {
    let (played, written) = plain("\n4\n\n3:2\ndone\n\n");
    assert_eq!(chosen(&played), ["read"]);
    assert_eq!(votes(&played), [[("read", 4), ("ask", 2)]], "who got nothing is not in the record");
    assert!(written.contains("Type the counts in order, for example 5 2 0."), "{written}");
    let missing = "Still missing: the votes for choices 2 and 3.";
    assert_eq!(written.matches(missing).count(), 2, "{written}");
    assert!(
        written.contains("Still missing: the votes for choice 2. Type them, or type done if there were none."),
        "{written}"
    );
}

#[test]
fn a_tie_and_no_vote_ask_the_trainer() {
    let (played, written) = plain("3 0 3\n\ngo 3\n");
    assert_eq!(
        written.matches("Choices 1 and 3 have the same number of votes. You decide: go 1 or go 3.").count(),
        2,
        "{written}"
    );
    assert_eq!((chosen(&played), votes(&played).len()), (vec!["ask"], 1));
    let (played, written) = plain("0 0 0\n\ngo ask\n");
    assert!(written.contains("Nobody voted. You decide: go 1 or go 2 or go 3."), "{written}");
    assert_eq!((chosen(&played), votes(&played).len()), (vec!["ask"], 0), "nobody was for anything");
}

#[test]
fn the_trainer_may_always_decide_otherwise() {
    let (played, _) = plain("5 0 1\ngo 3\n");
    assert_eq!((chosen(&played), votes(&played)), (vec!["ask"], vec![vec![("read", 5), ("ask", 1)]]));
    let (played, _) = plain("go 3\n");
    assert_eq!((chosen(&played), votes(&played).len()), (vec!["ask"], 0), "nobody was asked");
    let (played, written) = plain("go 9\ngo\ngo offer\ngo re\nq\n");
    assert_eq!(chosen(&played), [""; 0]);
    assert_eq!(played.finish, Finish::Quit);
    for words in [
        "There is no choice “9” here. Pick 1 to 3.",
        "Say which choice",
        "is locked",
        "Several choices start like that",
    ] {
        assert!(written.contains(words), "{words}: {written}");
    }
}

#[test]
fn nonsense_is_explained_and_counts_for_nothing() {
    let (played, written) = plain("hello\n1 2 3 4\n-1 2 3\n9:1\n\u{1b}[2J\nq\n");
    assert_eq!(votes(&played).len(), 0);
    for words in [
        "“hello” is not a number of votes.",
        "You typed 4 counts, but there are 3 choices.",
        "“-1” is not a count: type a whole number from 0 to 100000.",
        "There is no choice 9 here.",
        "“\u{FFFD}[2J” is not a number of votes.",
    ] {
        assert!(written.contains(words), "{words}: {written}");
    }
    assert!(!written.contains('\u{1b}'));
}

#[test]
fn back_forgets_what_was_counted_and_hints_are_given() {
    let (played, written) = plain("b\nh\n?\n1 5 2\n\n4\nb\n0 0 9\n\nq\n");
    assert_eq!(chosen(&played), ["hurry", "ask"]);
    assert_eq!(votes(&played).len(), 2);
    assert!(written.contains("You are at the start") && written.contains("Hint"), "{written}");
    assert!(written.contains("5 2 0  the votes for all choices, in order"), "{written}");
    assert!(written.contains("Your first choice is undone"), "{written}");
}

#[test]
fn the_debrief_and_the_transcript_show_how_the_group_voted() {
    let (played, written) = plain("5 0 0\n\n");
    assert!(matches!(played.finish, Finish::Ended(_)));
    let debrief = written.split("Debrief").nth(1).expect("there is one");
    assert!(debrief.contains("   5 votes:\n     1. 5 of 5 (100 %): "), "{debrief}");
    assert!(!debrief.contains("The trainer decided."), "{debrief}");
    let (played, written) = plain("1 0 3\ngo 1\n");
    assert!(written.contains("   The trainer decided.\n"), "{written}");
    let story = neighbour();
    let playable = Playable::new(&story, None).expect("the scenario is whole");
    let text = markdown_transcript(&playable, &played.events, &Stories::new(), None).expect("it happened");
    assert!(text.contains("\nVotes: 1 for “") && text.contains(" The trainer decided.\n"), "{text}");
    let debrief = Debrief::from_events(&playable, &played.events, None).expect("it happened");
    assert_eq!(debrief.decisions[0].votes.iter().map(|vote| vote.count).collect::<Vec<_>>(), [1, 0, 3]);
}

#[test]
fn an_input_that_ends_leaves_the_run_and_the_keeper_has_it_all() {
    let mut notebook = Notebook::of("Group 7");
    let (played, _) = led(&Options::default(), &mut notebook, "0 9 0\n\n3 3\n");
    assert_eq!(played.finish, Finish::EndOfInput);
    assert_eq!(notebook.events, played.events);
    assert_eq!(votes(&played).len(), 1, "what was counted and not decided is not recorded");
}

#[test]
fn large_at_80_columns() {
    let options = Options { interactive: true, ..Options::default() };
    insta::assert_snapshot!(led(&options, &mut NullRecorder, "h\n1 2\n\n7\n\nq\n").1);
}

#[test]
fn large_at_40_columns() {
    let options = Options { width: 40, ..Options::default() };
    insta::assert_snapshot!(led(&options, &mut NullRecorder, "4 1 0\n\n").1);
}

#[test]
fn no_line_is_too_wide_at_any_width() {
    for width in 20..=100 {
        let (_, written) = led(&Options { width, ..Options::default() }, &mut NullRecorder, "?\n1 2 7\n\n3 1\n\n");
        for line in written.lines().filter(|line| !line.contains("--choices")) {
            assert!(unicode_width::UnicodeWidthStr::width(line) <= width, "{width}: {line:?}");
        }
    }
}
