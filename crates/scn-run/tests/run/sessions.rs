//! Sessions without a front end.

use scn_run::{
    ChoiceMatch, ChooseError, Ended, Event, Passage, Playable, Progress, Session, StartError, choices_so_far,
    parse_choices, plain_text, replay_run, resume_run,
};
use scn_story::{BuildError, Choice, Span};

use super::builder::*;
use super::*;

fn labelled(mut choice: Choice, label: &str) -> Choice {
    choice.label = words(label);
    choice
}

fn words(text: &str) -> Vec<Span> {
    vec![Span::Text { text: text.into(), emphasis: false, strong: false, code: false, link: None }]
}

fn playable(story: &Story) -> Playable<'_> {
    Playable::new(story, None).expect("the scenario is whole")
}

/// Returns the situation or ending where a run is.
fn at<'s>(session: &'s Session<'_>) -> &'s str {
    session.scene().passages.last().and_then(Passage::node_id).unwrap_or_default()
}

/// Returns the outcomes of a run.
fn outcomes(session: &Session<'_>) -> Vec<u32> {
    let outcome = |event: &Event| match event {
        Event::Resolved { outcome, .. } => Some(*outcome),
        Event::Started { .. }
        | Event::Shown { .. }
        | Event::Chosen { .. }
        | Event::Hinted { .. }
        | Event::Wrote { .. }
        | Event::Voted { .. }
        | Event::Undone { .. }
        | Event::Saved
        | Event::Resumed { .. }
        | Event::Ended(_) => None,
    };
    session.events().iter().filter_map(outcome).collect()
}

fn on_offer(session: &Session<'_>) -> Vec<String> {
    session.scene().on_offer().map(|view| view.id.clone()).collect()
}

#[test]
fn a_scenario_is_found_by_its_id_or_alone() {
    let mut story = neighbour();
    assert_eq!(playable(&story).scenario().id, "neighbour");
    let asked = |story: &Story, id| Playable::new(story, id).map(|it| it.scenario().id.clone());
    assert_eq!(asked(&story, Some("neighbour")), Ok("neighbour".into()));
    let unknown = StartError::Unknown { asked: "laptop".into(), known: vec!["neighbour".into()] };
    assert_eq!(unknown.to_string(), "this pack has no scenario `laptop`; it has `neighbour`");
    assert_eq!(asked(&story, Some("laptop")), Err(unknown));
    let mut second = story.scenarios[0].clone();
    second.id = "laptop".into();
    story.scenarios.push(second);
    let several = StartError::Several { known: vec!["neighbour".into(), "laptop".into()] };
    assert_eq!(asked(&story, None), Err(several));
    story.scenarios.clear();
    assert_eq!(asked(&story, None), Err(StartError::None));
}

#[test]
fn a_broken_scenario_is_refused() {
    let story = story_of(scenario([situation("a", [to("go", "nowhere")])], &["end"]));
    let error = BuildError::Unknown { what: "situation or ending", name: "nowhere".into() };
    assert_eq!(Playable::new(&story, None).err(), Some(StartError::Broken { scenario: "small".into(), error }));
}

#[test]
fn a_text_sees_the_state_that_the_rules_give_it() {
    let story = neighbour();
    let playable = playable(&story);
    let mut session = Session::start(&playable, 0, Some("Thandi"));
    let shown = |session: &Session<'_>| format!("{:?}", session.scene().passages);
    let first = shown(&session);
    assert!(first.contains("Hello dear") && !first.contains("still there"), "not visited in its own body: {first}");
    session.choose("hurry", None).expect("it is on offer");
    let again = shown(&session);
    assert!(again.contains("still there") && !again.contains("Hello dear"), "{again}");
    assert!(again.contains("\"Thandi\"") && again.contains("\"30\"") && again.contains("\"tense\""), "{again}");
    session.choose("ask", None).expect("it is on offer");
    assert!(shown(&session).contains("You people are impossible"), "trust is below 40");
    assert!(shown(&session).contains("On it you can be heard"), "words within a paragraph");
    assert_eq!(at(&session), "thanks", "partly upheld is upheld");
}

#[test]
fn a_guest_has_a_name_that_can_stand_in_a_sentence() {
    let story = neighbour();
    let playable = playable(&story);
    let mut session = Session::start(&playable, 0, None);
    session.choose("hurry", None).expect("it is on offer");
    assert!(format!("{:?}", session.scene()).contains("\"Guest\""));
}

