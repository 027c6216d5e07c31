//! The record of a run, as it grows while it is played in lines.

use scn_run::{Event, Playable, RecordOwner, Recording, resume_run};
use scn_story::RunResult;
use scn_terminal::{Options, play};

use crate::neighbour;
use crate::{Finish, Notebook, kept};

fn at_a_terminal() -> Options<'static> {
    Options { width: 100, interactive: true, ..Options::default() }
}

#[test]
fn all_that_happens_is_kept_in_order() {
    let mut notebook = Notebook::of("Thandi");
    let (played, _) = kept(&neighbour(), &at_a_terminal(), &mut notebook, b"h\nhurry\nb\nask\nq\n");
    let played = played.expect("it is played");
    assert_eq!(notebook.events, played.events);
    let count = |of: fn(&Event) -> bool| played.events.iter().filter(|event| of(event)).count();
    assert_eq!(count(|event| matches!(event, Event::Undone { .. })), 1);
    assert_eq!(count(|event| matches!(event, Event::Chosen { .. })), 2);
    assert_eq!(count(|event| matches!(event, Event::Hinted { .. })), 1);
}

#[test]
fn a_choice_can_be_taken_back_as_far_as_the_start() {
    let (played, written) =
        kept(&neighbour(), &at_a_terminal(), &mut Notebook::of("Thandi"), b"b\nask\nnod\nundo\nb\nb\nread\n");
    assert_eq!(played.expect("it is played").finish, Finish::Ended(RunResult::Failed));
    assert_eq!(written.matches("You are at the start: there is no choice to undo.").count(), 2);
    assert!(written.contains("Your choice at decision 2 is undone, and does not count."), "{written}");
    assert!(written.contains("Your first choice is undone, and does not count."), "{written}");
    let debrief = written.split("Debrief").nth(1).expect("there is one");
    assert!(debrief.contains("1. ") && !debrief.contains("2. "), "{debrief}");
}

#[test]
fn a_run_that_is_saved_is_left_and_can_be_picked_up() {
    let story = neighbour();
    let mut notebook = Notebook::of("Thandi");
    let (played, written) = kept(&story, &at_a_terminal(), &mut notebook, b"hurry\ns\n");
    assert_eq!(played.expect("it is played").finish, Finish::Quit);
    assert!(written.contains("The run is saved.\n\nTo continue from here:\n  scn play --learner …\n"), "{written}");
    assert!(notebook.events.contains(&Event::Saved));

    let playable = Playable::new(&story, None).expect("the scenario is whole");
    let picked = resume_run(&playable, &notebook.events, Some("Thandi")).expect("it was left");
    let before = notebook.events.len();
    let mut output = Vec::new();
    let recording = Recording::resume_run(&mut notebook, "neighbour".to_owned(), &picked.session);
    let played =
        play(picked.session, &at_a_terminal(), recording, &mut &b"read\n"[..], &mut output).expect("it is played");
    assert_eq!(played.finish, Finish::Ended(RunResult::Failed));
    assert_eq!(notebook.events, played.events, "what was kept before is not kept twice");
    assert!(matches!(notebook.events.get(before), Some(Event::Resumed { kept: 1, .. })), "{:?}", notebook.events);
}

#[test]
fn a_guest_can_give_a_name_in_the_middle_and_at_the_end() {
    let mut notebook = Notebook::guest();
    let (played, written) = kept(&neighbour(), &at_a_terminal(), &mut notebook, b"hurry\ns\n\ns\nnobody\nThandi\n");
    assert_eq!(notebook.events, played.expect("it is played").events, "what happened before the name is kept too");
    assert_eq!(notebook.owner, RecordOwner::Learner("Thandi".into()));
    assert!(written.contains("The run could not be saved: this name cannot be had."), "{written}");

    let mut notebook = Notebook::guest();
    let (played, written) = kept(&neighbour(), &at_a_terminal(), &mut notebook, b"read\nThandi\n");
    assert_eq!(notebook.events, played.expect("it is played").events);
    assert!(written.ends_with("This run is saved.\n"), "{written}");

    let mut notebook = Notebook::guest();
    let (_, written) = kept(&neighbour(), &at_a_terminal(), &mut notebook, b"read\n\n");
    assert!(notebook.events.is_empty());
    assert!(written.ends_with("You played as a guest: this run was not saved.\n"), "{written}");
}

