//! Runs.

use scn_records::PackRecords;
use scn_run::{
    At, Attempt, Change, Debrief, Event, Journey, Log, Part, Playable, ReplayError, ResumedRun, Session, Stamped,
    Stories, markdown_transcript, migrate_run, plain_text, resume_run,
};
use scn_story::Story;
use scn_tests::random::Rng;

use crate::chance::{Draw, is_same_draw};
use crate::model::Model;
use crate::{Tally, make_edits};

/// A choice, as it was really made.
#[derive(Clone, Debug, PartialEq)]
struct ChoiceMade {
    situation: usize,
    choice: usize,
    words: String,
    /// The title and the text of its situation when it was made.
    asked: (String, String),
    /// The outcome that was drawn; `None` if it had only one.
    drawn: Option<Draw>,
    /// The text of its only outcome, unless one was drawn.
    only_outcome: String,
}

impl ChoiceMade {
    /// Returns whether the choice may be shown under a current situation without comment: the
    /// situation asks the same.
    fn is_under(&self, asked: &(String, String)) -> bool {
        self.asked == *asked
    }

    /// Returns whether the choice may be shown under it at all: its title or its text is unchanged,
    /// and the label says what was done.
    fn may_be_under(&self, asked: &(String, String)) -> bool {
        let says_enough = 4 <= self.words.split_whitespace().count() || !self.words.is_ascii();
        self.is_under(asked) || says_enough && (self.asked.0 == asked.0 || self.asked.1 == asked.1)
    }
}

/// A run of one learner: what scn recorded, and what really happened.
struct RecordedRun {
    events: Vec<Event>,
    made: Vec<ChoiceMade>,
    /// What the learner wrote, each time in other words, and the question that was asked.
    written: Vec<(String, String)>,
}

/// Returns the number of the outcome that was decided last.
fn last_outcome(session: &Session<'_>) -> Option<u32> {
    let number = |event: &Event| if let Event::Resolved { outcome, .. } = event { Some(*outcome) } else { None };
    session.events().iter().rev().find_map(number)
}

/// Makes some choices at random, and leaves the run.
fn continue_run(rng: &mut Rng, model: &Model, mut session: Session<'_>, kept: &mut RecordedRun, most: usize) {
    let first_new = session.recorded_before();
    let story = session.playable().story();
    for _ in 0..=rng.number_below(most) {
        let offered: Vec<(String, String)> =
            session.scene().on_offer().map(|view| (view.id.clone(), plain_text(&view.label))).collect();
        let Some((id, words)) = rng.pick_one(&offered).cloned() else { break };
        let at =
            session.scene().passages.last().and_then(scn_run::Passage::node_id).expect("it is somewhere").to_owned();
        let situation = model.number_of_node(&at).expect("it is there");
        if let Some(asked) = model.ask_of(situation).filter(|_| rng.with_percent(60)) {
            let words = format!("said{}so", kept.written.len());
            session.write_words(&words).expect("it asks");
            kept.written.push((words, asked.to_owned()));
        }
        session.choose(&id, None).expect("it is on offer");
        let choice = model.choice_number(story, &at, &id).expect("it is there");
        let question = model.question_of(situation).expect("it is there");
        let drawn = last_outcome(&session).and_then(|outcome| model.drawn_outcome(choice, outcome));
        let only_outcome = model.only_outcome(choice);
        kept.made.push(ChoiceMade { situation, choice, words, asked: question, drawn, only_outcome });
        if rng.with_percent(15) && session.undo().is_some() {
            kept.made.pop();
        }
    }
    session.leave();
    // Only new events are added to a record.
    kept.events.extend(session.events().iter().skip(first_new).cloned());
}

