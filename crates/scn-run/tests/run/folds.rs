//! Values folded from events: replayed runs, debriefs, transcripts.

use scn_run::{
    Band, Debrief, Ended, Event, Playable, RatingLevel, ReplayError, Session, Stories, markdown_transcript,
    parse_choices, plain_text, replay_run,
};

use super::builder::*;
use super::*;

fn playable(story: &Story) -> Playable<'_> {
    Playable::new(story, None).expect("the scenario is whole")
}

fn run<'p>(playable: &'p Playable<'p>, script: &str) -> Session<'p> {
    let mut session = Session::start(playable, 5, None);
    for step in parse_choices(script).expect("it is a script") {
        session.choose(&step.choice, step.outcome).expect("it is on offer");
    }
    session
}

#[test]
fn events_are_json_lines_of_ids() {
    let story = neighbour();
    let playable = playable(&story);
    let mut session = Session::start(&playable, 5, None);
    session.next_hint(None);
    session.choose("ask", None).expect("it is on offer");
    session.choose("tell", None).expect("it is on offer");
    session.next_hint(None);
    session.choose("all", Some(2)).expect("it is on offer");
    let line = |event: &Event| serde_json::to_string(event).expect("an event is JSON");
    let lines: Vec<String> = session.events().iter().map(line).collect();
    insta::assert_snapshot!(lines.join("\n"));
    let read: Vec<Event> = lines.iter().map(|line| serde_json::from_str(line).expect("it reads back")).collect();
    assert_eq!(read, session.events());
}

#[test]
fn a_run_is_replayed_from_its_events_and_can_go_on() {
    let story = neighbour();
    let playable = playable(&story);
    for script in ["", "hurry", "ask", "ask,tell", "ask,nod,all,outcome 1", "ask,nod,all,outcome 2", "read"] {
        let session = run(&playable, script);
        let replayed = replay_run(&playable, session.events(), None).expect("it happened");
        assert_eq!(replayed.events(), session.events(), "{script}");
        assert_eq!(replayed.scene(), session.scene(), "{script}");
    }
    let mut left = run(&playable, "ask");
    left.leave();
    let replayed = replay_run(&playable, left.events(), None).expect("it happened");
    assert_eq!(replayed.events(), left.events());
}

#[test]
fn events_of_another_story_are_refused() {
    let story = neighbour();
    let whole = playable(&story);
    let events = run(&whole, "ask,nod").events().to_vec();
    let refused = |story: &Story, events: &[Event]| {
        replay_run(&playable(story), events, None).map(|_| ()).map_err(|it| it.to_string())
    };
    assert_eq!(refused(&story, &[]), Err("these events do not begin with `started`".into()));
    assert_eq!(refused(&story, &events[1..]), Err("these events do not begin with `started`".into()));
    let twice: Vec<Event> = events.iter().chain(&events).cloned().collect();
    assert_eq!(replay_run(&whole, &twice, None).err(), Some(ReplayError::Order(events.len() + 1)));

    let mut without = neighbour();
    without.scenarios[0].situations[1].choices.remove(0);
    let error = "the run cannot be repeated in this story: `nod` is not on offer at `corridor`; on offer: `tell`";
    assert_eq!(refused(&without, &events), Err(error.into()));

    let mut elsewhere = neighbour();
    elsewhere.scenarios[0].situations[0].choices[2].outcomes[0].detour = None;
    let error = "the run cannot be repeated in this story: it reached `corridor`, and now it reaches `questions`";
    assert_eq!(refused(&elsewhere, &events), Err(error.into()));

    let mut renamed = neighbour();
    renamed.scenarios[0].id = "other".into();
    assert_eq!(refused(&renamed, &events), Err("these events are of the scenario `neighbour`".into()));
}

#[test]
fn a_corrected_rating_scores_an_old_run_anew() {
    let mut story = neighbour();
    let events = run(&playable(&story), "ask,tell,two").events().to_vec();
    let rating = |story: &Story| {
        let debrief = Debrief::from_events(&playable(story), &events, None).expect("it happened");
        debrief.decisions[1].judgements[0].rating
    };
    assert_eq!(rating(&story), -1);
    story.scenarios[0].situations[1].choices[1].outcomes[0].links[0].rating = -2;
    story.pack.digest = "sha256:other".into();
    assert_eq!(rating(&story), -2);
}