#[test]
fn choices_are_hidden_used_locked_or_on_offer() {
    let story = neighbour();
    let playable = playable(&story);
    let mut session = Session::start(&playable, 0, None);
    assert_eq!(on_offer(&session), ["read", "hurry", "ask"]);
    assert_eq!(session.scene().choices.len(), 4, "one is locked");
    session.choose("hurry", None).expect("it is on offer");
    assert_eq!(on_offer(&session), ["read", "ask"]);
    let refused = session.choose("hurry", None).expect_err("once is once");
    assert_eq!(refused.to_string(), "`hurry` is not on offer at `the-call`; on offer: `read`, `ask`");
    assert_eq!(session.match_choice("hurry"), ChoiceMatch::Used);
    assert!(matches!(session.match_choice("offer to"), ChoiceMatch::Locked { why: Some(_), .. }));
}

#[test]
fn a_choice_is_picked_by_number_id_or_the_start_of_its_label() {
    let choices = [
        labelled(to("ask", "end"), "Ask her for  her number"),
        labelled(to("wait", "end"), "Ask her to wait"),
        labelled(to("two-weeks", "end"), "2 weeks later"),
        labelled(to("go", "end"), "Go"),
        labelled(to("go-on", "end"), "Go on"),
    ];
    let story = story_of(scenario([situation("a", choices)], &["end"]));
    let playable = playable(&story);
    let session = Session::start(&playable, 0, None);
    let one = |id: &str| ChoiceMatch::One(id.into());
    assert_eq!(session.match_choice("1"), one("ask"));
    assert_eq!(session.match_choice(" wait "), one("wait"));
    assert_eq!(session.match_choice("ASK HER FOR HER"), one("ask"));
    assert_eq!(session.match_choice("ask her"), ChoiceMatch::Several(vec!["ask".into(), "wait".into()]));
    assert_eq!(session.match_choice("2"), one("wait"), "a number is a number");
    assert_eq!(session.match_choice("2 weeks"), one("two-weeks"));
    assert_eq!(session.match_choice("go"), one("go"), "a whole label, though another goes on after it");
    for nothing in ["", "0", "6", "-1", "her", "ask her for her number please", "99999999999999999999"] {
        assert_eq!(session.match_choice(nothing), ChoiceMatch::Nothing, "{nothing}");
    }
}

#[test]
fn a_draw_falls_by_the_seed_or_as_it_is_fixed() {
    let story = neighbour();
    let playable = playable(&story);
    let outcome = |seed, fixed| {
        let mut session = Session::start(&playable, seed, None);
        for choice in ["ask", "nod"] {
            session.choose(choice, None).expect("it is on offer");
        }
        session.choose("all", fixed).expect("it is on offer");
        outcomes(&session).last().copied()
    };
    let fallen: Vec<_> = (0..400).map(|seed| outcome(seed, None)).collect();
    let first = fallen.iter().filter(|it| **it == Some(1)).count();
    assert!((60..140).contains(&first), "1 in 4 of 400: {first}");
    assert_eq!(outcome(7, None), outcome(7, None));
    assert_eq!((outcome(7, Some(1)), outcome(7, Some(2))), (Some(1), Some(2)));
}

#[test]
fn an_outcome_that_cannot_happen_is_refused_and_changes_nothing() {
    let story = neighbour();
    let playable = playable(&story);
    let mut session = Session::start(&playable, 0, None);
    let before = session.events().to_vec();
    let error = session.choose("ask", Some(2)).expect_err("trust is 50");
    assert_eq!(error, ChooseError::Outcome { choice: "ask".into(), outcome: 2, possible: vec![1] });
    assert_eq!(error.to_string(), "`ask` cannot have outcome 2 here; it can have outcome 1");
    assert_eq!(session.events(), before);
    session.choose("ask", Some(1)).expect("it is what happens");
}