pub(crate) fn examine_seed(seed: u64, tally: &mut Tally) {
    let mut rng = Rng::new(seed);
    let mut model = Model::new(&mut rng);
    let mut versions = Stories::new();
    let mut run = RecordedRun { events: Vec::new(), made: Vec::new(), written: Vec::new() };
    let story = model.compile_story();
    versions.insert(story.pack.digest.clone(), story.clone());
    let playable = Playable::new(&story, None).expect("it can be played");
    continue_run(&mut rng, &model, Session::start(&playable, seed, None), &mut run, 2);
    let mut journey = (Journey::from_events(&playable, &run.events), run.made.clone());
    for step in 0..4 {
        let mut edits = make_edits(&mut rng, &mut model, tally);
        // Sometimes it is edited again before it is examined.
        if rng.with_percent(30) {
            edits.extend(make_edits(&mut rng, &mut model, tally));
        }
        let story = model.compile_story();
        // A version that is stored is not changed.
        versions.entry(story.pack.digest.clone()).or_insert_with(|| story.clone());
        let describe_case = || format!("seed {seed}, step {step}, {edits:?}\n{:#?}\n{model:#?}", run.made);
        let events = migrate_run(&run.events, &story, &versions);
        assert_eq!(events.len(), run.events.len());
        check_counted(&model, &story, &versions, &run, tally, &describe_case());
        check_followed(&model, &story, &journey, tally, &describe_case());
        let playable = Playable::new(&story, None).expect("it can be played");
        // Otherwise the run has ended.
        let Ok(picked) = resume_run(&playable, &events, None) else { return };
        check_resumed(&model, &story, &picked, &run, tally, &describe_case());
        check_written(&picked, &versions, &run.written, tally, &describe_case());
        if let Some(ended) = &picked.session.scene().ended {
            // The choices made now lead to an ending: this is recorded, and the run is over.
            assert_eq!(picked.session.events().last(), Some(&Event::Ended(ended.clone())), "{}", describe_case());
            assert_eq!(
                resume_run(&playable, picked.session.events(), None).err(),
                Some(ReplayError::Over),
                "{}",
                describe_case()
            );
            tally.count("carried to an ending");
            return;
        }
        run.made.truncate(run.made.len() - picked.dropped.len());
        continue_run(&mut rng, &model, picked.session, &mut run, 2);
        if rng.with_percent(40) {
            let events = migrate_run(&run.events, &story, &versions);
            // It stores the labels of the choices in the version in which it is saved.
            let choices_made = run.made.iter().map(|made| ChoiceMade {
                words: model.words_of(made.choice),
                only_outcome: model.only_outcome(made.choice),
                drawn: made.drawn.as_ref().map(|was| current_draw(&model, made.choice, was)),
                ..made.clone()
            });
            journey = (Journey::from_events(&playable, &events), choices_made.collect());
        }
    }
}

/// Returns a drawn outcome in its current words.
fn current_draw(model: &Model, choice: usize, was: &Draw) -> Draw {
    let draws = model.draws_of(choice);
    let same =
        draws.iter().find(|it| it.number == was.number).or_else(|| draws.iter().find(|it| is_same_draw(it, was)));
    same.cloned().expect("the choice was kept")
}

