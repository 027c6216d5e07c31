//! The behaviour of a run on a screen, and its record.

use scn_run::{Ended, Finish, PlayOutcome, resume_run};

use super::*;

fn names(events: &[Event]) -> Vec<&'static str> {
    let name = |event: &Event| match event {
        Event::Started { .. } => "started",
        Event::Shown { .. } => "shown",
        Event::Chosen { timed: true, .. } => "timed",
        Event::Chosen { .. } => "chosen",
        Event::Resolved { .. } => "resolved",
        Event::Hinted { .. } => "hinted",
        Event::Wrote { .. } => "wrote",
        Event::Voted { .. } => "voted",
        Event::Undone { .. } => "undone",
        Event::Saved => "saved",
        Event::Resumed { .. } => "resumed",
        Event::Ended(_) => "ended",
    };
    events.iter().map(name).collect()
}

fn learner() -> Memory {
    Memory::of(RecordOwner::Learner("Thandi".to_owned()))
}

/// Presses keys from the start; returns the result, whether the screen is over, and the whole page.
fn pressed(memory: &mut Memory, keys: &str) -> (PlayOutcome, bool, String) {
    on_screen(memory, setting(), size(80, 24), |screen| {
        press(screen, keys);
        (screen.play_result(), screen.is_over(), all(screen, 80))
    })
}

#[test]
fn undone_choices_stay_in_the_record_and_count_for_nothing() {
    let mut memory = learner();
    let (played, over, shown) = pressed(&mut memory, "3bb");
    assert!(!over);
    assert_eq!(names(&played.events), ["started", "shown", "chosen", "resolved", "shown", "undone", "shown"]);
    assert_eq!(played.events, memory.recorded);
    assert!(shown.contains("This is the start: there is nothing to undo.") && shown.contains("Decision 1"), "{shown}");
    let (_, _, shown) = pressed(&mut learner(), "3b");
    assert!(shown.contains("Undone: “Ask to speak with Mrs Dlamini herself.”"), "{shown}");
    let (_, _, shown) = pressed(&mut learner(), "3b3m");
    assert!(shown.contains("x  A busy afternoon\n      Undone: Ask to speak"), "{shown}");
    assert!(shown.contains("1. A busy afternoon\n      You chose: Ask to speak"), "{shown}");
    assert!(shown.contains("A word in the corridor (you are here)"), "{shown}");
}

#[test]
fn the_map_tells_nothing_of_what_lies_ahead() {
    let (_, _, shown) = pressed(&mut learner(), "3m");
    let story = neighbour();
    let scenario = &story.scenarios[0];
    let titles = scenario.situations.iter().map(|it| &it.title).chain(scenario.endings.iter().map(|it| &it.title));
    let notices_shown: Vec<&String> = titles.filter(|title| shown.contains(*title)).collect();
    assert_eq!(notices_shown, ["A busy afternoon", "A word in the corridor"]);
}

#[test]
fn the_timer_makes_its_choice_and_stops_on_other_pages() {
    let mut memory = learner();
    on_screen(&mut memory, setting(), size(80, 24), |screen| {
        assert!(!screen.is_timed(), "the first situation has no time limit");
        press(screen, "32");
        assert!(screen.is_timed());
        assert!(screen.current_frame().plain_text().contains("20 s left ████████████████████ then 1 is chosen"));
        screen.advance_timer(Duration::from_millis(10_500));
        let shown = screen.current_frame().plain_text();
        assert!(
            shown.contains("\n  10 s left ██████████░░░░░░░░░░ then") && shown.contains("10 seconds left."),
            "{shown}"
        );
        for page in ["?", "m"] {
            press(screen, page);
            assert!(!screen.is_timed());
            screen.advance_timer(seconds(60));
            press(screen, "!");
        }
        assert!(screen.current_frame().plain_text().contains("10 s left"), "no time has passed");
        screen.advance_timer(seconds(10));
        assert!(
            screen
                .current_frame()
                .plain_text()
                .contains("Time is up: “Ask everything on the form.” was chosen automatically.")
        );
        assert!(all(screen, 80).contains("Time ran out: Ask everything on the form."));
    });
    assert_eq!(names(&memory.recorded)[8..], ["timed", "resolved", "shown", "shown", "ended"]);
}