#[test]
fn chance_after_a_fixed_draw_is_what_it_would_have_been() {
    let roll = || choice("roll", [outcome("again").chance(1, 2), outcome("again").otherwise()]);
    let story = story_of(scenario([situation("a", [roll(), to("stop", "end")])], &["end"]));
    let playable = playable(&story);
    let run = |fixed: Option<u32>| {
        let mut session = Session::start(&playable, 11, None);
        session.choose("roll", fixed).expect("it is on offer");
        for _ in 0..40 {
            session.choose("roll", None).expect("it is on offer");
        }
        outcomes(&session).split_off(1)
    };
    assert_eq!(run(None), run(Some(1)));
    assert_eq!(run(None), run(Some(2)));
    assert!(run(None).contains(&1) && run(None).contains(&2));
}

#[test]
fn choices_are_shuffled_once_a_run() {
    let names = ["a", "b", "c", "d", "e"];
    let choices = names.map(|name| to(name, "again"));
    let mut story = story_of(scenario([situation("room", choices)], &[]));
    story.pack.shuffle = true;
    let playable = playable(&story);
    assert!(playable.uses_seed());
    let order = |seed| {
        let mut session = Session::start(&playable, seed, None);
        let first = on_offer(&session);
        session.choose("c", None).expect("it is on offer");
        assert_eq!(on_offer(&session), first, "the same on coming back");
        first
    };
    let orders: std::collections::BTreeSet<_> = (0..50).map(order).collect();
    assert!(30 < orders.len(), "of 120 orders: {}", orders.len());
    assert!(orders.iter().all(|order| names.iter().all(|name| order.iter().any(|it| it == name))));
    story.pack.shuffle = false;
    let playable = self::playable(&story);
    assert!(!playable.uses_seed());
    assert_eq!(on_offer(&Session::start(&playable, 9, None)), names);
}

#[test]
fn a_run_stops_where_nothing_is_on_offer() {
    let story = story_of(scenario(
        [situation("a", [to("go", "b")]), situation("b", [to("x", "a").needs(visited("end"))])],
        &["end"],
    ));
    let playable = playable(&story);
    let mut session = Session::start(&playable, 0, None);
    session.choose("go", None).expect("it is on offer");
    assert_eq!(session.scene().ended, Some(Ended::DeadEnd { at: "b".into() }));
    assert_eq!(session.scene().choices.len(), 1, "what is locked is still shown");
    assert_eq!(session.choose("x", None), Err(ChooseError::Over));
}

#[test]
fn a_run_stops_where_nothing_comes_of_a_choice() {
    let story = story_of(scenario([situation("a", [choice("go", [outcome("end").when(visited("end"))])])], &["end"]));
    let playable = playable(&story);
    let mut session = Session::start(&playable, 0, None);
    session.choose("go", None).expect("it is on offer");
    assert_eq!(session.scene().ended, Some(Ended::NoOutcome { at: "a".into(), choice: "go".into() }));
}

#[test]
fn a_run_stops_if_nothing_says_what_comes_next() {
    let nowhere = |scenario| {
        let story = story_of(scenario);
        let playable = playable(&story);
        let mut session = Session::start(&playable, 0, None);
        session.choose("go", None).expect("it is on offer");
        session.scene().ended.clone()
    };
    let stopped = |at: &str| Some(Ended::Nowhere { at: at.into() });
    assert_eq!(nowhere(scenario([situation("a", [to("go", "")])], &[])), stopped("a"));
    assert_eq!(nowhere(scenario([situation("a", [to("go", "return")])], &[])), stopped("a"));
    assert_eq!(nowhere(scenario([situation("a", [to("go", "b")]), passage("b", [], "return")], &[])), stopped("b"));
}

#[test]
fn a_chain_that_comes_round_is_stopped_and_shown_once() {
    let story = story_of(scenario(
        [situation("a", [to("go", "b")]), passage("b", [], "c"), passage("c", [], "d"), passage("d", [], "c")],
        &["end"],
    ));
    let playable = playable(&story);
    let mut session = Session::start(&playable, 0, None);
    session.choose("go", None).expect("it is on offer");
    assert_eq!(session.scene().ended, Some(Ended::Loop { at: "c".into() }));
    let nodes: Vec<_> = session.scene().passages.iter().filter_map(Passage::node_id).collect();
    assert_eq!(nodes, ["b", "c", "d"]);
}

