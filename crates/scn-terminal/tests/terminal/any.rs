//! Properties that hold for every run of every story.

use proptest::prelude::*;
use scn_run::{
    Debrief, Ended, Event, Journey, Playable, ReplayError, Session, Stories, choices_so_far, markdown_transcript,
    parse_choices, replay_run, resume_run,
};
use scn_story::{Choice, Outcome, Situation};

use super::builder::*;
use super::*;

const ROOMS: usize = 5;

/// The numbers that an outcome is made of: target, detour, change, condition.
type Made = (usize, usize, i64, usize);

fn place(number: usize) -> String {
    if number < ROOMS { format!("r{number}") } else { "end".to_owned() }
}

fn goal(number: usize) -> String {
    match number {
        0..=ROOMS => place(number),
        6 => "again".to_owned(),
        _ => "return".to_owned(),
    }
}

fn an_outcome(&(target, detour, change, _): &Made) -> Outcome {
    let made =
        outcome(&goal(target)).set(add("m", change)).link(["p", "q"][target % 2], if change < 0 { -1 } else { 2 });
    if detour < ROOMS { made.detour(&place(detour)) } else { made }
}

fn a_choice(number: usize, outcomes: &[Made]) -> Choice {
    let by_chance = outcomes.first().is_some_and(|(.., condition)| *condition == 0);
    let count = u32::try_from(outcomes.len()).expect("few");
    let made = outcomes.iter().map(|numbers| {
        let made = an_outcome(numbers);
        if by_chance { made.chance(1, count) } else { made.when(at_least("m", i64::from(count) - numbers.2.abs())) }
    });
    let choice = choice(&format!("c{number}"), made);
    match outcomes.first().map(|(.., condition)| *condition) {
        Some(1) => choice.once(),
        Some(2) => choice.needs(at_least("m", 2)),
        Some(3) => choice.when(at_least("m", 1)),
        Some(_) | None => choice,
    }
}

fn a_room(number: usize, choices: &[Vec<Made>]) -> Situation {
    let id = place(number);
    if choices.is_empty() {
        let on = place((number + 1) % (ROOMS + 1));
        return passage(&id, [(at_least("m", 3), "end")], &on);
    }
    situation(&id, choices.iter().enumerate().map(|(at, outcomes)| a_choice(at, outcomes)))
}

fn stories() -> impl Strategy<Value = Story> {
    let outcomes = prop::collection::vec((0..8_usize, 0..ROOMS * 2, -2_i64..=2, 0..6_usize), 1..3);
    let rooms = prop::collection::vec(prop::collection::vec(outcomes, 0..4), ROOMS);
    (rooms, any::<bool>()).prop_map(|(rooms, shuffle)| {
        let rooms = rooms.iter().enumerate().map(|(at, choices)| a_room(at, choices));
        let mut story = story_of(scenario(rooms, &["end"]).meter("m", 0, 4, 1));
        story.pack.shuffle = shuffle;
        story
    })
}