/// Checks what a learner is shown on resuming, and the debrief of the run.
fn check_resumed(
    model: &Model,
    story: &Story,
    picked: &ResumedRun<'_>,
    kept: &RecordedRun,
    tally: &mut Tally,
    case: &str,
) {
    let playable = picked.session.playable();
    let debrief = Debrief::from_events(playable, picked.session.events(), None).expect("it can be made again");
    let holding = kept.made.len() - picked.dropped.len();
    assert_eq!(debrief.decisions.len(), holding, "{case}");
    let mut reworded = 0;
    let mut reworded_outcomes = 0;
    for (decision, made) in debrief.decisions.iter().zip(&kept.made) {
        assert_eq!(model.number_of_node(&decision.at), Some(made.situation), "another situation: {decision:?}\n{case}");
        let current_choice = model.choice_number(story, &decision.at, &decision.choice);
        assert_eq!(current_choice, Some(made.choice), "another choice: {decision:?}\n{case}");
        let words = decision.said.clone().unwrap_or_else(|| plain_text(&decision.label));
        assert_eq!(words, made.words, "other words: {decision:?}\n{case}");
        let question = model.question_of(made.situation).expect("it is there");
        assert!(made.may_be_under(&question), "another question: {decision:?} {question:?}\n{case}");
        assert_eq!(
            decision.situation_changed,
            !made.is_under(&question),
            "it is said: {decision:?} {question:?}\n{case}"
        );
        assert_eq!(picked.changed.contains(&decision.at), decision.situation_changed, "it is said: {case}");
        if decision.situation_changed {
            tally.count("holds in a changed situation");
        }
        if let Some(was) = &made.drawn {
            let is = decision.outcome.and_then(|outcome| model.drawn_outcome(made.choice, outcome));
            let is = is.unwrap_or_else(|| panic!("no outcome: {decision:?}\n{case}"));
            assert!(is_same_draw(was, &is), "another outcome: {is:?}, not {was:?}\n{case}");
            reworded_outcomes += usize::from(was.words != is.words);
            tally.count(if was.words == is.words { "an outcome holds" } else { "an outcome is reworded" });
        } else if model.draws_of(made.choice).is_empty() {
            reworded_outcomes += usize::from(made.only_outcome != model.only_outcome(made.choice));
        }
        reworded += usize::from(decision.said.is_some());
        tally.count(if decision.said.is_some() { "reworded" } else { "holds" });
    }
    // The message: everything holds, words have changed, or where the run continues and why.
    assert_eq!(picked.reworded.len(), reworded, "{case}");
    assert_eq!(picked.reworded_outcomes.len(), reworded_outcomes, "it is said: {case}");
    if picked.outcome_change().is_some() {
        tally.count("an outcome is undecided");
    } else if let Some(first) = picked.dropped.first() {
        tally.count(match (first.is_undecided(), first.is_replaced()) {
            (true, _) => "undecided",
            (_, true) => "asked otherwise",
            (false, false) => "gone",
        });
        if let Some(earlier) = &first.earlier {
            assert_eq!(earlier.label, kept.made[holding].words, "{case}");
        }
    }
    if model.is_gentle() {
        assert_eq!(picked.dropped, [], "nothing was taken away: {case}");
    }
}

/// Checks that nothing that the learner wrote is lost, or shown in answer to another question.
fn check_written(
    picked: &ResumedRun<'_>,
    versions: &Stories,
    written: &[(String, String)],
    tally: &mut Tally,
    case: &str,
) {
    let (session, playable) = (&picked.session, picked.session.playable());
    let question_of = |words: &str| {
        let found = written.iter().find(|(it, _)| it == words).map(|(_, question)| question.clone());
        found.unwrap_or_else(|| panic!("nobody wrote {words}\n{case}"))
    };
    if let Some(ask) = session.current_ask().filter(|ask| !ask.words.is_empty()) {
        assert_eq!(plain_text(&ask.text), question_of(&ask.words), "{case}");
        tally.count("words are still there");
    }
    let debrief = Debrief::from_events(playable, session.events(), None).expect("it can be made again");
    for view in debrief.decisions.iter().flat_map(|it| &it.written) {
        assert_eq!(plain_text(&view.question), question_of(&view.words), "{case}");
        tally.count("words in a debrief");
    }
    let transcript = markdown_transcript(playable, session.events(), versions, None).expect("it can be written");
    let mut asked = "";
    let mut found = 0;
    for line in transcript.lines() {
        if let Some(question) = line.strip_prefix("In your own words: ") {
            asked = question;
        } else if let Some(words) = line.strip_prefix("> said") {
            assert_eq!(asked, question_of(&format!("said{words}")), "{transcript}\n{case}");
            found += 1;
        }
    }
    assert!(written.len() <= found, "{found} of {written:?}\n{transcript}\n{case}");
}