#[test]
fn a_chain_may_count_up_and_then_end() {
    let counting = |most| {
        let mut room = passage("room", [(at_least("n", most), "end")], "room");
        room.set.push(add("n", 1));
        let story =
            story_of(scenario([situation("a", [to("go", "room")]), room], &["end"]).meter("n", 0, 1_000_000, 0));
        let playable = playable(&story);
        let mut session = Session::start(&playable, 0, None);
        session.choose("go", None).expect("it is on offer");
        (session.scene().ended.clone(), session.scene().passages.len())
    };
    assert_eq!(counting(50), (Some(Ended::Ending { at: "end".into() }), 1 + 50 + 1));
    assert_eq!(counting(1_000_000), (Some(Ended::Loop { at: "room".into() }), 2), "nobody reads as far");
}

#[test]
fn progress_counts_what_is_made_and_what_is_at_least_to_come() {
    let story = neighbour();
    let playable = playable(&story);
    let mut session = Session::start(&playable, 0, None);
    let progress = |decision, at_least| Progress { decision, at_least: Some(at_least) };
    assert_eq!(session.scene().progress, progress(1, 1));
    session.choose("ask", None).expect("it is on offer");
    assert_eq!(
        (at(&session), session.scene().progress),
        ("corridor", progress(2, 3)),
        "the corridor leads back to questions"
    );
    session.choose("nod", None).expect("it is on offer");
    session.choose("two", None).expect("it is on offer");
    assert_eq!(session.scene().progress, progress(3, 3));
    let trap = story_of(scenario([situation("a", [to("go", "again")])], &["end"]));
    let trap = self::playable(&trap);
    assert_eq!(Session::start(&trap, 0, None).scene().progress, Progress { decision: 1, at_least: None });
}

#[test]
fn hints_come_one_by_one() {
    let story = neighbour();
    let playable = playable(&story);
    let mut session = Session::start(&playable, 0, None);
    assert_eq!(session.hints_left(), 3);
    let mut next =
        |about: Option<&str>| session.next_hint(about).map(|hint| (hint.choice, hint.number, plain_text(&hint.text)));
    let second = "What can you do without telling anything?".to_owned();
    assert_eq!(next(None), Some((None, 1, "Who is the account holder?".into())));
    let of_read = Some((Some("read".to_owned()), 1, "A friendly voice is not an authorisation.".to_owned()));
    assert_eq!(next(Some("read")), of_read);
    assert_eq!(next(Some("read")), None);
    assert_eq!(next(Some("ask")), None);
    assert_eq!(next(None), Some((None, 2, second)));
    assert_eq!(next(None), None);
    session.choose("hurry", None).expect("it is on offer");
    assert_eq!(session.hints_left(), 3, "entered anew");
}

#[test]
fn a_run_in_which_a_hint_was_shown_again_after_a_pause_can_be_replayed() {
    let story = neighbour();
    let playable = playable(&story);
    let mut session = Session::start(&playable, 0, None);
    session.next_hint(Some("read")).expect("it has a hint");
    session.choose("hurry", None).expect("it is on offer");
    session.next_hint(Some("read")).expect("it has a hint");
    session.leave();
    let mut session = resume_run(&playable, session.events(), None).expect("it was left").session;
    session.next_hint(Some("read")).expect("it can be shown again");
    session.undo().expect("a choice was made");
    session.next_hint(Some("read")).expect("it can be shown again here, too");
    let replayed = replay_run(&playable, session.events(), None).expect("it can be replayed");
    assert_eq!(replayed.events(), session.events());
    assert_eq!(replayed.hints_left(), session.hints_left());
}

#[test]
fn a_script_comes_back_to_the_same_point() {
    let story = neighbour();
    let playable = playable(&story);
    let mut session = Session::start(&playable, 3, None);
    for choice in ["hurry", "read"] {
        session.choose(choice, None).expect("it is on offer");
    }
    assert_eq!(choices_so_far(&playable, session.events()), "hurry,read", "no draw, so no outcome");
    let mut session = Session::start(&playable, 3, None);
    for choice in ["ask", "tell", "all"] {
        session.choose(choice, None).expect("it is on offer");
    }
    let script = choices_so_far(&playable, session.events());
    assert!(script == "ask,tell,all,outcome 1" || script == "ask,tell,all,outcome 2", "{script}");
    let mut other = Session::start(&playable, 4, None);
    for step in parse_choices(&script).expect("it is a script") {
        other.choose(&step.choice, step.outcome).expect("it is on offer");
    }
    assert_eq!(other.scene(), session.scene());
}
