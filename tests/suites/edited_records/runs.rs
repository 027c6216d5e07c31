//! Runs.

use scn_records::PackRecords;
use scn_run::{
    At, Attempt, Debrief, Event, Journey, Log, Part, PickedUp, Playable, ReplayError, Session, Stamped, Stories,
    carried_run, pick_up, plain,
};
use scn_story::Story;
use scn_tests::random::Rng;

use crate::model::Model;
use crate::{Tally, edit};

/// A choice, as it was really made.
#[derive(Clone, Debug, PartialEq)]
struct Made {
    situation: usize,
    choice: usize,
    words: String,
    /// The title and the text of its situation when it was made.
    asked: (String, String),
}

impl Made {
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
struct Kept {
    events: Vec<Event>,
    made: Vec<Made>,
}

/// Makes some choices at random, and leaves the run.
fn go_on(rng: &mut Rng, model: &Model, mut session: Session<'_>, kept: &mut Kept, most: usize) {
    let from = session.kept_before();
    let story = session.playable().story();
    for _ in 0..=rng.below(most) {
        let offered: Vec<(String, String)> =
            session.scene().on_offer().map(|view| (view.id.clone(), plain(&view.label))).collect();
        let Some((id, words)) = rng.pick(&offered).cloned() else { break };
        let at = session.scene().passages.last().and_then(scn_run::Passage::node).expect("it is somewhere").to_owned();
        session.choose(&id, None).expect("it is on offer");
        let situation = model.number_of_node(&at).expect("it is there");
        let choice = model.choice(story, &at, &id).expect("it is there");
        let asked = model.asked(situation).expect("it is there");
        kept.made.push(Made { situation, choice, words, asked });
        if rng.percent(15) && session.undo().is_some() {
            kept.made.pop();
        }
    }
    session.leave();
    // Only new events are added to a record.
    kept.events.extend(session.events().iter().skip(from).cloned());
}

pub(crate) fn look(seed: u64, tally: &mut Tally) {
    let mut rng = Rng::new(seed);
    let mut model = Model::new(&mut rng);
    let mut versions = Stories::new();
    let mut kept = Kept { events: Vec::new(), made: Vec::new() };
    let story = model.story();
    versions.insert(story.pack.digest.clone(), story.clone());
    let playable = Playable::new(&story, None).expect("it can be played");
    go_on(&mut rng, &model, Session::start(&playable, seed, None), &mut kept, 2);
    let mut journey = (Journey::of(&playable, &kept.events), kept.made.clone());
    for step in 0..4 {
        let mut edits = edit(&mut rng, &mut model, tally);
        // Sometimes it is edited again before it is examined.
        if rng.percent(30) {
            edits.extend(edit(&mut rng, &mut model, tally));
        }
        let story = model.story();
        // A version that is stored is not changed.
        versions.entry(story.pack.digest.clone()).or_insert_with(|| story.clone());
        let case = || format!("seed {seed}, step {step}, {edits:?}\n{:#?}\n{model:#?}", kept.made);
        let events = carried_run(&kept.events, &story, &versions);
        assert_eq!(events.len(), kept.events.len());
        counted(&model, &story, &versions, &kept, tally, &case());
        followed(&model, &story, &journey, tally, &case());
        let playable = Playable::new(&story, None).expect("it can be played");
        // Otherwise the run has ended.
        let Ok(picked) = pick_up(&playable, &events, None) else { return };
        resumed(&model, &story, &picked, &kept, tally, &case());
        if let Some(ended) = &picked.session.scene().ended {
            // The choices made now lead to an ending: this is recorded, and the run is over.
            assert_eq!(picked.session.events().last(), Some(&Event::Ended(ended.clone())), "{}", case());
            assert_eq!(pick_up(&playable, picked.session.events(), None).err(), Some(ReplayError::Over), "{}", case());
            tally.count("carried to an ending");
            return;
        }
        kept.made.truncate(kept.made.len() - picked.dropped.len());
        go_on(&mut rng, &model, picked.session, &mut kept, 2);
        if rng.percent(40) {
            let events = carried_run(&kept.events, &story, &versions);
            // It stores the labels of the choices in the version in which it is saved.
            let made = kept.made.iter().map(|made| Made { words: model.words_of(made.choice), ..made.clone() });
            journey = (Journey::of(&playable, &events), made.collect());
        }
    }
}

/// Checks what a learner is shown on resuming, and the debrief of the run.
fn resumed(model: &Model, story: &Story, picked: &PickedUp<'_>, kept: &Kept, tally: &mut Tally, case: &str) {
    let playable = picked.session.playable();
    let debrief = Debrief::of(playable, picked.session.events(), None).expect("it can be made again");
    let holding = kept.made.len() - picked.dropped.len();
    assert_eq!(debrief.decisions.len(), holding, "{case}");
    let mut reworded = 0;
    for (decision, made) in debrief.decisions.iter().zip(&kept.made) {
        assert_eq!(model.number_of_node(&decision.at), Some(made.situation), "another situation: {decision:?}\n{case}");
        let is = model.choice(story, &decision.at, &decision.choice);
        assert_eq!(is, Some(made.choice), "another choice: {decision:?}\n{case}");
        let words = decision.said.clone().unwrap_or_else(|| plain(&decision.label));
        assert_eq!(words, made.words, "other words: {decision:?}\n{case}");
        let asked = model.asked(made.situation).expect("it is there");
        assert!(made.may_be_under(&asked), "another question: {decision:?} {asked:?}\n{case}");
        assert_eq!(decision.situation_changed, !made.is_under(&asked), "it is said: {decision:?} {asked:?}\n{case}");
        assert_eq!(picked.changed.contains(&decision.at), decision.situation_changed, "it is said: {case}");
        if decision.situation_changed {
            tally.count("holds in a changed situation");
        }
        reworded += usize::from(decision.said.is_some());
        tally.count(if decision.said.is_some() { "reworded" } else { "holds" });
    }
    // The message: everything holds, words have changed, or where the run continues and why.
    assert_eq!(picked.reworded.len(), reworded, "{case}");
    if let Some(first) = picked.dropped.first() {
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

/// Checks the counts.
fn counted(model: &Model, story: &Story, versions: &Stories, kept: &Kept, tally: &mut Tally, case: &str) {
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
    let records = PackRecords::of(story, versions, &[attempt], true);
    let mut left: Vec<&Made> = kept.made.iter().collect();
    for row in &records.scenarios[0].first.choices {
        for _ in 0..row.taken.unwrap_or(0) {
            let is_it = |made: &&Made| match row.earlier {
                true => made.words == row.label,
                // Never under a question that was not asked, nor with a label that was not read.
                false => {
                    model.choice(story, &row.at, &row.choice) == Some(made.choice)
                        && letters(&made.words) == letters(&row.label)
                        && model.asked(made.situation).is_some_and(|asked| made.is_under(&asked))
                }
            };
            tally.count(if row.earlier { "counted as earlier" } else { "counted today" });
            let place = left.iter().position(is_it);
            left.remove(place.unwrap_or_else(|| panic!("nobody chose {row:?}\n{case}")));
        }
    }
    assert!(left.is_empty(), "not counted: {left:?}\n{case}");
}

/// Returns text without `!` and `?`: changed punctuation at the end does not change the words.
fn letters(words: &str) -> String {
    words.chars().filter(|c| !matches!(c, '!' | '?')).collect()
}

/// Checks what `scn test` reports for a saved journey.
fn followed(model: &Model, story: &Story, (journey, made): &(Journey, Vec<Made>), tally: &mut Tally, case: &str) {
    let playable = Playable::new(story, None).expect("it can be played");
    let (session, departures) = journey.follow(&playable, 0);
    let debrief = Debrief::of(&playable, session.events(), None).expect("it can be made again");
    let reworded = journey.reworded(&playable);
    for (number, (decision, made)) in debrief.decisions.iter().zip(made).enumerate() {
        // After its path departs, a journey continues, but can no longer be compared.
        if departures.iter().any(|it| it.step.is_none_or(|step| step < number)) {
            break;
        }
        let is = model.choice(story, &decision.at, &decision.choice);
        let said = reworded.iter().find(|it| it.step == number).map(|it| it.was.clone());
        // A journey knows only the labels of its steps. If these no longer exist, it follows the
        // written id, whatever its label is now, and both labels are reported.
        let by_id = said.is_some() && journey.steps.get(number).is_some_and(|step| step.choice == decision.choice);
        let holds = by_id || is == Some(made.choice);
        assert!(holds, "another choice in a journey: {is:?} {decision:?}\n{journey:?}\n{case}");
        assert_eq!(said.unwrap_or_else(|| plain(&decision.label)), made.words, "{case}");
    }
    if departures.is_empty() {
        assert_eq!(debrief.decisions.len(), made.len(), "{case}");
        tally.count("journey holds");
    }
}