#[test]
fn without_time_limits_no_clock_runs_and_it_is_said() {
    let mut memory = learner();
    on_screen(&mut memory, ScreenOptions { limits_off: true, ..setting() }, size(80, 24), |screen| {
        assert!(all(screen, 80).contains("Time limits are off."));
        press(screen, "32");
        assert!(!screen.is_timed());
        screen.advance_timer(seconds(100));
        let shown = all(screen, 80);
        assert!(shown.contains("are off: take your time.") && !shown.contains("s left"), "{shown}");
    });
}

#[test]
fn a_hint_is_about_the_choice_marked_or_the_situation() {
    let mut memory = learner();
    on_screen(&mut memory, setting(), size(80, 40), |screen| {
        press(screen, "h");
        assert!(screen.current_frame().plain_text().contains("\n  Hint: Who is the account holder?\n"));
        press(screen, "hhhhh");
        assert!(screen.current_frame().plain_text().contains("There are no more hints here."));
        press(screen, "3b");
        assert!(all(screen, 80).contains("Hint: Who is the account holder?"), "a hint that was shown is shown again");
    });
    assert!(names(&memory.recorded).contains(&"hinted"));
}

#[test]
fn saving_ends_the_run_and_says_the_way_back() {
    let mut memory = learner();
    let (played, over, _) = pressed(&mut memory, "3s");
    assert!(over);
    assert_eq!(played.finish, Finish::Quit);
    assert_eq!(names(&memory.recorded)[5..], ["saved", "ended"]);
    let account = on_screen(&mut learner(), setting(), size(80, 24), |screen| {
        press(screen, "3s");
        screen.summary(80).plain_text()
    });
    assert!(account.contains("left unfinished, after 1 decision"), "{account}");
    assert!(account.contains("To resume it:\n  scn play --learner Thandi\n"), "{account}");
}

#[test]
fn a_guest_is_asked_for_a_name_when_saving_and_before_a_run_is_lost() {
    let mut memory = Memory::of(RecordOwner::Guest);
    let (_, over, shown) = pressed(&mut memory, "3s.");
    assert!(!over && shown.contains("Type a name, or press Escape to go back."), "{shown}");
    let mut memory = Memory::of(RecordOwner::Guest);
    let (played, over, _) = pressed(&mut memory, "3sThandi.");
    assert!(over);
    assert_eq!(memory.owner, RecordOwner::Learner("Thandi".to_owned()));
    assert_eq!(memory.recorded, played.events);
    assert_eq!(names(&memory.recorded)[5..], ["saved", "ended"]);

    let guest = || Memory::of(RecordOwner::Guest);
    let (_, over, _) = pressed(&mut guest(), "q");
    assert!(over, "nothing is lost before the first choice");
    let (_, over, shown) = pressed(&mut guest(), "3q");
    assert!(!over && shown.contains("If you leave now, this run is not saved."), "{shown}");
    let (played, over, shown) = pressed(&mut guest(), "3q1");
    assert!(!over && shown.contains("Decision 2"), "{shown}");
    assert_eq!(names(&played.events).last(), Some(&"shown"));
    let (played, over, _) = pressed(&mut guest(), "3q3");
    assert!(over);
    assert_eq!(played.events.last(), Some(&Event::Ended(Ended::Left { at: "corridor".into() })));
    let mut memory = guest();
    let (played, over, _) = pressed(&mut memory, "3q2Thandi.");
    assert!(over);
    assert_eq!(memory.recorded, played.events);
}