/// Checks the counts.
fn check_counted(model: &Model, story: &Story, versions: &Stories, kept: &RecordedRun, tally: &mut Tally, case: &str) {
    let log = kept.events.iter().map(|event| Stamped { at: At(0), event: event.clone() }).collect();
    let attempt = Attempt {
        id: "one".into(),
        learner: "Ana".into(),
        pack: story.pack.name.clone(),
        places: Vec::new(),
        digest: String::new(),
        part: Part::Scenario("talk".into()),
        log: Log::Scenario(log),
    };
    let records = PackRecords::summarize(story, versions, &[attempt], true);
    let mut unmatched: Vec<&ChoiceMade> = kept.made.iter().collect();
    for row in &records.scenarios[0].first.choices {
        for _ in 0..row.taken.unwrap_or(0) {
            let is_this_choice = |made: &&ChoiceMade| match row.earlier {
                true => made.words == row.label,
                // Never under a question that was not asked, nor with a label that was not read.
                false => {
                    model.choice_number(story, &row.at, &row.choice) == Some(made.choice)
                        && made.words == row.label
                        && model.question_of(made.situation).is_some_and(|asked| made.is_under(&asked))
                }
            };
            tally.count(if row.earlier { "counted as earlier" } else { "counted today" });
            let place = unmatched.iter().position(is_this_choice);
            unmatched.remove(place.unwrap_or_else(|| panic!("nobody chose {row:?}\n{case}")));
        }
    }
    assert!(unmatched.is_empty(), "not counted: {unmatched:?}\n{case}");
}

/// Checks what `scn test` reports for a saved journey.
fn check_followed(
    model: &Model,
    story: &Story,
    (journey, made): &(Journey, Vec<ChoiceMade>),
    tally: &mut Tally,
    case: &str,
) {
    let playable = Playable::new(story, None).expect("it can be played");
    let (session, departures) = journey.replay_as_session(&playable, 0);
    let debrief = Debrief::from_events(&playable, session.events(), None).expect("it can be made again");
    let reworded = journey.reworded_steps(&playable);
    for (number, (decision, made)) in debrief.decisions.iter().zip(made).enumerate() {
        // After its path departs, a journey continues, but can no longer be compared.
        if departures.iter().any(|it| it.step.is_none_or(|step| step < number)) {
            break;
        }
        let current_choice = model.choice_number(story, &decision.at, &decision.choice);
        let earlier_label = reworded.iter().find(|it| it.step == number).map(|it| it.was.clone());
        // A journey knows only the labels of its steps. If these no longer exist, it follows the
        // written id, whatever its label is now, and both labels are reported.
        let by_id =
            earlier_label.is_some() && journey.steps.get(number).is_some_and(|step| step.choice == decision.choice);
        let holds = by_id || current_choice == Some(made.choice);
        assert!(holds, "another choice in a journey: {current_choice:?} {decision:?}\n{journey:?}\n{case}");
        assert_eq!(earlier_label.unwrap_or_else(|| plain_text(&decision.label)), made.words, "{case}");
        if let (Some(was), Some(current)) = (&made.drawn, current_choice.filter(|it| *it == made.choice)) {
            let is = decision.outcome.and_then(|outcome| model.drawn_outcome(current, outcome));
            // A journey knows only the text.
            assert_eq!(is.map(|it| it.words.to_lowercase()), Some(was.words.to_lowercase()), "{case}");
            tally.count("a drawn outcome of a journey holds");
        }
    }
    if departures.iter().any(|it| matches!(it.change, Change::UndecidedOutcome { .. })) {
        tally.count("a drawn outcome of a journey is undecided");
    }
    if departures.is_empty() {
        assert_eq!(debrief.decisions.len(), made.len(), "{case}");
        tally.count("journey holds");
    }
}