#[test]
fn a_failure_to_record_is_reported_once_and_so_is_its_end_and_nothing_is_lost() {
    let mut notebook = Notebook { works: 1, fails: 2, ..Notebook::of("Thandi") };
    let (played, written) = kept(&neighbour(), &at_a_terminal(), &mut notebook, b"ask\nnod\nb\nb\nread\n");
    assert_eq!(notebook.events, played.expect("it is played").events);
    assert_eq!(written.matches("From here on, this run is not saved: there is no space left.").count(), 1, "{written}");
    assert_eq!(written.matches("This run is being saved again, and nothing is missing.").count(), 1, "{written}");

    let mut notebook = Notebook { works: 1, fails: usize::MAX, ..Notebook::of("Thandi") };
    let (_, written) = kept(&neighbour(), &at_a_terminal(), &mut notebook, b"hurry\ns\nq\n");
    assert!(written.contains("--choices \"hurry\""), "what cannot be saved can still be come back to: {written}");
    assert!(!written.contains("The run is saved."), "{written}");
}

/// Leaves a run of the neighbour after these choices and resumes it in an edited story. Returns the
/// ids of the dropped choices, the current situation or ending, and whether the run was moved.
fn in_an_edited_story(input: &[u8], edit: impl FnOnce(&mut scn_story::Story)) -> (Vec<String>, String, bool) {
    let mut notebook = Notebook::of("Thandi");
    kept(&neighbour(), &at_a_terminal(), &mut notebook, input).0.expect("it is played");
    let mut story = neighbour();
    edit(&mut story);
    story.pack.digest = "sha256:another".into();
    let playable = Playable::new(&story, None).expect("the scenario is whole");
    let picked = resume_run(&playable, &notebook.events, None).expect("it was left");
    assert!(picked.edited);
    assert_eq!(picked.reason.is_some(), !picked.dropped.is_empty());
    let at = picked.session.scene().passages.last().and_then(scn_run::Passage::node_id).unwrap_or_default().to_owned();

    // A resumed run can itself be replayed, judged, and resumed.
    let mut session = picked.session;
    session.leave();
    let events = session.events().to_vec();
    let again = scn_run::replay_run(&playable, &events, None).expect("it happened");
    assert_eq!(again.events(), events);
    assert!(scn_run::Debrief::from_events(&playable, &events, None).is_ok());
    let again = resume_run(&playable, &events, None).expect("it was left");
    assert!(!again.edited && again.dropped.is_empty() && again.moved.is_none());
    (picked.dropped.into_iter().map(|it| it.choice).collect(), at, picked.moved.is_some())
}

#[test]
fn in_an_edited_story_a_run_goes_on_at_the_last_moment_that_still_exists() {
    let nothing = |_: &mut scn_story::Story| {};
    assert_eq!(in_an_edited_story(b"ask\nnod\nq\n", nothing).0, Vec::<String>::new());
    let without_nod = |story: &mut scn_story::Story| {
        story.scenarios[0].situations[1].choices.retain(|choice| choice.id != "nod");
    };
    let (dropped, at, moved) = in_an_edited_story(b"ask\nnod\nq\n", without_nod);
    assert_eq!((dropped, at.as_str(), moved), (vec!["nod".to_owned()], "corridor", false));
    let without_ask = |story: &mut scn_story::Story| {
        story.scenarios[0].situations[0].choices.retain(|choice| choice.id != "ask");
    };
    let (dropped, at, moved) = in_an_edited_story(b"hurry\nb\nask\nnod\nq\n", without_ask);
    assert_eq!((dropped, at.as_str(), moved), (vec!["ask".to_owned(), "nod".to_owned()], "the-call", false));
}