#[test]
fn a_learner_leaves_without_a_question_and_loses_nothing() {
    let mut memory = learner();
    let (played, over, _) = pressed(&mut memory, "3q");
    assert!(over);
    assert_eq!(memory.recorded, played.events);
}

#[test]
fn what_could_not_be_kept_is_said_and_kept_with_the_next_step() {
    let mut memory = Memory { fails: 2, ..learner() };
    on_screen(&mut memory, setting(), size(80, 24), |screen| {
        assert!(screen.current_frame().plain_text().contains("Not saved: the disk is full."));
        press(screen, "3");
        assert!(screen.current_frame().plain_text().contains("Not saved: the disk is full."));
        press(screen, "2");
        assert!(!screen.current_frame().plain_text().contains("Not saved"));
    });
    assert_eq!(names(&memory.recorded)[..5], ["started", "shown", "chosen", "resolved", "shown"]);
    assert_eq!(memory.recorded.len(), 8);

    let mut memory = Memory { fails: 9, ..learner() };
    let (_, over, shown) = pressed(&mut memory, "3s");
    assert!(!over && shown.contains("Not saved"), "what is not safe is not left: {shown}");
    let (_, over, shown) = pressed(&mut memory, "3q");
    assert!(!over && shown.contains("Leave the run?"), "{shown}");
}

#[test]
fn an_interrupted_run_is_left_and_kept() {
    let mut memory = learner();
    let played = on_screen(&mut memory, setting(), size(80, 24), |screen| {
        press(screen, "3");
        screen.handle_interrupt();
        assert!(screen.is_over());
        screen.play_result()
    });
    assert_eq!(played.finish, Finish::Interrupted);
    assert_eq!(played.events, memory.recorded);
    assert_eq!(names(&played.events).last(), Some(&"ended"));
}

#[test]
fn after_the_ending_comes_the_debrief_and_the_run_can_be_kept_or_played_again() {
    let mut memory = Memory::of(RecordOwner::Guest);
    on_screen(&mut memory, setting(), size(80, 400), |screen| {
        press(screen, "322");
        let shown = screen.current_frame().plain_text();
        assert!(shown.contains("Result: passed") && !shown.contains("upholds"), "the outcome comes first: {shown}");
        press(screen, ".");
        let shown = screen.current_frame().plain_text();
        assert!(shown.contains("This choice traded one principle for another."), "{shown}");
        assert!(shown.contains("> 1  Save this run under a name\n"), "{shown}");
        press(screen, "1Thandi.");
        let shown = screen.current_frame().plain_text();
        assert!(shown.contains("Saved under the name Thandi.") && !shown.contains("Save this run"), "{shown}");
        press(screen, "2");
        assert!(screen.is_over() && screen.wants_replay());
        assert!(matches!(screen.play_result().finish, Finish::Ended(_)));
    });
    assert_eq!(names(&memory.recorded).last(), Some(&"ended"));
}

#[test]
fn a_run_that_was_resumed_says_what_has_changed() {
    let story = neighbour();
    let playable = Playable::new(&story, None).expect("the scenario is whole");
    let mut memory = learner();
    let (played, _, _) = pressed(&mut memory, "3s");
    let picked = resume_run(&playable, &played.events, None).expect("it can go on");
    let notices_shown = vec!["The scenario has changed since.".to_owned()];
    let count = played.events.len();
    let recording = Recording::resume_run(&mut memory, "neighbour".to_owned(), &picked.session);
    let mut screen =
        Screen::new(picked.session, recording, ScreenOptions { notices: notices_shown, ..setting() }, size(80, 24));
    let shown = screen.current_frame().plain_text();
    assert!(shown.contains("The scenario has changed since.") && shown.contains("Decision 2"), "{shown}");
    press(&mut screen, "b");
    assert!(screen.current_frame().plain_text().contains("Undone: “Ask to speak with Mrs Dlamini herself.”"));
    drop(screen);
    assert_eq!(names(&memory.recorded)[count..], ["resumed", "shown", "undone", "shown"]);
}