#[test]
fn a_debrief_says_what_was_done_and_why() {
    let story = neighbour();
    let playable = playable(&story);
    let session = run(&playable, "hurry,read");
    let debrief = Debrief::from_events(&playable, session.events(), None).expect("it happened");
    assert_eq!(debrief.ended, Some(Ended::Ending { at: "complaint".into() }));
    let [hurry, read] = debrief.decisions.as_slice() else { unreachable!("{debrief:?}") };
    assert_eq!(
        (hurry.at.as_str(), hurry.choice.as_str(), hurry.title.as_str()),
        ("the-call", "hurry", "A busy afternoon")
    );
    assert_eq!(hurry.feedback.iter().map(|it| plain_text(it)).collect::<Vec<_>>(), ["It saved no time."]);
    assert!(hurry.judgements.is_empty() && !hurry.is_trade());
    assert_eq!(read.judgements.len(), 1);
    assert_eq!(read.judgements[0].rating_level(), RatingLevel::Breaks);
    assert!(plain_text(&read.judgements[0].because).starts_with("A balance is personal information"));
    // `keep-secure` is covered but did not occur. Principles of branches not visited are left out.
    let ids: Vec<_> = debrief.profile.iter().map(|it| it.principle.as_str()).collect();
    assert_eq!(ids, ["careful-talk", "keep-secure"]);
    let careful = &debrief.profile[0];
    // hurry: 0 of -2 to 2. read, at trust 30, where asking is only partly right: -2 of -2 to 1.
    assert_eq!((careful.score.points, careful.score.of, careful.score.decisions), (2, 7, 2));
    assert_eq!(careful.score.band(), Band::NotEnough);
}

#[test]
fn a_choice_may_trade_one_principle_for_another() {
    let story = neighbour();
    let playable = playable(&story);
    let trades = |script| {
        let debrief = Debrief::from_events(&playable, run(&playable, script).events(), None).expect("it happened");
        debrief.decisions.iter().map(scn_run::Decision::is_trade).collect::<Vec<_>>()
    };
    assert_eq!(trades("ask,tell,all,outcome 1"), [false, true, true]);
    assert_eq!(trades("ask,nod,all,outcome 2"), [false, false, false]);
}

#[test]
fn a_choice_that_nothing_comes_of_does_not_count() {
    let nothing = choice("nothing", [outcome("end").when(visited("end")).link("p", 2)]);
    let other = choice("other", [outcome("end").link("p", -2)]);
    let third = choice("third", [outcome("end").link("p", 2)]);
    let story = story_of(scenario([situation("a", [nothing, other, third])], &["end"]));
    let playable = playable(&story);
    let debrief = Debrief::from_events(&playable, run(&playable, "nothing").events(), None).expect("it happened");
    assert_eq!(debrief.decisions.len(), 1);
    assert_eq!((debrief.profile[0].score.decisions, debrief.profile[0].score.share()), (0, None));
}

#[test]
fn a_transcript_holds_the_whole_run() {
    let story = neighbour();
    let playable = playable(&story);
    let mut session = Session::start(&playable, 5, None);
    session.next_hint(None);
    session.next_hint(Some("read"));
    for (choice, outcome) in [("hurry", None), ("read", None)] {
        session.choose(choice, outcome).expect("it is on offer");
    }
    insta::assert_snapshot!(
        "hints",
        markdown_transcript(&playable, session.events(), &Stories::new(), None).expect("it happened")
    );
    let session = run(&playable, "ask,tell,all,outcome 1");
    insta::assert_snapshot!(
        "detour",
        markdown_transcript(&playable, session.events(), &Stories::new(), Some("Thandi")).expect("it happened")
    );
    let mut session = run(&playable, "ask");
    insta::assert_snapshot!(
        "unfinished",
        markdown_transcript(&playable, session.events(), &Stories::new(), None).expect("it happened")
    );
    session.leave();
    let left = markdown_transcript(&playable, session.events(), &Stories::new(), None).expect("it happened");
    assert!(left.ends_with("2. Tell him about Mrs Dlamini.\n\nThe run was left unfinished.\n"), "{left}");
}