proptest! {
    #[test]
    fn a_run_can_be_replayed_written_out_and_judged_from_its_events(
        story in stories(), picks in prop::collection::vec(0..8_usize, 25), seed: u64,
    ) {
        let playable = Playable::new(&story, None).expect("the scenario is whole");
        let mut session = Session::start(&playable, seed, None);
        let mut progress = vec![session.scene().progress];
        for pick in picks {
            let offered: Vec<String> = session.scene().on_offer().map(|view| view.id.clone()).collect();
            if offered.is_empty() {
                prop_assert!(session.scene().ended.is_some(), "a run that goes on has something on offer");
                break;
            }
            session.choose(&offered[pick % offered.len()], None).expect("it is on offer");
            progress.push(session.scene().progress);
        }
        let events = session.events();

        let lines: Vec<String> = events.iter().map(|event| serde_json::to_string(event).expect("it is JSON")).collect();
        let read: Vec<Event> = lines.iter().map(|line| serde_json::from_str(line).expect("it reads back")).collect();
        let replayed = replay_run(&playable, &read, None).expect("it happened");
        prop_assert_eq!(replayed.events(), events);
        prop_assert_eq!(replayed.scene(), session.scene());

        let chosen = events.iter().filter(|event| matches!(event, Event::Chosen { .. })).count();
        let debrief = Debrief::from_events(&playable, events, None).expect("it happened");
        prop_assert_eq!(debrief.decisions.len(), chosen);
        prop_assert!(debrief.profile.iter().all(|it| it.score.points <= it.score.of));
        prop_assert!(markdown_transcript(&playable, events, &Stories::new(), None).is_ok());

        // The lower bound on the decisions only grows, and a run that ends had at least that many.
        let least: Vec<u32> = progress.iter().map(|it| it.at_least.unwrap_or(u32::MAX)).collect();
        prop_assert!(least.is_sorted(), "{least:?}");
        if let Some(Ended::Ending { .. }) = session.scene().ended {
            prop_assert!(least.iter().all(|least| usize::try_from(*least).is_ok_and(|least| least <= chosen)), "{least:?}");
        }

        let mut again = Session::start(&playable, seed.wrapping_add(1), None);
        for step in parse_choices(&choices_so_far(&playable, events)).expect("it is a script") {
            again.choose(&step.choice, step.outcome).expect("it is on offer");
        }
        prop_assert_eq!(&again.scene().passages, &session.scene().passages);
    }

    #[test]
    fn what_is_undone_counts_for_nothing_and_a_run_that_was_left_goes_on(
        story in stories(), acts in prop::collection::vec(0..12_usize, 30), seed: u64,
    ) {
        let playable = Playable::new(&story, None).expect("the scenario is whole");
        let mut session = Session::start(&playable, seed, None);
        // The scenes after each choice that still counts.
        let mut stack = vec![session.scene().clone()];
        for act in acts {
            let offered: Vec<String> = session.scene().on_offer().map(|view| view.id.clone()).collect();
            match act {
                8 | 9 => {
                    let undone = session.undo();
                    prop_assert_eq!(undone.is_some(), 1 < stack.len() && stack.last().is_some_and(|it| it.ended.is_none()));
                    if undone.is_some() {
                        stack.pop();
                    }
                    prop_assert_eq!(Some(session.scene()), stack.last());
                }
                10 => session.record_save(),
                11 => {
                    let before = session.scene().clone();
                    if before.ended.is_none() {
                        session.leave();
                    }
                    let left = session.events().to_vec();
                    match resume_run(&playable, &left, None) {
                        Err(error) => {
                            prop_assert_eq!(error, ReplayError::Over);
                            prop_assert!(before.ended.is_some());
                        }
                        Ok(picked) => {
                            prop_assert!(picked.dropped.is_empty() && picked.moved.is_none() && !picked.edited);
                            prop_assert_eq!(picked.session.scene(), &before);
                            prop_assert!(picked.session.events().starts_with(&left));
                            session = picked.session;
                        }
                    }
                }
                pick => {
                    if offered.is_empty() {
                        continue;
                    }
                    session.choose(&offered[pick % offered.len()], None).expect("it is on offer");
                    stack.push(session.scene().clone());
                }
            }
        }
        let events = session.events();
        let again = replay_run(&playable, events, None).expect("it happened");
        prop_assert_eq!(again.events(), events);
        prop_assert_eq!(again.scene(), session.scene());
        let debrief = Debrief::from_events(&playable, events, None).expect("it happened");
        prop_assert_eq!(debrief.decisions.len() + 1, stack.len());
        prop_assert!(markdown_transcript(&playable, events, &Stories::new(), None).is_ok());
        let journey = Journey::from_events(&playable, events);
        prop_assert_eq!(journey.steps.len() + 1, stack.len());
        prop_assert_eq!(journey.replay(&playable), Vec::new());

        // The same choices without undo, save and leave: the same run, with the same random
        // outcomes.
        let mut straight = Session::start(&playable, seed, None);
        for step in parse_choices(&choices_so_far(&playable, events)).expect("it is a script") {
            straight.choose(&step.choice, step.outcome).expect("it is on offer");
        }
        prop_assert_eq!(&straight.scene().passages, &session.scene().passages);
        prop_assert_eq!(straight.rating_spreads(), session.rating_spreads());
    }

    #[test]
    fn any_input_ends(story in stories(), input in prop::collection::vec(any::<u8>(), 0..200), answers in "([1-3?hq\n]|c[0-3]\n){0,40}") {
        let mut bytes = answers.into_bytes();
        bytes.extend(input);
        let (played, written) = played(&story, &Options { interactive: true, ..Options::default() }, &bytes);
        prop_assert!(played.is_ok());
        prop_assert!(!written.contains('\x1b'));
    }
}
